package access

import (
	"context"
	"fmt"
	"math"

	"github.com/paulmach/orb"

	"hatang/geo/geodesy"
	"hatang/geo/raster"
)

// WalkKMH is how fast people are taken to go on foot where nothing else is said:
// an assumption of the planner's handbooks, 4 to 5 km/h on level ground.
const WalkKMH = 4.0

// Line is a road that can be travelled both ways.
type Line struct {
	Name     string
	Class    string // as its source calls it
	SpeedKMH float64
	Path     orb.LineString // degrees on WGS 84
}

// Ground is what is travelled on.
type Ground struct {
	// Lines are roads; lines that share a vertex, to 0.1 m, are joined there.
	// Where they cross without one, one changes on foot.
	Lines []Line
	// Slowness is the seconds that a metre on foot takes in each cell of the grid,
	// +Inf or NaN where nobody can go; nil: WalkKMH everywhere in a unit.
	Slowness []float32
	// WalkKMH stands for the constant where it is not 0.
	WalkKMH float64
}

// pieceCells is the longest piece of a line between two places where it can be
// boarded, in cells' heights.
const pieceCells = 1.0

// network is the graph: its first nodes are the cells that can be walked, the
// others vertices of lines.
type network struct {
	grid   raster.Grid
	node   []int32 // of each cell of the grid, -1 where nobody can go
	cell   []int32 // of each node that is a cell
	slow   []float32
	stepM  [][moves]float64 // of a row: metres to the neighbour that each move leads to
	extra  adjacency        // on and off the lines, and along them
	at     []orb.Point      // of the nodes that are vertices
	bucket float64          // seconds
}

// moves are those to the 16 neighbours; each is followed by its opposite.
const moves = 16

// offsets are the columns and rows of the moves.
func offsets() [moves][2]int {
	return [moves][2]int{
		{1, 0}, {-1, 0}, {0, 1}, {0, -1}, {1, 1}, {-1, -1}, {1, -1}, {-1, 1},
		{2, 1}, {-2, -1}, {1, 2}, {-1, -2}, {2, -1}, {-2, 1}, {1, -2}, {-1, 2},
	}
}

// adjacency is the further neighbours of each node and what it costs to get there.
type adjacency struct {
	start []int32
	to    []int32
	cost  []float64
}

func (g *Ground) check(s *raster.Surface) error {
	if g.Slowness != nil && len(g.Slowness) != s.Grid.Cells() {
		return fmt.Errorf("access: %d cells of slowness for a grid of %d", len(g.Slowness), s.Grid.Cells())
	}
	for i, v := range g.Slowness {
		if v <= 0 {
			return fmt.Errorf("access: slowness of cell %d is %v s/m, expected more than 0", i, v)
		}
	}
	if math.IsNaN(g.WalkKMH) || g.WalkKMH < 0 || g.WalkKMH > 100 {
		return fmt.Errorf("access: walking speed is %v km/h, expected 0 to 100", g.WalkKMH)
	}
	for i, l := range g.Lines {
		if !(l.SpeedKMH > 0 && l.SpeedKMH <= 500) {
			return fmt.Errorf("access: line %d (%s) has a speed of %v km/h, expected more than 0 and at most 500", i, l.Name, l.SpeedKMH)
		}
		for _, p := range l.Path {
			if !(math.Abs(p[0]) <= 180 && math.Abs(p[1]) <= 90) {
				return fmt.Errorf("access: line %d (%s) has a vertex at %v, expected degrees", i, l.Name, p)
			}
		}
	}
	return nil
}

func newNetwork(ctx context.Context, s *raster.Surface, g *Ground) (*network, error) {
	if err := g.check(s); err != nil {
		return nil, err
	}
	n := &network{grid: s.Grid}
	n.walkable(s, g)
	n.measureSteps()
	if err := n.addLines(ctx, g.Lines); err != nil {
		return nil, err
	}
	// Costs within a bucket are not told apart by it, only sorted out by trying
	// again: a tenth of a cell's walk keeps both that and empty buckets few.
	n.bucket = n.grid.CellLatDeg * 111_000 * n.fastest() / 10
	return n, nil
}

// walkable numbers the cells that can be walked: those of a unit or with people.
func (n *network) walkable(s *raster.Surface, g *Ground) {
	kmh := g.WalkKMH
	if kmh == 0 {
		kmh = WalkKMH
	}
	n.node = make([]int32, s.Grid.Cells())
	for i := range n.node {
		n.node[i] = -1
		slow := float32(3.6 / kmh)
		if g.Slowness != nil {
			slow = g.Slowness[i]
		}
		if (s.Unit[i] == raster.NoUnit && s.People[i] == 0) || !(slow < unreached) {
			continue
		}
		n.node[i] = int32(len(n.cell))
		n.cell = append(n.cell, int32(i))
		n.slow = append(n.slow, slow)
	}
}

func (n *network) fastest() float64 {
	least := float32(3.6 / WalkKMH)
	for _, s := range n.slow {
		least = min(least, s)
	}
	return float64(least)
}

// measureSteps measures the moves of each row. A move and its opposite have the
// same length because both are measured from the row further north.
func (n *network) measureSteps() {
	n.stepM = make([][moves]float64, n.grid.Rows)
	at := func(col, row int) geodesy.Vector {
		return geodesy.NewVector(orb.Point{n.grid.CellLonDeg * float64(col), n.grid.CentreLat(row)})
	}
	for row := range n.grid.Rows {
		for m, o := range offsets() {
			from, to := row, row+o[1]
			if to < 0 || to >= n.grid.Rows {
				continue
			}
			cols := o[0]
			if to < from {
				from, to, cols = to, from, -cols
			}
			if cols < 0 {
				cols = -cols
			}
			n.stepM[row][m] = geodesy.ArcM(math.Sqrt(at(0, from).ChordSquaredM2(at(cols, to))))
		}
	}
}

// each calls do with every neighbour of a node and the cost of going there.
func (n *network) each(node int32, do func(to int32, cost float64)) {
	if int(node) < len(n.cell) {
		n.eachCell(node, do)
	}
	for k := n.extra.start[node]; k < n.extra.start[node+1]; k++ {
		do(n.extra.to[k], n.extra.cost[k])
	}
}

func (n *network) eachCell(node int32, do func(to int32, cost float64)) {
	cell := int(n.cell[node])
	cols := n.grid.Cols
	row, col := cell/cols, cell%cols
	steps := &n.stepM[row]
	for m, o := range offsets() {
		c, r := col+o[0], row+o[1]
		if c < 0 || c >= cols || r < 0 || r >= n.grid.Rows {
			continue
		}
		to := n.node[r*cols+c]
		if to < 0 {
			continue
		}
		slow := float64(n.slow[node]) + float64(n.slow[to])
		if m < 8 {
			do(to, steps[m]*slow/2)
			continue
		}
		// A knight's move crosses the two cells between for a quarter of its way
		// each; where one of them cannot be walked there is no such move.
		a, b := n.between(row, col, o)
		if a >= 0 && b >= 0 {
			do(to, steps[m]*(slow+(float64(n.slow[a])+float64(n.slow[b])))/4)
		}
	}
}

// between is the nodes of the two cells that a knight's move crosses.
func (n *network) between(row, col int, o [2]int) (a, b int32) {
	sign := func(x int) int {
		if x < 0 {
			return -1
		}
		return 1
	}
	dc, dr := sign(o[0]), sign(o[1])
	second := (row+dr)*n.grid.Cols + col + dc
	if o[0] == 2*dc {
		return n.node[row*n.grid.Cols+col+dc], n.node[second]
	}
	return n.node[(row+dr)*n.grid.Cols+col], n.node[second]
}

// nodes is how many there are.
func (n *network) nodes() int { return len(n.cell) + len(n.at) }

// door is the node of the walkable cell in or next to which p lies and the cost
// of walking to its centre; -1 where there is none within reach.
func (n *network) door(p orb.Point) (node int32, cost float64) {
	col := int(math.Floor((p[0] - n.grid.West) / n.grid.CellLonDeg))
	row := int(math.Floor((n.grid.North - p[1]) / n.grid.CellLatDeg))
	node, best := int32(-1), math.Inf(1)
	for ring := 0; ring <= doorRings && node < 0; ring++ {
		for r := row - ring; r <= row+ring; r++ {
			for c := col - ring; c <= col+ring; c++ {
				if max(abs(r-row), abs(c-col)) != ring || r < 0 || c < 0 || r >= n.grid.Rows || c >= n.grid.Cols {
					continue
				}
				if k := n.node[r*n.grid.Cols+c]; k >= 0 {
					if d := geodesy.DistanceM(p, n.grid.Centre(c, r)) * float64(n.slow[k]); d < best {
						node, best = k, d
					}
				}
			}
		}
	}
	return node, best
}

// doorRings is how many cells beyond its own a point's door may be: points stand
// on banks and borders, and coordinates are rounded.
const doorRings = 5

func abs(x int) int {
	if x < 0 {
		return -x
	}
	return x
}
