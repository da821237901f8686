package cover

import (
	"fmt"
	"math"
	"testing"
	"time"

	"hatang/geo/siting"
	"hatang/geo/siting/internal/cpu"
)

// report prints the outcome of one case.
func report(b *testing.B, r *Result) {
	b.ReportMetric(r.Value, "value")
	b.ReportMetric(r.Bound, "bound")
	b.ReportMetric(100*r.Gap(), "gap-%")
	b.ReportMetric(r.Elapsed.Seconds(), "s")
	b.ReportMetric(float64(r.Nodes), "nodes")
}

func BenchmarkMaximalSaoJose(b *testing.B) {
	for _, k := range saoJoseOptima(b) {
		pr := saoJose(b, k.name).problem(k.radius)
		b.Run(fmt.Sprintf("%s/r=%.0f/p=%d", k.name, k.radius, k.p), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				began := cpu.Seconds()
				r, err := Maximal(b.Context(), pr, k.p, siting.Options{})
				if err != nil {
					b.Fatal(err)
				}
				b.ReportMetric(cpu.Seconds()-began, "cpu-s")
				if r.Value != k.best || !r.Optimal {
					b.Fatalf("value %v proven %v, want the optimum %v", r.Value, r.Optimal, k.best)
				}
				report(b, r)
			}
		})
	}
}

func BenchmarkMaximalNewYork(b *testing.B) {
	pr := newYork(b).problem(400) // the radius of all cases
	for _, k := range newYorkBest(b) {
		b.Run(fmt.Sprintf("p=%d", k.p), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				began, near := cpu.Seconds(), math.NaN()
				o := siting.Options{Limit: 60 * time.Second, Progress: func(p siting.Progress) {
					if math.IsNaN(near) && p.Value >= 0.999*k.best {
						near = cpu.Seconds() - began
					}
				}}
				r, err := Maximal(b.Context(), pr, k.p, o)
				if err != nil {
					b.Fatal(err)
				}
				report(b, r)
				b.ReportMetric(cpu.Seconds()-began, "cpu-s")
				b.ReportMetric(near, "cpu-s-to-within-0.1%")
				b.ReportMetric(100*(r.Value/k.best-1), "beyond-best-known-%")
			}
		})
	}
}

func BenchmarkSanFrancisco(b *testing.B) {
	weights, stores, distance := sanFrancisco(b)
	for _, radius := range []float64{5000, 8000} {
		pr := &Problem{Weights: weights, Covers: WithinReach(stores, len(weights), distance, radius)}
		b.Run(fmt.Sprintf("fewest/r=%.0f", radius), func(b *testing.B) {
			benchmark(b, func() (*Result, error) { return Fewest(b.Context(), pr, Need{Share: 1}, siting.Options{}) })
		})
		b.Run(fmt.Sprintf("maximal-4/r=%.0f", radius), func(b *testing.B) {
			benchmark(b, func() (*Result, error) { return Maximal(b.Context(), pr, 4, siting.Options{}) })
		})
	}
}

// benchmark solves again and again and prints the last outcome.
func benchmark(b *testing.B, solve func() (*Result, error)) {
	b.Helper()
	b.ReportAllocs()
	var r *Result
	for b.Loop() {
		var err error
		if r, err = solve(); err != nil {
			b.Fatal(err)
		}
	}
	report(b, r)
}

func BenchmarkSaoJoseOtherwise(b *testing.B) {
	pr := saoJose(b, "SJC500").problem(800)
	capacity := make([]float64, len(pr.Weights))
	for i := range capacity {
		capacity[i] = 3000
	}
	limit := siting.Options{Limit: 10 * time.Second}
	b.Run("fewest-all", func(b *testing.B) {
		benchmark(b, func() (*Result, error) { return Fewest(b.Context(), pr, Need{Share: 1}, limit) })
	})
	b.Run("fewest-95%", func(b *testing.B) {
		benchmark(b, func() (*Result, error) { return Fewest(b.Context(), pr, Need{Share: 0.95}, limit) })
	})
	b.Run("backup-10", func(b *testing.B) {
		benchmark(b, func() (*Result, error) { return Backup(b.Context(), pr, 10, Twice{First: 0.5, Second: 0.5}, limit) })
	})
	b.Run("backup-of-all-12", func(b *testing.B) {
		benchmark(b, func() (*Result, error) { return Backup(b.Context(), pr, 12, Twice{Second: 1, All: true}, limit) })
	})
	b.Run("capacitated-5", func(b *testing.B) {
		benchmark(b, func() (*Result, error) { return CapacitatedMaximal(b.Context(), pr, capacity, 5, limit) })
	})
	b.Run("marginal-10-exact", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if _, err := Marginal(b.Context(), pr, 10, true, limit); err != nil {
				b.Fatal(err)
			}
		}
	})
}
