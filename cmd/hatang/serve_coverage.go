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

// coverageRoutes are the operations about coverage. The terrain is opened when
// it is first asked for and stays open while the program serves: tiles that are
// imported later are seen after a restart.
func coverageRoutes(ctx context.Context, dbPath string, store registry.Store, live *liveNetwork, calculator *indicators.Calculator) ([]api.Route, error) {
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
	service, err := handlerscoverage.New(handlerscoverage.Options{
		Engine: engine, Source: func() coverage.Source { return live.Live.View() }, Terrain: ground,
	})
	if err != nil {
		return nil, err
	}
	return service.Routes(), nil
}
