package emf

import (
	"fmt"
	"math"

	"hatang/geo/radio"
)

// Piece of a limit over a range of frequency, in which both quantities are
// factor·f^exponent of the frequency in MHz.
type Piece struct {
	FromMHz float64 `json:"from_mhz" yaml:"from_mhz"`
	ToMHz   float64 `json:"to_mhz" yaml:"to_mhz"`
	// FieldVPerM and FieldExponent of the electric field, root mean square.
	FieldVPerM    float64 `json:"field_v_per_m" yaml:"field_v_per_m"`
	FieldExponent float64 `json:"field_exponent" yaml:"field_exponent"`
	// DensityWPerM2 and DensityExponent of the power density of a plane wave.
	DensityWPerM2   float64 `json:"density_w_per_m2" yaml:"density_w_per_m2"`
	DensityExponent float64 `json:"density_exponent" yaml:"density_exponent"`
}

// Limits is a set of reference levels for whole-body exposure.
type Limits struct {
	ID     string  `json:"id" yaml:"id"`
	Name   string  `json:"name" yaml:"name"`
	Source string  `json:"source" yaml:"source"`
	Pieces []Piece `json:"pieces" yaml:"pieces"`
}

// QCVN8 is the Vietnamese limit for the public, QCVN 8:2022/BTTTT.
func QCVN8() Limits {
	return Limits{
		ID: "qcvn8-2022", Name: "QCVN 8:2022/BTTTT, public",
		Source: "QCVN 8:2022/BTTTT: 10 MHz to 6 GHz, 27.5 V/m, 2 W/m²",
		Pieces: []Piece{{FromMHz: 10, ToMHz: 6000, FieldVPerM: 27.5, DensityWPerM2: 2}},
	}
}

// ICNIRP1998 are the reference levels for the public of the 1998 guidelines,
// table 7, from 10 MHz.
func ICNIRP1998() Limits {
	return Limits{
		ID: "icnirp-1998", Name: "ICNIRP 1998, general public",
		Source: "ICNIRP, Health Physics 74 (1998) 494, table 7",
		Pieces: []Piece{
			{FromMHz: 10, ToMHz: 400, FieldVPerM: 28, DensityWPerM2: 2},
			{FromMHz: 400, ToMHz: 2000, FieldVPerM: 1.375, FieldExponent: 0.5, DensityWPerM2: 1.0 / 200, DensityExponent: 1},
			{FromMHz: 2000, ToMHz: 300e3, FieldVPerM: 61, DensityWPerM2: 10},
		},
	}
}

// ICNIRP2020 are the whole-body reference levels for the public, averaged over
// 30 minutes, of the 2020 guidelines, table 5, from 30 MHz. Above 2 GHz they
// state no field, which is here that of a plane wave.
func ICNIRP2020() Limits {
	return Limits{
		ID: "icnirp-2020", Name: "ICNIRP 2020, general public, whole body",
		Source: "ICNIRP, Health Physics 118 (2020) 483, table 5",
		Pieces: []Piece{
			{FromMHz: 30, ToMHz: 400, FieldVPerM: 27.7, DensityWPerM2: 2},
			{FromMHz: 400, ToMHz: 2000, FieldVPerM: 1.375, FieldExponent: 0.5, DensityWPerM2: 1.0 / 200, DensityExponent: 1},
			{FromMHz: 2000, ToMHz: 300e3, FieldVPerM: 61.4, DensityWPerM2: 10},
		},
	}
}

// AllLimits are the sets that come with the program, the default first.
func AllLimits() []Limits { return []Limits{QCVN8(), ICNIRP1998(), ICNIRP2020()} }

// At is the limit at a frequency: electric field in V/m and power density in
// W/m². Frequencies for which the set has none are refused.
func (l Limits) At(frequencyMHz float64) (fieldVPerM, densityWPerM2 float64, err error) {
	for _, p := range l.Pieces {
		if frequencyMHz >= p.FromMHz && frequencyMHz <= p.ToMHz {
			return p.FieldVPerM * math.Pow(frequencyMHz, p.FieldExponent),
				p.DensityWPerM2 * math.Pow(frequencyMHz, p.DensityExponent), nil
		}
	}
	if len(l.Pieces) == 0 {
		return 0, 0, fmt.Errorf("limits %q: no values", l.ID)
	}
	return 0, 0, radio.OutOfRange{
		Model: l.ID, Value: frequencyMHz,
		Range: radio.Range{Quantity: "frequency", Unit: "MHz", Strict: true,
			Min: l.Pieces[0].FromMHz, Max: l.Pieces[len(l.Pieces)-1].ToMHz},
	}
}
