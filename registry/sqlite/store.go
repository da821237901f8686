package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"sync/atomic"
	"time"

	"github.com/jmoiron/sqlx"

	"hatang/registry"
)

// Store is a registry in a GeoPackage file. It implements registry.Store.
type Store struct {
	reader
	path      string
	options   Options
	catalogue *catalogue
	writeDB   *sqlx.DB
	readDB    *sqlx.DB
	writing   chan struct{} // holds one token while a writer works
	watch     watch
	lastSeq   atomic.Int64 // the newest change this Store wrote or saw
}

var _ registry.Store = (*Store)(nil)

// Path is the file.
func (s *Store) Path() string { return s.path }

func (s *Store) today() registry.Date { return registry.DateOf(s.options.Clock()) }

// acquire waits for the writer's turn; release must be called.
func (s *Store) acquire(ctx context.Context) (release func(), err error) {
	select {
	case s.writing <- struct{}{}:
		return func() { <-s.writing }, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// insideUpdate marks the context that an Update hands out.
type insideUpdate struct{ store *Store }

// Update implements registry.Store. The author must have an Actor. Update
// within an Update is an error, not a wait without end.
func (s *Store) Update(ctx context.Context, author registry.Author, fn func(context.Context, registry.Writer) error) error {
	if author.Actor == "" {
		return registry.Errorf(registry.Invalid, "thiếu tên người ghi", "who writes is not stated")
	}
	return s.write(ctx, author, registry.Program, func(ctx context.Context, w *writer) error { return fn(ctx, w) })
}

// write runs fn in one write transaction.
func (s *Store) write(ctx context.Context, author registry.Author, origin registry.Origin, fn func(context.Context, *writer) error) error {
	mark := insideUpdate{s}
	if ctx.Value(mark) != nil {
		return registry.Errorf(registry.Internal, "ghi lồng trong một lần ghi khác", "an update within an update")
	}
	done, err := s.acquire(ctx)
	if err != nil {
		return err
	}
	defer done()
	tx, err := s.writeDB.BeginTxx(ctx, nil)
	if err != nil {
		return s.explain(ctx, err)
	}
	defer tx.Rollback() //nolint:errcheck // after Commit there is nothing to roll back; after a panic this is what does
	w := newWriter(s, tx, author, origin)
	if err := fn(context.WithValue(ctx, mark, true), w); err != nil {
		return s.explain(ctx, err)
	}
	if err := w.finish(ctx); err != nil {
		return s.explain(ctx, err)
	}
	if err := tx.Commit(); err != nil {
		return s.explain(ctx, err)
	}
	if w.begun {
		s.saw(w.seq)
	}
	return nil
}

// explain prefers the cancellation to the fault that it caused.
func (s *Store) explain(ctx context.Context, err error) error {
	if cancelled := ctx.Err(); cancelled != nil && isInterrupted(err) {
		return cancelled
	}
	return explain(err, s.path)
}

// View implements registry.Store.
func (s *Store) View(ctx context.Context, fn func(context.Context, registry.Reader) error) error {
	return s.view(ctx, func(ctx context.Context, r reader) error { return fn(ctx, r) })
}

func (s *Store) view(ctx context.Context, fn func(context.Context, reader) error) error {
	tx, err := s.readDB.BeginTxx(ctx, nil)
	if err != nil {
		return s.explain(ctx, err)
	}
	defer tx.Rollback() //nolint:errcheck // nothing was written
	// A deferred transaction sees the state at its first read: read now.
	var one int
	if err := tx.GetContext(ctx, &one, `SELECT one FROM writing`); err != nil {
		return s.explain(ctx, err)
	}
	return s.explain(ctx, fn(ctx, reader{tx, s.catalogue, s.today}))
}

// Get implements registry.Store.
func (s *Store) Get(ctx context.Context, kind registry.Kind, id string, asOf registry.Date) (registry.Record, error) {
	rec, err := s.reader.Get(ctx, kind, id, asOf)
	return rec, s.explain(ctx, err)
}

// Rows implements registry.Store.
func (s *Store) Rows(ctx context.Context, kind registry.Kind, id string) ([]registry.Record, error) {
	recs, err := s.reader.Rows(ctx, kind, id)
	return recs, s.explain(ctx, err)
}

// Scan implements registry.Store.
func (s *Store) Scan(ctx context.Context, q registry.Query, yield func(registry.Record) error) error {
	return s.explain(ctx, s.reader.Scan(ctx, q, yield))
}

// Find implements registry.Store: the page and the count are of one state.
func (s *Store) Find(ctx context.Context, q registry.Query) (found []registry.Record, total int, err error) {
	err = s.view(ctx, func(ctx context.Context, r reader) error {
		found, total, err = r.Find(ctx, q)
		return err
	})
	return found, total, err
}

// Setting implements registry.Store.
func (s *Store) Setting(ctx context.Context, name string) (string, error) {
	var value string
	err := s.readDB.GetContext(ctx, &value, `SELECT value FROM setting WHERE name = ?`, name)
	if errors.Is(err, sql.ErrNoRows) {
		return "", nil
	}
	return value, s.explain(ctx, err)
}

// Seq implements registry.Store.
func (s *Store) Seq(ctx context.Context) (int64, error) {
	var seq int64
	err := s.readDB.GetContext(ctx, &seq, `SELECT ifnull(max(seq), 0) FROM change`)
	return seq, s.explain(ctx, err)
}

// Close implements registry.Store.
func (s *Store) Close() error {
	done, err := s.acquire(context.Background())
	if err != nil {
		return err
	}
	defer done()
	s.watch.close()
	// Readers first: the last connection folds the write-ahead log into the
	// file, and those that only query cannot.
	return errors.Join(s.readDB.Close(), s.writeDB.Close())
}

// now is the time of a change, in the precision in which it is stored.
func (s *Store) now() time.Time { return s.options.Clock().UTC().Truncate(time.Millisecond) }
