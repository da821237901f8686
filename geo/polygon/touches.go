package polygon

import (
	"github.com/paulmach/orb"
	"github.com/paulmach/orb/planar"
)

// Touches tells whether the polygons and the closed box have a point in common,
// borders included: an edge of a ring passes through the box, or the box lies
// wholly within. Rings must be closed. A box the wrong way round is compared
// edge by edge, as a query in SQL would.
func Touches(mp orb.MultiPolygon, box orb.Bound) bool {
	for _, polygon := range mp {
		if polygonTouches(polygon, box) {
			return true
		}
	}
	return false
}

func polygonTouches(polygon orb.Polygon, box orb.Bound) bool {
	if len(polygon) == 0 || !polygon.Bound().Intersects(box) {
		return false
	}
	for _, ring := range polygon {
		for i := 1; i < len(ring); i++ {
			if passes(ring[i-1], ring[i], box) {
				return true
			}
		}
	}
	return planar.PolygonContains(polygon, box.Min)
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
