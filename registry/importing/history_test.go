package importing_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/paulmach/orb"

	"hatang/registry"
	"hatang/registry/importing"
)

// history is the rows about the thing with the code as dates and heights.
func history(tb testing.TB, store registry.Store, code string) string {
	tb.Helper()
	var rows []string
	sites := all[*registry.Site](tb, store, registry.Sites)
	slices.SortFunc(sites, func(a, b *registry.Site) int { return a.Row.ValidFrom.Compare(b.Row.ValidFrom) })
	id := ""
	for _, s := range sites {
		if s.Code != code {
			continue
		}
		if id != "" && s.Row.ID != id {
			tb.Errorf("%s is two things", code)
		}
		id = s.Row.ID
		rows = append(rows, fmt.Sprintf("%s…%s %v m %s", s.Row.ValidFrom, s.Row.ValidTo, s.HeightM.Value, s.Name))
	}
	return strings.Join(rows, "; ")
}

func site(code, height, name string) string {
	return "code,operator,height_m,name\n" + code + ",VIETTEL," + height + "," + name + "\n"
}

func TestHistory(t *testing.T) {
	t.Parallel()
	type step struct {
		text     string
		from, to string
		counts   string // "" when refused
	}
	const (
		created   = "created 1 changed 0 unchanged 0 rejected 0 repeated 0 warned 0"
		changed   = "created 0 changed 1 unchanged 0 rejected 0 repeated 0 warned 0"
		unchanged = "created 0 changed 0 unchanged 1 rejected 0 repeated 0 warned 0"
	)
	for name, c := range map[string]struct {
		steps []step
		want  string
	}{
		"without a date what holds is corrected": {
			[]step{{site("A", "30", "x"), "", "", created}, {site("A", "35", "x"), "", "", changed}}, "… 35 m x",
		},
		"a later date begins a row": {
			[]step{{site("A", "30", "x"), "2020-01-01", "", created}, {site("A", "35", "x"), "2022-01-01", "", changed}},
			"2020-01-01…2022-01-01 30 m x; 2022-01-01… 35 m x",
		},
		"the same date corrects": {
			[]step{{site("A", "30", "x"), "2020-01-01", "", created}, {site("A", "35", "x"), "2020-01-01", "", changed}}, "2020-01-01… 35 m x",
		},
		"a later date with nothing new": {
			[]step{{site("A", "30", "x"), "2020-01-01", "", created}, {site("A", "30", "x"), "2022-01-01", "", unchanged}}, "2020-01-01… 30 m x",
		},
		"a date amid closed rows splits one": {
			[]step{
				{site("A", "30", "x"), "2020-01-01", "", created}, {site("A", "40", "x"), "2024-01-01", "", changed},
				{site("A", "35", "x"), "2022-01-01", "", changed},
			},
			"2020-01-01…2022-01-01 30 m x; 2022-01-01…2024-01-01 35 m x; 2024-01-01… 40 m x",
		},
		"an earlier date goes before": {
			[]step{{site("A", "40", "x"), "2024-01-01", "", created}, {site("A", "30", "x"), "2020-01-01", "", changed}},
			"2020-01-01…2024-01-01 30 m x; 2024-01-01… 40 m x",
		},
		"an empty cell and an absent column keep what is there": {
			[]step{{site("A", "30", "x"), "", "", created}, {"code,operator,name\nA,VIETTEL,\n", "", "", unchanged}, {"code,operator\nA,VIETTEL\n", "", "", unchanged}},
			"… 30 m x",
		},
		"absent columns go on in a new row": {
			[]step{{site("A", "30", "x"), "2020-01-01", "", created}, {"code,operator,name\nA,VIETTEL,y\n", "2022-01-01", "", changed}},
			"2020-01-01…2022-01-01 30 m x; 2022-01-01… 30 m y",
		},
		"an end": {
			[]step{{site("A", "30", "x"), "2020-01-01", "", created}, {site("A", "30", "x"), "2020-01-01", "2099-01-01", changed}},
			"2020-01-01…2099-01-01 30 m x",
		},
		"what ended needs a date": {
			[]step{{site("A", "30", "x"), "2010-01-01", "2012-01-01", created}, {site("A", "35", "x"), "", "", ""}},
			"2010-01-01…2012-01-01 30 m x",
		},
		"what ended begins again": {
			[]step{{site("A", "30", "x"), "2010-01-01", "2012-01-01", created}, {"code,operator,name\nA,VIETTEL,y\n", "2015-01-01", "", changed}},
			"2010-01-01…2012-01-01 30 m x; 2015-01-01… 30 m y",
		},
		"dates in the file": {
			[]step{{"code,operator,height_m,valid_from\nA,VIETTEL,30,2020-01-01\nA,VIETTEL,35,1/1/2022\nA,VIETTEL,35,1/1/2023\nA,VIETTEL,40,1/1/2024\n", "", "",
				"created 1 changed 2 unchanged 1 rejected 0 repeated 0 warned 0"}},
			"2020-01-01…2022-01-01 30 m ; 2022-01-01…2024-01-01 35 m ; 2024-01-01… 40 m ",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			store := withOperators(t)
			for i, s := range c.steps {
				opts := importing.Options{ValidFrom: date(t, s.from), ValidTo: date(t, s.to)}
				report, err := run(t, store, registry.Sites, "in.csv", s.text, opts)
				if s.counts == "" {
					if registry.CodeOf(err) != registry.Invalid {
						t.Errorf("step %d: got %v, want Invalid", i, err)
					}
					continue
				}
				if err != nil || counts(report) != s.counts {
					t.Fatalf("step %d: %s, %v, want %s", i, counts(report), err, s.counts)
				}
				again, err := run(t, store, registry.Sites, "in.csv", s.text, opts)
				if err != nil || again.Created+again.Changed > 0 {
					t.Errorf("step %d again: %s, %v", i, counts(again), err)
				}
			}
			if got := history(t, store, "A"); got != c.want {
				t.Errorf("got  %s\nwant %s", got, c.want)
			}
			if err := store.Verify(context.Background()); err != nil {
				t.Error(err)
			}
		})
	}
}

// A thing that others refer to cannot be ended: the store's answer names the row.
func TestWhatTheStoreRefusesNamesTheRow(t *testing.T) {
	t.Parallel()
	store := withOperators(t)
	mustRun(t, store, registry.Sites, "s.csv", "code,operator\nA,VIETTEL\nB,VIETTEL\n", importing.Options{ValidFrom: date(t, "2020-01-01")})
	mustRun(t, store, registry.Stations, "t.csv", "code,operator,technology,site_code\nT,VIETTEL,4G,B\n", importing.Options{ValidFrom: date(t, "2020-01-01")})
	report, err := run(t, store, registry.Sites, "s.csv", "code,operator,valid_from,valid_to\nA,VIETTEL,2020-01-01,2024-01-01\nB,VIETTEL,2020-01-01,2024-01-01\n", importing.Options{})
	if registry.CodeOf(err) != registry.Invalid || len(report.Problems) != 1 || report.Problems[0].Row != 3 {
		t.Errorf("got %v, %v, want a fault in row 3", err, report)
	}
	if got := history(t, store, "A"); got != "2020-01-01… 0 m " {
		t.Errorf("the import was not rolled back: %s", got)
	}
}

func TestAPositionThatMovesForgetsHowItWasGiven(t *testing.T) {
	t.Parallel()
	store := withOperators(t)
	mustRun(t, store, registry.Sites, "s.csv", "code,operator,X,Y,accuracy_m,approximate\nA,VIETTEL,553194.965,1587081.308,50,có\n", importing.Options{CRS: "9216"})
	before := all[*registry.Site](t, store, registry.Sites)[0]
	if before.GivenCRS != "EPSG:9216" || before.GivenText != "553194.965 1587081.308" || before.Approximate != registry.Some(true) {
		t.Fatalf("given as %q %q", before.GivenCRS, before.GivenText)
	}
	mustRun(t, store, registry.Sites, "s.csv", "code,operator,lon,lat\nA,VIETTEL,108,14.4\n", importing.Options{})
	after := all[*registry.Site](t, store, registry.Sites)[0]
	if after.Point != (orb.Point{108, 14.4}) || after.GivenCRS != "" || after.GivenText != "" || after.AccuracyM.Known || after.Approximate.Known {
		t.Errorf("after the move: %+v", after.Position)
	}
}

func TestRowsWithoutACodeAreRecognisedByPlace(t *testing.T) {
	t.Parallel()
	store := withOperators(t)
	const file = "operator,lon,lat,name\nVIETTEL,107.9,14.3,x\nVIETTEL,107.90002,14.3,y\nVNPT,107.9,14.3,z\n" // y is 2,2 m from x
	if got := counts(mustRun(t, store, registry.Sites, "s.csv", file, importing.Options{})); got != "created 3 changed 0 unchanged 0 rejected 0 repeated 0 warned 1" {
		t.Fatal(got)
	}
	if got := counts(mustRun(t, store, registry.Sites, "s.csv", file, importing.Options{})); got != "created 0 changed 0 unchanged 3 rejected 0 repeated 0 warned 0" {
		t.Error(got)
	}
	// 0.9 m off is the same place, 1.2 m another.
	near := "operator,lon,lat,name\nVIETTEL,107.9,14.300008,x2\nVNPT,107.9,14.300011,z2\n"
	if got := counts(mustRun(t, store, registry.Sites, "s.csv", near, importing.Options{})); got != "created 1 changed 1 unchanged 0 rejected 0 repeated 0 warned 2" {
		t.Error(got)
	}
}

func TestAnIDFromElsewhereYieldsToTheKey(t *testing.T) {
	t.Parallel()
	store := withOperators(t)
	mustRun(t, store, registry.Sites, "s.csv", "code,operator,name\nA,VIETTEL,x\n", importing.Options{})
	report := mustRun(t, store, registry.Sites, "s.csv", "id,code,operator,name\nelsewhere-1,A,VIETTEL,y\nelsewhere-2,B,VIETTEL,z\n", importing.Options{})
	if got := counts(report); got != "created 1 changed 1 unchanged 0 rejected 0 repeated 0 warned 1" {
		t.Error(got)
	}
	ids := map[string]string{}
	for _, s := range all[*registry.Site](t, store, registry.Sites) {
		ids[s.Code] = s.Row.ID
	}
	if ids["A"] == "elsewhere-1" || ids["B"] != "elsewhere-2" {
		t.Errorf("IDs are %v", ids)
	}
}

func TestStationsFindAndMakeTheirSites(t *testing.T) {
	t.Parallel()
	store := withOperators(t)
	mustRun(t, store, registry.Sites, "s.csv", "code,operator,lon,lat\nS1,VIETTEL,107.9,14.3\nS2,VNPT,107.95,14.3\nS2,MOBIFONE,107.96,14.3\n", importing.Options{})
	const stations = "code,Mã vị trí,operator,technology,band,lon,lat\n" +
		"T1,S1,VIETTEL,4G,1800,,\n" + // stands on S1
		"T2,S2,MOBIFONE,4G,1800,,\n" + // its own S2 of two
		"T3,,VIETTEL,3G,2100,107.900003,14.3\n" + // 0.3 m from S1
		"T4,,VIETTEL,4G,1800,107.99,14.4\n" + // no site there
		"T5,,VNPT,4G,1800,107.99,14.4\n" + // the one made for T4
		"T6,NEW,VIETTEL,4G,1800,107.8,14.2\n" + // made with its code
		"T7,NEW,VIETTEL,3G,900,107.8,14.2\n" +
		",,VIETTEL,5G,2600,107.8,14.2\n" // without a code
	report := mustRun(t, store, registry.Stations, "t.csv", stations, importing.Options{})
	if got := counts(report); got != "created 8 changed 0 unchanged 0 rejected 0 repeated 0 warned 0" {
		t.Fatal(got, rules(report))
	}
	if len(report.Related) != 1 || report.Related[0].Created != 2 {
		t.Errorf("related %+v, want two sites", report.Related)
	}
	sites := map[string]*registry.Site{}
	for _, s := range all[*registry.Site](t, store, registry.Sites) {
		sites[s.Row.ID] = s
	}
	where := map[string]string{}
	for _, s := range all[*registry.Station](t, store, registry.Stations) {
		on := sites[s.SiteID]
		where[s.Code] = fmt.Sprintf("%s/%s at %v", on.Code, on.OperatorCode, s.Point)
		if s.Code != "T3" && s.Point != on.Point {
			t.Errorf("%s stands at %v, its site at %v", s.Code, s.Point, on.Point)
		}
	}
	want := map[string]string{
		"T1": "S1/VIETTEL at [107.9 14.3]", "T2": "S2/MOBIFONE at [107.96 14.3]", "T3": "S1/VIETTEL at [107.900003 14.3]",
		"T4": "/VIETTEL at [107.99 14.4]", "T5": "/VIETTEL at [107.99 14.4]", "T6": "NEW/VIETTEL at [107.8 14.2]",
		"T7": "NEW/VIETTEL at [107.8 14.2]", "": "NEW/VIETTEL at [107.8 14.2]",
	}
	for code, place := range want {
		if where[code] != place {
			t.Errorf("%q stands on %s, want %s", code, where[code], place)
		}
	}
	again := mustRun(t, store, registry.Stations, "t.csv", stations, importing.Options{})
	if got := counts(again); got != "created 0 changed 0 unchanged 8 rejected 0 repeated 0 warned 0" || len(again.Related) != 0 {
		t.Errorf("again: %s, %+v", got, again.Related)
	}
	// Two sites have the code S2; without the operator's own it is not known which.
	report, err := run(t, store, registry.Stations, "t.csv", "code,site_code,operator,technology\nT9,S2,VIETTEL,4G\n", importing.Options{})
	if registry.CodeOf(err) != registry.Invalid || !slices.Equal(rules(report), []string{"2:site_code:reference"}) {
		t.Errorf("an ambiguous site: %v", rules(report))
	}
}

func TestSectorsStandWhereTheirStationStands(t *testing.T) {
	t.Parallel()
	store := withOperators(t)
	mustRun(t, store, registry.Stations, "t.csv", "code,operator,technology,lon,lat\nT1,VIETTEL,4G,107.9,14.3\nT1,VNPT,4G,107.8,14.3\n", importing.Options{})
	report := mustRun(t, store, registry.Sectors, "c.csv", "code,station_code,Nhà mạng,azimuth\nC1,T1,VinaPhone,120\n", importing.Options{})
	if report.Created != 1 {
		t.Fatal(counts(report))
	}
	if got := all[*registry.Sector](t, store, registry.Sectors)[0]; got.Point != (orb.Point{107.8, 14.3}) || got.AzimuthDeg.Value != 120 {
		t.Errorf("the sector is %+v", got)
	}
	if again := mustRun(t, store, registry.Sectors, "c.csv", "code,station_code,Nhà mạng,azimuth\nC1,T1,VinaPhone,120\n", importing.Options{}); again.Unchanged != 1 {
		t.Errorf("again: %s", counts(again))
	}
}
