package coverage

import (
	"slices"
	"strings"
	"testing"

	"github.com/paulmach/orb"

	"hatang/geo/geodesy"
	"hatang/geo/raster"
	"hatang/registry"
)

func (w *world) siting(grid raster.Grid, alter func(*SitingRequest)) *Siting {
	w.tb.Helper()
	ask := SitingRequest{Grid: grid, Mast: GainRequest{HeightM: 30, Operator: "viettel", Technologies: []string{"4G"}, Terrain: w.ground, RadiusM: 3000}}
	if alter != nil {
		alter(&ask)
	}
	s, err := w.engine.Siting(w.tb.Context(), w.store, ask)
	if err != nil {
		w.tb.Fatal(err)
	}
	return s
}

func (w *world) gridOf(unit string) raster.Grid {
	w.tb.Helper()
	g, err := w.engine.calculator.Ground(w.tb.Context(), w.store, unit, registry.Date{})
	if err != nil {
		w.tb.Fatal(err)
	}
	return g.Surface.Grid
}

// The footprints of existing sites together are where the engine says that there is
// usable signal, on its own grid and on that of a commune within.
func TestSitingExisting(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for n, at := range []orb.Point{{107.91, 14.32}, {107.95, 14.37}, {107.97, 14.33}} {
		w.put(mast(n, "viettel", "4G", at, 30+5*float64(n))...)
	}
	w.compute(w.engine)
	for _, unit := range []string{"62", "E"} {
		grid := w.gridOf(unit)
		s := w.siting(grid, nil)
		covered := map[int32]bool{}
		for _, id := range s.Sites() {
			cells, known, err := s.Existing(id)
			if err != nil || !known || !slices.IsSorted(cells) {
				t.Fatalf("%s: known %v, %v", id, known, err)
			}
			for _, cell := range cells {
				covered[cell] = true
			}
		}
		usable := 0
		for i := range grid.Cells() {
			here, err := w.engine.At(t.Context(), grid.Centre(i%grid.Cols, i/grid.Cols), "viettel", "4G")
			if err != nil {
				t.Fatal(err)
			}
			if here.Networks[0].Usable != covered[int32(i)] {
				t.Fatalf("unit %s, cell %d: usable %v, covered %v", unit, i, here.Networks[0].Usable, covered[int32(i)])
			}
			usable += count(here.Networks[0].Usable)
		}
		if usable == 0 || usable == grid.Cells() {
			t.Errorf("unit %s: %d of %d cells: nothing is tried", unit, usable, grid.Cells())
		}
		resampled := slices.ContainsFunc(s.Basis().Warnings, func(c Caution) bool { return c.Code == "resampled" })
		if b := s.Basis(); b.Computed != map[string]int{"62": 3, "E": 2}[unit] || b.Declared != 0 || b.Outdated != 0 || resampled != (unit == "E") {
			t.Errorf("unit %s: basis %+v", unit, b)
		}
	}
}

// A site counts with its computed footprint, else with the radius that it declares,
// and where there is neither it is said.
func TestSitingFallsBack(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.put(mast(0, "viettel", "4G", orb.Point{107.92, 14.33}, 30)...)
	w.compute(w.engine)
	later := mast(1, "viettel", "4G", orb.Point{107.96, 14.36}, 30) // after the computation, with a radius
	later[1].(*registry.Station).CoverageRadiusM = registry.Some(1500.)
	w.put(later...)
	w.put(mast(2, "viettel", "4G", orb.Point{108.0, 14.36}, 30)...) // after it, without
	w.put(mast(3, "viettel", "3G", orb.Point{108.0, 14.32}, 30)...) // another technology
	w.put(mast(4, "vnpt", "4G", orb.Point{108.02, 14.32}, 30)...)   // another operator
	plain := func(id, technologies string, radiusM float64) {
		site := &registry.Site{RowHead: head(id), Code: id, OperatorCode: "viettel", State: registry.StateOnAir, Technologies: technologies}
		site.Point, site.Located = orb.Point{108.03, 14.35}, true
		if radiusM > 0 {
			site.CoverageRadiusM = registry.Some(radiusM)
		}
		w.put(site)
	}
	plain("says", "4G", 800)
	plain("mute", "4G", 0)
	plain("silent", "", 900)
	grid := w.gridOf("62")
	s := w.siting(grid, nil)
	if b := s.Basis(); b.Computed != 1 || b.Declared != 2 || b.Unknown != 2 || b.Silent != 1 {
		t.Errorf("basis: %+v", b)
	}
	for id, want := range map[string]bool{"s-000": true, "s-001": true, "s-002": false, "s-003": true, "s-004": true, "says": true, "mute": false, "silent": false} {
		cells, known, err := s.Existing(id)
		if err != nil || known != want || (len(cells) > 0) != (known && id != "s-003" && id != "s-004") {
			t.Errorf("%s: %d cells, known %v, %v", id, len(cells), known, err)
		}
	}
	disc, _, _ := s.Existing("s-001")
	for i := range grid.Cells() {
		inside := geodesy.DistanceM(orb.Point{107.96, 14.36}, grid.Centre(i%grid.Cols, i/grid.Cols)) <= 1500
		if _, found := slices.BinarySearch(disc, int32(i)); found != inside {
			t.Fatalf("cell %d of a declared disc: %v, by distance %v", i, found, inside)
		}
	}
	// Anybody's signal: the mast of the other operator counts too.
	if b := w.siting(grid, func(ask *SitingRequest) { ask.Mast.Operator = "" }).Basis(); b.Unknown != 3 {
		t.Errorf("of any operator: %+v", b)
	}
}

// A new footprint is that of Gain, to the cell; none is kept in the folder.
func TestSitingProposed(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.put(mast(0, "viettel", "4G", orb.Point{107.92, 14.33}, 30)...)
	at := orb.Point{107.97, 14.36}
	s := w.siting(w.gridOf("62"), func(ask *SitingRequest) { ask.Mast.AzimuthsDeg = []float64{0, 120, 240} })
	alone, err := s.Proposed(t.Context(), at) // before anything is computed
	if err != nil || alone.Refused || len(alone.Cells) == 0 {
		t.Fatalf("%+v, %v", alone, err)
	}
	w.compute(w.engine)
	ask := GainRequest{At: at, HeightM: 30, Operator: "viettel", Technologies: []string{"4G"}, Terrain: w.ground, RadiusM: 3000, AzimuthsDeg: []float64{0, 120, 240}}
	gain, err := w.engine.Gain(t.Context(), w.store, ask)
	if err != nil || !slices.Equal(gain.Technologies[0].Cells, alone.Cells) {
		t.Errorf("gain: %v; the cells differ", err)
	}
	refused, err := s.Proposed(t.Context(), orb.Point{120, 20})
	if err != nil || !refused.Refused || !strings.Contains(refused.Doubts[0].EN, ":") {
		t.Errorf("far from everything: %+v, %v", refused, err)
	}
	before, err := w.engine.Settled(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	w.put(mast(1, "viettel", "4G", orb.Point{108.0, 14.33}, 30)...)
	w.compute(w.engine)
	if after, err := w.engine.Settled(t.Context()); err != nil || after == before {
		t.Errorf("settled as before: %q, %v", after, err)
	}
}
