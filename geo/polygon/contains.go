package polygon

import "github.com/paulmach/orb"

// Contains tells whether p lies in one of the polygons of mp. A ring counts
// its western and southern edges as inside and its eastern and northern ones
// as outside, so a point on the border that two polygons share lies in exactly
// one of them. Rings may be closed or not, in either winding; holes are told
// by parity. It does not allocate and costs one pass over the vertices of the
// polygons whose box holds p.
func Contains(mp orb.MultiPolygon, p orb.Point) bool {
	for _, polygon := range mp {
		if polygonContains(polygon, p) {
			return true
		}
	}
	return false
}

func polygonContains(polygon orb.Polygon, p orb.Point) bool {
	inside := false
	for _, ring := range polygon {
		if crossesOddly(ring, p) {
			inside = !inside
		}
	}
	return inside
}

// crossesOddly counts, modulo 2, the edges of ring that the ray from p to the
// east crosses. An edge reaches from its lower end, included, to its upper
// end, excluded; one through p itself is not crossed.
func crossesOddly(ring orb.Ring, p orb.Point) bool {
	n := len(ring)
	if n < 3 {
		return false
	}
	odd := false
	from := ring[n-1]
	for _, to := range ring {
		if (from[1] <= p[1]) != (to[1] <= p[1]) && east(from, to, p) {
			odd = !odd
		}
		from = to
	}
	return odd
}

// east tells whether the edge, which p's parallel crosses, passes strictly to
// the east of p.
func east(from, to, p orb.Point) bool {
	switch {
	case from[0] > p[0] && to[0] > p[0]:
		return true
	case from[0] <= p[0] && to[0] <= p[0]:
		return false
	case from[1] > to[1]:
		from, to = to, from
	}
	return Orientation(from, to, p) > 0
}
