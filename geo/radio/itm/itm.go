package itm

import (
	"math"
)

// Result of either mode.
type Result struct {
	// LossDB is the basic transmission loss not exceeded for the wanted
	// quantiles.
	LossDB float64
	// FreeSpaceDB over the distance, and the reference attenuation above it.
	FreeSpaceDB, ReferenceDB float64
	Mechanism                Mechanism
	Warnings                 Warnings
	Geometry                 Geometry
}

// Predictor holds what every path with the same Params shares. It is immutable
// and may be used from many goroutines.
type Predictor struct {
	params    Params
	impedance complex128
	deviates  deviates
	warnings  Warnings
	freeDB    float64 // free-space loss at one metre
}

// NewPredictor checks the parameters and prepares them.
func NewPredictor(p Params) (*Predictor, error) {
	if err := p.Check(); err != nil {
		return nil, err
	}
	return &Predictor{
		params:    p,
		impedance: groundImpedance(&p),
		deviates:  deviatesOf(&p),
		warnings:  p.terminalWarnings(),
		freeDB:    32.45 + 20*math.Log10(p.FrequencyMHz) - 60,
	}, nil
}

// PointToPoint is the loss to the n-th point of the radial, whose horizons it
// finds by scanning. It allocates nothing unless it fails.
func (p *Predictor) PointToPoint(t *Terrain, n int) (Result, error) {
	if n < 2 || n >= len(t.HeightM) {
		return Result{}, GeometryError{"receiver index", float64(n), "at least 2 and within the profile"}
	}
	_, curvature := t.Atmosphere(n, p.params.RefractivityN0)
	hor := t.Horizons(n, p.params.TxHeightM, p.params.RxHeightM, curvature)
	g := t.Geometry(n, &p.params, hor)
	return p.Loss(&g, true)
}

// Area is the loss over terrain of which only the irregularity is known.
func (p *Predictor) Area(a AreaParams) (Result, error) {
	if err := a.check(); err != nil {
		return Result{}, err
	}
	g := areaGeometry(&p.params, a)
	return p.Loss(&g, false)
}

// Loss is the loss of a path of known geometry; pointMode tells whether the
// geometry is that of a real profile rather than of a typical one.
func (p *Predictor) Loss(g *Geometry, pointMode bool) (Result, error) {
	s := newPath(&p.params, g, p.impedance, pointMode)
	warnings, err := s.check()
	if err != nil {
		return Result{}, err
	}
	reference, mechanism := s.reference()
	free := p.freeDB + 20*math.Log10(g.DistanceM)
	varied, doubt := vary(&p.params, g, p.deviates, reference)
	return Result{
		LossDB:      varied + free,
		FreeSpaceDB: free,
		ReferenceDB: reference,
		Mechanism:   mechanism,
		Warnings:    warnings | doubt | p.warnings,
		Geometry:    *g,
	}, nil
}

// PointToPoint is one prediction over a whole profile.
func PointToPoint(p Params, t *Terrain) (Result, error) {
	predictor, err := NewPredictor(p)
	if err != nil {
		return Result{}, err
	}
	return predictor.PointToPoint(t, len(t.HeightM)-1)
}

// Area is one prediction in area mode.
func Area(p Params, a AreaParams) (Result, error) {
	predictor, err := NewPredictor(p)
	if err != nil {
		return Result{}, err
	}
	return predictor.Area(a)
}

// WithConfidence sets the quantiles as the "confidence and reliability" form of
// the model does: reliability of the link over time and place, confidence in
// the situation.
func (p Params) WithConfidence(confidencePercent, reliabilityPercent float64) Params {
	p.TimePercent, p.LocationPercent = reliabilityPercent, reliabilityPercent
	p.SituationPercent = confidencePercent
	return p
}
