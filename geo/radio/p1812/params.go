package p1812

import (
	"hatang/geo/radio"
)

const modelID = "p1812"

// Params is what the method needs besides the path.
type Params struct {
	FrequencyGHz         float64 // 0.03 to 6
	TxHeightM, RxHeightM float64 // antenna centres above ground, 1 to 3000
	Polarization         radio.Polarization
	// TimePercent for which the loss is not exceeded in an average year, 1 to
	// 50.
	TimePercent float64
	// LocationPercent for which the loss is not exceeded, 1 to 99.
	LocationPercent float64
	// LocationSigmaDB is the deviation between places of one square; see
	// LocationSigmaDB, the function.
	LocationSigmaDB float64
	// LatitudeDeg of the middle of the path, -80 to 80.
	LatitudeDeg float64
	// DeltaN is the lapse rate of refractivity in the lowest kilometre,
	// N-units/km, a positive number.
	DeltaN float64
	// RefractivityN0 at sea level, N-units.
	RefractivityN0 float64
	// TxCoastKm and RxCoastKm are the distances over land from either antenna
	// to the coast along the path; 500 or more means inland.
	TxCoastKm, RxCoastKm float64
}

func frequencies() radio.Range {
	return radio.Range{Quantity: "frequency", Unit: "GHz", Min: 0.03, Max: 6, Strict: true}
}

func heights(name string) []radio.Range {
	return []radio.Range{
		{Quantity: name, Unit: "m", Min: 0.1, Max: 20e3, Strict: true},
		{Quantity: name, Unit: "m", Min: 1, Max: 3000},
	}
}

func distances() radio.Range {
	return radio.Range{Quantity: "distance", Unit: "km", Min: 0.25, Max: 3000}
}

func times() radio.Range {
	return radio.Range{Quantity: "time", Unit: "%", Min: 1, Max: 50, Strict: true}
}

func locations() radio.Range {
	return radio.Range{Quantity: "locations", Unit: "%", Min: 1, Max: 99, Strict: true}
}

// Check refuses parameters that the method has no meaning for, all at once, and
// returns as warnings those it was not made for.
func (p Params) Check() ([]radio.OutOfRange, error) {
	strict := func(quantity, unit string, v, least, most float64) radio.Reading {
		return radio.Reading{Value: v, Range: radio.Range{
			Quantity: quantity, Unit: unit, Min: least, Max: most, Strict: true}}
	}
	readings := []radio.Reading{
		{Range: frequencies(), Value: p.FrequencyGHz},
		{Range: times(), Value: p.TimePercent},
		{Range: locations(), Value: p.LocationPercent},
		strict("polarization", "", float64(p.Polarization), 0, 1),
		strict("location deviation", "dB", p.LocationSigmaDB, 0, 30),
		strict("latitude", "°", p.LatitudeDeg, -90, 90),
		strict("refractivity lapse rate", "N-units/km", p.DeltaN, 1, 150),
		strict("sea-level refractivity", "N-units", p.RefractivityN0, 200, 500),
		strict("transmitter's distance to the coast", "km", p.TxCoastKm, 0, 1e5),
		strict("receiver's distance to the coast", "km", p.RxCoastKm, 0, 1e5),
	}
	for _, r := range heights("transmitter height") {
		readings = append(readings, radio.Reading{Range: r, Value: p.TxHeightM})
	}
	for _, r := range heights("receiver height") {
		readings = append(readings, radio.Reading{Range: r, Value: p.RxHeightM})
	}
	return radio.Check(modelID, readings...)
}

// EffectiveEarthKm is the median effective radius of the earth, eq. (7a).
func (p Params) EffectiveEarthKm() float64 {
	return earthKm * 157 / (157 - p.DeltaN)
}

const (
	earthKm = 6371.0
	// betaEarthKm is the radius exceeded for β0 percent of time, eq. (7b).
	betaEarthKm = 3 * earthKm
	// lightM per nanosecond as the Recommendation rounds it, λ = 0.2998/f.
	lightMGHz = 0.2998
)
