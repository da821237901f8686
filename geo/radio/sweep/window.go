package sweep

import (
	"fmt"

	"github.com/paulmach/orb"

	"hatang/geo/geodesy"
	"hatang/geo/raster"
)

// Window is a part of a grid: Cols × Rows cells from (Col0, Row0).
type Window struct {
	Grid raster.Grid `json:"grid"`
	Col0 int         `json:"col0"`
	Row0 int         `json:"row0"`
	Cols int         `json:"cols"`
	Rows int         `json:"rows"`
}

// Cells is the number of cells.
func (w Window) Cells() int { return w.Cols * w.Rows }

// Centre is the middle of a cell, counted within the window.
func (w Window) Centre(col, row int) orb.Point { return w.Grid.Centre(w.Col0+col, w.Row0+row) }

// Index is the index, row-major in the window, of the cell of the grid that
// holds p; ok is false outside the window.
func (w Window) Index(p orb.Point) (i int, ok bool) {
	col, row, ok := w.Grid.Cell(p)
	col, row = col-w.Col0, row-w.Row0
	if !ok || col < 0 || row < 0 || col >= w.Cols || row >= w.Rows {
		return 0, false
	}
	return row*w.Cols + col, true
}

// Bound is the box around the window.
func (w Window) Bound() orb.Bound {
	g := w.Grid
	west, north := g.West+float64(w.Col0)*g.CellLonDeg, g.North-float64(w.Row0)*g.CellLatDeg
	return orb.Bound{
		Min: orb.Point{west, north - float64(w.Rows)*g.CellLatDeg},
		Max: orb.Point{west + float64(w.Cols)*g.CellLonDeg, north},
	}
}

// validate says what is wrong with a window that was read.
func (w Window) validate() error {
	if err := w.Grid.Validate(); err != nil {
		return err
	}
	if w.Cols < 1 || w.Rows < 1 || w.Col0 < 0 || w.Row0 < 0 ||
		w.Cols > w.Grid.Cols-w.Col0 || w.Rows > w.Grid.Rows-w.Row0 {
		return fmt.Errorf("sweep: a window of %d × %d cells at %d, %d, expected one within the %d × %d cells of its grid",
			w.Cols, w.Rows, w.Col0, w.Row0, w.Grid.Cols, w.Grid.Rows)
	}
	return nil
}

// windowAround is the part of a grid that a disc can reach.
func windowAround(g raster.Grid, at orb.Point, radiusM float64) (Window, error) {
	if err := g.Validate(); err != nil {
		return Window{}, err
	}
	b := geodesy.Box(at, radiusM)
	first := func(edge, origin, step float64, count int) int {
		return int(min(max((edge-origin)/step, 0), float64(count)))
	}
	last := func(edge, origin, step float64, count int) int {
		return int(min(max((edge-origin)/step+1, 0), float64(count)))
	}
	w := Window{
		Grid: g,
		Col0: first(b.Min[0], g.West, g.CellLonDeg, g.Cols),
		Row0: first(-b.Max[1], -g.North, g.CellLatDeg, g.Rows),
	}
	w.Cols = last(b.Max[0], g.West, g.CellLonDeg, g.Cols) - w.Col0
	w.Rows = last(-b.Min[1], -g.North, g.CellLatDeg, g.Rows) - w.Row0
	if w.Cols < 1 || w.Rows < 1 {
		return Window{}, fmt.Errorf("sweep: a radius of %g m around %v does not reach the grid, which lies within %v",
			radiusM, at, g.Bound())
	}
	return w, nil
}
