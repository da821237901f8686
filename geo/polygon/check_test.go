package polygon_test

import (
	"context"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/planar"

	"hatang/geo/geodesy"
	"hatang/geo/polygon"
	"hatang/geo/polygon/polygontest"
)

func realUnits(tb testing.TB, name string) []polygon.Unit {
	tb.Helper()
	var units []polygon.Unit
	for _, commune := range polygontest.Communes(tb, name) {
		units = append(units, polygon.Unit{Code: commune.Code, Area: commune.Area})
	}
	return units
}

func TestCheckFindsOverlapAndGap(t *testing.T) {
	t.Parallel()
	// Three strips around a gap of a quarter by half a degree; A and B overlap.
	units := []polygon.Unit{
		{Code: "A", Area: box(107, 14, 107.5, 15)},
		{Code: "B", Area: box(107.4, 14, 108, 14.25)},
		{Code: "C", Area: box(107.75, 14.25, 108, 15)},
		{Code: "D", Area: box(107.5, 14.75, 107.75, 15)},
		{Code: "far", Area: box(120, 10, 121, 11)},
	}
	report, err := polygon.Check(context.Background(), units, polygon.CheckOptions{})
	if err != nil {
		t.Fatal(err)
	}
	if len(report.Overlaps) != 1 || len(report.Gaps) != 1 {
		t.Fatalf("Check = %+v, want one overlap and one gap", report)
	}
	overlap, gap := report.Overlaps[0], report.Gaps[0]
	if want := geodesy.AreaM2(box(107.4, 14, 107.5, 14.25)); overlap.A != "A" || overlap.B != "B" || math.Abs(overlap.AreaM2-want) > 100 {
		t.Errorf("overlap %+v, want A and B over %.0f m²", overlap, want)
	}
	if !polygon.Contains(box(107.4, 14, 107.5, 14.25), overlap.At) {
		t.Errorf("overlap at %v is outside the overlap", overlap.At)
	}
	if want := geodesy.AreaM2(box(107.5, 14.25, 107.75, 14.75)); math.Abs(gap.AreaM2-want) > 5000 {
		t.Errorf("gap %+v, want %.0f m²", gap, want)
	}
	if !polygon.Contains(box(107.5, 14.25, 107.75, 14.75), gap.At) {
		t.Errorf("gap at %v is outside the gap", gap.At)
	}
	if len(gap.Units) != 4 || !slices.Contains(gap.Units[:2], "A") || !slices.Contains(gap.Units[:2], "C") {
		t.Errorf("gap between %v, want A and C (half a degree each) before B and D", gap.Units)
	}
	// The union's long edges are cut where the boxes meet, and their geodesics
	// bulge less for it: a thousandth of the overlap.
	if got := report.SumM2 - report.UnionM2; math.Abs(got/overlap.AreaM2-1) > 1e-3 {
		t.Errorf("sum less union %.0f m², want the overlap %.0f", got, overlap.AreaM2)
	}
	slivers, err := polygon.Check(context.Background(), units, polygon.CheckOptions{SliverM2: 1e12})
	if err != nil || slivers.SmallOverlaps.Count != 1 || slivers.SmallGaps.LargestM2 != gap.AreaM2 || len(slivers.Gaps) != 0 {
		t.Errorf("with a large tolerance Check = %+v, %v, want slivers only", slivers, err)
	}
}

func TestCheckCountsAGapWithoutTheIslandInIt(t *testing.T) {
	t.Parallel()
	frame := orb.MultiPolygon{{square(107, 14, 1), square(107.25, 14.25, 0.5)}}
	units := []polygon.Unit{{Code: "frame", Area: frame}, {Code: "island", Area: box(107.4, 14.4, 107.6, 14.6)}}
	report, err := polygon.Check(context.Background(), units, polygon.CheckOptions{})
	if err != nil || len(report.Gaps) != 1 {
		t.Fatalf("Check = %+v, %v", report, err)
	}
	want := geodesy.AreaM2(box(107.25, 14.25, 107.75, 14.75)) - geodesy.AreaM2(units[1].Area)
	if gap := report.Gaps[0]; math.Abs(gap.AreaM2-want) > 1000 || polygon.Contains(units[1].Area, gap.At) {
		t.Errorf("gap %+v, want %.0f m² off the island", gap, want)
	}
}

func TestCheckNamesEveryInvalidUnit(t *testing.T) {
	t.Parallel()
	eight := orb.MultiPolygon{{orb.Ring{{108, 14}, {108.2, 14.2}, {108.2, 14}, {108, 14.2}, {108, 14}}}}
	_, err := polygon.Check(context.Background(),
		[]polygon.Unit{{Code: "23281", Area: eight}, {Code: "23284", Area: box(1, 1, 2, 2)}, {Code: "23287", Area: eight}},
		polygon.CheckOptions{})
	if err == nil || !strings.Contains(err.Error(), "23281") || !strings.Contains(err.Error(), "23287") ||
		strings.Contains(err.Error(), "23284") {
		t.Errorf("Check = %v, want 23281 and 23287 named", err)
	}
}

func TestCheckStops(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := polygon.Check(ctx, []polygon.Unit{{Code: "A", Area: box(1, 1, 2, 2)}}, polygon.CheckOptions{}); err == nil {
		t.Error("Check went on after it was cancelled")
	}
}

// Plane areas in square degrees, and the numbers of overlaps and pieces, are
// those of GEOS 3.11 (UnionCascaded and Intersection through GDAL 3.6.2);
// areas on the ellipsoid are those of PROJ 9.1 (pyproj.Geod).
func TestCheckAgreesWithGEOSOnRealUnits(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name                             string
		unionDeg2, overlapDeg2, gapsDeg2 float64
		overlaps, parts                  int
		sumM2                            float64
	}{
		{"communes_kon_tum_2020", 0.811029264049672, 0.00107325306624, 0.0011915837982, 219, 1, 9679485673.074},
		{"communes_bac_ninh_2025", 0.410304867084949, 0, 0, 0, 1, 4713344321.627},
		{"communes_quang_ngai_2025", 1.24444177439683, 5.24295000095e-08, 1.11013500053e-07, 9, 11, 14824590774.173},
	}
	for _, tc := range tests {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			report, err := polygon.Check(context.Background(), realUnits(t, tc.name), polygon.CheckOptions{})
			if err != nil {
				t.Fatal(err)
			}
			if got := planar.Area(report.Union); math.Abs(got-tc.unionDeg2) > 1e-12 {
				t.Errorf("union %.15g square degrees, GEOS %.15g", got, tc.unionDeg2)
			}
			if math.Abs(report.SumM2-tc.sumM2) > 1 {
				t.Errorf("units add up to %.3f m², PROJ %.3f", report.SumM2, tc.sumM2)
			}
			if len(report.Overlaps) != tc.overlaps || len(report.Union) != tc.parts {
				t.Errorf("%d overlaps and %d parts, GEOS %d and %d", len(report.Overlaps), len(report.Union), tc.overlaps, tc.parts)
			}
			compareWithSquareDegrees(t, report, tc.overlapDeg2, tc.gapsDeg2)
		})
	}
}

// compareWithSquareDegrees compares sums over a province, where the size of a
// square degree changes by half a per cent from south to north.
func compareWithSquareDegrees(t *testing.T, report polygon.Report, overlapDeg2, gapsDeg2 float64) {
	t.Helper()
	var overlapM2, gapsM2 float64
	for _, overlap := range report.Overlaps {
		overlapM2 += overlap.AreaM2
	}
	for _, gap := range report.Gaps {
		gapsM2 += gap.AreaM2
		if len(gap.Units) == 0 {
			t.Errorf("gap at %v has no neighbours", gap.At)
		}
		// A splinter has no inside that coordinates can express.
		if gap.AreaM2 > 1e-3 && polygon.Contains(report.Union, gap.At) {
			t.Errorf("gap at %v is on land", gap.At)
		}
	}
	perDeg2 := report.UnionM2 / planar.Area(report.Union)
	if math.Abs(overlapM2-overlapDeg2*perDeg2) > 0.006*overlapM2 {
		t.Errorf("overlaps %.1f m², GEOS about %.1f", overlapM2, overlapDeg2*perDeg2)
	}
	if math.Abs(gapsM2-gapsDeg2*perDeg2) > 0.006*gapsM2 {
		t.Errorf("gaps %.1f m², GEOS about %.1f", gapsM2, gapsDeg2*perDeg2)
	}
}

func box(west, south, east, north float64) orb.MultiPolygon {
	return orb.MultiPolygon{orb.Bound{Min: orb.Point{west, south}, Max: orb.Point{east, north}}.ToPolygon()}
}

func BenchmarkCheckBacNinh(b *testing.B) {
	units := realUnits(b, "communes_bac_ninh_2025")
	b.ReportAllocs()
	for b.Loop() {
		if _, err := polygon.Check(context.Background(), units, polygon.CheckOptions{}); err != nil {
			b.Fatal(err)
		}
	}
}
