package accounts

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
)

// Backup writes a compact copy of the file as it stands, for its owner alone, while
// others read and write on. There must be no file of that name.
func (f *File) Backup(ctx context.Context, path string) error {
	file, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE|os.O_EXCL, fileMode)
	if err == nil {
		err = file.Close() // empty: SQLite fills it and leaves its mode
	}
	if err != nil {
		return fmt.Errorf("copy of the accounts: %w", err)
	}
	if _, err := f.db.ExecContext(ctx, `VACUUM INTO ?`, path); err != nil {
		return errors.Join(fmt.Errorf("copy of the accounts: %w", err), os.Remove(path))
	}
	return checkCopy(ctx, path)
}

// checkCopy reads every page of a finished copy and leaves it one file.
func checkCopy(ctx context.Context, path string) error {
	db, err := sql.Open("sqlite3", dsn(path))
	if err != nil {
		return err
	}
	var verdict string
	err = db.QueryRowContext(ctx, `PRAGMA quick_check`).Scan(&verdict)
	if err == nil && verdict != "ok" {
		err = fmt.Errorf("copy of the accounts: %s", verdict)
	}
	if err == nil {
		_, err = db.ExecContext(ctx, `PRAGMA journal_mode = DELETE`)
	}
	return errors.Join(err, db.Close())
}
