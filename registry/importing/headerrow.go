package importing

import (
	"strconv"
	"strings"

	"hatang/registry"
)

const (
	// searchedRows is how many rows at the top of a sheet are looked at for the
	// header; a title block is shorter.
	searchedRows = 40
)

// sheetRow is a row as it stands in a sheet.
type sheetRow struct {
	number   int
	cells    []Cell
	problems []registry.Problem
}

// headerRows is where the header of a sheet was found.
type headerRows struct {
	at, rows int // index of the first row, and how many: 1 or 2; then a row that counts the columns is passed over
	passed   int // rows to pass over from the beginning
	known    int // headers that mean something
	names    []string
}

// findHeader looks for the row with the most headers that mean something; of
// equals the first. Where the row below makes more of them known, as two rows
// under merged cells do, both are joined. Without any known header the first
// row with more than one cell is taken.
func findHeader(rows []sheetRow, known func(string) bool) headerRows {
	best := headerRows{at: -1}
	for i, row := range rows {
		names := namesOf(row.cells)
		found := headerRows{at: i, rows: 1, names: names, known: countKnown(names, known)}
		if i+1 < len(rows) && allWritten(rows[i+1].cells) {
			joined := joinHeaders(row.cells, rows[i+1].cells, known)
			if n := countKnown(joined, known); n > found.known && n > countKnown(namesOf(rows[i+1].cells), known) {
				found.rows, found.names, found.known = 2, joined, n
			}
		}
		if found.known > best.known {
			best = found
		}
	}
	if best.at < 0 {
		best = firstTable(rows)
	}
	if best.at < 0 {
		return best
	}
	best.passed = best.at + best.rows
	if best.passed < len(rows) && countsColumns(rows[best.passed].cells) {
		best.passed++
	}
	return best
}

// firstTable is the first row with more than one cell, or the first at all.
func firstTable(rows []sheetRow) headerRows {
	for _, least := range []int{2, 1} {
		for i, row := range rows {
			filled := 0
			for _, c := range row.cells {
				if c.Form != Blank {
					filled++
				}
			}
			if filled >= least {
				return headerRows{at: i, rows: 1, names: namesOf(row.cells)}
			}
		}
	}
	return headerRows{at: -1}
}

func namesOf(cells []Cell) []string {
	names := make([]string, len(cells))
	for i, c := range cells {
		names[i] = registry.Normalise(c.Text)
	}
	return names
}

func countKnown(names []string, known func(string) bool) int {
	n := 0
	for _, name := range names {
		if name != "" && (known(name) || numbersRows(name)) {
			n++
		}
	}
	return n
}

func allWritten(cells []Cell) bool {
	for _, c := range cells {
		if c.Form != Blank && c.Form != Written {
			return false
		}
	}
	return true
}

// joinHeaders joins a header of two rows: a heading above several columns goes
// with each of them, in the form that means something.
func joinHeaders(top, bottom []Cell, known func(string) bool) []string {
	names := make([]string, max(len(top), len(bottom)))
	above := ""
	for i := range names {
		own, below := "", ""
		if i < len(top) {
			own = registry.Normalise(top[i].Text)
		}
		if i < len(bottom) {
			below = registry.Normalise(bottom[i].Text)
		}
		if own != "" {
			above = own
		}
		switch {
		case below == "":
			names[i] = own
			above = own // a heading ends at a column of its own
		case above == "":
			names[i] = below
		default:
			names[i] = joinedName(above, below, known)
		}
	}
	return names
}

func joinedName(above, below string, known func(string) bool) string {
	for _, name := range []string{above + " " + below, below + " (" + above + ")", below} {
		if known(name) {
			return name
		}
	}
	return above + " – " + below
}

// countsColumns tells a row that numbers the columns, "(1) (2) (3)", as forms
// have below their header.
func countsColumns(cells []Cell) bool {
	first, seen := 0, 0
	for _, c := range cells {
		if c.Form == Blank {
			continue
		}
		n, err := strconv.Atoi(strings.Trim(c.Text, "()[]"))
		if err != nil || seen > 0 && n != first+seen || seen == 0 && n > 1 {
			return false
		}
		if seen == 0 {
			first = n
		}
		seen++
	}
	return seen >= 3
}

// columnName is the letters of a sheet's column, 0 being A.
func columnName(index int) string {
	name := ""
	for index++; index > 0; index = (index - 1) / 26 {
		name = string(rune('A'+(index-1)%26)) + name
	}
	return name
}
