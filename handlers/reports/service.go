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
	// Coverage is whom networks cover, where that is computed; nil: it is not.
	Coverage indicators.Coverage
}

// Service answers about indicators and reports.
type Service struct {
	options   Options
	catalogue *indicators.Catalogue

	mutex sync.Mutex // guards the book that was opened last, and for which coverage
	book  *indicators.Book
	stamp string
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
	stamp := s.coverageStamp()
	if s.book != nil && s.book.Seq() == seq && s.stamp == stamp && s.book.Today() == s.options.Today() {
		return s.book, nil
	}
	book, err := indicators.OpenBook(ctx, source, indicators.BookOptions{
		Settings: s.options.Settings, Catalogue: s.catalogue, Version: s.options.Version, Today: s.options.Today(), Coverage: s.options.Coverage,
	})
	if err == nil {
		s.book, s.stamp = book, stamp
	}
	return book, err
}

// coverageStamp changes with what is computed.
func (s *Service) coverageStamp() string {
	if s.options.Coverage == nil {
		return ""
	}
	return s.options.Coverage.Stamp()
}
