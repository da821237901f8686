package raster

import (
	"context"
	"math"
)

// spreader puts the people of units into their cells.
type spreader struct {
	*allotment
	options SpreadOptions
	people  []float64
	source  []Source

	resampler *resampler // of options.Raster; nil without one
	byUnit    [][]int32  // settlements of each unit
	strays    []int      // settlements in no unit
	sources   []Source   // of each unit
	weights   []float64  // of the cells of the window at hand, by rows
}

func (s *spreader) spread(ctx context.Context) error {
	if s.options.Raster != nil {
		s.resampler = newResampler(s.grid, s.options.Raster)
	}
	s.byUnit = make([][]int32, len(s.units))
	for i, settlement := range s.options.Settlements {
		if _, _, unit := s.cellOf(settlement.At); unit != NoUnit {
			s.byUnit[unit] = append(s.byUnit[unit], int32(i))
		} else {
			s.strays = append(s.strays, i)
		}
	}
	s.sources = make([]Source, len(s.units))
	for u := range s.units {
		if err := ctx.Err(); err != nil {
			return err
		}
		s.spreadUnit(u)
	}
	return nil
}

func (s *spreader) spreadUnit(u int) {
	w := &s.windows[u]
	width := w.east - w.west + 1
	cells := width * (w.south - w.north + 1)
	if cap(s.weights) < cells {
		s.weights = make([]float64, cells)
	}
	s.weights = s.weights[:cells]
	source, sum := s.weigh(u)
	s.sources[u] = source
	if wanted := s.wanted(); source == SourceEven && wanted != SourceEven && s.units[u].People > 0 {
		s.note(Note{Kind: NoWeights, Unit: s.units[u].Code, Cells: w.cells})
	}
	largest := -1
	s.eachCell(u, func(i, k, _, _ int) {
		s.people[i] = s.weights[k] / sum * s.units[u].People
		s.source[i] = source
		if largest < 0 || s.people[i] > s.people[largest] {
			largest = i
		}
	})
	s.settle(u, largest)
}

// settle puts what rounding left over on the most populous cell. A pass leaves
// at most the rounding of one addition, of which there are few; the second
// catches most of those.
func (s *spreader) settle(u, largest int) {
	for range 3 {
		var sum float64
		s.eachCell(u, func(i, _, _, _ int) { sum += s.people[i] })
		if sum == s.units[u].People {
			return
		}
		s.people[largest] = math.Max(0, s.people[largest]+(s.units[u].People-sum))
	}
}

// eachCell calls do for the cells of a unit in index order with the index, the
// place in weights, the column and the row.
func (s *spreader) eachCell(u int, do func(i, k, col, row int)) {
	w := &s.windows[u]
	k := 0
	for row := w.north; row <= w.south; row++ {
		line := s.unit[row*s.grid.Cols : (row+1)*s.grid.Cols]
		for col := w.west; col <= w.east; col++ {
			if line[col] == int32(u) {
				do(row*s.grid.Cols+col, k, col, row)
			}
			k++
		}
	}
}

// wanted is the best way of spreading that the options offer.
func (s *spreader) wanted() Source {
	switch {
	case s.resampler != nil:
		return SourceRaster
	case len(s.options.Settlements) > 0:
		return SourceSettlements
	}
	return SourceEven
}

// weigh fills weights for the cells of a unit and returns their sum, which is
// positive.
func (s *spreader) weigh(u int) (Source, float64) {
	if s.resampler != nil {
		if sum := s.weighByRaster(u); sum > 0 {
			return SourceRaster, sum
		}
	}
	if len(s.byUnit[u]) > 0 {
		if sum := s.weighBySettlements(u); sum > 0 {
			return SourceSettlements, sum
		}
	}
	var sum, areaM2 float64
	last := -1
	s.eachCell(u, func(_, k, _, row int) {
		if row != last {
			areaM2, last = s.grid.RowAreaM2(row), row
		}
		s.weights[k] = areaM2
		sum += areaM2
	})
	return SourceEven, sum
}

func (s *spreader) weighByRaster(u int) (sum float64) {
	s.eachCell(u, func(_, k, col, row int) {
		s.weights[k] = s.resampler.at(col, row)
		sum += s.weights[k]
	})
	return sum
}

func (s *spreader) weighBySettlements(u int) (sum float64) {
	clear(s.weights)
	for _, i := range s.byUnit[u] {
		sum += s.weighAround(u, s.options.Settlements[i])
	}
	return sum
}

// weighAround shares the value of one settlement out to the cells of its unit
// within reach.
func (s *spreader) weighAround(u int, settlement Weight) float64 {
	if settlement.Value == 0 {
		return 0
	}
	var kernelSum float64
	s.kernel(u, settlement, func(_ int, kernel float64) { kernelSum += kernel })
	if kernelSum == 0 { // it reaches no centre: all stays in its own cell
		col, row, _ := s.cellOf(settlement.At)
		s.weights[s.place(u, col, row)] += settlement.Value
		return settlement.Value
	}
	s.kernel(u, settlement, func(k int, kernel float64) {
		s.weights[k] += kernel / kernelSum * settlement.Value
	})
	return settlement.Value
}

// place is where weights keeps a cell of the unit's window.
func (s *spreader) place(u, col, row int) int {
	w := &s.windows[u]
	return (row-w.north)*(w.east-w.west+1) + col - w.west
}

// kernel calls do for the cells of the unit within reach of the settlement. The
// kernel is biweight; distances are plane, on the degree lengths of the
// settlement's latitude: a weight needs no geodesic.
func (s *spreader) kernel(u int, settlement Weight, do func(k int, kernel float64)) {
	w := &s.windows[u]
	dx, dy := s.metresPerCell(settlement.At[1])
	x := (settlement.At[0]-s.grid.West)/s.grid.CellLonDeg - 0.5
	y := (s.grid.North-settlement.At[1])/s.grid.CellLatDeg - 0.5
	reachX, reachY := s.options.KernelM/dx, s.options.KernelM/dy
	for row := max(w.north, int(math.Ceil(y-reachY))); row <= min(w.south, int(y+reachY)); row++ {
		for col := max(w.west, int(math.Ceil(x-reachX))); col <= min(w.east, int(x+reachX)); col++ {
			if s.unit[row*s.grid.Cols+col] != int32(u) {
				continue
			}
			east, north := (float64(col)-x)/reachX, (float64(row)-y)/reachY
			if rest := 1 - east*east - north*north; rest > 0 {
				do(s.place(u, col, row), rest*rest)
			}
		}
	}
}
