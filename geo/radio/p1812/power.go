package p1812

import "math"

// power is a^b for positive a, half as dear as math.Pow and exact to a few units
// in the last place for the exponents of this Recommendation.
func power(a, b float64) float64 { return math.Exp(b * math.Log(a)) }

// tenTo is 10^b.
func tenTo(b float64) float64 { return math.Exp(b * math.Ln10) }
