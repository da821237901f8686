package crs

import (
	"math"

	"hatang/geo/geodesy"
)

// Parameters VN-2000 → WGS 84 of decision 05/2007/QĐ-BTNMT (EPSG:6960), in the
// coordinate frame convention: metres, radians, ratio.
const (
	arcSecond = math.Pi / (180 * 3600)

	shiftX = -191.90441429
	shiftY = -39.30318279
	shiftZ = -111.45032835
	turnX  = -0.00928836 * arcSecond
	turnY  = 0.01975479 * arcSecond
	turnZ  = -0.00427372 * arcSecond
	growth = 1.000000252906278
)

type cartesian struct{ x, y, z float64 }

// vn2000ToWGS84 is the linear coordinate frame rotation of EPSG method 1032, the
// inner step of method 9607 (IOGP 373-7-2, section 4.2.4.6).
func vn2000ToWGS84(v cartesian) cartesian {
	return cartesian{
		growth*(v.x+turnZ*v.y-turnY*v.z) + shiftX,
		growth*(v.y-turnZ*v.x+turnX*v.z) + shiftY,
		growth*(v.z+turnY*v.x-turnX*v.y) + shiftZ,
	}
}

// wgs84ToVN2000 reverses it by the transposed matrix.
func wgs84ToVN2000(v cartesian) cartesian {
	x, y, z := (v.x-shiftX)/growth, (v.y-shiftY)/growth, (v.z-shiftZ)/growth
	return cartesian{
		x - turnZ*y + turnY*z,
		y + turnZ*x - turnX*z,
		z - turnY*x + turnX*y,
	}
}

// changeDatum takes geodetic radians, at height 0, to the other datum and drops
// the height that comes out.
func changeDatum(from, to datum, lon, lat float64) (float64, float64) {
	if from == to {
		return lon, lat
	}
	v := toCartesian(lon, lat)
	if from == vn2000 {
		return toGeodetic(vn2000ToWGS84(v))
	}
	return toGeodetic(wgs84ToVN2000(v))
}

func toCartesian(lon, lat float64) cartesian {
	sinLat, cosLat := math.Sincos(lat)
	sinLon, cosLon := math.Sincos(lon)
	n := geodesy.SemiMajorAxisM / math.Sqrt(1-geodesy.EccentricitySquared*sinLat*sinLat)
	return cartesian{
		n * cosLat * cosLon,
		n * cosLat * sinLon,
		n * (1 - geodesy.EccentricitySquared) * sinLat,
	}
}

// toGeodetic is B. R. Bowring's formula ("Transformation from spatial to
// geographical coordinates", Survey Review 23, 1976). Its error vanishes on the
// ellipsoid and stays below 1e-15 rad at the few hundred metres of height that a
// datum step can bring.
func toGeodetic(v cartesian) (lon, lat float64) {
	const (
		a = geodesy.SemiMajorAxisM
		b = a * (1 - geodesy.Flattening)
		// Square of the second eccentricity.
		secondSquared = geodesy.EccentricitySquared / (1 - geodesy.EccentricitySquared)
	)
	p := math.Sqrt(v.x*v.x + v.y*v.y)
	// Sine and cosine of the parametric latitude.
	y, x := v.z*a, p*b
	r := math.Sqrt(x*x + y*y)
	s, c := y/r, x/r
	lat = math.Atan2(v.z+secondSquared*b*s*s*s, p-geodesy.EccentricitySquared*a*c*c*c)
	return math.Atan2(v.y, v.x), lat
}
