package imports

import (
	"context"
	"errors"

	"hatang/handlers"
	"hatang/handlers/auth"
	"hatang/registry"
)

// guarded is the registry as one person may write to it: a row that is not of
// those, such as one outside an officer's territory, is refused as a fault of
// its own.
type guarded struct {
	registry.Store
	who *auth.Principal
}

// Update implements registry.Store.
func (g guarded) Update(ctx context.Context, author registry.Author, fn func(context.Context, registry.Writer) error) error {
	return g.Store.Update(ctx, author, func(ctx context.Context, w registry.Writer) error {
		return fn(ctx, guardedWriter{w, g.who})
	})
}

type guardedWriter struct {
	registry.Writer
	who *auth.Principal
}

// Put implements registry.Writer.
func (w guardedWriter) Put(ctx context.Context, rec registry.Record) (registry.Outcome, error) {
	if err := w.allowAll(ctx, []registry.Record{rec}); err != nil {
		return registry.Outcome{}, err
	}
	return w.Writer.Put(ctx, rec)
}

// PutAll implements registry.Writer.
func (w guardedWriter) PutAll(ctx context.Context, recs []registry.Record) ([]registry.Outcome, error) {
	if err := w.allowAll(ctx, recs); err != nil {
		return nil, err
	}
	return w.Writer.PutAll(ctx, recs)
}

// Delete implements registry.Writer.
func (w guardedWriter) Delete(ctx context.Context, kind registry.Kind, id string, from registry.Date) error {
	if !w.who.Everywhere(auth.Delete, auth.Of(kind)) {
		rows, err := w.Rows(ctx, kind, id)
		if err != nil {
			return err
		}
		for _, row := range rows {
			if err := w.who.AllowWrite(ctx, w, auth.Delete, row, nil); err != nil {
				return err
			}
		}
	}
	return w.Writer.Delete(ctx, kind, id, from)
}

// allowAll finds every record that is not the caller's to write.
func (w guardedWriter) allowAll(ctx context.Context, recs []registry.Record) error {
	var problems []registry.Problem
	for i, rec := range recs {
		message, err := w.allow(ctx, rec)
		if err != nil {
			return err
		}
		if !message.IsZero() {
			problems = append(problems, registry.Problem{Row: i + 1, Rule: "right", Message: message, Severity: registry.Fault})
		}
	}
	if len(problems) == 0 {
		return nil
	}
	return &registry.Error{Code: registry.Invalid, Problems: problems, Message: registry.Text{
		VI: "có bản ghi ngoài phạm vi được ghi", EN: "some records are not the caller's to write"}}
}

// allow is why a record must not be written by the caller, none when it may.
func (w guardedWriter) allow(ctx context.Context, rec registry.Record) (registry.Text, error) {
	kind := rec.Kind()
	if w.who.Everywhere(auth.Create, auth.Of(kind)) && w.who.Everywhere(auth.Change, auth.Of(kind)) {
		return registry.Text{}, nil
	}
	action, was := auth.Create, registry.Record(nil)
	if id := rec.Head().ID; id != "" {
		rows, err := w.Rows(ctx, kind, id)
		if err != nil && registry.CodeOf(err) != registry.NotFound {
			return registry.Text{}, err
		}
		if len(rows) > 0 {
			action, was = auth.Change, rows[len(rows)-1]
		}
	}
	err := w.who.AllowWrite(ctx, w, action, was, rec)
	var refusal *handlers.Refusal
	if errors.As(err, &refusal) {
		return refusal.Err.Message, nil
	}
	return registry.Text{}, err
}
