package ogc

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/gin-gonic/gin"

	"hatang/handlers"
	"hatang/handlers/auth"
	"hatang/registry"
)

// Source is the registry in one state, or as near to one as it can be read.
//
// A Source can offer more, and is then asked for it: AppendFeature(dst, rec)
// appends a record as a GeoJSON feature with every field; LayerSeq(kind) is the
// newest change of a kind; Survey(kind) is its Survey.
type Source interface {
	registry.Reader
	// Seq is the number of the newest change, 0 in a new registry.
	Seq(ctx context.Context) (int64, error)
}

// Options is what the service is made of. Source must be there.
type Options struct {
	// Source is the registry as it is now; one request asks one Source.
	Source func() Source
	// Since calls yield with the changes after seq, oldest first, as
	// registry.Store does. It keeps what is known of a collection's extent up to
	// date without going through the collection; nil: it is gone through.
	Since func(ctx context.Context, seq int64, yield func(registry.Change) error) error
	// Setting is a setting of the registry; nil: there are none.
	Setting func(ctx context.Context, name string) (string, error)
	// Principal is who asks; nil: whoever sits at this machine, who sees
	// everything.
	Principal func(*gin.Context) *auth.Principal
	// BasePath is the path under which the service stands, such as "/hatang".
	BasePath string
	// BaseURL is what the service is called from outside, such as
	// "https://example.vn/hatang", without the path /ogc; empty: http and the
	// host that the request names.
	BaseURL string
	// Clock tells the time; the day in its location is today. nil: the machine's
	// clock in Vietnam's zone.
	Clock   func() time.Time
	Version string // of the program, for the API's description
	Further Further
}

// Further is what other parts of the program serve beneath /ogc, to be found
// from here, such as tiles.
type Further struct {
	// ConformsTo are the URIs of the conformance classes that they meet.
	ConformsTo []string
	// Landing and Collection are links for the landing page and for a
	// collection; their addresses are paths such as "/ogc/tileMatrixSets".
	Landing    []Link
	Collection func(kind registry.Kind) []Link
}

// Link leads to another resource.
type Link struct {
	Href  string
	Rel   string
	Type  string // media type
	Title registry.Text
}

// CollectionParam names the part of paths that tells the collection, as in
// /ogc/collections/:collection. Gin wants it to have one name in all routes.
const CollectionParam = "collection"

const (
	root      = "/ogc"
	itemParam = "item"
)

// Service answers under /ogc.
type Service struct {
	options  Options
	systems  *systems
	keys     map[string]*registry.Schema // by collection id
	list     []*registry.Schema
	pages    *pages
	docs     map[registry.Lang][]byte // the API's description
	buffers  sync.Pool                // of *[]byte, for answers
	kept     *keptPages
	surveys  surveys
	settings settings
}

// New makes the service; it fails when a needed part is missing.
func New(options Options) (*Service, error) {
	if options.Source == nil {
		return nil, errors.New("ogc: Source is needed")
	}
	if options.Clock == nil {
		zone := registry.Vietnam()
		options.Clock = func() time.Time { return time.Now().In(zone) }
	}
	if options.Principal == nil {
		local := auth.Local()
		options.Principal = func(*gin.Context) *auth.Principal { return local }
	}
	options.BaseURL = strings.TrimSuffix(options.BaseURL, "/")
	s := &Service{options: options, keys: map[string]*registry.Schema{}, docs: map[registry.Lang][]byte{}}
	s.buffers.New = func() any { return new([]byte) }
	for _, kind := range registry.EditedKinds() {
		if schema := registry.SchemaOf(kind); schema.Shapes != registry.NoShapes {
			s.keys[string(kind)] = schema
			s.list = append(s.list, schema)
		}
	}
	var err error
	if s.systems, err = newSystems(); err != nil {
		return nil, err
	}
	if s.pages, err = newPages(); err != nil {
		return nil, err
	}
	if s.kept, err = newKeptPages(); err != nil {
		return nil, err
	}
	for _, lang := range []registry.Lang{registry.VI, registry.EN} {
		if s.docs[lang], err = s.describe(lang); err != nil {
			return nil, err
		}
	}
	return s, nil
}

// endpoint is one route: what it takes, what it can be had as, how it answers.
type endpoint struct {
	path    string
	params  []string // beyond f and lang; queryables come with paramQueryables
	formats []format
	handle  func(*request) error
}

func (s *Service) endpoints() []endpoint {
	metadata := []format{jsonFormat, htmlFormat}
	schemas := []format{schemaFormat, htmlFormat}
	items := []format{geoJSONFormat, htmlFormat}
	collection := root + "/collections/:" + CollectionParam
	return []endpoint{
		{root, nil, metadata, s.landing},
		{root + "/", nil, metadata, s.landing},
		{root + "/api", nil, []format{openAPIFormat, htmlFormat}, s.api},
		{root + "/conformance", nil, metadata, s.conformance},
		{root + "/collections", nil, metadata, s.collections},
		{collection, nil, metadata, s.collection},
		{collection + "/schema", nil, schemas, s.schema(returnables)},
		{collection + "/schema/geojson", nil, schemas, s.encoding},
		{collection + "/queryables", nil, schemas, s.schema(queryables)},
		{collection + "/sortables", nil, schemas, s.schema(sortables)},
		{collection + "/items", itemsParams(), items, s.items},
		{collection + "/items/:" + itemParam, []string{paramCRS, paramDatetime}, items, s.item},
	}
}

// Describe states the right that each route takes. What a caller sees of a
// collection's features follows from its sight of their kind.
func (s *Service) Describe(t *auth.Table) {
	for _, e := range s.endpoints() {
		t.Describe(http.MethodGet, e.path, auth.Right{Resource: auth.Collections, Action: auth.Read})
	}
}

// Register mounts every route.
func (s *Service) Register(router gin.IRouter) {
	for _, e := range s.endpoints() {
		router.GET(e.path, func(c *gin.Context) {
			r, err := s.read(c, &e)
			if err == nil {
				err = e.handle(r)
			}
			if err != nil {
				handlers.Fail(c, err)
			}
		})
	}
}
