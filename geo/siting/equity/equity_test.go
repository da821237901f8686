package equity

import (
	"errors"
	"math"
	"testing"

	"pgregory.net/rapid"
)

func nearly(a, b float64) bool {
	return a == b || math.Abs(a-b) <= 1e-9*(1+math.Abs(a)+math.Abs(b))
}

func TestKnownInequality(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name            string
		values, weights []float64
		gini, palma     float64
	}{
		{"all equal", []float64{3, 3, 3}, []float64{1, 2, 5}, 0, 0.25},
		{"all zero", []float64{0, 0}, []float64{1, 1}, 0, 0.25},
		{"one of four has all", []float64{0, 0, 0, 8}, []float64{1, 1, 1, 1}, 0.75, math.Inf(1)},
		{"1 to 4", []float64{4, 1, 3, 2}, []float64{1, 1, 1, 1}, 0.25, 1.6 / 2.2},
		{"weights stand for people", []float64{1, 2}, []float64{3, 1}, 0.15, 0.5},
		{"one group", []float64{7}, []float64{9}, 0, 0.25},
		{"weightless groups do not count", []float64{3, math.NaN(), 3}, []float64{1, 0, 1}, 0, 0.25},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			g, err := Gini(c.values, c.weights)
			if err != nil || !nearly(g, c.gini) {
				t.Errorf("Gini = %v, %v, want %v", g, err, c.gini)
			}
			p, err := Palma(c.values, c.weights)
			if err != nil || !nearly(p, c.palma) {
				t.Errorf("Palma = %v, %v, want %v", p, err, c.palma)
			}
		})
	}
}

// groups draws values and weights.
func groups(t *rapid.T) (values, weights []float64) {
	n := rapid.IntRange(1, 12).Draw(t, "n")
	for range n {
		values = append(values, rapid.Float64Range(0, 100).Draw(t, "value"))
		weights = append(weights, rapid.Float64Range(0.1, 50).Draw(t, "weight"))
	}
	return values, weights
}

func mustGini(t *rapid.T, values, weights []float64) float64 {
	g, err := Gini(values, weights)
	if err != nil {
		t.Fatal(err)
	}
	return g
}

func mustPalma(t *rapid.T, values, weights []float64) float64 {
	p, err := Palma(values, weights)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestGiniIsItsDefinition(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		values, weights := groups(t)
		var total, weighted, difference float64
		for i := range values {
			total += weights[i]
			weighted += weights[i] * values[i]
			for j := range values {
				difference += weights[i] * weights[j] * math.Abs(values[i]-values[j])
			}
		}
		want := 0.0
		if weighted > 0 {
			want = difference / (2 * weighted * total)
		}
		if got := mustGini(t, values, weights); !nearly(got, want) {
			t.Fatalf("Gini = %v, want %v", got, want)
		}
	})
}

func TestBoundsAndScale(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		values, weights := groups(t)
		g, p := mustGini(t, values, weights), mustPalma(t, values, weights)
		var total float64
		lightest := math.Inf(1)
		for _, w := range weights {
			total += w
			lightest = min(lightest, w)
		}
		if g < 0 || g > 1-lightest/total+1e-9 {
			t.Fatalf("Gini = %v, want 0 to %v", g, 1-lightest/total)
		}
		if p < 0.25 {
			t.Fatalf("Palma = %v, want at least 1/4", p)
		}
		by := rapid.Float64Range(0.01, 1000).Draw(t, "by")
		scaled, heavier := make([]float64, len(values)), make([]float64, len(values))
		for i := range values {
			scaled[i], heavier[i] = by*values[i], by*weights[i]
		}
		if a, b := mustGini(t, scaled, weights), mustGini(t, values, heavier); !nearly(a, g) || !nearly(b, g) {
			t.Fatalf("Gini = %v, of scaled values %v, of scaled weights %v", g, a, b)
		}
		if a, b := mustPalma(t, scaled, weights), mustPalma(t, values, heavier); !nearly(a, p) || !nearly(b, p) {
			t.Fatalf("Palma = %v, of scaled values %v, of scaled weights %v", p, a, b)
		}
	})
}

// TestSplitGroups: cutting a group in two of the same value changes nothing.
func TestSplitGroups(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		values, weights := groups(t)
		g, p := mustGini(t, values, weights), mustPalma(t, values, weights)
		part := rapid.Float64Range(0.1, 0.9).Draw(t, "part")
		weights = append(weights, weights[0]*part)
		values = append(values, values[0])
		weights[0] *= 1 - part
		if a, b := mustGini(t, values, weights), mustPalma(t, values, weights); !nearly(a, g) || !nearly(b, p) {
			t.Fatalf("Gini %v and Palma %v became %v and %v", g, p, a, b)
		}
	})
}

// TestTransfers: what moves from one that has more to one that has less, without
// their changing places, makes the Gini coefficient fall and the Palma ratio not
// rise.
func TestTransfers(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		values, weights := groups(t)
		values, weights = append(values, 10), append(weights, 3)
		rich, poor := len(values)-1, rapid.IntRange(0, len(values)-1).Draw(t, "other")
		if values[poor] > values[rich] {
			rich, poor = poor, rich
		}
		gap := values[rich] - values[poor]
		if gap < 1e-3 {
			return
		}
		g, p := mustGini(t, values, weights), mustPalma(t, values, weights)
		// The amount that would make the two equal, or a part of it.
		equal := gap * weights[rich] * weights[poor] / (weights[rich] + weights[poor])
		amount := equal * rapid.Float64Range(0.01, 1).Draw(t, "part")
		values[rich] -= amount / weights[rich]
		values[poor] += amount / weights[poor]
		if a := mustGini(t, values, weights); a >= g {
			t.Fatalf("Gini rose from %v to %v", g, a)
		}
		if a := mustPalma(t, values, weights); a > p*(1+1e-9) {
			t.Fatalf("Palma rose from %v to %v", p, a)
		}
	})
}

func TestBands(t *testing.T) {
	t.Parallel()
	bands, err := Bands([]float64{0, 1000, 1000.1, 3000, 9000, math.Inf(1), math.NaN()}, []float64{1, 2, 3, 4, 5, 6, 7}, []float64{1000, 2000, 3000})
	if err != nil {
		t.Fatal(err)
	}
	want := []float64{3, 3, 4, 18}
	var within float64
	for b, band := range bands {
		within += want[b] / 28
		if band.Weight != want[b] || !nearly(band.Share, want[b]/28) || !nearly(band.Within, within) {
			t.Errorf("band %d is %+v, want weight %v", b, band, want[b])
		}
	}
	if last := bands[3]; last.From != 3000 || !math.IsInf(last.To, 1) {
		t.Errorf("the last band is %+v, want from 3000 to +Inf", last)
	}
}

func TestByGroup(t *testing.T) {
	t.Parallel()
	distances := []float64{100, 300, 5000, math.Inf(1), 7, math.NaN()}
	weights := []float64{1, 3, 4, 4, 2, 9}
	got, err := ByGroup(distances, weights, []int32{0, 0, 1, 1, -1, 3}, 4, 300)
	if err != nil {
		t.Fatal(err)
	}
	if g := got[0]; g.Weight != 4 || g.Mean != 250 || g.Max != 300 || g.Covered != 1 {
		t.Errorf("group 0 is %+v", g)
	}
	if g := got[1]; g.Weight != 8 || g.Reached != 4 || g.Mean != 5000 || g.Covered != 0 {
		t.Errorf("group 1 is %+v", g)
	}
	if g := got[2]; g.Weight != 0 || !math.IsNaN(g.Mean) || !math.IsNaN(g.Covered) {
		t.Errorf("group 2 is %+v", g)
	}
	if at := Farthest(got); at != 3 {
		t.Errorf("farthest is %d, want 3, which nothing reaches", at)
	}
	if at := Farthest(got[:3]); at != 1 {
		t.Errorf("farthest is %d, want 1", at)
	}
	if at := LeastCovered(got); at != 1 {
		t.Errorf("least covered is %d, want 1", at)
	}
	if Farthest(nil) != -1 || LeastCovered(got[2:3]) != -1 {
		t.Error("of no people none is worst")
	}
}

func TestBadInput(t *testing.T) {
	t.Parallel()
	one := []float64{1}
	gini := func(values, weights []float64) func() error {
		return func() error { _, err := Gini(values, weights); return err }
	}
	for name, try := range map[string]func() error{
		"fewer weights":    gini([]float64{1, 2}, one),
		"negative value":   gini([]float64{-1}, one),
		"value not finite": gini([]float64{math.Inf(1)}, one),
		"no weight":        gini(one, []float64{0}),
		"negative weight":  gini([]float64{1, 1}, []float64{2, -1}),
		"palma":            func() error { _, err := Palma(one, nil); return err },
		"falling limits":   func() error { _, err := Bands(one, one, []float64{2, 1}); return err },
		"limit 0":          func() error { _, err := Bands(one, one, []float64{0}); return err },
		"distance below 0": func() error { _, err := Bands([]float64{-1}, one, nil); return err },
		"unknown group":    func() error { _, err := ByGroup(one, one, []int32{2}, 2, 1); return err },
		"groups missing":   func() error { _, err := ByGroup(one, one, nil, 2, 1); return err },
		"radius":           func() error { _, err := ByGroup(one, one, []int32{0}, 1, math.NaN()); return err },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if err := try(); !errors.Is(err, ErrInvalid) {
				t.Errorf("got %v, want ErrInvalid", err)
			}
		})
	}
}
