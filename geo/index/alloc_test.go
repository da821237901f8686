package index_test

import (
	"testing"

	"github.com/paulmach/orb"

	"hatang/geo/index"
	"hatang/geo/index/indextest"
)

// Queries into a slice with room do not allocate, filters included. Not
// parallel: the allocations of other tests would count.
func TestQueriesDoNotAllocate(t *testing.T) {
	ix := mustPoints(t, indextest.Sites(5000, 1))
	overlay, err := index.NewOverlay(ix).With([]int32{1, 2, 3}, []index.Entry{{Row: 2, Point: orb.Point{106, 21}}})
	if err != nil {
		t.Fatal(err)
	}
	region, err := index.NewRegion(indextest.Communes(100)[3])
	if err != nil {
		t.Fatal(err)
	}
	boxes, err := index.NewBoxes([]orb.Bound{region.Bound()})
	if err != nil {
		t.Fatal(err)
	}
	locator := mustLocator(t, indextest.Communes(100))
	rows, neighbours := make([]int32, 0, 6000), make([]index.Neighbour, 0, 6000)
	points, third := make([]orb.Point, 10), func(row int32) bool { return row%3 == 0 }
	p := orb.Point{105.8, 21}
	for name, f := range map[string]finder{"points": ix, "overlay": overlay} {
		got := testing.AllocsPerRun(20, func() {
			f.All(rows)
			f.Box(rows, orb.Bound{Min: orb.Point{105, 20}, Max: p})
			f.Within(rows, p, 50_000)
			f.WithinByDistance(neighbours, p, 5000)
			f.Nearest(neighbours, p, 10, nil)
			f.NearestRows(rows, p, 10, third)
			f.InRegion(rows, region)
			boxes.At(rows, p)
			locator.LocateAll(rows, points)
		})
		if got != 0 {
			t.Errorf("%s: %v allocations a round, want none", name, got)
		}
	}
}
