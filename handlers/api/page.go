package api

import (
	"context"
	"errors"
	"slices"

	"hatang/registry"
)

// page is a part of a list.
type page struct {
	records        []registry.Record
	total          int
	offset         int    // records of the list before this page
	next, previous string // cursors; "" where there is no such page
}

// find is the page of the query that the cursor marks, the first one without.
//
// A view does not change while it is asked, so the place of a cursor can be
// turned into a number: the records after it are counted, key by key, and the
// page begins where they do. Sorting by (a, b, id), what comes after (x, y, i)
// is a=x, b=y, id>i, then a=x, b>y, then a>x; values not stated come last.
//
// Text can sort by other rules than it compares by. So the marked record is
// looked up where the count puts it; when it is there, as it mostly is, the
// place is right for certain, and when it is elsewhere it is searched for.
func (a *API) find(ctx context.Context, view registry.Reader, q registry.Query, at *cursor, question string) (*page, error) {
	schema := registry.SchemaOf(q.Kind)
	keys := sortKeys(q.Order)
	q.Order = keys
	limit := q.Limit
	p := &page{}
	if at != nil {
		mark, ok := decodePlace(schema, keys, at.Values)
		if !ok {
			return nil, invalid(registry.Problem{Column: "cursor", Rule: "cursor", Severity: registry.Fault,
				Message: registry.Text{VI: "con trỏ trang sai", EN: "the cursor is damaged"}})
		}
		var err error
		if p.offset, err = start(ctx, view, q, mark, at.Back); err == nil {
			p.offset, err = settle(ctx, view, q, mark, at.Back, p.offset)
		}
		if err != nil {
			return nil, err
		}
		if at.Back && p.offset > 0 { // p.offset is where the page ends; at 0 the first page stands for it
			limit = min(limit, p.offset)
			p.offset -= limit
		}
	}
	q.Offset, q.Limit = p.offset, limit
	var err error
	if p.records, p.total, err = view.Find(ctx, q); err != nil {
		return nil, err
	}
	a.mark(p, schema, keys, question)
	return p, nil
}

// mark sets the cursors of the pages on either side.
func (a *API) mark(p *page, schema *registry.Schema, keys []registry.Order, question string) {
	n := len(p.records)
	if n == 0 {
		return
	}
	if p.offset+n < p.total {
		p.next = a.seal(cursor{Question: question, Values: placeOf(schema, keys, p.records[n-1]).encode()})
	}
	if p.offset > 0 {
		p.previous = a.seal(cursor{Question: question, Values: placeOf(schema, keys, p.records[0]).encode(), Back: true})
	}
}

// errFound ends a scan that has found what it looked for.
var errFound = errors.New("found")

// sortKeys is the order down to the id, after which nothing can differ.
func sortKeys(order []registry.Order) []registry.Order {
	for i, key := range order {
		if key.Field == "id" {
			return order[:i+1]
		}
	}
	return append(slices.Clone(order), registry.Order{Field: "id"})
}

// start is how many records stand before the page: those up to the mark and
// the marked one, or, going back, those before it.
func start(ctx context.Context, view registry.Reader, q registry.Query, mark place, back bool) (int, error) {
	all, err := count(ctx, view, q, nil)
	if err != nil {
		return 0, err
	}
	rest := 0
	for _, extra := range after(q.Order, mark, back) {
		n, err := count(ctx, view, q, extra)
		if err != nil {
			return 0, err
		}
		rest += n
	}
	return max(0, all-rest), nil
}

// settle corrects the start of a page by the marked record itself: forward it
// stands just before the page, backward it is the first after it.
func settle(ctx context.Context, view registry.Reader, q registry.Query, mark place, back bool, begin int) (int, error) {
	behind := 1 // the mark's own place
	if back {
		behind = 0
	}
	schema := registry.SchemaOf(q.Kind)
	marked := func(rec registry.Record) bool { return slices.Equal(placeOf(schema, q.Order, rec), mark) }
	if begin >= behind {
		q.Offset, q.Limit = begin-behind, 1
		found, _, err := view.Find(ctx, q)
		if err != nil || (len(found) == 1 && marked(found[0])) {
			return begin, err
		}
	}
	q.Offset, q.Limit = 0, 0
	n, found := 0, false
	err := view.Scan(ctx, q, func(rec registry.Record) error {
		if found = marked(rec); found {
			return errFound
		}
		n++
		return nil
	})
	switch {
	case found:
		return n + behind, nil
	case err != nil:
		return 0, err
	}
	return begin, nil // the record is gone or has moved: where it stood is where to go on
}

func count(ctx context.Context, view registry.Reader, q registry.Query, extra []registry.Condition) (int, error) {
	q.Where = append(slices.Clone(q.Where), extra...)
	q.Order, q.Limit, q.Offset = nil, 1, 0
	_, total, err := view.Find(ctx, q)
	return total, err
}

// after lists conditions under which together stand the records that come after
// the mark, each under one; with marked the marked record is among them.
func after(keys []registry.Order, mark place, marked bool) [][]registry.Condition {
	var parts [][]registry.Condition
	var same []registry.Condition
	for i, key := range keys {
		value, last := mark[i], i == len(keys)-1
		if value != nil {
			compare := registry.More
			switch {
			case key.Descending && last && marked:
				compare = registry.AtMost
			case key.Descending:
				compare = registry.Less
			case last && marked:
				compare = registry.AtLeast
			}
			parts = append(parts, with(same, registry.Condition{Field: key.Field, Compare: compare, Values: []any{value}}))
			if !last { // every record has an id
				parts = append(parts, with(same, registry.Condition{Field: key.Field, Compare: registry.IsNull}))
			}
			same = with(same, registry.Where(key.Field, value))
			continue
		}
		same = with(same, registry.Condition{Field: key.Field, Compare: registry.IsNull})
	}
	return parts
}

func with(conditions []registry.Condition, one registry.Condition) []registry.Condition {
	return append(slices.Clone(conditions), one)
}
