package sqlite

import (
	"context"
	"os"
)

// Backup writes a compact copy of the registry as it stands, while others read
// and write on. The copy is checked before it gets its name; a file of that name
// is not overwritten.
func (s *Store) Backup(ctx context.Context, path string) error {
	if _, err := os.Lstat(path); err == nil {
		return existsError(path)
	}
	temporary, err := temporaryBeside(path)
	if err != nil {
		return err
	}
	defer removeDatabase(temporary)
	// A connection of its own: readers may not write, even elsewhere, and the
	// writer is not to wait.
	db := open(s.path, "_txlock=deferred", "mode=rw")
	_, err = db.ExecContext(ctx, `VACUUM INTO ?`, temporary)
	if closing := db.Close(); err == nil {
		err = closing
	}
	if err != nil {
		return s.explain(ctx, err)
	}
	if err := checkCopy(ctx, temporary); err != nil {
		return err
	}
	return publish(temporary, path)
}

// checkCopy reads every page of a finished copy.
func checkCopy(ctx context.Context, path string) error {
	db := open(path, "_txlock=deferred", "mode=rw")
	defer release(db)
	if err := verdict(ctx, db, `PRAGMA quick_check`); err != nil {
		return explain(err, path)
	}
	// Back from the write-ahead log to one file.
	_, err := db.ExecContext(ctx, `PRAGMA journal_mode = DELETE`)
	return explain(err, path)
}
