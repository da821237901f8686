package tile

import (
	"math/rand/v2"
	"testing"

	"github.com/paulmach/orb"

	"hatang/geo/geodesy"
)

func TestSurroundingsAgreeWithTheGeodesic(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(1, 2))
	series := 0
	for range 20_000 {
		p := orb.Point{360*random.Float64() - 180, 140*random.Float64() - 70}
		azimuth, distanceM := 800*random.Float64()-400, 1.5*seriesM*random.Float64()
		around := newSurroundings(p)
		if around.near && distanceM <= seriesM {
			series++
		}
		got, want := around.at(azimuth, distanceM), geodesy.Direct(p, azimuth, distanceM)
		if off := geodesy.DistanceM(got, want); !(off <= 0.005) {
			t.Fatalf("%v m from %v towards %v° is %v m off", distanceM, p, azimuth, off)
		}
	}
	if series < 10_000 {
		t.Errorf("the series answered only %d times", series)
	}
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
