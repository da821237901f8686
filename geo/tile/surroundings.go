package tile

import (
	"math"

	"github.com/paulmach/orb"

	"hatang/geo/geodesy"
)

// surroundings solves the direct problem around one position for distances as
// antennas have them, ten times as fast as geodesy.Direct, by Legendre's series:
// latitude and longitude in powers of the distance, to the third. Within
// seriesM and seriesLatDeg it agrees with geodesy.Direct to 5 mm, as a test
// checks; beyond, geodesy.Direct answers.
type surroundings struct {
	centre   orb.Point
	near     bool // the series holds here
	cosLat   float64
	tan      float64 // of the latitude
	eta2, v2 float64 // e'²cos²φ, and 1 more
	normalM  float64 // radius of curvature in the prime vertical
}

const (
	seriesM      = 20_000
	seriesLatDeg = 60
)

func newSurroundings(p orb.Point) surroundings {
	sin, cos := math.Sincos(p[1] * math.Pi / 180)
	const e2 = geodesy.EccentricitySquared
	eta2 := e2 / (1 - e2) * cos * cos
	return surroundings{
		centre: p, near: math.Abs(p[1]) <= seriesLatDeg, cosLat: cos, tan: sin / cos,
		eta2: eta2, v2: 1 + eta2, normalM: geodesy.SemiMajorAxisM / math.Sqrt(1-e2*sin*sin),
	}
}

// at is the position that far away in that direction.
func (c *surroundings) at(azimuthDeg, distanceM float64) orb.Point {
	if !c.near || distanceM > seriesM {
		return geodesy.Direct(c.centre, azimuthDeg, distanceM)
	}
	sin, cos := math.Sincos(azimuthDeg * math.Pi / 180)
	u, v := cos*distanceM/c.normalM, sin*distanceM/c.normalM
	t, t2 := c.tan, c.tan*c.tan
	north := c.v2 * (u - v*v*t/2 - 3*u*u*c.eta2*t/2 -
		u*v*v*(1+3*t2+c.eta2-9*c.eta2*t2)/6 - u*u*u*c.eta2*(1-t2)/2)
	east := v + u*v*t - v*v*v*t2/3 + u*u*v*(1+3*t2+c.eta2)/3
	return orb.Point{
		c.centre[0] + east/c.cosLat*180/math.Pi,
		c.centre[1] + north*180/math.Pi,
	}
}
