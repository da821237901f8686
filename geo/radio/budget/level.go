package budget

import (
	"math"

	"hatang/geo/radio/internal/quantile"
	"hatang/geo/radio/p525"
)

// Transmitter is one carrier at a sector.
type Transmitter struct {
	// PowerDBm of the whole carrier at the output, all its ports together.
	PowerDBm float64
	// FeederLossDB between output and antenna.
	FeederLossDB float64
	FrequencyMHz float64
}

// EIRPDBm is the power that the measured quantity radiates towards a direction
// in which the antenna has the given gain.
func (t Technology) EIRPDBm(tx Transmitter, antennaGainDBi float64) float64 {
	return tx.PowerDBm - tx.FeederLossDB + antennaGainDBi + t.Share.offsetDB()
}

// Level is what a receiver out of doors, without a body about it, measures over
// a basic transmission loss, in the technology's unit.
func (t Technology) Level(tx Transmitter, antennaGainDBi, lossDB float64) float64 {
	eirp := t.EIRPDBm(tx, antennaGainDBi)
	if t.Unit == UnitDBuV {
		return p525.FieldFromLossDBuVPerM(eirp, lossDB, tx.FrequencyMHz)
	}
	return eirp - lossDB + t.ReceiverGainDBi
}

// Thresholds are the least median levels out of doors, by what they are good
// for, in the technology's unit.
type Thresholds struct {
	Indoor  float64 `json:"indoor" yaml:"indoor"`
	InCar   float64 `json:"in_car" yaml:"in_car"`
	Outdoor float64 `json:"outdoor" yaml:"outdoor"`
	Limited float64 `json:"limited" yaml:"limited"`
}

// Shares of locations that fade margins are usually reckoned for, percent.
const (
	HalfOfLocations      = 50.0
	ThreeQuarters        = 75.0
	NineTenths           = 90.0
	NineteenTwentieths   = 95.0
	DefaultLocationShare = NineTenths
)

// FadeMarginDB is what the median must lie above the requirement for a share of
// locations to be served where the level varies by sigma about it: the normal
// quantile times sigma.
func FadeMarginDB(locationPercent, sigmaDB float64) float64 {
	if locationPercent == HalfOfLocations {
		return 0
	}
	return quantile.Exact(locationPercent/100) * sigmaDB
}

// Thresholds serve the given share of locations, percent, above 0 and below 100.
// A limited level is one that meets the requirement in half the places out of
// doors.
func (t Technology) Thresholds(locationPercent float64) Thresholds {
	least := t.Required + t.BodyLossDB
	outdoor := FadeMarginDB(locationPercent, t.FadingSigmaDB)
	indoor := FadeMarginDB(locationPercent, math.Hypot(t.FadingSigmaDB, t.Building.SigmaDB))
	return Thresholds{
		Indoor:  least + t.Building.MeanDB + indoor,
		InCar:   least + t.CarLossDB + outdoor,
		Outdoor: least + outdoor,
		Limited: least,
	}
}

// Band is what a level is good for.
type Band uint8

// Bands from none to the best.
const (
	None Band = iota
	Limited
	Outdoor
	InCar
	Indoor
)

// String is the English name.
func (b Band) String() string {
	names := [...]string{"none", "limited", "outdoor", "in-car", "indoor"}
	if int(b) < len(names) {
		return names[b]
	}
	return "unknown"
}

// Band is the best that a level is good for.
func (t Thresholds) Band(level float64) Band {
	switch {
	case level >= t.Indoor && level >= t.InCar:
		return Indoor
	case level >= t.InCar:
		return InCar
	case level >= t.Outdoor:
		return Outdoor
	case level >= t.Limited:
		return Limited
	}
	return None
}

// MaximumLossDB is the greatest basic transmission loss over which the user's
// answer still reaches the base station, for a share of locations out of doors:
// the cap that no power of the base station lifts. It is infinite for
// broadcasting.
func (t Technology) MaximumLossDB(tx Transmitter, antennaGainDBi, locationPercent float64) float64 {
	u := t.Uplink
	if u == nil {
		return math.Inf(1)
	}
	return u.UserPowerDBm + u.UserGainDBi - t.BodyLossDB + antennaGainDBi - tx.FeederLossDB +
		u.DiversityGainDB - u.InterferenceDB - u.SensitivityDBm -
		FadeMarginDB(locationPercent, t.FadingSigmaDB)
}
