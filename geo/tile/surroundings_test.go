package tile

import (
	"testing"

	"github.com/paulmach/orb"
	"pgregory.net/rapid"

	"hatang/geo/geodesy"
)

func TestSurroundingsAgreeWithTheGeodesic(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		p := orb.Point{rapid.Float64Range(-170, 170).Draw(t, "lon"), rapid.Float64Range(-70, 70).Draw(t, "lat")}
		azimuth := rapid.Float64Range(-400, 400).Draw(t, "azimuth")
		distanceM := rapid.Float64Range(0, 1.5*seriesM).Draw(t, "distance")
		around := newSurroundings(p)
		got, want := around.at(azimuth, distanceM), geodesy.Direct(p, azimuth, distanceM)
		if off := geodesy.DistanceM(got, want); off > 0.005 {
			t.Fatalf("%v m off", off)
		}
	})
}

func BenchmarkSurroundings(b *testing.B) {
	p := orb.Point{105.8, 21}
	b.Run("series", func(b *testing.B) {
		around := newSurroundings(p)
		for i := 0; b.Loop(); i++ {
			around.at(float64(i%360), 1000)
		}
	})
	b.Run("geodesic", func(b *testing.B) {
		for i := 0; b.Loop(); i++ {
			geodesy.Direct(p, float64(i%360), 1000)
		}
	})
}
