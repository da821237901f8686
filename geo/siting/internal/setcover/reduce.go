package setcover

import (
	"slices"
)

// effort is how many comparisons a reduction may take; what is not struck out by
// then stays, which is as correct.
const effort = 1 << 27

// reduce strikes out what dominance allows until nothing changes, and picks the
// columns that are alone in covering a row. It returns false if the rows cannot
// be covered.
func (t *table) reduce() bool {
	left := effort
	for {
		if !t.pickLonely() {
			return false
		}
		if len(t.rows) == 0 {
			return true
		}
		before := len(t.rows)
		t.strikeRows(&left)
		struck := t.strikeColumns(&left)
		if before == len(t.rows) && !struck || left <= 0 || t.search.Stop() {
			return t.pickLonely()
		}
	}
}

// pickLonely picks the only column of a row for all such rows.
func (t *table) pickLonely() bool {
	for {
		fate := make([]int8, t.columns)
		lonely := 0
		for _, row := range t.rows {
			if len(row) == 0 {
				return false
			}
			if len(row) == 1 && fate[row[0]] == 0 {
				fate[row[0]] = 1
				lonely++
			}
		}
		if lonely > 0 {
			*t = *t.with(fate)
		}
		if t.p < 0 || t.p == 0 && len(t.rows) > 0 {
			return false
		}
		if lonely == 0 {
			return true
		}
	}
}

// byColumn lists the rows of each column, ascending.
func (t *table) byColumn() [][]int32 {
	count := make([]int, t.columns)
	total := 0
	for _, row := range t.rows {
		total += len(row)
		for _, j := range row {
			count[j]++
		}
	}
	store := make([]int32, total)
	lists := make([][]int32, t.columns)
	at := 0
	for j, c := range count {
		lists[j] = store[at : at : at+c]
		at += c
	}
	for i, row := range t.rows {
		for _, j := range row {
			lists[j] = append(lists[j], int32(i))
		}
	}
	return lists
}

// strikeRows drops rows that contain another row: whatever covers the shorter
// covers the longer.
func (t *table) strikeRows(left *int) {
	slices.SortStableFunc(t.rows, func(a, b []int32) int { return len(a) - len(b) })
	lists := t.byColumn()
	gone := make([]bool, len(t.rows))
	for k, row := range t.rows {
		if gone[k] {
			continue
		}
		if *left <= 0 || k&63 == 0 && t.search.Stop() {
			break
		}
		rare := row[0]
		for _, j := range row {
			if len(lists[j]) < len(lists[rare]) {
				rare = j
			}
		}
		for _, i := range lists[rare] {
			if int(i) > k && !gone[i] && within(row, t.rows[i], left) {
				gone[i] = true
			}
		}
	}
	at := 0
	for i, row := range t.rows {
		if !gone[i] {
			t.rows[at] = row
			at++
		}
	}
	t.rows = t.rows[:at]
}

// strikeColumns drops columns whose rows another column covers as well.
func (t *table) strikeColumns(left *int) bool {
	lists := t.byColumn()
	fate := make([]int8, t.columns)
	struck := false
	for j, list := range lists {
		if len(list) == 0 {
			fate[j], struck = -1, true
			continue
		}
		if *left <= 0 || j&63 == 0 && t.search.Stop() {
			break
		}
		short := list[0]
		for _, i := range list {
			if len(t.rows[i]) < len(t.rows[short]) {
				short = i
			}
		}
		for _, k := range t.rows[short] {
			if int(k) == j || fate[k] != 0 || len(lists[k]) < len(list) || len(lists[k]) == len(list) && int(k) > j {
				continue
			}
			if within(list, lists[k], left) {
				fate[j], struck = -1, true
				break
			}
		}
	}
	if struck {
		*t = *t.with(fate)
	}
	return struck
}

// within tells whether all of a are in b, both ascending.
func within(a, b []int32, left *int) bool {
	if len(a) > len(b) {
		return false
	}
	at := 0
	for _, x := range a {
		for at < len(b) && b[at] < x {
			at++
		}
		if at == len(b) || b[at] != x {
			*left -= at
			return false
		}
		at++
	}
	*left -= at
	return true
}
