package accounts

import (
	"context"
	"database/sql"
	"errors"
	"slices"
	"strings"
	"time"

	"hatang/registry"
)

// Scope is a part of what its account may do that a token is good for.
type Scope string

// The scopes.
const (
	ScopeRead   Scope = "read"   // read, export, compute
	ScopeWrite  Scope = "write"  // create, change, retire, delete
	ScopeDecide Scope = "decide" // decide applications
	ScopeManage Scope = "manage" // accounts, tokens and settings
)

// Scopes are all scopes.
func Scopes() []Scope { return []Scope{ScopeRead, ScopeWrite, ScopeDecide, ScopeManage} }

// ParseScopes reads scopes joined by commas.
func ParseScopes(text string) ([]Scope, error) {
	var scopes []Scope
	for part := range strings.SplitSeq(text, ",") {
		scope := Scope(strings.TrimSpace(part))
		if !slices.Contains(Scopes(), scope) {
			return nil, invalid("scope", string(scope), "code", registry.Textf("phải là một trong: %s", "must be one of: %s", joined(Scopes())))
		}
		if !slices.Contains(scopes, scope) {
			scopes = append(scopes, scope)
		}
	}
	return scopes, nil
}

// Token lets a program act as an account.
type Token struct {
	ID        string // for people to tell it by; not the token
	Hash      Hash
	Account   *Account
	Label     string
	Scopes    []Scope
	CreatedAt time.Time
	ExpiresAt time.Time
	RevokedAt time.Time // zero: not revoked
	UsedAt    time.Time // zero: never
	UsedFrom  string
}

type tokenRow struct {
	ID        string `db:"id"`
	Hash      []byte `db:"hash"`
	AccountID int64  `db:"account_id"`
	Label     string `db:"label"`
	Scopes    string `db:"scopes"`
	CreatedAt int64  `db:"created_at"`
	ExpiresAt int64  `db:"expires_at"`
	RevokedAt int64  `db:"revoked_at"`
	UsedAt    int64  `db:"used_at"`
	UsedFrom  string `db:"used_from"`
}

func (r *tokenRow) token(a *Account) *Token {
	t := &Token{
		ID: r.ID, Hash: Hash(r.Hash), Account: a, Label: r.Label, CreatedAt: instant(r.CreatedAt),
		ExpiresAt: instant(r.ExpiresAt), RevokedAt: instant(r.RevokedAt), UsedAt: instant(r.UsedAt), UsedFrom: r.UsedFrom,
	}
	for part := range strings.SplitSeq(r.Scopes, ",") {
		t.Scopes = append(t.Scopes, Scope(part))
	}
	return t
}

const (
	// TokenPrefix begins every token, so that one which was committed or posted
	// somewhere is found for what it is.
	TokenPrefix = "hatang_"
	// MaxTokenLife is the longest life of a token.
	MaxTokenLife  = 366 * 24 * time.Hour
	maxLabelRunes = 100
)

// AddToken makes a token for the account and returns it; it is shown this once.
// Label, Scopes and ExpiresAt say what it is for and how long.
func (f *File) AddToken(ctx context.Context, t *Token) (string, error) {
	t.Label = registry.Normalise(t.Label)
	now := f.clock()
	switch {
	case t.Label == "" || len([]rune(t.Label)) > maxLabelRunes || strings.ContainsFunc(t.Label, func(r rune) bool { return r < ' ' || r == 0x7f }):
		return "", invalid("label", t.Label, "text", registry.Textf("cần một tên dài 1–%d ký tự, để biết thẻ dùng cho việc gì", "needs a name of 1–%d characters that says what the token is for", maxLabelRunes))
	case len(t.Scopes) == 0:
		return "", invalid("scope", "", "required", registry.Textf("cần ít nhất một trong: %s", "needs at least one of: %s", joined(Scopes())))
	case !t.ExpiresAt.After(now) || t.ExpiresAt.After(now.Add(MaxTokenLife)):
		return "", invalid("expires", t.ExpiresAt.Format(time.DateOnly), "range", registry.Textf("phải trong %d ngày tới", "must lie within the next %d days", int(MaxTokenLife.Hours()/24)))
	}
	value := TokenPrefix + secret()
	t.ID, t.Hash, t.CreatedAt = shortID(), HashOf(value), now
	scopes := make([]string, len(t.Scopes))
	for i, s := range t.Scopes {
		scopes[i] = string(s)
	}
	_, err := f.db.ExecContext(ctx, `INSERT INTO token (id, hash, account_id, label, scopes, created_at, expires_at, revoked_at, used_at, used_from)
		VALUES (?, ?, ?, ?, ?, ?, ?, 0, 0, '')`,
		t.ID, t.Hash[:], t.Account.ID, t.Label, strings.Join(scopes, ","), now.UnixMilli(), t.ExpiresAt.UnixMilli())
	return value, err
}

// TokenOf is the token of a hash that is neither revoked nor past its time and
// whose account is not disabled; NotFound otherwise.
func (f *File) TokenOf(ctx context.Context, hash Hash) (*Token, error) {
	row := new(tokenRow)
	err := f.db.GetContext(ctx, row, `SELECT * FROM token WHERE hash = ? AND revoked_at = 0 AND expires_at > ?`, hash[:], f.now())
	if errors.Is(err, sql.ErrNoRows) {
		return nil, registry.Errorf(registry.NotFound, "thẻ API sai, hết hạn hoặc đã thu hồi", "the API token is wrong, past its time or revoked")
	}
	if err != nil {
		return nil, err
	}
	a, err := f.row(ctx, `id = ? AND NOT disabled`, row.AccountID)
	if err != nil {
		return nil, err
	}
	return row.token(a.account()), nil
}

// Tokens lists the tokens of an account, of every account when a is nil, the
// newest first.
func (f *File) Tokens(ctx context.Context, a *Account) ([]*Token, error) {
	list, err := f.Accounts(ctx)
	if err != nil {
		return nil, err
	}
	owners := map[int64]*Account{}
	for _, one := range list {
		owners[one.ID] = one
	}
	var rows []tokenRow
	if err := f.db.SelectContext(ctx, &rows, `SELECT * FROM token ORDER BY created_at DESC, id`); err != nil {
		return nil, err
	}
	var tokens []*Token
	for i := range rows {
		if a == nil || rows[i].AccountID == a.ID {
			tokens = append(tokens, rows[i].token(owners[rows[i].AccountID]))
		}
	}
	return tokens, nil
}

// RevokeToken ends a token, of the account alone unless a is nil. NotFound when
// there is none of that id that could be ended.
func (f *File) RevokeToken(ctx context.Context, a *Account, id string) error {
	owner := int64(0)
	if a != nil {
		owner = a.ID
	}
	result, err := f.db.ExecContext(ctx, `UPDATE token SET revoked_at = ? WHERE id = ? AND revoked_at = 0 AND (? = 0 OR account_id = ?)`,
		f.now(), id, owner, owner)
	if err != nil {
		return err
	}
	if n, err := result.RowsAffected(); err != nil || n == 0 {
		return errors.Join(err, registry.Errorf(registry.NotFound, "không có thẻ %s còn hiệu lực", "there is no live token %s", id))
	}
	return nil
}
