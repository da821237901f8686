package index_test

import (
	"compress/gzip"
	"io"
	"math"
	"math/big"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/geojson"
	"github.com/paulmach/orb/planar"
	"pgregory.net/rapid"

	"hatang/geo/index"
	"hatang/geo/index/indextest"
)

// exactlyIn is the crossing rule on every edge in rational arithmetic.
func exactlyIn(mp orb.MultiPolygon, p orb.Point) bool {
	for _, polygon := range mp {
		crossings := 0
		for _, ring := range polygon {
			if len(ring) < 3 {
				continue
			}
			for i := range ring {
				if crossesExactly(ring[i], ring[(i+1)%len(ring)], p) {
					crossings++
				}
			}
		}
		if crossings%2 == 1 {
			return true
		}
	}
	return false
}

func crossesExactly(v, w, p orb.Point) bool {
	if (v[1] > p[1]) == (w[1] > p[1]) {
		return false
	}
	rat := func(x float64) *big.Rat { return new(big.Rat).SetFloat64(x) }
	sub := func(a, b float64) *big.Rat { return new(big.Rat).Sub(rat(a), rat(b)) }
	t := new(big.Rat).Quo(sub(p[1], v[1]), sub(w[1], v[1]))
	x := new(big.Rat).Add(rat(v[0]), t.Mul(t, sub(w[0], v[0])))
	return rat(p[0]).Cmp(x) < 0
}

func mustLocator(t testing.TB, polygons []orb.MultiPolygon) *index.Locator {
	t.Helper()
	l, err := index.NewLocator(polygons)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func TestLocatorEqualsAPlainLoop(t *testing.T) {
	t.Parallel()
	const n = 900
	communes := indextest.Communes(n)
	l := mustLocator(t, communes)
	random := rand.New(rand.NewPCG(8, 1))
	points := indextest.People(12_000, 3)
	for range 4000 { // vertices and places beside them
		ring := communes[random.IntN(n)][0][0]
		at := random.IntN(len(ring) - 1)
		v, w := ring[at], ring[at+1]
		middle := orb.Point{(v[0] + w[0]) / 2, (v[1] + w[1]) / 2} // off the edge by rounding
		points = append(points, v, orb.Point{math.Nextafter(v[0], 0), v[1]}, orb.Point{v[0], math.Nextafter(v[1], 90)},
			middle, orb.Point{math.Nextafter(middle[0], 0), middle[1]}, orb.Point{math.Nextafter(middle[0], 180), middle[1]})
	}
	bounds := make([]orb.Bound, n)
	for i, mp := range communes {
		bounds[i] = mp.Bound()
	}
	nowhere := 0
	for i, got := range l.LocateAll(nil, points) {
		p, want := points[i], index.Nowhere
		for row := range communes {
			if bounds[row].Contains(p) && exactlyIn(communes[row], p) {
				want = int32(row)
				break
			}
		}
		if got != want {
			t.Fatalf("Locate(%v) = %d, want %d", p, got, want)
		}
		if got == index.Nowhere {
			nowhere++
		}
	}
	if nowhere == 0 || nowhere > len(points)/2 {
		t.Errorf("%d of %d points are nowhere: the test tells too little", nowhere, len(points))
	}
}

// On edges far longer than the coordinates are precise the sign of a determinant
// in doubles is a matter of luck.
func TestLongEdgesAreExact(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(8, 4))
	anywhere := func() orb.Point { return orb.Point{random.Float64()*360 - 180, random.Float64()*180 - 90} }
	for range 400 {
		ring := orb.Ring{anywhere(), anywhere(), anywhere()}
		var points []orb.Point
		for i, v := range ring {
			w, share := ring[(i+1)%3], random.Float64()
			p := orb.Point{v[0] + share*(w[0]-v[0]), v[1] + share*(w[1]-v[1])}
			points = append(points, p, orb.Point{math.Nextafter(p[0], -180), p[1]}, orb.Point{math.Nextafter(p[0], 180), p[1]})
		}
		compareLocated(t, []orb.MultiPolygon{{{ring}}}, points)
	}
}

// Of a tiling every point within has one tile, borders and corners included.
func TestTilesShareNoPoint(t *testing.T) {
	t.Parallel()
	communes := indextest.Communes(200)
	regions := make([]*index.Region, len(communes))
	for i, mp := range communes {
		var err error
		if regions[i], err = index.NewRegion(mp); err != nil {
			t.Fatal(err)
		}
	}
	l := mustLocator(t, communes)
	random := rand.New(rand.NewPCG(8, 2))
	for i, mp := range communes {
		for _, v := range mp[0][0] {
			w := mp[0][0][random.IntN(len(mp[0][0]))]
			for _, p := range []orb.Point{v, {(v[0] + w[0]) / 2, (v[1] + w[1]) / 2}} {
				holders := 0
				for row, r := range regions {
					if r.Contains(p) {
						holders++
						if got := l.Locate(p); got != int32(row) {
							t.Fatalf("Locate(%v) = %d, but region %d holds it", p, got, row)
						}
					}
				}
				if holders > 1 || holders == 0 && l.Locate(p) != index.Nowhere {
					t.Fatalf("commune %d: %d regions hold %v", i, holders, p)
				}
			}
		}
	}
}

func TestOverlapsGapsAndHoles(t *testing.T) {
	t.Parallel()
	square := func(west, south, east, north float64) orb.Ring {
		return orb.Ring{{west, south}, {east, south}, {east, north}, {west, north}, {west, south}}
	}
	polygons := []orb.MultiPolygon{
		{{square(0, 0, 4, 4), square(1, 1, 2, 2)}},   // with a hole
		{{square(3, 0, 6, 4)}, {square(8, 0, 9, 1)}}, // overlaps row 0; two parts
		nil,                    // no geometry
		{{square(0, 0, 6, 4)}}, // under both
		{{{{0, 0}, {9, 9}}}},   // no ring
		{{square(7, 7, 7, 7)}}, // no area
		{{square(20, 2, 30, 2)}, {square(8.5, 0.5, 8.75, 2)}},
	}
	l := mustLocator(t, polygons)
	for _, tc := range []struct {
		p    orb.Point
		want int32
	}{
		{orb.Point{0.5, 0.5}, 0}, {orb.Point{1.5, 1.5}, 3}, {orb.Point{3.5, 1}, 0}, {orb.Point{5, 1}, 1},
		{orb.Point{8.6, 0.6}, 1}, {orb.Point{8.6, 1.6}, 6}, {orb.Point{7, 0.5}, index.Nowhere},
		{orb.Point{7, 7}, index.Nowhere}, {orb.Point{25, 2}, index.Nowhere},
		{orb.Point{0, 0}, 0}, {orb.Point{4, 1}, 1}, {orb.Point{1, 4}, index.Nowhere}, {orb.Point{6, 1}, index.Nowhere},
		{orb.Point{1, 1}, 3}, {orb.Point{2, 1.5}, 0}, {orb.Point{1.5, 2}, 0}, // the hole's border is half open too
		{orb.Point{-1, 1}, index.Nowhere}, {orb.Point{math.NaN(), 1}, index.Nowhere},
		{orb.Point{1, math.NaN()}, index.Nowhere}, {orb.Point{math.Inf(1), 1}, index.Nowhere},
	} {
		if got := l.Locate(tc.p); got != tc.want {
			t.Errorf("Locate(%v) = %d, want %d", tc.p, got, tc.want)
		}
	}
}

func TestLocatorOfNothing(t *testing.T) {
	t.Parallel()
	for name, polygons := range map[string][]orb.MultiPolygon{
		"none": nil, "without geometry": {nil, {}, {{}}}, "a single point": {{{{{106, 21}, {106, 21}, {106, 21}}}}},
	} {
		if got := mustLocator(t, polygons).Locate(orb.Point{106, 21}); got != index.Nowhere {
			t.Errorf("%s: Locate = %d, want Nowhere", name, got)
		}
	}
}

func TestNewLocatorNamesTheBadVertex(t *testing.T) {
	t.Parallel()
	good := orb.MultiPolygon{{{{0, 0}, {1, 0}, {1, 1}}}}
	bad := orb.MultiPolygon{{{{0, 0}, {1, 0}, {1, 1}}, {{0, 0}, {200, 0}, {1, 1}}}}
	_, err := index.NewLocator([]orb.MultiPolygon{good, bad})
	if want := "row 1, polygon 0, ring 1, vertex 1: position (200, 0)"; err == nil || !strings.Contains(err.Error(), want) {
		t.Errorf("NewLocator: error %v, want %q", err, want)
	}
	_, err = index.NewRegion(orb.MultiPolygon{{{{0, 0}, {1, math.NaN()}, {1, 1}}}})
	if want := "polygon 0, ring 0, vertex 1: position (1, NaN)"; err == nil || !strings.Contains(err.Error(), want) {
		t.Errorf("NewRegion: error %v, want %q", err, want)
	}
}

// Rings on a small lattice have every degenerate case: self-crossings, spikes,
// edges upon edges, corners on the tested point.
func TestLatticePolygons(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		step := rapid.SampledFrom([]float64{1, 0.01, 1e-9, 0.1}).Draw(t, "step")
		node := rapid.Custom(func(t *rapid.T) orb.Point {
			return orb.Point{100 + step*float64(rapid.IntRange(0, 6).Draw(t, "x")), 10 + step*float64(rapid.IntRange(0, 6).Draw(t, "y"))}
		})
		ring := rapid.Custom(func(t *rapid.T) orb.Ring { return rapid.SliceOfN(node, 0, 9).Draw(t, "ring") })
		polygon := rapid.Custom(func(t *rapid.T) orb.Polygon { return rapid.SliceOfN(ring, 0, 3).Draw(t, "polygon") })
		mp := rapid.Custom(func(t *rapid.T) orb.MultiPolygon { return rapid.SliceOfN(polygon, 0, 3).Draw(t, "mp") })
		compareLocated(t, rapid.SliceOfN(mp, 0, 5).Draw(t, "polygons"), rapid.SliceOfN(node, 1, 20).Draw(t, "points"))
	})
}

// compareLocated checks Locator and Region against exact arithmetic.
func compareLocated(t failer, polygons []orb.MultiPolygon, points []orb.Point) {
	t.Helper()
	l, err := index.NewLocator(polygons)
	if err != nil {
		t.Fatalf("%v", err)
	}
	for _, p := range points {
		want := index.Nowhere
		for row, mp := range polygons {
			region, err := index.NewRegion(mp)
			if err != nil {
				t.Fatalf("%v", err)
			}
			in := exactlyIn(mp, p)
			if got := region.Contains(p); got != in {
				t.Fatalf("Region %v Contains(%v) = %v, want %v", mp, p, got, in)
			}
			if in && want == index.Nowhere {
				want = int32(row)
			}
		}
		if got := l.Locate(p); got != want {
			t.Fatalf("Locate(%v) = %d, want %d in %v", p, got, want, polygons)
		}
	}
}

func sharedCommunes(t testing.TB, name string) []orb.MultiPolygon {
	t.Helper()
	path := filepath.Join("..", "..", "..", "shared", "data", "units", name)
	file, err := os.Open(path)
	if os.IsNotExist(err) {
		t.Skipf("%s is absent: the shared data stand beside the project on development machines only", path)
	} else if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = file.Close() })
	unzipped, err := gzip.NewReader(file)
	if err != nil {
		t.Fatal(err)
	}
	data, err := io.ReadAll(unzipped)
	if err != nil {
		t.Fatal(err)
	}
	collection, err := geojson.UnmarshalFeatureCollection(data)
	if err != nil {
		t.Fatal(err)
	}
	polygons := make([]orb.MultiPolygon, len(collection.Features))
	for i, feature := range collection.Features {
		switch g := feature.Geometry.(type) {
		case orb.Polygon:
			polygons[i] = orb.MultiPolygon{g}
		case orb.MultiPolygon:
			polygons[i] = g
		}
	}
	return polygons
}

func TestRealCommunes(t *testing.T) {
	t.Parallel()
	for _, name := range []string{
		"communes_kon_tum_2020.geojson.gz", // with small gaps and overlaps
		"communes_bac_ninh_2025.geojson.gz",
		"communes_quang_ngai_2025.geojson.gz",
		"communes_vietnam_2025_simplified.geojson.gz",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			polygons := sharedCommunes(t, name)
			l := mustLocator(t, polygons)
			all := polygons[0].Bound()
			bounds := make([]orb.Bound, len(polygons))
			for i, mp := range polygons {
				bounds[i] = mp.Bound()
				all = all.Union(bounds[i])
			}
			random := rand.New(rand.NewPCG(8, 3))
			found := 0
			for range 20_000 {
				p := orb.Point{
					all.Min[0] + random.Float64()*(all.Max[0]-all.Min[0]),
					all.Min[1] + random.Float64()*(all.Max[1]-all.Min[1]),
				}
				want := index.Nowhere
				for row, mp := range polygons {
					if bounds[row].Contains(p) && planar.MultiPolygonContains(mp, p) {
						want = int32(row)
						found++
						break
					}
				}
				if got := l.Locate(p); got != want {
					t.Fatalf("Locate(%v) = %d, want %d", p, got, want)
				}
			}
			if found < 1000 {
				t.Errorf("only %d of 20,000 points lie in a commune", found)
			}
		})
	}
}
