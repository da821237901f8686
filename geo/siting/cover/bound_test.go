package cover

import (
	"math/bits"
	"testing"

	"pgregory.net/rapid"

	"hatang/geo/siting"
)

// prices draws a price for each of n rows; any will do.
func prices(t *rapid.T, n int) []float64 {
	out := make([]float64, n)
	for j := range out {
		out[j] = rapid.Float64Range(0, 12).Draw(t, "price")
	}
	return out
}

// mostOf is the most that sets of at most p candidates gain, and the sets that do.
func mostOf(pr *Problem, p int, worth func(mask uint) float64) (most float64, best []uint) {
	pr.masks(func(mask uint) {
		if bits.OnesCount(mask) > p {
			return
		}
		switch w := worth(mask); {
		case w > most+near:
			most, best = w, []uint{mask}
		case w > most-near:
			best = append(best, mask)
		}
	})
	return most, best
}

// TestBoundsHoldAtAnyPrices does not let good heuristics hide a bad bound: at
// prices drawn at random the bound must hold, and what it fixes must leave some
// best solution.
func TestBoundsHoldAtAnyPrices(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		pr := small(t, 8, 10)
		p := allowedPoints(t, pr)
		twice := rapid.SampledFrom([]Twice{{First: 1}, {First: 0.6, Second: 0.4}, {First: 0.2, Second: 0.8}}).Draw(t, "twice")
		most, best := mostOf(pr, p, func(mask uint) float64 {
			return pr.weighed(pr.counts(mask), twice.First, twice.Second)
		})
		m := pr.backupModel(p, &twice, nil)
		d := newDual(m, prices(t, len(m.rows.need)))
		if bound := d.evaluate(d.price); bound < most-near {
			t.Fatalf("bound %v at prices %v, but %v can be had", bound, d.price, most)
		}
		for range rapid.IntRange(0, 30).Draw(t, "steps") {
			d.improve(most)
		}
		if d.started && d.bound < most-near {
			t.Fatalf("bound %v after some steps, but %v can be had", d.bound, most)
		}
		fates := make([]fate, m.columns())
		d.fix(most-near, fates)
		var on, off uint
		for i, f := range fates {
			switch f {
			case opened:
				on |= 1 << m.site[i]
			case dropped:
				off |= 1 << m.site[i]
			}
		}
		for _, mask := range best {
			// Columns without effect may be left out of any solution.
			if mask&off == 0 && bits.OnesCount(mask|on) <= p {
				return
			}
		}
		t.Fatalf("opening %b and dropping %b leaves none of the best, %b", on, off, best)
	})
}

func TestFewestNeededAtAnyPrices(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		pr := small(t, 8, 10)
		need := Need{Share: rapid.SampledFrom([]float64{0.3, 0.6, 0.9, 1}).Draw(t, "share")}
		want, _ := pr.fewestByEnumeration(&need)
		kind, target := pr.demand(need.Share, unit(pr.Weights))
		m, _ := pr.needModel(&need, kind, nil)
		if kind != share {
			target = m.certain()
		}
		d := newDual(m, prices(t, len(m.rows.need)))
		if got := d.fewest(target - near); got+len(m.opened) > want {
			t.Fatalf("%d are said to be needed, but %d will do", got+len(m.opened), want)
		}
	})
}

func TestSplitBoundsHoldAtAnyPrices(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		pr := small(t, 5, 7)
		capacity := drawCapacity(t, pr)
		p := allowedPoints(t, pr)
		most, _ := mostOf(pr, p, func(mask uint) float64 { return mostServed(pr, capacity, mask) })
		c := &capacitated{pr: pr, capacity: capacity}
		l := c.load(p, nil)
		s := newSplit(l, prices(t, len(pr.Weights)))
		if bound := s.evaluate(s.price); bound < most-near {
			t.Fatalf("bound %v at prices %v, but %v can be served", bound, s.price, most)
		}
		for range rapid.IntRange(1, 30).Draw(t, "steps") {
			s.improve(most)
		}
		if s.bound < most-near {
			t.Fatalf("bound %v after some steps, but %v can be served", s.bound, most)
		}
	})
}

// TestReductionsKeepTheMost compares the best of the reduced model with that of the
// problem, again without help from heuristics.
func TestReductionsKeepTheMost(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		pr := small(t, 8, 10)
		p := allowedPoints(t, pr)
		twice := rapid.SampledFrom([]Twice{{First: 1}, {First: 0.6, Second: 0.4}, {First: 0.5, Second: 0.5, All: true}}).Draw(t, "twice")
		var all uint
		pr.masks(func(mask uint) { all |= mask })
		reach := pr.counts(all)
		want := -1.0
		pr.masks(func(mask uint) {
			count := pr.counts(mask)
			for j, k := range count {
				if twice.All && k == 0 && reach[j] > 0 {
					return
				}
			}
			if bits.OnesCount(mask) <= p {
				want = max(want, pr.weighed(count, twice.First, twice.Second))
			}
		})
		m, _ := pr.backupModel(p, &twice, nil).reduce()
		got := -1.0
		if !m.broken {
			for mask := range uint(1) << m.columns() {
				if bits.OnesCount(mask) > m.left {
					continue
				}
				plan := newPlan(m)
				for i := range m.columns() {
					if mask>>i&1 == 1 {
						plan.open(int32(i))
					}
				}
				if len(plan.unmet) == 0 {
					got = max(got, plan.value)
				}
			}
		}
		if got < want-near || got > want+near {
			t.Fatalf("the reduced model reaches %v, the problem %v", got, want)
		}
	})
}

// TestDeltasStayTrue: after any moves, what a plan keeps for each column is what
// opening or closing it changes.
func TestDeltasStayTrue(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		pr := small(t, 8, 10)
		pr.States, pr.Covered = make([]siting.State, len(pr.States)), nil
		m := pr.backupModel(len(pr.States), &Twice{First: 0.7, Second: 0.3, All: rapid.Bool().Draw(t, "all")}, nil)
		if m.columns() < 2 {
			return
		}
		p := newPlan(m)
		for range rapid.IntRange(1, 12).Draw(t, "moves") {
			i := int32(rapid.IntRange(0, m.columns()-1).Draw(t, "column"))
			worth, delta := p.worth(), p.delta[i]
			if p.isOn[i] {
				p.close(i)
				delta = -delta
			} else {
				p.open(i)
			}
			if got := p.worth() - worth; got < delta-near || got > delta+near {
				t.Fatalf("moving column %d changes %v, but it was said to change %v", i, got, delta)
			}
			out, in := int32(-1), int32(-1)
			for k, on := range p.isOn {
				if on {
					out = int32(k)
				} else {
					in = int32(k)
				}
			}
			if out < 0 || in < 0 {
				continue
			}
			change, before := p.change(out, in), p.worth()
			p.close(out)
			p.open(in)
			if got := p.worth() - before; got < change-near || got > change+near {
				t.Fatalf("swapping %d for %d changes %v, but it was said to change %v", out, in, got, change)
			}
		}
	})
}
