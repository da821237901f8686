package setcover

import (
	"math"
	"slices"
)

// lagrangian bounds from below how many columns are needed. With a multiplier
// uᵢ ≥ 0 for each row, a column is worth 1 − Σ uᵢ over its rows, and no cover is
// smaller than Σ uᵢ + the sum of the columns worth less than 0 (J. Beasley, "A
// Lagrangian heuristic for set-covering problems", Naval Res. Log. 37, 1990).
type lagrangian struct {
	t       *table
	u, best []float64
	reduced []float64 // worth of each column at best
	now     []float64
	bound   float64
	step    float64
	fate    []int8
	lists   [][]int32
}

// slack keeps rounding from deciding.
const slack = 1e-6

func newLagrangian(t *table) *lagrangian {
	l := &lagrangian{
		t: t, u: make([]float64, len(t.rows)), best: make([]float64, len(t.rows)),
		reduced: make([]float64, t.columns), now: make([]float64, t.columns),
		bound: math.Inf(-1), step: 1, fate: make([]int8, t.columns), lists: t.byColumn(),
	}
	for i, row := range t.rows {
		l.u[i] = math.Inf(1)
		for _, j := range row {
			l.u[i] = min(l.u[i], 1/float64(len(l.lists[j])))
		}
	}
	return l
}

// run raises the bound until it exceeds p (No), a cover is found (Yes), or
// nothing more is gained.
func (l *lagrangian) run(steps int) (Answer, []int32) {
	t, failed := l.t, 0
	for k := range steps {
		if t.search.Stop() {
			return Unknown, nil
		}
		t.search.Steps++
		bound, norm := l.evaluate()
		if bound > l.bound+1e-4 {
			failed = 0
		} else {
			failed++
		}
		if bound > l.bound {
			l.bound = bound
			copy(l.best, l.u)
			copy(l.reduced, l.now)
		}
		if l.bound > float64(t.p)+slack {
			return No, nil
		}
		if k%10 == 0 || norm == 0 {
			if cover := l.greedy(); len(cover) <= t.p {
				return Yes, cover
			}
		}
		if failed >= 15 {
			failed, l.step = 0, l.step/2
			copy(l.u, l.best)
			if l.step < 0.01 {
				break
			}
			continue
		}
		if norm == 0 {
			break
		}
		l.move(l.step * (1.05*float64(t.p+1) - bound) / norm)
	}
	return Unknown, nil
}

// evaluate works out the bound at u and the squared length of its subgradient.
func (l *lagrangian) evaluate() (bound, norm float64) {
	for j := range l.now {
		l.now[j] = 1
	}
	for i, row := range l.t.rows {
		u := l.u[i]
		bound += u
		for _, j := range row {
			l.now[j] -= u
		}
	}
	for _, v := range l.now {
		bound += min(0, v)
	}
	for i := range l.t.rows {
		if g := l.gradient(i); g > 0 || l.u[i] > 0 {
			norm += g * g
		}
	}
	return bound, norm
}

// gradient is 1 − how often the columns worth taking cover a row.
func (l *lagrangian) gradient(i int) float64 {
	g := 1.0
	for _, j := range l.t.rows[i] {
		if l.now[j] < 0 {
			g--
		}
	}
	return g
}

func (l *lagrangian) move(step float64) {
	for i := range l.u {
		l.u[i] = max(0, l.u[i]+step*l.gradient(i))
	}
}

// greedy covers the rows with the columns that cover most for what they are
// worth now, and drops those that turn out not to be needed.
func (l *lagrangian) greedy() []int32 {
	t := l.t
	missing := make([]int, t.columns) // rows that a column would cover
	for j, list := range l.lists {
		missing[j] = len(list)
	}
	count := make([]int, len(t.rows))
	var cover []int32
	for left := len(t.rows); left > 0; {
		best, score := -1, math.Inf(-1)
		for j, n := range missing {
			if n == 0 {
				continue
			}
			if v := float64(n) / max(1e-3, 1+min(0.9, max(-0.9, l.now[j]))); v > score {
				best, score = j, v
			}
		}
		cover = append(cover, int32(best))
		for _, i := range l.lists[best] {
			count[i]++
			if count[i] == 1 {
				left--
				for _, j := range t.rows[i] {
					missing[j]--
				}
			}
		}
		if len(cover) > 2*t.p+8 {
			return cover // far from what is asked
		}
	}
	return l.prune(cover, count)
}

// prune drops columns all of whose rows are covered by others, and names the
// rest.
func (l *lagrangian) prune(cover []int32, count []int) []int32 {
	var names []int32
	for k := range cover {
		j := cover[k]
		if !slices.ContainsFunc(l.lists[j], func(i int32) bool { return count[i] == 1 }) {
			for _, i := range l.lists[j] {
				count[i]--
			}
			continue
		}
		names = append(names, l.t.names[j])
	}
	return names
}

// strike marks the columns that are in no cover of at most p columns (−1) or in
// each of them (1), and counts them.
func (l *lagrangian) strike() int {
	struck, p := 0, float64(l.t.p)+slack
	for j, v := range l.reduced {
		switch {
		case v > 0 && l.bound+v > p:
			l.fate[j] = -1
		case v < 0 && l.bound-v > p:
			l.fate[j] = 1
		default:
			continue
		}
		struck++
	}
	return struck
}
