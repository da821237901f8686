package raster_test

import (
	"context"
	"errors"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/paulmach/orb"
	"pgregory.net/rapid"

	"hatang/geo/geodesy"
	"hatang/geo/polygon"
	"hatang/geo/polygon/polygontest"
	"hatang/geo/raster"
)

// tiny is a grid with centres at round multiples, so that vertices can lie
// exactly on them.
func tiny(cols, rows int) raster.Grid {
	return raster.Grid{West: 107, North: 15, CellLonDeg: 0.125, CellLatDeg: 0.0625, Cols: cols, Rows: rows}
}

func TestMaskAgreesWithCellByCell(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		g := tiny(rapid.IntRange(1, 200).Draw(t, "cols"), 3)
		m := raster.NewMask(g)
		want := make([]bool, g.Cells())
		for range rapid.IntRange(0, 12).Draw(t, "spans") {
			row := rapid.IntRange(-1, 3).Draw(t, "row")
			from, to := rapid.IntRange(-5, 205).Draw(t, "from"), rapid.IntRange(-5, 205).Draw(t, "to")
			m.AddSpan(row, from, to)
			for col := max(from, 0); col < min(to, g.Cols); col++ {
				if row >= 0 && row < 3 {
					want[row*g.Cols+col] = true
				}
			}
		}
		count := 0
		for row := range g.Rows {
			got := make([]bool, g.Cols)
			end := -1
			for from, to := range m.Spans(row) {
				if from <= end || from >= to {
					t.Fatalf("span %d to %d after one that ends at %d", from, to, end)
				}
				end = to
				for col := from; col < to; col++ {
					got[col] = true
				}
			}
			for col := range g.Cols {
				if w := want[row*g.Cols+col]; got[col] != w || m.Has(col, row) != w {
					t.Fatalf("cell %d, %d: span %v, bit %v, want %v", col, row, got[col], m.Has(col, row), w)
				}
				if got[col] {
					count++
				}
			}
		}
		if m.Cells() != count {
			t.Fatalf("Cells = %d, want %d", m.Cells(), count)
		}
		m.Reset()
		if m.Cells() != 0 || m.AreaM2() != 0 {
			t.Fatal("the mask is not empty after Reset")
		}
	})
}

// Polygons whose corners lie on cell centres, on lines between them or
// anywhere: a cell is in the mask if and only if polygon.Contains holds its
// centre.
func TestPolygonsHoldTheirCentres(t *testing.T) {
	t.Parallel()
	g := tiny(12, 16)
	rapid.Check(t, func(t *rapid.T) {
		corner := rapid.Custom(func(t *rapid.T) orb.Point {
			if rapid.Bool().Draw(t, "on a centre") {
				return g.Centre(rapid.IntRange(-2, 13).Draw(t, "col"), rapid.IntRange(-2, 17).Draw(t, "row"))
			}
			return orb.Point{rapid.Float64Range(106.8, 108.7).Draw(t, "x"), rapid.Float64Range(13.9, 15.1).Draw(t, "y")}
		})
		var area orb.MultiPolygon
		for range rapid.IntRange(1, 3).Draw(t, "parts") {
			var part orb.Polygon
			for range rapid.IntRange(1, 2).Draw(t, "rings") {
				part = append(part, rapid.SliceOfN(corner, 2, 8).Draw(t, "ring"))
			}
			area = append(area, part)
		}
		m := raster.NewMask(g)
		m.AddPolygons(area)
		for row := range g.Rows {
			for col := range g.Cols {
				if got, want := m.Has(col, row), polygon.Contains(area, g.Centre(col, row)); got != want {
					t.Fatalf("cell %d, %d of %v: %v, Contains says %v", col, row, area, got, want)
				}
			}
		}
	})
}

func TestRealCommunesHoldTheirCentres(t *testing.T) {
	t.Parallel()
	for _, commune := range polygontest.Communes(t, "communes_quang_ngai_2025") {
		g, err := raster.NewGrid(commune.Area.Bound().Pad(0.001), 500)
		if err != nil {
			t.Fatal(err)
		}
		m := raster.NewMask(g)
		m.AddPolygons(commune.Area)
		for row := range g.Rows {
			for col := range g.Cols {
				if got, want := m.Has(col, row), polygon.Contains(commune.Area, g.Centre(col, row)); got != want {
					t.Fatalf("%s: cell %d, %d: %v, Contains says %v", commune.Code, col, row, got, want)
				}
			}
		}
	}
}

func TestDiscsHoldTheirCentres(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		lat := rapid.Float64Range(-80, 80).Draw(t, "lat")
		cellM := math.Pow(10, rapid.Float64Range(1, 4.5).Draw(t, "log cell"))
		corner := orb.Point{rapid.Float64Range(-140, 140).Draw(t, "lon"), lat}
		box := geodesy.Box(corner, 12*cellM)
		g, err := raster.NewGrid(box, cellM)
		if err != nil {
			t.Fatal(err)
		}
		discs := make([]raster.Disc, rapid.IntRange(1, 4).Draw(t, "discs"))
		for i := range discs {
			col, row := rapid.IntRange(-3, g.Cols+3).Draw(t, "col"), rapid.IntRange(-3, g.Rows+3).Draw(t, "row")
			discs[i].Centre = g.Centre(col, row)
			if rapid.Bool().Draw(t, "rim on a centre") {
				rim := g.Centre(rapid.IntRange(0, g.Cols-1).Draw(t, "rim col"), rapid.IntRange(0, g.Rows-1).Draw(t, "rim row"))
				discs[i].RadiusM = min(geodesy.DistanceM(discs[i].Centre, rim), raster.MaxDiscRadiusM)
			} else {
				discs[i].Centre[0] += rapid.Float64Range(-1, 1).Draw(t, "off") * g.CellLonDeg
				discs[i].RadiusM = rapid.Float64Range(0, 10*cellM).Draw(t, "radius")
			}
		}
		m := raster.NewMask(g)
		if err := m.AddDiscs(context.Background(), discs); err != nil {
			t.Fatal(err)
		}
		for row := range g.Rows {
			for col := range g.Cols {
				want := false
				for _, d := range discs {
					want = want || geodesy.DistanceM(d.Centre, g.Centre(col, row)) <= d.RadiusM
				}
				if got := m.Has(col, row); got != want {
					t.Fatalf("cell %d, %d of discs %v: %v, want %v", col, row, discs, got, want)
				}
			}
		}
	})
}

// More discs than one worker takes, over more rows than one band has.
func TestManyDiscsAgreeWithOneByOne(t *testing.T) {
	t.Parallel()
	g, err := raster.NewGrid(orb.Bound{Min: orb.Point{107, 14}, Max: orb.Point{108, 15}}, 400)
	if err != nil {
		t.Fatal(err)
	}
	discs := randomDiscs(g.Bound(), 500, 3000)
	together, apart := raster.NewMask(g), raster.NewMask(g)
	if err := together.AddDiscs(context.Background(), discs); err != nil {
		t.Fatal(err)
	}
	for i := range discs {
		if err := apart.AddDiscs(context.Background(), discs[i:i+1]); err != nil {
			t.Fatal(err)
		}
	}
	for row := range g.Rows {
		for col := range g.Cols {
			if together.Has(col, row) != apart.Has(col, row) {
				t.Fatalf("cell %d, %d: %v together, %v one by one", col, row, together.Has(col, row), apart.Has(col, row))
			}
		}
	}
	if together.Cells() == 0 || together.Cells() == g.Cells() {
		t.Errorf("%d of %d cells covered: the test tells nothing", together.Cells(), g.Cells())
	}
}

func TestDiscAreaTendsToTheCircle(t *testing.T) {
	t.Parallel()
	centre := orb.Point{108, 14.5}
	g, err := raster.NewGrid(geodesy.Box(centre, 5100), 20)
	if err != nil {
		t.Fatal(err)
	}
	m := raster.NewMask(g)
	if err := m.AddDiscs(context.Background(), []raster.Disc{{Centre: centre, RadiusM: 5000}}); err != nil {
		t.Fatal(err)
	}
	if got, want := m.AreaM2(), math.Pi*5000*5000; math.Abs(got/want-1) > 1e-3 {
		t.Errorf("a disc of 5 km covers %.0f m², want %.0f", got, want)
	}
}

func TestAddDiscsRefuses(t *testing.T) {
	t.Parallel()
	m := raster.NewMask(tiny(4, 4))
	for name, d := range map[string]raster.Disc{
		"negative": {orb.Point{107, 15}, -1}, "not a number": {orb.Point{107, 15}, math.NaN()},
		"too large": {orb.Point{107, 15}, 2e6}, "in metres": {orb.Point{553194, 1587081}, 1}, "nowhere": {orb.Point{math.NaN(), 1}, 1},
	} {
		if err := m.AddDiscs(context.Background(), []raster.Disc{{orb.Point{107, 15}, 0}, d}); err == nil {
			t.Errorf("%s: no error for %v", name, d)
		}
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if err := m.AddDiscs(ctx, []raster.Disc{{orb.Point{107, 15}, 1e5}}); !errors.Is(err, context.Canceled) {
		t.Errorf("a cancelled context gives %v", err)
	}
}

func randomDiscs(b orb.Bound, n int, radiusM float64) []raster.Disc {
	random := rand.New(rand.NewPCG(7, 8))
	discs := make([]raster.Disc, n)
	for i := range discs {
		discs[i] = raster.Disc{
			Centre: orb.Point{
				b.Min[0] + random.Float64()*(b.Max[0]-b.Min[0]), b.Min[1] + random.Float64()*(b.Max[1]-b.Min[1]),
			},
			RadiusM: radiusM * (0.5 + random.Float64()),
		}
	}
	return discs
}

func BenchmarkAddPolygons(b *testing.B) {
	communes := polygontest.Communes(b, "communes_bac_ninh_2025")
	bound := communes[0].Area.Bound()
	for _, c := range communes {
		bound = bound.Union(c.Area.Bound())
	}
	g, err := raster.NewGrid(bound, 100)
	if err != nil {
		b.Fatal(err)
	}
	m := raster.NewMask(g)
	b.ReportAllocs()
	for b.Loop() {
		for _, c := range communes {
			m.AddPolygons(c.Area)
		}
	}
}

func TestPeopleInEachDisc(t *testing.T) {
	t.Parallel()
	g, err := raster.NewGrid(orb.Bound{Min: orb.Point{107, 14}, Max: orb.Point{107.5, 14.5}}, 500)
	if err != nil {
		t.Fatal(err)
	}
	s, _ := spread(t, g, []raster.Unit{{Code: "A", Area: box(107, 14, 107.5, 14.5), People: 10_000}}, raster.SpreadOptions{})
	discs := append(randomDiscs(g.Bound(), 50, 8000), raster.Disc{Centre: orb.Point{120, 14}, RadiusM: 5000},
		raster.Disc{Centre: orb.Point{106.99, 14.2}, RadiusM: 5000}, raster.Disc{Centre: g.Centre(3, 3), RadiusM: 0})
	each, err := s.PeopleInEach(context.Background(), discs)
	if err != nil {
		t.Fatal(err)
	}
	for i, d := range discs {
		m := raster.NewMask(g)
		if err := m.AddDiscs(context.Background(), []raster.Disc{d}); err != nil {
			t.Fatal(err)
		}
		if want, err := s.PeopleIn(m); err != nil || math.Abs(each[i]-want) > 1e-6 {
			t.Errorf("disc %v holds %v people, want %v, %v", d, each[i], want, err)
		}
	}
	if each[50] != 0 || each[52] != s.People[3*g.Cols+3] {
		t.Errorf("a disc far away holds %v people, a point %v, want 0 and those of its cell", each[50], each[52])
	}
	if _, err := s.PeopleInEach(context.Background(), []raster.Disc{{RadiusM: -1}}); err == nil {
		t.Error("no error for a negative radius")
	}
}
