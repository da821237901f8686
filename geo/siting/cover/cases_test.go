package cover

import (
	"context"
	"errors"
	"fmt"
	"math"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/paulmach/orb"

	"hatang/geo/geodesy"
	"hatang/geo/siting"
)

func TestSaoJoseIsProven(t *testing.T) {
	t.Parallel()
	for _, k := range saoJoseOptima(t) {
		t.Run(fmt.Sprintf("%s/r=%.0f/p=%d", k.name, k.radius, k.p), func(t *testing.T) {
			t.Parallel()
			pr := saoJose(t, k.name).problem(k.radius)
			pr.Effort.Nodes = 200
			r, err := Maximal(t.Context(), pr, k.p, siting.Options{})
			if err != nil {
				t.Fatal(err)
			}
			if r.Value != k.best || r.Bound != k.best || !r.Optimal || r.Gap() != 0 {
				t.Errorf("value %v bound %v optimal %v, want %v", r.Value, r.Bound, r.Optimal, k.best)
			}
		})
	}
}

// TestNewYork searches with little effort: the benchmark shows what a minute
// reaches.
func TestNewYork(t *testing.T) {
	t.Parallel()
	pr := newYork(t).problem(400) // the radius of all cases
	for _, k := range newYorkBest(t) {
		pr.Effort = Effort{Iterations: 25_000}
		r, err := Maximal(t.Context(), pr, k.p, siting.Options{Seed: 1})
		if err != nil {
			t.Fatal(err)
		}
		t.Logf("p=%d: value %.0f (best known %.0f), bound %.0f, gap %.2f %%, %d nodes, %v",
			k.p, r.Value, k.best, r.Bound, 100*r.Gap(), r.Nodes, r.Elapsed)
		if r.Value < 0.99*k.best {
			t.Errorf("p=%d: value %v is more than 1 %% below the best known %v", k.p, r.Value, k.best)
		}
		if r.Bound < k.best || r.Bound > 1.02*k.best {
			t.Errorf("p=%d: bound %v, want at least the best known %v and at most 2 %% above", k.p, r.Bound, k.best)
		}
	}
}

func TestSanFrancisco(t *testing.T) {
	t.Parallel()
	weights, stores, distance := sanFrancisco(t)
	within := func(radius float64) *Problem {
		return &Problem{Weights: weights, Covers: WithinReach(stores, len(weights), distance, radius)}
	}
	for _, c := range []struct{ radius, want float64 }{{5000, 8}, {8000, 3}} {
		r, err := Fewest(t.Context(), within(c.radius), Need{Share: 1}, siting.Options{})
		if err != nil {
			t.Fatal(err)
		}
		if r.Value != c.want || !r.Optimal || r.CoveredWeight != r.ReachableWeight {
			t.Errorf("set covering within %v m: %v sites (optimal %v), want %v", c.radius, r.Value, r.Optimal, c.want)
		}
	}
	r, err := Maximal(t.Context(), within(5000), 4, siting.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if r.Value != 875247 || !r.Optimal {
		t.Errorf("4 sites within 5 km cover %v (optimal %v), want 875247", r.Value, r.Optimal)
	}
}

// TestProvince has one province's scale, but for a tenth of the cells.
func TestProvince(t *testing.T) {
	t.Parallel()
	pv := makeProvince(30_000, 600)
	pr := pv.problem(t, 3000)
	pr.Effort = Effort{Nodes: 200, Iterations: 20_000}
	r, err := Maximal(t.Context(), pr, 20, siting.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if r.Gap() > 0.005 {
		t.Errorf("20 points: value %v, bound %v, gap %.2f %%, want at most 0.5 %%", r.Value, r.Bound, 100*r.Gap())
	}
	share := 0.95 * r.ReachableWeight / r.TotalWeight
	need := pv.need(share)
	f, err := Fewest(t.Context(), pr, need, siting.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("20 points: gap %.3f %% in %v; fewest: %v, bound %v in %v", 100*r.Gap(), r.Elapsed, f.Value, f.Bound, f.Elapsed)
	if f.Gap() > 0.10 {
		t.Errorf("fewest: value %v, bound %v, gap %.2f %%, want at most 10 %%", f.Value, f.Bound, 100*f.Gap())
	}
	if f.CoveredWeight < share*f.TotalWeight {
		t.Errorf("fewest covers %v of %v", f.CoveredWeight, f.TotalWeight)
	}
	for g, group := range need.Groups {
		if !slices.ContainsFunc(group.Candidates, func(i int) bool { _, found := slices.BinarySearch(f.Open, i); return found }) {
			t.Errorf("commune %d has none", g)
		}
	}
}

// scrub removes what may differ between equal searches.
func scrub(r *Result) *Result {
	r.Elapsed = 0
	return r
}

func TestEqualSeedsGiveEqualAnswers(t *testing.T) {
	t.Parallel()
	pv := makeProvince(5_000, 200)
	pr := pv.problem(t, 3000)
	pr.Effort = Effort{Iterations: 4_000}
	capacity := make([]float64, 200)
	for i := range capacity {
		capacity[i] = 3000
	}
	for name, solve := range map[string]func() (*Result, error){
		"maximal": func() (*Result, error) { return Maximal(t.Context(), pr, 15, siting.Options{Seed: 9}) },
		"fewest":  func() (*Result, error) { return Fewest(t.Context(), pr, pv.need(0.9), siting.Options{Seed: 9}) },
		"backup": func() (*Result, error) {
			return Backup(t.Context(), pr, 15, Twice{First: 0.7, Second: 0.3}, siting.Options{Seed: 9})
		},
		"capacitated": func() (*Result, error) {
			small := *pr
			small.Effort.Iterations = 200
			return CapacitatedMaximal(t.Context(), &small, capacity, 5, siting.Options{Seed: 9})
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			a, err := solve()
			if err != nil {
				t.Fatal(err)
			}
			b, err := solve()
			if err != nil {
				t.Fatal(err)
			}
			if !reflect.DeepEqual(scrub(a), scrub(b)) {
				t.Errorf("two searches differ: %v (bound %v) and %v (bound %v)", a.Value, a.Bound, b.Value, b.Bound)
			}
		})
	}
}

// TestCancelled cancels from the search's own progress and before it begins: what
// comes back must still be a solution.
func TestCancelled(t *testing.T) {
	t.Parallel()
	pv := makeProvince(5_000, 200)
	pr := pv.problem(t, 3000)
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	r, err := Maximal(gone, pr, 15, siting.Options{})
	if err != nil || len(r.Open) > 15 || r.Bound < r.Value {
		t.Fatalf("got %+v, %v", r, err)
	}
	need := pv.need(0.9)
	f, err := Fewest(gone, pr, need, siting.Options{})
	if err != nil || f.CoveredWeight < min(0.9*f.TotalWeight, f.ReachableWeight) || f.Bound > f.Value {
		t.Fatalf("covers %v of %v, %v", f.CoveredWeight, f.TotalWeight, err)
	}
	soon, stop := context.WithCancel(t.Context())
	defer stop()
	said := 0
	r, err = Maximal(soon, pr, 15, siting.Options{Progress: func(p siting.Progress) {
		said++
		if p.Value > p.Bound {
			t.Errorf("progress with value %v above bound %v", p.Value, p.Bound)
		}
		stop()
	}})
	if err != nil || said == 0 || r.Value == 0 {
		t.Fatalf("value %v after %d reports, %v", r.Value, said, err)
	}
}

// TestFewestTellsPoints: progress counts points, not weight.
func TestFewestTellsPoints(t *testing.T) {
	t.Parallel()
	pv := makeProvince(5_000, 200)
	pr := pv.problem(t, 3000)
	pr.Effort = Effort{Iterations: 5_000}
	var last siting.Progress
	r, err := Fewest(t.Context(), pr, pv.need(0.5), siting.Options{Progress: func(p siting.Progress) {
		last = p
		if p.Value < p.Bound || p.Value != math.Trunc(p.Value) || p.Value > 200 {
			t.Errorf("progress with %v points, bound %v", p.Value, p.Bound)
		}
	}})
	if err != nil {
		t.Fatal(err)
	}
	if last.Value < r.Value || last.Bound > r.Bound {
		t.Errorf("ended with %v points (bound %v) after telling of %v (%v)", r.Value, r.Bound, last.Value, last.Bound)
	}
}

func TestLimitEndsTheSearch(t *testing.T) {
	t.Parallel()
	pr := makeProvince(2_000, 100).problem(t, 3000)
	r, err := Maximal(t.Context(), pr, 10, siting.Options{Limit: time.Nanosecond})
	if err != nil || r.Optimal || r.Gap() <= 0 || r.Bound > r.TotalWeight {
		t.Fatalf("got value %v, bound %v, optimal %v, %v; nobody proves anything in a nanosecond", r.Value, r.Bound, r.Optimal, err)
	}
}

func TestStartIsNotLost(t *testing.T) {
	t.Parallel()
	pv := makeProvince(5_000, 200)
	pr := pv.problem(t, 3000)
	best, err := Maximal(t.Context(), pr, 10, siting.Options{})
	if err != nil {
		t.Fatal(err)
	}
	pr.Effort.Iterations = 1
	again, err := Maximal(t.Context(), pr, 10, siting.Options{Start: append(best.Open, -5, 100000)})
	if err != nil {
		t.Fatal(err)
	}
	if again.Value < best.Value {
		t.Errorf("value %v from a start worth %v", again.Value, best.Value)
	}
}

func TestReach(t *testing.T) {
	t.Parallel()
	sites := []orb.Point{{108, 14}, {108.1, 14}, {109, 14}}
	homes := []orb.Point{{108.02, 14}, {108.06, 14}, {107.9, 14.01}, {108, 14}}
	edge := geodesy.DistanceM(sites[0], homes[0])
	covers, err := WithinDistance(t.Context(), sites, homes, edge)
	if err != nil {
		t.Fatal(err)
	}
	table := WithinReach(len(sites), len(homes), func(i, j int) float64 { return geodesy.DistanceM(sites[i], homes[j]) }, edge)
	if want := FromLists([][]int32{{3, 0, 3}, {}, {}}); !reflect.DeepEqual(covers, want) || !reflect.DeepEqual(table, want) {
		t.Errorf("within %v m: %v by positions and %v by table, want %v: the limit itself is within", edge, covers, table, want)
	}
	pr := &Problem{Weights: []float64{1, 1, 1, 1}, Covers: covers, States: []siting.State{siting.Free, siting.Closed, siting.Free}}
	lost := pr.Unreachable()
	if !slices.Equal(lost, []int{1, 2}) {
		t.Fatalf("unreachable %v, want [1 2]", lost)
	}
	radii := ReachingRadii(pr.States, len(sites), lost, func(i, j int) float64 { return geodesy.DistanceM(sites[i], homes[j]) })
	metres, err := ReachingDistances(t.Context(), pr.States, sites, []orb.Point{homes[1], homes[2]})
	if err != nil {
		t.Fatal(err)
	}
	for k, j := range lost {
		if want := geodesy.DistanceM(sites[0], homes[j]); radii[k] != want || metres[k] != want {
			t.Errorf("demand %d is reached at %v m and %v m, want %v m", j, radii[k], metres[k], want)
		}
	}
	pr.Covers = WithinReach(len(sites), len(homes), func(i, j int) float64 { return geodesy.DistanceM(sites[i], homes[j]) }, slices.Max(radii))
	if lost = pr.Unreachable(); lost != nil {
		t.Errorf("at the radius said to mend it %v are out of reach", lost)
	}
	if none := ReachingRadii([]siting.State{siting.Closed}, 1, []int{0}, func(int, int) float64 { return 1 }); !math.IsInf(none[0], 1) {
		t.Errorf("no candidate reaches at %v, want +Inf", none[0])
	}
}

func TestBadProblems(t *testing.T) {
	t.Parallel()
	good := func() *Problem {
		return &Problem{
			Weights: []float64{1, 2}, Covers: FromLists([][]int32{{0}, {0, 1}, {1}}),
			States: []siting.State{siting.Open, siting.Free, siting.Closed}, Covered: []bool{false, false},
		}
	}
	for _, c := range []struct {
		name  string
		spoil func(pr *Problem)
		p     int
		want  string
	}{
		{"no candidates", func(pr *Problem) { pr.Covers = Covers{} }, 1, "no candidates"},
		{"too many points", nil, 3, "only 2 of 3 candidates"},
		{"fewer points than are open", nil, 0, "1 candidates are open already"},
		{"negative points", nil, -1, "want 0 or more"},
		{"zero people", func(pr *Problem) { pr.Weights = []float64{0, 0} }, 1, "nobody to cover"},
		{"negative weight", func(pr *Problem) { pr.Weights[1] = -2 }, 1, "demand 1 weighs -2"},
		{"weight that is none", func(pr *Problem) { pr.Weights[0] = math.NaN() }, 1, "demand 0 weighs NaN"},
		{"weights beyond all numbers", func(pr *Problem) { pr.Weights = []float64{math.MaxFloat64, math.MaxFloat64} }, 1, "add up"},
		{"states missing", func(pr *Problem) { pr.States = pr.States[:2] }, 1, "2 states for 3"},
		{"unknown state", func(pr *Problem) { pr.States[1] = 7 }, 1, "state 7"},
		{"marks missing", func(pr *Problem) { pr.Covered = pr.Covered[:1] }, 1, "1 marks"},
		{"unknown demand", func(pr *Problem) { pr.Covers = FromLists([][]int32{{0}, {2}, {}}) }, 1, "reaches demand 2"},
		{"negative demand", func(pr *Problem) { pr.Covers = FromLists([][]int32{{-1}, {}, {}}) }, 1, "reaches demand -1"},
		{"covers in disorder", func(pr *Problem) { pr.Covers = Covers{Start: []int{0, 2, 2, 2}, Demand: []int32{1, 0}} }, 1, "ascending"},
		{"covers cut off", func(pr *Problem) { pr.Covers = Covers{Start: []int{0, 1, 2, 5}, Demand: []int32{1, 0}} }, 1, "end at 5"},
		{"covers that run backwards", func(pr *Problem) { pr.Covers = Covers{Start: []int{0, 2, 1, 2}, Demand: []int32{0, 1}} }, 1, "end before they begin"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			pr := good()
			if c.spoil != nil {
				c.spoil(pr)
			}
			_, err := Maximal(t.Context(), pr, c.p, siting.Options{})
			if !errors.Is(err, ErrInvalid) || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v, want it to say %q", err, c.want)
			}
		})
	}
	t.Run("needs, gains and capacities", func(t *testing.T) {
		t.Parallel()
		var errs []error
		try := func(_ any, err error) { errs = append(errs, err) }
		for _, need := range []Need{
			{Share: -0.1}, {Share: 1.1}, {Share: math.NaN()},
			{Groups: []Group{{Candidates: []int{0}}}}, {Groups: []Group{{Candidates: []int{3}, Least: 1}}},
		} {
			try(Fewest(t.Context(), good(), need, siting.Options{}))
		}
		try(Backup(t.Context(), good(), 1, Twice{}, siting.Options{}))
		try(Backup(t.Context(), good(), 1, Twice{First: -1, Second: 1}, siting.Options{}))
		try(CapacitatedMaximal(t.Context(), good(), []float64{1}, 1, siting.Options{}))
		try(CapacitatedMaximal(t.Context(), good(), []float64{1, 1, -1}, 1, siting.Options{}))
		try(Marginal(t.Context(), good(), 9, false, siting.Options{}))
		try(WithinDistance(t.Context(), []orb.Point{{0, 0}}, []orb.Point{{0, 0}}, -1))
		for k, err := range errs {
			if !errors.Is(err, ErrInvalid) {
				t.Errorf("case %d: got %v, want ErrInvalid", k, err)
			}
		}
	})
}

// FuzzProblem: whatever the covers, a solver answers or says what is wrong.
func FuzzProblem(f *testing.F) {
	f.Add([]byte{0, 2, 3}, []byte{0, 1, 1}, []byte{5, 7}, 1)
	f.Add([]byte{0, 3, 1}, []byte{0, 1, 1}, []byte{5, 7}, 1)
	f.Add([]byte{0, 1}, []byte{9}, []byte{0}, 0)
	f.Fuzz(func(t *testing.T, starts, demands, weights []byte, p int) {
		pr := &Problem{Effort: Effort{Iterations: 100}}
		for _, s := range starts {
			pr.Covers.Start = append(pr.Covers.Start, int(int8(s)))
		}
		for _, j := range demands {
			pr.Covers.Demand = append(pr.Covers.Demand, int32(int8(j)))
		}
		for _, w := range weights {
			pr.Weights = append(pr.Weights, float64(int8(w)))
		}
		for _, solve := range []func() (*Result, error){
			func() (*Result, error) { return Maximal(t.Context(), pr, p, siting.Options{}) },
			func() (*Result, error) { return Fewest(t.Context(), pr, Need{Share: 0.5}, siting.Options{}) },
			func() (*Result, error) { return Backup(t.Context(), pr, p, Twice{Second: 1}, siting.Options{}) },
		} {
			r, err := solve()
			if err != nil {
				if !errors.Is(err, ErrInvalid) {
					t.Fatalf("got %v, want ErrInvalid", err)
				}
				continue
			}
			if r.CoveredWeight > r.ReachableWeight || len(r.Site) != len(pr.Weights) {
				t.Fatalf("got %+v", r)
			}
		}
	})
}
