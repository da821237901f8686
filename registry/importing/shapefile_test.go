package importing_test

import (
	"archive/zip"
	"bytes"
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"hatang/geo/tooltest"
	"hatang/registry"
	"hatang/registry/importing"
)

// gdal runs a program of GDAL; the test is skipped where it is not installed.
func gdal(tb testing.TB, name string, args ...string) {
	tb.Helper()
	if out, err := exec.Command(tooltest.GDAL(tb, name), args...).CombinedOutput(); err != nil {
		tb.Fatalf("%s %s: %v\n%s", name, strings.Join(args, " "), err, out)
	}
}

// zipped packs the files of a folder.
func zipped(tb testing.TB, pattern string) []byte {
	tb.Helper()
	paths, err := filepath.Glob(pattern)
	if err != nil || len(paths) == 0 {
		tb.Fatalf("%s: %v, %v", pattern, paths, err)
	}
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	for _, path := range paths {
		content, err := os.ReadFile(path)
		if err != nil {
			tb.Fatal(err)
		}
		entry, err := w.Create("dữ liệu/" + filepath.Base(path))
		if err != nil {
			tb.Fatal(err)
		}
		if _, err := entry.Write(content); err != nil {
			tb.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		tb.Fatal(err)
	}
	return out.Bytes()
}

const twoSites = `{"type":"FeatureCollection","features":[
{"type":"Feature","geometry":{"type":"Point","coordinates":[107.995,14.350]},"properties":{"code":"KTM001","name":"Đăk Rơ Ông","operator_code":"VIETTEL","commune_code":"23293","height_m":42.5,"permit_date":"2020-12-31"}},
{"type":"Feature","geometry":{"type":"Point","coordinates":[108.1,14.4]},"properties":{"code":"KTM002","name":"Ngọk Bay","operator_code":"VNPT","height_m":null}}]}`

// A shapefile that GDAL wrote, in VN-2000 and in two encodings, packed and
// loose, says the same as the GeoJSON that it was made from.
func TestShapefiles(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		options []string
		crs     string
		drop    string // a part to leave out
	}{
		"WGS 84":          {options: []string{"-lco", "ENCODING=UTF-8"}},
		"VN-2000 zone":    {options: []string{"-t_srs", "EPSG:9216", "-lco", "ENCODING=UTF-8"}},
		"VN-2000, no prj": {options: []string{"-t_srs", "EPSG:9216", "-lco", "ENCODING=UTF-8"}, crs: "vn2000:107.5", drop: ".prj"},
		"no cpg":          {options: []string{"-lco", "ENCODING=UTF-8"}, drop: ".cpg"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			folder := t.TempDir()
			source := filepath.Join(folder, "a.geojson")
			if err := os.WriteFile(source, []byte(twoSites), 0o600); err != nil {
				t.Fatal(err)
			}
			gdal(t, "ogr2ogr", append([]string{"-f", "ESRI Shapefile", filepath.Join(folder, "sites.shp"), source}, c.options...)...)
			if c.drop != "" {
				if err := os.Remove(filepath.Join(folder, "sites"+c.drop)); err != nil {
					t.Fatal(err)
				}
			}
			store := withOperators(t)
			opts := importing.Options{CRS: c.crs, Author: registry.Author{Actor: "test"}}
			report, err := importing.Import(context.Background(), store, registry.Sites, "sites.zip", bytes.NewReader(zipped(t, filepath.Join(folder, "sites.*"))), opts)
			if err != nil || report.Created != 2 {
				t.Fatalf("%v, %v", report, err)
			}
			loose, err := os.Open(filepath.Join(folder, "sites.shp"))
			if err != nil {
				t.Fatal(err)
			}
			defer func() { _ = loose.Close() }()
			again, err := importing.Import(context.Background(), store, registry.Sites, "sites.shp", loose, opts)
			if err != nil || again.Unchanged != 2 {
				t.Errorf("the loose files: %v, %v", again, err)
			}
			sites := all[*registry.Site](t, store, registry.Sites)
			site := sites[slices.IndexFunc(sites, func(s *registry.Site) bool { return s.Code == "KTM001" })]
			if site.Name != "Đăk Rơ Ông" || site.HeightM != registry.Some(42.5) || site.PermitDate.String() != "2020-12-31" || site.CommuneCode != "23293" {
				t.Errorf("the site is %+v", site)
			}
			if d := site.Point[0] - 107.995; d > 1e-8 || d < -1e-8 {
				t.Errorf("it stands at %v", site.Point)
			}
		})
	}
}

// The real communes of Kon Tum as a shapefile in their zone say what the GeoJSON
// says.
func TestRealShapefile(t *testing.T) {
	t.Parallel()
	packed := realFile(t, "units", "communes_kon_tum_2020.geojson.gz")
	folder := t.TempDir()
	gdal(t, "ogr2ogr", "-f", "ESRI Shapefile", "-t_srs", "EPSG:9216", "-lco", "ENCODING=UTF-8",
		filepath.Join(folder, "kt.shp"), "/vsigzip/"+packed.Name())
	store := withOperators(t)
	opts := importing.Options{Author: registry.Author{Actor: "test"}, ValidFrom: date(t, "2019-04-01"), IgnoreUnknown: true}
	report, err := importing.Import(context.Background(), store, registry.Units, "kt.zip", bytes.NewReader(zipped(t, filepath.Join(folder, "kt.*"))), opts)
	if err != nil || report.Created != 102 {
		t.Fatalf("%v, %v", report, err)
	}
}
