package cover

import (
	"context"
	"math"
	"slices"

	"hatang/geo/siting"
)

// Need is what the fewest points must do.
type Need struct {
	// Share of the weight to cover, from 0 for none to 1 for every demand that can
	// be covered, those without weight included.
	Share float64
	// Groups that must have points of their own.
	Groups []Group
}

// Group is a set of candidates of which at least so many must be open, such as
// those of a commune. Candidates that are Open count.
type Group struct {
	Candidates []int
	Least      int
}

// Fewest opens as few candidates as meet the need: set covering where Share is 1
// (the location set covering problem), partial set covering below that, with the
// groups as further sets. Value is the number of open candidates, those included
// that are Open already, and Bound the least with which it may be possible.
//
// What cannot be is not asked for: demands out of reach are listed in Unserved,
// groups without enough candidates in Unmet, and where what can be reached is
// less than the share, all that can be reached is covered; ReachableWeight tells.
//
// It fails with ErrInvalid on a problem or need that makes no sense. When the
// context ends it returns what it has, without an error.
func Fewest(ctx context.Context, pr *Problem, need Need, o siting.Options) (*Result, error) {
	if err := pr.checkNeed(&need); err != nil {
		return nil, err
	}
	r, cancel := newRun(ctx, pr.Effort, o)
	defer cancel()
	f := &fewest{r: r, start: o.Start}
	r.step = unit(pr.Weights)
	kind, target := pr.demand(need.Share, r.step)
	if f.target = target; kind != share {
		r.step = 1
	}
	m, unmet := pr.needModel(&need, kind, r.cancelled)
	open, ok := f.solve(m, kind == share)
	if !ok {
		f.least = len(pr.forced())
		open = pr.allowed()
	}
	res := pr.result(open)
	res.Unmet = unmet
	res.Value = float64(len(open))
	r.finish(&res.Solution)
	res.Bound = min(res.Value, float64(f.least))
	res.Optimal = res.Bound == res.Value
	return res, nil
}

func (pr *Problem) checkNeed(need *Need) error {
	if err := pr.check(); err != nil {
		return err
	}
	if math.IsNaN(need.Share) || need.Share < 0 || need.Share > 1 {
		return invalid("the share to cover is %v, want 0 to 1", need.Share)
	}
	if need.Share > 0 && need.Share < 1 {
		if err := pr.checkPeople(); err != nil {
			return err
		}
	}
	for g, group := range need.Groups {
		if group.Least < 1 {
			return invalid("group %d needs %d points, want at least 1", g, group.Least)
		}
		for _, i := range group.Candidates {
			if i < 0 || i >= pr.Covers.Candidates() {
				return invalid("group %d has candidate %d, but there are %d", g, i, pr.Covers.Candidates())
			}
		}
	}
	return nil
}

// demand is what a share asks of the rows of demands.
type demand uint8

const (
	nothing demand = iota
	share          // so much weight
	people         // every demand that weighs something and can be reached
	every          // every demand that can be reached
)

// demand is what the share comes to, and the weight to cover where it is one: a
// whole multiple of the step if there is one, else allowing for the rounding of
// sums.
func (pr *Problem) demand(part, step float64) (kind demand, target float64) {
	switch part {
	case 0:
		return nothing, 0
	case 1:
		return every, 0
	}
	var total, reachable float64
	lost := pr.Unreachable()
	for j, w := range pr.Weights {
		total += w
		if len(lost) > 0 && lost[0] == j {
			lost = lost[1:]
			continue
		}
		reachable += w
	}
	target = part*total - 1e-9*total
	if step > 0 {
		target = math.Ceil(part*total/step-1e-9) * step
	}
	if target >= reachable-1e-9*total {
		return people, 0
	}
	return share, target
}

// needModel is the model of the need: where all must be covered every demand is a
// row that needs a coverer and gains 1, where a share must be it is a row that
// gains its weight; each group is a row that needs its points. unmet are the
// groups that want more than there can be.
func (pr *Problem) needModel(need *Need, kind demand, stop func() bool) (m *model, unmet []int) {
	demands := len(pr.Weights)
	m = &model{left: pr.Covers.Candidates(), stop: stop, rows: makeRows(demands + len(need.Groups))}
	if kind == share {
		copy(m.rows.first, pr.Weights)
	}
	if kind == people || kind == every {
		for j, w := range pr.Weights {
			if w > 0 || kind == every {
				m.rows.first[j], m.rows.need[j] = 1, 1
			}
		}
		for _, j := range pr.Unreachable() {
			m.rows.first[j], m.rows.need[j] = 0, 0
		}
	}
	groups := make([][]int32, pr.Covers.Candidates())
	for g, group := range need.Groups {
		allowed := 0
		for _, i := range slices.Compact(slices.Sorted(slices.Values(group.Candidates))) {
			if pr.state(i) != siting.Closed {
				allowed++
				groups[i] = append(groups[i], int32(demands+g))
			}
		}
		if allowed < group.Least {
			unmet = append(unmet, g)
		}
		m.rows.need[demands+g] = int32(min(group.Least, allowed))
		if kind != share && m.rows.need[demands+g] > 0 {
			m.rows.first[demands+g] = 1
		}
	}
	m.col = pr.columns()
	if len(need.Groups) > 0 {
		m.col = pr.columnsWith(groups)
	}
	return pr.absorb(m), unmet
}

// columnsWith are the covers with the rows of groups after those of demands.
func (pr *Problem) columnsWith(groups [][]int32) adjacency {
	a := adjacency{start: make([]int32, 1, len(groups)+1)}
	for i, rows := range groups {
		a.item = append(a.item, pr.Covers.Of(i)...)
		a.item = append(a.item, rows...)
		a.start = append(a.start, int32(len(a.item)))
	}
	return a
}

// fewest looks for the least number of columns, downwards from a solution and
// upwards from a bound.
type fewest struct {
	r      *run
	target float64
	start  []int
	least  int // no fewer candidates will do
	// price are good prices of the rows of the part at hand.
	price []float64
}

// allowed are the candidates that may be open.
func (pr *Problem) allowed() (open []int) {
	for i := range pr.Covers.Candidates() {
		if pr.state(i) != siting.Closed {
			open = append(open, i)
		}
	}
	return open
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
	open := slices.Clone(m.opened)
	f.least = len(open)
	parts := []*model{m}
	if !shared {
		parts = m.components()
	}
	for _, part := range parts {
		target := f.target
		if !shared {
			target = part.certain()
		}
		columns, least := f.part(part, target)
		open = append(open, sites(part, columns)...)
		f.least += least
	}
	f.r.open = open
	return f.r.candidates(), true
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

// part returns the columns to open in one part, and the least number that will do.
func (f *fewest) part(m *model, target float64) (columns []int32, least int) {
	r := f.r
	unlimited := *m
	unlimited.left = m.columns()
	p := newPlan(&unlimited)
	p.reach(r, f.start, target)
	columns = slices.Clone(p.on)
	if p.hopeless(target) {
		least = 1
	}
	if least < len(columns) {
		columns, least = f.raise(m, p, columns, least, target)
	}
	for least < len(columns) && !r.stopped() {
		limited := *m
		limited.left = len(columns) - 1
		found, none := f.attempt(&limited, columns, target)
		switch {
		case found != nil:
			columns = found
			continue
		case none:
			least = len(columns)
		}
		break
	}
	return columns, min(least, len(columns))
}

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

// reach opens the columns of start and completes them. A search that is stopped
// meanwhile opens all.
func (p *plan) reach(r *run, start []int, target float64) {
	var candidates []int32
	for _, i := range start {
		candidates = append(candidates, int32(i))
	}
	p.set(columnsOf(p.m, candidates))
	p.complete(r, target)
}

// complete opens the best columns until the needs are met and the target is
// reached, and closes what proves needless.
func (p *plan) complete(r *run, target float64) {
	for len(p.unmet) > 0 || p.value < target {
		i := p.best(nil)
		if i < 0 {
			break
		}
		if r.iterations++; r.stopped() {
			p.openAll()
			return
		}
		p.open(i)
	}
	p.prune(target)
}

func (p *plan) openAll() {
	for i, on := range p.isOn {
		if !on {
			p.open(int32(i))
		}
	}
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
	r.target, r.found, r.value, r.bound = target, false, math.Inf(-1), math.Inf(1)
	p := newPlan(m)
	p.set(from)
	p.closeLeast()
	if shared := m.soft(); shared {
		p.anneal(r, 300*m.columns())
	} else {
		p.satisfy(r, 300+300*int(math.Sqrt(float64(m.columns()))))
	}
	if !r.found && !r.stopped() {
		r.solve(m, f.price)
	}
	if r.found {
		return f.columns(m, target), false
	}
	return nil, r.bound < target
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
// fewer columns than the one given; p is a plan without a limit to try them with.
func (f *fewest) raise(m *model, p *plan, from []int32, proven int, target float64) (columns []int32, least int) {
	columns, least = from, proven
	f.price = nil
	trial := *m
	low, high := least, len(columns)-1
	trial.left = high
	for range 4 {
		if low > high || f.r.stopped() {
			break
		}
		d := newDual(&trial, f.price)
		least = max(least, f.prove(d, target))
		f.price = slices.Clone(d.price)
		if found := f.round(p, d, target); len(found) < len(columns) {
			columns = found
		}
		low, high = least, min(high, len(columns)-1)
		if least <= trial.left {
			high = min(high, trial.left-1)
		}
		trial.left = (low + high + 1) / 2
	}
	return columns, min(least, len(columns))
}

// round makes a solution of the columns that the prices choose most of the time.
func (f *fewest) round(p *plan, d *dual, target float64) []int32 {
	p.set(nil)
	for i, s := range d.share {
		if s > 0.5 {
			p.open(int32(i))
		}
	}
	p.complete(f.r, target)
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

// components are the parts of the model that share no row, in the order of their
// first columns.
func (m *model) components() []*model {
	part := make([]int, m.columns())
	count := 0
	for i := range part {
		if part[i] == 0 {
			count++
			m.spread(int32(i), count, part)
		}
	}
	if count <= 1 {
		return []*model{m}
	}
	parts := make([]*model, count)
	for k := range parts {
		parts[k] = &model{left: m.columns(), col: adjacency{start: []int32{0}}}
	}
	into := make([]int32, len(m.rows.need))
	for j := range into {
		out := parts[part[m.row.of(int32(j))[0]]-1]
		into[j] = int32(len(out.rows.need))
		out.rows.first = append(out.rows.first, m.rows.first[j])
		out.rows.second = append(out.rows.second, m.rows.second[j])
		out.rows.need = append(out.rows.need, m.rows.need[j])
	}
	for i, k := range part {
		out := parts[k-1]
		for _, j := range m.col.of(int32(i)) {
			out.col.item = append(out.col.item, into[j])
		}
		out.col.start = append(out.col.start, int32(len(out.col.item)))
		out.site = append(out.site, m.site[i])
	}
	for _, out := range parts {
		out.row = out.col.transposed(len(out.rows.need))
	}
	return parts
}

// spread marks the columns connected to column i.
func (m *model) spread(i int32, mark int, part []int) {
	part[i] = mark
	for todo := []int32{i}; len(todo) > 0; {
		i, todo = todo[len(todo)-1], todo[:len(todo)-1]
		for _, j := range m.col.of(i) {
			for _, k := range m.row.of(j) {
				if part[k] == 0 {
					part[k] = mark
					todo = append(todo, k)
				}
			}
		}
	}
}
