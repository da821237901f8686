package polygon_test

import (
	"math"
	"math/big"
	"testing"

	"github.com/paulmach/orb"
	"pgregory.net/rapid"

	"hatang/geo/polygon"
)

// orientationByRationals is the determinant without rounding.
func orientationByRationals(a, b, p orb.Point) int {
	rational := func(x float64) *big.Rat { return new(big.Rat).SetFloat64(x) }
	minus := func(x, y float64) *big.Rat { return new(big.Rat).Sub(rational(x), rational(y)) }
	left := new(big.Rat).Mul(minus(a[0], p[0]), minus(b[1], p[1]))
	right := new(big.Rat).Mul(minus(a[1], p[1]), minus(b[0], p[0]))
	return left.Cmp(right)
}

func TestOrientationIsExact(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		coordinate := rapid.Float64Range(-180, 180).Filter(func(x float64) bool {
			return x == 0 || math.Abs(x) > 1e-100 // smaller ones are documented not to work
		})
		a := orb.Point{coordinate.Draw(t, "ax"), coordinate.Draw(t, "ay")}
		b := orb.Point{coordinate.Draw(t, "bx"), coordinate.Draw(t, "by")}
		// A point rounded from the line is the hard case: it is on the line, or
		// a few units in the last place beside it.
		share := rapid.Float64Range(-1, 2).Draw(t, "share")
		p := orb.Point{a[0] + share*(b[0]-a[0]), a[1] + share*(b[1]-a[1])}
		for i := range p {
			if math.Abs(p[i]) < 1e-100 {
				p[i] = 0
			}
		}
		if p[0] == 0 {
			p[0] = 1e-50 // its neighbour in float64 would be too small
		}
		for range rapid.IntRange(0, 3).Draw(t, "ulps") {
			p[0] = math.Nextafter(p[0], 200)
		}
		want := orientationByRationals(a, b, p)
		if got := polygon.Orientation(a, b, p); got != want {
			t.Fatalf("Orientation(%v, %v, %v) = %d, want %d", a, b, p, got, want)
		}
		if got := polygon.Orientation(b, a, p); got != -want {
			t.Fatalf("Orientation(%v, %v, %v) = %d, want %d", b, a, p, got, -want)
		}
	})
}

func BenchmarkOrientation(b *testing.B) {
	b.ReportAllocs()
	from, to := orb.Point{108, 14}, orb.Point{108.5, 14.5} // binary fractions: the middle is exactly on the line
	for name, p := range map[string]orb.Point{
		"plain": {108.02, 14.36}, "on the line": {108.25, 14.25},
	} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				polygon.Orientation(from, to, p)
			}
		})
	}
}
