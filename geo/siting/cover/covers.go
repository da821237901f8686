package cover

import (
	"context"
	"fmt"
	"math"
	"slices"

	"github.com/paulmach/orb"

	"hatang/geo/index"
)

// Covers tells which demands each candidate reaches: those of candidate i are
// Demand[Start[i]:Start[i+1]], ascending and without repetition. Start has one
// entry more than there are candidates. The zero value has no candidates.
type Covers struct {
	Start  []int
	Demand []int32
}

// Candidates is the number of candidates.
func (c *Covers) Candidates() int { return max(0, len(c.Start)-1) }

// Of are the demands that candidate i reaches; the slice is not a copy.
func (c *Covers) Of(i int) []int32 { return c.Demand[c.Start[i]:c.Start[i+1]] }

// FromLists makes Covers of one list of demands per candidate, in any order and
// with repetitions; the lists are not changed.
func FromLists(lists [][]int32) Covers {
	c := Covers{Start: make([]int, 1, len(lists)+1)}
	for _, list := range lists {
		c.add(list)
	}
	return c
}

// add appends a candidate that reaches the demands listed.
func (c *Covers) add(demands []int32) {
	from := len(c.Demand)
	c.Demand = append(c.Demand, demands...)
	slices.Sort(c.Demand[from:])
	c.Demand = c.Demand[:from+len(slices.Compact(c.Demand[from:]))]
	c.Start = append(c.Start, len(c.Demand))
}

// WithinReach makes Covers of a table of costs: candidate i reaches demand j when
// cost(i, j) ≤ radius, both in the same unit. A cost that is NaN or +Inf is never
// within reach.
func WithinReach(candidates, demands int, cost func(i, j int) float64, radius float64) Covers {
	c := Covers{Start: make([]int, 1, candidates+1)}
	for i := range candidates {
		for j := range demands {
			if d := cost(i, j); d <= radius && !math.IsInf(d, 1) {
				c.Demand = append(c.Demand, int32(j))
			}
		}
		c.Start = append(c.Start, len(c.Demand))
	}
	return c
}

// WithinDistance makes Covers of positions: a candidate reaches the demands at
// most radiusM metres away along the geodesic on the WGS 84 ellipsoid. Positions
// are longitude and latitude in degrees. It fails on a position that is none and
// ends early with the context's error.
func WithinDistance(ctx context.Context, candidates, demands []orb.Point, radiusM float64) (Covers, error) {
	if math.IsNaN(radiusM) || radiusM < 0 {
		return Covers{}, invalid("the radius is %v m, want 0 or more", radiusM)
	}
	ix, err := index.NewPoints(demands)
	if err != nil {
		return Covers{}, fmt.Errorf("cover: demand: %w", err)
	}
	if _, err = index.NewPoints(candidates); err != nil {
		return Covers{}, fmt.Errorf("cover: candidate: %w", err)
	}
	c := Covers{Start: make([]int, 1, len(candidates)+1)}
	var hits []int32
	for _, p := range candidates {
		if err := ctx.Err(); err != nil {
			return Covers{}, err
		}
		hits = ix.Within(hits[:0], p, radiusM)
		c.add(hits)
	}
	return c, nil
}
