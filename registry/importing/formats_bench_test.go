package importing_test

import (
	"bytes"
	"context"
	"fmt"

	"os"
	"path/filepath"
	"runtime"
	"sync/atomic"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"hatang/registry"
	"hatang/registry/importing"
)

// sitesXLSX writes n sites to a workbook as an officer keeps them.
func sitesXLSX(tb testing.TB, n int) string {
	tb.Helper()
	book := excelize.NewFile()
	defer func() { _ = book.Close() }()
	sheet, err := book.NewStreamWriter("Sheet1")
	must(tb, err, sheet.SetRow("A1", []any{"STT", "Mã trạm", "Tên trạm", "Doanh nghiệp", "Kinh độ", "Vĩ độ", "Chiều cao cột (m)", "Loại cột", "Công nghệ", "Trạng thái", "Ngày cấp phép", "Địa chỉ"}))
	operators, structures := []string{"Viettel", "VinaPhone", "MobiFone"}, []string{"tự đứng", "dây co", "monopole"}
	for i := range n {
		must(tb, sheet.SetRow(fmt.Sprintf("A%d", i+2), []any{
			i + 1, fmt.Sprintf("KTM%07d", i), fmt.Sprintf("Trạm số %d", i), operators[i%3], 107.4 + float64(i%1000)/1000, 13.95 + float64(i/1000)/1000,
			15 + float64(i%450)/10, structures[i%3], "2G/3G/4G", "đang phát sóng", 40000 + i%5000, fmt.Sprintf("Thôn %d, xã Đăk Rơ Ông", i%9),
		}))
	}
	path := filepath.Join(tb.TempDir(), "sites.xlsx")
	must(tb, sheet.Flush(), book.SaveAs(path))
	return path
}

// BenchmarkImportXLSX50k is new sites of a workbook into an empty registry, end
// to end.
func BenchmarkImportXLSX50k(b *testing.B) {
	path := sitesXLSX(b, 50_000)
	b.ReportAllocs()
	for b.Loop() {
		b.StopTimer()
		store := withOperators(b)
		b.StartTimer()
		report := importFile(b, store, path, importing.Options{})
		if report.Created != 50_000 {
			b.Fatal(counts(report))
		}
	}
}

func importFile(tb testing.TB, store registry.Store, path string, opts importing.Options) *importing.Report {
	tb.Helper()
	file, err := os.Open(path)
	must(tb, err)
	defer func() { _ = file.Close() }()
	opts.Author = registry.Author{Actor: "bench"}
	report, err := importing.Import(context.Background(), store, registry.Sites, path, file, opts)
	if err != nil {
		tb.Fatal(err, report)
	}
	return report
}

// BenchmarkMemory reports the most memory that an import of n rows holds, rows
// read, checked and handed over: what is kept of a row is a hash.
func BenchmarkMemory(b *testing.B) {
	for _, c := range []struct {
		format string
		rows   int
	}{{"csv", 10_000}, {"csv", 100_000}, {"csv", 1_000_000}, {"xlsx", 10_000}, {"xlsx", 100_000}, {"xlsx", 1_000_000}} {
		b.Run(fmt.Sprintf("%s %d", c.format, c.rows), func(b *testing.B) {
			path := filepath.Join(b.TempDir(), "sites.csv")
			if c.format == "xlsx" {
				path = sitesXLSX(b, c.rows)
			} else {
				must(b, os.WriteFile(path, sitesCSV(c.rows), 0o600))
			}
			for b.Loop() {
				store := &nullStore{Store: withOperators(b)}
				peak := peakHeap(func() { importFile(b, store, path, importing.Options{}) })
				b.ReportMetric(float64(peak)/(1<<20), "peak-MiB")
			}
		})
	}
}

// peakHeap is the most live heap, above that of the start, while f runs.
func peakHeap(f func()) uint64 {
	var start runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&start)
	var peak atomic.Uint64
	done := make(chan struct{})
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		for {
			select {
			case <-done:
				return
			case <-time.After(20 * time.Millisecond):
			}
			var now runtime.MemStats
			runtime.ReadMemStats(&now)
			if now.HeapInuse > peak.Load() {
				peak.Store(now.HeapInuse)
			}
		}
	}()
	f()
	close(done)
	<-ended
	return max(peak.Load(), start.HeapInuse) - start.HeapInuse
}

// An import of a workbook that is cancelled leaves nothing, in the registry and
// on the disk.
func TestCancelledXLSX(t *testing.T) {
	t.Parallel()
	path := sitesXLSX(t, 3000)
	data, err := os.ReadFile(path)
	must(t, err)
	store := withOperators(t)
	before := seq(t, store)
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	opts := importing.Options{Author: registry.Author{Actor: "test"}, Progress: func(done, total int64) {
		if done > total*3/5 {
			cancel()
		}
	}}
	_, err = importing.Import(ctx, store, registry.Sites, "sites.xlsx", bytes.NewReader(data), opts)
	if err == nil {
		t.Fatal("the import went on")
	}
	if got := all[*registry.Site](t, store, registry.Sites); len(got) > 0 || seq(t, store) != before {
		t.Errorf("%d sites are left, change %d, want %d", len(got), seq(t, store), before)
	}
}
