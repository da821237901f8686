package median

import (
	"context"
	"fmt"
	"math"
	"slices"

	"hatang/geo/siting"
	"hatang/geo/siting/internal/setcover"
)

// PCenter opens P candidates so that the highest weight times cost over all
// demands is least; without Weights that is the longest way anybody has. Its
// errors are those of PMedian.
func PCenter(ctx context.Context, p *Problem, opts siting.Options) (*siting.Solution, error) {
	return solve(ctx, p, opts, limits{}, centerWide, centerNarrow)
}

func centerWide(ctx context.Context, c *control, p *Problem, row func(int) ([]int32, []float64)) (*siting.Solution, error) {
	return minimax(ctx, c, p, row)
}

func centerNarrow(ctx context.Context, c *control, p *Problem, row func(int) ([]int32, []float32)) (*siting.Solution, error) {
	return minimax(ctx, c, p, row)
}

// coverNodes is how many nodes the question of one radius is worth.
const coverNodes = 20_000

// minimax searches the smallest radius at which P sites cover every demand:
// each weighs its costs, and a site covers it if that is no more than the
// radius.
func minimax[F number](ctx context.Context, c *control, p *Problem, row func(int) ([]int32, []F)) (*siting.Solution, error) {
	from := prepare(p, row, selection{stop: func() bool { return ctx.Err() != nil }})
	if from == nil {
		return nil, fmt.Errorf("preparing the siting problem: %w", ctx.Err())
	}
	s := &radii[F]{control: c, in: from.root, from: from}
	s.cover = setcover.Search{Stop: c.stop, NodeLimit: coverNodes}
	if c.limits.nodes > 0 {
		s.cover.NodeLimit = c.limits.nodes
	}
	proven := s.search()
	c.nodes, c.iterations = s.cover.Nodes, s.cover.Steps
	open := s.best
	if !p.AtMost {
		open = s.fillUp(open)
	}
	solution := from.finish(open, true)
	solution.Bound = math.Min(proven, solution.Value)
	solution.Optimal = solution.Bound == solution.Value
	return solution, nil
}

// radii is the search for the radius.
type radii[F number] struct {
	*control
	in    *instance[F]
	from  *prepared[F]
	cover setcover.Search
	best  []int32
	value float64 // the radius of best
}

// search returns a proven bound of the radius.
func (r *radii[F]) search() (proven float64) {
	r.value = r.reach(nil)
	low := r.lowest() // no smaller radius can do
	proven = low
	if r.in.p <= 0 {
		return r.value
	}
	if r.in.p >= len(r.in.sites) {
		r.best = make([]int32, len(r.in.sites))
		for j := range r.best {
			r.best[j] = int32(j)
		}
		r.value = r.reach(r.best)
		return r.value
	}
	sure := true
	r.control.value, r.bound = r.value, low
	for low < r.value && !r.stop() && !r.near(r.value, proven) {
		at := middle(low, r.value)
		answer, sites := r.ask(at)
		switch answer {
		case setcover.Yes:
			r.best, r.value = sites, math.Min(at, r.reach(sites))
		case setcover.No:
			low = r.above(at)
		default:
			sure = false // go on above: a better solution is worth having without a proof
			low = r.above(at)
		}
		if sure {
			proven = low
		}
		r.control.value, r.bound = r.value, math.Min(proven, r.value)
		r.tell("covering", true)
	}
	return proven
}

// middle lies halfway between two radii and is always below the higher. While
// they are far apart, that is halfway between their magnitudes, for the cost of
// being left out is far above all others.
func middle(low, high float64) float64 {
	mid := low + (high-low)/2
	if low > 0 && high > 8*low {
		mid = math.Sqrt(low) * math.Sqrt(high)
	}
	if mid >= high || mid < low {
		return low
	}
	return mid
}

// lowest is the smallest radius that all candidates together reach.
func (r *radii[F]) lowest() float64 {
	low := r.from.floor
	for i, w := range r.in.weight {
		low = max(low, w*float64(r.in.cost[r.in.start[i]]))
	}
	return low
}

// reach is the radius of a set of sites.
func (r *radii[F]) reach(open []int32) float64 {
	marks := r.in.marks(open)
	longest := r.from.floor
	for i, w := range r.in.weight {
		cost := r.in.base[i]
		for e := r.in.start[i]; e < r.in.start[i+1]; e++ {
			if marks[r.in.site[e]] {
				cost = float64(r.in.cost[e])
				break
			}
		}
		longest = max(longest, w*cost)
	}
	return longest
}

// ask asks whether P sites cover every demand within a radius.
func (r *radii[F]) ask(radius float64) (setcover.Answer, []int32) {
	var rows [][]int32
	in := r.in
	for i, w := range in.weight {
		if i&4095 == 0 && r.stop() {
			return setcover.Unknown, nil
		}
		if w*in.base[i] <= radius {
			continue
		}
		end := in.start[i]
		for end < in.start[i+1] && w*float64(in.cost[end]) <= radius {
			end++
		}
		if end == in.start[i] {
			return setcover.No, nil
		}
		rows = append(rows, in.site[in.start[i]:end:end])
	}
	return r.cover.Cover(rows, len(in.sites), in.p)
}

// above returns the next radius at which one more site covers some demand, or
// at which base does.
func (r *radii[F]) above(radius float64) float64 {
	next, in := r.value, r.in
	for i, w := range in.weight {
		for e := in.start[i]; e < in.start[i+1]; e++ {
			if v := w * float64(in.cost[e]); v > radius {
				next = min(next, v)
				break
			}
		}
		if v := w * in.base[i]; v > radius {
			next = min(next, v)
		}
	}
	return next
}

// fillUp opens more sites until there are P, which can only help.
func (r *radii[F]) fillUp(open []int32) []int32 {
	open = slices.Clone(open)
	marks := r.in.marks(open)
	for j := 0; len(open) < r.in.p; j++ {
		if !marks[j] {
			open = append(open, int32(j))
		}
	}
	return open
}
