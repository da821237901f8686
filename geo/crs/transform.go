package crs

import (
	"fmt"
	"math"

	"github.com/paulmach/orb"
)

const (
	radian = math.Pi / 180
	degree = 180 / math.Pi
)

// ToWGS84 is the position on WGS 84 of x, y in c. It refuses, with an
// *InputError, what is no position: not finite, off the globe, or more than 45°
// of longitude from the central meridian. See FarFromMeridian for what is a
// position but a doubtful one.
func (c CRS) ToWGS84(x, y float64) (orb.Point, error) {
	lon, lat, err := Transform(c, crs84(), x, y)
	return orb.Point{lon, lat}, err
}

// FromWGS84 gives the coordinates in c of a position on WGS 84, with the refusals
// of ToWGS84.
func (c CRS) FromWGS84(p orb.Point) (x, y float64, err error) {
	return Transform(crs84(), c, p.Lon(), p.Lat())
}

// Transform takes x, y from one system to another, with the refusals of ToWGS84.
// Between two systems of one datum no datum step is made.
func Transform(from, to CRS, x, y float64) (toX, toY float64, err error) {
	lon, lat, ok := from.unproject(x, y)
	if !ok {
		return 0, 0, from.outside(x, y)
	}
	if from.same(to) {
		return x, y, nil
	}
	lon, lat = changeDatum(from.datum, to.datum, lon, lat)
	toX, toY, ok = to.project(lon, lat)
	if !ok {
		return 0, 0, to.unreachable(lon, lat)
	}
	return toX, toY, nil
}

// same tells that both systems give a position the same numbers.
func (c CRS) same(d CRS) bool {
	return c.datum == d.datum && c.projection == d.projection && c.meridianDeg == d.meridianDeg && c.scale == d.scale
}

// unproject gives radians on the system's own datum.
func (c CRS) unproject(x, y float64) (lon, lat float64, ok bool) {
	switch c.projection {
	case geographic:
		// The negation refuses NaN too.
		if !(math.Abs(x) <= 180 && math.Abs(y) <= 90) {
			return 0, 0, false
		}
		return x * radian, y * radian, true
	case transverseMercator:
		return tmInverse(c.meridianDeg*radian, c.scale, x, y)
	case webMercator:
		return mercatorInverse(x, y)
	}
	return 0, 0, false
}

// project takes radians on the system's own datum.
func (c CRS) project(lon, lat float64) (x, y float64, ok bool) {
	switch c.projection {
	case geographic:
		return lon * degree, lat * degree, true
	case transverseMercator:
		return tmForward(c.meridianDeg*radian, c.scale, lon, lat)
	case webMercator:
		return mercatorForward(lon, lat)
	}
	return 0, 0, false
}

func (c CRS) outside(x, y float64) error {
	value := fmt.Sprintf("%v %v", x, y)
	switch c.projection {
	case geographic:
		return &InputError{ProblemRange, value, "a longitude within ±180 and a latitude within ±90 degrees"}
	case transverseMercator:
		return &InputError{
			ProblemRange, value,
			fmt.Sprintf("an easting and a northing in metres within 45° of the meridian %s° (%s)", formatDeg(c.meridianDeg), c),
		}
	case webMercator:
		return &InputError{ProblemRange, value, "metres within ±20037509 east and ±20048967 north (" + c.String() + ")"}
	}
	return errNoSystem()
}

func (c CRS) unreachable(lon, lat float64) error {
	value := fmt.Sprintf("%.9f %.9f", lon*degree, lat*degree)
	switch c.projection {
	case transverseMercator:
		return &InputError{
			ProblemRange, value,
			fmt.Sprintf("a longitude within 45° of the meridian %s° (%s)", formatDeg(c.meridianDeg), c),
		}
	case webMercator:
		return &InputError{ProblemRange, value, "a latitude within ±85.06° (" + c.String() + ")"}
	}
	return errNoSystem()
}

func errNoSystem() error {
	return &InputError{ProblemUnknownCRS, "", expectedCRS}
}
