package ogc

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/gin-gonic/gin"

	"hatang/handlers"
	"hatang/handlers/auth"
	"hatang/registry"
)

// format is one representation of a resource: its value of the parameter f, its
// media type, and other types by which clients ask for it.
type format struct {
	name      string
	mediaType string
	others    []string
}

var (
	jsonFormat    = format{"json", "application/json", nil}
	htmlFormat    = format{"html", "text/html; charset=utf-8", []string{"application/xhtml+xml"}}
	geoJSONFormat = format{"json", "application/geo+json", []string{"application/json", "application/vnd.geo+json"}}
	schemaFormat  = format{"json", "application/schema+json", []string{"application/json"}}
	openAPIFormat = format{"json", "application/vnd.oai.openapi+json;version=3.0", []string{"application/openapi+json", "application/json"}}
)

// bare is the media type as links state it.
func (f format) bare() string { return strings.TrimSuffix(f.mediaType, "; charset=utf-8") }

// request is what every handler starts from.
type request struct {
	c       *gin.Context
	lang    registry.Lang
	args    *args
	formats []format
	format  format
	source  Source
	seq     int64
	title   string           // what the registry is called, "" when it has no name
	notice  string           // what it wants said with its data
	base    string           // as "http://127.0.0.1:8080"
	schema  *registry.Schema // of the collection that the path names
	sight   auth.Sight       // what the caller sees of its features
	// keep tells the fields that the caller may ask about.
	keep func(*registry.Field) bool
}

// read finds the collection, the language, the format and the parameters. The
// values of the endpoint's own parameters are the handler's to check.
func (s *Service) read(c *gin.Context, e *endpoint) (*request, error) {
	r := &request{c: c, lang: handlers.Lang(c), formats: e.formats, base: s.base(c)}
	if id := c.Param(CollectionParam); id != "" {
		if r.schema = s.keys[id]; r.schema == nil {
			return nil, registry.Errorf(registry.NotFound, "không có tập dữ liệu %q", "there is no collection %q", registry.Clip(id))
		}
		who := s.options.Principal(c)
		if err := who.Allow(auth.Read, auth.Of(r.schema.Kind)); err != nil {
			return nil, err
		}
		r.sight = who.Sight(r.schema.Kind)
		if r.keep = r.sight.Asks(); r.keep == nil {
			r.keep = func(*registry.Field) bool { return true }
		}
	}
	r.args = newArgs(c.Request.URL.RawQuery, r.parameters(e))
	r.args.choice(paramLang, string(registry.VI), string(registry.EN))
	c.Writer.Header().Add("Vary", "Accept, Accept-Language")
	c.Header("Content-Language", string(r.lang))
	if err := r.negotiate(); err != nil {
		return nil, err
	}
	if len(e.params) == 0 {
		if err := r.args.err(); err != nil {
			return nil, err
		}
	}
	r.source = s.options.Source()
	ctx := c.Request.Context()
	var err error
	if r.seq, err = r.source.Seq(ctx); err != nil {
		return nil, err
	}
	about, err := s.settings.get(ctx, r.seq, s.options.Setting)
	if err != nil {
		return nil, err
	}
	r.title, r.notice = about.title, about.notice.In(r.lang)
	return r, nil
}

// The parameters.
const (
	paramFormat   = "f"
	paramLang     = "lang"
	paramLimit    = "limit"
	paramBBox     = "bbox"
	paramBBoxCRS  = "bbox-crs"
	paramCRS      = "crs"
	paramDatetime = "datetime"
	paramSortby   = "sortby"
	paramToken    = "token"
	// paramQueryables stands for the fields of the collection.
	paramQueryables = "*"
)

func itemsParams() []string {
	return []string{paramLimit, paramBBox, paramBBoxCRS, paramCRS, paramDatetime, paramSortby, paramToken, paramQueryables}
}

// parameters are the names of those that the endpoint has.
func (r *request) parameters(e *endpoint) []string {
	names := []string{paramFormat, paramLang}
	for _, name := range e.params {
		if name != paramQueryables {
			names = append(names, name)
			continue
		}
		for i := range r.schema.Fields {
			if f := &r.schema.Fields[i]; r.keep(f) {
				names = append(names, f.Name)
			}
		}
	}
	return names
}

// negotiate picks the format: f, else the best of Accept.
func (r *request) negotiate() error {
	names := make([]string, len(r.formats))
	offers := make([][]string, len(r.formats))
	for i, f := range r.formats {
		names[i] = f.name
		offers[i] = append([]string{f.mediaType}, f.others...)
	}
	if r.args.has(paramFormat) {
		name := r.args.values.Get(paramFormat)
		if name == "geojson" && r.formats[0].name == geoJSONFormat.name && r.formats[0].mediaType == geoJSONFormat.mediaType {
			name = geoJSONFormat.name
		}
		if i := slices.Index(names, name); i >= 0 {
			r.format = r.formats[i]
			return nil
		}
		r.args.choice(paramFormat, names...)
		return r.args.err()
	}
	i := handlers.Negotiate(r.c.GetHeader("Accept"), offers)
	if i < 0 {
		return handlers.Refuse(http.StatusNotAcceptable, "không có định dạng nào trong %q; có: %s", "none of %q is available; there is: %s",
			registry.Clip(r.c.GetHeader("Accept")), strings.Join(names, ", "))
	}
	r.format = r.formats[i]
	return nil
}

func (r *request) html() bool { return r.format.name == htmlFormat.name }

// base is the address that links begin with.
func (s *Service) base(c *gin.Context) string {
	if s.options.BaseURL != "" {
		return s.options.BaseURL
	}
	return handlers.Root(c)
}

// at is an absolute address from a path beneath the root, each part escaped.
func (r *request) at(parts ...string) string {
	var out strings.Builder
	out.WriteString(r.base + root)
	for _, part := range parts {
		out.WriteString("/" + url.PathEscape(part))
	}
	return out.String()
}

// here is the address of this resource with some parameters replaced, "" to
// remove.
func (r *request) here(replaced ...string) string {
	values := url.Values{}
	for name, given := range r.args.values {
		values[name] = given
	}
	for i := 0; i+1 < len(replaced); i += 2 {
		if values.Del(replaced[i]); replaced[i+1] != "" {
			values.Set(replaced[i], replaced[i+1])
		}
	}
	address := r.base + r.c.Request.URL.EscapedPath()
	if len(values) == 0 {
		return address
	}
	return address + "?" + values.Encode()
}

// notModified answers 304 when the caller holds this answer. What an answer
// follows from is the registry, the question, the texts and the program.
func (s *Service) notModified(r *request, seq int64, more ...string) bool {
	return handlers.NotModified(r.c, handlers.StateTag(seq, s.words(r, more...)...))
}

// words are what an answer follows from besides the state of the registry.
func (s *Service) words(r *request, more ...string) []string {
	return append([]string{
		r.here(), r.format.name, string(r.lang), r.title, r.notice, r.sight.Key(), s.options.Version,
	}, more...)
}

// maxPooledBytes keeps a rare huge answer from staying in memory.
const maxPooledBytes = 8 << 20

// send answers 200 with what build appends to a pooled buffer.
func (s *Service) send(r *request, build func(dst []byte) ([]byte, error)) error {
	buffer, ok := s.buffers.Get().(*[]byte)
	if !ok {
		buffer = new([]byte)
	}
	defer func() {
		if cap(*buffer) <= maxPooledBytes {
			s.buffers.Put(buffer)
		}
	}()
	content, err := build((*buffer)[:0])
	*buffer = content
	if err != nil {
		return err
	}
	r.write(content)
	return nil
}

// write answers 200 with the content.
func (r *request) write(content []byte) {
	r.c.Header("Content-Length", strconv.Itoa(len(content)))
	r.c.Data(http.StatusOK, r.format.mediaType, content)
}
