package raster_test

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/paulmach/orb"
	"pgregory.net/rapid"

	"hatang/geo/geodesy"
	"hatang/geo/raster"
)

func ExampleNewGrid() {
	konTum := orb.Bound{Min: orb.Point{107.33, 13.91}, Max: orb.Point{108.56, 15.42}}
	g, _ := raster.NewGrid(konTum, 100)
	fmt.Printf("%d × %d cells of %.0f m²\n", g.Cols, g.Rows, g.RowAreaM2(g.Rows/2))
	// Output: 1325 × 1671 cells of 10000 m²
}

func TestNewGridMakesSquareCells(t *testing.T) {
	t.Parallel()
	b := orb.Bound{Min: orb.Point{102, 8}, Max: orb.Point{110, 24}}
	g, err := raster.NewGrid(b, 250)
	if err != nil {
		t.Fatal(err)
	}
	middle := orb.Point{106, 16}
	east := geodesy.DistanceM(middle, orb.Point{106 + g.CellLonDeg, 16})
	north := geodesy.DistanceM(middle, orb.Point{106, 16 + g.CellLatDeg})
	if math.Abs(east-250) > 1e-4 || math.Abs(north-250) > 1e-4 {
		t.Errorf("cells are %.6f by %.6f m in the middle, want 250", east, north)
	}
	got := g.Bound()
	if got.Min[0] != 102 || got.Max[1] != 24 || got.Max[0] < 110 || got.Min[1] > 8 ||
		got.Max[0] > 110+g.CellLonDeg || got.Min[1] < 8-g.CellLatDeg {
		t.Errorf("grid covers %v, want %v and less than a cell more", got, b)
	}
}

func TestNewGridRefuses(t *testing.T) {
	t.Parallel()
	good := orb.Bound{Min: orb.Point{107, 14}, Max: orb.Point{108, 15}}
	tests := []struct {
		name  string
		bound orb.Bound
		cellM float64
		want  string
	}{
		{"no size", good, 0, "cell size is 0"},
		{"negative size", good, -1, "cell size is -1"},
		{"infinite size", good, math.Inf(1), "cell size is +Inf"},
		{"not a number", good, math.NaN(), "cell size is NaN"},
		{"too many cells", good, 0.001, "at most"},
		{"empty", orb.Bound{Min: orb.Point{108, 14}, Max: orb.Point{107, 15}}, 100, "west below east"},
		{"a line", orb.Bound{Min: orb.Point{108, 14}, Max: orb.Point{108, 15}}, 100, "west below east"},
		{"metres", orb.Bound{Min: orb.Point{553194, 1587081}, Max: orb.Point{563194, 1597081}}, 100, "within ±180"},
		{"no numbers", orb.Bound{Min: orb.Point{math.NaN(), 14}, Max: orb.Point{108, 15}}, 100, "within ±180"},
	}
	for _, tc := range tests {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			if g, err := raster.NewGrid(tc.bound, tc.cellM); err == nil || !strings.Contains(err.Error(), tc.want) {
				t.Errorf("NewGrid = %+v, %v, want an error with %q", g, err, tc.want)
			}
		})
	}
}

func TestIndexUndoesCentre(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		west, south := rapid.Float64Range(-179, 170).Draw(t, "west"), rapid.Float64Range(-85, 80).Draw(t, "south")
		b := orb.Bound{Min: orb.Point{west, south}, Max: orb.Point{
			west + rapid.Float64Range(0.001, 5).Draw(t, "width"), south + rapid.Float64Range(0.001, 5).Draw(t, "height"),
		}}
		g, err := raster.NewGrid(b, rapid.Float64Range(100, 50_000).Draw(t, "cell"))
		if err != nil {
			t.Fatal(err)
		}
		col, row := rapid.IntRange(0, g.Cols-1).Draw(t, "col"), rapid.IntRange(0, g.Rows-1).Draw(t, "row")
		if i, ok := g.Index(g.Centre(col, row)); !ok || i != row*g.Cols+col {
			t.Fatalf("Index(Centre(%d, %d)) = %d, %v on %+v", col, row, i, ok, g)
		}
		for _, p := range []orb.Point{{west - 0.001, south + 0.001}, {west, g.Bound().Min[1] - 0.001}, {g.Bound().Max[0] + 1e-6, south}, {math.NaN(), south}} {
			if i, ok := g.Index(p); ok {
				t.Fatalf("Index(%v) = %d, want none: the grid is %v", p, i, g.Bound())
			}
		}
	})
}

func TestRowAreas(t *testing.T) {
	t.Parallel()
	// The area of the ellipsoid is 510,065,621.724088 km² (GeographicLib,
	// Geodesic area of WGS 84).
	world := raster.Grid{West: -180, North: 90, CellLonDeg: 1, CellLatDeg: 0.5, Cols: 360, Rows: 360}
	if got := world.AreaM2(); math.Abs(got/510065621724088.4-1) > 1e-13 {
		t.Errorf("area of the world %.1f m², want 510065621724088.4", got)
	}
	// A cell drawn with many vertices along its parallels, whose geodesics then
	// bulge by nothing to speak of.
	g := raster.Grid{West: 107, North: 15.5, CellLonDeg: 0.01, CellLatDeg: 0.009, Cols: 10, Rows: 100}
	for _, row := range []int{0, 50, 99} {
		c := g.Centre(3, row)
		south, north := c[1]-0.0045, c[1]+0.0045
		var ring orb.Ring
		const steps = 400
		for i := range steps + 1 {
			ring = append(ring, orb.Point{c[0] - 0.005 + 0.01*float64(i)/steps, south})
		}
		for i := range steps + 1 {
			ring = append(ring, orb.Point{c[0] + 0.005 - 0.01*float64(i)/steps, north})
		}
		want := geodesy.AreaM2(append(ring, ring[0]))
		if got := g.RowAreaM2(row); math.Abs(got/want-1) > 1e-8 {
			t.Errorf("row %d: cell of %.6f m², want %.6f", row, got, want)
		}
	}
}

func TestRowAreaOfTinyCells(t *testing.T) {
	t.Parallel()
	// A hundred rows of a hundredth of the height make up the whole, to the last
	// digits: the formula loses nothing to cancellation.
	coarse := raster.Grid{West: 107, North: 15, CellLonDeg: 1e-5, CellLatDeg: 1e-3, Cols: 1, Rows: 1}
	fine := raster.Grid{West: 107, North: 15, CellLonDeg: 1e-5, CellLatDeg: 1e-5, Cols: 1, Rows: 100}
	if got, want := fine.AreaM2(), coarse.AreaM2(); math.Abs(got/want-1) > 1e-13 {
		t.Errorf("a hundred rows make %.15g m², the whole %.15g", got, want)
	}
}
