package equity

import (
	"math"
	"slices"
)

// Gini is the Gini coefficient of values of at least 0, one per group:
//
//	G = Σ_ij w_i w_j |x_i - x_j| / (2 μ W²),  W = Σ w_i,  μ = Σ w_i x_i / W
//
// from 0, where all values are equal, to less than 1 (Gini 1912; with weights:
// Lerman and Yitzhaki, "Improving the accuracy of estimates of Gini coefficients",
// Journal of Econometrics 42 (1989)). Where all values are 0 all are equal. It
// fails on a value that is negative or not finite and on weights that do not sum
// to more than 0.
func Gini(values, weights []float64) (float64, error) {
	order, err := ascending(values, weights)
	if err != nil {
		return 0, err
	}
	// With groups in ascending order the double sum is twice the sum of
	// w_i x_i (weight before i − weight after i).
	var before, total, weighted, difference float64
	for _, i := range order {
		total += weights[i]
		weighted += weights[i] * values[i]
	}
	if weighted == 0 {
		return 0, nil
	}
	for _, i := range order {
		after := total - before - weights[i]
		difference += weights[i] * values[i] * (before - after)
		before += weights[i]
	}
	return min(1, max(0, difference/(weighted*total))), nil
}

// Palma is the ratio of what the tenth of the weight with the greatest values has
// to what the four tenths with the least have (Cobham and Sumner, "Putting the
// Gini back in the bottle? The Palma as a policy-relevant measure of inequality"
// (2013), after Palma (2011)). A group astride a limit counts in proportion. Its
// least is 1/4, where all values are equal; it is +Inf where the four tenths have
// nothing. It fails on the same input as Gini.
func Palma(values, weights []float64) (float64, error) {
	order, err := ascending(values, weights)
	if err != nil {
		return 0, err
	}
	var total float64
	for _, w := range weights {
		total += w
	}
	least := held(values, weights, order, 0.4*total)
	slices.Reverse(order)
	most := held(values, weights, order, 0.1*total)
	switch {
	case most == 0:
		return 0.25, nil
	case least == 0:
		return math.Inf(1), nil
	}
	return max(0.25, most/least), nil
}

// held is what the first groups of the order, up to a weight, have together.
func held(values, weights []float64, order []int, limit float64) float64 {
	var sum float64
	for _, i := range order {
		part := min(weights[i], limit)
		if part <= 0 {
			break
		}
		sum += part * values[i]
		limit -= part
	}
	return sum
}

// ascending checks values and weights and orders the groups that weigh something
// by value.
func ascending(values, weights []float64) ([]int, error) {
	if err := checkWeights(weights, len(values)); err != nil {
		return nil, err
	}
	order := make([]int, 0, len(values))
	for i, x := range values {
		if weights[i] == 0 {
			continue
		}
		if math.IsNaN(x) || math.IsInf(x, 0) || x < 0 {
			return nil, invalid("value %d is %v, want a finite number of at least 0", i, x)
		}
		order = append(order, i)
	}
	slices.SortStableFunc(order, func(a, b int) int {
		switch {
		case values[a] < values[b]:
			return -1
		case values[a] > values[b]:
			return 1
		}
		return 0
	})
	return order, nil
}
