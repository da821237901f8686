package demonstration

import (
	"math"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/planar"
	"github.com/peterstace/simplefeatures/geom"
)

// drawAreas gives each commune the part of the outline that is nearer to its
// centre than to any other (a Voronoi cell). Drawn in degrees: the shapes are
// schematic, and say so wherever they are shown.
func drawAreas(communes []commune, outline orb.Polygon) error {
	land, err := toGeom(outline)
	if err != nil {
		return err
	}
	for i := range communes {
		cell := orb.Polygon{voronoiCell(communes, i, outline.Bound())}
		area, err := toGeom(cell)
		if err != nil {
			return err
		}
		cut, err := geom.Intersection(area, land)
		if err != nil {
			return err
		}
		communes[i].area = polygonsOf(cut, communes[i].centre)
	}
	return nil
}

// voronoiCell is the convex cell of communes[i] within the box, by cutting the
// box with the bisector to every other centre.
func voronoiCell(communes []commune, i int, box orb.Bound) orb.Ring {
	ring := box.Pad(0.05).ToRing()
	own := communes[i].centre
	for j := range communes {
		if j != i {
			ring = keepNearer(ring, own, communes[j].centre)
		}
	}
	return ring
}

// keepNearer cuts a closed convex ring down to the side nearer to own than to
// other.
func keepNearer(ring orb.Ring, own, other orb.Point) orb.Ring {
	side := func(p orb.Point) float64 {
		return planar.DistanceSquared(p, other) - planar.DistanceSquared(p, own)
	}
	var kept orb.Ring
	for k := 1; k < len(ring); k++ {
		a, b := ring[k-1], ring[k]
		sa, sb := side(a), side(b)
		if sa >= 0 {
			kept = append(kept, a)
		}
		if (sa > 0) != (sb > 0) && sa != sb {
			t := sa / (sa - sb)
			kept = append(kept, orb.Point{a[0] + t*(b[0]-a[0]), a[1] + t*(b[1]-a[1])})
		}
	}
	if len(kept) == 0 {
		return kept
	}
	return append(kept, kept[0])
}

func toGeom(p orb.Polygon) (geom.Geometry, error) {
	rings := make([]geom.LineString, 0, len(p))
	for _, ring := range p {
		coordinates := make([]float64, 0, 2*len(ring))
		for _, v := range ring {
			coordinates = append(coordinates, v[0], v[1])
		}
		rings = append(rings, geom.NewLineString(geom.NewSequence(coordinates, geom.DimXY)))
	}
	polygon := geom.NewPolygon(rings)
	return polygon.AsGeometry(), polygon.Validate()
}

// polygonsOf keeps the polygons of an intersection, the one that holds the
// centre first, with coordinates rounded to 1e-5° (a metre). Neighbours share
// their vertices and so still meet.
func polygonsOf(g geom.Geometry, centre orb.Point) orb.MultiPolygon {
	var area orb.MultiPolygon
	for _, part := range g.Dump() {
		polygon, ok := part.AsPolygon()
		if !ok {
			continue
		}
		ring := ringOf(polygon.ExteriorRing().Coordinates())
		if planar.RingContains(ring, centre) {
			area = append(orb.MultiPolygon{{ring}}, area...)
		} else {
			area = append(area, orb.Polygon{ring})
		}
	}
	return area
}

func ringOf(sequence geom.Sequence) orb.Ring {
	round := func(v float64) float64 { return math.Round(v*1e5) / 1e5 }
	ring := make(orb.Ring, 0, sequence.Length())
	for i := range sequence.Length() {
		xy := sequence.GetXY(i)
		p := orb.Point{round(xy.X), round(xy.Y)}
		if i == 0 || p != ring[len(ring)-1] {
			ring = append(ring, p)
		}
	}
	if ring.Orientation() == orb.CW {
		ring.Reverse()
	}
	return ring
}
