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

// find answers the question in the cheapest way that is right.
func (q *question) find(ctx context.Context, source registry.Reader, unlocated bool) (*page, error) {
	query, sift := q.query(unlocated)
	if sift == nil {
		switch {
		case q.mark == nil:
			query.Limit = q.limit
			records, matched, err := source.Find(ctx, query)
			return &page{records: records, matched: matched}, err
		case len(q.order) == 0:
			return q.findByID(ctx, source, query)
		default:
			if p, err := q.findNear(ctx, source, query); p != nil || err != nil {
				return p, err
			}
		}
	}
	return q.goThrough(ctx, source, query, sift)
}

// findByID reads on from an id. On one day each thing has one row, so that ids
// alone order them.
func (q *question) findByID(ctx context.Context, source registry.Reader, query registry.Query) (*page, error) {
	all := query
	all.Limit = 1
	_, matched, err := source.Find(ctx, all)
	if err != nil {
		return nil, err
	}
	side := registry.Condition{Field: "id", Compare: registry.More, Values: []any{q.mark.place.id}}
	if q.mark.back {
		side.Compare = registry.Less
		query.Order = []registry.Order{{Field: "id", Descending: true}}
	}
	query.Where = append(slices.Clone(query.Where), side)
	query.Limit = q.limit
	records, beyond, err := source.Find(ctx, query)
	if err != nil {
		return nil, err
	}
	matched = max(matched, beyond) // a source that changes between two questions
	if q.mark.back {
		slices.Reverse(records)
		return &page{records, matched, beyond - len(records)}, nil
	}
	return &page{records, matched, matched - beyond}, nil
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

// goThrough reads the whole list in its order, counts what is meant, and keeps
// what comes after the mark, or the last of what comes before it.
func (q *question) goThrough(ctx context.Context, source registry.Reader, query registry.Query, sift func(registry.Record) bool) (*page, error) {
	p := &page{}
	back := q.mark != nil && q.mark.back
	earlier := 0 // rows before the mark, or up to it and with it when going on
	err := source.Scan(ctx, query, func(rec registry.Record) error {
		if sift != nil && !sift(rec) {
			return nil
		}
		p.matched++
		if q.mark == nil || q.seq.compare(q.seq.placeOf(rec), q.mark.place) > 0 {
			if !back && len(p.records) < q.limit {
				p.records = append(p.records, rec)
			}
			return nil
		}
		if !back {
			earlier++
			return nil
		}
		if q.seq.compare(q.seq.placeOf(rec), q.mark.place) < 0 {
			earlier++
			p.records = lastOf(append(p.records, rec), q.limit)
		}
		return nil
	})
	p.before = earlier
	if back {
		p.records = p.records[max(0, len(p.records)-q.limit):]
		p.before -= len(p.records)
	}
	return p, err
}

// lastOf drops what is not among the last n, now and then, so that each record
// is moved once.
func lastOf(records []registry.Record, n int) []registry.Record {
	if len(records) < 2*n {
		return records
	}
	return records[:copy(records, records[len(records)-n:])]
}

// Matched and Returned are numberMatched and numberReturned.
func (p *page) Matched() int  { return p.matched }
func (p *page) Returned() int { return len(p.records) }
