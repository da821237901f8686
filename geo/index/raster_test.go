package index

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/paulmach/orb"
)

// Edges through the corners of cells are where a raster and rounding could
// disagree: a cell held to be untouched must lie wholly on one side.
func TestEdgesThroughCellCorners(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(9, 1))
	for range 1000 {
		west, south := 100+random.Float64(), 10+random.Float64()
		frame := orb.Bound{Min: orb.Point{west, south}, Max: orb.Point{west + 1 + random.Float64(), south + 1}}
		r := newRaster(frame, 2)
		column, row := 4+random.IntN(r.columns-8), 4+random.IntN(r.rows-8)
		corner := orb.Point{west + float64(column)/r.cellsPerDeg, south + float64(row)/r.cellsPerDeg}
		// A triangle one of whose edges runs through the corner, at any slope.
		dx, dy := (random.Float64()-0.5)*0.1, (random.Float64()-0.5)*math.Pow(10, -1-random.Float64()*14)
		v, w := orb.Point{corner[0] - dx, corner[1] - dy}, orb.Point{corner[0] + dx, corner[1] + dy}
		triangle := orb.MultiPolygon{{{v, w, {corner[0] + 0.1, corner[1] + 0.1}, v}}}
		l, err := NewLocator([]orb.MultiPolygon{triangle, {frame.ToPolygon()}})
		if err != nil {
			t.Fatal(err)
		}
		for range 200 {
			along := (random.Float64() - 0.5) * math.Pow(10, -random.Float64()*12)
			p := orb.Point{corner[0] + along*dx, corner[1] + along*dy}
			for axis := range p {
				for range random.IntN(4) {
					p[axis] = math.Nextafter(p[axis], float64(random.IntN(2)*400-200))
				}
			}
			want := int32(1)
			if l.areas[0].holds(p) {
				want = 0
			}
			if got := l.Locate(p); got != want {
				t.Fatalf("Locate(%v) = %d, want %d beside the edge %v–%v", p, got, want, v, w)
			}
		}
	}
}

func TestRasterIsNeitherCoarseNorHuge(t *testing.T) {
	t.Parallel()
	box := func(width, height float64) orb.Bound {
		return orb.Bound{Min: orb.Point{100, 10}, Max: orb.Point{100 + width, 10 + height}}
	}
	for _, tc := range []struct {
		bound    orb.Bound
		areas    int
		min, max int
	}{
		{box(7, 15), 11_000, 1_400_000, 1_420_000},
		{box(1, 1), 100, 12_000, 13_500},
		{box(1, 1), 1, 1000, 1200},
		{box(50, 50), 10_000_000, 4_000_000, 4_300_000},
		{box(50, 1e-9), 100, 10_000, 30_000},
		{box(0, 10), 100, 10_000, 30_000},
		{box(0, 0), 5, 1, 1},
		{box(1e-14, 1e-14), 5, 1, 4},
	} {
		r := newRaster(tc.bound, tc.areas)
		if cells := r.columns * r.rows; cells < tc.min || cells > tc.max {
			t.Errorf("newRaster(%v, %d) has %d × %d cells, want %d to %d in all",
				tc.bound, tc.areas, r.columns, r.rows, tc.min, tc.max)
		}
		if got := r.cell(tc.bound.Max); got != r.columns*r.rows-1 {
			t.Errorf("newRaster(%v, %d): the north-east corner lies in cell %d, want the last", tc.bound, tc.areas, got)
		}
	}
}
