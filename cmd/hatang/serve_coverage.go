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

// coverageRoutes are the operations about coverage. The terrain is opened when
// it is first asked for and stays open while the program serves: tiles that are
// imported later are seen after a restart.
// The job computes coverage in the background.
func coverageRoutes(ctx context.Context, dbPath string, store registry.Store, live *liveNetwork, calculator *indicators.Calculator) ([]api.Route, jobs.Kind, error) {
	engine, err := coverage.Open(ctx, dbPath+coverageSuffix, coverage.Options{Calculator: calculator, Settings: store, Version: version})
	var told *registry.Error
	if errors.As(err, &told) && engine != nil {
		err = nil // what cannot be read is computed anew; the service says that there is none
	}
	if err != nil {
		return nil, jobs.Kind{}, err
	}
	ground := sync.OnceValues(func() (*terrain.Model, error) {
		tiles, err := coverage.OpenTiles(dbPath + terrainSuffix)
		if err != nil {
			return nil, err
		}
		return tiles.Model()
	})
	service, err := handlerscoverage.New(handlerscoverage.Options{
		Engine: engine, Source: func() coverage.Source { return live.Live.View() }, Terrain: ground,
	})
	if err != nil {
		return nil, jobs.Kind{}, err
	}
	return service.Routes(), coverageJob(engine, live, ground), nil
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

// coverageJob brings coverage up to date. What was computed when it is cut off is
// used again, so it may be resumed.
func coverageJob(engine *coverage.Engine, live *liveNetwork, ground func() (*terrain.Model, error)) jobs.Kind {
	work := func(ctx context.Context, task jobs.Task) (any, error) {
		var in coverageInput
		if err := jobs.Read(task.Input, &in); err != nil {
			return nil, err
		}
		model, err := ground()
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
		return engine.Compute(ctx, live.Live.View(), ask)
	}
	check := func(input json.RawMessage) error { return jobs.Read(input, new(coverageInput)) }
	return jobs.Kind{
		Work: work, Check: check, Resume: true,
		Title: registry.Text{VI: "tính vùng phủ sóng", EN: "computing radio coverage"},
	}
}
