package network

import (
	"slices"

	"github.com/paulmach/orb"

	"hatang/geo/polygon"
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
		return polygon.Touches(g, box)
	}
	return false
}
