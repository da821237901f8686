package raster

import (
	"fmt"
	"math"

	"github.com/paulmach/orb"

	"hatang/geo/geodesy"
)

// MaxCells is the largest grid that is made or read: about twice the 139
// million cells of 100 m in the box around Vietnam.
const MaxCells = 1 << 28

// Grid is a raster of cells of constant size in degrees on WGS 84. It does not
// cross the antimeridian.
type Grid struct {
	West, North            float64 // the north-western corner, degrees
	CellLonDeg, CellLatDeg float64 // steps, degrees, both positive
	Cols, Rows             int
}

// NewGrid covers b with cells that are cellM metres wide and high at its middle
// latitude. It starts at the north-western corner of b and reaches beyond the
// other sides by less than a cell. Errors: b empty, not in degrees or without
// area, cellM not positive, more than MaxCells cells.
func NewGrid(b orb.Bound, cellM float64) (Grid, error) {
	if !(cellM > 0) || math.IsInf(cellM, 0) {
		return Grid{}, fmt.Errorf("raster: cell size is %v m, expected a positive number", cellM)
	}
	west, south, east, north := b.Min[0], b.Min[1], b.Max[0], b.Max[1]
	if !(west >= -180 && east <= 180 && south >= -90 && north <= 90 && west < east && south < north) {
		return Grid{}, fmt.Errorf("raster: bounds are %v to %v, expected longitudes within ±180 "+
			"and latitudes within ±90 degrees, west below east and south below north", b.Min, b.Max)
	}
	lonM, latM := degreeLengthsM((south + north) / 2)
	g := Grid{West: west, North: north, CellLonDeg: cellM / lonM, CellLatDeg: cellM / latM}
	// A box that was cut to whole cells must not gain one by rounding.
	const slack = 1e-9
	cols := math.Max(1, math.Ceil((east-west)/g.CellLonDeg-slack))
	rows := math.Max(1, math.Ceil((north-south)/g.CellLatDeg-slack))
	if cols*rows > MaxCells {
		return Grid{}, fmt.Errorf("raster: cells of %v m make %.0f × %.0f cells, at most %d are allowed: "+
			"take larger cells", cellM, cols, rows, MaxCells)
	}
	g.Cols, g.Rows = int(cols), int(rows)
	return g, nil
}

// degreeLengthsM is the length of a degree of longitude and of latitude at
// latDeg, metres: N·cos φ and M, the radii of curvature of the ellipsoid.
func degreeLengthsM(latDeg float64) (lonM, latM float64) {
	sin, cos := math.Sincos(latDeg * math.Pi / 180)
	w2 := 1 - geodesy.EccentricitySquared*sin*sin
	n := geodesy.SemiMajorAxisM / math.Sqrt(w2)
	m := n * (1 - geodesy.EccentricitySquared) / w2
	return n * math.Max(cos, 1e-9) * math.Pi / 180, m * math.Pi / 180
}

// Validate says what is wrong with a grid that was not made by NewGrid.
func (g Grid) Validate() error {
	if g.Cols < 1 || g.Rows < 1 || g.Cols > MaxCells/g.Rows {
		return fmt.Errorf("raster: grid has %d columns and %d rows, expected at least one each and at most %d cells",
			g.Cols, g.Rows, MaxCells)
	}
	if !(g.CellLonDeg > 0 && g.CellLatDeg > 0) {
		return fmt.Errorf("raster: cells are %v by %v degrees, expected positive numbers", g.CellLonDeg, g.CellLatDeg)
	}
	b := g.Bound()
	const slack = 1e-6 // corners derived from rounded centres
	if !(b.Min[0] >= -180-slack && b.Max[0] <= 180+slack && b.Min[1] >= -90-slack && b.Max[1] <= 90+slack) {
		return fmt.Errorf("raster: grid reaches from (%v, %v) to (%v, %v), expected longitudes within ±180 and "+
			"latitudes within ±90 degrees on WGS 84; coordinates in metres must be converted first",
			b.Min[0], b.Min[1], b.Max[0], b.Max[1])
	}
	return nil
}

// Cells is the number of cells.
func (g Grid) Cells() int { return g.Cols * g.Rows }

// Bound is the box around all cells.
func (g Grid) Bound() orb.Bound {
	return orb.Bound{
		Min: orb.Point{g.West, g.North - float64(g.Rows)*g.CellLatDeg},
		Max: orb.Point{g.West + float64(g.Cols)*g.CellLonDeg, g.North},
	}
}

// CentreLon is the longitude of the middle of a column, degrees.
func (g Grid) CentreLon(col int) float64 { return g.West + (float64(col)+0.5)*g.CellLonDeg }

// CentreLat is the latitude of the middle of a row, degrees.
func (g Grid) CentreLat(row int) float64 { return g.North - (float64(row)+0.5)*g.CellLatDeg }

// Centre is the middle of a cell.
func (g Grid) Centre(col, row int) orb.Point {
	return orb.Point{g.CentreLon(col), g.CentreLat(row)}
}

// Cell is the column and row of the cell that holds p; ok is false outside the
// grid. Cells hold their western and northern edges.
func (g Grid) Cell(p orb.Point) (col, row int, ok bool) {
	x := math.Floor((p[0] - g.West) / g.CellLonDeg)
	y := math.Floor((g.North - p[1]) / g.CellLatDeg)
	if !(x >= 0 && x < float64(g.Cols) && y >= 0 && y < float64(g.Rows)) {
		return 0, 0, false
	}
	return int(x), int(y), true
}

// Index is the index of the cell that holds p; ok is false outside the grid.
func (g Grid) Index(p orb.Point) (i int, ok bool) {
	col, row, ok := g.Cell(p)
	return row*g.Cols + col, ok
}

// RowAreaM2 is the area on the ellipsoid of one cell of a row, bounded by
// meridians and parallels, square metres. The formula is closed and free of
// cancellation: only rounding, some 1e-15 of the value, is lost.
func (g Grid) RowAreaM2(row int) float64 {
	// The zone between two parallels, per radian of longitude, is b²/2 times the
	// difference of s/(1-e²s²) + atanh(es)/e with s = sin φ (J. P. Snyder, "Map
	// projections: a working manual", USGS 1395, eq. 3-12). Both differences are
	// written so that nothing cancels.
	const e2 = geodesy.EccentricitySquared
	e := math.Sqrt(e2)
	half := g.CellLatDeg / 2 * math.Pi / 180
	middle := g.CentreLat(row) * math.Pi / 180
	s1, s2 := math.Sin(middle-half), math.Sin(middle+half)
	ds := 2 * math.Cos(middle) * math.Sin(half)
	first := ds * (1 + e2*s1*s2) / ((1 - e2*s1*s1) * (1 - e2*s2*s2))
	second := math.Atanh(e*ds/(1-e2*s1*s2)) / e
	const b2 = geodesy.SemiMajorAxisM * geodesy.SemiMajorAxisM * (1 - e2)
	return g.CellLonDeg * math.Pi / 180 * b2 / 2 * (first + second)
}

// AreaM2 is the area on the ellipsoid of the whole grid, square metres.
func (g Grid) AreaM2() float64 {
	var sum float64
	for row := range g.Rows {
		sum += g.RowAreaM2(row)
	}
	return sum * float64(g.Cols)
}
