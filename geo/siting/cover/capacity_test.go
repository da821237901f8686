package cover

import (
	"math"
	"math/bits"
	"testing"

	"pgregory.net/rapid"

	"hatang/geo/siting"
)

// mostServed is the most weight that the open candidates can serve, by trying
// every assignment.
func mostServed(pr *Problem, capacity []float64, mask uint) float64 {
	reach := make([][]int, len(pr.Weights))
	for i := range pr.Covers.Candidates() {
		if mask>>i&1 == 1 {
			for _, j := range pr.Covers.Of(i) {
				reach[j] = append(reach[j], i)
			}
		}
	}
	room := append([]float64(nil), capacity...)
	var try func(j int) float64
	try = func(j int) float64 {
		if j == len(pr.Weights) {
			return 0
		}
		w := pr.Weights[j]
		if pr.covered(j) {
			return w + try(j+1)
		}
		best := try(j + 1)
		for _, i := range reach[j] {
			if w <= room[i]+1e-9 {
				room[i] -= w
				best = max(best, w+try(j+1))
				room[i] += w
			}
		}
		return best
	}
	return try(0)
}

func drawCapacity(t *rapid.T, pr *Problem) []float64 {
	capacity := make([]float64, pr.Covers.Candidates())
	for i := range capacity {
		switch rapid.IntRange(0, 9).Draw(t, "kind") {
		case 0:
			capacity[i] = math.Inf(1)
		case 1:
		default:
			capacity[i] = float64(rapid.IntRange(0, 40).Draw(t, "capacity")) / 2
		}
	}
	return capacity
}

// checkCapacities tells whether Site keeps to the capacities and adds up.
func checkCapacities(t *rapid.T, pr *Problem, capacity []float64, r *Result) {
	used := make([]float64, len(capacity))
	var served float64
	for j, i := range r.Site {
		switch {
		case pr.covered(j):
			served += pr.Weights[j]
		case i != siting.NoSite:
			served += pr.Weights[j]
			used[i] += pr.Weights[j]
		}
	}
	for i, u := range used {
		if u > capacity[i]+near {
			t.Fatalf("candidate %d serves %v, but its capacity is %v", i, u, capacity[i])
		}
	}
	if math.Abs(served-r.Value) > near {
		t.Fatalf("value %v, but %v are served", r.Value, served)
	}
}

func TestCapacitatedEqualsEnumeration(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		pr := small(t, 5, 7)
		if limited := rapid.Bool().Draw(t, "limited"); limited {
			pr.Effort.Iterations = rapid.Int64Range(1, 80).Draw(t, "iterations")
		}
		capacity := drawCapacity(t, pr)
		p := allowedPoints(t, pr)
		var want float64
		pr.masks(func(mask uint) {
			if bits.OnesCount(mask) <= p {
				want = max(want, mostServed(pr, capacity, mask))
			}
		})
		r, err := CapacitatedMaximal(t.Context(), pr, capacity, p, siting.Options{Seed: 5})
		if err != nil {
			t.Fatal(err)
		}
		checkForm(t, pr, r, p)
		checkCapacities(t, pr, capacity, r)
		if r.Value > want+near || r.Bound < want-near {
			t.Fatalf("value %v bound %v, want %v", r.Value, r.Bound, want)
		}
		if (r.Optimal || pr.Effort.Iterations == 0) && (!r.Optimal || math.Abs(r.Value-want) > near) {
			t.Fatalf("value %v bound %v optimal %v, want %v", r.Value, r.Bound, r.Optimal, want)
		}
	})
}
