package coverage

import (
	"context"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"syscall"
	"testing"

	"github.com/paulmach/orb"

	"hatang/geo/terrain"
	"hatang/registry"
	"hatang/registry/sqlite"
)

// benchMasts is a province's number of masts.
const benchMasts = 1000

// province is a registry of 1,000 masts of three sectors on 99 km by 100 km over
// a real tile of 3 seconds of arc.
func province(b *testing.B) *world {
	b.Helper()
	file := filepath.Join("..", "..", "..", "shared", "data", "terrain", "N44W072.hgt.gz")
	if _, err := os.Stat(file); err != nil {
		b.Skipf("skipped: %s is not beside this checkout", file)
	}
	tile, err := terrain.Open(file, terrain.Options{As: "N14E107"})
	if err != nil {
		b.Fatal(err)
	}
	ground, err := terrain.NewModel(tile)
	if err != nil {
		b.Fatal(err)
	}
	dir := b.TempDir()
	store, err := sqlite.Create(b.Context(), filepath.Join(dir, "registry.gpkg"), sqlite.Options{Clock: clock})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = store.Close() })
	w := &world{tb: b, store: store, folder: filepath.Join(dir, "coverage"), ground: ground}
	area := orb.MultiPolygon{{{{107.04, 14.05}, {107.96, 14.05}, {107.96, 14.95}, {107.04, 14.95}, {107.04, 14.05}}}}
	whole, commune := unit("62", registry.LevelProvince, "", 0, 1, 500000), unit("A", registry.LevelCommune, "62", 0, 1, 500000)
	whole.Area, commune.Area = area, area
	w.put(&registry.Operator{Code: "viettel", Name: "Viettel", RowHead: head("op-viettel")}, whole, commune)
	random := rand.New(rand.NewPCG(1, 1))
	var recs []registry.Record
	for n := range benchMasts {
		recs = append(recs, mast(n, "viettel", "4G", orb.Point{107.04 + 0.92*random.Float64(), 14.05 + 0.9*random.Float64()}, 30+20*random.Float64())...)
	}
	w.put(recs...)
	w.engine = w.open()
	return w
}

func cpuSeconds(b *testing.B) float64 {
	b.Helper()
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
		b.Fatal(err)
	}
	return float64(usage.Utime.Sec+usage.Stime.Sec) + float64(usage.Utime.Usec+usage.Stime.Usec)/1e6
}

func (w *world) computeProvince(e *Engine) *ComputeReport {
	return w.computeWith(e, func(ask *ComputeRequest) { ask.Parameters = Parameters{} })
}

// BenchmarkProvince computes 1,000 masts of three sectors to 10 km by P.1812
// with two workers, then one mast more; cpu-s is the processor time of a run and
// MiB the memory in use after it.
func BenchmarkProvince(b *testing.B) {
	w := province(b)
	b.Run("all", func(b *testing.B) {
		for b.Loop() {
			b.StopTimer()
			e := w.openAt(b.TempDir())
			began := cpuSeconds(b)
			b.StartTimer()
			if report := w.computeProvince(e); report.Stations != benchMasts {
				b.Fatalf("%d stations", report.Stations)
			}
			b.ReportMetric(cpuSeconds(b)-began, "cpu-s")
			var m runtime.MemStats
			runtime.ReadMemStats(&m)
			b.ReportMetric(float64(m.Sys)/(1<<20), "MiB")
		}
	})
	w.computeProvince(w.engine)
	b.Run("one more", func(b *testing.B) {
		random := rand.New(rand.NewPCG(2, 2))
		began, runs := cpuSeconds(b), 0.
		for b.Loop() {
			b.StopTimer()
			w.put(mast(benchMasts+int(runs), "viettel", "4G", orb.Point{107.2 + 0.6*random.Float64(), 14.2 + 0.6*random.Float64()}, 40)...)
			runs++
			b.StartTimer()
			if report := w.computeProvince(w.engine); report.LossesComputed != 1 {
				b.Fatalf("%d losses", report.LossesComputed)
			}
		}
		b.ReportMetric((cpuSeconds(b)-began)/runs, "cpu-s")
	})
	b.Run("at", func(b *testing.B) {
		random := rand.New(rand.NewPCG(3, 3))
		b.ReportAllocs()
		for b.Loop() {
			if _, err := w.engine.At(b.Context(), orb.Point{107.1 + 0.8*random.Float64(), 14.1 + 0.8*random.Float64()}, "", ""); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("gain", func(b *testing.B) {
		random := rand.New(rand.NewPCG(4, 4))
		for b.Loop() {
			ask := GainRequest{At: orb.Point{107.2 + 0.6*random.Float64(), 14.2 + 0.6*random.Float64()}, HeightM: 40, Operator: "viettel", Technologies: []string{"4G"}, Terrain: w.ground, RadiusM: 5000}
			if _, err := w.engine.Gain(context.Background(), w.store, ask); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("summary", func(b *testing.B) {
		for b.Loop() {
			if _, err := w.engine.Summary(context.Background(), w.store, "", ""); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("reopen", func(b *testing.B) {
		for b.Loop() {
			w.open()
		}
	})
}

// BenchmarkSiting computes footprints of new masts over a real tile to 10 km by
// P.1812, one after the other.
func BenchmarkSiting(b *testing.B) {
	w := province(b)
	s := w.siting(w.gridOf("62"), func(ask *SitingRequest) { ask.Mast.RadiusM = 0 })
	random := rand.New(rand.NewPCG(5, 5))
	began := cpuSeconds(b)
	b.ReportAllocs()
	for b.Loop() {
		if p, err := s.Proposed(b.Context(), orb.Point{107.1 + 0.8*random.Float64(), 14.1 + 0.8*random.Float64()}); err != nil || p.Refused {
			b.Fatal(p, err)
		}
	}
	b.ReportMetric(float64(b.N)/(cpuSeconds(b)-began), "candidates/cpu-s")
}
