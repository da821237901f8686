package coverage

import (
	"context"
	"fmt"
	"math"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/paulmach/orb"

	"hatang/geo/raster"
	"hatang/geo/terrain"
	"hatang/registry"
	"hatang/registry/indicators"
	"hatang/registry/sqlite"
)

var author = registry.Author{Actor: "test", Request: "test", Reason: "test"}

// world is a registry of two communes, 16 km by 11 km, with an engine.
type world struct {
	tb     testing.TB
	store  *sqlite.Store
	engine *Engine
	ground *terrain.Model
	folder string
}

func clock() time.Time {
	return time.Date(2026, 11, 21, 9, 0, 0, 0, time.FixedZone("+07", 7*3600))
}

func newWorld(tb testing.TB) *world {
	tb.Helper()
	dir := tb.TempDir()
	store, err := sqlite.Create(tb.Context(), filepath.Join(dir, "registry.gpkg"), sqlite.Options{Clock: clock})
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() {
		if err := store.Close(); err != nil {
			tb.Error(err)
		}
	})
	w := &world{tb: tb, store: store, folder: filepath.Join(dir, "coverage"), ground: hills(tb)}
	w.put(
		&registry.Operator{Code: "viettel", Name: "Viettel", RowHead: head("op-viettel")},
		&registry.Operator{Code: "vnpt", Name: "VNPT", RowHead: head("op-vnpt")},
		unit("62", registry.LevelProvince, "", 107.90, 108.05, 30000),
		unit("W", registry.LevelCommune, "62", 107.90, 107.98, 20000),
		unit("E", registry.LevelCommune, "62", 107.98, 108.05, 10000),
	)
	w.engine = w.open()
	return w
}

func head(id string) registry.RowHead {
	from, err := registry.NewDate(2020, 1, 1)
	if err != nil {
		panic(err)
	}
	return registry.RowHead{Row: registry.Head{ID: id, ValidFrom: from}}
}

func unit(code, level, province string, west, east float64, people int64) *registry.AdminUnit {
	u := &registry.AdminUnit{RowHead: head("u-" + code), Code: code, Name: "Xã " + code, Level: level, ProvinceCode: province}
	u.Type = "xa"
	if level == registry.LevelProvince {
		u.Type = "tinh"
	}
	u.Population = registry.Some(people)
	u.Area = orb.MultiPolygon{{{{west, 14.3}, {east, 14.3}, {east, 14.4}, {west, 14.4}, {west, 14.3}}}}
	return u
}

// hills is a made-up ground around the communes: two ridges.
func hills(tb testing.TB) *terrain.Model {
	tb.Helper()
	g := raster.Grid{West: 107.6, North: 14.7, CellLonDeg: 0.002, CellLatDeg: 0.002, Cols: 400, Rows: 350}
	v := &raster.Values{Grid: g, Value: make([]float32, g.Cells())}
	for i := range v.Value {
		p := g.Centre(i%g.Cols, i/g.Cols)
		v.Value[i] = float32(500 + 120*math.Sin(p[0]*90) + 60*math.Cos(p[1]*140))
	}
	r, err := terrain.FromValues("hills", v)
	if err != nil {
		tb.Fatal(err)
	}
	m, err := terrain.NewModel(r)
	if err != nil {
		tb.Fatal(err)
	}
	return m
}

// open is an engine over the folder as another process would have it.
func (w *world) open() *Engine {
	w.tb.Helper()
	return w.openAt(w.folder)
}

func (w *world) openAt(folder string) *Engine {
	w.tb.Helper()
	e, err := Open(w.tb.Context(), folder, Options{
		Calculator: indicators.NewCalculator(w.store, "test"), Settings: w.store, Version: "test", Clock: clock,
	})
	if err != nil {
		w.tb.Fatal(err)
	}
	return e
}

func (w *world) put(recs ...registry.Record) {
	w.tb.Helper()
	err := w.store.Update(context.WithoutCancel(w.tb.Context()), author, func(ctx context.Context, wr registry.Writer) error {
		for _, rec := range recs {
			if _, err := wr.Put(ctx, rec); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		w.tb.Fatal(err)
	}
}

func (w *world) remove(kind registry.Kind, id string) {
	w.tb.Helper()
	from := head("").Row.ValidFrom
	err := w.store.Update(context.WithoutCancel(w.tb.Context()), author, func(ctx context.Context, wr registry.Writer) error {
		return wr.Delete(ctx, kind, id, from)
	})
	if err != nil {
		w.tb.Fatal(err)
	}
}

// mast is a site with one station of three sectors.
func mast(n int, operator, technology string, at orb.Point, heightM float64) []registry.Record {
	id := fmt.Sprintf("%03d", n)
	site := &registry.Site{RowHead: head("s-" + id), Code: "S" + id, OperatorCode: operator, State: registry.StateOnAir, HeightM: registry.Some(heightM)}
	site.Point, site.Located = at, true
	station := &registry.Station{RowHead: head("t-" + id), Code: "T" + id, SiteID: "s-" + id, OperatorCode: operator, Technology: technology,
		Band: "1800", State: registry.StateOnAir, AntennaHeightM: registry.Some(heightM)}
	station.Point, station.Located = at, true
	recs := []registry.Record{site, station}
	for k := range 3 {
		recs = append(recs, &registry.Sector{
			RowHead: head(fmt.Sprintf("c-%s-%d", id, k)), Code: fmt.Sprintf("C%s-%d", id, k), StationID: "t-" + id,
			AzimuthDeg: registry.Some(float64(n%7*10 + k*120)), EIRPdBm: registry.Some(58.0), BeamwidthDeg: registry.Some(65.0),
			MechanicalTiltDeg: registry.Some(1.0), ElectricalTiltDeg: registry.Some(3.0),
		})
	}
	return recs
}

func (w *world) compute(e *Engine) *ComputeReport {
	w.tb.Helper()
	return w.computeWith(e, func(*ComputeRequest) {})
}

func (w *world) computeWith(e *Engine, alter func(*ComputeRequest)) *ComputeReport {
	w.tb.Helper()
	ask := ComputeRequest{Unit: "62", Terrain: w.ground, Workers: 2, Parameters: Parameters{RadiusM: 4000}}
	alter(&ask)
	report, err := e.Compute(context.WithoutCancel(w.tb.Context()), w.store, ask)
	if err != nil {
		w.tb.Fatal(err)
	}
	return report
}

// same fails the test unless two engines hold the same rasters.
func (w *world) same(got, want *Engine) {
	w.tb.Helper()
	a, b := got.state.Load(), want.state.Load()
	if len(a.groups) != len(b.groups) {
		w.tb.Fatalf("%d groups, want %d", len(a.groups), len(b.groups))
	}
	for k, g := range b.groups {
		h := a.groups[k]
		if h == nil {
			w.tb.Fatalf("no group %v", k)
		}
		if !slices.Equal(h.network.Best, g.network.Best) || !slices.Equal(h.network.Server, g.network.Server) ||
			!slices.Equal(h.network.Servers, g.network.Servers) {
			w.tb.Fatalf("the rasters of %v differ", k)
		}
	}
}
