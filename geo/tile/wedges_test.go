package tile_test

import (
	"math"
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
	return &tile.WedgeLayer{Name: "sectors", Wedges: made, Index: boxes{ix}, Count: len(list), Bound: orb.MultiPoint(apexes).Bound()}
}

func wedgesOf(tb failer, list []record) *tile.WedgeLayer {
	tb.Helper()
	wedges := make([]tile.Wedge, len(list))
	for i, r := range list {
		wedges[i] = wedgeOf(r)
	}
	return wedgeLayer(tb, list, wedges)
}

// TestWedgesCoverWhatTheySay asks random points whether the tile has them in
// the wedge, and compares with distance and azimuth on the ellipsoid.
func TestWedgesCoverWhatTheySay(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		apex := orb.Point{rapid.Float64Range(102, 110).Draw(t, "lon"), rapid.Float64Range(8, 23.5).Draw(t, "lat")}
		wedge := tile.Wedge{
			AzimuthDeg:   rapid.Float64Range(0, 360).Draw(t, "azimuth"),
			BeamwidthDeg: rapid.OneOf(rapid.Float64Range(5, 360), rapid.Just(360.0)).Draw(t, "beamwidth"),
			RadiusM:      rapid.Float64Range(50, 3000).Draw(t, "radius"),
		}
		layer := wedgeLayer(t, []record{{point: apex, id: 1, attributes: map[string]any{}}}, []tile.Wedge{wedge})
		p := geodesy.Direct(apex, rapid.Float64Range(0, 360).Draw(t, "towards"), rapid.Float64Range(0, 2*wedge.RadiusM).Draw(t, "away"))
		id := tile.Containing(tile.Project(p), uint8(rapid.IntRange(13, 16).Draw(t, "zoom")))
		unitM := 2 * math.Pi * geodesy.SemiMajorAxisM * math.Cos(p[1]*math.Pi/180) / math.Exp2(float64(id.Z)) / tile.Extent

		distanceM, azimuthDeg, _ := geodesy.Inverse(apex, p)
		off := math.Abs(math.Remainder(azimuthDeg-wedge.AzimuthDeg, 360)) - wedge.BeamwidthDeg/2
		sideM := distanceM * math.Sin(min(math.Abs(off), 90)*math.Pi/180)
		if wedge.BeamwidthDeg >= 360 {
			sideM = math.Inf(1)
		}
		if math.Abs(distanceM-wedge.RadiusM) < 3*unitM || sideM < 3*unitM || distanceM < 3*unitM {
			return // within the tolerance of the drawing
		}
		want := distanceM < wedge.RadiusM && off < 0
		got := false
		x, y := unitsOf(p, id)
		for _, f := range decode(t, layer.AppendTile(nil, new(tile.Encoder), id)) {
			switch g := f.Geometry.(type) {
			case orb.Polygon:
				got = got || planar.PolygonContains(g, orb.Point{x, y})
			case orb.MultiPolygon:
				got = got || planar.MultiPolygonContains(g, orb.Point{x, y})
			}
		}
		if got != want {
			t.Fatalf("tile %v has the point %v m away and %v° beyond the edge in the wedge: %v", id, distanceM, off, got)
		}
	})
}

// unitsOf is a position in a tile's units.
func unitsOf(p orb.Point, id tile.ID) (x, y float64) {
	f := maptile.Fraction(p, maptile.Zoom(id.Z))
	return (f[0] - float64(id.X)) * tile.Extent, (f[1] - float64(id.Y)) * tile.Extent
}

func TestWedgesCountOnce(t *testing.T) {
	t.Parallel()
	list := people(t, 300_000, 9)
	if testing.Short() {
		list = list[:60_000]
	}
	layer := wedgesOf(t, list)
	bound := orb.Bound{Min: orb.Point{105.6, 20.9}, Max: orb.Point{106.0, 21.2}}
	inside := map[uint64]bool{}
	var e tile.Encoder
	for z := uint8(13); z <= 16; z++ {
		sum, want := 0, 0
		clear(inside)
		tilesUnder(tile.ID{}, z, bound, func(id tile.ID) {
			if id.Z != z {
				return
			}
			content := layer.AppendTile(nil, &e, id)
			if len(content) > tile.MaxBytes {
				t.Errorf("tile %v has %d bytes", id, len(content))
			}
			sum += sumOf(t, content)
			for _, f := range decode(t, content) {
				if _, isPoint := f.Geometry.(orb.Point); !isPoint && z > 13 {
					for _, polygon := range polygonsOf(t, f) {
						if surveyor(polygon[0]) <= 0 {
							t.Fatalf("tile %v: a wedge is wound the wrong way: %v", id, polygon)
						}
					}
				}
			}
			for _, r := range list {
				if id.Holds(tile.Project(r.point)) {
					want++
				}
			}
		})
		if sum != want {
			t.Errorf("the counts of zoom %d add up to %d, want %d", z, sum, want)
		}
	}
	if got := layer.AppendTile(nil, &e, hanoi(12)); len(got) != 0 {
		t.Errorf("zoom 12 has %d bytes", len(got))
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
