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

// maxOrder of the polynomials that stand for a geodesic.
const maxOrder = 6

// orderFor is the order that keeps a polynomial within a tenth of a millimetre
// of the geodesic (a millimetre beyond 300 km) at latitudes to 60°: the
// remainder falls with the power order + 1 of length over the earth's radius.
func orderFor(lengthM float64) int {
	switch {
	case lengthM <= 12e3:
		return 3
	case lengthM <= 50e3:
		return 4
	}
	return maxOrder
}

// ray is a geodesic as polynomials of distance. A true point costs about a
// microsecond, one from the polynomial a hundredth of that.
type ray struct {
	lon, lat coefficients
	order    int
}

// coefficients of a polynomial, the constant first; those above the order are 0.
type coefficients [maxOrder + 1]float64

// newRay lays polynomials through evenly spaced points of the geodesic.
func newRay(from orb.Point, azimuthDeg, lengthM float64) (ray, error) {
	if !(lengthM > 0 && lengthM <= MaxLengthM) {
		return ray{}, fmt.Errorf("terrain: path of %g m, expected more than 0 and at most %g", lengthM, MaxLengthM)
	}
	order := orderFor(lengthM)
	var lon, lat coefficients
	lon[0], lat[0] = from[0], from[1]
	far := math.Abs(lat[0])
	for i := 1; i <= order; i++ {
		p := geodesy.Direct(from, azimuthDeg, lengthM*float64(i)/float64(order))
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
	scale := float64(order) / lengthM
	return ray{lon: through(lon, order, scale), lat: through(lat, order, scale), order: order}, nil
}

// through are the coefficients, in powers of distance, of the polynomial with
// the given values at 0, 1, 2, ... steps, scale steps a metre: Newton's forward
// differences, multiplied out.
func through(v coefficients, order int, scale float64) coefficients {
	for k := 1; k <= order; k++ {
		for i := order; i >= k; i-- {
			v[i] = (v[i] - v[i-1]) / float64(k)
		}
	}
	var c coefficients
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
	lon, lat = r.lon[r.order], r.lat[r.order]
	for i := r.order - 1; i >= 0; i-- {
		lon = lon*s + r.lon[i]
		lat = lat*s + r.lat[i]
	}
	return lon, lat
}
