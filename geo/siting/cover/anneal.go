package cover

import (
	"math"
	"math/rand/v2"
	"slices"
)

// Annealing begins so warm that a swap which loses a tenth of what an open column
// is worth is taken as often as not, and ends a hundred times cooler.
const (
	warmest = 0.1
	cooled  = 0.01
)

// anneal searches by single swaps that are taken though they lose, the less often
// the more they lose and the cooler it is, for so many trials. It begins with the
// plan as it stands and ends with the best that it met, or with the first that
// reaches the run's target.
func (p *plan) anneal(r *run, trials int) {
	p.fill()
	if len(p.on) == 0 || len(p.on) == len(p.delta) {
		return
	}
	best, top := slices.Clone(p.on), p.worth()
	heat := warmest * p.typicalLoss()
	cooling := math.Pow(cooled, 1/float64(trials))
	for k, worth := 0, top; k < trials; k++ {
		if k%64 == 0 {
			if r.iterations++; r.stopped() {
				break
			}
			r.tell("search", false)
		}
		heat *= cooling
		out, in := p.proposal(r.rng)
		if in < 0 {
			continue
		}
		change := p.change(out, in)
		if change < 0 && r.rng.Float64() >= math.Exp(change/heat) {
			continue
		}
		p.close(out)
		p.open(in)
		if worth += change; worth > top+1e-9*(1+math.Abs(top)) {
			top = worth
			best = append(best[:0], p.on...)
			if len(p.unmet) == 0 && p.value >= r.target {
				break
			}
		}
	}
	p.set(best)
	if !r.stopped() {
		p.descend(r, r.rng)
	}
	r.offer(p)
}

// concentrate anneals several times from nothing, and again among the columns that
// any of these solutions, or the prices more than rarely, opened: where good
// solutions differ, the best mixes them (Rosing and ReVelle, "Heuristic
// concentration: two stage solution construction", European Journal of Operational
// Research 97 (1997)).
func (p *plan) concentrate(r *run, share []float64, starts, trials int) {
	fates := make([]fate, p.m.columns())
	for i := range fates {
		if fates[i] = dropped; share != nil && share[i] > 0.02 {
			fates[i] = undecided
		}
	}
	for range starts {
		p.set(nil)
		p.anneal(r, trials)
		for _, i := range p.on {
			fates[i] = undecided
		}
		if r.stopped() || r.done() {
			return
		}
	}
	few, _ := p.m.restrict(fates)
	q := newPlan(few)
	for range starts {
		q.set(nil)
		q.anneal(r, trials)
		if r.stopped() || r.done() {
			break
		}
	}
	p.set(columnsOf(p.m, r.open))
}

// typicalLoss is the mean of what closing an open column loses.
func (p *plan) typicalLoss() float64 {
	var sum float64
	for _, i := range p.on {
		sum += p.delta[i]
	}
	return sum / float64(len(p.on))
}

// proposal is a swap to try: any open column, and one that shares a row with it,
// any closed one, or the one that gains most of a few. in is -1 when the draw was
// of no use.
func (p *plan) proposal(rng *rand.Rand) (out, in int32) {
	out = p.on[rng.IntN(len(p.on))]
	in = int32(rng.IntN(len(p.delta)))
	switch rng.IntN(3) {
	case 0:
		for range 4 {
			if k := int32(rng.IntN(len(p.delta))); !p.isOn[k] && (p.isOn[in] || p.delta[k] > p.delta[in]) {
				in = k
			}
		}
	case 1:
		mine := p.m.col.of(out)
		list := p.m.row.of(mine[rng.IntN(len(mine))])
		in = list[rng.IntN(len(list))]
	}
	if p.isOn[in] {
		return out, -1
	}
	return out, in
}

// change is what the swap does to the worth of the plan. Rows of both columns stay
// as they are, though each of the deltas counts them.
func (p *plan) change(out, in int32) float64 {
	change := p.delta[in] - p.delta[out]
	a, b := p.m.col.of(out), p.m.col.of(in)
	for x, y := 0, 0; x < len(a) && y < len(b); {
		switch {
		case a[x] < b[y]:
			x++
		case a[x] > b[y]:
			y++
		default:
			k := p.count[a[x]]
			change += p.marginal(a[x], k-1) - p.marginal(a[x], k)
			x++
			y++
		}
	}
	return change
}
