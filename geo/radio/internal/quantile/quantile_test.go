package quantile_test

import (
	"math"
	"testing"

	"pgregory.net/rapid"

	"hatang/geo/radio/internal/quantile"
)

// The approximations are within 4.5e-4 of the quantile (Abramowitz and Stegun,
// 26.2.23), and odd about one half.
func TestApproximations(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		q := rapid.Float64Range(1e-6, 1-1e-6).Draw(t, "q")
		exact := -quantile.Exact(q)
		for name, f := range map[string]func(float64) float64{
			"Complementary": quantile.Complementary, "Broadcast": quantile.Broadcast, "Qi": quantile.Qi,
		} {
			if d := math.Abs(f(q) - exact); d > 4.5e-4 {
				t.Fatalf("%s(%g) is off by %g", name, q, d)
			}
			if d := math.Abs(f(q) + f(1-q)); q < 0.49 && d > 1e-9 {
				t.Fatalf("%s(%g) and %s(%g) differ by %g", name, q, name, 1-q, d)
			}
		}
	})
}

func TestExact(t *testing.T) {
	t.Parallel()
	for p, want := range map[float64]float64{0.5: 0, 0.975: 1.959963984540054, 0.9: 1.2815515655446004, 0.01: -2.3263478740408408} {
		if got := quantile.Exact(p); math.Abs(got-want) > 1e-14 {
			t.Errorf("Exact(%g) = %.16g, want %.16g", p, got, want)
		}
	}
}
