package radio

import (
	"fmt"
	"math"
)

// Polarization of a wave at the antennas.
type Polarization uint8

// The zero value is Vertical: mobile base stations are nearest to it, being
// slanted, and most models do not tell the two apart.
const (
	Vertical Polarization = iota
	Horizontal
)

// String is the English name.
func (p Polarization) String() string {
	switch p {
	case Vertical:
		return "vertical"
	case Horizontal:
		return "horizontal"
	}
	return fmt.Sprintf("polarization(%d)", uint8(p))
}

// Link is one radio path as a model needs to know it.
type Link struct {
	// FrequencyMHz is the carrier's.
	FrequencyMHz float64
	// TxHeightM and RxHeightM are the antenna centres above ground.
	TxHeightM, RxHeightM float64
	// Polarization matters to diffraction over the smooth earth and to ITM.
	Polarization Polarization
	// DistanceM is the ground distance, of a link without a Profile: with one
	// it is the profile's length.
	DistanceM float64
	// Profile of the terrain from transmitter to receiver; nil for the
	// models that need none.
	Profile *Profile
	// LatitudeDeg is that of the middle of the path; ducting depends on it.
	LatitudeDeg float64
	// TimePercent of the year for which the loss is not exceeded; zero means 50.
	TimePercent float64
	// LocationPercent of places around the receiver for which the loss is not
	// exceeded; zero means 50.
	LocationPercent float64
}

// LengthM is the profile's length, or DistanceM where there is no profile.
func (l Link) LengthM() float64 {
	if l.Profile != nil {
		return l.Profile.LengthKm() * 1e3
	}
	return l.DistanceM
}

// SlantM is the straight distance between the two antennas over flat ground,
// or over the profile's end points if there is one.
func (l Link) SlantM() float64 {
	rise := l.TxHeightM - l.RxHeightM
	if p := l.Profile; p != nil && len(p.GroundM) > 1 {
		rise += p.GroundM[0] - p.GroundM[len(p.GroundM)-1]
	}
	return math.Hypot(l.LengthM(), rise)
}

// TimeOr50 is TimePercent with its default.
func (l Link) TimeOr50() float64 { return or50(l.TimePercent) }

// LocationOr50 is LocationPercent with its default.
func (l Link) LocationOr50() float64 { return or50(l.LocationPercent) }

func or50(percent float64) float64 {
	if percent == 0 {
		return 50
	}
	return percent
}
