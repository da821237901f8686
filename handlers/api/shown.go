package api

import (
	"context"

	"hatang/handlers/auth"
	"hatang/registry"
)

// shown reads records as a caller sees them, for files: fields that are hidden
// in some rows are there without what they hold. A file reads several kinds: its
// own, and what stands around it on a map.
type shown struct {
	registry.Reader
	who *auth.Principal
}

// Get implements registry.Reader.
func (r shown) Get(ctx context.Context, kind registry.Kind, id string, asOf registry.Date) (registry.Record, error) {
	rec, err := r.Reader.Get(ctx, kind, id, asOf)
	if err != nil {
		return nil, err
	}
	return r.who.Sight(kind).Clear(rec), nil
}

// Rows implements registry.Reader.
func (r shown) Rows(ctx context.Context, kind registry.Kind, id string) ([]registry.Record, error) {
	rows, err := r.Reader.Rows(ctx, kind, id)
	return r.clear(kind, rows), err
}

// Find implements registry.Reader.
func (r shown) Find(ctx context.Context, q registry.Query) ([]registry.Record, int, error) {
	records, total, err := r.Reader.Find(ctx, q)
	return r.clear(q.Kind, records), total, err
}

// Scan implements registry.Reader.
func (r shown) Scan(ctx context.Context, q registry.Query, yield func(registry.Record) error) error {
	sight := r.who.Sight(q.Kind)
	return r.Reader.Scan(ctx, q, func(rec registry.Record) error { return yield(sight.Clear(rec)) })
}

func (r shown) clear(kind registry.Kind, records []registry.Record) []registry.Record {
	sight := r.who.Sight(kind)
	out := make([]registry.Record, len(records))
	for i, rec := range records {
		out[i] = sight.Clear(rec)
	}
	return out
}
