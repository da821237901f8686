package importing_test

import (
	"bytes"
	"context"
	"encoding/csv"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"strconv"
	"testing"

	"hatang/registry"
	"hatang/registry/importing"
	"hatang/registry/sqlite"
)

// sitesCSV writes n sites of one province as an officer keeps them, from a fixed
// seed.
func sitesCSV(n int) []byte {
	random := rand.New(rand.NewPCG(1, uint64(n)))
	var out bytes.Buffer
	w := csv.NewWriter(&out)
	_ = w.Write([]string{"STT", "Mã trạm", "Tên trạm", "Doanh nghiệp", "Kinh độ", "Vĩ độ", "Chiều cao cột (m)", "Loại cột",
		"Công nghệ", "Trạng thái", "Ngày phát sóng", "Địa chỉ"})
	structures := []string{"tự đứng", "dây co", "monopole"}
	technologies := []string{"2G/3G/4G", "4G", "3G, 4G", "4G/5G"}
	operators := []string{"Viettel", "VinaPhone", "MobiFone"}
	for i := range n {
		_ = w.Write([]string{
			strconv.Itoa(i + 1), fmt.Sprintf("KTM%06d", i), fmt.Sprintf("Trạm số %d", i), operators[i%3],
			fmt.Sprintf("%.6f", 107.4+random.Float64()), fmt.Sprintf("%.6f", 13.95+1.4*random.Float64()),
			fmt.Sprintf("%.1f", 15+45*random.Float64()), structures[i%3], technologies[i%4], "đang phát sóng",
			fmt.Sprintf("%02d/%02d/%d", 1+i%28, 1+i%12, 2005+i%15), fmt.Sprintf("Thôn %d, xã Đăk Rơ Ông, \"Tu Mơ Rông\"", i%9),
		})
	}
	w.Flush()
	return out.Bytes()
}

// withOperators is an empty registry that knows the operators.
func withOperators(tb testing.TB) registry.Store {
	tb.Helper()
	ctx := context.Background()
	store, err := sqlite.Create(ctx, filepath.Join(tb.TempDir(), "r.gpkg"), sqlite.Options{})
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { _ = store.Close() })
	err = store.Update(ctx, registry.Author{Actor: "test"}, func(ctx context.Context, w registry.Writer) error {
		_, err := w.PutAll(ctx, []registry.Record{
			&registry.Operator{Code: "VIETTEL", Name: "Tập đoàn Công nghiệp – Viễn thông Quân đội", Short: "Viettel", Sector: "mobile", PLMN: "452-04"},
			&registry.Operator{Code: "VNPT", Name: "VNPT VinaPhone", Short: "VinaPhone", Sector: "mobile", PLMN: "452-02"},
			&registry.Operator{Code: "MOBIFONE", Name: "Tổng công ty Viễn thông MobiFone", Short: "MobiFone", Sector: "mobile", PLMN: "452-01"},
			&registry.Operator{Code: "VNPOST", Name: "Tổng công ty Bưu điện Việt Nam", Short: "VNPost", Sector: "postal"},
		})
		return err
	})
	if err != nil {
		tb.Fatal(err)
	}
	return store
}

const benchRows = 100_000

func benchImport(b *testing.B, store func() registry.Store, data []byte, opts importing.Options) {
	b.Helper()
	b.ReportAllocs()
	rows := 0
	for b.Loop() {
		b.StopTimer()
		s := store()
		b.StartTimer()
		report, err := importing.Import(context.Background(), s, registry.Sites, "sites.csv", bytes.NewReader(data), opts)
		if err != nil {
			b.Fatal(err, report)
		}
		rows += report.Rows
	}
	b.ReportMetric(float64(rows)/b.Elapsed().Seconds(), "rows/s")
}

// BenchmarkImport100k is new sites into an empty registry, end to end.
func BenchmarkImport100k(b *testing.B) {
	benchImport(b, func() registry.Store { return withOperators(b) }, sitesCSV(benchRows), importing.Options{Author: registry.Author{Actor: "bench"}})
}

// BenchmarkImport100kAgain is the same file a second time.
func BenchmarkImport100kAgain(b *testing.B) {
	data, store := sitesCSV(benchRows), withOperators(b)
	opts := importing.Options{Author: registry.Author{Actor: "bench"}}
	if _, err := importing.Import(context.Background(), store, registry.Sites, "sites.csv", bytes.NewReader(data), opts); err != nil {
		b.Fatal(err)
	}
	benchImport(b, func() registry.Store { return store }, data, opts)
}

// BenchmarkReadAndCheck100k is both passes without a store that costs anything.
func BenchmarkReadAndCheck100k(b *testing.B) {
	benchImport(b, func() registry.Store { return &nullStore{Store: withOperators(b)} }, sitesCSV(benchRows),
		importing.Options{Author: registry.Author{Actor: "bench"}})
}

// nullStore takes every record and keeps none.
type nullStore struct{ registry.Store }

type nullWriter struct {
	registry.Writer
	n int
}

func (s *nullStore) Update(ctx context.Context, _ registry.Author, fn func(context.Context, registry.Writer) error) error {
	return fn(ctx, &nullWriter{})
}

func (w *nullWriter) PutAll(_ context.Context, recs []registry.Record) ([]registry.Outcome, error) {
	w.n += len(recs)
	return make([]registry.Outcome, len(recs)), nil
}

func (w *nullWriter) Scan(context.Context, registry.Query, func(registry.Record) error) error {
	return nil
}
