package importing

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"hatang/geo/crs"
	"hatang/registry"
	"hatang/registry/sqlite"
)

// gpkgReader reads one table of a GeoPackage: a layer of features or a table of
// attributes.
type gpkgReader struct {
	db       *sql.DB
	rows     *sql.Rows
	header   []string
	kept     []int // index of each header's value in the row
	geometry int   // index of the geometry, -1 for none
	values   []any
	targets  []any
	system   crs.CRS
	hasCRS   bool
	row      Row
	notes    []registry.Text
	layered  []string // the names of its layers
	chosen   string   // the name of the one that is read
}

// gpkgLayer is a table that can be read.
type gpkgLayer struct {
	name, geometry, organisation, systemName string
	code                                     int
	columns                                  []string
	key                                      string // the column that numbers the rows
	known                                    int
}

// newGPKGReader opens the layer that was asked for, or else the kind's own, or
// the one with the most known columns.
func newGPKGReader(ctx context.Context, path, asked, own string, wanted *crs.CRS, known func(string) bool) (*gpkgReader, error) {
	db, err := sqlite.OpenForeign(ctx, path)
	if err != nil {
		return nil, brokenGPKG(err)
	}
	r := &gpkgReader{db: db, geometry: -1}
	layer, err := r.choose(ctx, asked, own, known)
	if err == nil {
		err = r.setSystem(layer, wanted)
	}
	if err == nil {
		err = r.open(ctx, layer)
	}
	if err != nil {
		return nil, errors.Join(err, db.Close())
	}
	r.chosen = layer.name
	r.notes = append(r.notes, registry.Textf("lớp %q", "layer %q", layer.name))
	return r, nil
}

func brokenGPKG(err error) error {
	var bad *Broken
	if err == nil || errors.As(err, &bad) || errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	return broken("damaged", 0, registry.Textf("GeoPackage không đọc được (%v): tải lại tệp", "the GeoPackage cannot be read (%v): fetch it again", err))
}

// layers lists the tables with what is known of them.
func (r *gpkgReader) layers(ctx context.Context, known func(string) bool) (layers []gpkgLayer, err error) {
	rows, err := r.db.QueryContext(ctx, `SELECT c.table_name, ifnull(g.column_name, ''), ifnull(s.organization, ''), ifnull(s.organization_coordsys_id, 0), ifnull(s.srs_name, '')
		FROM gpkg_contents c LEFT JOIN gpkg_geometry_columns g ON g.table_name = c.table_name
		LEFT JOIN gpkg_spatial_ref_sys s ON s.srs_id = g.srs_id
		WHERE c.data_type IN ('features', 'attributes') ORDER BY c.rowid`)
	if err != nil {
		return nil, broken("format", 0, registry.Textf("tệp SQLite này không phải GeoPackage (%v)", "this SQLite file is no GeoPackage (%v)", err))
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	for rows.Next() {
		var l gpkgLayer
		if err := rows.Scan(&l.name, &l.geometry, &l.organisation, &l.code, &l.systemName); err != nil {
			return nil, brokenGPKG(err)
		}
		layers = append(layers, l)
	}
	if err := rows.Err(); err != nil {
		return nil, brokenGPKG(err)
	}
	for i := range layers {
		if err := r.describe(ctx, &layers[i], known); err != nil {
			return nil, err
		}
	}
	return layers, nil
}

// describe finds the columns of a layer.
func (r *gpkgReader) describe(ctx context.Context, l *gpkgLayer, known func(string) bool) (err error) {
	rows, err := r.db.QueryContext(ctx, `SELECT name, pk, upper(type) FROM pragma_table_info(?)`, l.name)
	if err != nil {
		return brokenGPKG(err)
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	for rows.Next() {
		var name, kind string
		var pk int
		if err := rows.Scan(&name, &pk, &kind); err != nil {
			return brokenGPKG(err)
		}
		l.columns = append(l.columns, name)
		if pk > 0 && kind == "INTEGER" {
			l.key = name
		} else if name != l.geometry && known(name) {
			l.known++
		}
	}
	return rows.Err()
}

func (r *gpkgReader) choose(ctx context.Context, asked, own string, known func(string) bool) (gpkgLayer, error) {
	layers, err := r.layers(ctx, known)
	if err != nil {
		return gpkgLayer{}, err
	}
	for _, l := range layers {
		r.layered = append(r.layered, l.name)
	}
	names, best := r.layered, -1
	for i, l := range layers {
		switch {
		case asked != "" && strings.EqualFold(l.name, asked), asked == "" && l.name == own:
			return l, nil
		case asked == "" && (best < 0 || l.known > layers[best].known):
			best = i
		}
	}
	if best < 0 {
		if asked != "" {
			return gpkgLayer{}, broken("layer", 0, registry.Textf("không có lớp %[1]q; các lớp: %[2]s", "there is no layer %[1]q; the layers: %[2]s", asked, strings.Join(names, ", ")))
		}
		return gpkgLayer{}, emptyFile()
	}
	if len(layers) > 1 {
		r.notes = append(r.notes, registry.Textf("tệp có %[1]d lớp: %[2]s (chọn bằng --layer)", "the file has %[1]d layers: %[2]s (choose with --layer)", len(layers), strings.Join(names, ", ")))
	}
	return layers[best], nil
}

// setSystem takes the layer's system, which must be the one that was stated.
func (r *gpkgReader) setSystem(l gpkgLayer, wanted *crs.CRS) error {
	if l.geometry == "" || l.code <= 0 {
		return nil
	}
	system, err := crs.ByEPSG(l.code)
	if err == nil && strings.EqualFold(l.organisation, "EPSG") {
		r.system, r.hasCRS = system, true
	}
	return checkSystem(fmt.Sprintf("%s (%s:%d)", l.systemName, l.organisation, l.code), r.system, r.hasCRS, wanted)
}

// checkSystem compares the system that a file states with the one that was asked
// for.
func checkSystem(name string, stated crs.CRS, known bool, wanted *crs.CRS) error {
	switch {
	case !known && wanted == nil:
		return broken("crs", 0, registry.Textf("tệp ghi hệ tọa độ %[1]s, không đổi được: cho biết hệ bằng --crs", "the file states the reference system %[1]s, which cannot be converted: give the system with --crs", name))
	case known && wanted != nil && stated.EPSG() != wanted.EPSG():
		return broken("crs", 0, registry.Textf("tệp ghi hệ tọa độ %[1]s, trái với --crs (%[2]s)", "the file states the reference system %[1]s, --crs says %[2]s", name, wanted.Name()))
	}
	return nil
}

func (r *gpkgReader) open(ctx context.Context, l gpkgLayer) error {
	quoted := `"` + strings.ReplaceAll(l.name, `"`, `""`) + `"`
	order := ""
	if l.key != "" {
		order = ` ORDER BY "` + strings.ReplaceAll(l.key, `"`, `""`) + `"`
	}
	rows, err := r.db.QueryContext(ctx, "SELECT * FROM "+quoted+order) //nolint:gosec,rowserrcheck // a name cannot be an argument, it is quoted; Next asks for the error
	if err != nil {
		return brokenGPKG(err)
	}
	r.rows = rows
	for i, name := range l.columns {
		switch name {
		case l.geometry:
			r.geometry = i
		case l.key:
		default:
			r.header = append(r.header, registry.Normalise(name))
			r.kept = append(r.kept, i)
		}
	}
	r.values, r.targets = make([]any, len(l.columns)), make([]any, len(l.columns))
	for i := range r.values {
		r.targets[i] = &r.values[i]
	}
	r.row.Cells = make([]Cell, len(r.header))
	return nil
}

// Header implements Reader.
func (r *gpkgReader) Header() []string { return r.header }

// Notes implements Reader.
func (r *gpkgReader) Notes() []registry.Text { return r.notes }

// Parts are the layers that can be asked for, and the one that is read.
func (r *gpkgReader) Parts() (names []string, chosen string) { return r.layered, r.chosen }

// System is the system of the layer's geometries.
func (r *gpkgReader) System() (crs.CRS, bool) { return r.system, r.hasCRS }

// Close releases the file.
func (r *gpkgReader) Close() error { return errors.Join(r.rows.Close(), r.db.Close()) }

// Next implements Reader.
func (r *gpkgReader) Next() (*Row, error) {
	if !r.rows.Next() {
		if err := r.rows.Err(); err != nil {
			return nil, brokenGPKG(err)
		}
		return nil, io.EOF
	}
	if err := r.rows.Scan(r.targets...); err != nil {
		return nil, brokenGPKG(err)
	}
	r.row = Row{Number: r.row.Number + 1, Cells: r.row.Cells, Problems: r.row.Problems[:0]}
	for i, at := range r.kept {
		r.row.Cells[i] = sqlCell(r.values[at])
	}
	if r.geometry < 0 {
		return &r.row, nil
	}
	blob, _ := r.values[r.geometry].([]byte)
	shape, err := sqlite.DecodeGeometry(blob)
	if err != nil {
		r.row.Problems = append(r.row.Problems, registry.Problem{
			Row: r.row.Number, Column: "geometry", Rule: "geometry", Severity: registry.Fault,
			Message: registry.Textf("hình học không hợp lệ: %v", "invalid geometry: %v", err),
		})
		return &r.row, nil
	}
	r.row.Geometry = shape
	return &r.row, nil
}

// sqlCell is a value of SQLite as a cell.
func sqlCell(value any) Cell {
	switch v := value.(type) {
	case string:
		return writtenCell(v)
	case int64:
		return Cell{strconv.FormatInt(v, 10), Number}
	case float64:
		return Cell{strconv.FormatFloat(v, 'f', -1, 64), Number}
	case bool:
		return Cell{strconv.FormatBool(v), Boolean}
	case time.Time:
		return Cell{v.Format(time.DateOnly), Written}
	case []byte:
		return Cell{"BLOB", Nested}
	}
	return Cell{}
}
