//go:build linux

package main

import (
	"context"
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/paulmach/orb"
	"github.com/paulmach/orb/encoding/ewkb"
)

// postgres is a database of the same records.
type postgres struct {
	url        string // over the unix socket
	loopback   string // over TCP, for the peers that want it
	postmaster int    // process id
}

// load writes stations of one size, clustered by space. Positions on the
// ellipsoid, in degrees and on the map stand in tables of their own, so that
// each question reads the narrowest rows.
func (pg *postgres) load(ctx context.Context, list []station) error {
	conn, err := pgx.Connect(ctx, pg.url)
	if err != nil {
		return err
	}
	defer func() { _ = conn.Close(ctx) }()
	if _, err := conn.Exec(ctx, `drop table if exists raw; create unlogged table raw(gid int, id text, code text, operator_code text,
		commune_code text, technology text, band text, state text, power_w float8, antenna_height_m float8,
		coverage_radius_m float8, certificate_no text, note text, geom geometry(Point,4326))`); err != nil {
		return err
	}
	columns := []string{"gid", "code", "operator_code", "commune_code", "technology", "band", "state", "power_w",
		"antenna_height_m", "coverage_radius_m", "certificate_no", "note", "id", "geom"}
	_, err = conn.CopyFrom(ctx, pgx.Identifier{"raw"}, columns, pgx.CopyFromSlice(len(list), func(i int) ([]any, error) {
		s := list[i]
		return []any{s.number, s.Code, s.OperatorCode, s.CommuneCode, s.Technology, s.Band, s.State, s.PowerW.Value,
			s.AntennaHeightM.Value, s.CoverageRadiusM.Value, s.CertificateNo, s.Note, s.Code, ewkb.Value(s.Point, 4326)}, nil
	}))
	if err != nil {
		return fmt.Errorf("copy stations: %w", err)
	}
	// ORDER BY a geometry follows its Hilbert code in PostGIS 3.
	return pg.run(ctx, conn, strings.NewReplacer("$n", fmt.Sprint(len(list))).Replace(`
		drop table if exists stations_$n, earth_$n, map_$n;
		create table stations_$n as select * from raw order by geom;
		alter table stations_$n add primary key (gid);
		create index on stations_$n using gist (geom);
		create table earth_$n as select gid, geom::geography as geog from stations_$n order by geom;
		create index on earth_$n using gist (geog);
		create table map_$n as select gid, operator_code, technology, band, state, ST_Transform(geom,3857) as geom from stations_$n order by geom;
		create index on map_$n using gist (geom);
		drop table raw;
		vacuum analyze stations_$n; vacuum analyze earth_$n; vacuum analyze map_$n`))
}

// run executes statements one by one, as vacuum demands.
func (*postgres) run(ctx context.Context, conn *pgx.Conn, statements string) error {
	for statement := range strings.SplitSeq(statements, ";") {
		if _, err := conn.Exec(ctx, statement); err != nil {
			return fmt.Errorf("%s: %w", strings.TrimSpace(statement), err)
		}
	}
	return nil
}

func (pg *postgres) loadCommunes(ctx context.Context, areas []orb.MultiPolygon) error {
	conn, err := pgx.Connect(ctx, pg.url)
	if err != nil {
		return err
	}
	defer func() { _ = conn.Close(ctx) }()
	if err := pg.run(ctx, conn, `create extension if not exists postgis; drop table if exists communes, raw;
		create unlogged table raw(gid int, code text, geom geometry(MultiPolygon,4326))`); err != nil {
		return err
	}
	_, err = conn.CopyFrom(ctx, pgx.Identifier{"raw"}, []string{"gid", "code", "geom"}, pgx.CopyFromSlice(len(areas), func(i int) ([]any, error) {
		return []any{i, communeCode(i), ewkb.Value(areas[i], 4326)}, nil
	}))
	if err != nil {
		return fmt.Errorf("copy communes: %w", err)
	}
	return pg.run(ctx, conn, `create table communes as select * from raw order by geom; alter table communes add primary key (gid);
		create index on communes using gist (geom); drop table raw; vacuum analyze communes`)
}

// session is one connection with the questions prepared.
type session struct {
	conn    *pgx.Conn
	numbers []int32
	n       int
}

// The questions, by name. use_spheroid is ST_DWithin's default, said aloud.
func statements(n int) map[string]string {
	return map[string]string{
		"within":  fmt.Sprintf("select gid from earth_%d where ST_DWithin(geog, ST_SetSRID(ST_MakePoint($1,$2),4326)::geography, 5000, true)", n),
		"nearest": fmt.Sprintf("select gid from earth_%d order by geog <-> ST_SetSRID(ST_MakePoint($1,$2),4326)::geography limit 10", n),
		"box":     fmt.Sprintf("select gid from stations_%d where geom && ST_MakeEnvelope($1,$2,$3,$4,4326)", n),
		"commune": "select gid from communes where ST_Covers(geom, ST_SetSRID(ST_MakePoint($1,$2),4326))",
	}
}

func (pg *postgres) session(ctx context.Context, n int) (*session, error) {
	conn, err := pgx.Connect(ctx, pg.url)
	if err != nil {
		return nil, err
	}
	for name, text := range statements(n) {
		if _, err := conn.Prepare(ctx, name, text); err != nil {
			return nil, fmt.Errorf("prepare %s: %w", name, err)
		}
	}
	return &session{conn: conn, n: n}, nil
}

// ask puts a prepared question; the numbers are good until the next one.
func (s *session) ask(ctx context.Context, question string, p orb.Point) ([]int32, error) {
	args := []any{p[0], p[1]}
	if question == "box" {
		b := boxAround(p, s.n)
		args = []any{b.Min[0], b.Min[1], b.Max[0], b.Max[1]}
	}
	rows, err := s.conn.Query(ctx, question, args...)
	if err != nil {
		return nil, err
	}
	s.numbers = s.numbers[:0]
	for rows.Next() {
		raw := rows.RawValues()[0]
		s.numbers = append(s.numbers, int32(uint32(raw[0])<<24|uint32(raw[1])<<16|uint32(raw[2])<<8|uint32(raw[3])))
	}
	return s.numbers, rows.Err()
}
