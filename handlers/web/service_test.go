package web_test

import (
	"cmp"
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"testing"

	"github.com/gin-gonic/gin"
	"github.com/paulmach/orb"

	"hatang/geo/geodesy"
	"hatang/handlers"
	"hatang/handlers/api"
	"hatang/handlers/auth"
	handlerscoverage "hatang/handlers/coverage"
	"hatang/handlers/tiles"
	"hatang/handlers/web"
	"hatang/registry"
	"hatang/registry/coverage"
	"hatang/registry/exporting"
	"hatang/registry/indicators"
	"hatang/registry/network"
	"hatang/registry/sqlite"
	"hatang/registry/sqlite/sqlitetest"
)

// service is the program's service with its pages, over a registry file with
// the demonstration in it.
type service struct {
	tb         testing.TB
	store      *sqlite.Store
	live       *network.Live
	calculator *indicators.Calculator
	wrap       func(http.Handler) http.Handler // what stands in front of the service
	local      bool                            // whoever asks may do everything
	path       string                          // below which a proxy shows it
	url        string
}

// lasting stands for a test in what is to last until all of them have ended.
type lasting struct {
	testing.TB
	ends []func()
}

func (l *lasting) Cleanup(end func())       { l.ends = append(l.ends, end) }
func (l *lasting) Context() context.Context { return context.Background() }
func (l *lasting) TempDir() string {
	path, err := os.MkdirTemp(scratch, "service")
	if err != nil {
		l.Fatal(err)
	}
	return path
}

// library is the service that the tests share which only read.
var library struct {
	mu      sync.Mutex
	service *service
	life    lasting
}

// readService is the service over the demonstration for a test that changes
// nothing in it: one for all of them, whose scripts the browser then has already.
func readService(tb testing.TB) *service {
	tb.Helper()
	library.mu.Lock()
	defer library.mu.Unlock()
	library.life.TB = tb
	if library.service == nil {
		library.service = startService(&library.life)
	}
	s := *library.service
	s.tb = tb
	return &s
}

// closeLibrary ends the shared service.
func closeLibrary() {
	for _, end := range slices.Backward(library.life.ends) {
		end()
	}
}

// startService serves the demonstration on a free port.
func startService(tb testing.TB, change ...func(*service)) *service {
	tb.Helper()
	store := sqlitetest.Demonstration(tb, sqlite.Options{})
	s := &service{tb: tb, store: store, calculator: indicators.NewCalculator(store, "test")}
	for _, fn := range change {
		fn(s)
	}
	var err error
	if s.live, err = network.Open(tb.Context(), store, network.Options{}); err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(s.live.Close)
	handler := s.handler()
	if s.wrap != nil {
		handler = s.wrap(handler)
	}
	server := httptest.NewServer(handler)
	tb.Cleanup(server.Close)
	s.url = server.URL + s.path + "/"
	return s
}

func (s *service) handler() http.Handler {
	s.tb.Helper()
	options, table := handlers.Options{}, auth.NewTable()
	if s.local {
		options.Gate = auth.NewLocal(table)
	}
	shared, err := handlers.New(options)
	if err != nil {
		s.tb.Fatal(err)
	}
	data, err := api.New(api.Options{
		Live: liveViews{s.live}, Archive: s.store, Principal: auth.Current,
		Served: func(ctx context.Context, ask indicators.Request) (*indicators.Served, error) {
			return s.calculator.Served(ctx, s.store, ask)
		},
		Export: func(ctx context.Context, w io.Writer, r registry.Reader, q registry.Query, file api.File) (int, error) {
			return exporting.Write(ctx, w, r, q, exporting.Options{Format: exporting.Format(file.Format), Notice: file.Notice, Keep: file.Keep})
		},
		Formats: []api.Format{{Name: "geojson", MediaType: "application/geo+json", Extension: ".geojson"}},
		Further: append(s.coverage(), web.Routes()...),
	})
	if err != nil {
		s.tb.Fatal(err)
	}
	pages, err := web.New(web.Options{Settings: s.store})
	if err != nil {
		s.tb.Fatal(err)
	}
	maps, err := tiles.New(tiles.Options{Source: tiles.NewLive(s.live.View)})
	if err != nil {
		s.tb.Fatal(err)
	}
	for _, part := range []interface {
		Describe(table *auth.Table)
		Register(router gin.IRouter)
	}{data, pages, maps} {
		part.Describe(table)
		part.Register(shared.Router())
	}
	return shared.Handler()
}

// coverage are the operations about coverage, of which none is computed.
func (s *service) coverage() []api.Route {
	s.tb.Helper()
	engine, err := coverage.Open(s.tb.Context(), filepath.Join(s.tb.TempDir(), "coverage"), coverage.Options{Calculator: s.calculator, Settings: s.store, Version: "test"})
	if err != nil {
		s.tb.Fatal(err)
	}
	routes, err := handlerscoverage.New(handlerscoverage.Options{Engine: engine, Source: func() coverage.Source { return s.live.View() }})
	if err != nil {
		s.tb.Fatal(err)
	}
	return routes.Routes()
}

// liveViews gives the API the view that tiles are drawn from.
type liveViews struct{ *network.Live }

func (l liveViews) View() api.View { return l.Live.View() }

// directView asks the store itself and measures by brute force.
type directView struct{ *sqlite.Store }

func (v directView) Within(kind registry.Kind, p orb.Point, radiusM float64, asOf registry.Date, accept func(registry.Record) bool) []api.Hit {
	var hits []api.Hit
	err := v.Scan(context.Background(), registry.Query{Kind: kind, AsOf: asOf}, func(rec registry.Record) error {
		at, ok := rec.Shape().(orb.Point)
		if !ok || (accept != nil && !accept(rec)) {
			return nil
		}
		if d := geodesy.DistanceM(p, at); d <= radiusM {
			hits = append(hits, api.Hit{Record: rec, DistanceM: d})
		}
		return nil
	})
	if err != nil {
		panic(err)
	}
	slices.SortStableFunc(hits, func(a, b api.Hit) int { return cmp.Compare(a.DistanceM, b.DistanceM) })
	return hits
}

func (v directView) Nearest(kind registry.Kind, p orb.Point, k int, asOf registry.Date, accept func(registry.Record) bool) []api.Hit {
	hits := v.Within(kind, p, 3e7, asOf, accept)
	return hits[:min(k, len(hits))]
}

// records is every record of a kind that holds today.
func (s *service) records(kind registry.Kind, where ...registry.Condition) []registry.Record {
	records, _, err := s.store.Find(context.Background(), registry.Query{Kind: kind, Where: where})
	if err != nil {
		s.tb.Error(err)
	}
	return records
}

func (s *service) count(kind registry.Kind, where ...registry.Condition) int {
	return len(s.records(kind, where...))
}

func atLevel(level string) registry.Condition { return registry.Where("level", level) }

// update changes the registry, as another program would.
func (s *service) update(fn func(context.Context, registry.Writer) error) {
	s.tb.Helper()
	if err := s.store.Update(context.Background(), registry.Author{Actor: "test"}, fn); err != nil {
		s.tb.Fatal(err)
	}
	if s.live == nil {
		return // the service is not there yet
	}
	if err := s.live.CatchUp(context.Background()); err != nil {
		s.tb.Fatal(err)
	}
}

// served is what the API says of a network in a unit.
func (s *service) served(network indicators.Network, unit string) *indicators.Served {
	s.tb.Helper()
	served, err := s.calculator.Served(context.Background(), s.store, indicators.Request{Network: network, Unit: unit})
	if err != nil {
		s.tb.Fatal(err)
	}
	return served
}

// nearestPostal is the postal point nearest to a place, and how far it is.
func (s *service) nearestPostal(p orb.Point) (point *registry.PostalPoint, metres float64) {
	s.tb.Helper()
	hit := directView{s.store}.Nearest(registry.Postal, p, 1, registry.Date{}, nil)[0]
	point, ok := hit.Record.(*registry.PostalPoint)
	if !ok {
		s.tb.Fatalf("the nearest postal point is a %T", hit.Record)
	}
	return point, hit.DistanceM
}
