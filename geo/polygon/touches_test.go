package polygon_test

import (
	"math/rand/v2"
	"testing"

	"github.com/paulmach/orb"
	"github.com/peterstace/simplefeatures/geom"

	"hatang/geo/polygon"
)

func squareRing(x0, y0, x1, y1 float64) orb.Ring {
	return orb.Ring{{x0, y0}, {x1, y0}, {x1, y1}, {x0, y1}, {x0, y0}}
}

func TestTouches(t *testing.T) {
	t.Parallel()
	ringed := orb.MultiPolygon{{squareRing(0, 0, 10, 10), squareRing(3, 3, 7, 7)}}
	wedge := orb.MultiPolygon{{{{0, 0}, {10, 0}, {0, 10}, {0, 0}}}}
	two := orb.MultiPolygon{{squareRing(0, 0, 1, 1)}, {squareRing(5, 5, 6, 6)}}
	box := func(x0, y0, x1, y1 float64) orb.Bound {
		return orb.Bound{Min: orb.Point{x0, y0}, Max: orb.Point{x1, y1}}
	}
	for name, c := range map[string]struct {
		area orb.MultiPolygon
		box  orb.Bound
		want bool
	}{
		"across the border":             {ringed, box(-1, -1, 1, 1), true},
		"around everything":             {ringed, box(-1, -1, 11, 11), true},
		"within":                        {ringed, box(1, 1, 2, 2), true},
		"in the hole":                   {ringed, box(4, 4, 6, 6), false},
		"on the hole's border":          {ringed, box(4, 4, 7, 6), true},
		"beside":                        {ringed, box(11, 0, 12, 1), false},
		"at a corner":                   {ringed, box(10, 10, 12, 12), true},
		"a point within":                {ringed, box(1, 1, 1, 1), true},
		"a point outside":               {ringed, box(5, 5, 5, 5), false},
		"within the bound alone":        {wedge, box(8, 8, 9, 9), false},
		"on the slope":                  {wedge, box(5, 5, 6, 6), true},
		"the second of two":             {two, box(5.5, 5.5, 7, 7), true},
		"between two":                   {two, box(2, 2, 4, 4), false},
		"nothing":                       {nil, box(0, 0, 1, 1), false},
		"a polygon without rings":       {orb.MultiPolygon{{}}, box(0, 0, 1, 1), false},
		"a box far away in one axis":    {wedge, box(0, 20, 1, 21), false},
		"a line across the whole wedge": {wedge, box(-1, 2, 11, 2), true},
	} {
		if got := polygon.Touches(c.area, c.box); got != c.want {
			t.Errorf("%s: %v, want %v", name, got, c.want)
		}
	}
}

// TestTouchesAgreesWithOverlay compares with the predicate of a library over
// shapes on a coarse lattice, where borders meet often.
func TestTouchesAgreesWithOverlay(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(5, 6))
	at := func() float64 { return float64(random.IntN(9)) }
	seen := map[bool]int{}
	for range 3000 {
		ring := orb.Ring{{at(), at()}, {at(), at()}, {at(), at()}}
		if polygon.Orientation(ring[0], ring[1], ring[2]) == 0 {
			continue
		}
		ring = append(ring, ring[0])
		x, y := at(), at()
		box := orb.Bound{Min: orb.Point{x, y}, Max: orb.Point{x + 1 + at()/4, y + 1 + at()/4}}
		want := geom.Intersects(polygonOf(ring), polygonOf(box.ToRing()))
		if got := polygon.Touches(orb.MultiPolygon{{ring}}, box); got != want {
			t.Fatalf("%v and %v: %v, want %v", ring, box, got, want)
		}
		seen[want]++
	}
	if min(seen[true], seen[false]) < 100 {
		t.Errorf("%v", seen)
	}
}

func polygonOf(ring orb.Ring) geom.Geometry {
	var flat []float64
	for _, v := range ring {
		flat = append(flat, v[0], v[1])
	}
	return geom.NewPolygon([]geom.LineString{geom.NewLineString(geom.NewSequence(flat, geom.DimXY))}).AsGeometry()
}
