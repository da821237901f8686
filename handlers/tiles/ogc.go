package tiles

import (
	"math"
	"net/http"
	"strconv"

	"github.com/gin-gonic/gin"

	"hatang/geo/geodesy"
	"hatang/geo/tile"
	"hatang/handlers"
	"hatang/handlers/ogc"
	"hatang/registry"
)

// The answers below follow OGC API – Tiles 1.0 (OGC 20-057) and the Two
// Dimensional Tile Matrix Set standard 2.0 (OGC 17-083r4).

// classes are the conformance classes that are met.
func classes() []string {
	const tiles = "http://www.opengis.net/spec/ogcapi-tiles-1/1.0/conf/"
	return []string{
		tiles + "core", tiles + "tileset", tiles + "tilesets-list", tiles + "geodata-tilesets", tiles + "mvt",
		"http://www.opengis.net/spec/tms/2.0/conf/tilematrixset", "http://www.opengis.net/spec/tms/2.0/conf/json-tilematrixset",
		"http://www.opengis.net/spec/tms/2.0/conf/tilesetmetadata", "http://www.opengis.net/spec/tms/2.0/conf/json-tilesetmetadata",
	}
}

// Further is what the landing page and the collections of handlers/ogc say of
// tiles.
func (t *Tiles) Further() ogc.Further {
	return ogc.Further{
		ConformsTo: classes(),
		Landing: []ogc.Link{{
			Href: "/ogc/tileMatrixSets", Rel: matrixSetsRel, Type: "application/json",
			Title: registry.Text{VI: "Tập ma trận ô bản đồ", EN: "Tile matrix sets"},
		}},
		Collection: func(kind registry.Kind) []ogc.Link {
			if _, drawn := findDefinition(t.layers, string(kind)); !drawn {
				return nil
			}
			return []ogc.Link{{
				Href: "/ogc/collections/" + string(kind) + "/tiles", Rel: vectorsRel, Type: "application/json",
				Title: registry.Text{VI: "Ô bản đồ véc-tơ", EN: "Vector tiles"},
			}}
		},
	}
}

const (
	quad      = "WebMercatorQuad"
	quadURI   = "http://www.opengis.net/def/tilematrixset/OGC/1.0/WebMercatorQuad"
	mercator  = "http://www.opengis.net/def/crs/EPSG/0/3857"
	crs84     = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"
	schemeRel = "http://www.opengis.net/def/rel/ogc/1.0/tiling-scheme"

	matrixSetsRel = "http://www.opengis.net/def/rel/ogc/1.0/tiling-schemes"
	vectorsRel    = "http://www.opengis.net/def/rel/ogc/1.0/tilesets-vector"
)

type link struct {
	Href      string `json:"href"`
	Rel       string `json:"rel"`
	Type      string `json:"type"`
	Title     string `json:"title,omitempty"`
	Templated bool   `json:"templated,omitempty"`
}

// tileMatrixSet is a tile matrix set in full.
type tileMatrixSet struct {
	ID                string       `json:"id"`
	Title             string       `json:"title"`
	URI               string       `json:"uri"`
	CRS               string       `json:"crs"`
	OrderedAxes       []string     `json:"orderedAxes"`
	WellKnownScaleSet string       `json:"wellKnownScaleSet"`
	TileMatrices      []tileMatrix `json:"tileMatrices"`
}

type tileMatrix struct {
	ID               string     `json:"id"`
	ScaleDenominator float64    `json:"scaleDenominator"`
	CellSize         float64    `json:"cellSize"`
	CornerOfOrigin   string     `json:"cornerOfOrigin"`
	PointOfOrigin    [2]float64 `json:"pointOfOrigin"`
	TileWidth        int        `json:"tileWidth"`
	TileHeight       int        `json:"tileHeight"`
	MatrixWidth      int        `json:"matrixWidth"`
	MatrixHeight     int        `json:"matrixHeight"`
}

// webMercatorQuad is WebMercatorQuad (17-083r4, annex E.4) down to the deepest
// zoom that is served.
func webMercatorQuad() tileMatrixSet {
	const (
		cells  = 256     // along a tile's side
		pixelM = 0.00028 // the standard's pixel
	)
	half := math.Pi * geodesy.SemiMajorAxisM
	set := tileMatrixSet{
		ID: quad, Title: "Google Maps Compatible for the World", URI: quadURI, CRS: mercator,
		OrderedAxes: []string{"X", "Y"}, WellKnownScaleSet: "http://www.opengis.net/def/wkss/OGC/1.0/GoogleMapsCompatible",
	}
	for z := range tile.MaxZoom + 1 {
		cellSize := 2 * half / cells / math.Exp2(float64(z))
		set.TileMatrices = append(set.TileMatrices, tileMatrix{
			ID: strconv.Itoa(z), ScaleDenominator: cellSize / pixelM, CellSize: cellSize, CornerOfOrigin: "topLeft",
			PointOfOrigin: [2]float64{-half, half}, TileWidth: cells, TileHeight: cells,
			MatrixWidth: 1 << z, MatrixHeight: 1 << z,
		})
	}
	return set
}

func checkMatrixSet(id string) error {
	if id != quad {
		return handlers.Refuse(http.StatusNotFound, "không có tập ma trận %q", "there is no tile matrix set %q", registry.Clip(id)).
			Hinted("chỉ có "+quad, "the only one is "+quad)
	}
	return nil
}

// matrixSets answers /ogc/tileMatrixSets.
func (t *Tiles) matrixSets(c *gin.Context, args *arguments) error {
	// arguments
	if err := args.mustBe("json"); err != nil {
		return err
	}
	if err := args.closed(); err != nil {
		return err
	}
	root, err := t.rootOf(c, "/ogc/tileMatrixSets")
	if err != nil {
		return err
	}

	// response
	type item struct {
		ID    string `json:"id"`
		Title string `json:"title"`
		URI   string `json:"uri"`
		CRS   string `json:"crs"`
		Links []link `json:"links"`
	}
	set := webMercatorQuad()
	return answerJSON(c, struct {
		TileMatrixSets []item `json:"tileMatrixSets"`
	}{[]item{{set.ID, set.Title, set.URI, set.CRS, []link{
		{Href: root + "/ogc/tileMatrixSets/" + quad, Rel: "self", Type: "application/json", Title: set.Title},
	}}}})
}

// matrixSet answers /ogc/tileMatrixSets/WebMercatorQuad.
func (t *Tiles) matrixSet(c *gin.Context, args *arguments) error {
	// arguments
	if err := args.mustBe("json"); err != nil {
		return err
	}
	if err := args.closed(); err != nil {
		return err
	}
	if err := checkMatrixSet(c.Param("matrixSet")); err != nil {
		return err
	}

	// response
	return answerJSON(c, webMercatorQuad())
}

// tileSet is the metadata of a tile set (17-083r4, clause 9).
type tileSet struct {
	Title            string         `json:"title"`
	DataType         string         `json:"dataType"`
	CRS              string         `json:"crs"`
	TileMatrixSetURI string         `json:"tileMatrixSetURI"`
	Links            []link         `json:"links"`
	Layers           []tileSetLayer `json:"layers,omitempty"`
	BoundingBox      *boundingBox   `json:"boundingBox,omitempty"`
}

type boundingBox struct {
	LowerLeft  []float64 `json:"lowerLeft"`
	UpperRight []float64 `json:"upperRight"`
	CRS        string    `json:"crs"`
}

type tileSetLayer struct {
	ID                string     `json:"id"`
	DataType          string     `json:"dataType"`
	GeometryDimension int        `json:"geometryDimension"`
	MinTileMatrix     string     `json:"minTileMatrix"`
	MaxTileMatrix     string     `json:"maxTileMatrix"`
	PropertiesSchema  jsonSchema `json:"propertiesSchema"`
}

type jsonSchema struct {
	Type       string                `json:"type"`
	Properties map[string]jsonSchema `json:"properties,omitempty"`
}

// tileSets answers /ogc/collections/{layer}/tiles.
func (t *Tiles) tileSets(c *gin.Context, args *arguments) error {
	// arguments
	if err := args.mustBe("json"); err != nil {
		return err
	}
	d, err := t.layerFor(c, args, c.Param(ogc.CollectionParam))
	if err != nil {
		return err
	}
	root, err := t.rootOf(c, "/ogc/collections/"+d.name+"/tiles")
	if err != nil {
		return err
	}

	// response
	here := root + "/ogc/collections/" + d.name + "/tiles"
	return answerJSON(c, struct {
		Links    []link     `json:"links"`
		TileSets []*tileSet `json:"tilesets"`
	}{
		[]link{{Href: here + args.query(), Rel: "self", Type: "application/json"}},
		[]*tileSet{newTileSet(d, args, root, handlers.Lang(c))},
	})
}

// tileSet answers /ogc/collections/{layer}/tiles/WebMercatorQuad.
func (t *Tiles) tileSet(c *gin.Context, args *arguments) error {
	// arguments
	if err := args.mustBe("json"); err != nil {
		return err
	}
	if err := checkMatrixSet(c.Param("matrixSet")); err != nil {
		return err
	}
	d, err := t.layerFor(c, args, c.Param(ogc.CollectionParam))
	if err != nil {
		return err
	}
	root, err := t.rootOf(c, "/ogc/collections/"+d.name+"/tiles/"+quad)
	if err != nil {
		return err
	}

	// operation
	info, err := t.info(c, d, args)
	if err != nil {
		return err
	}

	// response
	set := newTileSet(d, args, root, handlers.Lang(c))
	set.Layers = []tileSetLayer{describeLayer(d, info)}
	if b := boundsOf(info.Bound); b != nil {
		set.BoundingBox = &boundingBox{LowerLeft: b[:2], UpperRight: b[2:], CRS: crs84}
	}
	return answerJSON(c, set)
}

func newTileSet(d definition, args *arguments, root string, lang registry.Lang) *tileSet {
	here := root + "/ogc/collections/" + d.name + "/tiles/" + quad
	return &tileSet{
		Title: d.title.In(lang), DataType: "vector", CRS: mercator, TileMatrixSetURI: quadURI,
		Links: []link{
			{Href: here + args.query(), Rel: "self", Type: "application/json"},
			{Href: root + "/ogc/tileMatrixSets/" + quad, Rel: schemeRel, Type: "application/json"},
			{Href: here + "/{tileMatrix}/{tileRow}/{tileCol}" + args.query(), Rel: "item", Type: mediaType, Templated: true},
		},
	}
}

func describeLayer(d definition, info tile.Info) tileSetLayer {
	l := tileSetLayer{
		ID: d.name, DataType: "vector",
		MinTileMatrix: strconv.Itoa(int(info.MinZoom)), MaxTileMatrix: strconv.Itoa(int(info.MaxZoom)),
		PropertiesSchema: jsonSchema{Type: "object", Properties: map[string]jsonSchema{}},
	}
	if info.Geometry == tile.PolygonGeometry {
		l.GeometryDimension = 2
	}
	types := map[tile.Type]string{tile.TextType: "string", tile.NumberType: "number", tile.BoolType: "boolean"}
	for _, f := range info.Fields {
		l.PropertiesSchema.Properties[f.Name] = jsonSchema{Type: types[f.Type]}
	}
	return l
}
