package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/paulmach/orb"

	"hatang/geo/tooltest"
	"hatang/registry"
	"hatang/registry/indicators"
	"hatang/registry/network"
	"hatang/registry/sqlite"
)

// realUnits is a file of real communes beside the project; the test is skipped
// where there is none.
func realUnits(t *testing.T, name string) string {
	t.Helper()
	path := filepath.Join("..", "..", "..", "shared", "data", "units", name)
	if _, err := os.Stat(path); err != nil {
		t.Skipf("skipped: %s is not beside this checkout", name)
	}
	return path
}

// must runs the program and fails the test unless it ends as expected.
func must(t *testing.T, wantCode int, args ...string) (out string) {
	t.Helper()
	code, out, errOut := hatang(t, args...)
	if code != wantCode {
		t.Fatalf("hatang %s: exit %d, want %d\n%s%s", strings.Join(args, " "), code, wantCode, out, errOut)
	}
	return out
}

// The real communes of a province are imported and every one of its people
// stands on the surface.
func TestRealProvinces(t *testing.T) {
	for _, c := range []struct {
		file, province, from string
		communes             int
		people               float64
	}{
		{"communes_kon_tum_2020.geojson.gz", "62", "2019-04-01", 102, 540438},
		{"communes_bac_ninh_2025.geojson.gz", "24", "2025-07-01", 99, 0},
	} {
		t.Run(c.file, func(t *testing.T) {
			units := realUnits(t, c.file)
			db := filepath.Join(t.TempDir(), "registry.gpkg")
			must(t, exitDone, "init", "--db", db, "--province", c.province)
			must(t, exitDone, "import", "units", units, "--db", db, "--valid-from", c.from, "--ignore-unknown")
			again := must(t, exitDone, "import", "units", units, "--db", db, "--valid-from", c.from, "--ignore-unknown", "--json")
			var report struct{ Created, Changed, Unchanged int }
			if err := json.Unmarshal([]byte(again), &report); err != nil {
				t.Fatal(err)
			}
			if report.Created != 0 || report.Changed != 0 || report.Unchanged != c.communes {
				t.Errorf("the second import: %+v, want %d unchanged", report, c.communes)
			}
			points := filepath.Join(t.TempDir(), "points.csv")
			p := interiorOfFirstCommune(t, db)
			line := fmt.Sprintf("code,operator_code,class,lon,lat\nA,vnpost,agent,%v,%v\n", p.Lon(), p.Lat())
			if err := os.WriteFile(points, []byte(line), 0o600); err != nil {
				t.Fatal(err)
			}
			must(t, exitDone, "import", "postal", points, "--db", db)
			for _, kind := range []string{"postal", "bts", "radio"} {
				var served indicators.Served
				if err := json.Unmarshal([]byte(must(t, exitDone, "served", kind, "--db", db, "--json")), &served); err != nil {
					t.Fatal(err)
				}
				if served.Official.AreaKM2.Value.Or(0) < 1000 || !served.Official.People.Value.Known {
					t.Errorf("%s: S %+v, P %+v", kind, served.Official.AreaKM2, served.Official.People)
				}
				if kind != "postal" {
					continue
				}
				got, want := served.Access.Total.People, c.people
				if want == 0 {
					want = served.Official.People.Value.Value
				}
				if diff := got - want; diff > 1 || diff < -1 {
					t.Errorf("%.3f people on the surface, want %.0f ± 1", got, want)
				}
			}
			if _, err := os.Stat(units); err == nil {
				compareWithGDAL(t, db)
			}
		})
	}
}

func openView(t *testing.T, db string) *network.View {
	t.Helper()
	store, err := sqlite.Open(t.Context(), db, sqlite.Options{})
	if err != nil {
		t.Fatal(err)
	}
	live, err := network.Open(context.WithoutCancel(t.Context()), store, network.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		live.Close()
		if err := store.Close(); err != nil {
			t.Error(err)
		}
	})
	return live.View()
}

func interiorOfFirstCommune(t *testing.T, db string) orb.Point {
	t.Helper()
	view := openView(t, db)
	units, err := registry.Find[*registry.AdminUnit](t.Context(), view, registry.Query{
		Kind: registry.Units, Where: []registry.Condition{registry.Where("level", registry.LevelCommune)},
	})
	if err != nil {
		t.Fatal(err)
	}
	random := rand.New(rand.NewPCG(1, 1))
	for box := units[0].Area.Bound(); ; {
		p := within(random, box)
		if at, found := view.CommuneAt(p, registry.Date{}); found && at.Code == units[0].Code {
			return p
		}
	}
}

func within(random *rand.Rand, box orb.Bound) orb.Point {
	return orb.Point{
		box.Min[0] + random.Float64()*(box.Max[0]-box.Min[0]),
		box.Min[1] + random.Float64()*(box.Max[1]-box.Min[1]),
	}
}

// spatialJoin prints, for each point on standard input, the communes of the
// registry file that GDAL finds to hold it.
const spatialJoin = `
import sys
from osgeo import ogr
ogr.UseExceptions()
source = ogr.Open(sys.argv[1])
layer = source.GetLayerByName('admin_unit')
layer.SetAttributeFilter("level = 'commune'")
units = [(f.GetField('code'), f.GetGeometryRef().Clone()) for f in layer]
boxes = [g.GetEnvelope() for _, g in units]
for line in sys.stdin:
    x, y = map(float, line.split())
    p = ogr.Geometry(ogr.wkbPoint)
    p.AddPoint_2D(x, y)
    print(' '.join(code for (code, g), (w, e, s, n) in zip(units, boxes) if w <= x <= e and s <= y <= n and g.Contains(p)))
`

// compareWithGDAL asks which commune holds each of 10,000 random points, of us
// and of GDAL's spatial predicates. Where real polygons overlap GDAL names
// several, and ours is one of them.
func compareWithGDAL(t *testing.T, db string) {
	t.Helper()
	python := tooltest.Python(t, "osgeo", "python3-gdal")
	view := openView(t, db)
	units, err := registry.Find[*registry.AdminUnit](t.Context(), view, registry.Query{
		Kind: registry.Units, Where: []registry.Condition{registry.Where("level", registry.LevelProvince)},
	})
	if err != nil || len(units) != 1 {
		t.Fatalf("%d provinces, %v", len(units), err)
	}
	random := rand.New(rand.NewPCG(62, 24))
	var input bytes.Buffer
	points := make([]orb.Point, 10000)
	for i := range points {
		points[i] = within(random, units[0].Area.Bound())
		fmt.Fprintf(&input, "%.17g %.17g\n", points[i].Lon(), points[i].Lat())
	}
	command := exec.CommandContext(t.Context(), python, "-c", spatialJoin, db)
	command.Stdin, command.Stderr = &input, os.Stderr
	answer, err := command.Output()
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSuffix(string(answer), "\n"), "\n")
	inside := 0
	for i, p := range points {
		candidates := strings.Fields(lines[i])
		unit, found := view.CommuneAt(p, registry.Date{})
		if found != (len(candidates) > 0) || (found && !slices.Contains(candidates, unit.Code)) {
			t.Errorf("%v lies in %v, GDAL says %v", p, unit, candidates)
		}
		if found {
			inside++
		}
	}
	if inside < 3000 {
		t.Errorf("only %d of 10,000 points lie in a commune", inside)
	}
	t.Logf("%d of %d points lie in a commune, as GDAL says", inside, len(points))
}
