package index

import (
	"fmt"
	"math"
	"math/big"
	"slices"

	"github.com/paulmach/orb"
)

// area is one polygon, its holes included, prepared for containment tests: a
// point is within if a ray to the east crosses an odd number of edges. The
// latitudes are cut into bands that know the edges within them, so that a test
// looks at a few edges only.
//
// Edges are half open, as in the crossing rule of W. R. Franklin's PNPOLY: of a
// border, the western and the southern side belong to the area. Edges are always
// taken from south to north, so that neighbours who share a border decide it by
// the same arithmetic and exactly one of them holds a point on it.
type area struct {
	bound       orb.Bound
	vertices    []orb.Point // the closed rings one after the other
	rings       []int32     // ring → the vertex that closes it
	southLat    float64
	bandsPerDeg float64
	starts      []int32 // band → its first in edges
	edges       []int32 // the vertex at which each edge of a band starts
}

// newArea prepares a polygon. Rings are closed if they are not; those of fewer
// than three vertices are left out. It fails on a vertex that is not a number or
// out of range.
func newArea(polygon orb.Polygon) (area, error) {
	a := area{}
	for i, ring := range polygon {
		for j, v := range ring {
			if !onEarth(v) {
				return area{}, fmt.Errorf(
					"ring %d, vertex %d: position (%v, %v), want longitude -180 to 180 and latitude -90 to 90",
					i, j, v[0], v[1])
			}
		}
		if len(ring) < 3 {
			continue
		}
		a.vertices = append(a.vertices, ring...)
		if ring[0] != ring[len(ring)-1] {
			a.vertices = append(a.vertices, ring[0])
		}
		a.rings = append(a.rings, int32(len(a.vertices)-1))
	}
	if len(a.rings) > 0 {
		a.bound = boundOf(a.vertices)
		a.fillBands()
	}
	return a, nil
}

// allEdges yields the vertex at which each edge starts.
func (a *area) allEdges(yield func(e int32) bool) {
	var first int32
	for _, last := range a.rings {
		for e := first; e < last; e++ {
			if !yield(e) {
				return
			}
		}
		first = last + 1
	}
}

// fillBands chooses the number of bands, half as many as edges unless long edges
// would then be entered too often, and enters the edges.
func (a *area) fillBands() {
	edges := slices.Collect(a.allEdges)
	a.southLat = a.bound.Min[1]
	height := a.bound.Max[1] - a.bound.Min[1]
	for bands := max(1, len(edges)/2); ; bands /= 2 {
		a.bandsPerDeg = float64(bands) / height
		if bands == 1 || height == 0 || math.IsInf(a.bandsPerDeg, 1) {
			bands, a.bandsPerDeg = 1, 0
		}
		a.starts = make([]int32, bands+1)
		for _, e := range edges {
			south, north := a.bandsOf(e)
			for band := south; band <= north; band++ {
				a.starts[band+1]++
			}
		}
		for band := range bands {
			a.starts[band+1] += a.starts[band]
		}
		if bands == 1 || int(a.starts[bands]) <= 4*len(edges) {
			break
		}
	}
	a.edges = make([]int32, a.starts[len(a.starts)-1])
	next := slices.Clone(a.starts)
	for _, e := range edges {
		south, north := a.bandsOf(e)
		for band := south; band <= north; band++ {
			a.edges[next[band]] = e
			next[band]++
		}
	}
}

// bandsOf is the range of bands of the edge at vertex e.
func (a *area) bandsOf(e int32) (south, north int) {
	p, q := a.vertices[e][1], a.vertices[e+1][1]
	return a.band(min(p, q)), a.band(max(p, q))
}

// band never falls as the latitude grows: that alone makes the bands right,
// whatever the rounding.
func (a *area) band(lat float64) int {
	return min(int((lat-a.southLat)*a.bandsPerDeg), len(a.starts)-2)
}

// holds reports whether p lies in the area.
func (a *area) holds(p orb.Point) bool {
	if len(a.edges) == 0 || !boundHolds(&a.bound, p) {
		return false
	}
	band := a.band(p[1])
	crossings := 0
	for _, e := range a.edges[a.starts[band]:a.starts[band+1]] {
		crossings += crossing(a.vertices[e], a.vertices[e+1], p)
	}
	return crossings&1 != 0
}

// touches reports whether an edge may come into the closed box: it never says no
// wrongly.
func (a *area) touches(b *orb.Bound) bool {
	if len(a.edges) == 0 || !a.bound.Intersects(*b) {
		return false
	}
	south, north := a.band(max(b.Min[1], a.southLat)), a.band(min(b.Max[1], a.bound.Max[1]))
	for _, e := range a.edges[a.starts[south]:a.starts[north+1]] {
		if edgeTouches(a.vertices[e], a.vertices[e+1], b) {
			return true
		}
	}
	return false
}

// boundHolds reports whether the closed box holds p; unlike orb's method it says
// no to what is not a number.
func boundHolds(b *orb.Bound, p orb.Point) bool {
	return p[0] >= b.Min[0] && p[0] <= b.Max[0] && p[1] >= b.Min[1] && p[1] <= b.Max[1]
}

// crossing is 1 if the ray from p to the east crosses the edge between v and w.
func crossing(v, w, p orb.Point) int {
	if (v[1] > p[1]) == (w[1] > p[1]) {
		return 0
	}
	if p[0] >= v[0] && p[0] >= w[0] {
		return 0
	}
	if p[0] < v[0] && p[0] < w[0] {
		return 1
	}
	if v[1] > w[1] {
		v, w = w, v
	}
	return bit(side(v, w, p) > 0)
}

// side is positive if p lies to the left of the line from v to w, negative to
// the right, and zero on it; exactly so.
func side(v, w, p orb.Point) int {
	left := (w[0] - v[0]) * (p[1] - v[1])
	right := (w[1] - v[1]) * (p[0] - v[0])
	det := left - right
	// J. R. Shewchuk, "Adaptive precision floating-point arithmetic", 1997, the
	// bound A of orient2d: (3 + 16ε)ε with ε = 2⁻⁵³.
	const bound = 3.3306690738754716e-16
	if slack := bound * (math.Abs(left) + math.Abs(right)); det > slack {
		return 1
	} else if det < -slack {
		return -1
	}
	return exactSide(v, w, p)
}

func exactSide(v, w, p orb.Point) int {
	difference := func(a, b float64) *big.Rat {
		return new(big.Rat).Sub(new(big.Rat).SetFloat64(a), new(big.Rat).SetFloat64(b))
	}
	left := new(big.Rat).Mul(difference(w[0], v[0]), difference(p[1], v[1]))
	right := new(big.Rat).Mul(difference(w[1], v[1]), difference(p[0], v[0]))
	return left.Cmp(right)
}

// edgeTouches reports whether the edge may come into the box: their bounds
// overlap and the corners are not surely all on one side.
func edgeTouches(v, w orb.Point, b *orb.Bound) bool {
	if max(v[0], w[0]) < b.Min[0] || min(v[0], w[0]) > b.Max[0] ||
		max(v[1], w[1]) < b.Min[1] || min(v[1], w[1]) > b.Max[1] {
		return false
	}
	first := side(v, w, b.Min)
	return first == 0 || first != side(v, w, b.Max) ||
		first != side(v, w, b.LeftTop()) || first != side(v, w, b.RightBottom())
}
