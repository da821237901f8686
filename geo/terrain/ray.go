package terrain

import (
	"fmt"
	"math"

	"github.com/paulmach/orb"

	"hatang/geo/geodesy"
)

// MaxLengthM is the longest path that profiles are made of.
const MaxLengthM = 500e3

// maxLatitudeDeg keeps paths away from the poles, where longitude is no smooth
// function of distance.
const maxLatitudeDeg = 85.0

// order of the polynomials that stand for a geodesic. The remainder falls with
// the seventh power of length over radius: within 0.1 mm of the true geodesic
// to 300 km at latitudes to 60°, within 1 mm to 500 km.
const order = 6

// ray is a geodesic as polynomials of distance. A true point costs about a
// microsecond, one from the polynomial a hundredth of that.
type ray struct{ lon, lat [order + 1]float64 }

// newRay lays polynomials through seven points of the geodesic.
func newRay(from orb.Point, azimuthDeg, lengthM float64) (ray, error) {
	if !(lengthM > 0 && lengthM <= MaxLengthM) {
		return ray{}, fmt.Errorf("terrain: path of %g m, expected more than 0 and at most %g", lengthM, MaxLengthM)
	}
	var lon, lat [order + 1]float64
	lon[0], lat[0] = from[0], from[1]
	far := math.Abs(lat[0])
	for i := 1; i <= order; i++ {
		p := geodesy.Direct(from, azimuthDeg, lengthM*float64(i)/order)
		lon[i], lat[i] = p[0], p[1]
		for lon[i]-lon[0] > 180 {
			lon[i] -= 360
		}
		for lon[i]-lon[0] < -180 {
			lon[i] += 360
		}
		far = max(far, math.Abs(lat[i]))
	}
	if !(far <= maxLatitudeDeg) {
		return ray{}, fmt.Errorf("terrain: the path reaches latitude %g°, expected at most %g°", far, maxLatitudeDeg)
	}
	scale := order / lengthM
	return ray{lon: through(lon, scale), lat: through(lat, scale)}, nil
}

// through are the coefficients, in powers of distance, of the polynomial with
// the given values at 0, 1, 2, ... steps, scale steps a metre: Newton's forward
// differences, multiplied out.
func through(v [order + 1]float64, scale float64) [order + 1]float64 {
	for k := 1; k <= order; k++ {
		for i := order; i >= k; i-- {
			v[i] = (v[i] - v[i-1]) / float64(k)
		}
	}
	var c [order + 1]float64
	c[0] = v[order]
	for k := order - 1; k >= 0; k-- {
		// c·(x - k) + v[k]
		for i := order; i > 0; i-- {
			c[i] = c[i-1] - float64(k)*c[i]
		}
		c[0] = v[k] - float64(k)*c[0]
	}
	power := 1.0
	for i := range c {
		c[i] *= power
		power *= scale
	}
	return c
}

// at is the point at a distance in metres.
func (r *ray) at(s float64) (lon, lat float64) {
	lon, lat = r.lon[order], r.lat[order]
	for i := order - 1; i >= 0; i-- {
		lon = lon*s + r.lon[i]
		lat = lat*s + r.lat[i]
	}
	return lon, lat
}
