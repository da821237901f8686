package network

import (
	"github.com/paulmach/orb"
	"github.com/paulmach/orb/planar"

	"hatang/geo/raster"
)

// Outline is the area of the cells of a window for which in holds, as polygons
// along the edges of cells. Cells that touch at a corner only are not connected.
// Every ring is simple; rings may touch at corners. Outer rings run
// counterclockwise, holes clockwise (RFC 7946).
func Outline(g raster.Grid, w Window, in func(col, row int) bool) orb.MultiPolygon {
	t := &tracer{grid: g, window: w, in: in, seen: make([]bool, (w.Cols+1)*(w.Rows+1))}
	for row := w.Row0; row < w.Row0+w.Rows; row++ {
		for col := w.Col0; col < w.Col0+w.Cols; col++ {
			// A northern edge of an inside cell begins a ring at its western end, going
			// west on the outside of the area's north: each ring has one.
			if t.has(col, row) && !t.has(col, row-1) && !t.seen[t.mark(col, row)] {
				t.trace(col, row)
			}
		}
	}
	return t.polygons()
}

type tracer struct {
	grid   raster.Grid
	window Window
	in     func(col, row int) bool
	seen   []bool // northern edges of cells that a ring has passed, going west
	outer  []orb.Ring
	holes  []orb.Ring
}

func (t *tracer) has(col, row int) bool { return t.window.Holds(col, row) && t.in(col, row) }

func (t *tracer) mark(col, row int) int {
	return (row-t.window.Row0)*(t.window.Cols+1) + col - t.window.Col0
}

// The directions in which a ring is walked, the area to its left.
const (
	west = iota
	south
	east
	north
)

// trace walks around the area from the north-eastern corner of a cell, westward
// along its northern edge.
func (t *tracer) trace(col, row int) {
	x, y, heading := col+1, row, west
	startX, startY := x, y
	var corners [][2]int
	for {
		if heading == west {
			t.seen[t.mark(x-1, y)] = true
		}
		x, y = ahead(x, y, heading)
		next := t.turn(x, y, heading)
		if next != heading {
			corners = append(corners, [2]int{x, y})
		}
		heading = next
		if x == startX && y == startY && heading == west {
			break
		}
	}
	t.part(corners)
}

// part splits a closed walk where it meets itself at a corner, so that each ring
// passes a corner once.
func (t *tracer) part(corners [][2]int) {
	place := make(map[[2]int]int, len(corners))
	var open [][2]int
	for _, c := range corners {
		if from, met := place[c]; met {
			t.keep(open[from:])
			for _, gone := range open[from+1:] {
				delete(place, gone)
			}
			open = open[:from+1]
			continue
		}
		place[c] = len(open)
		open = append(open, c)
	}
	t.keep(open)
}

func (t *tracer) keep(corners [][2]int) {
	ring := make(orb.Ring, 0, len(corners)+1)
	area := 0
	for i, c := range corners {
		next := corners[(i+1)%len(corners)]
		area += c[0]*next[1] - next[0]*c[1]
		ring = append(ring, t.corner(c[0], c[1]))
	}
	ring = append(ring, ring[0])
	if area < 0 { // rows run south: with north up this runs counterclockwise
		t.outer = append(t.outer, ring)
	} else {
		t.holes = append(t.holes, ring)
	}
}

func ahead(x, y, heading int) (int, int) {
	switch heading {
	case west:
		return x - 1, y
	case south:
		return x, y + 1
	case east:
		return x + 1, y
	}
	return x, y - 1
}

// turn is the heading after a vertex, (x, y) being the corner west and north of
// the cell (x, y): left where the cell ahead on the left is outside, right where
// the one ahead on the right is inside too.
func (t *tracer) turn(x, y, heading int) int {
	var left, right bool
	switch heading {
	case west:
		left, right = t.has(x-1, y), t.has(x-1, y-1)
	case south:
		left, right = t.has(x, y), t.has(x-1, y)
	case east:
		left, right = t.has(x, y-1), t.has(x, y)
	default:
		left, right = t.has(x-1, y-1), t.has(x, y-1)
	}
	switch {
	case !left:
		return (heading + 1) % 4
	case right:
		return (heading + 3) % 4
	}
	return heading
}

func (t *tracer) corner(x, y int) orb.Point {
	return orb.Point{t.grid.West + float64(x)*t.grid.CellLonDeg, t.grid.North - float64(y)*t.grid.CellLatDeg}
}

// polygons puts each hole into the smallest outer ring around it.
func (t *tracer) polygons() orb.MultiPolygon {
	all := make(orb.MultiPolygon, len(t.outer))
	bounds, areas := make([]orb.Bound, len(t.outer)), make([]float64, len(t.outer))
	for i, ring := range t.outer {
		all[i], bounds[i], areas[i] = orb.Polygon{ring}, ring.Bound(), planar.Area(ring)
	}
	for _, hole := range t.holes {
		best := -1
		box := hole.Bound()
		for i := range t.outer {
			if within(bounds[i], box) && (best < 0 || areas[i] < areas[best]) && holds(t.outer[i], hole) {
				best = i
			}
		}
		if best >= 0 {
			all[best] = append(all[best], hole)
		}
	}
	return all
}

func within(outer, inner orb.Bound) bool {
	return outer.Min[0] <= inner.Min[0] && outer.Min[1] <= inner.Min[1] && outer.Max[0] >= inner.Max[0] && outer.Max[1] >= inner.Max[1]
}

// holds tells whether a hole lies in a ring. They share corners at most, so the
// middle of the hole's first side decides.
func holds(ring, hole orb.Ring) bool {
	return planar.RingContains(ring, orb.Point{(hole[0][0] + hole[1][0]) / 2, (hole[0][1] + hole[1][1]) / 2})
}
