package submissions

import (
	"context"

	"hatang/registry"
)

// listedRecords is how many changed records a difference lists.
const listedRecords = 1000

// RecordChange is a record that a file would create or change.
type RecordChange struct {
	ID     string        `json:"id"`
	Code   string        `json:"code,omitempty"`
	New    bool          `json:"new"`
	Fields []FieldChange `json:"fields,omitempty"`
}

// FieldChange is a field with its value before and after.
type FieldChange struct {
	Field  string `json:"field"`
	Before any    `json:"before"`
	After  any    `json:"after"`
}

// guard is a Store through which an operator's file is written: records of
// others are refused, and what changes is noted.
type guard struct {
	registry.Store
	operator string
	kind     registry.Kind
	day      registry.Date
	allow    Allow
	also     func(context.Context, registry.Writer) error
	records  []RecordChange
}

// Update implements registry.Store.
func (g *guard) Update(ctx context.Context, author registry.Author, fn func(context.Context, registry.Writer) error) error {
	return g.Store.Update(ctx, author, func(ctx context.Context, w registry.Writer) error {
		g.records = nil
		if err := fn(ctx, &guardedWriter{Writer: w, guard: g}); err != nil {
			return err
		}
		if g.also != nil {
			return g.also(ctx, w)
		}
		return nil
	})
}

type guardedWriter struct {
	registry.Writer
	guard *guard
}

// Put implements registry.Writer.
func (w *guardedWriter) Put(ctx context.Context, rec registry.Record) (registry.Outcome, error) {
	before, err := w.check(ctx, rec)
	if err != nil {
		return registry.Outcome{}, err
	}
	outcome, err := w.Writer.Put(ctx, rec)
	if err == nil && outcome.Operation != "" {
		w.guard.note(before, rec)
	}
	return outcome, err
}

// PutAll implements registry.Writer.
func (w *guardedWriter) PutAll(ctx context.Context, recs []registry.Record) ([]registry.Outcome, error) {
	before := make([]registry.Record, len(recs))
	for i, rec := range recs {
		var err error
		if before[i], err = w.check(ctx, rec); err != nil {
			return nil, err
		}
	}
	outcomes, err := w.Writer.PutAll(ctx, recs)
	for i := range outcomes {
		if outcomes[i].Operation != "" {
			w.guard.note(before[i], recs[i])
		}
	}
	return outcomes, err
}

// check refuses a record of another operator, as it is or as it would be, and
// returns the record before.
func (w *guardedWriter) check(ctx context.Context, rec registry.Record) (before registry.Record, err error) {
	if rec.Head().ID != "" {
		before, err = w.Get(ctx, rec.Kind(), rec.Head().ID, w.guard.day)
		if err != nil && registry.CodeOf(err) != registry.NotFound {
			return nil, err
		}
	}
	for _, r := range []registry.Record{before, rec} {
		if r == nil {
			continue
		}
		if operator, operated := operatorOf(r); !operated || operator != w.guard.operator {
			return nil, registry.Errorf(registry.Invalid,
				"tệp của %[1]s có bản ghi %[2]s của %[3]q", "the file of %[1]s has a record of %[2]s of %[3]q", w.guard.operator, rec.Kind(), operator)
		}
	}
	if err != nil {
		before = nil
	}
	if w.guard.allow != nil {
		return before, w.guard.allow(ctx, w, before, rec)
	}
	return before, nil
}

// operatorOf is whose a record is; the second result is false for kinds that
// belong to no operator.
func operatorOf(rec registry.Record) (string, bool) {
	field := registry.SchemaOf(rec.Kind()).Field("operator_code")
	if field == nil {
		return "", false
	}
	operator, _ := field.Value(rec).(string)
	return operator, true
}

// note lists a change of the kind that was handed in.
func (g *guard) note(before, after registry.Record) {
	if after.Kind() != g.kind || len(g.records) == listedRecords {
		return
	}
	g.records = append(g.records, changeOf(before, after, func(was, is any) bool { return was != is }))
}

// changeOf is how a record differs from what it was, nil for a new one; differ
// tells whether two values of a field do.
func changeOf(before, after registry.Record, differ func(was, is any) bool) RecordChange {
	change := RecordChange{ID: after.Head().ID, Code: codeOf(after), New: before == nil}
	if before == nil {
		return change
	}
	schema := registry.SchemaOf(after.Kind())
	for i := range schema.Fields {
		field := &schema.Fields[i]
		if was, is := field.Value(before), field.Value(after); !field.Restricted && differ(was, is) {
			change.Fields = append(change.Fields, FieldChange{Field: field.Name, Before: was, After: is})
		}
	}
	if was, is := shapeOf(before), shapeOf(after); differ(was, is) {
		change.Fields = append(change.Fields, FieldChange{Field: "geometry", Before: was, After: is})
	}
	return change
}

// shapeOf is a record's geometry as text, nil where it has none.
func shapeOf(rec registry.Record) any {
	if rec.Shape() == nil {
		return nil
	}
	return string(registry.AppendGeometry(nil, rec.Shape()))
}

// codeOf is the code that people call a record by, "" for kinds without one.
func codeOf(rec registry.Record) string {
	field := registry.SchemaOf(rec.Kind()).Field("code")
	if field == nil {
		return ""
	}
	code, _ := field.Value(rec).(string)
	return code
}
