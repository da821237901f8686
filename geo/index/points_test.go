package index_test

import (
	"cmp"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/planar"
	"pgregory.net/rapid"

	"hatang/geo/geodesy"
	"hatang/geo/index"
	"hatang/geo/index/indextest"
)

// finder is what Points and Overlay have in common.
type finder interface {
	All(dst []int32) []int32
	Box(dst []int32, b orb.Bound) []int32
	Within(dst []int32, p orb.Point, radiusM float64) []int32
	WithinByDistance(dst []index.Neighbour, p orb.Point, radiusM float64) []index.Neighbour
	Nearest(dst []index.Neighbour, p orb.Point, k int, accept func(int32) bool) []index.Neighbour
	NearestRows(dst []int32, p orb.Point, k int, accept func(int32) bool) []int32
	InRegion(dst []int32, r *index.Region) []int32
}

var (
	_ finder = (*index.Points)(nil)
	_ finder = (*index.Overlay)(nil)
)

// plain answers by looking at every point, in the order of the rows given.
type plain struct {
	points []orb.Point
	rows   []int32
	// The distances from the position last asked from, by row.
	from       orb.Point
	distancesM []float64
}

func newPlain(points []orb.Point, rows []int32) *plain { return &plain{points: points, rows: rows} }

func (pl *plain) distanceM(p orb.Point, row int32) float64 {
	if pl.distancesM == nil || pl.from != p {
		pl.from, pl.distancesM = p, make([]float64, len(pl.points))
		for i, q := range pl.points {
			pl.distancesM[i] = geodesy.DistanceM(p, q)
		}
	}
	return pl.distancesM[row]
}

func (pl *plain) filter(keep func(row int32) bool) []int32 {
	var kept []int32
	for _, row := range pl.rows {
		if keep(row) {
			kept = append(kept, row)
		}
	}
	return kept
}

func (pl *plain) byDistance(p orb.Point, keep func(row int32, distanceM float64) bool) []index.Neighbour {
	var kept []index.Neighbour
	for _, row := range pl.rows {
		if distanceM := pl.distanceM(p, row); keep(row, distanceM) {
			kept = append(kept, index.Neighbour{Row: row, DistanceM: distanceM})
		}
	}
	slices.SortFunc(kept, func(a, b index.Neighbour) int {
		return cmp.Or(cmp.Compare(a.DistanceM, b.DistanceM), cmp.Compare(a.Row, b.Row))
	})
	return kept
}

func rowsOf(neighbours []index.Neighbour) []int32 {
	var rows []int32
	for _, n := range neighbours {
		rows = append(rows, n.Row)
	}
	return rows
}

// failer is testing.TB or rapid.T.
type failer interface {
	Helper()
	Fatalf(format string, args ...any)
}

// compareBox, compareRadius and compareNearest run one query against a plain
// loop: same rows, same order, and what was in dst before left alone.
func compareBox(t failer, f finder, pl *plain, b orb.Bound) {
	t.Helper()
	want := append([]int32{-7}, pl.filter(func(row int32) bool {
		p := pl.points[row]
		return p[0] >= b.Min[0] && p[0] <= b.Max[0] && p[1] >= b.Min[1] && p[1] <= b.Max[1]
	})...)
	if got := f.Box([]int32{-7}, b); !slices.Equal(got, want) {
		t.Fatalf("Box(%v): %s", b, difference(got, want))
	}
}

func compareRadius(t failer, f finder, pl *plain, p orb.Point, radiusM float64) {
	t.Helper()
	want := append([]int32{-7}, pl.filter(func(row int32) bool {
		return pl.distanceM(p, row) <= radiusM
	})...)
	if got := f.Within([]int32{-7}, p, radiusM); !slices.Equal(got, want) {
		t.Fatalf("Within(%v, %v): %s", p, radiusM, difference(got, want))
	}
	sorted := pl.byDistance(p, func(_ int32, distanceM float64) bool { return distanceM <= radiusM })
	if got := f.WithinByDistance(nil, p, radiusM); !slices.Equal(got, sorted) {
		t.Fatalf("WithinByDistance(%v, %v) = %v, want %v", p, radiusM, got, sorted)
	}
}

func compareNearest(t failer, f finder, pl *plain, p orb.Point, k int, accept func(int32) bool) {
	t.Helper()
	sorted := pl.byDistance(p, func(row int32, _ float64) bool { return accept == nil || accept(row) })
	sorted = sorted[:min(max(k, 0), len(sorted))]
	if got := f.Nearest(nil, p, k, accept); !slices.Equal(got, sorted) {
		t.Fatalf("Nearest(%v, %d) = %v, want %v", p, k, got, sorted)
	}
	want := append([]int32{-7}, rowsOf(sorted)...)
	if got := f.NearestRows([]int32{-7}, p, k, accept); !slices.Equal(got, want) {
		t.Fatalf("NearestRows(%v, %d): %s", p, k, difference(got, want))
	}
}

func difference(got, want []int32) string {
	for i := range min(len(got), len(want)) {
		if got[i] != want[i] {
			return fmt.Sprintf("%d rows, want %d; row %d at place %d, want %d", len(got), len(want), got[i], i, want[i])
		}
	}
	return fmt.Sprintf("%d rows, want %d", len(got), len(want))
}

func mustPoints(t testing.TB, points []orb.Point) *index.Points {
	t.Helper()
	ix, err := index.NewPoints(points)
	if err != nil {
		t.Fatal(err)
	}
	return ix
}

// worlds are sets of points of different character with positions to ask from.
func worlds() map[string]func(*rand.Rand) (points []orb.Point, from func() orb.Point) {
	return map[string]func(*rand.Rand) ([]orb.Point, func() orb.Point){
		"people": func(random *rand.Rand) ([]orb.Point, func() orb.Point) {
			asked := indextest.People(1000, 9)
			return indextest.People(3000, 8), func() orb.Point { return asked[random.IntN(len(asked))] }
		},
		"sites that share positions": func(random *rand.Rand) ([]orb.Point, func() orb.Point) {
			points := indextest.Sites(3000, 8)
			return points, func() orb.Point { return points[random.IntN(len(points))] }
		},
		"the whole earth": func(random *rand.Rand) ([]orb.Point, func() orb.Point) {
			anywhere := func() orb.Point {
				return orb.Point{random.Float64()*360 - 180, math.Asin(2*random.Float64()-1) * 180 / math.Pi}
			}
			return many(2000, anywhere), anywhere
		},
		"poles and the antimeridian": func(random *rand.Rand) ([]orb.Point, func() orb.Point) {
			extreme := func() orb.Point {
				lon := []float64{-180, 180, 179.999, -179.999, 0, random.Float64()*360 - 180}[random.IntN(6)]
				lat := []float64{-90, 90, 89.9999, -89.99, 0, random.Float64()*180 - 90}[random.IntN(6)]
				return orb.Point{lon, lat}
			}
			return many(1000, extreme), extreme
		},
		"a lattice of equal distances": func(random *rand.Rand) ([]orb.Point, func() orb.Point) {
			node := func() orb.Point {
				return orb.Point{float64(random.IntN(21)-10) / 64, float64(random.IntN(21)-10) / 64}
			}
			return many(1500, node), node
		},
		"micrometres apart": func(random *rand.Rand) ([]orb.Point, func() orb.Point) {
			near := func() orb.Point {
				return orb.Point{106 + float64(random.IntN(9))*1e-11, 21 + float64(random.IntN(9))*1e-11}
			}
			return many(800, near), near
		},
	}
}

func many(n int, one func() orb.Point) []orb.Point {
	points := make([]orb.Point, n)
	for i := range points {
		points[i] = one()
	}
	return points
}

func TestQueriesEqualAPlainLoop(t *testing.T) {
	t.Parallel()
	for name, world := range worlds() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			random := rand.New(rand.NewPCG(3, 1))
			points, from := world(random)
			ix := mustPoints(t, points)
			pl := newPlain(points, ix.Rows())
			for i := range 80 {
				p := from()
				compareRadius(t, ix, pl, p, math.Pow(10, random.Float64()*7.4-0.1))
				exact := geodesy.DistanceM(p, points[random.IntN(len(points))])
				compareRadius(t, ix, pl, p, exact)
				compareRadius(t, ix, pl, p, math.Nextafter(exact, 0))
				compareNearest(t, ix, pl, p, 1+random.IntN(30), nil)
				divisor := int32(1 + random.IntN(50))
				compareNearest(t, ix, pl, p, 1+random.IntN(200), func(row int32) bool { return row%divisor == 0 })
				q, r := from(), from()
				compareBox(t, ix, pl, orb.Bound{Min: p, Max: p}.Extend(q))
				compareBox(t, ix, pl, geodesy.Box(r, math.Pow(10, random.Float64()*6)))
				if i%40 == 0 {
					compareNearest(t, ix, pl, p, len(points)/2, nil)
					compareNearest(t, ix, pl, p, len(points)+1, nil)
				}
			}
		})
	}
}

func TestQueriesAtTheLimits(t *testing.T) {
	t.Parallel()
	points := indextest.Sites(2000, 5)
	full := mustPoints(t, points)
	nan, inf := math.NaN(), math.Inf(1)
	p := points[7]
	for name, tc := range map[string]struct {
		got  []int32
		want int
	}{
		"radius without end":          {full.Within(nil, p, inf), 2000},
		"half the meridian":           {full.Within(nil, p, 20_003_931.5), 2000},
		"negative radius":             {full.Within(nil, p, -1), 0},
		"radius not a number":         {full.Within(nil, p, nan), 0},
		"position not a number":       {full.Within(nil, orb.Point{nan, 10}, 1e6), 0},
		"position off the earth":      {full.Within(nil, orb.Point{100, 91}, 1e6), 0},
		"longitude beyond the limit":  {full.Within(nil, orb.Point{466, 16}, 1e6), 0},
		"none asked for":              {full.NearestRows(nil, p, 0, nil), 0},
		"fewer than none":             {full.NearestRows(nil, p, -3, nil), 0},
		"none accepted":               {full.NearestRows(nil, p, 3, func(int32) bool { return false }), 0},
		"nearest to no number":        {full.NearestRows(nil, orb.Point{10, nan}, 3, nil), 0},
		"more than there are":         {full.NearestRows(nil, p, 1e9, nil), 2000},
		"box of the earth":            {full.Box(nil, orb.Bound{Min: orb.Point{-180, -90}, Max: orb.Point{180, 90}}), 2000},
		"box without end":             {full.Box(nil, orb.Bound{Min: orb.Point{-inf, -inf}, Max: orb.Point{inf, inf}}), 2000},
		"the box of all":              {full.Box(nil, full.Bound()), 2000},
		"box turned inside out":       {full.Box(nil, orb.Bound{Min: orb.Point{180, 90}, Max: orb.Point{-180, -90}}), 0},
		"box not a number":            {full.Box(nil, orb.Bound{Min: orb.Point{nan, nan}, Max: orb.Point{nan, nan}}), 0},
		"box with one edge no number": {full.Box(nil, orb.Bound{Min: orb.Point{nan, -90}, Max: orb.Point{180, 90}}), 0},
		"all":                         {full.All(nil), 2000},
	} {
		if len(tc.got) != tc.want {
			t.Errorf("%s: %d rows, want %d", name, len(tc.got), tc.want)
		}
	}
}

func TestRadiusZeroFindsThePositionItself(t *testing.T) {
	t.Parallel()
	ix := mustPoints(t, []orb.Point{{106, 21}, {106.0000001, 21}, {106, 21}, {105, 20}})
	if got, want := ix.Within(nil, orb.Point{106, 21}, 0), []int32{0, 2}; !slices.Equal(got, want) {
		t.Errorf("Within(…, 0) = %v, want %v", got, want)
	}
}

func TestNoPoints(t *testing.T) {
	t.Parallel()
	empty := mustPoints(t, nil)
	region, err := index.NewRegion(orb.MultiPolygon{{{{0, 0}, {1, 0}, {1, 1}}}})
	if err != nil {
		t.Fatal(err)
	}
	for name, f := range map[string]finder{"points": empty, "overlay": index.NewOverlay(empty)} {
		found := len(f.All(nil)) + len(f.Box(nil, orb.Bound{Min: orb.Point{-180, -90}, Max: orb.Point{180, 90}})) +
			len(f.Within(nil, orb.Point{}, 1e9)) + len(f.WithinByDistance(nil, orb.Point{}, 1e9)) +
			len(f.Nearest(nil, orb.Point{}, 5, nil)) + len(f.NearestRows(nil, orb.Point{}, 5, nil)) +
			len(f.InRegion(nil, region))
		if found != 0 {
			t.Errorf("%s: found %d rows among none", name, found)
		}
	}
	if empty.Len() != 0 || !empty.Bound().IsEmpty() {
		t.Errorf("Len() = %d, Bound() = %v, want 0 and empty", empty.Len(), empty.Bound())
	}
}

func TestACrowdAtOnePosition(t *testing.T) {
	t.Parallel()
	points := make([]orb.Point, 20_000)
	for i := range points {
		points[i] = orb.Point{106, 21}
	}
	points[123] = orb.Point{106.5, 21}
	ix := mustPoints(t, points)
	pl := newPlain(points, ix.Rows())
	for _, k := range []int{1, 10, 100, 19_999, 20_000} {
		compareNearest(t, ix, pl, orb.Point{106.1, 21.2}, k, nil)
	}
	compareRadius(t, ix, pl, orb.Point{106, 21}, 0)
}

func TestNewPointsNamesTheBadRow(t *testing.T) {
	t.Parallel()
	for name, bad := range map[string]orb.Point{
		"not a number": {math.NaN(), 10}, "infinite": {10, math.Inf(-1)},
		"longitude": {180.1, 10}, "latitude": {10, -90.1},
	} {
		_, err := index.NewPoints([]orb.Point{{106, 21}, {107, 20}, bad})
		if err == nil || !strings.Contains(err.Error(), "row 2") {
			t.Errorf("%s: error %v, want one that names row 2", name, err)
		}
	}
}

// A radius query never loses a point when the radius grows, and a nearest query
// is the head of the sorted radius query.
func TestLawsOfDistance(t *testing.T) {
	t.Parallel()
	points := indextest.Sites(1500, 3)
	ix := mustPoints(t, points)
	rapid.Check(t, func(t *rapid.T) {
		p := orb.Point{rapid.Float64Range(102, 110).Draw(t, "lon"), rapid.Float64Range(8, 24).Draw(t, "lat")}
		radiusM := rapid.Float64Range(0, 3e5).Draw(t, "radius")
		grownM := radiusM + rapid.Float64Range(0, 1e5).Draw(t, "growth")
		inner, outer := ix.Within(nil, p, radiusM), ix.Within(nil, p, grownM)
		at := 0
		for _, row := range inner { // both in index order: one is part of the other
			for at < len(outer) && outer[at] != row {
				at++
			}
			if at == len(outer) {
				t.Fatalf("row %d within %v m but not within %v m of %v", row, radiusM, grownM, p)
			}
		}
		sorted := ix.WithinByDistance(nil, p, radiusM)
		if nearest := ix.Nearest(nil, p, len(sorted), nil); !slices.Equal(nearest, sorted) {
			t.Fatalf("the %d nearest to %v are not those within %v m", len(sorted), p, radiusM)
		}
	})
}

func TestInRegionEqualsAPlainLoop(t *testing.T) {
	t.Parallel()
	points := indextest.People(6000, 4)
	ix := mustPoints(t, points)
	pl := newPlain(points, ix.Rows())
	random := rand.New(rand.NewPCG(4, 4))
	communes := indextest.Communes(500)
	for range 60 {
		var mp orb.MultiPolygon
		for range 1 + random.IntN(3) {
			mp = append(mp, communes[random.IntN(len(communes))]...)
		}
		centre := points[random.IntN(len(points))]
		disc := geodesy.Disc(centre, math.Pow(10, 3+2.5*random.Float64()), 64)
		hole := geodesy.Disc(centre, 1000*random.Float64(), 16)
		mp = append(mp, orb.Polygon{disc[0], hole[0]})
		region, err := index.NewRegion(mp)
		if err != nil {
			t.Fatal(err)
		}
		want := pl.filter(func(row int32) bool { return planar.MultiPolygonContains(mp, points[row]) })
		if got := ix.InRegion(nil, region); !slices.Equal(got, want) {
			t.Fatalf("InRegion around %v: %s", centre, difference(got, want))
		}
	}
}
