package sqlite_test

import (
	"bytes"
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/paulmach/orb"

	"hatang/geo/tooltest"
	"hatang/registry"
	"hatang/registry/sqlite"
)

// gdal runs a program of gdal-bin.
func gdal(t *testing.T, name string, args ...string) (string, error) {
	t.Helper()
	out, err := exec.CommandContext(t.Context(), tooltest.GDAL(t, name), args...).CombinedOutput()
	return string(out), err
}

// mustGDAL runs a program of gdal-bin that must succeed without warnings.
func mustGDAL(t *testing.T, name string, args ...string) string {
	t.Helper()
	out, err := gdal(t, name, args...)
	if err != nil || strings.Contains(out, "ERROR") || strings.Contains(out, "Warning") {
		t.Fatalf("%s %q: %v\n%s", name, args, err, out)
	}
	return out
}

// python runs a program with GDAL's bindings.
func python(t *testing.T, program string, args ...string) (string, error) {
	t.Helper()
	interpreter := tooltest.Python(t, "osgeo.ogr", "python3-gdal")
	command := exec.CommandContext(t.Context(), interpreter, append([]string{"-"}, args...)...)
	command.Stdin = strings.NewReader("from osgeo import ogr, gdal\nimport sys\nogr.UseExceptions()\n" + program)
	out, err := command.CombinedOutput()
	return string(out), err
}

// validate runs GDAL's validator of GeoPackages, warnings counting as errors.
func validate(t *testing.T, path string) {
	t.Helper()
	out, err := python(t, `
from osgeo_utils.samples import validate_gpkg
sys.exit(validate_gpkg.main(['validate_gpkg', '--extra', '--warning-as-error', sys.argv[1]]))`, path)
	if err != nil || strings.TrimSpace(out) != "" {
		t.Errorf("validate_gpkg: %v\n%s", err, out)
	}
}

func TestFileIsAGeoPackage(t *testing.T) {
	t.Parallel()
	s := newStore(t)
	defer closing(t, s)
	validate(t, s.Path()) // empty
	put(t, s, viettel(), site("A", 108, 14), &registry.Site{Code: "NOWHERE", OperatorCode: "VTL"})
	zone := &registry.Zone{Code: "Z", Class: "heritage"}
	zone.Area = orb.MultiPolygon{{{{107, 14}, {108, 14}, {108, 15}, {107, 14}}}, {{{109, 14}, {109.5, 14}, {109.5, 15}, {109, 14}}}}
	put(t, s, zone)
	update(t, s, func(ctx context.Context, w registry.Writer) error {
		if err := w.PutSetting(ctx, registry.SettingTitle, "Kon Tum"); err != nil {
			return err
		}
		return w.PutRaster(ctx, registry.Raster{Name: "r", Cols: 1, Rows: 1, CellLonDeg: 1, CellLatDeg: 1, Values: []float32{1}})
	})
	validate(t, s.Path()) // with the write-ahead log beside it
	update(t, s, func(ctx context.Context, w registry.Writer) error {
		_, err := w.PutAll(ctx, benchSites(3000))
		return err
	})
	validate(t, s.Path()) // after a bulk load
	checkIndex(t, s.Path())
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	validate(t, s.Path()) // on its own
}

// checkIndex compares the R-tree of sites with the rows, by GDAL's sqlite.
func checkIndex(t *testing.T, path string) {
	t.Helper()
	out, err := python(t, `
ds = ogr.Open(sys.argv[1])
layer = ds.GetLayerByName('site')
indexed = {f.GetFID() for f in layer if f.GetGeometryRef() is not None}
sql = ds.ExecuteSQL('SELECT id FROM rtree_site_geom')
entries = [f.GetField(0) for f in sql]
assert sorted(entries) == sorted(indexed), (len(entries), len(indexed))
assert ds.ExecuteSQL("SELECT rtreecheck('rtree_site_geom')").GetNextFeature().GetField(0) == 'ok'
layer.SetSpatialFilterRect(107.5, 14.0, 107.6, 14.1)
inside = layer.GetFeatureCount()
layer.SetSpatialFilter(None)
want = sum(1 for f in layer if f.GetGeometryRef() is not None
           and 107.5 <= f.GetGeometryRef().GetX() <= 107.6 and 14.0 <= f.GetGeometryRef().GetY() <= 14.1)
assert inside == want, (inside, want)
`, path)
	if err != nil {
		t.Errorf("%v\n%s", err, out)
	}
}

func TestOgrinfoReadsEveryLayer(t *testing.T) {
	t.Parallel()
	s := newStore(t)
	defer closing(t, s)
	put(t, s, viettel(), site("A", 108.25, 14.5))
	out := mustGDAL(t, "ogrinfo", "-ro", "-al", "-so", s.Path())
	for _, kind := range registry.Kinds() {
		if !strings.Contains(out, "Layer name: "+registry.SchemaOf(kind).Table+"\n") {
			t.Errorf("ogrinfo does not show the layer of %s", kind)
		}
	}
	for _, want := range []string{"Layer name: change\n", "Layer name: setting\n", "IDENTIFIER=Vị trí, cột BTS", "Extent: (108.250000, 14.500000)"} {
		if !strings.Contains(out, want) {
			t.Errorf("ogrinfo does not show %q:\n%s", want, out)
		}
	}
	if out := mustGDAL(t, "ogrinfo", "-ro", "-al", s.Path(), "site"); !strings.Contains(out, "POINT (108.25 14.5)") {
		t.Errorf("ogrinfo does not show the point:\n%s", out)
	}
	if out := mustGDAL(t, "ogrinfo", "-ro", "-fielddomain", "site_state", s.Path()); !strings.Contains(out, "on_air: đang phát sóng") {
		t.Errorf("ogrinfo does not show the states:\n%s", out)
	}
}

// Geometry is compared with what GDAL reads and writes.
func TestGeometryAgreesWithGDAL(t *testing.T) {
	t.Parallel()
	s := newStore(t)
	defer closing(t, s)
	zone := &registry.Zone{Code: "Z", Class: "heritage"}
	zone.Area = orb.MultiPolygon{
		{{{107, 14}, {108.1, 14.3}, {108, 15}, {107, 14}}, {{107.7, 14.3}, {107.8, 14.4}, {107.8, 14.5}, {107.7, 14.3}}},
		{{{109, 14}, {109.5, 14}, {109.5, 15}, {109, 14}}},
	}
	put(t, s, zone)
	out, err := python(t, `
ds = ogr.Open(sys.argv[1], 1)
layer = ds.GetLayerByName('zone')
f = layer.GetNextFeature()
print(f.GetGeometryRef().ExportToWkt())
g = ogr.Feature(layer.GetLayerDefn())
g.SetField('code', 'Y'); g.SetField('class', 'other')
g.SetGeometry(ogr.CreateGeometryFromWkt(f.GetGeometryRef().ExportToWkt()))
layer.CreateFeature(g)
ds = None`, s.Path())
	const want = "MULTIPOLYGON (((107 14,108.1 14.3,108 15,107 14),(107.7 14.3,107.8 14.4,107.8 14.5,107.7 14.3)),((109 14,109.5 14.0,109.5 15.0,109 14)))"
	if err != nil || strings.ReplaceAll(strings.TrimSpace(out), ".0", "") != strings.ReplaceAll(want, ".0", "") {
		t.Fatalf("GDAL reads %s (%v), want %s", out, err, want)
	}
	if n, problems, err := s.AdoptOutside(t.Context()); n != 1 || len(problems) != 0 || err != nil {
		t.Fatalf("adopted %d, %v (%v)", n, problems, err)
	}
	found, err := registry.Find[*registry.Zone](t.Context(), s, registry.Query{Kind: registry.Zones, Order: []registry.Order{{Field: "code"}}})
	if err != nil || len(found) != 2 || !orb.Equal(found[0].Area, found[1].Area) {
		t.Errorf("what GDAL wrote reads as %v (%v), want what we wrote", found, err)
	}
}

// A table of points that ogr2ogr appends, a move and a delete by SQL, while the
// store is open.
func TestEditsByGDAL(t *testing.T) {
	t.Parallel()
	s := newStore(t)
	defer closing(t, s)
	put(t, s, viettel(), site("A", 108, 14), site("B", 108.1, 14.1))
	incoming := filepath.Join(t.TempDir(), "new.geojson")
	writeFile(t, incoming, `{"type":"FeatureCollection","features":[
		{"type":"Feature","properties":{"code":"C","operator_code":"VTL","name":"Trạm C"},"geometry":{"type":"Point","coordinates":[108.2,14.2]}},
		{"type":"Feature","properties":{"code":"D","operator_code":"VTL","name":"Trạm D"},"geometry":{"type":"Point","coordinates":[108.3,14.3,512.5]}}]}`)
	mustGDAL(t, "ogr2ogr", "-append", "-nln", "site", s.Path(), incoming)
	mustGDAL(t, "ogrinfo", s.Path(), "-sql", `UPDATE site SET height_m = 30 WHERE code = 'B'`)
	if out, err := python(t, `
ds = ogr.Open(sys.argv[1], 1)
layer = ds.GetLayerByName('site')
layer.SetAttributeFilter("code = 'A'")
f = layer.GetNextFeature()
f.SetGeometry(ogr.CreateGeometryFromWkt('POINT (107.5 13.9)'))
layer.SetFeature(f)
ds = None`, s.Path()); err != nil {
		t.Fatalf("move: %v\n%s", err, out)
	}
	mustGDAL(t, "ogrinfo", s.Path(), "-sql", `DELETE FROM site WHERE code = 'C'`)
	if changed, err := s.OutsideChanged(t.Context()); !changed || err != nil {
		t.Errorf("OutsideChanged %v (%v), want true", changed, err)
	}
	n, problems, err := s.AdoptOutside(t.Context())
	if err != nil || n != 5 || len(problems) != 0 {
		t.Fatalf("adopted %d, %v (%v), want 5 changes: B, A, D and C with its end", n, problems, err)
	}
	got := map[string]orb.Point{}
	for _, x := range mustFind(t, s, registry.Query{Kind: registry.Sites}) {
		got[x.Code] = x.Point
	}
	want := map[string]orb.Point{"A": {107.5, 13.9}, "B": {108.1, 14.1}, "D": {108.3, 14.3}}
	for code, p := range want {
		if got[code] != p || len(got) != len(want) {
			t.Errorf("sites stand at %v, want %v", got, want)
		}
	}
	if found := mustFind(t, s, registry.Query{Kind: registry.Sites, Box: &orb.Bound{Min: orb.Point{107.4, 13.8}, Max: orb.Point{107.6, 14}}}); len(found) != 1 {
		t.Errorf("the moved site is not found by place: %v", found)
	}
	changes, total, err := s.History(t.Context(), registry.HistoryQuery{Kind: registry.Sites, Actor: sqlite.OutsideActor})
	if err != nil || total != 5 {
		t.Fatalf("%d changes in the history (%v), want 5", total, err)
	}
	var operations []string
	for _, c := range changes {
		operations = append(operations, string(c.Operation))
	}
	slices.Sort(operations)
	if want := []string{"change", "change", "create", "create", "delete"}; !slices.Equal(operations, want) {
		t.Errorf("the history tells %q", operations)
	}
	verify(t, s)
	validate(t, s.Path())
}

func TestDanglingReferenceByGDALIsRefused(t *testing.T) {
	t.Parallel()
	s := newStore(t)
	defer closing(t, s)
	put(t, s, viettel(), site("A", 108, 14))
	incoming := filepath.Join(t.TempDir(), "bad.geojson")
	writeFile(t, incoming, `{"type":"FeatureCollection","features":[
		{"type":"Feature","properties":{"code":"X","operator_code":"NOBODY"},"geometry":{"type":"Point","coordinates":[108.2,14.2]}}]}`)
	out, err := gdal(t, "ogr2ogr", "-append", "-nln", "site", s.Path(), incoming)
	if err == nil || !strings.Contains(out, "no such operator") {
		t.Errorf("ogr2ogr appends a site of nobody: %v\n%s", err, out)
	}
	if out, err := gdal(t, "ogrinfo", s.Path(), "-sql", `DELETE FROM operator`); !strings.Contains(out, "still referred to") {
		t.Errorf("ogrinfo deletes an operator that has sites: %v\n%s", err, out)
	}
	if n, _, err := s.AdoptOutside(t.Context()); n != 0 || err != nil {
		t.Errorf("adopted %d (%v), want nothing", n, err)
	}
	verify(t, s)
	validate(t, s.Path())
}

func mustFind(t *testing.T, s registry.Store, q registry.Query) []*registry.Site {
	t.Helper()
	found, err := registry.Find[*registry.Site](t.Context(), s, q)
	if err != nil {
		t.Fatal(err)
	}
	return found
}

func writeFile(t *testing.T, path, content string) {
	t.Helper()
	if err := os.WriteFile(path, bytes.TrimSpace([]byte(content)), 0o600); err != nil {
		t.Fatal(err)
	}
}
