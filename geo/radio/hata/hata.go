// Package hata has the two formulas that M. Hata and COST action 231 drew from
// Okumura's measurements in and around Tokyo: a median loss from frequency,
// distance and heights alone. It is what remains to be said where no terrain is
// known.
//
// Validity: base antennas 30 to 200 m above the surroundings, mobiles 1 to 10 m,
// 1 to 20 km; Okumura-Hata 150 to 1500 MHz, COST 231 1500 to 2000 MHz. Beyond
// these the answer is marked; far beyond, refused. Hills are not in it.
//
// Sources: M. Hata, "Empirical formula for propagation loss in land mobile
// radio services", IEEE Trans. Veh. Tech. VT-29 (1980); COST 231 final report
// (1999), §4.4.1.
package hata

import (
	"fmt"
	"math"

	"hatang/geo/radio"
	"hatang/geo/radio/p525"
)

// Environment is where the mobile is.
type Environment uint8

// Environments. Open is country without obstacles for 300 to 400 m ahead.
const (
	Urban Environment = iota
	Suburban
	Open
)

// String is the English name.
func (e Environment) String() string {
	switch e {
	case Urban:
		return "urban"
	case Suburban:
		return "suburban"
	case Open:
		return "open"
	}
	return fmt.Sprintf("environment(%d)", uint8(e))
}

// Path is what the formulas ask for.
type Path struct {
	FrequencyMHz float64
	DistanceM    float64
	// BaseHeightM is that of the base antenna above the mean ground around,
	// MobileHeightM that of the mobile above the street.
	BaseHeightM, MobileHeightM float64
	Environment                Environment
	// LargeCity has buildings of more than about 15 m on average.
	LargeCity bool
}

// LossDB is Okumura-Hata up to 1500 MHz and COST 231 above. It checks nothing.
func LossDB(p Path) float64 {
	if p.FrequencyMHz <= 1500 {
		return okumuraHata(p)
	}
	return cost231(p)
}

// mobileGain is a(hm), the gain of the mobile's height, Hata eq. (9) to (11).
func mobileGain(p Path) float64 {
	logF := math.Log10(p.FrequencyMHz)
	if !p.LargeCity {
		return (1.1*logF-0.7)*p.MobileHeightM - (1.56*logF - 0.8)
	}
	if p.FrequencyMHz < 300 {
		l := math.Log10(1.54 * p.MobileHeightM)
		return 8.29*l*l - 1.1
	}
	l := math.Log10(11.75 * p.MobileHeightM)
	return 3.2*l*l - 4.97
}

// decline is the part that falls with distance.
func decline(p Path) float64 {
	return (44.9 - 6.55*math.Log10(p.BaseHeightM)) * math.Log10(p.DistanceM/1000)
}

// okumuraHata is Hata's eq. (8), (12) and (13).
func okumuraHata(p Path) float64 {
	logF := math.Log10(p.FrequencyMHz)
	urban := 69.55 + 26.16*logF - 13.82*math.Log10(p.BaseHeightM) - mobileGain(p) + decline(p)
	switch p.Environment {
	case Suburban:
		l := math.Log10(p.FrequencyMHz / 28)
		return urban - 2*l*l - 5.4
	case Open:
		return urban - 4.78*logF*logF + 18.33*logF - 40.94
	}
	return urban
}

// cost231 is COST 231 eq. (4.4.3). Its gain of height is that of a small city
// whatever the city, which pays 3 dB instead; open country is as in Hata's
// formula, whose correction COST 231 did not repeat.
func cost231(p Path) float64 {
	logF := math.Log10(p.FrequencyMHz)
	small := p
	small.LargeCity = false
	loss := 46.3 + 33.9*logF - 13.82*math.Log10(p.BaseHeightM) - mobileGain(small) + decline(p)
	switch {
	case p.Environment == Open:
		return loss - 4.78*logF*logF + 18.33*logF - 40.94
	case p.Environment == Urban && p.LargeCity:
		return loss + 3
	}
	return loss
}

// Model is the formulas as a radio.Model. Where they fall below the loss of
// free space, as open country does within a few hundred metres, free space
// stands in.
type Model struct {
	Environment Environment
	LargeCity   bool
}

var _ radio.Model = Model{}

const modelID = "hata"

// Info describes the model.
func (Model) Info() radio.Info {
	r := ranges(radio.Link{})
	info := radio.Info{
		ID:     modelID,
		Name:   "Okumura-Hata, COST 231-Hata",
		Source: "M. Hata, IEEE Trans. VT-29 (1980); COST 231 final report (1999), §4.4.1",
	}
	for _, reading := range r {
		info.Ranges = append(info.Ranges, reading.Range)
	}
	return info
}

// ranges are those of both formulas together, with what a link puts in them.
func ranges(l radio.Link) []radio.Reading {
	reading := func(quantity, unit string, v, least, most float64, strict bool) radio.Reading {
		return radio.Reading{Value: v, Range: radio.Range{
			Quantity: quantity, Unit: unit, Min: least, Max: most, Strict: strict}}
	}
	d := l.LengthM() / 1000
	return []radio.Reading{
		reading("frequency", "MHz", l.FrequencyMHz, 100, 3000, true),
		reading("frequency", "MHz", l.FrequencyMHz, 150, 2000, false),
		reading("transmitter height", "m", l.TxHeightM, 1, 1000, true),
		reading("transmitter height", "m", l.TxHeightM, 30, 200, false),
		reading("receiver height", "m", l.RxHeightM, 0.5, 50, true),
		reading("receiver height", "m", l.RxHeightM, 1, 10, false),
		reading("distance", "km", d, 0.01, 100, true),
		reading("distance", "km", d, 1, 20, false),
	}
}

// Predict is LossDB between the limits.
func (m Model) Predict(l radio.Link, explain radio.Observer) (radio.Prediction, error) {
	if m.Environment > Open {
		return radio.Prediction{}, fmt.Errorf("%s: %v, expected urban, suburban or open", modelID, m.Environment)
	}
	warnings, err := radio.Check(modelID, ranges(l)...)
	if err != nil {
		return radio.Prediction{}, err
	}
	p := Path{
		FrequencyMHz: l.FrequencyMHz, DistanceM: l.LengthM(),
		BaseHeightM: l.TxHeightM, MobileHeightM: l.RxHeightM,
		Environment: m.Environment, LargeCity: m.LargeCity,
	}
	loss, free := LossDB(p), p525.LossDB(l.SlantM(), l.FrequencyMHz)
	explain.Note("a(hm)", "Hata eq. 9-11", mobileGain(p), "dB")
	explain.Note("Lp", "Hata eq. 8-13, COST 231 eq. 4.4.3", loss, "dB")
	explain.Note("Lbf", "P.525 eq. 4", free, "dB")
	if loss < free {
		return radio.Prediction{LossDB: free, Mechanism: "free space", Warnings: warnings}, nil
	}
	return radio.Prediction{LossDB: loss, Mechanism: m.Environment.String() + " median", Warnings: warnings}, nil
}
