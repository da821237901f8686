package median

import (
	"math"
)

// instance is a p-median problem as the solvers see it: only free sites, only
// demands whose cost depends on them, and of each demand only the entries below
// what it costs without any of them, ascending. Forced sites, what exists
// already and the cost of being left out are all in base; fixed is what the
// other demands cost.
//
// Opening a site and closing one lead to a smaller instance of the same kind,
// so that branch and bound needs no second set of rules.
type instance[F number] struct {
	weight []float64
	base   []float64
	start  []int   // entries of demand i are start[i] to start[i+1]
	site   []int32 // local number of the site of each entry
	cost   []F
	p      int // sites still to open
	fixed  float64

	demands []int32 // number of each demand in the root instance
	sites   []int32 // number of each site in the root instance
	opened  []int32 // root numbers of the sites opened on the way here
}

// baseValue is what everything costs with no site open.
func (in *instance[F]) baseValue() float64 {
	total := in.fixed
	for i, w := range in.weight {
		total += w * in.base[i]
	}
	return total
}

// settled tells that nothing is left to choose.
func (in *instance[F]) settled() bool {
	return in.p <= 0 || in.p >= len(in.sites) || len(in.weight) == 0
}

// reduce returns the instance in which some sites are opened and some closed,
// and of what was kept the former number of each demand and site. fate is by
// local number: 0 undecided, 1 opened, -1 closed.
func (in *instance[F]) reduce(fate []int8) (out *instance[F], demands, sites []int32) {
	out = &instance[F]{p: in.p, fixed: in.fixed, opened: append([]int32(nil), in.opened...)}
	renumber := make([]int32, len(in.sites))
	for j, f := range fate {
		switch f {
		case 0:
			renumber[j] = int32(len(out.sites))
			out.sites = append(out.sites, in.sites[j])
			sites = append(sites, int32(j))
		case 1:
			out.opened = append(out.opened, in.sites[j])
			out.p--
		}
	}
	kept := in.countKept(fate)
	out.site = make([]int32, 0, kept)
	out.cost = make([]F, 0, kept)
	out.start = make([]int, 1, len(in.weight)+1)
	for i, w := range in.weight {
		base, before := in.base[i], len(out.site)
		for e := in.start[i]; e < in.start[i+1]; e++ {
			j := in.site[e]
			if fate[j] == 0 {
				out.site = append(out.site, renumber[j])
				out.cost = append(out.cost, in.cost[e])
			} else if fate[j] == 1 {
				base = float64(in.cost[e])
				break
			}
		}
		for len(out.cost) > before && float64(out.cost[len(out.cost)-1]) >= base { // ties with the opened
			out.cost = out.cost[:len(out.cost)-1]
			out.site = out.site[:len(out.site)-1]
		}
		if len(out.site) == before {
			out.fixed += w * base
			continue
		}
		out.start = append(out.start, len(out.site))
		out.weight = append(out.weight, w)
		out.base = append(out.base, base)
		out.demands = append(out.demands, in.demands[i])
		demands = append(demands, int32(i))
	}
	return out, demands, sites
}

// countKept returns an upper limit of the entries that stay.
func (in *instance[F]) countKept(fate []int8) int {
	kept := 0
	for i := range in.weight {
		for e := in.start[i]; e < in.start[i+1]; e++ {
			switch fate[in.site[e]] {
			case 0:
				kept++
				continue
			case 1:
			default:
				continue
			}
			break
		}
	}
	return kept
}

// integralSlack is by how much rounding may move a bound where values are
// integers.
const integralSlack = 1e-4

// exact tells that a sum of so many terms, none of its parts above a total, is
// off by less than integralSlack: each addition rounds by at most 2⁻⁵³ of it.
func exact(total float64, terms int) bool {
	return total*float64(terms)*0x1p-53 < integralSlack
}

// value is what everything costs with the sites that are marked open.
func (in *instance[F]) value(open []bool) float64 {
	total := in.fixed
	for i, w := range in.weight {
		cost := in.base[i]
		for e := in.start[i]; e < in.start[i+1]; e++ {
			if open[in.site[e]] {
				cost = float64(in.cost[e])
				break
			}
		}
		total += w * cost
	}
	return total
}

// marks returns which sites are in a set.
func (in *instance[F]) marks(open []int32) []bool {
	marks := make([]bool, len(in.sites))
	for _, j := range open {
		marks[j] = true
	}
	return marks
}

// whole tells that every solution has an integral value, and that rounding moves
// a bound by much less than 1.
func (in *instance[F]) whole() bool {
	total := in.fixed
	if in.fixed != math.Trunc(in.fixed) {
		return false
	}
	for i, w := range in.weight {
		if w != math.Trunc(w) || in.base[i] != math.Trunc(in.base[i]) {
			return false
		}
		total += w * in.base[i]
	}
	for _, c := range in.cost {
		if float64(c) != math.Trunc(float64(c)) {
			return false
		}
	}
	return exact(total, len(in.weight)+len(in.sites))
}
