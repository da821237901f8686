package planning

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/jmoiron/sqlx"
	_ "github.com/mattn/go-sqlite3" // the driver
	"github.com/paulmach/orb"
	"github.com/paulmach/orb/encoding/wkb"

	"hatang/geo/access"
	"hatang/registry"
)

// ReadRoadsGPKG is ReadRoads for a GeoPackage: every feature table with lines in
// WGS 84 longitude and latitude.
func ReadRoadsGPKG(ctx context.Context, src io.Reader, speeds Speeds) (lines []access.Line, about RoadAbout, err error) {
	file, err := os.CreateTemp("", "roads-*.gpkg")
	if err != nil {
		return nil, about, err
	}
	defer func() { err = errors.Join(err, os.Remove(file.Name())) }()
	_, err = io.Copy(file, src)
	if err = errors.Join(err, file.Close()); err != nil {
		return nil, about, err
	}
	db, err := sqlx.ConnectContext(ctx, "sqlite3", "file:"+file.Name()+"?mode=ro&immutable=1")
	if err != nil {
		return nil, about, notGPKG(err)
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	c := newCollector(speeds)
	var tables []struct {
		Name   string `db:"table_name"`
		Column string `db:"column_name"`
		SRS    int    `db:"srs_id"`
	}
	if err := db.SelectContext(ctx, &tables, `SELECT table_name, column_name, srs_id FROM gpkg_geometry_columns ORDER BY table_name`); err != nil {
		return nil, about, notGPKG(err)
	}
	for _, t := range tables {
		if t.SRS != 4326 {
			return nil, about, registry.Errorf(registry.Invalid, "lớp %s dùng hệ tọa độ %d, cần 4326 (ogr2ogr -t_srs EPSG:4326)",
				"layer %s is in reference system %d, 4326 is needed (ogr2ogr -t_srs EPSG:4326)", t.Name, t.SRS)
		}
		if err := readRoadTable(ctx, db, t.Name, t.Column, c); err != nil {
			return nil, about, err
		}
	}
	lines, err = c.done()
	return lines, about, err
}

func notGPKG(err error) error {
	return &registry.Error{Code: registry.Invalid, Cause: err, Message: registry.Text{
		VI: "tệp đường không phải GeoPackage", EN: "the roads are no GeoPackage",
	}}
}

// readRoadTable reads the features of one table.
func readRoadTable(ctx context.Context, db *sqlx.DB, table, column string, c *collector) error {
	quoted := `"` + strings.ReplaceAll(table, `"`, `""`) + `"`
	rows, err := db.QueryxContext(ctx, "SELECT * FROM "+quoted) //nolint:sqlclosecheck // closed below
	if err != nil {
		return notGPKG(err)
	}
	defer rows.Close() //nolint:errcheck // what went wrong while reading is in rows.Err
	for n := 1; rows.Next(); n++ {
		values := map[string]any{}
		if err := rows.MapScan(values); err != nil {
			return err
		}
		blob, _ := values[column].([]byte)
		g, err := gpkgGeometry(blob)
		switch {
		case err != nil:
			c.fault(n, column, "", "geometry", "hình học không đọc được", "the geometry cannot be read")
		case g != nil:
			c.add(n, g, values)
		}
	}
	return rows.Err()
}

// gpkgGeometry reads a blob: header, envelope, WKB; nil for an empty one. Lines
// with heights are refused: ogr2ogr -dim XY makes them flat.
func gpkgGeometry(blob []byte) (orb.Geometry, error) {
	if len(blob) == 0 {
		return nil, nil
	}
	if len(blob) < 8 || !bytes.Equal(blob[:2], []byte("GP")) {
		return nil, fmt.Errorf("no GeoPackage geometry")
	}
	flags := blob[3]
	envelope := map[byte]int{0: 0, 1: 32, 2: 48, 3: 48, 4: 64}
	size, known := envelope[flags>>1&7]
	if !known || len(blob) < 8+size+5 {
		return nil, fmt.Errorf("envelope of GeoPackage geometry cut short")
	}
	return wkb.Unmarshal(blob[8+size:])
}
