package p1812_test

import (
	"math"
	"testing"

	"pgregory.net/rapid"

	"hatang/geo/radio"
	"hatang/geo/radio/p1812"
)

// anyEvenProfile has the even spacing and the whole metres of terrain tiles, and
// clutter and sea now and then.
func anyEvenProfile(t *rapid.T) *radio.Profile {
	n := rapid.IntRange(3, 150).Draw(t, "points")
	step := rapid.SampledFrom([]float64{0.03, 0.0927, 0.25}).Draw(t, "step")
	rise := rapid.SampledFrom([]int{0, 3, 30}).Draw(t, "rise")
	clutter := rapid.SampledFrom([]float64{0, 15}).Draw(t, "clutter")
	p := new(radio.Profile)
	h := 100.0
	for i := range n {
		p.DistanceKm = append(p.DistanceKm, float64(i)*step)
		p.GroundM = append(p.GroundM, h)
		p.ClutterM = append(p.ClutterM, clutter*float64(rapid.IntRange(0, 1).Draw(t, "covered")))
		p.Zone = append(p.Zone, rapid.SampledFrom([]radio.Zone{4, 4, 4, 3, 1}).Draw(t, "zone"))
		h += float64(rapid.IntRange(-rise, rise).Draw(t, "step up"))
	}
	return p
}

// A radial's losses are those of the point-to-point function, which the
// Recommendation's vectors test.
func TestRadialEqualsPointToPoint(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		terrain, err := p1812.NewTerrain(anyEvenProfile(t))
		if err != nil {
			t.Fatal(err)
		}
		link := usualLink()
		link.TxHeightM = rapid.SampledFrom([]float64{5, 45, 200}).Draw(t, "tx")
		params := p1812.Vietnam().Params(link, 0)
		params.TimePercent = rapid.SampledFrom([]float64{1, 10, 50}).Draw(t, "time")
		predictor, _, err := p1812.NewPredictor(params)
		if err != nil {
			t.Fatal(err)
		}
		var radial p1812.Radial
		radial.Reset(terrain, predictor)
		for n := 2; n < terrain.Len(); n += rapid.IntRange(1, 3).Draw(t, "stride") {
			got, err := radial.Loss(n)
			if err != nil {
				t.Fatal(err)
			}
			want, err := predictor.PointToPoint(terrain, n)
			if err != nil {
				t.Fatal(err)
			}
			if math.Abs(got.LossDB-want.LossDB) > 1e-9 {
				t.Fatalf("point %d of %d: %+v\nby scan %+v", n, terrain.Len(), *got, want)
			}
			if math.Abs(got.Geometry.RoughnessM-want.Geometry.RoughnessM) > 1e-9 ||
				got.Geometry.LineOfSight != want.Geometry.LineOfSight {
				t.Fatalf("point %d: geometry %+v\nby scan %+v", n, got.Geometry, want.Geometry)
			}
		}
	})
}

func TestRadialRefusesPointsThatAreNoPath(t *testing.T) {
	t.Parallel()
	terrain, err := p1812.NewTerrain(hills(10, 0.1))
	if err != nil {
		t.Fatal(err)
	}
	predictor, _, err := p1812.NewPredictor(p1812.Vietnam().Params(usualLink(), 0))
	if err != nil {
		t.Fatal(err)
	}
	var radial p1812.Radial
	radial.Reset(terrain, predictor)
	for _, n := range []int{-1, 0, 1, 10} {
		if _, err := radial.Loss(n); err == nil {
			t.Errorf("point %d was predicted", n)
		}
	}
}

func BenchmarkRadial330(b *testing.B) {
	terrain, err := p1812.NewTerrain(hills(331, 0.0925))
	if err != nil {
		b.Fatal(err)
	}
	predictor, _, err := p1812.NewPredictor(p1812.Vietnam().Params(usualLink(), 10))
	if err != nil {
		b.Fatal(err)
	}
	var radial p1812.Radial
	b.ReportAllocs()
	for b.Loop() {
		radial.Reset(terrain, predictor)
		for n := 2; n < terrain.Len(); n++ {
			if _, err := radial.Loss(n); err != nil {
				b.Fatal(err)
			}
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(terrain.Len()-2), "ns/receiver")
}
