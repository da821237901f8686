package tile

import (
	"cmp"
	"slices"
)

// placedRing is a ring among others that it does not cross.
type placedRing struct {
	vertices []vertex
	area     float64 // twice; negative for holes
	box      box
	parent   int // the innermost ring around it, -1: none
	dropped  bool
}

// arrange puts shells before their holes, larger ones first. Rings must not
// cross. A shell that lies in another, as when a coast was simplified across an
// islet, and a hole in nothing are dropped.
func (s *shape) arrange(r *rings) {
	if r.len() == 0 || r.len() == 1 && doubleArea(r.ring(0)) > 0 {
		return
	}
	s.placed = s.placed[:0]
	for i := range r.len() {
		ring := r.ring(i)
		s.placed = append(s.placed, placedRing{vertices: ring, area: doubleArea(ring), box: boxOf(ring), parent: -1})
	}
	slices.SortStableFunc(s.placed, func(p, q placedRing) int {
		return cmp.Compare(max(q.area, -q.area), max(p.area, -p.area))
	})
	for i := range s.placed {
		p := &s.placed[i]
		for k := range i { // the innermost is the smallest, the last
			if q := &s.placed[k]; !q.dropped && q.holds(p) {
				p.parent = k
			}
		}
		inShell := p.parent >= 0 && s.placed[p.parent].area > 0
		p.dropped = inShell == (p.area > 0)
	}
	s.other.reset()
	for i, shell := range s.placed {
		if shell.dropped || shell.area < 0 {
			continue
		}
		s.other.add(shell.vertices)
		for _, hole := range s.placed[i+1:] {
			if hole.parent == i && !hole.dropped {
				s.other.add(hole.vertices)
			}
		}
	}
	*r, s.other = s.other, *r
}

// holds tells whether the ring p lies in q, given that they do not cross:
// whether q holds the middle of an edge of p that is not its own.
func (q *placedRing) holds(p *placedRing) bool {
	if !p.box.inside(q.box) {
		return false
	}
	from := p.vertices[len(p.vertices)-1]
	for _, to := range p.vertices {
		middle := vertex{from.x + to.x, from.y + to.y} // in half units
		if in, on := contains(q.vertices, middle); !on {
			return in
		}
		from = to
	}
	return true
}

// contains tells whether the ring holds a point given in half units, and
// whether the point is on it.
func contains(ring []vertex, p vertex) (in, on bool) {
	a := ring[len(ring)-1]
	a = vertex{2 * a.x, 2 * a.y}
	for _, b := range ring {
		b = vertex{2 * b.x, 2 * b.y}
		turn := cross(a, b, p)
		if turn == 0 && p.x >= min(a.x, b.x) && p.x <= max(a.x, b.x) && p.y >= min(a.y, b.y) && p.y <= max(a.y, b.y) {
			return false, true
		}
		if (a.y > p.y) != (b.y > p.y) && (turn > 0) == (b.y > a.y) {
			in = !in
		}
		a = b
	}
	return in, false
}
