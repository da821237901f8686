package network

import (
	"cmp"
	"slices"

	"github.com/paulmach/orb"

	"hatang/geo/polygon"
)

// areasMeet tells whether two areas have a point in common. It is exact for the
// coordinates as given.
func areasMeet(a, b orb.MultiPolygon) bool {
	common := intersection(a.Bound(), b.Bound())
	if common.IsEmpty() {
		return false
	}
	return edgesMeet(edgesIn(a, common), edgesIn(b, common)) || anyWithin(a, b) || anyWithin(b, a)
}

func intersection(a, b orb.Bound) orb.Bound {
	return orb.Bound{
		Min: orb.Point{max(a.Min[0], b.Min[0]), max(a.Min[1], b.Min[1])},
		Max: orb.Point{min(a.Max[0], b.Max[0]), min(a.Max[1], b.Max[1])},
	}
}

// anyWithin tells whether a polygon of a lies in b, given that their edges do not
// meet: then one vertex speaks for all.
func anyWithin(a, b orb.MultiPolygon) bool {
	return slices.ContainsFunc(a, func(p orb.Polygon) bool {
		return len(p) > 0 && len(p[0]) > 0 && polygon.Contains(b, p[0][0])
	})
}

// edge is a side of a ring, its western end first.
type edge struct{ a, b orb.Point }

// edgesIn lists the edges whose boxes meet the box, from west to east.
func edgesIn(area orb.MultiPolygon, box orb.Bound) []edge {
	var edges []edge
	for _, polygon := range area {
		for _, ring := range polygon {
			for i := range ring {
				e := edge{ring[i], ring[(i+1)%len(ring)]} // a ring that is not closed is taken as closed
				if e.b[0] < e.a[0] {
					e.a, e.b = e.b, e.a
				}
				if e.a[0] <= box.Max[0] && e.b[0] >= box.Min[0] &&
					min(e.a[1], e.b[1]) <= box.Max[1] && max(e.a[1], e.b[1]) >= box.Min[1] {
					edges = append(edges, e)
				}
			}
		}
	}
	slices.SortFunc(edges, func(e, f edge) int { return cmp.Compare(e.a[0], f.a[0]) })
	return edges
}

// edgesMeet sweeps from west to east over both lists.
func edgesMeet(these, those []edge) bool {
	for len(these) > 0 && len(those) > 0 {
		if these[0].a[0] > those[0].a[0] {
			these, those = those, these
		}
		e := these[0]
		for _, f := range those {
			if f.a[0] > e.b[0] {
				break
			}
			if segmentsMeet(e, f) {
				return true
			}
		}
		these = these[1:]
	}
	return false
}

// segmentsMeet tells whether two segments have a point in common.
func segmentsMeet(e, f edge) bool {
	if min(e.a[1], e.b[1]) > max(f.a[1], f.b[1]) || max(e.a[1], e.b[1]) < min(f.a[1], f.b[1]) ||
		e.a[0] > f.b[0] || e.b[0] < f.a[0] {
		return false
	}
	// Boxes meet: neither lies wholly on one side of the other's line.
	return polygon.Orientation(e.a, e.b, f.a)*polygon.Orientation(e.a, e.b, f.b) <= 0 &&
		polygon.Orientation(f.a, f.b, e.a)*polygon.Orientation(f.a, f.b, e.b) <= 0
}
