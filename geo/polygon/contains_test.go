package polygon_test

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/planar"
	"pgregory.net/rapid"

	"hatang/geo/polygon"
	"hatang/geo/polygon/polygontest"
)

func square(west, south, size float64) orb.Ring {
	return orb.Ring{
		{west, south}, {west + size, south}, {west + size, south + size}, {west, south + size}, {west, south},
	}
}

func TestContains(t *testing.T) {
	t.Parallel()
	hole := square(1, 1, 1)
	hole.Reverse()
	withHole := orb.MultiPolygon{{square(0, 0, 3), hole}, {square(10, 0, 1)}}
	open := orb.MultiPolygon{{orb.Ring{{0, 0}, {3, 0}, {3, 3}, {0, 3}}}}
	tests := []struct {
		name string
		area orb.MultiPolygon
		at   orb.Point
		want bool
	}{
		{"inside", withHole, orb.Point{0.5, 0.5}, true},
		{"in the hole", withHole, orb.Point{1.5, 1.5}, false},
		{"in the second part", withHole, orb.Point{10.5, 0.5}, true},
		{"between the parts", withHole, orb.Point{5, 0.5}, false},
		{"western edge", withHole, orb.Point{0, 2}, true},
		{"southern edge", withHole, orb.Point{2, 0}, true},
		{"eastern edge", withHole, orb.Point{3, 2}, false},
		{"northern edge", withHole, orb.Point{2, 3}, false},
		{"south-western corner", withHole, orb.Point{0, 0}, true},
		{"north-eastern corner", withHole, orb.Point{3, 3}, false},
		{"western edge of the hole", withHole, orb.Point{1, 1.5}, false},
		{"eastern edge of the hole", withHole, orb.Point{2, 1.5}, true},
		{"ring not closed", open, orb.Point{0.1, 1}, true},
		{"nothing", nil, orb.Point{0, 0}, false},
		{"not a number", withHole, orb.Point{math.NaN(), 1}, false},
		{"ring of two", orb.MultiPolygon{{orb.Ring{{0, 0}, {3, 3}}}}, orb.Point{1, 1}, false},
	}
	for _, tc := range tests {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			if got := polygon.Contains(tc.area, tc.at); got != tc.want {
				t.Errorf("Contains(%v) = %v, want %v", tc.at, got, tc.want)
			}
		})
	}
}

// A fan of triangles fills a disc-like area; whatever point is taken, on edges
// and corners too, lies in at most one of them, and in exactly one off the rim.
func TestEveryPointLiesInOneNeighbour(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		corner := rapid.Custom(func(t *rapid.T) orb.Point {
			return orb.Point{rapid.Float64Range(107, 109).Draw(t, "x"), rapid.Float64Range(14, 15).Draw(t, "y")}
		})
		centre := orb.Point{108, 14.5}
		rim := orb.Ring{{107, 14}, {109, 14}, {109, 15}, {107, 15}}
		p := corner.Draw(t, "point")
		switch rapid.IntRange(0, 3).Draw(t, "kind") {
		case 0: // on an inner edge, up to rounding
			towards := rim[rapid.IntRange(0, 3).Draw(t, "edge")]
			share := rapid.Float64Range(0, 0.999).Draw(t, "share")
			p = orb.Point{centre[0] + share*(towards[0]-centre[0]), centre[1] + share*(towards[1]-centre[1])}
		case 1:
			p = centre
		}
		count := 0
		for i := range rim {
			triangle := orb.Ring{centre, rim[i], rim[(i+1)%len(rim)], centre}
			if rapid.Bool().Draw(t, "reversed") {
				triangle.Reverse()
			}
			if polygon.Contains(orb.MultiPolygon{{triangle}}, p) {
				count++
			}
		}
		outside := p[0] >= 109 || p[1] >= 15 // the closed sides of the rectangle are west and south
		if want := 1; !outside && count != want {
			t.Fatalf("point %v lies in %d triangles, want %d", p, count, want)
		}
	})
}

func TestContainsAgreesWithOrbOffTheBorders(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"communes_kon_tum_2020", "communes_quang_ngai_2025"} {
		communes := polygontest.Communes(t, name)
		random := rand.New(rand.NewPCG(1, 2))
		for _, commune := range communes {
			box := commune.Area.Bound()
			for range 40 {
				p := randomIn(random, box)
				if got, want := polygon.Contains(commune.Area, p), planar.MultiPolygonContains(commune.Area, p); got != want {
					t.Fatalf("%s: Contains(%s, %v) = %v, orb says %v", name, commune.Code, p, got, want)
				}
			}
		}
	}
}

// The communes of Bắc Ninh 2025 share their borders vertex by vertex: a vertex
// inside the province lies in exactly one commune.
func TestSharedVerticesLieInOneCommune(t *testing.T) {
	t.Parallel()
	communes := polygontest.Communes(t, "communes_bac_ninh_2025")
	boxes := make([]orb.Bound, len(communes))
	uses := make(map[orb.Point]map[int]bool)
	for i, commune := range communes {
		boxes[i] = commune.Area.Bound()
		for _, part := range commune.Area {
			for _, v := range part[0] {
				if uses[v] == nil {
					uses[v] = make(map[int]bool)
				}
				uses[v][i] = true
			}
		}
	}
	checked := 0
	for v, users := range uses {
		if len(users) < 2 {
			continue
		}
		checked++
		count := 0
		for i, commune := range communes {
			if boxes[i].Contains(v) && polygon.Contains(commune.Area, v) {
				count++
			}
		}
		if count > 1 {
			t.Fatalf("vertex %v shared by %d communes lies in %d", v, len(users), count)
		}
	}
	if checked < 10000 {
		t.Errorf("only %d shared vertices, expected a province of shared borders", checked)
	}
}

func randomIn(random *rand.Rand, box orb.Bound) orb.Point {
	return orb.Point{
		box.Min[0] + random.Float64()*(box.Max[0]-box.Min[0]),
		box.Min[1] + random.Float64()*(box.Max[1]-box.Min[1]),
	}
}

func TestInteriorPointIsInside(t *testing.T) {
	t.Parallel()
	crescent := orb.MultiPolygon{{orb.Ring{{0, 0}, {4, 0}, {4, 4}, {0, 4}, {0, 3.9}, {3.9, 3.9}, {3.9, 0.1}, {0, 0.1}, {0, 0}}}}
	frame := orb.MultiPolygon{{square(0, 0, 4), square(0.01, 0.01, 3.98)}}
	for name, area := range map[string]orb.MultiPolygon{
		"square": {{square(107, 14, 1)}}, "crescent": crescent, "frame": frame,
		"a hair": {{orb.Ring{{108, 14}, {108.0000001, 14.5}, {108.0000002, 14.5}, {108, 14}}}},
	} {
		p, ok := polygon.InteriorPoint(area)
		if !ok || !polygon.Contains(area, p) {
			t.Errorf("InteriorPoint(%s) = %v, %v, which is not inside", name, p, ok)
		}
	}
	for _, empty := range []orb.MultiPolygon{nil, {{}}, {{square(1, 1, 0)}}} {
		if p, ok := polygon.InteriorPoint(empty); ok {
			t.Errorf("InteriorPoint(%v) = %v, want none", empty, p)
		}
	}
}

func TestInteriorPointOfRealCommunes(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"communes_kon_tum_2020", "communes_bac_ninh_2025", "communes_quang_ngai_2025"} {
		for _, commune := range polygontest.Communes(t, name) {
			p, ok := polygon.InteriorPoint(commune.Area)
			if !ok || !planar.MultiPolygonContains(commune.Area, p) {
				t.Errorf("InteriorPoint of %s %s = %v, %v, which is not inside", commune.Code, commune.Name, p, ok)
			}
		}
	}
}

func BenchmarkContains(b *testing.B) {
	commune := polygontest.Communes(b, "communes_bac_ninh_2025")[0]
	p, _ := polygon.InteriorPoint(commune.Area)
	b.ReportAllocs()
	for b.Loop() {
		polygon.Contains(commune.Area, p)
	}
}
