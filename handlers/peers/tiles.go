package main

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"github.com/paulmach/orb"

	"hatang/geo/index"
	"hatang/geo/tile"
)

// tegolaConfig lets PostGIS write the tiles, from positions that are on the map
// already.
const tegolaConfig = `
[webserver]
port = "$addr"
[[providers]]
name = "pg"
type = "mvt_postgis"
uri = "$uri"
srid = 3857
  [[providers.layers]]
  name = "stations"
  geometry_fieldname = "geom"
  geometry_type = "point"
  id_fieldname = "gid"
  sql = "SELECT ST_AsMVTGeom(geom,!BBOX!) AS geom, gid, operator_code, technology, band, state FROM map_400000 WHERE geom && !BBOX!"
[[maps]]
name = "stations"
  [[maps.layers]]
  provider_layer = "pg.stations"
  min_zoom = 0
  max_zoom = 22
`

func startTegola(ctx context.Context, b *bench) (*service, error) {
	addr, err := freeAddress(ctx)
	if err != nil {
		return nil, err
	}
	config := filepath.Join(b.folder, "tegola.toml")
	content := strings.NewReplacer("$addr", addr, "$uri", b.pg.loopback).Replace(tegolaConfig)
	if err := os.WriteFile(config, []byte(content), 0o600); err != nil {
		return nil, err
	}
	return start(ctx, b.folder, addr, "/capabilities", nil, filepath.Join(b.tools, "tegola"), "serve", "--config", config)
}

func startFeatures(ctx context.Context, b *bench) (*service, error) {
	addr, err := freeAddress(ctx)
	if err != nil {
		return nil, err
	}
	_, port, _ := net.SplitHostPort(addr)
	config := filepath.Join(b.folder, "pg_featureserv.toml")
	content := fmt.Sprintf("[Server]\nHttpHost = \"127.0.0.1\"\nHttpPort = %s\n[Paging]\nLimitDefault = 10\nLimitMax = 10000\n", port)
	if err := os.WriteFile(config, []byte(content), 0o600); err != nil {
		return nil, err
	}
	return start(ctx, b.folder, addr, "/collections.json", []string{"DATABASE_URL=" + b.pg.loopback},
		filepath.Join(b.tools, "pg_featureserv"), "--config", config)
}

// tileAddresses are tiles of a zoom where people live.
func tileAddresses(places []orb.Point, z uint8) []tile.ID {
	var list []tile.ID
	seen := map[tile.ID]bool{}
	for _, p := range places {
		id := tile.Containing(tile.Project(p), z)
		if !seen[id] {
			seen[id] = true
			list = append(list, id)
		}
		if len(list) == 256 {
			break
		}
	}
	return list
}

// encoderService answers with tiles of the stations straight from the encoder,
// as long as the program has no route for them.
func encoderService(ctx context.Context, list []station) (addr string, stop func(), err error) {
	layer, err := stationLayer(list)
	if err != nil {
		return "", nil, err
	}
	encoders := sync.Pool{New: func() any { return new(tile.Encoder) }}
	var config net.ListenConfig
	listener, err := config.Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return "", nil, err
	}
	server := &http.Server{ReadHeaderTimeout: time.Minute, Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var id tile.ID
		if _, err := fmt.Sscanf(r.URL.Path, "/tiles/stations/%d/%d/%d.mvt", &id.Z, &id.X, &id.Y); err != nil || !id.Valid() {
			http.NotFound(w, r)
			return
		}
		encoder, _ := encoders.Get().(*tile.Encoder)
		defer encoders.Put(encoder)
		content := layer.AppendTile(nil, encoder, id)
		w.Header().Set("Content-Length", fmt.Sprint(len(content)))
		_, _ = w.Write(content)
	})}
	go func() { _ = server.Serve(listener) }()
	return listener.Addr().String(), func() { _ = server.Close() }, nil
}

func stationLayer(list []station) (*tile.PointLayer, error) {
	fields := []tile.Field{
		{Name: "operator_code", Type: tile.TextType}, {Name: "technology", Type: tile.TextType},
		{Name: "band", Type: tile.TextType}, {Name: "state", Type: tile.TextType},
	}
	positions := make([]orb.Point, len(list))
	ids := make([]uint64, len(list))
	builder := tile.NewTable(fields...)
	for i, s := range list {
		positions[i], ids[i] = s.Point, uint64(s.number)+1
		builder.Add(tile.Text(s.OperatorCode), tile.Text(s.Technology), tile.Text(s.Band), tile.Text(s.State))
	}
	table, err := builder.Table()
	if err != nil {
		return nil, err
	}
	points, err := tile.NewPoints(positions, ids, table)
	if err != nil {
		return nil, err
	}
	ix, err := index.NewPoints(positions)
	if err != nil {
		return nil, err
	}
	return &tile.PointLayer{Name: "stations", Points: points, Index: ix}, nil
}

// compareTiles measures zooms 8, 10 and 12. Where hatang serves tiles it is
// asked; else the encoder answers from within this process.
func compareTiles(ctx context.Context, b *bench, hatang, tegola *service) (rows []*comparison, served bool, err error) {
	addr, spent := hatang.addr, func() time.Duration { return processTime(hatang.pid()) }
	if served, err = servesTiles(ctx, hatang); err != nil {
		return nil, false, err
	}
	if !served {
		var stop func()
		if addr, stop, err = encoderService(ctx, b.lists[largest]); err != nil {
			return nil, false, err
		}
		defer stop()
		spent = func() time.Duration { return 0 }
	}
	theirSpent := func() time.Duration { return processTime(tegola.pid()) + childrenTime(b.pg.postmaster) }
	for _, z := range []uint8{8, 10, 12} {
		var ours, theirs []string
		for _, id := range tileAddresses(b.places, z) {
			ours = append(ours, fmt.Sprintf("GET /tiles/stations/%s.mvt", id))
			theirs = append(theirs, fmt.Sprintf("GET /maps/stations/%s.pbf", id))
		}
		row := &comparison{name: fmt.Sprintf("tiles, zoom %d", z), target: 50, note: fmt.Sprintf("%d different tiles in turn", len(ours))}
		if err := compareWire(ctx, b, row, overHTTP(addr, ours, spent), overHTTP(tegola.addr, theirs, theirSpent)); err != nil {
			return nil, served, err
		}
		rows = append(rows, row)
	}
	return rows, served, nil
}

func servesTiles(ctx context.Context, hatang *service) (bool, error) {
	c, err := dial(ctx, hatang.addr)
	if err != nil {
		return false, err
	}
	defer c.close()
	status, _, err := c.get("/tiles/stations.json")
	return status == http.StatusOK, err
}
