package coverage_test

import (
	"cmp"
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

	"hatang/geo/coverage"
	"hatang/geo/geodesy"
	"hatang/geo/polygon/polygontest"
	"hatang/geo/raster"
)

// drawSurface is a small surface with two units, land of no unit, and cells
// without people.
func drawSurface(t *rapid.T) *raster.Surface {
	lat := rapid.Float64Range(-75, 75).Draw(t, "lat")
	west := rapid.Float64Range(-100, 100).Draw(t, "west")
	cellM := math.Pow(10, rapid.Float64Range(1.5, 4.6).Draw(t, "log cell"))
	g, err := raster.NewGrid(geodesy.Box(orb.Point{west, lat}, cellM*7), cellM)
	if err != nil {
		t.Fatal(err)
	}
	people, unit := make([]float64, g.Cells()), make([]int32, g.Cells())
	for i := range people {
		unit[i] = int32(rapid.IntRange(-1, 1).Draw(t, "unit"))
		people[i] = float64(rapid.IntRange(0, 5).Draw(t, "people")) * 1.7
	}
	s, err := raster.NewSurface(g, []string{"A", "B"}, people, unit, make([]raster.Source, g.Cells()))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// drawPoints mixes points anywhere near, on cell centres, in the same place,
// mirrored about a column and far away.
func drawPoints(t *rapid.T, g raster.Grid) []orb.Point {
	var points []orb.Point
	b := g.Bound()
	for range rapid.IntRange(1, 30).Draw(t, "points") {
		anywhere := orb.Point{
			b.Min[0] + rapid.Float64Range(-0.5, 1.5).Draw(t, "x")*(b.Max[0]-b.Min[0]),
			b.Min[1] + rapid.Float64Range(-0.5, 1.5).Draw(t, "y")*(b.Max[1]-b.Min[1]),
		}
		switch kind := rapid.IntRange(0, 5).Draw(t, "kind"); {
		case kind == 0 && len(points) > 0:
			points = append(points, points[0])
		case kind == 1:
			points = append(points, g.Centre(rapid.IntRange(0, g.Cols-1).Draw(t, "col"), rapid.IntRange(0, g.Rows-1).Draw(t, "row")))
		case kind == 2:
			middle := g.CentreLon(rapid.IntRange(0, g.Cols-1).Draw(t, "col"))
			points = append(points, anywhere, orb.Point{2*middle - anywhere[0], anywhere[1]})
		case kind == 3:
			points = append(points, orb.Point{rapid.Float64Range(-180, 180).Draw(t, "far x"), rapid.Float64Range(-90, 90).Draw(t, "far y")})
		default:
			points = append(points, anywhere)
		}
	}
	return slices.DeleteFunc(points, func(p orb.Point) bool { return math.Abs(p[1]) > 90 })
}

func bruteNearest(points []orb.Point, cell orb.Point) (int32, float64) {
	least := math.Inf(1)
	for _, p := range points {
		least = min(least, geodesy.DistanceM(p, cell))
	}
	for i, p := range points {
		if d := geodesy.DistanceM(p, cell); d <= least+coverage.TieM {
			return int32(i), d
		}
	}
	return coverage.NoPoint, 0
}

func TestNearestAgreesWithBruteForce(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		s := drawSurface(t)
		points := drawPoints(t, s.Grid)
		if len(points) == 0 {
			return
		}
		options := coverage.NearestOptions{PopulatedOnly: rapid.Bool().Draw(t, "populated only")}
		a, err := coverage.Nearest(context.Background(), s, points, options)
		if err != nil {
			t.Fatal(err)
		}
		for i := range s.People {
			at := s.Grid.Centre(i%s.Grid.Cols, i/s.Grid.Cols)
			want, distanceM := bruteNearest(points, at)
			if s.People[i] == 0 && (options.PopulatedOnly || s.Unit[i] == raster.NoUnit) {
				want, distanceM = coverage.NoPoint, 0
			}
			if got := a.Assign[i]; got != want {
				t.Fatalf("cell %d at %v has point %d, want %d of %v", i, at, got, want, points)
			}
			got := float64(a.DistanceM[i])
			if tolerance := distanceM*1.2e-7 + 1e-4 + geodesy.ArcErrorM(min(distanceM, 1e6)); math.Abs(got-distanceM) > tolerance {
				t.Fatalf("cell %d is %.6f m from its point, want %.6f", i, got, distanceM)
			}
			for _, limitM := range coverage.BandsM() {
				if (got <= limitM) != (distanceM <= limitM) && want != coverage.NoPoint {
					t.Fatalf("cell %d: %.9f m stands for %.9f, on the other side of %v", i, got, distanceM, limitM)
				}
			}
		}
		checkServices(t, s, a)
	})
}

// checkServices compares the sums with ones taken group by group, percentiles
// by sorting.
func checkServices(t *rapid.T, s *raster.Surface, a *coverage.Areas) {
	for p := range a.Points {
		checkService(t, fmt.Sprint("point ", p), s, a, a.Points[p], func(i int) bool { return a.Assign[i] == int32(p) })
	}
	for u := range a.Units {
		checkService(t, s.Units[u], s, a, a.Units[u].Service, func(i int) bool {
			return s.Unit[i] == int32(u) && a.Assign[i] != coverage.NoPoint
		})
		checkMain(t, s, a, u)
	}
	checkService(t, "total", s, a, a.Total, func(i int) bool { return a.Assign[i] != coverage.NoPoint })
	if math.Abs(a.Total.People-s.Total()) > 1e-9*(1+s.Total()) {
		t.Fatalf("points serve %v people of %v", a.Total.People, s.Total())
	}
}

type livingAt struct{ people, distanceM float64 }

func checkService(t *rapid.T, name string, s *raster.Surface, a *coverage.Areas, got coverage.Service, member func(int) bool) {
	var want coverage.Service
	var cells []livingAt
	for i, people := range s.People {
		if !member(i) {
			continue
		}
		want.Cells++
		want.AreaM2 += s.Grid.RowAreaM2(i / s.Grid.Cols)
		if people > 0 {
			cells = append(cells, livingAt{people, float64(a.DistanceM[i])})
			want.People += people
		}
	}
	slices.SortFunc(cells, func(x, y livingAt) int { return cmp.Compare(x.distanceM, y.distanceM) })
	var passed float64
	for _, c := range cells {
		before := passed
		passed += c.people
		for _, mark := range []struct {
			share float64
			at    *float64
		}{{0.5, &want.P50M}, {0.9, &want.P90M}, {0.95, &want.R95M}} {
			if goal := mark.share * want.People * (1 - 1e-12); before < goal && passed >= goal {
				*mark.at = c.distanceM
			}
		}
		want.MeanM += c.people * c.distanceM / want.People
		want.MaxM = c.distanceM
		for band, limitM := range coverage.BandsM() {
			if c.distanceM <= limitM {
				want.Within[band] += c.people / want.People
			}
		}
	}
	if !closeServices(got, want) {
		t.Fatalf("%s: %+v, want %+v", name, got, want)
	}
}

func closeServices(a, b coverage.Service) bool {
	near := func(x, y float64) bool { return math.Abs(x-y) <= 1e-9*(1+math.Abs(x)) }
	for band := range a.Within {
		if !near(a.Within[band], b.Within[band]) {
			return false
		}
	}
	return near(a.People, b.People) && near(a.MeanM, b.MeanM) && a.P50M == b.P50M && a.P90M == b.P90M &&
		a.R95M == b.R95M && a.MaxM == b.MaxM && a.Cells == b.Cells && near(a.AreaM2, b.AreaM2)
}

func checkMain(t *rapid.T, s *raster.Surface, a *coverage.Areas, u int) {
	people := make(map[int]float64)
	for i, w := range s.People {
		if s.Unit[i] == int32(u) && a.Assign[i] != coverage.NoPoint {
			people[int(a.Assign[i])] += w
		}
	}
	unit := a.Units[u]
	if unit.Points != len(people) {
		t.Fatalf("unit %d is served by %d points, want %d", u, unit.Points, len(people))
	}
	if unit.People == 0 {
		return
	}
	for point, w := range people {
		if w > people[unit.MainPoint]+1e-9 {
			t.Fatalf("unit %d: main point %d with %v people, but %d has %v", u, unit.MainPoint, people[unit.MainPoint], point, w)
		}
	}
	if want := people[unit.MainPoint] / unit.People; math.Abs(unit.MainShare-want) > 1e-9 {
		t.Fatalf("unit %d: main share %v, want %v", u, unit.MainShare, want)
	}
}

func TestEquallyNearPointsGoToTheFirst(t *testing.T) {
	t.Parallel()
	g := raster.Grid{West: 107, North: 15, CellLonDeg: 0.125, CellLatDeg: 0.125, Cols: 5, Rows: 3}
	people, unit := make([]float64, 15), make([]int32, 15)
	for i := range people {
		people[i] = 1
	}
	s, err := raster.NewSurface(g, []string{"A"}, people, unit, make([]raster.Source, 15))
	if err != nil {
		t.Fatal(err)
	}
	west, east := g.Centre(0, 1), g.Centre(4, 1) // mirrored about column 2
	for name, tc := range map[string]struct {
		points []orb.Point
		want   []int32 // of the middle row
	}{
		"mirrored":       {[]orb.Point{west, east}, []int32{0, 0, 0, 1, 1}},
		"other order":    {[]orb.Point{east, west}, []int32{1, 1, 0, 0, 0}},
		"the same place": {[]orb.Point{west, west, east, east}, []int32{0, 0, 0, 2, 2}},
	} {
		a, err := coverage.Nearest(context.Background(), s, tc.points, coverage.NearestOptions{})
		if err != nil {
			t.Fatal(err)
		}
		if got := a.Assign[5:10]; !slices.Equal(got, tc.want) {
			t.Errorf("%s: points %v, want %v", name, got, tc.want)
		}
	}
}

func TestNearestRefuses(t *testing.T) {
	t.Parallel()
	s, err := raster.NewSurface(raster.Grid{West: 107, North: 15, CellLonDeg: 1, CellLatDeg: 1, Cols: 1, Rows: 1},
		nil, []float64{1}, []int32{-1}, make([]raster.Source, 1))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := coverage.Nearest(context.Background(), s, nil, coverage.NearestOptions{}); !errors.Is(err, coverage.ErrNoPoints) {
		t.Errorf("without points: %v, want ErrNoPoints", err)
	}
	bad := []orb.Point{{107, 15}, {553194, 1587081}, {math.NaN(), 15}}
	_, err = coverage.Nearest(context.Background(), s, bad, coverage.NearestOptions{})
	if err == nil || !strings.Contains(err.Error(), "point 1 is") || !strings.Contains(err.Error(), "point 2 is") || strings.Contains(err.Error(), "point 0") {
		t.Errorf("with bad points: %v, want points 1 and 2 named", err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := coverage.Nearest(ctx, s, bad[:1], coverage.NearestOptions{}); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
}

// A province: 102 communes and 129 points, the first at the seat of the first
// commune and so on.
func provinceSurface(tb testing.TB, name string, cellM float64) *raster.Surface {
	tb.Helper()
	communes := polygontest.Communes(tb, name)
	bound := communes[0].Area.Bound()
	units := make([]raster.Unit, 0, len(communes))
	for _, c := range communes {
		bound = bound.Union(c.Area.Bound())
		units = append(units, raster.Unit{Code: c.Code, Area: c.Area, People: c.People})
	}
	g, err := raster.NewGrid(bound, cellM)
	if err != nil {
		tb.Fatal(err)
	}
	s, _, err := raster.Spread(context.Background(), g, units, raster.SpreadOptions{})
	if err != nil {
		tb.Fatal(err)
	}
	return s
}

func scatter(b orb.Bound, n int) []orb.Point {
	random := rand.New(rand.NewPCG(11, 12))
	points := make([]orb.Point, n)
	for i := range points {
		points[i] = orb.Point{
			b.Min[0] + random.Float64()*(b.Max[0]-b.Min[0]), b.Min[1] + random.Float64()*(b.Max[1]-b.Min[1]),
		}
	}
	return points
}

func TestNearestOverAProvince(t *testing.T) {
	t.Parallel()
	s := provinceSurface(t, "communes_kon_tum_2020", 250)
	points := scatter(s.Grid.Bound(), 129)
	a, err := coverage.Nearest(context.Background(), s, points, coverage.NearestOptions{})
	if err != nil {
		t.Fatal(err)
	}
	if math.Abs(a.Total.People-540438) > 1e-6 {
		t.Errorf("%v people served, want 540438", a.Total.People)
	}
	random := rand.New(rand.NewPCG(13, 14))
	for range 3000 {
		i := random.IntN(s.Grid.Cells())
		if s.Unit[i] == raster.NoUnit {
			continue
		}
		if want, _ := bruteNearest(points, s.Grid.Centre(i%s.Grid.Cols, i/s.Grid.Cols)); a.Assign[i] != want {
			t.Fatalf("cell %d has point %d, want %d", i, a.Assign[i], want)
		}
	}
	worst := a.WorstUnits(5)
	if len(worst) != 5 || !slices.IsSortedFunc(worst, func(u, v int) int { return cmp.Compare(a.Units[v].MeanM, a.Units[u].MeanM) }) {
		t.Errorf("worst units %v are not in order", worst)
	}
	for u := range a.Units {
		if a.Units[u].MeanM > a.Units[worst[0]].MeanM {
			t.Errorf("unit %d is worse than the worst", u)
		}
	}
	if got := a.WorstUnits(1000); len(got) != 102 {
		t.Errorf("%d units with people, want 102", len(got))
	}
	total := a.Total
	if !(total.P50M < total.P90M && total.P90M < total.R95M && total.R95M <= total.MaxM && total.Within[0] < total.Within[3]) {
		t.Errorf("total %+v is not in order", total)
	}
}

func BenchmarkNearest(b *testing.B) {
	s := provinceSurface(b, "communes_kon_tum_2020", 100)
	for _, n := range []int{129, 1000, 17_000, 400_000} {
		points := scatter(s.Grid.Bound(), n)
		b.Run(fmt.Sprintf("%d points", n), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := coverage.Nearest(context.Background(), s, points, coverage.NearestOptions{}); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(s.Grid.Cells()), "cells")
		})
	}
}
