package cover

import (
	"errors"
	"math"
	"math/bits"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"hatang/geo/siting"
)

// small draws a problem that can be enumerated, and the chance that weights are
// fractions. Everything that a problem may have is in it.
func small(t *rapid.T, candidates, demands int) *Problem {
	n := rapid.IntRange(1, candidates).Draw(t, "candidates")
	m := rapid.IntRange(1, demands).Draw(t, "demands")
	density := rapid.IntRange(1, 9).Draw(t, "density")
	pr := &Problem{Weights: make([]float64, m), States: make([]siting.State, n), Covered: make([]bool, m)}
	whole := rapid.Bool().Draw(t, "whole")
	for j := range pr.Weights {
		if whole {
			pr.Weights[j] = float64(rapid.IntRange(0, 9).Draw(t, "weight"))
		} else {
			pr.Weights[j] = rapid.Float64Range(0.01, 9).Draw(t, "weight")
		}
		pr.Covered[j] = rapid.IntRange(0, 9).Draw(t, "covered") == 0
	}
	pr.Weights[0]++
	lists := make([][]int32, n)
	for i := range lists {
		for j := range m {
			if rapid.IntRange(0, 9).Draw(t, "reaches") < density {
				lists[i] = append(lists[i], int32(j))
			}
		}
		switch rapid.IntRange(0, 9).Draw(t, "state") {
		case 0:
			pr.States[i] = siting.Open
		case 1:
			pr.States[i] = siting.Closed
		}
	}
	pr.Covers = FromLists(lists)
	return pr
}

// masks calls f with every set of candidates that the states allow.
func (pr *Problem) masks(f func(mask uint)) {
	n := pr.Covers.Candidates()
	var open, closed uint
	for i := range n {
		switch pr.state(i) {
		case siting.Open:
			open |= 1 << i
		case siting.Closed:
			closed |= 1 << i
		}
	}
	for mask := range uint(1) << n {
		if mask&open == open && mask&closed == 0 {
			f(mask)
		}
	}
}

// counts are the covers of each demand by a set of candidates.
func (pr *Problem) counts(mask uint) []int {
	count := make([]int, len(pr.Weights))
	for j := range count {
		if pr.covered(j) {
			count[j] = 1
		}
	}
	for i := range pr.Covers.Candidates() {
		if mask>>i&1 == 1 {
			for _, j := range pr.Covers.Of(i) {
				count[j]++
			}
		}
	}
	return count
}

func (pr *Problem) weighed(count []int, first, second float64) float64 {
	var sum float64
	for j, k := range count {
		if k >= 1 {
			sum += first * pr.Weights[j]
		}
		if k >= 2 {
			sum += second * pr.Weights[j]
		}
	}
	return sum
}

// allowedPoints draws a number of points that makes sense.
func allowedPoints(t *rapid.T, pr *Problem) int {
	open, closed := 0, 0
	for _, s := range pr.States {
		switch s {
		case siting.Open:
			open++
		case siting.Closed:
			closed++
		}
	}
	return rapid.IntRange(open, len(pr.States)-closed).Draw(t, "p")
}

const near = 1e-8

func maskOf(open []int) uint {
	var mask uint
	for _, i := range open {
		mask |= 1 << i
	}
	return mask
}

// checkForm tells what every solution must be like.
func checkForm(t *rapid.T, pr *Problem, r *Result, p int) {
	if len(r.Open) > p || !slices.IsSorted(r.Open) {
		t.Fatalf("open %v, want at most %d, ascending", r.Open, p)
	}
	mask, allowed := maskOf(r.Open), false
	pr.masks(func(m uint) { allowed = allowed || m == mask })
	if !allowed {
		t.Fatalf("open %v against the states %v", r.Open, pr.States)
	}
	for j, s := range r.Site {
		if s == siting.NoSite {
			continue
		}
		if _, found := slices.BinarySearch(pr.Covers.Of(int(s)), int32(j)); !found || mask>>s&1 == 0 {
			t.Fatalf("demand %d is served by %d, which does not reach it or is closed", j, s)
		}
	}
	var unreachable []int
	all := uint(0)
	pr.masks(func(m uint) { all |= m })
	for j, k := range pr.counts(all) {
		if k == 0 {
			unreachable = append(unreachable, j)
		}
	}
	if !slices.Equal(unreachable, r.Unserved) {
		t.Fatalf("unserved %v, want %v", r.Unserved, unreachable)
	}
}

func TestMaximalEqualsEnumeration(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		pr := small(t, 9, 14)
		p := allowedPoints(t, pr)
		var want float64
		pr.masks(func(mask uint) {
			if bits.OnesCount(mask) <= p {
				want = max(want, pr.weighed(pr.counts(mask), 1, 0))
			}
		})
		r, err := Maximal(t.Context(), pr, p, siting.Options{Seed: 1})
		if err != nil {
			t.Fatal(err)
		}
		checkForm(t, pr, r, p)
		if !r.Optimal || math.Abs(r.Value-want) > near || r.Bound < want-near {
			t.Fatalf("value %v bound %v optimal %v, want %v", r.Value, r.Bound, r.Optimal, want)
		}
		if got := pr.weighed(pr.counts(maskOf(r.Open)), 1, 0); math.Abs(got-r.Value) > near {
			t.Fatalf("value %v, but what is open covers %v", r.Value, got)
		}
	})
}

// TestLimitedSearchesStayHonest cuts searches short: values must be real and
// bounds must hold all the same.
func TestLimitedSearchesStayHonest(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		pr := small(t, 9, 14)
		pr.Effort = Effort{
			Iterations: rapid.Int64Range(1, 60).Draw(t, "iterations"),
			Nodes:      rapid.Int64Range(0, 2).Draw(t, "nodes"),
		}
		p := allowedPoints(t, pr)
		var most float64
		pr.masks(func(mask uint) {
			if bits.OnesCount(mask) <= p {
				most = max(most, pr.weighed(pr.counts(mask), 1, 0))
			}
		})
		r, err := Maximal(t.Context(), pr, p, siting.Options{})
		if err != nil {
			t.Fatal(err)
		}
		checkForm(t, pr, r, p)
		if r.Value > most+near || r.Bound < most-near || r.Optimal && r.Value < most-near {
			t.Fatalf("value %v bound %v optimal %v, the most is %v", r.Value, r.Bound, r.Optimal, most)
		}
		share := rapid.SampledFrom([]float64{0.3, 0.5, 0.8, 1}).Draw(t, "share")
		need := Need{Share: share}
		want, ok := pr.fewestByEnumeration(&need)
		f, err := Fewest(t.Context(), pr, need, siting.Options{})
		if err != nil {
			t.Fatal(err)
		}
		checkForm(t, pr, f, len(pr.States))
		if !ok(maskOf(f.Open)) || int(f.Value) < want || f.Bound > float64(want) || f.Optimal && int(f.Value) != want {
			t.Fatalf("%v points (bound %v, optimal %v), the fewest are %d", f.Value, f.Bound, f.Optimal, want)
		}
	})
}

// fewestByEnumeration is the least number of points, and the judge of a set.
func (pr *Problem) fewestByEnumeration(need *Need) (int, func(mask uint) bool) {
	var all uint
	pr.masks(func(mask uint) { all |= mask })
	most := pr.counts(all)
	var total float64
	for _, w := range pr.Weights {
		total += w
	}
	target := min(need.Share*total, pr.weighed(most, 1, 0)) - 2e-9*total
	ok := func(mask uint) bool {
		count := pr.counts(mask)
		for j, k := range count {
			if need.Share == 1 && k == 0 && most[j] > 0 {
				return false
			}
		}
		for _, g := range need.Groups {
			var set uint
			for _, i := range g.Candidates {
				set |= 1 << i
			}
			if bits.OnesCount(mask&set) < min(g.Least, bits.OnesCount(all&set)) {
				return false
			}
		}
		return need.Share == 0 || pr.weighed(count, 1, 0) >= target
	}
	fewest := bits.UintSize
	pr.masks(func(mask uint) {
		if ok(mask) {
			fewest = min(fewest, bits.OnesCount(mask))
		}
	})
	return fewest, ok
}

func TestFewestEqualsEnumeration(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		pr := small(t, 9, 14)
		need := Need{Share: rapid.SampledFrom([]float64{0, 0.2, 0.5, 0.75, 0.95, 1}).Draw(t, "share")}
		var short []int
		for g := range rapid.IntRange(0, 4).Draw(t, "groups") {
			group := Group{
				Candidates: rapid.SliceOf(rapid.IntRange(0, len(pr.States)-1)).Draw(t, "group"),
				Least:      rapid.IntRange(1, 3).Draw(t, "least"),
			}
			need.Groups = append(need.Groups, group)
			distinct := map[int]bool{}
			for _, i := range group.Candidates {
				if pr.States[i] != siting.Closed {
					distinct[i] = true
				}
			}
			if len(distinct) < group.Least {
				short = append(short, g)
			}
		}
		want, ok := pr.fewestByEnumeration(&need)
		r, err := Fewest(t.Context(), pr, need, siting.Options{Seed: 3})
		if err != nil {
			t.Fatal(err)
		}
		checkForm(t, pr, r, len(pr.States))
		if !ok(maskOf(r.Open)) {
			t.Fatalf("open %v does not meet the need %+v", r.Open, need)
		}
		if !slices.Equal(r.Unmet, short) {
			t.Fatalf("unmet groups %v, want %v", r.Unmet, short)
		}
		if !r.Optimal || int(r.Value) != want || r.Bound != r.Value || len(r.Open) != want {
			t.Fatalf("%v points (bound %v, optimal %v), want %d", r.Value, r.Bound, r.Optimal, want)
		}
	})
}

func TestBackupEqualsEnumeration(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		pr := small(t, 9, 14)
		p := allowedPoints(t, pr)
		twice := rapid.SampledFrom([]Twice{
			{First: 0.5, Second: 0.5}, {First: 0.8, Second: 0.2}, {First: 0.3, Second: 0.7}, {First: 1}, {Second: 1},
			{Second: 1, All: true}, {First: 0.6, Second: 0.4, All: true},
		}).Draw(t, "twice")
		var all uint
		pr.masks(func(mask uint) { all |= mask })
		most := pr.counts(all)
		want := math.Inf(-1)
		pr.masks(func(mask uint) {
			if bits.OnesCount(mask) > p {
				return
			}
			count := pr.counts(mask)
			for j := range count {
				if twice.All && count[j] == 0 && most[j] > 0 {
					return
				}
			}
			want = max(want, pr.weighed(count, twice.First, twice.Second))
		})
		r, err := Backup(t.Context(), pr, p, twice, siting.Options{})
		if math.IsInf(want, -1) {
			if !errors.Is(err, ErrTooFew) {
				t.Fatalf("got %v, %v, want ErrTooFew", r, err)
			}
			return
		}
		if err != nil {
			t.Fatal(err)
		}
		checkForm(t, pr, r, p)
		got := pr.weighed(pr.counts(maskOf(r.Open)), twice.First, twice.Second)
		if !r.Optimal || math.Abs(r.Value-want) > near || math.Abs(got-want) > near {
			t.Fatalf("value %v (open is worth %v) bound %v optimal %v, want %v", r.Value, got, r.Bound, r.Optimal, want)
		}
	})
}

func TestMarginalCurve(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		pr := small(t, 9, 14)
		p := allowedPoints(t, pr)
		exact := rapid.Bool().Draw(t, "exact")
		steps, err := Marginal(t.Context(), pr, p, exact, siting.Options{})
		if err != nil {
			t.Fatal(err)
		}
		last := math.Inf(1)
		for _, s := range steps {
			var want float64
			pr.masks(func(mask uint) {
				if bits.OnesCount(mask) <= s.Points {
					want = max(want, pr.weighed(pr.counts(mask), 1, 0))
				}
			})
			if s.Gained > last+near || s.Gained <= 0 {
				t.Fatalf("gains %v after %v, want positive and falling", s.Gained, last)
			}
			last = s.Gained
			if s.Best > want+near || s.Bound < want-near || s.Covered > s.Best+near {
				t.Fatalf("%+v, the most is %v", s, want)
			}
			if (s.Optimal || exact) && math.Abs(s.Best-want) > near {
				t.Fatalf("%+v is called optimal, the most is %v", s, want)
			}
		}
	})
}
