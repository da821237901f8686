package median

import (
	"cmp"
	"math"
	"math/rand/v2"
	"slices"
)

// assignment says which site takes each demand, or none.
type assignment struct {
	site  []int32
	open  []bool
	left  []float64 // room at each site
	total float64
}

func (a *assignment) clone() *assignment {
	return &assignment{slices.Clone(a.site), slices.Clone(a.open), slices.Clone(a.left), a.total}
}

// empty is an assignment of nobody to the sites of a set.
func (in *rooms) empty(open []bool) *assignment {
	a := &assignment{site: make([]int32, len(in.need)), open: slices.Clone(open), left: slices.Clone(in.room), total: in.fixed}
	vacate(a.site)
	for _, b := range in.base {
		a.total += b
	}
	return a
}

// add works the total out anew, rid of what rounding left in it. The same
// assignment has the same total, so that no search for lower ones goes in
// circles.
func (in *rooms) add(a *assignment) {
	a.total = in.fixed
	for i := range a.site {
		a.total += in.at(a, i)
	}
}

// at is what demand i costs where it is.
func (in *rooms) at(a *assignment, i int) float64 {
	if a.site[i] == none {
		return in.base[i]
	}
	return in.row(i)[a.site[i]]
}

// move takes a demand to another site.
func (in *rooms) move(a *assignment, i int, site int32) {
	a.total -= in.at(a, i)
	if from := a.site[i]; from != none {
		a.left[from] += in.need[i]
	}
	a.site[i] = site
	if site != none {
		a.left[site] -= in.need[i]
	}
	a.total += in.at(a, i)
}

// cheapest is the best site with room for demand i, or none.
func (in *rooms) cheapest(a *assignment, i int) int32 {
	best, cost := int32(none), in.base[i]
	for j, c := range in.row(i) {
		if a.open[j] && c < cost && in.need[i] <= a.left[j] {
			best, cost = int32(j), c
		}
	}
	return best
}

// assign fills the sites of a set in two orders, those first who would lose most
// by being second or those who take most, and improves both.
func (in *rooms) assign(open []bool) *assignment {
	a, b := in.fillBy(open, in.regrets(open)), in.fillBy(open, in.need)
	if b.total < a.total {
		return b
	}
	return a
}

// regrets are what each demand would lose by being at the second best site of a
// set.
func (in *rooms) regrets(open []bool) []float64 {
	regret := make([]float64, len(in.need))
	for i := range regret {
		first, second := math.Inf(1), in.base[i]
		for j, c := range in.row(i) {
			if !open[j] {
				continue
			}
			if c < first {
				first, second = c, min(first, in.base[i])
			} else {
				second = min(second, c)
			}
		}
		if !math.IsInf(first, 1) {
			regret[i] = second - first
		}
	}
	return regret
}

// fillBy fills the sites of a set, those demands first whose key is highest.
func (in *rooms) fillBy(open []bool, key []float64) *assignment {
	a := in.empty(open)
	order := make([]int, len(key))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(x, y int) int { return cmp.Compare(key[y], key[x]) })
	for _, i := range order {
		in.move(a, i, in.cheapest(a, i))
	}
	in.polish(a)
	in.add(a)
	return a
}

// shake leaves the best assignment at random, to improve what it comes to: with
// a site replaced by another, with some of the demands thrown out and taken in
// again in a random order, or with all of them.
func (in *rooms) shake(a *assignment, c *control, random *rand.Rand) *assignment {
	rounds := min(300, int(2e9/math.Pow(float64(len(in.need)+1), 3)/float64(in.p)))
	for round := range rounds {
		if c.stop() {
			break
		}
		b := a
		if r, j, ok := in.pair(a.open, random); ok && round%2 == 0 {
			b = in.replace(a, r, j)
		}
		b = in.refill(b, []float64{0.2, 0.5, 1}[round%3], random)
		if b.total < a.total*1.02 {
			b = in.relocate(b, c)
		}
		c.iterations++
		c.tell("shaking", false)
		if b.total < a.total {
			a = b
		}
	}
	return a
}

// refill throws out a share of the demands and takes them in again, those more
// or less first who would lose most by being second.
func (in *rooms) refill(a *assignment, share float64, random *rand.Rand) *assignment {
	b := a.clone()
	key := in.regrets(b.open)
	var out []int
	for i := range key {
		key[i] = (key[i] + 1e-3*in.base[i]) * random.ExpFloat64()
		if b.site[i] == none || random.Float64() < share {
			in.move(b, i, none)
			out = append(out, i)
		}
	}
	slices.SortStableFunc(out, func(x, y int) int { return cmp.Compare(key[y], key[x]) })
	for _, i := range out {
		in.move(b, i, in.cheapest(b, i))
	}
	in.polish(b)
	in.add(b)
	return b
}

// pair picks an open site that may be closed and a closed one.
func (in *rooms) pair(open []bool, random *rand.Rand) (r, j int, ok bool) {
	var out, into []int
	for j, is := range open {
		if !is {
			into = append(into, j)
		} else if !in.forced[j] {
			out = append(out, j)
		}
	}
	if len(out) == 0 || len(into) == 0 {
		return 0, 0, false
	}
	return out[random.IntN(len(out))], into[random.IntN(len(into))], true
}

// polish moves demands, and makes two change places, as long as that pays.
func (in *rooms) polish(a *assignment) {
	threshold := 1e-12 * in.scale()
	for better := true; better; {
		better = false
		for i := range a.site {
			if to := in.cheapest(a, i); to != none && in.row(i)[to] < in.at(a, i)-threshold {
				in.move(a, i, to)
				better = true
			}
		}
		for i := range a.site {
			if in.stop() {
				return
			}
			if !in.displaced(a, i) {
				continue // nor would it pay if only the other gained: then that one is displaced
			}
			for k := range a.site {
				if in.changePlaces(a, i, k, threshold) {
					better = true
				}
			}
		}
	}
}

// displaced tells that a demand is not where it would be cheapest.
func (in *rooms) displaced(a *assignment, i int) bool {
	now := in.at(a, i)
	for j, c := range in.row(i) {
		if c < now && a.open[j] {
			return true
		}
	}
	return false
}

// scale is what it costs if all stay out, and so how large rounding errors are.
func (in *rooms) scale() float64 { return sum(in.base) }

// changePlaces swaps two demands if that pays and fits.
func (in *rooms) changePlaces(a *assignment, i, k int, threshold float64) bool {
	si, sk := a.site[i], a.site[k]
	if si == sk {
		return false
	}
	ci, ck := in.base[i], in.base[k]
	if sk != none {
		ci = in.row(i)[sk]
	}
	if si != none {
		ck = in.row(k)[si]
	}
	if ci+ck >= in.at(a, i)+in.at(a, k)-threshold {
		return false
	}
	if sk != none && in.need[i] > a.left[sk]+in.need[k] || si != none && in.need[k] > a.left[si]+in.need[i] {
		return false
	}
	in.move(a, i, none)
	in.move(a, k, si)
	in.move(a, i, sk)
	return true
}

// relocate tries to replace open sites by closed ones that suit those they serve
// better, and assigns everybody anew; so often as a problem of its size can bear.
func (in *rooms) relocate(a *assignment, c *control) *assignment {
	left := 10 + int(5e7/float64(len(in.need)*len(in.need)+1))
	for better := true; better && !c.stop(); {
		better = false
		for r := range in.sites {
			if !a.open[r] || in.forced[r] {
				continue
			}
			for _, j := range in.replacements(a, r) {
				if left--; left < 0 || c.stop() {
					return a
				}
				c.iterations++
				c.tell("relocation", false)
				b := in.replace(a, r, j)
				if anew := in.assign(b.open); anew.total < b.total {
					b = anew
				}
				if b.total < a.total {
					a, better = b, true
					break
				}
			}
		}
	}
	return a
}

// replace closes site r and opens j for those who were there, the others staying
// where they are unless it pays to move.
func (in *rooms) replace(a *assignment, r, j int) *assignment {
	b := a.clone()
	b.open[r], b.open[j] = false, true
	var moved []int
	for i, site := range b.site {
		if int(site) == r || site == none {
			in.move(b, i, none)
			moved = append(moved, i)
		}
	}
	slices.SortStableFunc(moved, func(x, y int) int { return cmp.Compare(in.need[y], in.need[x]) })
	for _, i := range moved {
		in.move(b, i, in.cheapest(b, i))
	}
	in.polish(b)
	in.add(b)
	return b
}

// tries is how many replacements of a site are looked at.
const tries = 8

// replacements are the closed sites where those whom a site serves would have it
// shortest.
func (in *rooms) replacements(a *assignment, r int) []int {
	m := len(in.sites)
	cost := make([]float64, m)
	for i, site := range a.site {
		if int(site) == r || site == none {
			for j, c := range in.row(i) {
				cost[j] += min(c, in.base[i])
			}
		}
	}
	var order []int
	for j := range m {
		if !a.open[j] {
			order = append(order, j)
		}
	}
	slices.SortStableFunc(order, func(x, y int) int { return cmp.Compare(cost[x], cost[y]) })
	return order[:min(tries, len(order))]
}
