package index_test

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/paulmach/orb"
	"pgregory.net/rapid"

	"hatang/geo/geodesy"
	"hatang/geo/index"
	"hatang/geo/index/indextest"
)

// rebuilt is a plain view of the living rows, in the order of a new index.
func rebuilt(t failer, alive map[int32]orb.Point, highest int32) *plain {
	t.Helper()
	points := make([]orb.Point, highest+1)
	var rows []int32
	var packed []orb.Point
	for row := range highest + 1 {
		if p, ok := alive[row]; ok {
			points[row] = p
			rows = append(rows, row)
			packed = append(packed, p)
		}
	}
	ix, err := index.NewPoints(packed)
	if err != nil {
		t.Fatalf("rebuilding: %v", err)
	}
	order := make([]int32, 0, len(rows))
	for _, i := range ix.Rows() { // numbering the rows anew keeps their order
		order = append(order, rows[i])
	}
	return newPlain(points, order)
}

// After any sequence of changes an overlay answers as a rebuilt index.
func TestOverlayEqualsARebuiltIndex(t *testing.T) {
	t.Parallel()
	const highest = 400
	spots := indextest.Sites(60, 1) // few positions, so that many rows tie
	rapid.Check(t, func(t *rapid.T) {
		spot := rapid.SampledFrom(spots)
		base := rapid.SliceOfN(spot, 0, 120).Draw(t, "base")
		ix, err := index.NewPoints(base)
		if err != nil {
			t.Fatalf("%v", err)
		}
		overlay := index.NewOverlay(ix)
		alive := map[int32]orb.Point{}
		for row, p := range base {
			alive[int32(row)] = p
		}
		for range rapid.IntRange(0, 4).Draw(t, "changes") {
			remove, add := drawChange(t, alive, highest, spot)
			if overlay, err = overlay.With(remove, add); err != nil {
				t.Fatalf("With(%v, %v): %v", remove, add, err)
			}
		}
		pl := rebuilt(t, alive, highest)
		if got := overlay.All([]int32{-7}); !slices.Equal(got, append([]int32{-7}, pl.rows...)) || overlay.Len() != len(pl.rows) {
			t.Fatalf("All: %s; Len %d", difference(got[1:], pl.rows), overlay.Len())
		}
		p := spot.Draw(t, "from")
		radiusM := rapid.Float64Range(0, 4e5).Draw(t, "radius")
		compareRadius(t, overlay, pl, p, radiusM)
		compareRadius(t, overlay, pl, p, geodesy.DistanceM(p, spot.Draw(t, "to")))
		compareBox(t, overlay, pl, geodesy.Box(p, radiusM))
		compareNearest(t, overlay, pl, p, rapid.IntRange(1, 150).Draw(t, "k"), nil)
		compareNearest(t, overlay, pl, p, 3, func(row int32) bool { return row%3 == 0 })
		compareRegion(t, overlay, pl, orb.MultiPolygon{geodesy.Disc(p, radiusM+1, 12)})
	})
}

// drawChange removes, adds and moves rows in alive and returns the change.
func drawChange(t *rapid.T, alive map[int32]orb.Point, highest int32, spot *rapid.Generator[orb.Point],
) (remove []int32, add []index.Entry) {
	for row := range highest + 1 {
		switch _, there := alive[row]; {
		case there && rapid.IntRange(0, 9).Draw(t, "fate") == 0:
			remove = append(remove, row)
			delete(alive, row)
			if rapid.Bool().Draw(t, "moves") {
				alive[row] = spot.Draw(t, "to")
				add = append(add, index.Entry{Row: row, Point: alive[row]})
			}
		case !there && row%16 == 5 && rapid.IntRange(0, 3).Draw(t, "comes") == 0:
			alive[row] = spot.Draw(t, "at")
			add = append(add, index.Entry{Row: row, Point: alive[row]})
		}
	}
	return remove, add
}

func compareRegion(t failer, f finder, pl *plain, mp orb.MultiPolygon) {
	t.Helper()
	region, err := index.NewRegion(mp)
	if err != nil {
		t.Fatalf("%v", err)
	}
	want := pl.filter(func(row int32) bool { return region.Contains(pl.points[row]) })
	if got := f.InRegion(nil, region); !slices.Equal(got, want) {
		t.Fatalf("InRegion: %s", difference(got, want))
	}
}

func TestOverlayOfManyChanges(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(6, 1))
	points := indextest.Sites(8000, 1)
	fresh := indextest.Sites(500, 2)
	overlay := index.NewOverlay(mustPoints(t, points))
	alive := map[int32]orb.Point{}
	for row, p := range points {
		alive[int32(row)] = p
	}
	var err error
	for i, p := range fresh {
		row := int32(len(points) + i)
		add := []index.Entry{{Row: row, Point: p}}
		var remove []int32
		if old := int32(random.IntN(len(points))); i%2 == 0 {
			if _, there := alive[old]; there {
				remove = []int32{old}
				delete(alive, old)
			}
		}
		alive[row] = p
		if overlay, err = overlay.With(remove, add); err != nil {
			t.Fatal(err)
		}
	}
	pl := rebuilt(t, alive, int32(len(points)+len(fresh)))
	for range 100 {
		p := points[random.IntN(len(points))]
		compareRadius(t, overlay, pl, p, random.Float64()*3e4)
		compareBox(t, overlay, pl, geodesy.Box(p, random.Float64()*3e5))
		compareNearest(t, overlay, pl, p, 10, nil)
		compareNearest(t, overlay, pl, p, 10, func(row int32) bool { return row >= 8000 })
	}
	gone, added := overlay.Changes()
	if want := len(alive); added != len(fresh) || 8000-gone+added != want || overlay.Len() != want {
		t.Errorf("Changes() = %d, %d and Len() = %d, want %d rows", gone, added, overlay.Len(), want)
	}
	if box := overlay.Bound(); len(overlay.Box(nil, box)) != overlay.Len() {
		t.Errorf("Bound() = %v does not hold all rows", box)
	}
}

// Where a whole neighbourhood is gone, its nodes must not limit the search.
func TestOverlayOfAClearedNeighbourhood(t *testing.T) {
	t.Parallel()
	points := indextest.People(5000, 1)
	ix := mustPoints(t, points)
	for _, p := range indextest.People(20, 2) {
		cleared := ix.Within(nil, p, 15_000)
		overlay, err := index.NewOverlay(ix).With(cleared, nil)
		if err != nil {
			t.Fatal(err)
		}
		alive := map[int32]orb.Point{}
		for row, q := range points {
			alive[int32(row)] = q
		}
		for _, row := range cleared {
			delete(alive, row)
		}
		pl := rebuilt(t, alive, int32(len(points)))
		for _, k := range []int{1, 5, 10, 100} {
			compareNearest(t, overlay, pl, p, k, nil)
		}
	}
}

func TestOverlayLeavesItsPredecessorAlone(t *testing.T) {
	t.Parallel()
	first := index.NewOverlay(mustPoints(t, []orb.Point{{106, 21}, {107, 21}, {108, 21}}))
	second, err := first.With([]int32{1}, []index.Entry{{Row: 1, Point: orb.Point{100, 10}}, {Row: 9, Point: orb.Point{106, 21}}})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := second.With([]int32{0, 9}, nil); err != nil {
		t.Fatal(err)
	}
	if got, want := first.NearestRows(nil, orb.Point{107, 21}, 9, nil), []int32{1, 0, 2}; !slices.Equal(got, want) {
		t.Errorf("the first overlay answers %v, want %v", got, want)
	}
	if got, want := second.NearestRows(nil, orb.Point{107, 21}, 9, nil), []int32{0, 2, 9, 1}; !slices.Equal(got, want) {
		t.Errorf("the second overlay answers %v, want %v", got, want)
	}
}

func TestOverlayRefusesContradictions(t *testing.T) {
	t.Parallel()
	overlay, err := index.NewOverlay(mustPoints(t, []orb.Point{{106, 21}, {107, 21}})).With([]int32{0}, nil)
	if err != nil {
		t.Fatal(err)
	}
	at := orb.Point{106, 21}
	for name, tc := range map[string]struct {
		remove []int32
		add    []index.Entry
		want   string
	}{
		"removed before":   {[]int32{0}, nil, "row 0 to remove is not there"},
		"never there":      {[]int32{7}, nil, "row 7 to remove is not there"},
		"removed twice":    {[]int32{1, 1}, nil, "row 1 to remove is not there"},
		"negative":         {[]int32{-1}, nil, "row -1 to remove is not there"},
		"there already":    {nil, []index.Entry{{Row: 1, Point: at}}, "row 1 to add is there already"},
		"added twice":      {nil, []index.Entry{{Row: 5, Point: at}, {Row: 5, Point: at}}, "row 5 to add is there already"},
		"negative to add":  {nil, []index.Entry{{Row: -2, Point: at}}, "row -2 to add, want 0 or more"},
		"not on the earth": {nil, []index.Entry{{Row: 5, Point: orb.Point{0, 99}}}, "row 5: position (0, 99)"},
	} {
		if _, err := overlay.With(tc.remove, tc.add); err == nil || !strings.Contains(err.Error(), tc.want) {
			t.Errorf("%s: error %v, want %q", name, err, tc.want)
		}
	}
}
