package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/jmoiron/sqlx"
	"github.com/paulmach/orb"

	"hatang/registry"
)

// writer is one Update. What it reads it reads within the transaction.
type writer struct {
	reader
	store      *Store
	tx         *sqlx.Tx
	author     registry.Author
	origin     registry.Origin
	at         time.Time
	statements map[string]*sql.Stmt

	begun   bool   // the file says that the program writes
	seq     int64  // the newest change
	hash    string // and its hash
	pending []registry.Change
	extents map[*layout]orb.Bound // of what was written
	known   map[target]bool       // references that were found
	bulk    map[*layout]bool      // tables whose triggers are off
	// unindexed are rows of those that are not in the R-tree yet.
	unindexed map[*layout][]box
	failed    error
}

// target is what a reference leads to.
type target struct {
	parent     *layout
	key, value string
}

func newWriter(s *Store, tx *sqlx.Tx, author registry.Author, origin registry.Origin) *writer {
	return &writer{
		reader: reader{tx, s.catalogue, s.today}, store: s, tx: tx, author: author, origin: origin, at: s.now(),
		statements: map[string]*sql.Stmt{}, extents: map[*layout]orb.Bound{},
		known: map[target]bool{}, bulk: map[*layout]bool{}, unindexed: map[*layout][]box{},
	}
}

// begin prepares the transaction's first write.
func (w *writer) begin(ctx context.Context) error {
	if w.begun {
		return nil
	}
	w.begun = true
	err := w.tx.QueryRowContext(ctx, `SELECT seq, hash FROM change ORDER BY seq DESC LIMIT 1`).Scan(&w.seq, &w.hash)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return err
	}
	return w.exec(ctx, `UPDATE writing SET active = 1`)
}

// finish completes the transaction before its commit.
func (w *writer) finish(ctx context.Context) error {
	if w.failed != nil {
		return fmt.Errorf("an earlier write of the transaction failed: %w", w.failed)
	}
	if !w.begun {
		return nil
	}
	for l := range w.bulk {
		if err := w.settle(ctx, l); err != nil {
			return err
		}
	}
	if err := w.flush(ctx); err != nil {
		return err
	}
	for l, extent := range w.extents {
		if err := w.extend(ctx, l, extent); err != nil {
			return err
		}
	}
	return w.exec(ctx, `UPDATE writing SET active = 0`)
}

// exec runs a statement, compiled once a transaction. The statement itself is
// not cancelled, which costs the driver a goroutine; callers look at the
// context between statements.
func (w *writer) exec(ctx context.Context, query string, args ...any) error {
	if err := ctx.Err(); err != nil {
		return w.fail(err)
	}
	ctx = context.WithoutCancel(ctx)
	statement := w.statements[query]
	if statement == nil {
		var err error
		if statement, err = w.tx.PrepareContext(ctx, query); err != nil {
			return w.fail(err)
		}
		w.statements[query] = statement
	}
	_, err := statement.ExecContext(ctx, args...)
	return w.fail(err)
}

// fail keeps the first fault after which the transaction must not commit.
func (w *writer) fail(err error) error {
	if err != nil && w.failed == nil {
		w.failed = err
	}
	return err
}

// touch notes that a table was written, and where.
func (w *writer) touch(l *layout, rec registry.Record) {
	extent, seen := w.extents[l]
	if !seen {
		extent = nowhere
	}
	if bound, placed := boundOf(rec); placed {
		if extent == nowhere {
			extent = bound
		}
		extent = extent.Union(bound)
	}
	w.extents[l] = extent
}

// nowhere is the extent of records without geometry.
var nowhere = orb.Bound{Min: orb.Point{1, 1}, Max: orb.Point{-1, -1}}

// extend brings the layer's entry in gpkg_contents up to date: other programs
// zoom to these bounds. They only grow; that they are tight is not promised.
func (w *writer) extend(ctx context.Context, l *layout, b orb.Bound) error {
	if !l.located || b == nowhere {
		return w.exec(ctx, `UPDATE gpkg_contents SET last_change = ? WHERE table_name = ?`, w.at.Format(registry.TimeLayout), l.table)
	}
	return w.exec(ctx, `UPDATE gpkg_contents SET last_change = ?,
		min_x = min(ifnull(min_x, ?2), ?2), min_y = min(ifnull(min_y, ?3), ?3),
		max_x = max(ifnull(max_x, ?4), ?4), max_y = max(ifnull(max_y, ?5), ?5) WHERE table_name = ?6`,
		w.at.Format(registry.TimeLayout), b.Min[0], b.Min[1], b.Max[0], b.Max[1], l.table)
}

// insertSQL inserts n rows; columns are quoted names.
func insertSQL(table string, columns []string, n int) string {
	values := "(" + marks(len(columns)) + ")"
	return `INSERT INTO ` + quote(table) + ` (` + strings.Join(columns, ",") + `) VALUES ` +
		strings.TrimSuffix(strings.Repeat(values+",", n), ",")
}
