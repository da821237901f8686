package cover

import "slices"

// adjacency lists items by owner: those of owner i are item[start[i]:start[i+1]].
type adjacency struct {
	start []int32
	item  []int32
}

func (a *adjacency) of(i int32) []int32 { return a.item[a.start[i]:a.start[i+1]] }

// rows are what is to be covered: k open coverers of row j gain first[j] for k ≥
// 1 and second[j] more for k ≥ 2, and need[j] of them there must be.
type rows struct {
	first, second []float64
	need          []int32
}

func makeRows(n int) rows {
	return rows{make([]float64, n), make([]float64, n), make([]int32, n)}
}

// alive tells whether another coverer of the row can matter.
func (r *rows) alive(j int32) bool { return r.first[j] > 0 || r.second[j] > 0 || r.need[j] > 0 }

// gain is what the cover after k others gains.
func (r *rows) gain(j, k int32) float64 {
	switch k {
	case 0:
		return r.first[j]
	case 1:
		return r.second[j]
	}
	return 0
}

// shift absorbs one open coverer and returns what it gains.
func (r *rows) shift(j int32) float64 {
	gained := r.first[j]
	r.first[j], r.second[j] = r.second[j], 0
	if r.need[j] > 0 {
		r.need[j]--
	}
	return gained
}

// model is the covering problem that is left after some decisions: open at most
// left more columns so that base plus the gains of the rows is greatest and every
// need is met. It is never changed once made; restrict makes a smaller one.
type model struct {
	site   []int32 // the candidate that a column stands for
	col    adjacency
	row    adjacency
	rows   rows
	base   float64 // gained by the columns opened so far, and what is certain anyhow
	opened []int32 // their candidates
	left   int
	broken bool // a need cannot be met, or the making was stopped
	// stop ends the making of a smaller model; nil for never.
	stop func() bool
}

// stopped asks stop now and then, at column i.
func (m *model) stopped(i int) bool { return i%16 == 0 && m.stop != nil && m.stop() }

func (m *model) columns() int { return len(m.site) }

// fate is a decision on a column.
type fate uint8

const (
	undecided fate = iota
	opened
	dropped
)

// restrict is the model after the decisions: columns opened are absorbed into
// base and needs, columns without effect go, and rows with the same columns
// become one. Stopped, it is broken. into tells the row of the result that each row became, or -1.
func (m *model) restrict(fates []fate) (out *model, into []int32) {
	out = &model{base: m.base, left: m.left, opened: slices.Clone(m.opened), broken: m.broken, stop: m.stop}
	r := rows{slices.Clone(m.rows.first), slices.Clone(m.rows.second), slices.Clone(m.rows.need)}
	for i, f := range fates {
		if f != opened {
			continue
		}
		out.opened = append(out.opened, m.site[i])
		out.left--
		for _, j := range m.col.of(int32(i)) {
			out.base += r.shift(j)
		}
	}
	if out.left < 0 {
		out.broken = true
		return out, nil
	}
	into, classes := m.classes(&r, fates)
	if m.stopped(0) {
		out.broken = true
		return out, nil
	}
	out.rows = makeRows(classes)
	for j, c := range into {
		if c < 0 {
			out.broken = out.broken || r.need[j] > 0
			continue
		}
		out.rows.first[c] += r.first[j]
		out.rows.second[c] += r.second[j]
		out.rows.need[c] = max(out.rows.need[c], r.need[j])
	}
	m.columnsInto(out, into, fates)
	if m.stopped(0) {
		out.broken = true
		return out, nil
	}
	out.row = out.col.transposed(classes)
	return out, into
}

// columnsInto gives out the undecided columns over its rows.
func (m *model) columnsInto(out *model, into []int32, fates []fate) {
	seen := make([]int32, len(out.rows.need))
	out.col.start = append(out.col.start, 0)
	for i, f := range fates {
		if f != undecided {
			continue
		}
		if m.stopped(i) {
			return
		}
		from := len(out.col.item)
		for _, j := range m.col.of(int32(i)) {
			if c := into[j]; c >= 0 && seen[c] != int32(i)+1 {
				seen[c] = int32(i) + 1
				out.col.item = append(out.col.item, c)
			}
		}
		if len(out.col.item) == from {
			continue
		}
		slices.Sort(out.col.item[from:])
		out.col.start = append(out.col.start, int32(len(out.col.item)))
		out.site = append(out.site, m.site[i])
	}
}

// classes numbers the rows that matter by the set of undecided columns that cover
// them, from 0 in the order of their first row; -1 for rows that do not matter or
// that none covers. It refines one class by each column in turn, in time linear
// in the covers.
func (m *model) classes(r *rows, fates []fate) (class []int32, count int) {
	class = make([]int32, len(r.need))
	size, split, stamp := []int32{0}, []int32{0}, []int32{-1}
	var free []int32
	for j := range class {
		if !r.alive(int32(j)) {
			class[j] = -1
			continue
		}
		size[0]++
	}
	for i, f := range fates {
		if f != undecided {
			continue
		}
		if m.stopped(i) {
			break
		}
		for _, j := range m.col.of(int32(i)) {
			old := class[j]
			if old < 0 {
				continue
			}
			if stamp[old] != int32(i) {
				stamp[old] = int32(i)
				if n := len(free); n > 0 {
					split[old] = free[n-1]
					free = free[:n-1]
				} else {
					split[old] = int32(len(size))
					size, split, stamp = append(size, 0), append(split, 0), append(stamp, -1)
				}
			}
			to := split[old]
			class[j] = to
			size[to]++
			// Class 0 is that of rows without columns: it is never handed out.
			if size[old]--; size[old] == 0 && old != 0 {
				free = append(free, old)
			}
		}
	}
	return class, renumber(class, len(size))
}

// renumber numbers classes by their first row, class 0 becoming -1.
func renumber(class []int32, classes int) int {
	number := make([]int32, classes)
	next := int32(0)
	for j, c := range class {
		if c <= 0 {
			class[j] = -1
			continue
		}
		if number[c] == 0 {
			next++
			number[c] = next
		}
		class[j] = number[c] - 1
	}
	return int(next)
}

// transposed lists owners by item, ascending.
func (a *adjacency) transposed(items int) adjacency {
	t := adjacency{make([]int32, items+1), make([]int32, len(a.item))}
	for _, j := range a.item {
		t.start[j+1]++
	}
	for j := range items {
		t.start[j+1] += t.start[j]
	}
	next := slices.Clone(t.start[:items])
	for i := range len(a.start) - 1 {
		for _, j := range a.of(int32(i)) {
			t.item[next[j]] = int32(i)
			next[j]++
		}
	}
	return t
}
