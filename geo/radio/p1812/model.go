package p1812

import (
	"fmt"

	"hatang/geo/radio"
)

// Model is P.1812 as a radio.Model, with the surroundings that a link does not
// carry.
type Model struct {
	// DeltaN and RefractivityN0 are the atmosphere's, see Params.
	DeltaN, RefractivityN0 float64
	// TxCoastKm and RxCoastKm, see Params; zero stands at the coast.
	TxCoastKm, RxCoastKm float64
	// SquareM is the side of the square whose places LocationPercent counts.
	SquareM float64
}

var _ radio.Model = Model{}

// Vietnam is the model under a median atmosphere of central Vietnam, inland,
// over squares of 100 m. The two values of refractivity are estimates after
// the maps of Recommendation ITU-R P.453 that nobody has verified for a
// province: set them where measured ones are known.
func Vietnam() Model {
	return Model{DeltaN: 55, RefractivityN0: 375, TxCoastKm: 500, RxCoastKm: 500, SquareM: 100}
}

// Info describes the model.
func (Model) Info() radio.Info {
	ranges := []radio.Range{
		{Quantity: "frequency", Unit: "MHz", Min: 30, Max: 6000, Strict: true},
		distances(), times(), locations(),
	}
	ranges = append(ranges, heights("transmitter height")...)
	ranges = append(ranges, heights("receiver height")...)
	return radio.Info{
		ID:           modelID,
		Name:         "ITU-R P.1812-8",
		Source:       "Recommendation ITU-R P.1812-8, annex 1",
		NeedsProfile: true,
		Ranges:       ranges,
	}
}

// Params are those of the model for one link whose receiver stands in clutter
// of the given height.
func (m Model) Params(l radio.Link, rxClutterM float64) Params {
	f := l.FrequencyMHz / 1000
	return Params{
		FrequencyGHz: f,
		TxHeightM:    l.TxHeightM, RxHeightM: l.RxHeightM,
		Polarization: l.Polarization,
		TimePercent:  l.TimeOr50(), LocationPercent: l.LocationOr50(),
		LocationSigmaDB: LocationSigmaDB(f, m.SquareM, l.RxHeightM, rxClutterM),
		LatitudeDeg:     l.LatitudeDeg,
		DeltaN:          m.DeltaN, RefractivityN0: m.RefractivityN0,
		TxCoastKm: m.TxCoastKm, RxCoastKm: m.RxCoastKm,
	}
}

// Predict follows the link's profile. Where it tells classes of cover but no
// clutter heights, the representative ones of table 2 stand in.
func (m Model) Predict(l radio.Link, explain radio.Observer) (radio.Prediction, error) {
	if l.Profile == nil {
		return radio.Prediction{}, fmt.Errorf("%s: the link has no terrain profile", modelID)
	}
	terrain, err := NewTerrain(withClutter(l.Profile))
	if err != nil {
		return radio.Prediction{}, err
	}
	last := terrain.Len() - 1
	predictor, warnings, err := NewPredictor(m.Params(l, terrain.clutterAt(last)))
	if err != nil {
		return radio.Prediction{}, err
	}
	result, err := predictor.PointToPoint(terrain, last)
	if err != nil {
		return radio.Prediction{}, err
	}
	far, err := radio.Check(modelID, radio.Reading{Range: distances(), Value: l.Profile.LengthKm()})
	if err != nil {
		return radio.Prediction{}, err
	}
	result.explain(explain)
	return radio.Prediction{
		LossDB:        result.LossDB,
		ShadowSigmaDB: predictor.params.LocationSigmaDB,
		Mechanism:     result.mechanism(),
		Warnings:      append(warnings, far...),
	}, nil
}

func withClutter(p *radio.Profile) *radio.Profile {
	if len(p.ClutterM) > 0 || len(p.Cover) == 0 {
		return p
	}
	q := *p
	q.ClutterM = make([]float64, len(p.Cover))
	for i, c := range p.Cover {
		q.ClutterM[i] = c.ClutterHeightM()
	}
	return &q
}

// mechanism names what governs the loss.
func (r *Result) mechanism() string {
	switch {
	case r.Lbs < r.Lbam:
		return "troposcatter"
	case r.Lba < r.Lbd:
		return "ducting"
	case r.Geometry.LineOfSight && r.MedianDelta.LossDB == 0:
		return "line of sight"
	}
	return "diffraction"
}

func (r *Result) explain(o radio.Observer) {
	if o == nil {
		return
	}
	g := &r.Geometry
	for _, q := range []radio.Quantity{
		{Symbol: "d", Ref: "§3", Value: g.DistanceKm, Unit: "km"},
		{Symbol: "hts", Ref: "§5", Value: g.TxM, Unit: "m"},
		{Symbol: "hrs", Ref: "§5", Value: g.RxM, Unit: "m"},
		{Symbol: "ω", Ref: "§3.6", Value: g.SeaShare},
		{Symbol: "dtm", Ref: "§3.6", Value: g.LandKm, Unit: "km"},
		{Symbol: "dlm", Ref: "§3.6", Value: g.InlandKm, Unit: "km"},
		{Symbol: "dlt", Ref: "eq. 78", Value: g.TxHorizonKm, Unit: "km"},
		{Symbol: "dlr", Ref: "eq. 81", Value: g.RxHorizonKm, Unit: "km"},
		{Symbol: "θt", Ref: "eq. 76", Value: g.TxHorizonMrad, Unit: "mrad"},
		{Symbol: "θr", Ref: "eq. 79", Value: g.RxHorizonMrad, Unit: "mrad"},
		{Symbol: "θ", Ref: "eq. 82", Value: g.AngularMrad, Unit: "mrad"},
		{Symbol: "hst", Ref: "eq. 90", Value: g.SmoothTxM, Unit: "m"},
		{Symbol: "hsr", Ref: "eq. 90", Value: g.SmoothRxM, Unit: "m"},
		{Symbol: "hstd", Ref: "eq. 89", Value: g.DiffractionTxM, Unit: "m"},
		{Symbol: "hsrd", Ref: "eq. 89", Value: g.DiffractionRxM, Unit: "m"},
		{Symbol: "hte", Ref: "eq. 92", Value: g.TxEffectiveM, Unit: "m"},
		{Symbol: "hre", Ref: "eq. 92", Value: g.RxEffectiveM, Unit: "m"},
		{Symbol: "hm", Ref: "eq. 93", Value: g.RoughnessM, Unit: "m"},
		{Symbol: "β0", Ref: "eq. 5", Value: r.BetaZeroPercent, Unit: "%"},
		{Symbol: "Fi", Ref: "eq. 40", Value: r.Fi},
		{Symbol: "Fj", Ref: "eq. 57", Value: r.Fj},
		{Symbol: "Fk", Ref: "eq. 58", Value: r.Fk},
		{Symbol: "Lbfs", Ref: "eq. 8", Value: r.Lbfs, Unit: "dB"},
		{Symbol: "Lb0p", Ref: "eq. 10", Value: r.Lb0p, Unit: "dB"},
		{Symbol: "Lbulla", Ref: "eq. 21", Value: r.MedianDelta.ActualDB, Unit: "dB"},
		{Symbol: "Lbulls", Ref: "eq. 21", Value: r.MedianDelta.SmoothDB, Unit: "dB"},
		{Symbol: "Ldsph", Ref: "eq. 27", Value: r.MedianDelta.SphericalDB, Unit: "dB"},
		{Symbol: "Ld50", Ref: "eq. 39", Value: r.MedianDelta.LossDB, Unit: "dB"},
		{Symbol: "Ldp", Ref: "eq. 41", Value: r.Ldp, Unit: "dB"},
		{Symbol: "Lbs", Ref: "eq. 44", Value: r.Lbs, Unit: "dB"},
		{Symbol: "Lba", Ref: "eq. 46", Value: r.Lba, Unit: "dB"},
		{Symbol: "Lbc", Ref: "eq. 63", Value: r.Lbc, Unit: "dB"},
		{Symbol: "Lloc", Ref: "§4.8", Value: r.Lloc, Unit: "dB"},
		{Symbol: "Lb", Ref: "eq. 69", Value: r.LossDB, Unit: "dB"},
	} {
		o(q)
	}
}
