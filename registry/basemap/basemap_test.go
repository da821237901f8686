package basemap_test

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/encoding/mvt"
	"github.com/paulmach/orb/geojson"

	"hatang/geo/tile"
	"hatang/geo/tooltest"
	"hatang/registry"
	"hatang/registry/basemap"
	"hatang/registry/importing"
)

func TestMeanings(t *testing.T) {
	t.Parallel()
	type properties = map[string]string
	tests := map[string]struct {
		layer basemap.Layer
		has   properties
		want  basemap.Meaning
	}{
		"OpenStreetMap road":        {basemap.Roads, properties{"highway": "trunk", "name": "Quốc lộ 24", "ref": "QL.24"}, basemap.Meaning{Name: "Quốc lộ 24", Class: "trunk", Rank: 3, Ref: "QL.24"}},
		"slip road":                 {basemap.Roads, properties{"highway": "motorway_link"}, basemap.Meaning{Class: "motorway", Rank: 3}},
		"Geofabrik road":            {basemap.Roads, properties{"fclass": "track_grade3", "name": ""}, basemap.Meaning{Class: "track", Rank: 10}},
		"railway":                   {basemap.Roads, properties{"railway": "rail", "highway": "no"}, basemap.Meaning{Class: "rail", Rank: 5}},
		"road of an office":         {basemap.Roads, properties{"loai_duong": "Đường chính", "cap_duong": "Quốc Gia", "ten": "Quốc lộ 22B"}, basemap.Meaning{Name: "Quốc lộ 22B", Class: "primary", Rank: 4, Ref: "QL22B"}},
		"provincial road":           {basemap.Roads, properties{"cap_duong": "Cấp Tỉnh", "ten": "Tỉnh lộ 681"}, basemap.Meaning{Name: "Tỉnh lộ 681", Class: "secondary", Rank: 6, Ref: "ĐT681"}},
		"road without a name":       {basemap.Roads, properties{"loai_duong": "Đường sắt", "ten": "Không biết"}, basemap.Meaning{Class: "rail", Rank: 5}},
		"road of no known class":    {basemap.Roads, properties{"highway": "proposed"}, basemap.Meaning{Class: "other", Rank: 9}},
		"Natural Earth river":       {basemap.Rivers, properties{"featurecla": "River", "scalerank": "2.0", "name": "Mekong", "name_vi": "Mê Kông"}, basemap.Meaning{Name: "Mê Kông", Class: "river", Rank: 2}},
		"least river":               {basemap.Rivers, properties{"featurecla": "Lake Centerline", "scalerank": "9"}, basemap.Meaning{Class: "river", Rank: 8}},
		"stream":                    {basemap.Rivers, properties{"waterway": "stream"}, basemap.Meaning{Class: "stream", Rank: 9}},
		"lake":                      {basemap.Water, properties{"featurecla": "Reservoir", "scalerank": "5"}, basemap.Meaning{Class: "reservoir", Rank: 4}},
		"water of OpenStreetMap":    {basemap.Water, properties{"natural": "water", "water": "pond"}, basemap.Meaning{Class: "pond", Rank: 9}},
		"land":                      {basemap.Land, properties{"featurecla": "Land"}, basemap.Meaning{Class: "land"}},
		"land without a word":       {basemap.Land, nil, basemap.Meaning{Class: "land"}},
		"disputed border":           {basemap.Borders, properties{"featurecla": "International boundary (verify)"}, basemap.Meaning{Class: "country", Rank: 1}},
		"province border":           {basemap.Borders, properties{"admin_level": "4", "boundary": "administrative"}, basemap.Meaning{Class: "province", Rank: 4}},
		"capital":                   {basemap.Places, properties{"featurecla": "Admin-0 capital", "name": "Hà Nội", "pop_max": "4378000", "scalerank": "2"}, basemap.Meaning{Name: "Hà Nội", Class: "capital", Rank: 2, Population: 4378000}},
		"town by people":            {basemap.Places, properties{"place": "town", "population": "120000"}, basemap.Meaning{Class: "town", Rank: 5, Population: 120000}},
		"place with other letters":  {basemap.Places, properties{"PLACE": "Hamlet", "NAME": "Thôn 1"}, basemap.Meaning{Name: "Thôn 1", Class: "hamlet", Rank: 10}},
		"our own":                   {basemap.Places, properties{"class": "village", "rank": "7", "name": "Đắk Tô"}, basemap.Meaning{Name: "Đắk Tô", Class: "village", Rank: 7}},
		"by the first zoom":         {basemap.Places, properties{"min_zoom": "6.7"}, basemap.Meaning{Class: "other", Rank: 6}},
		"a rank that is none":       {basemap.Places, properties{"rank": "99", "place": "city"}, basemap.Meaning{Class: "city", Rank: 4}},
		"people that are no number": {basemap.Places, properties{"population": "đông", "place": "city"}, basemap.Meaning{Class: "city", Rank: 4}},
	}
	for name, tc := range tests {
		if got := basemap.MeaningOf(tc.layer, tc.has); got != tc.want {
			t.Errorf("%s: %+v, want %+v", name, got, tc.want)
		}
	}
}

func TestFirstZoomsAscend(t *testing.T) {
	t.Parallel()
	for rank := 1; rank <= basemap.MaxRank; rank++ {
		if basemap.FirstZoom(rank) < basemap.FirstZoom(rank-1) {
			t.Errorf("rank %d is seen before rank %d", rank, rank-1)
		}
	}
}

// around is what lies around Kon Tum.
func around() *orb.Bound { return &orb.Bound{Min: orb.Point{106.3, 12.9}, Max: orb.Point{109.6, 16.5}} }

func request(layer basemap.Layer) basemap.Request {
	return basemap.Request{Layer: layer, Source: "Sở <GTVT>", Licence: "CC BY 4.0", Within: around(), Now: time.Date(2026, 3, 1, 8, 0, 0, 0, time.UTC)}
}

func mustImport(tb testing.TB, folder *basemap.Folder, name, text string, ask basemap.Request) *basemap.Report {
	tb.Helper()
	report, err := folder.Import(tb.Context(), name, strings.NewReader(text), ask)
	if err != nil {
		tb.Fatalf("%s: %v", name, err)
	}
	return report
}

// collection is GeoJSON of features written by hand.
func collection(features ...string) string {
	return `{"type":"FeatureCollection","features":[` + strings.Join(features, ",") + `]}`
}

func feature(properties, kind, coordinates string) string {
	return fmt.Sprintf(`{"type":"Feature","properties":{%s},"geometry":{"type":%q,"coordinates":%s}}`, properties, kind, coordinates)
}

var roads = []string{
	feature(`"highway":"residential","name":"Đường Phan Đình Phùng"`, "LineString", `[[107.99,14.35],[108.0,14.351]]`),
	feature(`"highway":"trunk","name":"Quốc lộ 24"`, "LineString", `[[107.99,14.35],[108.3,14.6],[110.9,15]]`),
	feature(`"highway":"trunk"`, "MultiLineString", `[[[105,21],[105.1,21]]]`),
}

func TestImport(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "kontum.gpkg.basemap")
	folder := basemap.Open(path)
	if list, err := folder.List(t.Context()); err != nil || len(list) != 0 {
		t.Fatalf("an empty folder: %v %v", list, err)
	}
	report := mustImport(t, folder, "/home/an/duong.geojson", collection(roads...), request(basemap.Roads))
	if report.Features != 2 || report.Outside != 1 || report.Classes["trunk"] != 1 || report.File != "duong.geojson" {
		t.Errorf("%+v", report)
	}
	list, err := folder.List(t.Context())
	if err != nil || len(list) != 1 || list[0].Source != "Sở <GTVT>" || list[0].Features != 2 || list[0].Layer != basemap.Roads {
		t.Fatalf("%+v %v", list, err)
	}
	set, err := folder.Set(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if got := set.Attribution(); got != "Sở &lt;GTVT&gt; (CC BY 4.0)" {
		t.Errorf("attribution %q", got)
	}
	if b := set.Bound(); !around().Contains(b.Min) || !around().Contains(b.Max) {
		t.Errorf("bounds %v reach beyond what is kept", b)
	}
	// The trunk comes first and is there from zoom 4 on, the street from zoom 11.
	at := tile.Project(orb.Point{107.995, 14.3505})
	for zoom, want := range map[uint8]int{3: 0, 4: 1, 10: 1, 11: 2, 16: 2} {
		layers := tileOf(t, set, tile.Containing(at, zoom))
		if got := len(layers["roads"]); got != want {
			t.Errorf("zoom %d shows %d roads, want %d", zoom, got, want)
		}
	}
	first := tileOf(t, set, tile.Containing(at, 12))["roads"][0].Properties
	if want := map[string]any{"class": "trunk", "rank": 3.0, "name": "Quốc lộ 24", "ref": "QL24"}; !maps.Equal(first, want) {
		t.Errorf("%v, want %v", first, want)
	}
	if err := folder.Remove(basemap.Roads); err != nil {
		t.Fatal(err)
	}
	if err := folder.Remove(basemap.Roads); registry.CodeOf(err) != registry.NotFound {
		t.Errorf("removed twice: %v", err)
	}
	left, err := os.ReadDir(path)
	if err != nil || len(left) != 0 {
		t.Errorf("left behind: %v %v", left, err)
	}
}

// tileOf is the features of a tile by layer.
func tileOf(tb testing.TB, set *basemap.Set, id tile.ID) map[string][]*geojson.Feature {
	tb.Helper()
	found := map[string][]*geojson.Feature{}
	content := set.Tile(id.Z).AppendTile(nil, new(tile.Encoder), id)
	if len(content) > tile.MaxBytes {
		tb.Errorf("%v has %d bytes", id, len(content))
	}
	if len(content) == 0 {
		return found
	}
	layers, err := mvt.Unmarshal(content)
	if err != nil {
		tb.Fatal(err)
	}
	for _, layer := range layers {
		found[layer.Name] = layer.Features
	}
	return found
}

// TestWhatIsWrongIsToldAtOnce imports bad files over a good one, which stays.
func TestWhatIsWrongIsToldAtOnce(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	folder := basemap.Open(dir)
	mustImport(t, folder, "good.geojson", collection(roads...), request(basemap.Roads))
	point, area := feature(``, "Point", `[108,14.3]`), feature(``, "Polygon", `[[[108,14],[108.1,14],[108,14.1],[108,14]]]`)
	tests := map[string]struct {
		layer    basemap.Layer
		name     string
		text     string
		problems int
		says     string
	}{
		"points and areas as roads":  {basemap.Roads, "a.geojson", collection(roads[0], point, area), 2, "must be a line"},
		"areas as rivers":            {basemap.Rivers, "a.geojson", collection(area), 1, "--layer water"},
		"lines as land":              {basemap.Land, "a.geojson", collection(roads[0]), 1, "must be an area"},
		"lines as places":            {basemap.Places, "a.geojson", collection(roads[0]), 1, "must be one point"},
		"metres":                     {basemap.Places, "a.geojson", collection(feature(``, "Point", `[553000,1586000]`)), 1, "out of range"},
		"no JSON":                    {basemap.Places, "a.geojson", `{"type":"FeatureCollection","features":[`, 1, ""},
		"a table":                    {basemap.Places, "a.csv", "name,lon,lat\nKon Tum,108,14.35\n", 1, "geometries is expected"},
		"elsewhere":                  {basemap.Places, "a.geojson", collection(feature(``, "Point", `[2.3,48.9]`)), 0, "surroundings"},
		"nothing":                    {basemap.Places, "a.geojson", collection(), 0, "surroundings"},
		"a layer that there is not":  {"moon", "a.geojson", collection(point), 0, "land, water"},
		"a position of three things": {basemap.Places, "a.geojson", collection(feature(``, "Point", `[108]`)), 1, ""},
	}
	before, err := os.ReadFile(filepath.Join(dir, "roads.geojson.gz"))
	if err != nil {
		t.Fatal(err)
	}
	for name, tc := range tests {
		report, err := folder.Import(t.Context(), tc.name, strings.NewReader(tc.text), request(tc.layer))
		var told *registry.Error
		if !errors.As(err, &told) || told.Code != registry.Invalid {
			t.Errorf("%s: %v", name, err)
			continue
		}
		var said strings.Builder
		said.WriteString(told.Message.EN)
		for _, p := range told.Problems {
			said.WriteString(p.In(registry.EN))
		}
		if len(told.Problems) != tc.problems || !strings.Contains(said.String(), tc.says) {
			t.Errorf("%s: %d problems: %s; want %d with %q", name, len(told.Problems), said.String(), tc.problems, tc.says)
		}
		if report != nil && len(report.Problems) != tc.problems {
			t.Errorf("%s: the report has %d problems", name, len(report.Problems))
		}
	}
	after, err := os.ReadFile(filepath.Join(dir, "roads.geojson.gz"))
	if err != nil || !bytes.Equal(before, after) {
		t.Errorf("the layer that was there has changed: %v", err)
	}
	if left, _ := os.ReadDir(dir); len(left) != 1 {
		t.Errorf("left behind: %v", left)
	}
}

func TestDryRunWritesNothing(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "none")
	ask := request(basemap.Roads)
	ask.DryRun = true
	if report := mustImport(t, basemap.Open(dir), "a.geojson", collection(roads...), ask); report.Features != 2 || !report.DryRun {
		t.Errorf("%+v", report)
	}
	if _, err := os.Stat(dir); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("there is a folder: %v", err)
	}
}

// TestARunningServiceSeesNewLayers replaces a layer under an open folder.
func TestARunningServiceSeesNewLayers(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	serving, importer := basemap.Open(dir), basemap.Open(dir)
	first, err := serving.Set(t.Context())
	if err != nil || len(first.Layers) != 0 || !first.Bound().IsEmpty() || first.Attribution() != "" {
		t.Fatalf("%+v %v", first, err)
	}
	mustImport(t, importer, "a.geojson", collection(roads...), request(basemap.Roads))
	for wait := time.Now().Add(10 * time.Second); ; time.Sleep(50 * time.Millisecond) {
		set, err := serving.Set(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if len(set.Layers) == 1 && set.Stamp != first.Stamp {
			break
		}
		if time.Now().After(wait) {
			t.Fatal("the new layer is not seen")
		}
	}
}

func TestADamagedFileIsNamed(t *testing.T) {
	t.Parallel()
	for name, data := range map[string][]byte{
		"no gzip": []byte("hello"), "no JSON": packed(t, "hello"), "another layer": packed(t, `{"type":"FeatureCollection","features":[],"hatang":{"layer":"land"}}`),
		"no geometry": packed(t, `{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"class":"x"},"geometry":null}],"hatang":{"layer":"roads"}}`),
		"a rank":      packed(t, `{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"class":"x","rank":11},"geometry":{"type":"LineString","coordinates":[[1,2],[3,4]]}}],"hatang":{"layer":"roads"}}`),
	} {
		dir := t.TempDir()
		if err := os.WriteFile(filepath.Join(dir, "roads.geojson.gz"), data, 0o600); err != nil {
			t.Fatal(err)
		}
		_, err := basemap.Open(dir).Set(t.Context())
		if registry.CodeOf(err) != registry.Unsupported || !strings.Contains(fmt.Sprint(err), "roads.geojson.gz") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func packed(tb testing.TB, text string) []byte {
	tb.Helper()
	var out bytes.Buffer
	w := gzip.NewWriter(&out)
	if _, err := io.WriteString(w, text); err != nil {
		tb.Fatal(err)
	}
	if err := w.Close(); err != nil {
		tb.Fatal(err)
	}
	return out.Bytes()
}

// TestFormatsSayTheSame has GDAL write one file as others, lines in VN-2000 and
// a shapefile among them, and compares what is kept.
func TestFormatsSayTheSame(t *testing.T) {
	t.Parallel()
	ogr2ogr := tooltest.GDAL(t, "ogr2ogr")
	dir := t.TempDir()
	plain := filepath.Join(dir, "roads.geojson")
	if err := os.WriteFile(plain, []byte(collection(roads[:2]...)), 0o600); err != nil {
		t.Fatal(err)
	}
	write := func(format, name string, args ...string) string {
		path := filepath.Join(dir, name)
		if out, err := exec.CommandContext(t.Context(), ogr2ogr, append([]string{"-f", format, path, plain}, args...)...).CombinedOutput(); err != nil {
			t.Fatalf("%s: %v\n%s", name, err, out)
		}
		return path
	}
	files := map[string]string{
		"GeoPackage": write("GPKG", "roads.gpkg", "-nln", "roads"), "Shapefile": write("ESRI Shapefile", "roads.shz", "-lco", "ENCODING=UTF-8"),
		"KML": write("KML", "roads.kml"), "GeoPackage in VN-2000": write("GPKG", "utm.gpkg", "-t_srs", "EPSG:3405"),
	}
	want := keptIn(t, plain)
	for format, path := range files {
		got := keptIn(t, path)
		if len(got) != len(want) {
			t.Fatalf("%s: %d features, want %d", format, len(got), len(want))
		}
		toleranceDeg := 1e-7
		if strings.Contains(format, "VN-2000") {
			toleranceDeg = 2e-5 // GDAL may take another transformation of the datum
		}
		for i := range want {
			if !maps.Equal(got[i].Properties, want[i].Properties) {
				t.Errorf("%s: %v, want %v", format, got[i].Properties, want[i].Properties)
			}
			a, _ := got[i].Geometry.(orb.MultiLineString)
			b, _ := want[i].Geometry.(orb.MultiLineString)
			if len(a) != 1 || len(b) != 1 || len(a[0]) != len(b[0]) {
				t.Fatalf("%s: %v, want %v", format, a, b)
			}
			for k := range a[0][:2] { // the last was cut where the map ends, on a line that bends in another system
				if d := max(a[0][k][0]-b[0][k][0], b[0][k][0]-a[0][k][0], a[0][k][1]-b[0][k][1], b[0][k][1]-a[0][k][1]); d > toleranceDeg {
					t.Errorf("%s: vertex %v, want %v", format, a[0][k], b[0][k])
				}
			}
		}
	}
}

// keptIn imports a file and reads what it left.
func keptIn(t *testing.T, path string) []*geojson.Feature {
	t.Helper()
	src, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = src.Close() }()
	dir := t.TempDir()
	if _, err := basemap.Open(dir).Import(t.Context(), path, src, request(basemap.Roads)); err != nil {
		var told *registry.Error
		if errors.As(err, &told) {
			t.Fatalf("%s: %v %v", path, err, told.Problems)
		}
		t.Fatalf("%s: %v", path, err)
	}
	file, err := os.Open(filepath.Join(dir, "roads.geojson.gz"))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = file.Close() }()
	r, err := gzip.NewReader(file)
	if err != nil {
		t.Fatal(err)
	}
	fc := geojson.NewFeatureCollection()
	if err := json.NewDecoder(r).Decode(fc); err != nil {
		t.Fatal(err)
	}
	return fc.Features
}

// realFolder imports what lies beside the project, around a province or whole.
func realFolder(tb testing.TB, within *orb.Bound) *basemap.Folder {
	tb.Helper()
	folder := basemap.Open(tb.TempDir())
	for file, layer := range map[string]basemap.Layer{
		"ne10m_land_vn": basemap.Land, "ne10m_lakes_vn": basemap.Water, "ne10m_rivers_vn": basemap.Rivers,
		"vn_main_roads_legocity": basemap.Roads, "ne10m_borders_vn": basemap.Borders, "ne10m_places_vn": basemap.Places,
	} {
		src, err := os.Open(filepath.Join("..", "..", "..", "shared", "data", "basemap", file+".geojson.gz"))
		if err != nil {
			tb.Skipf("the real basemap is not there (%v); it lies beside the project on development machines", err)
		}
		ask := request(layer)
		ask.Within, ask.Reading = within, importing.Options{}
		if _, err := folder.Import(tb.Context(), file+".geojson.gz", src, ask); err != nil {
			tb.Fatalf("%s: %v", file, err)
		}
		if err := src.Close(); err != nil {
			tb.Error(err)
		}
	}
	return folder
}

// TestRealBasemap draws the whole country at every zoom.
func TestRealBasemap(t *testing.T) {
	t.Parallel()
	set, err := realFolder(t, nil).Set(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, layer := range set.Layers {
		names = append(names, string(layer.Layer))
	}
	if want := []string{"land", "water", "rivers", "roads", "borders", "places"}; !slices.Equal(names, want) {
		t.Errorf("layers %v, want %v", names, want)
	}
	hanoi := tile.Project(orb.Point{105.84, 21.02})
	classes := map[string]map[string]bool{}
	for zoom := range uint8(tile.MaxZoom + 1) {
		for layer, features := range tileOf(t, set, tile.Containing(hanoi, zoom)) {
			if classes[layer] == nil {
				classes[layer] = map[string]bool{}
			}
			for _, f := range features {
				class, _ := f.Properties["class"].(string)
				rank, _ := f.Properties["rank"].(float64)
				classes[layer][class] = true
				if basemap.FirstZoom(int(rank)) > zoom {
					t.Errorf("zoom %d shows %s of rank %v", zoom, layer, rank)
				}
			}
		}
	}
	for layer, class := range map[string]string{"land": "land", "rivers": "river", "roads": "primary", "borders": "country", "places": "capital", "water": "lake"} {
		if !classes[layer][class] {
			t.Errorf("no %s among %s: %v", class, layer, classes[layer])
		}
	}
}

func BenchmarkTile(b *testing.B) {
	set, err := realFolder(b, nil).Set(b.Context())
	if err != nil {
		b.Fatal(err)
	}
	at := tile.Project(orb.Point{106.66, 10.78})
	for _, zoom := range []uint8{5, 8, 11} {
		b.Run(fmt.Sprintf("z=%d", zoom), func(b *testing.B) {
			e := new(tile.Encoder)
			var content []byte
			b.ReportAllocs()
			for b.Loop() {
				content = set.Tile(zoom).AppendTile(content[:0], e, tile.Containing(at, zoom))
			}
			b.ReportMetric(float64(len(content)), "bytes")
		})
	}
}

// FuzzFile reads files of any content.
func FuzzFile(f *testing.F) {
	f.Add([]byte(collection(roads...)))
	f.Add([]byte(`{"type":"FeatureCollection","features":[],"hatang":{"layer":"roads"}}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		dir := t.TempDir()
		if err := os.WriteFile(filepath.Join(dir, "roads.geojson.gz"), packed(t, string(data)), 0o600); err != nil {
			t.Fatal(err)
		}
		if set, err := basemap.Open(dir).Set(t.Context()); err == nil {
			for _, zoom := range []uint8{0, 14, 22} {
				tileOf(t, set, tile.ID{Z: zoom})
			}
		}
		_, _ = basemap.Open(t.TempDir()).Import(t.Context(), "a.geojson", bytes.NewReader(data), request(basemap.Roads))
	})
}
