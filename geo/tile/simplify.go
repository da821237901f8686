package tile

import "container/heap"

// Simplification follows Visvalingam and Whyatt ("Line generalisation by
// repeated elimination of points", The Cartographic Journal 30, 1993): of the
// vertices of an arc, the one whose triangle with its neighbours is smallest
// goes first. The size at which a vertex goes, made to never fall along the way,
// tells at which zooms it is drawn, so that one pass over an arc serves all of
// them.

// minTriangle is the smallest triangle that is drawn, as twice its area in
// square tile units: half a square pixel on a tile of 512 pixels.
const minTriangle = 64

// zoomOf is the first zoom at which a triangle, given as twice its area in
// square world units, is large enough.
func zoomOf(doubleArea float64) uint8 {
	threshold := float64(minTriangle) // at the zoom where a unit is a world unit
	for zoom := uint8(worldBits - extentBits); zoom > 0; zoom-- {
		if doubleArea < 4*threshold {
			if doubleArea < threshold {
				return zoom + 1
			}
			return zoom
		}
		threshold *= 4
	}
	return 0
}

// corner is a vertex of an arc on its way out.
type corner struct {
	at, prev, next int
	doubleArea     float64
	place          int // in the heap
}

// eliminations is the heap of the corners that are left, the smallest first;
// equal ones go by position, so that the order is the same everywhere.
type eliminations []*corner

func (h eliminations) Len() int { return len(h) }

func (h eliminations) Less(i, j int) bool {
	return h[i].doubleArea < h[j].doubleArea || h[i].doubleArea == h[j].doubleArea && h[i].at < h[j].at
}

func (h eliminations) Swap(i, j int) {
	h[i], h[j] = h[j], h[i]
	h[i].place, h[j].place = i, j
}

// Push implements heap.Interface; corners are not added later.
func (h *eliminations) Push(any) {}

// Pop implements heap.Interface.
func (h *eliminations) Pop() any {
	last := len(*h) - 1
	c := (*h)[last]
	*h = (*h)[:last]
	return c
}

// weigh writes, for each vertex between the ends of an arc, the first zoom at
// which it is drawn. The last keep of them are drawn always, so that a ring of
// one or two arcs keeps an area.
func weigh(arc []World, zooms []uint8, keep int) {
	corners := make([]corner, len(arc))
	left := make(eliminations, 0, len(arc))
	for i := 1; i+1 < len(arc); i++ {
		c := &corners[i]
		*c = corner{at: i, prev: i - 1, next: i + 1, place: len(left)}
		c.doubleArea = triangle(arc[i-1], arc[i], arc[i+1])
		left = append(left, c)
	}
	heap.Init(&left)
	largest := 0.0
	for left.Len() > 0 {
		c, ok := heap.Pop(&left).(*corner)
		if !ok {
			return
		}
		largest = max(largest, c.doubleArea)
		zooms[c.at] = zoomOf(largest)
		if left.Len() < keep {
			zooms[c.at] = 0
		}
		for _, beside := range [...]int{c.prev, c.next} {
			if beside == 0 || beside == len(arc)-1 {
				continue
			}
			b := &corners[beside]
			if beside == c.prev {
				b.next = c.next
			} else {
				b.prev = c.prev
			}
			b.doubleArea = triangle(arc[b.prev], arc[b.at], arc[b.next])
			heap.Fix(&left, b.place)
		}
	}
}

// triangle is twice the area of a triangle.
func triangle(a, b, c World) float64 {
	ux, uy := float64(b.X)-float64(a.X), float64(b.Y)-float64(a.Y)
	vx, vy := float64(c.X)-float64(a.X), float64(c.Y)-float64(a.Y)
	d := ux*vy - uy*vx
	return max(d, -d)
}
