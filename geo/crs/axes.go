package crs

import (
	"fmt"
	"math"
)

// AxisDecision says how the order of two coordinates was found.
type AxisDecision int

// The ways to find an order.
const (
	// AxesUndecided: neither order gives a position in or near Vietnam; the
	// order stays as given and deserves a warning.
	AxesUndecided AxisDecision = iota
	// AxesAsGiven: the first is x, by magnitude.
	AxesAsGiven
	// AxesSwapped: the first is y (northing or latitude), by magnitude.
	AxesSwapped
	// AxesStated: the text names its axes, by letters such as N and E.
	AxesStated
)

// String is the decision in a word or two of English.
func (d AxisDecision) String() string {
	switch d {
	case AxesAsGiven:
		return "as given"
	case AxesSwapped:
		return "swapped"
	case AxesStated:
		return "stated"
	}
	return "undecided"
}

// window is where coordinates of Vietnam and its sea lie in a kind of system.
// In each the two ranges are disjoint, so that magnitude tells x from y.
type window struct{ minX, maxX, minY, maxY float64 }

func (c CRS) vietnam() window {
	switch c.projection {
	case transverseMercator:
		return window{200_000, 800_000, 900_000, 2_600_000}
	case webMercator:
		return window{11_300_000, 13_200_000, 660_000, 2_770_000}
	}
	return window{102, 118, 6, 24}
}

func (w window) holds(x, y float64) bool {
	return w.minX <= x && x <= w.maxX && w.minY <= y && y <= w.maxY
}

// DecideAxes tells which of two coordinates in c is the easting or longitude, by
// their magnitude in Vietnam: eastings 0.2–0.8 and northings 0.9–2.6 million
// metres, longitudes 102–118° and latitudes 6–24°. It returns them x first, with
// what it decided. It refuses with an *InputError numbers that fit the system in
// neither order, and degrees given for metres or metres for degrees.
func DecideAxes(c CRS, x, y float64) (easting, northing float64, decision AxisDecision, err error) {
	if err := c.checkUnits(x, y); err != nil {
		return 0, 0, AxesUndecided, err
	}
	asGiven, swapped := c.possible(x, y), c.possible(y, x)
	switch {
	case c.vietnam().holds(x, y):
		return x, y, AxesAsGiven, nil
	case c.vietnam().holds(y, x), swapped && !asGiven:
		return y, x, AxesSwapped, nil
	case asGiven:
		return x, y, AxesUndecided, nil
	}
	return 0, 0, AxesUndecided, c.outside(x, y)
}

func (c CRS) possible(x, y float64) bool {
	_, _, ok := c.unproject(x, y)
	return ok
}

// checkUnits refuses degrees in a system of metres, and the reverse. No place in
// Vietnam is within 180 m of the origin of a projected system.
func (c CRS) checkUnits(x, y float64) error {
	const largestDeg = 180
	if c == (CRS{}) {
		return errNoSystem()
	}
	small := math.Abs(x) <= largestDeg && math.Abs(y) <= largestDeg
	large := math.Abs(x) > 1000 && math.Abs(y) > 1000
	value := fmt.Sprintf("%v %v", x, y)
	switch {
	case c.Geographic() && large:
		return &InputError{ProblemMetres, value, "degrees of longitude and latitude (" + c.String() + ")"}
	case !c.Geographic() && small:
		return &InputError{ProblemDegrees, value, "metres of easting and northing (" + c.String() + ")"}
	}
	return nil
}
