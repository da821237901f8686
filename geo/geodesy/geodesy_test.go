package geodesy_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/paulmach/orb"

	"hatang/geo/geodesy"
)

func ExampleDistanceM() {
	konTum := orb.Point{107.995, 14.350}
	quangNgai := orb.Point{108.8, 15.12}
	fmt.Printf("%.3f m\n", geodesy.DistanceM(konTum, quangNgai))
	// Output: 121542.449 m
}

// The example of GeographicLib's own documentation: Wellington to Salamanca.
func TestInverseAgreesWithGeographicLib(t *testing.T) {
	t.Parallel()
	distance, azimuth, _ := geodesy.Inverse(orb.Point{174.81, -41.32}, orb.Point{-5.50, 40.96})
	if math.Abs(distance-19959679.26735382) > 1e-6 || math.Abs(azimuth-161.06766998615882) > 1e-9 {
		t.Errorf("Inverse = %.6f m at %.10f°, want 19959679.267354 m at 161.0676699862°", distance, azimuth)
	}
}

func TestDirectUndoesInverse(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(1, 2))
	for range 2000 {
		a, b := randomPoint(random), randomPoint(random)
		distance, azimuth, back := geodesy.Inverse(a, b)
		reached := geodesy.Direct(a, azimuth, distance)
		if off := geodesy.DistanceM(b, reached); off > 1e-6 {
			t.Fatalf("Direct(%v, %v, %v) = %v, %.9f m from %v", a, azimuth, distance, reached, off, b)
		}
		returned := geodesy.Direct(b, back, distance)
		if off := geodesy.DistanceM(a, returned); off > 1e-6 {
			t.Fatalf("back azimuth %v from %v leads to %v, %.9f m from %v", back, b, returned, off, a)
		}
	}
}

func TestArcStaysWithinItsErrorBound(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(3, 4))
	for i := range 200000 {
		a := orb.Point{random.Float64()*360 - 180, random.Float64()*178 - 89}
		distance := math.Pow(10, random.Float64()*5+1) // 10 m to 1,000 km
		b := geodesy.Direct(a, random.Float64()*360, distance)
		chord := math.Sqrt(geodesy.NewVector(a).ChordSquaredM2(geodesy.NewVector(b)))
		got, bound := geodesy.ArcM(chord), geodesy.ArcErrorM(distance)
		if math.Abs(got-distance) > bound {
			t.Fatalf("case %d: ArcM over %v–%v = %.6f, want %.6f ± %.6f", i, a, b, got, distance, bound)
		}
		if c := geodesy.ChordM(distance); math.Abs(c-chord) > bound {
			t.Fatalf("case %d: ChordM(%.6f) = %.6f, want %.6f ± %.6f", i, distance, c, chord, bound)
		}
	}
}

func TestBoxHoldsTheDisc(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(5, 6))
	for range 20000 {
		p := orb.Point{random.Float64()*300 - 150, random.Float64()*160 - 80}
		radius := math.Pow(10, random.Float64()*4+1)
		box := geodesy.Box(p, radius)
		rim := geodesy.Direct(p, random.Float64()*360, radius)
		if !box.Contains(rim) {
			t.Fatalf("Box(%v, %v) = %v does not hold %v", p, radius, box, rim)
		}
	}
}

func TestAreaOfAOneDegreeCell(t *testing.T) {
	t.Parallel()
	// A one-degree cell at the equator: 12,308.778 km² by the authalic formula
	// on the ellipsoid; its northern edge as a geodesic bulges beyond the parallel.
	cell := orb.Polygon{{{105, 0}, {106, 0}, {106, 1}, {105, 1}, {105, 0}}}
	if got := geodesy.AreaM2(cell) / 1e6; math.Abs(got-12308.8) > 1 {
		t.Errorf("AreaM2(one degree at the equator) = %.3f km², want 12308.8", got)
	}
	hole := orb.Ring{{105.25, 0.25}, {105.75, 0.25}, {105.75, 0.75}, {105.25, 0.75}, {105.25, 0.25}}
	for _, reverse := range []bool{false, true} {
		h := hole.Clone()
		if reverse {
			h.Reverse()
		}
		got := geodesy.AreaM2(orb.Polygon{cell[0], h})
		want := geodesy.AreaM2(cell) - geodesy.AreaM2(orb.Polygon{h})
		if math.Abs(got-want) > 1e-3 {
			t.Errorf("area with a hole (reversed %v) = %.3f m², want %.3f", reverse, got, want)
		}
	}
}

func TestDiscAreaTendsToTheCircle(t *testing.T) {
	t.Parallel()
	disc := geodesy.Disc(orb.Point{108, 14.5}, 3000, 720)
	if disc[0].Orientation() != orb.CCW {
		t.Error("Disc is not counter-clockwise")
	}
	got, want := geodesy.AreaM2(disc), math.Pi*3000*3000
	if math.Abs(got/want-1) > 2e-5 {
		t.Errorf("area of a 3 km disc = %.0f m², want %.0f", got, want)
	}
}

func randomPoint(random *rand.Rand) orb.Point {
	return orb.Point{102 + random.Float64()*8, 8 + random.Float64()*16}
}

func BenchmarkDistanceM(b *testing.B) {
	b.ReportAllocs()
	p, q := orb.Point{107.995, 14.350}, orb.Point{108.1, 14.5}
	for b.Loop() {
		geodesy.DistanceM(p, q)
	}
}

func BenchmarkArcM(b *testing.B) {
	b.ReportAllocs()
	v, w := geodesy.NewVector(orb.Point{107.995, 14.350}), geodesy.NewVector(orb.Point{108.1, 14.5})
	var sum float64
	for b.Loop() {
		sum += geodesy.ArcM(math.Sqrt(v.ChordSquaredM2(w)))
	}
	if sum == 0 {
		b.Fatal("no distance")
	}
}
