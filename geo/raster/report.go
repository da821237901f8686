package raster

import (
	"fmt"

	"github.com/paulmach/orb"
)

// NoteKind names something about a unit that whoever reads the surface should
// know.
type NoteKind int

// What Spread notes.
const (
	CellTaken   NoteKind = iota + 1 // the unit held no free centre and took one cell
	CellsShared                     // cells went to a unit before it that holds their centres too
	BeyondGrid                      // the unit reaches beyond the grid; all its people are on the part inside
	NoWeights                       // nothing weighed its cells: its people are spread evenly
)

// String is a short English name.
func (k NoteKind) String() string {
	switch k {
	case CellTaken:
		return "too small for a cell of its own"
	case CellsShared:
		return "overlaps a unit before it"
	case BeyondGrid:
		return "reaches beyond the grid"
	case NoWeights:
		return "no weights, spread evenly"
	}
	return fmt.Sprintf("NoteKind(%d)", int(k))
}

// Note is one thing worth knowing about a unit.
type Note struct {
	Kind  NoteKind
	Unit  string    // code
	From  string    // CellTaken: the code of the unit that gave the cell, if one did
	Cells int       // concerned
	At    orb.Point // CellTaken: a point inside; BeyondGrid: the middle of the unit's box
}

// UnitReport is what a unit got.
type UnitReport struct {
	Code   string
	Cells  int
	AreaM2 float64 // of its cells
	People float64
	Source Source
}

// Report tells how a surface was made.
type Report struct {
	Units  []UnitReport // in the order given
	Cells  int          // of units
	People float64      // of all units
	Notes  []Note
	// Strays are the indices of settlements that lie in no unit's cell.
	Strays []int
}

func (s *spreader) report(surface *Surface) Report {
	r := Report{Units: make([]UnitReport, len(s.units)), Notes: s.notes, Strays: s.strays}
	for u, unit := range s.units {
		r.Units[u] = UnitReport{Code: unit.Code, People: unit.People, Source: s.sources[u]}
		r.People += unit.People
	}
	for row := range surface.Grid.Rows {
		areaM2 := surface.Grid.RowAreaM2(row)
		for _, unit := range surface.Unit[row*surface.Grid.Cols : (row+1)*surface.Grid.Cols] {
			if unit != NoUnit {
				r.Units[unit].Cells++
				r.Units[unit].AreaM2 += areaM2
				r.Cells++
			}
		}
	}
	return r
}
