package main

import (
	"context"
	"encoding/json"
	"errors"
	"sync"

	"hatang/geo/terrain"
	"hatang/handlers/api"
	handlerscoverage "hatang/handlers/coverage"
	"hatang/registry"
	"hatang/registry/coverage"
	"hatang/registry/indicators"
	"hatang/registry/jobs"
)

// measured is the coverage that is computed for a registry, with the terrain it
// was computed over. The terrain is opened when it is first asked for and stays
// open: tiles that are imported later are seen after a restart.
type measured struct {
	engine *coverage.Engine
	ground func() (*terrain.Model, error)
	source func() coverage.Source
}

// openMeasured opens what is computed for the registry; source is the registry as
// it is now.
func openMeasured(ctx context.Context, dbPath string, store registry.Store, calculator *indicators.Calculator, source func() coverage.Source) (*measured, error) {
	engine, err := coverage.Open(ctx, dbPath+coverageSuffix, coverage.Options{Calculator: calculator, Settings: store, Version: version})
	var told *registry.Error
	if errors.As(err, &told) && engine != nil {
		err = nil // what cannot be read is computed anew; the service says that there is none
	}
	if err != nil {
		return nil, err
	}
	ground := sync.OnceValues(func() (*terrain.Model, error) {
		tiles, err := coverage.OpenTiles(dbPath + terrainSuffix)
		if err != nil {
			return nil, err
		}
		return tiles.Model()
	})
	return &measured{engine, ground, source}, nil
}

// routes are the operations about coverage.
func (m *measured) routes() ([]api.Route, error) {
	service, err := handlerscoverage.New(handlerscoverage.Options{Engine: m.engine, Source: m.source, Terrain: m.ground})
	if err != nil {
		return nil, err
	}
	return service.Routes(), nil
}

// coverageInput is what a job that computes coverage is asked; the members are
// those of hatang coverage compute.
type coverageInput struct {
	Unit       string        `json:"unit"`
	AsOf       registry.Date `json:"as_of"`
	Operator   string        `json:"operator"`
	Technology string        `json:"technology"`
	RadiusM    float64       `json:"radius_m"`
}

// job brings coverage up to date. What was computed when it is cut off is
// used again, so it may be resumed.
func (m *measured) job() jobs.Kind {
	work := func(ctx context.Context, task jobs.Task) (any, error) {
		var in coverageInput
		if err := jobs.Read(task.Input, &in); err != nil {
			return nil, err
		}
		model, err := m.ground()
		if err != nil {
			return nil, err
		}
		ask := coverage.ComputeRequest{
			Unit: in.Unit, AsOf: in.AsOf, Operator: in.Operator, Technology: in.Technology, Terrain: model,
			Progress: func(done, total int64) {
				task.Progress(float64(done)/float64(max(total, 1)), registry.Text{VI: "tính vùng phủ", EN: "computing coverage"})
			},
		}
		ask.Parameters.RadiusM = in.RadiusM
		return m.engine.Compute(ctx, m.source(), ask)
	}
	check := func(input json.RawMessage) error { return jobs.Read(input, new(coverageInput)) }
	return jobs.Kind{
		Work: work, Check: check, Resume: true,
		Title: registry.Text{VI: "tính vùng phủ sóng", EN: "computing radio coverage"},
	}
}
