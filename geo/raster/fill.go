package raster

import (
	"math"
	"slices"

	"github.com/paulmach/orb"

	"hatang/geo/polygon"
)

// filler finds the cells whose centres lie in polygons, one row at a time. It
// keeps its memory between polygons.
type filler struct {
	grid Grid
	// crossings holds, for every row that an edge crosses, row<<32 | number of
	// columns whose centres lie strictly west of the edge.
	crossings []uint64
}

// fill calls emit for every span of cells, from ≤ col < to, whose centres lie
// in the polygon: exactly those that polygon.Contains holds. Spans come by row
// from the north, then from the west, and do not overlap.
func (f *filler) fill(area orb.Polygon, emit func(row, from, to int)) {
	f.crossings = f.crossings[:0]
	for _, ring := range area {
		f.cross(ring)
	}
	slices.Sort(f.crossings)
	// Every row is crossed an even number of times by closed rings, and a cell
	// is inside when an odd number of edges pass strictly east of its centre.
	for i := 0; i+1 < len(f.crossings); i += 2 {
		from, to := int(uint32(f.crossings[i])), int(uint32(f.crossings[i+1]))
		if from < to {
			emit(int(f.crossings[i]>>32), from, to)
		}
	}
}

func (f *filler) cross(ring orb.Ring) {
	if len(ring) < 3 {
		return
	}
	from := ring[len(ring)-1]
	for _, to := range ring {
		low, high := from, to
		if low[1] > high[1] {
			low, high = high, low
		}
		first, last := f.rowsBetween(low[1], high[1])
		for row := first; row <= last; row++ {
			f.crossings = append(f.crossings, uint64(row)<<32|uint64(f.columnsWest(low, high, row)))
		}
		from = to
	}
}

// rowsBetween is the first and last row with a centre at or above the latitude
// low and below high; last < first when there is none.
func (f *filler) rowsBetween(low, high float64) (first, last int) {
	if low == high {
		return 0, -1
	}
	// The row of a latitude is North - (row + ½) step; a step to either side
	// makes up for rounding and the loops settle it.
	limit := float64(f.grid.Rows)
	first = int(math.Max(0, math.Min(limit, math.Floor((f.grid.North-high)/f.grid.CellLatDeg-0.5)-1)))
	last = int(math.Max(-1, math.Min(limit-1, math.Ceil((f.grid.North-low)/f.grid.CellLatDeg-0.5)+1)))
	for first <= last && f.grid.CentreLat(first) >= high {
		first++
	}
	for last >= first && f.grid.CentreLat(last) < low {
		last--
	}
	return first, last
}

// columnsWest is the number of columns whose centres in row lie strictly west
// of the edge from low to high, which crosses the row.
func (f *filler) columnsWest(low, high orb.Point, row int) int {
	lat := f.grid.CentreLat(row)
	lon := low[0] + (lat-low[1])/(high[1]-low[1])*(high[0]-low[0])
	x := (lon-f.grid.West)/f.grid.CellLonDeg - 0.5
	if x <= -1 {
		return 0
	}
	if x >= float64(f.grid.Cols) {
		return f.grid.Cols
	}
	// x is good to some 1e-9 columns; nearer than that to a centre the exact
	// predicate decides, so that the raster agrees with polygon.Contains.
	const doubt = 1e-6
	nearest := math.Round(x)
	west := int(math.Ceil(x))
	if math.Abs(x-nearest) < doubt {
		west = int(nearest)
		if polygon.Orientation(low, high, f.grid.Centre(west, row)) > 0 {
			west++
		}
	}
	return min(max(west, 0), f.grid.Cols)
}
