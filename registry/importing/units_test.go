package importing_test

import (
	"context"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/paulmach/orb"

	"hatang/geo/geodesy"
	"hatang/registry"
	"hatang/registry/importing"
)

// shared opens a file of the material beside the project.
func shared(tb testing.TB, name string) *os.File {
	tb.Helper()
	file, err := os.Open(filepath.Join("..", "..", "..", "shared", "data", name))
	if err != nil {
		tb.Skipf("the shared material is not beside the project: %v", err)
	}
	tb.Cleanup(func() { _ = file.Close() })
	return file
}

func importShared(tb testing.TB, store registry.Store, kind registry.Kind, name string, opts importing.Options) *importing.Report {
	tb.Helper()
	opts.Author.Actor = "test"
	report, err := importing.Import(context.Background(), store, kind, name, shared(tb, name), opts)
	if err != nil {
		tb.Fatalf("import of %s: %v", name, err)
	}
	return report
}

// square is a polygon of half a degree with its corner at (lon, lat).
func square(code, name string, lon, lat, size float64) string {
	return fmt.Sprintf(`{"type":"Feature","properties":{"code":%q,"name":%q,"province_code":"62","province":"Tỉnh Kon Tum"},`+
		`"geometry":{"type":"Polygon","coordinates":[[[%[3]v,%[4]v],[%[5]v,%[4]v],[%[5]v,%[6]v],[%[3]v,%[6]v],[%[3]v,%[4]v]]]}}`,
		code, name, lon, lat, lon+size, lat+size)
}

func features(list ...string) string {
	return `{"type":"FeatureCollection","features":[` + strings.Join(list, ",") + `]}`
}

func TestUnitsMakeTheirProvinceAndTellOverlapsAndGaps(t *testing.T) {
	t.Parallel()
	store := withOperators(t)
	// Three squares in a row; the second reaches 0.01° into the third.
	file := features(square("00001", "Xã Một", 107, 14, 0.5), square("00002", "Phường Hai", 107.5, 14, 0.51), square("00003", "Thị trấn Ba", 108, 14, 0.5))
	opts := importing.Options{Format: importing.GeoJSON, ValidFrom: date(t, "2020-01-01")}
	report := mustRun(t, store, registry.Units, "u.geojson", file, opts)
	if got := counts(report); got != "created 3 changed 0 unchanged 0 rejected 0 repeated 0 warned 0" {
		t.Fatal(got)
	}
	if got := rules(report); !slices.Equal(got, []string{"?0:geometry:overlap"}) || report.Problems[0].Value != "00002 00003" {
		t.Errorf("problems %v", report.Problems)
	}
	var province *registry.AdminUnit
	types := map[string]string{}
	for _, u := range all[*registry.AdminUnit](t, store, registry.Units) {
		types[u.Code] = u.Level + "/" + u.Type
		if u.Code == "62" {
			province = u
		}
	}
	want := map[string]string{"00001": "commune/xa", "00002": "commune/phuong", "00003": "commune/thi_tran", "62": "province/tinh"}
	for code, kind := range want {
		if types[code] != kind {
			t.Errorf("unit %s is %q, want %q", code, types[code], kind)
		}
	}
	if province == nil || province.Name != "Tỉnh Kon Tum" || province.Row.ValidFrom != opts.ValidFrom {
		t.Fatalf("the province is %+v", province)
	}
	if got, want := province.Area.Bound(), (orb.Bound{Min: orb.Point{107, 14}, Max: orb.Point{108.5, 14.51}}); got != want {
		t.Errorf("the province reaches over %v, want %v", got, want)
	}
	again := mustRun(t, store, registry.Units, "u.geojson", file, opts)
	if got := counts(again); got != "created 0 changed 0 unchanged 3 rejected 0 repeated 0 warned 0" || len(again.Related) != 0 {
		t.Errorf("again: %s, %v", got, again.Related)
	}
}

func TestUnitsAreRepairedWithANote(t *testing.T) {
	t.Parallel()
	store := withOperators(t)
	bowTie := `{"type":"Feature","properties":{"code":"00001","name":"Xã Một"},"geometry":{"type":"Polygon","coordinates":[[[107,14],[108,15],[108,14],[107,15],[107,14]]]}}`
	report := mustRun(t, store, registry.Units, "u.geojson", features(bowTie), importing.Options{})
	if got := rules(report); !slices.Equal(got, []string{"?1:geometry:repaired"}) || report.Warned != 1 {
		t.Errorf("problems %v", report.Problems)
	}
	if again := mustRun(t, store, registry.Units, "u.geojson", features(bowTie), importing.Options{}); again.Unchanged != 1 {
		t.Errorf("again: %s", counts(again))
	}
}

func TestTheSameUnitOnALaterDate(t *testing.T) {
	t.Parallel()
	store := withOperators(t)
	list := "effective_date,code,name,commune_type\n2019-09-11,00001,Xã Một,Xã\n2019-09-11,00002,Xã Hai,Xã\n2020-01-01,00001,Phường Một,Phường\n2020-01-01,00002,Xã Hai,Xã\n"
	report := mustRun(t, store, registry.Units, "u.csv", list, importing.Options{})
	if got := counts(report); got != "created 2 changed 1 unchanged 1 rejected 0 repeated 0 warned 0" {
		t.Fatal(got)
	}
	for _, u := range all[*registry.AdminUnit](t, store, registry.Units) {
		if u.Code == "00001" && (u.Type == "phuong") != (u.Row.ValidFrom == date(t, "2020-01-01")) {
			t.Errorf("%s from %s is %s", u.Code, u.Row.ValidFrom, u.Type)
		}
	}
}

func TestProvincesAndCitiesAreToldByTheirCodes(t *testing.T) {
	t.Parallel()
	store := withOperators(t)
	mustRun(t, store, registry.Units, "u.csv", "code,name\n01,Thành phố Hà Nội\n62,Tỉnh Kon Tum\n608,Thành phố Kon Tum\n610,Huyện Đắk Glei\n", importing.Options{})
	got := map[string]string{}
	for _, u := range all[*registry.AdminUnit](t, store, registry.Units) {
		got[u.Code] = u.Level + "/" + u.Type
	}
	want := map[string]string{"01": "province/thanh_pho_tw", "62": "province/tinh", "608": "district/thanh_pho", "610": "district/huyen"}
	if fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

func TestPositionsOutsideTheProvinceAreRefused(t *testing.T) {
	t.Parallel()
	store := withOperators(t)
	territory := func(codes string) {
		err := store.Update(context.Background(), registry.Author{Actor: "test"}, func(ctx context.Context, w registry.Writer) error {
			return w.PutSetting(ctx, registry.SettingTerritory, codes)
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	territory("62")
	const file = "code,operator,lon,lat\nA,VIETTEL,107.2,14.2\nB,VIETTEL,109.2,14.2\nC,VIETTEL,,\n"
	report := mustRun(t, store, registry.Sites, "s.csv", file, importing.Options{DryRun: true})
	if last := report.Decisions[len(report.Decisions)-1].EN; !strings.Contains(last, "no boundary of province 62") {
		t.Errorf("the missing boundary is not told: %q", last)
	}
	mustRun(t, store, registry.Units, "u.geojson", features(square("00001", "Xã Một", 107, 14, 0.5)), importing.Options{})
	report, err := run(t, store, registry.Sites, "s.csv", file, importing.Options{})
	if registry.CodeOf(err) != registry.Invalid || !slices.Equal(rules(report), []string{"3:lon:territory"}) {
		t.Errorf("got %v", rules(report))
	}
	zones := func(lon float64) string {
		return strings.ReplaceAll(features(square("Z", "Vùng", lon, 14.1, 0.2)), `"province_code":"62","province":"Tỉnh Kon Tum"`, `"class":"heritage"`)
	}
	mustRun(t, store, registry.Zones, "z.geojson", zones(107.1), importing.Options{})
	report, err = run(t, store, registry.Zones, "z.geojson", zones(109.1), importing.Options{})
	if registry.CodeOf(err) != registry.Invalid || !slices.Equal(rules(report), []string{"1:geometry:territory"}) {
		t.Errorf("a zone elsewhere: %v", rules(report))
	}
}

func TestCommuneCodesMustHoldOnTheDay(t *testing.T) {
	t.Parallel()
	store := withOperators(t)
	mustRun(t, store, registry.Units, "u.csv", "code,name,valid_from,valid_to\n00001,Xã Một,2019-01-01,2025-07-01\n", importing.Options{})
	const file = "code,operator,commune_code\nA,VIETTEL,00001\nB,VIETTEL,99999\n"
	report, err := run(t, store, registry.Sites, "s.csv", file, importing.Options{ValidFrom: date(t, "2020-01-01")})
	if registry.CodeOf(err) != registry.Invalid || !slices.Equal(rules(report), []string{"3:commune_code:commune"}) {
		t.Errorf("in 2020: %v", rules(report))
	}
	report, err = run(t, store, registry.Sites, "s.csv", file, importing.Options{ValidFrom: date(t, "2025-07-01")})
	if registry.CodeOf(err) != registry.Invalid || !slices.Equal(rules(report), []string{"2:commune_code:commune", "3:commune_code:commune"}) {
		t.Errorf("in 2025: %v", rules(report))
	}
}

// The real communes: 102 of Kon Tum with 540,438 people, 99 of Bắc Ninh.
func TestRealCommunes(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		file     string
		ignore   []string
		units    int
		people   int64
		areaKM2  float64
		province string
	}{
		{"units/communes_kon_tum_2020.geojson.gz", nil, 102, 540438, 9679, "62"},
		{"units/communes_bac_ninh_2025.geojson.gz", []string{"area_km2_geom", "attr_area_err"}, 99, 0, 4713, "24"},
	} {
		t.Run(c.province, func(t *testing.T) {
			t.Parallel()
			store := withOperators(t)
			opts := importing.Options{Ignore: c.ignore, ValidFrom: date(t, "2020-01-01")}
			report := importShared(t, store, registry.Units, c.file, opts)
			if report.Created != c.units {
				t.Fatalf("%s, want %d", counts(report), c.units)
			}
			var people int64
			var area float64
			for _, u := range all[*registry.AdminUnit](t, store, registry.Units) {
				switch {
				case u.Level == registry.LevelCommune:
					people += u.Population.Value
				case u.Code == c.province:
					area = geodesy.AreaM2(u.Area) / 1e6
				}
			}
			if c.people > 0 && people != c.people {
				t.Errorf("%d people, want %d", people, c.people)
			}
			if math.Abs(area-c.areaKM2) > c.areaKM2/500 {
				t.Errorf("the province has %.1f km², want about %.0f", area, c.areaKM2)
			}
			if again := importShared(t, store, registry.Units, c.file, opts); again.Unchanged != c.units {
				t.Errorf("again: %s", counts(again))
			}
		})
	}
}

// Real offices without coordinates: recognised by their codes, placed later.
func TestPostOffices(t *testing.T) {
	t.Parallel()
	store := withOperators(t)
	const file = "points/vnpost_offices_1677.csv.gz"
	opts := importing.Options{
		Ignore: []string{"id"}, IgnoreUnknown: true, KeepFirst: true,
		Defaults: map[string]string{"operator_code": "VNPost", "class": "bưu cục cấp 3"},
	}
	first := importShared(t, store, registry.Postal, file, opts)
	if first.Rows != 1677 || first.Rejected > 0 || first.Created+first.Repeated != 1677 {
		t.Fatal(first)
	}
	if again := importShared(t, store, registry.Postal, file, opts); again.Unchanged != first.Created {
		t.Error(again)
	}
}

// 77,147 real sites without codes, some of them registered twice at one place.
func TestFrenchSites(t *testing.T) {
	if testing.Short() {
		t.Skip("77,147 sites take some seconds")
	}
	t.Parallel()
	store := withOperators(t)
	err := store.Update(context.Background(), registry.Author{Actor: "test"}, func(ctx context.Context, w registry.Writer) error {
		for _, o := range []string{"Orange", "SFR", "Bouygues", "Free"} {
			if _, err := w.Put(ctx, &registry.Operator{Code: strings.ToUpper(o), Name: o}); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	const file = "cells/france_arcep_2018T1_sites_77k.csv.gz"
	opts := importing.Options{Ignore: []string{"operator_plmn"}, KeepFirst: true}
	first := importShared(t, store, registry.Sites, file, opts)
	if first.Rows != 77147 || first.Created+first.Repeated != 77147 || first.Repeated < 469 {
		t.Fatalf("%s", first)
	}
	again := importShared(t, store, registry.Sites, file, opts)
	if again.Created+again.Changed > 0 || again.Unchanged != first.Created {
		t.Errorf("again: %s", again)
	}
	opts.KeepFirst = false
	opts.Author.Actor = "test"
	refused, err := importing.Import(context.Background(), withOperatorsLike(t, store), registry.Sites, file, shared(t, file), opts)
	if registry.CodeOf(err) != registry.Invalid || refused.Rejected < 300 {
		t.Errorf("without --keep-first: %v, %v", refused, err)
	}
}

// withOperatorsLike is an empty registry with the operators of another.
func withOperatorsLike(tb testing.TB, like registry.Store) registry.Store {
	tb.Helper()
	store := withOperators(tb)
	err := store.Update(context.Background(), registry.Author{Actor: "test"}, func(ctx context.Context, w registry.Writer) error {
		for _, o := range all[*registry.Operator](tb, like, registry.Operators) {
			if _, err := w.Put(ctx, o); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		tb.Fatal(err)
	}
	return store
}
