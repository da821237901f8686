package sqlite

import (
	"encoding/binary"
	"encoding/hex"
	"errors"
	"math"
	"testing"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/encoding/wkb"
	"pgregory.net/rapid"
)

func TestDecodeGeometry(t *testing.T) {
	t.Parallel()
	point := func(flags byte, rest string) string {
		return "475000" + hex.EncodeToString([]byte{flags}) + "e6100000" + rest
	}
	const x, y, z = "0000000000005b40", "0000000000002c40", "0000000000002440" // 108, 14, 10
	for _, c := range []struct {
		name, blob string
		want       orb.Geometry
		fails      bool
	}{
		{"nothing", "", nil, false},
		{"point", point(1, "0101000000"+x+y), orb.Point{108, 14}, false},
		{"point with envelope", point(3, x+x+y+y+"0101000000"+x+y), orb.Point{108, 14}, false},
		{"point, big-endian WKB", point(1, "0000000001405b000000000000402c000000000000"), orb.Point{108, 14}, false},
		{"point Z, ISO", point(1, "01e9030000"+x+y+z), orb.Point{108, 14}, false},
		{"point M, ISO", point(1, "01d1070000"+x+y+z), orb.Point{108, 14}, false},
		{"point ZM, ISO", point(1, "01b90b0000"+x+y+z+z), orb.Point{108, 14}, false},
		{"point Z, EWKB", point(1, "0101000080"+x+y+z), orb.Point{108, 14}, false},
		{"multipoint of one", point(1, "0104000000010000000101000000"+x+y), orb.MultiPoint{{108, 14}}, false},
		{"empty by its flag", point(0x11, "0101000000000000000000f87f000000000000f87f"), nil, false},
		{"empty by NaN", point(1, "0101000000000000000000f87f000000000000f87f"), nil, false},
		{"polygon", point(1, "01030000000100000003000000"+x+y+y+y+x+y), orb.Polygon{{{108, 14}, {14, 14}, {108, 14}}}, false},
		{"not a GeoPackage", "0101000000" + x + y, nil, true},
		{"cut in the header", "475000", nil, true},
		{"cut in the envelope", point(3, x), nil, true},
		{"cut in the WKB", point(1, "0101000000"+x), nil, true},
		{"line", point(1, "010200000000000000"), nil, true},
		{"extended", point(0x21, "0101000000"+x+y), nil, true},
		{"envelope of no kind", point(0x0b, "0101000000"+x+y), nil, true},
		{"more rings than bytes", point(1, "0103000000ffffffff"), nil, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			blob, err := hex.DecodeString(c.blob)
			if err != nil {
				t.Fatal(err)
			}
			got, err := decodeGeometry(blob)
			if (err != nil) != c.fails || (err != nil && !errors.Is(err, errGeometry)) {
				t.Fatalf("error %v, want one: %v", err, c.fails)
			}
			if (got == nil) != (c.want == nil) || (got != nil && !orb.Equal(got, c.want)) {
				t.Errorf("got %v, want %v", got, c.want)
			}
		})
	}
}

func TestAppendGeometryRefusesLines(t *testing.T) {
	t.Parallel()
	if _, err := appendGeometry(nil, orb.LineString{{1, 2}, {3, 4}}); !errors.Is(err, errGeometry) {
		t.Errorf("a line: %v, want refused", err)
	}
}

// TestLinesOfOthers reads lines that orb wrote, with heights too, and refuses
// them in the registry's own tables.
func TestLinesOfOthers(t *testing.T) {
	t.Parallel()
	for _, want := range []orb.Geometry{
		orb.LineString{{107, 14}, {108, 15}}, orb.MultiLineString{{{107, 14}, {108, 15}}, {{1, 2}, {3, 4}, {5, 6}}}, orb.LineString{},
	} {
		body, err := wkb.Marshal(want)
		if err != nil {
			t.Fatal(err)
		}
		blob := append(appendHeader(nil, flagLittle), body...)
		if got, err := DecodeGeometry(blob); err != nil || !orb.Equal(got, want) {
			t.Errorf("%v comes back as %v (%v)", want, got, err)
		}
		if _, err := decodeGeometry(blob); !errors.Is(err, errGeometry) {
			t.Errorf("%v in the registry: %v, want refused", want, err)
		}
		if _, err := DecodeGeometry(blob[:len(blob)-1]); !errors.Is(err, errGeometry) {
			t.Errorf("%v cut short: %v, want refused", want, err)
		}
	}
}

// anyGeometry draws points and multipolygons of any shape.
func anyGeometry(t *rapid.T) orb.Geometry {
	number := rapid.Float64Range(-180, 180)
	position := rapid.Custom(func(t *rapid.T) orb.Point { return orb.Point{number.Draw(t, "x"), number.Draw(t, "y")} })
	if rapid.Bool().Draw(t, "point") {
		return position.Draw(t, "position")
	}
	ring := rapid.Custom(func(t *rapid.T) orb.Ring { return rapid.SliceOfN(position, 4, 9).Draw(t, "ring") })
	polygon := rapid.Custom(func(t *rapid.T) orb.Polygon { return rapid.SliceOfN(ring, 1, 3).Draw(t, "polygon") })
	return orb.MultiPolygon(rapid.SliceOfN(polygon, 1, 3).Draw(t, "multipolygon"))
}

func TestGeometryRoundTrip(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		want := anyGeometry(t)
		blob, err := appendGeometry(nil, want)
		if err != nil {
			t.Fatal(err)
		}
		got, err := decodeGeometry(blob)
		if err != nil || !orb.Equal(got, want) {
			t.Fatalf("%v comes back as %v (%v)", want, got, err)
		}
		body, _, err := skipHeader(blob)
		if err != nil {
			t.Fatal(err)
		}
		other, err := wkb.Unmarshal(body) // another reader of the same bytes
		if err != nil || !orb.Equal(other, want) {
			t.Fatalf("orb reads %v (%v) from %v", other, err, want)
		}
	})
}

func FuzzDecodeGeometry(f *testing.F) {
	for _, g := range []orb.Geometry{orb.Point{108, 14}, orb.MultiPolygon{{{{1, 2}, {3, 4}, {5, 6}, {1, 2}}}}} {
		blob, err := appendGeometry(nil, g)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(blob)
	}
	f.Fuzz(func(t *testing.T, blob []byte) {
		g, err := decodeGeometry(blob)
		if err != nil || g == nil {
			return
		}
		if _, ok := g.(orb.MultiPoint); ok { // written by others only
			return
		}
		again, err := appendGeometry(nil, g)
		if err != nil {
			t.Fatalf("%v cannot be written: %v", g, err)
		}
		back, err := decodeGeometry(again)
		if err != nil {
			t.Fatalf("%v does not come back: %v", g, err)
		}
		if back == nil && !g.Bound().IsEmpty() && !hasNaN(again) {
			t.Fatalf("%v comes back as nothing", g)
		}
	})
}

// hasNaN tells whether some double of the blob's end is a NaN, with which
// bounds cannot be compared.
func hasNaN(blob []byte) bool {
	for i := 0; i+8 <= len(blob); i++ {
		if v := math.Float64frombits(binary.LittleEndian.Uint64(blob[i:])); math.IsNaN(v) {
			return true
		}
	}
	return false
}

func TestTouches(t *testing.T) {
	t.Parallel()
	box := orb.Bound{Min: orb.Point{0, 0}, Max: orb.Point{2, 1}}
	for _, c := range []struct {
		name string
		g    orb.Geometry
		want bool
	}{
		{"point on the corner", orb.Point{2, 1}, true},
		{"point outside", orb.Point{2.0000001, 1}, false},
		{"one of two points", orb.MultiPoint{{9, 9}, {1, 1}}, true},
		{"no point of two", orb.MultiPoint{{9, 9}, {-1, 1}}, false},
		{"edge through two corners", orb.Polygon{{{-1, -0.5}, {3, 1.5}, {3, 9}, {-1, -0.5}}}, true},
		{"edge just past a corner", orb.Polygon{{{1.5, 2}, {3.5, 0}, {9, 9}, {1.5, 2}}}, false},
		{"around it", orb.Polygon{{{-9, -9}, {9, -9}, {9, 9}, {-9, 9}, {-9, -9}}}, true},
		{"nothing", orb.Polygon{}, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			if got := touches(c.g, box); got != c.want {
				t.Errorf("got %v, want %v", got, c.want)
			}
		})
	}
}

func TestFunctions(t *testing.T) {
	t.Parallel()
	db := openNew(t).readDB
	for query, want := range map[string]string{
		`SELECT ST_MinX(x'47500001e610000001010000000000000000005b400000000000002c40')`:               "108.0",
		`SELECT ST_MaxY(x'47500001e610000001010000000000000000005b400000000000002c40')`:               "14.0",
		`SELECT ST_IsEmpty(x'47500001e610000001010000000000000000005b400000000000002c40')`:            "0",
		`SELECT ifnull(ST_MinX(NULL), 'null')`:                                                        "null",
		`SELECT ifnull(ST_IsEmpty(NULL), 'null')`:                                                     "null",
		`SELECT ST_MinX(CAST(x'47500001e610000001010000000000000000005b400000000000002c40' AS TEXT))`: "108.0",
		`SELECT ST_IsEmpty('text')`:                                                                   "1",
		`SELECT ifnull(ST_MaxX(x'4750'), 'null')`:                                                     "null",
		`SELECT hatang_touches(NULL, 0.0, 0.0, 1.0, 1.0)`:                                             "0",
		`SELECT hatang_fold('Đắk Rơ Nga')`:                                                            "dak ro nga",
		`SELECT hatang_begins('ro da', 'Đắk Rơ Nga')`:                                                 "1",
		`SELECT 'đa' < 'da' COLLATE hatang_vi`:                                                        "0",
		`SELECT 'đ' > 'dz' COLLATE hatang_vi`:                                                         "1",
	} {
		var got string
		if err := db.Get(&got, `SELECT CAST((`+query+`) AS TEXT)`); err != nil || got != want {
			t.Errorf("%s is %s (%v), want %s", query, got, err, want)
		}
	}
}
