package accounts

import (
	"context"
	"database/sql"
	"encoding/hex"
	"errors"
	"net/netip"
	"time"

	"github.com/jmoiron/sqlx"
)

const (
	// freeByName and freeByAddress are how many failures cost nothing: a person
	// mistypes, and an office sits behind one address.
	freeByName    = 5
	freeByAddress = 30
	// firstWait is what the next one costs; each further one doubles it.
	firstWait = 30 * time.Second
	maxWait   = time.Hour
	// forgetAfter is when failures are forgotten.
	forgetAfter = 24 * time.Hour
	// maxAttempts bounds how many names and addresses are remembered.
	maxAttempts = 20_000
)

// BlockedError tells that a name or an address has to wait.
type BlockedError struct{ Until time.Time }

// Error implements error.
func (e *BlockedError) Error() string {
	return "too many failed sign-ins, blocked until " + e.Until.UTC().Format(time.RFC3339)
}

// nameSubject is under what failures of a name are counted: a hash, since what
// people type into the field of the name is at times their password.
func nameSubject(name string) string {
	hash := HashOf("name\x00" + FoldName(name))
	return "name:" + hex.EncodeToString(hash[:12])
}

// addressSubject counts an address, of IPv6 the network of 64 bits that one
// customer has.
func addressSubject(address netip.Addr) string {
	address = address.Unmap()
	if address.Is6() {
		if network, err := address.Prefix(64); err == nil {
			return "address:" + network.String()
		}
	}
	return "address:" + address.String()
}

// BeginAttempt counts a try of a name from an address before it is known
// whether it fails, so that many at once are counted too. A BlockedError says
// that it must not be tried now.
func (f *File) BeginAttempt(ctx context.Context, name string, address netip.Addr) error {
	return f.inTransaction(ctx, func(tx *sqlx.Tx) error {
		now := f.now()
		subjects := []struct {
			subject string
			free    int
		}{{nameSubject(name), freeByName}, {addressSubject(address), freeByAddress}}
		failures := make([]int, len(subjects))
		for i, s := range subjects {
			var err error
			if failures[i], err = standing(ctx, tx, s.subject, now); err != nil {
				return err
			}
		}
		for i, s := range subjects {
			if err := count(ctx, tx, s.subject, failures[i]+1, s.free, now); err != nil {
				return err
			}
		}
		_, err := tx.ExecContext(ctx, `DELETE FROM attempt WHERE (SELECT count(*) FROM attempt) > ?
			AND last_at < (SELECT last_at FROM attempt ORDER BY last_at DESC LIMIT 1 OFFSET ?)`, maxAttempts, maxAttempts)
		return err
	})
}

// standing is how many failures the subject has.
func standing(ctx context.Context, tx *sqlx.Tx, subject string, now int64) (int, error) {
	var row struct {
		Failures     int   `db:"failures"`
		LastAt       int64 `db:"last_at"`
		BlockedUntil int64 `db:"blocked_until"`
	}
	err := tx.GetContext(ctx, &row, `SELECT failures, last_at, blocked_until FROM attempt WHERE subject = ?`, subject)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return 0, nil
	case err != nil:
		return 0, err
	case row.BlockedUntil > now:
		return 0, &BlockedError{instant(row.BlockedUntil)}
	case now-row.LastAt > forgetAfter.Milliseconds():
		return 0, nil
	}
	return row.Failures, nil
}

func count(ctx context.Context, tx *sqlx.Tx, subject string, failures, free int, now int64) error {
	until := int64(0)
	if failures >= free {
		wait := maxWait
		if doublings := failures - free; doublings < 8 {
			wait = min(maxWait, firstWait<<doublings)
		}
		until = now + wait.Milliseconds()
	}
	_, err := tx.ExecContext(ctx, `INSERT INTO attempt (subject, failures, last_at, blocked_until) VALUES (?, ?, ?, ?)
		ON CONFLICT (subject) DO UPDATE SET failures = excluded.failures, last_at = excluded.last_at, blocked_until = excluded.blocked_until`,
		subject, failures, now, until)
	return err
}

// EndAttempt takes back what BeginAttempt counted, when it did not fail: the
// name's failures are forgotten, the address has one fewer.
func (f *File) EndAttempt(ctx context.Context, name string, address netip.Addr) error {
	return f.inTransaction(ctx, func(tx *sqlx.Tx) error {
		if _, err := tx.ExecContext(ctx, `DELETE FROM attempt WHERE subject = ?`, nameSubject(name)); err != nil {
			return err
		}
		_, err := tx.ExecContext(ctx, `UPDATE attempt SET failures = max(0, failures - 1), blocked_until = 0 WHERE subject = ?`, addressSubject(address))
		return err
	})
}
