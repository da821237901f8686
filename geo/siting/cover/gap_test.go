package cover

import (
	"math/bits"
	"testing"

	"pgregory.net/rapid"

	"hatang/geo/siting"
)

// Searches that may end within a gap end with a bound that holds, and not before
// the gap is proven.
func TestGap(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		pr := small(t, 9, 14)
		p := allowedPoints(t, pr)
		o := siting.Options{Gap: rapid.SampledFrom([]float64{1e-6, 0.01, 0.1, 0.5}).Draw(t, "gap")}
		var most, twice float64
		pr.masks(func(mask uint) {
			if bits.OnesCount(mask) <= p {
				most = max(most, pr.weighed(pr.counts(mask), 1, 0))
				twice = max(twice, pr.weighed(pr.counts(mask), 0.5, 0.5))
			}
		})
		r, err := Maximal(t.Context(), pr, p, o)
		if err != nil {
			t.Fatal(err)
		}
		checkForm(t, pr, r, p)
		judge(t, r, most, o.Gap)
		if r, err = Backup(t.Context(), pr, p, Twice{First: 0.5, Second: 0.5}, o); err != nil {
			t.Fatal(err)
		}
		judge(t, r, twice, o.Gap)
		need := Need{Share: rapid.SampledFrom([]float64{0.3, 0.5, 0.8, 1}).Draw(t, "share")}
		want, ok := pr.fewestByEnumeration(&need)
		f, err := Fewest(t.Context(), pr, need, o)
		if err != nil {
			t.Fatal(err)
		}
		if !ok(maskOf(f.Open)) || f.Bound > float64(want) || f.Value < float64(want) || f.Gap() > o.Gap {
			t.Fatalf("%v points, bound %v, the fewest are %d, asked for a gap of %v", f.Value, f.Bound, want, o.Gap)
		}
	})
}

func judge(t *rapid.T, r *Result, most, gap float64) {
	if r.Value > most+near || r.Bound < most-near || r.Gap() > gap*(1+1e-9) || r.Optimal && r.Value < most-near {
		t.Fatalf("value %v, bound %v, optimal %v; the most is %v, asked for a gap of %v", r.Value, r.Bound, r.Optimal, most, gap)
	}
}

func TestCapacitatedGap(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		pr := small(t, 5, 7)
		capacity := drawCapacity(t, pr)
		p := allowedPoints(t, pr)
		var want float64
		pr.masks(func(mask uint) {
			if bits.OnesCount(mask) <= p {
				want = max(want, mostServed(pr, capacity, mask))
			}
		})
		gap := rapid.SampledFrom([]float64{0.01, 0.1, 0.5}).Draw(t, "gap")
		r, err := CapacitatedMaximal(t.Context(), pr, capacity, p, siting.Options{Gap: gap})
		if err != nil {
			t.Fatal(err)
		}
		checkCapacities(t, pr, capacity, r)
		judge(t, r, want, gap)
	})
}
