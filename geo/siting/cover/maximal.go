package cover

import (
	"context"
	"math"
	"slices"

	"hatang/geo/siting"
)

// Maximal opens at most p candidates so that the weight covered is greatest: the
// maximal covering location problem. p counts the candidates that are Open
// already. Value is the weight covered, by what covers already included, and
// Bound at least what any p candidates cover.
//
// It fails with ErrInvalid on a problem or number that makes no sense. When the
// context ends it returns what it has, without an error.
func Maximal(ctx context.Context, pr *Problem, p int, o siting.Options) (*Result, error) {
	if err := pr.checkMost(p); err != nil {
		return nil, err
	}
	r, cancel := newRun(ctx, pr.Effort, o)
	defer cancel()
	r.step, r.scale = unit(pr.Weights), sum(pr.Weights)
	r.open = pr.forced()
	r.maximise(pr.model(p, func(int) float64 { return 0 }, r.cancelled), o.Start)
	res := pr.result(r.candidates())
	res.Value = res.CoveredWeight
	r.conclude(&res.Solution, res.ReachableWeight)
	return res, nil
}

// forced are the candidates that are Open already.
func (pr *Problem) forced() (open []int32) {
	for i, s := range pr.States {
		if s == siting.Open {
			open = append(open, int32(i))
		}
	}
	return open
}

func sum(list []float64) float64 {
	var total float64
	for _, x := range list {
		total += x
	}
	return total
}

// model is the problem with p columns to open, where first covers gain the weight
// and second covers what second says; what is open or covered already is absorbed.
// stop ends its making.
func (pr *Problem) model(p int, second func(j int) float64, stop func() bool) *model {
	m := &model{left: p, stop: stop, rows: makeRows(len(pr.Weights)), col: pr.columns()}
	copy(m.rows.first, pr.Weights)
	for j := range m.rows.second {
		m.rows.second[j] = second(j)
	}
	return pr.absorb(m)
}

// columns are the covers as an adjacency.
func (pr *Problem) columns() adjacency {
	start := make([]int32, len(pr.Covers.Start))
	for i, s := range pr.Covers.Start {
		start[i] = int32(s)
	}
	return adjacency{start, pr.Covers.Demand}
}

// absorb makes of a model with one column per candidate, and one row per demand
// before any others, the model of what is left to decide.
func (pr *Problem) absorb(m *model) *model {
	for j := range pr.Weights {
		if pr.covered(j) {
			m.base += m.rows.shift(int32(j))
		}
	}
	fates := make([]fate, pr.Covers.Candidates())
	m.site = make([]int32, len(fates))
	for i := range fates {
		m.site[i] = int32(i)
		switch pr.state(i) {
		case siting.Open:
			fates[i] = opened
		case siting.Closed:
			fates[i] = dropped
		}
	}
	out, _ := m.restrict(fates)
	return out
}

// maximise searches the model for the most, beginning with the candidates of start.
func (r *run) maximise(m *model, start []int) {
	var reduced *model
	if !m.broken {
		reduced, _ = m.reduce()
	}
	if r.cancelled() {
		return
	}
	if m.broken || reduced.broken {
		r.bound = math.Inf(-1)
		return
	}
	p := newPlan(reduced)
	r.seed(p, start)
	r.offer(p)
	if !r.found {
		p.satisfy(r, 2000)
	}
	if r.stopped() {
		return
	}
	if r.found {
		p.iterate(r, 10)
	}
	r.solve(reduced, nil)
}

// seed opens the candidates of start that the plan has columns for, and the best
// others.
func (r *run) seed(p *plan, start []int) {
	var candidates []int32
	for _, i := range start {
		candidates = append(candidates, int32(i))
	}
	p.set(columnsOf(p.m, candidates))
	p.fill()
}

// candidates are the open candidates of the best solution, ascending.
func (r *run) candidates() []int {
	open := make([]int, len(r.open))
	for k, i := range r.open {
		open[k] = int(i)
	}
	slices.Sort(open)
	return open
}

// conclude enters the outcome of a search for the most; none passes limit anyhow.
func (r *run) conclude(s *siting.Solution, limit float64) {
	r.finish(s)
	s.Optimal = r.found && r.done()
	s.Bound = max(s.Value, min(r.bound, limit))
	if s.Optimal || s.Value >= limit {
		s.Optimal, s.Bound = true, s.Value
	}
}
