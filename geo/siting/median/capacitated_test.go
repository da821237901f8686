package median

import (
	"context"
	"maps"
	"math"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"hatang/geo/siting"
	"hatang/geo/siting/internal/orlib"
)

// drawCapacitated makes small problems with every feature; few enough demands
// and sites to try every assignment.
func drawCapacitated(t *rapid.T) (p *Problem, need, room []float64) {
	n := rapid.IntRange(1, 5).Draw(t, "demands")
	m := rapid.IntRange(1, 4).Draw(t, "candidates")
	p = &Problem{Demands: n, AtMost: rapid.Bool().Draw(t, "at most")}
	number := rapid.Map(rapid.IntRange(0, 9), func(c int) float64 { return float64(c) })
	if rapid.Bool().Draw(t, "fractions") {
		number = rapid.Float64Range(0, 9)
	}
	missing := rapid.SampledFrom([]int{0, 0, 3, 7}).Draw(t, "missing of ten")
	rows := make([][]float64, m)
	for j := range rows {
		for range n {
			c := number.Draw(t, "cost")
			if rapid.IntRange(0, 9).Draw(t, "is missing") < missing {
				c = math.Inf(1)
			}
			rows[j] = append(rows[j], c)
		}
		room = append(room, 2*number.Draw(t, "room"))
	}
	for range n {
		need = append(need, number.Draw(t, "need"))
	}
	p.Cost = Dense(rows)
	drawWeights(t, p)
	if rapid.Bool().Draw(t, "base") {
		for range n {
			b := number.Draw(t, "base")
			if rapid.IntRange(0, 3).Draw(t, "no base") == 0 {
				b = math.Inf(1)
			}
			p.Base = append(p.Base, b)
		}
	}
	drawStates(t, p, m)
	return p, need, room
}

// bestAssignment tries everything.
func bestAssignment(p *Problem, need, room []float64) float64 {
	best, rows, beyond := math.Inf(1), matrix(p), p.beyond()
	subsets(p, func(open []int) {
		left := make([]float64, len(room))
		for j := range room {
			left[j] = roomy(room[j])
		}
		var try func(i int, total float64)
		try = func(i int, total float64) {
			if i == p.Demands {
				best = min(best, total)
				return
			}
			out, possible := math.Inf(1), false
			if p.Base != nil {
				out = p.Base[i]
			}
			for j := range rows {
				possible = possible || p.state(j) != siting.Closed && !math.IsInf(rows[j][i], 1) && need[i] <= roomy(room[j])
			}
			if math.IsInf(out, 1) {
				if out = beyond; !possible {
					out = 0
				}
			}
			try(i+1, total+p.weight(i)*out)
			for _, j := range open {
				if c := rows[j][i]; !math.IsInf(c, 1) && need[i] <= left[j] {
					left[j] -= need[i]
					try(i+1, total+p.weight(i)*c)
					left[j] += need[i]
				}
			}
		}
		try(0, 0)
	})
	return best
}

// checkRooms holds a solution to its own terms.
func checkRooms(t *rapid.T, p *Problem, need, room []float64, s *siting.Solution) {
	rows, left, total := matrix(p), slices.Clone(room), 0.0
	for i, j := range s.Site {
		switch {
		case slices.Contains(s.Unserved, i):
		case j != siting.NoSite:
			if !slices.Contains(s.Open, int(j)) {
				t.Fatalf("demand %d at %d, which is closed", i, j)
			}
			left[j] -= need[i]
			total += p.weight(i) * rows[j][i]
		case p.Base != nil && !math.IsInf(p.Base[i], 1):
			total += p.weight(i) * p.Base[i]
		default:
			total += p.weight(i) * p.beyond()
		}
	}
	for j := range left {
		if left[j] < -1e-8 {
			t.Fatalf("site %d holds %g too much", j, -left[j])
		}
	}
	if !near(total, s.Value) {
		t.Fatalf("value %g, of its assignment %g", s.Value, total)
	}
	allowed := false
	subsets(p, func(open []int) { allowed = allowed || slices.Equal(open, s.Open) })
	if !allowed {
		t.Fatalf("open %v is not allowed: p %d, states %v", s.Open, p.P, p.States)
	}
}

func TestCapacitatedAgainstEnumeration(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		p, need, room := drawCapacitated(t)
		lim := limits{nodes: rapid.SampledFrom([]int64{0, 0, 1}).Draw(t, "nodes")}
		s, err := capacitate(context.Background(), p, need, room, siting.Options{}, lim)
		if err != nil {
			t.Fatal(err)
		}
		checkRooms(t, p, need, room, s)
		best := bestAssignment(p, need, room)
		if s.Value < best-1e-8*max(1, best) || s.Bound > best+1e-8*max(1, best) || s.Bound > s.Value {
			t.Fatalf("value %g, bound %g, best %g", s.Value, s.Bound, best)
		}
		if s.Optimal && (!near(s.Value, best) || s.Bound != s.Value) || lim.nodes == 0 && !s.Optimal {
			t.Fatalf("optimal %v: value %g, bound %g, best %g", s.Optimal, s.Value, s.Bound, best)
		}
	})
}

// capacitatedCases reads the pmedcap series, or skips.
func capacitatedCases(tb testing.TB) map[string]*orlib.Capacitated {
	tb.Helper()
	names, err := filepath.Glob(filepath.Join(vectors, "pmedcap", "pmedcap*.txt"))
	if err != nil || len(names) == 0 {
		tb.Skip("the OR-Library's capacitated cases are absent: ../shared/vectors/siting/pmedcap beside the project")
	}
	cases := map[string]*orlib.Capacitated{}
	for _, name := range names {
		file, err := os.Open(name)
		if err != nil {
			tb.Fatal(err)
		}
		c, err := orlib.ReadCapacitated(file)
		_ = file.Close()
		if err != nil {
			tb.Fatal(err)
		}
		cases[filepath.Base(name)] = c
	}
	return cases
}

func solveCapacitated(tb testing.TB, c *orlib.Capacitated, opts siting.Options, lim limits) *siting.Solution {
	tb.Helper()
	room := make([]float64, len(c.X))
	for j := range room {
		room[j] = c.Capacity
	}
	p := &Problem{Demands: len(c.X), Cost: Dense(c.Costs()), P: c.P}
	s, err := capacitate(context.Background(), p, c.Demand, room, opts, lim)
	if err != nil {
		tb.Fatal(err)
	}
	return s
}

func TestCapacitatedORLibrary(t *testing.T) {
	t.Parallel()
	for name, c := range capacitatedCases(t) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := solveCapacitated(t, c, siting.Options{}, limits{nodes: 300})
			if s.Value != c.Best || s.Bound > s.Value {
				t.Errorf("value %g, bound %g after %d nodes, expected %g", s.Value, s.Bound, s.Nodes, c.Best)
			}
		})
	}
}

func BenchmarkCapacitatedORLibrary(b *testing.B) {
	cases := capacitatedCases(b)
	for _, name := range slices.Sorted(maps.Keys(cases)) {
		c := cases[name]
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				report(b, solveCapacitated(b, c, siting.Options{Limit: time.Minute}, limits{}))
				b.ReportMetric(c.Best, "known")
			}
		})
	}
}
