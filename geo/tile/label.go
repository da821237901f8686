package tile

import (
	"container/heap"
	"math"

	"github.com/paulmach/orb"
)

// LabelPoint is a place for an area's name: the centre of about the largest
// circle on the map that its largest polygon holds. ok is false without area.
//
// The search halves cells and follows the most promising (Garcia-Castellanos
// and Lombardo, "Poles of inaccessibility", Scottish Geographical Journal 123,
// 2007, in the form of Mapbox's polylabel) and ends within 1 % of the
// polygon's size.
func LabelPoint(area orb.MultiPolygon) (p orb.Point, ok bool) {
	var largest [][]planar
	size := 0.0
	for _, polygon := range area {
		rings := projectRings(polygon)
		if len(rings) == 0 {
			continue
		}
		if a := math.Abs(planarArea(rings[0])); a > size {
			largest, size = rings, a
		}
	}
	if largest == nil {
		return orb.Point{}, false
	}
	best := pole(largest)
	return unproject(best.x, best.y), true
}

// planar is a position on the unit square of Web Mercator.
type planar struct{ x, y float64 }

func projectRings(polygon orb.Polygon) [][]planar {
	var rings [][]planar
	for _, ring := range polygon {
		projected := make([]planar, len(ring))
		for i, p := range ring {
			x, y := mercator(p)
			projected[i] = planar{x, y}
		}
		if len(projected) >= 3 {
			rings = append(rings, projected)
		} else if len(rings) == 0 {
			return nil
		}
	}
	return rings
}

func planarArea(ring []planar) float64 {
	var sum float64
	from := ring[len(ring)-1]
	for _, to := range ring {
		sum += (from.x-ring[0].x)*(to.y-ring[0].y) - (to.x-ring[0].x)*(from.y-ring[0].y)
		from = to
	}
	return sum / 2
}

// probe is a square cell: its centre, half its side, how far the centre is
// from the border, and how far any point of the cell can be.
type probe struct {
	centre             planar
	half, inside, best float64
}

type probes []probe

func (h probes) Len() int           { return len(h) }
func (h probes) Less(i, j int) bool { return h[i].best > h[j].best }
func (h probes) Swap(i, j int)      { h[i], h[j] = h[j], h[i] }

// Push implements heap.Interface.
func (h *probes) Push(x any) {
	if p, ok := x.(probe); ok {
		*h = append(*h, p)
	}
}

// Pop implements heap.Interface.
func (h *probes) Pop() any {
	last := len(*h) - 1
	p := (*h)[last]
	*h = (*h)[:last]
	return p
}

func pole(rings [][]planar) planar {
	low, high := rings[0][0], rings[0][0]
	for _, p := range rings[0] {
		low = planar{min(low.x, p.x), min(low.y, p.y)}
		high = planar{max(high.x, p.x), max(high.y, p.y)}
	}
	width, height := high.x-low.x, high.y-low.y
	precision, side := max(width, height)/100, min(width, height)
	if side <= 0 {
		return low
	}
	test := func(x, y, half float64) probe {
		d := borderDistance(rings, planar{x, y})
		return probe{planar{x, y}, half, d, d + half*math.Sqrt2}
	}
	best := test((low.x+high.x)/2, (low.y+high.y)/2, 0)
	var queue probes
	columns, rows := int(min(math.Ceil(width/side), 100)), int(min(math.Ceil(height/side), 100))
	half := max(width/float64(columns), height/float64(rows)) / 2
	for i := range columns {
		for k := range rows {
			queue = append(queue, test(low.x+width*(float64(i)+0.5)/float64(columns), low.y+height*(float64(k)+0.5)/float64(rows), half))
		}
	}
	heap.Init(&queue)
	for queue.Len() > 0 {
		p, ok := heap.Pop(&queue).(probe)
		if !ok || p.best-best.inside <= precision && best.inside > 0 || p.half < precision/1000 {
			break
		}
		if p.inside > best.inside {
			best = p
		}
		for _, corner := range [...]planar{{-1, -1}, {1, -1}, {-1, 1}, {1, 1}} {
			h := p.half / 2
			heap.Push(&queue, test(p.centre.x+corner.x*h, p.centre.y+corner.y*h, h))
		}
	}
	return best.centre
}

// borderDistance is the distance from p to the nearest edge, negative outside.
func borderDistance(rings [][]planar, p planar) float64 {
	inside, nearest := false, math.Inf(1)
	for _, ring := range rings {
		a := ring[len(ring)-1]
		for _, b := range ring {
			if (a.y > p.y) != (b.y > p.y) && p.x < (b.x-a.x)*(p.y-a.y)/(b.y-a.y)+a.x {
				inside = !inside
			}
			nearest = min(nearest, edgeDistance2(a, b, p))
			a = b
		}
	}
	if !inside {
		return -math.Sqrt(nearest)
	}
	return math.Sqrt(nearest)
}

func edgeDistance2(a, b, p planar) float64 {
	ux, uy := b.x-a.x, b.y-a.y
	if length2 := ux*ux + uy*uy; length2 > 0 {
		t := min(max(((p.x-a.x)*ux+(p.y-a.y)*uy)/length2, 0), 1)
		a = planar{a.x + t*ux, a.y + t*uy}
	}
	return (p.x-a.x)*(p.x-a.x) + (p.y-a.y)*(p.y-a.y)
}
