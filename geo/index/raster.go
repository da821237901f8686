package index

import (
	"math"

	"github.com/paulmach/orb"
)

// The raster of a Locator has so many cells an area, within limits: 128 make
// 0.01° of a Vietnamese commune before 2025. More answer more points at once but
// fall out of the processor's caches.
const (
	cellsPerArea = 128
	fewestCells  = 1 << 10
	mostCells    = 1 << 22
	// mostCellsPerDeg keeps the margin of trace above the rounding of a degree.
	mostCellsPerDeg = 1e6
)

// raster cuts a box into square cells, row by row from the south-west.
type raster struct {
	bound         orb.Bound
	columns, rows int
	cellsPerDeg   float64
}

// newRaster is a raster for so many areas; an empty bound has no cells.
func newRaster(bound orb.Bound, areas int) raster {
	if bound.IsEmpty() {
		return raster{bound: bound}
	}
	width, height := bound.Max[0]-bound.Min[0], bound.Max[1]-bound.Min[1]
	cells := float64(min(max(areas*cellsPerArea, fewestCells), mostCells))
	// A sliver must not make more cells than wanted: its length alone may not.
	perDeg := min(math.Sqrt(cells/(width*height)), cells/max(width, height), mostCellsPerDeg)
	return raster{
		bound:       bound,
		columns:     int(width*perDeg) + 1,
		rows:        int(height*perDeg) + 1,
		cellsPerDeg: perDeg,
	}
}

// column and row never fall as the coordinate grows. They count from the edges
// of the raster for coordinates beyond.
func (r *raster) column(lon float64) int {
	return min(max(int((lon-r.bound.Min[0])*r.cellsPerDeg), 0), r.columns-1)
}

func (r *raster) row(lat float64) int {
	return min(max(int((lat-r.bound.Min[1])*r.cellsPerDeg), 0), r.rows-1)
}

func (r *raster) cell(p orb.Point) int { return r.row(p[1])*r.columns + r.column(p[0]) }

// centre is the middle of a cell.
func (r *raster) centre(column, row int) orb.Point {
	return orb.Point{
		r.bound.Min[0] + (float64(column)+0.5)/r.cellsPerDeg,
		r.bound.Min[1] + (float64(row)+0.5)/r.cellsPerDeg,
	}
}

// margin widens the cells that an edge is entered in, as a share of a cell: far
// above the rounding of a coordinate, far below anything that costs time.
const margin = 1e-6

// trace calls visit with every cell, as the first and the last column of a row,
// that the edge between v and w comes into or within the margin of.
func (r *raster) trace(v, w orb.Point, visit func(row, first, last int)) {
	if v[1] > w[1] {
		v, w = w, v
	}
	slack := margin / r.cellsPerDeg
	west, east := min(v[0], w[0]), max(v[0], w[0])
	for row := r.row(v[1] - slack); row <= r.row(w[1]+slack); row++ {
		south, north := v[0], w[0]
		if lat := r.bound.Min[1] + float64(row)/r.cellsPerDeg - slack; lat > v[1] {
			south = longitudeAt(v, w, lat)
		}
		if lat := r.bound.Min[1] + float64(row+1)/r.cellsPerDeg + slack; lat < w[1] {
			north = longitudeAt(v, w, lat)
		}
		first := max(min(south, north), west) - slack
		last := min(max(south, north), east) + slack
		visit(row, r.column(first), r.column(last))
	}
}

// longitudeAt is where the edge crosses a latitude strictly between its ends.
func longitudeAt(v, w orb.Point, lat float64) float64 {
	return v[0] + (w[0]-v[0])*((lat-v[1])/(w[1]-v[1]))
}
