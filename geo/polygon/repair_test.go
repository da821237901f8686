package polygon_test

import (
	"errors"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/paulmach/orb"
	"pgregory.net/rapid"

	"hatang/geo/geodesy"
	"hatang/geo/polygon"
	"hatang/geo/polygon/polygontest"
)

func TestRepair(t *testing.T) {
	t.Parallel()
	sound := square(108, 14, 0.4)
	clockwise := square(108, 14, 0.4)
	clockwise.Reverse()
	holed := orb.Polygon{square(108, 14, 0.4), square(108.1, 14.1, 0.1)}
	holed[1].Reverse()
	area := func(rings ...orb.Ring) float64 {
		var sum float64
		for _, ring := range rings {
			sum += geodesy.AreaM2(ring)
		}
		return sum
	}
	tests := []struct {
		name   string
		input  orb.Geometry
		kinds  []polygon.Kind
		areaM2 float64
		parts  int
	}{
		{"sound", orb.Polygon{sound}, nil, area(sound), 1},
		{"sound with a hole", holed, nil, geodesy.AreaM2(holed), 1},
		{"bound", orb.Bound{Min: orb.Point{108, 14}, Max: orb.Point{108.4, 14.4}}, nil, area(sound), 1},
		{"clockwise", orb.Polygon{clockwise}, []polygon.Kind{polygon.Winding}, area(sound), 1},
		{"not closed", sound[:4], []polygon.Kind{polygon.UnclosedRing}, area(sound), 1},
		{
			"repeated vertices",
			orb.Ring{sound[0], sound[0], sound[1], sound[1], sound[1], sound[2], sound[3], sound[0], sound[0]},
			[]polygon.Kind{polygon.RepeatedVertex}, area(sound), 1,
		},
		{
			"spike", orb.Ring{sound[0], sound[1], {108.4, 13.9}, sound[1], sound[2], sound[3], sound[0]},
			[]polygon.Kind{polygon.Spike}, area(sound), 1,
		},
		{
			"spike at the seam", orb.Ring{{107, 14}, sound[0], sound[1], sound[2], sound[3], sound[0], {107, 14}},
			[]polygon.Kind{polygon.Spike}, area(sound), 1,
		},
		{
			"hole without area", orb.Polygon{sound, {{108.1, 14.1}, {108.2, 14.2}, {108.1, 14.1}}},
			[]polygon.Kind{polygon.DegenerateRing}, area(sound), 1,
		},
		{
			"figure of eight", orb.Ring{{108, 14}, {108.2, 14.2}, {108.2, 14}, {108, 14.2}, {108, 14}},
			[]polygon.Kind{polygon.SelfIntersection},
			area(orb.Ring{{108, 14}, {108.1, 14.1}, {108, 14.2}}, orb.Ring{{108.2, 14}, {108.2, 14.2}, {108.1, 14.1}}), 2,
		},
		{
			"ring that touches itself",
			orb.Ring{{108, 14}, {108.1, 14.1}, {108, 14.2}, {108.2, 14.2}, {108.1, 14.1}, {108.2, 14}, {108, 14}},
			[]polygon.Kind{polygon.SelfIntersection},
			area(orb.Ring{{108, 14}, {108.2, 14}, {108.1, 14.1}}, orb.Ring{{108, 14.2}, {108.1, 14.1}, {108.2, 14.2}}), 2,
		},
		{
			"hole that reaches outside", orb.Polygon{sound, square(108.3, 14.1, 0.2)},
			[]polygon.Kind{polygon.MisplacedHole},
			area(sound) - geodesy.AreaM2(orb.Bound{Min: orb.Point{108.3, 14.1}, Max: orb.Point{108.4, 14.3}}), 1,
		},
		{
			"hole elsewhere", orb.Polygon{sound, square(109, 14.1, 0.2)},
			[]polygon.Kind{polygon.MisplacedHole}, area(sound), 1,
		},
		{
			"parts that overlap", orb.MultiPolygon{{sound}, {square(108.2, 14.2, 0.1)}},
			[]polygon.Kind{polygon.OverlappingParts}, area(sound), 1,
		},
		{
			"parts that share an edge", orb.MultiPolygon{{square(108, 14, 0.2)}, {square(108.2, 14, 0.2)}},
			[]polygon.Kind{polygon.OverlappingParts}, area(square(108, 14, 0.2), square(108.2, 14, 0.2)), 1,
		},
		{
			"collection", orb.Collection{orb.Point{108, 14}, orb.Polygon{sound}},
			[]polygon.Kind{polygon.DroppedPart}, area(sound), 1,
		},
	}
	for _, tc := range tests {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			got, notes, err := polygon.Repair(tc.input)
			if err != nil {
				t.Fatal(err)
			}
			if err := polygon.Validate(got); err != nil {
				t.Errorf("result is not valid: %v", err)
			}
			kinds := make([]polygon.Kind, 0, len(notes))
			for _, note := range notes {
				kinds = append(kinds, note.Kind)
			}
			// Overlays wind rings themselves, so a note of winding can only
			// come where nothing was rebuilt.
			if !slices.Equal(kinds, tc.kinds) && (len(kinds) > 0 || len(tc.kinds) > 0) {
				t.Errorf("notes %v, want kinds %v", notes, tc.kinds)
			}
			// Straight edges of the rebuilt figure are cut in other places than
			// the geodesics that areas are measured along: parts in a million.
			if m2 := geodesy.AreaM2(got); math.Abs(m2/tc.areaM2-1) > 1e-5 {
				t.Errorf("area %.1f m², want %.1f", m2, tc.areaM2)
			}
			if len(got) != tc.parts {
				t.Errorf("%d parts, want %d", len(got), tc.parts)
			}
			for _, part := range got {
				for i, ring := range part {
					if want := map[bool]orb.Orientation{true: orb.CCW, false: orb.CW}[i == 0]; ring.Orientation() != want {
						t.Errorf("ring %d is wound %v, want %v", i, ring.Orientation(), want)
					}
				}
			}
		})
	}
}

func TestRepairNotesSayHowMuchAreaChanged(t *testing.T) {
	t.Parallel()
	// The left half is four times the right one; a plain reading subtracts them.
	eight := orb.Ring{{108, 14}, {108.3, 14.3}, {108.3, 14.1}, {108, 14.4}, {108, 14}}
	got, notes, err := polygon.Repair(eight)
	if err != nil || len(notes) != 1 {
		t.Fatalf("Repair = %v, %v", notes, err)
	}
	want := geodesy.AreaM2(got) - geodesy.AreaM2(eight)
	if note := notes[0]; want < 1e6 || math.Abs(note.AreaChangeM2-want) > 1 {
		t.Errorf("note %v, want a change of %.1f m²", note, want)
	}
	if at := notes[0].At; geodesy.DistanceM(at, orb.Point{108.2, 14.2}) > 0.01 {
		t.Errorf("crossing noted at %v, want 108.2, 14.2", at)
	}
	if text := notes[0].String(); !strings.Contains(text, "self-intersection (1) at 108.200000, 14.200000") {
		t.Errorf("note reads %q", text)
	}
}

func TestRepairRefuses(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name  string
		input orb.Geometry
		want  string
	}{
		{"nothing", nil, "no geometry"},
		{"a line", orb.LineString{{108, 14}, {109, 15}}, "LineString, expected a Polygon"},
		{"a nested line", orb.Collection{orb.Collection{orb.LineString{{1, 1}, {2, 2}}}}, "no area"},
		{"not a number", orb.Ring{{108, 14}, {math.NaN(), 14}, {108, 15}}, "ring 1, vertex 2 is (NaN, 14)"},
		{"metres", orb.Ring{{553194, 1587081}, {553195, 1587081}, {553195, 1587082}}, "within ±180"},
		{"no rings", orb.Polygon{}, "no area"},
		{"a line drawn as a ring", orb.Ring{{108, 14}, {109, 15}, {110, 16}, {108, 14}}, "no area"},
		{"one vertex", orb.Ring{{108, 14}, {108, 14}, {108, 14}, {108, 14}}, "no area"},
	}
	for _, tc := range tests {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			got, _, err := polygon.Repair(tc.input)
			if err == nil || !strings.Contains(err.Error(), tc.want) {
				t.Fatalf("Repair = %v, %v, want an error with %q", got, err, tc.want)
			}
			if strings.Contains(tc.want, "no area") && !errors.Is(err, polygon.ErrNoArea) {
				t.Errorf("error %v does not wrap ErrNoArea", err)
			}
		})
	}
}

// A repaired ring encloses exactly the points that the ring encloses an odd
// number of times. Corners on a coarse lattice make edges overlap, touch and
// cross in every way.
func TestRepairKeepsWhatIsInside(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		corner := rapid.Custom(func(t *rapid.T) orb.Point {
			if rapid.IntRange(0, 9).Draw(t, "fine") == 0 {
				return orb.Point{rapid.Float64Range(107, 108).Draw(t, "x"), rapid.Float64Range(14, 15).Draw(t, "y")}
			}
			return orb.Point{
				107 + float64(rapid.IntRange(0, 6).Draw(t, "i"))/7, 14 + float64(rapid.IntRange(0, 6).Draw(t, "j"))/7,
			}
		})
		ring := orb.Ring(rapid.SliceOfN(corner, 3, 14).Draw(t, "ring"))
		got, notes, err := polygon.Repair(ring)
		if errors.Is(err, polygon.ErrNoArea) {
			got = nil
		} else if err != nil {
			t.Fatal(err)
		}
		if err := polygon.Validate(got); err != nil {
			t.Fatalf("Repair(%v) is not valid: %v", ring, err)
		}
		raw := orb.MultiPolygon{{ring}}
		if len(notes) == 0 && polygon.Validate(raw) != nil {
			t.Fatalf("Repair(%v) = %v changed an invalid ring and said nothing", ring, got)
		}
		for k := range 50 {
			// Irrational steps keep clear of the lattice and its lines; rounded
			// crossings move borders by far less than the steps.
			p := orb.Point{107 + math.Mod(float64(k+1)*math.Phi, 1), 14 + math.Mod(float64(k+1)*math.Sqrt2, 1)}
			if want := polygon.Contains(raw, p); polygon.Contains(got, p) != want {
				t.Fatalf("Repair(%v) = %v contains %v: %v, want %v", ring, got, p, !want, want)
			}
		}
	})
}

// The real files repeat a few vertices and are sound otherwise.
func TestRepairLeavesRealCommunesAlone(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"communes_kon_tum_2020", "communes_bac_ninh_2025", "communes_quang_ngai_2025"} {
		for _, commune := range polygontest.Communes(t, name) {
			before := geodesy.AreaM2(commune.Area)
			got, notes, err := polygon.Repair(commune.Area)
			if err != nil {
				t.Fatalf("%s %s: %v", commune.Code, commune.Name, err)
			}
			for _, note := range notes {
				if note.Kind != polygon.Winding && note.Kind != polygon.RepeatedVertex {
					t.Errorf("%s %s: %v", commune.Code, commune.Name, note)
				}
			}
			if after := geodesy.AreaM2(got); after != before && math.Abs(after/before-1) > 1e-12 {
				t.Errorf("%s %s: area %.3f m² became %.3f", commune.Code, commune.Name, before, after)
			}
		}
	}
}

func FuzzRepair(f *testing.F) {
	f.Add([]byte{0, 0, 2, 2, 2, 0, 0, 2})
	f.Add([]byte{0, 0, 5, 0, 5, 5, 0, 5, 255, 255, 1, 1, 2, 1, 2, 2, 9, 2})
	f.Fuzz(func(t *testing.T, data []byte) {
		if len(data) > 200 {
			t.Skip("long input adds time, not cases")
		}
		var area orb.MultiPolygon
		rings := orb.Polygon{nil}
		for i := 0; i+1 < len(data); i += 2 {
			last := len(rings) - 1
			switch data[i] {
			case 255:
				rings = append(rings, nil)
			case 254:
				area = append(area, rings)
				rings = orb.Polygon{nil}
			default:
				rings[last] = append(rings[last], orb.Point{float64(data[i]) / 7, float64(data[i+1]) / 7})
			}
		}
		got, _, err := polygon.Repair(append(area, rings))
		if err != nil {
			if !errors.Is(err, polygon.ErrNoArea) && !strings.Contains(err.Error(), "expected a longitude") {
				t.Fatal(err)
			}
			return
		}
		if err := polygon.Validate(got); err != nil {
			t.Fatal(err)
		}
		again, notes, err := polygon.Repair(got)
		if err != nil || len(notes) != 0 || len(again) != len(got) {
			t.Fatalf("repairing %v again: %v, %v", got, notes, err)
		}
	})
}
