package tile

import (
	"cmp"
	"math"
	"slices"
)

// clean makes valid polygons of rings that, rounded to a grid or cut at a
// tile's edge, touch, overlap or cross: shells with positive area, each followed
// by its holes. The area covered changes by slivers no wider than a unit.
//
// Edges are cut wherever they meet, at whole units, until they meet at vertices
// only (snap rounding in the manner of Greene and Yao, 1986, repeated). Of these
// edges, those stay that part what the rings go round at least once, to the
// left, from what they do not. They are walked along the faces to their left,
// and each walk is cut where it comes back to a vertex.
func clean(r *rings, s *shape) {
	s.segments = segmentsOf(r, s.segments)
	sortWestToEast(s.segments)
	if s.simple() {
		s.arrange(r)
		return
	}
	s.segments = outline(node(s.segments))
	s.walk(r)
	s.arrange(r)
}

// maxNodings bounds the rounds of cutting. Each moves edges by less than a unit,
// which rarely makes them meet anew.
const maxNodings = 16

// cut is a vertex to put into a segment.
type cut struct {
	segment int
	at      vertex
}

// node cuts the segments where they meet.
func node(list []segment) []segment {
	for range maxNodings {
		list = bundle(list)
		sortWestToEast(list)
		var cuts []cut
		eachMeeting(list, func(i, j int) bool {
			cuts = appendCuts(cuts, list, i, j)
			return true
		})
		if len(cuts) == 0 {
			break
		}
		list = split(list, cuts)
	}
	return bundle(list)
}

func appendCuts(cuts []cut, list []segment, i, j int) []cut {
	s, t := list[i], list[j]
	sa, sb := cross(t.a, t.b, s.a), cross(t.a, t.b, s.b)
	ta, tb := cross(s.a, s.b, t.a), cross(s.a, s.b, t.b)
	if sa*sb < 0 && ta*tb < 0 {
		at := crossingPoint(s, t)
		if at != s.a && at != s.b {
			cuts = append(cuts, cut{i, at})
		}
		if at != t.a && at != t.b {
			cuts = append(cuts, cut{j, at})
		}
		return cuts
	}
	if sa == 0 && between(s.a, t) {
		cuts = append(cuts, cut{j, s.a})
	}
	if sb == 0 && between(s.b, t) {
		cuts = append(cuts, cut{j, s.b})
	}
	if ta == 0 && between(t.a, s) {
		cuts = append(cuts, cut{i, t.a})
	}
	if tb == 0 && between(t.b, s) {
		cuts = append(cuts, cut{i, t.b})
	}
	return cuts
}

// crossingPoint is the grid point nearest to where two segments cross.
func crossingPoint(s, t segment) vertex {
	u, v, w := s.b.minus(s.a), t.b.minus(t.a), t.a.minus(s.a)
	along := (float64(w.x)*float64(v.y) - float64(w.y)*float64(v.x)) /
		(float64(u.x)*float64(v.y) - float64(u.y)*float64(v.x))
	return vertex{
		s.a.x + int64(math.Round(along*float64(u.x))),
		s.a.y + int64(math.Round(along*float64(u.y))),
	}
}

// split puts the cuts into their segments.
func split(list []segment, cuts []cut) []segment {
	slices.SortFunc(cuts, func(c, d cut) int {
		if c.segment != d.segment {
			return cmp.Compare(c.segment, d.segment)
		}
		s := list[c.segment]
		return cmp.Compare(along(s, c.at), along(s, d.at))
	})
	out := make([]segment, 0, len(list)+len(cuts))
	for i, s := range list {
		from := s.a
		for len(cuts) > 0 && cuts[0].segment == i {
			if at := cuts[0].at; at != from && at != s.b {
				out = append(out, segment{from, at, s.times})
				from = at
			}
			cuts = cuts[1:]
		}
		out = append(out, segment{from, s.b, s.times})
	}
	return out
}

// along orders points by how far along a segment they are.
func along(s segment, v vertex) float64 {
	u, w := s.b.minus(s.a), v.minus(s.a)
	return float64(u.x)*float64(w.x) + float64(u.y)*float64(w.y)
}

// upward is the segment from its lesser vertex to its greater.
func (s segment) upward() segment {
	if compareVertices(s.a, s.b) > 0 {
		return segment{s.b, s.a, s.times}
	}
	return s
}
