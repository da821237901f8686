package index

import (
	"fmt"
	"math"
	"slices"

	"github.com/paulmach/orb"

	"hatang/geo/geodesy"
)

// Points is an immutable index over points. Its rows are the positions of the
// points in the slice that it was built from. About 47 bytes a point.
type Points struct {
	rows    []int32          // index order → row
	points  []orb.Point      // in index order
	vectors []geodesy.Vector // in index order
	boxes   [][]box32        // per level, lowest first
	spheres [][]sphere       // per level, lowest first
	keys    []uint64         // Hilbert key of the first point of each leaf
}

// NewPoints indexes the points; the slice is not kept. It fails on a coordinate
// that is not a number or out of range, naming the row.
func NewPoints(points []orb.Point) (*Points, error) {
	if len(points) > math.MaxInt32 {
		return nil, fmt.Errorf("index: %d points, want at most %d", len(points), math.MaxInt32)
	}
	places := make([]place, len(points))
	for i, p := range points {
		if !onEarth(p) {
			return nil, positionError(i, p)
		}
		places[i] = place{hilbertKey(p), int32(i)}
	}
	places = sortPlaces(places)

	ix := &Points{
		rows:    make([]int32, len(points)),
		points:  make([]orb.Point, len(points)),
		vectors: make([]geodesy.Vector, len(points)),
	}
	for at, place := range places {
		ix.rows[at] = place.row
		ix.points[at] = points[place.row]
		ix.vectors[at] = geodesy.NewVector(points[place.row])
	}
	ix.pack()
	return ix, nil
}

// pack builds the nodes above the points.
func (ix *Points) pack() {
	ix.boxes = packLevels(len(ix.points), ix.boxOf, joinBoxes)
	ix.spheres = packLevels(len(ix.points), ix.sphereOf, joinSpheres)
	if len(ix.points) == 0 {
		return
	}
	ix.keys = make([]uint64, len(ix.spheres[0]))
	for leaf := range ix.keys {
		ix.keys[leaf] = hilbertKey(ix.points[leaf*fan])
	}
}

// Len is the number of points.
func (ix *Points) Len() int { return len(ix.rows) }

// Rows is the index order: Rows()[i] is the row at place i. Columns permuted by
// it are read in memory order by the results of a query. It must not be
// modified.
func (ix *Points) Rows() []int32 { return ix.rows }

// All appends every row in index order.
func (ix *Points) All(dst []int32) []int32 { return append(dst, ix.rows...) }

// Bound is the smallest box that holds all points; empty without points.
func (ix *Points) Bound() orb.Bound {
	if len(ix.points) == 0 {
		return orb.MultiPoint(nil).Bound()
	}
	return boundOf(ix.points)
}

func (ix *Points) boxOf(low, high int) box32 { return newBox32(boundOf(ix.points[low:high])) }

func (ix *Points) sphereOf(low, high int) sphere { return newSphere(ix.vectors[low:high]) }

// Box appends the rows of the points in the closed box b.
func (ix *Points) Box(dst []int32, b orb.Bound) []int32 {
	top := len(ix.boxes) - 1
	if top < 0 {
		return dst
	}
	q := newBoxQuery(b)
	return ix.box(dst, &q, top, 0, len(ix.boxes[top]))
}

// box goes through the nodes from ≤ node < to of a level, and below those that
// lie partly within.
func (ix *Points) box(dst []int32, q *boxQuery, level, from, to int) []int32 {
	boxes := ix.boxes[level][from:to]
	outer, inner := q.outer, q.inner
	for i := range boxes {
		b := &boxes[i]
		if b.minX > outer.maxX || b.maxX < outer.minX || b.minY > outer.maxY || b.maxY < outer.minY {
			continue
		}
		c := cursor{level, from + i}
		low, high := c.span(len(ix.rows))
		switch {
		case b.minX >= inner.minX && b.maxX <= inner.maxX && b.minY >= inner.minY && b.maxY <= inner.maxY:
			dst = append(dst, ix.rows[low:high]...)
		case level > 0:
			c.descend()
			dst = ix.box(dst, q, c.level, c.node, min(c.node+fan, len(ix.boxes[c.level])))
		default:
			dst = ix.boxLeaf(dst, q.exact, low, high)
		}
	}
	return dst
}

// boxQuery is a box as nodes are compared with it, in their precision: none
// outside outer can hold a point of it, and all within inner do so wholly.
type boxQuery struct {
	exact        orb.Bound
	outer, inner box32
}

func newBoxQuery(b orb.Bound) boxQuery {
	return boxQuery{exact: b, outer: newBox32(b), inner: box32{
		minX: roundUp(b.Min[0]), minY: roundUp(b.Min[1]), maxX: roundDown(b.Max[0]), maxY: roundDown(b.Max[1]),
	}}
}

// boxLeaf tests the points of one leaf without a branch on the outcome.
func (ix *Points) boxLeaf(dst []int32, b orb.Bound, low, high int) []int32 {
	points, rows := ix.points[low:high], ix.rows[low:high]
	dst = slices.Grow(dst, fan)
	n, out := len(dst), dst[:cap(dst)]
	for i := range points {
		out[n] = rows[i]
		x, y := points[i][0], points[i][1]
		n += bit(x >= b.Min[0]) & bit(x <= b.Max[0]) & bit(y >= b.Min[1]) & bit(y <= b.Max[1])
	}
	return out[:n]
}

func boundOf(points []orb.Point) orb.Bound {
	b := orb.Bound{Min: points[0], Max: points[0]}
	for _, p := range points[1:] {
		b.Min[0], b.Min[1] = min(b.Min[0], p[0]), min(b.Min[1], p[1])
		b.Max[0], b.Max[1] = max(b.Max[0], p[0]), max(b.Max[1], p[1])
	}
	return b
}

func onEarth(p orb.Point) bool {
	return p[0] >= -180 && p[0] <= 180 && p[1] >= -90 && p[1] <= 90
}

func positionError(row int, p orb.Point) error {
	return fmt.Errorf("index: row %d: position (%v, %v), want longitude -180 to 180 and latitude -90 to 90",
		row, p[0], p[1])
}
