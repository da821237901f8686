package tile

import (
	"fmt"
	"slices"
)

// Table holds the attributes of features: a row a feature, a column a field.
// It never changes; With makes a longer one that shares its rows.
type Table struct {
	fields   []Field
	values   *dictionary
	width    int
	rows     int32    // of base
	base     []uint32 // numbers of values, row by row
	extra    []uint32 // the rows that With added
	extended bool     // values is an extension of the base's
}

// TableBuilder gathers the rows of a Table.
type TableBuilder struct {
	table *Table
	err   error
}

// NewTable begins a table with the given fields, which must have distinct names
// other than "count".
func NewTable(fields ...Field) *TableBuilder {
	b := &TableBuilder{table: &Table{
		fields: slices.Clone(fields), width: len(fields), values: newDictionary(nil),
	}}
	for i, f := range fields {
		if f.Name == "" || f.Name == CountField {
			b.err = fmt.Errorf("tile: field %d is named %q, want a name other than %q", i, f.Name, CountField)
		}
		if slices.ContainsFunc(fields[:i], func(g Field) bool { return g.Name == f.Name }) {
			b.err = fmt.Errorf("tile: two fields are named %q", f.Name)
		}
	}
	return b
}

// Add appends a row with a value for each field.
func (b *TableBuilder) Add(row ...Value) {
	if b.err == nil {
		b.table.base, b.err = b.table.numbers(b.table.base, int(b.table.rows), row)
		b.table.rows++
	}
}

// Table is the finished table; the builder must not be used again. It fails on
// the first thing that was wrong, naming the row.
func (b *TableBuilder) Table() (*Table, error) {
	if b.err != nil {
		return nil, b.err
	}
	b.table.base = slices.Clip(b.table.base)
	return b.table, nil
}

// numbers appends the row's values to the cells.
func (t *Table) numbers(cells []uint32, at int, row []Value) ([]uint32, error) {
	if len(row) != t.width {
		return cells, fmt.Errorf("tile: row %d has %d values, want %d", at, len(row), t.width)
	}
	for i, v := range row {
		if !v.fits(t.fields[i].Type) {
			return cells, fmt.Errorf("tile: row %d: the value of %q is no %s", at, t.fields[i].Name, t.fields[i].Type)
		}
		number, full := t.values.number(v)
		if full {
			return cells, fmt.Errorf("tile: row %d: more than 4 GB of distinct values", at)
		}
		cells = append(cells, number)
	}
	return cells, nil
}

// With is the table with further rows, numbered on. It costs time in proportion
// to the rows added since the table was built. It fails as TableBuilder does.
func (t *Table) With(rows [][]Value) (*Table, error) {
	next := *t
	if next.values = newDictionary(t.values); t.extended {
		next.values = t.values.clone()
	}
	next.extended = true
	next.extra = slices.Clone(t.extra)
	var err error
	for _, row := range rows {
		if next.extra, err = next.numbers(next.extra, next.Len(), row); err != nil {
			return nil, err
		}
	}
	if next.width == 0 {
		next.rows += int32(len(rows))
	}
	return &next, nil
}

// Len is the number of rows.
func (t *Table) Len() int {
	if t.width == 0 {
		return int(t.rows)
	}
	return int(t.rows) + len(t.extra)/t.width
}

// Fields are the fields; they must not be changed.
func (t *Table) Fields() []Field { return t.fields }

// row is the numbers of the row's values.
func (t *Table) row(i int32) []uint32 {
	if i < t.rows {
		at := int(i) * t.width
		return t.base[at : at+t.width : at+t.width]
	}
	at := int(i-t.rows) * t.width
	return t.extra[at : at+t.width : at+t.width]
}
