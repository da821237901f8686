package median

import (
	"context"
	"testing"

	"pgregory.net/rapid"

	"hatang/geo/siting"
)

// A search that may end within a gap does so with a bound that holds, and not
// before the gap is proven.
func TestGap(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		p := drawProblem(t)
		gap := rapid.SampledFrom([]float64{1e-6, 0.01, 0.1, 0.5}).Draw(t, "gap")
		worst := rapid.Bool().Draw(t, "worst")
		lim := limits{entries: rapid.SampledFrom([]int{0, 20}).Draw(t, "entries")}
		var s *siting.Solution
		var err error
		if worst {
			s, err = PCenter(context.Background(), p, siting.Options{Gap: gap})
		} else {
			s, err = solve(context.Background(), p, siting.Options{Gap: gap}, lim, medianWide, medianNarrow)
		}
		if err != nil {
			t.Fatal(err)
		}
		checkSolution(t, p, s, worst, false)
		if s.Gap() > gap*(1+1e-9) {
			t.Fatalf("value %g, bound %g: a gap of %g, asked for %g", s.Value, s.Bound, s.Gap(), gap)
		}
	})
}

func TestCapacitatedGap(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		p, need, room := drawCapacitated(t)
		gap := rapid.SampledFrom([]float64{0.01, 0.1, 0.5}).Draw(t, "gap")
		s, err := Capacitated(context.Background(), p, need, room, siting.Options{Gap: gap})
		if err != nil {
			t.Fatal(err)
		}
		checkRooms(t, p, need, room, s)
		best := bestAssignment(p, need, room)
		if s.Value < best-1e-8*max(1, best) || s.Bound > best+1e-8*max(1, best) || s.Gap() > gap*(1+1e-9) {
			t.Fatalf("value %g, bound %g, best %g, asked for a gap of %g", s.Value, s.Bound, best, gap)
		}
	})
}

// The gap saves work: a wide one is proven at the root.
func TestGapEndsEarly(t *testing.T) {
	t.Parallel()
	for _, r := range references(t) {
		if r.name != "pmed25" && r.name != "pmed35" {
			continue
		}
		t.Run(r.name, func(t *testing.T) {
			t.Parallel()
			all, err := PMedian(context.Background(), r.problem, siting.Options{})
			if err != nil {
				t.Fatal(err)
			}
			some, err := PMedian(context.Background(), r.problem, siting.Options{Gap: 0.02})
			if err != nil {
				t.Fatal(err)
			}
			if some.Iterations >= all.Iterations || some.Value > r.median*1.02 || some.Bound > r.median || some.Gap() > 0.02 {
				t.Errorf("value %g, bound %g after %d iterations; the optimum %g took %d", some.Value, some.Bound, some.Iterations, r.median, all.Iterations)
			}
		})
	}
}
