package exporting

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"strings"

	"github.com/paulmach/orb"

	"hatang/registry"
	"hatang/registry/sqlite"
)

// gpkgWriter writes a GeoPackage 1.3 (OGC 12-128r18) of one table: a layer of
// features on WGS 84, or attributes for kinds without geometry. It is made in a
// temporary file, since SQLite writes all over a file, and then handed out.
type gpkgWriter struct {
	ctx     context.Context //nolint:containedctx // SQL wants one with each statement, the writers' interface has none
	out     io.Writer
	schema  *registry.Schema
	options Options
	fields  []*registry.Field
	path    string
	db      *sql.DB
	tx      *sql.Tx
	insert  *sql.Stmt
	args    []any
	bound   orb.Bound
	located bool
}

func newGPKGWriter(ctx context.Context, out io.Writer, schema *registry.Schema, options Options) *gpkgWriter {
	return &gpkgWriter{ctx: ctx, out: out, schema: schema, options: options, fields: keptFields(schema, options)}
}

// Close removes the temporary file.
func (w *gpkgWriter) Close() error {
	var errs []error
	if w.tx != nil {
		if err := w.tx.Rollback(); !errors.Is(err, sql.ErrTxDone) {
			errs = append(errs, err)
		}
	}
	if w.db != nil {
		errs = append(errs, w.db.Close())
	}
	if w.path != "" {
		errs = append(errs, os.Remove(w.path))
	}
	return errors.Join(errs...)
}

// gpkgTables are the tables that every GeoPackage has (clauses 1.1.2, 1.1.3 and
// 2.1.5), with the three reference systems that it must know.
const gpkgTables = `
PRAGMA application_id = 1196444487; -- "GPKG"
PRAGMA user_version = 10300;
CREATE TABLE gpkg_spatial_ref_sys (srs_name TEXT NOT NULL, srs_id INTEGER PRIMARY KEY, organization TEXT NOT NULL,
	organization_coordsys_id INTEGER NOT NULL, definition TEXT NOT NULL, description TEXT);
CREATE TABLE gpkg_contents (table_name TEXT NOT NULL PRIMARY KEY, data_type TEXT NOT NULL, identifier TEXT UNIQUE,
	description TEXT DEFAULT '', last_change DATETIME NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ','now')),
	min_x DOUBLE, min_y DOUBLE, max_x DOUBLE, max_y DOUBLE, srs_id INTEGER,
	CONSTRAINT fk_gc_r_srs_id FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys(srs_id));
CREATE TABLE gpkg_geometry_columns (table_name TEXT NOT NULL, column_name TEXT NOT NULL, geometry_type_name TEXT NOT NULL,
	srs_id INTEGER NOT NULL, z TINYINT NOT NULL, m TINYINT NOT NULL,
	CONSTRAINT pk_geom_cols PRIMARY KEY (table_name, column_name), CONSTRAINT uk_gc_table_name UNIQUE (table_name),
	CONSTRAINT fk_gc_tn FOREIGN KEY (table_name) REFERENCES gpkg_contents(table_name),
	CONSTRAINT fk_gc_srs FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys (srs_id));
INSERT INTO gpkg_spatial_ref_sys VALUES
	('Undefined Cartesian SRS', -1, 'NONE', -1, 'undefined', 'undefined Cartesian coordinate reference system'),
	('Undefined geographic SRS', 0, 'NONE', 0, 'undefined', 'undefined geographic coordinate reference system'),
	('WGS 84 geodetic', 4326, 'EPSG', 4326, 'GEOGCS["WGS 84",DATUM["WGS_1984",SPHEROID["WGS 84",6378137,298.257223563,AUTHORITY["EPSG","7030"]],AUTHORITY["EPSG","6326"]],PRIMEM["Greenwich",0,AUTHORITY["EPSG","8901"]],UNIT["degree",0.0174532925199433,AUTHORITY["EPSG","9122"]],AUTHORITY["EPSG","4326"]]', 'longitude/latitude coordinates in decimal degrees on the WGS 84 spheroid');
`

func (w *gpkgWriter) begin() error {
	file, err := os.CreateTemp("", "hatang-export-*.gpkg")
	if err != nil {
		return err
	}
	w.path = file.Name()
	if err := file.Close(); err != nil {
		return err
	}
	w.db = sqlite.CreateForeign(w.path)
	if _, err := w.db.ExecContext(w.ctx, gpkgTables); err != nil {
		return fmt.Errorf("laying out the GeoPackage: %w", err)
	}
	if w.tx, err = w.db.BeginTx(w.ctx, nil); err != nil {
		return err
	}
	columns, marks := []string{"fid INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL"}, []string{}
	if w.schema.Shapes != registry.NoShapes {
		columns, marks = append(columns, "geom "+w.geometryType()), append(marks, "geom")
	}
	for _, f := range w.fields {
		columns, marks = append(columns, quote(f.Name)+" "+columnType(f)), append(marks, quote(f.Name))
	}
	w.args = make([]any, 0, len(marks))
	table := quote(w.schema.Table)
	if _, err := w.tx.ExecContext(w.ctx, "CREATE TABLE "+table+" ("+strings.Join(columns, ", ")+")"); err != nil {
		return err
	}
	values := strings.TrimSuffix(strings.Repeat("?,", len(marks)), ",")
	w.insert, err = w.tx.PrepareContext(w.ctx, "INSERT INTO "+table+" ("+strings.Join(marks, ", ")+") VALUES ("+values+")") //nolint:gosec // names of the schema, values as arguments
	return err
}

func (w *gpkgWriter) geometryType() string {
	if w.schema.Shapes == registry.Points {
		return "POINT"
	}
	return "MULTIPOLYGON"
}

func columnType(f *registry.Field) string {
	switch f.Type {
	case registry.IntegerField:
		return "INTEGER"
	case registry.RealField:
		return "REAL"
	case registry.BooleanField:
		return "BOOLEAN"
	case registry.DateField:
		return "DATE"
	}
	return "TEXT"
}

func quote(name string) string { return `"` + strings.ReplaceAll(name, `"`, `""`) + `"` }

func (w *gpkgWriter) record(rec registry.Record) error {
	w.args = w.args[:0]
	if w.schema.Shapes != registry.NoShapes {
		shape := rec.Shape()
		var blob any // NULL where there is none
		if shape != nil {
			encoded, err := sqlite.EncodeGeometry(nil, shape)
			if err != nil {
				return err
			}
			blob = encoded
			w.extend(shape.Bound())
		}
		w.args = append(w.args, blob)
	}
	for _, f := range w.fields {
		value := f.Value(rec)
		switch v := value.(type) {
		case registry.Date:
			value = v.String()
		case float64:
			if math.IsNaN(v) || math.IsInf(v, 0) {
				value = nil
			}
		}
		w.args = append(w.args, value)
	}
	_, err := w.insert.ExecContext(w.ctx, w.args...)
	return err
}

func (w *gpkgWriter) extend(b orb.Bound) {
	if w.located {
		b = w.bound.Union(b)
	}
	w.bound, w.located = b, true
}

func (w *gpkgWriter) end(int) error {
	dataType, srs := "attributes", any(nil)
	extent := [4]any{}
	if w.schema.Shapes != registry.NoShapes {
		dataType, srs = "features", 4326
		if w.located {
			extent = [4]any{w.bound.Min[0], w.bound.Min[1], w.bound.Max[0], w.bound.Max[1]}
		}
	}
	_, err := w.tx.ExecContext(w.ctx, `INSERT INTO gpkg_contents (table_name, data_type, identifier, description, min_x, min_y, max_x, max_y, srs_id)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		w.schema.Table, dataType, w.schema.Label.VI, strings.Trim(w.options.Notice.VI+" / "+w.options.Notice.EN, " /"), extent[0], extent[1], extent[2], extent[3], srs)
	if err == nil && dataType == "features" {
		_, err = w.tx.ExecContext(w.ctx, `INSERT INTO gpkg_geometry_columns VALUES (?, 'geom', ?, 4326, 0, 0)`, w.schema.Table, w.geometryType())
	}
	if err != nil {
		return err
	}
	if err := errors.Join(w.insert.Close(), w.tx.Commit()); err != nil {
		return err
	}
	if err := w.db.Close(); err != nil {
		return err
	}
	w.db = nil
	file, err := os.Open(w.path)
	if err != nil {
		return err
	}
	_, err = io.Copy(w.out, file)
	return errors.Join(err, file.Close())
}
