package sweep

import (
	"cmp"
	"fmt"
	"maps"
	"math"
	"slices"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/planar"

	"hatang/geo/polygon"
)

// Area is where a field over the cells of a window is at least a level, as
// valid polygons for maps and export: marching squares between the cells'
// centres, with straight interpolation. Cells without a value (NaN) lie outside,
// and so does everything beyond the window; the border then runs midway to
// them. A single cell so becomes a diamond of half a cell's area: areas and
// people are to be counted on the raster, not on these polygons.
func Area(w Window, values []float32, level float64) (orb.MultiPolygon, error) {
	if len(values) != w.Cells() {
		return nil, fmt.Errorf("sweep: %d values for a window of %d × %d cells", len(values), w.Cols, w.Rows)
	}
	if math.IsNaN(level) || math.IsInf(level, 0) {
		return nil, fmt.Errorf("sweep: level %g, expected a number", level)
	}
	m := marcher{window: w, values: values, level: level, next: make(map[edge]edge)}
	for row := -1; row < w.Rows; row++ {
		for col := -1; col < w.Cols; col++ {
			m.square(col, row)
		}
	}
	return assemble(m.rings()), nil
}

// Band is where the field is at least low and under high.
func Band(w Window, values []float32, low, high float64) (orb.MultiPolygon, error) {
	if !(low < high) {
		return nil, fmt.Errorf("sweep: band from %g to %g, expected a higher second number", low, high)
	}
	outer, err := Area(w, values, low)
	if err != nil {
		return nil, err
	}
	inner, err := Area(w, values, high)
	if err != nil || len(inner) == 0 {
		return outer, err
	}
	return polygon.Difference(outer, inner)
}

// edge joins the centre of a cell with that of its eastern or southern
// neighbour.
type edge struct {
	col, row int32
	south    bool
}

// marcher walks over the squares between four centres. Where its borders enter
// and leave a square it notes from which edge to which they lead, the area on
// their left.
type marcher struct {
	window Window
	values []float32
	level  float64
	next   map[edge]edge
}

// value is the field above the level at a centre, negative outside.
func (m *marcher) value(col, row int) float64 {
	if col < 0 || row < 0 || col >= m.window.Cols || row >= m.window.Rows {
		return math.Inf(-1)
	}
	v := float64(m.values[row*m.window.Cols+col]) - m.level
	if math.IsNaN(v) {
		return math.Inf(-1)
	}
	return v
}

// square notes the borders through the square whose north-western corner is a
// centre. Its corners are numbered clockwise from there, and edge i leads from
// corner i to the next. Clockwise, an inner corner c is entered by edge c-1 and
// left by edge c; a border from the one to the other has the corner on its left.
func (m *marcher) square(col, row int) {
	v := [4]float64{m.value(col, row), m.value(col+1, row), m.value(col+1, row+1), m.value(col, row+1)}
	inside := func(i int) bool { return v[i&3] >= 0 }
	saddle := inside(0) == inside(2) && inside(1) == inside(3) && inside(0) != inside(1)
	// In a saddle the inner corners hang together where the middle is inside:
	// then it is the outer corners that are cut off.
	joined := saddle && v[0]+v[1]+v[2]+v[3] >= 0
	for enter := range 4 {
		if inside(enter) || !inside(enter+1) {
			continue
		}
		leave := enter + 1
		for !joined && inside(leave+1) {
			leave++
		}
		if joined {
			leave = enter + 3
		}
		m.next[edgeOf(col, row, enter)] = edgeOf(col, row, leave&3)
	}
}

func edgeOf(col, row, side int) edge {
	c, r := int32(col), int32(row)
	switch side {
	case 0:
		return edge{c, r, false}
	case 1:
		return edge{c + 1, r, true}
	case 2:
		return edge{c, r + 1, false}
	}
	return edge{c, r, true}
}

// crossing is where the border crosses an edge: kept off the centres, so that no
// two borders ever meet.
func (m *marcher) crossing(e edge) orb.Point {
	const closest = 0.02
	col, row := int(e.col), int(e.row)
	nextCol, nextRow := col+1, row
	if e.south {
		nextCol, nextRow = col, row+1
	}
	a, b := m.value(col, row), m.value(nextCol, nextRow)
	t := 0.5
	if !math.IsInf(a, 0) && !math.IsInf(b, 0) {
		t = min(max(a/(a-b), closest), 1-closest)
	}
	from, to := m.window.Centre(col, row), m.window.Centre(nextCol, nextRow)
	return orb.Point{from[0] + t*(to[0]-from[0]), from[1] + t*(to[1]-from[1])}
}

// rings follows the borders all the way round, in the order of their first
// edges.
func (m *marcher) rings() []orb.Ring {
	starts := slices.SortedFunc(maps.Keys(m.next), func(a, b edge) int {
		if c := cmp.Or(cmp.Compare(a.row, b.row), cmp.Compare(a.col, b.col)); c != 0 {
			return c
		}
		return cmp.Compare(side(a), side(b))
	})
	var rings []orb.Ring
	for _, start := range starts {
		if _, left := m.next[start]; !left {
			continue
		}
		var ring orb.Ring
		for at := start; ; {
			to, more := m.next[at]
			if !more {
				break
			}
			ring = append(ring, m.crossing(at))
			delete(m.next, at)
			at = to
		}
		rings = append(rings, append(ring, ring[0]))
	}
	return rings
}

func side(e edge) int {
	if e.south {
		return 1
	}
	return 0
}

// assemble gives every hole, which runs clockwise, to the smallest outer ring
// around it.
func assemble(rings []orb.Ring) orb.MultiPolygon {
	var areas orb.MultiPolygon
	var holes []orb.Ring
	for _, r := range rings {
		if r.Orientation() == orb.CCW {
			areas = append(areas, orb.Polygon{r})
		} else {
			holes = append(holes, r)
		}
	}
	bounds, sizes := make([]orb.Bound, len(areas)), make([]float64, len(areas))
	for i, a := range areas {
		bounds[i], sizes[i] = a.Bound(), math.Abs(planar.Area(a[0]))
	}
	for _, hole := range holes {
		best := -1
		for i := range areas {
			if bounds[i].Contains(hole[0]) && (best < 0 || sizes[i] < sizes[best]) && planar.RingContains(areas[i][0], hole[0]) {
				best = i
			}
		}
		if best >= 0 {
			areas[best] = append(areas[best], hole)
		}
	}
	return areas
}
