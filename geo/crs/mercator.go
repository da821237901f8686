package crs

import (
	"math"

	"hatang/geo/geodesy"
)

// Web Mercator (EPSG method 1024) uses the formulas of the sphere on ellipsoidal
// coordinates; the map ends at 85.06° as EPSG:3857 says.
const (
	mercatorMaxLat = 85.06 * math.Pi / 180
	// mercatorSlack lets the edges of the map through after rounding.
	mercatorSlack = 1e-9
)

func mercatorForward(lon, lat float64) (x, y float64, ok bool) {
	if math.Abs(lat) > mercatorMaxLat+mercatorSlack {
		return 0, 0, false
	}
	return geodesy.SemiMajorAxisM * lon, geodesy.SemiMajorAxisM * math.Asinh(math.Tan(lat)), true
}

func mercatorInverse(x, y float64) (lon, lat float64, ok bool) {
	lon = x / geodesy.SemiMajorAxisM
	lat = math.Atan(math.Sinh(y / geodesy.SemiMajorAxisM))
	// The negation refuses NaN too.
	if !(math.Abs(lon) <= math.Pi+mercatorSlack && math.Abs(lat) <= mercatorMaxLat+mercatorSlack) {
		return 0, 0, false
	}
	return min(max(lon, -math.Pi), math.Pi), lat, true
}
