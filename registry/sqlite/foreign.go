package sqlite

import (
	"context"
	"database/sql"
	"fmt"

	"github.com/mattn/go-sqlite3"
	"github.com/paulmach/orb"
)

// OpenForeign opens a GeoPackage of another program to be read. A file that
// cannot be opened beside its writer, as on a disc that is read-only, is read as
// it stands.
func OpenForeign(ctx context.Context, path string) (*sql.DB, error) {
	var first error
	for _, how := range []string{"mode=ro", "mode=ro&immutable=1"} {
		db := sql.OpenDB(&connector{&sqlite3.SQLiteDriver{}, address(path) + "?_query_only=on&_busy_timeout=10000&" + how})
		var tables int
		err := db.QueryRowContext(ctx, `SELECT count(*) FROM sqlite_master`).Scan(&tables)
		if err == nil {
			return db, nil
		}
		_ = db.Close() // nothing was written
		if first == nil {
			first = err
		}
	}
	return nil, fmt.Errorf("opening a GeoPackage: %w", first)
}

// CreateForeign makes a file for a GeoPackage to hand out. It is not safe
// against power cuts: it is written once and whole, or thrown away.
func CreateForeign(path string) *sql.DB {
	db := sql.OpenDB(&connector{&sqlite3.SQLiteDriver{}, address(path) + "?_journal_mode=OFF&_synchronous=OFF"})
	db.SetMaxOpenConns(1)
	return db
}

// EncodeGeometry appends a point, polygon or multipolygon on WGS 84 in the form
// of a GeoPackage; nil appends nothing. Polygons become multipolygons.
func EncodeGeometry(dst []byte, g orb.Geometry) ([]byte, error) { return appendGeometry(dst, g) }

// DecodeGeometry reads a geometry of a GeoPackage in whatever system it is: a
// point, a line, a polygon or several of one of them, heights dropped. An empty
// one, and no blob, are nil.
func DecodeGeometry(blob []byte) (orb.Geometry, error) { return decodeAny(blob, true) }
