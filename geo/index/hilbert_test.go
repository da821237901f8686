package index

import (
	"cmp"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/paulmach/orb"
	"pgregory.net/rapid"
)

// The curve visits every cell once and steps to a neighbouring cell each time:
// that makes it a Hilbert curve, and the constant right.
func TestHilbertKeyStepsToANeighbour(t *testing.T) {
	t.Parallel()
	const levels, side = 5, 1 << 5
	const cellDeg = 360.0 / side
	cells := make([][2]int, side*side)
	seen := make([]bool, side*side)
	for x := range side {
		for y := range side {
			centre := orb.Point{-180 + (float64(x)+0.5)*cellDeg, -180 + (float64(y)+0.5)*cellDeg}
			at := hilbertKey(centre) >> (2 * (hilbertLevels - levels))
			if seen[at] {
				t.Fatalf("cell (%d, %d) and %v share place %d", x, y, cells[at], at)
			}
			cells[at], seen[at] = [2]int{x, y}, true
		}
	}
	for i := 1; i < len(cells); i++ {
		dx, dy := cells[i][0]-cells[i-1][0], cells[i][1]-cells[i-1][1]
		if dx*dx+dy*dy != 1 {
			t.Fatalf("place %d steps from %v to %v", i, cells[i-1], cells[i])
		}
	}
}

func TestHilbertKeyBeyondTheSquareIsItsEdge(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct{ beyond, edge orb.Point }{
		{orb.Point{1e300, 0}, orb.Point{180, 0}},
		{orb.Point{-1e300, 0}, orb.Point{-180, 0}},
		{orb.Point{10, 1e300}, orb.Point{10, 180}},
		{orb.Point{10, -200}, orb.Point{10, -180}},
	} {
		if got, want := hilbertKey(tc.beyond), hilbertKey(tc.edge); got != want {
			t.Errorf("hilbertKey(%v) = %x, want %x as for %v", tc.beyond, got, want, tc.edge)
		}
	}
}

func TestRadixSortIsAStableSort(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		// Few distinct digits make ties and digits that all keys share.
		key := rapid.OneOf(rapid.Uint64Range(0, 3), rapid.Uint64Range(0, 1<<(2*hilbertLevels)-1))
		keys := rapid.SliceOfN(key, 0, 300).Draw(t, "keys")
		places := make([]place, len(keys))
		for i, k := range keys {
			places[i] = place{k, int32(i)}
		}
		want := slices.Clone(places)
		slices.SortStableFunc(want, func(a, b place) int { return cmp.Compare(a.key, b.key) })
		if got := radixSort(places); !slices.Equal(got, want) {
			t.Fatalf("radixSort = %v, want %v", got, want)
		}
	})
}

func TestRowsAreInIndexOrder(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(1, 1))
	points := make([]orb.Point, 5000)
	for i := range points {
		points[i] = orb.Point{random.Float64()*360 - 180, random.Float64()*180 - 90}
		if i%7 == 0 && i > 0 {
			points[i] = points[i-1]
		}
	}
	ix, err := NewPoints(points)
	if err != nil {
		t.Fatal(err)
	}
	rows := ix.Rows()
	for i := 1; i < len(rows); i++ {
		a := place{hilbertKey(points[rows[i-1]]), rows[i-1]}
		if b := (place{hilbertKey(points[rows[i]]), rows[i]}); !a.before(b) {
			t.Fatalf("place %d: %v comes before %v", i, a, b)
		}
	}
}
