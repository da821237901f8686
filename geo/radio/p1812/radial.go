package p1812

import (
	"fmt"
	"math"

	"hatang/geo/radio/p526"
)

// Radial predicts the losses to receivers ever farther out along one radial.
// Its numbers are those of Predictor.PointToPoint on the same Terrain; it finds
// the View from skylines instead of scanning the profile for each receiver. The
// zero value is ready for Reset. It is not safe for use by several goroutines.
type Radial struct {
	terrain   *Terrain
	predictor *Predictor
	// Skylines over ground and clutter on the median and the β0 earth, over
	// bare ground on the median one (where there is clutter), and over bare
	// ground on a flat one.
	median, beta, ground, flat p526.Skyline
	view                       View
	result                     Result
	// climates of the paths to each point: over land they are the same on
	// every radial.
	climates []climate
}

// Reset points the radial at a terrain and re-uses its memory. The terrain must
// not change while the radial is used.
func (r *Radial) Reset(t *Terrain, p *Predictor) {
	r.terrain = t
	if p != r.predictor {
		r.predictor, r.climates = p, r.climates[:0]
	}
	for len(r.climates) < t.Len() {
		r.climates = append(r.climates, climate{landKm: -1})
	}
	txM := t.GroundM[0] + p.params.TxHeightM
	curvature := 1 / p.params.EffectiveEarthKm()
	r.median.Reset(t.DistanceKm, t.SurfaceM, txM, curvature)
	if p.needsBeta {
		r.beta.Reset(t.DistanceKm, t.SurfaceM, txM, 1/betaEarthKm)
	}
	if !t.Bare {
		r.ground.Reset(t.DistanceKm, t.GroundM, txM, curvature)
	}
	r.flat.Reset(t.DistanceKm, t.GroundM, txM, 0)
}

// Loss is the loss to the n-th point of the radial. From one call to the next n
// must not become smaller. The result is overwritten by the next call. It
// allocates nothing unless it fails.
func (r *Radial) Loss(n int) (*Result, error) {
	t, p := r.terrain, r.predictor
	if n < 2 || n >= t.Len() {
		return nil, fmt.Errorf("%s: receiver at point %d, expected 2 to %d", modelID, n, t.Len()-1)
	}
	r.look(n)
	r.result = Result{}
	g := &r.result.Geometry
	t.describe(g, n, &p.params, &r.view, p.needsBeta)
	g.RoughnessM = r.roughness(n, g)
	p.complete(&r.result, *r.climate(n, g))
	return &r.result, nil
}

// climate is that of the path to n, remembered if it had the same stretches of
// land before.
func (r *Radial) climate(n int, g *Geometry) *climate {
	c := &r.climates[n]
	if c.landKm != g.LandKm || c.inlandKm != g.InlandKm {
		*c = r.predictor.climate(g.LandKm, g.InlandKm)
	}
	return c
}

// With sets another predictor, of parameters that differ in nothing but the
// deviation between locations, for the receivers that follow.
func (r *Radial) With(p *Predictor) { r.predictor = p }

// look is Terrain.View.
func (r *Radial) look(n int) {
	t, p := r.terrain, &r.predictor.params
	rxM := t.GroundM[n] + p.RxHeightM
	r.view.Median = r.median.Look(n, rxM)
	if r.predictor.needsBeta {
		r.view.Beta = r.beta.Look(n, rxM)
	}
	if t.Bare {
		r.view.Ground = r.view.Median
	} else {
		r.view.Ground = r.ground.Look(n, rxM)
	}
	r.view.Flat = r.flat.Flat(n, rxM)
}

// roughness is Terrain.Roughness. The highest point over a line among all of
// the path is also the highest between the horizons if it stands there, as it
// mostly does.
func (r *Radial) roughness(n int, g *Geometry) float64 {
	t := r.terrain
	first, last := t.indexOf(g.TxHorizonKm), t.indexOf(g.rxHorizonAtKm)
	slope := (g.SmoothRxM - g.SmoothTxM) / g.DistanceKm
	if highest := r.flat.Highest(slope); highest >= first && highest <= last {
		return t.GroundM[highest] - slope*t.DistanceKm[highest] - g.SmoothTxM
	}
	return t.highestOver(slope, first, min(last, n)) - g.SmoothTxM
}

// indexOf is the first point not nearer than km, sought first where an evenly
// spaced radial has it.
func (t *Terrain) indexOf(km float64) int {
	x := t.DistanceKm
	last := len(x) - 1
	if i := int(math.Round(km / x[last] * float64(last))); i >= 0 && i <= last && x[i] == km {
		return i
	}
	return t.search(km)
}
