// Package p525 is Recommendation ITU-R P.525-5, free space: two isotropic
// antennas and nothing else in the world. It is the least loss that a path can
// have on average and the yardstick of every other model.
package p525

import (
	"math"

	"hatang/geo/radio"
)

// SpeedOfLightMPerS in vacuum, exact by definition of the metre.
const SpeedOfLightMPerS = 299792458.0

// LossDB is the free-space basic transmission loss 20 log10(4πd/λ), equation
// (4), for a straight distance in metres and a frequency in megahertz, both
// positive. It is negative within λ/4π, where the formula has lost its
// meaning.
func LossDB(distanceM, frequencyMHz float64) float64 {
	return 20 * math.Log10(4*math.Pi*distanceM*frequencyMHz*1e6/SpeedOfLightMPerS)
}

// FieldDBuVPerM is the field strength in dB(µV/m) at a distance from an
// isotropic radiator of eirpDBm, equation (1): E = √(30 p)/d.
func FieldDBuVPerM(eirpDBm, distanceM float64) float64 {
	return eirpDBm - 30 + 10*math.Log10(30) + 120 - 20*math.Log10(distanceM)
}

// FieldFromLossDBuVPerM is the field strength, in dB(µV/m), that stands for a
// basic transmission loss, equations (1) and (4): Lb = Lbf, E = E0.
func FieldFromLossDBuVPerM(eirpDBm, lossDB, frequencyMHz float64) float64 {
	wave := 4 * math.Pi * frequencyMHz * 1e6 / SpeedOfLightMPerS
	return eirpDBm - 30 + 10*math.Log10(30) + 120 + 20*math.Log10(wave) - lossDB
}

// Model is free space as a radio.Model: the straight distance between the
// antennas, whatever stands between them.
type Model struct{}

var _ radio.Model = Model{}

// Info describes the model.
func (Model) Info() radio.Info {
	return radio.Info{
		ID:     "p525",
		Name:   "ITU-R P.525-5, free space",
		Source: "Recommendation ITU-R P.525-5",
		Ranges: []radio.Range{frequencyRange(), distanceRange(0)},
	}
}

func frequencyRange() radio.Range {
	return radio.Range{Quantity: "frequency", Unit: "MHz", Min: 0.1, Max: 3e6, Strict: true}
}

// distanceRange starts where the far field of an isotropic antenna does.
func distanceRange(frequencyMHz float64) radio.Range {
	least := 0.0
	if frequencyMHz > 0 {
		least = SpeedOfLightMPerS / (frequencyMHz * 1e6) / (2 * math.Pi)
	}
	return radio.Range{Quantity: "distance", Unit: "m", Min: least, Max: math.Inf(1), Open: true, Strict: true}
}

// Predict is LossDB over the slant distance of the link.
func (Model) Predict(link radio.Link, explain radio.Observer) (radio.Prediction, error) {
	slantM := link.SlantM()
	warnings, err := radio.Check("p525",
		radio.Reading{Range: frequencyRange(), Value: link.FrequencyMHz},
		radio.Reading{Range: distanceRange(link.FrequencyMHz), Value: slantM},
	)
	if err != nil {
		return radio.Prediction{}, err
	}
	explain.Note("d", "§2", slantM, "m")
	loss := LossDB(slantM, link.FrequencyMHz)
	explain.Note("Lbf", "eq. 4", loss, "dB")
	return radio.Prediction{LossDB: loss, Mechanism: "free space", Warnings: warnings}, nil
}
