package p526_test

import (
	"math"
	"math/rand/v2"
	"testing"

	"pgregory.net/rapid"

	"hatang/geo/radio/p526"
)

// radials of several characters; whole metres and level water make ties.
func anyRadial(t *rapid.T) (x, y []float64) {
	n := rapid.IntRange(2, 120).Draw(t, "points")
	kind := rapid.SampledFrom([]string{"hills", "metres", "lake", "ramp", "spikes"}).Draw(t, "kind")
	step := rapid.SampledFrom([]float64{0.03, 0.0927, 0.25}).Draw(t, "step")
	h := rapid.Float64Range(0, 800).Draw(t, "height")
	for i := range n {
		x = append(x, float64(i)*step)
		switch kind {
		case "hills":
			h += rapid.Float64Range(-20, 20).Draw(t, "rise")
		case "metres":
			h = math.Round(h) + float64(rapid.IntRange(-4, 4).Draw(t, "rise"))
		case "ramp":
			h += 3
		case "spikes":
			h = rapid.SampledFrom([]float64{100, 100, 100, 130}).Draw(t, "spike")
		}
		y = append(y, h)
	}
	return x, y
}

// The skyline tells what scanning tells, to the last place of every distance,
// for every receiver of a radial in turn.
func TestSkylineSeesWhatScanningSees(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		x, y := anyRadial(t)
		tx := y[0] + rapid.SampledFrom([]float64{0.5, 10, 45, 300}).Draw(t, "tx")
		rxHeight := rapid.SampledFrom([]float64{0.5, 1.5, 10, 45}).Draw(t, "rx")
		curvature := rapid.SampledFrom([]float64{0, 1.0 / 19113, 1.0 / 8500}).Draw(t, "curvature")
		var s p526.Skyline
		s.Reset(x, y, tx, curvature)
		for n := 1; n < len(x); n += rapid.IntRange(1, 3).Draw(t, "stride") {
			rx := y[n] + rxHeight
			want := p526.Look(x[:n+1], y[:n+1], tx, rx, curvature)
			clear := s.Clear(n, rx)
			got := s.Look(n, rx)
			if clear != want.Clear() {
				t.Fatalf("point %d: clear %v, want %v", n, clear, want.Clear())
			}
			sameSight(t, n, got, want)
		}
	})
}

func sameSight(t *rapid.T, n int, got, want p526.Sight) {
	t.Helper()
	same := func(what string, got, want float64) {
		if got != want && !(math.Abs(got-want) <= 1e-11*(1+math.Abs(want))) {
			t.Fatalf("point %d: %s %.15g, by scan %.15g", n, what, got, want)
		}
	}
	same("transmitter's slope", got.TxSlope, want.TxSlope)
	same("transmitter's horizon", got.TxAtKm, want.TxAtKm)
	same("receiver's slope", got.RxSlope, want.RxSlope)
	if want.Clear() {
		same("peak", got.Peak, want.Peak)
		same("place of the peak", got.PeakAtKm, want.PeakAtKm)
		return
	}
	same("receiver's horizon", got.RxAtKm, want.RxAtKm)
}

func TestSkylineSeesFlatObstacles(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		x, y := anyRadial(t)
		tx := y[0] + rapid.SampledFrom([]float64{0.5, 10, 45}).Draw(t, "tx")
		var s p526.Skyline
		s.Reset(x, y, tx, 0)
		for n := 1; n < len(x); n++ {
			rx := y[n] + 1.5
			got, want := s.Flat(n, rx), p526.LookFlat(x[:n+1], y[:n+1], tx, rx)
			if want.HeightM < 1e-9 {
				if got.HeightM > 1e-9 {
					t.Fatalf("point %d: obstacle of %g m, by scan none", n, got.HeightM)
				}
				continue
			}
			for _, c := range [][2]float64{
				{got.HeightM, want.HeightM}, {got.TxSlope, want.TxSlope}, {got.RxSlope, want.RxSlope},
			} {
				if math.Abs(c[0]-c[1]) > 1e-9 {
					t.Fatalf("point %d: %+v, by scan %+v", n, got, want)
				}
			}
		}
	})
}

func BenchmarkSkyline330(b *testing.B) {
	random := rand.New(rand.NewPCG(1, 2))
	const points = 331
	x, y := make([]float64, points), make([]float64, points)
	slope := 0.0
	for i := 1; i < points; i++ {
		slope = 0.9*slope + random.NormFloat64()*2
		x[i], y[i] = float64(i)*0.0925, math.Abs(y[i-1]+slope)
	}
	var s p526.Skyline
	b.ReportAllocs()
	for b.Loop() {
		s.Reset(x, y, y[0]+45, 1.0/8500)
		for n := 2; n < points; n++ {
			s.Look(n, y[n]+1.5)
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/(points-2), "ns/receiver")
}
