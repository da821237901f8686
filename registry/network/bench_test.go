package network_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/paulmach/orb"

	"hatang/geo/index/indextest"
	"hatang/registry"
	"hatang/registry/network"
	"hatang/registry/sqlite"
)

// benchSizes are the numbers of stations that costs are measured at; benchUnits
// communes stand beside them.
var benchSizes = []int{10_000, 100_000, 400_000}

const benchUnits = 11_000

// files are registries that benchmarks share; a benchmark that writes does so to
// one of them, which does not change what the others measure.
var files struct {
	sync.Mutex
	folder string
	paths  map[int]string
	open   map[int]*fixture
}

type fixture struct {
	store *sqlite.Store
	live  *network.Live
}

func TestMain(m *testing.M) {
	code := m.Run()
	for _, f := range files.open {
		f.live.Close()
		_ = f.store.Close()
	}
	if files.folder != "" {
		_ = os.RemoveAll(files.folder)
	}
	os.Exit(code)
}

// benchFile is a registry file of n stations.
func benchFile(b *testing.B, n int) string {
	b.Helper()
	files.Lock()
	defer files.Unlock()
	if path := files.paths[n]; path != "" {
		return path
	}
	var err error
	if files.folder == "" {
		if files.folder, err = os.MkdirTemp("", "network-bench-"); err != nil {
			b.Fatal(err)
		}
		files.paths, files.open = map[int]string{}, map[int]*fixture{}
	}
	path := filepath.Join(files.folder, fmt.Sprintf("%d.gpkg", n))
	store, err := sqlite.Create(b.Context(), path, sqlite.Options{})
	if err != nil {
		b.Fatal(err)
	}
	err = store.Update(b.Context(), registry.Author{Actor: "bench"}, func(ctx context.Context, w registry.Writer) error {
		for _, recs := range [][]registry.Record{benchOperators(), benchCommunes(), benchStations(n)} {
			if _, err := w.PutAll(ctx, recs); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		b.Fatal(err)
	}
	if err := store.Close(); err != nil {
		b.Fatal(err)
	}
	files.paths[n] = path
	return path
}

// benchLive is a live view of n stations, with everything made that is made in
// the background.
func benchLive(b *testing.B, n int) *fixture {
	b.Helper()
	path := benchFile(b, n)
	files.Lock()
	defer files.Unlock()
	if f := files.open[n]; f != nil {
		return f
	}
	store, err := sqlite.Open(b.Context(), path, sqlite.Options{})
	if err != nil {
		b.Fatal(err)
	}
	live, err := network.Open(context.Background(), store, network.Options{})
	if err != nil {
		b.Fatal(err)
	}
	live.Settle()
	files.open[n] = &fixture{store, live}
	return files.open[n]
}

var benchOperatorCodes = []string{"VTL", "VNP", "MBF", "VNM", "GTL"}

func benchOperators() []registry.Record {
	recs := make([]registry.Record, 0, len(benchOperatorCodes))
	for _, code := range benchOperatorCodes {
		recs = append(recs, &registry.Operator{Code: code, Name: "Doanh nghiệp " + code})
	}
	return recs
}

func benchCommunes() []registry.Record {
	recs := make([]registry.Record, 0, benchUnits)
	for i, area := range indextest.Communes(benchUnits) {
		u := &registry.AdminUnit{
			Code: fmt.Sprintf("%05d", i), Name: fmt.Sprintf("Xã Đắk Hà %d", i), Level: registry.LevelCommune, Type: "xa",
			ProvinceCode: fmt.Sprintf("%02d", i%63), Population: registry.Some(int64(2000 + i%20000)),
		}
		u.Area = area
		recs = append(recs, u)
	}
	return recs
}

var benchNames = []string{"Đắk Tô", "Kon Rẫy", "Sa Thầy", "Ngọc Hồi", "Tu Mơ Rông", "Kon Plông", "Ia H'Drai", "Đắk Glei"}

func benchStations(n int) []registry.Record {
	random := rand.New(rand.NewPCG(3, 5))
	recs := make([]registry.Record, n)
	for i, p := range indextest.Sites(n, 1) {
		s := &registry.Station{
			Code: fmt.Sprintf("TRM%06d", i), OperatorCode: benchOperatorCodes[random.IntN(5)],
			CommuneCode: fmt.Sprintf("%05d", random.IntN(benchUnits)), Technology: []string{"2G", "3G", "4G", "5G"}[random.IntN(4)],
			Band: []string{"900", "1800", "2100", "2600"}[random.IntN(4)], State: registry.StateOnAir,
			PowerW: registry.Some(float64(20 + random.IntN(60))), AntennaHeightM: registry.Some(float64(15 + random.IntN(60))),
			CoverageRadiusM: registry.Some(float64(500 + 10*random.IntN(500))),
			CertificateNo:   fmt.Sprintf("KĐ-%07d", random.IntN(10_000_000)),
			Note:            "Trạm " + benchNames[random.IntN(8)],
		}
		s.Commissioned, _ = registry.ParseDate(fmt.Sprintf("%d-%02d-%02d", 2005+i%15, 1+i%12, 1+i%28))
		s.Point, s.Located = p, true
		recs[i] = s
	}
	return recs
}

// benchSized runs a benchmark at every size.
func benchSized(b *testing.B, run func(b *testing.B, f *fixture)) {
	for _, n := range benchSizes {
		b.Run(fmt.Sprintf("n=%d", n), func(b *testing.B) {
			f := benchLive(b, n)
			b.ReportAllocs()
			b.ResetTimer()
			run(b, f)
		})
	}
}

var benchPlaces = indextest.People(1<<14, 2)

func BenchmarkWithin5km(b *testing.B) {
	benchSized(b, func(b *testing.B, f *fixture) {
		dst := make([]int32, 0, 1<<16)
		found, i := 0, 0
		for b.Loop() {
			found += len(f.live.View().Layer(registry.Stations).AppendWithin(dst, benchPlaces[i%len(benchPlaces)], 5000, registry.Date{}))
			i++
		}
		b.ReportMetric(float64(found)/float64(b.N), "rows/op")
	})
}

func BenchmarkNearest10(b *testing.B) {
	benchSized(b, func(b *testing.B, f *fixture) {
		dst := make([]int32, 0, 16)
		i := 0
		for b.Loop() {
			f.live.View().Layer(registry.Stations).AppendNearest(dst, benchPlaces[i%len(benchPlaces)], 10, registry.Date{}, nil)
			i++
		}
	})
}

func BenchmarkNearest10Hits(b *testing.B) {
	benchSized(b, func(b *testing.B, f *fixture) {
		i := 0
		for b.Loop() {
			f.live.View().Nearest(registry.Stations, benchPlaces[i%len(benchPlaces)], 10, registry.Date{}, nil)
			i++
		}
	})
}

// boxes hold about 1,000 stations each, at any size.
func benchBox(p orb.Point, n int) orb.Bound {
	half := 4 / 111.2 * map[int]float64{10_000: 6.3, 100_000: 2, 400_000: 1}[n]
	return orb.Bound{Min: orb.Point{p[0] - half, p[1] - half}, Max: orb.Point{p[0] + half, p[1] + half}}
}

func BenchmarkBox1000(b *testing.B) {
	for _, n := range benchSizes {
		b.Run(fmt.Sprintf("n=%d", n), func(b *testing.B) {
			f := benchLive(b, n)
			dst := make([]int32, 0, 1<<16)
			b.ReportAllocs()
			found, i := 0, 0
			for b.Loop() {
				found += len(f.live.View().Layer(registry.Stations).AppendBox(dst, benchBox(benchPlaces[i%len(benchPlaces)], n), registry.Date{}))
				i++
			}
			b.ReportMetric(float64(found)/float64(b.N), "rows/op")
		})
	}
}

func BenchmarkCommuneAt(b *testing.B) {
	f := benchLive(b, 10_000)
	b.ReportAllocs()
	i := 0
	for b.Loop() {
		f.live.View().CommuneAt(benchPlaces[i%len(benchPlaces)], registry.Date{})
		i++
	}
}

// BenchmarkPage1000 is a page of a list as GeoJSON features.
func BenchmarkPage1000(b *testing.B) {
	benchSized(b, func(b *testing.B, f *fixture) {
		var out []byte
		offset := 0
		f.renderAll(b)
		b.ResetTimer()
		for b.Loop() {
			view := f.live.View()
			recs, total, err := view.Find(b.Context(), registry.Query{Kind: registry.Stations, Limit: 1000, Offset: offset})
			if err != nil {
				b.Fatal(err)
			}
			out = out[:0]
			for _, rec := range recs {
				out = append(view.AppendFeature(out, rec), ',')
			}
			if offset += 1000; offset >= total {
				offset = 0
			}
		}
		b.SetBytes(int64(len(out)))
	})
}

// renderAll renders every feature once, as the first who asks for it does.
func (f *fixture) renderAll(b *testing.B) {
	b.Helper()
	view := f.live.View()
	var out []byte
	err := view.Scan(b.Context(), registry.Query{Kind: registry.Stations}, func(rec registry.Record) error {
		out = view.AppendFeature(out[:0], rec)
		return nil
	})
	if err != nil {
		b.Fatal(err)
	}
}

func BenchmarkFind(b *testing.B) {
	everything := func(v any) []registry.Condition { return []registry.Condition{registry.Where("operator_code", v)} }
	for _, q := range []struct {
		name  string
		query registry.Query
	}{
		{"code", registry.Query{Where: []registry.Condition{registry.Where("code", "TRM004321")}}},
		{"operator", registry.Query{Where: everything("VTL")}},
		{"operator by height", registry.Query{Where: everything("VTL"), Order: []registry.Order{{Field: "antenna_height_m", Descending: true}}}},
		{"by note", registry.Query{Order: []registry.Order{{Field: "note"}, {Field: "code"}}}},
		{"in service on a day", registry.Query{InService: true, AsOf: registry.DateOf(time.Date(2015, 6, 1, 0, 0, 0, 0, time.UTC))}},
		{"text rare", registry.Query{Text: "kd 0123"}},
		{"text common", registry.Query{Text: "tram dak"}},
		{"contains", registry.Query{Where: []registry.Condition{{Field: "note", Compare: registry.Contains, Values: []any{"rong"}}}}},
	} {
		for _, n := range benchSizes {
			b.Run(fmt.Sprintf("%s/n=%d", q.name, n), func(b *testing.B) {
				f := benchLive(b, n)
				q := q.query
				q.Kind, q.Limit = registry.Stations, 50
				total := 0
				b.ReportAllocs()
				for b.Loop() {
					var err error
					if _, total, err = f.live.View().Find(b.Context(), q); err != nil {
						b.Fatal(err)
					}
				}
				b.ReportMetric(float64(total), "total")
			})
		}
	}
}

// processorTime is what the process has used of the processors.
func processorTime() time.Duration {
	var usage syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &usage) != nil {
		return 0
	}
	return time.Duration(usage.Utime.Nano() + usage.Stime.Nano())
}

// BenchmarkUpdate is one record changed through the Store until the view shows
// it. The Store's own share is measured beside it.
func BenchmarkUpdate(b *testing.B) {
	for _, n := range benchSizes {
		f := func(b *testing.B) *fixture { return benchLive(b, n) }
		b.Run(fmt.Sprintf("store/n=%d", n), func(b *testing.B) {
			f := f(b)
			benchEdits(b, f, f.store)
			if err := f.live.CatchUp(b.Context()); err != nil {
				b.Fatal(err)
			}
			f.live.Settle()
		})
		b.Run(fmt.Sprintf("live/n=%d", n), func(b *testing.B) {
			f := f(b)
			benchEdits(b, f, f.live)
			f.live.Settle()
		})
	}
}

type updater interface {
	Update(context.Context, registry.Author, func(context.Context, registry.Writer) error) error
}

func benchEdits(b *testing.B, f *fixture, to updater) {
	b.Helper()
	recs, _, err := f.live.View().Find(b.Context(), registry.Query{Kind: registry.Stations, Limit: 5000})
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	before, i := processorTime(), 0
	for b.Loop() {
		rec, err := f.live.View().Get(b.Context(), registry.Stations, recs[i*7919%len(recs)].Head().ID, registry.Date{})
		if err != nil {
			b.Fatal(err)
		}
		s, _ := rec.(*registry.Station)
		s.PowerW = registry.Some(float64(i%50 + 1))
		s.Point[0] += 1e-6
		err = to.Update(b.Context(), registry.Author{Actor: "bench"}, func(ctx context.Context, w registry.Writer) error {
			_, err := w.Put(ctx, s)
			return err
		})
		if err != nil {
			b.Fatal(err)
		}
		i++
	}
	b.ReportMetric(float64((processorTime()-before).Microseconds())/float64(b.N), "cpu-µs/op")
}

// BenchmarkApply is what a change costs beyond the Store's writing: reading it
// from the chain and making the next view, with 1,000 changes waiting for a
// merge and without.
func BenchmarkApply(b *testing.B) {
	for _, n := range benchSizes {
		for _, waiting := range []int{0, 1000} {
			b.Run(fmt.Sprintf("waiting=%d/n=%d", waiting, n), func(b *testing.B) {
				f := benchLive(b, n)
				apply := f.live.ApplyOne(b, waiting)
				b.ReportAllocs()
				b.ResetTimer()
				for b.Loop() {
					apply()
				}
			})
		}
	}
}

// BenchmarkOpen reads a registry file. What is made in the background after it
// is not part of its time, but of the memory.
func BenchmarkOpen(b *testing.B) {
	for _, n := range benchSizes {
		b.Run(fmt.Sprintf("n=%d", n), func(b *testing.B) {
			path := benchFile(b, n)
			b.ReportAllocs()
			var live *network.Live
			var used time.Duration
			before := heapBytes()
			for b.Loop() {
				used -= processorTime()
				store, err := sqlite.Open(b.Context(), path, sqlite.Options{})
				if err != nil {
					b.Fatal(err)
				}
				if live, err = network.Open(b.Context(), store, network.Options{}); err != nil {
					b.Fatal(err)
				}
				b.StopTimer()
				used += processorTime()
				live.Settle()
				live.Close()
				if err := store.Close(); err != nil {
					b.Fatal(err)
				}
				b.StartTimer()
			}
			b.ReportMetric(float64(used.Milliseconds())/float64(b.N), "cpu-ms/op")
			b.ReportMetric(float64(int64(heapBytes())-int64(before))/(1<<20), "MB-live")
			runtime.KeepAlive(live)
		})
	}
}

// heapBytes is what is in use of the heap.
func heapBytes() uint64 {
	var memory runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&memory)
	return memory.HeapAlloc
}

// BenchmarkReaders is eight clients, who pause a moment after each answer, beside
// nobody or beside a writer of 200 changes a second; it reports how long an
// answer takes.
func BenchmarkReaders(b *testing.B) {
	for _, writer := range []bool{false, true} {
		b.Run(fmt.Sprintf("writer=%v", writer), func(b *testing.B) {
			f := benchLive(b, 400_000)
			ctx, stop := context.WithCancel(b.Context())
			var done sync.WaitGroup
			if writer {
				done.Go(func() { writeSteadily(ctx, b, f) })
			}
			var mutex sync.Mutex
			var all []time.Duration
			var next sync.Mutex
			left := b.N
			take := func() bool {
				next.Lock()
				defer next.Unlock()
				left--
				return left >= 0
			}
			b.ResetTimer()
			var readers sync.WaitGroup
			for r := range 8 {
				readers.Go(func() {
					var own []time.Duration
					for i := r; take(); i++ {
						start := time.Now()
						readOnce(f.live.View(), i)
						own = append(own, time.Since(start))
						time.Sleep(2 * time.Millisecond)
					}
					mutex.Lock()
					all = append(all, own...)
					mutex.Unlock()
				})
			}
			readers.Wait()
			b.StopTimer()
			stop()
			done.Wait()
			slices.Sort(all)
			b.ReportMetric(float64(all[len(all)*99/100].Microseconds()), "p99-µs")
			b.ReportMetric(float64(all[len(all)/2].Microseconds()), "p50-µs")
		})
	}
}

func readOnce(v *network.View, i int) {
	p := benchPlaces[i%len(benchPlaces)]
	switch i % 4 {
	case 0:
		v.Nearest(registry.Stations, p, 10, registry.Date{}, nil)
	case 1:
		v.Layer(registry.Stations).AppendWithin(nil, p, 5000, registry.Date{})
	case 2:
		v.CommuneAt(p, registry.Date{})
	case 3:
		box := benchBox(p, 400_000)
		_, _, _ = v.Find(context.Background(), registry.Query{Kind: registry.Stations, Box: &box, Limit: 100})
	}
}

func writeSteadily(ctx context.Context, b *testing.B, f *fixture) {
	recs, _, err := f.live.View().Find(ctx, registry.Query{Kind: registry.Stations, Limit: 5000})
	if err != nil {
		b.Error(err)
		return
	}
	ticker := time.NewTicker(5 * time.Millisecond)
	defer ticker.Stop()
	for i := 0; ; i++ {
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
		}
		rec, err := f.live.View().Get(ctx, registry.Stations, recs[i%len(recs)].Head().ID, registry.Date{})
		if err != nil {
			return
		}
		s, _ := rec.(*registry.Station)
		s.PowerW = registry.Some(s.PowerW.Value + 1)
		err = f.live.Update(ctx, registry.Author{Actor: "bench"}, func(ctx context.Context, w registry.Writer) error {
			_, err := w.Put(ctx, s)
			return err
		})
		if err != nil && ctx.Err() == nil {
			b.Error(err)
			return
		}
	}
}

// BenchmarkMerge is a new base, with the columns and words that the old one had:
// what the background does once in some thousand changes.
func BenchmarkMerge(b *testing.B) {
	benchSized(b, func(b *testing.B, f *fixture) {
		for b.Loop() {
			if err := f.live.Rebuild(); err != nil {
				b.Fatal(err)
			}
		}
	})
}
