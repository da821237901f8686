package cover

import (
	"math"
	"math/rand/v2"
)

// plan is a set of open columns that can be changed one at a time: it keeps, for
// each column, what opening or closing it would change.
type plan struct {
	m     *model
	isOn  []bool
	on    []int32 // the open columns, in no order
	place []int32 // of an open column in on
	count []int32 // open coverers by row
	// delta is what an open column would lose and any other would gain, penalties
	// for needs included.
	delta   []float64
	penalty []float64 // by row, for each coverer that its need lacks
	value   float64   // base and gains, without penalties
	unmet   []int32   // rows whose need is not met, in no order
	unmetAt []int32   // place of a row in unmet, or -1
}

func newPlan(m *model) *plan {
	n, r := m.columns(), len(m.rows.need)
	p := &plan{
		m: m, isOn: make([]bool, n), place: make([]int32, n), delta: make([]float64, n), value: m.base,
		count: make([]int32, r), penalty: make([]float64, r), unmetAt: make([]int32, r),
	}
	for i := range n {
		var gain float64
		for _, j := range m.col.of(int32(i)) {
			gain += m.rows.first[j]
		}
		p.delta[i] = gain
	}
	heaviest := 1.0
	for _, g := range p.delta {
		heaviest = max(heaviest, g)
	}
	for j, need := range m.rows.need {
		p.unmetAt[j] = -1
		if need > 0 {
			p.setUnmet(int32(j), true)
			p.penalize(int32(j), heaviest)
		}
	}
	return p
}

func (p *plan) setUnmet(j int32, unmet bool) {
	at := p.unmetAt[j]
	switch {
	case unmet && at < 0:
		p.unmetAt[j] = int32(len(p.unmet))
		p.unmet = append(p.unmet, j)
	case !unmet && at >= 0:
		last := p.unmet[len(p.unmet)-1]
		p.unmet[at], p.unmetAt[last] = last, at
		p.unmet = p.unmet[:len(p.unmet)-1]
		p.unmetAt[j] = -1
	}
}

// penalize raises what a coverer that row j lacks costs.
func (p *plan) penalize(j int32, by float64) {
	p.penalty[j] += by
	k, need := p.count[j], p.m.rows.need[j]
	for _, i := range p.m.row.of(j) {
		if p.isOn[i] && k <= need || !p.isOn[i] && k < need {
			p.delta[i] += by
		}
	}
}

// marginal is what coverer k+1 of row j is worth, its penalty included.
func (p *plan) marginal(j, k int32) float64 {
	g := p.m.rows.gain(j, k)
	if k < p.m.rows.need[j] {
		g += p.penalty[j]
	}
	return g
}

// open opens a closed column.
func (p *plan) open(i int32) {
	p.isOn[i] = true
	p.place[i] = int32(len(p.on))
	p.on = append(p.on, i)
	for _, j := range p.m.col.of(i) {
		k := p.count[j]
		p.count[j]++
		p.value += p.m.rows.gain(j, k)
		if k+1 == p.m.rows.need[j] {
			p.setUnmet(j, false)
		}
		p.update(j, i, k, k+1)
	}
}

// close closes an open column.
func (p *plan) close(i int32) {
	p.isOn[i] = false
	last := p.on[len(p.on)-1]
	p.on[p.place[i]], p.place[last] = last, p.place[i]
	p.on = p.on[:len(p.on)-1]
	for _, j := range p.m.col.of(i) {
		p.count[j]--
		k := p.count[j]
		p.value -= p.m.rows.gain(j, k)
		if k < p.m.rows.need[j] {
			p.setUnmet(j, true)
		}
		p.update(j, i, k+1, k)
	}
}

// update carries the change of row j's coverers by column i to the deltas of its
// other columns; that of column i stays as it was.
func (p *plan) update(j, i, before, after int32) {
	more := p.marginal(j, after) - p.marginal(j, before)
	var less float64 // for open columns
	if before > 0 {
		less -= p.marginal(j, before-1)
	}
	if after > 0 {
		less += p.marginal(j, after-1)
	}
	if more == 0 && less == 0 {
		return
	}
	for _, k := range p.m.row.of(j) {
		switch {
		case k == i:
		case p.isOn[k]:
			p.delta[k] += less
		default:
			p.delta[k] += more
		}
	}
}

// resum takes the value from the counts, free of what many additions and
// subtractions may have left.
func (p *plan) resum() {
	p.value = p.m.base
	for j, k := range p.count {
		if k > 0 {
			p.value += p.m.rows.first[j]
		}
		if k > 1 {
			p.value += p.m.rows.second[j]
		}
	}
}

// best is the closed column that gains most, or -1; blocked columns are passed
// over. Of equals the first.
func (p *plan) best(blocked func(i int32) bool) int32 {
	best, most := int32(-1), math.Inf(-1)
	for i, d := range p.delta {
		if d > most && !p.isOn[i] && (blocked == nil || !blocked(int32(i))) {
			best, most = int32(i), d
		}
	}
	return best
}

// fill opens the best columns until as many are open as may be, or nothing more
// is gained.
func (p *plan) fill() {
	for len(p.on) < p.m.left {
		i := p.best(nil)
		if i < 0 || p.delta[i] <= 0 {
			return
		}
		p.open(i)
	}
}

// set opens exactly these columns.
func (p *plan) set(columns []int32) {
	for len(p.on) > 0 {
		p.close(p.on[len(p.on)-1])
	}
	for _, i := range columns {
		if !p.isOn[i] {
			p.open(i)
		}
	}
}

// descend swaps one open column for one closed as long as that gains, and tells
// by how much it improved the penalised value.
func (p *plan) descend(r *run, rng *rand.Rand) {
	p.fill()
	least := 1e-12 * (1 + math.Abs(p.value))
	order := make([]int32, 0, len(p.on))
	for improved := true; improved; {
		improved = false
		order = append(order[:0], p.on...)
		rng.Shuffle(len(order), func(a, b int) { order[a], order[b] = order[b], order[a] })
		for _, out := range order {
			if r.iterations++; r.stopped() {
				return
			}
			lost := p.delta[out]
			p.close(out)
			in := p.best(nil)
			if in >= 0 && in != out && p.delta[in] > lost+least {
				p.open(in)
				improved = true
				continue
			}
			p.open(out)
		}
	}
}
