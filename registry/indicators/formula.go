package indicators

import (
	"math"

	"hatang/registry"
)

// CircleRadiusKM is the official mean service radius √(S/(πN)) in kilometres,
// the radius of N equal discs as large together as the area: the formula of
// national practice. Unknown unless S > 0 and N > 0.
func CircleRadiusKM(areaKM2 float64, n int) registry.Opt[float64] {
	if !(areaKM2 > 0) || n <= 0 {
		return registry.Opt[float64]{}
	}
	return registry.Some(math.Sqrt(areaKM2 / (math.Pi * float64(n))))
}

// HalfSquareRadiusKM is the official mean service radius ½√(S/N) in kilometres,
// half the side of N equal squares: the formula that Bắc Giang used.
func HalfSquareRadiusKM(areaKM2 float64, n int) registry.Opt[float64] {
	if !(areaKM2 > 0) || n <= 0 {
		return registry.Opt[float64]{}
	}
	return registry.Some(math.Sqrt(areaKM2/float64(n)) / 2)
}

// PeoplePerPoint is P/N. Unknown unless P ≥ 0 and N > 0.
func PeoplePerPoint(people float64, n int) registry.Opt[float64] {
	if !(people >= 0) || n <= 0 {
		return registry.Opt[float64]{}
	}
	return registry.Some(people / float64(n))
}

// Percent is 100·part/whole, unknown for an empty whole.
func Percent(part, whole int) registry.Opt[float64] {
	if whole <= 0 {
		return registry.Opt[float64]{}
	}
	return registry.Some(100 * float64(part) / float64(whole))
}
