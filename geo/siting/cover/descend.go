package cover

import (
	"math"
	"slices"
)

// fewest looks for the least number of columns, downwards from a solution and
// upwards from a bound.
type fewest struct {
	r      *run
	target float64
	start  []int
	// count candidates are open in the best solution so far, all parts together,
	// and no fewer than least will do.
	count, least int
	// price are good prices of the rows of the part at hand.
	price []float64
}

// solve returns the open candidates, ascending; ok is false when it was stopped
// before it had any. Where rows only have needs of their own the parts of the model
// that share no column are solved one by one.
func (f *fewest) solve(m *model, shared bool) (candidates []int, ok bool) {
	if !m.broken {
		m, _ = m.reduce()
	}
	if m.broken {
		return nil, false
	}
	parts := []*model{m}
	if !shared {
		parts = m.components()
	}
	f.count, f.least = len(m.opened), len(m.opened)
	firsts := make([]*first, len(parts))
	for k, part := range parts {
		target := f.target
		if !shared {
			target = part.certain()
		}
		firsts[k] = f.begin(part, target)
		f.count += len(firsts[k].columns)
		f.least += firsts[k].least
	}
	open := slices.Clone(m.opened)
	for k, part := range parts {
		open = append(open, sites(part, f.part(firsts[k]))...)
	}
	f.r.open = open
	return f.r.candidates(), true
}

// show is the progress of the search in points.
func (f *fewest) show(float64, float64) (value, bound float64) {
	if f.count == 0 {
		return math.NaN(), float64(f.least)
	}
	return float64(f.count), float64(f.least)
}

// first is a part with its first solution and the least number that will do.
type first struct {
	m       *model
	target  float64
	p       *plan // without a limit
	columns []int32
	least   int
}

// begin makes the first solution of a part: all columns, when it is stopped.
func (f *fewest) begin(m *model, target float64) *first {
	unlimited := *m
	unlimited.left = m.columns()
	s := &first{m: m, target: target, p: newPlan(&unlimited)}
	if s.p.reach(f.r, f.start, target) {
		s.columns = slices.Clone(s.p.on)
	} else {
		for i := range m.columns() {
			s.columns = append(s.columns, int32(i))
		}
	}
	if s.p.hopeless(target) {
		s.least = 1
	}
	return s
}

// take takes better columns or a better bound of a part, and tells.
func (f *fewest) take(s *first, columns []int32, least int) {
	f.count += len(columns) - len(s.columns)
	f.least += least - s.least
	better := len(columns) < len(s.columns)
	s.columns, s.least = columns, least
	f.r.tell("solution", better)
}

// certain is the value of every solution that meets all needs, where all rows
// have one.
func (m *model) certain() float64 {
	value := m.base
	for j := range m.rows.first {
		value += m.rows.first[j]
	}
	return value
}

// part returns the columns to open in one part.
func (f *fewest) part(s *first) []int32 {
	if s.least < len(s.columns) {
		f.raise(s)
	}
	if s.m.soft() {
		f.leap(s)
	}
	for s.least < len(s.columns) && !f.r.stopped() && !f.near() {
		limited := *s.m
		limited.left = len(s.columns) - 1
		found, none := f.attempt(&limited, s.columns, s.target)
		switch {
		case found != nil:
			f.take(s, found, s.least)
			continue
		case none:
			f.take(s, s.columns, len(s.columns))
		}
		break
	}
	return s.columns
}

// near tells whether the gap that is asked for is reached.
func (f *fewest) near() bool { return f.r.options.Near(float64(f.count), float64(f.least)) }

// hopeless tells whether even nothing open falls short of the target.
func (p *plan) hopeless(target float64) bool {
	if p.m.base < target {
		return true
	}
	for _, need := range p.m.rows.need {
		if need > 0 {
			return true
		}
	}
	return false
}

// reach opens the columns of start and completes them.
func (p *plan) reach(r *run, start []int, target float64) bool {
	var candidates []int32
	for _, i := range start {
		candidates = append(candidates, int32(i))
	}
	p.set(columnsOf(p.m, candidates))
	return p.complete(r, target)
}

// complete opens the best columns until the needs are met and the target is
// reached, and closes what proves needless; false when it was stopped before.
func (p *plan) complete(r *run, target float64) bool {
	for len(p.unmet) > 0 || p.value < target {
		i := p.best(nil)
		if i < 0 {
			break
		}
		if r.iterations++; r.stopped() {
			return false
		}
		p.open(i)
	}
	p.prune(target)
	return true
}

// prune closes columns that are not needed, those first that lose least.
func (p *plan) prune(target float64) {
	order := slices.Clone(p.on)
	slices.SortFunc(order, func(a, b int32) int {
		switch {
		case p.delta[a] < p.delta[b]:
			return -1
		case p.delta[a] > p.delta[b]:
			return 1
		}
		return int(a - b)
	})
	for _, i := range order {
		p.close(i)
		if len(p.unmet) > 0 || p.value < target {
			p.open(i)
		}
	}
}

// attempt looks for a solution with no more columns than the model allows, from
// one with one more; it returns its columns, or that there is none for certain.
func (f *fewest) attempt(m *model, from []int32, target float64) (columns []int32, none bool) {
	r := f.r
	f.search(m, from, target, 600)
	if !r.found && !r.stopped() {
		r.solve(m, f.price)
	}
	if r.found {
		return f.columns(m, target), false
	}
	return nil, r.bound < target
}

// search looks for a solution with no more columns than the model allows, from one
// with more; effort is in trials for each column.
func (f *fewest) search(m *model, from []int32, target float64, effort int) {
	r := f.r
	r.target, r.found, r.value, r.bound = target, false, math.Inf(-1), math.Inf(1)
	p := newPlan(m)
	p.set(from)
	for len(p.on) > m.left {
		p.closeLeast()
	}
	if m.soft() {
		p.anneal(r, effort*m.columns())
		return
	}
	p.satisfy(r, 300+effort/2*int(math.Sqrt(float64(m.columns()))))
}

// leap looks for solutions half way between what is known and what is proven to be
// needed, and half way again. It takes what it does not find for impossible, which
// the steps that follow will try again.
func (f *fewest) leap(s *first) {
	for low := s.least; low+1 < len(s.columns) && !f.r.stopped(); {
		limited := *s.m
		limited.left = (low + len(s.columns)) / 2
		f.search(&limited, s.columns, s.target, 200)
		if !f.r.found {
			low = limited.left
			continue
		}
		f.take(s, f.columns(&limited, s.target), s.least)
	}
}

// soft tells whether there are rows that gain without a need.
func (m *model) soft() bool {
	for j, g := range m.rows.first {
		if g > 0 && m.rows.need[j] == 0 {
			return true
		}
	}
	return false
}

// closeLeast closes the column that loses least.
func (p *plan) closeLeast() {
	least := p.on[0]
	for _, i := range p.on[1:] {
		if p.delta[i] < p.delta[least] || p.delta[i] == p.delta[least] && i < least {
			least = i
		}
	}
	p.close(least)
}

// columns are those of the solution that the run has found, pruned.
func (f *fewest) columns(m *model, target float64) []int32 {
	p := newPlan(m)
	p.set(columnsOf(m, f.r.open))
	p.resum()
	p.prune(target)
	return slices.Clone(p.on)
}

// raise looks for the greatest number of columns that the Lagrangian bound proves
// to be needed: prices made for one number of columns prove something about all.
// The columns that the prices choose most often, completed, may be a solution with
// fewer columns than the one at hand.
func (f *fewest) raise(s *first) {
	f.price = nil
	trial := *s.m
	high := len(s.columns) - 1
	trial.left = high
	for range 4 {
		if s.least > high || f.r.stopped() {
			break
		}
		d := newDual(&trial, f.price)
		least := max(s.least, f.prove(d, s.target))
		f.price = slices.Clone(d.price)
		columns := s.columns
		if found := f.round(s.p, d, s.target); found != nil && len(found) < len(columns) {
			columns = found
		}
		f.take(s, columns, min(least, len(columns)))
		high = min(high, len(s.columns)-1)
		if s.least <= trial.left {
			high = min(high, trial.left-1)
		}
		trial.left = (s.least + high + 1) / 2
	}
}

// round makes a solution of the columns that the prices choose most of the time;
// nil when it is stopped.
func (f *fewest) round(p *plan, d *dual, target float64) []int32 {
	p.set(nil)
	for i, s := range d.share {
		if s > 0.5 {
			p.open(int32(i))
		}
	}
	if !p.complete(f.r, target) {
		return nil
	}
	return slices.Clone(p.on)
}

// prove improves the prices for a number of columns until they prove that more are
// needed, or have been improved often enough; it returns how many they prove.
func (f *fewest) prove(d *dual, target float64) (least int) {
	for k := 1; k <= 600 && !f.r.stopped(); k++ {
		f.r.iterations++
		d.improve(target)
		f.r.tell("bound", false)
		if k%50 == 0 || d.bound < target {
			least = max(least, min(d.fewest(target), d.m.columns()))
		}
		if d.bound < target {
			return max(least, d.m.left+1)
		}
	}
	return least
}
