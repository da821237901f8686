package cover

import (
	"math"
	"slices"
)

// dual looks for prices of the rows that make the Lagrangian bound small: see the
// package's documentation for the bound. The volume algorithm moves from the best
// prices so far along an average of the violations met, which also makes of the
// columns chosen an average that comes near to a solution of the linear program.
type dual struct {
	m *model
	// price is the best found and bound what it proves, rounding allowed for.
	price []float64
	bound float64
	// share is the average of the columns chosen.
	share []float64
	// chosen are the columns of the last evaluation.
	chosen []int32

	trial     []float64
	sum       []float64 // price of a column's rows
	order     []int32
	violation []float64 // of the last evaluation: covers wanted less covers had
	average   []float64 // of violations
	count     []int32
	step      float64
	stale     int
	started   bool
}

// newDual begins with these prices, or, if nil, with prices made from the gains.
func newDual(m *model, price []float64) *dual {
	n, r := m.columns(), len(m.rows.need)
	d := &dual{
		m: m, price: price, bound: math.Inf(1), share: make([]float64, n),
		trial: make([]float64, r), sum: make([]float64, n), order: make([]int32, n),
		violation: make([]float64, r), average: make([]float64, r), count: make([]int32, r),
		step: 0.1,
	}
	if price == nil {
		d.price = make([]float64, r)
		for j := range d.price {
			d.price[j] = 0.5 * m.rows.first[j]
		}
	}
	for j := range d.price {
		d.price[j] = min(max(0, d.price[j]), m.highest(int32(j)))
	}
	return d
}

// highest is the price above which that of row j need not go.
func (m *model) highest(j int32) float64 {
	if m.rows.need[j] > 0 {
		return math.Inf(1)
	}
	return max(m.rows.first[j], (m.rows.first[j]+m.rows.second[j])/2)
}

// evaluate is the bound of the prices; it leaves the chosen columns, their sums
// and the violations behind.
func (d *dual) evaluate(price []float64) float64 {
	m := d.m
	for i := range d.sum {
		var s float64
		for _, j := range m.col.of(int32(i)) {
			s += price[j]
		}
		d.sum[i] = s
		d.order[i] = int32(i)
	}
	take := min(m.left, len(d.order))
	selectLargest(d.order, d.sum, take)
	d.chosen = d.order[:take]
	clear(d.count)
	total := m.base
	size := math.Abs(m.base)
	for _, i := range d.chosen {
		total += d.sum[i]
		size += d.sum[i]
		for _, j := range m.col.of(i) {
			d.count[j]++
		}
	}
	for j := range price {
		gain, wanted := m.response(int32(j), price[j], d.count[j])
		total += gain
		size += math.Abs(gain)
		d.violation[j] = float64(wanted - d.count[j])
	}
	return total + 1e-12*size
}

// response is the most that row j gains at price u for each cover, and with how
// many covers; of equally good numbers the one nearest to those had.
func (m *model) response(j int32, u float64, had int32) (gain float64, wanted int32) {
	f, s, need := m.rows.first[j], m.rows.second[j], m.rows.need[j]
	most := int32(2)
	if s == 0 {
		most = 1
	}
	most = max(most, need)
	gain = math.Inf(-1)
	for k := need; k <= most; k++ {
		g := -u * float64(k)
		if k >= 1 {
			g += f
		}
		if k >= 2 {
			g += s
		}
		if g > gain || g == gain && abs(k-had) < abs(wanted-had) {
			gain, wanted = g, k
		}
	}
	return gain, wanted
}

func abs(k int32) int32 { return max(k, -k) }

// improve takes one step towards smaller bounds. goal is a value that is thought
// to be within reach; the nearer to the least bound, the better the steps.
func (d *dual) improve(goal float64) {
	if !d.started {
		d.started = true
		d.bound = d.evaluate(d.price)
		copy(d.average, d.violation)
		d.mix(1)
		return
	}
	var norm float64
	for j, v := range d.average {
		if v < 0 && d.price[j] == 0 || v > 0 && d.price[j] >= d.m.highest(int32(j)) {
			continue
		}
		norm += v * v
	}
	if norm == 0 {
		copy(d.average, d.violation)
		norm = 1
	}
	// The least improvement aimed at keeps the search going when the goal is met.
	aim := max(d.bound-goal, 1e-4*math.Abs(d.bound), 1e-9)
	t := d.step * aim / norm
	for j, v := range d.average {
		d.trial[j] = min(max(0, d.price[j]+t*v), d.m.highest(int32(j)))
	}
	bound := d.evaluate(d.trial)
	var along float64
	for j, v := range d.average {
		along += v * d.violation[j]
	}
	d.mix(d.weight())
	d.adapt(bound, along)
}

// adapt takes the trial if it is better and tunes the step: longer when the
// direction still pointed the right way, shorter after many steps in vain.
func (d *dual) adapt(bound, along float64) {
	if bound < d.bound {
		d.bound = bound
		d.price, d.trial = d.trial, d.price
		d.stale = 0
		if along > 0 {
			d.step = min(2, d.step*1.1)
		}
		return
	}
	if d.stale++; d.stale >= 10 {
		d.stale = 0
		d.step = max(1e-6, d.step*0.7)
	}
}

// weight is the share of the last violation in the average that makes the average
// shortest, within limits.
func (d *dual) weight() float64 {
	var aa, av, vv float64
	for j, a := range d.average {
		v := d.violation[j]
		aa += a * a
		av += a * v
		vv += v * v
	}
	if den := aa - 2*av + vv; den > 0 {
		return min(max(0.01, (aa-av)/den), 0.1)
	}
	return 0.05
}

// mix brings the last evaluation into the averages.
func (d *dual) mix(weight float64) {
	for j, v := range d.violation {
		d.average[j] += weight * (v - d.average[j])
	}
	for i := range d.share {
		d.share[i] *= 1 - weight
	}
	for _, i := range d.chosen {
		d.share[i] += weight
	}
}

// fix decides the columns that no solution reaching the goal leaves closed, or
// opens. It tells whether there are any.
func (d *dual) fix(goal float64, fates []fate) bool {
	bound := d.evaluate(d.price)
	take := len(d.chosen)
	if take == 0 || take == len(d.order) {
		return false
	}
	least, most := math.Inf(1), math.Inf(-1)
	for _, i := range d.order[:take] {
		least = min(least, d.sum[i])
	}
	for _, i := range d.order[take:] {
		most = max(most, d.sum[i])
	}
	found := false
	for _, i := range d.order[:take] {
		if bound-d.sum[i]+most < goal {
			fates[i], found = opened, true
		}
	}
	for _, i := range d.order[take:] {
		if bound-least+d.sum[i] < goal {
			fates[i], found = dropped, true
		}
	}
	return found
}

// fewest is the least number of further columns with which these prices allow a
// value of target.
func (d *dual) fewest(target float64) int {
	d.evaluate(d.price)
	reached := d.m.base
	size := math.Abs(reached)
	for j, u := range d.price {
		gain, _ := d.m.response(int32(j), u, 0)
		reached += gain
		size += math.Abs(gain)
	}
	sums := slices.Clone(d.sum)
	slices.Sort(sums)
	for k := 0; ; k++ {
		if reached+1e-12*size >= target || k == len(sums) {
			return k
		}
		s := sums[len(sums)-1-k]
		reached += s
		size += s
	}
}

// branch is the column to decide next: the one whose share is nearest to a half.
func (d *dual) branch() int32 {
	best, nearest := int32(0), math.Inf(1)
	for i, s := range d.share {
		if off := math.Abs(s - 0.5); off < nearest {
			best, nearest = int32(i), off
		}
	}
	return best
}

// selectLargest reorders so that the k columns with the largest sums come first;
// of equals those of lower number.
func selectLargest(order []int32, sum []float64, k int) {
	before := func(a, b int32) bool { return sum[a] > sum[b] || sum[a] == sum[b] && a < b }
	lo, hi := 0, len(order)
	for hi-lo > 1 && k > lo && k < hi {
		pivot := order[lo+(hi-lo)/2]
		i, j := lo, hi-1
		for i <= j {
			for before(order[i], pivot) {
				i++
			}
			for before(pivot, order[j]) {
				j--
			}
			if i <= j {
				order[i], order[j] = order[j], order[i]
				i++
				j--
			}
		}
		switch {
		case k <= j+1:
			hi = j + 1
		case k >= i:
			lo = i
		default:
			return
		}
	}
}
