package cover

import "math"

// node is a part of the solutions still to be searched: those of a model with
// some more columns decided.
type node struct {
	parent *model
	fates  []fate
	price  []float64 // good prices of the parent's rows; shared
}

// size is about how many bytes the node keeps alive.
func (n *node) size() int {
	return len(n.fates) + 8*len(n.price)/2 + 4*len(n.parent.col.item)
}

// branching is a branch and bound over models.
type branching struct {
	r    *run
	open frontier[*node]
	// plan is what bursts search from, bursts their iterations so far, and since
	// the iterations when the branching began.
	plan          *plan
	trials        int
	bursts, since int64
	// share is how often the prices of the whole model choose each column.
	share []float64
}

// solve searches the model until the run is done or stopped. It lowers the run's
// bound to what remains possible. price are prices of the rows to begin with, nil
// for none.
func (r *run) solve(m *model, price []float64) {
	b := &branching{r: r, since: r.iterations}
	b.push(&node{parent: m, fates: make([]fate, m.columns()), price: price}, math.Inf(1))
	for !r.done() && !r.spent() && !r.near() {
		n, ok := b.open.pop()
		if !ok {
			break
		}
		if n.bound >= r.goal() {
			bound := b.process(n.node, n.bound)
			if r.stopped() {
				b.push(n.node, bound) // it may not have been searched to its end
			}
		}
		r.tighten(r.rest(b.open.bound()))
		r.tell("branch and bound", false)
		b.burst(m)
	}
	r.tighten(r.rest(b.open.bound()))
}

func (b *branching) push(n *node, bound float64) { b.open.push(n, bound, n.size()) }

// rest is what no solution passes when nodes up to bound are open: those given up
// were below the goal.
func (r *run) rest(bound float64) float64 {
	if math.IsInf(r.target, 1) || !math.IsInf(bound, -1) {
		return max(bound, math.Nextafter(r.goal(), math.Inf(-1)))
	}
	return bound
}

// burst looks for solutions in the whole model now and then, each time longer. As
// long as the gap is wide, most of the work goes there, for the tree will hardly
// close it; when it is narrow, a quarter.
func (b *branching) burst(m *model) {
	r := b.r
	tree := r.iterations - b.since - b.bursts
	part := 3 * tree
	if gap := r.bound - r.value; r.found && gap < 1e-3*math.Abs(r.value) {
		part = tree / 3
	}
	if r.done() || r.stopped() || r.near() || b.bursts > part || tree < 500 {
		return
	}
	if b.plan == nil {
		b.plan = newPlan(m)
		b.plan.set(columnsOf(m, r.open))
		b.trials = 2 * m.columns()
	}
	before := r.iterations
	switch {
	case math.IsInf(r.target, 1) && r.found:
		b.plan.concentrate(r, b.share, 4, b.trials)
	case m.soft():
		b.plan.anneal(r, 8*b.trials)
	default:
		b.plan.satisfy(r, b.trials/8)
	}
	b.trials *= 2
	b.bursts += r.iterations - before
}

// columnsOf are the columns of the candidates, as far as they are in the model and
// no more than may be open.
func columnsOf(m *model, candidates []int32) []int32 {
	wanted := make(map[int32]bool, len(candidates))
	for _, i := range candidates {
		wanted[i] = true
	}
	var columns []int32
	for i, site := range m.site {
		if wanted[site] && len(columns) < m.left {
			columns = append(columns, int32(i))
		}
	}
	return columns
}

// process bounds a node, looks for solutions in it, and splits it in two. It
// returns the bound that it came to.
func (b *branching) process(n *node, bound float64) float64 {
	r := b.r
	r.nodes++
	m, price := shrink(n.parent, n.fates, n.price)
	for range 10 {
		if m.broken || b.leaf(m) {
			return bound
		}
		d := b.price(m, price)
		if b.share == nil && m.columns() == n.parent.columns() {
			b.share = d.share
		}
		bound = min(bound, d.bound)
		if d.bound < r.goal() || r.done() || r.stopped() {
			return bound
		}
		fates := make([]fate, m.columns())
		if !d.fix(r.goal(), fates) {
			b.split(m, d, bound)
			return bound
		}
		m, price = shrink(m, fates, d.price)
	}
	if !m.broken && !b.leaf(m) {
		b.split(m, b.price(m, price), bound)
	}
	return bound
}

// shrink is the model after the decisions, reduced, with the prices of its rows.
func shrink(m *model, fates []fate, price []float64) (*model, []float64) {
	out, into := m.restrict(fates)
	if out.broken {
		return out, nil
	}
	out, more := out.reduce()
	if price == nil || out.broken {
		return out, nil
	}
	prices := make([]float64, len(out.rows.need))
	for j, c := range into {
		if c >= 0 && more[c] >= 0 {
			prices[more[c]] += price[j]
		}
	}
	return out, prices
}

// leaf settles a model in which nothing is left to decide.
func (b *branching) leaf(m *model) bool {
	if m.left > 0 && m.left < m.columns() {
		return false
	}
	p := newPlan(m)
	if m.left > 0 {
		for i := range m.columns() {
			p.open(int32(i))
		}
	}
	b.r.offer(p)
	return true
}

// price looks for the node's bound, and for solutions on the way.
func (b *branching) price(m *model, price []float64) *dual {
	r := b.r
	d := newDual(m, price)
	rounds, pause := 60, 20
	if price == nil {
		rounds, pause = 2000, 100
	}
	var p *plan
	last := math.Inf(1)
	for k := 0; k < rounds && !r.stopped(); k++ {
		r.iterations++
		d.improve(r.aim(d))
		if d.bound < r.goal() || b.ends(d.bound) {
			return d
		}
		if k%pause == 0 {
			if p == nil {
				p = newPlan(m)
			}
			p.set(d.chosen)
			p.descend(r, r.rng)
			r.offer(p)
			if r.done() {
				return d
			}
		}
		// Rounds go on while they pay: by a share of what is left of the gap.
		if k%pause == pause-1 {
			if last-d.bound < 0.01*(d.bound-r.aim(d)) {
				return d
			}
			last = d.bound
		}
		r.tell("bound", false)
	}
	return d
}

// ends tells whether the bound of the node at hand ends the search, because no
// other node is left and the gap is small enough.
func (b *branching) ends(bound float64) bool {
	r := b.r
	if r.options.Gap <= 0 || !math.IsInf(b.open.bound(), -1) {
		return false
	}
	r.tighten(r.rest(bound))
	return r.near()
}

// aim is the value that bounds are stepped towards.
func (r *run) aim(d *dual) float64 {
	switch {
	case !math.IsInf(r.target, 1):
		return r.target
	case r.found:
		return r.value
	}
	return d.bound * 0.99
}

// split makes two nodes of one by a column that is opened in the one and dropped
// in the other; the former is looked at first.
func (b *branching) split(m *model, d *dual, bound float64) {
	i := d.branch()
	for _, f := range []fate{dropped, opened} {
		fates := make([]fate, m.columns())
		fates[i] = f
		b.push(&node{parent: m, fates: fates, price: d.price}, min(bound, d.bound))
	}
}
