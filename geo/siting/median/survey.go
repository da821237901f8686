package median

import (
	"math"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
)

const (
	surveySteps = 100
	// surveyPatience is after how many steps of little use the rest of the
	// problem is sorted instead.
	surveyPatience = 6
)

// survey is the Lagrangian relaxation of a whole problem, worked out row by row.
type survey[F number] struct {
	ascent
	control *control
	from    *prepared[F] // of a sample: its sites, base and rows are those of the whole
	rho     []float64
	chosen  []int32 // sites
	served  []float32
	closed  []bool // by candidate
	best    []int32
	value   float64
	rhoIn   float64
	last    float64
}

func newSurvey[F number](c *control, from *prepared[F]) *survey[F] {
	p := from.problem
	weight := make([]float64, p.Demands)
	v := &survey[F]{control: c, from: from, rho: make([]float64, len(from.sites)), served: make([]float32, p.Demands), closed: make([]bool, p.Cost.Candidates())}
	for i := range weight {
		if weight[i] = p.weight(i); math.IsInf(from.base[i], 1) {
			weight[i] = 0 // unserved
		}
	}
	v.ascent = newAscent(weight)
	v.share, v.bear = 0.5, 3
	for i, w := range weight {
		if w == 0 {
			continue
		}
		v.mu[i] = from.base[i]
	}
	return v
}

// begin takes over the multipliers of the sample. Those of the other demands lie
// between what the nearest and the second nearest open site cost, as far from
// either as that of a demand in the sample that lies alike: with the same two
// candidates nearest, about as far away.
func (v *survey[F]) begin(open []int32, mu []float64) {
	v.best, v.value = open, v.cost(open)
	served := nearestTwo(v.from, open, v.control.stop)
	all := nearestTwo(v.from, v.from.sites, v.control.stop)
	like := make(map[int32][]int32)
	for i, at := range v.from.local {
		if at >= 0 {
			like[all[i].first] = append(like[all[i].first], int32(i))
		}
	}
	for i := range v.mu {
		if i&1023 == 0 && v.control.stop() {
			return
		}
		if v.weight[i] == 0 || all[i].first == none {
			continue
		}
		k := int32(i)
		if v.from.local[i] < 0 {
			if k = all[i].alike(all, like[all[i].first]); k == none {
				continue
			}
		}
		s, t := served[i], served[k]
		at := 0.5
		if t.d2 > t.d1 {
			at = min(1, max(0, (mu[v.from.local[k]]-t.d1)/(t.d2-t.d1)))
		}
		v.mu[i] = s.d1 + at*(s.d2-s.d1)
	}
}

// two are the nearest candidates of a demand.
type two struct {
	first, next int32
	d1, d2      float64
}

// nearestTwo finds them among some candidates, base being there as well.
func nearestTwo[F number](from *prepared[F], among []int32, stop func() bool) []two {
	list := make([]two, len(from.base))
	for i, b := range from.base {
		list[i] = two{none, none, b, b}
	}
	for _, j := range among {
		if stop() {
			break
		}
		each(from.row, j, func(i int32, c F) {
			t, d := &list[i], float64(c)
			if d < t.d1 {
				t.first, t.next, t.d1, t.d2 = j, t.first, d, t.d1
			} else if d < t.d2 {
				t.next, t.d2 = j, d
			}
		})
	}
	return list
}

// alike returns the one of others that lies most like t.
func (t two) alike(all []two, others []int32) int32 {
	best, least := int32(none), math.Inf(1)
	for _, k := range others {
		o := &all[k]
		d := math.Abs(o.d1-t.d1) + math.Abs(o.d2-t.d2)
		if o.next != t.next {
			d += t.d1 + o.d1
		}
		if d < least {
			best, least = k, d
		}
	}
	return best
}

// each calls do for the entries of a candidate.
func each[F number](row func(int) ([]int32, []F), j int32, do func(i int32, c F)) {
	demand, cost := row(int(j))
	if demand == nil {
		for i, c := range cost {
			do(int32(i), c)
		}
		return
	}
	for k, i := range demand {
		do(i, cost[k])
	}
}

// cost is what everybody costs with some free candidates open.
func (v *survey[F]) cost(open []int32) float64 {
	nearest := slices.Clone(v.from.base)
	for _, j := range open {
		each(v.from.row, j, func(i int32, c F) {
			if float64(c) < nearest[i] {
				nearest[i] = float64(c)
			}
		})
	}
	total := 0.0
	for i, w := range v.weight {
		if w > 0 {
			total += w * nearest[i]
		}
	}
	return total
}

// run raises the bound for a while, and closes candidates.
func (v *survey[F]) run() {
	for k := range surveySteps {
		if k > 0 {
			step := v.aim(v.value)
			for i, g := range v.average {
				v.mu[i] = max(0, min(v.from.base[i], v.center[i]+step*g))
				if v.weight[i] == 0 {
					v.mu[i] = 0
				}
			}
		}
		if !v.evaluate() {
			return
		}
		v.offer()
		v.take(v.last, v.served)
		v.close()
		v.control.value, v.control.bound = v.value, v.bound
		v.control.tell("survey", false)
		if v.stalled(surveyPatience, v.value) || v.control.near(v.value, v.bound) {
			return
		}
	}
}

// evaluate works out the bound at mu. It returns false if it was stopped.
func (v *survey[F]) evaluate() bool {
	var next atomic.Int64
	var workers sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		workers.Go(func() {
			for {
				s := int(next.Add(1)) - 1
				if s >= len(v.rho) || v.control.stop() {
					return
				}
				v.rho[s] = v.worth(s)
			}
		})
	}
	workers.Wait()
	if v.control.stop() {
		return false
	}
	v.last = 0
	for i, w := range v.weight {
		v.last += w * v.mu[i]
	}
	v.choose()
	for _, s := range v.chosen {
		v.last += v.rho[s]
	}
	clear(v.served)
	for s, y := range v.soften() {
		if y < 1e-3 {
			continue
		}
		each(v.from.row, v.from.sites[s], func(i int32, c F) {
			if float64(c) < v.mu[i] {
				v.served[i] += float32(y)
			}
		})
	}
	v.control.iterations++
	return true
}

// worth is ρ of a site.
func (v *survey[F]) worth(s int) float64 {
	if v.closed[v.from.sites[s]] {
		return math.Inf(1)
	}
	demand, cost := v.from.row(int(v.from.sites[s]))
	rho, mu, weight := 0.0, v.mu, v.weight
	if demand == nil {
		for i, c := range cost {
			if d := float64(c) - mu[i]; d < 0 {
				rho += weight[i] * d
			}
		}
		return rho
	}
	for k, i := range demand {
		if d := float64(cost[k]) - mu[i]; d < 0 {
			rho += weight[i] * d
		}
	}
	return rho
}

// choose takes the sites that are worth most.
func (v *survey[F]) choose() {
	order := make([]int32, len(v.rho))
	for s := range order {
		order[s] = int32(s)
	}
	slices.SortStableFunc(order, func(a, b int32) int {
		switch {
		case v.rho[a] < v.rho[b]:
			return -1
		case v.rho[a] > v.rho[b]:
			return 1
		}
		return 0
	})
	p := v.from.root.p
	v.chosen = order[:p]
	v.rhoIn = v.rho[order[p-1]]
}

// soften chooses P sites in parts: the less a site is worth than the best, the
// smaller its part. A step along what these serve raises the bound for all the
// sites that are nearly worth being chosen, where a step along the best alone
// would make way for the next of them. The bound so smoothed is lower by at most
// heat·P·ln(m/P) (Yu. Nesterov, "Smooth minimization of non-smooth functions",
// Math. Programming 103, 2005): a part of the gap.
func (v *survey[F]) soften() []float64 {
	p, m := float64(v.from.root.p), float64(len(v.rho))
	heat := max((v.value-max(v.last, v.bound))/(4*p*math.Log(1+m/p)), 1e-12*math.Abs(v.value))
	parts := make([]float64, len(v.rho))
	low, high := slices.Min(v.rho)-50*heat, v.rhoIn+50*heat
	for range 60 {
		level, total := (low+high)/2, 0.0
		for s, rho := range v.rho {
			parts[s] = min(1, math.Exp((level-rho)/heat))
			total += parts[s]
		}
		if total > p {
			high = level
		} else {
			low = level
		}
	}
	return parts
}

// offer takes the chosen sites as a solution if that is the best so far.
func (v *survey[F]) offer() {
	if v.control.stop() {
		return
	}
	open := v.from.candidates(v.chosen)
	if value := v.cost(open); value < v.value {
		v.best, v.value = open, value
	}
}

// close closes what is in no better solution. The best one stays.
func (v *survey[F]) close() {
	goal := v.value * (1 - 1e-9)
	for s, rho := range v.rho {
		j := v.from.sites[s]
		if v.last+rho-v.rhoIn > goal && !slices.Contains(v.chosen, int32(s)) && !slices.Contains(v.best, j) {
			v.closed[j] = true
		}
	}
}
