package tile_test

import (
	"math"
	"testing"

	"github.com/paulmach/orb"

	"hatang/geo/polygon"
	"hatang/geo/tile"
)

func square(west, south, size float64) orb.Ring {
	return orb.Ring{{west, south}, {west + size, south}, {west + size, south + size}, {west, south + size}, {west, south}}
}

func TestLabelPoint(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		area      orb.MultiPolygon
		want      orb.Point
		withinDeg float64
	}{
		"the middle of a square":   {orb.MultiPolygon{{square(106, 0, 1)}}, orb.Point{106.5, 0.5}, 0.03},
		"of the larger polygon":    {orb.MultiPolygon{{square(100, 0, 0.5)}, {square(106, 0, 1)}}, orb.Point{106.5, 0.5}, 0.03},
		"beside a hole":            {orb.MultiPolygon{{square(0, 0, 1), square(0.1, 0.1, 0.5)}}, orb.Point{0.79, 0.79}, 0.05},
		"in the thick of an angle": {orb.MultiPolygon{{{{0, 0}, {3, 0}, {3, 1}, {0.2, 1}, {0.2, 3}, {0, 3}, {0, 0}}}}, orb.Point{1.5, 0.5}, 1.1},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, ok := tile.LabelPoint(tc.area)
			if !ok || math.Abs(got[0]-tc.want[0]) > tc.withinDeg || math.Abs(got[1]-tc.want[1]) > tc.withinDeg {
				t.Errorf("got %v (%v), want about %v", got, ok, tc.want)
			}
		})
	}
	for name, area := range map[string]orb.MultiPolygon{
		"nothing": nil, "an empty polygon": {{}}, "a line": {{{{0, 0}, {1, 0}, {0, 0}}}}, "a point": {{{{1, 1}, {1, 1}, {1, 1}}}},
	} {
		if got, ok := tile.LabelPoint(area); ok {
			t.Errorf("%s has its label at %v", name, got)
		}
	}
}

func TestLabelPointsOfRealCommunesAreInside(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"communes_kon_tum_2020", "communes_bac_ninh_2025", "communes_quang_ngai_2025"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for row, area := range realCommunes(t, name) {
				p, ok := tile.LabelPoint(area)
				if !ok || !polygon.Contains(area, p) {
					t.Errorf("row %d has its label outside: %v, %v", row, p, ok)
				}
			}
		})
	}
}
