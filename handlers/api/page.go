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
// place is right for certain. Else it, or a neighbour that was shown beside it,
// is searched for; the count stands only when they all are gone.
func (a *API) find(ctx context.Context, view registry.Reader, q registry.Query, at *cursor, question string) (*page, error) {
	schema := registry.SchemaOf(q.Kind)
	keys := sortKeys(q.Order)
	q.Order = keys
	limit := q.Limit
	p := &page{}
	if at != nil {
		marks, ok := decodePlaces(schema, keys, at.Places)
		if !ok {
			return nil, invalid(registry.Problem{Column: "cursor", Rule: "cursor", Severity: registry.Fault,
				Message: registry.Text{VI: "con trỏ trang sai", EN: "the cursor is damaged"}})
		}
		var err error
		if p.offset, err = start(ctx, view, q, marks[0], at.Back); err == nil {
			p.offset, err = settle(ctx, view, q, marks, at.Back, p.offset)
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

// maxMarks is how many records of a page's edge a cursor remembers.
const maxMarks = 4

// mark sets the cursors of the pages on either side.
func (a *API) mark(p *page, schema *registry.Schema, keys []registry.Order, question string) {
	n := len(p.records)
	first, last := cursor{Question: question, Back: true}, cursor{Question: question}
	for i := range min(n, maxMarks) {
		first.Places = append(first.Places, placeOf(schema, keys, p.records[i]).encode())
		last.Places = append(last.Places, placeOf(schema, keys, p.records[n-1-i]).encode())
	}
	if n > 0 && p.offset+n < p.total {
		p.next = a.seal(last)
	}
	if n > 0 && p.offset > 0 {
		p.previous = a.seal(first)
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

// settle corrects the start of a page by the marked records themselves: forward
// they stand just before the page, backward they are the first after it.
func settle(ctx context.Context, view registry.Reader, q registry.Query, marks []place, back bool, begin int) (int, error) {
	behind := 1 // the mark's own place
	if back {
		behind = 0
	}
	schema := registry.SchemaOf(q.Kind)
	if begin >= behind {
		q.Offset, q.Limit = begin-behind, 1
		found, _, err := view.Find(ctx, q)
		if err != nil || (len(found) == 1 && slices.Equal(placeOf(schema, q.Order, found[0]), marks[0])) {
			return begin, err
		}
	}
	q.Offset, q.Limit = 0, 0
	n, at, nearest := 0, 0, len(marks)
	err := view.Scan(ctx, q, func(rec registry.Record) error {
		here := placeOf(schema, q.Order, rec)
		if i := slices.IndexFunc(marks[:nearest], func(m place) bool { return slices.Equal(here, m) }); i >= 0 {
			nearest, at = i, n
		}
		if n++; nearest == 0 {
			return errFound
		}
		return nil
	})
	switch {
	case err != nil && !errors.Is(err, errFound):
		return 0, err
	case nearest == len(marks):
		return begin, nil
	}
	return at + behind, nil
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
