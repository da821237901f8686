package median

import (
	"context"
	"math"
	"math/rand/v2"
	"testing"
	"time"

	"hatang/geo/siting"
)

// province makes people as they live: towns and villages, few in between, on a
// square of side × side cells of 100 m in the order of a raster. Existing points
// stand where people are, candidates too. A candidate's entries are the cells
// nearer to it than to any existing point.
func province(seed uint64, side, existing, candidates, p int) *Problem {
	const reach = 400 // cells
	random := rand.New(rand.NewPCG(seed, 0))
	type place struct{ x, y, spread float64 }
	places := make([]place, 160)
	for k := range places {
		places[k] = place{random.Float64() * float64(side), random.Float64() * float64(side), float64(side) * (0.005 + 0.05*random.Float64()*random.Float64())}
	}
	inhabited := func() (x, y float64) {
		at := places[int(float64(len(places))*math.Pow(random.Float64(), 1.6))]
		return at.x + at.spread*random.NormFloat64(), at.y + at.spread*random.NormFloat64()
	}
	problem := &Problem{Demands: side * side, Weights: make([]float64, side*side), Base: make([]float64, side*side), P: p}
	for i := range problem.Base {
		problem.Base[i] = reach * 100
		problem.Weights[i] = 0.05 * random.ExpFloat64()
	}
	for range side * side / 2 {
		x, y := inhabited()
		if int(x) >= 0 && int(y) >= 0 && int(x) < side && int(y) < side {
			problem.Weights[int(y)*side+int(x)]++
		}
	}
	for range existing {
		x, y := inhabited()
		for i := range problem.Base {
			problem.Base[i] = min(problem.Base[i], 100*math.Hypot(float64(i%side)+0.5-x, float64(i/side)+0.5-y))
		}
	}
	rows := make([]Row, candidates)
	for j := range rows {
		x, y := inhabited()
		rows[j].Demand = []int32{}
		for i := range problem.Base {
			if d := 100 * math.Hypot(float64(i%side)+0.5-x, float64(i/side)+0.5-y); d < problem.Base[i] {
				rows[j].Demand = append(rows[j].Demand, int32(i))
				rows[j].Cost = append(rows[j].Cost, float32(d))
			}
		}
	}
	problem.Cost = Sparse(rows)
	return problem
}

func entries(p *Problem) int {
	count := 0
	for _, row := range p.Cost.rows {
		count += len(row.Cost)
	}
	return count
}

func BenchmarkPMedianProvince(b *testing.B) {
	for _, size := range []struct {
		name           string
		side, existing int
	}{{"100,000 cells", 316, 129}, {"1,000,000 cells", 1000, 129}, {"1,000,000 cells, few points", 1000, 60}} {
		p := province(8, size.side, size.existing, 2000, 20)
		b.Run(size.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				s, err := PMedian(context.Background(), p, siting.Options{Limit: 9 * time.Second})
				if err != nil {
					b.Fatal(err)
				}
				report(b, s)
				b.ReportMetric(float64(entries(p)), "entries")
			}
		})
	}
}

func BenchmarkPCenterProvince(b *testing.B) {
	p := province(8, 316, 60, 2000, 20)
	p.Weights = nil
	b.ReportAllocs()
	for b.Loop() {
		s, err := PCenter(context.Background(), p, siting.Options{Limit: 9 * time.Second})
		if err != nil {
			b.Fatal(err)
		}
		report(b, s)
	}
}

func BenchmarkCapacitatedProvince(b *testing.B) {
	p := province(8, 32, 5, 100, 20)
	room := make([]float64, 100)
	for j := range room {
		room[j] = 30
	}
	b.ReportAllocs()
	for b.Loop() {
		s, err := Capacitated(context.Background(), p, p.Weights, room, siting.Options{Limit: 30 * time.Second})
		if err != nil {
			b.Fatal(err)
		}
		report(b, s)
	}
}
