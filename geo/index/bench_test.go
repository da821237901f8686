package index_test

import (
	"fmt"
	"testing"

	"github.com/paulmach/orb"

	"hatang/geo/geodesy"
	"hatang/geo/index"
	"hatang/geo/index/indextest"
)

// Positions to ask from, other people of the same country.
const asked = 1 << 14

// benchPoints runs one query at three sizes, on an index and, at the largest, on
// an overlay with 500 changes.
func benchPoints(b *testing.B, query func(f finder, p orb.Point) (found int)) {
	from := indextest.People(asked, 2)
	run := func(name string, f finder) {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			found, i := 0, 0
			for b.Loop() {
				found += query(f, from[i%asked])
				i++
			}
			b.ReportMetric(float64(found)/float64(b.N), "rows/op")
		})
	}
	for _, n := range []int{10_000, 100_000, 400_000} {
		ix := mustPoints(b, indextest.People(n, 1))
		run(fmt.Sprintf("n=%d", n), ix)
		if n == 400_000 {
			run(fmt.Sprintf("n=%d+500", n), changed(b, index.NewOverlay(ix), 500))
		}
	}
	run("sites/n=400000", mustPoints(b, indextest.Sites(400_000, 1)))
}

// changed is the overlay after n rows moved.
func changed(b *testing.B, overlay *index.Overlay, n int) *index.Overlay {
	b.Helper()
	remove, add := make([]int32, n), make([]index.Entry, n)
	for i, p := range indextest.People(n, 7) {
		remove[i] = int32(i)
		add[i] = index.Entry{Row: int32(i), Point: p}
	}
	next, err := overlay.With(remove, add)
	if err != nil {
		b.Fatal(err)
	}
	return next
}

func BenchmarkWithin5km(b *testing.B) {
	dst := make([]int32, 0, 1<<16)
	benchPoints(b, func(f finder, p orb.Point) int {
		return len(f.Within(dst, p, 5000))
	})
}

func BenchmarkBoxOf8km(b *testing.B) {
	dst := make([]int32, 0, 1<<16)
	benchPoints(b, func(f finder, p orb.Point) int {
		const halfDeg = 4 / 111.2
		return len(f.Box(dst, orb.Bound{
			Min: orb.Point{p[0] - halfDeg, p[1] - halfDeg}, Max: orb.Point{p[0] + halfDeg, p[1] + halfDeg},
		}))
	})
}

func BenchmarkNearest10Rows(b *testing.B) {
	dst := make([]int32, 0, 16)
	benchPoints(b, func(f finder, p orb.Point) int { return len(f.NearestRows(dst, p, 10, nil)) })
}

func BenchmarkNearest10(b *testing.B) {
	dst := make([]index.Neighbour, 0, 16)
	benchPoints(b, func(f finder, p orb.Point) int { return len(f.Nearest(dst, p, 10, nil)) })
}

func BenchmarkNearest10OfOneInTwenty(b *testing.B) {
	dst := make([]int32, 0, 16)
	accept := func(row int32) bool { return row%20 == 0 }
	benchPoints(b, func(f finder, p orb.Point) int { return len(f.NearestRows(dst, p, 10, accept)) })
}

func BenchmarkInRegion(b *testing.B) {
	communes := indextest.Communes(11_000)
	regions := make([]*index.Region, len(communes))
	for i, mp := range communes {
		var err error
		if regions[i], err = index.NewRegion(mp); err != nil {
			b.Fatal(err)
		}
	}
	dst, at := make([]int32, 0, 1<<16), 0
	benchPoints(b, func(f finder, _ orb.Point) int {
		at++
		return len(f.InRegion(dst, regions[at%len(regions)]))
	})
}

func BenchmarkNewPoints(b *testing.B) {
	for _, n := range []int{10_000, 100_000, 400_000} {
		points := indextest.People(n, 1)
		b.Run(fmt.Sprintf("n=%d", n), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				mustPoints(b, points)
			}
		})
	}
}

func BenchmarkOverlayWith(b *testing.B) {
	for _, before := range []int{0, 500, 5000} {
		b.Run(fmt.Sprintf("after=%d", before), func(b *testing.B) {
			overlay := changed(b, index.NewOverlay(mustPoints(b, indextest.People(400_000, 1))), before)
			b.ReportAllocs()
			for b.Loop() {
				if _, err := overlay.With([]int32{200_000}, []index.Entry{{Row: 200_000, Point: orb.Point{106, 21}}}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkBoxesAt(b *testing.B) {
	for _, n := range []int{10_000, 100_000, 400_000} {
		boxes := make([]orb.Bound, n)
		for i, p := range indextest.People(n, 1) {
			boxes[i] = geodesy.Box(p, 500)
		}
		ix, err := index.NewBoxes(boxes)
		if err != nil {
			b.Fatal(err)
		}
		from, dst := indextest.People(asked, 2), make([]int32, 0, 1<<16)
		b.Run(fmt.Sprintf("n=%d", n), func(b *testing.B) {
			b.ReportAllocs()
			found := 0
			for i := 0; b.Loop(); i++ {
				found += len(ix.At(dst, from[i%asked]))
			}
			b.ReportMetric(float64(found)/float64(b.N), "rows/op")
		})
	}
}

func BenchmarkLocate(b *testing.B) {
	for _, n := range []int{100, 3321, 11_000} {
		l, from := mustLocator(b, indextest.Communes(n)), indextest.People(asked, 2)
		b.Run(fmt.Sprintf("communes=%d", n), func(b *testing.B) {
			b.ReportAllocs()
			found := 0
			for i := 0; b.Loop(); i++ {
				if l.Locate(from[i%asked]) != index.Nowhere {
					found++
				}
			}
			b.ReportMetric(float64(found)/float64(b.N), "found/op")
		})
	}
}

func BenchmarkNewLocator(b *testing.B) {
	for _, n := range []int{100, 3321, 11_000} {
		communes := indextest.Communes(n)
		b.Run(fmt.Sprintf("communes=%d", n), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				mustLocator(b, communes)
			}
		})
	}
}
