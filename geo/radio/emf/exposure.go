package emf

import (
	"errors"
	"fmt"
	"math"

	"hatang/geo/radio/antenna"
)

// Factors by which reflection from the ground may raise the power density, IEC
// 62232 and the practice of Vietnamese inspections.
const (
	NoReflection     = 1.0
	GroundReflection = 2.56 // (1 + 0.6)²
)

// Position in metres from the mast's foot: east, north and up.
type Position struct{ EastM, NorthM, UpM float64 }

// Emitter is one carrier on one antenna.
type Emitter struct {
	Name         string
	FrequencyMHz float64
	// PowerDBm at the antenna's connector, at full load.
	PowerDBm float64
	// Duty is the part of the time, or of the full load, that the average over
	// the limit's minutes amounts to: above 0, at most 1. Zero means 1.
	Duty    float64
	Antenna antenna.Mounted
	At      Position
}

func (e *Emitter) duty() float64 {
	if e.Duty == 0 {
		return 1
	}
	return e.Duty
}

// strengthW is the EIRP in watts towards a direction.
func (e *Emitter) strengthW(bearingDeg, elevationDeg float64) float64 {
	return e.duty() * math.Pow(10, (e.PowerDBm-30+e.Antenna.GainDBi(bearingDeg, elevationDeg))/10)
}

// peakW is the EIRP in watts of the main beam.
func (e *Emitter) peakW() float64 {
	return e.duty() * math.Pow(10, (e.PowerDBm-30+e.Antenna.PeakDBi())/10)
}

func (e *Emitter) check() error {
	var errs []error
	number := func(name string, v, least, most float64) {
		if !(v >= least && v <= most) {
			errs = append(errs, fmt.Errorf("emitter %q: %s is %g, expected %g to %g", e.Name, name, v, least, most))
		}
	}
	number("power in dBm", e.PowerDBm, -100, 120)
	number("duty", e.duty(), math.SmallestNonzeroFloat64, 1)
	number("height in m", e.At.UpM, -1000, 10e3)
	number("offset east in m", e.At.EastM, -10e3, 10e3)
	number("offset north in m", e.At.NorthM, -10e3, 10e3)
	if !e.Antenna.Mounted() {
		errs = append(errs, fmt.Errorf("emitter %q: no antenna", e.Name))
	}
	return errors.Join(errs...)
}

// Site is the emitters of a mast, of all operators on it, against one set of
// limits.
type Site struct {
	emitters   []Emitter
	density    []float64 // limit of each, W/m²
	reflection float64
}

// NewSite checks the emitters. reflection is the factor for the ground, 1 or
// more.
func NewSite(emitters []Emitter, limits Limits, reflection float64) (*Site, error) {
	if !(reflection >= 1 && reflection <= 16) {
		return nil, fmt.Errorf("reflection factor is %g, expected 1 to 16", reflection)
	}
	if len(emitters) == 0 {
		return nil, errors.New("no emitters")
	}
	s := &Site{emitters: emitters, reflection: reflection, density: make([]float64, len(emitters))}
	var errs []error
	for i := range emitters {
		e := &emitters[i]
		errs = append(errs, e.check())
		_, density, err := limits.At(e.FrequencyMHz)
		if err != nil {
			errs = append(errs, fmt.Errorf("emitter %q: %w", e.Name, err))
		}
		s.density[i] = density
	}
	if err := errors.Join(errs...); err != nil {
		return nil, err
	}
	return s, nil
}

// Ratio is the sum over the emitters of power density and limit at a place; up
// to 1 is within the limits. On an antenna itself it is infinite.
func (s *Site) Ratio(p Position) float64 {
	sum := 0.0
	for i := range s.emitters {
		sum += s.ratio(i, p)
	}
	return sum
}

// Contributions are the terms of Ratio, emitter by emitter.
func (s *Site) Contributions(p Position) []float64 {
	terms := make([]float64, len(s.emitters))
	for i := range terms {
		terms[i] = s.ratio(i, p)
	}
	return terms
}

func (s *Site) ratio(i int, p Position) float64 {
	e := &s.emitters[i]
	east, north, up := p.EastM-e.At.EastM, p.NorthM-e.At.NorthM, p.UpM-e.At.UpM
	flat := math.Hypot(east, north)
	squared := flat*flat + up*up
	if squared == 0 {
		return math.Inf(1)
	}
	bearing := math.Atan2(east, north) * 180 / math.Pi
	elevation := math.Atan2(up, flat) * 180 / math.Pi
	return s.reflection * e.strengthW(bearing, elevation) / (4 * math.Pi * squared * s.density[i])
}

// ComplianceDistanceM is how far ahead in the main beam a power density falls to
// the limit: √(EIRP·F/(4π·S)).
func ComplianceDistanceM(eirpW, densityWPerM2, reflection float64) float64 {
	return math.Sqrt(eirpW * reflection / (4 * math.Pi * densityWPerM2))
}
