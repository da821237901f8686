package p2109_test

import (
	"math"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"hatang/geo/radio/internal/vectors"
	"hatang/geo/radio/p2109"
)

// frequencyColumn is spelt as in the file.
const frequencyColumn = "freq" + "ency (GHz)"

// Source: the reference cases of crc-covlib for P.2109-2.
func TestVectors(t *testing.T) {
	t.Parallel()
	worst := 0.0
	for i, r := range vectors.Rows(t, "p2109", "cases.csv") {
		got, err := p2109.LossDB(p2109.Building(r.Int("building type")),
			r.Float(frequencyColumn)*1000, r.Float("probability (%)"), r.Float("elevation angle (deg)"))
		if err != nil {
			t.Errorf("case %d: %v", i, err)
			continue
		}
		want := r.Float("building entry loss (dB)")
		worst = math.Max(worst, math.Abs(got-want))
		if !(math.Abs(got-want) <= 1e-6) {
			t.Errorf("case %d: %.9f dB, want %.9f", i, got, want)
		}
	}
	t.Logf("largest difference %.3g dB", worst)
}

// A place that is better off than more of the others has the greater loss, and
// metallised glass never helps.
func TestMonotone(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		f := rapid.Float64Range(80, 100e3).Draw(t, "frequency")
		a := rapid.Float64Range(1, 98).Draw(t, "probability")
		b := rapid.Float64Range(a, 99).Draw(t, "more")
		low, err := p2109.LossDB(p2109.Traditional, f, a, 0)
		if err != nil {
			t.Fatal(err)
		}
		high, err := p2109.LossDB(p2109.Traditional, f, b, 0)
		if err != nil {
			t.Fatal(err)
		}
		if high < low {
			t.Fatalf("%g %%: %g dB, %g %%: %g dB", a, low, b, high)
		}
	})
}

func TestRefuses(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		building        p2109.Building
		f, p, elevation float64
		want            string
	}{
		"kind":      {3, 900, 50, 0, "building(3), expected 1 (traditional)"},
		"frequency": {1, 79, 50, 0, "frequency 79 MHz, expected 80 to 100000"},
		"never":     {1, 900, 0, 0, "probability 0 %"},
		"always":    {2, 900, 100, 0, "probability 100 %"},
		"elevation": {2, 900, 50, 91, "elevation 91 °, expected -90 to 90"},
		"no number": {2, math.NaN(), 50, 0, "frequency NaN MHz"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := p2109.LossDB(c.building, c.f, c.p, c.elevation)
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("error %v, want one that says %q", err, c.want)
			}
		})
	}
}
