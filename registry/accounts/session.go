package accounts

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"github.com/jmoiron/sqlx"

	"hatang/registry"
)

// Session is one browser in which somebody is signed in.
type Session struct {
	ID        string // for its owner to tell it by; not what the cookie holds
	Hash      Hash
	Account   *Account
	Method    string // how its owner signed in: "password", "password+totp", "oidc"
	Enrolling bool   // may do nothing but set up a second factor
	CreatedAt time.Time
	SeenAt    time.Time
	Address   string
	Agent     string
}

type sessionRow struct {
	Hash      []byte `db:"hash"`
	ID        string `db:"id"`
	AccountID int64  `db:"account_id"`
	Method    string `db:"method"`
	Enrolling bool   `db:"enrolling"`
	CreatedAt int64  `db:"created_at"`
	SeenAt    int64  `db:"seen_at"`
	Address   string `db:"address"`
	Agent     string `db:"agent"`
}

func (r *sessionRow) session(a *Account) *Session {
	return &Session{
		ID: r.ID, Hash: Hash(r.Hash), Account: a, Method: r.Method, Enrolling: r.Enrolling,
		CreatedAt: instant(r.CreatedAt), SeenAt: instant(r.SeenAt), Address: r.Address, Agent: r.Agent,
	}
}

// maxAgentBytes is how much of a browser's name for itself is kept.
const maxAgentBytes = 200

// StartSession signs the account in and returns what the cookie is to hold. The
// session of the secret that the browser held before, if any, ends: a secret
// that somebody else planted there is never the one signed in with.
func (f *File) StartSession(ctx context.Context, s *Session, before string) (string, error) {
	cookie := secret()
	s.Hash, s.ID = HashOf(cookie), shortID()
	now := f.now()
	s.CreatedAt, s.SeenAt = instant(now), instant(now)
	if len(s.Agent) > maxAgentBytes {
		s.Agent = s.Agent[:maxAgentBytes]
	}
	err := f.inTransaction(ctx, func(tx *sqlx.Tx) error {
		if before != "" {
			old := HashOf(before)
			if _, err := tx.ExecContext(ctx, `DELETE FROM session WHERE hash = ?`, old[:]); err != nil {
				return err
			}
		}
		if _, err := tx.ExecContext(ctx, `UPDATE account SET signed_in_at = ? WHERE id = ?`, now, s.Account.ID); err != nil {
			return err
		}
		_, err := tx.ExecContext(ctx, `INSERT INTO session (hash, id, account_id, method, enrolling, created_at, seen_at, address, agent)
			VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`, s.Hash[:], s.ID, s.Account.ID, s.Method, s.Enrolling, now, now, s.Address, s.Agent)
		return err
	})
	return cookie, err
}

// SessionOf is the session of a hash, with its account; NotFound when there is
// none or its account is disabled.
func (f *File) SessionOf(ctx context.Context, hash Hash) (*Session, error) {
	row := new(sessionRow)
	err := f.db.GetContext(ctx, row, `SELECT * FROM session WHERE hash = ?`, hash[:])
	if errors.Is(err, sql.ErrNoRows) {
		return nil, registry.Errorf(registry.NotFound, "phiên đã kết thúc", "the session has ended")
	}
	if err != nil {
		return nil, err
	}
	a, err := f.row(ctx, `id = ? AND NOT disabled`, row.AccountID)
	if err != nil {
		return nil, err
	}
	return row.session(a.account()), nil
}

// Sessions lists an account's sessions, the latest seen first.
func (f *File) Sessions(ctx context.Context, a *Account) ([]*Session, error) {
	var rows []sessionRow
	if err := f.db.SelectContext(ctx, &rows, `SELECT * FROM session WHERE account_id = ? ORDER BY seen_at DESC, id`, a.ID); err != nil {
		return nil, err
	}
	list := make([]*Session, len(rows))
	for i := range rows {
		list[i] = rows[i].session(a)
	}
	return list, nil
}

// Touch writes down when sessions and tokens were last used; the addresses are
// those of the tokens.
func (f *File) Touch(ctx context.Context, uses []Use) error {
	return f.inTransaction(ctx, func(tx *sqlx.Tx) error {
		for _, u := range uses {
			at := u.At.UnixMilli()
			if _, err := tx.ExecContext(ctx, `UPDATE session SET seen_at = ? WHERE hash = ? AND seen_at < ?`, at, u.Hash[:], at); err != nil {
				return err
			}
			if _, err := tx.ExecContext(ctx, `UPDATE token SET used_at = ?, used_from = ? WHERE hash = ? AND used_at < ?`, at, u.Address, u.Hash[:], at); err != nil {
				return err
			}
		}
		return nil
	})
}

// Use is when a session or token was last used, and from where.
type Use struct {
	Hash    Hash
	At      time.Time
	Address string
}

// EndSession ends one of the account's sessions; NotFound when it is not among
// them.
func (f *File) EndSession(ctx context.Context, a *Account, id string) error {
	result, err := f.db.ExecContext(ctx, `DELETE FROM session WHERE account_id = ? AND id = ?`, a.ID, id)
	if err != nil {
		return err
	}
	if n, err := result.RowsAffected(); err != nil || n == 0 {
		return errors.Join(err, registry.Errorf(registry.NotFound, "không có phiên này", "there is no such session"))
	}
	return nil
}

// EndOtherSessions ends the account's sessions but the one of that id.
func (f *File) EndOtherSessions(ctx context.Context, a *Account, keep string) error {
	_, err := f.db.ExecContext(ctx, `DELETE FROM session WHERE account_id = ? AND id <> ?`, a.ID, keep)
	return err
}

// Tidy removes sessions not seen since idle or begun before absolute, links
// past their time, forgotten failures, and the oldest events beyond what is
// kept.
func (f *File) Tidy(ctx context.Context, idle, absolute time.Time) error {
	now := f.now()
	for _, step := range []struct {
		statement string
		args      []any
	}{
		{`DELETE FROM session WHERE seen_at < ? OR created_at < ?`, []any{idle.UnixMilli(), absolute.UnixMilli()}},
		{`DELETE FROM invitation WHERE expires_at < ?`, []any{now}},
		{`DELETE FROM attempt WHERE last_at < ? AND blocked_until < ?`, []any{now - forgetAfter.Milliseconds(), now}},
		{`DELETE FROM event WHERE id <= (SELECT max(id) FROM event) - ?`, []any{maxEvents}},
	} {
		if _, err := f.db.ExecContext(ctx, step.statement, step.args...); err != nil {
			return err
		}
	}
	return nil
}
