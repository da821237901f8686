package web_test

import (
	"cmp"
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"slices"
	"testing"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/planar"

	"hatang/geo/geodesy"
	"hatang/handlers"
	"hatang/handlers/api"
	"hatang/handlers/auth"
	"hatang/handlers/web"
	"hatang/registry"
	"hatang/registry/demonstration"
	"hatang/registry/exporting"
	"hatang/registry/indicators"
	"hatang/registry/sqlite"
)

// service is the program's service with its pages, over a registry file with
// the demonstration in it.
type service struct {
	tb         testing.TB
	store      *sqlite.Store
	calculator *indicators.Calculator
	wrap       func(http.Handler) http.Handler // what stands in front of the service
	local      bool                            // whoever asks may do everything
	path       string                          // below which a proxy shows it
	url        string
}

// startService serves the demonstration on a free port.
func startService(tb testing.TB, change ...func(*service)) *service {
	tb.Helper()
	store, err := sqlite.Create(tb.Context(), filepath.Join(tb.TempDir(), "demo.gpkg"), sqlite.Options{})
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { _ = store.Close() })
	if err := demonstration.Load(tb.Context(), store); err != nil {
		tb.Fatal(err)
	}
	s := &service{tb: tb, store: store, calculator: indicators.NewCalculator(store, "test")}
	for _, fn := range change {
		fn(s)
	}
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
		Live: direct{s.store}, Archive: s.store, Principal: auth.Current,
		Served: func(ctx context.Context, ask indicators.Request) (*indicators.Served, error) {
			return s.calculator.Served(ctx, s.store, ask)
		},
		Export: func(ctx context.Context, w io.Writer, r registry.Reader, q registry.Query, file api.File) (int, error) {
			return exporting.Write(ctx, w, r, q, exporting.Options{Format: exporting.Format(file.Format), Notice: file.Notice, Keep: file.Keep})
		},
		Formats: []api.Format{{Name: "geojson", MediaType: "application/geo+json", Extension: ".geojson"}},
		Further: web.Routes(),
	})
	if err != nil {
		s.tb.Fatal(err)
	}
	pages, err := web.New(web.Options{Settings: s.store})
	if err != nil {
		s.tb.Fatal(err)
	}
	data.Describe(table)
	pages.Describe(table)
	data.Register(shared.Router())
	pages.Register(shared.Router())
	return shared.Handler()
}

// direct asks the store itself and measures by brute force.
type direct struct{ *sqlite.Store }

func (d direct) View() api.View { return directView(d) }

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

func (v directView) InPolygon(kind registry.Kind, area orb.MultiPolygon, asOf registry.Date) []registry.Record {
	var found []registry.Record
	err := v.Scan(context.Background(), registry.Query{Kind: kind, AsOf: asOf}, func(rec registry.Record) error {
		if at, ok := rec.Shape().(orb.Point); ok && planar.MultiPolygonContains(area, at) {
			found = append(found, rec)
		}
		return nil
	})
	if err != nil {
		panic(err)
	}
	return found
}

func (v directView) CommuneAt(p orb.Point, asOf registry.Date) (*registry.AdminUnit, bool) {
	units, err := registry.Find[*registry.AdminUnit](context.Background(), v, registry.Query{
		Kind: registry.Units, AsOf: asOf, Where: []registry.Condition{atLevel(registry.LevelCommune)},
	})
	if err != nil {
		panic(err)
	}
	for _, unit := range units {
		if planar.MultiPolygonContains(unit.Area, p) {
			return unit, true
		}
	}
	return nil, false
}

func (directView) AppendFeature(dst []byte, rec registry.Record) []byte {
	dst = append(dst, `{"type":"Feature","id":"`+rec.Head().ID+`","geometry":`...)
	dst = registry.AppendGeometry(dst, rec.Shape())
	dst = append(dst, `,"properties":{`...)
	return append(registry.AppendMembers(dst, rec, nil), "}}"...)
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

// pagesOf makes every list come in pages of n.
func pagesOf(n string) func(http.Handler) http.Handler {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if query := r.URL.Query(); query.Get("format") == "geojson" {
				query.Set("limit", n)
				r.URL.RawQuery = query.Encode()
			}
			next.ServeHTTP(w, r)
		})
	}
}
