package median

import "math"

// ascent is the volume algorithm (Barahona and Anbil 2000) without the problem
// it bounds: a subgradient method that steps along an average of the
// subgradients, and from the best multipliers known. The averages tend to a
// fractional solution of the linear relaxation.
//
// A demand that is served by so many sites has the subgradient 1 − so many.
type ascent struct {
	weight  []float64 // of each demand's step in the length of a subgradient
	mu      []float64 // where the bound is worked out
	center  []float64 // where it was highest
	average []float64 // of the subgradients
	bound   float64   // at center

	step  float64 // as a share of the way to the target
	share float64 // the most that a new subgradient counts in the average
	reds  int     // steps in a row that did not raise the bound
	bear  int     // how many of them to bear before the steps become shorter
	past  []float64
}

func newAscent(weight []float64) ascent {
	n := len(weight)
	return ascent{
		weight: weight, mu: make([]float64, n), center: make([]float64, n), average: make([]float64, n),
		bound: math.Inf(-1), step: 1, share: 0.1, bear: 20,
	}
}

// aim returns how far to go along the average to come close to a value that the
// bound cannot pass.
func (a *ascent) aim(value float64) float64 {
	norm := 0.0
	for i, g := range a.average {
		norm += a.weight[i] * g * g
	}
	if norm == 0 {
		return 0
	}
	target := value
	if most := a.bound + 0.05*math.Abs(value); target > most { // the value may be far off
		target = most
	}
	return a.step * (target - a.bound) / norm
}

// take learns from a bound that was worked out at mu: served counts the sites
// that serve each demand there. It returns the share of the new in the averages.
func (a *ascent) take(bound float64, served []float32) (share float64) {
	if len(a.past) == 0 {
		share = 1
	} else {
		share = a.bestShare(served)
	}
	along := 0.0
	for i, count := range served {
		g := 1 - float64(count)
		a.average[i] += share * (g - a.average[i])
		along += a.weight[i] * g * a.average[i]
	}
	a.judge(bound, along)
	a.past = append(a.past, a.bound)
	return share
}

// bestShare minimises ‖α·g + (1−α)·average‖ within a tenth of the share and the
// share.
func (a *ascent) bestShare(served []float32) float64 {
	gg, ga, aa := 0.0, 0.0, 0.0
	for i, count := range served {
		w, g, v := a.weight[i], 1-float64(count), a.average[i]
		gg += w * g * g
		ga += w * g * v
		aa += w * v * v
	}
	alpha := a.share
	if below := gg - 2*ga + aa; below > 0 {
		alpha = (aa - ga) / below
	}
	return max(a.share/10, min(a.share, alpha))
}

// judge moves the center if the bound rose, and adapts the length of the step.
func (a *ascent) judge(bound, along float64) {
	if bound > a.bound {
		a.bound = bound
		copy(a.center, a.mu)
		a.reds = 0
		if along > 0 {
			a.step = min(2, 1.1*a.step)
		}
		return
	}
	a.reds++
	if a.reds >= a.bear {
		a.reds = 0
		a.step *= 0.66
		a.share = max(0.66*a.share, 1e-3)
	}
}

// stalled tells that the last steps closed so little of the way to the goal that
// the rest is out of reach.
func (a *ascent) stalled(patience int, goal float64) bool {
	if len(a.past) <= patience {
		return false
	}
	before := a.past[len(a.past)-1-patience]
	return a.bound-before < 0.03*(goal-before)
}
