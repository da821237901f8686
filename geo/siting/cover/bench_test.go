package cover

import (
	"fmt"
	"testing"
	"time"

	"hatang/geo/siting"
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
				r, err := Maximal(b.Context(), pr, k.p, siting.Options{})
				if err != nil {
					b.Fatal(err)
				}
				if r.Value != k.best || !r.Optimal {
					b.Fatalf("value %v proven %v, want the optimum %v", r.Value, r.Optimal, k.best)
				}
				report(b, r)
			}
		})
	}
}

func BenchmarkMaximalNewYork(b *testing.B) {
	c := newYork(b)
	for _, k := range newYorkBest(b) {
		pr := c.problem(k.radius)
		b.Run(fmt.Sprintf("p=%d", k.p), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				r, err := Maximal(b.Context(), pr, k.p, siting.Options{Limit: 60 * time.Second})
				if err != nil {
					b.Fatal(err)
				}
				report(b, r)
				b.ReportMetric(100*(r.Value/k.best-1), "beyond-best-known-%")
			}
		})
	}
}
