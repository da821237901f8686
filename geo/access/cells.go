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
	c.order()
	n := len(c.Index)
	c.People, c.Unit, c.at = make([]float64, n), make([]int32, n), make([]geodesy.Vector, n)
	inRow, inCol := vectorsOf(s.Grid)
	cols := s.Grid.Cols
	across := (cols + blockSide - 1) / blockSide
	blockAt := make([]int32, n) // of the grid, in which a cell lies
	runs(n, 1<<14, func(from, to int) {
		for i := from; i < to; i++ {
			cell := int(c.Index[i])
			c.People[i], c.Unit[i] = s.People[cell], s.Unit[cell]
			row, col := cell/cols, cell%cols
			r, k := &inRow[row], &inCol[col]
			c.at[i] = geodesy.Vector{r[0] * k[0], r[0] * k[1], r[2]}
			blockAt[i] = int32(row/blockSide*across + col/blockSide)
		}
	})
	for _, people := range c.People {
		c.Total += people
	}
	c.cut(blockAt)
	return c
}

// vectorsOf are the places of the middles of a grid's rows on the meridian of
// Greenwich and, for each column, the cosine and sine of its longitude: a cell's
// place is a row's turned by a column's.
func vectorsOf(g raster.Grid) (inRow []geodesy.Vector, inCol [][2]float64) {
	inRow, inCol = make([]geodesy.Vector, g.Rows), make([][2]float64, g.Cols)
	for row := range inRow {
		inRow[row] = geodesy.NewVector(orb.Point{0, g.CentreLat(row)})
	}
	for col := range inCol {
		inCol[col][1], inCol[col][0] = math.Sincos(g.CentreLon(col) * math.Pi / 180)
	}
	return inRow, inCol
}

// order lists the populated cells: unit by unit, those of none last, and in each
// block by block and row by row.
func (c *Cells) order() {
	s := c.Surface
	groups := len(s.Units) + 1
	group := func(cell int) int {
		if u := s.Unit[cell]; u != raster.NoUnit {
			return int(u)
		}
		return groups - 1
	}
	c.unitStart = make([]int32, groups+1)
	for cell, people := range s.People {
		if people > 0 {
			c.unitStart[group(cell)+1]++
		}
	}
	for u := range groups {
		c.unitStart[u+1] += c.unitStart[u]
	}
	next := slices.Clone(c.unitStart)
	c.Index = make([]int32, c.unitStart[groups])
	g := s.Grid
	for north := 0; north < g.Rows; north += blockSide {
		for west := 0; west < g.Cols; west += blockSide {
			for row := north; row < min(north+blockSide, g.Rows); row++ {
				for cell := row*g.Cols + west; cell < row*g.Cols+min(west+blockSide, g.Cols); cell++ {
					if s.People[cell] > 0 {
						u := group(cell)
						c.Index[next[u]] = int32(cell)
						next[u]++
					}
				}
			}
		}
	}
}

// cut finds the runs of cells of one unit and one block of the grid.
func (c *Cells) cut(blockAt []int32) {
	c.blockOf = make([]int32, len(c.Index))
	var starts []int32
	for i := range c.Index {
		if i == 0 || blockAt[i] != blockAt[i-1] || c.Unit[i] != c.Unit[i-1] {
			starts = append(starts, int32(i))
		}
		c.blockOf[i] = int32(len(starts) - 1)
	}
	c.blocks = make([]block, len(starts))
	starts = append(starts, int32(len(c.Index)))
	runs(len(c.blocks), 64, func(from, to int) {
		for b := from; b < to; b++ {
			c.blocks[b] = c.bound(int(starts[b]), int(starts[b+1]))
		}
	})
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
