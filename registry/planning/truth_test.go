package planning_test

import (
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/paulmach/orb"

	"hatang/geo/coverage"
	"hatang/geo/geodesy"
	"hatang/registry"
	"hatang/registry/indicators"
	"hatang/registry/planning"
)

// networkAfter is the places of the network once a layout is in force, read from
// the registry anew.
func networkAfter(t *testing.T, w *world, q planning.Question, l planning.Layout) []orb.Point {
	t.Helper()
	records, err := registry.Find[*registry.PostalPoint](ctx, w.live.View(), registry.Query{Kind: registry.Postal, AsOf: q.AsOf, InService: true})
	if err != nil {
		t.Fatal(err)
	}
	var points []orb.Point
	for _, p := range records {
		kept := len(q.Points.Classes) == 0 || slices.Contains(q.Points.Classes, p.Class)
		if kept && p.Located && !slices.Contains(l.Closed, p.Row.ID) {
			points = append(points, p.Point)
		}
	}
	for i := range l.Added {
		points = append(points, l.Added[i].At())
	}
	return points
}

// checkAfter holds the figures after a plan against a computation from scratch by
// another engine.
func checkAfter(t *testing.T, w *world, r *planning.Result) {
	t.Helper()
	calculator := indicators.NewCalculator(w.store, "test")
	g, err := calculator.Ground(ctx, w.live.View(), r.Question.Unit, r.AsOf)
	if err != nil {
		t.Fatal(err)
	}
	want, err := coverage.Nearest(ctx, g.Surface, networkAfter(t, w, r.Question, r.Layout), coverage.NearestOptions{PopulatedOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	got := r.After.Access
	for name, pair := range map[string][2]float64{
		"people": {got.People, want.Total.People}, "mean": {got.Mean.Value, want.Total.MeanM}, "p50": {got.P50.Value, want.Total.P50M},
		"p90": {got.P90.Value, want.Total.P90M}, "p95": {got.P95.Value, want.Total.R95M}, "max": {got.Max.Value, want.Total.MaxM},
		"within 1 km": {got.Within[0].Share, want.Total.Within[0]}, "within 3 km": {got.Within[2].Share, want.Total.Within[2]},
	} {
		if math.Abs(pair[0]-pair[1]) > 1e-3+1e-9*math.Abs(pair[1]) {
			t.Errorf("%s after is %v, computed from scratch %v", name, pair[0], pair[1])
		}
	}
	worst := want.WorstUnits(1)[0]
	if got, want := r.After.Worst[0].Unit.Code, g.Surface.Units[worst]; got != want {
		t.Errorf("the worst commune is %s, computed from scratch %s", got, want)
	}
}

func TestAfterIsFromScratch(t *testing.T) {
	t.Parallel()
	w := smallWorld(t)
	for _, goal := range []planning.Goal{planning.Add, planning.Cover, planning.Close, planning.Fewest, planning.Upgrade} {
		t.Run(string(goal), func(t *testing.T) {
			t.Parallel()
			checkAfter(t, w, plan(t, w, question(goal, nil)))
		})
	}
}

// Any series of edits ends where a computation from scratch does.
func TestEditsAreFromScratch(t *testing.T) {
	t.Parallel()
	w := smallWorld(t)
	r := plan(t, w, question(planning.Add, func(q *planning.Question) { q.Count = 3 }))
	random := rand.New(rand.NewPCG(7, 8))
	place := func(id string) planning.Place {
		return planning.Place{ID: id, Lon: west + random.Float64()*3*widthDeg, Lat: south + random.Float64()*3*widthDeg}
	}
	existing, err := registry.Find[*registry.PostalPoint](ctx, w.live.View(), registry.Query{Kind: registry.Postal, AsOf: asOf()})
	if err != nil {
		t.Fatal(err)
	}
	for n := range 6 {
		edit := planning.Edit{Add: []planning.Place{place("")}, Move: []planning.Place{place(r.Layout.Added[0].ID)}}
		switch n % 3 {
		case 0:
			edit.Remove = []string{existing[n].Row.ID}
		case 1:
			edit.Remove = []string{r.Layout.Added[1].ID}
			edit.Move = append(edit.Move, place(existing[10+n].Row.ID))
		case 2:
			edit.Restore = r.Layout.Closed[:1]
			edit.Force, edit.Forbid = []string{r.Layout.Added[1].ID}, []string{"T0-1"}
		}
		next, err := w.planner.Edit(ctx, w.live.View(), r.Question, r.Layout, edit)
		if err != nil {
			t.Fatalf("edit %d: %v", n, err)
		}
		checkAfter(t, w, next)
		checkConsistent(t, next)
		if next.Solver != nil {
			t.Error("a layout drawn by hand claims a solver")
		}
		r = next
	}
	if !slices.Contains(r.Question.Forbid, "T0-1") {
		t.Errorf("what is forbidden is forgotten: %+v", r.Question)
	}
	again, err := w.planner.Evaluate(ctx, w.live.View(), r.Question, r.Layout)
	if err != nil || again.After.Access.Mean != r.After.Access.Mean {
		t.Errorf("evaluated again: %v, %v, want %v", err, again.After.Access.Mean, r.After.Access.Mean)
	}
}

// The best two of ten candidates are the best by trying them all.
func TestPlanIsTheBestOfAll(t *testing.T) {
	t.Parallel()
	w := smallWorld(t)
	random := rand.New(rand.NewPCG(9, 10))
	var list []planning.Place
	for range 10 {
		list = append(list, planning.Place{Lon: west + random.Float64()*3*widthDeg, Lat: south + random.Float64()*3*widthDeg})
	}
	for goal, worth := range map[planning.Goal]func(r *planning.Result) float64{
		planning.Add:   func(r *planning.Result) float64 { return -r.After.Access.Mean.Value },
		planning.Cover: func(r *planning.Result) float64 { return within(r.After, 3000) },
	} {
		q := question(goal, func(q *planning.Question) { q.Count, q.Candidates.List = 2, list })
		r := plan(t, w, q)
		best := math.Inf(-1)
		for i := range list {
			for j := range i {
				l := planning.Layout{Added: []planning.Added{{ID: "a", Lon: list[i].Lon, Lat: list[i].Lat}, {ID: "b", Lon: list[j].Lon, Lat: list[j].Lat}}}
				tried, err := w.planner.Evaluate(ctx, w.live.View(), q, l)
				if err != nil {
					t.Fatal(err)
				}
				best = max(best, worth(tried))
			}
		}
		if got := worth(r); !r.Solver.Optimal || math.Abs(got-best) > 1e-6*math.Abs(best) {
			t.Errorf("%s: %v (optimal %v), the best of all is %v", goal, got, r.Solver.Optimal, best)
		}
	}
}

// Closing the best two is the best by trying all pairs; forced and forbidden ones
// are heeded.
func TestClosingIsTheBestOfAll(t *testing.T) {
	t.Parallel()
	w := smallWorld(t)
	existing, err := registry.Find[*registry.PostalPoint](ctx, w.live.View(), registry.Query{Kind: registry.Postal, AsOf: asOf()})
	if err != nil {
		t.Fatal(err)
	}
	q := question(planning.Close, func(q *planning.Question) { q.Count = 2 })
	r := plan(t, w, q)
	best := math.Inf(1)
	for i := range existing {
		for j := range i {
			tried, err := w.planner.Evaluate(ctx, w.live.View(), q, planning.Layout{Closed: []string{existing[i].Row.ID, existing[j].Row.ID}})
			if err != nil {
				t.Fatal(err)
			}
			best = min(best, tried.After.Access.Mean.Value)
		}
	}
	if got := r.After.Access.Mean.Value; !r.Solver.Optimal || math.Abs(got-best) > 1e-6*best {
		t.Errorf("mean way %v, the best pair's is %v", got, best)
	}
	another := slices.IndexFunc(existing, func(p *registry.PostalPoint) bool { return !slices.Contains(r.Layout.Closed, p.Row.ID) })
	q.Force, q.Forbid = []string{existing[another].Row.ID}, r.Layout.Closed
	forced := plan(t, w, q)
	if !slices.Contains(forced.Layout.Closed, existing[another].Row.ID) || slices.Contains(forced.Layout.Closed, r.Layout.Closed[0]) {
		t.Errorf("closed %v, forced %v, forbidden %v", forced.Layout.Closed, q.Force, q.Forbid)
	}
}

// Everything wrong with a question is told at once, in both languages.
func TestBadQuestions(t *testing.T) {
	t.Parallel()
	w := smallWorld(t)
	for name, c := range map[string]struct {
		change func(*planning.Question)
		want   []string // columns of the problems
	}{
		"more points than candidates": {func(q *planning.Question) {
			q.Count = 3
			q.Candidates.List = []planning.Place{{Lon: west + 0.01, Lat: south + 0.01}, {Lon: west + 0.02, Lat: south + 0.01}}
		}, []string{"count"}},
		"forced and forbidden": {func(q *planning.Question) { q.Force, q.Forbid = []string{"x"}, []string{"x"} }, []string{"force"}},
		"outside, and unknown ids": {func(q *planning.Question) {
			q.Candidates.List = []planning.Place{{Lon: 10, Lat: 50}, {Lon: west + 0.02, Lat: south + 0.01}, {Lon: 108, Lat: -14}}
			q.Force, q.Forbid, q.Count = []string{"nope"}, []string{"neither"}, 1
		}, []string{"candidates.list", "candidates.list", "forbid", "force"}},
		"many at once": {func(q *planning.Question) {
			q.Count, q.Travel, q.RadiusM, q.Points.Classes, q.Points.MinHours = 0, "fly", -1, []string{"castle"}, 25
			q.Candidates.List = []planning.Place{{ID: "a", Lon: 999, Lat: 0}, {ID: "a", Lon: west, Lat: south}}
		}, []string{"candidates.list", "candidates.list", "count", "points.classes", "points.min_hours", "radius_m", "travel"}},
		"no such goal":             {func(q *planning.Question) { q.Goal = "win" }, []string{"goal"}},
		"a goal of another":        {func(q *planning.Question) { q.Network, q.Goal = indicators.BTSNetwork, planning.Close }, []string{"goal"}},
		"fewest of what":           {func(q *planning.Question) { q.Goal, q.Share = planning.Fewest, 0 }, []string{"share"}},
		"ratio of what":            {func(q *planning.Question) { q.Goal, q.PeoplePerPoint = planning.Ratio, math.NaN() }, []string{"people_per_point"}},
		"all points closed":        {func(q *planning.Question) { q.Goal, q.Count = planning.Close, 19 }, []string{"count"}},
		"more forced than wanted":  {func(q *planning.Question) { q.Goal, q.Count, q.Force = planning.Upgrade, 1, bdvhx(t, w) }, []string{"force"}},
		"a BTS without its radius": {func(q *planning.Question) { q.Network, q.Goal, q.RadiusM = indicators.BTSNetwork, planning.Cover, 0 }, []string{"radius_m"}},
		"no loudspeaker": {func(q *planning.Question) {
			q.Network, q.Goal, q.RadiusM, q.Speaker = indicators.RadioNetwork, planning.Cover, 0, &planning.Speaker{PowerW: -1}
		}, []string{"speaker"}},
	} {
		_, err := w.planner.Plan(ctx, w.live.View(), question(planning.Add, c.change), nil)
		problems := problemsOf(t, name, err)
		var got []string
		for _, p := range problems {
			got = append(got, p.Column)
			if p.Message.VI == "" || p.Message.EN == "" || strings.Contains(p.Message.VI+p.Message.EN, "%!") {
				t.Errorf("%s: message %+v", name, p.Message)
			}
		}
		slices.Sort(got)
		if !slices.Equal(got, c.want) {
			t.Errorf("%s: problems %v, want %v: %v", name, got, c.want, err)
		}
	}
}

func bdvhx(t *testing.T, w *world) []string {
	records, err := registry.Find[*registry.PostalPoint](ctx, w.live.View(), registry.Query{
		Kind: registry.Postal, AsOf: asOf(), Where: []registry.Condition{registry.Where("class", registry.CommunePoint)},
	})
	if err != nil {
		t.Fatal(err)
	}
	var ids []string
	for _, p := range records {
		ids = append(ids, p.Row.ID)
	}
	return ids
}

func problemsOf(t *testing.T, name string, err error) []registry.Problem {
	t.Helper()
	e, ok := err.(*registry.Error) //nolint:errorlint // the very error is meant
	if !ok || e.Code != registry.Invalid {
		t.Fatalf("%s: %v, want an Invalid error", name, err)
	}
	return e.Problems
}

// Bad edits are told at once and change nothing.
func TestBadEdits(t *testing.T) {
	t.Parallel()
	w := smallWorld(t)
	l := planning.Layout{Added: []planning.Added{{ID: "a", Lon: west + 0.01, Lat: south + 0.01}}}
	_, err := w.planner.Edit(ctx, w.live.View(), question(planning.Add, nil), l, planning.Edit{
		Add: []planning.Place{{Lon: 0, Lat: 0}, {ID: "a", Lon: west + 0.02, Lat: south + 0.02}}, Move: []planning.Place{{ID: "zz", Lon: west + 0.02, Lat: south + 0.02}},
		Remove: []string{"yy"}, Restore: []string{"xx"}, Force: []string{"f"}, Forbid: []string{"f"},
	})
	if got := problemsOf(t, "bad edit", err); len(got) != 6 {
		t.Errorf("%d problems, want 6: %v", len(got), err)
	}
	if len(l.Added) != 1 || len(l.Closed) != 0 {
		t.Errorf("the layout was changed: %+v", l)
	}
}

// Nobody to serve is told, with what to do.
func TestNobody(t *testing.T) {
	t.Parallel()
	w := emptyWorld(t)
	_, err := w.planner.Plan(ctx, w.live.View(), question(planning.Add, nil), nil)
	if e, ok := err.(*registry.Error); !ok || e.Code != registry.Invalid || e.Hint.IsZero() { //nolint:errorlint // the very error is meant
		t.Errorf("nobody on the map: %v", err)
	}
}

// Mobile sites and loudspeakers: those chosen cover what they say they do.
func TestCoverage(t *testing.T) {
	t.Parallel()
	w := smallWorld(t)
	for network, radiusM := range map[indicators.Network]float64{indicators.BTSNetwork: 2500, indicators.RadioNetwork: 0} {
		q := question(planning.Cover, func(q *planning.Question) { q.Network, q.Count, q.RadiusM = network, 4, radiusM })
		r := plan(t, w, q)
		checkConsistent(t, r)
		if want := r.Solver.Value.Value; math.Abs(r.After.Coverage.People-want) > 1e-6*want || !r.Solver.Optimal {
			t.Errorf("%s: %v people covered after, the solver says %v (optimal %v)", network, r.After.Coverage.People, want, r.Solver.Optimal)
		}
		if got, want := r.Curve[len(r.Curve)-1].Share, r.After.Coverage.Share; math.Abs(got-want) > 1e-9 {
			t.Errorf("%s: the curve ends at %v, covered are %v", network, got, want)
		}
		if network == indicators.BTSNetwork {
			checkDiscs(t, w, r, radiusM)
		}
	}
	r := plan(t, w, question(planning.Fewest, func(q *planning.Question) { q.Network, q.RadiusM, q.Share = indicators.BTSNetwork, 2500, 0.97 }))
	if r.After.Coverage.Share < 0.97 {
		t.Errorf("covered %v, want 0.97", r.After.Coverage.Share)
	}
}

// checkDiscs counts who is covered by brute force.
func checkDiscs(t *testing.T, w *world, r *planning.Result, radiusM float64) {
	t.Helper()
	sites, err := registry.Find[*registry.Site](ctx, w.live.View(), registry.Query{Kind: registry.Sites, AsOf: asOf(), InService: true})
	if err != nil {
		t.Fatal(err)
	}
	g, err := indicators.NewCalculator(w.store, "test").Ground(ctx, w.live.View(), "", asOf())
	if err != nil {
		t.Fatal(err)
	}
	var before, after float64
	grid := g.Surface.Grid
	for i, people := range g.Surface.People {
		at := grid.Centre(i%grid.Cols, i/grid.Cols)
		covered := false
		for _, s := range sites {
			covered = covered || (s.CoverageRadiusM.Known && geodesy.DistanceM(at, s.Point) <= s.CoverageRadiusM.Value)
		}
		if covered {
			before += people
		}
		for k := range r.Layout.Added {
			covered = covered || geodesy.DistanceM(at, r.Layout.Added[k].At()) <= radiusM
		}
		if covered {
			after += people
		}
	}
	if math.Abs(before-r.Before.Coverage.People) > 1e-6 || math.Abs(after-r.After.Coverage.People) > 1e-6 {
		t.Errorf("covered %v → %v people, by brute force %v → %v", r.Before.Coverage.People, r.After.Coverage.People, before, after)
	}
}
