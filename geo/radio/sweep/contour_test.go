package sweep_test

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/paulmach/orb"
	"pgregory.net/rapid"

	"hatang/geo/geodesy"
	"hatang/geo/polygon"
	"hatang/geo/radio/sweep"
	"hatang/geo/raster"
)

func windowOf(cols, rows int) sweep.Window {
	g := raster.Grid{West: 107, North: 15, CellLonDeg: 0.001, CellLatDeg: 0.001, Cols: cols + 7, Rows: rows + 5}
	return sweep.Window{Grid: g, Col0: 3, Row0: 2, Cols: cols, Rows: rows}
}

// The area is valid, and holds the centres of the cells at or above the level and
// no others.
func TestAreaHoldsTheCellsAboveTheLevel(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		w := windowOf(rapid.IntRange(1, 12).Draw(t, "cols"), rapid.IntRange(1, 12).Draw(t, "rows"))
		values := make([]float32, w.Cells())
		for i := range values {
			values[i] = rapid.SampledFrom([]float32{-3, -1, 0, 0.001, 2, float32(math.NaN())}).Draw(t, "value")
		}
		area, err := sweep.Area(w, values, 0)
		if err != nil {
			t.Fatal(err)
		}
		if len(area) > 0 {
			if err := polygon.Validate(area); err != nil {
				t.Fatal(err)
			}
		}
		for row := range w.Rows {
			for col := range w.Cols {
				v := values[row*w.Cols+col]
				if got := polygon.Contains(area, w.Centre(col, row)); got != (v >= 0) {
					t.Fatalf("centre %d, %d of value %g inside: %v\n%v", col, row, v, got, area)
				}
			}
		}
	})
}

// A cone's area is the disc that it is, and its band a ring.
func TestAreaOfACone(t *testing.T) {
	t.Parallel()
	w := windowOf(200, 200)
	middle := w.Centre(100, 100)
	values := make([]float32, w.Cells())
	for i := range values {
		values[i] = float32(-geodesy.DistanceM(middle, w.Centre(i%w.Cols, i/w.Cols)))
	}
	disc, err := sweep.Area(w, values, -5000)
	if err != nil {
		t.Fatal(err)
	}
	got, want := geodesy.AreaM2(disc), math.Pi*5000*5000
	if math.Abs(got/want-1) > 1e-3 || len(disc) != 1 || len(disc[0]) != 1 {
		t.Errorf("area %.0f m² in %d parts, want %.0f in one", got, len(disc), want)
	}
	ring, err := sweep.Band(w, values, -5000, -2000)
	if err != nil {
		t.Fatal(err)
	}
	got, want = geodesy.AreaM2(ring), math.Pi*(5000*5000-2000*2000)
	if math.Abs(got/want-1) > 2e-3 || len(ring) != 1 || len(ring[0]) != 2 {
		t.Errorf("ring of %.0f m² in %d parts, want %.0f in one with a hole", got, len(ring), want)
	}
	if all, err := sweep.Band(w, values, -5000, 1); err != nil || math.Abs(geodesy.AreaM2(all)/geodesy.AreaM2(disc)-1) > 1e-12 {
		t.Errorf("band to above the top differs from the area (%v)", err)
	}
}

func TestAreaRefuses(t *testing.T) {
	t.Parallel()
	w := windowOf(3, 3)
	if _, err := sweep.Area(w, make([]float32, 8), 0); err == nil {
		t.Error("8 values for 9 cells were taken")
	}
	if _, err := sweep.Area(w, make([]float32, 9), math.NaN()); err == nil {
		t.Error("no level was taken")
	}
	if _, err := sweep.Band(w, make([]float32, 9), 2, 2); err == nil {
		t.Error("an empty band was taken")
	}
}

// Polygons of a real sector: its bands lie within each other.
func TestBandsOfASector(t *testing.T) {
	t.Parallel()
	f := compute(t, made(t, konTum(), 1.0/1200, hills), gridOf(t, konTum(), 100), request(sweep.P1812))
	levels := apply(t, f, emission(t, 60, 3)).Levels(nil)
	var before orb.MultiPolygon
	for _, level := range []float64{-120, -105, -90} {
		area, err := sweep.Area(f.Window, levels, level)
		if err != nil {
			t.Fatal(err)
		}
		if err := polygon.Validate(area); err != nil {
			t.Fatalf("%g dBm: %v", level, err)
		}
		if before != nil && geodesy.AreaM2(area) >= geodesy.AreaM2(before) {
			t.Errorf("the area of %g dBm is not smaller than the one before", level)
		}
		before = area
	}
}

func BenchmarkArea10km(b *testing.B) {
	random := rand.New(rand.NewPCG(1, 1))
	w := windowOf(200, 200)
	values := make([]float32, w.Cells())
	for i := range values {
		values[i] = float32(10*math.Sin(float64(i%w.Cols)/9)*math.Sin(float64(i/w.Cols)/7) + random.NormFloat64())
	}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := sweep.Area(w, values, 0); err != nil {
			b.Fatal(err)
		}
	}
}
