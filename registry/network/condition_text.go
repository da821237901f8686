package network

import (
	"slices"
	"strings"

	"hatang/registry"
)

// text is a condition on a field that holds text, a code or a list.
func (p *plan) text(field int, c registry.Condition) test {
	b := p.layer.base
	f := &b.schema.Fields[field]
	t := test{
		keep: func(rows []int32) []int32 {
			column := b.text(field)
			wanted := column.wanted(f, c)
			return keepRows(rows, func(row int32) bool { return wanted.has(int32(column.numbers[row])) })
		},
		meets: func(rec registry.Record) bool {
			value, _ := f.Value(rec).(string)
			return textMeets(f, c, value)
		},
	}
	if c.Compare == registry.Equals {
		t.few = func(rows []int32) ([]int32, bool) { return b.text(field).equal(rows, c.Values) }
	}
	return t
}

// equal appends the rows with one of the values, ascending, to an empty slice;
// false when there are too many to be sorted.
func (c *textColumn) equal(rows []int32, values []any) ([]int32, bool) {
	numbers := make([]uint32, 0, len(values))
	count := 0
	for _, value := range values {
		if text, _ := value.(string); text != "" {
			if number := c.number(text); number > 0 && !slices.Contains(numbers, number) {
				numbers = append(numbers, number)
				count += len(c.rowsOf(number))
			}
		}
	}
	if len(numbers) > 1 && count > len(c.numbers)/16 {
		return rows, false
	}
	for _, number := range numbers {
		rows = append(rows, c.rowsOf(number)...)
	}
	if len(numbers) > 1 {
		slices.Sort(rows)
	}
	return rows, true
}

// wanted is the numbers of the values that meet the condition.
func (c *textColumn) wanted(f *registry.Field, condition registry.Condition) bitmap {
	wanted := newBitmap(len(c.values) + 1)
	switch condition.Compare {
	case registry.IsNull:
		wanted.set(0)
	case registry.Contains:
		if f.Type != registry.ListField {
			index := c.words.get(c.index)
			for _, value := range condition.Values {
				text, _ := value.(string)
				index.containing(registry.Fold(text), func(value uint32) { wanted.set(int32(value + 1)) })
			}
			break
		}
		fallthrough
	default:
		for i, value := range c.values {
			if textMeets(f, condition, value) {
				wanted.set(int32(i + 1))
			}
		}
	}
	return wanted
}

// textMeets decides about one text, "" if nothing is stated.
func textMeets(f *registry.Field, c registry.Condition, text string) bool {
	if c.Compare == registry.IsNull || text == "" {
		return c.Compare == registry.IsNull && text == ""
	}
	folded := ""
	if c.Compare == registry.Contains && f.Type != registry.ListField {
		folded = registry.Fold(text)
	}
	some := slices.ContainsFunc(c.Values, func(value any) bool {
		wanted, _ := value.(string)
		switch {
		case c.Compare == registry.NotEquals:
			return text == wanted
		case c.Compare != registry.Contains:
			return meets(c.Compare, strings.Compare(text, wanted))
		case f.Type == registry.ListField:
			return strings.Contains(";"+text+";", ";"+wanted+";")
		}
		return strings.Contains(folded, registry.Fold(wanted))
	})
	return some != (c.Compare == registry.NotEquals || c.Compare == registry.NotNull)
}

// ids is a condition on the ID, by which the base is sorted.
func (p *plan) ids(c registry.Condition) test {
	b := p.layer.base
	f := b.schema.Field("id")
	t := test{
		keep: func(rows []int32) []int32 {
			return keepRows(rows, func(row int32) bool { return textMeets(f, c, b.ids[row]) })
		},
		meets: func(rec registry.Record) bool { return textMeets(f, c, rec.Head().ID) },
	}
	switch c.Compare {
	case registry.Equals:
		t.few = func(rows []int32) ([]int32, bool) { return b.appendRowsOf(rows, c.Values), true }
	case registry.Less, registry.AtMost, registry.More, registry.AtLeast:
		t.keep = func(rows []int32) []int32 { return b.keepRange(rows, c) }
	case registry.NotEquals, registry.Contains, registry.IsNull, registry.NotNull:
	}
	return t
}

// appendRowsOf appends the rows with one of the IDs, ascending, to an empty
// slice.
func (b *base) appendRowsOf(rows []int32, ids []any) []int32 {
	for _, value := range ids {
		id, _ := value.(string)
		for row := b.firstOf(id); row < b.len() && b.ids[row] == id; row++ {
			rows = append(rows, row)
		}
	}
	slices.Sort(rows)
	return slices.Compact(rows)
}

// keepRange keeps the ascending rows whose ID compares so with a value.
func (b *base) keepRange(rows []int32, c registry.Condition) []int32 {
	id, _ := c.Values[0].(string)
	bound := b.firstOf(id) // AtLeast and Less fall apart here
	if c.Compare == registry.AtMost || c.Compare == registry.More {
		bound = b.firstOf(id + "\x00") // the next possible ID
	}
	at, _ := slices.BinarySearch(rows, bound)
	if c.Compare == registry.Less || c.Compare == registry.AtMost {
		return rows[:at]
	}
	return rows[at:]
}
