package api_test

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"testing"

	"hatang/geo/index/indextest"
	"hatang/handlers"
	"hatang/handlers/api"
	"hatang/handlers/auth"
	"hatang/registry"
	"hatang/registry/network"
	"hatang/registry/sqlite"
)

// BenchmarkSmallAnswer asks a service as it runs on somebody's own machine, with
// its gate and its log, for numbers alone: most of what such an answer costs is
// not finding it.
func BenchmarkSmallAnswer(b *testing.B) {
	const stations = 20_000
	ctx := b.Context()
	store, err := sqlite.Create(ctx, filepath.Join(b.TempDir(), "registry.gpkg"), sqlite.Options{})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = store.Close() })
	records := []registry.Record{}
	places := indextest.People(stations, 1)
	for i, p := range places {
		s := &registry.Station{Code: fmt.Sprintf("TRM%06d", i), OperatorCode: "VTL", CommuneCode: "23281", Technology: "4G", State: registry.StateOnAir}
		s.Point, s.Located = p, true
		records = append(records, s)
	}
	err = store.Update(ctx, registry.Author{Actor: "bench"}, func(ctx context.Context, w registry.Writer) error {
		_, err := w.PutAll(ctx, []registry.Record{&registry.Operator{Code: "VTL", Name: "Viettel"}})
		if err == nil {
			_, err = w.PutAll(ctx, records)
		}
		return err
	})
	if err != nil {
		b.Fatal(err)
	}
	live, err := network.Open(ctx, store, network.Options{})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(live.Close)
	shared, err := handlers.New(handlers.Options{Gate: auth.NewLocal(auth.NewTable()), Log: slog.New(slog.NewTextHandler(io.Discard, nil))})
	if err != nil {
		b.Fatal(err)
	}
	made, err := api.New(api.Options{Live: inMemory{live}, Archive: store, Principal: auth.Current})
	if err != nil {
		b.Fatal(err)
	}
	made.Register(shared.Router())
	handler := shared.Handler()
	requests := make([]*http.Request, 1024)
	for i := range requests {
		p := places[i*17%stations]
		requests[i] = httptest.NewRequest(http.MethodGet, fmt.Sprintf("/api/v1/nearest?kind=stations&lon=%v&lat=%v&k=10&format=fids&ordered=false", p[0], p[1]), nil)
		requests[i].Host = "127.0.0.1:8080"
	}
	w := &discard{header: http.Header{}}
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		clear(w.header)
		w.bytes, w.status = 0, 0
		handler.ServeHTTP(w, requests[i%len(requests)])
		if w.status >= 400 {
			b.Fatalf("answered %d", w.status)
		}
	}
}
