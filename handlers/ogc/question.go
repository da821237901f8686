package ogc

import (
	"time"

	"hatang/geo/crs"
	"hatang/registry"
)

// question is what a request for items asks.
type question struct {
	schema *registry.Schema
	limit  int
	box    *region // nil: everywhere
	when   span
	where  []registry.Condition
	order  []registry.Order
	system crs.CRS // of the answer
	mark   *marker // nil: the first page
	seq    *sequence
	digest string
	// now is set when the caller named no time: links then carry the day.
	now bool
	// none is set when the caller sees nothing of what is asked about.
	none bool
}

// ask reads the parameters of items.
func (s *Service) ask(r *request) (*question, error) {
	zone := s.options.Clock().Location()
	datetime := func(text string) (span, registry.Text) { return parseDatetime(text, zone) }
	q := &question{
		schema: r.schema, limit: defaultLimit, system: s.systems.standard(),
		when: parsed(r.args, paramDatetime, "datetime", datetime), now: !r.args.has(paramDatetime),
		digest: digest(r.c.Request.URL.Path, r.args.values),
	}
	if r.args.has(paramLimit) {
		q.limit = parsed(r.args, paramLimit, "range", parseLimit)
	}
	if r.args.has(paramCRS) {
		q.system = parsed(r.args, paramCRS, "crs", s.systems.parse)
	}
	q.box = s.askBox(r)
	q.order = parsed(r.args, paramSortby, "sortby", func(text string) ([]registry.Order, registry.Text) {
		return parseSortby(text, r.schema, r.keep)
	})
	q.seq = newSequence(r.schema, q.order)
	q.mark = parsed(r.args, paramToken, "token", func(text string) (*marker, registry.Text) {
		return parseToken(text, q.digest, q.seq)
	})
	for i := range r.schema.Fields {
		f := &r.schema.Fields[i]
		if r.args.has(f.Name) && r.keep(f) {
			q.where = append(q.where, parsed(r.args, f.Name, "type", func(text string) (registry.Condition, registry.Text) {
				return parseQueryable(text, f)
			}))
		}
	}
	if err := r.args.err(); err != nil {
		return nil, err
	}
	narrowed := registry.Query{Kind: r.schema.Kind, Where: q.where, Order: q.order}
	q.none = r.sight.NarrowQuery(&narrowed)
	q.where = narrowed.Where
	if q.now {
		q.when = today(s.options.Clock())
		if q.mark != nil && !q.mark.day.IsZero() {
			q.when = span{q.mark.day, q.mark.day}
		}
	}
	return q, nil
}

func today(now time.Time) span {
	day := registry.DateOf(now)
	return span{day, day}
}

func (s *Service) askBox(r *request) *region {
	system := s.systems.standard()
	if r.args.has(paramBBoxCRS) {
		if system = parsed(r.args, paramBBoxCRS, "crs", s.systems.parse); system == (crs.CRS{}) {
			return nil // refused
		}
	}
	return parsed(r.args, paramBBox, "bbox", func(text string) (*region, registry.Text) {
		return parseBBox(text, system, s.systems.standard())
	})
}

// query is the part of the question that the registry answers; sift, where it
// is not nil, tells which of its answers are meant. With everywhere the box is
// left to sift.
func (q *question) query(everywhere bool) (query registry.Query, sift func(registry.Record) bool) {
	query = registry.Query{Kind: q.schema.Kind, Where: q.where, Order: q.order, AsOf: q.when.from}
	if !q.when.instant() {
		query.AsOf, query.AllRows = registry.Date{}, true
		sift = func(rec registry.Record) bool { return q.when.holds(rec.Head().Period()) }
	}
	switch {
	case q.box == nil:
	case everywhere:
		sift = both(sift, func(rec registry.Record) bool {
			g := rec.Shape()
			return g == nil || q.box.touches(g)
		})
	default:
		query.Box = &q.box.envelope
		if !q.box.exact {
			sift = both(sift, func(rec registry.Record) bool { return q.box.touches(rec.Shape()) })
		}
	}
	return query, sift
}

func both(first, second func(registry.Record) bool) func(registry.Record) bool {
	if first == nil {
		return second
	}
	return func(rec registry.Record) bool { return first(rec) && second(rec) }
}
