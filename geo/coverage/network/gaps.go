package network

import (
	"cmp"
	"slices"

	"github.com/paulmach/orb"

	"hatang/geo/raster"
)

// Gap is a connected area of one unit in which people live without usable
// signal.
type Gap struct {
	Unit   int32 // index into the surface's units
	People float64
	AreaM2 float64
	Cells  []int32 // indices in the grid, ascending
	// Centre is the middle of the cell nearest to where its people live on
	// average.
	Centre orb.Point
}

// Gaps finds the areas without usable signal: cells that have at least
// leastPerCell people, hold to each other by an edge or a corner, lie in the
// same unit and are not in the mask. They come ranked by people, most first.
// Gaps end at the borders of units, so that each has one commune to see to it.
func Gaps(s *raster.Surface, usable *raster.Mask, leastPerCell float64) ([]Gap, error) {
	if usable.Grid() != s.Grid {
		return nil, raster.ErrOtherGrid
	}
	f := &flood{surface: s, open: make([]bool, s.Grid.Cells())}
	for i, people := range s.People {
		f.open[i] = people > 0 && people >= leastPerCell && s.Unit[i] != raster.NoUnit &&
			!usable.Has(i%s.Grid.Cols, i/s.Grid.Cols)
	}
	var gaps []Gap
	for i := range f.open {
		if f.open[i] {
			gaps = append(gaps, f.gap(int32(i)))
		}
	}
	slices.SortStableFunc(gaps, func(a, b Gap) int { return cmp.Compare(b.People, a.People) })
	return gaps, nil
}

type flood struct {
	surface *raster.Surface
	open    []bool
	queue   []int32
}

func (f *flood) gap(first int32) Gap {
	s := f.surface
	gap := Gap{Unit: s.Unit[first]}
	f.open[first] = false
	f.queue = append(f.queue[:0], first)
	for len(f.queue) > 0 {
		i := f.queue[len(f.queue)-1]
		f.queue = f.queue[:len(f.queue)-1]
		gap.Cells = append(gap.Cells, i)
		f.around(int(i), gap.Unit)
	}
	slices.Sort(gap.Cells)
	var east, south float64
	for _, i := range gap.Cells {
		col, row := int(i)%s.Grid.Cols, int(i)/s.Grid.Cols
		gap.People += s.People[i]
		gap.AreaM2 += s.Grid.RowAreaM2(row)
		east, south = east+s.People[i]*float64(col), south+s.People[i]*float64(row)
	}
	gap.Centre = nearestCell(s.Grid, gap.Cells, east/gap.People, south/gap.People)
	return gap
}

func (f *flood) around(i int, unit int32) {
	g := f.surface.Grid
	col, row := i%g.Cols, i/g.Cols
	for r := max(0, row-1); r <= min(g.Rows-1, row+1); r++ {
		for c := max(0, col-1); c <= min(g.Cols-1, col+1); c++ {
			if j := r*g.Cols + c; f.open[j] && f.surface.Unit[j] == unit {
				f.open[j] = false
				f.queue = append(f.queue, int32(j))
			}
		}
	}
}

func nearestCell(g raster.Grid, cells []int32, col, row float64) orb.Point {
	best, at := 0., cells[0]
	for k, i := range cells {
		x, y := float64(int(i)%g.Cols)-col, float64(int(i)/g.Cols)-row
		if d := x*x + y*y; k == 0 || d < best {
			best, at = d, i
		}
	}
	return g.Centre(int(at)%g.Cols, int(at)/g.Cols)
}
