package coverage

import (
	"context"
	"errors"
	"image/png"

	"hatang/geo/terrain"
	"hatang/registry/coverage"
)

// Options is what the service is made of. Engine and Source must be there.
type Options struct {
	Engine *coverage.Engine
	// Source is the registry as it is now.
	Source func() coverage.Source
	// Terrain is the terrain that is loaded, nil where there is none; nil: none.
	Terrain func() (*terrain.Model, error)
}

// Service answers about coverage.
type Service struct {
	options Options
	buffers buffers
}

// New makes the service; it fails when a needed part is missing.
func New(options Options) (*Service, error) {
	if options.Engine == nil || options.Source == nil {
		return nil, errors.New("coverage: Engine and Source are needed")
	}
	if options.Terrain == nil {
		options.Terrain = func() (*terrain.Model, error) { return nil, nil }
	}
	return &Service{options, buffers{make(chan *png.EncoderBuffer, keptBuffers)}}, nil
}

// engine is the Engine with what was computed last.
func (s *Service) engine(ctx context.Context) (*coverage.Engine, error) {
	return s.options.Engine, s.options.Engine.Reload(ctx)
}
