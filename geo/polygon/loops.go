package polygon

import (
	"cmp"
	"math"
	"slices"

	"github.com/paulmach/orb"
)

// snapDeg is the grid to which vertices are rounded when rings have to be
// rebuilt: 1e-9 of a degree, 0.1 mm. It is coarse enough, some 70,000 units in
// the last place, that vertices which ought to coincide do.
const snapDeg = 1e-9

func snap(p orb.Point) orb.Point {
	return orb.Point{math.Round(p[0]/snapDeg) * snapDeg, math.Round(p[1]/snapDeg) * snapDeg}
}

// network is the edges of all rings of a geometry, split so that they meet at
// vertices only. Overlays of what they enclose then make no new vertices.
type network struct {
	rings []orb.Ring
	// crossings lists, for each ring, the places where it met itself and had no
	// vertex.
	crossings [][]orb.Point
}

// newNetwork rounds the vertices of closed rings to the grid and splits the
// edges.
func newNetwork(rings []orb.Ring) network {
	n := network{rings: make([]orb.Ring, len(rings)), crossings: make([][]orb.Point, len(rings))}
	for i, ring := range rings {
		n.rings[i] = make(orb.Ring, 0, len(ring))
		for _, v := range ring {
			n.rings[i] = append(n.rings[i], snap(v))
		}
	}
	// Rounding a crossing can move an edge across a vertex nearby; each pass
	// splits what the one before displaced. Two passes are the rule; the bound
	// only guarantees an end.
	const passes = 30
	for range passes {
		if !n.split() {
			break
		}
	}
	return n
}

// cutLoops walks the ring and cuts off a loop whenever it comes back to a
// vertex that it has passed. Edges walked there and back cut themselves off as
// loops of two and are dropped.
func cutLoops(ring orb.Ring) []orb.Ring {
	var loops []orb.Ring
	var path orb.Ring
	position := make(map[orb.Point]int, len(ring))
	for _, v := range ring {
		start, passed := position[v]
		if !passed {
			position[v] = len(path)
			path = append(path, v)
			continue
		}
		if len(path)-start >= 3 {
			loops = append(loops, append(slices.Clone(path[start:]), v))
		}
		for _, gone := range path[start+1:] {
			delete(position, gone)
		}
		path = path[:start+1]
	}
	return loops
}

// edge is a segment of a ring with the places where it must be split.
type edge struct {
	from, to   orb.Point
	west, east float64
	ring       int
	splits     []orb.Point
}

// edges lists those of all rings, in order along each.
func (n *network) edges() []edge {
	var edges []edge
	for i, ring := range n.rings {
		for k := 1; k < len(ring); k++ {
			if a, b := ring[k-1], ring[k]; a != b {
				edges = append(edges, edge{
					from: a, to: b, west: math.Min(a[0], b[0]), east: math.Max(a[0], b[0]), ring: i,
				})
			}
		}
	}
	return edges
}

// split puts a vertex wherever two edges meet and tells whether it put any.
func (n *network) split() bool {
	edges := n.edges()
	order := make([]int, len(edges))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(i, j int) int { return cmp.Compare(edges[i].west, edges[j].west) })
	for i, first := range order {
		e := &edges[first]
		for _, second := range order[i+1:] {
			if edges[second].west > e.east+snapDeg {
				break
			}
			n.meet(e, &edges[second])
		}
	}
	changed := false
	for i := range n.rings {
		n.rings[i] = n.rings[i][:0:0]
	}
	for i := range edges {
		e := &edges[i]
		changed = changed || len(e.splits) > 0
		n.rings[e.ring] = e.appendSplits(append(n.rings[e.ring], e.from))
	}
	for i, ring := range n.rings {
		if len(ring) > 0 {
			n.rings[i] = append(ring, ring[0])
		}
		n.crossings[i] = uniquePoints(n.crossings[i])
	}
	return changed
}

func (e *edge) appendSplits(ring orb.Ring) orb.Ring {
	slices.SortFunc(e.splits, func(p, q orb.Point) int {
		return cmp.Compare(squaredDistance(e.from, p), squaredDistance(e.from, q))
	})
	for _, p := range e.splits {
		if p != ring[len(ring)-1] {
			ring = append(ring, p)
		}
	}
	return ring
}

func squaredDistance(p, q orb.Point) float64 {
	dx, dy := p[0]-q[0], p[1]-q[1]
	return dx*dx + dy*dy
}

// uniquePoints keeps the first of equal points, in order.
func uniquePoints(points []orb.Point) []orb.Point {
	seen := make(map[orb.Point]bool, len(points))
	return slices.DeleteFunc(points, func(p orb.Point) bool {
		if seen[p] {
			return true
		}
		seen[p] = true
		return false
	})
}

// meet notes on both edges where they meet: an end of one on or next to the
// other, or else a crossing of the insides of both.
func (n *network) meet(e, f *edge) {
	before := len(e.splits) + len(f.splits)
	e.addIfNear(f.from)
	e.addIfNear(f.to)
	f.addIfNear(e.from)
	f.addIfNear(e.to)
	if len(e.splits)+len(f.splits) == before && cross(e, f) {
		p := snap(crossing(e, f))
		e.add(p)
		f.add(p)
	}
	if e.ring == f.ring && len(e.splits)+len(f.splits) > before {
		at := e.splits
		if len(at) == 0 {
			at = f.splits
		}
		n.crossings[e.ring] = append(n.crossings[e.ring], at[len(at)-1])
	}
}

// cross tells whether the insides of the edges have one point in common.
func cross(e, f *edge) bool {
	return Orientation(e.from, e.to, f.from)*Orientation(e.from, e.to, f.to) < 0 &&
		Orientation(f.from, f.to, e.from)*Orientation(f.from, f.to, e.to) < 0
}

// addIfNear notes p when it lies within three quarters of a grid step of the
// edge: farther than rounding moves a vertex (√½), as in snap rounding (J. D.
// Hobby, "Practical segment intersection with finite precision output", 1999).
// Without it, edges would be left nearly parallel, and engines with inexact
// predicates would see them cross.
func (e *edge) addIfNear(p orb.Point) {
	const near = 0.75 * snapDeg
	if p[0] < e.west-near || p[0] > e.east+near ||
		p[1] < math.Min(e.from[1], e.to[1])-near || p[1] > math.Max(e.from[1], e.to[1])+near {
		return
	}
	dx, dy := e.to[0]-e.from[0], e.to[1]-e.from[1]
	px, py := p[0]-e.from[0], p[1]-e.from[1]
	length := math.Hypot(dx, dy)
	along := (px*dx + py*dy) / length
	if along > 0 && along < length && math.Abs(px*dy-py*dx) < near*length {
		e.add(p)
	}
}

func (e *edge) add(p orb.Point) {
	if p != e.from && p != e.to {
		e.splits = append(e.splits, p)
	}
}

// crossing is where the lines through e and f meet, up to rounding, kept
// within e.
func crossing(e, f *edge) orb.Point {
	ex, ey := e.to[0]-e.from[0], e.to[1]-e.from[1]
	fx, fy := f.to[0]-f.from[0], f.to[1]-f.from[1]
	t := ((f.from[0]-e.from[0])*fy - (f.from[1]-e.from[1])*fx) / (ex*fy - ey*fx)
	t = math.Max(0, math.Min(1, t)) // nearly parallel edges
	if math.IsNaN(t) {
		t = 0
	}
	return orb.Point{e.from[0] + t*ex, e.from[1] + t*ey}
}
