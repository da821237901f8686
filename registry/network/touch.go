package network

import (
	"slices"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/planar"

	"hatang/registry"
)

// inBox appends rows of the base among which are all that touch the box,
// ascending, to an empty slice.
func (l *Layer) inBox(rows []int32, box orb.Bound) []int32 {
	rows = append(rows, l.strays...)
	n := l.base.len()
	switch l.base.schema.Shapes {
	case registry.Points:
		for i := range l.parts {
			p := &l.parts[i]
			start := len(rows)
			rows = p.over.Box(rows, box)
			p.translate(rows[start:])
		}
		rows = keepRows(rows, func(row int32) bool { return row < n })
	case registry.Areas:
		rows = l.base.boxes.Meeting(rows, ordered(box))
	case registry.NoShapes:
	}
	// Of many rows it is cheaper to tick each than to sort them.
	if len(rows) > int(n)/64 {
		ticked := newBitmap(int(n))
		for _, row := range rows {
			ticked.set(row)
		}
		return ticked.rows(rows[:0])
	}
	slices.Sort(rows)
	return rows
}

// ordered is the box with its corners in order. SQL compares each edge by
// itself, so that a box given the wrong way round finds the areas around it.
func ordered(b orb.Bound) orb.Bound {
	return orb.Bound{
		Min: orb.Point{min(b.Min[0], b.Max[0]), min(b.Min[1], b.Max[1])},
		Max: orb.Point{max(b.Min[0], b.Max[0]), max(b.Min[1], b.Max[1])},
	}
}

// touches tells whether a geometry has a point in the box, edges included. It
// decides as the Store's function of the same purpose does.
func touches(g orb.Geometry, box orb.Bound) bool {
	switch g := g.(type) {
	case orb.Point:
		return box.Contains(g)
	case orb.MultiPolygon:
		for _, polygon := range g {
			if polygonTouches(polygon, box) {
				return true
			}
		}
	}
	return false
}

// polygonTouches: some edge of a ring meets the box, or the box lies wholly
// within the polygon.
func polygonTouches(polygon orb.Polygon, box orb.Bound) bool {
	if len(polygon) == 0 || !polygon.Bound().Intersects(box) {
		return false
	}
	for _, ring := range polygon {
		for i := 1; i < len(ring); i++ {
			if segmentMeets(ring[i-1], ring[i], box) {
				return true
			}
		}
	}
	return planar.PolygonContains(polygon, box.Min)
}

// segmentMeets clips the segment to the box (Liang and Barsky 1984) and tells
// whether anything is left.
func segmentMeets(a, b orb.Point, box orb.Bound) bool {
	from, to := 0.0, 1.0
	for axis := range 2 {
		d := b[axis] - a[axis]
		low, high := box.Min[axis]-a[axis], box.Max[axis]-a[axis]
		if d == 0 {
			if low > 0 || high < 0 {
				return false
			}
			continue
		}
		t0, t1 := low/d, high/d
		if t0 > t1 {
			t0, t1 = t1, t0
		}
		from, to = max(from, t0), min(to, t1)
	}
	return from <= to
}
