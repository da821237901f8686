package importing_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"hatang/registry"
	"hatang/registry/importing"
)

// communesOn counts a province's communes on a day.
func communesOn(tb testing.TB, store registry.Store, province, day string) int {
	tb.Helper()
	_, total, err := store.Find(context.Background(), registry.Query{
		Kind: registry.Units, AsOf: date(tb, day), Limit: 1,
		Where: []registry.Condition{registry.Where("level", registry.LevelCommune), registry.Where("province_code", province)},
	})
	if err != nil {
		tb.Fatal(err)
	}
	return total
}

const listHeader = "effective_date,province_code,province,district_code,district,commune_code,commune,commune_type\n"

// TestUnitListsBecomeStretchesOfTime: the second list leaves province 02 out, the
// third has both again.
func TestUnitListsBecomeStretchesOfTime(t *testing.T) {
	t.Parallel()
	const file = listHeader +
		"2019-01-01,1,Tỉnh Một,1,Huyện A,1.0,Xã Giữ,Xã\n" +
		"2019-01-01,01,Tỉnh Một,001,Huyện A,00002,Xã Mất,Xã\n" +
		"2019-01-01,01,Tỉnh Một,001,Huyện A,00003,Xã Lên,Xã\n" +
		"2019-01-01,01,Tỉnh Một,001,Huyện A,00004,Xã Về,Xã\n" +
		"2019-01-01,01,Tỉnh Một,002,Huyện B,00005,Xã Cuối,Xã\n" +
		"2019-01-01,02,Tỉnh Hai,003,Huyện C,00009,Xã Yên,Xã\n" +
		"2020-01-01,01,Tỉnh Một,001,Huyện A,00001,Xã Giữ,Xã\n" +
		"2020-01-01,01,Tỉnh Một,001,Huyện A,00003,Phường Lên,Phường\n" +
		"2021-01-01,01,Tỉnh Một,001,Huyện A,00001,Xã Giữ,Xã\n" +
		"2021-01-01,01,Tỉnh Một,001,Huyện A,00003,Phường Lên,Phường\n" +
		"2021-01-01,01,Tỉnh Một,001,Huyện A,00004,Xã Về,Xã\n" +
		"2021-01-01,02,Tỉnh Hai,003,Huyện C,00009,Xã Yên,Xã\n"
	store := withOperators(t)
	mustRun(t, store, registry.Units, "lists.csv", file, importing.Options{})
	var got []string
	for _, u := range all[*registry.AdminUnit](t, store, registry.Units) {
		got = append(got, fmt.Sprintf("%s %s %s–%s", u.Code, u.Type, u.Row.ValidFrom, u.Row.ValidTo))
	}
	slices.Sort(got)
	want := []string{
		"00001 xa 2019-01-01–",
		"00002 xa 2019-01-01–2020-01-01",
		"00003 phuong 2020-01-01–", "00003 xa 2019-01-01–2020-01-01",
		"00004 xa 2019-01-01–2020-01-01", "00004 xa 2021-01-01–",
		"00005 xa 2019-01-01–2020-01-01",
		"00009 xa 2019-01-01–",
		"001 huyen 2019-01-01–", "002 huyen 2019-01-01–2020-01-01", "003 huyen 2019-01-01–",
		"01 tinh 2019-01-01–", "02 tinh 2019-01-01–",
	}
	if !slices.Equal(got, want) {
		t.Errorf("units\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	before := seq(t, store)
	again := mustRun(t, store, registry.Units, "lists.csv", file, importing.Options{})
	if again.Created+again.Changed != 0 || seq(t, store) != before {
		t.Errorf("again: %s", counts(again))
	}
}

func TestUnitListsNameWhatIsWrong(t *testing.T) {
	t.Parallel()
	store := withOperators(t)
	const file = listHeader +
		"hôm qua,01,Tỉnh Một,001,Huyện A,00001,Xã Giữ,Xã\n" +
		"2019-01-01,,Tỉnh Một,001,Huyện A,00001,Xã Giữ,Xã\n" +
		"2019-01-01,01,Tỉnh Một,001,Huyện A,00001,,Xã\n" +
		"2019-01-01,01,Tỉnh Một,001,Huyện A,00002,Xã Hai,Làng\n" +
		"2019-01-01,01,Tỉnh Một,001,Huyện A,00003,Xã Ba,Xã\n" +
		"2019-01-01,01,Tỉnh Một,001,Huyện A,00003,Xã Bốn,Xã\n"
	report, err := run(t, store, registry.Units, "lists.csv", file, importing.Options{})
	want := []string{"2:effective_date:date", "3:province_code:required", "4:name:required", "5:type:code", "7:code:repeated"}
	if got := rules(report); registry.CodeOf(err) != registry.Invalid || !slices.Equal(got, want) {
		t.Errorf("problems %v, want %v", got, want)
	}
}

// withHistory is a registry with the country's unit lists.
func withHistory(tb testing.TB) registry.Store {
	tb.Helper()
	store := withOperators(tb)
	importShared(tb, store, registry.Units, "units/unit_list_history_2019_2025.csv.gz", importing.Options{})
	return store
}

func TestHistoryOfUnits(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	store := withHistory(t)
	for _, c := range []struct {
		province, day string
		want          int
	}{
		{"38", "2019-09-11", 635}, {"38", "2019-12-31", 635}, {"38", "2020-01-01", 559}, {"38", "2024-08-31", 559},
		{"38", "2024-09-01", 558}, {"38", "2025-01-01", 549}, {"38", "2025-06-30", 549},
		{"62", "2020-12-31", 102}, {"01", "2019-09-11", 584},
	} {
		if got := communesOn(t, store, c.province, c.day); got != c.want {
			t.Errorf("province %s has %d communes on %s, want %d", c.province, got, c.day, c.want)
		}
	}
	for level, want := range map[string]int{registry.LevelProvince: 63, registry.LevelCommune: 10047} {
		query := registry.Query{Kind: registry.Units, AsOf: date(t, "2025-03-01"), Limit: 1, Where: []registry.Condition{registry.Where("level", level)}}
		if _, got, err := store.Find(ctx, query); err != nil || got != want {
			t.Errorf("on 1/3/2025 there are %d of level %s (%v), want %d", got, level, err, want)
		}
	}
	before := seq(t, store)
	again := importShared(t, store, registry.Units, "units/unit_list_history_2019_2025.csv.gz", importing.Options{})
	if again.Created+again.Changed != 0 || seq(t, store) != before {
		t.Errorf("again: %s", counts(again))
	}
	// Polygons join the units that the lists made. One contradicts its list: 23473
	// is Thị trấn Măng Đen there from 2020 on, and gets a row of its own.
	opts := importing.Options{ValidFrom: date(t, "2020-12-31")}
	report := importShared(t, store, registry.Units, "units/communes_kon_tum_2020.geojson.gz", opts)
	if report.Changed != 102 || report.Created != 0 {
		t.Errorf("polygons: %s", counts(report))
	}
	for _, u := range all[*registry.AdminUnit](t, store, registry.Units) {
		if u.ProvinceCode == "62" && u.Level == registry.LevelCommune && u.Code != "23473" && (len(u.Area) == 0 || u.Row.ValidFrom != date(t, "2019-09-11")) {
			t.Errorf("%s %s from %s has no boundary or a row of its own for it", u.Code, u.Name, u.Row.ValidFrom)
		}
	}
	before = seq(t, store)
	if again := importShared(t, store, registry.Units, "units/communes_kon_tum_2020.geojson.gz", opts); again.Changed != 0 || seq(t, store) != before {
		t.Errorf("polygons again: %s", counts(again))
	}
}
