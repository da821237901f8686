package mapsheet

import (
	"math"
	"testing"

	"github.com/paulmach/orb"
	"pgregory.net/rapid"

	"hatang/geo/geodesy"
)

func TestFrameShowsWhatItLooksAt(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		west, south := rapid.Float64Range(102, 110).Draw(t, "west"), rapid.Float64Range(8, 23).Draw(t, "south")
		box := orb.Bound{Min: orb.Point{west, south}, Max: orb.Point{
			west + rapid.Float64Range(0, 3).Draw(t, "wide"), south + rapid.Float64Range(0, 3).Draw(t, "high"),
		}}
		f := &frame{x: 12, y: 27, width: 211, height: 163}
		f.look(box)
		for _, corner := range []orb.Point{box.Min, box.Max, {box.Min[0], box.Max[1]}, box.Center()} {
			x, y := f.on(corner)
			if !f.shows(x, y) {
				t.Fatalf("%v stands at %v, %v, outside the frame", corner, x, y)
			}
			if back := f.lonLat(x, y); geodesy.DistanceM(back, corner) > 0.01 {
				t.Fatalf("%v comes back as %v", corner, back)
			}
		}
	})
}

// The bar is measured along the ellipsoid: at Kon Tum's latitude a metre of Web
// Mercator is about 0.97 m on the ground.
func TestScaleIsMeasuredOnTheGround(t *testing.T) {
	t.Parallel()
	f := &frame{x: 0, y: 0, width: 200, height: 160}
	f.look(orb.Bound{Min: orb.Point{107.3, 13.9}, Max: orb.Point{108.6, 15.4}})
	x, y := 100.0, 80.0
	for _, mm := range []float64{1, 20, 60} {
		want := geodesy.DistanceM(f.lonLat(x-mm/2, y), f.lonLat(x+mm/2, y))
		if got := f.scaleAcross() * mm; math.Abs(got-want) > want*1e-4 {
			t.Errorf("%v mm: %v m, the ellipsoid has %v", mm, got, want)
		}
	}
	if inMercator := 1 / f.perM; f.scaleAcross() > inMercator*0.975 {
		t.Errorf("a millimetre is %v m, in Mercator %v: the scale is not that of the ground", f.scaleAcross(), inMercator)
	}
}

func TestRoundLength(t *testing.T) {
	t.Parallel()
	for most, want := range map[float64]float64{1: 1, 1.9: 1, 2: 2, 4.99: 2, 5: 5, 9.9: 5, 10: 10, 7300: 5000, 45_000: 20_000} {
		if got := roundLength(most); got != want {
			t.Errorf("%v: %v, %v is expected", most, got, want)
		}
	}
}
