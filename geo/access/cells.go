package access

import (
	"math"
	"slices"

	"github.com/paulmach/orb"

	"hatang/geo/geodesy"
	"hatang/geo/raster"
)

// blockSide is the side, in cells, of the blocks that are passed over at once.
// A block of 16 × 16 cells is 1.6 km wide: smaller than what a point serves.
const blockSide = 16

// Cells are the populated cells of a surface, unit by unit and block by block.
// They do not change and may be read by many goroutines.
type Cells struct {
	Surface *raster.Surface
	// Index is the cell's index in the surface's grid, People who live in it and
	// Unit its unit or raster.NoUnit.
	Index  []int32
	People []float64
	Unit   []int32
	// Total is the sum of People.
	Total float64

	at        []geodesy.Vector
	blocks    []block
	blockOf   []int32
	unitStart []int32 // cells of unit u are unitStart[u] ≤ i < unitStart[u+1]; those of none come last
}

// block is a run of cells of one unit that lie near each other: all within
// reachM, a chord, of the middle.
type block struct {
	from, to int32
	middle   geodesy.Vector
	reachM   float64
}

// NewCells lists the cells of s in which people live.
func NewCells(s *raster.Surface) *Cells {
	c := &Cells{Surface: s}
	order := blockOrder(s)
	c.Index = byUnit(s, order)
	n := len(c.Index)
	c.People, c.Unit, c.at = make([]float64, n), make([]int32, n), make([]geodesy.Vector, n)
	c.unitStart = make([]int32, len(s.Units)+2)
	for i, cell := range c.Index {
		c.People[i], c.Unit[i] = s.People[cell], s.Unit[cell]
		c.at[i] = geodesy.NewVector(c.Centre(i))
		c.Total += c.People[i]
		c.unitStart[c.group(i)+1]++
	}
	for u := range len(s.Units) + 1 {
		c.unitStart[u+1] += c.unitStart[u]
	}
	c.cut()
	return c
}

// group is the unit of a cell, the number of units for cells of none.
func (c *Cells) group(i int) int {
	if u := c.Unit[i]; u != raster.NoUnit {
		return int(u)
	}
	return len(c.Surface.Units)
}

// blockOrder lists the populated cells, block after block.
func blockOrder(s *raster.Surface) []int32 {
	g := s.Grid
	var order []int32
	for north := 0; north < g.Rows; north += blockSide {
		for west := 0; west < g.Cols; west += blockSide {
			for row := north; row < min(north+blockSide, g.Rows); row++ {
				for col := west; col < min(west+blockSide, g.Cols); col++ {
					if i := row*g.Cols + col; s.People[i] > 0 {
						order = append(order, int32(i))
					}
				}
			}
		}
	}
	return order
}

// byUnit orders the cells by unit and keeps the order of those of one unit.
func byUnit(s *raster.Surface, order []int32) []int32 {
	next := make([]int, len(s.Units)+2)
	group := func(cell int32) int {
		if u := s.Unit[cell]; u != raster.NoUnit {
			return int(u)
		}
		return len(s.Units)
	}
	for _, cell := range order {
		next[group(cell)+1]++
	}
	for u := range len(s.Units) + 1 {
		next[u+1] += next[u]
	}
	sorted := make([]int32, len(order))
	for _, cell := range order {
		u := group(cell)
		sorted[next[u]] = cell
		next[u]++
	}
	return sorted
}

// cut finds the runs of cells of one unit and one block.
func (c *Cells) cut() {
	cols := c.Surface.Grid.Cols
	place := func(i int) [3]int {
		cell := int(c.Index[i])
		return [3]int{c.group(i), cell / cols / blockSide, cell % cols / blockSide}
	}
	c.blockOf = make([]int32, len(c.Index))
	for from := 0; from < len(c.Index); {
		to := from + 1
		for to < len(c.Index) && place(to) == place(from) {
			to++
		}
		for i := from; i < to; i++ {
			c.blockOf[i] = int32(len(c.blocks))
		}
		c.blocks = append(c.blocks, c.bound(from, to))
		from = to
	}
}

// bound is the block of the cells from ≤ i < to.
func (c *Cells) bound(from, to int) block {
	b := block{from: int32(from), to: int32(to)}
	lo, hi := c.at[from], c.at[from]
	for _, v := range c.at[from:to] {
		for k := range v {
			lo[k], hi[k] = min(lo[k], v[k]), max(hi[k], v[k])
		}
	}
	for k := range b.middle {
		b.middle[k] = (lo[k] + hi[k]) / 2
	}
	for _, v := range c.at[from:to] {
		b.reachM = max(b.reachM, math.Sqrt(b.middle.ChordSquaredM2(v)))
	}
	b.reachM += 1e-6 // rounding
	return b
}

// Len is the number of cells.
func (c *Cells) Len() int { return len(c.Index) }

// Centre is the middle of cell i.
func (c *Cells) Centre(i int) orb.Point {
	g := c.Surface.Grid
	return g.Centre(int(c.Index[i])%g.Cols, int(c.Index[i])/g.Cols)
}

// OfUnit is the range from ≤ i < to of the cells of a unit of the surface.
func (c *Cells) OfUnit(unit int) (from, to int) {
	return int(c.unitStart[unit]), int(c.unitStart[unit+1])
}

// Within appends the cells whose centres are at most radiusM metres from p along
// the geodesic, ascending.
func (c *Cells) Within(dst []int32, p orb.Point, radiusM float64) []int32 {
	v := geodesy.NewVector(p)
	slack := geodesy.ArcErrorM(min(radiusM, 9e5)) + 1e-6
	for b := range c.blocks {
		bl := &c.blocks[b]
		if math.Sqrt(bl.middle.ChordSquaredM2(v))-bl.reachM > radiusM+slack {
			continue
		}
		for i := bl.from; i < bl.to; i++ {
			arcM := geodesy.ArcM(math.Sqrt(c.at[i].ChordSquaredM2(v)))
			if math.Abs(arcM-radiusM) <= slack {
				arcM = geodesy.DistanceM(p, c.Centre(int(i)))
			}
			if arcM <= radiusM {
				dst = append(dst, i)
			}
		}
	}
	return dst
}

// Nearest is the cell whose centre is nearest to p, -1 where there is none.
func (c *Cells) Nearest(p orb.Point) int {
	v := geodesy.NewVector(p)
	best, least := -1, math.Inf(1)
	for b := range c.blocks {
		bl := &c.blocks[b]
		if math.Sqrt(bl.middle.ChordSquaredM2(v))-bl.reachM > math.Sqrt(least) {
			continue
		}
		for i := bl.from; i < bl.to; i++ {
			if d := c.at[i].ChordSquaredM2(v); d < least {
				best, least = int(i), d
			}
		}
	}
	return best
}

// Thin picks one cell of each square of side × side cells of the grid, the one
// with most people, by index: candidates anywhere that people live.
func (c *Cells) Thin(side int) []int {
	side = max(side, 1)
	g := c.Surface.Grid
	best := map[[2]int]int{}
	for i, cell := range c.Index {
		key := [2]int{int(cell) / g.Cols / side, int(cell) % g.Cols / side}
		if j, ok := best[key]; !ok || c.People[i] > c.People[j] || (c.People[i] == c.People[j] && cell < c.Index[j]) {
			best[key] = i
		}
	}
	picked := make([]int, 0, len(best))
	for _, i := range best {
		picked = append(picked, i)
	}
	slices.SortFunc(picked, func(i, j int) int { return int(c.Index[i]) - int(c.Index[j]) })
	return picked
}
