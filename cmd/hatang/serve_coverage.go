package main

import (
	"context"
	"errors"
	"sync"

	"hatang/geo/terrain"
	"hatang/handlers/api"
	handlerscoverage "hatang/handlers/coverage"
	"hatang/registry"
	"hatang/registry/coverage"
	"hatang/registry/indicators"
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
