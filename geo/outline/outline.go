package outline

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/paulmach/orb"

	"hatang/geo/raster"
)

// Areas draws the labels 0 to n-1 of the cells of g as polygons, one answer a
// label, empty where no cell bears it. Cells with a negative label are left out.
// Outer rings run anticlockwise and holes clockwise. label has one entry a cell.
func Areas(g raster.Grid, label []int32, n int) ([]orb.MultiPolygon, error) {
	if len(label) != g.Cells() {
		return nil, fmt.Errorf("outline: %d labels for %d cells", len(label), g.Cells())
	}
	for i, l := range label {
		if int(l) >= n {
			return nil, fmt.Errorf("outline: cell %d has label %d, expected below %d", i, l, n)
		}
	}
	l := &labels{grid: g, label: label}
	rings := l.rings()
	t := &table{known: map[[2]vertex]int{}}
	uses := make([][]use, len(rings))
	for i := range rings {
		uses[i] = t.split(&rings[i])
	}
	t.simplify()
	return assemble(g, t, rings, uses, n), nil
}

// loop is a ring as it is drawn.
type loop struct {
	ring  *ring
	area  int64 // of the corners; positive for outer rings
	drawn orb.Ring
}

func assemble(g raster.Grid, t *table, rings []ring, uses [][]use, n int) []orb.MultiPolygon {
	byLabel := make([][]loop, n)
	for i := range rings {
		r := &rings[i]
		byLabel[r.label] = append(byLabel[r.label], loop{r, area2(r.corners), t.draw(g, uses[i])})
	}
	areas := make([]orb.MultiPolygon, n)
	for k, loops := range byLabel {
		areas[k] = nest(loops)
	}
	return areas
}

// draw joins the arcs of a ring.
func (t *table) draw(g raster.Grid, uses []use) orb.Ring {
	var out orb.Ring
	add := func(v vertex) {
		p := orb.Point{g.West + float64(v.x)/2*g.CellLonDeg, g.North - float64(v.y)/2*g.CellLatDeg}
		if len(out) == 0 || out[len(out)-1] != p {
			out = append(out, p)
		}
	}
	for _, u := range uses {
		drawn := t.arcs[u.arc].drawn
		for k := range drawn {
			if u.reversed {
				add(drawn[len(drawn)-1-k])
			} else {
				add(drawn[k])
			}
		}
	}
	return out
}

// area2 is twice the area of the corners, positive when they run anticlockwise.
func area2(corners []vertex) int64 {
	var sum int64
	for i, v := range corners {
		w := corners[(i+1)%len(corners)]
		sum += int64(w.x)*int64(v.y) - int64(v.x)*int64(w.y)
	}
	return sum
}

// nest puts each hole into the smallest outer ring around it.
func nest(loops []loop) orb.MultiPolygon {
	var outer []loop
	for _, l := range loops {
		if l.area > 0 {
			outer = append(outer, l)
		}
	}
	slices.SortStableFunc(outer, func(a, b loop) int { return cmp.Compare(a.area, b.area) })
	var areas orb.MultiPolygon
	for _, o := range outer {
		areas = append(areas, orb.Polygon{o.drawn})
	}
	for _, hole := range loops {
		if hole.area > 0 {
			continue
		}
		at := hole.ring.onLevelEdge()
		for k, o := range outer {
			if -hole.area < o.area && surrounds(o.ring.corners, at) {
				areas[k] = append(areas[k], hole.drawn)
				break
			}
		}
	}
	return areas
}

// onLevelEdge is the middle of an edge that runs east or west.
func (r *ring) onLevelEdge() vertex {
	i := 0
	for r.corners[i].y != r.corners[i+1].y { // every ring has at least two level edges
		i++
	}
	return middle(r.corners[i], r.corners[i+1])
}

// surrounds counts the borders north of v, the middle of an edge that runs east
// or west: it lies on no border of another ring, and straight north of it no
// border has a corner.
func surrounds(corners []vertex, v vertex) bool {
	inside := false
	for i, a := range corners {
		b := corners[(i+1)%len(corners)]
		if a.y == b.y && a.y < v.y && min(a.x, b.x) < v.x && v.x < max(a.x, b.x) {
			inside = !inside
		}
	}
	return inside
}
