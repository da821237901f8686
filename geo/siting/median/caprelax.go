package median

import (
	"cmp"
	"math"
	"slices"
)

// part is a part of the solutions of a capacitated problem: what may still be.
type part struct {
	in    *rooms
	cost  []float64 // by demand, then site: +Inf where it may not be
	out   []bool    // demands that may stay out
	state []int8    // of each site: 1 open, −1 closed, 0 undecided
}

// all is the part that is all of it.
func (in *rooms) all() *part {
	p := &part{in: in, cost: slices.Clone(in.cost), out: make([]bool, len(in.need)), state: make([]int8, len(in.sites))}
	for i := range p.out {
		p.out[i] = true
	}
	for j, forced := range in.forced {
		if forced {
			p.state[j] = 1
		}
	}
	return p
}

// options counts where a demand may be.
func (p *part) options(i int) int {
	count := 0
	if p.out[i] {
		count++
	}
	for _, c := range p.row(i) {
		if !math.IsInf(c, 1) {
			count++
		}
	}
	return count
}

func (p *part) row(i int) []float64 {
	m := len(p.in.sites)
	return p.cost[i*m : (i+1)*m]
}

// open and shut decide a site.
func (p *part) open(j int) { p.state[j] = 1 }

func (p *part) shut(j int) {
	p.state[j] = -1
	for i := range p.in.need {
		p.row(i)[j] = math.Inf(1)
	}
}

// bind assigns a demand to a site, or to none; part it keeps it from there.
func (p *part) bind(i, j int) {
	row := p.row(i)
	for k := range row {
		if k != j {
			row[k] = math.Inf(1)
		}
	}
	if j == none {
		p.out[i] = true
		return
	}
	p.out[i] = false
	p.state[j] = 1
}

func (p *part) keepFrom(i, j int) {
	if j == none {
		p.out[i] = false
		return
	}
	p.row(i)[j] = math.Inf(1)
}

// filling is the Lagrangian relaxation of "each demand is served once" for sites
// with capacities: the worth of a site is that of the best knapsack of demands,
//
//	ρⱼ = min Σᵢ (cᵢⱼ − λᵢ)·xᵢⱼ  with  Σᵢ needᵢ·xᵢⱼ ≤ roomⱼ, x binary
//
// and no solution costs less than Σᵢ λᵢ + ρ of the sites that have to be open and
// the smallest of the rest. It is as strong as column generation over clusters.
type filling struct {
	*part
	ascent
	control *control
	rho     []float64
	chosen  []bool
	load    [][]int32 // demands in the knapsack of each site
	served  []float32
	often   []float64 // y
	placed  []float64 // x, by demand, then site
	last    float64
	rhoIn   float64
	rhoOut  float64
	sack    knapsack
	bad     bool // nothing fits the part
}

func newFilling(c *control, p *part, lambda []float64) *filling {
	n, m := len(p.in.need), len(p.in.sites)
	weight := make([]float64, n)
	for i := range weight {
		weight[i] = 1
	}
	f := &filling{
		part: p, ascent: newAscent(weight), control: c,
		rho: make([]float64, m), chosen: make([]bool, m), load: make([][]int32, m), served: make([]float32, n),
		often: make([]float64, m), placed: make([]float64, n*m),
	}
	for i := range f.mu {
		f.mu[i] = f.clamp(i, lambda[i])
	}
	return f
}

// clamp keeps a multiplier where it can do some good: not below what the demand
// costs at least and, if it may stay out, not above what that costs. Of a demand
// that must be taken in, it stays finite.
func (f *filling) clamp(i int, lambda float64) float64 {
	low := f.in.base[i]
	for _, c := range f.row(i) {
		low = min(low, c)
	}
	high := f.in.base[i]
	if !f.out[i] {
		high = 4*f.in.base[i] + 1
	}
	return max(low, min(high, lambda))
}

// evaluate works out the bound at mu. It returns false if it was stopped.
func (f *filling) evaluate() bool {
	total := f.in.fixed
	for _, lambda := range f.mu {
		total += lambda
	}
	for j := range f.rho {
		if f.control.stop() {
			return false
		}
		f.rho[j], f.load[j] = 0, f.load[j][:0]
		if f.state[j] >= 0 {
			f.fillSite(j)
		}
	}
	total += f.choose()
	f.last = total
	clear(f.served)
	for j, is := range f.chosen {
		if is {
			for _, i := range f.load[j] {
				f.served[i]++
			}
		}
	}
	for i := range f.served { // one that stays out at the cost of staying out is served
		if f.served[i] == 0 && f.out[i] && f.mu[i] >= f.in.base[i] {
			f.served[i] = 1
		}
	}
	f.control.iterations++
	return true
}

// fillSite works out ρ of a site.
func (f *filling) fillSite(j int) {
	m, k := len(f.in.sites), &f.sack
	k.items = k.items[:0]
	for i, need := range f.in.need {
		profit := f.mu[i] - f.cost[i*m+j]
		if profit <= 0 {
			continue
		}
		if need == 0 {
			f.rho[j] -= profit
			f.load[j] = append(f.load[j], int32(i))
			continue
		}
		k.items = append(k.items, item{profit, need, int32(i)})
	}
	f.rho[j] -= k.fill(f.in.room[j])
	for at, is := range k.best {
		if is {
			f.load[j] = append(f.load[j], k.items[at].demand)
		}
	}
}

// choose takes the sites that have to be open and the best of the rest, and
// returns what they are worth.
func (f *filling) choose() float64 {
	var free []int32
	left, total := f.in.p, 0.0
	for j, state := range f.state {
		f.chosen[j] = state == 1
		switch state {
		case 1:
			left--
			total += f.rho[j]
		case 0:
			free = append(free, int32(j))
		}
	}
	f.bad = left < 0
	left = max(0, min(left, len(free)))
	slices.SortFunc(free, func(a, b int32) int {
		if c := cmp.Compare(f.rho[a], f.rho[b]); c != 0 {
			return c
		}
		return cmp.Compare(a, b)
	})
	f.rhoIn, f.rhoOut = math.Inf(-1), math.Inf(1)
	for k, j := range free {
		if k < left {
			f.chosen[j] = true
			total += f.rho[j]
			f.rhoIn = f.rho[j]
		} else {
			f.rhoOut = f.rho[j]
			break
		}
	}
	return total
}

// absorb averages what the relaxation chose.
func (f *filling) absorb() {
	share := f.take(f.last, f.served)
	m := len(f.in.sites)
	for k := range f.placed {
		f.placed[k] *= 1 - share
	}
	for j := range f.often {
		f.often[j] *= 1 - share
		if f.chosen[j] {
			f.often[j] += share
			for _, i := range f.load[j] {
				f.placed[int(i)*m+j] += share
			}
		}
	}
}

// seal decides what every solution below the goal has in common: at most
// P sites being open, a site not chosen displaces the worst of those chosen.
func (f *filling) seal(goal float64) {
	m := len(f.in.sites)
	for j, state := range f.state {
		if state < 0 {
			continue
		}
		instead := 0.0
		if !f.chosen[j] {
			if instead = f.rho[j] - f.rhoIn; math.IsInf(f.rhoIn, -1) {
				instead = math.Inf(1) // all sites have been chosen
			}
			if f.last+instead > goal {
				f.shut(j)
				continue
			}
		} else if state == 0 && f.last-f.rho[j]+f.rhoOut > goal {
			f.state[j] = 1
		}
		for i, lambda := range f.mu {
			if c := f.cost[i*m+j]; c > lambda && f.last+instead+c-lambda > goal {
				f.cost[i*m+j] = math.Inf(1)
			}
		}
	}
	for i, lambda := range f.mu {
		if f.out[i] && f.last+f.in.base[i]-lambda > goal {
			f.out[i] = false
		}
	}
}
