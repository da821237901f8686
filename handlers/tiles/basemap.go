package tiles

import (
	"context"

	"github.com/gin-gonic/gin"

	"hatang/geo/tile"
	"hatang/handlers"
	"hatang/registry"
	"hatang/registry/basemap"
)

// basemapName is the layer's name in addresses. It is one tile set with several
// layers, has no days and no filters.
const basemapName = "basemap"

// Basemap is what the map stands on; *basemap.Folder is one.
type Basemap interface {
	// Set is the layers as they are now. It must be cheap.
	Set(ctx context.Context) (*basemap.Set, error)
}

// plain refuses every parameter but the language.
func (a *arguments) plain() error {
	for _, name := range []string{"as_of", "cluster"} {
		if a.repeated.Has(name) {
			a.reject(name, a.repeated.Get(name), "unknown", "bản đồ nền không có tham số này", "the basemap has no such parameter")
		}
	}
	return a.closed()
}

// set is the basemap, an empty one where there is none.
func (t *Tiles) set(c *gin.Context) (*basemap.Set, error) {
	if t.options.Basemap == nil {
		return new(basemap.Set), nil
	}
	return t.options.Basemap.Set(c.Request.Context())
}

// basemapTile answers /tiles/basemap/{z}/{x}/{y}.mvt.
func (t *Tiles) basemapTile(c *gin.Context, args *arguments, z, x, y string) error {
	// arguments
	if err := args.plain(); err != nil {
		return err
	}
	id, err := address(z, x, y)
	if err != nil {
		return err
	}

	// operation
	set, err := t.set(c)
	if err != nil {
		return err
	}
	// What is drawn follows from the files alone, which name the kept tile.
	view := tile.View{}
	found, err := t.cache.get(key{layer: basemapName, variant: set.Stamp, id: id}, &view, func() ([]byte, error) {
		return t.encode(set.Tile(id.Z), id), nil
	})
	if err != nil {
		return err
	}

	// response
	answer(c, found)
	return nil
}

// basemapJSON answers /tiles/basemap.json.
func (t *Tiles) basemapJSON(c *gin.Context, args *arguments) error {
	// arguments
	if err := args.plain(); err != nil {
		return err
	}
	root, err := t.rootOf(c, "/tiles/"+c.Param("layer"))
	if err != nil {
		return err
	}

	// operation
	set, err := t.set(c)
	if err != nil {
		return err
	}
	lang := handlers.Lang(c)
	out := &tileJSON{
		Version: "3.0.0", ID: basemapName, Name: registry.Text{VI: "Bản đồ nền", EN: "Basemap"}.In(lang), Scheme: "xyz", Format: "pbf",
		Tiles: []string{root + "/tiles/" + basemapName + "/{z}/{x}/{y}.mvt"}, Bounds: boundsOf(set.Bound()), Attribution: set.Attribution(),
		VectorLayers: []vectorLayer{},
	}
	for _, drawn := range set.Layers {
		layer := vectorLayer{
			ID: string(drawn.Layer), Description: drawn.Layer.Label().In(lang), MinZoom: drawn.Info.MinZoom, MaxZoom: drawn.Info.MaxZoom,
			Fields: map[string]string{},
		}
		for _, f := range drawn.Info.Fields {
			layer.Fields[f.Name] = string(f.Type)
		}
		out.MaxZoom = max(out.MaxZoom, layer.MaxZoom)
		out.VectorLayers = append(out.VectorLayers, layer)
	}

	// response
	return answerJSON(c, out)
}
