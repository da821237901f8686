package sqlite

import (
	"bytes"
	"context"
	"strings"

	"hatang/registry"
)

// Put implements registry.Writer.
func (w *writer) Put(ctx context.Context, rec registry.Record) (registry.Outcome, error) {
	if err := ctx.Err(); err != nil {
		return registry.Outcome{}, err
	}
	l, err := w.catalogue.layoutOf(rec.Kind())
	if err != nil {
		return registry.Outcome{}, err
	}
	if err := w.check(ctx, l, rec); err != nil {
		return registry.Outcome{}, err
	}
	head := rec.Head()
	var rows []row
	if head.ID == "" {
		head.ID = w.store.options.NewID()
	} else if rows, err = w.rowsOf(ctx, l, head.ID); err != nil {
		return registry.Outcome{}, err
	}
	return w.place(ctx, l, rec, rows)
}

// check brings the record to its stored form and refuses what its Schema or the
// other records do not allow.
func (w *writer) check(ctx context.Context, l *layout, rec registry.Record) error {
	return w.allowed(ctx, l, rec, faults(l, rec))
}

// faults brings the record to its stored form and finds what its Schema does not
// allow.
func faults(l *layout, rec registry.Record) []registry.Problem {
	return append(normalise(rec), registry.Faults(l.schema.Validate(rec))...)
}

// allowed refuses a record that has faults or refers to nothing.
func (w *writer) allowed(ctx context.Context, l *layout, rec registry.Record, problems []registry.Problem) error {
	if len(problems) > 0 {
		return &registry.Error{
			Code:     registry.Invalid,
			Message:  registry.Textf("%[1]s không hợp lệ", "the %[2]s is not valid", l.schema.Single.VI, l.schema.Single.EN),
			Problems: problems,
		}
	}
	problems, err := w.dangling(ctx, l, rec)
	if err != nil || len(problems) == 0 {
		return err
	}
	return &registry.Error{
		Code:     registry.Conflict,
		Message:  registry.Textf("%[1]s tham chiếu đến bản ghi không có", "the %[2]s refers to a record that is not there", l.schema.Single.VI, l.schema.Single.EN),
		Problems: problems,
	}
}

// place stores a checked record among the rows of its thing.
func (w *writer) place(ctx context.Context, l *layout, rec registry.Record, rows []row) (registry.Outcome, error) {
	for i := range rows {
		if rows[i].rec.Head().ValidFrom == rec.Head().ValidFrom {
			return w.correct(ctx, l, rec, rows, i)
		}
	}
	return w.start(ctx, l, rec, rows)
}

// correct writes the record over the row that begins on the same day.
func (w *writer) correct(ctx context.Context, l *layout, rec registry.Record, rows []row, at int) (registry.Outcome, error) {
	old := rows[at]
	before, after := registry.AppendJSON(nil, old.rec), registry.AppendJSON(nil, rec)
	if bytes.Equal(before, after) {
		rec.Head().Revision = old.rec.Head().Revision
		return registry.Outcome{Revision: rec.Head().Revision}, nil
	}
	if err := clash(l, rec, rows, at); err != nil {
		return registry.Outcome{}, err
	}
	if err := w.keepsName(ctx, l, old, rec); err != nil {
		return registry.Outcome{}, err
	}
	operation := registry.Changed
	if ends(old.rec, rec) && isLast(rows, at) {
		operation = registry.Retired
		if err := w.mayRetire(ctx, l, rec); err != nil {
			return registry.Outcome{}, err
		}
	}
	return w.replace(ctx, l, old, rec, operation, before, after)
}

// start begins a new row, closing the one that was open.
func (w *writer) start(ctx context.Context, l *layout, rec registry.Record, rows []row) (registry.Outcome, error) {
	from := rec.Head().ValidFrom
	open := -1
	for i := range rows {
		if head := rows[i].rec.Head(); head.ValidTo.IsZero() && head.ValidFrom.Before(from) {
			open = i
		}
	}
	if err := clash(l, rec, rows, open); err != nil {
		return registry.Outcome{}, err
	}
	if open >= 0 {
		if !rec.Head().ValidTo.IsZero() && isLast(rows, open) { // the thing ends with the new row
			if err := w.mayRetire(ctx, l, rec); err != nil {
				return registry.Outcome{}, err
			}
		}
		old := rows[open]
		before := registry.AppendJSON(nil, old.rec)
		closed := old.rec
		closed.Head().ValidTo = from
		if _, err := w.replaceFields(ctx, l, old.fid, closed, []string{`"valid_to"`}, []any{from.String()},
			registry.Changed, before, registry.AppendJSON(nil, closed)); err != nil {
			return registry.Outcome{}, err
		}
	}
	return w.insert(ctx, l, rec)
}

// clash refuses a record that holds on a day on which another row of the thing
// does; the row at except is the one it replaces or closes.
func clash(l *layout, rec registry.Record, rows []row, except int) error {
	period := rec.Head().Period()
	for i := range rows {
		other := rows[i].rec.Head()
		if i == except || !period.Overlaps(other.Period()) {
			continue
		}
		e := registry.Errorf(registry.Conflict,
			"%[1]s %[3]s đã có dòng khác hiệu lực %[4]s", "the %[2]s %[3]s has another row, valid %[5]s",
			l.schema.Single.VI, l.schema.Single.EN, rec.Head().ID, span(other, "từ", "đến trước"), span(other, "from", "until"))
		e.Hint = registry.Text{
			VI: "ghi valid_to không sau ngày bắt đầu của dòng đó, hoặc sửa dòng đó trước",
			EN: "give a valid_to no later than that row's beginning, or correct that row first",
		}
		e.Problems = []registry.Problem{overlap(rec)}
		return e
	}
	return nil
}

// overlap is the problem of a row that holds when another of the thing does.
func overlap(rec registry.Record) registry.Problem {
	return registry.Problem{
		Column: "valid_from", Value: rec.Head().ValidFrom.String(), Rule: "overlap", Severity: registry.Fault,
		Message: registry.Text{VI: "trùng thời gian hiệu lực với dòng khác", EN: "overlaps another row in time"},
	}
}

// span writes a period for a person.
func span(h *registry.Head, from, until string) string {
	var parts []string
	if !h.ValidFrom.IsZero() {
		parts = append(parts, from+" "+h.ValidFrom.String())
	}
	if !h.ValidTo.IsZero() {
		parts = append(parts, until+" "+h.ValidTo.String())
	}
	if len(parts) == 0 {
		return "–"
	}
	return strings.Join(parts, " ")
}

// ends tells whether the change closes a row or closes it earlier.
func ends(before, after registry.Record) bool {
	was, is := before.Head().ValidTo, after.Head().ValidTo
	return !is.IsZero() && (was.IsZero() || is.Before(was))
}

// isLast tells whether no row of the thing comes after the one at i.
func isLast(rows []row, i int) bool {
	for j := range rows {
		if rows[i].rec.Head().ValidFrom.Before(rows[j].rec.Head().ValidFrom) {
			return false
		}
	}
	return true
}

// insert stores a new row.
func (w *writer) insert(ctx context.Context, l *layout, rec registry.Record) (registry.Outcome, error) {
	if err := w.begin(ctx); err != nil {
		return registry.Outcome{}, err
	}
	if err := w.settle(ctx, l); err != nil {
		return registry.Outcome{}, err
	}
	revision, err := w.record(ctx, l.schema.Kind, rec.Head().ID, registry.Created, nil, registry.AppendJSON(nil, rec))
	if err != nil {
		return registry.Outcome{}, err
	}
	columns, args := []string{`"revision"`}, []any{revision}
	for i := range l.schema.Fields {
		if value := l.schema.Fields[i].Value(rec); value != nil {
			columns, args = append(columns, l.columns[i]), append(args, argument(value))
		}
	}
	blob, err := geometryArgument(rec)
	if err != nil {
		return registry.Outcome{}, w.fail(err)
	}
	if blob != nil {
		columns, args = append(columns, `"geom"`), append(args, blob)
	}
	if err := w.exec(ctx, insertSQL(l.table, columns, 1), args...); err != nil {
		return registry.Outcome{}, err
	}
	rec.Head().Revision = revision
	w.touch(l, rec)
	return registry.Outcome{Operation: registry.Created, Revision: revision}, nil
}

// replace writes over a row those columns that differ: the R-tree triggers run
// when the geometry's column is named, whatever its value.
func (w *writer) replace(ctx context.Context, l *layout, old row, rec registry.Record, operation registry.Operation, before, after []byte) (registry.Outcome, error) {
	var columns []string
	var args []any
	for i := range l.schema.Fields {
		f := &l.schema.Fields[i]
		if value := f.Value(rec); value != f.Value(old.rec) {
			columns, args = append(columns, l.columns[i]), append(args, argument(value))
		}
	}
	blob, moved, err := movedTo(old.rec, rec)
	if err != nil {
		return registry.Outcome{}, w.fail(err)
	}
	if moved {
		columns, args = append(columns, `"geom"`), append(args, blob)
	}
	return w.replaceFields(ctx, l, old.fid, rec, columns, args, operation, before, after)
}

// movedTo is the blob of the new geometry, and whether it differs from the old
// one in any bit.
func movedTo(old, rec registry.Record) (blob any, moved bool, err error) {
	before, err := appendGeometry(nil, old.Shape())
	if err != nil {
		return nil, false, err
	}
	after, err := appendGeometry(nil, rec.Shape())
	if err != nil {
		return nil, false, err
	}
	if after != nil {
		blob = after
	}
	return blob, !bytes.Equal(before, after), nil
}

// replaceFields writes the given columns of a row and the link about it.
func (w *writer) replaceFields(ctx context.Context, l *layout, fid int64, rec registry.Record, columns []string, args []any,
	operation registry.Operation, before, after []byte,
) (registry.Outcome, error) {
	if err := w.begin(ctx); err != nil {
		return registry.Outcome{}, err
	}
	if err := w.settle(ctx, l); err != nil {
		return registry.Outcome{}, err
	}
	revision, err := w.record(ctx, l.schema.Kind, rec.Head().ID, operation, before, after)
	if err != nil {
		return registry.Outcome{}, err
	}
	columns, args = append(columns, `"revision"`), append(args, revision, fid)
	query := `UPDATE ` + quote(l.table) + ` SET ` + strings.Join(columns, " = ?, ") + ` = ? WHERE "fid" = ?`
	if err := w.exec(ctx, query, args...); err != nil {
		return registry.Outcome{}, err
	}
	rec.Head().Revision = revision
	w.touch(l, rec)
	return registry.Outcome{Operation: operation, Revision: revision}, nil
}
