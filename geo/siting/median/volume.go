package median

import "math"

// volume raises the bound by the volume algorithm (Barahona and Anbil 2000): a
// subgradient method that steps along an average of the subgradients and from
// the best multipliers known. The averages tend to a fractional solution of the
// linear relaxation.
type volume[F number] struct {
	*relaxation[F]
	search *search[F]

	step    float64 // as a share of the way to the target
	weight  float64 // the most that a new subgradient counts in the average
	reds    int     // steps in a row that did not raise the bound
	history []float64
	fate    []int8
	decided int
	stage   string
}

func newVolume[F number](s *search[F], in *instance[F], rootMu []float64, stage string) *volume[F] {
	return &volume[F]{
		relaxation: newRelaxation(s.control, in, rootMu), search: s,
		step: 1, weight: 0.1, stage: stage, fate: make([]int8, len(in.sites)),
	}
}

// run raises the bound in at most so many steps. It ends early when the bound
// proves the best solution, when the instance has become trivial, or when there
// is too little progress. It returns true if nothing better can be in the
// instance.
func (v *volume[F]) run(steps, patience int) (closed bool) {
	for k := range steps {
		if v.in.p < 0 { // more sites are certain than there may be: nothing better is here
			return true
		}
		if v.search.stop() || v.in.settled() {
			return false
		}
		if !v.advance(k == 0) {
			return false
		}
		if v.search.beaten(v.bound) {
			return true
		}
		v.history = append(v.history, v.bound)
		if k >= patience && v.stalled(patience) {
			return false
		}
	}
	return false
}

// stalled tells that the last steps closed so little of the gap that as many
// more would not close the rest.
func (v *volume[F]) stalled(patience int) bool {
	before := v.history[len(v.history)-1-patience]
	gap := v.search.goal() - before
	return v.bound-before < 0.03*gap
}

// advance makes one step. It returns false if it was stopped.
func (v *volume[F]) advance(first bool) bool {
	if !first {
		v.move()
	}
	if !v.evaluate() {
		return false
	}
	v.suggest()
	v.blend(first)
	v.judge()
	v.seal()
	return true
}

// move steps from the center along the average.
func (v *volume[F]) move() {
	in, norm := v.in, 0.0
	for i, g := range v.average {
		norm += in.weight[i] * g * g
	}
	target := v.search.value
	if gap := target - v.bound; gap > 0.05*math.Abs(target) { // the value may be far off
		target = v.bound + 0.05*math.Abs(target)
	}
	step := 0.0
	if norm > 0 {
		step = v.step * (target - v.bound) / norm
	}
	for i, g := range v.average {
		v.mu[i] = in.clamp(i, v.center[i]+step*g)
	}
}

// blend takes the new subgradient 1 − served into the average, with the weight
// that makes the average shortest, and the chosen sites into the shares.
func (v *volume[F]) blend(first bool) {
	alpha := 1.0
	if !first {
		alpha = v.bestWeight()
	}
	for i, count := range v.served {
		v.average[i] += alpha * (1 - float64(count) - v.average[i])
	}
	for j, is := range v.chosen {
		y := 0.0
		if is {
			y = 1
		}
		v.share[j] += alpha * (y - v.share[j])
	}
}

// bestWeight minimises ‖α·g + (1−α)·average‖ within a tenth of the weight and
// the weight.
func (v *volume[F]) bestWeight() float64 {
	gg, ga, aa := 0.0, 0.0, 0.0
	for i, count := range v.served {
		w, g, a := v.in.weight[i], 1-float64(count), v.average[i]
		gg += w * g * g
		ga += w * g * a
		aa += w * a * a
	}
	alpha := v.weight
	if below := gg - 2*ga + aa; below > 0 {
		alpha = (aa - ga) / below
	}
	return max(v.weight/10, min(v.weight, alpha))
}

// judge moves the center if the bound rose, and adapts the length of the step.
func (v *volume[F]) judge() {
	if v.last > v.bound {
		along := 0.0
		for i, count := range v.served {
			along += v.in.weight[i] * (1 - float64(count)) * v.average[i]
		}
		v.bound = v.last
		copy(v.center, v.mu)
		v.reds = 0
		if along > 0 {
			v.step = min(2, 1.1*v.step)
		}
		return
	}
	v.reds++
	if v.reds >= 20 {
		v.reds = 0
		v.step *= 0.66
		v.weight = max(0.66*v.weight, 1e-3)
	}
}

// seal closes and opens what is certain, once that is worth a smaller instance.
func (v *volume[F]) seal() {
	v.decided += v.fates(v.search.goal(), v.fate)
	if v.decided == 0 || v.decided*5 < len(v.fate) && len(v.fate)-v.decided > 4*v.in.p {
		return
	}
	v.shrink(v.fate)
	v.fate = make([]int8, len(v.in.sites))
	v.decided = 0
}

// suggest offers the sites that attain the bound as a solution.
func (v *volume[F]) suggest() {
	open := make([]int32, 0, v.search.root.p)
	open = append(open, v.in.opened...)
	for j, is := range v.chosen {
		if is {
			open = append(open, v.in.sites[j])
		}
	}
	value := v.in.value(v.chosen)
	v.search.offer(open, value, v.stage)
	if near := v.search.value * 1.02; value < near && v.stage == "bound" {
		v.search.follow(open)
	}
	v.search.tell(v.stage, false)
}
