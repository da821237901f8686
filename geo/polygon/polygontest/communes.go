// Package polygontest reads real administrative units for tests.
package polygontest

import (
	"compress/gzip"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/geojson"
)

// Commune is one unit of a real file.
type Commune struct {
	Code, Name string
	Area       orb.MultiPolygon
	People     float64
	AreaKm2    float64 // official; 0 where the file has none
}

// Communes reads the file NAME.geojson.gz of the reference data that stands
// beside the project and skips the test when it is absent. The test must run
// in a package two folders below the root of the project.
func Communes(tb testing.TB, name string) []Commune {
	tb.Helper()
	path := filepath.Join("..", "..", "..", "shared", "data", "units", name+".geojson.gz")
	packed, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		tb.Skipf("reference data %s is absent: it stands beside the project on development machines only", path)
	}
	if err != nil {
		tb.Fatal(err)
	}
	defer func() { _ = packed.Close() }() // opened for reading
	unpacked, err := gzip.NewReader(packed)
	if err != nil {
		tb.Fatalf("%s: %v", path, err)
	}
	text, err := io.ReadAll(unpacked)
	if err != nil {
		tb.Fatalf("%s: %v", path, err)
	}
	collection, err := geojson.UnmarshalFeatureCollection(text)
	if err != nil {
		tb.Fatalf("%s: %v", path, err)
	}
	communes := make([]Commune, 0, len(collection.Features))
	for _, feature := range collection.Features {
		communes = append(communes, commune(feature))
	}
	return communes
}

func commune(feature *geojson.Feature) Commune {
	properties := feature.Properties
	c := Commune{
		Code:    properties.MustString("code", ""),
		Name:    properties.MustString("name", ""),
		People:  properties.MustFloat64("population", properties.MustFloat64("population_2019", 0)),
		AreaKm2: properties.MustFloat64("area_km2", 0),
	}
	switch g := feature.Geometry.(type) {
	case orb.Polygon:
		c.Area = orb.MultiPolygon{g}
	case orb.MultiPolygon:
		c.Area = g
	}
	return c
}
