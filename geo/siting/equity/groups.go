package equity

import (
	"math"
	"sort"
)

// Band is how much weight lies at distances above From, up to and including To.
type Band struct {
	From, To float64
	Weight   float64
	// Share of all weight in this band, and Within of it in this and all nearer.
	Share, Within float64
}

// Bands counts weight by distance. limits are the upper ends of the bands,
// ascending; the first band begins at 0 and has distance 0 in it. One more band, to
// +Inf, holds what is beyond the last limit or not reached at all (+Inf or NaN).
func Bands(distances, weights, limits []float64) ([]Band, error) {
	if err := checkWeights(weights, len(distances)); err != nil {
		return nil, err
	}
	bands := make([]Band, len(limits)+1)
	from := 0.0
	for b, to := range limits {
		if !(to > from) || math.IsInf(to, 0) {
			return nil, invalid("limit %d is %v after %v, want finite limits that rise from 0", b, to, from)
		}
		bands[b].From, bands[b].To = from, to
		from = to
	}
	bands[len(limits)].From, bands[len(limits)].To = from, math.Inf(1)
	var total float64
	for j, d := range distances {
		if d < 0 {
			return nil, invalid("distance %d is %v, want 0 or more", j, d)
		}
		b := len(limits)
		if !math.IsNaN(d) {
			b = sort.SearchFloat64s(limits, d)
		}
		bands[b].Weight += weights[j]
		total += weights[j]
	}
	var within float64
	for b := range bands {
		within += bands[b].Weight
		bands[b].Share, bands[b].Within = bands[b].Weight/total, min(1, within/total)
	}
	bands[len(limits)].Within = 1
	return bands, nil
}

// Group is how one group is served.
type Group struct {
	// Weight of the group, and Reached the part of it that has a distance at all.
	Weight, Reached float64
	// Mean and Max of the distances of what is reached; NaN where nothing is.
	Mean, Max float64
	// Covered is the share of the weight within the radius; NaN where the group
	// weighs nothing.
	Covered float64
}

// ByGroup sums up demands by group, numbered from 0; demands of a negative group
// belong to none. A distance of +Inf or NaN stands for a demand not reached. A
// demand is covered at distances up to and including the radius.
func ByGroup(distances, weights []float64, group []int32, groups int, radius float64) ([]Group, error) {
	if err := checkWeights(weights, len(distances)); err != nil {
		return nil, err
	}
	if len(group) != len(distances) {
		return nil, invalid("%d groups named for %d distances", len(group), len(distances))
	}
	if math.IsNaN(radius) || radius < 0 {
		return nil, invalid("the radius is %v, want 0 or more", radius)
	}
	out := make([]Group, groups)
	for j, d := range distances {
		switch {
		case int(group[j]) >= groups:
			return nil, invalid("demand %d is of group %d, but there are %d", j, group[j], groups)
		case d < 0:
			return nil, invalid("distance %d is %v, want 0 or more", j, d)
		case group[j] >= 0:
			out[group[j]].add(d, weights[j], radius)
		}
	}
	for g := range out {
		out[g].finish()
	}
	return out, nil
}

// add counts a demand; until finish, Mean and Covered are sums.
func (g *Group) add(d, w, radius float64) {
	g.Weight += w
	if math.IsNaN(d) || math.IsInf(d, 1) || w == 0 {
		return
	}
	g.Reached += w
	g.Mean += d * w
	g.Max = max(g.Max, d)
	if d <= radius {
		g.Covered += w
	}
}

func (g *Group) finish() {
	if g.Mean /= g.Reached; g.Reached == 0 {
		g.Mean, g.Max = math.NaN(), math.NaN()
	}
	if g.Covered /= g.Weight; g.Weight == 0 {
		g.Covered = math.NaN()
	}
}

// Farthest is the group whose people go farthest on average, -1 where there is
// none that weighs anything. A group that is not reached at all is farther than
// any other; of equals the first.
func Farthest(groups []Group) int {
	return worst(groups, func(g *Group) float64 {
		if g.Reached == 0 {
			return math.Inf(1)
		}
		return g.Mean
	})
}

// LeastCovered is the group of which the smallest share is within the radius, -1
// where there is none that weighs anything; of equals the first.
func LeastCovered(groups []Group) int {
	return worst(groups, func(g *Group) float64 { return -g.Covered })
}

func worst(groups []Group, badness func(g *Group) float64) int {
	at := -1
	most := math.Inf(-1)
	for k := range groups {
		if groups[k].Weight == 0 {
			continue
		}
		if b := badness(&groups[k]); at < 0 || b > most {
			at, most = k, b
		}
	}
	return at
}
