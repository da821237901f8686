package sqlite

import (
	"context"
	"fmt"

	"github.com/jmoiron/sqlx"

	"hatang/registry"
)

// dangling is a problem for every field of the record that refers to a record
// which is not there, on any date.
func (w *writer) dangling(ctx context.Context, l *layout, rec registry.Record) ([]registry.Problem, error) {
	var problems []registry.Problem
	for i := range l.refers {
		r := &l.refers[i]
		value, stated := r.field.Value(rec).(string)
		if !stated {
			continue
		}
		there, err := w.exists(ctx, r.parent, r.key, value)
		if err != nil {
			return nil, err
		}
		if !there {
			problems = append(problems, registry.Problem{
				Column: r.field.Name, Value: value, Rule: "reference", Severity: registry.Fault,
				Message: registry.Textf("không có %[1]s này", "there is no such %[2]s", r.parent.schema.Single.VI, r.parent.schema.Single.EN),
			})
		}
	}
	return problems, nil
}

// exists tells whether some row of the parent has the key. What was found is
// remembered for the transaction; forget takes it back.
func (w *writer) exists(ctx context.Context, parent *layout, key, value string) (bool, error) {
	t := target{parent, key, value}
	if w.known[t] {
		return true, nil
	}
	var there bool
	err := sqlx.GetContext(ctx, w.q, &there,
		`SELECT EXISTS (SELECT 1 FROM `+quote(parent.table)+` WHERE `+quote(key)+` = ?)`, value)
	if there {
		w.known[t] = true
	}
	return there, err
}

func (w *writer) forget(l *layout) {
	for t := range w.known {
		if t.parent == l {
			delete(w.known, t)
		}
	}
}

// keepsName refuses to change the code of a row when it is the last with that
// code and others refer to it.
func (w *writer) keepsName(ctx context.Context, l *layout, old row, rec registry.Record) error {
	code := l.schema.Field("code")
	if code == nil || len(l.referee) == 0 {
		return nil
	}
	if code.Value(old.rec) == code.Value(rec) {
		return nil
	}
	w.forget(l)
	return w.mayLose(ctx, l, old, "code")
}

// mayLose refuses to take a row's keys away when no other row has them and
// others refer to it.
func (w *writer) mayLose(ctx context.Context, l *layout, old row, keys ...string) error {
	for i := range l.referee {
		r := &l.referee[i]
		for _, key := range keys {
			value, stated := l.schema.Field(key).Value(old.rec).(string)
			if key != r.key || !stated {
				continue
			}
			if err := w.unreferenced(ctx, r, value, `AND NOT EXISTS (SELECT 1 FROM `+quote(l.table)+
				` WHERE `+quote(key)+` = ? AND "fid" <> ?)`, value, old.fid); err != nil {
				return err
			}
		}
	}
	return nil
}

// mayRetire refuses to end a thing on its ValidTo while rows that refer to it
// hold on that day or later. Something referred to by its code may end when
// another thing carries the code on.
func (w *writer) mayRetire(ctx context.Context, l *layout, rec registry.Record) error {
	end := rec.Head().ValidTo.String()
	for i := range l.referee {
		r := &l.referee[i]
		value, stated := l.schema.Field(r.key).Value(rec).(string)
		if !stated {
			continue
		}
		if err := w.unreferenced(ctx, r, value,
			`AND ("valid_to" IS NULL OR "valid_to" > ?) AND NOT EXISTS (SELECT 1 FROM `+quote(l.table)+
				` WHERE `+quote(r.key)+` = ? AND "id" <> ? AND ("valid_to" IS NULL OR "valid_to" > ?))`,
			end, value, rec.Head().ID, end); err != nil {
			return err
		}
	}
	return nil
}

// unreferenced is a Conflict when rows refer to the value under the condition.
func (w *writer) unreferenced(ctx context.Context, r *reference, value, condition string, args ...any) error {
	var children struct {
		Count   int
		Example string
	}
	query := fmt.Sprintf(`SELECT count(DISTINCT "id") AS count, ifnull(min(ifnull("code", "id")), '') AS example FROM %s WHERE %s = ? %s`,
		quote(r.child.table), r.column, condition)
	err := sqlx.GetContext(ctx, w.q, &children, query, append([]any{value}, args...)...)
	if err != nil || children.Count == 0 {
		return err
	}
	e := registry.Errorf(registry.Conflict,
		"%[1]s %[3]s còn %[4]d %[5]s tham chiếu, như %[7]s", "the %[2]s %[3]s is still referred to by %[4]d %[6]s, such as %[7]s",
		r.parent.schema.Single.VI, r.parent.schema.Single.EN, value, children.Count,
		r.child.schema.Single.VI, r.child.schema.Label.EN, children.Example)
	e.Hint = registry.Text{VI: "chuyển hoặc kết thúc các bản ghi đó trước", EN: "move or end those first"}
	return e
}
