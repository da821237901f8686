package accounts

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"embed"
	"encoding/base64"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"time"

	"github.com/jmoiron/sqlx"
	_ "github.com/mattn/go-sqlite3" // the driver of the file
	"github.com/pressly/goose/v3"

	"hatang/registry"
)

//go:embed migrations/*.sql
var migrationFiles embed.FS

// Options are what a File takes from its surroundings; zero members have
// defaults.
type Options struct {
	// Clock tells the time; default: the machine's.
	Clock func() time.Time
	// Passwords is how hard a password is to try; zero: DefaultCost. Tests may
	// make it cheap.
	Passwords Cost
}

// File is the file of accounts. Its methods are safe for concurrent use, by
// several programs too.
type File struct {
	path   string
	db     *sqlx.DB
	clock  func() time.Time
	hasher *hasher
}

// fileMode is the only mode that the file may have: its owner reads and writes.
const fileMode fs.FileMode = 0o600

// Open opens the file of accounts, made first where there is none and brought
// to this program's version where an earlier one made it. A file that others
// may read is Invalid, one of a newer program Unsupported.
func Open(ctx context.Context, path string, options Options) (*File, error) {
	if options.Clock == nil {
		options.Clock = time.Now
	}
	if options.Passwords == (Cost{}) {
		options.Passwords = DefaultCost()
	}
	if err := makePrivate(path); err != nil {
		return nil, err
	}
	db, err := sqlx.Open("sqlite3", dsn(path))
	if err != nil {
		return nil, fmt.Errorf("accounts file %s: %w", path, err)
	}
	db.SetMaxOpenConns(4)
	f := &File{path: path, db: db, clock: options.Clock, hasher: newHasher(options.Passwords)}
	if err := f.migrate(ctx); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return f, nil
}

// Exists tells whether there is a file of accounts at the path.
func Exists(path string) (bool, error) {
	_, err := os.Stat(path)
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	return err == nil, err
}

// makePrivate makes an empty file that only its owner can read, or checks that
// the one which is there is so. SQLite gives the files beside it the same mode.
func makePrivate(path string) error {
	file, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE|os.O_EXCL, fileMode)
	if err == nil {
		return file.Close()
	}
	if !errors.Is(err, fs.ErrExist) {
		return fmt.Errorf("accounts file: %w", err)
	}
	info, err := os.Stat(path)
	switch {
	case err != nil:
		return fmt.Errorf("accounts file: %w", err)
	case !info.Mode().IsRegular():
		return registry.Errorf(registry.Invalid, "%s không phải một tệp", "%s is not a file", path)
	case runtime.GOOS != "windows" && info.Mode().Perm()&^fileMode != 0: // Windows has no such modes
		e := registry.Errorf(registry.Invalid, "tệp tài khoản %s có quyền %#o: người khác đọc được", "the accounts file %s has mode %#o: others can read it", path, info.Mode().Perm())
		e.Hint = registry.Textf("chạy: chmod 600 %s", "run: chmod 600 %s", path)
		return e
	}
	return nil
}

// dsn names the file with its pragmas: readers do not wait for a writer, a
// writer takes its lock at once and waits for others, and what was answered
// "signed out" stays so after a power cut.
func dsn(path string) string {
	if absolute, err := filepath.Abs(path); err == nil {
		path = absolute
	}
	address := (&url.URL{Path: filepath.ToSlash(path)}).EscapedPath()
	return "file:" + address + "?mode=rw&_journal_mode=WAL&_foreign_keys=on&_busy_timeout=10000&_synchronous=FULL&_txlock=immediate"
}

func (f *File) migrate(ctx context.Context) error {
	files, err := fs.Sub(migrationFiles, "migrations")
	if err != nil {
		return err
	}
	migrator, err := goose.NewProvider(goose.DialectSQLite3, f.db.DB, files,
		goose.WithTableName("schema_version"), goose.WithDisableGlobalRegistry(true))
	if err != nil {
		return err
	}
	sources := migrator.ListSources()
	newest := sources[len(sources)-1].Version
	present, err := migrator.GetDBVersion(ctx)
	if err != nil {
		return &registry.Error{Code: registry.Invalid, Cause: err,
			Message: registry.Textf("%s không phải tệp tài khoản", "%s is no file of accounts", f.path)}
	}
	if present > newest {
		return registry.Errorf(registry.Unsupported, "tệp tài khoản %s do phiên bản mới hơn tạo ra", "the accounts file %s was made by a newer version", f.path)
	}
	if _, err := migrator.Up(ctx); err != nil {
		return fmt.Errorf("accounts file %s: %w", f.path, err)
	}
	return nil
}

// Path is where the file is.
func (f *File) Path() string { return f.path }

// Close ends it.
func (f *File) Close() error { return f.db.Close() }

// Version changes when the file was changed through another connection, so that
// what is remembered of it must be read again. The connection asked is always
// the same one.
func (f *File) Version(ctx context.Context, on *Watch) (int64, error) {
	var version int64
	err := on.conn.GetContext(ctx, &version, "PRAGMA data_version")
	return version, err
}

// Watch is a connection that Version asks.
type Watch struct{ conn *sqlx.Conn }

// NewWatch is a connection for Version.
func (f *File) NewWatch(ctx context.Context) (*Watch, error) {
	conn, err := f.db.Connx(ctx)
	if err != nil {
		return nil, err
	}
	return &Watch{conn}, nil
}

// Close gives the connection back.
func (w *Watch) Close() error { return w.conn.Close() }

// now is the time in milliseconds since 1970, as the file keeps it.
func (f *File) now() int64 { return f.clock().UnixMilli() }

// instant is a kept time; 0 is the zero time.
func instant(ms int64) time.Time {
	if ms == 0 {
		return time.Time{}
	}
	return time.UnixMilli(ms)
}

// secret is 256 random bits as text for a cookie, a token or a link.
func secret() string {
	var raw [32]byte
	_, _ = rand.Read(raw[:]) // never fails: crypto/rand ends the program instead
	return base64.RawURLEncoding.EncodeToString(raw[:])
}

// Hash is what is kept of a secret, and finds it again.
type Hash = [sha256.Size]byte

// HashOf is the hash of a secret.
func HashOf(secret string) Hash { return sha256.Sum256([]byte(secret)) }

// shortID names a session or token for people.
func shortID() string { return strings.ToLower(rand.Text()[:12]) }

// inTransaction runs do in one transaction.
func (f *File) inTransaction(ctx context.Context, do func(*sqlx.Tx) error) (err error) {
	tx, err := f.db.BeginTxx(ctx, nil)
	if err != nil {
		return err
	}
	if err := do(tx); err != nil {
		return errors.Join(err, tx.Rollback())
	}
	return tx.Commit()
}
