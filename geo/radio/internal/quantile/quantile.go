// Package quantile has the normal quantile in the forms that the propagation
// models prescribe. All but Exact rest on approximation 26.2.23 of Abramowitz
// and Stegun, "Handbook of Mathematical Functions", whose error is below
// 4.5e-4: a model that was fitted with it must also be computed with it.
package quantile

import "math"

const (
	c1 = 0.802853
	c2 = 0.010328
	d1 = 1.432788
	d2 = 0.189269
	d3 = 0.001308
)

// Complementary is the approximation as NTIA's ITM writes it: the standard
// normal deviate that is exceeded with probability q, 0 < q < 1.
func Complementary(q float64) float64 { return upper(q, 2.515516) }

// Broadcast is the approximation of Recommendation ITU-R P.1546 (annex 5, §16,
// Qi(x)): the deviate exceeded with probability q, 0 < q < 1.
func Broadcast(q float64) float64 { return upper(q, 2.515517) }

// Qi is the approximation of Recommendation ITU-R P.1812 (attachment 2 to annex
// 1, where it is called I(x)): the same, with one more digit in its constant,
// cut to the range 1e-6 ≤ q ≤ 1 - 1e-6.
func Qi(q float64) float64 {
	const least = 0.000001
	return upper(min(max(q, least), 1-least), 2.515516698)
}

func upper(q, c0 float64) float64 {
	x := q
	if q > 0.5 {
		x = 1 - q
	}
	t := math.Sqrt(-2 * math.Log(x))
	z := t - ((c2*t+c1)*t+c0)/(((d3*t+d2)*t+d1)*t+1)
	if q > 0.5 {
		return -z
	}
	return z
}

// Exact is the deviate below which a standard normal variable falls with
// probability p, 0 < p < 1, to the precision of float64.
func Exact(p float64) float64 {
	return -math.Sqrt2 * math.Erfcinv(2*p)
}
