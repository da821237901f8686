package budget

import (
	"errors"
	"fmt"
	"math"
)

// Technology is the link budget of one radio technology, to be read from a file
// and edited.
type Technology struct {
	// Name is 2G, 3G, 4G, 5G or FM.
	Name string `json:"name" yaml:"name"`
	// Quantity that receivers measure: RxLev, RSCP, RSRP, SS-RSRP or E, and its
	// unit: dBm or dBµV/m.
	Quantity string `json:"quantity" yaml:"quantity"`
	Unit     string `json:"unit" yaml:"unit"`
	// Share tells how much of a carrier's power that quantity sees.
	Share Share `json:"share" yaml:"share"`
	// Required is the least level at the receiver itself, in Unit.
	Required float64 `json:"required" yaml:"required"`
	// ReceiverGainDBi of the receiving antenna, for levels in dBm.
	ReceiverGainDBi float64 `json:"receiver_gain_dbi" yaml:"receiver_gain_dbi"`
	// BodyLossDB of the user, CarLossDB of a car's shell and Building of a
	// building's, as mean and deviation.
	BodyLossDB float64 `json:"body_loss_db" yaml:"body_loss_db"`
	CarLossDB  float64 `json:"car_loss_db" yaml:"car_loss_db"`
	Building   Entry   `json:"building" yaml:"building"`
	// FadingSigmaDB is the deviation of slow fading out of doors.
	FadingSigmaDB float64 `json:"fading_sigma_db" yaml:"fading_sigma_db"`
	// Uplink is the way back, without which a level is of no use; nil for
	// broadcasting.
	Uplink *Uplink `json:"uplink,omitempty" yaml:"uplink,omitempty"`
	// Source of the figures.
	Source string `json:"source" yaml:"source"`
}

// Entry is the loss of entering a building.
type Entry struct {
	MeanDB  float64 `json:"mean_db" yaml:"mean_db"`
	SigmaDB float64 `json:"sigma_db" yaml:"sigma_db"`
}

// Share is the part of a carrier's power that the measured quantity sees.
type Share struct {
	// ResourceBlocks is the width of an LTE or NR carrier: the power of one
	// element is 1/(12·blocks) of the carrier's. Zero means that the whole
	// carrier is measured.
	ResourceBlocks int `json:"resource_blocks,omitempty" yaml:"resource_blocks,omitempty"`
	// OffsetDB is added: -10 for a pilot channel of a tenth of the power, the
	// boost of reference symbols, the lesser gain of broadcast beams.
	OffsetDB float64 `json:"offset_db,omitempty" yaml:"offset_db,omitempty"`
}

// Uplink is the budget from the user to the base station.
type Uplink struct {
	UserPowerDBm    float64 `json:"user_power_dbm" yaml:"user_power_dbm"`
	UserGainDBi     float64 `json:"user_gain_dbi" yaml:"user_gain_dbi"`
	SensitivityDBm  float64 `json:"sensitivity_dbm" yaml:"sensitivity_dbm"`
	DiversityGainDB float64 `json:"diversity_gain_db" yaml:"diversity_gain_db"`
	InterferenceDB  float64 `json:"interference_db" yaml:"interference_db"`
}

// offsetDB is the level of the measured quantity over that of the carrier.
func (s Share) offsetDB() float64 {
	if s.ResourceBlocks == 0 {
		return s.OffsetDB
	}
	return s.OffsetDB - 10*math.Log10(12*float64(s.ResourceBlocks))
}

// Check tells everything that is wrong with the data, at once.
func (t Technology) Check() error {
	var errs []error
	number := func(name string, v, least, most float64) {
		if !(v >= least && v <= most) {
			errs = append(errs, fmt.Errorf("link budget %q: %s is %g, expected %g to %g", t.Name, name, v, least, most))
		}
	}
	if t.Name == "" {
		errs = append(errs, errors.New("link budget: no name"))
	}
	if t.Unit != UnitDBm && t.Unit != UnitDBuV {
		errs = append(errs, fmt.Errorf("link budget %q: unit is %q, expected %s or %s", t.Name, t.Unit, UnitDBm, UnitDBuV))
	}
	number("resource_blocks", float64(t.Share.ResourceBlocks), 0, 1000)
	number("offset_db", t.Share.OffsetDB, -60, 60)
	number("required", t.Required, -150, 150)
	number("receiver_gain_dbi", t.ReceiverGainDBi, -30, 50)
	number("body_loss_db", t.BodyLossDB, 0, 30)
	number("car_loss_db", t.CarLossDB, 0, 50)
	number("building.mean_db", t.Building.MeanDB, 0, 100)
	number("building.sigma_db", t.Building.SigmaDB, 0, 30)
	number("fading_sigma_db", t.FadingSigmaDB, 0, 30)
	if u := t.Uplink; u != nil {
		number("uplink.user_power_dbm", u.UserPowerDBm, -40, 60)
		number("uplink.user_gain_dbi", u.UserGainDBi, -30, 50)
		number("uplink.sensitivity_dbm", u.SensitivityDBm, -180, 0)
		number("uplink.diversity_gain_db", u.DiversityGainDB, 0, 30)
		number("uplink.interference_db", u.InterferenceDB, 0, 30)
	}
	return errors.Join(errs...)
}

// Units of levels.
const (
	UnitDBm  = "dBm"
	UnitDBuV = "dBµV/m"
)

// ByName finds a technology by its name.
func ByName(technologies []Technology, name string) (Technology, bool) {
	for _, t := range technologies {
		if t.Name == name {
			return t, true
		}
	}
	return Technology{}, false
}
