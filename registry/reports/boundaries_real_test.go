package reports_test

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"context"
	"fmt"
	"io"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/paulmach/orb"

	"hatang/geo/polygon"
	"hatang/registry"
	"hatang/registry/importing"
	"hatang/registry/indicators"
	"hatang/registry/sqlite"
	"hatang/registry/sqlite/sqlitetest"
)

// sharedUnits is the content of a file of real units beside the project; the test
// is skipped where there is none.
func sharedUnits(t *testing.T, name string) []byte {
	t.Helper()
	file, err := os.Open(filepath.Join("..", "..", "..", "shared", "data", "units", name))
	if err != nil {
		t.Skipf("skipped: shared/data/units/%s is not beside this checkout", name)
	}
	defer func() { _ = file.Close() }()
	reader, err := gzip.NewReader(file)
	if err != nil {
		t.Fatal(err)
	}
	content, err := io.ReadAll(reader)
	if err != nil {
		t.Fatal(err)
	}
	return content
}

// crosswalkOfKonTum is the lines of the crosswalk that begin in Kon Tum, with one
// commune said to be divided between its own successor and another where asked for.
func crosswalkOfKonTum(t *testing.T, divided string, also string) []byte {
	t.Helper()
	var out bytes.Buffer
	lines := bufio.NewScanner(bytes.NewReader(sharedUnits(t, "crosswalk_communes_legacy_to_2025.csv.gz")))
	var alsoCells []string
	var kept []string
	for first := true; lines.Scan(); first = false {
		line := lines.Text()
		if first || strings.Contains(line, ",Tỉnh Kon Tum,") {
			kept = append(kept, line)
			if cells := strings.Split(line, ","); !first && cells[17] == also {
				alsoCells = cells
			}
		}
	}
	for _, line := range kept {
		cells := strings.Split(line, ",")
		if divided == "" || cells[4] != divided {
			fmt.Fprintln(&out, line)
			continue
		}
		cells[7] = "True"
		fmt.Fprintln(&out, strings.Join(cells, ","))
		for _, at := range []int{12, 13, 17, 18, 19, 20, 21} {
			cells[at] = alsoCells[at]
		}
		fmt.Fprintln(&out, strings.Join(cells, ","))
	}
	return out.Bytes()
}

// province is Kon Tum on its real boundaries of 2020 and Quảng Ngãi on those of
// 2025, with two postal points in each old commune: one surveyed, one that is only
// known to be in the commune.
type province struct {
	store     registry.Store
	book      *indicators.Book
	old, now  []*registry.AdminUnit
	surveyed  []orb.Point
	heirOf    map[string]string // old → new, of communes that went whole
	of2020    indicators.Period
	newBounds registry.Date
}

func realProvince(t *testing.T, crosswalk []byte) *province {
	t.Helper()
	old, now := sharedUnits(t, "communes_kon_tum_2020.geojson.gz"), sharedUnits(t, "communes_quang_ngai_2025.geojson.gz")
	clock := func() time.Time { return time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC) }
	store := sqlitetest.New(t, sqlite.Options{Clock: clock})
	author := registry.Author{Actor: "test", Request: "test", Reason: "test"}
	load := func(kind registry.Kind, name string, content []byte, o importing.Options) {
		t.Helper()
		o.Author = author
		if _, err := importing.Import(t.Context(), store, kind, name, bytes.NewReader(content), o); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
	}
	reform := day(t, "2025-07-01")
	ends := registry.Date{}
	if crosswalk == nil {
		ends = reform
	}
	load(registry.Units, "old.geojson", old, importing.Options{ValidFrom: day(t, "2019-04-01"), ValidTo: ends, IgnoreUnknown: true})
	if crosswalk != nil {
		load(registry.Successions, "crosswalk.csv", crosswalk, importing.Options{Defaults: map[string]string{"on_date": "2025-07-01"}})
	}
	load(registry.Units, "new.geojson", now, importing.Options{ValidFrom: reform, IgnoreUnknown: true})
	p := &province{store: store, heirOf: map[string]string{}, of2020: indicators.Period{From: day(t, "2020-01-01"), To: day(t, "2020-12-31")}, newBounds: day(t, "2025-12-31")}
	p.old, p.now = p.communes(t, "62", p.of2020.To), p.communes(t, "51", p.newBounds)
	if len(p.old) != 102 || len(p.now) != 96 {
		t.Fatalf("%d old communes and %d new ones, want 102 and 96", len(p.old), len(p.now))
	}
	p.populate(t, author)
	var err error
	p.book, err = indicators.OpenBook(t.Context(), store, indicators.BookOptions{Settings: store, Today: day(t, "2026-11-22")})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func (p *province) communes(t *testing.T, code string, on registry.Date) []*registry.AdminUnit {
	t.Helper()
	found, err := registry.Find[*registry.AdminUnit](t.Context(), p.store, registry.Query{
		Kind: registry.Units, AsOf: on, Order: []registry.Order{{Field: "code"}},
		Where: []registry.Condition{registry.Where("level", registry.LevelCommune), registry.Where("province_code", code)},
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// populate enters the points, and a series of the old province.
func (p *province) populate(t *testing.T, author registry.Author) {
	t.Helper()
	random := rand.New(rand.NewPCG(62, 51))
	successions, err := registry.Find[*registry.Succession](t.Context(), p.store, registry.Query{Kind: registry.Successions, AllRows: true})
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range successions {
		if s.Whole.Or(false) {
			p.heirOf[s.FromCode] = s.ToCode
		}
	}
	err = p.store.Update(t.Context(), author, func(ctx context.Context, w registry.Writer) error {
		records := []registry.Record{&registry.Operator{Code: "vnpost", Name: "VNPost"}}
		for i, u := range p.old {
			at := inside(random, u.Area)
			p.surveyed = append(p.surveyed, at)
			for _, standIn := range []bool{false, true} {
				point := &registry.PostalPoint{Code: fmt.Sprintf("%d-%v", i, standIn), OperatorCode: "vnpost", Class: registry.PostalAgent, CommuneCode: u.Code}
				point.Point, point.Located, point.Approximate = at, true, registry.Some(standIn)
				point.Row.ValidFrom = day(t, "2019-04-01")
				records = append(records, point)
			}
		}
		enter := func(code string, value float64) {
			records = append(records, &registry.IndicatorValue{
				Code: code, UnitCode: "62", PeriodFrom: p.of2020.From, PeriodTo: p.of2020.To, Value: registry.Some(value), Source: "báo cáo năm 2020",
			})
		}
		enter("phone_subscribers", 374021)
		for _, rec := range records {
			if _, err := w.Put(ctx, rec); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func inside(random *rand.Rand, area orb.MultiPolygon) orb.Point {
	for box := area.Bound(); ; {
		at := orb.Point{box.Min[0] + random.Float64()*(box.Max[0]-box.Min[0]), box.Min[1] + random.Float64()*(box.Max[1]-box.Min[1])}
		if polygon.Contains(area, at) {
			return at
		}
	}
}

func (p *province) figure(t *testing.T, code, unit string, boundaries registry.Date) *indicators.Figure {
	t.Helper()
	f, err := p.book.Figure(t.Context(), code, indicators.Ask{Unit: unit, Period: p.of2020, Boundaries: boundaries})
	if err != nil {
		t.Fatal(err)
	}
	return f
}

const konTumPeople = 540438

// The same registry as of 2020, on the boundaries of then and of 2025: points and
// people agree in total, and commune by commune points are where geometry says.
func TestRealBoundaries(t *testing.T) {
	t.Parallel()
	plain := realProvince(t, crosswalkOfKonTum(t, "", ""))
	for name, test := range map[string]func(*testing.T, *province){
		"old and new": oldAndNew, "entered series": enteredSeries, "by geometry": byGeometry, "a divided commune": dividedCommune,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			test(t, plain)
		})
	}
}

func oldAndNew(t *testing.T, p *province) {
	for code, want := range map[string]float64{"postal_points": 204, "people": konTumPeople} {
		before, after := p.figure(t, code, "62", registry.Date{}).Value.Value, p.figure(t, code, "51", p.newBounds).Value.Value
		if before != want || math.Abs(after-want) > 1e-6 {
			t.Errorf("%s: %v on the boundaries of 2020, %v on those of 2025, want %v", code, before, after, want)
		}
	}
	want := map[string]float64{}
	for i, u := range p.old {
		heir := p.heirOf[u.Code]
		want[heir]++ // the point that is only known to be in the commune
		for _, n := range p.now {
			if polygon.Contains(n.Area, p.surveyed[i]) {
				heir = n.Code
				break
			}
		}
		want[heir]++
	}
	var points, people float64
	with := 0
	for _, n := range p.now {
		got := p.figure(t, "postal_points", n.Code, p.newBounds).Value.Value
		if got != want[n.Code] {
			t.Errorf("%s %s: %v points, want %v", n.Code, n.Name, got, want[n.Code])
		}
		points += got
		if f := p.figure(t, "people", n.Code, p.newBounds); f.Value.Known {
			with++
			people += f.Value.Value
		}
	}
	if points != 204 || math.Abs(people-konTumPeople) > 1e-6 || with != 40 {
		t.Errorf("the communes of 2025 hold %v points and %v people in %d communes, want 204, %d and 40", points, people, with, konTumPeople)
	}
	// The new province is larger than what the registry knows of 2020: that is said.
	if source := p.figure(t, "people", "51", p.newBounds).Source.EN; !strings.Contains(source, "65 % of the area") {
		t.Errorf("people of 2020 within the boundaries of 2025: %q", source)
	}
}

// An entered series of the old province is taken over by people, which is said;
// the code 51, which was another province's in 2020, is not mistaken for it.
func enteredSeries(t *testing.T, p *province) {
	f := p.figure(t, "phone_subscribers", "51", p.newBounds)
	if f.Value != registry.Some(374021.0) || !strings.Contains(f.Source.VI, "374.021 × 100,00 % số dân") || f.Inputs[0].Code != "phone_subscribers@62" {
		t.Errorf("%v from %q", f.Value, f.Source.VI)
	}
	if commune := p.figure(t, "phone_subscribers", "23293", p.newBounds); commune.Value.Known {
		t.Errorf("a commune has %v: nothing was entered for its like", commune.Value.Value)
	}
}

// Without any crosswalk everything is assigned by geometry, and the totals agree
// as far as the polygons of the two days do.
func byGeometry(t *testing.T, whole *province) {
	if testing.Short() {
		t.Skip("skipped with -short: it imports the real communes again")
	}
	p := realProvince(t, nil)
	var moved, people float64
	for _, n := range p.now {
		byGeometry := p.figure(t, "people", n.Code, p.newBounds).Value.Value
		people += byGeometry
		moved += math.Abs(byGeometry - whole.figure(t, "people", n.Code, whole.newBounds).Value.Value)
	}
	total := p.figure(t, "people", "51", p.newBounds).Value.Value
	t.Logf("by geometry alone %.0f people of %d, %.0f in the province; %.1f %% stand in another commune than by the crosswalk", people, konTumPeople, total, 50*moved/konTumPeople)
	if math.Abs(people/konTumPeople-1) > 0.02 || math.Abs(total/konTumPeople-1) > 0.02 || moved/2 > 0.1*konTumPeople {
		t.Errorf("by geometry %v people in the communes, %v in the province, want about %d; %v moved", people, total, konTumPeople, moved/2)
	}
}

// The shares of a commune that was divided between two real neighbours are those
// of its area, and together all of it.
func dividedCommune(t *testing.T, plain *province) {
	if testing.Short() {
		t.Skip("skipped with -short: it imports the real communes again")
	}
	crosswalk := crosswalkOfKonTum(t, "23284.0", "23293") // phường Duy Tân: also to phường Kon Tum
	p := realProvince(t, crosswalk)
	var gained float64
	for _, code := range []string{"23284", "23293"} {
		divided, whole := p.figure(t, "people", code, p.newBounds), plain.figure(t, "people", code, plain.newBounds)
		gained += divided.Value.Value - whole.Value.Value
		if !strings.Contains(divided.Source.EN, "1 that were divided") {
			t.Errorf("%s: %q", code, divided.Source.EN)
		}
		t.Logf("%s: %.0f people where it is divided, %.0f where it went whole", code, divided.Value.Value, whole.Value.Value)
	}
	var people float64
	for _, u := range p.old {
		if u.Code == "23284" {
			people = float64(u.Population.Value)
		}
	}
	if math.Abs(gained) > 0.02*people {
		t.Errorf("%v of %v people of the divided commune are lost or found", gained, people)
	}
	if total := p.figure(t, "people", "51", p.newBounds).Value.Value; math.Abs(total-konTumPeople) > 1e-6 {
		t.Errorf("%v people in the province, want %d", total, konTumPeople)
	}
}
