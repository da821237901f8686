package importing_test

import (
	"context"
	"maps"
	"slices"
	"strings"
	"testing"

	"hatang/registry"
	"hatang/registry/importing"
)

func lineageOf(tb testing.TB, store registry.Store) *registry.Lineage {
	tb.Helper()
	return registry.NewLineage(all[*registry.Succession](tb, store, registry.Successions))
}

func TestReformCrosswalk(t *testing.T) {
	t.Parallel()
	store := withOperators(t)
	mustRun(t, store, registry.Units, "lists.csv", listHeader+
		"2025-03-01,62,Tỉnh Kon Tum,608,Thành phố Kon Tum,00001,Xã Một,Xã\n"+
		"2025-03-01,62,Tỉnh Kon Tum,608,Thành phố Kon Tum,00002,Xã Hai,Xã\n"+
		"2025-03-01,51,Tỉnh Quảng Ngãi,536,Huyện Lý Sơn,,,\n", importing.Options{})
	const file = "provinceCode,districtCode,wardCode,isDividedWard,province,district,ward,newProvince,newWard,newProvinceCode,newWardCode\n" +
		"62,608,1.0,False,Tỉnh Kon Tum,Thành phố Kon Tum,Xã Một,Tỉnh Quảng Ngãi,Phường Kon Tum,51,00001\n" +
		"62,608,2.0,True,Tỉnh Kon Tum,Thành phố Kon Tum,Xã Hai,Tỉnh Quảng Ngãi,Phường Kon Tum,51,00001\n" +
		"62,608,2.0,True,Tỉnh Kon Tum,Thành phố Kon Tum,Xã Hai,Tỉnh Quảng Ngãi,Xã Ba,51,00003\n" +
		"51,536,,False,Tỉnh Quảng Ngãi,Huyện Lý Sơn,,Tỉnh Quảng Ngãi,Đặc khu Lý Sơn,51,21548\n"
	report, err := run(t, store, registry.Successions, "c.csv", file, importing.Options{})
	if registry.CodeOf(err) != registry.Invalid || !slices.Contains(rules(report), "2:on_date:required") {
		t.Fatalf("without the day: %v", rules(report))
	}
	opts := importing.Options{Defaults: map[string]string{"on_date": "2025-07-01"}}
	mustRun(t, store, registry.Successions, "c.csv", file, opts)
	lineage := lineageOf(t, store)
	for code, want := range map[string]string{"00001": "00001", "00002": "00001 00003", "536": "21548", "62": "51", "51": "51"} {
		var got []string
		for _, s := range lineage.Successors(code, date(t, "2025-03-01"), date(t, "2025-07-01")) {
			got = append(got, s.Code)
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%s became %v, want %s", code, got, want)
		}
	}
	for day, want := range map[string]string{
		"2025-06-30": "00001 Xã Một, 00002 Xã Hai, 51 Tỉnh Quảng Ngãi, 536 Huyện Lý Sơn, 608 Thành phố Kon Tum, 62 Tỉnh Kon Tum",
		"2025-07-01": "00001 Phường Kon Tum, 00003 Xã Ba, 21548 Đặc khu Lý Sơn, 51 Tỉnh Quảng Ngãi",
	} {
		found, err := registry.Find[*registry.AdminUnit](context.Background(), store, registry.Query{
			Kind: registry.Units, AsOf: date(t, day), Order: []registry.Order{{Field: "code"}}})
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, u := range found {
			got = append(got, u.Code+" "+u.Name)
		}
		if strings.Join(got, ", ") != want {
			t.Errorf("on %s there are %v, want %s", day, got, want)
		}
	}
	before := seq(t, store)
	if again := mustRun(t, store, registry.Successions, "c.csv", file, opts); again.Created+again.Changed+len(again.Related) != 0 || seq(t, store) != before {
		t.Errorf("again: %s %v", counts(again), again.Related)
	}
}

// TestComparisonOfLists takes the days from the registry's unit lists.
func TestComparisonOfLists(t *testing.T) {
	t.Parallel()
	store := withOperators(t)
	mustRun(t, store, registry.Units, "lists.csv", listHeader+
		"2019-01-01,38,Tỉnh Thanh Hóa,380,Huyện A,00001,Xã Một,Xã\n"+
		"2019-01-01,38,Tỉnh Thanh Hóa,380,Huyện A,00002,Xã Hai,Xã\n"+
		"2019-01-01,38,Tỉnh Thanh Hóa,380,Huyện A,00003,Xã Ba,Xã\n"+
		"2020-01-01,38,Tỉnh Thanh Hóa,380,Huyện A,00002,Xã Một Hai,Xã\n"+
		"2020-01-01,38,Tỉnh Thanh Hóa,380,Huyện A,00003,Xã Ba,Xã\n", importing.Options{})
	const file = "Tỉnh,Tên Tỉnh,QH,Tên QH,Xã,Tên Xã,Tên Xã DC,Xã DC,Tên QH DC,QH DC,Tên Tỉnh DC,Tỉnh DC,Ghi Chú\n" +
		"38,Tỉnh Thanh Hóa,380,Huyện A,00001,Xã Một,Xã Một Hai,00002,Huyện A,380,Tỉnh Thanh Hóa,38,nhập toàn bộ\n" +
		"38,Tỉnh Thanh Hóa,380,Huyện A,00002,Xã Hai,Xã Một Hai,00002,Huyện A,380,Tỉnh Thanh Hóa,38,đổi tên\n" +
		"38,Tỉnh Thanh Hóa,380,Huyện A,00003,Xã Ba,Xã Ba,00003,Huyện A,380,Tỉnh Thanh Hóa,38,\n"
	report := mustRun(t, store, registry.Successions, "c.csv", file, importing.Options{})
	if got := counts(report); got != "created 1 changed 0 unchanged 0 rejected 0 repeated 0 warned 0" {
		t.Fatal(got)
	}
	s := all[*registry.Succession](t, store, registry.Successions)[0]
	if s.FromCode != "00001" || s.ToCode != "00002" || s.On != date(t, "2020-01-01") || !s.Whole.Value || s.Decree != "nhập toàn bộ" {
		t.Errorf("the succession is %+v", s)
	}
}

// TestHistoryOfUnitsWithCrosswalks is the whole country's: lists, both
// crosswalks, then polygons.
func TestHistoryOfUnitsWithCrosswalks(t *testing.T) {
	t.Parallel()
	store := withHistory(t)
	early := importShared(t, store, registry.Successions, "units/crosswalk_communes_2019_2024.csv.gz",
		importing.Options{Defaults: map[string]string{"on_date": "2024-01-01"}})
	t.Logf("2019–2024: %s %v", early, early.Decisions)
	reform := importing.Options{Defaults: map[string]string{"on_date": "2025-07-01"}}
	report := importShared(t, store, registry.Successions, "units/crosswalk_communes_legacy_to_2025.csv.gz", reform)
	t.Logf("2025: %s %v", report, report.Related)

	lineage := lineageOf(t, store)
	eve, reformed := date(t, "2025-06-30"), date(t, "2025-07-01")
	today := map[string]bool{}
	heirs, split, lost := map[string]int{}, 0, 0
	for _, u := range all[*registry.AdminUnit](t, store, registry.Units) {
		if u.Level == registry.LevelCommune && u.Row.Period().Holds(reformed) {
			today[u.Code] = true
		}
	}
	for _, u := range all[*registry.AdminUnit](t, store, registry.Units) {
		if u.Level != registry.LevelCommune || !u.Row.Period().Holds(eve) {
			continue
		}
		of := lineage.Successors(u.Code, eve, reformed)
		if len(of) > 1 {
			split++
		}
		for _, s := range of {
			if !today[s.Code] {
				lost++
				t.Logf("%s %s became %s, which is no commune", u.Code, u.Name, s.Code)
			}
			if u.ProvinceCode == "62" {
				heirs[s.Code]++
			}
		}
	}
	if len(today) != 3321 || len(heirs) != 40 || split != 471 {
		t.Errorf("%d communes, want 3321; Kon Tum's became %d, want 40; %d were divided, want 471", len(today), len(heirs), split)
	}
	warned := 0
	for _, rule := range rules(report) {
		if rule == "?0:from_code:no-successor" {
			warned++
		}
	}
	if lost != 12 || warned != lost {
		t.Errorf("%d communes have no successor, %d are told, want the 12 that the crosswalk leaves out", lost, warned)
	}
	before := seq(t, store)
	if again := importShared(t, store, registry.Successions, "units/crosswalk_communes_legacy_to_2025.csv.gz", reform); seq(t, store) != before {
		t.Errorf("again: %s %v", again, again.Related)
	}
	polygons := importShared(t, store, registry.Units, "units/communes_bac_ninh_2025.geojson.gz", importing.Options{ValidFrom: reformed, IgnoreUnknown: true})
	if polygons.Changed != 99 || polygons.Created != 0 {
		t.Errorf("polygons: %s %v", counts(polygons), polygons.Related)
	}
	if got := communesOn(t, store, "24", "2025-07-01"); got != 99 {
		t.Errorf("Bắc Ninh has %d communes, want 99", got)
	}
	provinces := map[string]bool{}
	for _, u := range all[*registry.AdminUnit](t, store, registry.Units) {
		if u.Level != registry.LevelCommune && u.Row.Period().Holds(reformed) {
			provinces[u.Code+" "+u.Level] = true
		}
	}
	if len(provinces) != 34 {
		t.Errorf("%d provinces and districts on 1/7/2025, want 34 provinces: %v", len(provinces), slices.Sorted(maps.Keys(provinces)))
	}
}
