package ogc_test

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"hatang/handlers"
	"hatang/handlers/ogc"
	"hatang/registry"
	"hatang/registry/demonstration"
	"hatang/registry/network"
	"hatang/registry/sqlite"
)

// demo is the demonstration province as a registry file, made once.
var demo = sync.OnceValues(func() ([]byte, error) {
	return makeRegistry(demonstration.Load)
})

func makeRegistry(fill func(context.Context, registry.Store) error) ([]byte, error) {
	dir, err := os.MkdirTemp("", "hatang-ogc")
	if err != nil {
		return nil, err
	}
	defer func() { _ = os.RemoveAll(dir) }()
	path := filepath.Join(dir, "registry.gpkg")
	store, err := sqlite.Create(context.Background(), path, sqlite.Options{})
	if err != nil {
		return nil, err
	}
	if err := errors.Join(fill(context.Background(), store), store.Close()); err != nil {
		return nil, err
	}
	return os.ReadFile(path)
}

// service is OGC API Features over a registry file of its own.
type service struct {
	tb      testing.TB
	path    string
	store   *sqlite.Store
	handler http.Handler
	write   func(context.Context, registry.Author, func(context.Context, registry.Writer) error) error
}

// serveDemo serves a copy of the demonstration.
func serveDemo(tb testing.TB, alter ...func(*service, *ogc.Options)) *service {
	tb.Helper()
	content, err := demo()
	if err != nil {
		tb.Fatal(err)
	}
	return serveFile(tb, content, alter...)
}

// serveSmall serves a copy of the small registry.
func serveSmall(tb testing.TB, alter ...func(*service, *ogc.Options)) *service {
	tb.Helper()
	content, err := small()
	if err != nil {
		tb.Fatal(err)
	}
	return serveFile(tb, content, alter...)
}

func serveFile(tb testing.TB, content []byte, alter ...func(*service, *ogc.Options)) *service {
	tb.Helper()
	path := filepath.Join(tb.TempDir(), "registry.gpkg")
	if err := os.WriteFile(path, content, 0o600); err != nil {
		tb.Fatal(err)
	}
	store, err := sqlite.Open(tb.Context(), path, sqlite.Options{})
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { _ = store.Close() })
	return serveStore(tb, store, alter...)
}

func serveStore(tb testing.TB, store *sqlite.Store, alter ...func(*service, *ogc.Options)) *service {
	tb.Helper()
	s := &service{tb: tb, path: store.Path(), store: store, write: store.Update}
	options := ogc.Options{Source: func() ogc.Source { return s.store }, Setting: s.store.Setting, Version: "test", Clock: noon}
	for _, change := range alter {
		change(s, &options)
	}
	made, err := ogc.New(options)
	if err != nil {
		tb.Fatal(err)
	}
	server, err := handlers.New(handlers.Options{})
	if err != nil {
		tb.Fatal(err)
	}
	made.Register(server.Router())
	s.handler = server.Handler()
	return s
}

// live makes the service read the live view, as the program does, and write
// through it.
func live(tb testing.TB) func(*service, *ogc.Options) {
	return func(s *service, o *ogc.Options) {
		view, err := network.Open(tb.Context(), s.store, network.Options{Clock: o.Clock})
		if err != nil {
			tb.Fatal(err)
		}
		tb.Cleanup(view.Close)
		s.write = view.Update
		o.Source = func() ogc.Source { return view.View() }
	}
}

// noon is a moment at which the demonstration holds.
func noon() time.Time {
	return time.Date(2021, time.June, 1, 12, 0, 0, 0, time.FixedZone("+07", 7*60*60))
}

// ask sends a GET as a program on this machine would; headers come in pairs.
func (s *service) ask(target string, headers ...string) *httptest.ResponseRecorder {
	s.tb.Helper()
	r := httptest.NewRequest(http.MethodGet, target, nil)
	r.Host = "127.0.0.1:8080"
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	w := httptest.NewRecorder()
	s.handler.ServeHTTP(w, r)
	return w
}

// get is the JSON of an answer that must be 200.
func get[T any](s *service, target string, headers ...string) T {
	s.tb.Helper()
	w := s.ask(target, headers...)
	if w.Code != http.StatusOK {
		s.tb.Fatalf("GET %s: status %d: %s", target, w.Code, w.Body)
	}
	var out T
	if err := json.Unmarshal(w.Body.Bytes(), &out); err != nil {
		s.tb.Fatalf("GET %s: %v\n%s", target, err, w.Body)
	}
	return out
}

// listen serves over TCP, for programs that are not Go, and is the address.
func (s *service) listen() string {
	s.tb.Helper()
	server := httptest.NewServer(s.handler)
	s.tb.Cleanup(server.Close)
	return server.URL
}

// fetch is the body of an address.
func fetch(tb testing.TB, address string) []byte {
	tb.Helper()
	response, err := http.Get(address)
	if err != nil {
		tb.Fatal(err)
	}
	defer func() { _ = response.Body.Close() }()
	body, err := io.ReadAll(response.Body)
	if err != nil || response.StatusCode != http.StatusOK {
		tb.Fatalf("GET %s: %s %v\n%s", address, response.Status, err, body)
	}
	return body
}

// featureCollection is a page of features.
type featureCollection struct {
	Type           string
	TimeStamp      string
	NumberMatched  int
	NumberReturned int
	Notice         string
	Links          []hyperlink
	Features       []feature
}

type feature struct {
	Type       string
	ID         string
	Geometry   *geometry
	Properties map[string]any
	Links      []hyperlink
	Notice     string
}

type geometry struct {
	Type        string
	Coordinates json.RawMessage
}

type hyperlink struct{ Href, Rel, Type, Title string }

func (c *featureCollection) ids() []string {
	ids := make([]string, 0, len(c.Features))
	for i := range c.Features {
		ids = append(ids, c.Features[i].ID)
	}
	return ids
}

func linkOf(links []hyperlink, rel string) string {
	for _, l := range links {
		if l.Rel == rel {
			return l.Href
		}
	}
	return ""
}
