package p525_test

import (
	"fmt"
	"math"
	"testing"

	"pgregory.net/rapid"

	"hatang/geo/radio"
	"hatang/geo/radio/p525"
)

func ExampleLossDB() {
	fmt.Printf("%.2f dB\n", p525.LossDB(1000, 900))
	// Output: 91.53 dB
}

// P.525 equation (5): 32.4 + 20 log f(MHz) + 20 log d(km), rounded there.
func TestLoss(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		f := rapid.Float64Range(1, 1e5).Draw(t, "MHz")
		d := rapid.Float64Range(0.1, 1e6).Draw(t, "m")
		want := 32.447783 + 20*math.Log10(f) + 20*math.Log10(d/1000)
		if got := p525.LossDB(d, f); math.Abs(got-want) > 1e-6 {
			t.Fatalf("%g dB, want %g", got, want)
		}
		if twice := p525.LossDB(2*d, f) - p525.LossDB(d, f); math.Abs(twice-20*math.Log10(2)) > 1e-9 {
			t.Fatalf("twice the distance costs %g dB", twice)
		}
	})
}

// 1 kW EIRP at 1 km gives 173.2 mV/m; field and loss tell the same wave.
func TestField(t *testing.T) {
	t.Parallel()
	if got := p525.FieldDBuVPerM(60, 1000); math.Abs(got-20*math.Log10(173205.08)) > 1e-6 {
		t.Errorf("%g dBµV/m", got)
	}
	for _, f := range []float64{98, 900, 3500} {
		direct := p525.FieldDBuVPerM(43, 5000)
		if got := p525.FieldFromLossDBuVPerM(43, p525.LossDB(5000, f), f); math.Abs(got-direct) > 1e-9 {
			t.Errorf("%g MHz: %g dBµV/m, want %g", f, got, direct)
		}
	}
}

func TestModel(t *testing.T) {
	t.Parallel()
	got, err := p525.Model{}.Predict(radio.Link{FrequencyMHz: 900, TxHeightM: 40, RxHeightM: 10, DistanceM: 40}, nil)
	if err != nil || math.Abs(got.LossDB-p525.LossDB(50, 900)) > 1e-12 {
		t.Errorf("%+v, %v; want the loss over 50 m", got, err)
	}
	if _, err := (p525.Model{}).Predict(radio.Link{FrequencyMHz: 900}, nil); err == nil {
		t.Error("antennas at one place were taken")
	}
}
