package cover

import "math/rand/v2"

// perturb leaves a local optimum: it closes a few columns, near to one another as
// often as not, opens others that gain much though not the most, and descends.
func (p *plan) perturb(r *run, rng *rand.Rand) {
	if len(p.on) == 0 {
		return
	}
	strength := 1 + rng.IntN(min(4, len(p.on)))
	var closed []int32
	for range strength {
		i := p.on[rng.IntN(len(p.on))]
		if len(closed) > 0 && rng.IntN(2) == 0 {
			if near := p.neighbour(closed[0], rng); near >= 0 {
				i = near
			}
		}
		p.close(i)
		closed = append(closed, i)
	}
	for len(p.on) < p.m.left {
		i := p.tournament(closed, rng)
		if i < 0 {
			break
		}
		p.open(i)
	}
	p.descend(r, rng)
}

// neighbour is an open column near to column i: one that shares a row with a
// column that shares a row with it; -1 when a few tries find none.
func (p *plan) neighbour(i int32, rng *rand.Rand) int32 {
	for range 8 {
		j := p.m.col.of(i)[rng.IntN(len(p.m.col.of(i)))]
		list := p.m.row.of(j)
		k := list[rng.IntN(len(list))]
		j = p.m.col.of(k)[rng.IntN(len(p.m.col.of(k)))]
		list = p.m.row.of(j)
		if k = list[rng.IntN(len(list))]; p.isOn[k] {
			return k
		}
	}
	return -1
}

// tournament is the column that gains most of a random part of those closed, not
// one of those named; -1 when there is none.
func (p *plan) tournament(except []int32, rng *rand.Rand) int32 {
	best := int32(-1)
	n := len(p.delta)
	size := 1 + n/(2+rng.IntN(8))
	for range size {
		i := int32(rng.IntN(n))
		if p.isOn[i] || best >= 0 && p.delta[i] <= p.delta[best] || contains(except, i) {
			continue
		}
		best = i
	}
	return best
}

func contains(list []int32, x int32) bool {
	for _, y := range list {
		if x == y {
			return true
		}
	}
	return false
}

// iterate searches by perturbation from the plan as it stands until it has been in
// vain for patience rounds. Worse plans are followed now and then, by a measure
// that shrinks with the rounds in vain.
func (p *plan) iterate(r *run, patience int) {
	rng := r.rng
	p.descend(r, rng)
	r.offer(p)
	current := append([]int32(nil), p.on...)
	value, top := p.worth(), p.worth()
	best := append([]int32(nil), p.on...)
	for vain := 0; vain < patience && !r.stopped() && !r.done(); vain++ {
		p.perturb(r, rng)
		r.offer(p)
		r.tell("search", false)
		w := p.worth()
		if w > top+1e-12*(1+abs64(top)) {
			top, vain = w, 0
			best = append(best[:0], p.on...)
		}
		slack := 0.002 * abs64(top) / float64(1+vain%20)
		switch {
		case w >= value || w >= top-slack:
			value = w
			current = append(current[:0], p.on...)
		default:
			p.set(current)
		}
		if vain%50 == 49 {
			p.set(best)
			value = top
			current = append(current[:0], best...)
		}
	}
	p.set(best)
}

func abs64(x float64) float64 { return max(x, -x) }

// worth is the value less what unmet needs cost.
func (p *plan) worth() float64 {
	w := p.value
	for _, j := range p.unmet {
		w -= p.penalty[j] * float64(p.m.rows.need[j]-p.count[j])
	}
	return w
}

// satisfy looks for a plan with all needs met and the run's target reached, by
// swaps that a short memory keeps from going back and weights that grow on needs
// not met, for so many rounds. (Gao, Weise and Li, "An efficient local search
// heuristic with row weighting for the unicost set covering problem", European
// Journal of Operational Research 246 (2015).)
func (p *plan) satisfy(r *run, rounds int) {
	t := tabu{p: p, until: make([]int, p.m.columns()), moved: make([]int, p.m.columns())}
	p.fill()
	unit := p.smallestPenalty()
	for t.now = 1; t.now <= rounds && !r.stopped() && !r.done(); t.now++ {
		r.iterations++
		if len(p.unmet) == 0 {
			r.offer(p)
			if r.done() {
				return
			}
		}
		if len(p.on) >= p.m.left {
			out := t.leastLost()
			if out < 0 {
				return
			}
			p.close(out)
			t.touch(out, 2+r.rng.IntN(4))
		}
		if in := t.bestGain(r); in >= 0 {
			p.open(in)
			t.touch(in, 1+r.rng.IntN(8))
		}
		for _, j := range p.unmet {
			p.penalize(j, unit)
		}
		r.tell("search", false)
	}
	if len(p.unmet) == 0 {
		r.offer(p)
	}
}

func (p *plan) smallestPenalty() float64 {
	for _, w := range p.penalty {
		if w > 0 {
			return w / 4
		}
	}
	return 0
}

// tabu is the memory of satisfy: until when a column may not move, and when it
// last did.
type tabu struct {
	p     *plan
	now   int
	until []int
	moved []int
}

func (t *tabu) touch(i int32, rounds int) {
	t.until[i], t.moved[i] = t.now+rounds, t.now
}

// leastLost is the open column whose closing loses least, of equals the one that
// has stood longest; columns that may not move only when there is no other.
func (t *tabu) leastLost() int32 {
	best := int32(-1)
	for _, i := range t.p.on {
		if best < 0 || t.closesBefore(i, best) {
			best = i
		}
	}
	return best
}

func (t *tabu) closesBefore(a, b int32) bool {
	if fa, fb := t.until[a] > t.now, t.until[b] > t.now; fa != fb {
		return fb
	}
	if da, db := t.p.delta[a], t.p.delta[b]; da != db {
		return da < db
	}
	if t.moved[a] != t.moved[b] {
		return t.moved[a] < t.moved[b]
	}
	return a < b
}

// bestGain is the closed column to open: of those that a row still needs while
// there is such a row; otherwise of all, or of those of some row not covered.
func (t *tabu) bestGain(r *run) int32 {
	p := t.p
	switch {
	case len(p.unmet) > 0:
		return t.bestOf(p.m.row.of(p.unmet[r.rng.IntN(len(p.unmet))]))
	case r.rng.IntN(2) == 0:
		for range 20 {
			if j := int32(r.rng.IntN(len(p.count))); p.count[j] == 0 {
				if i := t.bestOf(p.m.row.of(j)); i >= 0 {
					return i
				}
			}
		}
	}
	return p.best(func(i int32) bool { return t.until[i] > t.now })
}

func (t *tabu) bestOf(list []int32) int32 {
	best := int32(-1)
	for _, i := range list {
		if t.p.isOn[i] || t.until[i] > t.now {
			continue
		}
		if best < 0 || t.p.delta[i] > t.p.delta[best] ||
			t.p.delta[i] == t.p.delta[best] && t.moved[i] < t.moved[best] {
			best = i
		}
	}
	return best
}
