package tiles

import (
	"encoding/json"
	"math"
	"net/http"
	"strings"

	"github.com/gin-gonic/gin"
	"github.com/paulmach/orb"

	"hatang/geo/tile"
	"hatang/handlers"
	"hatang/registry"
)

// tileJSON is a tile set as TileJSON 3.0.0 describes it.
type tileJSON struct {
	Version      string        `json:"tilejson"`
	ID           string        `json:"id"`
	Name         string        `json:"name"`
	Scheme       string        `json:"scheme"`
	Format       string        `json:"format"`
	Tiles        []string      `json:"tiles"`
	MinZoom      uint8         `json:"minzoom"`
	MaxZoom      uint8         `json:"maxzoom"`
	Bounds       []float64     `json:"bounds,omitempty"`
	Attribution  string        `json:"attribution,omitempty"`
	VectorLayers []vectorLayer `json:"vector_layers"`
	// Total is how many records the list with the same filters counts, Placed how
	// many of them are on the map.
	Total  *int `json:"total,omitempty"`
	Placed *int `json:"placed,omitempty"`
}

type vectorLayer struct {
	ID          string            `json:"id"`
	Description string            `json:"description"`
	MinZoom     uint8             `json:"minzoom"`
	MaxZoom     uint8             `json:"maxzoom"`
	Fields      map[string]string `json:"fields"`
}

// tileJSON answers /tiles/{layer}.json.
func (t *Tiles) tileJSON(c *gin.Context, args *arguments) error {
	// arguments
	name, isJSON := strings.CutSuffix(c.Param("layer"), ".json")
	if !isJSON {
		return handlers.Refuse(http.StatusNotFound, "không có %s", "there is nothing at %s", registry.Clip(c.Request.URL.Path)).
			Hinted("mô tả lớp: /tiles/{lớp}.json", "a layer is described at /tiles/{layer}.json")
	}
	if name == basemapName {
		return t.basemapJSON(c, args)
	}
	d, err := t.layerFor(c, args, name)
	if err != nil {
		return err
	}
	root, err := t.rootOf(c, "/tiles/"+c.Param("layer"))
	if err != nil {
		return err
	}

	// operation
	set, err := t.describe(c, d, args, root)
	if err != nil {
		return err
	}

	// response
	return answerJSON(c, set)
}

// catalogue answers /tiles.json.
func (t *Tiles) catalogue(c *gin.Context, args *arguments) error {
	// arguments
	if err := args.closed(); err != nil {
		return err
	}
	root, err := t.rootOf(c, "/tiles.json")
	if err != nil {
		return err
	}

	// operation
	sets := struct {
		TileSets []*tileJSON `json:"tilesets"`
	}{}
	for _, d := range t.layers {
		set, err := t.describe(c, d, args, root)
		if err != nil {
			return err
		}
		sets.TileSets = append(sets.TileSets, set)
	}

	// response
	return answerJSON(c, sets)
}

func (t *Tiles) describe(c *gin.Context, d definition, args *arguments, root string) (*tileJSON, error) {
	info, err := t.info(c, d, args)
	if err != nil {
		return nil, err
	}
	total, err := t.total(c, d, args)
	if err != nil {
		return nil, err
	}
	title := d.title.In(handlers.Lang(c))
	set := &tileJSON{
		Version: "3.0.0", ID: d.name, Name: title, Scheme: "xyz", Format: "pbf",
		Tiles:   []string{root + "/tiles/" + d.name + "/{z}/{x}/{y}.mvt" + args.query()},
		MinZoom: info.MinZoom, MaxZoom: info.MaxZoom, Bounds: boundsOf(info.Bound),
		VectorLayers: []vectorLayer{{
			ID: d.name, Description: title, MinZoom: info.MinZoom, MaxZoom: info.MaxZoom, Fields: map[string]string{},
		}},
	}
	if total != nil {
		set.Total, set.Placed = total, &info.Features
	}
	for _, f := range info.Fields {
		set.VectorLayers[0].Fields[f.Name] = string(f.Type)
	}
	return set, nil
}

func (t *Tiles) info(c *gin.Context, d definition, args *arguments) (tile.Info, error) {
	ask := args.ask
	t.settle(&ask)
	view, err := t.options.Source.Layer(c.Request.Context(), d.name, ask)
	if err != nil {
		return tile.Info{}, err
	}
	layer, err := view.Open()
	if err != nil {
		return tile.Info{}, err
	}
	return layer.Info(), nil
}

// total is how many records are meant, nil where the source does not know.
func (t *Tiles) total(c *gin.Context, d definition, args *arguments) (*int, error) {
	source, ok := t.options.Source.(Totals)
	if !ok {
		return nil, nil
	}
	ask := args.ask
	t.settle(&ask)
	total, err := source.Total(c.Request.Context(), d.name, ask)
	return &total, err
}

// query is the part of the request that the addresses of tiles must repeat.
func (a *arguments) query() string {
	if len(a.repeated) == 0 {
		return ""
	}
	return "?" + a.repeated.Encode()
}

// boundsOf is west, south, east, north, rounded outwards to 1e-6 degrees and
// never empty; nil without features.
func boundsOf(b orb.Bound) []float64 {
	if b.IsEmpty() {
		return nil
	}
	down := func(x float64) float64 { return math.Floor(x*1e6-1) / 1e6 }
	up := func(x float64) float64 { return math.Ceil(x*1e6+1) / 1e6 }
	return []float64{
		max(down(b.Min[0]), -180), max(down(b.Min[1]), -85.051129),
		min(up(b.Max[0]), 180), min(up(b.Max[1]), 85.051129),
	}
}

// rootOf is the address of the service's root as the caller sees it, scheme and
// host included: programs that read TileJSON and OGC API do not resolve relative
// addresses. What the routes are mounted under is part of it.
func (t *Tiles) rootOf(c *gin.Context, path string) (string, error) {
	if t.options.BaseURL != "" {
		return t.options.BaseURL, nil
	}
	mounted, ok := strings.CutSuffix(c.Request.URL.Path, path)
	if !ok {
		return "", registry.Errorf(registry.Internal, "đường dẫn %s không kết thúc bằng %s", "the path %s does not end in %s", c.Request.URL.Path, path)
	}
	return handlers.Root(c) + mounted, nil
}

func answerJSON(c *gin.Context, value any) error {
	body, err := json.Marshal(value)
	if err != nil {
		return err
	}
	c.Writer.Header().Add("Vary", "Accept-Language")
	c.Header("Content-Language", string(handlers.Lang(c)))
	if handlers.NotModified(c, `"`+contentTag(body)+`"`) {
		return nil
	}
	c.Data(http.StatusOK, "application/json", body)
	return nil
}
