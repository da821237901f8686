package itm

import (
	"fmt"
	"math"

	"hatang/geo/radio"
)

// Model is ITM's point-to-point mode as a radio.Model, with the surroundings
// that a link does not carry.
type Model struct {
	Climate           Climate
	RefractivityN0    float64
	Permittivity      float64
	ConductivitySPerM float64
	Mode              VariabilityMode
	// SituationPercent is the confidence wanted; zero means 50.
	SituationPercent float64
}

var _ radio.Model = Model{}

// Vietnam is the model with the climate of the country's middle and north:
// ITM's "maritime subtropical", which is meant for the west coast of Africa and
// coasts like it, refractivity 370 N-units, average ground. The choice follows
// the descriptions in [TR, §3] and no measurement.
func Vietnam() Model {
	return Model{
		Climate:           MaritimeSubtropical,
		RefractivityN0:    370,
		Permittivity:      15,
		ConductivitySPerM: 0.005,
		Mode:              Broadcast,
	}
}

// Info describes the model.
func (Model) Info() radio.Info {
	return radio.Info{
		ID:           modelID,
		Name:         "NTIA ITM (Longley-Rice) 1.4, point to point",
		Source:       "G. A. Hufford, The ITS Irregular Terrain Model: the Algorithm; NTIA Report 82-100; NTIA/itm 1.4",
		NeedsProfile: true,
		Ranges: []radio.Range{
			{Quantity: "frequency", Unit: "MHz", Min: 20, Max: 20000, Strict: true},
			{Quantity: "transmitter height", Unit: "m", Min: 0.5, Max: 3000, Strict: true},
			{Quantity: "receiver height", Unit: "m", Min: 0.5, Max: 3000, Strict: true},
			{Quantity: "distance", Unit: "km", Min: 1, Max: 2000},
		},
	}
}

// Params are those of the model for one link.
func (m Model) Params(l radio.Link) Params {
	situation := m.SituationPercent
	if situation == 0 {
		situation = 50
	}
	return Params{
		TxHeightM: l.TxHeightM, RxHeightM: l.RxHeightM,
		FrequencyMHz: l.FrequencyMHz, Polarization: l.Polarization,
		Climate: m.Climate, RefractivityN0: m.RefractivityN0,
		Permittivity: m.Permittivity, ConductivitySPerM: m.ConductivitySPerM,
		Mode:        m.Mode,
		TimePercent: l.TimeOr50(), LocationPercent: l.LocationOr50(), SituationPercent: situation,
	}
}

// Predict follows the link's profile, which must be evenly spaced.
func (m Model) Predict(l radio.Link, explain radio.Observer) (radio.Prediction, error) {
	terrain, err := terrainOf(l.Profile)
	if err != nil {
		return radio.Prediction{}, err
	}
	result, err := PointToPoint(m.Params(l), terrain)
	if err != nil {
		return radio.Prediction{}, err
	}
	return result.prediction(l, explain), nil
}

func (r *Result) prediction(l radio.Link, explain radio.Observer) radio.Prediction {
	r.explain(explain)
	return radio.Prediction{
		LossDB:    r.LossDB,
		Mechanism: r.Mechanism.String(),
		Warnings:  r.outOfRange(l),
	}
}

func terrainOf(p *radio.Profile) (*Terrain, error) {
	if p == nil {
		return nil, fmt.Errorf("%s: the link has no terrain profile", modelID)
	}
	if err := p.Check(); err != nil {
		return nil, fmt.Errorf("%s: %w", modelID, err)
	}
	step, even := p.StepM()
	if !even {
		return nil, fmt.Errorf("%s: the profile's points are not evenly spaced, as this model needs", modelID)
	}
	return NewTerrain(step, p.GroundM)
}

func (r *Result) explain(o radio.Observer) {
	if o == nil {
		return
	}
	g := &r.Geometry
	o.Note("d", "[Alg] §2", g.DistanceM, "m")
	o.Note("Ns", "[Alg] eq. 1.15", g.RefractivityNs, "N-units")
	o.Note("ae", "[Alg] eq. 1.16", 1/g.Curvature, "m")
	o.Note("Δh", "[Alg] §47", g.DeltaHM, "m")
	for i, end := range [2]string{"1", "2"} {
		o.Note("θe"+end, "[Alg] §48", g.AngleRad[i]*1e3, "mrad")
		o.Note("dL"+end, "[Alg] §48", g.Horizons.DistanceM[i], "m")
		o.Note("he"+end, "[Alg] §53", g.EffectiveHeightM[i], "m")
	}
	o.Note("Aref", "[Alg] §4", r.ReferenceDB, "dB")
	o.Note("Lfs", "P.525", r.FreeSpaceDB, "dB")
	o.Note("Lb", "[Alg] §5", r.LossDB, "dB")
}

// outOfRange translates the model's own doubts.
func (r *Result) outOfRange(l radio.Link) []radio.OutOfRange {
	var out []radio.OutOfRange
	for rest := r.Warnings; rest != 0; rest &= rest - 1 {
		bit := rest & -rest
		over, value := r.doubt(bit, l)
		out = append(out, radio.OutOfRange{Range: over, Model: modelID, Value: value})
	}
	return out
}

// doubt is the range that a warning stands for and the value that left it.
func (r *Result) doubt(bit Warnings, l radio.Link) (radio.Range, float64) {
	g := &r.Geometry
	switch bit {
	case WarnTxHeight:
		return radio.Range{Quantity: "transmitter height", Unit: "m", Min: 1, Max: 1000}, l.TxHeightM
	case WarnRxHeight:
		return radio.Range{Quantity: "receiver height", Unit: "m", Min: 1, Max: 1000}, l.RxHeightM
	case WarnFrequency:
		return radio.Range{Quantity: "frequency", Unit: "MHz", Min: 40, Max: 10000}, l.FrequencyMHz
	case WarnDistanceTooBig, WarnDistanceMuchTooBig, WarnDistanceBelow1Km:
		return radio.Range{Quantity: "distance", Unit: "m", Min: 1e3, Max: 1e6}, g.DistanceM
	case WarnDistanceTooSmall:
		least := math.Abs(g.EffectiveHeightM[0]-g.EffectiveHeightM[1]) / 200e-3
		return radio.Range{Quantity: "distance", Unit: "m", Min: least, Max: 1e6}, g.DistanceM
	case WarnTxHorizonAngle:
		return radio.Range{Quantity: "transmitter horizon angle", Unit: "mrad", Min: -200, Max: 200}, g.AngleRad[0] * 1e3
	case WarnRxHorizonAngle:
		return radio.Range{Quantity: "receiver horizon angle", Unit: "mrad", Min: -200, Max: 200}, g.AngleRad[1] * 1e3
	case WarnTxHorizonNear, WarnTxHorizonFar:
		return g.horizonRange(0, "transmitter horizon distance")
	case WarnRxHorizonNear, WarnRxHorizonFar:
		return g.horizonRange(1, "receiver horizon distance")
	case WarnSurfaceRefractivity:
		return radio.Range{Quantity: "surface refractivity", Unit: "N-units", Min: 250, Max: 400}, g.RefractivityNs
	case WarnExtremeVariability:
		return radio.Range{Quantity: "percentage of time, location or situation", Unit: "%", Min: 0.1, Max: 99.9}, l.TimeOr50()
	}
	return radio.Range{}, math.NaN()
}

func (g *Geometry) horizonRange(end int, name string) (radio.Range, float64) {
	smooth := math.Sqrt(2 * g.EffectiveHeightM[end] / g.Curvature)
	return radio.Range{Quantity: name, Unit: "m", Min: 0.1 * smooth, Max: 3 * smooth}, g.Horizons.DistanceM[end]
}
