package network

import (
	"context"
	"slices"

	"hatang/registry"
)

// Find implements registry.Reader; the records are shared.
func (v *View) Find(ctx context.Context, q registry.Query) (records []registry.Record, total int, err error) {
	p, err := v.plan(q)
	if err != nil {
		return nil, 0, err
	}
	rows, total, err := p.page(ctx)
	if err != nil || len(rows) == 0 {
		return nil, total, err
	}
	records = make([]registry.Record, len(rows))
	for i, row := range rows {
		records[i] = p.layer.Record(row)
	}
	return records, total, nil
}

// Scan implements registry.Reader; the records are shared.
func (v *View) Scan(ctx context.Context, q registry.Query, yield func(registry.Record) error) error {
	p, err := v.plan(q)
	if err != nil {
		return err
	}
	rows, _, err := p.page(ctx)
	if err != nil {
		return err
	}
	for i, row := range rows {
		if i%1024 == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		if err := yield(p.layer.Record(row)); err != nil {
			return err
		}
	}
	return nil
}

// page is the rows asked for, in order, and how many match in all.
func (p *plan) page(ctx context.Context) (rows []int32, total int, err error) {
	if err := ctx.Err(); err != nil {
		return nil, 0, err
	}
	if p.plain() {
		rows, total = p.plainPage()
		return rows, total, nil
	}
	// The candidates may be all rows, of which a page is a small part: their
	// memory serves the next question.
	room := p.layer.env.borrowRows()
	defer p.layer.env.returnRows(room)
	old := p.baseRows((*room)[:0])
	*room = old
	if err := ctx.Err(); err != nil {
		return nil, 0, err
	}
	fresh := p.freshRows()
	total = len(old) + len(fresh)
	if p.offset >= total {
		return nil, total, nil
	}
	if len(p.order) > 0 {
		rows = p.sorted(old, fresh)
	} else {
		rows = p.merge(old, fresh)
	}
	return slices.Clone(rows[min(p.offset, len(rows)):min(p.end(), len(rows))]), total, nil
}

// end is the number of rows up to the end of the page.
func (p *plan) end() int {
	const all = int(^uint(0) >> 1)
	if p.limit == 0 || p.limit > all-p.offset {
		return all
	}
	return p.offset + p.limit
}

// plain tells whether nothing is asked but a page of all rows that hold, and all
// of the base do.
func (p *plan) plain() bool {
	l := p.layer
	return !p.nothing && len(p.tests)+len(p.words)+len(p.order) == 0 && p.box == nil &&
		(p.allRows || l.allHold && l.now.holds(p.day))
}

// plainPage counts through the rows instead of listing them.
func (p *plan) plainPage() (rows []int32, total int) {
	l := p.layer
	fresh := p.freshRows()
	n := l.base.len()
	total = int(n) - l.lost + len(fresh)
	size := max(0, min(p.end(), total)-p.offset)
	if size == 0 {
		return nil, total
	}
	rows = make([]int32, 0, size)
	skip := p.offset
	row := int32(0)
	if l.lost == 0 && len(fresh) == 0 {
		row, skip = int32(skip), 0
	}
	take := func(row int32) bool {
		if skip > 0 {
			skip--
			return true
		}
		rows = append(rows, row)
		return len(rows) < size
	}
	for _, f := range append(fresh, -1) {
		before := n
		if f >= 0 {
			before = l.fresh[f-n].before
		}
		for ; row < before; row++ {
			if !l.gone.has(row) && !take(row) {
				return rows, total
			}
		}
		if f >= 0 && !take(f) {
			break
		}
	}
	return rows, total
}

// baseRows appends the rows of the base that match, ascending, to an empty
// slice.
func (p *plan) baseRows(rows []int32) []int32 {
	if p.nothing {
		return rows
	}
	l, b := p.layer, p.layer.base
	rows, tests := p.candidates(rows)
	if l.lost > 0 {
		rows = keepRows(rows, func(row int32) bool { return !l.gone.has(row) })
	}
	if !p.allRows && (!l.allHold || !l.now.holds(p.day)) {
		rows = keepRows(rows, func(row int32) bool { return b.spans[row].holds(p.day) })
	}
	for _, t := range tests {
		rows = t.keep(rows)
	}
	return rows
}

// candidates appends rows of the base among which are all that match,
// ascending, and tells the tests that they have not passed.
func (p *plan) candidates(rows []int32) (candidates []int32, tests []test) {
	for i, t := range p.tests {
		if t.few == nil {
			continue
		}
		if few, ok := t.few(rows); ok {
			tests = append(slices.Clone(p.tests[:i]), p.tests[i+1:]...)
			return few, append(tests, p.wordTest(), p.boxTest())
		}
	}
	switch {
	case len(p.words) > 0:
		return p.layer.base.rowsWithWords(p.words, p.unsearched).rows(rows), append(p.tests, p.boxTest())
	case p.box != nil:
		return p.layer.inBox(rows, *p.box), append(p.tests, p.boxTest())
	}
	rows = slices.Grow(rows, len(p.layer.base.records))[:len(p.layer.base.records)]
	for i := range rows {
		rows[i] = int32(i)
	}
	return rows, p.tests
}

// wordTest keeps rows with the words.
func (p *plan) wordTest() test {
	return test{keep: func(rows []int32) []int32 {
		if len(p.words) == 0 || len(rows) == 0 {
			return rows
		}
		having := p.layer.base.rowsWithWords(p.words, p.unsearched)
		return keepRows(rows, having.has)
	}}
}

// boxTest keeps rows that touch the box.
func (p *plan) boxTest() test {
	return test{keep: func(rows []int32) []int32 {
		if p.box == nil {
			return rows
		}
		return keepRows(rows, func(row int32) bool { return touches(p.layer.base.records[row].Shape(), *p.box) })
	}}
}

// freshRows is the fresh rows that match, in order.
func (p *plan) freshRows() []int32 {
	if p.nothing {
		return nil
	}
	var rows []int32
	for _, i := range p.layer.order {
		if p.meets(p.layer.fresh[i]) {
			rows = append(rows, p.layer.base.len()+i)
		}
	}
	return rows
}

func (p *plan) meets(f *freshRow) bool {
	if !p.allRows && !f.span.holds(p.day) {
		return false
	}
	for i := range p.tests {
		if !p.tests[i].meets(f.record) {
			return false
		}
	}
	if len(p.words) > 0 && !p.layer.hasWords(f, p.words, p.unsearched) {
		return false
	}
	return p.box == nil || touches(f.record.Shape(), *p.box)
}

// merge brings rows of the base and fresh ones, each in order, in one order.
func (p *plan) merge(old, fresh []int32) []int32 {
	if len(fresh) == 0 {
		return old
	}
	n, merged := p.layer.base.len(), make([]int32, 0, len(old)+len(fresh))
	for _, row := range fresh {
		at, _ := slices.BinarySearch(old, p.layer.fresh[row-n].before)
		merged = append(append(merged, old[:at]...), row)
		old = old[at:]
	}
	return append(merged, old...)
}
