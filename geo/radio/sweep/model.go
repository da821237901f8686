package sweep

import (
	"errors"
	"fmt"
	"math"
	"strings"

	"hatang/geo/radio"
	"hatang/geo/radio/catalogue"
	"hatang/geo/radio/itm"
	"hatang/geo/radio/p1812"
	"hatang/geo/radio/p525"
)

// method is a model made ready for a request: either newSolver, which follows
// the terrain, or byDistance, which does not.
type method struct {
	id         string
	info       radio.Info
	warnings   []radio.OutOfRange
	parameters map[string]float64
	clutter    bool // takes account of it
	newSolver  func(radialGrid) solver
	byDistance radio.Model
}

// methodFor chooses and checks the model.
func methodFor(req *Request, hasTerrain bool) (*method, error) {
	id := req.Model
	if id == "" {
		id = P1812
		if !hasTerrain {
			id = catalogue.DefaultWithoutTerrain
		}
	}
	switch {
	case id == P1812 && hasTerrain:
		return methodP1812(req)
	case id == ITM && hasTerrain:
		return methodITM(req)
	case id == Bullington && hasTerrain:
		return methodBullington(req)
	case id == FreeSpace && hasTerrain:
		return methodFreeSpace(req)
	case id == P1812 || id == ITM || id == Bullington:
		return nil, fmt.Errorf("sweep: model %s follows the terrain, and none is loaded: load elevations or choose one of %s",
			id, strings.Join(empirical(), ", "))
	}
	return methodEmpirical(req, id)
}

// empirical are the identifiers of the models that need no terrain.
func empirical() []string {
	var ids []string
	for _, e := range catalogue.All() {
		if !e.Model.Info().NeedsProfile {
			ids = append(ids, e.ID)
		}
	}
	return ids
}

func methodP1812(req *Request) (*method, error) {
	model := p1812.Vietnam()
	params := model.Params(req.link(), req.ClutterHeightM)
	predictor, warnings, err := p1812.NewPredictor(params)
	if err != nil {
		return nil, err
	}
	return &method{
		id: P1812, info: model.Info(), warnings: warnings, clutter: true,
		parameters: map[string]float64{
			"deltaN": params.DeltaN, "N0": params.RefractivityN0,
			"sigma_locations_db": params.LocationSigmaDB, "latitude": params.LatitudeDeg,
		},
		newSolver: func(g radialGrid) solver {
			return &pathSpecific{radialGrid: g, req: req, predictor: predictor}
		},
	}, nil
}

func methodITM(req *Request) (*method, error) {
	model := itm.Vietnam()
	params := model.Params(req.link())
	predictor, err := itm.NewPredictor(params)
	if err != nil {
		return nil, err
	}
	return &method{
		id: ITM, info: model.Info(),
		parameters: map[string]float64{
			"climate": float64(params.Climate), "N0": params.RefractivityN0,
			"epsilon": params.Permittivity, "sigma": params.ConductivitySPerM,
			"mdvar": float64(params.Mode), "situation_percent": params.SituationPercent,
		},
		newSolver: func(g radialGrid) solver {
			return &longleyRice{radialGrid: g, predictor: predictor}
		},
	}, nil
}

func methodBullington(req *Request) (*method, error) {
	_, err := radio.Check(Bullington, radio.Reading{Value: req.FrequencyMHz, Range: radio.Range{
		Quantity: "frequency", Unit: "MHz", Min: 20, Max: 100e3, Strict: true}})
	if err != nil {
		return nil, err
	}
	return &method{
		id: Bullington,
		info: radio.Info{
			Name:   "ITU-R P.525-5 + P.526-15 §4.5.1, Bullington",
			Source: "Recommendations ITU-R P.525-5 and P.526-15, §4.5.1",
		},
		parameters: map[string]float64{"earth_km": earthKm},
		newSolver:  func(g radialGrid) solver { return newBullington(req, g) },
	}, nil
}

func methodFreeSpace(req *Request) (*method, error) {
	model := p525.Model{}
	link := req.link()
	link.DistanceM = req.RadiusM
	if _, err := model.Predict(link, nil); err != nil {
		return nil, err
	}
	return &method{
		id: FreeSpace, info: model.Info(),
		newSolver: func(g radialGrid) solver {
			return &straight{radialGrid: g, req: req, free: newFreeSpace(req, g)}
		},
	}, nil
}

// methodEmpirical refuses what no distance would be answered for.
func methodEmpirical(req *Request, id string) (*method, error) {
	model, err := catalogue.ByID(id)
	if err != nil {
		return nil, fmt.Errorf("sweep: no model %q, expected %s, %s, %s or one of %s",
			id, P1812, ITM, Bullington, strings.Join(empirical(), ", "))
	}
	info := model.Info()
	if info.NeedsProfile {
		return nil, fmt.Errorf("sweep: model %s answers for single paths only, expected %s, %s, %s or one of %s",
			id, P1812, ITM, Bullington, strings.Join(empirical(), ", "))
	}
	m := &method{id: id, info: info, byDistance: model}
	var refused error
	for d := MinRadiusM * 1.0; d <= req.RadiusM; d = min(d*1.5, math.Max(req.RadiusM, d+1)) {
		link := req.link()
		link.DistanceM = d
		p, err := model.Predict(link, nil)
		if err == nil {
			m.warnings = p.Warnings
			refused = nil
			break
		}
		refused = errors.Join(err)
	}
	return m, refused
}

// table holds an empirical model's losses by distance, every tableStepM, between
// which it is interpolated: within 0.05 dB from 100 m on.
type table []float64

const tableStepM = 10.0

// newTable asks the model for every distance; NaN where it refuses.
func newTable(req *Request, model radio.Model) table {
	t := make(table, int(req.RadiusM/tableStepM)+2)
	link := req.link()
	for i := range t {
		// The first stands for the foot of the mast, where every model ends.
		link.DistanceM = max(float64(i)*tableStepM, 1)
		p, err := model.Predict(link, nil)
		t[i] = p.LossDB
		if err != nil {
			t[i] = math.NaN()
		}
	}
	return t
}

// at is NaN where the model refuses.
func (t table) at(distanceM float64) float64 {
	x := distanceM / tableStepM
	i := min(int(x), len(t)-2)
	if i == 0 {
		return t[1]
	}
	return t[i] + (t[i+1]-t[i])*(x-float64(i))
}
