package planning_test

import (
	"math"
	"testing"

	"hatang/registry/indicators"
	"hatang/registry/planning"
)

func plan(t *testing.T, w *world, q planning.Question) *planning.Result {
	t.Helper()
	r, err := w.planner.Plan(ctx, w.live.View(), q, nil)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// Each goal of the postal network gives a plan that does what was asked.
func TestGoals(t *testing.T) {
	w := smallWorld(t)
	for name, c := range map[string]struct {
		q     planning.Question
		check func(t *testing.T, r *planning.Result)
	}{
		"add": {question(planning.Add, nil), func(t *testing.T, r *planning.Result) {
			if len(r.Layout.Added) != 5 || r.After.Counted != r.Before.Counted+5 || !(r.After.Access.Mean.Value < r.Before.Access.Mean.Value) {
				t.Errorf("added %d, N = %d, mean %v → %v", len(r.Layout.Added), r.After.Counted, r.Before.Access.Mean, r.After.Access.Mean)
			}
		}},
		"cover": {question(planning.Cover, nil), func(t *testing.T, r *planning.Result) {
			if len(r.Layout.Added) != 5 || !(within(r.After, 3000) > within(r.Before, 3000)) {
				t.Errorf("added %d, within 3 km %v → %v", len(r.Layout.Added), within(r.Before, 3000), within(r.After, 3000))
			}
		}},
		"fewest": {question(planning.Fewest, func(q *planning.Question) { q.EachCommune = true }), func(t *testing.T, r *planning.Result) {
			if share := within(r.After, 3000) / r.After.Access.People; share < 0.95 {
				t.Errorf("%v of the people within 3 km, want 0.95: %v", share, r.Notes)
			}
			if r.After.CommunesWithout != 0 {
				t.Errorf("%d communes are without a point", r.After.CommunesWithout)
			}
		}},
		"close": {question(planning.Close, nil), func(t *testing.T, r *planning.Result) {
			if len(r.Layout.Closed) != 5 || r.After.Counted != r.Before.Counted-5 || r.After.Access.Mean.Value < r.Before.Access.Mean.Value {
				t.Errorf("closed %d, N = %d", len(r.Layout.Closed), r.After.Counted)
			}
		}},
		"upgrade": {question(planning.Upgrade, nil), func(t *testing.T, r *planning.Result) {
			if len(r.Layout.Added) != 5 || r.Changes[0].Kind != planning.Upgraded {
				t.Errorf("changes: %+v", r.Changes)
			}
		}},
		"ratio": {question(planning.Ratio, nil), func(t *testing.T, r *planning.Result) {
			if !(r.After.PeoplePerPoint.Value <= 3700) || r.After.Counted != int(math.Ceil(r.After.People.Value/3700)) {
				t.Errorf("%d points, %v people per point", r.After.Counted, r.After.PeoplePerPoint.Value)
			}
		}},
	} {
		t.Run(name, func(t *testing.T) {
			r := plan(t, w, c.q)
			c.check(t, r)
			if s := r.Solver; s.Value.Known && s.Bound.Known && name != "cover" && s.Bound.Value > s.Value.Value*(1+1e-9) {
				t.Errorf("bound %v above value %v", s.Bound.Value, s.Value.Value)
			}
			checkConsistent(t, r)
			t.Logf("%+v", *r.Solver)
		})
	}
}

func within(f planning.Figures, limit float64) float64 {
	for _, b := range f.Access.Within {
		if b.Limit == limit {
			return b.People
		}
	}
	return math.NaN()
}

// checkConsistent holds the parts of a result against each other.
func checkConsistent(t *testing.T, r *planning.Result) {
	t.Helper()
	if len(r.Curve) != len(r.Changes) || len(r.Changes) != len(r.Layout.Added)+len(r.Layout.Closed) {
		t.Errorf("%d steps of the curve, %d changes, layout of %d and %d", len(r.Curve), len(r.Changes), len(r.Layout.Added), len(r.Layout.Closed))
	}
	if n := len(r.Curve); n > 0 && r.Question.Network == indicators.PostalNetwork {
		if got, want := r.Curve[n-1].Mean.Value, r.After.Access.Mean.Value; math.Abs(got-want) > 1e-6*want {
			t.Errorf("the curve ends at a mean way of %v, the figures after say %v", got, want)
		}
	}
	for i := 1; i < len(r.Layout.Added); i++ {
		if r.Curve[i].Gain > r.Curve[i-1].Gain*(1+1e-9) {
			t.Errorf("step %d gains %v after %v", i+1, r.Curve[i].Gain, r.Curve[i-1].Gain)
		}
	}
	for i, c := range r.Changes {
		if c.Rank != i+1 || c.Reason.VI == "" || c.Commune.Code == "" {
			t.Errorf("change %d: %+v", i, c)
		}
	}
}
