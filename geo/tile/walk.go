package tile

import (
	"math"
	"slices"
)

// shape is memory for working on rings.
type shape struct {
	rings    rings // as they come
	clipped  rings
	other    rings
	segments []segment
	starts   []vertex
	placed   []placedRing
}

// walk turns segments that leave each vertex as often as they reach it into
// rings, each of which meets no vertex twice.
func (s *shape) walk(r *rings) {
	r.reset()
	slices.SortFunc(s.segments, compareSegments)
	used := make([]bool, len(s.segments))
	at := map[vertex]int{} // vertex → place on the path
	for i := range s.segments {
		if used[i] {
			continue
		}
		clear(at)
		path := []vertex{s.segments[i].a}
		at[path[0]] = 0
		for next := i; next >= 0; {
			used[next] = true
			from, to := s.segments[next].a, s.segments[next].b
			if place, been := at[to]; been {
				r.add(path[place:])
				for _, v := range path[place+1:] {
					delete(at, v)
				}
				path = path[:place+1]
			} else {
				at[to] = len(path)
				path = append(path, to)
			}
			next = s.leftmost(from, to, used)
		}
	}
}

// leftmost is the unused segment that leaves to most to the left for one who
// comes from from: it keeps to the boundary of the face on the left, which is
// the inside of a shell. -1: there is none.
func (s *shape) leftmost(from, to vertex, used []bool) int {
	low, _ := slices.BinarySearchFunc(s.segments, to, func(t segment, v vertex) int {
		return compareVertices(t.a, v)
	})
	best, bestTurn := -1, math.Inf(1)
	back := math.Atan2(float64(from.y-to.y), float64(from.x-to.x))
	for i := low; i < len(s.segments) && s.segments[i].a == to; i++ {
		if used[i] {
			continue
		}
		out := s.segments[i].b.minus(to)
		turn := back - math.Atan2(float64(out.y), float64(out.x)) // clockwise from the way back
		if turn <= 0 {
			turn += 2 * math.Pi
		}
		if turn < bestTurn {
			best, bestTurn = i, turn
		}
	}
	return best
}
