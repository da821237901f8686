package cover

import (
	"context"
	"fmt"
	"math"

	"github.com/paulmach/orb"

	"hatang/geo/index"
	"hatang/geo/siting"
)

// ReachingRadii is, for each of the demands listed, the least radius at which a
// candidate that may be open reaches it: what would mend a demand that a solution
// calls unserved. +Inf stands for a demand that none reaches at any cost. The
// greatest of them would mend all. states may be nil; a cost that is NaN is no way.
func ReachingRadii(states []siting.State, candidates int, demands []int, cost func(i, j int) float64) []float64 {
	closed := func(i int) bool { return i < len(states) && states[i] == siting.Closed }
	radii := make([]float64, len(demands))
	for k, j := range demands {
		least := math.Inf(1)
		for i := range candidates {
			if closed(i) {
				continue
			}
			if d := cost(i, j); d < least {
				least = d
			}
		}
		radii[k] = least
	}
	return radii
}

// ReachingDistances is ReachingRadii by positions, longitude and latitude in
// degrees: metres along the geodesic to the nearest candidate that may be open.
func ReachingDistances(ctx context.Context, states []siting.State, candidates, demands []orb.Point) ([]float64, error) {
	ix, err := index.NewPoints(candidates)
	if err != nil {
		return nil, fmt.Errorf("cover: candidate: %w", err)
	}
	accept := func(row int32) bool { return states == nil || states[row] != siting.Closed }
	radii := make([]float64, len(demands))
	var nearest []index.Neighbour
	for k, p := range demands {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		radii[k] = math.Inf(1)
		if nearest = ix.Nearest(nearest[:0], p, 1, accept); len(nearest) > 0 {
			radii[k] = nearest[0].DistanceM
		}
	}
	return radii, nil
}
