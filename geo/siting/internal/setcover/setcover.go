// Package setcover decides whether so many columns can cover all rows of a
// table: the question that a p-center search asks at every radius.
//
// It strikes out rows that are covered whenever another is, and columns that
// cover nothing that another does not; raises the Lagrangian bound on how many
// columns are needed; and branches on a row that few columns cover. The bound
// also strikes out columns that are in no cover small enough.
package setcover

import "slices"

// Answer to the question whether the rows can be covered.
type Answer int

// The answers. Unknown means that the search was stopped or ran into its limit.
const (
	Unknown Answer = iota
	Yes
	No
)

// Search is how long to look.
type Search struct {
	// Stop is asked every now and then; when it returns true, the answer is
	// Unknown.
	Stop func() bool
	// NodeLimit is after how many nodes of branch and bound to give up.
	NodeLimit int64
	// Nodes and Steps count what was done.
	Nodes, Steps int64

	givenUp bool
}

// Cover tells whether at most p of the columns 0 to columns−1 cover every row,
// and if so, by which. A row lists the columns that cover it, each once, in any
// order; rows are left as they are.
func (s *Search) Cover(rows [][]int32, columns, p int) (Answer, []int32) {
	t := &table{search: s, columns: columns, p: p, names: make([]int32, columns)}
	for j := range t.names {
		t.names[j] = int32(j)
	}
	t.rows = make([][]int32, len(rows))
	for i, row := range rows {
		if i&1023 == 0 && s.Stop() {
			return Unknown, nil
		}
		t.rows[i] = slices.Clone(row)
		slices.Sort(t.rows[i])
	}
	s.givenUp = false
	limit := s.Nodes + s.NodeLimit
	cover, found := t.solve(limit, rootSteps)
	switch {
	case found:
		return Yes, cover
	case s.givenUp:
		return Unknown, nil
	}
	return No, nil
}

// table is what is left to cover: by column number of its own, with the names of
// the columns, those already picked, and how many more may be.
type table struct {
	search  *Search
	rows    [][]int32
	columns int
	names   []int32
	picked  []int32
	p       int
}

const (
	rootSteps = 600
	nodeSteps = 120
)

// solve returns a cover of at most p columns if there is one.
func (t *table) solve(limit int64, steps int) (cover []int32, found bool) {
	s := t.search
	s.Nodes++
	if s.Stop() || s.Nodes > limit {
		s.givenUp = true
		return nil, false
	}
	if !t.reduce() {
		return nil, false
	}
	if len(t.rows) == 0 {
		return t.picked, true
	}
	l := newLagrangian(t)
	for round := 0; ; round++ {
		verdict, cover := l.run(steps)
		if verdict == Yes {
			return append(slices.Clone(t.picked), cover...), true
		}
		if verdict == No {
			return nil, false
		}
		struck := l.strike()
		if struck*10 < t.columns || round == 3 {
			if struck > 0 && !t.apply(l) {
				return nil, false
			}
			break
		}
		if !t.apply(l) {
			return nil, false
		}
		if len(t.rows) == 0 {
			return t.picked, true
		}
		l = newLagrangian(t)
	}
	if len(t.rows) == 0 {
		return t.picked, true
	}
	return t.branch(limit)
}

// branch picks the columns of a short row one after the other; those picked
// before are out of the question for the next.
func (t *table) branch(limit int64) (cover []int32, found bool) {
	short := 0
	for i, row := range t.rows {
		if len(row) < len(t.rows[short]) {
			short = i
		}
	}
	order := slices.Clone(t.rows[short])
	worth := t.worth()
	slices.SortStableFunc(order, func(a, b int32) int { return worth[b] - worth[a] })
	out := make([]int8, t.columns)
	for _, j := range order {
		out[j] = 1
		child := t.with(out)
		if cover, found := child.solve(limit, nodeSteps); found {
			return cover, true
		}
		if t.search.givenUp {
			return nil, false
		}
		out[j] = -1
	}
	return nil, false
}

// with returns the table in which some columns are picked (1) and some struck
// out (−1).
func (t *table) with(fate []int8) *table {
	out := &table{search: t.search, p: t.p, picked: slices.Clone(t.picked)}
	number := make([]int32, t.columns)
	for j, f := range fate {
		switch f {
		case 0:
			number[j] = int32(len(out.names))
			out.names = append(out.names, t.names[j])
		case 1:
			out.picked = append(out.picked, t.names[j])
			out.p--
		}
	}
	out.columns = len(out.names)
	for _, row := range t.rows {
		if slices.ContainsFunc(row, func(j int32) bool { return fate[j] == 1 }) {
			continue
		}
		kept := make([]int32, 0, len(row))
		for _, j := range row {
			if fate[j] == 0 {
				kept = append(kept, number[j])
			}
		}
		out.rows = append(out.rows, kept)
	}
	return out
}

// apply strikes out and picks what a bound decided, and reduces what is left. It
// returns false if nothing can cover that.
func (t *table) apply(l *lagrangian) bool {
	*t = *t.with(l.fate)
	return t.reduce()
}

// worth is how many rows each column covers.
func (t *table) worth() []int {
	worth := make([]int, t.columns)
	for _, row := range t.rows {
		for _, j := range row {
			worth[j]++
		}
	}
	return worth
}
