package p526_test

import (
	"math"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"hatang/geo/radio"
	"hatang/geo/radio/internal/vectors"
	"hatang/geo/radio/p526"
)

func profile(tb testing.TB, name string) (distanceKm, heightM []float64) {
	tb.Helper()
	for _, r := range vectors.Rows(tb, "p526", name+"_profile.csv") {
		distanceKm = append(distanceKm, r.Float("d_km"))
		heightM = append(heightM, r.Float("h_m"))
	}
	return distanceKm, heightM
}

// Source: ITU-R WP 3K's worked examples of delta-Bullington, with ae = 8500 km
// and λ = 0.3/f.
func TestVectors(t *testing.T) {
	t.Parallel()
	for _, r := range vectors.Rows(t, "p526", "cases.csv") {
		t.Run(r.Text("case"), func(t *testing.T) {
			t.Parallel()
			r := r.For(t)
			x, y := profile(t, r.Text("profile"))
			wave := 0.3 / r.Float("f_GHz")
			sphere := p526.NewSphere(r.Float("f_GHz"), wave, radio.Horizontal)
			got, _ := p526.PathLoss(x, y, r.Float("htg_m"), r.Float("hrg_m"), 8500, wave, &sphere)
			for _, c := range []struct {
				name            string
				got, want, room float64
			}{
				{"Lbulla", got.ActualDB, r.Float("Lbulla_dB"), 1e-4},
				{"Lbulls", got.SmoothDB, r.Float("Lbulls_dB"), 1e-4},
				{"Ldsph", got.SphericalDB, r.Float("Ldsph_dB"), 0.01},
				{"Ld", got.LossDB, r.Float("Ld_dB"), 0.01},
			} {
				if !(math.Abs(c.got-c.want) <= c.room) {
					t.Errorf("%s = %.6f, want %.6f", c.name, c.got, c.want)
				}
			}
		})
	}
}

func anyPath(t *rapid.T) (x, y []float64) {
	n := rapid.IntRange(2, 60).Draw(t, "points")
	x, y = []float64{0}, []float64{rapid.Float64Range(-10, 500).Draw(t, "height")}
	for i := 1; i < n; i++ {
		x = append(x, x[i-1]+rapid.Float64Range(0.01, 2).Draw(t, "step"))
		y = append(y, rapid.Float64Range(-10, 500).Draw(t, "height"))
	}
	return x, y
}

// Finding the sight over a smooth earth by its summits is finding it by a scan.
func TestLookSmoothEqualsLook(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		x, _ := anyPath(t)
		flat := make([]float64, len(x))
		h1 := rapid.Float64Range(0.5, 2000).Draw(t, "h1")
		h2 := rapid.Float64Range(0.5, 2000).Draw(t, "h2")
		curvature := 1 / rapid.Float64Range(3000, 20000).Draw(t, "earth")
		got, want := p526.LookSmooth(x, h1, h2, curvature), p526.Look(x, flat, h1, h2, curvature)
		if got.Clear() != want.Clear() {
			t.Fatalf("clear: %v, by scan %v", got.Clear(), want.Clear())
		}
		for _, wave := range []float64{0.05, 0.3, 3} {
			if a, b := got.BullingtonDB(wave), want.BullingtonDB(wave); math.Abs(a-b) > 1e-9 {
				t.Fatalf("λ %g m: %.12g dB, by scan %.12g dB", wave, a, b)
			}
		}
	})
}

// The antennas may be exchanged.
func TestReciprocity(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		x, y := anyPath(t)
		h1 := rapid.Float64Range(1, 200).Draw(t, "h1")
		h2 := rapid.Float64Range(1, 200).Draw(t, "h2")
		var bx, by []float64
		for i := range x {
			j := len(x) - 1 - i
			bx, by = append(bx, x[len(x)-1]-x[j]), append(by, y[j])
		}
		bx[0] = 0
		sphere := p526.NewSphere(0.9, 1.0/3, radio.Vertical)
		there, _ := p526.PathLoss(x, y, h1, h2, 8500, 1.0/3, &sphere)
		back, _ := p526.PathLoss(bx, by, h2, h1, 8500, 1.0/3, &sphere)
		if math.Abs(there.LossDB-back.LossDB) > 1e-6 {
			t.Fatalf("there %.9f dB, back %.9f dB", there.LossDB, back.LossDB)
		}
	})
}

// P.526 §4.1, figure 9: grazing an edge costs 6 dB.
func TestKnifeEdge(t *testing.T) {
	t.Parallel()
	for nu, want := range map[float64]float64{0: 6.02, 1: 13.9, -0.78: 0, -5: 0, 2.4: 20.5} {
		if got := p526.KnifeEdgeDB(nu); math.Abs(got-want) > 0.05 {
			t.Errorf("J(%g) = %.3f, want %.2f", nu, got, want)
		}
	}
}

func TestModelRefuses(t *testing.T) {
	t.Parallel()
	good := radio.Link{FrequencyMHz: 900, TxHeightM: 30, RxHeightM: 2,
		Profile: &radio.Profile{DistanceKm: []float64{0, 1, 2}, GroundM: []float64{0, 5, 3}}}
	if p, err := (p526.Model{}).Predict(good, nil); err != nil || p.LossDB < 90 {
		t.Fatalf("a good link: %+v, %v", p, err)
	}
	for name, c := range map[string]struct {
		change func(*radio.Link)
		want   string
	}{
		"no profile":  {func(l *radio.Link) { l.Profile = nil }, "no terrain profile"},
		"frequency":   {func(l *radio.Link) { l.FrequencyMHz = 0 }, "frequency 0 MHz"},
		"underground": {func(l *radio.Link) { l.RxHeightM = -2 }, "receiver height -2 m"},
		"backwards": {func(l *radio.Link) {
			l.Profile = &radio.Profile{DistanceKm: []float64{0, 2, 1}, GroundM: make([]float64, 3)}
		}, "point 2: distance 1 km"},
		"gap in table": {func(l *radio.Link) {
			l.Profile = &radio.Profile{DistanceKm: []float64{0, 2, 3}, GroundM: make([]float64, 2)}
		}, "3 distances but 2 ground heights"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			l := good
			c.change(&l)
			if _, err := (p526.Model{}).Predict(l, nil); err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("error %v, want one that says %q", err, c.want)
			}
		})
	}
}

func BenchmarkPathLoss300(b *testing.B) {
	x, y := make([]float64, 300), make([]float64, 300)
	for i := range x {
		x[i], y[i] = float64(i)*0.09, 40*math.Sin(float64(i)/7)
	}
	sphere := p526.NewSphere(0.9, 1.0/3, radio.Vertical)
	b.ReportAllocs()
	for b.Loop() {
		p526.PathLoss(x, y, 30, 2, 8500, 1.0/3, &sphere)
	}
}
