package tiles

import (
	"context"
	"errors"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/gin-gonic/gin"

	"hatang/geo/tile"
	"hatang/handlers"
	"hatang/handlers/api"
	"hatang/handlers/auth"
	"hatang/handlers/ogc"
	"hatang/registry"
)

// Source is where layers come from.
type Source interface {
	// Layer is one of the layers of Names, as asked, in the current state of the
	// registry. It must be cheap: it is asked for at every request.
	Layer(ctx context.Context, name string, ask Ask) (tile.View, error)
}

// Totals is a Source that knows how many records a layer is about, those
// without a place included.
type Totals interface {
	Total(ctx context.Context, name string, ask Ask) (int, error)
}

// Ask is which part of a layer is wanted, and how.
type Ask struct {
	Day registry.Date
	// Only picks records as a list does; nil: all.
	Only *api.Asked
	// ClusterPixels is the side of the cells in which the points of low zooms are
	// drawn as one, of 512 along a tile's side; 0: each by itself.
	ClusterPixels uint
	// Shown is which fields everybody sees, and tiles carry; nil: those that are
	// public by the schemas.
	Shown *registry.Disclosure
}

// variant tells tiles of a day apart by what was asked besides, and by which
// fields of the kind they carry.
func (a *Ask) variant(kinds ...registry.Kind) string {
	carried := ""
	for _, kind := range kinds {
		carried += a.Shown.Of(kind).Key()
	}
	if a.Only == nil && a.ClusterPixels == 0 && carried == "" {
		return ""
	}
	variant := strconv.FormatUint(uint64(a.ClusterPixels), 10) + carried
	if a.Only != nil {
		variant += " " + a.Only.Key()
	}
	return variant
}

// Options is what the tiles are made of. Source must be there.
type Options struct {
	Source Source
	// CacheBytes is about how much memory drawn tiles may take; 0: 64 MiB.
	CacheBytes uint64
	// BaseURL is what the service is called from outside, such as
	// "https://example.vn/hatang"; empty: http and the host that the request names.
	BaseURL string
	// Principal is who asks; nil: whoever sits at this machine.
	Principal func(*gin.Context) *auth.Principal
	// Disclosure is which fields everybody sees; tiles carry no others. nil: those
	// that are public by the schemas.
	Disclosure func() *registry.Disclosure
	// Basemap is what the map stands on; nil: nothing.
	Basemap Basemap
	// Clock tells which day is today; nil: the machine's clock in Vietnam's
	// zone, as in registry/network.
	Clock func() time.Time
}

const defaultCacheBytes = 64 << 20

// Tiles is the surface.
type Tiles struct {
	options  Options
	layers   []definition
	lists    *api.Lists
	cache    *cache
	encoders sync.Pool
}

// New is the surface made of the options.
func New(options Options) (*Tiles, error) {
	if options.Source == nil {
		return nil, errors.New("tiles: no source of layers")
	}
	options.BaseURL = strings.TrimSuffix(options.BaseURL, "/")
	if options.CacheBytes == 0 {
		options.CacheBytes = defaultCacheBytes
	}
	if options.Clock == nil {
		vietnam := registry.Vietnam()
		options.Clock = func() time.Time { return time.Now().In(vietnam) }
	}
	if options.Principal == nil {
		local := auth.Local()
		options.Principal = func(*gin.Context) *auth.Principal { return local }
	}
	kept, err := newCache(options.CacheBytes)
	if err != nil {
		return nil, err
	}
	return &Tiles{
		options: options, layers: definitions(), lists: api.NewLists(), cache: kept,
		encoders: sync.Pool{New: func() any { return new(encoder) }},
	}, nil
}

// routes are the paths, each with what answers there.
func (t *Tiles) routes() map[string]func(*gin.Context, *arguments) error {
	return map[string]func(*gin.Context, *arguments) error{
		"/tiles.json":            t.catalogue,
		"/tiles/:layer":          t.tileJSON,
		"/tiles/:layer/:z/:x/:y": t.tileXYZ,

		"/ogc/tileMatrixSets":                                 t.matrixSets,
		"/ogc/tileMatrixSets/:matrixSet":                      t.matrixSet,
		"/ogc/collections/:" + ogc.CollectionParam + "/tiles": t.tileSets,
		ogcTileSet:                        t.tileSet,
		ogcTileSet + "/:matrix/:row/:col": t.tileOGC,
	}
}

// Describe states the right that each route takes. Tiles carry no field that not
// everybody sees; who may not see one may not ask about it either.
func (t *Tiles) Describe(table *auth.Table) {
	for path := range t.routes() {
		table.Describe(http.MethodGet, path, auth.Right{Resource: auth.Tiles, Action: auth.Read})
	}
}

// Register puts the routes under the router.
func (t *Tiles) Register(router gin.IRouter) {
	for path, handle := range t.routes() {
		router.GET(path, func(c *gin.Context) {
			args, err := newArguments(c)
			if err == nil {
				err = handle(c, args)
			}
			if err != nil {
				handlers.Fail(c, err)
			}
		})
	}
}

const ogcTileSet = "/ogc/collections/:" + ogc.CollectionParam + "/tiles/:matrixSet"
