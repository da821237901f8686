package sqlite

import (
	"context"

	"hatang/registry"
)

// batchRows is how many rows one INSERT carries: beyond about fifty the driver
// and SQLite gain nothing.
const batchRows = 50

var changeColumns = []string{
	`"seq"`, `"at"`, `"origin"`, `"actor"`, `"request"`, `"reason"`, `"kind"`, `"record_id"`,
	`"operation"`, `"before"`, `"after"`, `"previous"`, `"hash"`,
}

// record appends a link to the chain and returns its number. Links are written
// in batches, the last ones by finish.
func (w *writer) record(ctx context.Context, kind registry.Kind, id string, operation registry.Operation, before, after []byte) (int64, error) {
	c := registry.Change{
		Seq: w.seq + 1, At: w.at, Origin: w.origin,
		Actor: w.author.Actor, Request: w.author.Request, Reason: w.author.Reason,
		Kind: kind, RecordID: id, Operation: operation, Before: before, After: after, Previous: w.hash,
	}
	c.Hash = c.ComputeHash()
	w.seq, w.hash = c.Seq, c.Hash
	w.pending = append(w.pending, c)
	if len(w.pending) < batchRows {
		return c.Seq, nil
	}
	return c.Seq, w.flush(ctx)
}

// flush writes the links that wait.
func (w *writer) flush(ctx context.Context) error {
	if len(w.pending) == 0 {
		return nil
	}
	at := w.at.Format(registry.TimeLayout)
	args := make([]any, 0, len(w.pending)*len(changeColumns))
	for i := range w.pending {
		c := &w.pending[i]
		args = append(args, c.Seq, at, string(c.Origin), c.Actor, c.Request, c.Reason, string(c.Kind), c.RecordID,
			string(c.Operation), string(c.Before), string(c.After), c.Previous, c.Hash)
	}
	query := insertSQL("change", changeColumns, len(w.pending))
	w.pending = w.pending[:0]
	return w.exec(ctx, query, args...)
}
