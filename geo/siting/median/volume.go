package median

// volume raises the bound of an instance, suggests solutions on the way, and
// leaves out of the instance what becomes certain.
type volume[F number] struct {
	*relaxation[F]
	search *search[F]

	fate    []int8
	decided int
	stage   string
}

func newVolume[F number](s *search[F], in *instance[F], rootMu []float64, stage string) *volume[F] {
	return &volume[F]{
		relaxation: newRelaxation(s.control, in, rootMu), search: s,
		stage: stage, fate: make([]int8, len(in.sites)),
	}
}

// rootStage is the stage in which the bound is that of the whole problem.
const rootStage = "bound"

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
		if v.stage == rootStage && v.search.near(v.search.value, v.bound) {
			return false
		}
		if v.stalled(patience, v.search.goal()) {
			return false
		}
	}
	return false
}

// advance makes one step. It returns false if it was stopped.
func (v *volume[F]) advance(first bool) bool {
	if !first {
		step := v.aim(v.search.value)
		for i, g := range v.average {
			v.mu[i] = v.in.clamp(i, v.center[i]+step*g)
		}
	}
	if !v.evaluate() {
		return false
	}
	v.suggest()
	share := v.take(v.last, v.served)
	for j, is := range v.chosen {
		y := 0.0
		if is {
			y = 1
		}
		v.often[j] += share * (y - v.often[j])
	}
	v.seal()
	return true
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
	if near := v.search.value * 1.02; value < near && v.stage == rootStage {
		v.search.follow(open)
	}
	v.control.tell(v.stage, false)
}
