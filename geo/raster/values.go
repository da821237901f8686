package raster

import "math"

// Values is a raster that was read: one number a cell, NaN where there is none.
// Numbers are kept in single precision, seven digits, as the rasters of people
// and of heights that are published are.
type Values struct {
	Grid  Grid
	Value []float32 // in index order
}

// Range is the least and the greatest value and the number of cells that have
// one. Without any, both are NaN.
func (v *Values) Range() (lowest, highest float64, cells int) {
	lowest, highest = math.NaN(), math.NaN()
	for _, x := range v.Value {
		value := float64(x)
		if math.IsNaN(value) {
			continue
		}
		if cells == 0 || value < lowest {
			lowest = value
		}
		if cells == 0 || value > highest {
			highest = value
		}
		cells++
	}
	return lowest, highest, cells
}

// overlap is the part of one step of a source grid that falls into one step of
// a target grid, along one axis.
type overlap struct {
	source int
	share  float64 // of the source step, 0 to 1
}

// overlaps lists, for each of count steps that start at origin, the source
// steps that they overlap; starts[i]:starts[i+1] are those of step i. Origins
// and steps are in the same unit and rise along the axis.
func overlaps(
	origin, step float64, count int, sourceOrigin, sourceStep float64, sourceCount int,
) (list []overlap, starts []int) {
	starts = make([]int, count+1)
	for i := range count {
		low := (origin + float64(i)*step - sourceOrigin) / sourceStep
		high := low + step/sourceStep
		for k := int(math.Max(0, math.Floor(low))); k < sourceCount && float64(k) < high; k++ {
			share := math.Min(high, float64(k+1)) - math.Max(low, float64(k))
			if share > 0 {
				list = append(list, overlap{k, share})
			}
		}
		starts[i+1] = len(list)
	}
	return list, starts
}

// resampler shares the values of a raster out to the cells of another grid by
// the area in degrees in which they overlap, so that the sum stays.
type resampler struct {
	values           *Values
	cols, rows       []overlap
	colStart, rowBeg []int
}

func newResampler(g Grid, v *Values) *resampler {
	r := &resampler{values: v}
	r.cols, r.colStart = overlaps(g.West, g.CellLonDeg, g.Cols, v.Grid.West, v.Grid.CellLonDeg, v.Grid.Cols)
	r.rows, r.rowBeg = overlaps(-g.North, g.CellLatDeg, g.Rows, -v.Grid.North, v.Grid.CellLatDeg, v.Grid.Rows)
	return r
}

// at is the share of a cell of the target grid.
func (r *resampler) at(col, row int) float64 {
	var sum float64
	for _, south := range r.rows[r.rowBeg[row]:r.rowBeg[row+1]] {
		line := r.values.Value[south.source*r.values.Grid.Cols:]
		for _, east := range r.cols[r.colStart[col]:r.colStart[col+1]] {
			if x := line[east.source]; x == x { // not NaN
				sum += float64(x) * east.share * south.share
			}
		}
	}
	return sum
}
