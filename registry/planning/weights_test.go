package planning_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"

	"hatang/registry/indicators"
	"hatang/registry/planning"
)

// weightsOf draws a weight for each of the small province's nine communes.
func weightsOf(random *rand.Rand) []planning.Weight {
	var list []planning.Weight
	for k := range 9 {
		list = append(list, planning.Weight{Code: fmt.Sprintf("99%d", k), Factor: math.Exp(2*random.Float64() - 1)})
	}
	return list
}

// scaled is weights with every factor times this.
func scaled(list []planning.Weight, by float64) []planning.Weight {
	out := make([]planning.Weight, len(list))
	for i, one := range list {
		out[i] = planning.Weight{Code: one.Code, Factor: by * one.Factor}
	}
	return out
}

// weighedGoals are the questions that take weights.
func weighedGoals() map[string]planning.Question {
	bts := question(planning.Cover, func(q *planning.Question) { q.Network, q.Travel, q.RadiusM = indicators.BTSNetwork, "", 1500 })
	return map[string]planning.Question{
		"add": question(planning.Add, nil), "cover": question(planning.Cover, func(q *planning.Question) { q.RadiusM = 1500 }), "close": question(planning.Close, nil),
		"upgrade": question(planning.Upgrade, func(q *planning.Question) { q.Count = 3 }), "ratio": question(planning.Ratio, nil), "bts": bts,
	}
}

// Weights of 1 choose what no weights choose, and none of the figures knows of them.
func TestWeightsOfOneChangeNothing(t *testing.T) {
	t.Parallel()
	w := smallWorld(t)
	for name, q := range weighedGoals() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			without := plan(t, w, q)
			q.Weights = &planning.Weights{}
			nobody := plan(t, w, q)
			sameButFor(t, nobody, without, 1)
			if title := q.Title().EN; strings.Contains(title, "weighted") || len(nobody.Notes) != len(without.Notes) {
				t.Errorf("weights that weigh nobody are told of: %q %v", title, nobody.Notes)
			}
			q.Weights = &planning.Weights{Types: []planning.Weight{{Code: "xa", Factor: 1}}, Communes: []planning.Weight{{Code: "991", Factor: 1}}}
			if q.Goal == planning.Add {
				q.Weights.Beyond = 1
			}
			with := plan(t, w, q)
			sameButFor(t, with, without, 1)
		})
	}
}

// Twice the weight for everybody chooses the same points; only the solver's value,
// which is of weighed people, doubles.
func TestDoubledWeightsChooseTheSame(t *testing.T) {
	t.Parallel()
	w := smallWorld(t)
	for name, q := range weighedGoals() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			random := rand.New(rand.NewPCG(11, 12))
			for range 3 {
				weights := weightsOf(random)
				q.Weights = &planning.Weights{Communes: weights}
				once := plan(t, w, q)
				q.Weights = &planning.Weights{Communes: scaled(weights, 2)}
				sameButFor(t, plan(t, w, q), once, 2)
			}
		})
	}
}

// sameButFor holds two plans against each other that may differ in the solver's
// value, so many times the other's.
func sameButFor(t *testing.T, got, want *planning.Result, times float64) {
	t.Helper()
	if !reflect.DeepEqual(got.Layout, want.Layout) || !reflect.DeepEqual(got.After, want.After) || !reflect.DeepEqual(got.Curve, want.Curve) {
		t.Errorf("another plan:\n%+v\n%+v", got.Layout, want.Layout)
	}
	if a, b := got.Solver.Value, want.Solver.Value; a.Known != b.Known || math.Abs(a.Value-times*b.Value) > 1e-9*math.Abs(a.Value) {
		t.Errorf("the value is %v, %v times %v is expected", a, times, b)
	}
	if got.Solver.Optimal != want.Solver.Optimal {
		t.Errorf("optimal: %v, %v", got.Solver.Optimal, want.Solver.Optimal)
	}
}

// The choice is the best of all pairs by the weighed way of all people, and not
// that which people as they are would have.
func TestWeighedChoiceIsTheBestOfAll(t *testing.T) {
	t.Parallel()
	w := smallWorld(t)
	random := rand.New(rand.NewPCG(13, 14))
	var list []planning.Place
	for k := range 9 {
		list = append(list, planning.Place{Lon: west + (float64(k%3)+random.Float64())*widthDeg, Lat: south + (float64(k/3)+random.Float64())*widthDeg})
	}
	weights := []planning.Weight{{Code: "990", Factor: 60}, {Code: "991", Factor: 40}}
	factor := func(code string) float64 { return map[string]float64{"990": 60, "991": 40}[code] }
	way := func(r *planning.Result) (sum float64) {
		if len(r.After.Worst) != 9 {
			t.Fatalf("%d communes are told of", len(r.After.Worst))
		}
		for _, c := range r.After.Worst {
			sum += max(1, factor(c.Unit.Code)) * c.Ways.People * c.Ways.Mean.Value
		}
		return sum
	}
	plain := question(planning.Add, func(q *planning.Question) { q.Count, q.Candidates.List = 2, list })
	weighed := plain
	weighed.Weights = &planning.Weights{Communes: weights}
	best := math.Inf(1)
	for i := range list {
		for j := range i {
			l := planning.Layout{Added: []planning.Added{{ID: "a", Lon: list[i].Lon, Lat: list[i].Lat}, {ID: "b", Lon: list[j].Lon, Lat: list[j].Lat}}}
			tried, err := w.planner.Evaluate(ctx, w.live.View(), plain, l)
			if err != nil {
				t.Fatal(err)
			}
			best = min(best, way(tried))
		}
	}
	r, other := plan(t, w, weighed), plan(t, w, plain)
	if got := way(r); !r.Solver.Optimal || math.Abs(got-best) > 1e-6*best || math.Abs(r.Solver.Value.Value-best) > 1e-6*best {
		t.Errorf("the weighed way is %v, the solver's value %v (optimal %v), the best of all pairs has %v", got, r.Solver.Value, r.Solver.Optimal, best)
	}
	if way(other) <= best*(1+1e-9) || !(other.After.Access.Mean.Value < r.After.Access.Mean.Value) {
		t.Errorf("weights make no difference: mean %v and %v", r.After.Access.Mean, other.After.Access.Mean)
	}
}

// Whoever is beyond the limit weighs more: fewer are left there.
func TestWeightBeyondTheLimit(t *testing.T) {
	t.Parallel()
	w := smallWorld(t)
	q := question(planning.Add, func(q *planning.Question) { q.Count, q.RadiusM = 2, 4000 })
	plain := plan(t, w, q)
	q.Weights = &planning.Weights{Beyond: 100}
	far := plan(t, w, q)
	if reflect.DeepEqual(plain.Layout, far.Layout) {
		t.Fatal("the weight chooses the same points, so this test says nothing")
	}
	gained := func(r *planning.Result) (people float64) {
		for _, step := range r.Curve {
			people += step.GainPeople
		}
		return people
	}
	if gained(far) <= gained(plain) {
		t.Errorf("%v people come within 4 km by weight, %v without", gained(far), gained(plain))
	}
	if far.After.Access.Mean.Value < plain.After.Access.Mean.Value {
		t.Errorf("the weighed plan has a shorter mean way, %v, than the one that looks for it, %v", far.After.Access.Mean, plain.After.Access.Mean)
	}
}

// A plan tells by which weights it was chosen, and so does what is edited by hand.
func TestWeightsAreTold(t *testing.T) {
	t.Parallel()
	w := smallWorld(t)
	q := question(planning.Add, func(q *planning.Question) {
		q.Weights = &planning.Weights{Types: []planning.Weight{{Code: "phuong", Factor: 0.5}}, Communes: []planning.Weight{{Code: "993", Factor: 2.5}}, Beyond: 3}
	})
	r := plan(t, w, q)
	edited, err := w.planner.Edit(ctx, w.live.View(), r.Question, r.Layout, planning.Edit{Remove: []string{r.Layout.Added[0].ID}})
	if err != nil {
		t.Fatal(err)
	}
	for name, one := range map[string]*planning.Result{"plan": r, "edited": edited} {
		var said string
		for _, note := range one.Notes {
			said += note.VI + "\n" + note.EN + "\n"
		}
		for _, want := range []string{"phường × 0,5", "Xã 3 (993) × 2,5", "quá 3,00 km × 3", "farther than 3.00 km from a point × 3", "đếm người thật", "everybody else × 1"} {
			if !strings.Contains(said, want) {
				t.Errorf("%s: the notes lack %q:\n%s", name, want, said)
			}
		}
	}
	if !strings.Contains(r.Solver.Unit.VI, "trọng số") || !strings.Contains(r.Question.Title().VI, "có trọng số") {
		t.Errorf("unit %q, title %q", r.Solver.Unit.VI, r.Question.Title().VI)
	}
}

// Weights that mean nothing are refused, each with what is wrong with it.
func TestBadWeights(t *testing.T) {
	t.Parallel()
	w := smallWorld(t)
	one := func(code string, factor float64) []planning.Weight {
		return []planning.Weight{{Code: code, Factor: factor}}
	}
	for name, c := range map[string]struct {
		goal    planning.Goal
		weights planning.Weights
		want    string
	}{
		"no factor":        {planning.Add, planning.Weights{Types: one("xa", 0)}, "weights.types"},
		"negative":         {planning.Add, planning.Weights{Communes: one("991", -1)}, "weights.communes"},
		"no number":        {planning.Add, planning.Weights{Communes: one("991", math.NaN())}, "weights.communes"},
		"too heavy":        {planning.Add, planning.Weights{Beyond: 101}, "weights.beyond"},
		"unknown type":     {planning.Add, planning.Weights{Types: one("huyện đảo", 2)}, "weights.types"},
		"unknown commune":  {planning.Add, planning.Weights{Communes: one("12345", 2)}, "weights.communes"},
		"twice":            {planning.Add, planning.Weights{Communes: append(one("991", 2), one("991", 3)...)}, "weights.communes"},
		"a share of all":   {planning.Fewest, planning.Weights{Types: one("xa", 2)}, "weights"},
		"gained by nobody": {planning.Cover, planning.Weights{Beyond: 2}, "weights.beyond"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := w.planner.Plan(ctx, w.live.View(), question(c.goal, func(q *planning.Question) { q.Weights = &c.weights }), nil)
			problems := problemsOf(t, name, err)
			if len(problems) != 1 || problems[0].Column != c.want || problems[0].Message.VI == "" || strings.Contains(problems[0].Message.VI+problems[0].Message.EN, "%!") {
				t.Errorf("problems %+v, want one of %s", problems, c.want)
			}
		})
	}
}
