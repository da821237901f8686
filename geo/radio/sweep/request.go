package sweep

import (
	"errors"
	"fmt"
	"math"

	"github.com/paulmach/orb"

	"hatang/geo/radio"
	"hatang/geo/raster"
)

// Models that follow the terrain; every empirical one of package catalogue that
// needs no profile is known under its identifier there.
const (
	P1812      = "p1812"
	ITM        = "itm"
	Bullington = "bullington"
	FreeSpace  = "p525"
)

// Bounds of a Request.
const (
	MinRadiusM = 100
	MaxRadiusM = 300e3
	MaxHeightM = 3000
)

// Request is what a footprint is computed for.
type Request struct {
	At orb.Point
	// HeightM and RxHeightM are those of the antennas above ground.
	HeightM, RxHeightM float64
	FrequencyMHz       float64
	RadiusM            float64
	Polarization       radio.Polarization
	// Model is P1812 where it is empty and there is terrain.
	Model string
	// TimePercent and LocationPercent, not exceeded; zero means 50.
	TimePercent, LocationPercent float64
	// ClutterHeightM stands everywhere on the ground where Clutter tells
	// nothing. Only P.1812 takes account of clutter.
	ClutterHeightM float64
	// Clutter are heights on the ground in metres, by the nearest cell; NaN
	// where they are not known. It may be nil.
	Clutter *raster.Values
	// StepM between the samples of a radial; zero takes the smaller of the
	// terrain's spacing and the cells' side.
	StepM float64
	// Workers is the number of goroutines; zero means all processors.
	Workers int
	// Progress, if not nil, hears now and then how many of all radials are
	// done, from one goroutine at a time.
	Progress func(done, total int)
}

// check refuses what is no request, all at once. Frequencies and heights are left
// to the models, whose ranges differ.
func (r *Request) check() error {
	var errs []error
	within := func(what, unit string, v, least, most float64) {
		if !(v >= least && v <= most) {
			errs = append(errs, fmt.Errorf("sweep: %s %g%s, expected %g to %g", what, v, unit, least, most))
		}
	}
	within("longitude", "°", r.At[0], -180, 180)
	within("latitude", "°", r.At[1], -80, 80)
	within("radius", " m", r.RadiusM, MinRadiusM, MaxRadiusM)
	within("antenna height", " m", r.HeightM, 0.1, MaxHeightM)
	within("receiver height", " m", r.RxHeightM, 0.1, MaxHeightM)
	within("clutter height", " m", r.ClutterHeightM, 0, 100)
	within("time", " %", r.TimePercent, 0, 100)
	within("locations", " %", r.LocationPercent, 0, 100)
	if !(r.FrequencyMHz > 0) || math.IsInf(r.FrequencyMHz, 0) {
		errs = append(errs, fmt.Errorf("sweep: frequency %g MHz, expected a positive number", r.FrequencyMHz))
	}
	if r.StepM != 0 {
		within("step", " m", r.StepM, 1, 10e3)
	}
	if r.Clutter != nil {
		if err := r.Clutter.Grid.Validate(); err != nil {
			errs = append(errs, fmt.Errorf("sweep: clutter: %w", err))
		} else if len(r.Clutter.Value) != r.Clutter.Grid.Cells() {
			errs = append(errs, fmt.Errorf("sweep: clutter has %d heights for %d cells",
				len(r.Clutter.Value), r.Clutter.Grid.Cells()))
		}
	}
	return errors.Join(errs...)
}

// link is the request as the models see it.
func (r *Request) link() radio.Link {
	return radio.Link{
		FrequencyMHz: r.FrequencyMHz,
		TxHeightM:    r.HeightM, RxHeightM: r.RxHeightM,
		Polarization: r.Polarization,
		LatitudeDeg:  r.At[1],
		TimePercent:  r.TimePercent, LocationPercent: r.LocationPercent,
	}
}
