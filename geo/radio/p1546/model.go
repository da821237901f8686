package p1546

import (
	"hatang/geo/radio"
)

// Model is P.1546 as a radio.Model.
type Model struct {
	// Sea that a profile's sea is.
	Sea Sea
	// SquareM is the side of the square whose places LocationPercent counts;
	// without terrain §12 gives fixed deviations instead.
	SquareM float64
	// AverageHeightM is the effective height of the transmitter above the
	// ground from 3 to 15 km away, and RxCover what the receiver stands in:
	// for links without a profile. Zero takes the height above ground.
	AverageHeightM float64
	RxCover        radio.Cover
}

var _ radio.Model = Model{}

// Info describes the model.
func (Model) Info() radio.Info {
	return radio.Info{
		ID:     modelID,
		Name:   "ITU-R P.1546-6",
		Source: "Recommendation ITU-R P.1546-6, annexes 2 to 6",
		Ranges: []radio.Range{
			frequencyRange(), distanceRange(), timeRange(), locationRange(),
			{Quantity: "transmitter height", Unit: "m", Min: 0.1, Max: 10e3, Strict: true},
			{Quantity: "receiver height", Unit: "m", Min: 1, Max: 3000, Strict: true},
		},
	}
}

// Predict is the basic transmission loss that stands for the field strength.
func (m Model) Predict(l radio.Link, explain radio.Observer) (radio.Prediction, error) {
	path, err := m.path(l)
	if err != nil {
		return radio.Prediction{}, err
	}
	sigma := m.sigmaDB(path, l.FrequencyMHz)
	result, warnings, err := FieldStrength(path, &Request{
		FrequencyMHz: l.FrequencyMHz,
		TimePercent:  l.TimeOr50(), LocationPercent: l.LocationOr50(),
		LocationSigmaDB: sigma,
	})
	if err != nil {
		return radio.Prediction{}, err
	}
	result.explain(path, explain)
	return radio.Prediction{
		LossDB: result.LossDB, ShadowSigmaDB: sigma, Mechanism: result.mechanism(), Warnings: warnings,
	}, nil
}

func (m Model) path(l radio.Link) (*Path, error) {
	if l.Profile != nil {
		return FromProfile(l.Profile, l.TxHeightM, l.RxHeightM, m.Sea)
	}
	p := &Path{
		DistanceKm: l.LengthM() / 1000, Sea: m.Sea,
		TxHeightM: l.TxHeightM, RxHeightM: l.RxHeightM,
		RxCover: m.RxCover, RxClutterM: m.RxCover.ClutterHeightM(),
	}
	p.EffectiveHeightM = m.effectiveHeightM(l.TxHeightM, p.DistanceKm)
	return p, nil
}

// effectiveHeightM is h1 without terrain, §3.1.1 eq. (4), (5) and (7).
func (m Model) effectiveHeightM(aboveGroundM, distanceKm float64) float64 {
	if m.AverageHeightM == 0 {
		return aboveGroundM
	}
	share := min(max((distanceKm-3)/12, 0), 1)
	return aboveGroundM + (m.AverageHeightM-aboveGroundM)*share
}

// sigmaDB is the deviation between places, §12.
func (m Model) sigmaDB(p *Path, frequencyMHz float64) float64 {
	switch {
	case p.RxCover == radio.CoverWater:
		return 0
	case p.Terrain != nil && m.SquareM > 0:
		return LocationSigmaDB(frequencyMHz, m.SquareM)
	case p.RxCover == radio.CoverUrbanOrTrees || p.RxCover == radio.CoverDenseUrban:
		return 8
	case p.RxCover == radio.CoverSuburban:
		return 10
	}
	return 12
}

func (r *Result) mechanism() string {
	switch {
	case r.MaximumLimits:
		return "free space"
	case r.ScatterRules:
		return "troposcatter"
	}
	return "measured curves"
}

func (r *Result) explain(p *Path, o radio.Observer) {
	if o == nil {
		return
	}
	o.Note("d", "§1", p.DistanceKm, "km")
	o.Note("h1", "§3", p.EffectiveHeightM, "m")
	o.Note("E", "§8 eq. 17", r.CurveDBuV, "dBµV/m")
	if p.Terrain != nil {
		o.Note("θtca", "§11 eq. 31", p.Terrain.RxAngleDeg, "°")
		o.Note("Ctca", "§11 eq. 32a", r.ClearanceDB, "dB")
		o.Note("θs", "§13 eq. 35", r.ScatterDeg, "°")
		o.Note("Ets", "§13 eq. 36", r.ScatterDBuV, "dBµV/m")
	}
	o.Note("R2'", "§9 eq. 27", r.RxClutterM, "m")
	o.Note("Ch2", "§9 eq. 28-29", r.RxHeightDB, "dB")
	o.Note("Cclutter", "§10 eq. 30", r.TxClutterDB, "dB")
	o.Note("Cslope", "§14 eq. 37", r.SlopeDB, "dB")
	o.Note("Cq", "§12 eq. 33", r.LocationDB, "dB")
	o.Note("Emax", "§2 eq. 1", r.MaximumDBuV, "dBµV/m")
	o.Note("E", "§1", r.FieldDBuVPerM, "dBµV/m")
	o.Note("Lb", "§17 eq. 40", r.LossDB, "dB")
}
