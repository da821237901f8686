package accounts

import (
	"context"
	"crypto/subtle"
	"errors"
	"strings"
	"time"

	"github.com/jmoiron/sqlx"
	"github.com/pquerna/otp"
	"github.com/pquerna/otp/hotp"
	"github.com/pquerna/otp/totp"

	"hatang/registry"
)

// A second factor is a TOTP of six digits every 30 seconds (RFC 6238), as every
// authenticator program has it. A code is taken once, from one step before to
// one after the present.
const (
	stepSeconds   = 30
	recoveryCodes = 10
)

// NewSecondFactor is a new secret for the account, not yet its own: its owner
// shows with a code that it was taken over, see ConfirmSecondFactor.
func (f *File) NewSecondFactor(a *Account, service string) (*otp.Key, error) {
	return totp.Generate(totp.GenerateOpts{Issuer: service, AccountName: a.Name, Period: stepSeconds, SecretSize: 20})
}

// step is the time step in which code is the one of the secret, later than the
// step after; 0 when there is none.
func step(secret, code string, now time.Time, after int64) int64 {
	code = strings.ReplaceAll(strings.TrimSpace(code), " ", "")
	present := now.Unix() / stepSeconds
	found := int64(0)
	for _, s := range []int64{present - 1, present, present + 1} {
		expected, err := hotp.GenerateCodeCustom(secret, uint64(s), hotp.ValidateOpts{Digits: otp.DigitsSix, Algorithm: otp.AlgorithmSHA1})
		if err == nil && s > after && subtle.ConstantTimeCompare([]byte(expected), []byte(code)) == 1 {
			found = s
		}
	}
	return found
}

func errCode() error {
	return registry.Errorf(registry.Invalid, "mã xác thực không đúng hoặc đã dùng", "the code is wrong or was used already")
}

// ConfirmSecondFactor makes the secret the account's if the code is its
// present one, and returns recovery codes, each good for one sign-in. The
// account's other sessions end.
func (f *File) ConfirmSecondFactor(ctx context.Context, a *Account, secret, code, keepSession string) ([]string, error) {
	taken := step(secret, code, f.clock(), 0)
	if taken == 0 {
		return nil, errCode()
	}
	codes := make([]string, recoveryCodes)
	for i := range codes {
		codes[i] = shortID()
	}
	err := f.inTransaction(ctx, func(tx *sqlx.Tx) error {
		if _, err := tx.ExecContext(ctx, `UPDATE account SET totp_secret = ?, totp_step = ? WHERE id = ?`, secret, taken, a.ID); err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, `DELETE FROM recovery_code WHERE account_id = ?`, a.ID); err != nil {
			return err
		}
		for _, c := range codes {
			hash := HashOf(c)
			if _, err := tx.ExecContext(ctx, `INSERT INTO recovery_code (account_id, hash) VALUES (?, ?)`, a.ID, hash[:]); err != nil {
				return err
			}
		}
		_, err := tx.ExecContext(ctx, `DELETE FROM session WHERE account_id = ? AND id <> ?`, a.ID, keepSession)
		return err
	})
	return codes, err
}

// CheckSecondFactor takes a code, or a recovery code, of the account; each once.
func (f *File) CheckSecondFactor(ctx context.Context, a *Account, code string) error {
	if len(code) > 64 {
		return errCode()
	}
	return f.inTransaction(ctx, func(tx *sqlx.Tx) error {
		var row accountRow
		if err := tx.GetContext(ctx, &row, `SELECT * FROM account WHERE id = ?`, a.ID); err != nil {
			return err
		}
		if row.TOTPSecret == "" {
			return errCode()
		}
		if taken := step(row.TOTPSecret, code, f.clock(), row.TOTPStep); taken > 0 {
			_, err := tx.ExecContext(ctx, `UPDATE account SET totp_step = ? WHERE id = ?`, taken, a.ID)
			return err
		}
		hash := HashOf(strings.ToLower(strings.TrimSpace(code)))
		result, err := tx.ExecContext(ctx, `DELETE FROM recovery_code WHERE account_id = ? AND hash = ?`, a.ID, hash[:])
		if err != nil {
			return err
		}
		if n, err := result.RowsAffected(); err != nil || n != 1 {
			return errors.Join(err, errCode())
		}
		return nil
	})
}

// RemoveSecondFactor takes the account's second factor and recovery codes away.
func (f *File) RemoveSecondFactor(ctx context.Context, a *Account) error {
	return f.inTransaction(ctx, func(tx *sqlx.Tx) error {
		if _, err := tx.ExecContext(ctx, `UPDATE account SET totp_secret = '', totp_step = 0 WHERE id = ?`, a.ID); err != nil {
			return err
		}
		_, err := tx.ExecContext(ctx, `DELETE FROM recovery_code WHERE account_id = ?`, a.ID)
		return err
	})
}

const settingFactorRoles = "second_factor_roles"

// SecondFactorRoles are the roles that must have a second factor.
func (f *File) SecondFactorRoles(ctx context.Context) ([]Role, error) {
	text, err := f.setting(ctx, settingFactorRoles)
	if err != nil || text == "" {
		return nil, err
	}
	var roles []Role
	for part := range strings.SplitSeq(text, ",") {
		roles = append(roles, Role(part))
	}
	return roles, nil
}

// RequireSecondFactor says which roles must have a second factor; none lifts
// the duty.
func (f *File) RequireSecondFactor(ctx context.Context, roles []Role) error {
	parts := make([]string, len(roles))
	for i, role := range roles {
		if _, err := ParseRole(string(role)); err != nil {
			return err
		}
		parts[i] = string(role)
	}
	return f.putSetting(ctx, settingFactorRoles, strings.Join(parts, ","))
}
