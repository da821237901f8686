package median

import (
	"context"
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"hatang/geo/siting"
)

// drawProblem makes small problems with everything that may occur in them:
// entries that are missing, weights of nothing, what exists already, forced and
// forbidden candidates, costs that tie.
func drawProblem(t *rapid.T) *Problem {
	n := rapid.IntRange(1, 12).Draw(t, "demands")
	m := rapid.IntRange(1, 9).Draw(t, "candidates")
	p := &Problem{Demands: n, AtMost: rapid.Bool().Draw(t, "at most")}
	missing := rapid.SampledFrom([]int{0, 0, 3, 7}).Draw(t, "missing of ten")
	cost := rapid.Map(rapid.IntRange(0, 12), func(c int) float64 { return float64(c) })
	if rapid.Bool().Draw(t, "fractions") {
		cost = rapid.Float64Range(0, 50)
	}
	rows := make([][]float64, m)
	for j := range rows {
		rows[j] = make([]float64, n)
		for i := range rows[j] {
			rows[j][i] = cost.Draw(t, "cost")
			if rapid.IntRange(0, 9).Draw(t, "missing") < missing {
				rows[j][i] = math.Inf(1)
			}
		}
	}
	drawWeights(t, p)
	if rapid.Bool().Draw(t, "base") {
		p.Base = make([]float64, n)
		for i := range p.Base {
			p.Base[i] = cost.Draw(t, "base cost")
			if rapid.IntRange(0, 3).Draw(t, "no base") == 0 {
				p.Base[i] = math.Inf(1)
			}
		}
	}
	if rapid.Bool().Draw(t, "sparse") {
		p.Cost = sparseOf(rows)
	} else {
		p.Cost = Dense(rows)
	}
	drawStates(t, p, m)
	return p
}

func drawWeights(t *rapid.T, p *Problem) {
	switch rapid.IntRange(0, 2).Draw(t, "weights") {
	case 1:
		p.Weights = make([]float64, p.Demands)
		for i := range p.Weights {
			p.Weights[i] = float64(rapid.IntRange(0, 5).Draw(t, "weight"))
		}
	case 2:
		p.Weights = make([]float64, p.Demands)
		for i := range p.Weights {
			p.Weights[i] = rapid.Float64Range(0, 5).Draw(t, "weight")
		}
	}
	if p.Weights != nil {
		p.Weights[0] = max(p.Weights[0], 1)
	}
}

func drawStates(t *rapid.T, p *Problem, m int) {
	if rapid.Bool().Draw(t, "states") {
		p.States = make([]siting.State, m)
		for j := range p.States {
			p.States[j] = rapid.SampledFrom([]siting.State{siting.Free, siting.Free, siting.Free, siting.Open, siting.Closed}).Draw(t, "state")
		}
	}
	forced, free := p.count()
	if forced+free == 0 {
		p.States[0], free = siting.Free, 1
	}
	p.P = rapid.IntRange(max(forced, 1), forced+free).Draw(t, "p")
}

// sparseOf keeps the finite costs, as float32.
func sparseOf(rows [][]float64) *Costs {
	list := make([]Row, len(rows))
	for j, row := range rows {
		for i, c := range row {
			if !math.IsInf(c, 1) {
				list[j].Demand = append(list[j].Demand, int32(i))
				list[j].Cost = append(list[j].Cost, float32(c))
			}
		}
		if list[j].Demand == nil {
			list[j].Demand = []int32{}
		}
	}
	return Sparse(list)
}

// matrix returns the costs with +Inf where there is no entry.
func matrix(p *Problem) [][]float64 {
	rows := make([][]float64, p.Cost.Candidates())
	for j := range rows {
		rows[j] = make([]float64, p.Demands)
		for i := range rows[j] {
			rows[j][i] = math.Inf(1)
		}
		p.Cost.each(j, func(i int, c float64) { rows[j][i] = c })
	}
	return rows
}

// subsets calls do with every choice of open candidates that a problem allows.
func subsets(p *Problem, do func(open []int)) {
	m := p.Cost.Candidates()
	for set := range 1 << m {
		var open []int
		fits := true
		for j := range m {
			is := set>>j&1 == 1
			if is {
				open = append(open, j)
			}
			switch p.state(j) {
			case siting.Closed:
				fits = fits && !is
			case siting.Open:
				fits = fits && is
			}
		}
		if fits && (len(open) == p.P || p.AtMost && len(open) < p.P) {
			do(open)
		}
	}
}

// costOf is what a demand costs, and whether it could be served at all.
func costOf(p *Problem, rows [][]float64, open []int, i int, beyond float64) (float64, bool) {
	cost := math.Inf(1)
	if p.Base != nil {
		cost = p.Base[i]
	}
	possible := !math.IsInf(cost, 1)
	for j := range rows {
		possible = possible || p.state(j) != siting.Closed && !math.IsInf(rows[j][i], 1)
	}
	for _, j := range open {
		cost = min(cost, rows[j][i])
	}
	if math.IsInf(cost, 1) {
		cost = beyond
	}
	return cost, possible
}

// reckon is the objective of a set, worked out as simply as can be.
func reckon(p *Problem, rows [][]float64, open []int, worst bool) float64 {
	total := 0.0
	for i := range p.Demands {
		cost, possible := costOf(p, rows, open, i, p.beyond())
		switch {
		case !possible:
		case worst:
			total = max(total, p.weight(i)*cost)
		default:
			total += p.weight(i) * cost
		}
	}
	return total
}

func near(a, b float64) bool { return math.Abs(a-b) <= 1e-8*max(1, math.Abs(a), math.Abs(b)) }

// checkSolution holds a solution against all that are possible.
func checkSolution(t *rapid.T, p *Problem, s *siting.Solution, worst, proven bool) {
	rows := matrix(p)
	best := math.Inf(1)
	allowed := false
	subsets(p, func(open []int) {
		best = min(best, reckon(p, rows, open, worst))
		allowed = allowed || slices.Equal(open, s.Open)
	})
	if !allowed {
		t.Fatalf("open %v is not allowed: p %d, states %v", s.Open, p.P, p.States)
	}
	if got := reckon(p, rows, s.Open, worst); !near(got, s.Value) {
		t.Fatalf("value %g, of its sites %g", s.Value, got)
	}
	if s.Bound > best+1e-8*max(1, best) || s.Bound > s.Value {
		t.Fatalf("bound %g above the best %g (value %g)", s.Bound, best, s.Value)
	}
	if proven && !s.Optimal {
		t.Fatalf("not proven: value %g, bound %g, best %g", s.Value, s.Bound, best)
	}
	if s.Optimal && (!near(s.Value, best) || s.Bound != s.Value) {
		t.Fatalf("value %g and bound %g said optimal, best %g", s.Value, s.Bound, best)
	}
	checkSites(t, p, rows, s)
}

// checkSites looks at who is said to be served by what.
func checkSites(t *rapid.T, p *Problem, rows [][]float64, s *siting.Solution) {
	for i, site := range s.Site {
		cost, possible := costOf(p, rows, s.Open, i, math.Inf(1))
		if possible == slices.Contains(s.Unserved, i) {
			t.Fatalf("demand %d: possible %v, unserved %v", i, possible, s.Unserved)
		}
		got := math.Inf(1)
		if site != siting.NoSite {
			if !slices.Contains(s.Open, int(site)) {
				t.Fatalf("demand %d served by %d, which is closed", i, site)
			}
			got = rows[site][i]
		} else if p.Base != nil {
			got = p.Base[i]
		}
		if got != cost {
			t.Fatalf("demand %d: served at %g, could be at %g", i, got, cost)
		}
	}
}

func TestPMedianAgainstEnumeration(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		p := drawProblem(t)
		s, err := PMedian(context.Background(), p, siting.Options{Seed: rapid.Uint64().Draw(t, "seed")})
		if err != nil {
			t.Fatal(err)
		}
		checkSolution(t, p, s, false, true)
	})
}

// A search cut short has a bound all the same, and it is a bound.
func TestPMedianCutShort(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		p := drawProblem(t)
		lim := limits{nodes: int64(rapid.IntRange(1, 3).Draw(t, "nodes")), start: 1}
		s, err := solve(context.Background(), p, siting.Options{}, lim, medianWide, medianNarrow)
		if err != nil {
			t.Fatal(err)
		}
		checkSolution(t, p, s, false, false)
	})
}

// What is known from afar about a large problem is true of small ones as well.
func TestPMedianScouted(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		p := drawProblem(t)
		lim := limits{entries: rapid.IntRange(1, 40).Draw(t, "entries"), nodes: rapid.SampledFrom([]int64{0, 1}).Draw(t, "nodes")}
		s, err := solve(context.Background(), p, siting.Options{}, lim, medianWide, medianNarrow)
		if err != nil {
			t.Fatal(err)
		}
		checkSolution(t, p, s, false, lim.nodes == 0)
	})
}

func TestPCenterAgainstEnumeration(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		p := drawProblem(t)
		s, err := PCenter(context.Background(), p, siting.Options{})
		if err != nil {
			t.Fatal(err)
		}
		checkSolution(t, p, s, true, true)
	})
}

func TestPCenterORLibrary(t *testing.T) {
	t.Parallel()
	for _, r := range references(t) {
		t.Run(r.name, func(t *testing.T) {
			t.Parallel()
			s, err := PCenter(context.Background(), r.problem, siting.Options{})
			if err != nil {
				t.Fatal(err)
			}
			if s.Value != r.center || !s.Optimal {
				t.Errorf("value %g, bound %g after %d nodes, expected %g proven", s.Value, s.Bound, s.Nodes, r.center)
			}
		})
	}
}

func TestPMedianORLibrary(t *testing.T) {
	t.Parallel()
	for _, r := range references(t) {
		t.Run(r.name, func(t *testing.T) {
			t.Parallel()
			s, err := solve(context.Background(), r.problem, siting.Options{}, limits{nodes: 2000}, medianWide, medianNarrow)
			if err != nil {
				t.Fatal(err)
			}
			if s.Value != r.median || !s.Optimal {
				t.Errorf("value %g, bound %g after %d nodes, expected %g proven", s.Value, s.Bound, s.Nodes, r.median)
			}
		})
	}
}
