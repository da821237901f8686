package tr38901

import (
	"fmt"

	"hatang/geo/radio"
)

// Sight says which users a prediction is for.
type Sight uint8

// Users that a prediction is for; the zero value mixes both kinds by the
// probability of line of sight.
const (
	Both Sight = iota
	Seen
	Unseen
)

// Model is a scenario as a radio.Model.
type Model struct {
	Scenario Scenario
	Sight    Sight
	// BuildingM, StreetM and EnvironmentM, see Path.
	BuildingM, StreetM, EnvironmentM float64
}

var _ radio.Model = Model{}

const modelID = "tr38901"

// Info describes the model.
func (m Model) Info() radio.Info {
	info := radio.Info{
		ID:     modelID,
		Name:   "3GPP TR 38.901 " + m.Scenario.String(),
		Source: "3GPP TR 38.901 V16.1.0, §7.4.1 and §7.4.2",
	}
	for _, r := range m.readings(Path{}) {
		info.Ranges = append(info.Ranges, r.Range)
	}
	return info
}

// limits of table 7.4.1-1 for one scenario.
type limits struct{ baseMin, baseMax, userMin, userMax, mostGHz, mostM float64 }

func (m Model) limits() limits {
	switch m.Scenario {
	case RuralMacro:
		most := 5000.0
		if m.Sight == Seen {
			most = 10000
		}
		return limits{10, 150, 1, 10, 30, most}
	case UrbanMacro:
		// The table fixes 25 m; its formulas are used about it.
		return limits{20, 30, 1.5, 22.5, 100, 5000}
	}
	return limits{8, 12, 1.5, 22.5, 100, 5000}
}

func (m Model) readings(p Path) []radio.Reading {
	l := m.limits()
	reading := func(quantity, unit string, v, least, most float64, strict bool) radio.Reading {
		return radio.Reading{Value: v, Range: radio.Range{
			Quantity: quantity, Unit: unit, Min: least, Max: most, Strict: strict}}
	}
	return []radio.Reading{
		reading("frequency", "GHz", p.FrequencyGHz, 0.1, 100, true),
		reading("frequency", "GHz", p.FrequencyGHz, 0.5, l.mostGHz, false),
		reading("distance", "m", p.DistanceM, 1, 50e3, true),
		reading("distance", "m", p.DistanceM, 10, l.mostM, false),
		reading("transmitter height", "m", p.BaseHeightM, 1.5, 1000, true),
		reading("transmitter height", "m", p.BaseHeightM, l.baseMin, l.baseMax, false),
		reading("receiver height", "m", p.UserHeightM, 0.5, 500, true),
		reading("receiver height", "m", p.UserHeightM, l.userMin, l.userMax, false),
	}
}

// Predict is the loss for the users asked for. A mixture of users in and out
// of sight is described by its mean and its deviation.
func (m Model) Predict(l radio.Link, explain radio.Observer) (radio.Prediction, error) {
	if m.Scenario > UrbanMicro || m.Sight > Unseen {
		return radio.Prediction{}, fmt.Errorf("%s: %v with sight %d, expected RMa, UMa or UMi with 0, 1 or 2",
			modelID, m.Scenario, m.Sight)
	}
	p := Path{
		FrequencyGHz: l.FrequencyMHz / 1000, DistanceM: l.LengthM(),
		BaseHeightM: l.TxHeightM, UserHeightM: l.RxHeightM,
		BuildingM: m.BuildingM, StreetM: m.StreetM, EnvironmentM: m.EnvironmentM,
	}
	warnings, err := radio.Check(modelID, m.readings(p)...)
	if err != nil {
		return radio.Prediction{}, err
	}
	in, out := m.Scenario.InSight(p), m.Scenario.OutOfSight(p)
	explain.Note("PL_LOS", "table 7.4.1-1", in.LossDB, "dB")
	explain.Note("PL_NLOS", "table 7.4.1-1", out.LossDB, "dB")
	explain.Note("Pr_LOS", "table 7.4.2-1", m.Scenario.SightProbability(p.DistanceM, p.UserHeightM), "")
	fading, mechanism := m.Scenario.Mixed(p), "in and out of sight"
	switch m.Sight {
	case Seen:
		fading, mechanism = in, "line of sight"
	case Unseen:
		fading, mechanism = out, "no line of sight"
	}
	explain.Note("PL", "§7.4.1", fading.LossDB, "dB")
	explain.Note("σSF", "table 7.4.1-1", fading.SigmaDB, "dB")
	return radio.Prediction{
		LossDB: fading.LossDB, ShadowSigmaDB: fading.SigmaDB, Mechanism: mechanism, Warnings: warnings,
	}, nil
}
