package median

import (
	"math"
	"runtime"
	"slices"
	"sync"
)

// relaxation is the Lagrangian relaxation of "each demand is served once". With
// a multiplier μᵢ for each demand, in units of cost, a site j is worth
//
//	ρⱼ = Σᵢ wᵢ·min(0, cᵢⱼ − μᵢ)
//
// and for any μ no solution costs less than Σᵢ wᵢ·μᵢ + the P smallest ρⱼ
// (Cornuéjols, Fisher and Nemhauser 1977). A multiplier above base or below the
// cheapest entry can be moved there without loss.
//
// The weights being taken out of the multipliers, a step moves all μ by
// comparable lengths however unlike the weights are; it is a subgradient step in
// the variables √wᵢ·μᵢ.
type relaxation[F number] struct {
	in      *instance[F]
	control *control
	ascent

	often  []float64 // how often each site was chosen of late: its y, from 0 to 1
	rho    []float64
	chosen []bool
	served []float32 // by how many chosen sites each demand is served

	last   float64 // the bound at mu
	rhoIn  float64 // the highest ρ among the chosen
	rhoOut float64 // the lowest among the others

	order  []int32
	chunks []chunk
}

// chunk is the part of the demands that one worker sums up; the same parts
// whatever the number of workers, so that the sums are the same.
type chunk struct {
	from, to int
	rho      []float64
	sum      float64
}

// chunkEntries is how many entries are worth a worker of their own.
const chunkEntries = 1 << 18

// newRelaxation starts from multipliers in the numbering of the root instance.
func newRelaxation[F number](c *control, in *instance[F], rootMu []float64) *relaxation[F] {
	n, m := len(in.weight), len(in.sites)
	r := &relaxation[F]{
		in: in, control: c, ascent: newAscent(in.weight), served: make([]float32, n),
	}
	for i := range r.mu {
		r.mu[i] = in.clamp(i, rootMu[in.demands[i]])
	}
	r.fit(m)
	return r
}

// fit makes room for the sites and cuts the demands into chunks.
func (r *relaxation[F]) fit(m int) {
	r.often = make([]float64, m)
	r.rho = make([]float64, m)
	r.chosen = make([]bool, m)
	r.order = make([]int32, m)
	in, n := r.in, len(r.in.weight)
	count := min(16, 1+len(in.site)/chunkEntries)
	r.chunks = make([]chunk, count)
	at := 0
	for k := range r.chunks {
		c := &r.chunks[k]
		c.from = at
		for at < n && (k == count-1 || in.start[at] < (k+1)*len(in.site)/count) {
			at++
		}
		c.to = at
		c.rho = r.rho
		if count > 1 {
			c.rho = make([]float64, m)
		}
	}
}

// clamp keeps a multiplier between the cheapest entry of a demand and its base.
func (in *instance[F]) clamp(i int, mu float64) float64 {
	return max(float64(in.cost[in.start[i]]), min(in.base[i], mu))
}

// split runs do on every chunk, several at a time.
func (r *relaxation[F]) split(do func(*chunk)) {
	if len(r.chunks) == 1 {
		do(&r.chunks[0])
		return
	}
	var workers sync.WaitGroup
	count := min(runtime.GOMAXPROCS(0), len(r.chunks))
	for w := range count {
		workers.Go(func() {
			for k := w; k < len(r.chunks); k += count {
				do(&r.chunks[k])
			}
		})
	}
	workers.Wait()
}

// evaluate works out the bound at mu and who is served by the sites that attain
// it. It returns false if it was stopped on the way.
func (r *relaxation[F]) evaluate() bool {
	clear(r.rho)
	r.split(r.sumUp)
	if r.control.stop() {
		return false
	}
	if len(r.chunks) > 1 {
		for k := range r.chunks {
			for j, v := range r.chunks[k].rho {
				r.rho[j] += v
			}
		}
	}
	total := r.in.fixed
	for k := range r.chunks {
		total += r.chunks[k].sum
	}
	r.choose()
	for j, is := range r.chosen {
		if is {
			total += r.rho[j]
		}
	}
	r.last = total
	r.split(r.countServed)
	r.control.iterations++
	return !r.control.stop()
}

// sumUp adds what the demands of a chunk contribute to ρ.
func (r *relaxation[F]) sumUp(c *chunk) {
	in, rho := r.in, c.rho
	if len(r.chunks) > 1 {
		clear(rho)
	}
	c.sum = 0
	for i := c.from; i < c.to; i++ {
		if i&1023 == 0 && r.control.stop() {
			return
		}
		w, mu := in.weight[i], r.mu[i]
		c.sum += w * mu
		from, to := in.start[i], in.start[i+1]
		cost, site := in.cost[from:to], in.site[from:to]
		for e, f := range cost {
			d := float64(f) - mu
			if d >= 0 {
				break
			}
			rho[site[e]] += w * d
		}
	}
}

// countServed counts by how many chosen sites each demand is served.
func (r *relaxation[F]) countServed(c *chunk) {
	in := r.in
	for i := c.from; i < c.to; i++ {
		if i&1023 == 0 && r.control.stop() {
			return
		}
		mu, count := r.mu[i], float32(0)
		from, to := in.start[i], in.start[i+1]
		cost, site := in.cost[from:to], in.site[from:to]
		for e, f := range cost {
			if float64(f) >= mu {
				break
			}
			if r.chosen[site[e]] {
				count++
			}
		}
		r.served[i] = count
	}
}

// choose marks the P sites with the smallest ρ.
func (r *relaxation[F]) choose() {
	for j := range r.order {
		r.order[j] = int32(j)
		r.chosen[j] = false
	}
	p := r.in.p
	slices.SortFunc(r.order, func(a, b int32) int {
		if r.rho[a] != r.rho[b] {
			if r.rho[a] < r.rho[b] {
				return -1
			}
			return 1
		}
		return int(a - b)
	})
	for _, j := range r.order[:p] {
		r.chosen[j] = true
	}
	r.rhoIn = r.rho[r.order[p-1]]
	r.rhoOut = math.Inf(1)
	if p < len(r.order) {
		r.rhoOut = r.rho[r.order[p]]
	}
}

// fates returns what is certain in any solution that costs less than the goal:
// sites that all of them open (1) and that none does (−1); 0 is undecided. It
// returns how many fates it sealed.
func (r *relaxation[F]) fates(goal float64, fate []int8) (decided int) {
	for j, rho := range r.rho {
		if fate[j] != 0 {
			continue
		}
		switch {
		case r.chosen[j] && r.last-rho+r.rhoOut > goal:
			fate[j] = 1
			decided++
		case !r.chosen[j] && r.last+rho-r.rhoIn > goal:
			fate[j] = -1
			decided++
		}
	}
	return decided
}

// shrink goes over to the instance in which some fates are sealed.
func (r *relaxation[F]) shrink(fate []int8) {
	in, demands, sites := r.in.reduce(fate)
	center, average, often := r.center, r.average, r.often
	r.in, r.weight = in, in.weight
	n := len(demands)
	r.mu, r.center, r.average, r.served = r.mu[:n], make([]float64, n), make([]float64, n), r.served[:n]
	r.fit(len(sites))
	for k, i := range demands {
		r.center[k] = in.clamp(k, center[i])
		r.average[k] = average[i]
	}
	for k, j := range sites {
		r.often[k] = often[j]
	}
	copy(r.mu, r.center)
}

// keep writes the multipliers to a slice in the numbering of the root.
func (r *relaxation[F]) keep(rootMu []float64) {
	for i, mu := range r.center {
		rootMu[r.in.demands[i]] = mu
	}
}
