package tile_test

import (
	"compress/gzip"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"testing"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/geojson"
	"github.com/peterstace/simplefeatures/geom"

	"hatang/geo/index/indextest"
	"hatang/geo/tile"
)

func unitFields() []tile.Field {
	return []tile.Field{
		{Name: "code", Type: tile.TextType}, {Name: "name", Type: tile.TextType},
		{Name: "type", Type: tile.TextType}, {Name: "population", Type: tile.NumberType},
	}
}

func communes(tb failer, areas []orb.MultiPolygon) *tile.AreaLayer {
	tb.Helper()
	b := tile.NewTable(unitFields()...)
	ids := make([]uint64, len(areas))
	for i := range areas {
		b.Add(tile.Text(fmt.Sprintf("%05d", i)), tile.Text(fmt.Sprintf("Xã thứ %d", i)), tile.Text("xa"), tile.Int(int64(1000+i%500)))
		ids[i] = uint64(i + 1)
	}
	table, err := b.Table()
	if err != nil {
		tb.Fatal(err)
	}
	shapes, err := tile.NewShapes(areas)
	if err != nil {
		tb.Fatal(err)
	}
	layer, err := tile.NewAreaLayer("units", shapes, ids, table)
	if err != nil {
		tb.Fatal(err)
	}
	return layer
}

// realCommunes are the polygons of a file of real units, skipping the test when
// it is not there.
func realCommunes(t testing.TB, name string) []orb.MultiPolygon {
	t.Helper()
	file, err := os.Open(filepath.Join("..", "..", "..", "shared", "data", "units", name+".geojson.gz"))
	if err != nil {
		t.Skipf("the real boundaries are not there (%v); they lie beside the project on development machines", err)
	}
	t.Cleanup(func() {
		if err := file.Close(); err != nil {
			t.Error(err)
		}
	})
	unzipped, err := gzip.NewReader(file)
	if err != nil {
		t.Fatal(err)
	}
	var collection geojson.FeatureCollection
	if err := json.NewDecoder(unzipped).Decode(&collection); err != nil {
		t.Fatal(err)
	}
	var areas []orb.MultiPolygon
	for _, f := range collection.Features {
		switch g := f.Geometry.(type) {
		case orb.Polygon:
			areas = append(areas, orb.MultiPolygon{g})
		case orb.MultiPolygon:
			areas = append(areas, g)
		default:
			t.Fatalf("%T", g)
		}
	}
	return areas
}

// checker is a failer that can go on.
type checker interface {
	failer
	Errorf(format string, args ...any)
}

func polygonsOf(t checker, f *geojson.Feature) orb.MultiPolygon {
	t.Helper()
	switch g := f.Geometry.(type) {
	case orb.Polygon:
		return orb.MultiPolygon{g}
	case orb.MultiPolygon:
		return g
	}
	t.Fatalf("%T", f.Geometry)
	return nil
}

// invalid says what is wrong with polygons, by another implementation.
func invalid(t checker, mp orb.MultiPolygon) error {
	t.Helper()
	return toGeom(mp).Validate()
}

func toGeom(mp orb.MultiPolygon) geom.MultiPolygon {
	polygons := make([]geom.Polygon, 0, len(mp))
	for _, p := range mp {
		rings := make([]geom.LineString, 0, len(p))
		for _, ring := range p {
			floats := make([]float64, 0, 2*len(ring))
			for _, v := range ring {
				floats = append(floats, v[0], v[1])
			}
			rings = append(rings, geom.NewLineString(geom.NewSequence(floats, geom.DimXY)))
		}
		polygons = append(polygons, geom.NewPolygon(rings))
	}
	return geom.NewMultiPolygon(polygons)
}

// checkArea checks what the specification asks of a polygon: rings closed by
// the decoder, shells wound one way and holes the other, all of it valid and
// within the window.
func checkArea(t checker, id tile.ID, f *geojson.Feature) {
	t.Helper()
	mp := polygonsOf(t, f)
	for _, polygon := range mp {
		for i, ring := range polygon {
			area := surveyor(ring)
			if (i == 0) != (area > 0) {
				t.Errorf("tile %v, feature %v: ring %d has area %v", id, f.ID, i, area)
			}
			for _, v := range ring {
				if v[0] < -tile.Buffer || v[1] < -tile.Buffer || v[0] > tile.Extent+tile.Buffer || v[1] > tile.Extent+tile.Buffer {
					t.Errorf("tile %v, feature %v: vertex %v is outside", id, f.ID, v)
				}
			}
		}
	}
	if err := invalid(t, mp); err != nil {
		t.Errorf("tile %v, feature %v: %v\n%v", id, f.ID, err, mp)
	}
}

// surveyor is the area by the formula of §4.3.3.3 of the specification.
func surveyor(ring orb.Ring) float64 {
	var sum float64
	for i := 1; i < len(ring); i++ {
		sum += ring[i-1][0]*ring[i][1] - ring[i][0]*ring[i-1][1]
	}
	return sum / 2
}

func TestAreasAreValidAtEveryZoom(t *testing.T) {
	t.Parallel()
	sources := map[string]func(t *testing.T) []orb.MultiPolygon{
		"tessellation":  func(*testing.T) []orb.MultiPolygon { return indextest.Communes(300) },
		"Kon Tum 2020":  func(t *testing.T) []orb.MultiPolygon { return realCommunes(t, "communes_kon_tum_2020") },
		"Bắc Ninh 2025": func(t *testing.T) []orb.MultiPolygon { return realCommunes(t, "communes_bac_ninh_2025") },
		"Quảng Ngãi":    func(t *testing.T) []orb.MultiPolygon { return realCommunes(t, "communes_quang_ngai_2025") },
		"Việt Nam 2025": func(t *testing.T) []orb.MultiPolygon { return realCommunes(t, "communes_vietnam_2025_simplified") },
	}
	for name, areas := range sources {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			layer := communes(t, areas(t))
			bound := layer.Info().Bound
			var e tile.Encoder
			for z := uint8(0); z <= 10; z++ {
				seen := map[any]bool{}
				tilesAt(z, bound, 24, func(id tile.ID) {
					content := layer.AppendTile(nil, &e, id)
					if len(content) > tile.MaxBytes {
						t.Errorf("tile %v has %d bytes", id, len(content))
					}
					for _, f := range decode(t, content) {
						seen[f.ID] = true
						checkArea(t, id, f)
					}
				})
				if z <= 6 && len(seen) != layer.Info().Features {
					t.Errorf("zoom %d shows %d of %d areas", z, len(seen), layer.Info().Features)
				}
			}
			for z := uint8(11); z <= 22; z++ {
				// Too many tiles to walk them all: some along a diagonal.
				for k := range 12 {
					u := (float64(k) + 0.5) / 12
					p := orb.Point{bound.Min[0] + u*(bound.Max[0]-bound.Min[0]), bound.Min[1] + u*(bound.Max[1]-bound.Min[1])}
					id := tile.Containing(tile.Project(p), z)
					for _, f := range decode(t, layer.AppendTile(nil, &e, id)) {
						checkArea(t, id, f)
					}
				}
			}
		})
	}
}

// tilesAt calls visit with the tiles of the zoom that the bound meets, about
// limit of them if there are more.
func tilesAt(z uint8, bound orb.Bound, limit int, visit func(tile.ID)) {
	var all []tile.ID
	tilesUnder(tile.ID{}, z, bound, func(id tile.ID) {
		if id.Z == z {
			all = append(all, id)
		}
	})
	step := max(1, len(all)/limit)
	for i := 0; i < len(all); i += step {
		visit(all[i])
	}
}

// TestNeighboursStayNeighbours checks that a tessellation without gaps and
// overlaps still has none after simplification: the edges that only one area
// has, all others being run the other way by a neighbour, go around all of
// them. A gap would be a loop the other way round.
func TestNeighboursStayNeighbours(t *testing.T) {
	t.Parallel()
	layer := communes(t, indextest.Communes(900))
	var e tile.Encoder
	for z := uint8(3); z <= 9; z++ { // from areas of a few units to areas beyond the tile
		tilesAt(z, layer.Info().Bound, 40, func(id tile.ID) {
			next := map[orb.Point]orb.Point{}
			for edge, n := range unpaired(t, decode(t, layer.AppendTile(nil, &e, id))) {
				if _, taken := next[edge[0]]; taken || n > 1 {
					t.Errorf("tile %v: areas overlap or meet in a point at %v", id, edge[0])
				}
				next[edge[0]] = edge[1]
			}
			for len(next) > 0 {
				path := takePath(next)
				first, last := path[0], path[len(path)-1]
				if closed := first == last; closed && surveyor(path) < 100 || !closed && (!onCut(first) || !onCut(last)) {
					t.Errorf("tile %v: a gap, or an area apart: %v", id, path)
				}
			}
		})
	}
}

// unpaired are the edges that are not run both ways, and how often they are run.
func unpaired(t *testing.T, features []*geojson.Feature) map[[2]orb.Point]int {
	t.Helper()
	edges := map[[2]orb.Point]int{}
	for _, f := range features {
		for _, polygon := range polygonsOf(t, f) {
			for _, ring := range polygon {
				for i := 1; i < len(ring); i++ {
					if a, b := ring[i-1], ring[i]; (a[0] == b[0] || a[1] == b[1]) && onCut(a) && onCut(b) {
						continue // along the cut, where neighbours need not share vertices
					}
					edges[[2]orb.Point{ring[i-1], ring[i]}]++
					edges[[2]orb.Point{ring[i], ring[i-1]}]--
				}
			}
		}
	}
	maps.DeleteFunc(edges, func(_ [2]orb.Point, n int) bool { return n <= 0 })
	return edges
}

// onCut tells whether the vertex is where areas are cut.
func onCut(v orb.Point) bool {
	const low, high = -tile.Buffer, tile.Extent + tile.Buffer
	return v[0] == low || v[1] == low || v[0] == high || v[1] == high
}

// takePath takes one path out of next: from its beginning if it has one, else
// around.
func takePath(next map[orb.Point]orb.Point) orb.Ring {
	starts := maps.Clone(next)
	for _, to := range next {
		delete(starts, to)
	}
	if len(starts) == 0 { // all are closed
		starts = next
	}
	var at orb.Point
	for at = range starts {
		break
	}
	path := orb.Ring{at}
	for to, ok := next[at]; ok; to, ok = next[at] {
		delete(next, at)
		path, at = append(path, to), to
	}
	return path
}
