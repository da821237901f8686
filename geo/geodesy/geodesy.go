// Package geodesy measures on the WGS 84 ellipsoid.
//
// Distances that a rule turns on come from Inverse, which is the algorithm of
// GeographicLib (Karney, "Algorithms for geodesics", Journal of Geodesy 87,
// 2013; 15 nm anywhere) and costs about 0.6 µs. Where millions of distances are
// needed, the straight chord through the earth is far cheaper and, below a few
// hundred kilometres, nearly as good: see Vector and ArcM.
package geodesy

import (
	"github.com/paulmach/orb"
	"github.com/tidwall/geodesic"
)

// Measures of the WGS 84 ellipsoid (NIMA TR8350.2, table 3.1).
const (
	SemiMajorAxisM = 6378137.0
	Flattening     = 1 / 298.257223563
	// EccentricitySquared is f(2-f).
	EccentricitySquared = Flattening * (2 - Flattening)
)

// DistanceM is the length of the geodesic between a and b, in metres.
func DistanceM(a, b orb.Point) float64 {
	var s float64
	geodesic.WGS84.Inverse(a.Lat(), a.Lon(), b.Lat(), b.Lon(), &s, nil, nil)
	return s
}

// Inverse is the geodesic from a to b: its length in metres, the azimuth at a
// and the azimuth back from b to a, both in degrees clockwise from north,
// 0 ≤ azimuth < 360.
func Inverse(a, b orb.Point) (distanceM, azimuthDeg, backAzimuthDeg float64) {
	var s, atA, atB float64
	geodesic.WGS84.Inverse(a.Lat(), a.Lon(), b.Lat(), b.Lon(), &s, &atA, &atB)
	return s, positive(atA), positive(atB + 180)
}

// Direct is the point reached from p after distanceM metres along the geodesic
// that leaves p at azimuthDeg, degrees clockwise from north.
func Direct(p orb.Point, azimuthDeg, distanceM float64) orb.Point {
	var lat, lon float64
	geodesic.WGS84.Direct(p.Lat(), p.Lon(), azimuthDeg, distanceM, &lat, &lon, nil)
	return orb.Point{lon, lat}
}

func positive(azimuthDeg float64) float64 {
	for azimuthDeg < 0 {
		azimuthDeg += 360
	}
	for azimuthDeg >= 360 {
		azimuthDeg -= 360
	}
	return azimuthDeg
}
