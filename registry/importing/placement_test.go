package importing_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"io"
	"slices"
	"strings"
	"testing"

	"github.com/paulmach/orb/geojson"

	"hatang/geo/polygon"
	"hatang/registry"
	"hatang/registry/importing"
)

func vnpostOptions(tb testing.TB, validFrom, codesAsOf string) importing.Options {
	opts := importing.Options{
		ValidFrom: date(tb, validFrom), PlaceInCommune: true, Ignore: []string{"id", "province", "district"},
		Defaults: map[string]string{"operator_code": "vnpost", "class": "post_office_3"},
	}
	if codesAsOf != "" {
		opts.CodesAsOf = date(tb, codesAsOf)
	}
	return opts
}

// putCommunes puts the communes of a file into the registry as they are: each of
// them was simplified by itself, and an import would tell of their thousands of
// overlaps and gaps.
func putCommunes(tb testing.TB, store registry.Store, name, from string) {
	tb.Helper()
	unpacked, err := gzip.NewReader(shared(tb, name))
	if err != nil {
		tb.Fatal(err)
	}
	text, err := io.ReadAll(unpacked)
	if err != nil {
		tb.Fatal(err)
	}
	collection, err := geojson.UnmarshalFeatureCollection(text)
	if err != nil {
		tb.Fatal(err)
	}
	var put []registry.Record
	for _, f := range collection.Features {
		u := &registry.AdminUnit{Code: f.Properties.MustString("code"), Name: f.Properties.MustString("name"), Level: registry.LevelCommune, ProvinceCode: f.Properties.MustString("province_code")}
		u.Row.ValidFrom = date(tb, from)
		if u.Area, _, err = polygon.Repair(f.Geometry); err != nil {
			tb.Fatalf("%s: %v", u.Code, err)
		}
		put = append(put, u)
	}
	err = store.Update(context.Background(), registry.Author{Actor: "test"}, func(ctx context.Context, w registry.Writer) error {
		_, err := w.PutAll(ctx, put)
		return err
	})
	if err != nil {
		tb.Fatal(err)
	}
}

const vnpostList = "points/vnpost_offices_1677.csv.gz"

// TestOfficesArePlacedThroughTheCrosswalk has the communes of 2025 and what
// became of the old ones, but not what changed before.
func TestOfficesArePlacedThroughTheCrosswalk(t *testing.T) {
	t.Parallel()
	store := withOperators(t)
	putCommunes(t, store, "units/communes_vietnam_2025_simplified.geojson.gz", "2025-07-01")
	reform := importing.Options{Defaults: map[string]string{"on_date": "2025-07-01"}}
	crosswalk := importShared(t, store, registry.Successions, "units/crosswalk_communes_legacy_to_2025.csv.gz", reform)
	// The crosswalk and the polygons write Xã Ba Chẽ with different codes.
	if got := len(crosswalk.Problems); got != 1 || crosswalk.Problems[0].Rule != "other-code" || crosswalk.Problems[0].Value != "06970" {
		t.Errorf("problems of the crosswalk: %v", crosswalk.Problems)
	}
	report := importShared(t, store, registry.Postal, vnpostList, vnpostOptions(t, "2025-07-01", "2025-06-30"))
	p := report.Placement
	if report.Created != 1677 || p.Placed != 1493 || p.Divided != 100 || p.NotPlaced != 184 || len(p.Unplaced) != 184 {
		t.Fatalf("%s: placed %d (%d of divided communes), %d not; want 1493 (100), 184", counts(report), p.Placed, p.Divided, p.NotPlaced)
	}
	blank := 0
	for _, u := range p.Unplaced {
		if u.Reason.EN == "no commune code" {
			blank++
		}
		if u.Row == 0 || u.Reason.VI == "" || (u.CommuneCode == "") != (u.Reason.EN == "no commune code") {
			t.Errorf("a row that is not placed is told as %+v", u)
		}
	}
	if blank != 124 {
		t.Errorf("%d rows have no commune code, want 124", blank)
	}
	checkStandIns(t, store, p.Placed)
	for _, lang := range []registry.Lang{registry.VI, registry.EN} {
		var text bytes.Buffer
		if err := report.WriteText(&text, lang); err != nil {
			t.Fatal(err)
		}
		want := "1.493 đặt được trong xã (gần đúng; 100 thuộc xã đã bị chia), 184 không"
		if lang == registry.EN {
			want = "1,493 placed in their commune (approximate; 100 of divided communes), 184 not"
		}
		if !strings.Contains(text.String(), want) || strings.Count(text.String(), "\n  dòng ")+strings.Count(text.String(), "\n  row ") < 184 {
			t.Errorf("the report does not say %q with every reason", want)
		}
	}
	before := seq(t, store)
	again := importShared(t, store, registry.Postal, vnpostList, vnpostOptions(t, "2025-07-01", "2025-06-30"))
	if seq(t, store) != before || again.Unchanged != 1677 || again.Placement.Placed != 1493 {
		t.Errorf("again: %s, placed %d", counts(again), again.Placement.Placed)
	}
}

// checkStandIns: what is placed lies in a commune of its reason, is marked, and
// keeps its old code.
func checkStandIns(t *testing.T, store registry.Store, want int) {
	t.Helper()
	communes := map[string]*registry.AdminUnit{}
	for _, u := range all[*registry.AdminUnit](t, store, registry.Units) {
		if u.Row.ValidTo.IsZero() && len(u.Area) > 0 {
			communes[u.Code] = u
		}
	}
	placed := 0
	for _, p := range all[*registry.PostalPoint](t, store, registry.Postal) {
		if !p.Located {
			continue
		}
		placed++
		_, code, _ := strings.Cut(p.ApproximateWhy, "(")
		code, _, _ = strings.Cut(code, ")")
		if c := communes[code]; c == nil || !polygon.Contains(c.Area, p.Point) || !p.Approximate.Value || p.AccuracyM.Or(0) < 100 || p.CommuneCode == "" {
			t.Errorf("%s %s stands at %v: %s, approximate %v, accuracy %v", p.Code, p.CommuneCode, p.Point, p.ApproximateWhy, p.Approximate, p.AccuracyM)
		}
	}
	if placed != want {
		t.Errorf("%d points have a position, want %d", placed, want)
	}
}

// TestOfficesInKonTum2020: without any crosswalk, on the day of the old communes.
func TestOfficesInKonTum2020(t *testing.T) {
	t.Parallel()
	store := withOperators(t)
	importShared(t, store, registry.Units, "units/communes_kon_tum_2020.geojson.gz", importing.Options{ValidFrom: date(t, "2020-12-31")})
	report := importShared(t, store, registry.Postal, vnpostList, vnpostOptions(t, "2020-12-31", ""))
	if p := report.Placement; p.Placed != 15 || p.Divided != 0 || p.NotPlaced != 1662 {
		t.Errorf("placed %d, not %d, want 15 and 1662", p.Placed, p.NotPlaced)
	}
	checkStandIns(t, store, 15)
}

func TestPlacementYieldsToCoordinates(t *testing.T) {
	t.Parallel()
	store := withOperators(t)
	units := features(square("00001", "Xã Một", 107, 14, 0.5), square("00002", "Xã Hai", 107.5, 14, 0.5), square("00003", "Xã Ba", 108, 14, 0.5))
	mustRun(t, store, registry.Units, "u.geojson", units, importing.Options{ValidFrom: date(t, "2025-07-01")})
	mustRun(t, store, registry.Successions, "s.csv", "from_code,to_code,on_date,whole\n09001,00001,2025-07-01,1\n09002,00001,2025-07-01,0\n"+
		"09002,00002,2025-07-01,0\n09002,00003,2025-07-01,0\n00003,00001,2025-07-01,1\n", importing.Options{})
	const header = "code,name,operator_code,class,commune_code,lon,lat\n"
	opts := importing.Options{ValidFrom: date(t, "2025-07-02"), PlaceInCommune: true}
	file := header + "A,Một,VNPOST,bdvhx,09001,,\nB,Chia,VNPOST,bdvhx,09002,,\nC,Lạ,VNPOST,bdvhx,77777,,\nD,Trống,VNPOST,bdvhx,,,\n" +
		"E,Đo,VNPOST,bdvhx,00002,107.6,14.1\nF,Ba,VNPOST,bdvhx,00003,,\n"
	report := mustRun(t, store, registry.Postal, "p.csv", file, opts)
	p := report.Placement
	if p.Placed != 3 || p.Divided != 1 || p.NotPlaced != 2 || p.Unplaced[0].Row != 4 || p.Unplaced[1].Row != 5 {
		t.Fatalf("placement %+v", p)
	}
	points := map[string]*registry.PostalPoint{}
	read := func() {
		for _, p := range all[*registry.PostalPoint](t, store, registry.Postal) {
			points[p.Code] = p
		}
	}
	read()
	// The old commune 09002 went to three in a row: the middle one is nearest to all.
	if b := points["B"]; !strings.Contains(b.ApproximateWhy, "xã cũ 09002 được chia cho Xã Một (00001), Xã Hai (00002), Xã Ba (00003)") ||
		b.Point[0] < 107.5 || b.Point[0] > 108 || b.AccuracyM.Value < 80_000 {
		t.Errorf("B stands at %v ±%v: %s", b.Point, b.AccuracyM, b.ApproximateWhy)
	}
	// On its own day 00003 is a commune; of the day before, its unit went to 00001.
	if f := points["F"]; f.Point[0] < 108 {
		t.Errorf("F stands at %v", f.Point)
	}
	opts.CodesAsOf = date(t, "2025-06-30")
	mustRun(t, store, registry.Postal, "p.csv", header+"F,Ba,VNPOST,bdvhx,00003,,\n", opts)
	// Coordinates replace a stand-in, and a stand-in replaces none.
	measured := mustRun(t, store, registry.Postal, "p.csv", header+"A,Một,VNPOST,bdvhx,09001,107.1,14.2\nE,Đo,VNPOST,bdvhx,00002,,\n", opts)
	if measured.Placement.Placed != 0 || measured.Placement.NotPlaced != 0 {
		t.Errorf("placement of measured points %+v", measured.Placement)
	}
	read()
	if f := points["F"]; f.Point[0] > 107.5 {
		t.Errorf("F, of the older 00003, stands at %v", f.Point)
	}
	if a := points["A"]; a.Point[0] != 107.1 || a.Approximate.Known || a.ApproximateWhy != "" || a.AccuracyM.Known {
		t.Errorf("A stands at %v, approximate %v %s", a.Point, a.Approximate, a.ApproximateWhy)
	}
	if e := points["E"]; e.Point[0] != 107.6 || e.Approximate.Known {
		t.Errorf("E stands at %v, approximate %v", e.Point, e.Approximate)
	}
}

func TestPlacementIsRefusedWhereThereIsNoCommune(t *testing.T) {
	t.Parallel()
	store := withOperators(t)
	_, err := importing.Import(context.Background(), store, registry.Units, "u.csv", strings.NewReader("code,name\n62,Tỉnh\n"), importing.Options{PlaceInCommune: true})
	if registry.CodeOf(err) != registry.Invalid {
		t.Errorf("got %v", err)
	}
	// Without the option a code that no commune has is a fault, as ever.
	mustRun(t, store, registry.Units, "u.geojson", features(square("00001", "Xã Một", 107, 14, 0.5)), importing.Options{})
	report, _ := run(t, store, registry.Postal, "p.csv", "code,name,operator_code,class,commune_code\nA,Một,VNPOST,bdvhx,77777\n", importing.Options{})
	if !slices.Equal(rules(report), []string{"2:commune_code:commune"}) {
		t.Errorf("problems %v", rules(report))
	}
}
