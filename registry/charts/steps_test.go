package charts

import (
	"math"
	"testing"

	"pgregory.net/rapid"

	"hatang/registry"
)

// Whatever the values, every one lies in exactly one step, no step is empty, and
// there are no more steps than asked for.
func TestStepsHoldEveryValueOnce(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		values := rapid.SliceOfN(rapid.Float64Range(0, 1e6), 1, 60).Draw(t, "values")
		m := &Map{Steps: rapid.IntRange(2, 5).Draw(t, "steps"), Decimals: rapid.IntRange(0, 2).Draw(t, "decimals"), ZeroApart: rapid.Bool().Draw(t, "zero")}
		for _, v := range values {
			m.Areas = append(m.Areas, Area{Value: registry.Some(v)})
		}
		steps := m.steps()
		most := m.Steps
		if m.ZeroApart {
			most++
		}
		if len(steps) > most {
			t.Fatalf("%d steps, %d were asked for", len(steps), m.Steps)
		}
		for i := range steps {
			if i > 0 && steps[i].low < steps[i-1].high {
				t.Fatalf("steps overlap: %v after %v", steps[i], steps[i-1])
			}
		}
		for _, v := range values {
			s := stepOf(steps, v)
			if v < s.low || v > s.high {
				t.Fatalf("%v was put into %v – %v", v, s.low, s.high)
			}
			s.n++
		}
		for _, s := range steps {
			if s.n == 0 {
				t.Fatalf("the step %v – %v is empty", s.low, s.high)
			}
		}
	})
}

// Dashes lie on the line and cover their share of it.
func TestDashesCoverTheirShare(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		length := rapid.Float64Range(1, 500).Draw(t, "length")
		on, off := rapid.Float64Range(1, 9).Draw(t, "on"), rapid.Float64Range(1, 9).Draw(t, "off")
		pieces := dashed([]point{{0, 0}, {length / 3, 0}, {length, 0}}, []float64{on, off})
		covered := 0.0
		for _, p := range pieces {
			covered += p[1].x - p[0].x
		}
		whole := math.Floor(length / (on + off))
		want := whole*on + math.Min(on, length-whole*(on+off))
		if math.Abs(covered-want) > 1e-6 {
			t.Fatalf("%v of %v covered, want %v", covered, length, want)
		}
	})
}

// A scale holds its values between round ends.
func TestScalesHoldTheirValues(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		low := rapid.Float64Range(-1e5, 1e5).Draw(t, "low")
		high := low + rapid.Float64Range(0, 1e5).Draw(t, "range")
		s := scaleOver(low, high, 5, rapid.Bool().Draw(t, "zero"))
		if s.low > low+1e-6*s.step || s.high < high-1e-6*s.step || len(s.ticks(3)) < 2 || len(s.ticks(3)) > 9 {
			t.Fatalf("%v … %v in %+v with %d ticks", low, high, s, len(s.ticks(3)))
		}
	})
}
