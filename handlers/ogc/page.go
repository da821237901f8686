package ogc

import (
	"context"
	"slices"

	"hatang/registry"
)

// page is a part of a list.
type page struct {
	records []registry.Record
	matched int // rows of the whole list
	before  int // rows of the list before this page
}

func (p *page) hasPrevious() bool { return p.before > 0 }
func (p *page) hasNext() bool     { return p.before+len(p.records) < p.matched }

// Matched and Returned are numberMatched and numberReturned.
func (p *page) Matched() int  { return p.matched }
func (p *page) Returned() int { return len(p.records) }

// maxUnlocated is how many things without geometry are asked for by their ids.
const maxUnlocated = 5000

// find answers the question in the cheapest way that is right. The registry's
// box leaves out rows without geometry, which the standard wants
// (/req/core/fc-bbox-response, C): those of the given things are added.
func (q *question) find(ctx context.Context, source registry.Reader, unlocated []string) (*page, error) {
	if q.box == nil {
		unlocated = nil
	}
	query, sift := q.query(len(unlocated) > maxUnlocated)
	var added []registry.Record
	if n := len(unlocated); n > 0 && n <= maxUnlocated {
		var err error
		if added, err = q.withoutGeometry(ctx, source, query, unlocated); err != nil {
			return nil, err
		}
	}
	if sift == nil {
		switch {
		case q.mark == nil:
			return q.findFirst(ctx, source, query, added)
		case len(q.order) == 0:
			return q.findByID(ctx, source, query, added)
		case len(added) == 0:
			if p, err := q.findNear(ctx, source, query); p != nil || err != nil {
				return p, err
			}
		}
	}
	return q.goThrough(ctx, source, query, sift, added)
}

// withoutGeometry is the rows without geometry that the question means, in its
// order.
func (q *question) withoutGeometry(ctx context.Context, source registry.Reader, query registry.Query, ids []string) ([]registry.Record, error) {
	values := make([]any, len(ids))
	for i, id := range ids {
		values[i] = id
	}
	query.Box = nil
	query.Where = append(slices.Clone(query.Where), registry.Where("id", values...))
	var rows []registry.Record
	err := source.Scan(ctx, query, func(rec registry.Record) error {
		if rec.Shape() == nil && q.when.holds(rec.Head().Period()) {
			rows = append(rows, rec)
		}
		return nil
	})
	return rows, err
}

// merge puts two lists that are in order into one.
func (q *question) merge(a, b []registry.Record) []registry.Record {
	if len(b) == 0 {
		return a
	}
	merged := make([]registry.Record, 0, len(a)+len(b))
	for len(a) > 0 && len(b) > 0 {
		if q.seq.compare(q.seq.placeOf(a[0]), q.seq.placeOf(b[0])) <= 0 {
			merged, a = append(merged, a[0]), a[1:]
		} else {
			merged, b = append(merged, b[0]), b[1:]
		}
	}
	return append(append(merged, a...), b...)
}

func (q *question) findFirst(ctx context.Context, source registry.Reader, query registry.Query, added []registry.Record) (*page, error) {
	query.Limit = q.limit
	records, matched, err := source.Find(ctx, query)
	if err != nil {
		return nil, err
	}
	records = q.merge(records, added)
	return &page{records: records[:min(q.limit, len(records))], matched: matched + len(added)}, nil
}

// findByID reads on from an id. On one day each thing has one row, so that ids
// alone order them.
func (q *question) findByID(ctx context.Context, source registry.Reader, query registry.Query, added []registry.Record) (*page, error) {
	all := query
	all.Limit = 1
	_, matched, err := source.Find(ctx, all)
	if err != nil {
		return nil, err
	}
	matched += len(added)
	at := func(rec registry.Record) int { return q.seq.compare(q.seq.placeOf(rec), q.mark.place) }
	side := registry.Condition{Field: "id", Compare: registry.More, Values: []any{q.mark.place.id}}
	if q.mark.back {
		side.Compare = registry.Less
		query.Order = []registry.Order{{Field: "id", Descending: true}}
		added = slices.DeleteFunc(added, func(rec registry.Record) bool { return at(rec) >= 0 })
	} else {
		added = slices.DeleteFunc(added, func(rec registry.Record) bool { return at(rec) <= 0 })
	}
	query.Where = append(slices.Clone(query.Where), side)
	query.Limit = q.limit
	records, beyond, err := source.Find(ctx, query)
	if err != nil {
		return nil, err
	}
	beyond += len(added)
	matched = max(matched, beyond) // a source that changes between two questions
	if q.mark.back {
		slices.Reverse(records)
		records = q.merge(records, added)
		records = records[max(0, len(records)-q.limit):]
		return &page{records, matched, beyond - len(records)}, nil
	}
	records = q.merge(records, added)
	return &page{records[:min(q.limit, len(records))], matched, matched - beyond}, nil
}

// findNear looks for the page where the token says that it was. It is there
// when the row that the token names stands at its border; when it does not, the
// page is nil.
func (q *question) findNear(ctx context.Context, source registry.Reader, query registry.Query) (*page, error) {
	at := q.mark.before
	query.Offset, query.Limit = at, q.limit+1
	if q.mark.back {
		query.Offset = max(0, at-q.limit)
		query.Limit = at - query.Offset + 1
	}
	records, matched, err := source.Find(ctx, query)
	if err != nil || len(records) == 0 {
		return nil, err
	}
	border := records[0]
	if q.mark.back {
		border = records[len(records)-1]
	}
	if query.Offset+len(records) <= at || q.seq.compare(q.seq.placeOf(border), q.mark.place) != 0 {
		return nil, nil
	}
	if q.mark.back {
		return &page{records[:len(records)-1], matched, query.Offset}, nil
	}
	return &page{records[1:], matched, at + 1}, nil
}

// goThrough reads the whole list in its order, with the added rows where they
// belong.
func (q *question) goThrough(ctx context.Context, source registry.Reader, query registry.Query, sift func(registry.Record) bool, added []registry.Record) (*page, error) {
	c := collector{q: q, back: q.mark != nil && q.mark.back}
	err := source.Scan(ctx, query, func(rec registry.Record) error {
		if sift != nil && !sift(rec) {
			return nil
		}
		if len(added) > 0 {
			here := q.seq.placeOf(rec)
			for len(added) > 0 && q.seq.compare(q.seq.placeOf(added[0]), here) < 0 {
				c.take(added[0])
				added = added[1:]
			}
		}
		c.take(rec)
		return nil
	})
	for _, rec := range added {
		c.take(rec)
	}
	return c.page(), err
}

// collector counts the rows of a list and keeps those that come after the mark,
// or the last of those before it.
type collector struct {
	q       *question
	back    bool
	records []registry.Record
	matched int
	earlier int // rows before the mark; when going on, it itself too
}

func (c *collector) take(rec registry.Record) {
	c.matched++
	side := 1
	if c.q.mark != nil {
		side = c.q.seq.compare(c.q.seq.placeOf(rec), c.q.mark.place)
	}
	switch {
	case c.back && side < 0:
		c.earlier++
		c.records = lastOf(append(c.records, rec), c.q.limit)
	case !c.back && side <= 0:
		c.earlier++
	case !c.back && len(c.records) < c.q.limit:
		c.records = append(c.records, rec)
	}
}

// lastOf drops what is not among the last n, now and then, so that each record
// is moved once.
func lastOf(records []registry.Record, n int) []registry.Record {
	if len(records) < 2*n {
		return records
	}
	return records[:copy(records, records[len(records)-n:])]
}

func (c *collector) page() *page {
	p := &page{c.records, c.matched, c.earlier}
	if c.back {
		p.records = c.records[max(0, len(c.records)-c.q.limit):]
		p.before -= len(p.records)
	}
	return p
}
