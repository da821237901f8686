package raster

import (
	"errors"
	"fmt"
)

// Source tells how the people of a cell were placed there.
type Source uint8

// The ways to place people.
const (
	SourceNone        Source = iota // the cell belongs to no unit
	SourceEven                      // by area, evenly over the unit
	SourceSettlements               // around the unit's settlements
	SourceRaster                    // by the values of an imported raster
)

// String is a short English name.
func (s Source) String() string {
	switch s {
	case SourceNone:
		return "none"
	case SourceEven:
		return "even"
	case SourceSettlements:
		return "settlements"
	case SourceRaster:
		return "raster"
	}
	return fmt.Sprintf("Source(%d)", uint8(s))
}

// NoUnit is the unit of a cell that belongs to none.
const NoUnit = -1

// Surface says how many people live in each cell of a grid and to which unit
// the cell belongs. The slices have one element a cell, in index order. A
// surface is not changed once it is made and may be read by many goroutines.
type Surface struct {
	Grid   Grid
	Units  []string  // codes
	People []float64 // not negative, not whole numbers
	Unit   []int32   // index into Units, or NoUnit
	Source []Source

	// blocks holds, for each row, the sums of People up to every blockCells-th
	// column: a sixteenth of the memory that a sum for every cell would take.
	blocks []float64
	stride int // of blocks, a row
}

// blockCells is how many cells one running sum covers.
const blockCells = 16

// ErrOtherGrid is returned when two rasters that must have the same grid have
// not.
var ErrOtherGrid = errors.New("raster: the rasters have different grids")

// NewSurface makes a surface of its parts, which it keeps. It checks their
// lengths and that people are numbers and units known.
func NewSurface(g Grid, units []string, people []float64, unit []int32, source []Source) (*Surface, error) {
	if err := g.Validate(); err != nil {
		return nil, err
	}
	if n := g.Cells(); len(people) != n || len(unit) != n || len(source) != n {
		return nil, fmt.Errorf("raster: %d cells with %d numbers of people, %d units and %d sources, expected one each",
			n, len(people), len(unit), len(source))
	}
	for i, p := range people {
		if !(p >= 0 && p <= maxPeople) {
			return nil, fmt.Errorf("raster: cell %d has %v people, expected a number from 0 to %v", i, p, maxPeople)
		}
		if u := unit[i]; u < NoUnit || int(u) >= len(units) {
			return nil, fmt.Errorf("raster: cell %d is of unit %d, expected %d to %d", i, u, NoUnit, len(units)-1)
		}
	}
	s := &Surface{Grid: g, Units: units, People: people, Unit: unit, Source: source}
	s.sumBlocks()
	return s, nil
}

// maxPeople is more than all people there are and keeps sums finite.
const maxPeople = 1e12

func (s *Surface) sumBlocks() {
	s.stride = s.Grid.Cols/blockCells + 1
	s.blocks = make([]float64, s.stride*s.Grid.Rows)
	for row := range s.Grid.Rows {
		people := s.People[row*s.Grid.Cols : (row+1)*s.Grid.Cols]
		sums := s.blocks[row*s.stride : (row+1)*s.stride]
		var sum float64
		for col, p := range people {
			if col%blockCells == 0 {
				sums[col/blockCells] = sum
			}
			sum += p
		}
		if len(people)%blockCells == 0 {
			sums[len(people)/blockCells] = sum
		}
	}
}

// SpanPeople is the number of people in the cells from ≤ col < to of a row, all
// of the grid. It costs at most about 30 additions; the relative error is that
// of adding up one row, below 1e-12 of the row.
func (s *Surface) SpanPeople(row, from, to int) float64 {
	people := s.People[row*s.Grid.Cols : (row+1)*s.Grid.Cols]
	first, last := (from+blockCells-1)/blockCells, to/blockCells
	if first >= last {
		return add(0, people[from:to])
	}
	sums := s.blocks[row*s.stride : (row+1)*s.stride]
	sum := add(sums[last]-sums[first], people[from:first*blockCells])
	return add(sum, people[last*blockCells:to])
}

func add(sum float64, people []float64) float64 {
	for _, p := range people {
		sum += p
	}
	return sum
}

// PeopleIn is the number of people in the cells of m, each counted once. It
// fails with ErrOtherGrid for a mask of another grid.
func (s *Surface) PeopleIn(m *Mask) (float64, error) {
	if m.grid != s.Grid {
		return 0, ErrOtherGrid
	}
	var sum float64
	for row := range s.Grid.Rows {
		for from, to := range m.Spans(row) {
			sum += s.SpanPeople(row, from, to)
		}
	}
	return sum, nil
}

// Total is the number of people on the surface.
func (s *Surface) Total() float64 {
	var sum float64
	for row := range s.Grid.Rows {
		sum += s.SpanPeople(row, 0, s.Grid.Cols)
	}
	return sum
}
