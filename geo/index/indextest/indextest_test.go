package indextest_test

import (
	"math"
	"slices"
	"testing"

	"github.com/paulmach/orb"

	"hatang/geo/index/indextest"
)

func TestTheSameSeedGivesTheSamePoints(t *testing.T) {
	t.Parallel()
	for name, make := range map[string]func(int, uint64) []orb.Point{"people": indextest.People, "sites": indextest.Sites} {
		a, b, other := make(1000, 1), make(1000, 1), make(1000, 2)
		if len(a) != 1000 || !slices.Equal(a, b) {
			t.Errorf("%s: two draws of seed 1 differ", name)
		}
		if slices.Equal(a, other) {
			t.Errorf("%s: seeds 1 and 2 draw the same", name)
		}
	}
}

func TestSitesShareMasts(t *testing.T) {
	t.Parallel()
	positions := map[orb.Point]int{}
	for _, p := range indextest.Sites(10_000, 1) {
		positions[p]++
	}
	if perMast := 10_000 / float64(len(positions)); math.Abs(perMast-2.5) > 0.1 {
		t.Errorf("%.2f stations a mast, want 2.5", perMast)
	}
}

func TestCommunesAreValid(t *testing.T) {
	t.Parallel()
	communes := indextest.Communes(300)
	var sum float64
	for i, mp := range communes {
		ring := mp[0][0]
		if len(ring) != 101 || ring[0] != ring[100] || ring.Orientation() != orb.CCW {
			t.Fatalf("commune %d: %d vertices, closed %v, orientation %v", i, len(ring), ring[0] == ring[len(ring)-1], ring.Orientation())
		}
		for a := range 100 {
			for b := a + 2; b < 100; b++ {
				if (a != 0 || b != 99) && cross(ring[a], ring[a+1], ring[b], ring[b+1]) {
					t.Fatalf("commune %d crosses itself at edges %d and %d", i, a, b)
				}
			}
		}
		sum += math.Abs(shoelace(ring))
	}
	// Gapless and without overlap: every inner edge has its reverse, once.
	edges := map[[2]orb.Point]int{}
	for _, mp := range communes {
		for k := range 100 {
			edges[[2]orb.Point{mp[0][0][k], mp[0][0][k+1]}]++
		}
	}
	border := 0
	for edge, count := range edges {
		if count != 1 {
			t.Fatalf("edge %v appears %d times", edge, count)
		}
		if edges[[2]orb.Point{edge[1], edge[0]}] == 0 {
			border++
		}
	}
	if border == 0 || border > len(edges)/5 {
		t.Errorf("%d of %d edges have no neighbour; area %.3f deg²", border, len(edges), sum)
	}
}

func cross(a, b, c, d orb.Point) bool {
	return turn(a, b, c)*turn(a, b, d) < 0 && turn(c, d, a)*turn(c, d, b) < 0
}

func turn(a, b, c orb.Point) float64 { return (b[0]-a[0])*(c[1]-a[1]) - (b[1]-a[1])*(c[0]-a[0]) }

func shoelace(ring orb.Ring) float64 {
	var sum float64
	for i := range len(ring) - 1 {
		sum += ring[i][0]*ring[i+1][1] - ring[i+1][0]*ring[i][1]
	}
	return sum / 2
}
