package access_test

import (
	"context"
	"math/rand/v2"
	"testing"

	"github.com/paulmach/orb"

	"hatang/geo/access"
	"hatang/geo/geodesy"
	"hatang/geo/raster"
)

// benchSurface is a province of a million cells and 100 units, everywhere
// populated, with 130 points scattered over it.
func benchSurface(b *testing.B) (*raster.Surface, []orb.Point) {
	g, err := raster.NewGrid(geodesy.Box(orb.Point{108, 14.5}, 50_000), 100)
	if err != nil {
		b.Fatal(err)
	}
	random := rand.New(rand.NewPCG(1, 2))
	people, unit := make([]float64, g.Cells()), make([]int32, g.Cells())
	names := make([]string, 100)
	for u := range names {
		names[u] = string(rune('A' + u))
	}
	for i := range people {
		people[i] = random.Float64()
		unit[i] = int32(i/g.Cols*10/g.Rows*10 + i%g.Cols*10/g.Cols)
	}
	s, err := raster.NewSurface(g, names, people, unit, make([]raster.Source, g.Cells()))
	if err != nil {
		b.Fatal(err)
	}
	var points []orb.Point
	for range 130 {
		points = append(points, g.Centre(random.IntN(g.Cols), random.IntN(g.Rows)))
	}
	return s, points
}

func benchMetrics(b *testing.B, do func(b *testing.B, m access.Metric, points []orb.Point)) {
	s, points := benchSurface(b)
	cells := access.NewCells(s)
	var lines []access.Line
	for i := range 60 {
		lines = append(lines, access.Line{SpeedKMH: 40, Path: orb.LineString{points[i], points[i+60]}})
	}
	travel, err := access.NewTravel(context.Background(), cells, &access.Ground{Lines: lines})
	if err != nil {
		b.Fatal(err)
	}
	for name, m := range map[string]access.Metric{"straight": access.NewStraight(cells), "travel": travel} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			do(b, m, points)
		})
	}
}

func BenchmarkField(b *testing.B) {
	benchMetrics(b, func(b *testing.B, m access.Metric, points []orb.Point) {
		for b.Loop() {
			if _, err := m.Field(context.Background(), points); err != nil {
				b.Fatal(err)
			}
		}
	})
}

func BenchmarkRow(b *testing.B) {
	benchMetrics(b, func(b *testing.B, m access.Metric, points []orb.Point) {
		f := mustField(b, m, points[:129])
		for b.Loop() {
			f.Row(points[129])
		}
	})
}

// A hand edit: one point is added, another is closed, and everything is added up.
func BenchmarkEdit(b *testing.B) {
	benchMetrics(b, func(b *testing.B, m access.Metric, points []orb.Point) {
		f := mustField(b, m, points[:129])
		p := access.Look(m, f)
		for b.Loop() {
			edited := f.Clone()
			edited.Add(points[129])
			edited.Remove(7)
			p.Again(m, edited)
		}
	})
}
