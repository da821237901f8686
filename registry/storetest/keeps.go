package storetest

import (
	"context"
	"math"
	"slices"
	"testing"
	"time"

	"hatang/registry"
)

var keepScenarios = []scenario{
	{"settings", settings},
	{"rasters", rasters},
}

func settings(t *testing.T, s registry.Store) {
	set := func(value string) {
		update(t, s, func(ctx context.Context, w registry.Writer) error {
			return w.PutSetting(ctx, registry.SettingTerritory, value)
		})
	}
	for _, value := range []string{"62", "62,51", "", "62"} {
		set(value)
		if got, err := s.Setting(t.Context(), registry.SettingTerritory); err != nil || got != value {
			t.Errorf("setting %q (%v), want %q", got, err, value)
		}
	}
	_ = refused(t, s, registry.Invalid, func(ctx context.Context, w registry.Writer) error { return w.PutSetting(ctx, "", "x") })
	var operations []registry.Operation
	for _, c := range chain(t, s) {
		operations = append(operations, c.Operation)
	}
	if want := []registry.Operation{registry.Created, registry.Changed, registry.Deleted, registry.Created}; !slices.Equal(operations, want) {
		t.Errorf("the chain tells %v, want %v", operations, want)
	}
}

func rasters(t *testing.T, s registry.Store) {
	nan := float32(math.NaN())
	r := registry.Raster{
		Name: "worldpop", Purpose: "population", Source: "Nguồn thử", Year: 2020,
		ImportedAt: time.Date(2026, 1, 2, 3, 4, 5, 6_000_000, time.UTC),
		West:       107.25, North: 15.5, CellLonDeg: 1.0 / 1200, CellLatDeg: 1.0 / 1200, Cols: 3, Rows: 2,
		Values: []float32{1.5, nan, 0, -1e-30, 3.4e38, 1},
	}
	store := func(r registry.Raster) {
		update(t, s, func(ctx context.Context, w registry.Writer) error { return w.PutRaster(ctx, r) })
	}
	store(r)
	store(r) // again: nothing
	got, err := s.Raster(t.Context(), "worldpop")
	if err != nil {
		t.Fatal(err)
	}
	for i := range r.Values {
		if math.Float32bits(got.Values[i]) != math.Float32bits(r.Values[i]) {
			t.Errorf("cell %d is %v, want %v", i, got.Values[i], r.Values[i])
		}
	}
	listed, err := s.Rasters(t.Context())
	if err != nil || len(listed) != 1 || listed[0].Values != nil {
		t.Fatalf("Rasters: %+v (%v), want one without values", listed, err)
	}
	for _, other := range []registry.Raster{got, listed[0]} {
		other.Values = nil
		want := r
		want.Values = nil
		if !sameRaster(other, want) {
			t.Errorf("comes back as %+v, want %+v", other, want)
		}
	}
	r.Values = []float32{1, 2, 3, 4, 5, 6}
	store(r) // replaced
	if got, err := s.Raster(t.Context(), "worldpop"); err != nil || !slices.Equal(got.Values, r.Values) {
		t.Errorf("replaced raster %v (%v), want %v", got.Values, err, r.Values)
	}
	if n := len(chain(t, s)); n != 2 {
		t.Errorf("%d changes, want 2", n)
	}
	if _, err := s.Raster(t.Context(), "none"); registry.CodeOf(err) != registry.NotFound {
		t.Errorf("Raster of no name: %v, want not found", err)
	}
	badRasters(t, s, r)
}

func sameRaster(a, b registry.Raster) bool {
	return a.Name == b.Name && a.Purpose == b.Purpose && a.Source == b.Source && a.Year == b.Year && a.ImportedAt.Equal(b.ImportedAt) &&
		a.West == b.West && a.North == b.North && a.CellLonDeg == b.CellLonDeg && a.CellLatDeg == b.CellLatDeg && a.Cols == b.Cols && a.Rows == b.Rows
}

func badRasters(t *testing.T, s registry.Store, good registry.Raster) {
	t.Helper()
	for name, damage := range map[string]func(*registry.Raster){
		"no name":         func(r *registry.Raster) { r.Name = "" },
		"too few values":  func(r *registry.Raster) { r.Values = r.Values[:5] },
		"no cells":        func(r *registry.Raster) { r.Cols, r.Values = 0, nil },
		"negative":        func(r *registry.Raster) { r.Cols, r.Rows = -3, -2 },
		"too many cells":  func(r *registry.Raster) { r.Cols, r.Rows = math.MaxInt32, math.MaxInt32 },
		"no cell size":    func(r *registry.Raster) { r.CellLatDeg = 0 },
		"corner is a NaN": func(r *registry.Raster) { r.West = math.NaN() },
	} {
		t.Run(name, func(t *testing.T) {
			bad := good
			damage(&bad)
			_ = refused(t, s, registry.Invalid, func(ctx context.Context, w registry.Writer) error { return w.PutRaster(ctx, bad) })
		})
	}
}
