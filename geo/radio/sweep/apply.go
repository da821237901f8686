package sweep

import (
	"errors"
	"fmt"
	"math"

	"hatang/geo/radio/antenna"
	"hatang/geo/radio/budget"
)

// Emission is what a footprint's antenna position is used for: a mounted
// pattern, a technology and a transmitter.
type Emission struct {
	Antenna     antenna.Mounted
	Technology  budget.Technology
	Transmitter budget.Transmitter
}

// maxDetuning is how far, relatively, the carrier may be from the frequency of
// the losses: a tenth is under 1 dB of free space.
const maxDetuning = 0.1

// Applied is an emission over a footprint. It holds references to both, may be
// used from many goroutines and costs a pattern look-up a cell; the losses are
// never computed again.
type Applied struct {
	footprint *Footprint
	emission  Emission
	compass   *compass
	// levelDB is the level over no loss with no antenna.
	levelDB float64
}

// Apply checks an emission and makes it ready. Errors: no antenna, a technology
// that is none, a carrier farther than a tenth from the footprint's frequency.
func (f *Footprint) Apply(e Emission) (*Applied, error) {
	if !e.Antenna.Mounted() {
		return nil, errors.New("sweep: the emission has no antenna")
	}
	if err := e.Technology.Check(); err != nil {
		return nil, err
	}
	if off := math.Abs(e.Transmitter.FrequencyMHz/f.FrequencyMHz - 1); !(off <= maxDetuning) {
		return nil, fmt.Errorf("sweep: carrier at %g MHz on losses computed for %g MHz, expected one within 10 %%: "+
			"compute a footprint of its own for that band", e.Transmitter.FrequencyMHz, f.FrequencyMHz)
	}
	if p := e.Transmitter.PowerDBm - e.Transmitter.FeederLossDB; math.IsNaN(p) || math.IsInf(p, 0) {
		return nil, fmt.Errorf("sweep: power %g dBm less feeder %g dB, expected numbers",
			e.Transmitter.PowerDBm, e.Transmitter.FeederLossDB)
	}
	return &Applied{
		footprint: f, emission: e, compass: newCompass(f.At, f.Window),
		levelDB: e.Technology.Level(e.Transmitter, 0, 0),
	}, nil
}

// Footprint is the one applied to.
func (a *Applied) Footprint() *Footprint { return a.footprint }

// Direction is the bearing, degrees clockwise from north, -180 to 180, and the
// elevation above the horizontal in which the wave to a cell of the window leaves
// the antenna.
func (a *Applied) Direction(col, row int) (bearingDeg, elevationDeg float64) {
	i := row*a.footprint.Cols + col
	return a.compass.bearingDeg(col, row), float64(a.footprint.ElevationCentiDeg[i]) / 100
}

// Level is the median level out of doors in a cell of the window, in the
// technology's unit; ok is false where there is none. It allocates nothing.
func (a *Applied) Level(col, row int) (level float64, ok bool) {
	loss, ok := a.footprint.LossDB(col, row)
	if !ok {
		return 0, false
	}
	return a.levelDB + a.emission.Antenna.GainDBi(a.Direction(col, row)) - loss, true
}

// Levels appends to dst[:0] the levels of all cells, row-major, NaN where there
// is none. It allocates nothing where dst is long enough.
func (a *Applied) Levels(dst []float32) []float32 {
	dst = dst[:0]
	for row := range a.footprint.Rows {
		for col := range a.footprint.Cols {
			level, ok := a.Level(col, row)
			if !ok {
				level = math.NaN()
			}
			dst = append(dst, float32(level))
		}
	}
	return dst
}

// Level is the raster of levels of a mounted antenna over a footprint: Apply and
// Levels in one.
func Level(f *Footprint, a antenna.Mounted, t budget.Technology, tx budget.Transmitter) ([]float32, error) {
	applied, err := f.Apply(Emission{a, t, tx})
	if err != nil {
		return nil, err
	}
	return applied.Levels(make([]float32, 0, f.Cells())), nil
}

// WithinUplink tells whether the user's answer from a cell reaches the base
// station, for a share of locations: see budget.Technology.MaximumLossDB.
func (a *Applied) WithinUplink(col, row int, locationPercent float64) bool {
	loss, ok := a.footprint.LossDB(col, row)
	if !ok {
		return false
	}
	gain := a.emission.Antenna.GainDBi(a.Direction(col, row))
	return loss <= a.emission.Technology.MaximumLossDB(a.emission.Transmitter, gain, locationPercent)
}
