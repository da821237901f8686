package raster

import (
	"context"
	"fmt"
	"math"

	"github.com/paulmach/orb"

	"hatang/geo/polygon"
)

// allotment gives cells to units.
type allotment struct {
	grid    Grid
	units   []Unit
	unit    []int32 // of each cell
	windows []window
	notes   []Note
}

// window is the cells of one unit and the part of the grid that holds them.
type window struct {
	cells                    int
	north, south, west, east int // rows and columns, all included
}

func (w *window) grow(row, from, to, cells int) {
	if w.cells == 0 {
		w.north, w.south, w.west, w.east = row, row, from, to-1
	}
	w.north, w.south = min(w.north, row), max(w.south, row)
	w.west, w.east = min(w.west, from), max(w.east, to-1)
	w.cells += cells
}

func newAllotment(g Grid, units []Unit) *allotment {
	a := &allotment{grid: g, units: units, unit: make([]int32, g.Cells()), windows: make([]window, len(units))}
	for i := range a.unit {
		a.unit[i] = NoUnit
	}
	return a
}

// claim gives every unit the cells whose centres it holds and that no unit
// before it holds.
func (a *allotment) claim(ctx context.Context) error {
	f := filler{grid: a.grid}
	inside := a.grid.Bound().Pad(a.grid.CellLatDeg * 1e-6) // rounding is not beyond
	for u := range a.units {
		if err := ctx.Err(); err != nil {
			return err
		}
		refused := 0
		for _, part := range a.units[u].Area {
			f.fill(part, func(row, from, to int) { refused += a.claimSpan(int32(u), row, from, to) })
		}
		if refused > 0 {
			a.note(Note{Kind: CellsShared, Unit: a.units[u].Code, Cells: refused})
		}
		if box := a.units[u].Area.Bound(); !inside.Contains(box.Min) || !inside.Contains(box.Max) {
			a.note(Note{Kind: BeyondGrid, Unit: a.units[u].Code, At: box.Center()})
		}
	}
	return nil
}

// claimSpan returns how many of the cells belong to another unit.
func (a *allotment) claimSpan(u int32, row, from, to int) (refused int) {
	claimed := 0
	span := a.unit[row*a.grid.Cols+from : row*a.grid.Cols+to]
	for i, owner := range span {
		switch owner {
		case NoUnit:
			span[i] = u
			claimed++
		case u: // by another of its polygons
		default:
			refused++
		}
	}
	if claimed > 0 {
		a.windows[u].grow(row, from, to, claimed)
	}
	return refused
}

// claimForTheCellless gives a cell to each unit that has none.
func (a *allotment) claimForTheCellless() error {
	for u := range a.units {
		if a.windows[u].cells > 0 {
			continue
		}
		unit := &a.units[u]
		at, err := a.pointIn(unit)
		if err != nil {
			return err
		}
		col, row, _ := a.grid.Cell(at) // the first cell, should rounding put it on the very edge
		col, row, ok := a.nearestToSpare(col, row)
		if !ok {
			return fmt.Errorf("raster: no cell is left for unit %s: %d units on %d cells",
				unit.Code, len(a.units), a.grid.Cells())
		}
		note := Note{Kind: CellTaken, Unit: unit.Code, Cells: 1, At: at}
		i := row*a.grid.Cols + col
		if owner := a.unit[i]; owner != NoUnit {
			note.From = a.units[owner].Code
			a.windows[owner].cells--
		}
		a.unit[i] = int32(u)
		a.windows[u].grow(row, col, col+1, 1)
		a.note(note)
	}
	return nil
}

// pointIn is a point of the unit inside the grid.
func (a *allotment) pointIn(unit *Unit) (orb.Point, error) {
	at, ok := polygon.InteriorPoint(unit.Area)
	if !ok {
		at = unit.Area.Bound().Center()
	}
	bound := a.grid.Bound()
	if _, _, inGrid := a.grid.Cell(at); inGrid {
		return at, nil
	}
	part, err := polygon.Intersection(unit.Area, orb.MultiPolygon{bound.ToPolygon()})
	if err != nil {
		return orb.Point{}, fmt.Errorf("raster: unit %s: %w", unit.Code, err)
	}
	if p, ok := polygon.InteriorPoint(part); ok {
		return p, nil
	}
	return orb.Point{}, fmt.Errorf("raster: unit %s at %v lies outside the grid, which reaches from %v to %v",
		unit.Code, at, bound.Min, bound.Max)
}

// nearestToSpare is the cell itself or the first one, on square rings around
// it from the north-west, that is free or whose unit has others.
func (a *allotment) nearestToSpare(col, row int) (c, r int, ok bool) {
	for radius := range max(a.grid.Cols, a.grid.Rows) {
		for r := max(0, row-radius); r <= min(a.grid.Rows-1, row+radius); r++ {
			step := 1
			if r != row-radius && r != row+radius {
				step = max(1, 2*radius) // only the ends belong to the ring
			}
			for c := col - radius; c <= col+radius; c += step {
				if c < 0 || c >= a.grid.Cols {
					continue
				}
				owner := a.unit[r*a.grid.Cols+c]
				if owner == NoUnit || a.windows[owner].cells > 1 {
					return c, r, true
				}
			}
		}
	}
	return 0, 0, false
}

func (a *allotment) note(n Note) { a.notes = append(a.notes, n) }

// metresPerCell is the size of a cell at a latitude, for distances of a few
// kilometres.
func (a *allotment) metresPerCell(latDeg float64) (dx, dy float64) {
	lonM, latM := degreeLengthsM(math.Max(-89, math.Min(89, latDeg)))
	return lonM * a.grid.CellLonDeg, latM * a.grid.CellLatDeg
}

// cellOf is the cell under p, as column and row, and its unit.
func (a *allotment) cellOf(p orb.Point) (col, row int, unit int32) {
	col, row, ok := a.grid.Cell(p)
	if !ok {
		return 0, 0, NoUnit
	}
	return col, row, a.unit[row*a.grid.Cols+col]
}
