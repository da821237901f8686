package tile_test

import (
	"bytes"
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/clip"
	"github.com/paulmach/orb/maptile"
	"github.com/paulmach/orb/planar"
	"github.com/paulmach/orb/project"
	"pgregory.net/rapid"

	"hatang/geo/tile"
)

// wander is a line of n vertices of the given step in degrees.
func wander(r *rand.Rand, from orb.Point, n int, step float64) orb.LineString {
	line := orb.LineString{from}
	heading := r.Float64() * 2 * math.Pi
	for range n - 1 {
		heading += r.NormFloat64() / 3
		last := line[len(line)-1]
		line = append(line, orb.Point{last[0] + step*math.Cos(heading), last[1] + step*math.Sin(heading)})
	}
	return line
}

// network is so many lines around the middle of Vietnam, with a name, a class and
// a rank each.
func network(tb failer, n int, seed uint64) ([]orb.MultiLineString, *tile.Table) {
	tb.Helper()
	r := rand.New(rand.NewPCG(seed, 1))
	b := tile.NewTable(
		tile.Field{Name: "name", Type: tile.TextType}, tile.Field{Name: "rank", Type: tile.NumberType},
	)
	var lines []orb.MultiLineString
	for i := range n {
		at := orb.Point{107.5 + r.Float64(), 14 + r.Float64()}
		lines = append(lines, orb.MultiLineString{wander(r, at, 3+r.IntN(60), 0.002), wander(r, at, 2, 0.01)})
		b.Add(tile.Text("Đường "+strings.Repeat("x", i%7)), tile.Int(int64(i*11/n)))
	}
	table, err := b.Table()
	if err != nil {
		tb.Fatal(err)
	}
	return lines, table
}

func lineLayer(tb failer, lines []orb.MultiLineString, table *tile.Table, from []uint8) *tile.LineLayer {
	tb.Helper()
	made, err := tile.NewLines(lines)
	if err != nil {
		tb.Fatal(err)
	}
	layer, err := tile.NewLineLayer("roads", made, table, from)
	if err != nil {
		tb.Fatal(err)
	}
	return layer
}

func lengthOf(g orb.Geometry) float64 { return planar.Length(g) }

// TestDeepLineTilesEqualOrbs compares what a tile shows beyond the zooms of
// simplification with what orb projects and clips: the same length of every line,
// within the rounding of each vertex. A line that grazes the border may be cut
// farther on or back than by its rounding: its length lies between those that a
// border a unit farther in and a unit farther out would leave.
func TestDeepLineTilesEqualOrbs(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		lines, table := network(t, 12, rapid.Uint64().Draw(t, "seed"))
		layer := lineLayer(t, lines, table, nil)
		at := lines[rapid.IntRange(0, 11).Draw(t, "line")][0]
		id := tile.Containing(tile.Project(at[rapid.IntRange(0, len(at)-1).Draw(t, "vertex")]), uint8(rapid.IntRange(15, 17).Draw(t, "zoom")))
		least, _ := byOrb(lines, id, tile.Buffer-1)
		most, cuts := byOrb(lines, id, tile.Buffer+1)
		got := 0.0
		if content := layer.AppendTile(nil, new(tile.Encoder), id); len(content) > 0 {
			for _, f := range decode(t, content) {
				got += lengthOf(f.Geometry)
				if b := f.Geometry.Bound(); b.Min[0] < -tile.Buffer || b.Min[1] < -tile.Buffer || b.Max[0] > tile.Extent+tile.Buffer || b.Max[1] > tile.Extent+tile.Buffer {
					t.Fatalf("%v: %v runs beyond the tile's surroundings", id, b)
				}
			}
		}
		if slack := 2 * float64(cuts); got < least-slack || got > most+slack {
			t.Fatalf("%v shows %.1f units of line, want %.1f to %.1f (%d vertices)", id, got, least, most, cuts)
		}
	})
}

// byOrb is how much of the lines orb leaves in the tile and so much around it, and
// by how many vertices at most.
func byOrb(lines []orb.MultiLineString, id tile.ID, around float64) (length float64, cuts int) {
	toTile := projector(id)
	box := orb.Bound{Min: orb.Point{-around, -around}, Max: orb.Point{tile.Extent + around, tile.Extent + around}}
	for _, line := range lines {
		if clipped := clip.Geometry(box, project.Geometry(line.Clone(), toTile)); clipped != nil {
			length += lengthOf(clipped)
			cuts += vertices(clipped) + 4
		}
	}
	return length, cuts
}

// projector is orb's way from degrees to the units of a tile.
func projector(id tile.ID) orb.Projection {
	at := maptile.New(id.X, id.Y, maptile.Zoom(id.Z))
	return func(p orb.Point) orb.Point {
		x, y := maptile.Fraction(p, maptile.Zoom(id.Z))[0], maptile.Fraction(p, maptile.Zoom(id.Z))[1]
		return orb.Point{(x - float64(at.X)) * tile.Extent, (y - float64(at.Y)) * tile.Extent}
	}
}

func vertices(g orb.Geometry) int {
	switch g := g.(type) {
	case orb.LineString:
		return len(g)
	case orb.MultiLineString:
		n := 0
		for _, line := range g {
			n += len(line)
		}
		return n
	}
	return 0
}

// TestSimplifiedLinesStayNear draws lines at every zoom: what is left of a line
// runs from where it began to where it ended, and no vertex that was left out is
// farther from it than a few units.
func TestSimplifiedLinesStayNear(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(3, 4))
	line := wander(r, orb.Point{107.8, 14.4}, 800, 0.0004)
	b := tile.NewTable()
	b.Add()
	table, err := b.Table()
	if err != nil {
		t.Fatal(err)
	}
	layer := lineLayer(t, []orb.MultiLineString{{line}}, table, nil)
	drawn := 0
	for z := uint8(0); z <= 9; z++ {
		id := tile.Containing(tile.Project(line[0]), z)
		if id != tile.Containing(tile.Project(line[len(line)-1]), z) {
			continue
		}
		features := decode(t, layer.AppendTile(nil, new(tile.Encoder), id))
		shown, ok := features[0].Geometry.(orb.LineString)
		if len(features) != 1 || !ok {
			t.Fatalf("%v: %d features, %T", id, len(features), features[0].Geometry)
		}
		toTile := projector(id)
		farthest := 0.0
		for _, p := range line {
			farthest = max(farthest, planar.DistanceFrom(shown, toTile(p)))
		}
		if farthest > 12 { // a pixel and a half of 512
			t.Errorf("%v: a vertex is %.1f units from the line", id, farthest)
		}
		if len(shown) < drawn {
			t.Errorf("%v has %d vertices, a zoom above had %d", id, len(shown), drawn)
		}
		if drawn = len(shown); z == 5 && drawn > 60 {
			t.Errorf("at zoom 5, %d of %d vertices are left", drawn, len(line))
		}
	}
	if drawn < 50 {
		t.Errorf("only %d vertices at the deepest zoom that holds the line", drawn)
	}
}

// TestLinesThatAreTooManyLeaveOutTheLast fills a tile beyond its limit.
func TestLinesThatAreTooManyLeaveOutTheLast(t *testing.T) {
	t.Parallel()
	lines, table := network(t, 30_000, 9)
	layer := lineLayer(t, lines, table, nil)
	id := tile.Containing(tile.Project(orb.Point{108, 14.5}), 8)
	content := layer.AppendTile(nil, new(tile.Encoder), id)
	if len(content) > tile.MaxBytes || len(content) < tile.MaxBytes/2 {
		t.Errorf("%d bytes", len(content))
	}
	previous := 0.0
	for _, f := range decode(t, content) {
		rank, _ := f.Properties["rank"].(float64)
		if rank < previous {
			t.Fatalf("rank %v comes after %v", rank, previous)
		}
		previous = rank
	}
	if previous == 10 {
		t.Error("nothing was left out")
	}
	stack := tile.Stack{layer, layer, layer}
	if both := stack.AppendTile([]byte("before"), new(tile.Encoder), id); len(both)-6 > tile.MaxBytes || !bytes.HasPrefix(both, []byte("before")) || len(both)-6 < len(content) {
		t.Errorf("three layers in one tile take %d bytes", len(both)-6)
	}
}

func TestLinesAppearFromTheirZoomOn(t *testing.T) {
	t.Parallel()
	lines, table := network(t, 11, 5)
	from := make([]uint8, 11)
	for i := range from {
		from[i] = uint8(i)
	}
	layer := lineLayer(t, lines, table, from)
	for z := range uint8(8) {
		shown := map[any]bool{}
		for x := range uint32(1) << z {
			for y := range uint32(1) << z {
				if content := layer.AppendTile(nil, new(tile.Encoder), tile.ID{Z: z, X: x, Y: y}); len(content) > 0 {
					for _, f := range decode(t, content) {
						shown[f.Properties["rank"]] = true
					}
				}
			}
		}
		if len(shown) != int(z)+1 {
			t.Errorf("zoom %d shows %d lines", z, len(shown))
		}
	}
}

func TestLinesNameWhatIsWrong(t *testing.T) {
	t.Parallel()
	_, err := tile.NewLines([]orb.MultiLineString{{{{107, 14}, {108, 15}}}, {{{107, 14}, {108, 95}}}})
	if err == nil || !strings.Contains(err.Error(), "row 1: vertex 1: position (108, 95)") {
		t.Errorf("got %v", err)
	}
	made, err := tile.NewLines([]orb.MultiLineString{{{{107, 14}}}, {{{107, 14}, {107, 14}}}, nil})
	if err != nil || made.Len() != 3 {
		t.Fatalf("%v", err)
	}
	b := tile.NewTable()
	b.Add()
	table, err := b.Table()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := tile.NewLineLayer("roads", made, table, nil); err == nil || !strings.Contains(err.Error(), "1 rows of attributes for 3 lines") {
		t.Errorf("got %v", err)
	}
}

// FuzzLines draws lines of any shape: tiles can be read, and hold nothing beyond
// their surroundings.
func FuzzLines(f *testing.F) {
	f.Add([]byte("các đường"), uint8(12))
	f.Add([]byte{0, 0, 0, 0, 255, 255, 255, 255, 0, 0, 0, 0, 9, 9, 9, 9}, uint8(3))
	f.Fuzz(func(t *testing.T, data []byte, zoom uint8) {
		var line orb.LineString
		for ; len(data) >= 4; data = data[4:] {
			x, y := int(data[0])<<8|int(data[1]), int(data[2])<<8|int(data[3])
			line = append(line, orb.Point{107 + float64(x)/65536, 14 + float64(y)/65536})
		}
		b := tile.NewTable()
		b.Add()
		table, err := b.Table()
		if err != nil {
			t.Fatal(err)
		}
		layer := lineLayer(t, []orb.MultiLineString{{line}}, table, nil)
		e := new(tile.Encoder)
		for _, p := range line {
			content := layer.AppendTile(nil, e, tile.Containing(tile.Project(p), zoom%(tile.MaxZoom+1)))
			if len(content) == 0 {
				continue
			}
			for _, shown := range decode(t, content) {
				if b := shown.Geometry.Bound(); b.Min[0] < -tile.Buffer || b.Min[1] < -tile.Buffer || b.Max[0] > tile.Extent+tile.Buffer || b.Max[1] > tile.Extent+tile.Buffer {
					t.Fatalf("%v runs beyond the tile", b)
				}
			}
		}
	})
}

func BenchmarkLineTile(b *testing.B) {
	lines, table := network(b, 20_000, 1)
	layer := lineLayer(b, lines, table, nil)
	for _, z := range []uint8{8, 11, 14} {
		b.Run("z="+string(rune('0'+z/10))+string(rune('0'+z%10)), func(b *testing.B) {
			benchTile(b, layer, tile.Containing(tile.Project(orb.Point{108, 14.5}), z))
		})
	}
}
