package access_test

import (
	"context"
	"math"
	"slices"
	"testing"

	"github.com/paulmach/orb"
	"pgregory.net/rapid"

	"hatang/geo/access"
	"hatang/geo/coverage"
	"hatang/geo/geodesy"
	"hatang/geo/raster"
)

// drawSurface is a small surface with two units, land of no unit, and cells
// without people.
func drawSurface(t *rapid.T, side int) *raster.Surface {
	at := orb.Point{rapid.Float64Range(100, 110).Draw(t, "lon"), rapid.Float64Range(8, 24).Draw(t, "lat")}
	g, err := raster.NewGrid(geodesy.Box(at, float64(side)*50), 100)
	if err != nil {
		t.Fatal(err)
	}
	people, unit := make([]float64, g.Cells()), make([]int32, g.Cells())
	for i := range people {
		unit[i] = int32(rapid.IntRange(-1, 1).Draw(t, "unit"))
		people[i] = float64(rapid.IntRange(0, 3).Draw(t, "people")) * 1.7
	}
	s, err := raster.NewSurface(g, []string{"A", "B"}, people, unit, make([]raster.Source, g.Cells()))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func drawPoint(t *rapid.T, g raster.Grid) orb.Point {
	b := g.Bound()
	return orb.Point{
		b.Min[0] + rapid.Float64Range(-0.2, 1.2).Draw(t, "x")*(b.Max[0]-b.Min[0]),
		b.Min[1] + rapid.Float64Range(-0.2, 1.2).Draw(t, "y")*(b.Max[1]-b.Min[1]),
	}
}

func drawGround(t *rapid.T, g raster.Grid) *access.Ground {
	ground := &access.Ground{}
	for range rapid.IntRange(0, 3).Draw(t, "lines") {
		line := access.Line{SpeedKMH: rapid.Float64Range(5, 60).Draw(t, "kmh")}
		for range rapid.IntRange(2, 4).Draw(t, "vertices") {
			line.Path = append(line.Path, drawPoint(t, g))
		}
		ground.Lines = append(ground.Lines, line)
	}
	if rapid.Bool().Draw(t, "slowness") {
		ground.Slowness = make([]float32, g.Cells())
		for i := range ground.Slowness {
			ground.Slowness[i] = rapid.SampledFrom([]float32{0.5, 0.9, 2, float32(math.Inf(1))}).Draw(t, "slow")
		}
	}
	return ground
}

func drawMetric(t *rapid.T, cells *access.Cells) access.Metric {
	if rapid.Bool().Draw(t, "straight") {
		return access.NewStraight(cells)
	}
	m, err := access.NewTravel(context.Background(), cells, drawGround(t, cells.Surface.Grid))
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func mustField(t interface{ Fatal(...any) }, m access.Metric, points []orb.Point) access.Field {
	f, err := m.Field(context.Background(), points)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// The straight field agrees with the engine that assigns every cell of the grid.
func TestStraightAgreesWithNearest(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		s := drawSurface(t, rapid.IntRange(5, 40).Draw(t, "side"))
		cells := access.NewCells(s)
		var points []orb.Point
		for range rapid.IntRange(1, 12).Draw(t, "points") {
			points = append(points, drawPoint(t, s.Grid))
		}
		f := mustField(t, access.NewStraight(cells), points)
		areas, err := coverage.Nearest(context.Background(), s, points, coverage.NearestOptions{PopulatedOnly: true})
		if err != nil {
			t.Fatal(err)
		}
		for i, cell := range cells.Index {
			if got, want := float64(f.Cost()[i]), float64(areas.DistanceM[cell]); math.Abs(got-want) > 1e-3 {
				t.Fatalf("cell %d: %v m, want %v", cell, got, want)
			}
		}
		p := access.Look(access.NewStraight(cells), f)
		same(t, "total", p.Total, areas.Total)
		for u := range p.Units {
			same(t, "unit", p.Units[u], areas.Units[u].Service)
		}
	})
}

func same(t *rapid.T, what string, got access.Service, want coverage.Service) {
	near := func(name string, a, b float64) {
		if math.Abs(a-b) > 1e-3+1e-9*math.Abs(b) {
			t.Fatalf("%s: %s is %v, want %v", what, name, a, b)
		}
	}
	near("people", got.People, want.People)
	near("mean", got.Mean, want.MeanM)
	near("p50", got.P50, want.P50M)
	near("p90", got.P90, want.P90M)
	near("p95", got.P95, want.R95M)
	near("max", got.Max, want.MaxM)
	for k := range got.Within {
		near("within", got.Within[k], want.Within[k])
	}
}

// After any additions and removals a field, and the picture that is kept up with
// it, are what they would be if made anew.
func TestChangedFieldIsMadeAnew(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		s := drawSurface(t, rapid.IntRange(4, 24).Draw(t, "side"))
		m := drawMetric(t, access.NewCells(s))
		var points []orb.Point
		for range rapid.IntRange(0, 6).Draw(t, "points") {
			points = append(points, drawPoint(t, s.Grid))
		}
		f := mustField(t, m, points)
		picture := access.Look(m, f)
		open := make([]bool, len(points))
		for i := range open {
			open[i] = true
		}
		for range rapid.IntRange(1, 8).Draw(t, "changes") {
			f = f.Clone()
			if len(points) > 0 && rapid.Bool().Draw(t, "remove") {
				k := rapid.IntRange(0, len(points)-1).Draw(t, "which")
				f.Remove(int32(k))
				open[k] = false
			} else {
				p := drawPoint(t, s.Grid)
				checkRow(t, f, p)
				if got := f.Add(p); int(got) != len(points) {
					t.Fatalf("the new point is number %d, want %d", got, len(points))
				}
				points, open = append(points, p), append(open, true)
			}
			picture = picture.Again(m, f)
			checkAnew(t, m, f, picture, points, open)
		}
	})
}

func checkRow(t *rapid.T, f access.Field, p orb.Point) {
	cells, cost := f.Row(p)
	added := f.Clone()
	number := added.Add(p)
	k := 0
	for i, c := range added.Cost() {
		if added.Owner()[i] != number {
			continue
		}
		if k == len(cells) || cells[k] != int32(i) || cost[k] != c {
			t.Fatalf("row differs from what is added at cell %d", i)
		}
		k++
	}
	if k != len(cells) {
		t.Fatalf("row has %d cells, %d are added", len(cells), k)
	}
}

func checkAnew(t *rapid.T, m access.Metric, f access.Field, picture *access.Picture, points []orb.Point, open []bool) {
	var left []orb.Point
	for i, p := range points {
		if open[i] {
			left = append(left, p)
		}
	}
	anew := mustField(t, m, left)
	for i, want := range anew.Cost() {
		got := f.Cost()[i]
		if got != want && math.Abs(float64(got-want)) > 1e-3 {
			t.Fatalf("cell %d: %v, made anew %v", i, got, want)
		}
		if owner := f.Owner()[i]; owner >= 0 && !open[owner] {
			t.Fatalf("cell %d belongs to closed point %d", i, owner)
		}
	}
	want := access.Look(m, anew)
	for name, pair := range map[string][2]float64{
		"people": {picture.Total.People, want.Total.People}, "mean": {picture.Total.Mean, want.Total.Mean},
		"p50": {picture.Total.P50, want.Total.P50}, "p90": {picture.Total.P90, want.Total.P90},
		"unreached": {picture.Total.Unreached, want.Total.Unreached},
	} {
		if pair[0] != pair[1] && math.Abs(pair[0]-pair[1]) > 2e-3 {
			t.Fatalf("%s is %v, made anew %v", name, pair[0], pair[1])
		}
	}
	for u := range want.Units {
		if a, b := picture.Units[u].Mean, want.Units[u].Mean; math.Abs(a-b) > 2e-3 {
			t.Fatalf("unit %d: mean %v, made anew %v", u, a, b)
		}
	}
	var people float64
	for _, point := range picture.Points() {
		people += point.People
	}
	if math.Abs(people+picture.Total.Unreached-picture.Total.People) > 1e-6 {
		t.Fatalf("points serve %v people and %v are not reached, of %v", people, picture.Total.Unreached, picture.Total.People)
	}
}

// Percentiles by histogram are those of the sorted list.
func TestPercentiles(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		s := drawSurface(t, 12)
		cells := access.NewCells(s)
		if cells.Len() == 0 {
			t.Skip("nobody")
		}
		m := access.NewStraight(cells)
		f := mustField(t, m, []orb.Point{drawPoint(t, s.Grid)})
		got := access.Look(m, f)
		if got.Point(0).P50 != got.Total.P50 || got.Point(0).P90 != got.Total.P90 || got.Point(0).P95 != got.Total.P95 {
			t.Fatalf("the only point's %+v differ from the total's %+v", got.Point(0), got.Total)
		}
	})
}

// What is within reach is what a field of the point alone has at no more.
func TestReach(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		s := drawSurface(t, rapid.IntRange(4, 20).Draw(t, "side"))
		m := drawMetric(t, access.NewCells(s))
		p, limit := drawPoint(t, s.Grid), rapid.Float64Range(0, 2000).Draw(t, "limit")
		got := m.Reach(p, limit)
		var want []int32
		for i, cost := range mustField(t, m, []orb.Point{p}).Cost() {
			if float64(cost) <= limit {
				want = append(want, int32(i))
			}
		}
		if !slices.Equal(got, want) {
			t.Fatalf("%d cells within %v, want %d", len(got), limit, len(want))
		}
	})
}

func TestWithin(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		s := drawSurface(t, 30)
		cells := access.NewCells(s)
		p, radiusM := drawPoint(t, s.Grid), rapid.Float64Range(0, 3000).Draw(t, "radius")
		got := cells.Within(nil, p, radiusM)
		var want []int32
		for i := range cells.Len() {
			if geodesy.DistanceM(p, cells.Centre(i)) <= radiusM {
				want = append(want, int32(i))
			}
		}
		if !slices.Equal(got, want) {
			t.Fatalf("%d cells within %v m, want %d", len(got), radiusM, len(want))
		}
	})
}

func TestBadGround(t *testing.T) {
	t.Parallel()
	g, err := raster.NewGrid(geodesy.Box(orb.Point{108, 14}, 500), 100)
	if err != nil {
		t.Fatal(err)
	}
	s, err := raster.NewSurface(g, []string{"A"}, make([]float64, g.Cells()), make([]int32, g.Cells()), make([]raster.Source, g.Cells()))
	if err != nil {
		t.Fatal(err)
	}
	for name, ground := range map[string]access.Ground{
		"slowness of another grid": {Slowness: []float32{1}},
		"no speed":                 {Lines: []access.Line{{Path: orb.LineString{{108, 14}, {108.1, 14}}}}},
		"not degrees":              {Lines: []access.Line{{SpeedKMH: 5, Path: orb.LineString{{500000, 14}, {108.1, 14}}}}},
		"walking speed":            {WalkKMH: -1},
	} {
		if _, err := access.NewTravel(context.Background(), access.NewCells(s), &ground); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
	if _, err := access.NewStraight(access.NewCells(s)).Field(context.Background(), []orb.Point{{math.NaN(), 0}}); err == nil {
		t.Error("a point that is not on earth: no error")
	}
}

// Whatever points up to k-1 are closed, the nearest open one is listed.
func TestClosest(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		s := drawSurface(t, rapid.IntRange(4, 40).Draw(t, "side"))
		cells := access.NewCells(s)
		m := access.NewStraight(cells)
		var points []orb.Point
		for range rapid.IntRange(2, 12).Draw(t, "points") {
			points = append(points, drawPoint(t, s.Grid))
		}
		k := rapid.IntRange(1, len(points)).Draw(t, "k")
		of, distanceM, err := m.Closest(points, k)
		if err != nil {
			t.Fatal(err)
		}
		f := mustField(t, m, points)
		closed := map[int]bool{}
		for range k - 1 {
			which := rapid.IntRange(0, len(points)-1).Draw(t, "closed")
			closed[which] = true
			f.Remove(int32(which))
		}
		least := make([]float32, cells.Len())
		for i := range least {
			least[i] = float32(math.Inf(1))
		}
		for p := range points {
			for n, i := range of[p] {
				if !closed[p] {
					least[i] = min(least[i], distanceM[p][n])
				}
			}
		}
		for i, want := range f.Cost() {
			if math.Abs(float64(least[i]-want)) > 1e-3 {
				t.Fatalf("cell %d: %v m, want %v", i, least[i], want)
			}
		}
	})
}
