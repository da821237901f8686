package importing

import (
	"strconv"

	"hatang/registry"
)

// column is one column of the file, what it is read for, and what the survey
// found in it.
type column struct {
	target
	index  int
	at     int // index of the field in the schema
	yearAt int
	header string
	why    registry.Text // why it is ignored
	mapped bool          // the user said what it is

	filled  int // cells that state something
	numbers numberSurvey
	style   style
	order   ordinals
	codes   *codebook
	serial  func(float64) (registry.Date, bool)
}

// isNumeric tells columns whose cells are numbers of a field.
func (c *column) isNumeric() bool {
	return c.use == fieldUse && (c.field.Type == registry.IntegerField || c.field.Type == registry.RealField)
}

// survey takes a cell of the first pass into account.
func (c *column) survey(row int, cell Cell, degrees bool) {
	if cell.Form == Blank {
		return
	}
	c.filled++
	c.order.add(cell.Text)
	if cell.Form != Written {
		return
	}
	switch {
	case c.isNumeric():
		limits := c.field.Limits
		if c.factor != 0 {
			limits.Min, limits.Max = limits.Min/c.factor, limits.Max/c.factor
		}
		c.numbers.add(row, tidyNumber(cell.Text, c.field.Unit), c.field.Type == registry.IntegerField, limits)
	case c.use == xUse || c.use == yUse:
		c.numbers.add(row, tidyNumber(cell.Text, ""), false, coordinateLimits(degrees))
	}
}

// sample is a cell to quote in a message.
type sample struct {
	row  int
	text string
}

// numberSurvey counts the ways in which a column's numbers are written.
type numberSurvey struct {
	point, comma, ambiguous                int
	firstPoint, firstComma, firstAmbiguous sample
	// grouping is whether an ambiguous dot, or comma, groups in a column of
	// whole numbers.
	dotGroups, commaGroups int
}

func (n *numberSurvey) add(row int, text string, whole bool, limits registry.Limits) {
	form := shapeOf(text)
	if form == ambiguousPoint || form == ambiguousComma {
		form = onlyPossible(text, form, limits)
	}
	switch form {
	case pointShape:
		n.count(&n.point, &n.firstPoint, row, text)
	case commaShape:
		n.count(&n.comma, &n.firstComma, row, text)
	case ambiguousPoint, ambiguousComma:
		n.count(&n.ambiguous, &n.firstAmbiguous, row, text)
		if whole && form == ambiguousPoint {
			n.dotGroups++
		} else if whole {
			n.commaGroups++
		}
	}
}

func (n *numberSurvey) count(counter *int, first *sample, row int, text string) {
	if *counter == 0 {
		*first = sample{row, text}
	}
	*counter++
}

// onlyPossible resolves an ambiguous number of which one reading lies outside
// what the field can hold.
func onlyPossible(text string, form shape, limits registry.Limits) shape {
	if limits.Min >= limits.Max {
		return form
	}
	point, okPoint := readAs(text, pointStyle)
	comma, okComma := readAs(text, commaStyle)
	okPoint = okPoint && point >= limits.Min && point <= limits.Max
	okComma = okComma && comma >= limits.Min && comma <= limits.Max
	switch {
	case okPoint && !okComma:
		return pointShape
	case okComma && !okPoint:
		return commaShape
	}
	return form
}

// ordinals tells whether a column's cells count 1, 2, 3 … or 0, 1, 2 …, and
// whether they are all whole numbers.
type ordinals struct {
	seen              int
	first, last       int64
	broken, notWholes bool
}

func (o *ordinals) add(text string) {
	if o.notWholes {
		return
	}
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		o.notWholes = true
		return
	}
	if o.seen == 0 {
		o.first = n
		o.broken = n != 0 && n != 1
	} else if n != o.last+1 {
		o.broken = true
	}
	o.last = n
	o.seen++
}

// count tells whether the column numbers the rows.
func (o *ordinals) count() bool { return o.seen > 0 && !o.broken && !o.notWholes }

// wholes tells whether every stated cell is a whole number.
func (o *ordinals) wholes() bool { return o.seen > 0 && !o.notWholes }

// decideStyles settles how each column writes its numbers: as its own cells
// show; else as the rest of the file does; asked overrides both. A column that
// shows both ways, or could be read both ways, is a problem.
func decideStyles(columns []*column, asked style) []registry.Problem {
	file := fileStyle(columns)
	var problems []registry.Problem
	for _, c := range columns {
		if !c.isNumeric() {
			continue
		}
		n := &c.numbers
		switch {
		case asked != undecided:
			c.style = asked
		case n.point > 0 && n.comma > 0:
			problems = append(problems, c.mixedStyles())
		case n.point > 0:
			c.style = pointStyle
		case n.comma > 0:
			c.style = commaStyle
		case c.field.Type == registry.IntegerField:
			c.style = groupedStyle
		case file != undecided:
			c.style = file
		case n.ambiguous > 0:
			problems = append(problems, c.ambiguousStyle())
		default:
			c.style = pointStyle // digits only
		}
	}
	return problems
}

// fileStyle is the style that all deciding columns share; without one, the one
// that whole numbers are grouped in.
func fileStyle(columns []*column) style {
	point, comma, dots, commas := 0, 0, 0, 0
	for _, c := range columns {
		point += c.numbers.point
		comma += c.numbers.comma
		if c.isNumeric() && c.field.Type == registry.IntegerField {
			dots += c.numbers.dotGroups
			commas += c.numbers.commaGroups
		}
	}
	switch {
	case point > 0 && comma > 0:
		return undecided
	case point > 0:
		return pointStyle
	case comma > 0:
		return commaStyle
	case dots > 0 && commas == 0:
		return commaStyle
	case commas > 0 && dots == 0:
		return pointStyle
	}
	return undecided
}

func (c *column) mixedStyles() registry.Problem {
	n := &c.numbers
	minority, majority := n.firstComma, n.firstPoint
	if n.comma > n.point {
		minority, majority = n.firstPoint, n.firstComma
	}
	return registry.Problem{
		Row: minority.row, Column: c.header, Value: minority.text, Rule: "decimal", Severity: registry.Fault,
		Message: registry.Textf(
			"cột viết số theo hai cách: dòng %d là %q; viết thống nhất hoặc cho biết bằng --decimal comma|point",
			"the column writes numbers in two ways: row %d has %q; write them alike or say --decimal comma|point",
			majority.row, majority.text),
	}
}

func (c *column) ambiguousStyle() registry.Problem {
	first := c.numbers.firstAmbiguous
	point, _ := readAs(first.text, pointStyle)
	comma, _ := readAs(first.text, commaStyle)
	return registry.Problem{
		Row: first.row, Column: c.header, Value: first.text, Rule: "decimal", Severity: registry.Fault,
		Message: registry.Textf(
			"có thể là %s hoặc %s, và không có số nào khác trong tệp cho biết (%d ô như vậy); cho biết bằng --decimal comma|point",
			"may be %s or %s, and no other number of the file tells which (%d such cells); say --decimal comma|point",
			plainNumber(point), plainNumber(comma), c.numbers.ambiguous),
	}
}

func plainNumber(v float64) string { return strconv.FormatFloat(v, 'f', -1, 64) }
