package sqlite

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"net/url"
	"path/filepath"
	"runtime"
	"strings"

	"github.com/jmoiron/sqlx"
	"github.com/mattn/go-sqlite3"
)

// connector opens connections to one file that all have our functions. It is
// used in place of a driver registered by name, which would be global.
type connector struct {
	driver *sqlite3.SQLiteDriver
	dsn    string
}

func (c *connector) Connect(context.Context) (driver.Conn, error) { return c.driver.Open(c.dsn) }
func (c *connector) Driver() driver.Driver                        { return c.driver }

// pragmas are set on every connection.
var pragmas = []string{
	// Readers see the last committed state while a writer works.
	"_journal_mode=WAL",
	// The GeoPackage tables refer to each other by foreign keys.
	"_foreign_keys=on",
	// QGIS and a second hatang hold the write lock for moments; wait for them.
	"_busy_timeout=10000",
	// A permit that was answered "saved" must be there after a power cut. NORMAL
	// would keep the file whole but could lose the last commits.
	"_synchronous=FULL",
	// A registry is tens of megabytes: keep its pages.
	"_cache_size=-65536",
	// Compiling an INSERT on a table with a dozen triggers costs more than
	// running it.
	"_stmt_cache_size=200",
}

// Left as it is by default: trusted_schema stays on, because the R-tree triggers
// call ST_ functions, and this driver cannot mark its functions as innocuous.
// They compute on their arguments only, and extensions cannot be loaded.

// openWriter is a pool of the one connection that writes.
func openWriter(path string) *sqlx.DB {
	// IMMEDIATE takes the write lock at BEGIN: a transaction that began as a
	// reader cannot wait for the lock and would fail instead.
	db := open(path, "_txlock=immediate", "mode=rw")
	db.SetMaxOpenConns(1)
	return db
}

// openReaders is the pool of connections that only read. As many as there are
// cores are kept; more are opened when a reader asks from within another's
// answer, where a fixed limit would lock up.
func openReaders(path string) *sqlx.DB {
	db := open(path, "_txlock=deferred", "_query_only=on", "mode=rw")
	db.SetMaxIdleConns(runtime.NumCPU())
	return db
}

func open(path string, options ...string) *sqlx.DB {
	dsn := address(path) + "?" + strings.Join(append(options, pragmas...), "&")
	return sqlx.NewDb(sql.OpenDB(&connector{&sqlite3.SQLiteDriver{ConnectHook: register}, dsn}), "sqlite3")
}

// address is the file as a URI, in which a path may hold any character.
func address(path string) string {
	if absolute, err := filepath.Abs(path); err == nil {
		path = absolute
	}
	return "file:" + (&url.URL{Path: filepath.ToSlash(path)}).EscapedPath()
}
