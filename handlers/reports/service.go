package reports

import (
	"context"
	"errors"
	"sync"

	"hatang/registry"
	"hatang/registry/indicators"
)

// Options is what the service is made of. Source, Settings and Today must be there.
type Options struct {
	// Source is the registry as it is now; what it returns never changes.
	Source   func() indicators.Source
	Settings indicators.RasterSource
	Today    func() registry.Date
	Version  string
}

// Service answers about indicators and reports.
type Service struct {
	options   Options
	catalogue *indicators.Catalogue

	mutex sync.Mutex // guards the book that was opened last
	book  *indicators.Book
}

// New makes the service; it fails when a needed part is missing or the catalogue
// has faults.
func New(options Options) (*Service, error) {
	if options.Source == nil || options.Settings == nil || options.Today == nil {
		return nil, errors.New("reports: Source, Settings and Today are needed")
	}
	catalogue, err := indicators.NewCatalogue()
	if err != nil {
		return nil, err
	}
	return &Service{options: options, catalogue: catalogue}, nil
}

// open is the registry opened for figures, as it is now.
func (s *Service) open(ctx context.Context) (*indicators.Book, error) {
	source := s.options.Source()
	seq, err := source.Seq(ctx)
	if err != nil {
		return nil, err
	}
	s.mutex.Lock()
	defer s.mutex.Unlock()
	if s.book != nil && s.book.Seq() == seq && s.book.Today() == s.options.Today() {
		return s.book, nil
	}
	book, err := indicators.OpenBook(ctx, source, indicators.BookOptions{
		Settings: s.options.Settings, Catalogue: s.catalogue, Version: s.options.Version, Today: s.options.Today(),
	})
	if err == nil {
		s.book = book
	}
	return book, err
}
