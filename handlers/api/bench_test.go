package api_test

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/paulmach/orb"

	"hatang/handlers"
	"hatang/handlers/api"
	"hatang/registry"
)

// held is a view that answers at once with the same records, so that a bench
// measures the service and not the registry.
type held struct {
	api.View
	records  []registry.Record
	hits     []api.Hit
	features map[registry.Record][]byte
}

func holding(n int) *held {
	h := &held{features: map[registry.Record][]byte{}}
	for i := range n {
		site := &registry.Site{
			Code: fmt.Sprintf("KTM%06d", i), Name: fmt.Sprintf("Trạm Đắk Tô %d", i), OperatorCode: "viettel",
			CommuneCode: "23281", Commune: "Xã Đắk Rơ Nga", State: registry.StateOnAir, Technologies: "2G;3G;4G",
			HeightM: registry.Some(42.5), CoverageRadiusM: registry.Some(2500.0),
		}
		site.Row.ID, site.Row.Revision = fmt.Sprintf("site-%06d", i), int64(i)
		site.Point, site.Located = orb.Point{107.5 + float64(i)/1e5, 14.35}, true
		h.records = append(h.records, site)
		h.hits = append(h.hits, api.Hit{Record: site, DistanceM: float64(i)})
		h.features[site] = api.AppendFeature(nil, site)
	}
	return h
}

func (h *held) Seq(context.Context) (int64, error) { return 7, nil }

func (h *held) Find(_ context.Context, q registry.Query) ([]registry.Record, int, error) {
	return h.records[:min(q.Limit, len(h.records))], len(h.records), nil
}

func (h *held) Get(context.Context, registry.Kind, string, registry.Date) (registry.Record, error) {
	return h.records[0], nil
}

func (h *held) Nearest(_ registry.Kind, _ orb.Point, k int, _ registry.Date, _ func(registry.Record) bool) []api.Hit {
	return h.hits[:k]
}

func (h *held) AppendFeature(dst []byte, rec registry.Record) []byte {
	return append(dst, h.features[rec]...)
}

type heldLive struct{ *held }

func (l heldLive) View() api.View { return l.held }

func (heldLive) Update(context.Context, registry.Author, func(context.Context, registry.Writer) error) error {
	return registry.Errorf(registry.Unsupported, "", "a bench does not write")
}

type noArchive struct{}

func (noArchive) History(context.Context, registry.HistoryQuery) ([]registry.Change, int, error) {
	return nil, 0, nil
}
func (noArchive) Since(context.Context, int64, func(registry.Change) error) error { return nil }
func (noArchive) Setting(context.Context, string) (string, error)                 { return "", nil }

// discard is a response that keeps nothing.
type discard struct {
	header http.Header
	status int
	bytes  int64
}

func (d *discard) Header() http.Header  { return d.header }
func (d *discard) WriteHeader(code int) { d.status = code }
func (d *discard) Write(p []byte) (int, error) {
	d.bytes += int64(len(p))
	return len(p), nil
}

func benchmark(b *testing.B, records int, target string, headers map[string]string) {
	b.Helper()
	shared, err := handlers.New(handlers.Options{})
	if err != nil {
		b.Fatal(err)
	}
	made, err := api.New(api.Options{Live: heldLive{holding(records)}, Archive: noArchive{}})
	if err != nil {
		b.Fatal(err)
	}
	made.Register(shared.Router())
	handler := shared.Handler()
	r := httptest.NewRequest(http.MethodGet, target, nil)
	r.Host = "127.0.0.1:8080"
	for name, value := range headers {
		r.Header.Set(name, value)
	}
	w := &discard{header: http.Header{}}
	b.ReportAllocs()
	for b.Loop() {
		clear(w.header)
		w.bytes, w.status = 0, 0
		handler.ServeHTTP(w, r)
		if w.status >= 400 {
			b.Fatalf("answered %d", w.status)
		}
	}
	b.ReportMetric(float64(w.bytes), "B/answer")
}

func BenchmarkFeaturePage(b *testing.B) {
	benchmark(b, 1000, "/api/v1/sites?format=geojson&limit=1000", nil)
}

func BenchmarkFeaturePageGzip(b *testing.B) {
	benchmark(b, 1000, "/api/v1/sites?format=geojson&limit=1000", map[string]string{"Accept-Encoding": "gzip"})
}

func BenchmarkJSONPage(b *testing.B) {
	benchmark(b, 1000, "/api/v1/sites?limit=1000", nil)
}

func BenchmarkRecord(b *testing.B) {
	benchmark(b, 1, "/api/v1/sites/site-000000", nil)
}

func BenchmarkNearest(b *testing.B) {
	benchmark(b, 10, "/api/v1/nearest?kind=sites&lon=107.5&lat=14.35&k=10", nil)
}

func BenchmarkNearestIDs(b *testing.B) {
	benchmark(b, 10, "/api/v1/nearest?kind=sites&lon=107.5&lat=14.35&k=10&format=ids", nil)
}

func BenchmarkUnchangedList(b *testing.B) {
	shared, err := handlers.New(handlers.Options{})
	if err != nil {
		b.Fatal(err)
	}
	made, err := api.New(api.Options{Live: heldLive{holding(1000)}, Archive: noArchive{}})
	if err != nil {
		b.Fatal(err)
	}
	made.Register(shared.Router())
	const target = "/api/v1/sites?format=geojson&limit=1000"
	r := httptest.NewRequest(http.MethodGet, target, nil)
	r.Host = "localhost"
	first := httptest.NewRecorder()
	shared.Handler().ServeHTTP(first, r)
	_, _ = io.Copy(io.Discard, first.Body)
	benchmark(b, 1000, target, map[string]string{"If-None-Match": first.Header().Get("ETag")})
}
