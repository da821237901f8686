package tiles_test

import (
	"context"
	"encoding/json"
	"fmt"
	"math"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/paulmach/orb"

	"hatang/geo/geodesy"
	"hatang/geo/index/indextest"
	"hatang/geo/tile"
	"hatang/geo/tooltest"
	"hatang/registry"
)

// gdal runs a program of GDAL on the service; the test is skipped where GDAL is
// not installed, but for continuous integration.
func gdal(t *testing.T, args ...string) string {
	t.Helper()
	program := tooltest.GDAL(t, args[0])
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	command := exec.CommandContext(ctx, program, args[1:]...)
	command.Env = append(os.Environ(), "no_proxy=127.0.0.1", "NO_PROXY=127.0.0.1", "CPL_DEBUG=OFF", "GDAL_HTTP_PROXY=")
	out, err := command.CombinedOutput()
	if err != nil {
		t.Fatalf("%v: %v\n%s", args, err, out)
	}
	return string(out)
}

// listening serves on a port of this machine.
func listening(t *testing.T, handler http.Handler) string {
	t.Helper()
	server := httptest.NewUnstartedServer(handler)
	listener, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	if err := server.Listener.Close(); err != nil {
		t.Fatal(err)
	}
	server.Listener = listener
	server.Start()
	t.Cleanup(server.Close)
	return server.URL
}

// TestGDALReadsTiles reads tiles as GDAL does, and compares the positions with
// those of the registry.
func TestGDALReadsTiles(t *testing.T) {
	t.Parallel()
	records := []registry.Record{viettel()}
	people := indextest.People(20_000, 5)
	hanoi := orb.Point{105.83, 21.02}
	id := tile.Containing(tile.Project(hanoi), 8)
	want := map[string]orb.Point{}
	for i, p := range people {
		if id.Bound().Pad(0.5).Contains(p) && len(want) < 3000 {
			records = append(records, site(fmt.Sprint(i), p))
			if id.Holds(tile.Project(p)) {
				want[fmt.Sprint(i)] = p
			}
		}
	}
	for _, area := range indextest.Communes(300) {
		records = append(records, &registry.AdminUnit{Code: fmt.Sprint(len(records)), Name: "Xã", Level: registry.LevelCommune, Type: "xa", Territory: registry.Territory{Area: area}})
	}
	s := start(t, records...)
	at := listening(t, s.handler)

	summary := gdal(t, "ogrinfo", "-al", "-so", "-where", "count = 1", fmt.Sprintf("MVT:%s/tiles/sites/%v.mvt", at, id))
	if !strings.Contains(summary, fmt.Sprintf("Feature Count: %d", len(want))) || !strings.Contains(summary, "Geometry: Point") {
		t.Errorf("want %d features:\n%s", len(want), summary)
	}
	// At zoom 14 tiles carry codes; the finest positions are 0.6 m apart.
	checked := 0
	for code, p := range want {
		if checked++; checked > 5 {
			break
		}
		deep := tile.Containing(tile.Project(p), 14)
		out := gdal(t, "ogr2ogr", "-f", "GeoJSON", "-t_srs", "EPSG:4326", "-where", "code = '"+code+"'", "/vsistdout/",
			fmt.Sprintf("MVT:%s/tiles/sites/%v.mvt", at, deep))
		var found struct {
			Features []struct {
				Geometry   struct{ Coordinates orb.Point }
				Properties map[string]any
			}
		}
		if err := json.Unmarshal([]byte(out), &found); err != nil || len(found.Features) != 1 {
			t.Fatalf("site %s: %v\n%s", code, err, out)
		}
		f := found.Features[0]
		if away := geodesy.DistanceM(f.Geometry.Coordinates, p); away > 1 || math.IsNaN(away) || f.Properties["operator_code"] != "viettel" {
			t.Errorf("site %s is %v m away: %v", code, away, f.Properties)
		}
	}
	units := gdal(t, "ogrinfo", "-al", "-so", fmt.Sprintf("MVT:%s/tiles/units/%v.mvt", at, id))
	if !strings.Contains(units, "Polygon") || strings.Contains(units, "Feature Count: 0") {
		t.Errorf("units:\n%s", units)
	}
}
