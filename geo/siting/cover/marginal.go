package cover

import (
	"context"

	"hatang/geo/siting"
)

// Step is one point of a marginal curve.
type Step struct {
	// Points open, those included that were Open before, and the candidate opened
	// last.
	Points, Candidate int
	// Gained is the weight that this candidate covers first, and Covered what all
	// so far cover.
	Gained, Covered float64
	// Best is the most that so many points were found to cover, chosen all anew,
	// Bound what they cannot pass, and Optimal tells that Best is proven. Without
	// exact values Best is Covered, and Bound follows from the guarantee of the
	// greedy choice and from the gains that are left.
	Best, Bound float64
	Optimal     bool
}

// Marginal is what each next point gains, up to most points, those included that
// are Open already: always the candidate that covers most of what is not covered
// yet. So chosen, any number of further points gain at least 1-1/e, 63 %, of what
// the best choice of that number would gain (Nemhauser, Wolsey and Fisher, "An
// analysis of approximations for maximizing submodular set functions",
// Mathematical Programming 14 (1978)). The curve ends early when nothing more is
// gained, and when the context ends.
//
// With exact set each number of points is also solved by Maximal, for which the
// limits of o and of the effort hold each time.
func Marginal(ctx context.Context, pr *Problem, most int, exact bool, o siting.Options) ([]Step, error) {
	if err := pr.checkMost(most); err != nil {
		return nil, err
	}
	m := pr.model(most, func(int) float64 { return 0 }, func() bool { return ctx.Err() != nil })
	if m.broken {
		return nil, nil
	}
	p := newPlan(m)
	g := greedy{base: m.base, had: len(m.opened)}
	var steps []Step
	open := make([]int, 0, most)
	for len(p.on) < m.left && ctx.Err() == nil {
		i := p.best(nil)
		if i < 0 || p.delta[i] <= 0 {
			break
		}
		gained := p.delta[i]
		p.open(i)
		p.resum()
		open = append(open, int(m.site[i]))
		step := g.step(p, gained)
		step.Candidate = int(m.site[i])
		if exact {
			if err := pr.exact(ctx, &step, open, o); err != nil {
				return nil, err
			}
		}
		steps = append(steps, step)
	}
	return steps, nil
}

// greedy keeps what bounds of the greedy choice need.
type greedy struct {
	base float64 // covered before
	had  int     // points before
}

// step describes the plan as it stands, whose last column gained so much. Any k
// columns gain at most what the plan has gained and k times the most that one
// column could still gain (submodularity); and at most e/(e-1) times the former.
func (g *greedy) step(p *plan, gained float64) Step {
	const ratio = 1.5819767068693265 // e/(e-1)
	k := len(p.on)
	bound := g.base + ratio*(p.value-g.base)
	switch next := p.best(nil); {
	case k == 1:
		bound = p.value
	case next >= 0:
		bound = min(bound, p.value+float64(k)*p.delta[next])
	default:
		bound = p.value
	}
	return Step{
		Points: g.had + k, Gained: gained, Covered: p.value,
		Best: p.value, Bound: max(bound, p.value), Optimal: bound <= p.value,
	}
}

// exact enters what Maximal finds for the number of points.
func (pr *Problem) exact(ctx context.Context, step *Step, open []int, o siting.Options) error {
	o.Start = open
	r, err := Maximal(ctx, pr, step.Points, o)
	if err != nil {
		return err
	}
	if r.Value > step.Best {
		step.Best = r.Value
	}
	step.Bound = max(step.Best, min(step.Bound, r.Bound))
	step.Optimal = step.Optimal || r.Optimal
	return nil
}
