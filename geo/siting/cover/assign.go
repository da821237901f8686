package cover

import (
	"cmp"
	"slices"

	"hatang/geo/siting"
)

// assignment is a way to serve demands from open candidates.
type assignment struct {
	l     *load
	on    []bool
	given []int32
	room  []float64
	value float64
	held  [][]int32 // demands by candidate, those that the load has decided apart
}

// fill serves what it can from the candidates, in this order of demands, mends
// what is left over, and offers the outcome.
func (c *capacitated) fill(l *load, candidates, order []int32) float64 {
	a := &assignment{
		l: l, on: make([]bool, len(l.state)), given: slices.Clone(l.given), room: slices.Clone(l.room),
		value: l.base, held: make([][]int32, len(l.state)),
	}
	for _, i := range candidates {
		a.on[i] = true
	}
	var missed []int32
	for _, j := range order {
		if !a.place(j) {
			missed = append(missed, j)
		}
	}
	slices.SortStableFunc(missed, l.heavierFirst)
	for _, j := range missed {
		if c.r.stopped() {
			break
		}
		if !a.place(j) {
			a.make(j)
		}
	}
	c.offer(a, candidates)
	return a.value
}

// place gives the demand to the candidate that it leaves the least room at.
func (a *assignment) place(j int32) bool {
	best := int32(siting.NoSite)
	for _, i := range a.l.row.of(j) {
		if a.on[i] && fits(a.l.weight[j], a.room[i]) && (best < 0 || a.room[i] < a.room[best]) {
			best = i
		}
	}
	if best < 0 {
		return false
	}
	a.hold(best, j)
	return true
}

func (a *assignment) hold(i, j int32) {
	a.given[j] = i
	a.room[i] -= a.l.weight[j]
	a.value += a.l.weight[j]
	a.held[i] = append(a.held[i], j)
}

func (a *assignment) release(i int32, at int) int32 {
	j := a.held[i][at]
	a.held[i] = slices.Delete(a.held[i], at, at+1)
	a.given[j] = siting.NoSite
	a.room[i] += a.l.weight[j]
	a.value -= a.l.weight[j]
	return j
}

// make makes room for the demand by moving another one elsewhere, or else by
// dropping a lighter one.
func (a *assignment) make(j int32) {
	w := a.l.weight[j]
	for _, i := range a.l.row.of(j) {
		if !a.on[i] {
			continue
		}
		lightest := -1
		for at, k := range a.held[i] {
			if !fits(w, a.room[i]+a.l.weight[k]) {
				continue
			}
			if to := a.elsewhere(k, i); to >= 0 {
				a.hold(to, a.release(i, at))
				a.hold(i, j)
				return
			}
			if a.l.weight[k] < w && (lightest < 0 || a.l.weight[k] < a.l.weight[a.held[i][lightest]]) {
				lightest = at
			}
		}
		if lightest >= 0 {
			a.release(i, lightest)
			a.hold(i, j)
			return
		}
	}
}

// elsewhere is another open candidate with room for the demand, or NoSite.
func (a *assignment) elsewhere(j, not int32) int32 {
	for _, i := range a.l.row.of(j) {
		if i != not && a.on[i] && fits(a.l.weight[j], a.room[i]) {
			return i
		}
	}
	return siting.NoSite
}

// offer takes the assignment if it is better than the best so far.
func (c *capacitated) offer(a *assignment, candidates []int32) {
	r := c.r
	value := 0.0
	for j, w := range c.pr.Weights {
		if a.given[j] != siting.NoSite || c.pr.covered(j) {
			value += w
		}
	}
	if r.found && value <= r.value {
		return
	}
	r.found, r.value = true, value
	c.site = a.given
	c.open = slices.Clone(candidates)
	for i, f := range a.l.state {
		if f == opened && !a.on[i] {
			c.open = append(c.open, int32(i))
		}
	}
	r.tell("solution", true)
}

// first looks for a first solution: greedily by what a candidate could still
// serve, then by swaps.
func (c *capacitated) first(l *load, start []int) {
	on := c.greedy(l, start)
	order := heaviestFirst(l)
	value := c.fill(l, on, order)
	free := make([]int32, 0, len(l.state))
	for i, f := range l.state {
		if f == undecided {
			free = append(free, int32(i))
		}
	}
	rng := c.r.rng
	for range min(300, 10*len(free)) {
		if c.r.iterations++; c.r.stopped() || len(free) == 0 || len(on) == 0 {
			return
		}
		k, in := rng.IntN(len(on)), free[rng.IntN(len(free))]
		if l.state[on[k]] != undecided || slices.Contains(on, in) {
			continue
		}
		out := on[k]
		on[k] = in
		if v := c.fill(l, on, order); v >= value {
			value = v
		} else {
			on[k] = out
		}
	}
}

// heavierFirst orders demands by weight, the heaviest first.
func (l *load) heavierFirst(x, y int32) int { return cmp.Compare(l.weight[y], l.weight[x]) }

func heaviestFirst(l *load) []int32 {
	var order []int32
	for j := range l.weight {
		if len(l.row.of(int32(j))) > 0 {
			order = append(order, int32(j))
		}
	}
	slices.SortStableFunc(order, l.heavierFirst)
	return order
}

// greedy opens what must be, what start names, and then always the candidate that
// can serve most of what the others leave.
func (c *capacitated) greedy(l *load, start []int) []int32 {
	g := &serving{c: c, l: l, isOn: make([]bool, len(l.state)), served: make([]bool, len(l.weight))}
	for i, f := range l.state {
		if f == opened {
			g.take(int32(i))
		}
	}
	had := len(g.on)
	for _, i := range start {
		if i >= 0 && i < len(l.state) && l.state[i] == undecided && len(g.on)-had < l.left {
			g.take(int32(i))
		}
	}
	for len(g.on)-had < l.left && !c.r.stopped() {
		best := g.best()
		if best < 0 {
			break
		}
		g.take(best)
	}
	return g.on
}

// serving is a greedy choice on its way.
type serving struct {
	c      *capacitated
	l      *load
	on     []int32
	isOn   []bool
	served []bool
}

// take opens a candidate and lets it serve what it can.
func (g *serving) take(i int32) {
	if !g.isOn[i] {
		g.isOn[i] = true
		g.on = append(g.on, i)
		g.serve(i, true)
	}
}

// serve is what the candidate can serve of what is left; mark makes it do so.
func (g *serving) serve(i int32, mark bool) (sum float64) {
	for _, j := range g.c.pr.Covers.Of(int(i)) {
		w := g.l.weight[j]
		if g.served[j] || g.c.pr.covered(int(j)) || !fits(sum+w, g.l.room[i]) {
			continue
		}
		sum += w
		g.served[j] = mark
	}
	return sum
}

// best is the candidate that could serve most, -1 when there is none or the search
// is stopped.
func (g *serving) best() int32 {
	best, most := int32(-1), -1.0
	for i, f := range g.l.state {
		if f != undecided || g.isOn[i] {
			continue
		}
		if g.c.r.stopped() {
			return -1
		}
		if s := g.serve(int32(i), false); s > most {
			best, most = int32(i), s
		}
	}
	return best
}
