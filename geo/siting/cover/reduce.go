package cover

import "slices"

// dominationWork bounds the comparisons of one search for columns that others
// make needless; what it leaves standing is only slower, not wrong.
const dominationWork = 20_000_000

// reduce shrinks the model until nothing more follows: columns that needs force
// are opened, needs that others imply are dropped, columns that cover no more
// than another go. into tells what became of each row, -1 for none.
func (m *model) reduce() (out *model, into []int32) {
	out = m
	into = make([]int32, len(m.rows.need))
	for j := range into {
		into[j] = int32(j)
	}
	for range 20 {
		fates := make([]fate, out.columns())
		changed, broken := out.forced(fates)
		if broken {
			hopeless := *out
			hopeless.broken = true
			return &hopeless, into
		}
		if !changed {
			implied := out.impliedNeeds()
			changed = implied != out
			out = implied
			changed = out.dominated(fates) || changed
		}
		if !changed {
			return out, into
		}
		next, step := out.restrict(fates)
		if next.broken {
			return next, into
		}
		compose(into, step)
		out = next
	}
	return out, into
}

// compose follows into by step.
func compose(into, step []int32) {
	for j, c := range into {
		if c >= 0 {
			into[j] = step[c]
		}
	}
}

// forced opens every column of a row that needs all that it has; broken tells of
// one that needs more.
func (m *model) forced(fates []fate) (changed, broken bool) {
	for j, need := range m.rows.need {
		columns := m.row.of(int32(j))
		if int(need) > len(columns) {
			return true, true
		}
		if need == 0 || int(need) < len(columns) {
			continue
		}
		for _, i := range columns {
			changed = changed || fates[i] != opened
			fates[i] = opened
		}
	}
	return changed, false
}

// impliedNeeds is the model without the rows whose need for one coverer follows
// from that of another, all of whose columns are theirs too. What such a row
// gains by its first cover is certain and goes to base.
func (m *model) impliedNeeds() *model {
	var implied []int32
	gone := make([]bool, len(m.rows.need))
	for k := range m.rows.need {
		if m.rows.need[k] == 1 && m.rows.second[k] == 0 && m.implies(int32(k), gone) {
			gone[k] = true
			implied = append(implied, int32(k))
		}
	}
	if implied == nil {
		return m
	}
	out := *m
	out.rows = rows{slices.Clone(m.rows.first), m.rows.second, slices.Clone(m.rows.need)}
	for _, k := range implied {
		out.base += out.rows.first[k]
		out.rows.first[k], out.rows.need[k] = 0, 0
	}
	return &out
}

// implies tells whether some other row's need implies that of row k. Such a row
// lies within row k, so it is among those of k's columns; the row with the fewest
// columns is found through any one of its own.
func (m *model) implies(k int32, gone []bool) bool {
	columns := m.row.of(k)
	work := 0
	for _, i := range columns {
		for _, j := range m.col.of(i) {
			other := m.row.of(j)
			if j == k || m.rows.need[j] == 0 || gone[j] || len(other) > len(columns) || other[0] != i {
				continue
			}
			if work += len(columns); work > dominationWork/100 {
				return false
			}
			if subset(other, columns) {
				return true
			}
		}
	}
	return false
}

// dominated drops columns whose rows another column covers too, where a row can
// use one more coverer only. Of two equal columns the first stays.
func (m *model) dominated(fates []fate) bool {
	changed, work := false, 0
	for i := range m.columns() {
		if fates[i] != undecided || !m.single(int32(i)) {
			continue
		}
		if m.stopped(i) {
			return changed
		}
		mine := m.col.of(int32(i))
		for _, k := range m.row.of(m.rarest(mine)) {
			if int(k) == i || fates[k] == dropped {
				continue
			}
			others := m.col.of(k)
			if len(others) < len(mine) || len(others) == len(mine) && int(k) > i {
				continue
			}
			if work += len(others); work > dominationWork {
				return changed
			}
			if subset(mine, others) {
				fates[i] = dropped
				changed = true
				break
			}
		}
	}
	return changed
}

// single tells whether every row of the column can use one coverer only.
func (m *model) single(i int32) bool {
	for _, j := range m.col.of(i) {
		if m.rows.second[j] > 0 || m.rows.need[j] > 1 {
			return false
		}
	}
	return true
}

// rarest is the row with the fewest columns.
func (m *model) rarest(list []int32) int32 {
	best := list[0]
	for _, j := range list[1:] {
		if len(m.row.of(j)) < len(m.row.of(best)) {
			best = j
		}
	}
	return best
}

// subset tells whether the ascending list a is part of the ascending list b.
func subset(a, b []int32) bool {
	if len(a) > len(b) {
		return false
	}
	k := 0
	for _, x := range a {
		for k < len(b) && b[k] < x {
			k++
		}
		if k == len(b) || b[k] != x {
			return false
		}
		k++
	}
	return true
}
