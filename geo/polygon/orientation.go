package polygon

import (
	"math"

	"github.com/paulmach/orb"
)

// Orientation tells on which side of the directed line from a to b the point p
// lies: 1 on its left, -1 on its right, 0 on it. The answer is exact for the
// coordinates as given, provided each is 0 or at least 1e-100 in size: below
// that, products can vanish.
func Orientation(a, b, p orb.Point) int {
	// J. R. Shewchuk, "Adaptive precision floating-point arithmetic and fast
	// robust geometric predicates" (1997), §4.3: the first stage decides
	// whenever the rounded determinant exceeds (3+16ε)ε times the sum of the
	// magnitudes of its terms, ε = 2⁻⁵³. The conversions keep compilers from
	// fusing the multiplications with what follows.
	const errorBound = (3 + 16*0x1p-53) * 0x1p-53
	left := float64((a[0] - p[0]) * (b[1] - p[1]))
	right := float64((a[1] - p[1]) * (b[0] - p[0]))
	det := left - right
	bound := errorBound * (math.Abs(left) + math.Abs(right))
	switch {
	case det > bound:
		return 1
	case -det > bound:
		return -1
	}
	return exactOrientation(a, b, p)
}

// exactOrientation sums the six products of the expanded determinant
// a×b + b×p + p×a without rounding.
func exactOrientation(a, b, p orb.Point) int {
	var sum expansion
	sum.addProduct(a[0], b[1])
	sum.addProduct(-a[1], b[0])
	sum.addProduct(b[0], p[1])
	sum.addProduct(-b[1], p[0])
	sum.addProduct(p[0], a[1])
	sum.addProduct(-p[1], a[0])
	return sum.sign()
}

// expansion is an exact sum of floating-point numbers, kept as components that
// do not overlap, in order of increasing magnitude (Shewchuk §2.2).
type expansion struct {
	component [12]float64
	n         int
}

// addProduct adds x·y, which is the rounded product and its rounding error.
func (e *expansion) addProduct(x, y float64) {
	product := x * y
	e.add(math.FMA(x, y, -product))
	e.add(product)
}

// add is Grow-Expansion (Shewchuk, theorem 10).
func (e *expansion) add(term float64) {
	for i := range e.n {
		sum := term + e.component[i]
		virtual := sum - term
		e.component[i] = (term - (sum - virtual)) + (e.component[i] - virtual)
		term = sum
	}
	e.component[e.n] = term
	e.n++
}

// sign is that of the largest component that is not zero.
func (e *expansion) sign() int {
	for i := e.n - 1; i >= 0; i-- {
		switch {
		case e.component[i] > 0:
			return 1
		case e.component[i] < 0:
			return -1
		}
	}
	return 0
}
