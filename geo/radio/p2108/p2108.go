// Package p2108 is Recommendation ITU-R P.2108-1: the loss of a terminal that
// stands among buildings or trees, to be added to a loss that did not know of
// them.
//
// Three methods, for three sorts of path: §3.1, a terminal of known height in
// clutter of known height, 30 MHz to 3 GHz; §3.2, a statistical one for
// terminals on the ground in towns, 0.5 to 67 GHz; §3.3, a statistical one for
// slant paths to aircraft and satellites, 10 to 100 GHz. None may be added to
// P.1812, which has clutter in its profile already.
package p2108

import (
	"fmt"
	"math"

	"hatang/geo/radio"
	"hatang/geo/radio/internal/quantile"
	"hatang/geo/radio/p526"
)

const modelID = "p2108"

// Clutter is a kind of surroundings, §3.1.
type Clutter uint8

// Kinds of surroundings, numbered as in NTIA's test data.
const (
	Water Clutter = iota + 1
	Rural
	Suburban
	Urban
	Trees
	DenseUrban
)

// HeightM is the default representative height of the kind, table 3.
func (c Clutter) HeightM() float64 {
	switch c {
	case Urban, Trees:
		return 15
	case DenseUrban:
		return 20
	}
	return 10
}

// Terminal is an antenna among clutter.
type Terminal struct {
	HeightM float64 // above ground, above 0
	Clutter Clutter
	// ClutterM is the representative height of the clutter, above 0.
	ClutterM float64
	// StreetM is the width of the street it stands in, above 0; 27 m by
	// default.
	StreetM float64
}

func strict(quantity, unit string, v, least, most float64) radio.Reading {
	return radio.Reading{Value: v, Range: radio.Range{
		Quantity: quantity, Unit: unit, Min: least, Max: most, Strict: true}}
}

func above0(quantity string, v float64) radio.Reading {
	return radio.Reading{Value: v, Range: radio.Range{
		Quantity: quantity, Unit: "m", Max: math.Inf(1), Open: true, Strict: true}}
}

func share(v float64) radio.Reading {
	return radio.Reading{Value: v, Range: radio.Range{
		Quantity: "locations", Unit: "%", Max: 100, Open: true, Strict: true}}
}

// HeightGainDB is the loss of a terminal of known height, §3.1, equations (1)
// and (2): knife-edge diffraction over the roof line, or for open surroundings
// a gain of height. Zero above the clutter.
func HeightGainDB(t Terminal, frequencyMHz float64) (float64, error) {
	if t.Clutter < Water || t.Clutter > DenseUrban {
		return 0, fmt.Errorf("%s: kind of clutter %d, expected 1 to 6", modelID, t.Clutter)
	}
	if _, err := radio.Check(modelID,
		strict("frequency", "MHz", frequencyMHz, 30, 3000),
		above0("terminal height", t.HeightM),
		above0("street width", t.StreetM),
		above0("clutter height", t.ClutterM),
	); err != nil {
		return 0, err
	}
	if t.HeightM >= t.ClutterM {
		return 0, nil
	}
	f := frequencyMHz / 1000
	if t.Clutter == Water || t.Clutter == Rural {
		return -(21.8 + 6.2*math.Log10(f)) * math.Log10(t.HeightM/t.ClutterM), nil // (2b)
	}
	below := t.ClutterM - t.HeightM
	angleDeg := math.Atan(below/t.StreetM) * 180 / math.Pi
	nu := 0.342 * math.Sqrt(f) * math.Sqrt(below*angleDeg)
	return p526.KnifeEdgeDB(nu) - 6.03, nil // (2a)
}

// TerrestrialDB is the loss at one end of a path along the ground through a
// town, not exceeded for a percentage of locations, §3.2, equations (3) to (6).
// distanceM is the whole path's, at least 250 m; the loss never exceeds that at
// 2 km.
func TerrestrialDB(frequencyMHz, distanceM, locationPercent float64) (float64, error) {
	if _, err := radio.Check(modelID,
		strict("frequency", "MHz", frequencyMHz, 500, 67e3),
		strict("distance", "m", distanceM, 250, math.Inf(1)),
		share(locationPercent),
	); err != nil {
		return 0, err
	}
	z := quantile.Exact(locationPercent / 100)
	at := func(km float64) float64 { return terrestrial(frequencyMHz/1000, km, z) }
	return min(at(distanceM/1000), at(2)), nil
}

func terrestrial(f, km, z float64) float64 {
	const sigmaLong, sigmaShort = 4.0, 6.0
	long := -2 * math.Log10(math.Pow(10, -5*math.Log10(f)-12.5)+math.Pow(10, -16.5))
	short := 32.98 + 23.9*math.Log10(km) + 3*math.Log10(f)
	wl, ws := math.Pow(10, -0.2*long), math.Pow(10, -0.2*short)
	sigma := math.Sqrt((sigmaLong*sigmaLong*wl + sigmaShort*sigmaShort*ws) / (wl + ws))
	return -5*math.Log10(wl+ws) + sigma*z
}

// SlantDB is the loss of a terminal in a town towards an aircraft or a
// satellite at an elevation in degrees, not exceeded for a percentage of
// locations, §3.3, equation (7).
func SlantDB(frequencyMHz, elevationDeg, locationPercent float64) (float64, error) {
	if _, err := radio.Check(modelID,
		strict("frequency", "MHz", frequencyMHz, 10e3, 100e3),
		strict("elevation", "°", elevationDeg, 0, 90),
		share(locationPercent),
	); err != nil {
		return 0, err
	}
	const a1 = 0.05
	k1 := 93 * math.Pow(frequencyMHz/1000, 0.175)
	part := 1 - elevationDeg/90
	cot := 1 / math.Tan(a1*part+math.Pi*elevationDeg/180)
	// At the zenith the cotangent's rounding may dip below zero.
	base := max(0, -k1*math.Log(1-locationPercent/100)*cot)
	return math.Pow(base, 0.5*part) - 1 + 0.6*quantile.Exact(locationPercent/100), nil
}
