package median

import (
	"context"
	"fmt"
	"math"
	"slices"
	"time"

	"hatang/geo/siting"
)

// PMedian opens P candidates so that the sum over all demands of weight times
// cost is least. It returns an InvalidError if the problem makes no sense, and
// the error of the context if that ended before there was any solution.
func PMedian(ctx context.Context, p *Problem, opts siting.Options) (*siting.Solution, error) {
	return solve(ctx, p, opts, limits{}, medianWide, medianNarrow)
}

// method solves a problem whose rows are of one kind.
type method[F number] func(context.Context, *control, *Problem, func(int) ([]int32, []F)) (*siting.Solution, error)

// solve checks a problem and hands it to the method for the shape of its costs.
func solve(ctx context.Context, p *Problem, opts siting.Options, lim limits, wide method[float64], narrow method[float32]) (*siting.Solution, error) {
	if err := p.check(ctx, nil); err != nil {
		return nil, err
	}
	c, done := newControl(ctx, opts, lim)
	defer done()
	c.tell("preparing", true)
	var s *siting.Solution
	var err error
	if p.Cost.dense != nil {
		s, err = wide(ctx, c, p, p.Cost.wide)
	} else {
		s, err = narrow(ctx, c, p, p.Cost.narrow)
	}
	if err != nil {
		return nil, err
	}
	s.Elapsed = time.Since(c.began)
	s.Nodes, s.Iterations = c.nodes, c.iterations
	c.value, c.bound = s.Value, s.Bound
	c.tell("done", true)
	return s, nil
}

func medianWide(ctx context.Context, c *control, p *Problem, row func(int) ([]int32, []float64)) (*siting.Solution, error) {
	return minimise(ctx, c, p, row)
}

func medianNarrow(ctx context.Context, c *control, p *Problem, row func(int) ([]int32, []float32)) (*siting.Solution, error) {
	return minimise(ctx, c, p, row)
}

// minimise solves the p-median.
func minimise[F number](ctx context.Context, c *control, p *Problem, row func(int) ([]int32, []F)) (*siting.Solution, error) {
	found := scout(ctx, c, p, row)
	stop := c.stop
	if found.sample == nil { // without a solution, a time limit has to wait
		stop = func() bool { return ctx.Err() != nil }
	}
	from := prepare(p, row, selection{stop: stop, closed: found.closed})
	if from == nil && found.sample == nil {
		return nil, fmt.Errorf("preparing the siting problem: %w", ctx.Err())
	}
	if from == nil || c.stop() && found.sample != nil {
		return found.solution(), nil
	}
	s := newSearch(c, from)
	bound := math.Max(s.from.lowest(), found.bound)
	if !s.root.settled() {
		s.begin(found.open)
		if !s.near(s.value, bound) {
			s.starts()
		}
		s.pad()
	}
	if s.root.settled() || !s.stop() && !s.near(s.value, bound) {
		bound = math.Max(bound, s.solve(found.mu))
	}
	open := s.best
	if p.AtMost {
		open = s.needed(open)
	}
	solution := from.finish(open, false)
	solution.Optimal = bound >= s.value || s.beaten(bound)
	solution.Bound = solution.Value
	if !solution.Optimal {
		solution.Bound = math.Min(s.roundUp(bound), solution.Value)
	}
	return solution, nil
}

// lowest is a bound that needs no work: everybody served by the nearest of all
// candidates.
func (b *prepared[F]) lowest() float64 {
	total := b.root.fixed
	for i, w := range b.root.weight {
		total += w * float64(b.root.cost[b.root.start[i]])
	}
	return total
}

// roundUp moves a bound up to an integer where every solution is one, and down
// by what rounding may have done to it elsewhere.
func (s *search[F]) roundUp(bound float64) float64 {
	if s.whole {
		return math.Ceil(bound - integralSlack)
	}
	return bound - 1e-12*math.Abs(bound)
}

// pad makes sure that there is a solution, even if the search was stopped before
// it found one.
func (s *search[F]) pad() {
	if s.best != nil {
		return
	}
	var open []int32
	if s.swap != nil {
		for _, j := range s.swap.open {
			if j != none {
				open = append(open, j)
			}
		}
	}
	marks := s.root.marks(open)
	for j := 0; len(open) < s.root.p; j++ {
		if !marks[j] {
			open, marks[j] = append(open, int32(j)), true
		}
	}
	s.offer(open, s.root.value(marks), "start")
}

// needed leaves out of a solution, one by one, the sites without which nobody
// goes farther.
func (s *search[F]) needed(open []int32) []int32 {
	marks := s.root.marks(open)
	for _, j := range open {
		marks[j] = false
		if s.root.value(marks) > s.value*(1+1e-12) {
			marks[j] = true
		}
	}
	return slices.DeleteFunc(slices.Clone(open), func(j int32) bool { return !marks[j] })
}
