package network

import "hatang/geo/raster"

// Window is a part of a grid: Cols × Rows cells from (Col0, Row0).
type Window struct {
	Col0 int `json:"col0"`
	Row0 int `json:"row0"`
	Cols int `json:"cols"`
	Rows int `json:"rows"`
}

// Holds tells whether a cell of the grid lies in the window.
func (w Window) Holds(col, row int) bool {
	return uint(col-w.Col0) < uint(w.Cols) && uint(row-w.Row0) < uint(w.Rows)
}

// Cells is the number of cells.
func (w Window) Cells() int { return w.Cols * w.Rows }

// Empty tells that the window holds no cell.
func (w Window) Empty() bool { return w.Cols <= 0 || w.Rows <= 0 }

// Meet is what two windows share; it may be empty.
func (w Window) Meet(v Window) Window {
	west, north := max(w.Col0, v.Col0), max(w.Row0, v.Row0)
	east, south := min(w.Col0+w.Cols, v.Col0+v.Cols), min(w.Row0+w.Rows, v.Row0+v.Rows)
	return Window{west, north, max(0, east-west), max(0, south-north)}
}

// Within tells whether the window, which may be empty, lies in a grid.
func (w Window) Within(g raster.Grid) bool {
	return w.Col0 >= 0 && w.Row0 >= 0 && w.Cols >= 0 && w.Rows >= 0 &&
		w.Cols <= g.Cols && w.Rows <= g.Rows && w.Col0 <= g.Cols-w.Cols && w.Row0 <= g.Rows-w.Rows
}

// around is the smallest window that holds two, neither of them empty.
func (w Window) around(v Window) Window {
	west, north := min(w.Col0, v.Col0), min(w.Row0, v.Row0)
	return Window{west, north, max(w.Col0+w.Cols, v.Col0+v.Cols) - west, max(w.Row0+w.Rows, v.Row0+v.Rows) - north}
}
