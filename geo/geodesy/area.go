package geodesy

import (
	"math"

	"github.com/paulmach/orb"
	"github.com/tidwall/geodesic"
)

// AreaM2 is the area of a polygonal geometry on the ellipsoid, in square
// metres, its edges taken as geodesics. Holes are subtracted whatever their
// winding. Points and lines have area zero.
func AreaM2(g orb.Geometry) float64 {
	switch g := g.(type) {
	case orb.Ring:
		return math.Abs(ringAreaM2(g))
	case orb.Polygon:
		return polygonAreaM2(g)
	case orb.MultiPolygon:
		var sum float64
		for _, p := range g {
			sum += polygonAreaM2(p)
		}
		return sum
	case orb.Bound:
		return polygonAreaM2(g.ToPolygon())
	case orb.Collection:
		var sum float64
		for _, part := range g {
			sum += AreaM2(part)
		}
		return sum
	}
	return 0
}

// LengthM is the length of a line, or of a polygon's boundary, in metres.
func LengthM(g orb.Geometry) float64 {
	switch g := g.(type) {
	case orb.LineString:
		return pathLengthM(g)
	case orb.MultiLineString:
		var sum float64
		for _, line := range g {
			sum += pathLengthM(line)
		}
		return sum
	case orb.Ring:
		return pathLengthM(orb.LineString(g))
	case orb.Polygon:
		var sum float64
		for _, ring := range g {
			sum += pathLengthM(orb.LineString(ring))
		}
		return sum
	case orb.MultiPolygon:
		var sum float64
		for _, p := range g {
			sum += LengthM(p)
		}
		return sum
	}
	return 0
}

func pathLengthM(line orb.LineString) float64 {
	var sum float64
	for i := 1; i < len(line); i++ {
		sum += DistanceM(line[i-1], line[i])
	}
	return sum
}

func polygonAreaM2(p orb.Polygon) float64 {
	var sum float64
	for i, ring := range p {
		area := math.Abs(ringAreaM2(ring))
		if i == 0 {
			sum += area
		} else {
			sum -= area
		}
	}
	return sum
}

// ringAreaM2 is positive for a counter-clockwise ring.
func ringAreaM2(ring orb.Ring) float64 {
	n := len(ring)
	if n > 1 && ring[0] == ring[n-1] {
		n-- // the closing vertex is implied by GeographicLib
	}
	if n < 3 {
		return 0
	}
	polygon := geodesic.WGS84.PolygonInit(false)
	for _, v := range ring[:n] {
		polygon.AddPoint(v.Lat(), v.Lon())
	}
	var area, perimeter float64
	polygon.Compute(false, true, &area, &perimeter)
	return area
}
