package itm

import (
	"fmt"
	"math"
	"math/bits"
	"strings"

	"hatang/geo/radio"
)

// Climate is one of ITM's seven radio climates.
type Climate uint8

// Radio climates as numbered by NTIA.
const (
	Equatorial             Climate = 1
	ContinentalSubtropical Climate = 2
	MaritimeSubtropical    Climate = 3
	Desert                 Climate = 4
	ContinentalTemperate   Climate = 5
	MaritimeTemperateLand  Climate = 6
	MaritimeTemperateSea   Climate = 7
)

// Siting says how carefully a terminal was placed, in area mode.
type Siting uint8

// Siting criteria.
const (
	SitingRandom Siting = iota
	SitingCareful
	SitingVeryCareful
)

// VariabilityMode says which kinds of variability time, location and situation
// stand for: MDVAR of the original.
type VariabilityMode uint8

// Modes of variability, to which NoLocation and NoSituation may be added.
const (
	SingleMessage VariabilityMode = 0
	Accidental    VariabilityMode = 1
	Mobile        VariabilityMode = 2
	Broadcast     VariabilityMode = 3
	// NoLocation eliminates location variability: a fixed pair of antennas.
	NoLocation VariabilityMode = 10
	// NoSituation eliminates direct situation variability: interference.
	NoSituation VariabilityMode = 20
)

// Params is what both modes of the model need besides the path.
type Params struct {
	TxHeightM, RxHeightM float64 // antenna centres above ground, 0.5 to 3000
	FrequencyMHz         float64 // 20 to 20000
	Polarization         radio.Polarization
	Climate              Climate
	// RefractivityN0 is the refractivity of the atmosphere at sea level,
	// 250 to 400 N-units.
	RefractivityN0 float64
	// Permittivity is that of the ground relative to vacuum, at least 1.
	Permittivity float64
	// ConductivitySPerM is the ground's, above 0.
	ConductivitySPerM float64
	Mode              VariabilityMode
	// TimePercent, LocationPercent and SituationPercent say for how much of
	// each the loss is not exceeded, between 0 and 100, both excluded.
	TimePercent, LocationPercent, SituationPercent float64
}

// AreaParams is what area mode knows of the terrain.
type AreaParams struct {
	DistanceM          float64 // above 0
	DeltaHM            float64 // terrain irregularity Δh, at least 0
	TxSiting, RxSiting Siting
}

// Warnings is a set of the model's doubts, with NTIA's bits.
type Warnings uint16

// Doubts, in NTIA's order.
const (
	WarnTxHeight Warnings = 1 << iota
	WarnRxHeight
	WarnFrequency
	WarnDistanceTooBig      // above 1000 km
	WarnDistanceMuchTooBig  // above 2000 km: results are meaningless
	WarnDistanceTooSmall    // antennas' elevation difference above 200 mrad
	WarnDistanceBelow1Km    // below 1 km
	WarnTxHorizonAngle      // above 200 mrad
	WarnRxHorizonAngle      // above 200 mrad
	WarnTxHorizonNear       // below a tenth of the smooth-earth horizon
	WarnRxHorizonNear       // below a tenth of the smooth-earth horizon
	WarnTxHorizonFar        // above three times the smooth-earth horizon
	WarnRxHorizonFar        // above three times the smooth-earth horizon
	WarnExtremeVariability  // a deviate beyond 3.1
	WarnSurfaceRefractivity // below 250 N-units
)

func (w Warnings) texts() [15]string {
	return [15]string{
		"transmitter height outside 1 to 1000 m",
		"receiver height outside 1 to 1000 m",
		"frequency outside 40 MHz to 10 GHz",
		"distance above 1000 km",
		"distance above 2000 km",
		"distance too short for the difference in antenna heights",
		"distance below 1 km",
		"transmitter horizon angle above 200 mrad",
		"receiver horizon angle above 200 mrad",
		"transmitter horizon nearer than a tenth of the smooth-earth horizon",
		"receiver horizon nearer than a tenth of the smooth-earth horizon",
		"transmitter horizon farther than three smooth-earth horizons",
		"receiver horizon farther than three smooth-earth horizons",
		"variability beyond 3.1 standard deviations",
		"surface refractivity below 250 N-units",
	}
}

// String lists the doubts, separated by semicolons.
func (w Warnings) String() string {
	texts := w.texts()
	var parts []string
	for rest := w; rest != 0; rest &= rest - 1 {
		if i := bits.TrailingZeros16(uint16(rest)); i < len(texts) {
			parts = append(parts, texts[i])
		}
	}
	return strings.Join(parts, "; ")
}

// Check refuses parameters for which the model has no meaning, all at once.
func (p Params) Check() error {
	_, err := radio.Check(modelID, p.readings()...)
	return err
}

const modelID = "itm"

func (p Params) readings() []radio.Reading {
	strict := func(quantity, unit string, v, least, most float64) radio.Reading {
		return radio.Reading{
			Range: radio.Range{Quantity: quantity, Unit: unit, Min: least, Max: most, Strict: true},
			Value: v,
		}
	}
	share := func(quantity string, v float64) radio.Reading {
		return radio.Reading{Value: v, Range: radio.Range{
			Quantity: quantity, Unit: "%", Max: 100, Open: true, Strict: true}}
	}
	return []radio.Reading{
		strict("transmitter height", "m", p.TxHeightM, 0.5, 3000),
		strict("receiver height", "m", p.RxHeightM, 0.5, 3000),
		strict("frequency", "MHz", p.FrequencyMHz, 20, 20000),
		strict("polarization", "", float64(p.Polarization), 0, 1),
		strict("climate", "", float64(p.Climate), 1, 7),
		strict("sea-level refractivity", "N-units", p.RefractivityN0, 250, 400),
		strict("ground permittivity", "", p.Permittivity, 1, math.Inf(1)),
		{Value: p.ConductivitySPerM, Range: radio.Range{
			Quantity: "ground conductivity", Unit: "S/m", Max: math.Inf(1), Open: true, Strict: true}},
		strict("variability mode", "", float64(p.Mode%10), 0, 3),
		strict("variability mode", "", float64(p.Mode), 0, 33),
		share("time", p.TimePercent),
		share("location", p.LocationPercent),
		share("situation", p.SituationPercent),
	}
}

func (a AreaParams) check() error {
	_, err := radio.Check(modelID,
		radio.Reading{Range: radio.Range{Quantity: "distance", Unit: "m",
			Max: math.Inf(1), Open: true, Strict: true}, Value: a.DistanceM},
		radio.Reading{Range: radio.Range{Quantity: "terrain irregularity", Unit: "m",
			Max: math.Inf(1), Strict: true}, Value: a.DeltaHM},
		radio.Reading{Range: radio.Range{Quantity: "transmitter siting", Max: 2, Strict: true}, Value: float64(a.TxSiting)},
		radio.Reading{Range: radio.Range{Quantity: "receiver siting", Max: 2, Strict: true}, Value: float64(a.RxSiting)},
	)
	return err
}

// terminalWarnings are the doubts that need no path.
func (p Params) terminalWarnings() Warnings {
	var w Warnings
	if p.TxHeightM < 1 || p.TxHeightM > 1000 {
		w |= WarnTxHeight
	}
	if p.RxHeightM < 1 || p.RxHeightM > 1000 {
		w |= WarnRxHeight
	}
	if p.FrequencyMHz < 40 || p.FrequencyMHz > 10000 {
		w |= WarnFrequency
	}
	return w
}

// GeometryError tells that a path leaves the domain of the theory itself.
type GeometryError struct {
	What     string
	Value    float64
	Expected string
}

// Error names the quantity, its value and what was expected.
func (e GeometryError) Error() string {
	return fmt.Sprintf("%s: %s %g, expected %s", modelID, e.What, e.Value, e.Expected)
}
