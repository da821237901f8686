package cover

import (
	"context"
	"math"
	"slices"

	"hatang/geo/siting"
)

// CapacitatedMaximal opens at most p candidates and gives each demand to at most
// one of them within reach, whole, so that none serves more than its capacity and
// the weight served is greatest. capacity has one entry per candidate, in the unit
// of the weights; +Inf means that it serves any number. p counts the candidates
// that are Open already. Demands marked as Covered are served by others and take
// no capacity.
//
// Site tells who serves whom. Value and CoveredWeight are the weight served,
// Covered included. A demand that weighs nothing is served where it can be. The
// bound is that of the relaxation in which a demand may be split.
//
// It fails with ErrInvalid on a problem, number or capacity that makes no sense.
// When the context ends it returns what it has, without an error.
func CapacitatedMaximal(ctx context.Context, pr *Problem, capacity []float64, p int, o siting.Options) (*Result, error) {
	if err := pr.checkMost(p); err != nil {
		return nil, err
	}
	if err := pr.checkCapacity(capacity); err != nil {
		return nil, err
	}
	r, cancel := newRun(ctx, pr.Effort, o)
	defer cancel()
	r.step, r.scale = unit(pr.Weights), sum(pr.Weights)
	c := &capacitated{r: r, pr: pr, capacity: capacity}
	c.solve(p, o.Start)
	return c.result(), nil
}

func (pr *Problem) checkCapacity(capacity []float64) error {
	if len(capacity) != pr.Covers.Candidates() {
		return invalid("%d capacities for %d candidates", len(capacity), pr.Covers.Candidates())
	}
	for i, c := range capacity {
		if math.IsNaN(c) || c < 0 {
			return invalid("candidate %d has capacity %v, want at least 0", i, c)
		}
	}
	return nil
}

// capacitated is a search: its best assignment is site, by demand.
type capacitated struct {
	r        *run
	pr       *Problem
	capacity []float64
	site     []int32
	open     []int32
}

// load is the problem after some decisions. Row j lists the candidates that may
// still be given demand j.
type load struct {
	weight []float64
	row    adjacency
	room   []float64 // by candidate, after what is assigned
	state  []fate
	left   int     // candidates that may still be opened
	given  []int32 // by demand, the candidate that it is assigned to, or NoSite
	base   float64 // served by decision, or by others
	broken bool
}

// decision says that a candidate is opened or dropped, or, where demand is not -1,
// that it serves the demand or does not.
type decision struct {
	before       *decision
	site, demand int32
	yes          bool
	price        []float64
}

// load is the problem with p candidates to open after the decisions.
func (c *capacitated) load(p int, last *decision) *load {
	n, m := c.pr.Covers.Candidates(), len(c.pr.Weights)
	l := &load{
		weight: c.pr.Weights, room: slices.Clone(c.capacity), state: make([]fate, n),
		left: p, given: make([]int32, m),
	}
	for j := range l.given {
		l.given[j] = siting.NoSite
		if c.pr.covered(j) {
			l.base += l.weight[j]
		}
	}
	for i := range l.state {
		switch c.pr.state(i) {
		case siting.Open:
			l.open(int32(i))
		case siting.Closed:
			l.state[i] = dropped
		}
	}
	refused := map[[2]int32]bool{}
	for d := last; d != nil; d = d.before {
		switch {
		case d.demand < 0 && d.yes:
			l.open(d.site)
		case d.demand < 0:
			l.state[d.site] = dropped
		case d.yes:
			l.give(d.site, d.demand)
		default:
			refused[[2]int32{d.site, d.demand}] = true
		}
	}
	l.list(c.pr, refused)
	l.broken = l.left < 0
	return l
}

func (l *load) open(i int32) {
	if l.state[i] != opened {
		l.state[i] = opened
		l.left--
	}
}

func (l *load) give(i, j int32) {
	l.open(i)
	l.given[j] = i
	l.room[i] -= l.weight[j]
	l.base += l.weight[j]
}

// fits tells whether a weight finds room; sums of fractions may be off a little.
func fits(weight, room float64) bool { return weight <= room*(1+1e-12)+1e-12*weight }

// list makes the rows: of demands to be served that weigh something, by candidates
// not dropped, with room, and not refused.
func (l *load) list(pr *Problem, refused map[[2]int32]bool) {
	var lists adjacency
	lists.start = append(lists.start, 0)
	for i, s := range l.state {
		if s != dropped && (s == opened || l.left > 0) {
			for _, j := range pr.Covers.Of(i) {
				if l.given[j] == siting.NoSite && !pr.covered(int(j)) && l.weight[j] > 0 &&
					fits(l.weight[j], l.room[i]) && !refused[[2]int32{int32(i), j}] {
					lists.item = append(lists.item, j)
				}
			}
		}
		lists.start = append(lists.start, int32(len(lists.item)))
	}
	l.row = lists.transposed(len(l.weight))
}

// solve searches until the run is done or stopped.
func (c *capacitated) solve(p int, start []int) {
	r := c.r
	root := c.load(p, nil)
	c.first(root, start)
	var open frontier[*decision]
	open.push(nil, math.Inf(1), 0)
	for !r.done() && !r.spent() && !r.near() {
		e, ok := open.pop()
		if !ok {
			break
		}
		if e.bound >= r.goal() {
			c.process(p, e.node, e.bound, &open)
		}
		r.tighten(r.rest(open.bound()))
		r.tell("branch and bound", false)
	}
	r.tighten(r.rest(open.bound()))
}

// process bounds a node, looks for solutions in it and splits it in two.
func (c *capacitated) process(p int, last *decision, bound float64, open *frontier[*decision]) {
	r := c.r
	r.nodes++
	l := c.load(p, last)
	if l.broken {
		return
	}
	var price []float64
	rounds := 400
	if last != nil {
		price, rounds = last.price, 60
	}
	s := newSplit(l, price)
	c.price(s, rounds)
	bound = min(bound, s.bound)
	if r.stopped() {
		open.push(last, bound, 0)
		return
	}
	if bound < r.goal() || r.done() {
		return
	}
	d := s.branch()
	if d == nil {
		return
	}
	for _, yes := range []bool{false, true} {
		child := *d
		child.before, child.yes, child.price = last, yes, s.price
		open.push(&child, bound, 4*len(s.price))
	}
}

// price lowers the bound of a node and looks for solutions on the way.
func (c *capacitated) price(s *split, rounds int) {
	r := c.r
	before := math.Inf(1)
	for k := range rounds {
		if r.iterations++; r.stopped() {
			return
		}
		s.improve(r.value)
		if k%20 == 0 {
			c.fill(s.l, s.wanted(), s.order)
		}
		if s.bound < r.goal() {
			return
		}
		if k%20 == 19 {
			if before-s.bound < 0.02*(s.bound-r.value) {
				break
			}
			before = s.bound
		}
		r.tell("bound", false)
	}
	s.evaluate(s.price)
	c.fill(s.l, s.wanted(), s.order)
}

// result is the best assignment, with the weightless demands that it can serve.
func (c *capacitated) result() *Result {
	for _, i := range c.open {
		for _, j := range c.pr.Covers.Of(int(i)) {
			if c.pr.Weights[j] == 0 && c.site[j] == siting.NoSite && !c.pr.covered(int(j)) {
				c.site[j] = i
			}
		}
	}
	c.r.open = c.open
	res := c.pr.result(c.r.candidates())
	res.Site, res.CoveredWeight, res.TwiceWeight = c.site, 0, 0
	for j, w := range c.pr.Weights {
		if c.pr.covered(j) || c.site[j] != siting.NoSite {
			res.CoveredWeight += w
		}
	}
	res.Value = res.CoveredWeight
	c.r.conclude(&res.Solution, res.ReachableWeight)
	return res
}
