package tile_test

import (
	"fmt"
	"math/rand/v2"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/encoding/mvt"
	"github.com/paulmach/orb/geojson"

	"hatang/geo/index"
	"hatang/geo/index/indextest"
	"hatang/geo/tile"
)

// failer is what *testing.T, *testing.B and *rapid.T share.
type failer interface {
	Helper()
	Fatal(args ...any)
	Fatalf(format string, args ...any)
}

// record is a feature in the plainest form, for a plain encoder.
type record struct {
	point      orb.Point
	id         uint64
	attributes map[string]any
}

// records are n points with attributes of every type, some of them missing.
func records(points []orb.Point, seed uint64) []record {
	random := rand.New(rand.NewPCG(seed, 7))
	operators := []string{"viettel", "vnpt", "mobifone", "vietnamobile"}
	list := make([]record, len(points))
	for i, p := range points {
		list[i] = record{point: p, id: uint64(i + 1), attributes: map[string]any{
			"operator": operators[random.IntN(len(operators))],
			"height_m": float64(random.IntN(120)) / 2,
			"people":   float64(random.IntN(5000) - 100),
		}}
		if random.IntN(3) > 0 {
			list[i].attributes["name"] = fmt.Sprintf("Trạm %d", i)
		}
		if random.IntN(4) == 0 {
			list[i].attributes["shared"] = random.IntN(2) == 0
			list[i].attributes["power_w"] = random.Float64() * 100
		}
	}
	return list
}

func fields() []tile.Field {
	return []tile.Field{
		{Name: "operator", Type: tile.TextType}, {Name: "height_m", Type: tile.NumberType},
		{Name: "name", Type: tile.TextType}, {Name: "people", Type: tile.NumberType},
		{Name: "shared", Type: tile.BoolType}, {Name: "power_w", Type: tile.NumberType},
	}
}

// row is the record's values in the order of fields.
func (r record) row() []tile.Value {
	row := make([]tile.Value, 0, 6)
	for _, f := range fields() {
		switch v := r.attributes[f.Name].(type) {
		case string:
			row = append(row, tile.Text(v))
		case bool:
			row = append(row, tile.Bool(v))
		case float64:
			if f.Name == "people" {
				row = append(row, tile.Int(int64(v)))
			} else {
				row = append(row, tile.Real(v))
			}
		default:
			row = append(row, tile.Value{})
		}
	}
	return row
}

func mustPoints(tb failer, list []record) *tile.Points {
	tb.Helper()
	b := tile.NewTable(fields()...)
	positions, ids := make([]orb.Point, len(list)), make([]uint64, len(list))
	for i, r := range list {
		b.Add(r.row()...)
		positions[i], ids[i] = r.point, r.id
	}
	table, err := b.Table()
	if err != nil {
		tb.Fatal(err)
	}
	points, err := tile.NewPoints(positions, ids, table)
	if err != nil {
		tb.Fatal(err)
	}
	return points
}

func mustIndex(tb failer, list []record) *index.Points {
	tb.Helper()
	positions := make([]orb.Point, len(list))
	for i, r := range list {
		positions[i] = r.point
	}
	ix, err := index.NewPoints(positions)
	if err != nil {
		tb.Fatal(err)
	}
	return ix
}

func layerOf(tb failer, list []record) *tile.PointLayer {
	tb.Helper()
	return &tile.PointLayer{Name: "sites", Points: mustPoints(tb, list), Index: mustIndex(tb, list)}
}

// people are records clustered like Vietnam's people, in index order.
func people(tb failer, n int, seed uint64) []record {
	tb.Helper()
	list := records(indextest.People(n, seed), seed)
	sorted := make([]record, n)
	for at, row := range mustIndex(tb, list).Rows() {
		sorted[at] = list[row]
	}
	return sorted
}

// decode reads a tile of one layer with another implementation; nil for an
// empty tile.
func decode(tb failer, content []byte) []*geojson.Feature {
	tb.Helper()
	if len(content) == 0 {
		return nil
	}
	layers, err := mvt.Unmarshal(content)
	if err != nil {
		tb.Fatalf("the tile cannot be read: %v", err)
	}
	if len(layers) != 1 || layers[0].Version != 2 || layers[0].Extent != tile.Extent {
		tb.Fatalf("%d layers, version %d, extent %d", len(layers), layers[0].Version, layers[0].Extent)
	}
	if len(layers[0].Features) == 0 {
		tb.Fatal("a layer without features")
	}
	return layers[0].Features
}

// countOf is the count that a feature carries.
func countOf(tb failer, f *geojson.Feature) int {
	tb.Helper()
	count, ok := f.Properties[tile.CountField].(float64)
	if !ok {
		tb.Fatalf("a feature without count: %v", f.Properties)
	}
	return int(count)
}

// sumOf is the sum of the counts of a tile.
func sumOf(tb failer, content []byte) int {
	tb.Helper()
	sum := 0
	for _, f := range decode(tb, content) {
		sum += countOf(tb, f)
	}
	return sum
}

// tilesUnder calls visit with the tile and everything below it down to the
// zoom, where the bound is.
func tilesUnder(id tile.ID, zoom uint8, bound orb.Bound, visit func(tile.ID)) {
	if !id.Bound().Intersects(bound) {
		return
	}
	visit(id)
	if id.Z == zoom {
		return
	}
	for i := range uint32(4) {
		tilesUnder(tile.ID{Z: id.Z + 1, X: 2*id.X + i%2, Y: 2*id.Y + i/2}, zoom, bound, visit)
	}
}
