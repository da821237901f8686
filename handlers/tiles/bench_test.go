package tiles_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/klauspost/compress/gzip"
	"github.com/paulmach/orb"

	"hatang/geo/index"
	"hatang/geo/index/indextest"
	"hatang/geo/tile"
	"hatang/handlers/tiles"
	"hatang/registry"
	"hatang/registry/network"
	"hatang/registry/sqlite"
)

var hanoi = orb.Point{105.83, 21.02}

// cpuTime is the time that the process has spent computing, which other
// programs on the machine do not lengthen.
func cpuTime(b *testing.B) time.Duration {
	b.Helper()
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
		b.Fatal(err)
	}
	return time.Duration(usage.Utime.Nano() + usage.Stime.Nano())
}

// crowd is a layer of n points with four attributes, as the published
// comparison has.
func crowd(b *testing.B, n int) tile.Layer {
	b.Helper()
	points := indextest.People(n, 1)
	ix, err := index.NewPoints(points)
	if err != nil {
		b.Fatal(err)
	}
	table := tile.NewTable(
		tile.Field{Name: "operator_code", Type: tile.TextType}, tile.Field{Name: "technology", Type: tile.TextType},
		tile.Field{Name: "state", Type: tile.TextType}, tile.Field{Name: "height_m", Type: tile.NumberType},
	)
	sorted, ids := make([]orb.Point, n), make([]uint64, n)
	for i, row := range ix.Rows() {
		sorted[i], ids[i] = points[row], uint64(row+1)
		table.Add(tile.Text([]string{"viettel", "vnpt", "mobifone"}[row%3]), tile.Text(fmt.Sprintf("%dG", 2+row%4)), tile.Text("on_air"), tile.Real(float64(row%240)/2))
	}
	made, err := table.Table()
	if err != nil {
		b.Fatal(err)
	}
	placed, err := tile.NewPoints(sorted, ids, made)
	if err != nil {
		b.Fatal(err)
	}
	if ix, err = index.NewPoints(sorted); err != nil {
		b.Fatal(err)
	}
	return &tile.PointLayer{Name: "sites", Points: placed, Index: ix}
}

// BenchmarkHTTP asks for tiles of 400,000 points over connections of this
// machine, with four clients at a time: from the cache, and with every tile
// drawn anew because the layer changed everywhere.
func BenchmarkHTTP(b *testing.B) {
	layer := crowd(b, 400_000)
	for _, z := range []uint8{8, 10, 12} {
		for _, mode := range []string{"kept", "drawn", "kept-gzip", "not-modified"} {
			b.Run(fmt.Sprintf("z=%d/%s", z, mode), func(b *testing.B) {
				source := &revising{layer: layer, always: mode == "drawn"}
				server := httptest.NewServer(serve(b, tiles.Options{Source: source, Clock: today}, io.Discard))
				defer server.Close()
				askAll(b, server.URL+pathOf("sites", hanoi, z), mode)
			})
		}
	}
}

// revising shows one layer, as if it changed everywhere at each request.
type revising struct {
	layer    tile.Layer
	always   bool
	revision atomic.Int64
}

func (s *revising) Layer(context.Context, string, tiles.Ask) (tile.View, error) {
	if s.always {
		return tile.View{Open: opening(s.layer), Revision: s.revision.Add(1)}, nil
	}
	return tile.View{Open: opening(s.layer), Revision: 1}, nil
}

func askAll(b *testing.B, address, mode string) {
	b.Helper()
	const clients = 4
	transport := &http.Transport{MaxIdleConnsPerHost: clients, DisableCompression: true}
	defer transport.CloseIdleConnections()
	client := &http.Client{Transport: transport}
	tag, size := ask(b, client, address, mode, "")
	b.ReportAllocs()
	before := cpuTime(b)
	b.ResetTimer()
	var left atomic.Int64
	left.Store(int64(b.N))
	var asking sync.WaitGroup
	for range clients {
		asking.Go(func() {
			for left.Add(-1) >= 0 {
				ask(b, client, address, mode, tag)
			}
		})
	}
	asking.Wait()
	b.StopTimer()
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "tiles/s")
	b.ReportMetric(float64(b.N)/(cpuTime(b)-before).Seconds(), "tiles/cpu-s")
	b.ReportMetric(float64(size), "bytes")
}

func ask(b *testing.B, client *http.Client, address, mode, tag string) (newTag string, size int64) {
	b.Helper()
	request, err := http.NewRequestWithContext(b.Context(), http.MethodGet, address, nil)
	if err != nil {
		b.Error(err)
		return "", 0
	}
	if mode == "kept-gzip" {
		request.Header.Set("Accept-Encoding", "gzip")
	}
	want := http.StatusOK
	if mode == "not-modified" && tag != "" {
		request.Header.Set("If-None-Match", tag)
		want = http.StatusNotModified
	}
	answer, err := client.Do(request)
	if err != nil {
		b.Error(err)
		return "", 0
	}
	size, err = io.Copy(io.Discard, answer.Body)
	if closed := answer.Body.Close(); err != nil || closed != nil || answer.StatusCode != want {
		b.Errorf("answered %d: %v %v", answer.StatusCode, err, closed)
	}
	return answer.Header.Get("ETag"), size
}

// BenchmarkGzip compares levels of compression on tiles.
func BenchmarkGzip(b *testing.B) {
	layer := crowd(b, 400_000)
	for _, z := range []uint8{8, 12} {
		content := layer.AppendTile(nil, new(tile.Encoder), tile.Containing(tile.Project(hanoi), z))
		for _, level := range []int{1, 2, 3, 4, 5, 6, 7, 9} {
			b.Run(fmt.Sprintf("z=%d/level=%d", z, level), func(b *testing.B) {
				var out bytes.Buffer
				before := cpuTime(b)
				for b.Loop() {
					out.Reset()
					w, err := gzip.NewWriterLevel(&out, level)
					if err != nil {
						b.Fatal(err)
					}
					if _, err := w.Write(content); err != nil {
						b.Fatal(err)
					}
					if err := w.Close(); err != nil {
						b.Fatal(err)
					}
				}
				b.ReportMetric(float64((cpuTime(b)-before).Microseconds())/float64(b.N), "cpu-µs/op")
				b.ReportMetric(100*float64(out.Len())/float64(len(content)), "%")
			})
		}
	}
}

// BenchmarkLive draws tiles of a registry's live view: the first after opening,
// and one after each change.
func BenchmarkLive(b *testing.B) {
	const n = 100_000
	store, err := sqlite.Create(b.Context(), b.TempDir()+"/bench.gpkg", sqlite.Options{})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() {
		if err := store.Close(); err != nil {
			b.Error(err)
		}
	})
	recs := make([]registry.Record, 0, n)
	for i, p := range indextest.People(n, 1) {
		recs = append(recs, site(fmt.Sprint(i), p))
	}
	err = store.Update(b.Context(), registry.Author{Actor: "bench"}, func(ctx context.Context, w registry.Writer) error {
		if _, err := w.Put(ctx, viettel()); err != nil {
			return err
		}
		_, err := w.PutAll(ctx, recs)
		return err
	})
	if err != nil {
		b.Fatal(err)
	}
	live, err := network.Open(b.Context(), store, network.Options{})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(live.Close)
	path := pathOf("sites", hanoi, 12)
	b.Run("first", func(b *testing.B) {
		for b.Loop() {
			handler := serve(b, tiles.Options{Source: tiles.NewLive(live.View)}, io.Discard)
			if answer := get(b, handler, path); answer.Code != http.StatusOK {
				b.Fatal(answer.Code)
			}
		}
	})
	b.Run("after-change", func(b *testing.B) {
		handler := serve(b, tiles.Options{Source: tiles.NewLive(live.View)}, new(strings.Builder))
		i := 0
		for b.Loop() {
			b.StopTimer()
			i++
			err := live.Update(b.Context(), registry.Author{Actor: "bench"}, func(ctx context.Context, w registry.Writer) error {
				_, err := w.Put(ctx, site(fmt.Sprintf("new-%d", time.Now().UnixNano()), orb.Point{hanoi[0] + float64(i%100)*1e-5, hanoi[1]}))
				return err
			})
			if err != nil {
				b.Fatal(err)
			}
			b.StartTimer()
			if answer := get(b, handler, path); answer.Code != http.StatusOK {
				b.Fatal(answer.Code)
			}
		}
	})
}
