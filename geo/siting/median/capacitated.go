package median

import (
	"context"
	"math"
	"slices"
	"time"

	"hatang/geo/siting"
)

// Capacitated opens P candidates and assigns each demand to one of them, as a
// whole, so that no candidate takes more than its capacity and the sum of weight
// times cost is least. demand is what each takes of the capacity, which need not
// be its weight. What exists already (Base) takes any number.
//
// A demand that finds no room is left out and costs Beyond. Demands that weigh
// nothing get what room is left in the end. Demands larger than the capacity of
// every candidate that could serve them are among the Unserved.
func Capacitated(ctx context.Context, p *Problem, demand, capacity []float64, opts siting.Options) (*siting.Solution, error) {
	return capacitate(ctx, p, demand, capacity, opts, limits{})
}

func capacitate(ctx context.Context, p *Problem, demand, capacity []float64, opts siting.Options, lim limits) (*siting.Solution, error) {
	err := p.check(ctx, func(f *faults) {
		validateRoom(f, "demand", demand, p.Demands)
		validateRoom(f, "capacity", capacity, p.Cost.Candidates())
	})
	if err != nil {
		return nil, err
	}
	c, done := newControl(ctx, opts, lim)
	defer done()
	in := newRooms(p, demand, capacity, c.stop)
	s := newCapSearch(c, in)
	bound := s.solve()
	solution := in.finish(s.best, s.control)
	solution.Optimal = bound >= s.value || s.beaten(bound)
	solution.Bound = solution.Value
	if !solution.Optimal {
		if in.whole {
			bound = math.Ceil(bound - integralSlack)
		} else {
			bound -= 1e-12 * math.Abs(bound)
		}
		solution.Bound = math.Min(bound, solution.Value)
	}
	solution.Elapsed = time.Since(c.began)
	solution.Nodes, solution.Iterations = c.nodes, c.iterations
	c.value, c.bound = solution.Value, solution.Bound
	c.tell("done", true)
	return solution, nil
}

func validateRoom(f *faults, what string, values []float64, want int) {
	if values == nil && want > 0 {
		f.add(ErrShape, "there is no %s, expected %d", what, want)
	}
	f.numbers(what, ErrCapacity, values, want, what == "capacity")
}

// rooms is a capacitated problem as its solver sees it: candidates that may be
// open, demands that weigh something and that at least one of them could serve.
type rooms struct {
	problem        *Problem
	demand         []float64 // of the problem
	capacity       []float64
	demands, sites []int32 // in the problem

	cost   []float64 // weighted, by demand, then site; +Inf where it cannot be or base is as good
	base   []float64 // weighted cost of staying out
	need   []float64
	room   []float64 // with the tolerance of rounding
	forced []bool
	p      int
	fixed  float64
	whole  bool
	stop   func() bool

	unserved []int
}

// roomy lets a sum of demands that equals a capacity fit into it, whatever the
// order of adding up.
func roomy(capacity float64) float64 { return capacity * (1 + 1e-9) }

func newRooms(p *Problem, demand, capacity []float64, stop func() bool) *rooms {
	in := &rooms{problem: p, demand: demand, capacity: capacity, stop: stop}
	for j := range p.Cost.Candidates() {
		if p.state(j) != siting.Closed {
			in.sites = append(in.sites, int32(j))
			in.room = append(in.room, roomy(capacity[j]))
			in.forced = append(in.forced, p.state(j) == siting.Open)
		}
	}
	in.p = min(p.P, len(in.sites))
	table := in.table()
	beyond := p.beyond()
	m := len(in.sites)
	for i := range p.Demands {
		w := p.weight(i)
		base := math.Inf(1)
		if p.Base != nil {
			base = p.Base[i]
		}
		row := table[i*m : (i+1)*m]
		if math.IsInf(base, 1) {
			if !slices.ContainsFunc(row, func(c float64) bool { return !math.IsInf(c, 1) }) {
				in.unserved = append(in.unserved, i)
				continue
			}
			base = beyond
		}
		if w == 0 || slices.Min(row) >= base {
			in.fixed += w * base
			continue
		}
		in.demands = append(in.demands, int32(i))
		in.need = append(in.need, demand[i])
		in.base = append(in.base, w*base)
		for _, c := range row {
			if c >= base {
				c = math.Inf(1)
			}
			in.cost = append(in.cost, w*c)
		}
	}
	in.whole = in.integral()
	return in
}

// table returns what each demand costs at each site that could take it at all.
func (in *rooms) table() []float64 {
	m := len(in.sites)
	table := make([]float64, in.problem.Demands*m)
	for k := range table {
		table[k] = math.Inf(1)
	}
	for s, j := range in.sites {
		in.problem.Cost.each(int(j), func(i int, c float64) {
			if in.demand[i] <= in.room[s] {
				table[i*m+s] = c
			}
		})
	}
	return table
}

// integral tells that every solution has an integral value.
func (in *rooms) integral() bool {
	total := in.fixed
	ok := in.fixed == math.Trunc(in.fixed)
	for _, b := range in.base {
		ok = ok && b == math.Trunc(b)
		total += b
	}
	for _, c := range in.cost {
		ok = ok && (math.IsInf(c, 1) || c == math.Trunc(c))
	}
	return ok && exact(total, len(in.need)*2+len(in.sites))
}

// row is what demand i costs at each site.
func (in *rooms) row(i int) []float64 {
	m := len(in.sites)
	return in.cost[i*m : (i+1)*m]
}

// finish turns an assignment into a solution of the problem.
func (in *rooms) finish(a *assignment, c *control) *siting.Solution {
	p := in.problem
	s := &siting.Solution{Unserved: in.unserved, Site: make([]int32, p.Demands)}
	for i := range s.Site {
		s.Site[i] = siting.NoSite
	}
	left := slices.Clone(in.room)
	used := make([]bool, len(in.sites))
	for i, site := range a.site {
		if site != none {
			s.Site[in.demands[i]] = in.sites[site]
			left[site] -= in.need[i]
			used[site] = true
		}
	}
	in.place(a, s, left, used, c)
	for k, open := range a.open {
		if open && (used[k] || in.forced[k] || !p.AtMost) {
			s.Open = append(s.Open, int(in.sites[k]))
		}
	}
	s.Value = in.reckon(s)
	return s
}

// place gives those who weigh nothing what room is left.
func (in *rooms) place(a *assignment, s *siting.Solution, left []float64, used []bool, c *control) {
	if in.problem.Weights == nil || c.stop() {
		return
	}
	cost := make(map[int]float64)
	for k, open := range a.open {
		if !open {
			continue
		}
		in.problem.Cost.each(int(in.sites[k]), func(i int, c float64) {
			if in.problem.Weights[i] > 0 || in.demand[i] > left[k] || in.problem.Base != nil && in.problem.Base[i] <= c {
				return
			}
			if before, taken := cost[i]; taken && before <= c {
				return
			} else if taken { // it moves
				left[slices.Index(in.sites, s.Site[i])] += in.demand[i]
			}
			cost[i], s.Site[i] = c, in.sites[k]
			left[k] -= in.demand[i]
			used[k] = true
		})
	}
}

// reckon adds up what a solution costs.
func (in *rooms) reckon(s *siting.Solution) float64 {
	p, total, beyond := in.problem, 0.0, in.problem.beyond()
	cost := make([]float64, p.Demands)
	for i := range cost {
		cost[i] = beyond
		if p.Base != nil && !math.IsInf(p.Base[i], 1) {
			cost[i] = p.Base[i]
		}
	}
	for _, i := range in.unserved {
		cost[i] = 0
	}
	for _, j := range s.Open {
		p.Cost.each(j, func(i int, c float64) {
			if int(s.Site[i]) == j {
				cost[i] = c
			}
		})
	}
	for i, c := range cost {
		total += p.weight(i) * c
	}
	return total
}
