package raster

import (
	"math"
	"slices"
)

// lattice finds the grid whose cell centres the points are, and the cell of
// each. ok is false when they are not on one, when there are fewer than two
// rows or columns, or when more than nineteen of twenty cells would be empty:
// any points lie on some lattice if it is fine enough.
func lattice(points []Weight) (g Grid, cells []int, ok bool) {
	const fewest, emptiest = 4, 20
	if len(points) < fewest {
		return Grid{}, nil, false
	}
	lons, lats := make([]float64, len(points)), make([]float64, len(points))
	for i, p := range points {
		lons[i], lats[i] = p.At[0], p.At[1]
	}
	west, dx, cols := axis(lons)
	south, dy, rows := axis(lats)
	if cols < 2 || rows < 2 || float64(cols)*float64(rows) > float64(emptiest*len(points)) || cols > MaxCells/rows {
		return Grid{}, nil, false
	}
	g = Grid{
		West: west - dx/2, North: south + (float64(rows)-0.5)*dy,
		CellLonDeg: dx, CellLatDeg: dy, Cols: cols, Rows: rows,
	}
	cells = make([]int, len(points))
	for i, p := range points {
		col := int(math.Round((p.At[0] - west) / dx))
		row := rows - 1 - int(math.Round((p.At[1]-south)/dy))
		cells[i] = row*cols + col
	}
	return g, cells, g.Validate() == nil
}

// axis finds the first value, the step and the number of steps of which the
// values are made up; count is 0 when they are not. Values may be rounded to
// within a fiftieth of the step. It sorts the values.
func axis(values []float64) (first, step float64, count int) {
	slices.Sort(values)
	lines := distinct(values)
	if len(lines) < 2 {
		return 0, 0, 0
	}
	shortest := math.Inf(1)
	for i := 1; i < len(lines); i++ {
		shortest = math.Min(shortest, lines[i]-lines[i-1])
	}
	// Count gap by gap: rounding would add up if the shortest gap, itself
	// rounded, were laid along the whole axis.
	steps := 0.0
	for i := 1; i < len(lines); i++ {
		steps += math.Round((lines[i] - lines[i-1]) / shortest)
	}
	if steps >= MaxCells {
		return 0, 0, 0
	}
	first = lines[0]
	step = (lines[len(lines)-1] - first) / steps
	for _, v := range values {
		at := (v - first) / step
		if math.Abs(at-math.Round(at)) > 0.02 {
			return 0, 0, 0
		}
	}
	return first, step, int(steps) + 1
}

// distinct gives one value for each row or column: sorted values that differ by
// less than a five-hundredth of the widest gap, or by a centimetre, belong to
// one and come back as the middle of them.
func distinct(sorted []float64) []float64 {
	widest := 0.0
	for i := 1; i < len(sorted); i++ {
		widest = math.Max(widest, sorted[i]-sorted[i-1])
	}
	same := math.Max(1e-7, widest/500)
	var lines []float64
	start := 0
	for i := 1; i <= len(sorted); i++ {
		if i == len(sorted) || sorted[i]-sorted[i-1] > same {
			lines = append(lines, (sorted[start]+sorted[i-1])/2)
			start = i
		}
	}
	return lines
}
