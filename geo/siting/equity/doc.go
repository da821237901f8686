// Package equity tells how evenly people are served: how many within which
// distance, which group of them is served worst, and how unequal the groups are.
//
// A group is a set of demands, usually a commune, and counts by its weight,
// usually its people. Two measures of inequality are offered, both of a value per
// group such as the mean distance to the nearest point or the share of people
// within reach:
//
//	Gini   half the mean difference between two people, over the mean: 0 where all are equal, towards 1 where one group has all
//	Palma  what the tenth of the people with most have, over what the four tenths with least have: 1/4 where all are equal
//
// Both stay the same when all values are multiplied by one number or all weights
// are, and neither falls when value moves from a group that has less to one that
// has more (the principle of transfers). Of a burden, such as distance, those who
// "have most" are the worst off. Neither sees what happens within a group.
package equity

import (
	"errors"
	"fmt"
	"math"
)

// ErrInvalid marks bad input; what wraps it says what was wrong.
var ErrInvalid = errors.New("equity: invalid input")

func invalid(format string, args ...any) error {
	return fmt.Errorf("%w: %s", ErrInvalid, fmt.Sprintf(format, args...))
}

// checkWeights tells whether there are n weights, finite and at least 0.
func checkWeights(weights []float64, n int) error {
	if len(weights) != n {
		return invalid("%d weights for %d values", len(weights), n)
	}
	var sum float64
	for i, w := range weights {
		if math.IsNaN(w) || math.IsInf(w, 0) || w < 0 {
			return invalid("weight %d is %v, want a finite number of at least 0", i, w)
		}
		sum += w
	}
	if sum == 0 || math.IsInf(sum, 0) {
		return invalid("the weights add up to %v, want more than 0 and a finite number", sum)
	}
	return nil
}
