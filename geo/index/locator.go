package index

import (
	"fmt"
	"math"

	"github.com/paulmach/orb"
)

// Nowhere is the answer of a Locator for a position in none of its polygons.
const Nowhere int32 = -1

// Locator tells which of many polygons holds a point: which commune a position
// lies in. A raster over all of them answers at once where a cell lies wholly in
// one polygon or in none; the other cells list the polygons that they touch,
// and exact ring tests decide. It is immutable.
//
// Borders are half open, so that of two polygons with a common border exactly
// one holds a point on it. Where polygons overlap the lowest row wins.
type Locator struct {
	raster raster
	// cells holds, per cell, the row of the polygon that fills it, Nowhere, or
	// below that the list -2-value of polygons to be tested.
	cells []int32
	// starts and entries are the lists: areas in order of their rows, the
	// complement of one that fills the cell, which ends the list.
	starts  []int32
	entries []int32
	areas   []area
	rows    []int32 // area → row of its multipolygon
}

// NewLocator prepares the multipolygons; the slices are not kept. Rows are their
// positions in the slice. It fails on a vertex that is not a number or out of
// range, naming the row.
func NewLocator(polygons []orb.MultiPolygon) (*Locator, error) {
	if len(polygons) > math.MaxInt32 {
		return nil, fmt.Errorf("index: %d polygons, want at most %d", len(polygons), math.MaxInt32)
	}
	l := &Locator{}
	bound := orb.MultiPoint(nil).Bound()
	for row, mp := range polygons {
		for i, polygon := range mp {
			a, err := newArea(polygon)
			if err != nil {
				return nil, fmt.Errorf("index: row %d, polygon %d, %w", row, i, err)
			}
			if len(a.edges) == 0 {
				continue
			}
			l.areas = append(l.areas, a)
			l.rows = append(l.rows, int32(row))
			bound = bound.Union(a.bound)
		}
	}
	l.raster = newRaster(bound, len(l.areas))
	l.fill()
	return l, nil
}

// Locate is the row of the polygon that holds p, or Nowhere.
func (l *Locator) Locate(p orb.Point) int32 {
	if !boundHolds(&l.raster.bound, p) {
		return Nowhere
	}
	value := l.cells[l.raster.cell(p)]
	if value >= Nowhere {
		return value
	}
	list := -2 - value
	for _, entry := range l.entries[l.starts[list]:l.starts[list+1]] {
		if entry < 0 {
			return l.rows[^entry]
		}
		if l.areas[entry].holds(p) {
			return l.rows[entry]
		}
	}
	return Nowhere
}

// LocateAll appends the row of each of the points, or Nowhere.
func (l *Locator) LocateAll(dst []int32, points []orb.Point) []int32 {
	for _, p := range points {
		dst = append(dst, l.Locate(p))
	}
	return dst
}
