package itm_test

import (
	"math"
	"math/rand/v2"
	"testing"

	"pgregory.net/rapid"

	"hatang/geo/radio/itm"
)

// anyTileTerrain has the whole metres of terrain tiles, levels and plateaus.
func anyTileTerrain(t *rapid.T) *itm.Terrain {
	points := rapid.IntRange(3, 250).Draw(t, "points")
	rise := rapid.SampledFrom([]int{0, 2, 40}).Draw(t, "rise")
	heights := make([]float64, points)
	heights[0] = rapid.SampledFrom([]float64{0, 900}).Draw(t, "base")
	for i := 1; i < points; i++ {
		heights[i] = heights[i-1] + float64(rapid.IntRange(-rise, rise).Draw(t, "step up"))
	}
	step := rapid.SampledFrom([]float64{92.59375, 30.9, 87.3}).Draw(t, "step")
	terrain, err := itm.NewTerrain(step, heights)
	if err != nil {
		t.Fatal(err)
	}
	return terrain
}

// A radial's losses are those of the point-to-point function, which NTIA's
// vectors test, with the same mechanism, warnings and horizons.
func TestRadialEqualsPointToPoint(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		terrain := anyTileTerrain(t)
		params := usualParams()
		params.TxHeightM = rapid.SampledFrom([]float64{5, 45, 300}).Draw(t, "tx")
		predictor, err := itm.NewPredictor(params)
		if err != nil {
			t.Fatal(err)
		}
		var radial itm.Radial
		radial.Reset(terrain, predictor)
		for n := 2; n < len(terrain.HeightM); n += rapid.IntRange(1, 3).Draw(t, "stride") {
			got, gotErr := radial.Loss(n)
			want, wantErr := predictor.PointToPoint(terrain, n)
			if (gotErr == nil) != (wantErr == nil) {
				t.Fatalf("point %d: %v, by scan %v", n, gotErr, wantErr)
			}
			if math.Abs(got.LossDB-want.LossDB) > 1e-9 || got.Mechanism != want.Mechanism || got.Warnings != want.Warnings {
				t.Fatalf("point %d: %+v\nby scan %+v", n, got, want)
			}
		}
	})
}

func TestRadialRefusesPointsThatAreNoPath(t *testing.T) {
	t.Parallel()
	predictor, err := itm.NewPredictor(usualParams())
	if err != nil {
		t.Fatal(err)
	}
	var radial itm.Radial
	radial.Reset(rollingTerrain(t, 20, 90), predictor)
	for _, n := range []int{-1, 0, 1, 20} {
		if _, err := radial.Loss(n); err == nil {
			t.Errorf("point %d was predicted", n)
		}
	}
}

// On hills, where every path has its own curvature, the horizons are the same to
// the last digit.
func TestRadialHorizonsOverHills(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(5, 8))
	predictor, err := itm.NewPredictor(usualParams())
	if err != nil {
		t.Fatal(err)
	}
	for range 40 {
		heights := make([]float64, 400)
		slope := 0.0
		for i := 1; i < len(heights); i++ {
			slope = 0.95*slope + random.NormFloat64()*4
			heights[i] = math.Round(math.Abs(heights[i-1] + slope))
		}
		terrain, err := itm.NewTerrain(92.59375, heights)
		if err != nil {
			t.Fatal(err)
		}
		var radial itm.Radial
		radial.Reset(terrain, predictor)
		for n := 2; n < len(heights); n++ {
			got, gotErr := radial.Loss(n)
			want, wantErr := predictor.PointToPoint(terrain, n)
			if got != want || (gotErr == nil) != (wantErr == nil) {
				t.Fatalf("point %d: %+v\nby scan %+v", n, got, want)
			}
			if want.Geometry.Horizons.DistanceM == [2]float64{} {
				t.Fatal("no horizons")
			}
		}
	}
}

func BenchmarkRadial330(b *testing.B) {
	terrain := rollingTerrain(b, 331, 92.59375)
	predictor, err := itm.NewPredictor(usualParams())
	if err != nil {
		b.Fatal(err)
	}
	var radial itm.Radial
	b.ReportAllocs()
	for b.Loop() {
		radial.Reset(terrain, predictor)
		for n := 2; n < len(terrain.HeightM); n++ {
			if _, err := radial.Loss(n); err != nil {
				b.Fatal(err)
			}
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/329, "ns/receiver")
}
