//go:build linux

package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strconv"
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

// lotTiles are the tiles of a zoom that hold the places, one for each: where
// more people live, more people look.
func lotTiles(places []orb.Point, z uint8) (list []tile.ID, different int) {
	seen := map[tile.ID]bool{}
	for _, p := range places[:1024] {
		id := tile.Containing(tile.Project(p), z)
		seen[id] = true
		list = append(list, id)
	}
	return list, len(seen)
}

// denseMeans are how many stations a tile holds that tegola draws as about
// 1.2 MB at zoom 8, 0.5 MB at zoom 10 and 0.2 MB at zoom 12, for which the target
// is set.
func denseMeans() map[uint8]int { return map[uint8]int{8: 45_000, 10: 19_000, 12: 7_500} }

// denseTiles are the densest tiles of a zoom, as many as hold that many stations
// on average.
func denseTiles(stations []station, z uint8, mean int) (list []tile.ID) {
	held := map[tile.ID]int{}
	for _, s := range stations {
		held[tile.Containing(tile.Project(s.Point), z)]++
	}
	all := slices.SortedFunc(maps.Keys(held), func(a, b tile.ID) int {
		return cmp.Or(cmp.Compare(held[b], held[a]), cmp.Compare(a.String(), b.String()))
	})
	sum := 0
	for i, id := range all {
		if sum += held[id]; sum < mean*(i+1) && i > 0 {
			break
		}
		list = append(list, id)
	}
	return list
}

// startEncoder runs this program anew as a service of nothing but tiles, so that
// whoever drives it does not share its threads.
func startEncoder(ctx context.Context, b *bench) (*service, error) {
	addr, err := freeAddress(ctx)
	if err != nil {
		return nil, err
	}
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	return start(ctx, b.folder, addr, "/", nil, self, "-"+encodeFlag, addr)
}

// serveTiles answers with tiles of the stations straight from the encoder, drawn
// anew for each request.
func serveTiles(ctx context.Context, addr string) error {
	layer, err := stationLayer(stations(largest))
	if err != nil {
		return err
	}
	type drawer struct {
		tile.Encoder
		content []byte
	}
	drawers := sync.Pool{New: func() any { return new(drawer) }}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", func(http.ResponseWriter, *http.Request) {}) // tells that it is there
	mux.HandleFunc("GET /tiles/stations/{z}/{x}/{y}", func(w http.ResponseWriter, r *http.Request) {
		id, ok := tileAsked(r)
		if !ok {
			http.NotFound(w, r)
			return
		}
		d, _ := drawers.Get().(*drawer)
		defer drawers.Put(d)
		d.content = layer.AppendTile(d.content[:0], &d.Encoder, id)
		w.Header().Set("Content-Length", strconv.Itoa(len(d.content)))
		_, _ = w.Write(d.content)
	})
	server := &http.Server{Addr: addr, ReadHeaderTimeout: time.Minute, Handler: mux}
	defer context.AfterFunc(ctx, func() { _ = server.Close() })()
	if err := server.ListenAndServe(); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}

func tileAsked(r *http.Request) (tile.ID, bool) {
	z, zErr := strconv.ParseUint(r.PathValue("z"), 10, 8)
	x, xErr := strconv.ParseUint(r.PathValue("x"), 10, 32)
	y, yErr := strconv.ParseUint(strings.TrimSuffix(r.PathValue("y"), ".mvt"), 10, 32)
	id := tile.ID{Z: uint8(z), X: uint32(x), Y: uint32(y)}
	return id, errors.Join(zErr, xErr, yErr) == nil && id.Valid()
}

// stationLayer is the layer with its rows in the order of the index, as the
// service has them, and the peer's table.
func stationLayer(list []station) (*tile.PointLayer, error) {
	fields := []tile.Field{
		{Name: "operator_code", Type: tile.TextType}, {Name: "technology", Type: tile.TextType},
		{Name: "band", Type: tile.TextType}, {Name: "state", Type: tile.TextType},
	}
	positions := make([]orb.Point, len(list))
	for i, s := range list {
		positions[i] = s.Point
	}
	order, err := index.NewPoints(positions)
	if err != nil {
		return nil, err
	}
	ids := make([]uint64, len(list))
	builder := tile.NewTable(fields...)
	for i, row := range order.Rows() {
		s := list[row]
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

// compareTiles measures zooms 8, 10 and 12, the densest tiles and those drawn by
// lot: hatang's service, which keeps tiles that did not change, and its encoder
// alone, which draws each anew.
func compareTiles(ctx context.Context, b *bench, hatang, tegola *service) ([]*comparison, error) {
	encoder, err := startEncoder(ctx, b)
	if err != nil {
		return nil, err
	}
	defer encoder.stop()
	served := func(requests []string) side {
		return overHTTP(hatang.addr, requests, func() time.Duration { return processTime(hatang.pid()) })
	}
	anew := func(requests []string) side {
		return overHTTP(encoder.addr, requests, func() time.Duration { return processTime(encoder.pid()) })
	}
	var rows []*comparison
	for _, way := range []struct {
		name string
		ours func([]string) side
	}{{"served", served}, {"drawn anew", anew}} {
		for _, z := range []uint8{8, 10, 12} {
			dense := denseTiles(b.lists[largest], z, denseMeans()[z])
			lot, different := lotTiles(b.places, z)
			densest := &comparison{name: fmt.Sprintf("zoom %d, %s", z, way.name), target: 50}
			drawn := &comparison{name: fmt.Sprintf("zoom %d by lot, %s", z, way.name)}
			if way.name == "served" {
				densest.note = fmt.Sprintf("zoom %d: the %d densest tiles; by lot %d different ones of 1,024", z, len(dense), different)
			}
			if err := b.compareTileLists(ctx, densest, dense, way.ours, tegola); err != nil {
				return nil, err
			}
			if err := b.compareTileLists(ctx, drawn, lot, way.ours, tegola); err != nil {
				return nil, err
			}
			rows = append(rows, densest, drawn)
		}
	}
	return rows, nil
}

func (b *bench) compareTileLists(ctx context.Context, row *comparison, list []tile.ID, side func([]string) side, tegola *service) error {
	var ours, theirs []string
	for _, id := range list {
		ours = append(ours, fmt.Sprintf("GET /tiles/stations/%s.mvt", id))
		theirs = append(theirs, fmt.Sprintf("GET /maps/stations/%s.pbf", id))
	}
	spent := func() time.Duration { return processTime(tegola.pid()) + childrenTime(b.pg.postmaster) }
	return compareWire(ctx, b, row, side(ours), overHTTP(tegola.addr, theirs, spent))
}
