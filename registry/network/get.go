package network

import (
	"context"
	"reflect"
	"slices"

	"hatang/registry"
)

// Get implements registry.Reader; the record is a copy.
func (v *View) Get(ctx context.Context, kind registry.Kind, id string, asOf registry.Date) (registry.Record, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	l := v.layers[kind]
	if l == nil {
		return nil, unknownKind(kind)
	}
	day := v.env.day(asOf)
	rows := l.rowsOf(id)
	// Rows of one thing do not overlap, unless another program made them so; then
	// the later one is the better guess.
	for _, row := range slices.Backward(rows) {
		if l.holds(row, day) {
			return copyRecord(l.Record(row)), nil
		}
	}
	if asOf.IsZero() {
		asOf = registry.DateOf(v.env.clock())
	}
	return nil, registry.Absent(kind, id, asOf)
}

// Rows implements registry.Reader; the records are copies.
func (v *View) Rows(ctx context.Context, kind registry.Kind, id string) ([]registry.Record, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	l := v.layers[kind]
	if l == nil {
		return nil, unknownKind(kind)
	}
	rows := l.rowsOf(id)
	if len(rows) == 0 {
		return nil, registry.Absent(kind, id, registry.Date{})
	}
	records := make([]registry.Record, len(rows))
	for i, row := range rows {
		records[i] = copyRecord(l.Record(row))
	}
	return records, nil
}

// copyRecord is a record of its own with the same values.
func copyRecord(rec registry.Record) registry.Record {
	from := reflect.ValueOf(rec).Elem()
	to := reflect.New(from.Type())
	to.Elem().Set(from)
	made, _ := to.Interface().(registry.Record)
	return made
}

// rowsOf is the rows of a thing, oldest first.
func (l *Layer) rowsOf(id string) []int32 {
	var rows []int32
	for row := l.base.firstOf(id); row < l.base.len() && l.base.ids[row] == id; row++ {
		if !l.gone.has(row) {
			rows = append(rows, row)
		}
	}
	old := len(rows)
	place, _ := l.findFresh(id, -1)
	for ; place < len(l.order) && l.fresh[l.order[place]].id == id; place++ {
		rows = append(rows, l.base.len()+l.order[place])
	}
	if old > 0 && old < len(rows) {
		slices.SortFunc(rows, l.compareRows)
	}
	return rows
}
