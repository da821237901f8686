package web

import (
	"math"
	"strings"
	"testing"

	"github.com/paulmach/orb"
	"pgregory.net/rapid"
)

// A degree of meridian is 110.57 km at the equator and 111.69 km at the poles;
// at 14.5° it is some 110.6 km.
func TestMeasuredAlongAMeridian(t *testing.T) {
	t.Parallel()
	m := measured([]orb.Point{{108, 14}, {108, 15}})
	if len(m.Legs) != 1 || m.Legs[0].BearingDeg != 0 || math.Abs(m.Legs[0].BackDeg-180) > 1e-9 {
		t.Errorf("due north goes %+v", m.Legs)
	}
	if m.LengthM < 110600 || m.LengthM > 110700 || m.AreaM2 != nil || m.PerimeterM != nil {
		t.Errorf("a degree of meridian is %+v", m)
	}
}

func TestMeasuredIsTheSumOfItsLegs(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		point := rapid.Custom(func(t *rapid.T) orb.Point {
			return orb.Point{rapid.Float64Range(102, 110).Draw(t, "lon"), rapid.Float64Range(8, 24).Draw(t, "lat")}
		})
		points := rapid.SliceOfN(point, 2, 8).Draw(t, "points")
		m := measured(points)
		sumM := 0.0
		for _, leg := range m.Legs {
			sumM += leg.DistanceM
		}
		if len(m.Legs) != len(points)-1 || math.Abs(sumM-m.LengthM) > 1e-6 {
			t.Fatalf("%d legs of %v m make %v m", len(m.Legs), sumM, m.LengthM)
		}
		if (m.AreaM2 != nil) != (len(points) > 2) {
			t.Fatalf("%d points have the area %v", len(points), m.AreaM2)
		}
		if m.PerimeterM != nil && *m.PerimeterM < m.LengthM {
			t.Fatalf("the way round, %v m, is shorter than the line, %v m", *m.PerimeterM, m.LengthM)
		}
	})
}

// TestMeasuredArea holds areas against each other: a polygon has the same one
// whichever way and wherever one begins, and two parts make the whole.
func TestMeasuredArea(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		width, height := rapid.Float64Range(0.01, 2).Draw(t, "width"), rapid.Float64Range(0.01, 2).Draw(t, "height")
		west, south := rapid.Float64Range(102, 108).Draw(t, "west"), rapid.Float64Range(8, 22).Draw(t, "south")
		a, b, c, d := orb.Point{west, south}, orb.Point{west + width, south}, orb.Point{west + width, south + height}, orb.Point{west, south + height}
		whole := measured([]orb.Point{a, b, c, d})
		for name, other := range map[string]Measured{"begun elsewhere": measured([]orb.Point{c, d, a, b}), "the other way": measured([]orb.Point{d, c, b, a})} {
			if math.Abs(*other.AreaM2 / *whole.AreaM2 - 1) > 1e-9 || math.Abs(*other.PerimeterM-*whole.PerimeterM) > 1e-6 {
				t.Fatalf("%s: %v m², %v m; want %v m², %v m", name, *other.AreaM2, *other.PerimeterM, *whole.AreaM2, *whole.PerimeterM)
			}
		}
		parts := *measured([]orb.Point{a, b, c}).AreaM2 + *measured([]orb.Point{a, c, d}).AreaM2
		if math.Abs(parts / *whole.AreaM2 - 1) > 1e-9 || whole.Crossing {
			t.Fatalf("two triangles have %v m², the whole %v m², crossing %v", parts, *whole.AreaM2, whole.Crossing)
		}
		if bow := measured([]orb.Point{a, c, b, d}); !bow.Crossing || *bow.AreaM2 > *whole.AreaM2/2 {
			t.Fatalf("a bow tie has %v m², crossing %v", *bow.AreaM2, bow.Crossing)
		}
	})
	// The cell of one degree at the equator, by GeographicLib's Planimeter.
	if m := measured([]orb.Point{{0, 0}, {1, 0}, {1, 1}, {0, 1}}); math.Abs(*m.AreaM2-12308778361.469) > 1 {
		t.Errorf("the cell of one degree has %.3f m²", *m.AreaM2)
	}
	if m := measured([]orb.Point{{108, 14}, {108.1, 14}, {108.2, 14}, {108.1, 14}}); m.Crossing {
		t.Error("a line there and back crosses itself")
	}
}

func TestPointsToMeasure(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ name, text, wrong string }{
		{"a line", "107.9,14.3_108,14.4", ""},
		{"blanks", " 107.9 , 14.3 _ 108 , 14.4 ", ""},
		{"nothing", "", "from 2 to"},
		{"one point", "107.9,14.3", "from 2 to"},
		{"no latitude", "107.9_108,14.4", "point 1"},
		{"off the Earth", "107.9,14.3_108,94.4", "point 2"},
		{"not a number", "NaN,14_108,14.4", "point 1"},
		{"too many", strings.Repeat("108,14_", mostMeasured) + "108,14", "from 2 to"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			points, err := parsePoints(test.text)
			switch {
			case test.wrong == "" && (err != nil || len(points) != 2):
				t.Errorf("%v, %v", points, err)
			case test.wrong != "" && (err == nil || !strings.Contains(err.Error(), test.wrong)):
				t.Errorf("the error is %v, want it to say %q", err, test.wrong)
			}
		})
	}
}

func FuzzPointsToMeasure(f *testing.F) {
	for _, seed := range []string{"107.9,14.3_108,14.4", "", "_", "1e400,0_0,0", "NaN,NaN_1,1"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		points, err := parsePoints(text)
		if err != nil {
			return
		}
		for _, p := range points {
			if !(math.Abs(p[0]) <= 180 && math.Abs(p[1]) <= 90) {
				t.Errorf("%q gives %v", text, p)
			}
		}
	})
}
