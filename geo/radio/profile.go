package radio

import (
	"errors"
	"fmt"
	"math"
)

// Cover is a class of ground cover, numbered as in Recommendations ITU-R
// P.1812 (table 2) and P.1546.
type Cover uint8

// Classes of ground cover; the zero value means that it is not known.
const (
	CoverUnknown      Cover = 0
	CoverWater        Cover = 1
	CoverRural        Cover = 2
	CoverSuburban     Cover = 3
	CoverUrbanOrTrees Cover = 4
	CoverDenseUrban   Cover = 5
)

// ClutterHeightM is the representative height of the class, P.1812 table 2:
// 0, 0, 10, 15 and 20 m. Unknown cover counts as open ground.
func (c Cover) ClutterHeightM() float64 {
	switch c {
	case CoverSuburban:
		return 10
	case CoverUrbanOrTrees:
		return 15
	case CoverDenseUrban:
		return 20
	}
	return 0
}

// Zone is a radio-climatic zone, numbered as in P.1812 table 3.
type Zone uint8

// Zones of radio climate; the zero value means inland.
const (
	ZoneSea     Zone = 1
	ZoneCoastal Zone = 3
	ZoneInland  Zone = 4
)

// Profile is the terrain along a path, from the transmitter's foot to the
// receiver's. The slices are parallel; the last three may be nil.
type Profile struct {
	// DistanceKm from the transmitter: first 0, then strictly growing.
	DistanceKm []float64
	// GroundM is the height of bare ground (or water) above mean sea level.
	GroundM []float64
	// ClutterM is the representative height of what stands on the ground; nil
	// means bare.
	ClutterM []float64
	// Cover is the class of ground cover; nil means unknown.
	Cover []Cover
	// Zone is the radio-climatic zone; nil means inland.
	Zone []Zone
}

// LengthKm is the distance of the last point, 0 for an empty profile.
func (p *Profile) LengthKm() float64 {
	if len(p.DistanceKm) == 0 {
		return 0
	}
	return p.DistanceKm[len(p.DistanceKm)-1]
}

// Check tells every way in which the profile is not one: too few points,
// slices of different lengths, distances that do not grow, heights that are
// no heights.
func (p *Profile) Check() error {
	n := len(p.DistanceKm)
	if n < 2 {
		return fmt.Errorf("profile has %d points, at least 2 are needed", n)
	}
	if err := p.checkLengths(n); err != nil {
		return err
	}
	if p.DistanceKm[0] != 0 {
		return fmt.Errorf("profile starts at %g km, expected 0", p.DistanceKm[0])
	}
	for i := range n {
		if err := p.checkPoint(i); err != nil {
			return err
		}
	}
	return nil
}

func (p *Profile) checkLengths(n int) error {
	var errs []error
	for _, s := range []struct {
		name     string
		length   int
		optional bool
	}{
		{"ground heights", len(p.GroundM), false},
		{"clutter heights", len(p.ClutterM), true},
		{"cover classes", len(p.Cover), true},
		{"zones", len(p.Zone), true},
	} {
		if s.length != n && (!s.optional || s.length != 0) {
			errs = append(errs, fmt.Errorf("profile has %d distances but %d %s", n, s.length, s.name))
		}
	}
	return errors.Join(errs...)
}

func (p *Profile) checkPoint(i int) error {
	if d := p.DistanceKm[i]; math.IsNaN(d) || math.IsInf(d, 0) || i > 0 && d <= p.DistanceKm[i-1] {
		return fmt.Errorf("profile point %d: distance %g km, expected more than that of the point before", i, d)
	}
	if h := p.GroundM[i]; !(h > -12000 && h < 10000) {
		return fmt.Errorf("profile point %d: ground height %g m, expected a height on earth", i, h)
	}
	if len(p.ClutterM) > 0 {
		if c := p.ClutterM[i]; !(c >= 0 && c < 1000) {
			return fmt.Errorf("profile point %d: clutter height %g m, expected 0 to 1000", i, c)
		}
	}
	if len(p.Zone) > 0 {
		switch p.Zone[i] {
		case 0, ZoneSea, ZoneCoastal, ZoneInland:
		default:
			return fmt.Errorf("profile point %d: zone %d, expected 1 (sea), 3 (coastal) or 4 (inland)", i, p.Zone[i])
		}
	}
	return nil
}

// StepM is the spacing of a profile whose points are evenly spaced to within a
// thousandth, and whether they are.
func (p *Profile) StepM() (float64, bool) {
	n := len(p.DistanceKm) - 1
	if n < 1 {
		return 0, false
	}
	step := p.LengthKm() / float64(n)
	for i, d := range p.DistanceKm {
		if math.Abs(d-step*float64(i)) > step*1e-3 {
			return 0, false
		}
	}
	return step * 1e3, true
}
