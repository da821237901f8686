package tile_test

import (
	"fmt"
	"syscall"
	"testing"
	"time"

	"github.com/paulmach/orb"

	"hatang/geo/index/indextest"
	"hatang/geo/tile"
)

// benched is n points with four attributes, as the published comparison has.
func benched(b *testing.B, n int) *tile.PointLayer {
	b.Helper()
	list := people(b, n, 1)
	builder := tile.NewTable(fields()[:4]...)
	positions, ids := make([]orb.Point, n), make([]uint64, n)
	for i, r := range list {
		builder.Add(r.row()[:4]...)
		positions[i], ids[i] = r.point, r.id
	}
	table, err := builder.Table()
	if err != nil {
		b.Fatal(err)
	}
	points, err := tile.NewPoints(positions, ids, table)
	if err != nil {
		b.Fatal(err)
	}
	return &tile.PointLayer{Name: "sites", Points: points, Index: mustIndex(b, list)}
}

// hanoi is where the tiles are densest.
func hanoi(z uint8) tile.ID { return tile.Containing(tile.Project(orb.Point{105.83, 21.02}), z) }

func BenchmarkPointTile(b *testing.B) {
	for _, n := range []int{10_000, 100_000, 400_000} {
		layer := benched(b, n)
		for _, z := range []uint8{0, 5, 8, 10, 12, 14} {
			b.Run(fmt.Sprintf("n=%d/z=%d", n, z), func(b *testing.B) {
				benchTile(b, layer, hanoi(z))
			})
		}
	}
}

// BenchmarkPointTileUngrouped has every point in the tile, as the peers do.
func BenchmarkPointTileUngrouped(b *testing.B) {
	layer := benched(b, 400_000)
	for _, z := range []uint8{8, 10, 12} {
		b.Run(fmt.Sprintf("z=%d", z), func(b *testing.B) {
			benchTile(b, tile.Ungrouped(layer), hanoi(z))
		})
	}
}

func benchTile(b *testing.B, layer tile.Layer, id tile.ID) {
	b.Helper()
	var e tile.Encoder
	content := layer.AppendTile(nil, &e, id)
	b.ReportAllocs()
	before := cpuTime(b)
	for b.Loop() {
		content = layer.AppendTile(content[:0], &e, id)
	}
	b.ReportMetric(float64(cpuTime(b)-before)/float64(b.N), "cpu-ns/op")
	b.ReportMetric(float64(len(content)), "bytes")
}

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

func BenchmarkAreaTile(b *testing.B) {
	layer := communes(b, indextest.Communes(11_000))
	for _, z := range []uint8{5, 8, 10, 12, 14} {
		b.Run(fmt.Sprintf("z=%d", z), func(b *testing.B) { benchTile(b, layer, hanoi(z)) })
	}
}

func BenchmarkWedgeTile(b *testing.B) {
	layer := wedgesOf(b, people(b, 400_000, 1))
	for _, z := range []uint8{13, 14, 16} {
		b.Run(fmt.Sprintf("z=%d", z), func(b *testing.B) { benchTile(b, layer, hanoi(z)) })
	}
}

func BenchmarkNewShapes(b *testing.B) {
	for _, n := range []int{100, 3321, 11_000} {
		areas := indextest.Communes(n)
		b.Run(fmt.Sprintf("communes=%d", n), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := tile.NewShapes(areas); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkPointsWith(b *testing.B) {
	list := people(b, 400_000, 1)
	points := mustPoints(b, list)
	var err error
	for _, r := range list[:500] {
		if points, err = points.With([]orb.Point{r.point}, []uint64{r.id}, [][]tile.Value{r.row()}); err != nil {
			b.Fatal(err)
		}
	}
	b.Run("after=500", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if _, err := points.With([]orb.Point{list[0].point}, nil, [][]tile.Value{list[0].row()}); err != nil {
				b.Fatal(err)
			}
		}
	})
}
