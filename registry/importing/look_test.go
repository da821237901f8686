package importing_test

import (
	"bytes"
	"context"
	"slices"
	"testing"

	"github.com/paulmach/orb"
	"github.com/xuri/excelize/v2"

	"hatang/registry"
	"hatang/registry/importing"
)

// A file in metres, without a system, shows what it holds and in which zones its
// rows would lie where they say.
func TestAFileShowsWhatItHoldsBeforeItIsUnderstood(t *testing.T) {
	t.Parallel()
	store := withOperators(t)
	look := &importing.Look{}
	report, err := run(t, store, registry.Sites, "sites.csv", goodSites, importing.Options{DryRun: true, Look: look})
	if err == nil || !slices.Contains(rules(report), "2:Tọa độ X:crs") {
		t.Errorf("%v: metres without a system: %v", err, rules(report))
	}
	if look.Format != importing.CSV || len(look.Rows) != 3 || look.Rows[0].Row != 2 || look.Rows[1].Cells[2] != `Trạm "Đăk Hà"` || look.Header[1] != "Mã trạm" {
		t.Errorf("it shows %+v", look)
	}
	if len(look.Positions) != 3 || !look.Metres() {
		t.Fatalf("positions %+v", look.Positions)
	}
	// A commune around the true place, some 20 km to each side: narrower than the
	// 27 km by which neighbouring zones lie apart here.
	kept := func(p orb.Point) (string, bool) {
		return "23500", p[0] > 107.9 && p[0] < 108.1 && p[1] > 14.2 && p[1] < 14.5
	}
	fits := look.Systems(kept)
	if len(fits) == 0 || fits[0].CRS != "vn2000:107.5" || fits[0].Inside != 3 || fits[0].InCommune != 0 || fits[0].EPSG != 9216 {
		t.Errorf("the zones are %+v", fits)
	}
	for _, fit := range fits[1:] {
		if fit.Inside == 3 {
			t.Errorf("all points lie in the commune by %s too", fit.CRS)
		}
	}
	if none := look.Systems(func(orb.Point) (string, bool) { return "", false }); len(none) != 0 {
		t.Errorf("nowhere is in %+v", none)
	}
}

// A zone in which rows lie in the communes that they state comes first.
func TestTheZoneOfTheStatedCommuneComesFirst(t *testing.T) {
	t.Parallel()
	look := &importing.Look{Positions: []importing.GivenPosition{{Row: 2, First: 1587081.308, Second: 553194.965, CommuneCode: "23500"}}}
	communeAt := func(p orb.Point) (string, bool) {
		if p[0] > 107.9 && p[0] < 108.05 {
			return "23500", true
		}
		return "99999", true
	}
	if fits := look.Systems(communeAt); fits[0].CRS != "vn2000:107.5" || fits[0].InCommune != 1 {
		t.Errorf("first comes %+v", fits[0])
	}
}

func TestEachRowIsMetWithWhatBecomesOfIt(t *testing.T) {
	t.Parallel()
	store := withOperators(t)
	mustRun(t, store, registry.Sites, "sites.csv", goodSites, importing.Options{CRS: "vn2000:107.5"})
	met := map[int]importing.Met{}
	text := goodSites + "3;KTM003;;mobifone;1587181;553194;-;;2G, 3G;;;0,8\n4;KTM004;;mobifone;1587181;563194;20;;4G;;;\n5;KTM005;;ai;1587181;563194;20;;4G;;;\n" +
		"6;KTM001;Tên mới;Viettel;;;;;;;;\n"
	report, err := run(t, store, registry.Sites, "sites.csv", text, importing.Options{CRS: "vn2000:107.5", DryRun: true, Met: func(m importing.Met) { met[m.Row] = m }})
	if err == nil || len(met) != report.Rows {
		t.Fatalf("%v: %d rows met of %d", err, len(met), report.Rows)
	}
	want := map[int]importing.RowOutcome{2: importing.RowUnchanged, 5: importing.RowRepeated, 6: importing.RowCreated, 7: importing.RowRejected}
	for row, outcome := range want {
		if met[row].Outcome != outcome {
			t.Errorf("row %d is %+v, want %s", row, met[row], outcome)
		}
	}
	if at, ok := met[6].Shape.(orb.Point); !ok || abs(at[0]-108.08) > 0.05 || met[6].Name != "KTM004" {
		t.Errorf("row 6 is %+v", met[6])
	}
	if met[8].Shape != nil {
		t.Errorf("row 8 states no place: %+v", met[8])
	}
}

func TestTheSheetsOfAWorkbookAreNamed(t *testing.T) {
	t.Parallel()
	book := excelize.NewFile()
	for i, name := range []string{"Sheet1", "Trạm"} {
		if i > 0 {
			if _, err := book.NewSheet(name); err != nil {
				t.Fatal(err)
			}
		}
		for j, row := range [][]any{{"Mã trạm", "Doanh nghiệp", "Kinh độ", "Vĩ độ"}, {"KTM" + name, "Viettel", 107.9, 14.3}} {
			cell, _ := excelize.CoordinatesToCellName(1, j+1)
			if err := book.SetSheetRow(name, cell, &row); err != nil {
				t.Fatal(err)
			}
		}
	}
	var out bytes.Buffer
	if err := book.Write(&out); err != nil {
		t.Fatal(err)
	}
	look := &importing.Look{}
	_, err := importing.Import(context.Background(), withOperators(t), registry.Sites, "b.xlsx", bytes.NewReader(out.Bytes()),
		importing.Options{DryRun: true, Sheet: "Trạm", Look: look, Author: registry.Author{Actor: "test"}})
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(look.Parts, []string{"Sheet1", "Trạm"}) || look.Part != "Trạm" || look.Rows[0].Cells[0] != "KTMTrạm" {
		t.Errorf("it shows %+v", look)
	}
}

// Whatever is offered for a column can be taken.
func TestEveryTargetIsUnderstood(t *testing.T) {
	t.Parallel()
	store := withOperators(t)
	for _, kind := range registry.EditedKinds() {
		for _, target := range importing.Targets(kind) {
			report, err := run(t, store, kind, "a.csv", "Cột lạ,khác\n1,2\n", importing.Options{DryRun: true, IgnoreUnknown: true, Map: map[string]string{"Cột lạ": target.Name}})
			if report == nil || len(report.Columns) == 0 {
				t.Fatalf("%s %s: %v", kind, target.Name, err)
			}
			if report.Columns[0].Field == "" || slices.Contains(rules(report), "0:Cột lạ:unknown-field") {
				t.Errorf("%s: %s is not understood: %v", kind, target.Name, rules(report))
			}
		}
	}
}
