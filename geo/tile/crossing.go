package tile

import (
	"cmp"
	"slices"
)

// segment is an edge of a ring, or of several that run the same way.
type segment struct {
	a, b  vertex
	times int // how many, 1 or more
}

func (s *segment) lowX() int64  { return min(s.a.x, s.b.x) }
func (s *segment) highX() int64 { return max(s.a.x, s.b.x) }

// segmentsOf are the edges of the rings, from west to east.
func segmentsOf(r *rings, list []segment) []segment {
	list = list[:0]
	for i := range r.len() {
		ring := r.ring(i)
		from := ring[len(ring)-1]
		for _, to := range ring {
			list = append(list, segment{from, to, 1})
			from = to
		}
	}
	return list
}

func sortWestToEast(list []segment) {
	slices.SortFunc(list, func(s, t segment) int {
		if west, east := s.lowX(), t.lowX(); west != east {
			return cmp.Compare(west, east)
		}
		return compareSegments(s, t)
	})
}

// compareSegments compares where the segments run, not how many they are.
func compareSegments(s, t segment) int {
	if s.a != t.a {
		return compareVertices(s.a, t.a)
	}
	return compareVertices(s.b, t.b)
}

func compareVertices(v, w vertex) int {
	if v.x != w.x {
		return cmp.Compare(v.x, w.x)
	}
	return cmp.Compare(v.y, w.y)
}

// eachMeeting calls visit with the pairs of segments whose boxes meet; the
// segments must be sorted from west to east. It ends when visit returns false.
func eachMeeting(list []segment, visit func(i, j int) bool) {
	for i := range list {
		s := &list[i]
		east, low, high := s.highX(), min(s.a.y, s.b.y), max(s.a.y, s.b.y)
		for j := i + 1; j < len(list) && list[j].lowX() <= east; j++ {
			t := &list[j]
			if max(t.a.y, t.b.y) < low || min(t.a.y, t.b.y) > high {
				continue
			}
			if !visit(i, j) {
				return
			}
		}
	}
}

// simple tells whether the rings have no point in common but that consecutive
// edges meet at their vertex. Rings that are simple in this sense, shells and
// their holes, form valid polygons.
func (s *shape) simple() bool {
	clean := true
	eachMeeting(s.segments, func(i, j int) bool {
		clean = !conflict(s.segments[i], s.segments[j])
		return clean
	})
	if !clean {
		return false
	}
	// Each vertex is left once: rings do not touch.
	s.starts = s.starts[:0]
	for _, edge := range s.segments {
		s.starts = append(s.starts, edge.a)
	}
	slices.SortFunc(s.starts, compareVertices)
	for i := 1; i < len(s.starts); i++ {
		if s.starts[i] == s.starts[i-1] {
			return false
		}
	}
	return true
}

// conflict tells whether two edges have a point in common other than a vertex
// of both.
func conflict(s, t segment) bool {
	sa, sb := cross(t.a, t.b, s.a), cross(t.a, t.b, s.b)
	ta, tb := cross(s.a, s.b, t.a), cross(s.a, s.b, t.b)
	if sa*sb < 0 && ta*tb < 0 {
		return true
	}
	return sa == 0 && between(s.a, t) || sb == 0 && between(s.b, t) ||
		ta == 0 && between(t.a, s) || tb == 0 && between(t.b, s) ||
		s.a == t.a && s.b == t.b || s.a == t.b && s.b == t.a
}

// between tells whether v, known to be in line with s, lies on it but not at
// its ends.
func between(v vertex, s segment) bool {
	if v == s.a || v == s.b {
		return false
	}
	return v.x >= min(s.a.x, s.b.x) && v.x <= max(s.a.x, s.b.x) &&
		v.y >= min(s.a.y, s.b.y) && v.y <= max(s.a.y, s.b.y)
}
