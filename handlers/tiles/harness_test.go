package tiles_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/encoding/mvt"
	"github.com/paulmach/orb/geojson"

	"hatang/geo/tile"
	"hatang/handlers"
	"hatang/handlers/tiles"
	"hatang/registry"
	"hatang/registry/network"
	"hatang/registry/sqlite"
)

// today is the day on which everything in these tests happens.
func today() time.Time {
	return time.Date(2024, 6, 15, 12, 0, 0, 0, time.FixedZone("+07", 7*60*60))
}

// service is the tiles over a registry file of its own.
type service struct {
	tb      testing.TB
	store   *sqlite.Store
	live    *network.Live
	handler http.Handler
	log     bytes.Buffer
}

// start serves a registry with the records, which get their ids as they come.
func start(tb testing.TB, records ...registry.Record) *service {
	tb.Helper()
	s := &service{tb: tb}
	var err error
	s.store, err = sqlite.Create(tb.Context(), filepath.Join(tb.TempDir(), "registry.gpkg"), sqlite.Options{Clock: today})
	if err != nil {
		tb.Fatal(err)
	}
	s.change(s.store, records...)
	s.live, err = network.Open(tb.Context(), s.store, network.Options{Clock: today})
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() {
		s.live.Close()
		if err := s.store.Close(); err != nil {
			tb.Error(err)
		}
		if strings.Contains(s.log.String(), `"level":"ERROR"`) {
			tb.Errorf("the service logged errors:\n%s", s.log.String())
		}
	})
	s.handler = serve(tb, tiles.Options{Source: tiles.NewLive(s.live.View), Clock: today}, &s.log)
	return s
}

// serve is the whole of the service with tiles on it.
func serve(tb testing.TB, options tiles.Options, log io.Writer) http.Handler {
	tb.Helper()
	server, err := handlers.New(handlers.Options{Log: slog.New(slog.NewJSONHandler(log, nil))})
	if err != nil {
		tb.Fatal(err)
	}
	surface, err := tiles.New(options)
	if err != nil {
		tb.Fatal(err)
	}
	surface.Register(server.Router())
	return server.Handler()
}

type updater interface {
	Update(ctx context.Context, author registry.Author, fn func(context.Context, registry.Writer) error) error
}

func (s *service) change(to updater, records ...registry.Record) {
	s.tb.Helper()
	err := to.Update(s.tb.Context(), registry.Author{Actor: "officer:an"}, func(ctx context.Context, w registry.Writer) error {
		for _, rec := range records {
			if _, err := w.Put(ctx, rec); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		s.tb.Fatal(err)
	}
}

// get asks for a path, with pairs of headers.
func get(tb testing.TB, handler http.Handler, path string, headers ...string) *httptest.ResponseRecorder {
	tb.Helper()
	request := httptest.NewRequest(http.MethodGet, path, nil)
	request.Host = "127.0.0.1:8080"
	for i := 0; i < len(headers); i += 2 {
		request.Header.Set(headers[i], headers[i+1])
	}
	answer := httptest.NewRecorder()
	handler.ServeHTTP(answer, request)
	return answer
}

func (s *service) get(path string, headers ...string) *httptest.ResponseRecorder {
	s.tb.Helper()
	return get(s.tb, s.handler, path, headers...)
}

// features asks for a tile and reads it; an empty tile has none.
func (s *service) features(path string) []*geojson.Feature {
	s.tb.Helper()
	answer := s.get(path)
	if answer.Code == http.StatusNoContent {
		return nil
	}
	if answer.Code != http.StatusOK {
		s.tb.Fatalf("%s answered %d: %s", path, answer.Code, answer.Body)
	}
	return decode(s.tb, answer.Body.Bytes())
}

func decode(tb testing.TB, content []byte) []*geojson.Feature {
	tb.Helper()
	layers, err := mvt.Unmarshal(content)
	if err != nil || len(layers) != 1 {
		tb.Fatalf("%d layers, %v", len(layers), err)
	}
	return layers[0].Features
}

func unzipped(tb testing.TB, body []byte) []byte {
	tb.Helper()
	r, err := gzip.NewReader(bytes.NewReader(body))
	if err != nil {
		tb.Fatal(err)
	}
	content, err := io.ReadAll(r)
	if err != nil {
		tb.Fatal(err)
	}
	return content
}

func readJSON(tb testing.TB, answer *httptest.ResponseRecorder, into any) {
	tb.Helper()
	if answer.Code != http.StatusOK || !strings.HasPrefix(answer.Header().Get("Content-Type"), "application/json") {
		tb.Fatalf("answered %d %s: %s", answer.Code, answer.Header().Get("Content-Type"), answer.Body)
	}
	if err := json.Unmarshal(answer.Body.Bytes(), into); err != nil {
		tb.Fatalf("%v: %s", err, answer.Body)
	}
}

// pathOf is the address of the tile of a layer that holds the position.
func pathOf(layer string, p orb.Point, z uint8) string {
	return fmt.Sprintf("/tiles/%s/%v.mvt", layer, tile.Containing(tile.Project(p), z))
}

func day(tb testing.TB, text string) registry.Date {
	tb.Helper()
	d, err := registry.ParseDate(text)
	if err != nil {
		tb.Fatal(err)
	}
	return d
}

func placed(p orb.Point) registry.Position { return registry.Position{Point: p, Located: true} }

// site is a site with a code of its own.
func site(code string, p orb.Point) *registry.Site {
	return &registry.Site{Code: code, Name: "Trạm " + code, OperatorCode: "viettel", State: registry.StateOnAir, Technologies: "2G;4G", Position: placed(p)}
}

func viettel() *registry.Operator { return &registry.Operator{Code: "viettel", Name: "Viettel"} }

// find is a copy of the record with the value.
func (s *service) find(kind registry.Kind, field, value string) registry.Record {
	s.tb.Helper()
	records, _, err := s.live.View().Find(s.tb.Context(), registry.Query{Kind: kind, Where: []registry.Condition{registry.Where(field, value)}})
	if err != nil || len(records) != 1 {
		s.tb.Fatalf("%d %s with %s %s: %v", len(records), kind, field, value, err)
	}
	rec, err := s.live.View().Get(s.tb.Context(), kind, records[0].Head().ID, registry.Date{})
	if err != nil {
		s.tb.Fatal(err)
	}
	return rec
}

func (s *service) retire(kind registry.Kind, id string, on registry.Date) (registry.Outcome, error) {
	var outcome registry.Outcome
	err := s.live.Update(s.tb.Context(), registry.Author{Actor: "officer:an"}, func(ctx context.Context, w registry.Writer) error {
		var err error
		outcome, err = w.Retire(ctx, kind, id, on)
		return err
	})
	return outcome, err
}

// reopened serves the same registry from a view made anew.
func (s *service) reopened() *service {
	s.tb.Helper()
	fresh := &service{tb: s.tb, store: s.store}
	var err error
	if fresh.live, err = network.Open(s.tb.Context(), s.store, network.Options{Clock: today}); err != nil {
		s.tb.Fatal(err)
	}
	s.tb.Cleanup(fresh.live.Close)
	fresh.handler = serve(s.tb, tiles.Options{Source: tiles.NewLive(fresh.live.View), Clock: today}, &fresh.log)
	return fresh
}

// on is the first of a month.
func on(year int, month time.Month) registry.Date {
	return registry.DateOf(time.Date(year, month, 1, 0, 0, 0, 0, time.UTC))
}
