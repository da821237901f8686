package cover

import (
	"math"
	"math/rand/v2"
)

// anneal searches by single swaps that are taken though they lose, the less often
// the more they lose and the cooler it is, for so many trials. It begins with the
// plan as it stands and ends with the best that it met.
func (p *plan) anneal(r *run, trials int, hot float64) {
	p.fill()
	if len(p.on) == 0 || len(p.on) == len(p.delta) {
		return
	}
	best, top := append([]int32(nil), p.on...), p.worth()
	heat := hot * p.typicalLoss()
	cooling := math.Pow(1e-3, 1/float64(trials))
	worth := top
	for k := range trials {
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
		if worth += change; worth > top+1e-9*(1+abs64(top)) {
			top = worth
			best = append(best[:0], p.on...)
		}
	}
	p.set(best)
	p.descend(r, r.rng)
	r.offer(p)
}

// typicalLoss is the mean of what closing an open column loses.
func (p *plan) typicalLoss() float64 {
	var sum float64
	for _, i := range p.on {
		sum += p.delta[i]
	}
	return sum / float64(len(p.on))
}

// proposal is a swap to try: any open column, and any closed one or, half of the
// time, one that shares a row with it.
func (p *plan) proposal(rng *rand.Rand) (out, in int32) {
	out = p.on[rng.IntN(len(p.on))]
	in = int32(rng.IntN(len(p.delta)))
	if rng.IntN(2) == 0 {
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
