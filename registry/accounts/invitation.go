package accounts

import (
	"context"
	"database/sql"
	"errors"
	"strings"
	"time"

	"github.com/jmoiron/sqlx"

	"hatang/registry"
)

// InvitationLife is how long a one-time link can be used.
const InvitationLife = 72 * time.Hour

// Invite makes a secret for a link by which the account's owner sets a
// password; nil invites the first administrator. Earlier links for the same end.
func (f *File) Invite(ctx context.Context, a *Account) (string, error) {
	value := secret()
	hash := HashOf(value)
	owner := sql.NullInt64{}
	if a != nil {
		if a.Issuer != "" {
			return "", registry.Errorf(registry.Conflict, "%s đăng nhập qua %s, không có mật khẩu ở đây", "%s signs in through %s and has no password here", a.Name, a.Issuer)
		}
		owner = sql.NullInt64{Int64: a.ID, Valid: true}
	}
	now := f.now()
	err := f.inTransaction(ctx, func(tx *sqlx.Tx) error {
		if _, err := tx.ExecContext(ctx, `DELETE FROM invitation WHERE account_id IS ?`, owner); err != nil {
			return err
		}
		_, err := tx.ExecContext(ctx, `INSERT INTO invitation (hash, account_id, created_at, expires_at) VALUES (?, ?, ?, ?)`,
			hash[:], owner, now, now+InvitationLife.Milliseconds())
		return err
	})
	return value, err
}

// errVoid is the one answer to links that are wrong, used or past their time.
func errVoid() error {
	e := registry.Errorf(registry.NotFound, "liên kết sai, đã dùng hoặc hết hạn", "the link is wrong, used or past its time")
	e.Hint = registry.Text{VI: "xin quản trị viên một liên kết mới", EN: "ask an administrator for a new one"}
	return e
}

// Invited is the account that a link is for; nil when it is for the first
// administrator. A link that cannot be used is NotFound.
func (f *File) Invited(ctx context.Context, value string) (*Account, error) {
	hash := HashOf(value)
	var owner sql.NullInt64
	err := f.db.GetContext(ctx, &owner, `SELECT account_id FROM invitation WHERE hash = ? AND expires_at > ?`, hash[:], f.now())
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return nil, errVoid()
	case err != nil:
		return nil, err
	case owner.Valid:
		row, err := f.row(ctx, `id = ? AND NOT disabled`, owner.Int64)
		if err != nil {
			return nil, errVoid()
		}
		return row.account(), nil
	}
	empty, err := f.Empty(ctx)
	if err == nil && !empty { // the first administrator is there by now
		err = errVoid()
	}
	return nil, err
}

// Redeem uses a link up: it gives its account the password, or makes the first
// administrator of that name.
func (f *File) Redeem(ctx context.Context, value, name, password string) (*Account, error) {
	a, err := f.Invited(ctx, value)
	if err != nil {
		return nil, err
	}
	first := a == nil
	if first {
		a = &Account{Name: FoldName(name), Role: Administrator}
		if err := a.check(); err != nil {
			return nil, err
		}
	}
	if err := CheckPassword(a.Name, password); err != nil {
		return nil, err
	}
	hash, err := f.hasher.hash(ctx, password)
	if err != nil {
		return nil, err
	}
	err = f.inTransaction(ctx, func(tx *sqlx.Tx) error { return f.redeem(ctx, tx, value, hash, a, first) })
	if err != nil {
		return nil, err
	}
	return f.Account(ctx, a.Name)
}

func (f *File) redeem(ctx context.Context, tx *sqlx.Tx, value, password string, a *Account, first bool) error {
	link := HashOf(value)
	result, err := tx.ExecContext(ctx, `DELETE FROM invitation WHERE hash = ? AND expires_at > ?`, link[:], f.now())
	if err != nil {
		return err
	}
	if n, err := result.RowsAffected(); err != nil || n != 1 {
		return errors.Join(err, errVoid()) // somebody was faster
	}
	if !first {
		if _, err := tx.ExecContext(ctx, `UPDATE account SET password = ? WHERE id = ?`, password, a.ID); err != nil {
			return err
		}
		_, err = tx.ExecContext(ctx, `DELETE FROM session WHERE account_id = ?`, a.ID)
		return err
	}
	_, err = tx.ExecContext(ctx, `INSERT INTO account
		(name, display_name, role, operator, territory, password, issuer, subject, totp_secret, totp_step, disabled, created_at, signed_in_at)
		VALUES (?, '', ?, '', '', ?, '', '', '', 0, 0, ?, 0)`, a.Name, a.Role, password, f.now())
	if err != nil && strings.Contains(err.Error(), "UNIQUE") {
		return registry.Errorf(registry.Conflict, "đã có tài khoản %s", "there is an account %s already", a.Name)
	}
	return err
}
