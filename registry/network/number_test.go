package network

import (
	"math"
	"math/big"
	"slices"
	"testing"

	"github.com/paulmach/orb"
	"github.com/peterstace/simplefeatures/geom"
	"pgregory.net/rapid"
)

func TestCompareIntReal(t *testing.T) {
	t.Parallel()
	near := rapid.SampledFrom([]int64{0, 1, -1, 1 << 53, 1<<53 + 1, -1<<53 - 1, math.MaxInt64, math.MinInt64, math.MaxInt64 - 1})
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.OneOf(near, rapid.Int64()).Draw(t, "n")
		x := rapid.OneOf(
			rapid.Map(near, func(n int64) float64 { return float64(n) }), rapid.Float64(),
			rapid.Just(float64(n)), rapid.Just(float64(n)+0.5), rapid.SampledFrom([]float64{math.Inf(1), math.Inf(-1), 0.5, -0.5}),
		).Draw(t, "x")
		want := new(big.Float).SetInt64(n).Cmp(big.NewFloat(x))
		if got := compareIntReal(n, x); got != want {
			t.Errorf("%d and %v compare %d, want %d", n, x, got, want)
		}
	})
}

// TestSmallest compares with sorting everything.
func TestSmallest(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		values := rapid.SliceOfN(rapid.IntRange(0, 20), 0, 300).Draw(t, "values")
		k := rapid.IntRange(1, 60).Draw(t, "k")
		rows := make([]int32, len(values))
		for i := range rows {
			rows[i] = int32(i)
		}
		compare := func(a, b int32) int {
			if values[a] != values[b] {
				return values[a] - values[b]
			}
			return int(a - b)
		}
		want := slices.SortedFunc(slices.Values(rows), compare)[:min(k, len(rows))]
		if got := smallest(slices.Clone(rows), k, compare); !slices.Equal(got, want) {
			t.Errorf("the smallest %d of %v are %v, want %v", k, values, got, want)
		}
	})
}

// TestAreasMeet compares with another engine.
func TestAreasMeet(t *testing.T) {
	t.Parallel()
	ordinate := rapid.Map(rapid.IntRange(0, 12), func(n int) float64 { return float64(n) / 4 })
	triangles := rapid.Custom(func(t *rapid.T) orb.MultiPolygon {
		p := func() orb.Point { return orb.Point{ordinate.Draw(t, "x"), ordinate.Draw(t, "y")} }
		a, b, c := p(), p(), p()
		return orb.MultiPolygon{{{a, b, c, a}}}
	})
	framed := func(mp orb.MultiPolygon) orb.MultiPolygon { // a frame, the triangle of which is its hole
		return orb.MultiPolygon{{{{-1, -1}, {9, -1}, {9, 9}, {-1, 9}, {-1, -1}}, mp[0][0]}}
	}
	rapid.Check(t, func(t *rapid.T) {
		a, b := triangles.Draw(t, "a"), triangles.Draw(t, "b")
		if orbArea(a) == 0 || orbArea(b) == 0 {
			t.Skip("a triangle without area")
		}
		if rapid.Bool().Draw(t, "frame") {
			a = framed(a)
		}
		want := geom.Intersects(engineArea(t, a), engineArea(t, b))
		if got := areasMeet(a, b); got != want {
			t.Errorf("%v and %v meet: %v, want %v", a, b, got, want)
		}
		if got := areasMeet(b, a); got != want {
			t.Errorf("%v and %v meet: %v, want %v", b, a, got, want)
		}
	})
}

func orbArea(mp orb.MultiPolygon) float64 {
	r := mp[0][0]
	return (r[1][0]-r[0][0])*(r[2][1]-r[0][1]) - (r[2][0]-r[0][0])*(r[1][1]-r[0][1])
}

func engineArea(t *rapid.T, mp orb.MultiPolygon) geom.Geometry {
	var rings []geom.LineString
	for _, ring := range mp[0] {
		var flat []float64
		for _, v := range ring {
			flat = append(flat, v[0], v[1])
		}
		rings = append(rings, geom.NewLineString(geom.NewSequence(flat, geom.DimXY)))
	}
	p := geom.NewPolygon(rings)
	if err := p.Validate(); err != nil {
		t.Skip(err)
	}
	return p.AsGeometry()
}
