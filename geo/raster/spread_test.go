package raster_test

import (
	"context"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/paulmach/orb"
	"pgregory.net/rapid"

	"hatang/geo/geodesy"
	"hatang/geo/polygon"
	"hatang/geo/polygon/polygontest"
	"hatang/geo/raster"
)

func box(west, south, east, north float64) orb.MultiPolygon {
	return orb.MultiPolygon{orb.Bound{Min: orb.Point{west, south}, Max: orb.Point{east, north}}.ToPolygon()}
}

func spread(t testing.TB, g raster.Grid, units []raster.Unit, options raster.SpreadOptions) (*raster.Surface, raster.Report) {
	t.Helper()
	s, report, err := raster.Spread(context.Background(), g, units, options)
	if err != nil {
		t.Fatal(err)
	}
	return s, report
}

// peopleByUnit adds up cells in index order.
func peopleByUnit(s *raster.Surface) []float64 {
	sums := make([]float64, len(s.Units))
	for i, u := range s.Unit {
		if u != raster.NoUnit {
			sums[u] += s.People[i]
		}
	}
	return sums
}

// fataler is what *testing.T and *rapid.T have in common.
type fataler interface{ Fatalf(string, ...any) }

func checkConserved(t fataler, s *raster.Surface, units []raster.Unit) {
	for u, got := range peopleByUnit(s) {
		if want := units[u].People; math.Abs(got-want) > 1e-12*want {
			t.Fatalf("unit %s: %.17g people in its cells, want %.17g", units[u].Code, got, want)
		}
	}
	for i, people := range s.People {
		if !(people >= 0) || (s.Unit[i] == raster.NoUnit) != (s.Source[i] == raster.SourceNone) {
			t.Fatalf("cell %d: %v people of unit %d by %v", i, people, s.Unit[i], s.Source[i])
		}
	}
}

// Whatever the units, however they overlap, and whatever weighs the cells,
// people are conserved unit by unit.
func TestSpreadConservesPeople(t *testing.T) {
	t.Parallel()
	g := tiny(20, 24)
	rapid.Check(t, func(t *rapid.T) {
		var units []raster.Unit
		for i := range rapid.IntRange(1, 8).Draw(t, "units") {
			west := rapid.Float64Range(107, 109.3).Draw(t, "west")
			south := rapid.Float64Range(13.5, 14.9).Draw(t, "south")
			width := math.Pow(10, rapid.Float64Range(-6, -0.2).Draw(t, "log width"))
			height := math.Pow(10, rapid.Float64Range(-6, -1.1).Draw(t, "log height"))
			units = append(units, raster.Unit{
				Code: fmt.Sprint(i), Area: box(west, south, west+width, south+height),
				People: rapid.OneOf(rapid.Just(0.0), rapid.Float64Range(0, 1e6), rapid.Map(rapid.IntRange(1, 1e6), func(n int) float64 { return float64(n) })).Draw(t, "people"),
			})
		}
		options := raster.SpreadOptions{KernelM: rapid.Float64Range(1, 30_000).Draw(t, "kernel")}
		for range rapid.IntRange(0, 10).Draw(t, "settlements") {
			options.Settlements = append(options.Settlements, raster.Weight{
				At:    orb.Point{rapid.Float64Range(106.9, 109.6).Draw(t, "x"), rapid.Float64Range(13.4, 15.1).Draw(t, "y")},
				Value: rapid.Float64Range(0, 1e5).Draw(t, "weight"),
			})
		}
		if rapid.Bool().Draw(t, "raster") {
			v := &raster.Values{Grid: raster.Grid{
				West: 107 + rapid.Float64Range(-1, 1).Draw(t, "raster west"), North: 15,
				CellLonDeg: rapid.Float64Range(0.02, 1).Draw(t, "raster cell"), CellLatDeg: 0.1, Cols: 10, Rows: 10,
			}}
			for range v.Grid.Cells() {
				x := rapid.SampledFrom([]float32{0, 0, 1, 3.5, 1e-30, 1e20, float32(math.NaN())}).Draw(t, "value")
				v.Value = append(v.Value, x)
			}
			options.Raster = v
		}
		s, report, err := raster.Spread(context.Background(), g, units, options)
		if err != nil {
			t.Fatal(err)
		}
		checkConserved(t, s, units)
		cells := 0
		for _, u := range report.Units {
			cells += u.Cells
			if u.Cells < 1 {
				t.Fatalf("unit %s has no cell", u.Code)
			}
		}
		if cells != report.Cells || math.Abs(report.People-s.Total()) > 1e-9*(1+report.People) {
			t.Fatalf("report %+v against %v people on the surface", report, s.Total())
		}
	})
}

func TestSpreadEvenly(t *testing.T) {
	t.Parallel()
	g, err := raster.NewGrid(orb.Bound{Min: orb.Point{107, 14}, Max: orb.Point{107.2, 14.2}}, 500)
	if err != nil {
		t.Fatal(err)
	}
	units := []raster.Unit{{Code: "A", Area: box(107, 14, 107.1, 14.2), People: 1000}, {Code: "B", Area: box(107.1, 14, 107.2, 14.2), People: 0}}
	s, report := spread(t, g, units, raster.SpreadOptions{})
	checkConserved(t, s, units)
	density := 1000 / report.Units[0].AreaM2
	for i, u := range s.Unit {
		if u != 0 {
			continue
		}
		if want := density * g.RowAreaM2(i/g.Cols); math.Abs(s.People[i]/want-1) > 1e-9 || s.Source[i] != raster.SourceEven {
			t.Fatalf("cell %d has %v people by %v, want %v", i, s.People[i], s.Source[i], want)
		}
	}
	if want := geodesy.AreaM2(units[0].Area); math.Abs(report.Units[0].AreaM2/want-1) > 0.02 {
		t.Errorf("cells of A cover %.0f m², want about %.0f", report.Units[0].AreaM2, want)
	}
	if len(report.Notes) != 0 {
		t.Errorf("notes %+v, want none", report.Notes)
	}
}

func TestSettlementsStayInTheirUnit(t *testing.T) {
	t.Parallel()
	g, err := raster.NewGrid(orb.Bound{Min: orb.Point{107, 14}, Max: orb.Point{107.2, 14.1}}, 100)
	if err != nil {
		t.Fatal(err)
	}
	units := []raster.Unit{
		{Code: "A", Area: box(107, 14, 107.1, 14.1), People: 900},
		{Code: "B", Area: box(107.1, 14, 107.2, 14.1), People: 500},
	}
	// Two hamlets of A, one of them 200 m from B; B has none.
	inland, border := orb.Point{107.05, 14.05}, orb.Point{107.098, 14.05}
	s, report := spread(t, g, units, raster.SpreadOptions{
		Settlements: []raster.Weight{{inland, 1}, {border, 2}, {orb.Point{106, 14}, 5}},
	})
	checkConserved(t, s, units)
	var near [2]float64
	for i, people := range s.People {
		if s.Unit[i] != 0 || people == 0 {
			continue
		}
		at := g.Centre(i%g.Cols, i/g.Cols)
		toInland, toBorder := geodesy.DistanceM(at, inland), geodesy.DistanceM(at, border)
		switch {
		case toInland <= 1001:
			near[0] += people
		case toBorder <= 1001:
			near[1] += people
		default:
			t.Fatalf("%v people at %v, %.0f and %.0f m from the hamlets", people, at, toInland, toBorder)
		}
	}
	if math.Abs(near[0]-300) > 1e-6 || math.Abs(near[1]-600) > 1e-6 {
		t.Errorf("%v people around the hamlets, want 300 and 600", near)
	}
	if !slices.Equal(report.Strays, []int{2}) {
		t.Errorf("strays %v, want settlement 2", report.Strays)
	}
	if report.Units[0].Source != raster.SourceSettlements || report.Units[1].Source != raster.SourceEven {
		t.Errorf("sources %+v", report.Units)
	}
	if len(report.Notes) != 1 || report.Notes[0].Kind != raster.NoWeights || report.Notes[0].Unit != "B" {
		t.Errorf("notes %+v, want that B has no weights", report.Notes)
	}
}

func TestRasterWeighsByOverlap(t *testing.T) {
	t.Parallel()
	// The raster's cells are two by two cells of the grid, and half a cell off.
	g := tiny(8, 8)
	v := &raster.Values{
		Grid:  raster.Grid{West: 107 - 0.0625, North: 15 + 0.03125, CellLonDeg: 0.25, CellLatDeg: 0.125, Cols: 5, Rows: 5},
		Value: make([]float32, 25),
	}
	for i := range v.Value {
		v.Value[i] = float32(math.NaN())
	}
	v.Value[2*5+2] = 16 // rows 3.5 to 5.5, columns 3.5 to 5.5 of the grid
	units := []raster.Unit{{Code: "all", Area: box(107, 14.5, 108, 15), People: 16}}
	s, report := spread(t, g, units, raster.SpreadOptions{Raster: v})
	checkConserved(t, s, units)
	want := []float64{1, 2, 1, 2, 4, 2, 1, 2, 1}
	for row := range 3 {
		for col := range 3 {
			if got := s.People[(3+row)*8+3+col]; math.Abs(got-want[row*3+col]) > 1e-9 {
				t.Errorf("cell %d, %d has %v people, want %v", 3+col, 3+row, got, want[row*3+col])
			}
		}
	}
	if report.Units[0].Source != raster.SourceRaster {
		t.Errorf("source %v", report.Units[0].Source)
	}
}

func TestTinyUnitsTakeACell(t *testing.T) {
	t.Parallel()
	g := tiny(4, 4)
	at := orb.Point{107.13, 14.9} // in cell 1, 1, far from its centre
	units := []raster.Unit{
		{Code: "all", Area: box(107, 14.75, 107.5, 15), People: 100},
		{Code: "islet", Area: box(at[0], at[1], at[0]+1e-4, at[1]+1e-4), People: 7},
		{Code: "its twin", Area: box(at[0], at[1], at[0]+1e-4, at[1]+1e-4), People: 8},
		{Code: "covered", Area: box(107.2, 14.8, 107.4, 14.9), People: 9},
	}
	s, report := spread(t, g, units, raster.SpreadOptions{})
	checkConserved(t, s, units)
	if i, _ := g.Index(at); s.Units[s.Unit[i]] != "islet" {
		t.Errorf("the cell under the islet belongs to %s", s.Units[s.Unit[i]])
	}
	var taken []string
	for _, note := range report.Notes {
		if note.Kind == raster.CellTaken {
			taken = append(taken, note.Unit+" from "+note.From)
		}
	}
	if want := []string{"islet from all", "its twin from all", "covered from all"}; !slices.Equal(taken, want) {
		t.Errorf("cells taken: %q, want %q", taken, want)
	}
	if report.Units[0].Cells != 13 {
		t.Errorf("%d cells are left, want 13", report.Units[0].Cells)
	}
}

func TestOverlapsGoToTheFirst(t *testing.T) {
	t.Parallel()
	g := tiny(8, 8)
	units := []raster.Unit{
		{Code: "first", Area: box(107, 14.5, 107.5, 15), People: 10},
		{Code: "second", Area: box(107.25, 14.5, 109, 15), People: 10},
	}
	s, report := spread(t, g, units, raster.SpreadOptions{})
	checkConserved(t, s, units)
	if report.Units[0].Cells != 32 || report.Units[1].Cells != 32 {
		t.Errorf("%d and %d cells, want 32 each", report.Units[0].Cells, report.Units[1].Cells)
	}
	want := []raster.NoteKind{raster.CellsShared, raster.BeyondGrid}
	if len(report.Notes) != 2 || report.Notes[0].Kind != want[0] || report.Notes[0].Cells != 16 || report.Notes[1].Kind != want[1] {
		t.Errorf("notes %+v, want 16 shared cells and a unit beyond the grid", report.Notes)
	}
}

func TestSpreadRefuses(t *testing.T) {
	t.Parallel()
	g := tiny(2, 2)
	land := box(107, 14.9, 107.2, 15)
	good := []raster.Unit{{Code: "A", Area: land, People: 1}}
	tests := []struct {
		name    string
		grid    raster.Grid
		units   []raster.Unit
		options raster.SpreadOptions
		want    []string
	}{
		{"units", g, []raster.Unit{{"A", land, -1}, {"A", land, 1}, {"B", nil, 1}, {"C", land, math.NaN()}}, raster.SpreadOptions{}, []string{
			"unit A has -1 people", `code "A" stands twice`, "unit B has no area", "unit C has NaN people",
		}},
		{"grid", raster.Grid{}, good, raster.SpreadOptions{}, []string{"0 columns"}},
		{"settlements", g, good, raster.SpreadOptions{Settlements: []raster.Weight{{orb.Point{107, 15}, -2}, {orb.Point{107, 15}, math.Inf(1)}}}, []string{
			"settlement 1 at [107 15] weighs -2", "settlement 2 at [107 15] weighs +Inf",
		}},
		{"kernel", g, good, raster.SpreadOptions{KernelM: -5}, []string{"reach -5 m"}},
		{"raster", g, good, raster.SpreadOptions{Raster: &raster.Values{Grid: g, Value: []float32{1, -3, -4, 0}}}, []string{"2 values cannot be weights, the first -3"}},
		{"raster cut short", g, good, raster.SpreadOptions{Raster: &raster.Values{Grid: g}}, []string{"0 values for 4 cells"}},
		{"elsewhere", g, []raster.Unit{{"far", box(1, 1, 1.1, 1.1), 1}}, raster.SpreadOptions{}, []string{"unit far", "outside the grid"}},
		{"more units than cells", raster.Grid{West: 107, North: 15, CellLonDeg: 1, CellLatDeg: 1, Cols: 1, Rows: 1}, []raster.Unit{
			{"A", box(107.1, 14.1, 107.2, 14.2), 1}, {"B", box(107.3, 14.1, 107.4, 14.2), 1},
		}, raster.SpreadOptions{}, []string{"no cell is left for unit B"}},
	}
	for _, tc := range tests {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			_, _, err := raster.Spread(context.Background(), tc.grid, tc.units, tc.options)
			if err == nil {
				t.Fatal("no error")
			}
			for _, want := range tc.want {
				if !strings.Contains(err.Error(), want) {
					t.Errorf("error %q lacks %q", err, want)
				}
			}
		})
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, _, err := raster.Spread(ctx, g, good, raster.SpreadOptions{}); !errors.Is(err, context.Canceled) {
		t.Errorf("a cancelled context gives %v", err)
	}
}

func realUnits(tb testing.TB, name string) (g raster.Grid, units []raster.Unit) {
	tb.Helper()
	communes := polygontest.Communes(tb, name)
	bound := communes[0].Area.Bound()
	for _, c := range communes {
		bound = bound.Union(c.Area.Bound())
		units = append(units, raster.Unit{Code: c.Code, Area: c.Area, People: c.People})
	}
	g, err := raster.NewGrid(bound, 100)
	if err != nil {
		tb.Fatal(err)
	}
	return g, units
}

func TestSpreadKonTum(t *testing.T) {
	t.Parallel()
	g, units := realUnits(t, "communes_kon_tum_2020")
	s, report := spread(t, g, units, raster.SpreadOptions{})
	checkConserved(t, s, units)
	// 540,438 people by the census of 2019; the union of the communes covers
	// 9,666.9 km² after their overlaps.
	if got := s.Total(); math.Abs(got-540438) > 1e-6 {
		t.Errorf("%v people on the surface, want 540438", got)
	}
	var areaM2 float64
	for _, u := range report.Units {
		areaM2 += u.AreaM2
	}
	var areas []orb.MultiPolygon
	for _, u := range units {
		areas = append(areas, u.Area)
	}
	union, err := polygon.Union(areas...)
	if err != nil {
		t.Fatal(err)
	}
	if want := geodesy.AreaM2(union); math.Abs(areaM2/want-1) > 1e-4 {
		t.Errorf("cells cover %.1f km², want %.1f", areaM2/1e6, want/1e6)
	}
	random := rand.New(rand.NewPCG(3, 4))
	for range 10_000 {
		col, row := random.IntN(g.Cols), random.IntN(g.Rows)
		want := int32(raster.NoUnit)
		for u, unit := range units {
			if polygon.Contains(unit.Area, g.Centre(col, row)) {
				want = int32(u)
				break
			}
		}
		if got := s.Unit[row*g.Cols+col]; got != want {
			t.Fatalf("cell %d, %d belongs to unit %d, want %d", col, row, got, want)
		}
	}
}

func TestSpanPeople(t *testing.T) {
	t.Parallel()
	g := tiny(100, 2)
	random := rand.New(rand.NewPCG(5, 6))
	people, unit, source := make([]float64, 200), make([]int32, 200), make([]raster.Source, 200)
	for i := range people {
		people[i] = random.Float64() * 10
		source[i] = raster.SourceEven
	}
	s, err := raster.NewSurface(g, []string{"A"}, people, unit, source)
	if err != nil {
		t.Fatal(err)
	}
	m := raster.NewMask(g)
	for row := range 2 {
		for from := range 101 {
			var want float64
			for to := from; to <= 100; to++ {
				if got := s.SpanPeople(row, from, to); math.Abs(got-want) > 1e-10 {
					t.Fatalf("SpanPeople(%d, %d, %d) = %v, want %v", row, from, to, got, want)
				}
				if to < 100 {
					want += people[row*100+to]
				}
			}
		}
	}
	m.AddSpan(0, 10, 20)
	m.AddSpan(0, 15, 90)
	m.AddSpan(1, 99, 100)
	got, err := s.PeopleIn(m)
	if want := s.SpanPeople(0, 10, 90) + people[199]; err != nil || math.Abs(got-want) > 1e-9 {
		t.Errorf("PeopleIn = %v, %v, want %v", got, err, want)
	}
	if _, err := s.PeopleIn(raster.NewMask(tiny(1, 1))); !errors.Is(err, raster.ErrOtherGrid) {
		t.Errorf("a mask of another grid gives %v", err)
	}
}

func TestNewSurfaceRefuses(t *testing.T) {
	t.Parallel()
	g := tiny(2, 1)
	for name, try := range map[string]func() error{
		"short": func() error {
			_, err := raster.NewSurface(g, nil, []float64{1}, []int32{-1, -1}, make([]raster.Source, 2))
			return err
		},
		"unknown unit": func() error {
			_, err := raster.NewSurface(g, nil, []float64{1, 1}, []int32{-1, 0}, make([]raster.Source, 2))
			return err
		},
		"no number": func() error {
			_, err := raster.NewSurface(g, nil, []float64{1, math.NaN()}, []int32{-1, -1}, make([]raster.Source, 2))
			return err
		},
	} {
		if try() == nil {
			t.Errorf("%s: no error", name)
		}
	}
}

func BenchmarkSpread(b *testing.B) {
	for _, name := range []string{"communes_kon_tum_2020", "communes_bac_ninh_2025"} {
		g, units := realUnits(b, name)
		random := rand.New(rand.NewPCG(1, 2))
		var hamlets []raster.Weight
		for range 2000 {
			hamlets = append(hamlets, raster.Weight{At: g.Centre(random.IntN(g.Cols), random.IntN(g.Rows)), Value: 100})
		}
		for kind, options := range map[string]raster.SpreadOptions{"even": {}, "settlements": {Settlements: hamlets}} {
			b.Run(fmt.Sprintf("%s/%s/%d cells", name, kind, g.Cells()), func(b *testing.B) {
				b.ReportAllocs()
				for b.Loop() {
					if _, _, err := raster.Spread(context.Background(), g, units, options); err != nil {
						b.Fatal(err)
					}
				}
			})
		}
	}
}

// The union of 7,000 footprints and the people in it, on a million cells.
func BenchmarkPeopleIn7000Discs(b *testing.B) {
	g, units := realUnits(b, "communes_bac_ninh_2025")
	s, _ := spread(b, g, units, raster.SpreadOptions{})
	for _, radiusM := range []float64{500, 1500, 3000, 5000} {
		discs := randomDiscs(g.Bound(), 7000, radiusM)
		b.Run(fmt.Sprintf("%.0f m", radiusM), func(b *testing.B) {
			m := raster.NewMask(g)
			b.ReportAllocs()
			for b.Loop() {
				m.Reset()
				if err := m.AddDiscs(context.Background(), discs); err != nil {
					b.Fatal(err)
				}
				if _, err := s.PeopleIn(m); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// All Vietnam: 400,000 footprints on 139 million cells.
func BenchmarkDiscsOverVietnam(b *testing.B) {
	g, err := raster.NewGrid(orb.Bound{Min: orb.Point{102.1, 8.5}, Max: orb.Point{109.5, 23.4}}, 100)
	if err != nil {
		b.Fatal(err)
	}
	discs := randomDiscs(g.Bound(), 400_000, 1000)
	m := raster.NewMask(g)
	b.ReportAllocs()
	for b.Loop() {
		m.Reset()
		if err := m.AddDiscs(context.Background(), discs); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(g.Cells()), "cells")
}
