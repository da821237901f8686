package p1812

import (
	"fmt"
	"math"

	"hatang/geo/radio"
	"hatang/geo/radio/internal/quantile"
	"hatang/geo/radio/p526"
)

// Result is the loss with every intermediate value, under the symbols of the
// Recommendation.
type Result struct {
	Geometry Geometry
	// LossDB is Lb, eq. (69): not exceeded for the wanted time and locations.
	LossDB float64

	BetaZeroPercent          float64 // β0, eq. (5)
	Fi, Fj, Fk               float64 // eq. (40), (57), (58)
	Lbfs, Lb0p, Lb0b         float64 // eq. (8), (10), (11)
	MedianDelta, BetaDelta   p526.Delta
	Ldp, Lbd50, Lbd, Lminb0p float64 // eq. (41), (42), (43), (59)
	Lba, Lminbap, Lbda, Lbam float64 // eq. (46), (60), (61), (62)
	Lbs, Lbc                 float64 // eq. (44), (63)
	Lloc                     float64 // §4.8
}

// Predictor holds what every path with the same Params shares. It is immutable
// and may be used from many goroutines.
type Predictor struct {
	params      Params
	sphere      p526.Sphere
	wavelengthM float64
	earthKm     float64
	cubeRootF   float64
	logTime     float64 // log10(p/50)
	timeDeviate float64
	needsBeta   bool
	freeBase    float64
	ductBase    float64
	scatterBase float64
	locationDB  float64
}

// NewPredictor checks the parameters and prepares them. The warnings belong on
// every result.
func NewPredictor(params Params) (*Predictor, []radio.OutOfRange, error) {
	warnings, err := params.Check()
	if err != nil {
		return nil, nil, err
	}
	f, logF := params.FrequencyGHz, math.Log10(params.FrequencyGHz)
	p := &Predictor{
		params:      params,
		wavelengthM: lightMGHz / f,
		earthKm:     params.EffectiveEarthKm(),
		cubeRootF:   math.Cbrt(f),
		logTime:     math.Log10(params.TimePercent / 50),
		timeDeviate: quantile.Qi(params.TimePercent / 100),
		needsBeta:   params.TimePercent < 50,
		freeBase:    92.4 + 20*logF,
		ductBase:    102.45 + 20*logF,
		locationDB:  -quantile.Qi(params.LocationPercent/100) * params.LocationSigmaDB,
	}
	p.sphere = p526.NewSphere(f, p.wavelengthM, params.Polarization)
	if f < 0.5 {
		p.ductBase += 45.375 - 137*f + 92.5*f*f // eq. (47a)
	}
	half := math.Log10(f / 2)
	p.scatterBase = 190.1 + 25*logF - 2.5*half*half - 0.15*params.RefractivityN0 -
		10.125*power(math.Log10(50/params.TimePercent), 0.7)
	return p, warnings, nil
}

// NeedsBeta tells whether the β0 earth plays a part: not at 50 % of time.
func (p *Predictor) NeedsBeta() bool { return p.needsBeta }

// Params are those the predictor was made of.
func (p *Predictor) Params() Params { return p.params }

// PointToPoint is the loss to the n-th point of the radial, which it scans. It
// allocates nothing unless it fails.
func (p *Predictor) PointToPoint(t *Terrain, n int) (Result, error) {
	if n < 2 || n >= t.Len() {
		return Result{}, fmt.Errorf("%s: receiver at point %d, expected 2 to %d", modelID, n, t.Len()-1)
	}
	view := t.View(n, &p.params, p.needsBeta)
	g := t.Geometry(n, &p.params, &view, p.needsBeta)
	g.RoughnessM = t.Roughness(n, &g)
	return p.Loss(&g), nil
}

// Loss is the loss of a path of known geometry, §4.
func (p *Predictor) Loss(g *Geometry) Result {
	r := Result{Geometry: *g}
	p.complete(&r, p.climate(g.LandKm, g.InlandKm))
	return r
}

// climate is what follows from the stretches of land along a path alone: β0, τ
// and Fi.
type climate struct {
	landKm, inlandKm float64
	beta0, tau, fi   float64
}

func (p *Predictor) climate(landKm, inlandKm float64) climate {
	c := climate{landKm: landKm, inlandKm: inlandKm}
	c.beta0, c.tau = betaZeroPercent(p.params.LatitudeDeg, landKm, inlandKm)
	c.fi = p.interpolation(c.beta0)
	return c
}

// complete computes the loss from the geometry that r holds.
func (p *Predictor) complete(r *Result, c climate) {
	g := &r.Geometry
	r.BetaZeroPercent, r.Fi = c.beta0, c.fi
	p.lineOfSight(r, g)
	p.diffract(r, g)
	logD := math.Log10(g.DistanceKm)
	r.Lbs = p.scatterDB(g, logD)
	duct := p.ductDB(g, c.beta0, c.tau)
	r.Lba = duct.fixedDB + duct.angleDB + duct.timeDB
	r.combine(g)
	if !g.RxAtSea {
		r.Lloc = p.locationDB
	}
	r.LossDB = max(r.Lb0p, r.Lbc+r.Lloc)
}

// lineOfSight is eq. (8) to (11).
func (p *Predictor) lineOfSight(r *Result, g *Geometry) {
	rise := (g.TxM - g.RxM) / 1000
	r.Lbfs = p.freeBase + 10*math.Log10(g.DistanceKm*g.DistanceKm+rise*rise)
	r.Lb0p = r.Lbfs + focusing(g, p.logTime)
	r.Lb0b = r.Lbfs + focusing(g, math.Log10(r.BetaZeroPercent/50))
}

// diffract is eq. (39) to (43) and (59).
func (p *Predictor) diffract(r *Result, g *Geometry) {
	r.MedianDelta = p.diffraction(g, &g.Median, &g.MedianSmooth, p.earthKm)
	ld50 := r.MedianDelta.LossDB
	r.Ldp = ld50
	if p.needsBeta {
		r.BetaDelta = p.diffraction(g, &g.Beta, &g.BetaSmooth, betaEarthKm)
		r.Ldp += r.Fi * (r.BetaDelta.LossDB - ld50)
	}
	r.Lbd50 = r.Lbfs + ld50
	r.Lbd = r.Lb0p + r.Ldp
	land := (1 - g.SeaShare) * r.Ldp
	if p.params.TimePercent < r.BetaZeroPercent {
		r.Lminb0p = r.Lb0p + land
	} else {
		r.Lminb0p = r.Lbd50 + (r.Lb0b+land-r.Lbd50)*r.Fi
	}
}

// combine blends the mechanisms, eq. (57) to (63).
func (r *Result) combine(g *Geometry) {
	const (
		angleMrad, angleSteepness = 0.3, 0.8
		switchKm, switchSteepness = 20, 0.5
		eta                       = 2.5
	)
	r.Fj = 1 - 0.5*(1+math.Tanh(3*angleSteepness*(g.AngularMrad-angleMrad)/angleMrad))
	r.Fk = 1 - 0.5*(1+math.Tanh(3*switchSteepness*(g.DistanceKm-switchKm)/switchKm))
	// η·ln(e^(a/η) + e^(b/η)), written so that it cannot overflow.
	high, low := max(r.Lba, r.Lb0p), min(r.Lba, r.Lb0p)
	r.Lminbap = high + eta*math.Log1p(math.Exp((low-high)/eta))
	r.Lbda = r.Lbd
	if r.Lminbap <= r.Lbd {
		r.Lbda = r.Lminbap + (r.Lbd-r.Lminbap)*r.Fk
	}
	r.Lbam = r.Lbda + (r.Lminb0p-r.Lbda)*r.Fj
	high, low = max(r.Lbs, r.Lbam), min(r.Lbs, r.Lbam)
	r.Lbc = low - 5*math.Log10(1+tenTo(-0.2*(high-low)))
}

// FieldDBuVPerM is the field strength for an effective radiated power of 1 kW,
// eq. (70), that stands for a loss.
func FieldDBuVPerM(lossDB, frequencyGHz float64) float64 {
	return 199.36 + 20*math.Log10(frequencyGHz) - lossDB
}
