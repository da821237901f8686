package outline_test

import (
	"context"
	"math"
	"math/rand/v2"
	"strconv"
	"testing"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/planar"
	"pgregory.net/rapid"

	"hatang/geo/outline"
	"hatang/geo/polygon"
	"hatang/geo/raster"
)

func grid(cols, rows int) raster.Grid {
	return raster.Grid{West: 107, North: 15, CellLonDeg: 1.0 / 1024, CellLatDeg: 1.0 / 1024, Cols: cols, Rows: rows}
}

// Areas of random rasters are valid, fit together without gap or overlap, and lie
// where their cells do.
func TestAreasFitTogether(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		g := grid(rapid.IntRange(1, 24).Draw(t, "cols"), rapid.IntRange(1, 24).Draw(t, "rows"))
		n := rapid.IntRange(1, 5).Draw(t, "labels")
		label := drawLabels(t, g, n)
		areas, err := outline.Areas(g, label, n)
		if err != nil {
			t.Fatal(err)
		}
		for k, area := range areas {
			if err := polygon.Validate(area); err != nil {
				t.Fatalf("label %d: %v\n%v", k, err, area)
			}
			cells := 0
			for _, l := range label {
				if int(l) == k {
					cells++
				}
			}
			if (cells == 0) != (len(area) == 0) {
				t.Fatalf("label %d has %d cells and %d polygons", k, cells, len(area))
			}
		}
		checkFit(t, areas)
		checkCover(t, g, label, areas)
	})
}

// checkFit lets another engine look for overlaps. What it makes of shared borders
// is rounding, far below a cell.
func checkFit(t *rapid.T, areas []orb.MultiPolygon) {
	var units []polygon.Unit
	for k, a := range areas {
		if len(a) > 0 {
			units = append(units, polygon.Unit{Code: strconv.Itoa(k), Area: a})
		}
	}
	report, err := polygon.Check(context.Background(), units, polygon.CheckOptions{SliverM2: 1})
	if err != nil {
		t.Fatal(err)
	}
	if len(report.Overlaps) > 0 {
		t.Fatalf("areas overlap: %+v", report.Overlaps)
	}
}

// checkCover asks at random places how many areas hold them: exactly one well
// within labelled land, none well within unlabelled, never two.
func checkCover(t *rapid.T, g raster.Grid, label []int32, areas []orb.MultiPolygon) {
	random := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 1))
	for range 200 {
		x, y := random.Float64()*float64(g.Cols), random.Float64()*float64(g.Rows)
		p := orb.Point{g.West + x*g.CellLonDeg, g.North - y*g.CellLatDeg}
		var holders []int
		for k, area := range areas {
			if polygon.Contains(area, p) {
				holders = append(holders, k)
			}
		}
		if len(holders) > 1 {
			t.Fatalf("%v lies in areas %v", p, holders)
		}
		near := map[int32]bool{}
		for dx := -1.01; dx <= 1.01; dx += 0.505 {
			for dy := -1.01; dy <= 1.01; dy += 0.505 {
				near[at(g, label, x+dx, y+dy)] = true
			}
		}
		if len(near) != 1 {
			continue
		}
		own := at(g, label, x, y)
		if (own < 0) != (len(holders) == 0) || (own >= 0 && holders[0] != int(own)) {
			t.Fatalf("%v, amid cells of label %d, lies in areas %v", p, own, holders)
		}
	}
}

func at(g raster.Grid, label []int32, x, y float64) int32 {
	col, row := int(math.Floor(x)), int(math.Floor(y))
	if col < 0 || row < 0 || col >= g.Cols || row >= g.Rows {
		return -1
	}
	return label[row*g.Cols+col]
}

// drawLabels draws patches, lone cells and diagonals.
func drawLabels(t *rapid.T, g raster.Grid, n int) []int32 {
	label := make([]int32, g.Cells())
	if rapid.Bool().Draw(t, "noise") {
		for i := range label {
			label[i] = int32(rapid.IntRange(-1, n-1).Draw(t, "label"))
		}
		return label
	}
	type seed struct{ x, y float64 }
	var seeds []seed
	for range n {
		seeds = append(seeds, seed{rapid.Float64Range(0, float64(g.Cols)).Draw(t, "x"), rapid.Float64Range(0, float64(g.Rows)).Draw(t, "y")})
	}
	for i := range label {
		best := math.Inf(1)
		for k, s := range seeds {
			if d := math.Hypot(float64(i%g.Cols)+0.5-s.x, float64(i/g.Cols)+0.5-s.y); d < best {
				best, label[i] = d, int32(k)
			}
		}
		if best > float64(g.Cols)/2 {
			label[i] = -1
		}
	}
	return label
}

// All areas together have the area of the labelled cells when nothing is left
// out: what one side gains at a border, the other loses.
func TestAreasAddUp(t *testing.T) {
	t.Parallel()
	g := grid(60, 40)
	label := make([]int32, g.Cells())
	for i := range label {
		label[i] = int32((i%g.Cols*3 + i/g.Cols*5) / 60)
	}
	areas, err := outline.Areas(g, label, 7)
	if err != nil {
		t.Fatal(err)
	}
	var sum float64
	vertices := 0
	for _, a := range areas {
		sum += planar.Area(a)
		for _, p := range a {
			for _, r := range p {
				vertices += len(r)
			}
		}
	}
	b := g.Bound()
	whole := (b.Max[0] - b.Min[0]) * (b.Max[1] - b.Min[1])
	if math.Abs(sum/whole-1) > 0.005 { // the corners of the whole are cut
		t.Errorf("areas add up to %v of the whole", sum/whole)
	}
	if vertices > 200 {
		t.Errorf("%d vertices for straight borders, some 800 if none is left out", vertices)
	}
}

func TestBadLabels(t *testing.T) {
	t.Parallel()
	if _, err := outline.Areas(grid(2, 2), []int32{0}, 1); err == nil {
		t.Error("too few labels: no error")
	}
	if _, err := outline.Areas(grid(1, 1), []int32{1}, 1); err == nil {
		t.Error("a label beyond the last: no error")
	}
}

// BenchmarkAreas draws the areas of 130 points on a million cells.
func BenchmarkAreas(b *testing.B) {
	b.ReportAllocs()
	g := grid(1000, 1000)
	random := rand.New(rand.NewPCG(3, 4))
	seeds := make([][2]int, 130)
	for k := range seeds {
		seeds[k] = [2]int{random.IntN(1000), random.IntN(1000)}
	}
	label := make([]int32, g.Cells())
	for i := range label {
		best := math.MaxInt
		for k, s := range seeds {
			dx, dy := i%1000-s[0], i/1000-s[1]
			if d := dx*dx + dy*dy; d < best {
				best, label[i] = d, int32(k)
			}
		}
	}
	for b.Loop() {
		if _, err := outline.Areas(g, label, 130); err != nil {
			b.Fatal(err)
		}
	}
}
