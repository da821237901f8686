package api

import (
	"context"

	"hatang/handlers/auth"
	"hatang/registry"
)

// shown reads records as a caller sees them, for files: fields that are hidden
// in some rows are there without what they hold.
type shown struct {
	registry.Reader
	sight auth.Sight
}

// Get implements registry.Reader.
func (r shown) Get(ctx context.Context, kind registry.Kind, id string, asOf registry.Date) (registry.Record, error) {
	rec, err := r.Reader.Get(ctx, kind, id, asOf)
	if err != nil {
		return nil, err
	}
	return r.sight.Clear(rec), nil
}

// Rows implements registry.Reader.
func (r shown) Rows(ctx context.Context, kind registry.Kind, id string) ([]registry.Record, error) {
	rows, err := r.Reader.Rows(ctx, kind, id)
	return r.clear(rows), err
}

// Find implements registry.Reader.
func (r shown) Find(ctx context.Context, q registry.Query) ([]registry.Record, int, error) {
	records, total, err := r.Reader.Find(ctx, q)
	return r.clear(records), total, err
}

// Scan implements registry.Reader.
func (r shown) Scan(ctx context.Context, q registry.Query, yield func(registry.Record) error) error {
	return r.Reader.Scan(ctx, q, func(rec registry.Record) error { return yield(r.sight.Clear(rec)) })
}

func (r shown) clear(records []registry.Record) []registry.Record {
	out := make([]registry.Record, len(records))
	for i, rec := range records {
		out[i] = r.sight.Clear(rec)
	}
	return out
}
