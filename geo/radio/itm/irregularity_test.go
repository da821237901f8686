package itm

import (
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// Selection finds what sorting would.
func TestSelectNth(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.SliceOfN(rapid.Float64Range(-5, 5), 1, 80).Draw(t, "values")
		if rapid.Bool().Draw(t, "with ties") {
			for i := range s {
				s[i] = math.Round(s[i])
			}
		}
		n := rapid.IntRange(0, len(s)-1).Draw(t, "n")
		want := slices.Sorted(slices.Values(s))[n]
		if got := selectNth(slices.Clone(s), n); got != want {
			t.Fatalf("%g is no. %d of %v, want %g", got, n, s, want)
		}
	})
}

// Adding a line to a series changes nothing of what is left of it.
func TestDetrend(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.SliceOfN(rapid.Float64Range(-1000, 1000), 3, 90).Draw(t, "values")
		slope := rapid.Float64Range(-50, 50).Draw(t, "slope")
		tilted := slices.Clone(s)
		for i := range tilted {
			tilted[i] += 300 + slope*float64(i)
		}
		detrend(s)
		detrend(tilted)
		for i := range s {
			if math.Abs(s[i]-tilted[i]) > 1e-8 {
				t.Fatalf("no. %d of %d: %g, with a line added %g", i, len(s), s[i], tilted[i])
			}
		}
	})
}

// Whatever deciles another path had, those of this one are found.
func TestDecilesByThoseOfAnotherPath(t *testing.T) {
	t.Parallel()
	var before bracket
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.SliceOfN(rapid.Float64Range(-50, 50), 10, maxSamples).Draw(t, "heights")
		if rapid.Bool().Draw(t, "with ties") {
			for i := range s {
				s[i] = math.Round(s[i] / 10)
			}
		}
		k := rapid.IntRange(1, len(s)/2).Draw(t, "k")
		switch rapid.IntRange(0, 3).Draw(t, "before") {
		case 0:
			before = bracket{}
		case 1:
			before.upper, before.lower = rapid.Float64Range(-60, 60).Draw(t, "upper"), rapid.Float64Range(-60, 60).Draw(t, "lower")
		}
		sorted := slices.Sorted(slices.Values(s))
		upper, lower := before.deciles(s, k)
		if upper != sorted[len(s)-k] || lower != sorted[k-1] {
			t.Fatalf("deciles %g and %g, want %g and %g", upper, lower, sorted[len(s)-k], sorted[k-1])
		}
	})
}
