package sqlite_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"github.com/paulmach/orb"

	"hatang/registry"
	"hatang/registry/sqlite"
)

// benchRows is the register that reading is measured on.
const benchRows = 100_000

// benchSites are sites scattered over Kon Tum as an import of an operator's
// sheet would give them.
func benchSites(n int) []registry.Record {
	random := rand.New(rand.NewPCG(7, 9))
	recs := make([]registry.Record, n)
	for i := range recs {
		s := &registry.Site{
			Code: fmt.Sprintf("KTM%06d", i), Name: fmt.Sprintf("Trạm Đắk Tô %d", i), OperatorCode: "VTL",
			CommuneCode: fmt.Sprint(23200 + i%102), Commune: "Xã Đắk Rơ Nga", Address: "Thôn Đắk Manh, Đắk Tô, Kon Tum",
			State: registry.StateOnAir, Structure: "self_supporting", Technologies: "2G;3G;4G",
			HeightM:         registry.Some(20 + float64(random.IntN(400))/10),
			CoverageRadiusM: registry.Some(float64(500 + random.IntN(5000))),
		}
		s.Commissioned, _ = registry.ParseDate(fmt.Sprintf("%d-%02d-%02d", 2005+i%15, 1+i%12, 1+i%28))
		s.Point, s.Located = orb.Point{107.3 + random.Float64()*1.2, 13.9 + random.Float64()*1.5}, true
		recs[i] = s
	}
	return recs
}

func benchStore(b *testing.B) *sqlite.Store {
	b.Helper()
	s, err := sqlite.Create(b.Context(), filepath.Join(b.TempDir(), "bench.gpkg"), sqlite.Options{})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = s.Close() })
	benchUpdate(b, s, func(ctx context.Context, w registry.Writer) error {
		_, err := w.Put(ctx, &registry.Operator{Code: "VTL", Name: "Viettel"})
		return err
	})
	return s
}

func benchUpdate(b *testing.B, s registry.Store, fn func(context.Context, registry.Writer) error) {
	b.Helper()
	if err := s.Update(b.Context(), registry.Author{Actor: "bench"}, fn); err != nil {
		b.Fatal(err)
	}
}

func filledStore(b *testing.B) *sqlite.Store {
	b.Helper()
	s := benchStore(b)
	benchUpdate(b, s, func(ctx context.Context, w registry.Writer) error {
		_, err := w.PutAll(ctx, benchSites(benchRows))
		return err
	})
	return s
}

// BenchmarkPutAll100k: validation, references, change log, rows, R-tree, commit.
// Beside rows a second it tells rows a second of processor time, all threads
// together, which other work on the machine disturbs less.
func BenchmarkPutAll100k(b *testing.B) {
	b.ReportAllocs()
	var busy time.Duration
	for b.Loop() {
		b.StopTimer()
		s, recs := benchStore(b), benchSites(benchRows)
		before := processorTime(b)
		b.StartTimer()
		benchUpdate(b, s, func(ctx context.Context, w registry.Writer) error {
			_, err := w.PutAll(ctx, recs)
			return err
		})
		busy += processorTime(b) - before
	}
	b.ReportMetric(float64(benchRows*b.N)/b.Elapsed().Seconds(), "rows/s")
	b.ReportMetric(float64(benchRows*b.N)/busy.Seconds(), "rows/cpu-s")
}

// processorTime is what the process has used so far.
func processorTime(b *testing.B) time.Duration {
	b.Helper()
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
		b.Fatal(err)
	}
	return time.Duration(usage.Utime.Nano() + usage.Stime.Nano())
}

// BenchmarkPut is one record a transaction, as the service writes.
func BenchmarkPut(b *testing.B) {
	s := benchStore(b)
	recs := benchSites(benchRows)
	b.ReportAllocs()
	i := 0
	for b.Loop() {
		benchUpdate(b, s, func(ctx context.Context, w registry.Writer) error {
			_, err := w.Put(ctx, recs[i%len(recs)])
			return err
		})
		i++
	}
}

func BenchmarkScan100k(b *testing.B) {
	s := filledStore(b)
	b.ReportAllocs()
	for b.Loop() {
		n := 0
		err := s.Scan(b.Context(), registry.Query{Kind: registry.Sites, AllRows: true}, func(registry.Record) error {
			n++
			return nil
		})
		if err != nil || n != benchRows {
			b.Fatal(n, err)
		}
	}
	b.ReportMetric(float64(benchRows*b.N)/b.Elapsed().Seconds(), "rows/s")
}

func BenchmarkFindByCode(b *testing.B) {
	s := filledStore(b)
	b.ReportAllocs()
	for b.Loop() {
		found, _, err := s.Find(b.Context(), registry.Query{Kind: registry.Sites, Where: []registry.Condition{registry.Where("code", "KTM054321")}})
		if err != nil || len(found) != 1 {
			b.Fatal(len(found), err)
		}
	}
}

func BenchmarkFindText(b *testing.B) {
	s := filledStore(b)
	b.ReportAllocs()
	for b.Loop() {
		found, _, err := s.Find(b.Context(), registry.Query{Kind: registry.Sites, Text: "dak to 54321"})
		if err != nil || len(found) != 1 {
			b.Fatal(len(found), err)
		}
	}
}

func BenchmarkVerify100k(b *testing.B) {
	s := filledStore(b)
	b.ReportAllocs()
	for b.Loop() {
		if err := s.Verify(b.Context()); err != nil {
			b.Fatal(err)
		}
	}
}
