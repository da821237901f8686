package sqlite

import (
	"context"
	"database/sql"
	"fmt"
	"strings"
	"time"

	"github.com/jmoiron/sqlx"

	"hatang/registry"
)

const selectChange = `SELECT seq, at, origin, actor, request, reason, kind, record_id, operation, before, after, previous, hash FROM change`

func scanChange(rows *sql.Rows) (registry.Change, error) {
	var c registry.Change
	var at string
	err := rows.Scan(&c.Seq, &at, &c.Origin, &c.Actor, &c.Request, &c.Reason, &c.Kind, &c.RecordID,
		&c.Operation, &c.Before, &c.After, &c.Previous, &c.Hash)
	if err != nil {
		return c, err
	}
	if c.At, err = time.Parse(registry.TimeLayout, at); err != nil {
		return c, registry.Errorf(registry.Conflict, "thay đổi %d có thời điểm hỏng: %q", "change %d has a damaged time: %q", c.Seq, at)
	}
	return c, nil
}

// eachChange calls visit with the changes of a query.
func eachChange(ctx context.Context, q sqlx.QueryerContext, query string, args []any, visit func(registry.Change) error) error {
	rows, err := q.QueryContext(ctx, query, args...)
	if err != nil {
		return err
	}
	defer func() { _ = rows.Close() }() // rows.Err says how it went
	for rows.Next() {
		c, err := scanChange(rows)
		if err != nil {
			return err
		}
		if err := visit(c); err != nil {
			return err
		}
	}
	return rows.Err()
}

// History implements registry.Store; it takes changes with From ≤ At < To.
func (s *Store) History(ctx context.Context, q registry.HistoryQuery) (changes []registry.Change, total int, err error) {
	if q.Limit < 0 || q.Offset < 0 {
		return nil, 0, registry.Errorf(registry.Invalid, "limit và offset phải từ 0", "limit and offset must not be negative")
	}
	where, args := historyConditions(q)
	page := ""
	if q.Limit > 0 || q.Offset > 0 {
		limit := q.Limit
		if limit == 0 {
			limit = -1
		}
		page = fmt.Sprintf(" LIMIT %d OFFSET %d", limit, q.Offset)
	}
	err = s.view(ctx, func(ctx context.Context, r reader) error {
		if err := sqlx.GetContext(ctx, r.q, &total, `SELECT count(*) FROM change`+where, args...); err != nil {
			return err
		}
		return eachChange(ctx, r.q, selectChange+where+` ORDER BY seq DESC`+page, args, func(c registry.Change) error {
			changes = append(changes, c)
			return nil
		})
	})
	return changes, total, err
}

func historyConditions(q registry.HistoryQuery) (where string, args []any) {
	var conditions []string
	add := func(stated bool, condition string, arg any) {
		if stated {
			conditions, args = append(conditions, condition), append(args, arg)
		}
	}
	add(q.Kind != "", "kind = ?", string(q.Kind))
	add(q.RecordID != "", "record_id = ?", q.RecordID)
	add(q.Actor != "", "actor = ?", q.Actor)
	add(q.Request != "", "request = ?", q.Request)
	add(!q.From.IsZero(), "at >= ?", q.From.UTC().Format(registry.TimeLayout))
	add(!q.To.IsZero(), "at < ?", q.To.UTC().Format(registry.TimeLayout))
	if len(conditions) == 0 {
		return "", nil
	}
	return " WHERE " + strings.Join(conditions, " AND "), args
}

// Since implements registry.Store.
func (s *Store) Since(ctx context.Context, seq int64, yield func(registry.Change) error) error {
	return s.explain(ctx, eachChange(ctx, s.readDB, selectChange+` WHERE seq > ? ORDER BY seq`, []any{seq}, yield))
}
