package sqlite

import (
	"context"
	"database/sql"
	"strings"

	"github.com/jmoiron/sqlx"

	"hatang/registry"
)

// reader answers questions through one connection or transaction.
type reader struct {
	q         sqlx.QueryerContext
	catalogue *catalogue
	today     func() registry.Date
}

// day is the day that a question is about.
func (r reader) day(asOf registry.Date) registry.Date {
	if asOf.IsZero() {
		return r.today()
	}
	return asOf
}

// Get implements registry.Reader.
func (r reader) Get(ctx context.Context, kind registry.Kind, id string, asOf registry.Date) (registry.Record, error) {
	l, err := r.catalogue.layoutOf(kind)
	if err != nil {
		return nil, err
	}
	day := r.day(asOf)
	// Rows of one thing do not overlap, unless another program made them so;
	// then the later one is the better guess.
	rows, err := r.load(ctx, l, `"id" = ? AND `+holdsOn+` ORDER BY "valid_from" DESC LIMIT 1`, id, day.String(), day.String())
	if err != nil {
		return nil, err
	}
	if len(rows) == 0 {
		return nil, registry.Absent(kind, id, day)
	}
	return rows[0].rec, nil
}

// holdsOn is true of rows that hold on a day, which is bound twice.
const holdsOn = `("valid_from" IS NULL OR "valid_from" <= ?) AND ("valid_to" IS NULL OR "valid_to" > ?)`

// Rows implements registry.Reader.
func (r reader) Rows(ctx context.Context, kind registry.Kind, id string) ([]registry.Record, error) {
	l, err := r.catalogue.layoutOf(kind)
	if err != nil {
		return nil, err
	}
	rows, err := r.rowsOf(ctx, l, id)
	if err != nil {
		return nil, err
	}
	if len(rows) == 0 {
		return nil, registry.Absent(kind, id, registry.Date{})
	}
	records := make([]registry.Record, len(rows))
	for i := range rows {
		records[i] = rows[i].rec
	}
	return records, nil
}

func notFound(l *layout, id, vi, en string, args ...any) error {
	args = append([]any{id}, args...)
	return registry.Errorf(registry.NotFound, l.schema.Single.VI+" %s "+vi, l.schema.Single.EN+" %s "+en, args...)
}

// rowsOf is every row about a thing, oldest first.
func (r reader) rowsOf(ctx context.Context, l *layout, id string) ([]row, error) {
	return r.load(ctx, l, `"id" = ? ORDER BY ifnull("valid_from", '')`, id)
}

// load reads the rows that meet a condition.
func (r reader) load(ctx context.Context, l *layout, condition string, args ...any) ([]row, error) {
	var found []row
	err := r.each(ctx, l, `SELECT `+l.selects+` FROM `+quote(l.table)+` WHERE `+condition, args, func(s *scanner, rows *sql.Rows) error {
		found = append(found, row{})
		var err error
		found[len(found)-1], err = s.scan(rows)
		return err
	})
	return found, err
}

// each runs a query that selects layout.selects and calls visit at every row.
func (r reader) each(ctx context.Context, l *layout, query string, args []any, visit func(*scanner, *sql.Rows) error) error {
	rows, err := r.q.QueryContext(ctx, query, args...)
	if err != nil {
		return err
	}
	defer func() { _ = rows.Close() }() // rows.Err says how it went
	s := newScanner(l)
	for rows.Next() {
		if err := visit(s, rows); err != nil {
			return err
		}
	}
	return rows.Err()
}

// Find implements registry.Reader.
func (r reader) Find(ctx context.Context, q registry.Query) ([]registry.Record, int, error) {
	c, err := r.compile(q)
	if err != nil {
		return nil, 0, err
	}
	var found []registry.Record
	if err := r.run(ctx, c, func(rec registry.Record) error {
		found = append(found, rec)
		return nil
	}); err != nil {
		return nil, 0, err
	}
	// A page that is not full is the last: it tells the total.
	if q.Limit == 0 || len(found) < q.Limit {
		if len(found) > 0 || q.Offset == 0 {
			return found, q.Offset + len(found), nil
		}
	}
	var total int
	err = sqlx.GetContext(ctx, r.q, &total, c.count(), c.args...)
	return found, total, err
}

// Scan implements registry.Reader.
func (r reader) Scan(ctx context.Context, q registry.Query, yield func(registry.Record) error) error {
	c, err := r.compile(q)
	if err != nil {
		return err
	}
	return r.run(ctx, c, yield)
}

func (r reader) run(ctx context.Context, c *compiled, yield func(registry.Record) error) error {
	return r.each(ctx, c.layout, c.page(), c.args, func(s *scanner, rows *sql.Rows) error {
		found, err := s.scan(rows)
		if err != nil {
			return err
		}
		return yield(found.rec)
	})
}

// marks is n parameters: ?,?,?.
func marks(n int) string { return strings.TrimSuffix(strings.Repeat("?,", n), ",") }
