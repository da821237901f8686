package tile

import "slices"

// outline keeps the segments that have a winding number of 1 or more to their
// left and of 0 or less to their right. The segments must be bundled and meet
// at vertices only. Each is kept once, and at each vertex as many leave as arrive.
func outline(list []segment) []segment {
	bands := newBands(list)
	kept := make([]segment, 0, len(list))
	for i, s := range list {
		west := bands.windingWestOf(i, list)
		left, right := west, west-s.times
		if !rises(s.a, s.b) { // it has the west to its right
			left, right = west+s.times, west
		}
		if left >= 1 && right <= 0 {
			kept = append(kept, segment{s.a, s.b, 1})
		}
	}
	return kept
}

// bundle merges segments between the same vertices. Those of opposite
// directions cancel out.
func bundle(list []segment) []segment {
	slices.SortFunc(list, func(s, t segment) int {
		if c := compareSegments(s.upward(), t.upward()); c != 0 {
			return c
		}
		return compareSegments(s, t)
	})
	merged := list[:0]
	for low := 0; low < len(list); {
		key, net := list[low].upward(), 0
		for ; low < len(list) && compareSegments(list[low].upward(), key) == 0; low++ {
			if list[low].a == key.a {
				net += list[low].times
			} else {
				net -= list[low].times
			}
		}
		switch {
		case net > 0:
			merged = append(merged, segment{key.a, key.b, net})
		case net < 0:
			merged = append(merged, segment{key.b, key.a, -net})
		}
	}
	return merged
}

// rises tells whether the way from a to b goes up, a level way to the east
// counting as up: as if the plane were turned by a hair, so that no segment is
// level.
func rises(a, b vertex) bool { return a.y < b.y || a.y == b.y && a.x < b.x }

// bands know which segments come to each of many strips of the plane.
type bands struct {
	low, height int64
	starts      []int32
	segments    []int32
}

func newBands(list []segment) bands {
	extent := emptyBox()
	for _, s := range list {
		extent.extend(s.a)
		extent.extend(s.b)
	}
	n := int64(len(list)/4 + 1)
	b := bands{low: extent.low.y, height: (extent.high.y-extent.low.y)/n + 1, starts: make([]int32, n+2)}
	b.each(list, func(band int64, _ int) { b.starts[band+2]++ })
	for i := 2; i < len(b.starts); i++ {
		b.starts[i] += b.starts[i-1]
	}
	b.segments = make([]int32, b.starts[len(b.starts)-1])
	b.each(list, func(band int64, i int) {
		b.segments[b.starts[band+1]] = int32(i)
		b.starts[band+1]++
	})
	return b
}

func (b *bands) each(list []segment, visit func(band int64, i int)) {
	for i, s := range list {
		for band := b.of(min(s.a.y, s.b.y)); band <= b.of(max(s.a.y, s.b.y)); band++ {
			visit(band, i)
		}
	}
}

func (b *bands) of(y int64) int64 { return (y - b.low) / b.height }

// windingWestOf is the winding number just to the west of the middle of
// segment i.
func (b *bands) windingWestOf(i int, list []segment) int {
	p := vertex{list[i].a.x + list[i].b.x, list[i].a.y + list[i].b.y} // in half units
	// What passes a middle between two rows of the grid comes to both.
	band := b.of(floorHalf(p.y))
	winding := 0
	for _, k := range b.segments[b.starts[band]:b.starts[band+1]] {
		if int(k) == i {
			continue
		}
		s := list[k]
		from, to := vertex{2 * s.a.x, 2 * s.a.y}, vertex{2 * s.b.x, 2 * s.b.y}
		switch {
		case rises(from, p) && rises(p, to) && cross(from, to, p) < 0: // p is on its right, the east
			winding -= s.times
		case rises(to, p) && rises(p, from) && cross(from, to, p) > 0:
			winding += s.times
		}
	}
	return winding
}

// floorHalf is half of n, rounded down.
func floorHalf(n int64) int64 { return n >> 1 }
