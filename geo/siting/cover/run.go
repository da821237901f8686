package cover

import (
	"context"
	"math"
	"math/rand/v2"
	"slices"
	"time"

	"hatang/geo/siting"
)

// run is one search: its limits, and the best that it has found.
type run struct {
	ctx     context.Context
	options siting.Options
	effort  Effort
	rng     *rand.Rand
	began   time.Time
	said    time.Time

	nodes, iterations int64

	// step is what all values are whole multiples of, or 0.
	step float64
	// scale is the greatest that any value could be.
	scale float64
	// target is a value that is enough, +Inf when the most is sought.
	target float64
	// open is the best solution, as candidates, and value what it is worth; found
	// tells whether there is any.
	open  []int32
	value float64
	found bool
	// bound is what no solution passes.
	bound float64
	// show turns value and bound into those that the caller thinks in.
	show func(value, bound float64) (float64, float64)
}

// newRun begins a search; the caller must call the function returned when it ends.
func newRun(ctx context.Context, effort Effort, o siting.Options) (*run, context.CancelFunc) {
	cancel := context.CancelFunc(func() {})
	if o.Limit > 0 {
		ctx, cancel = context.WithTimeout(ctx, o.Limit)
	}
	now := time.Now()
	return &run{
		ctx: ctx, options: o, effort: effort, began: now, said: now,
		rng:    rand.New(rand.NewPCG(o.Seed, 0x9e3779b97f4a7c15)),
		target: math.Inf(1), value: math.Inf(-1), bound: math.Inf(1),
		show: func(value, bound float64) (float64, float64) { return value, bound },
	}, cancel
}

// stopped tells whether the search must end: cancelled, out of time or of effort.
func (r *run) stopped() bool {
	return r.cancelled() || r.effort.Iterations > 0 && r.iterations >= r.effort.Iterations
}

// cancelled tells whether the context or the time has ended.
func (r *run) cancelled() bool { return r.ctx.Err() != nil }

// spent tells whether no further node may be looked at.
func (r *run) spent() bool {
	return r.stopped() || r.effort.Nodes > 0 && r.nodes >= r.effort.Nodes
}

// goal is the least value that is of interest: a bound below it ends a branch.
func (r *run) goal() float64 {
	if !math.IsInf(r.target, 1) {
		return r.target
	}
	switch {
	case !r.found:
		return math.Inf(-1)
	case r.step > 0:
		return r.value + r.step*(1-1e-6)
	}
	return r.value + max(1e-9*math.Abs(r.value), 1e-12*r.scale)
}

// done tells whether the search is decided: enough was found, or nothing better
// can be.
func (r *run) done() bool {
	if r.found && r.value >= r.target {
		return true
	}
	return r.bound < r.goal() || math.IsInf(r.bound, -1)
}

// offer takes the open columns of the plan if they are a better solution.
func (r *run) offer(p *plan) {
	if p.m.broken || len(p.unmet) > 0 || r.found && p.value <= r.value {
		return
	}
	if p.resum(); r.found && p.value <= r.value || !math.IsInf(r.target, 1) && p.value < r.target {
		return
	}
	r.found, r.value = true, p.value
	r.open = append(slices.Clone(p.m.opened), sites(p.m, p.on)...)
	r.tell("solution", true)
}

func sites(m *model, columns []int32) []int32 {
	out := make([]int32, len(columns))
	for k, i := range columns {
		out[k] = m.site[i]
	}
	return out
}

// near tells whether the gap that is asked for is reached.
func (r *run) near() bool {
	return r.found && math.IsInf(r.target, 1) && r.options.Near(r.value, r.bound)
}

// tighten lowers the bound.
func (r *run) tighten(bound float64) {
	if r.step > 0 {
		bound = math.Floor(bound/r.step*(1+1e-15)) * r.step
	}
	if r.found {
		bound = max(bound, r.value)
	}
	r.bound = min(r.bound, bound)
}

// tell reports progress: every improvement, and otherwise ten times a second.
func (r *run) tell(stage string, improved bool) {
	if r.options.Progress == nil {
		return
	}
	now := time.Now()
	if !improved && now.Sub(r.said) < 100*time.Millisecond {
		return
	}
	r.said = now
	value, bound := math.NaN(), math.NaN()
	if r.found {
		value = r.value
	}
	if !math.IsInf(r.bound, 0) {
		bound = r.bound
	}
	value, bound = r.show(value, bound)
	r.options.Progress(siting.Progress{Elapsed: now.Sub(r.began), Value: value, Bound: bound, Stage: stage})
}

// finish enters what the search did into a solution.
func (r *run) finish(s *siting.Solution) {
	s.Elapsed, s.Nodes, s.Iterations = time.Since(r.began), r.nodes, r.iterations
}

// unit is the greatest number of which all are whole multiples, or 0 where there
// is none that sums of them would respect.
func unit(values ...[]float64) float64 {
	const scale = 1 << 10 // halves, quarters, … down to 1/1024 count as whole
	var g, sum float64
	for _, list := range values {
		for _, v := range list {
			v *= scale
			if v != math.Trunc(v) || sum > 1<<52 {
				return 0
			}
			sum += v
			g = gcd(g, v)
		}
	}
	return g / scale
}

func gcd(a, b float64) float64 {
	for b != 0 {
		a, b = b, math.Mod(a, b)
	}
	return a
}
