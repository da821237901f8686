package sweep

import (
	"fmt"
	"math"

	"github.com/paulmach/orb"

	"hatang/geo/radio"
	"hatang/geo/radio/itm"
	"hatang/geo/radio/p1812"
	"hatang/geo/radio/p525"
	"hatang/geo/radio/p526"
	"hatang/geo/raster"
	"hatang/geo/terrain"
)

// solver predicts the losses along one radial after another. One goroutine uses
// it at a time.
type solver interface {
	// reset points it at the radial of an azimuth, with the heights of its
	// samples, at least 3, which stay as they are.
	reset(azimuthDeg float64, heightM []float64) error
	// lossDB is the loss to the n-th sample, 2 or more, never fewer than the
	// time before; ok is false where the model has no answer.
	lossDB(n int) (lossDB float64, ok bool)
}

// radialGrid is what all radials of a sweep share: distances of samples.
type radialGrid struct {
	stepM float64
	km    []float64
}

func newRadialGrid(stepM float64, samples int) radialGrid {
	g := radialGrid{stepM: stepM, km: make([]float64, max(samples, 3))}
	for i := range g.km {
		g.km[i] = float64(i) * stepM / 1e3
	}
	return g
}

// bullington is free space over the straight distance between the antennas plus
// the loss of the Bullington construction over bare ground, P.525 and P.526
// §4.5.1, without the correction that P.526 makes of it.
type bullington struct {
	radialGrid
	req         *Request
	wavelengthM float64
	heightM     []float64
	skyline     p526.Skyline
	free        freeSpace
}

func newBullington(req *Request, g radialGrid) *bullington {
	return &bullington{
		radialGrid: g, req: req, free: newFreeSpace(req, g),
		wavelengthM: p525.SpeedOfLightMPerS / (req.FrequencyMHz * 1e6),
	}
}

func (b *bullington) reset(_ float64, heightM []float64) error {
	b.heightM = heightM
	b.skyline.Reset(b.km[:len(heightM)], heightM, heightM[0]+b.req.HeightM, 1/earthKm)
	return nil
}

func (b *bullington) lossDB(n int) (float64, bool) {
	rxM := b.heightM[n] + b.req.RxHeightM
	s := b.skyline.Look(n, rxM)
	return b.free.lossDB(n, s.TxM-rxM) + s.BullingtonDB(b.wavelengthM), true
}

// freeSpace is P.525 eq. (4) along a radial: the logarithms of the samples'
// distances are kept, and what the difference in height adds is a short series.
type freeSpace struct {
	baseDB  float64
	squareM []float64 // square of the distance to each sample
	alongDB []float64
}

func newFreeSpace(req *Request, g radialGrid) freeSpace {
	f := freeSpace{
		baseDB:  p525.LossDB(1, req.FrequencyMHz),
		squareM: make([]float64, len(g.km)), alongDB: make([]float64, len(g.km)),
	}
	for n := 1; n < len(g.km); n++ {
		d := float64(n) * g.stepM
		f.squareM[n] = d * d
		f.alongDB[n] = f.baseDB + 20*math.Log10(d)
	}
	return f
}

// lossDB is the loss to the n-th sample, 1 or more, over a difference in height.
func (f *freeSpace) lossDB(n int, riseM float64) float64 {
	const perNeper = 10 / math.Ln10
	q := riseM * riseM / f.squareM[n]
	if q > 0.01 {
		return f.alongDB[n] + perNeper*math.Log1p(q)
	}
	// ln(1+q), whose next term is below 1e-13.
	return f.alongDB[n] + perNeper*q*(1-q*(1.0/2-q*(1.0/3-q*(1.0/4-q*(1.0/5-q/6)))))
}

// freeLossDB is the loss over a distance along the ground and a difference in
// height; within a metre it stays what it is at one.
func freeLossDB(req *Request, alongM, riseM float64) float64 {
	return p525.LossDB(max(math.Hypot(alongM, riseM), 1), req.FrequencyMHz)
}

// straight is free space along a radial.
type straight struct {
	radialGrid
	req     *Request
	free    freeSpace
	heightM []float64
}

func (s *straight) reset(_ float64, heightM []float64) error {
	s.heightM = heightM
	return nil
}

func (s *straight) lossDB(n int) (float64, bool) {
	rise := s.heightM[0] + s.req.HeightM - s.heightM[n] - s.req.RxHeightM
	return s.free.lossDB(n, rise), true
}

// longleyRice is ITM.
type longleyRice struct {
	radialGrid
	predictor *itm.Predictor
	terrain   itm.Terrain
	radial    itm.Radial
}

func (l *longleyRice) reset(_ float64, heightM []float64) error {
	if err := l.terrain.Reset(l.stepM, heightM); err != nil {
		return err
	}
	l.radial.Reset(&l.terrain, l.predictor)
	return nil
}

func (l *longleyRice) lossDB(n int) (float64, bool) {
	r, err := l.radial.Loss(n)
	return r.LossDB, err == nil
}

// pathSpecific is P.1812 over terrain and clutter.
type pathSpecific struct {
	radialGrid
	req       *Request
	predictor *p1812.Predictor
	profile   radio.Profile
	terrain   p1812.Terrain
	radial    p1812.Radial
	points    []orb.Point
	clutterM  []float64
	// among are predictors by the clutter about the receiver, where that
	// decides the deviation between locations.
	among map[float64]*p1812.Predictor
}

func (p *pathSpecific) reset(azimuthDeg float64, heightM []float64) error {
	p.profile.DistanceKm, p.profile.GroundM = p.km[:len(heightM)], heightM
	if err := p.layClutter(azimuthDeg, len(heightM)); err != nil {
		return err
	}
	if err := p.terrain.Reset(&p.profile); err != nil {
		return err
	}
	p.radial.Reset(&p.terrain, p.predictor)
	return nil
}

// layClutter finds what stands on the samples.
func (p *pathSpecific) layClutter(azimuthDeg float64, count int) error {
	if p.req.Clutter == nil && p.req.ClutterHeightM == 0 {
		return nil
	}
	p.clutterM = p.clutterM[:0]
	for range count {
		p.clutterM = append(p.clutterM, p.req.ClutterHeightM)
	}
	p.profile.ClutterM = p.clutterM
	if p.req.Clutter == nil {
		return nil
	}
	var err error
	p.points, err = terrain.Points(p.points, p.req.At, azimuthDeg, p.stepM, count)
	if err != nil {
		return err
	}
	for i, at := range p.points {
		if h, ok := heightOn(p.req.Clutter, at); ok {
			p.clutterM[i] = h
		}
	}
	return nil
}

// heightOn is the clutter of the cell that holds a point.
func heightOn(v *raster.Values, at orb.Point) (float64, bool) {
	i, ok := v.Grid.Index(at)
	if !ok {
		return 0, false
	}
	h := float64(v.Value[i])
	return h, h >= 0 && h < 1000
}

func (p *pathSpecific) lossDB(n int) (float64, bool) {
	if p.req.Clutter != nil && p.req.LocationPercent != 50 {
		predictor, err := p.forClutter(p.clutterM[n])
		if err != nil {
			return 0, false
		}
		p.radial.With(predictor)
	}
	r, err := p.radial.Loss(n)
	if err != nil {
		return 0, false
	}
	return r.LossDB, true
}

// forClutter is the predictor of a receiver in clutter of a height. There are as
// many as the raster has heights.
func (p *pathSpecific) forClutter(clutterM float64) (*p1812.Predictor, error) {
	if known, ok := p.among[clutterM]; ok {
		return known, nil
	}
	made, _, err := p1812.NewPredictor(p1812.Vietnam().Params(p.req.link(), clutterM))
	if err != nil {
		return nil, fmt.Errorf("sweep: clutter of %g m: %w", clutterM, err)
	}
	if p.among == nil {
		p.among = make(map[float64]*p1812.Predictor)
	}
	p.among[clutterM] = made
	return made, nil
}
