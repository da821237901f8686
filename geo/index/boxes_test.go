package index_test

import (
	"math"
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

// meeting are the rows that a plain loop finds, sorted.
func meeting(boxes []orb.Bound, b orb.Bound) []int32 {
	var rows []int32
	for row, other := range boxes {
		if !other.IsEmpty() && !b.IsEmpty() &&
			other.Min[0] <= b.Max[0] && other.Max[0] >= b.Min[0] &&
			other.Min[1] <= b.Max[1] && other.Max[1] >= b.Min[1] {
			rows = append(rows, int32(row))
		}
	}
	return rows
}

func compareMeeting(t failer, ix *index.Boxes, boxes []orb.Bound, b orb.Bound) {
	t.Helper()
	got := ix.Meeting(nil, b)
	slices.Sort(got)
	if want := meeting(boxes, b); !slices.Equal(got, want) {
		t.Fatalf("Meeting(%v): %s", b, difference(got, want))
	}
}

func TestBoxesEqualAPlainLoop(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(7, 1))
	boxes := make([]orb.Bound, 0, 4000)
	for _, p := range indextest.People(4000, 1) {
		boxes = append(boxes, geodesy.Box(p, math.Pow(10, random.Float64()*5)))
	}
	boxes[77] = orb.MultiPoint(nil).Bound() // empty
	ix, err := index.NewBoxes(boxes)
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range indextest.People(1000, 2) {
		compareMeeting(t, ix, boxes, geodesy.Box(p, math.Pow(10, random.Float64()*6)))
		at := ix.At(nil, p)
		slices.Sort(at)
		if want := meeting(boxes, p.Bound()); !slices.Equal(at, want) {
			t.Fatalf("At(%v): %s", p, difference(at, want))
		}
	}
	compareMeeting(t, ix, boxes, orb.Bound{Min: orb.Point{-180, -90}, Max: orb.Point{180, 90}})
}

func TestBoxesOnALattice(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		corner := rapid.Float64Range(-3, 3)
		if rapid.Bool().Draw(t, "lattice") { // edges that meet exactly
			corner = rapid.Map(rapid.IntRange(-3, 3), func(i int) float64 { return float64(i) })
		}
		box := rapid.Custom(func(t *rapid.T) orb.Bound {
			return orb.Bound{
				Min: orb.Point{corner.Draw(t, "west"), corner.Draw(t, "south")},
				Max: orb.Point{corner.Draw(t, "east"), corner.Draw(t, "north")},
			}
		})
		boxes := rapid.SliceOfN(box, 0, 80).Draw(t, "boxes")
		ix, err := index.NewBoxes(boxes)
		if err != nil {
			t.Fatalf("%v", err)
		}
		compareMeeting(t, ix, boxes, box.Draw(t, "query"))
	})
}

func TestNewBoxesNamesTheBadRow(t *testing.T) {
	t.Parallel()
	for _, bad := range []float64{math.NaN(), math.Inf(1), math.Inf(-1)} {
		boxes := []orb.Bound{{}, {Max: orb.Point{1, bad}}}
		if _, err := index.NewBoxes(boxes); err == nil || !strings.Contains(err.Error(), "row 1") {
			t.Errorf("corner %v: error %v, want one that names row 1", bad, err)
		}
	}
	huge := orb.Bound{Min: orb.Point{-math.MaxFloat64, -math.MaxFloat64}, Max: orb.Point{math.MaxFloat64, math.MaxFloat64}}
	ix, err := index.NewBoxes([]orb.Bound{huge})
	if err != nil {
		t.Fatal(err)
	}
	if got := ix.At(nil, orb.Point{106, 21}); len(got) != 1 {
		t.Errorf("the box of all numbers does not hold a position: %v", got)
	}
}
