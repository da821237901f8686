package accounts

import (
	"context"
	"runtime"
	"strings"
	"unicode/utf8"

	"github.com/alexedwards/argon2id"
	"github.com/jmoiron/sqlx"

	"hatang/registry"
)

// Cost is how much work one try of a password takes (RFC 9106).
type Cost struct {
	MemoryKiB   uint32
	Iterations  uint32
	Parallelism uint8
}

// DefaultCost takes about 100 ms on one core of a machine of 2024: the 64 MiB of
// RFC 9106's second recommendation in two passes and one lane, since a sign-in
// need not take every core. Hashes carry their own cost, so that it can be raised.
func DefaultCost() Cost { return Cost{MemoryKiB: 64 << 10, Iterations: 2, Parallelism: 1} }

func (c Cost) params() *argon2id.Params {
	return &argon2id.Params{Memory: c.MemoryKiB, Iterations: c.Iterations, Parallelism: c.Parallelism, SaltLength: 16, KeyLength: 32}
}

// hasher computes hashes, a few at a time: each takes the memory of its cost,
// and a flood of sign-ins must not take all there is.
type hasher struct {
	cost  Cost
	turns chan struct{}
	// decoy is compared with when there is no account, so that the answer takes
	// as long as for a wrong password.
	decoy string
	count func() // told of each comparison; for tests
}

func newHasher(cost Cost) *hasher {
	h := &hasher{cost: cost, turns: make(chan struct{}, max(1, runtime.NumCPU()/2+1))}
	// A hash of the right form whose password nobody knows: its bytes are not a
	// result of the function but a salt and key of zeros.
	h.decoy = decoyHash(cost)
	return h
}

// turn waits until a hash may be computed.
func (h *hasher) turn(ctx context.Context) error {
	select {
	case h.turns <- struct{}{}:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (h *hasher) hash(ctx context.Context, password string) (string, error) {
	if err := h.turn(ctx); err != nil {
		return "", err
	}
	defer func() { <-h.turns }()
	return argon2id.CreateHash(registry.Normalise(password), h.cost.params())
}

// matches compares a password with a hash; an empty hash matches nothing and
// takes as long.
func (h *hasher) matches(ctx context.Context, password, hash string) (bool, error) {
	if err := h.turn(ctx); err != nil {
		return false, err
	}
	defer func() { <-h.turns }()
	if h.count != nil {
		h.count()
	}
	none := hash == ""
	if none {
		hash = h.decoy
	}
	same, err := argon2id.ComparePasswordAndHash(registry.Normalise(password), hash)
	return same && !none, err
}

// The shortest and the longest password. NIST SP 800-63B-4 asks for 15
// characters where a password is the only factor and 8 with a second; 12 stands
// between, with the limits on trying.
const (
	minPasswordRunes = 12
	maxPasswordBytes = 256
)

// CheckPassword refuses passwords that are short, monstrous, or about the name.
func CheckPassword(name, password string) error {
	runes := utf8.RuneCountInString(password)
	folded := registry.Fold(password)
	switch {
	case runes < minPasswordRunes:
		return invalid("password", "", "length", registry.Textf("cần ít nhất %d ký tự", "needs at least %d characters", minPasswordRunes))
	case len(password) > maxPasswordBytes:
		return invalid("password", "", "length", registry.Textf("tối đa %d byte", "at most %d bytes", maxPasswordBytes))
	case !utf8.ValidString(password):
		return invalid("password", "", "text", registry.Text{VI: "không phải UTF-8", EN: "is not UTF-8"})
	case distinct(password) < 5:
		return invalid("password", "", "weak", registry.Text{VI: "quá ít ký tự khác nhau", EN: "has too few different characters"})
	case name != "" && strings.ReplaceAll(folded, registry.Fold(name), "") == "":
		return invalid("password", "", "weak", registry.Text{VI: "không được chỉ là tên đăng nhập", EN: "must not be the name alone"})
	}
	return nil
}

func distinct(text string) int {
	seen := map[rune]bool{}
	for _, r := range text {
		seen[r] = true
	}
	return len(seen)
}

// SetPassword gives the account a password and ends its sessions but the one
// kept, which may be empty. Links for it are void.
func (f *File) SetPassword(ctx context.Context, name, password, keepSession string) error {
	a, err := f.Account(ctx, name)
	if err != nil {
		return err
	}
	if a.Issuer != "" {
		return registry.Errorf(registry.Conflict, "%s đăng nhập qua %s, không có mật khẩu ở đây", "%s signs in through %s and has no password here", a.Name, a.Issuer)
	}
	if err := CheckPassword(a.Name, password); err != nil {
		return err
	}
	hash, err := f.hasher.hash(ctx, password)
	if err != nil {
		return err
	}
	return f.inTransaction(ctx, func(tx *sqlx.Tx) error {
		if _, err := tx.ExecContext(ctx, `UPDATE account SET password = ? WHERE id = ?`, hash, a.ID); err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, `DELETE FROM invitation WHERE account_id = ?`, a.ID); err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, `DELETE FROM attempt WHERE subject = ?`, nameSubject(a.Name)); err != nil {
			return err
		}
		_, err := tx.ExecContext(ctx, `DELETE FROM session WHERE account_id = ? AND id <> ?`, a.ID, keepSession)
		return err
	})
}

// errWrong is the one answer to a wrong name, a wrong password and a disabled
// account, so that none can be told from the others.
func errWrong() error {
	return registry.Errorf(registry.Invalid, "tên đăng nhập hoặc mật khẩu không đúng", "the name or the password is wrong")
}

// CheckSignIn is the account of that name if the password is its own. Every
// other case is the same error after the same work.
func (f *File) CheckSignIn(ctx context.Context, name, password string) (*Account, error) {
	row, err := f.row(ctx, `name = ?`, FoldName(name))
	if err != nil && registry.CodeOf(err) != registry.NotFound {
		return nil, err
	}
	hash := ""
	if err == nil && len(password) <= maxPasswordBytes {
		hash = row.Password
	}
	same, err := f.hasher.matches(ctx, password[:min(len(password), maxPasswordBytes)], hash)
	if err != nil {
		return nil, err
	}
	if !same || row.Disabled {
		return nil, errWrong()
	}
	return row.account(), nil
}
