package basemap_test

import (
	"fmt"
	"strings"
	"testing"

	"hatang/registry/basemap"
)

// streets is so many short lines, as an extract of OpenStreetMap has them.
func streets(n int) string {
	features := make([]string, 0, n)
	for i := range n {
		lon, lat := 107.4+float64(i%300)/300, 14+float64(i/300)/300
		var at []string
		for k := range 12 {
			at = append(at, fmt.Sprintf("[%.6f,%.6f]", lon+float64(k)*0.0007, lat+float64(k*k%7)*0.0003))
		}
		features = append(features, feature(fmt.Sprintf(`"highway":"residential","name":"Đường số %d","osm_id":"%d"`, i%900, i), "LineString", "["+strings.Join(at, ",")+"]"))
	}
	return collection(features...)
}

func BenchmarkImport(b *testing.B) {
	text := streets(10_000)
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := basemap.Open(b.TempDir()).Import(b.Context(), "a.geojson", strings.NewReader(text), request(basemap.Roads)); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkLoad(b *testing.B) {
	dir := b.TempDir()
	if _, err := basemap.Open(dir).Import(b.Context(), "a.geojson", strings.NewReader(streets(10_000)), request(basemap.Roads)); err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := basemap.Open(dir).Set(b.Context()); err != nil {
			b.Fatal(err)
		}
	}
}
