package exporting_test

import (
	"context"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/encoding/wkt"
	"github.com/paulmach/orb/geojson"

	"hatang/geo/tooltest"
	"hatang/registry"
	"hatang/registry/exporting"
)

// gdalFeature is a feature as GDAL understood it.
type gdalFeature struct {
	Properties map[string]any
	Geometry   *geojson.Geometry
}

// compareWithGDAL lets GDAL read the file and compares every value of every
// record, and every vertex, with what the registry holds.
func compareWithGDAL(t *testing.T, store registry.Store, query registry.Query, file []byte, format exporting.Format) {
	t.Helper()
	features := readWithGDAL(t, file, format)
	schema := registry.SchemaOf(query.Kind)
	code := func(f gdalFeature) string {
		text, _ := gdalValue(f, schema.Field("code"), format).(string)
		return text
	}
	byCode := map[string]gdalFeature{}
	for _, f := range features {
		byCode[code(f)] = f
	}
	count := 0
	err := store.Scan(context.Background(), query, func(rec registry.Record) error {
		count++
		want, _ := schema.Field("code").Value(rec).(string)
		feature, found := byCode[want]
		if !found {
			t.Errorf("%s: GDAL finds no %s", format, want)
			return nil
		}
		for i := range schema.Fields {
			f := &schema.Fields[i]
			if got := gdalValue(feature, f, format); !sameValue(f, f.Value(rec), got) {
				t.Errorf("%s %s: GDAL reads %s = %v, want %v", format, want, f.Name, got, f.Value(rec))
			}
		}
		if got := gdalShape(feature); !reflect.DeepEqual(got, rec.Shape()) {
			t.Errorf("%s %s: GDAL reads another geometry", format, want)
		}
		return nil
	})
	if err != nil || count != len(features) {
		t.Errorf("%s: GDAL reads %d features, want %d (%v)", format, len(features), count, err)
	}
}

func readWithGDAL(t *testing.T, file []byte, format exporting.Format) []gdalFeature {
	t.Helper()
	path := filepath.Join(t.TempDir(), "export."+format.Extension())
	if err := os.WriteFile(path, file, 0o600); err != nil {
		t.Fatal(err)
	}
	args := []string{"-f", "GeoJSON", "-lco", "COORDINATE_PRECISION=17", "/vsistdout/", path}
	if format == exporting.CSV || format == exporting.CSVExcel {
		args = append([]string{"-oo", "GEOM_POSSIBLE_NAMES=wkt", "-oo", "KEEP_GEOM_COLUMNS=NO"}, args...)
	}
	if format == exporting.XLSX { // the records, and their geometry beside them
		features := runGDAL(t, append(slices.Clone(args), registry.SchemaOf(registry.Units).Label.VI))
		joinGeometry(t, features, runGDAL(t, append(slices.Clone(args), "Hình học")))
		return features
	}
	return runGDAL(t, args)
}

func runGDAL(t *testing.T, args []string) []gdalFeature {
	t.Helper()
	command := exec.CommandContext(t.Context(), tooltest.GDAL(t, "ogr2ogr"), args...)
	command.Env = append(os.Environ(), "OGR_XLSX_HEADERS=FORCE")
	out, err := command.Output()
	if err != nil {
		t.Fatalf("%v: %v", args, err)
	}
	var collection struct{ Features []gdalFeature }
	if err := json.Unmarshal(out, &collection); err != nil {
		t.Fatal(err)
	}
	return collection.Features
}

// joinGeometry puts the parts of well-known text that a workbook keeps on a
// sheet of their own to the rows that they belong to.
func joinGeometry(t *testing.T, features, parts []gdalFeature) {
	t.Helper()
	texts := map[int]string{}
	for _, part := range parts { // they stand in order
		row, _ := part.Properties["Dòng"].(float64)
		text, _ := part.Properties["WKT"].(string)
		texts[int(row)] += text
	}
	for row, text := range texts {
		shape, err := wkt.Unmarshal(text)
		if err != nil {
			t.Fatalf("row %d: %v", row, err)
		}
		features[row-2].Geometry = geojson.NewGeometry(shape) // below the header, counted from 1
	}
}

// gdalValue is what GDAL read for the field, under its name or its label.
func gdalValue(f gdalFeature, field *registry.Field, format exporting.Format) any {
	if format == exporting.XLSX {
		for name, value := range f.Properties {
			if registry.Fold(name) == registry.Fold(field.Label.VI) {
				return value
			}
		}
		return nil
	}
	if value, there := f.Properties[field.Name]; there {
		return value
	}
	if field.Name == "name" { // KML has a place of its own for it
		return f.Properties["Name"]
	}
	return nil
}

// sameValue compares by meaning: formats have texts for days and codes, and
// numbers for truth.
func sameValue(f *registry.Field, want, got any) bool {
	text, _ := got.(string)
	switch want := want.(type) {
	case nil:
		return got == nil || text == ""
	case bool:
		return got == want || got == map[bool]float64{true: 1}[want] || strings.EqualFold(text, strconv.FormatBool(want))
	case registry.Date:
		return strings.ReplaceAll(text, "/", "-") == want.String()
	case int64:
		return sameNumber(float64(want), got)
	case float64:
		return sameNumber(want, got)
	case string:
		return text == want || len(f.Codes) > 0 && text == f.CodeLabel(want).VI || sameDigits(want, got)
	}
	return false
}

func sameNumber(want float64, got any) bool {
	if text, ok := got.(string); ok {
		number, err := strconv.ParseFloat(text, 64)
		return err == nil && number == want
	}
	return got == want
}

// sameDigits is for texts of digits, which GDAL takes for numbers in CSV and
// XLSX.
func sameDigits(want string, got any) bool {
	number, ok := got.(float64)
	return ok && strconv.FormatFloat(number, 'f', -1, 64) == want
}

func gdalShape(f gdalFeature) orb.Geometry {
	if f.Geometry == nil {
		return nil
	}
	if area, ok := f.Geometry.Geometry().(orb.Polygon); ok {
		return orb.MultiPolygon{area}
	}
	return f.Geometry.Geometry()
}
