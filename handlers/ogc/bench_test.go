package ogc_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/paulmach/orb"

	"hatang/handlers/ogc"
	"hatang/registry"
)

// memory is a Source that holds 1,000 sites as a snapshot does: records in
// order, their features rendered. It answers first pages only.
type memory struct {
	registry.Reader
	records  []registry.Record
	features map[registry.Record][]byte
}

func newMemory(n int) *memory {
	random := rand.New(rand.NewPCG(1, 1))
	m := &memory{features: map[registry.Record][]byte{}}
	for i := range n {
		site := randomSite(fmt.Sprintf("site-%06d", i), random)
		site.Address, site.Commune, site.CommuneCode = "Thôn 5, đường Hùng Vương", "Xã Đắk Tờ Re", "23527"
		site.Technologies, site.CoverageRadiusM, site.PowerW = "2G;3G;4G", registry.Some(2500.0), registry.Some(40.0)
		_ = site.SetShape(orb.Point{107 + random.Float64(), 14 + random.Float64()})
		m.records = append(m.records, site)
		feature := []byte(`{"type":"Feature","id":"` + site.Row.ID + `","geometry":`)
		feature = registry.AppendGeometry(feature, site.Shape())
		feature = append(registry.AppendMembers(append(feature, `,"properties":{`...), site, nil), '}', '}')
		m.features[site] = feature
	}
	return m
}

func (m *memory) Seq(context.Context) (int64, error) { return 1, nil }

func (m *memory) Find(_ context.Context, q registry.Query) ([]registry.Record, int, error) {
	return m.records[:min(q.Limit, len(m.records))], len(m.records), nil
}

func (m *memory) AppendFeature(dst []byte, rec registry.Record) []byte {
	return append(dst, m.features[rec]...)
}

// unrendered is the same without rendered features.
type unrendered struct{ *memory }

func (unrendered) AppendFeature() {}

// nobody takes an answer and keeps nothing of it.
type nobody struct {
	header http.Header
	bytes  int
}

func (n *nobody) Header() http.Header { return n.header }
func (n *nobody) WriteHeader(int)     {}
func (n *nobody) Write(b []byte) (int, error) {
	n.bytes += len(b)
	return len(b), nil
}

func benchmark(b *testing.B, s *service, target string, headers ...string) {
	b.Helper()
	r := httptest.NewRequest(http.MethodGet, target, nil)
	r.Host = "127.0.0.1:8080"
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	w := &nobody{header: http.Header{}}
	b.ReportAllocs()
	for b.Loop() {
		clear(w.header)
		w.bytes = 0
		s.handler.ServeHTTP(w, r)
	}
	b.SetBytes(int64(w.bytes))
}

// A page of 1,000 features through the whole service, network apart.
func BenchmarkPage1000(b *testing.B) {
	source := newMemory(1000)
	const target = "/ogc/collections/sites/items?limit=1000"
	for _, tc := range []struct {
		name   string
		source ogc.Source
		query  string
	}{
		{"rendered", source, ""},
		{"by hand", unrendered{source}, ""},
		{"VN-2000 TM-3", source, "&crs=http://www.opengis.net/def/crs/EPSG/0/9216"},
		{"HTML", source, "&f=html"},
	} {
		b.Run(tc.name, func(b *testing.B) {
			s := serveSmall(b, func(_ *service, o *ogc.Options) { o.Source = func() ogc.Source { return tc.source } })
			benchmark(b, s, target+tc.query)
		})
	}
	b.Run("rendered, gzip", func(b *testing.B) {
		s := serveSmall(b, func(_ *service, o *ogc.Options) { o.Source = func() ogc.Source { return source } })
		benchmark(b, s, target, "Accept-Encoding", "gzip")
	})
	b.Run("not modified", func(b *testing.B) {
		s := serveSmall(b, func(_ *service, o *ogc.Options) { o.Source = func() ogc.Source { return source } })
		benchmark(b, s, target, "If-None-Match", s.ask(target).Header().Get("ETag"))
	})
}

// The same from the file.
func BenchmarkPageFromSQLite(b *testing.B) {
	s := serveDemo(b)
	b.Run("935 stations", func(b *testing.B) { benchmark(b, s, "/ogc/collections/stations/items?limit=1000") })
	b.Run("100 by name after a page", func(b *testing.B) {
		page := get[featureCollection](s, "/ogc/collections/sites/items?sortby=name")
		benchmark(b, s, local(b, linkOf(page.Links, "next")))
	})
}

// The same from the live view of 100,000 sites: the first page, one from the
// middle on, a page in a box, and what a box costs after a change.
func BenchmarkPageFromView(b *testing.B) {
	random := rand.New(rand.NewPCG(3, 3))
	made := serveSmall(b)
	made.update(func(ctx context.Context, w registry.Writer) error {
		batch := make([]registry.Record, 100_000)
		for i := range batch {
			site := randomSite(fmt.Sprintf("r-%06d", i), random)
			_ = site.SetShape(orb.Point{107 + 2*random.Float64(), 13.5 + 2*random.Float64()})
			if i%1000 == 0 {
				_ = site.SetShape(nil)
			}
			batch[i] = site
		}
		_, err := w.PutAll(ctx, batch)
		return err
	})
	s := serveStore(b, made.store, live(b), func(s *service, o *ogc.Options) { o.Since = s.store.Since })
	const items = "/ogc/collections/sites/items"
	b.Run("first 1000", func(b *testing.B) { benchmark(b, s, items+"?limit=1000") })
	b.Run("1000 after the middle", func(b *testing.B) {
		target := items + "?limit=10000"
		for range 5 {
			page := get[featureCollection](s, target)
			target = local(b, linkOf(page.Links, "next"))
		}
		benchmark(b, s, strings.Replace(target, "limit=10000", "limit=1000", 1))
	})
	b.Run("100 by name", func(b *testing.B) { benchmark(b, s, items+"?sortby=name") })
	b.Run("1000 of a box", func(b *testing.B) { benchmark(b, s, items+"?limit=1000&bbox=107.5,14,108,14.5") })
	b.Run("after a change, 1000 of a box", func(b *testing.B) {
		r := httptest.NewRequest(http.MethodGet, items+"?limit=1000&bbox=107.5,14,108,14.5", nil)
		r.Host = "127.0.0.1:8080"
		for b.Loop() {
			b.StopTimer()
			s.update(func(ctx context.Context, w registry.Writer) error {
				_, err := w.Put(ctx, randomSite("r-000001", random))
				return err
			})
			b.StartTimer()
			s.handler.ServeHTTP(&nobody{header: http.Header{}}, r)
		}
	})
}
