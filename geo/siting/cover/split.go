package cover

import (
	"math"
	"slices"
)

// split is the Lagrangian bound of a load in which demands may be split and each
// may be served more than once, at prices that make that dear:
//
//	best ≤ base + Σ price + the sums of the best candidates' knapsacks of (weight - price)
//
// where the sum runs over the demands not given yet and a knapsack may hold a part
// of its last demand. Since the worth of a demand for its weight is the same at
// every candidate, one order of the demands fills all knapsacks at once.
type split struct {
	l     *load
	price []float64
	bound float64

	trial, average, violation []float64
	order                     []int32 // demands with candidates, by falling worth
	worth                     []float64
	sum, room                 []float64 // by candidate
	part                      []float64 // of the demand last put in; 1 where it is whole
	last                      []int32
	ranked                    []int32 // candidates, the chosen first
	chosen                    int
	on                        []bool
	share                     []float64
	step                      float64
	stale                     int
	started                   bool
}

// newSplit begins with these prices; nil stands for none, with which the bound is
// what the capacities leave of the largest candidates.
func newSplit(l *load, price []float64) *split {
	n, m := len(l.state), len(l.weight)
	s := &split{
		l: l, bound: math.Inf(1), step: 0.2,
		price: make([]float64, m), trial: make([]float64, m), average: make([]float64, m),
		violation: make([]float64, m), worth: make([]float64, m),
		sum: make([]float64, n), room: make([]float64, n), part: make([]float64, n), last: make([]int32, n),
		share: make([]float64, n), on: make([]bool, n),
	}
	for j := range s.price {
		if len(l.row.of(int32(j))) == 0 {
			continue
		}
		s.order = append(s.order, int32(j))
		if price != nil {
			s.price[j] = price[j]
		}
	}
	return s
}

// evaluate is the bound of the prices.
func (s *split) evaluate(price []float64) float64 {
	l := s.l
	total, size := l.base, l.base
	for _, j := range s.order {
		s.worth[j] = 1 - price[j]/l.weight[j]
		total += price[j]
		size += price[j]
	}
	slices.SortFunc(s.order, func(a, b int32) int {
		switch {
		case s.worth[a] > s.worth[b]:
			return -1
		case s.worth[a] < s.worth[b]:
			return 1
		}
		return int(a - b)
	})
	copy(s.room, l.room)
	clear(s.sum)
	for _, j := range s.order {
		s.put(j, l.weight[j]-price[j])
	}
	s.choose()
	for _, i := range s.ranked[:s.chosen] {
		total += s.sum[i]
		size += s.sum[i]
	}
	s.violations()
	return total + 1e-12*size
}

// put puts a demand into every knapsack with room.
func (s *split) put(j int32, gain float64) {
	if gain <= 0 {
		return
	}
	w := s.l.weight[j]
	for _, i := range s.l.row.of(j) {
		switch room := s.room[i]; {
		case room <= 0:
		case w <= room:
			s.sum[i] += gain
			s.room[i] -= w
			s.part[i], s.last[i] = 1, j
		default:
			s.sum[i] += gain * room / w
			s.part[i], s.last[i] = room/w, j
			s.room[i] = 0
		}
	}
}

// choose takes the open candidates and the best of the others.
func (s *split) choose() {
	s.ranked = s.ranked[:0]
	for i, f := range s.l.state {
		if f == opened {
			s.ranked = append(s.ranked, int32(i))
		}
	}
	s.chosen = len(s.ranked)
	for i, f := range s.l.state {
		if f == undecided {
			s.ranked = append(s.ranked, int32(i))
		}
	}
	others := s.ranked[s.chosen:]
	take := min(max(0, s.l.left), len(others))
	selectLargest(others, s.sum, take)
	s.chosen += take
}

// violations are, for each demand, 1 less the parts of it that the chosen hold.
func (s *split) violations() {
	clear(s.violation)
	clear(s.on)
	for _, i := range s.ranked[:s.chosen] {
		s.on[i] = true
	}
	copy(s.room, s.l.room)
	for _, j := range s.order {
		if s.worth[j] <= 0 {
			// Neither taken nor missed at a price that is its weight.
			s.violation[j] = 0
			if s.worth[j] < 0 {
				s.violation[j] = 1
			}
			continue
		}
		s.violation[j] = 1
		w := s.l.weight[j]
		for _, i := range s.l.row.of(j) {
			if !s.on[i] || s.room[i] <= 0 {
				continue
			}
			taken := min(w, s.room[i])
			s.room[i] -= taken
			s.violation[j] -= taken / w
		}
	}
}

// improve takes one step of the volume algorithm, as dual does; a price goes from
// 0 to the weight, and a demand that is not served lets its price rise.
func (s *split) improve(value float64) {
	if !s.started {
		s.started = true
		s.bound = s.evaluate(s.price)
		copy(s.average, s.violation)
		s.mix(1)
		return
	}
	var norm float64
	for _, j := range s.order {
		v := s.average[j]
		if v > 0 && s.price[j] <= 0 || v < 0 && s.price[j] >= s.l.weight[j] {
			continue
		}
		norm += v * v
	}
	if norm == 0 {
		copy(s.average, s.violation)
		norm = 1
	}
	t := s.step * max(s.bound-value, 1e-4*s.bound, 1e-9) / norm
	for _, j := range s.order {
		s.trial[j] = min(max(0, s.price[j]-t*s.average[j]), s.l.weight[j])
	}
	bound := s.evaluate(s.trial)
	s.mix(0.1)
	if bound < s.bound {
		s.bound = bound
		s.price, s.trial = s.trial, s.price
		s.stale = 0
		s.step = min(2, s.step*1.05)
		return
	}
	if s.stale++; s.stale >= 10 {
		s.stale = 0
		s.step = max(1e-6, s.step*0.7)
	}
}

func (s *split) mix(weight float64) {
	for _, j := range s.order {
		s.average[j] += weight * (s.violation[j] - s.average[j])
	}
	for i := range s.share {
		s.share[i] *= 1 - weight
	}
	for _, i := range s.ranked[:s.chosen] {
		s.share[i] += weight
	}
}

// wanted are the candidates that the last evaluation chose.
func (s *split) wanted() []int32 { return s.ranked[:s.chosen] }

// branch is what to decide next, nil when nothing is left: a candidate that is
// chosen half of the time; then a demand of which a knapsack holds but a part;
// then any demand held twice or dear but held by none; then anything.
func (s *split) branch() *decision {
	best, nearest := int32(-1), 0.4
	for i, f := range s.l.state {
		if off := math.Abs(s.share[i] - 0.5); f == undecided && s.l.left > 0 && off < nearest {
			best, nearest = int32(i), off
		}
	}
	if best >= 0 {
		return &decision{site: best, demand: -1}
	}
	if d := s.broken(); d != nil {
		return d
	}
	for _, j := range s.order {
		row := s.l.row.of(j)
		if s.violation[j] != 0 {
			return &decision{site: s.preferred(row), demand: j}
		}
	}
	for _, j := range s.order {
		return &decision{site: s.preferred(s.l.row.of(j)), demand: j}
	}
	return nil
}

// broken is the demand of which a chosen knapsack holds the largest broken part.
func (s *split) broken() *decision {
	var d *decision
	most := 0.0
	for _, i := range s.ranked[:s.chosen] {
		if s.sum[i] == 0 || s.part[i] == 1 {
			continue
		}
		part := s.l.weight[s.last[i]] * min(s.part[i], 1-s.part[i])
		if part > most {
			most, d = part, &decision{site: i, demand: s.last[i]}
		}
	}
	return d
}

// preferred is the candidate that was chosen most often.
func (s *split) preferred(row []int32) int32 {
	best := row[0]
	for _, i := range row {
		if s.share[i] > s.share[best] {
			best = i
		}
	}
	return best
}
