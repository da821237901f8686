// Package p2109 is Recommendation ITU-R P.2109-2: the loss of entering a
// building, as a distribution over all places inside all buildings of a kind.
//
// It is added to the loss just outside the building. Validity: 80 MHz to 100
// GHz, any probability between 0 and 100 %, elevation angles to 90°.
package p2109

import (
	"fmt"
	"math"

	"hatang/geo/radio"
	"hatang/geo/radio/internal/quantile"
)

// Building is a kind of building by how well it is insulated: metallised
// glass and foil-backed panels reflect radio waves.
type Building uint8

// Kinds of building, numbered as in the Recommendation's test data.
const (
	Traditional Building = 1
	Efficient   Building = 2
)

// String is the English name.
func (b Building) String() string {
	switch b {
	case Traditional:
		return "traditional"
	case Efficient:
		return "thermally efficient"
	}
	return fmt.Sprintf("building(%d)", uint8(b))
}

// coefficients of table 1.
type coefficients struct{ r, s, t, u, v, w, x, y, z float64 }

func (b Building) coefficients() coefficients {
	if b == Efficient {
		return coefficients{28.19, -3.00, 8.48, 13.5, 3.8, 27.8, -2.9, 9.4, -2.1}
	}
	return coefficients{12.64, 3.72, 0.96, 9.6, 2.0, 9.1, -3.0, 4.5, -2.0}
}

const modelID = "p2109"

// LossDB is the building entry loss not exceeded with a probability in percent,
// for a frequency in MHz and the elevation in degrees of the path at the façade,
// equations (1) to (10).
func LossDB(b Building, frequencyMHz, probabilityPercent, elevationDeg float64) (float64, error) {
	if b != Traditional && b != Efficient {
		return 0, fmt.Errorf("%s: %v, expected 1 (traditional) or 2 (thermally efficient)", modelID, b)
	}
	strict := func(quantity, unit string, v, least, most float64) radio.Reading {
		return radio.Reading{Value: v, Range: radio.Range{
			Quantity: quantity, Unit: unit, Min: least, Max: most, Strict: true}}
	}
	if _, err := radio.Check(modelID,
		strict("frequency", "MHz", frequencyMHz, 80, 100e3),
		radio.Reading{Value: probabilityPercent, Range: radio.Range{
			Quantity: "probability", Unit: "%", Max: 100, Open: true, Strict: true}},
		strict("elevation", "°", elevationDeg, -90, 90),
	); err != nil {
		return 0, err
	}
	c := b.coefficients()
	f := math.Log10(frequencyMHz / 1000)
	median := c.r + c.s*f + c.t*f*f + 0.212*math.Abs(elevationDeg)
	z := quantile.Exact(probabilityPercent / 100)
	a := z*(c.u+c.v*f) + median
	e := z*(c.y+c.z*f) + c.w + c.x*f
	const least = -3.0
	return 10 * math.Log10(math.Pow(10, 0.1*a)+math.Pow(10, 0.1*e)+math.Pow(10, 0.1*least)), nil
}
