package ogc_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"math"
	"net/url"
	"os/exec"
	"regexp"
	"strings"
	"testing"

	"hatang/geo/crs"
	"hatang/geo/tooltest"
	"hatang/registry"
)

func run(tb testing.TB, name string, arguments ...string) []byte {
	tb.Helper()
	command := exec.CommandContext(tb.Context(), name, arguments...)
	var errs bytes.Buffer
	command.Stderr = &errs
	out, err := command.Output()
	if err != nil || strings.Contains(errs.String(), "ERROR") {
		tb.Fatalf("%s %s: %v\n%s", name, strings.Join(arguments, " "), err, errs.String())
	}
	return out
}

// located are features of a GeoJSON file by id, each with its coordinates in a
// row.
type located map[string][]float64

func readLocated(tb testing.TB, content []byte) located {
	tb.Helper()
	var page featureCollection
	if err := json.Unmarshal(content, &page); err != nil {
		tb.Fatalf("%v\n%.500s", err, content)
	}
	found := located{}
	for i := range page.Features {
		f := &page.Features[i]
		id, _ := f.Properties["id"].(string)
		if _, twice := found[id]; twice || id == "" {
			tb.Fatalf("feature %q stands twice or has no id", id)
		}
		found[id] = nil
		if f.Geometry != nil {
			found[id] = numbers(tb, f.Geometry.Coordinates)
		}
	}
	return found
}

// numbers are all numbers of a JSON text in a row.
func numbers(tb testing.TB, raw json.RawMessage) []float64 {
	tb.Helper()
	var out []float64
	for _, text := range regexp.MustCompile(`[-+0-9.eE]+`).FindAllString(string(raw), -1) {
		var v float64
		if err := json.Unmarshal([]byte(text), &v); err != nil {
			tb.Fatal(err)
		}
		out = append(out, v)
	}
	return out
}

// same compares features and their coordinates.
func (l located) same(want located, within float64) error {
	for id := range l {
		if _, ok := want[id]; !ok {
			return fmt.Errorf("feature %s is not in the file", id)
		}
	}
	for id, w := range want {
		got, ok := l[id]
		if !ok {
			return fmt.Errorf("feature %s is missing", id)
		}
		if len(got) != len(w) {
			return fmt.Errorf("feature %s has %d numbers, want %d", id, len(got), len(w))
		}
		for i := range w {
			if !(math.Abs(got[i]-w[i]) <= within) {
				return fmt.Errorf("feature %s at %v, want %v", id, got[i], w[i])
			}
		}
	}
	return nil
}

// populated are the collections that the demonstration fills.
func populated() []registry.Kind {
	return []registry.Kind{registry.Units, registry.Sites, registry.Stations, registry.Postal, registry.Radio}
}

// fromFile is a layer of the registry file as GDAL reads it.
func (s *service) fromFile(tb testing.TB, kind registry.Kind, options ...string) located {
	tb.Helper()
	arguments := append([]string{"-f", "GeoJSON", "-lco", "COORDINATE_PRECISION=12"}, options...)
	arguments = append(arguments, "/vsistdout/", s.path, registry.SchemaOf(kind).Table)
	return readLocated(tb, run(tb, "ogr2ogr", arguments...))
}

// fromService is a collection as GDAL reads it from the service.
func fromService(tb testing.TB, address string, kind registry.Kind, options ...string) located {
	tb.Helper()
	arguments := append([]string{"-f", "GeoJSON", "-lco", "COORDINATE_PRECISION=12"}, options...)
	arguments = append(arguments, "/vsistdout/", "OAPIF:"+address+"/ogc", string(kind))
	return readLocated(tb, run(tb, "ogr2ogr", arguments...))
}

func TestGDALListsEveryCollection(t *testing.T) {
	t.Parallel()
	tooltest.GDAL(t, "ogrinfo")
	s := serveDemo(t, live(t))
	address := s.listen()
	listed := string(run(t, "ogrinfo", "-ro", "OAPIF:"+address+"/ogc"))
	for _, kind := range registry.EditedKinds() {
		schema := registry.SchemaOf(kind)
		line := fmt.Sprintf(": %s (title: %s)", kind, schema.Label.VI)
		if want := schema.Shapes != registry.NoShapes; strings.Contains(listed, line) != want {
			t.Errorf("%s listed: %v, want %v\n%s", kind, !want, want, listed)
		}
	}
	summary := string(run(t, "ogrinfo", "-ro", "-so", "OAPIF:"+address+"/ogc", "units"))
	for _, want := range []string{"Feature Count: 113", "area_km2: Real", "schematic: Integer(Boolean)", "valid_to: Date", "population: Integer", "Extent: (107.34"} {
		if !strings.Contains(summary, want) {
			t.Errorf("no %q in\n%s", want, summary)
		}
	}
}

// Every collection, read page by page through the service, is the layer of the
// file: features, coordinates and, within a box, the same of them.
func TestGDALReadsWhatTheFileHolds(t *testing.T) {
	t.Parallel()
	tooltest.GDAL(t, "ogr2ogr")
	s := serveDemo(t, live(t))
	address := s.listen()
	for _, kind := range populated() {
		t.Run(string(kind), func(t *testing.T) {
			t.Parallel()
			want := s.fromFile(t, kind)
			if err := fromService(t, address, kind, "-oo", "PAGE_SIZE=61").same(want, 0); err != nil {
				t.Error(err)
			}
			for _, box := range [][]string{
				{"107.3", "13.9", "108.0", "14.5"}, {"108.0", "14.2", "108.02", "14.4"}, {"0", "0", "1", "1"}, {"107", "13", "109", "16"},
			} {
				spat := append([]string{"-spat"}, box...)
				inBox := s.fromFile(t, kind, spat...)
				got := fromService(t, address, kind, append(spat, "-oo", "PAGE_SIZE=61")...)
				if err := got.same(inBox, 0); err != nil {
					t.Errorf("box %v: %v", box, err)
				}
				for id, coordinates := range want {
					if coordinates == nil { // without geometry it meets every box
						inBox[id] = nil
					}
				}
				asked := readLocated(t, fetch(t, address+"/ogc/collections/"+string(kind)+"/items?limit=10000&bbox="+strings.Join(box, ",")))
				if err := asked.same(inBox, 0); err != nil {
					t.Errorf("bbox=%v: %v", box, err)
				}
			}
		})
	}
}

// GDAL hands conditions on: by id to the feature, by a field to its queryable,
// by a date to datetime.
func TestGDALFilters(t *testing.T) {
	t.Parallel()
	tooltest.GDAL(t, "ogr2ogr")
	s := serveDemo(t, live(t))
	address := s.listen()
	for _, where := range []string{
		"id = 'demo-site-0007'", "operator_code = 'viettel'", "operator_code = 'viettel' AND height_m > 40", "height_m = 42",
		"valid_from > '2020-01-01'", "valid_from >= '2020-12-31' AND state = 'on_air'", "code = 'none'",
	} {
		want := s.fromFile(t, registry.Sites, "-where", where)
		if err := fromService(t, address, registry.Sites, "-where", where, "-oo", "PAGE_SIZE=100").same(want, 0); err != nil {
			t.Errorf("%s: %v", where, err)
		}
	}
}

// proj is the explicit pipeline of EPSG:6960 and the projection, for GDAL's
// judgement: by EPSG codes alone PROJ takes another transformation in a part of
// the south. It begins and ends with axes in the authority's order, as GDAL
// wants it; what GDAL then writes has x first.
func proj(c crs.CRS) string {
	const begin = "+proj=pipeline +step +proj=axisswap +order=2,1 +step +proj=unitconvert +xy_in=deg +xy_out=rad"
	const datum = " +step +proj=push +v_3 +step +proj=cart +ellps=WGS84" +
		" +step +inv +proj=helmert +convention=coordinate_frame +x=-191.90441429 +y=-39.30318279 +z=-111.45032835" +
		" +rx=-0.00928836 +ry=0.01975479 +rz=-0.00427372 +s=0.252906278" +
		" +step +inv +proj=cart +ellps=WGS84 +step +proj=pop +v_3"
	switch {
	case c.EPSG() == 4326:
		return ""
	case c.EPSG() == 3857:
		return begin + " +step +proj=webmerc +ellps=WGS84"
	case c.Geographic():
		return begin + datum + " +step +proj=unitconvert +xy_in=rad +xy_out=deg +step +proj=axisswap +order=2,1"
	}
	scale := "0.9999"
	if c.EPSG() == 3405 || c.EPSG() == 3406 {
		scale = "0.9996"
	}
	return fmt.Sprintf("%s%s +step +proj=tmerc +ellps=WGS84 +lat_0=0 +lon_0=%v +k_0=%s +x_0=500000 +y_0=0", begin, datum, c.Meridian(), scale)
}

// In every system that is offered the features are where GDAL and PROJ put the
// file's.
func TestGDALAgreesInEverySystem(t *testing.T) {
	t.Parallel()
	tooltest.GDAL(t, "ogr2ogr")
	s := serveDemo(t, live(t))
	address := s.listen()
	var about struct{ CRS []string }
	if err := json.Unmarshal(fetch(t, address+"/ogc/collections/sites"), &about); err != nil {
		t.Fatal(err)
	}
	if len(about.CRS) != 23 {
		t.Fatalf("%d systems, want CRS84, 4326, 4756, 3857, two UTM and 17 TM-3 zones", len(about.CRS))
	}
	for _, uri := range about.CRS {
		system, err := crs.Parse(uri)
		if err != nil {
			t.Fatal(err)
		}
		t.Run(system.Name(), func(t *testing.T) {
			t.Parallel()
			for _, kind := range []registry.Kind{registry.Sites, registry.Units} {
				var options []string
				if pipeline := proj(system); pipeline != "" {
					options = []string{"-t_srs", fmt.Sprintf("EPSG:%d", system.EPSG()), "-ct", pipeline, "-lco", "RFC7946=NO"}
				}
				want := s.fromFile(t, kind, options...)
				got := readLocated(t, fetch(t, address+"/ogc/collections/"+string(kind)+"/items?limit=10000&crs="+url.QueryEscape(uri)))
				if system.LatitudeFirst() {
					flipAll(got)
				}
				within := 1e-4 // of a metre: what is written is rounded to it
				if system.Geographic() {
					within = 1e-9
				}
				if err := got.same(want, within); err != nil {
					t.Errorf("%s: %v", kind, err)
				}
			}
		})
	}
}

func flipAll(features located) {
	for coordinates := range maps.Values(features) {
		for i := 0; i+1 < len(coordinates); i += 2 {
			coordinates[i], coordinates[i+1] = coordinates[i+1], coordinates[i]
		}
	}
}

// owslibWalk walks a service as QGIS's search for services does.
const owslibWalk = `
import json, sys
from owslib.ogcapi.features import Features
w = Features(sys.argv[1])
api = w.api()
classes = w.conformance()['conformsTo']
out = {'openapi': api['openapi'], 'core': 'http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/core' in classes, 'collections': {}}
for name in w.feature_collections():
    about = w.collection(name)
    assert about['id'] == name, about
    first = w.collection_items(name, limit=7, bbox=[107.0, 13.0, 109.0, 16.0])
    ids = [f['id'] for f in first['features']]
    if ids:
        assert w.collection_item(name, ids[-1])['id'] == ids[-1]
    out['collections'][name] = {
        'matched': first['numberMatched'], 'returned': len(ids),
        'queryables': len(w.collection_queryables(name)['properties']),
    }
print(json.dumps(out))
`

func TestOWSLibWalksTheService(t *testing.T) {
	t.Parallel()
	python := tooltest.Python(t, "owslib", "python3-owslib")
	s := serveDemo(t, live(t))
	var walked struct {
		OpenAPI     string `json:"openapi"`
		Core        bool   `json:"core"`
		Collections map[string]struct{ Matched, Returned, Queryables int }
	}
	if err := json.Unmarshal(run(t, python, "-c", owslibWalk, s.listen()+"/ogc/"), &walked); err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(walked.OpenAPI, "3.0") || !walked.Core || len(walked.Collections) != 11 {
		t.Errorf("walked %+v", walked)
	}
	for kind, want := range map[registry.Kind]int{registry.Postal: 129, registry.Stations: 935, registry.Radio: 94, registry.Units: 113, registry.Zones: 0} {
		c := walked.Collections[string(kind)]
		if c.Matched != want || c.Returned != min(7, want) || c.Queryables != len(registry.SchemaOf(kind).Fields) {
			t.Errorf("%s: %+v, want %d", kind, c, want)
		}
	}
}
