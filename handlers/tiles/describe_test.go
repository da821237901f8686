package tiles_test

import (
	"math"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/gin-gonic/gin"

	"hatang/handlers/ogc"
	"hatang/handlers/tiles"
	"hatang/registry"
)

type tileJSON struct {
	Version      string    `json:"tilejson"`
	Name         string    `json:"name"`
	Tiles        []string  `json:"tiles"`
	MinZoom      int       `json:"minzoom"`
	MaxZoom      int       `json:"maxzoom"`
	Bounds       []float64 `json:"bounds"`
	VectorLayers []struct {
		ID     string            `json:"id"`
		Fields map[string]string `json:"fields"`
	} `json:"vector_layers"`
}

func TestTileJSON(t *testing.T) {
	t.Parallel()
	s := start(t, everything()...)
	var set tileJSON
	readJSON(t, s.get("/tiles/sites.json"), &set)
	if set.Version != "3.0.0" || set.Name != "Vị trí, cột BTS" || set.MinZoom != 0 || set.MaxZoom != 14 {
		t.Errorf("%+v", set)
	}
	if want := []string{"http://127.0.0.1:8080/tiles/sites/{z}/{x}/{y}.mvt"}; !slices.Equal(set.Tiles, want) {
		t.Errorf("tiles %v, want %v", set.Tiles, want)
	}
	east := konTum[0] + 0.001
	if b := set.Bounds; len(b) != 4 || b[0] > east || b[2] < east || b[2]-b[0] > 1e-5 || b[1] > konTum[1] || b[3] < konTum[1] {
		t.Errorf("bounds %v", b)
	}
	if len(set.VectorLayers) != 1 || set.VectorLayers[0].ID != "sites" {
		t.Fatalf("%+v", set.VectorLayers)
	}
	fields := set.VectorLayers[0].Fields
	for name, want := range map[string]string{"height_m": "Number", "operator_code": "String", "approximate": "Boolean", "count": "Number", "land_owner": "", "contact": ""} {
		if fields[name] != want {
			t.Errorf("field %s is %q, want %q", name, fields[name], want)
		}
	}
	var english tileJSON
	readJSON(t, s.get("/tiles/sectors.json?lang=en&as_of=2024-01-01"), &english)
	if english.Name != registry.SchemaOf(registry.Sectors).Label.EN || english.MinZoom != 13 || !strings.HasSuffix(english.Tiles[0], ".mvt?as_of=2024-01-01") {
		t.Errorf("%+v", english)
	}
	first := s.get("/tiles/sites.json")
	if again := s.get("/tiles/sites.json", "If-None-Match", first.Header().Get("ETag")); again.Code != http.StatusNotModified {
		t.Errorf("asked again it answered %d", again.Code)
	}
}

// TestTilesHaveTheFieldsOfTileJSON reads every layer.
func TestTilesHaveTheFieldsOfTileJSON(t *testing.T) {
	t.Parallel()
	s := start(t, everything()...)
	var catalogue struct {
		TileSets []tileJSON `json:"tilesets"`
	}
	readJSON(t, s.get("/tiles.json"), &catalogue)
	var names []string
	for _, set := range catalogue.TileSets {
		layer := set.VectorLayers[0]
		names = append(names, layer.ID)
		path := pathOf(layer.ID, konTum, 13)
		if layer.ID == "units_label" {
			path = pathOf(layer.ID, konTum, 6)
		}
		features := s.features(path)
		if len(features) == 0 {
			t.Errorf("%s: no features at %s", layer.ID, path)
		}
		for _, f := range features {
			for name, value := range f.Properties {
				kind := map[bool]string{true: "String"}[isA[string](value)] + map[bool]string{true: "Number"}[isA[float64](value)] + map[bool]string{true: "Boolean"}[isA[bool](value)]
				if layer.Fields[name] != kind {
					t.Errorf("%s: %s is a %s, TileJSON says %q", layer.ID, name, kind, layer.Fields[name])
				}
			}
		}
		if len(set.Bounds) != 4 {
			t.Errorf("%s: bounds %v", layer.ID, set.Bounds)
		}
	}
	if !slices.Equal(names, tiles.Names()) {
		t.Errorf("tile sets %v, want %v", names, tiles.Names())
	}
}

func isA[T any](value any) bool { _, ok := value.(T); return ok }

func TestAnEmptyRegistry(t *testing.T) {
	t.Parallel()
	s := start(t)
	for _, name := range tiles.Names() {
		if answer := s.get("/tiles/" + name + "/0/0/0.mvt"); answer.Code != http.StatusNoContent || answer.Body.Len() != 0 {
			t.Errorf("%s answered %d with %d bytes", name, answer.Code, answer.Body.Len())
		}
		var set tileJSON
		readJSON(t, s.get("/tiles/"+name+".json"), &set)
		if set.Bounds != nil || len(set.Tiles) != 1 {
			t.Errorf("%s: %+v", name, set)
		}
	}
}

// TestAddressesThatAreHandedOutWork mounts the tiles below a path, and elsewhere
// says how they are called from outside.
func TestAddressesThatAreHandedOutWork(t *testing.T) {
	t.Parallel()
	source, _, _ := newTold(t, "tile")
	surface, err := tiles.New(tiles.Options{Source: source, Clock: today})
	if err != nil {
		t.Fatal(err)
	}
	engine := gin.New()
	surface.Register(engine.Group("/ha/tang"))
	var set tileJSON
	readJSON(t, get(t, engine, "/ha/tang/tiles/sites.json"), &set)
	if want := "http://127.0.0.1:8080/ha/tang/tiles/sites/{z}/{x}/{y}.mvt"; set.Tiles[0] != want {
		t.Errorf("tiles at %s, want %s", set.Tiles[0], want)
	}
	path := strings.NewReplacer("http://127.0.0.1:8080", "", "{z}", "3", "{x}", "6", "{y}", "3").Replace(set.Tiles[0])
	if answer := get(t, engine, path); answer.Code != http.StatusOK {
		t.Errorf("%s answered %d", path, answer.Code)
	}

	outside := serve(t, tiles.Options{Source: source, Clock: today, BaseURL: "https://example.vn/hatang/"}, new(strings.Builder))
	readJSON(t, get(t, outside, "/tiles/sites.json"), &set)
	if want := "https://example.vn/hatang/tiles/sites/{z}/{x}/{y}.mvt"; set.Tiles[0] != want {
		t.Errorf("tiles at %s, want %s", set.Tiles[0], want)
	}
}

// TestOGCTiles follows the links from the tile sets to a tile.
func TestOGCTiles(t *testing.T) {
	t.Parallel()
	s := start(t, everything()...)
	type link struct {
		Href, Rel, Type string
		Templated       bool
	}
	to := func(links []link, rel string) string {
		t.Helper()
		for _, l := range links {
			if l.Rel == rel {
				return strings.TrimPrefix(l.Href, "http://127.0.0.1:8080")
			}
		}
		t.Fatalf("no link %q in %v", rel, links)
		return ""
	}
	var list struct {
		TileSets []struct {
			DataType, CRS, TileMatrixSetURI string
			Links                           []link
		} `json:"tilesets"`
	}
	readJSON(t, s.get("/ogc/collections/postal/tiles"), &list)
	if len(list.TileSets) != 1 || list.TileSets[0].DataType != "vector" {
		t.Fatalf("%+v", list)
	}
	var set struct {
		Links  []link
		Layers []struct {
			ID               string
			MaxTileMatrix    string
			PropertiesSchema struct {
				Properties map[string]struct{ Type string }
			}
		}
		BoundingBox struct{ LowerLeft, UpperRight []float64 }
	}
	readJSON(t, s.get(to(list.TileSets[0].Links, "self")), &set)
	if set.Layers[0].ID != "postal" || set.Layers[0].PropertiesSchema.Properties["public"].Type != "boolean" || set.BoundingBox.LowerLeft[0] > konTum[0]+0.002 {
		t.Errorf("%+v", set)
	}
	var matrices struct {
		TileMatrices []struct {
			ID                                               string
			ScaleDenominator, CellSize                       float64
			PointOfOrigin                                    []float64
			TileWidth, TileHeight, MatrixWidth, MatrixHeight int
		}
	}
	readJSON(t, s.get(to(set.Links, "http://www.opengis.net/def/rel/ogc/1.0/tiling-scheme")), &matrices)
	if len(matrices.TileMatrices) != 23 {
		t.Fatalf("%d matrices", len(matrices.TileMatrices))
	}
	// Published values of OGC 17-083r4, annex E.4.
	first, tenth := matrices.TileMatrices[0], matrices.TileMatrices[10]
	near := func(got, want float64) bool { return math.Abs(got/want-1) < 1e-10 }
	if !near(first.ScaleDenominator, 559082264.028717) || !near(first.CellSize, 156543.033928041) ||
		!near(first.PointOfOrigin[0], -20037508.3427892) || !near(first.PointOfOrigin[1], 20037508.3427892) {
		t.Errorf("matrix 0: %+v", first)
	}
	if !near(tenth.ScaleDenominator, 545978.773465544) || tenth.MatrixWidth != 1024 || tenth.TileWidth != 256 {
		t.Errorf("matrix 10: %+v", tenth)
	}
	plain := s.get(pathOf("postal", konTum, 10))
	address := strings.Split(strings.TrimSuffix(strings.TrimPrefix(pathOf("postal", konTum, 10), "/tiles/postal/"), ".mvt"), "/")
	path := strings.NewReplacer("{tileMatrix}", address[0], "{tileRow}", address[2], "{tileCol}", address[1]).Replace(to(set.Links, "item"))
	if answer := s.get(path); answer.Code != http.StatusOK || answer.Body.String() != plain.Body.String() {
		t.Errorf("%s answered %d with another tile than %s", path, answer.Code, pathOf("postal", konTum, 10))
	}
}

// TestOGCLandingPageLeadsToTiles mounts tiles beside the features.
func TestOGCLandingPageLeadsToTiles(t *testing.T) {
	t.Parallel()
	s := start(t, everything()...)
	surface, err := tiles.New(tiles.Options{Source: tiles.NewLive(s.live.View), Clock: today})
	if err != nil {
		t.Fatal(err)
	}
	features, err := ogc.New(ogc.Options{Source: func() ogc.Source { return s.live.View() }, Clock: today, Further: surface.Further()})
	if err != nil {
		t.Fatal(err)
	}
	engine := gin.New()
	features.Register(engine)
	surface.Register(engine) // the routes of both fit together
	for path, says := range map[string]string{
		"/ogc/?f=json": "/ogc/tileMatrixSets", "/ogc/conformance?f=json": "ogcapi-tiles-1/1.0/conf/mvt",
		"/ogc/collections/sites?f=json": "/ogc/collections/sites/tiles",
	} {
		if answer := get(t, engine, path); answer.Code != http.StatusOK || !strings.Contains(answer.Body.String(), says) {
			t.Errorf("%s answered %d without %s:\n%s", path, answer.Code, says, answer.Body)
		}
	}
}
