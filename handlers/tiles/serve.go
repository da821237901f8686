package tiles

import (
	"bytes"
	"net/http"
	"strconv"
	"strings"

	"github.com/gin-gonic/gin"

	"hatang/geo/tile"
	"hatang/handlers"
	"hatang/handlers/ogc"
	"hatang/registry"
)

// mediaType is that of vector tiles, as registered with IANA.
const mediaType = "application/vnd.mapbox-vector-tile"

func (t *Tiles) tileXYZ(c *gin.Context, args *arguments) error {
	// arguments
	y, isMVT := strings.CutSuffix(c.Param("y"), ".mvt")
	if !isMVT {
		return handlers.Refuse(http.StatusNotFound, "không có %s", "there is nothing at %s", registry.Clip(c.Request.URL.Path)).
			Hinted("địa chỉ ô bản đồ: /tiles/{lớp}/{z}/{x}/{y}.mvt", "the address of a tile is /tiles/{layer}/{z}/{x}/{y}.mvt")
	}
	if c.Param("layer") == basemapName {
		return t.basemapTile(c, args, c.Param("z"), c.Param("x"), y)
	}
	return t.tile(c, args, c.Param("layer"), c.Param("z"), c.Param("x"), y)
}

func (t *Tiles) tileOGC(c *gin.Context, args *arguments) error {
	// arguments
	if err := args.mustBe("mvt", mediaType); err != nil {
		return err
	}
	if err := checkMatrixSet(c.Param("matrixSet")); err != nil {
		return err
	}
	return t.tile(c, args, c.Param(ogc.CollectionParam), c.Param("matrix"), c.Param("col"), c.Param("row"))
}

func (t *Tiles) tile(c *gin.Context, args *arguments, layer, z, x, y string) error {
	d, err := t.layerFor(c, args, layer)
	if err != nil {
		return err
	}
	id, err := address(z, x, y)
	if err != nil {
		return err
	}

	// operation
	found, err := t.draw(c, d, args.ask, id)
	if err != nil {
		return err
	}

	// response
	answer(c, found)
	return nil
}

// draw is the tile of what is asked, from the cache when it is there.
func (t *Tiles) draw(c *gin.Context, d definition, ask Ask, id tile.ID) (*drawn, error) {
	t.settle(&ask)
	view, err := t.options.Source.Layer(c.Request.Context(), d.name, ask)
	if err != nil {
		return nil, err
	}
	encode := func() ([]byte, error) {
		layer, err := view.Open()
		if err != nil {
			return nil, err
		}
		return t.encode(layer, id), nil
	}
	return t.cache.get(key{d.name, ask.Day, ask.variant(d.drawn()...), id}, &view, encode)
}

// settle gives a question without a day that of today, and what is shown now.
func (t *Tiles) settle(ask *Ask) {
	if t.options.Disclosure != nil {
		ask.Shown = t.options.Disclosure()
	}
	if ask.Day.IsZero() {
		ask.Day = registry.DateOf(t.options.Clock())
	}
}

// drawing is what tiles are drawn of: a layer, or several.
type drawing interface {
	AppendTile(dst []byte, e *tile.Encoder, id tile.ID) []byte
}

// encode draws with the memory of an encoder that is free.
func (t *Tiles) encode(what drawing, id tile.ID) []byte {
	e, ok := t.encoders.Get().(*encoder)
	if !ok {
		e = new(encoder)
	}
	defer t.encoders.Put(e)
	return e.draw(what, id)
}

// encoder is the memory of one who draws tiles.
type encoder struct {
	tile.Encoder
	content []byte
}

// draw is the tile's content in memory of its own.
func (e *encoder) draw(what drawing, id tile.ID) []byte {
	e.content = what.AppendTile(e.content[:0], &e.Encoder, id)
	return bytes.Clone(e.content)
}

// gzipSuffix tells the ETag of a compressed tile from that of the plain one, as
// the service does for its other answers.
const gzipSuffix = "-gzip"

func answer(c *gin.Context, d *drawn) {
	header := c.Writer.Header()
	header.Add("Vary", "Accept-Encoding")
	if len(d.content) == 0 {
		header.Set("Cache-Control", "no-cache")
		c.Status(http.StatusNoContent)
		c.Writer.WriteHeaderNow()
		return
	}
	body, tag := d.content, d.tag
	if acceptsGzip(c.GetHeader("Accept-Encoding")) {
		if zipped := d.gzipped(); zipped != nil {
			body, tag = zipped, d.tag+gzipSuffix // shorter than the content
		}
	}
	if handlers.NotModified(c, `"`+tag+`"`) {
		return
	}
	if len(body) != len(d.content) {
		header.Set("Content-Encoding", "gzip")
	}
	header.Set("Content-Length", strconv.Itoa(len(body)))
	c.Data(http.StatusOK, mediaType, body)
}

// acceptsGzip reads Accept-Encoding (RFC 9110, section 12.5.3).
func acceptsGzip(header string) bool {
	accepted := false
	for part := range strings.SplitSeq(header, ",") {
		coding, parameters, _ := strings.Cut(part, ";")
		name, value, _ := strings.Cut(strings.TrimSpace(parameters), "=")
		weight, err := strconv.ParseFloat(strings.TrimSpace(value), 64)
		refused := strings.EqualFold(strings.TrimSpace(name), "q") && err == nil && weight == 0
		switch coding = strings.ToLower(strings.TrimSpace(coding)); coding {
		case "gzip", "x-gzip":
			return !refused
		case "*":
			accepted = !refused
		}
	}
	return accepted
}
