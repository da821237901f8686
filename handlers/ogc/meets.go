package ogc

import (
	"github.com/paulmach/orb"
	"github.com/paulmach/orb/planar"
)

// meets tells whether the areas and the box share a point, borders included: an
// edge of a ring passes through the box, or the box lies wholly within.
func meets(mp orb.MultiPolygon, box orb.Bound) bool {
	for _, polygon := range mp {
		if len(polygon) == 0 || !polygon.Bound().Intersects(box) {
			continue
		}
		for _, ring := range polygon {
			for i := 1; i < len(ring); i++ {
				if passes(ring[i-1], ring[i], box) {
					return true
				}
			}
		}
		if planar.PolygonContains(polygon, box.Min) {
			return true
		}
	}
	return false
}

// passes clips the segment to the box (Liang and Barsky 1984) and tells whether
// anything is left.
func passes(a, b orb.Point, box orb.Bound) bool {
	from, to := 0.0, 1.0
	for axis := range 2 {
		d := b[axis] - a[axis]
		low, high := box.Min[axis]-a[axis], box.Max[axis]-a[axis]
		if d == 0 {
			if low > 0 || high < 0 {
				return false
			}
			continue
		}
		t0, t1 := low/d, high/d
		if t0 > t1 {
			t0, t1 = t1, t0
		}
		from, to = max(from, t0), min(to, t1)
	}
	return from <= to
}
