package hata_test

import (
	"math"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"hatang/geo/radio"
	"hatang/geo/radio/hata"
	"hatang/geo/radio/internal/vectors"
	"hatang/geo/radio/p525"
)

// Source: the reference values of ns-3's test of its Okumura-Hata model.
func TestVectors(t *testing.T) {
	t.Parallel()
	environments := map[string]hata.Environment{"urban": hata.Urban, "suburban": hata.Suburban, "open": hata.Open}
	for _, r := range vectors.Rows(t, "empirical", "hata.csv") {
		got := hata.LossDB(hata.Path{
			FrequencyMHz: r.Float("f_MHz"), DistanceM: r.Float("d_m"),
			BaseHeightM: r.Float("hb_m"), MobileHeightM: r.Float("hm_m"),
			Environment: environments[r.Text("environment")],
			LargeCity:   r.Text("city") == "large",
		})
		if want := r.Float("loss_dB"); !(math.Abs(got-want) <= 0.1) {
			t.Errorf("%s: %.3f dB, want %.2f", r.Text("name"), got, want)
		}
	}
}

// Hata's own corrections, worked by hand from eq. (8) to (13) for 900 MHz, 30 m,
// 1.5 m, 1 km.
func TestByHand(t *testing.T) {
	t.Parallel()
	p := hata.Path{FrequencyMHz: 900, DistanceM: 1000, BaseHeightM: 30, MobileHeightM: 1.5}
	for e, want := range map[hata.Environment]float64{hata.Urban: 126.40, hata.Suburban: 116.46, hata.Open: 97.90} {
		p.Environment = e
		if got := hata.LossDB(p); math.Abs(got-want) > 0.02 {
			t.Errorf("%v: %.3f dB, want %.2f", e, got, want)
		}
	}
}

// Farther is never less, and no place is better off than free space.
func TestMonotone(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		m := hata.Model{
			Environment: hata.Environment(rapid.IntRange(0, 2).Draw(t, "environment")),
			LargeCity:   rapid.Bool().Draw(t, "large"),
		}
		l := radio.Link{
			FrequencyMHz: rapid.Float64Range(150, 2600).Draw(t, "frequency"),
			TxHeightM:    rapid.Float64Range(10, 200).Draw(t, "base"),
			RxHeightM:    rapid.Float64Range(1, 10).Draw(t, "mobile"),
			DistanceM:    rapid.Float64Range(20, 20e3).Draw(t, "distance"),
		}
		near, err := m.Predict(l, nil)
		if err != nil {
			t.Fatal(err)
		}
		if near.LossDB < p525.LossDB(l.SlantM(), l.FrequencyMHz) {
			t.Fatal("less than free space")
		}
		l.DistanceM *= 1.5
		far, err := m.Predict(l, nil)
		if err != nil {
			t.Fatal(err)
		}
		if far.LossDB < near.LossDB {
			t.Fatalf("%g dB, farther %g dB", near.LossDB, far.LossDB)
		}
	})
}

func TestLimits(t *testing.T) {
	t.Parallel()
	good := radio.Link{FrequencyMHz: 900, TxHeightM: 40, RxHeightM: 1.5, DistanceM: 3000}
	for name, c := range map[string]struct {
		change func(*radio.Link)
		refuse bool
		want   string
	}{
		"marked frequency":  {func(l *radio.Link) { l.FrequencyMHz = 2600 }, false, "frequency 2600 MHz, expected 150 to 2000"},
		"marked base":       {func(l *radio.Link) { l.TxHeightM = 20 }, false, "transmitter height 20 m, expected 30 to 200"},
		"marked distance":   {func(l *radio.Link) { l.DistanceM = 500 }, false, "distance 0.5 km, expected 1 to 20"},
		"refused frequency": {func(l *radio.Link) { l.FrequencyMHz = 3500 }, true, "frequency 3500 MHz, expected 100 to 3000"},
		"on the site":       {func(l *radio.Link) { l.DistanceM = 0 }, true, "distance 0 km, expected 0.01 to 100"},
		"in the ground":     {func(l *radio.Link) { l.RxHeightM = 0 }, true, "receiver height 0 m"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			l := good
			c.change(&l)
			got, err := hata.Model{}.Predict(l, nil)
			if c.refuse {
				if err == nil || !strings.Contains(err.Error(), c.want) {
					t.Errorf("error %v, want one that says %q", err, c.want)
				}
				return
			}
			if err != nil || len(got.Warnings) != 1 || !strings.Contains(got.Warnings[0].Error(), c.want) {
				t.Errorf("warnings %v, error %v; want %q", got.Warnings, err, c.want)
			}
		})
	}
}
