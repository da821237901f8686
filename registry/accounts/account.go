package accounts

import (
	"context"
	"database/sql"
	"errors"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/jmoiron/sqlx"

	"hatang/registry"
)

// Account is somebody who may sign in.
type Account struct {
	ID          int64
	Name        string // in small letters; never changes
	DisplayName string
	Role        Role
	// Operator is the code of the operator that the account speaks for; the
	// role Operator has one, the others none.
	Operator string
	// Territory is the codes of the provinces or communes that the account
	// looks after; empty: the whole registry.
	Territory []string
	// Issuer and Subject are those of OpenID Connect; empty: a local account.
	Issuer, Subject string
	HasPassword     bool
	SecondFactor    bool
	Disabled        bool
	CreatedAt       time.Time
	SignedInAt      time.Time // zero: never
}

// Title is what the account is shown as.
func (a *Account) Title() string {
	if a.DisplayName != "" {
		return a.DisplayName
	}
	return a.Name
}

// accountRow is an account as the file keeps it.
type accountRow struct {
	ID          int64  `db:"id"`
	Name        string `db:"name"`
	DisplayName string `db:"display_name"`
	Role        Role   `db:"role"`
	Operator    string `db:"operator"`
	Territory   string `db:"territory"`
	Password    string `db:"password"`
	Issuer      string `db:"issuer"`
	Subject     string `db:"subject"`
	TOTPSecret  string `db:"totp_secret"`
	TOTPStep    int64  `db:"totp_step"`
	Disabled    bool   `db:"disabled"`
	CreatedAt   int64  `db:"created_at"`
	SignedInAt  int64  `db:"signed_in_at"`
}

func (r *accountRow) account() *Account {
	return &Account{
		ID: r.ID, Name: r.Name, DisplayName: r.DisplayName, Role: r.Role, Operator: r.Operator,
		Territory: splitCodes(r.Territory), Issuer: r.Issuer, Subject: r.Subject,
		HasPassword: r.Password != "", SecondFactor: r.TOTPSecret != "", Disabled: r.Disabled,
		CreatedAt: instant(r.CreatedAt), SignedInAt: instant(r.SignedInAt),
	}
}

func splitCodes(text string) []string {
	if text == "" {
		return nil
	}
	return strings.Split(text, ",")
}

// wellFormedName keeps names that can stand in a log, a header or a command
// line as they are.
var (
	wellFormedName = regexp.MustCompile(`^[a-z0-9][a-z0-9._@-]{1,63}$`)
	wellFormedCode = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._-]{0,39}$`)
)

// FoldName is the name as accounts carry it: small letters without space around.
func FoldName(name string) string { return strings.ToLower(strings.TrimSpace(name)) }

// WellFormedCode tells whether the text can be the code of an operator or unit.
func WellFormedCode(code string) bool { return wellFormedCode.MatchString(code) }

const maxDisplayBytes = 200

// check finds what is wrong with an account's data.
func (a *Account) check() error {
	switch {
	case !wellFormedName.MatchString(a.Name):
		return invalid("name", a.Name, "text", registry.Text{
			VI: "gồm 2–64 chữ cái không dấu, chữ số, dấu . _ - @", EN: "must be 2–64 letters a–z, digits, . _ - @"})
	case !slices.Contains(Roles(), a.Role):
		return invalid("role", string(a.Role), "code", registry.Textf("phải là một trong: %s", "must be one of: %s", joined(Roles())))
	case a.Role == Operator && !wellFormedCode.MatchString(a.Operator):
		return invalid("operator", a.Operator, "required", registry.Text{
			VI: "tài khoản doanh nghiệp cần mã doanh nghiệp, như viettel", EN: "an operator's account needs the operator's code, such as viettel"})
	case a.Role != Operator && a.Operator != "":
		return invalid("operator", a.Operator, "role", registry.Text{
			VI: "chỉ vai trò operator có mã doanh nghiệp", EN: "only the role operator has an operator's code"})
	case a.Role == Operator && len(a.Territory) > 0:
		return invalid("territory", strings.Join(a.Territory, ","), "role", registry.Text{
			VI: "vai trò operator không có địa bàn", EN: "the role operator has no territory"})
	case len(a.DisplayName) > maxDisplayBytes || strings.ContainsFunc(a.DisplayName, func(r rune) bool { return r < ' ' || r == 0x7f }):
		return invalid("display_name", "", "text", registry.Textf("tối đa %d byte, một dòng", "at most %d bytes, on one line", maxDisplayBytes))
	}
	for _, code := range a.Territory {
		if !wellFormedCode.MatchString(code) {
			return invalid("territory", code, "code", registry.Text{VI: "không phải mã đơn vị hành chính", EN: "is no code of an administrative unit"})
		}
	}
	return nil
}

// Add makes an account; its ID and CreatedAt are set. A name that is taken is a
// Conflict.
func (f *File) Add(ctx context.Context, a *Account) error {
	a.Name = FoldName(a.Name)
	a.DisplayName = registry.Normalise(a.DisplayName)
	if err := a.check(); err != nil {
		return err
	}
	return f.inTransaction(ctx, func(tx *sqlx.Tx) error {
		var taken int
		if err := tx.GetContext(ctx, &taken, `SELECT count(*) FROM account WHERE name = ?`, a.Name); err != nil {
			return err
		}
		if taken > 0 {
			return registry.Errorf(registry.Conflict, "đã có tài khoản %s", "there is an account %s already", a.Name)
		}
		now := f.now()
		result, err := tx.ExecContext(ctx, `INSERT INTO account
			(name, display_name, role, operator, territory, password, issuer, subject, totp_secret, totp_step, disabled, created_at, signed_in_at)
			VALUES (?, ?, ?, ?, ?, '', ?, ?, '', 0, 0, ?, 0)`,
			a.Name, a.DisplayName, a.Role, a.Operator, strings.Join(a.Territory, ","), a.Issuer, a.Subject, now)
		if err != nil {
			return err
		}
		a.CreatedAt = instant(now)
		a.ID, err = result.LastInsertId()
		return err
	})
}

// Edit changes an account's display name, role, operator and territory, and
// ends its sessions, which were of the account as it was.
func (f *File) Edit(ctx context.Context, a *Account) error {
	a.DisplayName = registry.Normalise(a.DisplayName)
	if err := a.check(); err != nil {
		return err
	}
	return f.inTransaction(ctx, func(tx *sqlx.Tx) error {
		if _, err := tx.ExecContext(ctx, `UPDATE account SET display_name = ?, role = ?, operator = ?, territory = ? WHERE id = ?`,
			a.DisplayName, a.Role, a.Operator, strings.Join(a.Territory, ","), a.ID); err != nil {
			return err
		}
		_, err := tx.ExecContext(ctx, `DELETE FROM session WHERE account_id = ?`, a.ID)
		return err
	})
}

func (f *File) row(ctx context.Context, where string, args ...any) (*accountRow, error) {
	row := new(accountRow)
	err := f.db.GetContext(ctx, row, `SELECT * FROM account WHERE `+where, args...)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, registry.Errorf(registry.NotFound, "không có tài khoản này", "there is no such account")
	}
	return row, err
}

// Account is the account of that name; NotFound when there is none.
func (f *File) Account(ctx context.Context, name string) (*Account, error) {
	row, err := f.row(ctx, `name = ?`, FoldName(name))
	if err != nil {
		return nil, err
	}
	return row.account(), nil
}

// AccountOf is the account of an identity of OpenID Connect; NotFound when
// there is none.
func (f *File) AccountOf(ctx context.Context, issuer, subject string) (*Account, error) {
	if issuer == "" {
		return nil, registry.Errorf(registry.NotFound, "không có tài khoản này", "there is no such account")
	}
	row, err := f.row(ctx, `issuer = ? AND subject = ?`, issuer, subject)
	if err != nil {
		return nil, err
	}
	return row.account(), nil
}

// Accounts lists every account by name.
func (f *File) Accounts(ctx context.Context) ([]*Account, error) {
	var rows []accountRow
	if err := f.db.SelectContext(ctx, &rows, `SELECT * FROM account ORDER BY name`); err != nil {
		return nil, err
	}
	list := make([]*Account, len(rows))
	for i := range rows {
		list[i] = rows[i].account()
	}
	return list, nil
}

// Empty tells whether there is no account at all, not even a disabled one.
func (f *File) Empty(ctx context.Context) (bool, error) {
	var n int
	err := f.db.GetContext(ctx, &n, `SELECT count(*) FROM account`)
	return n == 0, err
}

// SetDisabled lets an account in or shuts it out; shut out, its sessions and
// tokens end.
func (f *File) SetDisabled(ctx context.Context, name string, disabled bool) error {
	a, err := f.Account(ctx, name)
	if err != nil {
		return err
	}
	return f.inTransaction(ctx, func(tx *sqlx.Tx) error {
		if _, err := tx.ExecContext(ctx, `UPDATE account SET disabled = ? WHERE id = ?`, disabled, a.ID); err != nil || !disabled {
			return err
		}
		if _, err := tx.ExecContext(ctx, `DELETE FROM session WHERE account_id = ?`, a.ID); err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, `DELETE FROM invitation WHERE account_id = ?`, a.ID); err != nil {
			return err
		}
		_, err := tx.ExecContext(ctx, `UPDATE token SET revoked_at = ? WHERE account_id = ? AND revoked_at = 0`, f.now(), a.ID)
		return err
	})
}
