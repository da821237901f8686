package sqlite

import (
	"context"
	"embed"
	"fmt"
	"io/fs"

	"github.com/jmoiron/sqlx"
	"github.com/pressly/goose/v3"

	"hatang/registry"
)

//go:embed migrations/*.sql
var migrationFiles embed.FS

// versionTable holds the version of the tables. SQLite's own user_version says
// which GeoPackage a file is.
const versionTable = "schema_version"

func newMigrator(db *sqlx.DB) (*goose.Provider, error) {
	files, err := fs.Sub(migrationFiles, "migrations")
	if err != nil {
		return nil, err
	}
	return goose.NewProvider(goose.DialectSQLite3, db.DB, files,
		goose.WithTableName(versionTable), goose.WithDisableGlobalRegistry(true))
}

// migrate brings the tables to the newest version. Each step is a transaction,
// so that what breaks off leaves the version before it.
func migrate(ctx context.Context, db *sqlx.DB, programVersion string) error {
	migrator, err := newMigrator(db)
	if err != nil {
		return err
	}
	sources := migrator.ListSources()
	newest := sources[len(sources)-1].Version
	present, err := versionOf(ctx, db)
	if err != nil || present == newest {
		return err
	}
	if present > newest {
		return newerError(ctx, db, present, newest)
	}
	if _, err := migrator.Up(ctx); err != nil {
		// Another program may have been migrating at the same moment.
		if present, again := versionOf(ctx, db); again != nil || present != newest {
			return fmt.Errorf("migrate from version %d to %d: %w", present, newest, err)
		}
	}
	_, err = db.ExecContext(ctx, `INSERT INTO about VALUES ('program', ?)
		ON CONFLICT (name) DO UPDATE SET value = excluded.value`, programVersion)
	return err
}

// versionOf is the version of the tables, 0 in an empty database. A database
// with tables but without a version is none of ours.
func versionOf(ctx context.Context, db *sqlx.DB) (int64, error) {
	var tables, versioned int
	err := db.QueryRowContext(ctx, `SELECT count(*), ifnull(sum(name = ?), 0) FROM sqlite_master WHERE type = 'table'`,
		versionTable).Scan(&tables, &versioned)
	if err != nil || tables == 0 {
		return 0, err
	}
	if versioned == 0 {
		return 0, errNotRegistry
	}
	var version int64
	err = db.GetContext(ctx, &version, `SELECT ifnull(max(version_id), 0) FROM `+versionTable+` WHERE is_applied`)
	return version, err
}

func newerError(ctx context.Context, db *sqlx.DB, present, newest int64) error {
	var program string
	if err := db.GetContext(ctx, &program, `SELECT ifnull(max(value), '') FROM about WHERE name = 'program'`); err != nil || program == "" {
		program = "?"
	}
	e := registry.Errorf(registry.Unsupported,
		"tệp do hatang mới hơn (%s) ghi: phiên bản %d, chương trình này đọc đến phiên bản %d",
		"the file was written by a newer hatang (%s): it is version %d, this program reads up to %d", program, present, newest)
	e.Hint = registry.Text{VI: "cập nhật hatang rồi mở lại", EN: "update hatang, then open it again"}
	return e
}
