package settings

import (
	"context"
	"errors"
	"time"

	"hatang/registry"
	"hatang/registry/dossiers"
)

// View is the registry as it is now; *network.View is one.
type View interface {
	registry.Reader
	Seq(ctx context.Context) (int64, error)
}

// Options are what the service takes from its surroundings.
type Options struct {
	Store registry.Store
	View  func() View
	// Update writes in one transaction.
	Update func(ctx context.Context, author registry.Author, fn func(context.Context, registry.Writer) error) error
	// Holidays, Workflow and Norms are what ships, as YAML.
	Holidays, Workflow, Norms []byte
	// Files keeps a province's own template of documents; nil: none can be kept.
	Files *dossiers.Files
	// Formats are those in which open data are handed out.
	Formats []string
	// Health is asked for what is known of the process; nil: nothing is.
	Health func(ctx context.Context) (Process, error)
	// OutsideActor stands in the chain for whoever used another program.
	OutsideActor string
	Clock        func() time.Time
}

// Service answers for the settings. Its methods are safe for concurrent use.
type Service struct{ options Options }

// New is a service.
func New(options Options) (*Service, error) {
	if options.Store == nil || options.View == nil || options.Update == nil {
		return nil, errors.New("handlers/settings: Store, View and Update are needed")
	}
	if options.Clock == nil {
		options.Clock = time.Now
	}
	return &Service{options}, nil
}
