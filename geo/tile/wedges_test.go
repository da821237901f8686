package tile_test

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/maptile"
	"github.com/paulmach/orb/planar"
	"pgregory.net/rapid"

	"hatang/geo/geodesy"
	"hatang/geo/index"
	"hatang/geo/tile"
)

// boxes finds wedges by their boxes.
type boxes struct{ *index.Boxes }

func (b boxes) Box(dst []int32, bound orb.Bound) []int32 { return b.Meeting(dst, bound) }

func wedgeOf(r record) tile.Wedge {
	return tile.Wedge{AzimuthDeg: float64(r.id * 37 % 360), BeamwidthDeg: 65, RadiusM: 200 + float64(r.id%8)*100}
}

func wedgeLayer(tb failer, list []record, wedges []tile.Wedge) *tile.WedgeLayer {
	tb.Helper()
	b := tile.NewTable(fields()[:2]...)
	apexes, ids := make([]orb.Point, len(list)), make([]uint64, len(list))
	for i, r := range list {
		b.Add(r.row()[:2]...)
		apexes[i], ids[i] = r.point, r.id
	}
	table, err := b.Table()
	if err != nil {
		tb.Fatal(err)
	}
	made, err := tile.NewWedges(apexes, wedges, ids, table)
	if err != nil {
		tb.Fatal(err)
	}
	bounds := make([]orb.Bound, len(list))
	for i := range bounds {
		bounds[i] = made.Bound(i)
	}
	ix, err := index.NewBoxes(bounds)
	if err != nil {
		tb.Fatal(err)
	}
	return &tile.WedgeLayer{Name: "sectors", Wedges: made, Index: boxes{ix}}
}

func wedgesOf(tb failer, list []record) *tile.WedgeLayer {
	tb.Helper()
	wedges := make([]tile.Wedge, len(list))
	for i, r := range list {
		wedges[i] = wedgeOf(r)
	}
	return wedgeLayer(tb, list, wedges)
}

// TestWedgesCoverWhatTheySay asks points along the border of a wedge, a few
// units on either side of it, whether the tile has them in the wedge, and
// compares with distance and azimuth on the ellipsoid.
func TestWedgesCoverWhatTheySay(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(5, 6))
	between := func(low, high float64) float64 { return low + (high-low)*random.Float64() }
	asked := map[bool]int{}
	for range 3000 {
		apex := orb.Point{between(102, 110), between(8, 23.5)}
		wedge := tile.Wedge{AzimuthDeg: between(0, 360), BeamwidthDeg: between(5, 400), RadiusM: between(50, 3000)}
		layer := wedgeLayer(t, []record{{point: apex, id: 1, attributes: map[string]any{}}}, []tile.Wedge{wedge})
		z := uint8(13 + random.IntN(4))
		unitM := 2 * math.Pi * geodesy.SemiMajorAxisM * math.Cos(apex[1]*math.Pi/180) / math.Exp2(float64(z)) / tile.Extent

		// A point near the arc or near one of the sides.
		half := min(wedge.BeamwidthDeg, 360) / 2
		towards, awayM := wedge.AzimuthDeg+between(-180, 180), wedge.RadiusM+between(-6, 6)*unitM
		if random.IntN(2) == 0 {
			awayM = between(0, 1) * wedge.RadiusM
			side := float64(1 - 2*random.IntN(2))
			towards = wedge.AzimuthDeg + side*half + between(-6, 6)*unitM/awayM*180/math.Pi
		}
		p := geodesy.Direct(apex, towards, awayM)
		distanceM, azimuthDeg, _ := geodesy.Inverse(apex, p)
		off := math.Abs(math.Remainder(azimuthDeg-wedge.AzimuthDeg, 360)) - half
		if half < 180 && math.Abs(off) < 90 && distanceM*math.Sin(math.Abs(off)*math.Pi/180) < 2.5*unitM ||
			math.Abs(distanceM-wedge.RadiusM) < 2.5*unitM || distanceM < 5*unitM {
			continue // within the tolerance of the drawing
		}
		want := distanceM < wedge.RadiusM && (off < 0 || half == 180)
		asked[want]++
		if got := drawnAt(t, layer, p, z); got != want {
			t.Errorf("%+v at zoom %d has the point %v m away and %v° beyond its side: %v", wedge, z, distanceM, off, got)
		}
	}
	if asked[true] < 500 || asked[false] < 500 {
		t.Errorf("asked %v", asked)
	}
}

// drawnAt tells whether the tile has a polygon over the position.
func drawnAt(t *testing.T, layer tile.Layer, p orb.Point, z uint8) bool {
	t.Helper()
	id := tile.Containing(tile.Project(p), z)
	x, y := unitsOf(p, id)
	for _, f := range decode(t, layer.AppendTile(nil, new(tile.Encoder), id)) {
		if planar.MultiPolygonContains(polygonsOf(t, f), orb.Point{x, y}) {
			return true
		}
	}
	return false
}

// unitsOf is a position in a tile's units.
func unitsOf(p orb.Point, id tile.ID) (x, y float64) {
	f := maptile.Fraction(p, maptile.Zoom(id.Z))
	return (f[0] - float64(id.X)) * tile.Extent, (f[1] - float64(id.Y)) * tile.Extent
}

func TestWedgesCountOnce(t *testing.T) {
	t.Parallel()
	bound := orb.Bound{Min: orb.Point{105.75, 20.95}, Max: orb.Point{105.9, 21.1}}
	list := slices.DeleteFunc(people(t, 300_000, 9), func(r record) bool { return !bound.Contains(r.point) })
	layer := wedgesOf(t, list)
	var e tile.Encoder
	grouped := false
	for z := uint8(13); z <= 15; z++ {
		sum := 0
		tilesUnder(tile.ID{}, z, bound.Pad(0.01), func(id tile.ID) {
			if id.Z != z {
				return
			}
			content := layer.AppendTile(nil, &e, id)
			if len(content) > tile.MaxBytes {
				t.Errorf("tile %v has %d bytes", id, len(content))
			}
			for _, f := range decode(t, content) {
				sum += countOf(t, f)
				if _, isPoint := f.Geometry.(orb.Point); isPoint {
					grouped = true
				}
			}
		})
		if sum != len(list) {
			t.Errorf("the counts of zoom %d add up to %d, want %d", z, sum, len(list))
		}
	}
	if got := layer.AppendTile(nil, &e, hanoi(12)); len(got) != 0 {
		t.Errorf("zoom 12 has %d bytes", len(got))
	}
	if grouped {
		t.Error("wedges that fit are drawn as points")
	}
}

// TestTooManyWedgesAreGrouped puts 20,000 wedges into one tile.
func TestTooManyWedgesAreGrouped(t *testing.T) {
	t.Parallel()
	list := people(t, 20_000, 9)
	id := hanoi(13)
	corner := id.Bound().Min
	for i := range list {
		list[i].point = orb.Point{corner[0] + 0.001 + 0.0003*float64(i%100), corner[1] + 0.001 + 0.0001*float64(i/100)}
	}
	content := wedgesOf(t, list).AppendTile(nil, new(tile.Encoder), id)
	if len(content) > tile.MaxBytes {
		t.Errorf("%d bytes", len(content))
	}
	features := decode(t, content)
	if _, isPoint := features[0].Geometry.(orb.Point); !isPoint {
		t.Errorf("%d bytes of %s", len(content), features[0].Geometry.GeoJSONType())
	}
	if sum := sumOf(t, content); sum != len(list) {
		t.Errorf("counts add up to %d, want %d", sum, len(list))
	}
}

func TestWedgesAreValid(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		list := []record{{point: orb.Point{106, 21}, id: 1, attributes: map[string]any{}}}
		wedge := tile.Wedge{
			AzimuthDeg:   rapid.Float64Range(-360, 360).Draw(t, "azimuth"),
			BeamwidthDeg: rapid.Float64Range(0.01, 720).Draw(t, "beamwidth"),
			RadiusM:      math.Pow(10, rapid.Float64Range(-1, 5.3).Draw(t, "log radius")),
		}
		layer := wedgeLayer(t, list, []tile.Wedge{wedge})
		z := uint8(rapid.IntRange(13, 22).Draw(t, "zoom"))
		id := tile.Containing(tile.Project(geodesy.Direct(list[0].point, wedge.AzimuthDeg, rapid.Float64Range(0, 1).Draw(t, "at")*wedge.RadiusM)), z)
		for _, f := range decode(t, layer.AppendTile(nil, new(tile.Encoder), id)) {
			checkArea(t, id, f)
		}
	})
}
