package coverage

import (
	"bytes"
	"errors"
	"image"
	"image/color"
	"image/png"
	"math"
	"strings"
	"testing"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/maptile"

	"hatang/geo/radio/budget"
	"hatang/geo/raster"
	"hatang/registry"
)

// twoNetworks is a world with 4G of two operators and 2G of one, computed, and
// nobody in the east.
func twoNetworks(tb testing.TB) *world {
	tb.Helper()
	w := newWorld(tb)
	w.put(mast(1, "viettel", "4G", orb.Point{107.92, 14.35}, 40)...)
	w.put(mast(2, "viettel", "4G", orb.Point{107.95, 14.34}, 40)...)
	w.put(mast(3, "vnpt", "4G", orb.Point{107.94, 14.37}, 40)...)
	w.put(mast(4, "viettel", "2G", orb.Point{107.93, 14.33}, 40)...)
	w.compute(w.engine)
	return w
}

func (w *world) tile(ask MapRequest) *image.Paletted {
	w.tb.Helper()
	picture, err := w.engine.MapTile(w.tb.Context(), w.store, ask)
	if err != nil {
		w.tb.Fatalf("%+v: %v", ask, err)
	}
	return picture
}

// over is the tile of a zoom that holds a position.
func over(p orb.Point, z uint8, ask MapRequest) MapRequest {
	t := maptile.At(p, maptile.Zoom(z))
	ask.Z, ask.X, ask.Y = z, t.X, t.Y
	return ask
}

// middleOf is the position under the middle of a pixel, as orb has it.
func middleOf(ask MapRequest, x, y int) orb.Point {
	z := maptile.Zoom(ask.Z) + 8 // a pixel is a tile eight zooms below
	return maptile.New(ask.X<<8+uint32(x), ask.Y<<8+uint32(y), z).Center()
}

// TestMapTilesShowTheRasters looks up every pixel of tiles in the rasters by
// itself.
func TestMapTilesShowTheRasters(t *testing.T) {
	t.Parallel()
	w := twoNetworks(t)
	st := w.engine.state.Load()
	grid := st.claims.Grid
	at := func(operator, technology string, i int) (band budget.Band, servers int, level int16) {
		g := st.groups[groupKey{operator, technology}]
		return g.claim.limits().Band(g.network.Best[i]), int(g.network.Servers[i]), g.network.Best[i]
	}
	tests := map[string]struct {
		ask  MapRequest
		want func(i int) uint8
	}{
		"bands of one": {MapRequest{Operator: "viettel", Technology: "4G", Look: BandLook}, func(i int) uint8 {
			band, _, _ := at("viettel", "4G", i)
			return uint8(band)
		}},
		"bands of all": {MapRequest{Technology: "4G", Look: BandLook}, func(i int) uint8 {
			a, _, _ := at("viettel", "4G", i)
			b, _, _ := at("vnpt", "4G", i)
			return uint8(max(a, b))
		}},
		"servers of everything": {MapRequest{Technology: AnyTechnology, Look: ServersLook}, func(i int) uint8 {
			_, a, _ := at("viettel", "4G", i)
			_, b, _ := at("vnpt", "4G", i)
			_, c, _ := at("viettel", "2G", i)
			return uint8(min(a+b+c, 4))
		}},
		"best operator": {MapRequest{Technology: "4G", Look: BestLook}, func(i int) uint8 {
			_, a, viettel := at("viettel", "4G", i)
			_, b, vnpt := at("vnpt", "4G", i)
			switch {
			case a+b == 0:
				return 0
			case b == 0 || a > 0 && viettel >= vnpt:
				return 1
			}
			return 2
		}},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			shown := map[uint8]int{}
			for _, z := range []uint8{0, 7, 10, 13, 16} {
				ask := over(orb.Point{107.935, 14.35}, z, tc.ask)
				picture := w.tile(ask)
				for y := range TilePixels {
					for x := range TilePixels {
						p := middleOf(ask, x, y)
						col, row := int(math.Floor((p[0]-grid.West)/grid.CellLonDeg)), int(math.Floor((grid.North-p[1])/grid.CellLatDeg))
						want := uint8(0)
						if col >= 0 && row >= 0 && col < grid.Cols && row < grid.Rows {
							want = tc.want(row*grid.Cols + col)
						}
						got := picture.ColorIndexAt(x, y)
						if shown[got]++; got != want && !nearEdge(grid, p) {
							t.Fatalf("zoom %d, pixel %d,%d shows %d, want %d", z, x, y, got, want)
						}
					}
				}
			}
			if len(shown) < 3 {
				t.Errorf("the tiles show %v only", shown)
			}
		})
	}
}

// nearEdge tells a position so near to the edge of a cell that rounding decides.
func nearEdge(g raster.Grid, p orb.Point) bool {
	near := func(v float64) bool { return math.Abs(v-math.Round(v)) < 1e-6 }
	return near((p[0]-g.West)/g.CellLonDeg) || near((g.North-p[1])/g.CellLatDeg)
}

// TestGapsShowAtEveryZoom compares pictures of gaps with the list of gaps.
func TestGapsShowAtEveryZoom(t *testing.T) {
	t.Parallel()
	w := twoNetworks(t)
	gaps, err := w.engine.Gaps(t.Context(), w.store, GapsRequest{Technology: "4G", Outlines: true})
	if err != nil || len(gaps.Gaps) == 0 {
		t.Fatalf("%v: no gaps to show", err)
	}
	for z := uint8(0); z <= 16; z++ {
		for _, gap := range gaps.Gaps {
			ask := over(gap.Centre, z, MapRequest{Technology: "4G", Look: GapsLook})
			picture := w.tile(ask)
			f := maptile.Fraction(gap.Centre, maptile.Zoom(z))
			x, y := int((f[0]-float64(ask.X))*TilePixels), int((f[1]-float64(ask.Y))*TilePixels)
			if picture.ColorIndexAt(x, y) == 0 {
				t.Errorf("zoom %d: nothing shows at the gap of %.0f people at %v", z, gap.People, gap.Centre)
			}
			if want := (x+y)%8 < 3; (picture.ColorIndexAt(x, y) == 1) != want { // its people are more than one a cell
				t.Errorf("zoom %d: pixel %d,%d is out of the stripes", z, x, y)
			}
		}
	}
	// Beside the mast there is none.
	ask := over(orb.Point{107.922, 14.352}, 18, MapRequest{Technology: "4G", Look: GapsLook})
	for _, place := range w.tile(ask).Pix {
		if place != 0 {
			t.Fatal("a gap beside the mast")
		}
	}
}

func TestTilesBeyondWhatIsComputedAreClear(t *testing.T) {
	t.Parallel()
	w := twoNetworks(t)
	for _, look := range Looks() {
		picture := w.tile(over(orb.Point{2.3, 48.9}, 10, MapRequest{Technology: "4G", Look: look}))
		for _, place := range picture.Pix {
			if place != 0 {
				t.Fatalf("%s: something shows in Paris", look)
			}
		}
		if c, ok := picture.Palette[0].(color.NRGBA); !ok || c.A != 0 {
			t.Errorf("%s: nothing is drawn as %v", look, picture.Palette[0])
		}
	}
	for name, ask := range map[string]MapRequest{
		"a tile that is none": {Technology: "4G", Look: BandLook, Z: 3, X: 8}, "nobody": {Operator: "nobody", Technology: "4G"}, "5G": {Technology: "5G"},
	} {
		if _, err := w.engine.MapTile(t.Context(), w.store, ask); registry.CodeOf(err) != registry.NotFound {
			t.Errorf("%s: %v", name, err)
		}
	}
	var told *registry.Error
	if _, err := newWorld(t).engine.MapTile(t.Context(), w.store, MapRequest{Technology: "4G"}); !errors.As(err, &told) || !strings.Contains(told.Hint.EN, "coverage compute") {
		t.Errorf("nothing computed: %v", err)
	}
}

// TestLegend reads what the colours mean, and finds each of them in a picture.
func TestLegend(t *testing.T) {
	t.Parallel()
	w := twoNetworks(t)
	for look, keys := range map[Look]string{
		BandLook: "indoor in-car outdoor limited declared", BestLook: "viettel vnpt", ServersLook: "1 2 3 4", GapsLook: "gap thin",
	} {
		l, err := w.engine.Legend(t.Context(), w.store, "", "4G", look)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, item := range l.Items {
			got = append(got, item.Key)
			if len(item.Colour) != 7 || item.Opacity <= 0 || item.Opacity > 1 || item.Label.VI == "" || item.Label.EN == "" {
				t.Errorf("%s: %+v", look, item)
			}
		}
		if strings.Join(got, " ") != keys {
			t.Errorf("%s: %v, want %s", look, got, keys)
		}
		if !l.Current || l.AsOf == nil || len(l.Models) == 0 || !l.Terrain || len(l.Networks) != 2 || l.ComputedAt != "2026-11-21T02:00:00Z" {
			t.Errorf("%s: %+v", look, l)
		}
	}
	l, err := w.engine.Legend(t.Context(), w.store, "viettel", "4G", BandLook)
	if err != nil {
		t.Fatal(err)
	}
	if l.Quantity != "RSRP" || l.Unit != "dBm" || l.Items[0].From == nil || l.Items[3].From == nil || *l.Items[0].From <= *l.Items[3].From {
		t.Errorf("%+v", l)
	}
	picture := w.tile(over(orb.Point{107.935, 14.35}, 12, MapRequest{Operator: "viettel", Technology: "4G", Look: BandLook}))
	var used [6]bool
	for _, place := range picture.Pix {
		used[place] = true
	}
	for place := 1; place <= 4; place++ {
		c, _ := picture.Palette[place].(color.NRGBA)
		item := l.Items[4-place]
		if !used[place] || item.Colour != strings.ToLower(colourText(c)) || math.Abs(item.Opacity-float64(c.A)/255) > 0.006 {
			t.Errorf("band %d is drawn as %v (used: %v), the legend says %+v", place, c, used[place], item)
		}
	}
	mixed, err := w.engine.Legend(t.Context(), w.store, "", AnyTechnology, BandLook)
	if err != nil || mixed.Quantity != "" || mixed.Items[0].From != nil {
		t.Errorf("of 2G and 4G together: %+v %v", mixed, err)
	}
	w.put(mast(5, "vnpt", "2G", orb.Point{108.0, 14.33}, 40)...)
	if later, err := w.engine.Legend(t.Context(), w.store, "", "4G", BandLook); err != nil || later.Current {
		t.Errorf("after a change: %+v %v", later, err)
	}
}

func colourText(c color.NRGBA) string {
	const digits = "0123456789ABCDEF"
	text := "#"
	for _, v := range []uint8{c.R, c.G, c.B} {
		text += string(digits[v>>4]) + string(digits[v&15])
	}
	return text
}

// BenchmarkMapTile draws and packs tiles.
func BenchmarkMapTile(b *testing.B) {
	w := twoNetworks(b)
	for _, look := range Looks() {
		for _, z := range []uint8{10, 13} {
			ask := over(orb.Point{107.935, 14.35}, z, MapRequest{Technology: AnyTechnology, Look: look})
			b.Run(string(look)+"/z"+string(rune('0'+z/10))+string(rune('0'+z%10)), func(b *testing.B) {
				b.ReportAllocs()
				var out bytes.Buffer
				for b.Loop() {
					out.Reset()
					if err := png.Encode(&out, w.tile(ask)); err != nil {
						b.Fatal(err)
					}
				}
				b.ReportMetric(float64(out.Len()), "bytes")
			})
		}
	}
}
