package tile_test

import (
	"bytes"
	"math"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/encoding/mvt"
	"github.com/paulmach/orb/geojson"
	"github.com/paulmach/orb/maptile"
	"pgregory.net/rapid"

	"hatang/geo/index"
	"hatang/geo/tile"
)

// throughOrb is the tile's features as orb's projection and encoder make them.
func throughOrb(t *testing.T, list []record, id tile.ID) []*geojson.Feature {
	t.Helper()
	at := maptile.New(id.X, id.Y, maptile.Zoom(id.Z))
	collection := geojson.NewFeatureCollection()
	for _, r := range list {
		f := geojson.NewFeature(r.point)
		f.ID = r.id
		for name, value := range r.attributes {
			f.Properties[name] = value
		}
		collection.Append(f)
	}
	layer := mvt.NewLayer("sites", collection)
	layer.ProjectToTile(at)
	layer.Features = slices.DeleteFunc(layer.Features, func(f *geojson.Feature) bool {
		p, ok := f.Geometry.(orb.Point)
		if !ok {
			t.Fatalf("%T", f.Geometry)
		}
		inTile := p[0] >= 0 && p[1] >= 0 && p[0] < tile.Extent && p[1] < tile.Extent
		f.Properties[tile.CountField] = 0
		if inTile {
			f.Properties[tile.CountField] = 1
		}
		const low, high = -tile.Buffer, tile.Extent + tile.Buffer
		return p[0] < low || p[1] < low || p[0] >= high || p[1] >= high
	})
	if len(layer.Features) == 0 {
		return nil
	}
	content, err := mvt.Marshal(mvt.Layers{layer})
	if err != nil {
		t.Fatal(err)
	}
	layers, err := mvt.Unmarshal(content)
	if err != nil {
		t.Fatal(err)
	}
	return layers[0].Features
}

func byID(features []*geojson.Feature) map[any]*geojson.Feature {
	m := map[any]*geojson.Feature{}
	for _, f := range features {
		m[f.ID] = f
	}
	return m
}

func compareFeatures(t *testing.T, id tile.ID, got, want []*geojson.Feature) {
	t.Helper()
	if len(got) != len(want) {
		t.Fatalf("tile %v has %d features, want %d", id, len(got), len(want))
	}
	wanted := byID(want)
	for _, g := range got {
		w := wanted[g.ID]
		if w == nil {
			t.Fatalf("tile %v: feature %v is not wanted", id, g.ID)
		}
		if !reflect.DeepEqual(g, w) {
			t.Fatalf("tile %v: feature %v is\n%v %v, want\n%v %v", id, g.ID, g.Geometry, g.Properties, w.Geometry, w.Properties)
		}
	}
}

func TestPointTilesEqualOrbs(t *testing.T) {
	t.Parallel()
	list := people(t, 4000, 1)
	layer := layerOf(t, list)
	layer.MaxPoints = len(list)
	var e tile.Encoder
	random := rand.New(rand.NewPCG(3, 4))
	for range 150 {
		z := uint8(random.IntN(13) + 7) // below, all points are in one tile, which is grouped
		id := tile.Containing(tile.Project(list[random.IntN(len(list))].point), z)
		got := decode(t, layer.AppendTile(nil, &e, id))
		compareFeatures(t, id, got, throughOrb(t, list, id))
	}
}

func TestDeepTilesAreWithinTheLattice(t *testing.T) {
	t.Parallel()
	// From zoom 21 on, a unit is finer than the world's lattice.
	list := people(t, 2000, 2)
	layer := layerOf(t, list)
	var e tile.Encoder
	for _, z := range []uint8{20, 21, 22} {
		for _, r := range list[:100] {
			id := tile.Containing(tile.Project(r.point), z)
			got, want := byID(decode(t, layer.AppendTile(nil, &e, id))), byID(throughOrb(t, list, id))
			g, w := got[float64(r.id)], want[float64(r.id)]
			if g == nil || w == nil {
				t.Fatalf("record %d is not in tile %v: %v, orb %v", r.id, id, g, w)
			}
			slack := math.Exp2(float64(z) - 20)
			p, q := g.Geometry.Bound().Min, w.Geometry.Bound().Min
			if math.Abs(p[0]-q[0]) > slack || math.Abs(p[1]-q[1]) > slack {
				t.Errorf("tile %v: record %d at %v, orb has it at %v", id, r.id, p, q)
			}
		}
	}
}

func TestTheSameInputGivesTheSameBytes(t *testing.T) {
	t.Parallel()
	list := people(t, 50_000, 3)
	a, b := layerOf(t, list), layerOf(t, list)
	var fresh, used tile.Encoder
	other := layerOf(t, people(t, 3000, 4))
	tilesUnder(tile.ID{}, 8, a.Info().Bound, func(id tile.ID) {
		other.AppendTile(nil, &used, id) // leaves its own values behind
		if !bytes.Equal(a.AppendTile(nil, &fresh, id), b.AppendTile(nil, &used, id)) {
			t.Errorf("tile %v differs", id)
		}
	})
}

// TestCountsAreTrue checks the law on which everybody who adds up tiles relies,
// over crowds, duplicates, tile corners and the edges of the map.
func TestCountsAreTrue(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		corner := tile.ID{Z: 9, X: 408, Y: 230}.Bound()
		lon := rapid.OneOf(rapid.Float64Range(105, 107), rapid.SampledFrom([]float64{corner.Min[0], corner.Max[0], 180, -180, 0}))
		lat := rapid.OneOf(rapid.Float64Range(14, 16), rapid.SampledFrom([]float64{corner.Min[1], corner.Max[1], 90, -90, 85.06, 0}))
		point := rapid.Custom(func(t *rapid.T) orb.Point { return orb.Point{lon.Draw(t, "lon"), lat.Draw(t, "lat")} })
		points := rapid.SliceOfN(point, 1, 60).Draw(t, "points")
		layer := layerOf(t, records(points, 1))
		layer.MaxPoints = rapid.SampledFrom([]int{1, 5, 1000}).Draw(t, "limit")
		zoom := uint8(rapid.IntRange(0, 12).Draw(t, "zoom"))
		var e tile.Encoder
		sum, seen := 0, map[tile.ID]bool{}
		for _, p := range points {
			// Every tile around each point, so that buffers are drawn too.
			at := tile.Containing(tile.Project(p), zoom)
			for dx := range uint32(3) {
				for dy := range uint32(3) {
					id := tile.ID{Z: zoom, X: at.X + dx - 1, Y: at.Y + dy - 1}
					if !id.Valid() || seen[id] {
						continue
					}
					seen[id] = true
					sum += sumOf(t, layer.AppendTile(nil, &e, id))
				}
			}
		}
		if sum != len(points) {
			t.Fatalf("the counts of zoom %d add up to %d, want %d", zoom, sum, len(points))
		}
	})
}

// TestNoTileIsTooLarge walks every tile down to zoom 12 over a crowd, and adds
// up the counts of each zoom.
func TestNoTileIsTooLarge(t *testing.T) {
	t.Parallel()
	n := 100_000
	if testing.Short() {
		n = 20_000
	}
	list := people(t, n, 5)
	layer := layerOf(t, list)
	var e tile.Encoder
	var content []byte
	sums, largest, grouped := [13]int{}, 0, 0
	tilesUnder(tile.ID{}, 12, layer.Info().Bound, func(id tile.ID) {
		content = layer.AppendTile(content[:0], &e, id)
		if len(content) > tile.MaxBytes {
			t.Errorf("tile %v has %d bytes", id, len(content))
		}
		largest = max(largest, len(content))
		for _, f := range decode(t, content) {
			count := countOf(t, f)
			sums[id.Z] += count
			if count > 1 {
				grouped++
				if f.ID != nil {
					t.Fatalf("a group of %d has the id %v", count, f.ID)
				}
			}
		}
	})
	for z, sum := range sums {
		if sum != n {
			t.Errorf("the counts of zoom %d add up to %d, want %d", z, sum, n)
		}
	}
	if largest < tile.MaxBytes/4 || grouped == 0 {
		t.Errorf("largest tile %d bytes, %d groups: the test does not come near the limit", largest, grouped)
	}
}

func TestGroupsKeepWhatTheirPointsAgreeOn(t *testing.T) {
	t.Parallel()
	list := []record{
		{orb.Point{106.0001, 21}, 1, map[string]any{"operator": "vnpt", "height_m": 30.0, "people": 5.0}},
		{orb.Point{106.0002, 21}, 2, map[string]any{"operator": "vnpt", "height_m": 45.0, "name": "B", "people": 5.0}},
		{orb.Point{106.0003, 21}, 3, map[string]any{"operator": "vnpt", "height_m": 30.0, "name": "C"}},
		{orb.Point{106.5, 21.5}, 4, map[string]any{"operator": "viettel", "name": "alone", "shared": true}},
	}
	layer := layerOf(t, list)
	layer.MaxPoints = 1
	got := decode(t, layer.AppendTile(nil, new(tile.Encoder), tile.Containing(tile.Project(list[0].point), 6)))
	if len(got) != 2 {
		t.Fatalf("%d features, want a group and a point", len(got))
	}
	slices.SortFunc(got, func(a, b *geojson.Feature) int { return countOf(t, b) - countOf(t, a) })
	if want := (geojson.Properties{"operator": "vnpt", "count": 3.0}); !reflect.DeepEqual(got[0].Properties, want) || got[0].ID != nil {
		t.Errorf("the group is %v with id %v, want %v", got[0].Properties, got[0].ID, want)
	}
	want := geojson.Properties{"operator": "viettel", "name": "alone", "shared": true, "count": 1.0}
	if !reflect.DeepEqual(got[1].Properties, want) || got[1].ID != 4.0 {
		t.Errorf("the point alone is %v with id %v, want %v", got[1].Properties, got[1].ID, want)
	}
}

// TestHugeAttributesStillFit has names so long that only counts fit.
func TestHugeAttributesStillFit(t *testing.T) {
	t.Parallel()
	list := people(t, 4000, 6)
	for i := range list {
		list[i].attributes["name"] = strings.Repeat("ư", 1000+i)
	}
	layer := layerOf(t, list)
	content := layer.AppendTile(nil, new(tile.Encoder), tile.ID{})
	if len(content) == 0 || len(content) > tile.MaxBytes {
		t.Fatalf("%d bytes", len(content))
	}
	if sum := sumOf(t, content); sum != len(list) {
		t.Errorf("counts add up to %d, want %d", sum, len(list))
	}
}

// TestChangedPointsEqualRebuiltOnes makes changes through With and an overlay
// and compares with a layer built anew.
func TestChangedPointsEqualRebuiltOnes(t *testing.T) {
	t.Parallel()
	list := people(t, 5000, 7)
	base := layerOf(t, list)
	overlay := index.NewOverlay(mustIndex(t, list))
	points := base.Points
	gone := map[uint64]bool{}
	final := slices.Clone(list)
	random := rand.New(rand.NewPCG(1, 1))
	for step := range 60 {
		row := int32(random.IntN(len(list)))
		if gone[list[row].id] {
			continue
		}
		gone[list[row].id] = true
		moved := list[row]
		moved.id += 1_000_000
		moved.point[0] += 0.01 * random.Float64()
		moved.attributes = map[string]any{"operator": "vnpt", "name": strings.Repeat("x", step)}
		next, err := points.With([]orb.Point{moved.point}, []uint64{moved.id}, [][]tile.Value{moved.row()})
		if err != nil {
			t.Fatal(err)
		}
		changed, err := overlay.With([]int32{row}, []index.Entry{{Row: int32(points.Len()), Point: moved.point}})
		if err != nil {
			t.Fatal(err)
		}
		points, overlay, final = next, changed, append(final, moved)
	}
	final = slices.DeleteFunc(final, func(r record) bool { return gone[r.id] })
	rebuilt := layerOf(t, final)
	patched := &tile.PointLayer{Name: "sites", Points: points, Index: overlay}
	var e tile.Encoder
	tilesUnder(tile.ID{}, 9, rebuilt.Info().Bound, func(id tile.ID) {
		got, want := patched.AppendTile(nil, &e, id), rebuilt.AppendTile(nil, &e, id)
		if !bytes.Equal(got, want) {
			t.Errorf("tile %v differs from the one of a rebuilt layer", id)
		}
	})
	// The older states are as they were.
	again := layerOf(t, list)
	id := tile.ID{}
	if !bytes.Equal(base.AppendTile(nil, &e, id), again.AppendTile(nil, &e, id)) {
		t.Error("the base changed with what was built on it")
	}
}

func TestAValueStandsOnceInATile(t *testing.T) {
	t.Parallel()
	list := people(t, 1000, 10)
	for i := range list {
		list[i].attributes["name"] = "Bưu điện – văn hóa xã"
	}
	points := mustPoints(t, list[:900])
	rows := make([][]tile.Value, 0, 100)
	positions := make([]orb.Point, 0, 100)
	for _, r := range list[900:] {
		rows, positions = append(rows, r.row()), append(positions, r.point)
	}
	points, err := points.With(positions, nil, rows)
	if err != nil {
		t.Fatal(err)
	}
	layer := &tile.PointLayer{Name: "postal", Points: points, Index: mustIndex(t, list)}
	content := layer.AppendTile(nil, new(tile.Encoder), tile.Containing(tile.Project(list[500].point), 4))
	if n := bytes.Count(content, []byte("Bưu điện – văn hóa xã")); n != 1 || len(decode(t, content)) < 100 {
		t.Errorf("the name stands %d times in a tile of %d features", n, len(decode(t, content)))
	}
}

func TestEmptyTilesHaveNoBytes(t *testing.T) {
	t.Parallel()
	layer := layerOf(t, people(t, 100, 8))
	if got := layer.AppendTile(nil, new(tile.Encoder), tile.ID{Z: 5}); len(got) != 0 {
		t.Errorf("%d bytes in the far north-west", len(got))
	}
	none := layerOf(t, nil)
	if got := none.AppendTile([]byte("x"), new(tile.Encoder), tile.ID{}); string(got) != "x" {
		t.Errorf("a layer without points appended %d bytes", len(got)-1)
	}
}

func TestPointsNameWhatIsWrong(t *testing.T) {
	t.Parallel()
	one := func() *tile.Table {
		b := tile.NewTable(tile.Field{Name: "a", Type: tile.TextType})
		b.Add(tile.Text("x"))
		table, err := b.Table()
		if err != nil {
			t.Fatal(err)
		}
		return table
	}
	tests := map[string]struct {
		make func() error
		want string
	}{
		"not a number": {func() error {
			_, err := tile.NewPoints([]orb.Point{{math.NaN(), 1}}, nil, one())
			return err
		}, "point 0: position (NaN, 1)"},
		"too few attributes": {func() error {
			_, err := tile.NewPoints(make([]orb.Point, 2), nil, one())
			return err
		}, "1 rows of attributes for 2 points"},
		"too few ids": {func() error {
			_, err := tile.NewPoints(make([]orb.Point, 1), []uint64{1, 2}, one())
			return err
		}, "2 ids for 1 points"},
		"a number in a text field": {func() error {
			_, err := one().With([][]tile.Value{{tile.Int(3)}})
			return err
		}, `row 1: the value of "a" is no String`},
		"too many values": {func() error {
			_, err := one().With([][]tile.Value{{tile.Text("b")}, {tile.Text("b"), tile.Text("c")}})
			return err
		}, "row 2 has 2 values, want 1"},
		"a field named count": {func() error {
			_, err := tile.NewTable(tile.Field{Name: "count", Type: tile.NumberType}).Table()
			return err
		}, `named "count"`},
		"two fields of a name": {func() error {
			_, err := tile.NewTable(tile.Field{Name: "a"}, tile.Field{Name: "a"}).Table()
			return err
		}, `two fields are named "a"`},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if err := tc.make(); err == nil || !strings.Contains(err.Error(), tc.want) {
				t.Errorf("error %v, want one with %q", err, tc.want)
			}
		})
	}
}
