package network

import (
	"cmp"
	"slices"

	"github.com/paulmach/orb"

	"hatang/geo/index"
	"hatang/registry"
)

// Hit is a record and its geodesic distance from the place asked for.
type Hit struct {
	Record    registry.Record
	DistanceM float64
}

// Nearest is the k records nearest to p that hold on the day and that accept
// lets pass (nil: all), by distance, then by ID. Kinds without points, and
// places that are not on earth, have none.
func (v *View) Nearest(kind registry.Kind, p orb.Point, k int, asOf registry.Date, accept func(registry.Record) bool) []Hit {
	l := v.layers[kind]
	if l == nil || l.base.schema.Shapes != registry.Points || k <= 0 {
		return nil
	}
	ask := question{l, p, v.env.day(asOf), accept}
	return l.hits(ask.nearest(min(k, l.Len())))
}

// Within is every such record at most radiusM metres from p, by distance, then
// by ID.
func (v *View) Within(kind registry.Kind, p orb.Point, radiusM float64, asOf registry.Date, accept func(registry.Record) bool) []Hit {
	l := v.layers[kind]
	if l == nil || l.base.schema.Shapes != registry.Points {
		return nil
	}
	ask := question{l, p, v.env.day(asOf), accept}
	return l.hits(ask.within(radiusM))
}

func (l *Layer) hits(found []index.Neighbour) []Hit {
	if len(found) == 0 {
		return nil
	}
	hits := make([]Hit, len(found))
	for i, n := range found {
		hits[i] = Hit{l.Record(n.Row), n.DistanceM}
	}
	return hits
}

// question asks a layer of points about the rows around a place.
type question struct {
	layer  *Layer
	at     orb.Point
	day    int32
	accept func(registry.Record) bool
}

// parts are those of the layer in which rows that hold on the day can be, and
// whether all that are in them hold.
func (l *Layer) partsOn(day int32) (parts []part, all bool) {
	if l.now.holds(day) {
		return l.parts[:1], true
	}
	return l.parts[:], false
}

// takes tells whether a row counts.
func (q *question) takes(row int32, all bool) bool {
	return (all || q.layer.holds(row, q.day)) && (q.accept == nil || q.accept(q.layer.Record(row)))
}

// nearest finds the k nearest rows. The index breaks ties by its own numbers,
// so which of several rows at the last distance belong to the answer is
// decided here.
func (q *question) nearest(k int) []index.Neighbour {
	found := q.search(k + 1)
	if len(found) <= k {
		return found
	}
	if last := found[k-1].DistanceM; found[k].DistanceM == last {
		found = q.within(last)
	}
	return found[:k]
}

func (q *question) search(k int) []index.Neighbour {
	parts, all := q.layer.partsOn(q.day)
	var found []index.Neighbour
	for i := range parts {
		p := &parts[i]
		var accept func(int32) bool
		if !all || q.accept != nil {
			accept = func(number int32) bool { return q.takes(p.row(number), all) }
		}
		start := len(found)
		found = p.over.Nearest(found, q.at, k, accept)
		p.name(found[start:])
	}
	return q.inOrder(found)
}

func (q *question) within(radiusM float64) []index.Neighbour {
	parts, all := q.layer.partsOn(q.day)
	var found []index.Neighbour
	for i := range parts {
		start := len(found)
		found = parts[i].over.WithinByDistance(found, q.at, radiusM)
		parts[i].name(found[start:])
	}
	if !all || q.accept != nil {
		found = slices.DeleteFunc(found, func(n index.Neighbour) bool { return !q.takes(n.Row, all) })
	}
	return q.inOrder(found)
}

// name turns numbers of the index into rows.
func (p *part) name(found []index.Neighbour) {
	if p.same() {
		return
	}
	for i := range found {
		found[i].Row = p.row(found[i].Row)
	}
}

// inOrder sorts by distance, then by (ID, ValidFrom).
func (q *question) inOrder(found []index.Neighbour) []index.Neighbour {
	slices.SortFunc(found, func(a, b index.Neighbour) int {
		return cmp.Or(cmp.Compare(a.DistanceM, b.DistanceM), q.layer.compareRows(a.Row, b.Row))
	})
	return found
}

// AppendWithin appends the rows that hold on the day at most radiusM metres from
// p, in no particular order.
func (l *Layer) AppendWithin(dst []int32, p orb.Point, radiusM float64, asOf registry.Date) []int32 {
	day := l.env.day(asOf)
	parts, all := l.pointsOn(day)
	start := len(dst)
	for i := range parts {
		from := len(dst)
		dst = parts[i].over.Within(dst, p, radiusM)
		parts[i].translate(dst[from:])
	}
	return l.keepHolding(dst, start, day, all)
}

// AppendBox appends the rows that hold on the day in the closed box b, in no
// particular order.
func (l *Layer) AppendBox(dst []int32, b orb.Bound, asOf registry.Date) []int32 {
	day := l.env.day(asOf)
	parts, all := l.pointsOn(day)
	start := len(dst)
	for i := range parts {
		from := len(dst)
		dst = parts[i].over.Box(dst, b)
		parts[i].translate(dst[from:])
	}
	return l.keepHolding(dst, start, day, all)
}

// AppendNearest appends the k rows nearest to p that hold on the day and that
// accept lets pass (nil: all), nearest first; rows at the same distance come in
// the order of their numbers.
func (l *Layer) AppendNearest(dst []int32, p orb.Point, k int, asOf registry.Date, accept func(row int32) bool) []int32 {
	day := l.env.day(asOf)
	parts, all := l.pointsOn(day)
	if len(parts) == 1 && parts[0].same() {
		return parts[0].over.NearestRows(dst, p, k, accept)
	}
	var found []index.Neighbour
	for i := range parts {
		part, start := &parts[i], len(found)
		found = part.over.Nearest(found, p, k, func(number int32) bool {
			row := part.row(number)
			return (all || l.holds(row, day)) && (accept == nil || accept(row))
		})
		part.name(found[start:])
	}
	slices.SortFunc(found, func(a, b index.Neighbour) int {
		return cmp.Or(cmp.Compare(a.DistanceM, b.DistanceM), cmp.Compare(a.Row, b.Row))
	})
	for _, n := range found[:min(k, len(found))] {
		dst = append(dst, n.Row)
	}
	return dst
}

// pointsOn is partsOn, without parts for kinds without points.
func (l *Layer) pointsOn(day int32) (parts []part, all bool) {
	if l.base.schema.Shapes != registry.Points {
		return nil, true
	}
	return l.partsOn(day)
}

// keepHolding drops, from start on, rows that do not hold on the day.
func (l *Layer) keepHolding(rows []int32, start int, day int32, all bool) []int32 {
	if all {
		return rows
	}
	return rows[:start+len(keepRows(rows[start:], func(row int32) bool { return l.holds(row, day) }))]
}
