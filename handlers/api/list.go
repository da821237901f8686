package api

import (
	"context"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/gin-gonic/gin"
	"github.com/paulmach/orb"

	"hatang/handlers"
	"hatang/handlers/auth"
	"hatang/registry"
)

// How much of a list one answer holds.
const (
	defaultLimit    = 100
	maxLimit        = 1000
	defaultFeatures = 1000
	maxFeatures     = 10000
	// limitAll asks for every feature, streamed as a file.
	limitAll = "all"
)

// listRequest is what a list request asks for.
type listRequest struct {
	query    registry.Query
	format   Format
	shape    shape
	day      registry.Date
	notice   string
	question string
	bound    string // to whose rows the caller is bound
	nothing  bool   // of which there are none
	cursor   *cursor
	whole    bool // a file with everything rather than a page
	unit     string
	fields   map[string]bool // that the file is to hold; nil: all
}

// list answers GET /api/v1/{kind}.
func (a *API) list(schema *registry.Schema) func(*gin.Context, *args) error {
	return func(c *gin.Context, args *args) error {
		// arguments
		r, err := a.listArguments(c, args, schema)
		if err != nil {
			return err
		}

		// operation
		view := a.options.Live.View()
		if !r.whole {
			if same, err := unchanged(c, view, r.format.Name, r.day.String(), r.notice, r.shape.variant(""), r.shape.sight.Key(), r.bound); same || err != nil {
				return err
			}
		}
		ctx := c.Request.Context()
		none, err := inUnit(ctx, view, &r.query, r.unit)
		if err != nil {
			return err
		}
		none = r.shape.sight.NarrowQuery(&r.query) || none || r.nothing
		if r.whole {
			return a.download(c, view, r, none)
		}
		p := &page{}
		if !none {
			if p, err = a.find(ctx, view, r.query, r.cursor, r.question); err != nil {
				return err
			}
		}

		// response
		links := a.links(c, p)
		c.Header("Link", links.header())
		if r.format.Name == formatGeoJSON {
			a.send(c, typeGeoJSON, func(dst []byte) []byte { return appendCollection(dst, view, p, r, links) })
			return nil
		}
		a.send(c, typeJSON, func(dst []byte) []byte { return appendPage(dst, view, p, r, links) })
		return nil
	}
}

func (a *API) listArguments(c *gin.Context, args *args, schema *registry.Schema) (*listRequest, error) {
	r := &listRequest{shape: a.shapeFor(c, args, schema), question: question(c.Request.URL.Path, args.given)}
	asks := r.shape.sight.Asks()
	var err error
	if r.format, err = chooseFormat(c, args, a.listFormats()); err != nil {
		return nil, err
	}
	r.query = registry.Query{
		Kind: schema.Kind, InService: args.boolean("in_service", false),
		Where: args.conditions(a.filters[schema.Kind], asks), Box: args.bbox("bbox"),
		Text: args.text("q"), Order: args.order("sort", schema, asks),
	}
	r.bound, r.nothing = a.who(c).Bound(&r.query)
	r.unit = args.text("unit")
	r.limit(args)
	r.chooseFields(args, schema, asks)
	if at, ok := a.unseal(args, r.question); ok {
		r.cursor = &at
	}
	named := args.date("as_of")
	if err := args.err(); err != nil {
		return nil, err
	}
	if r.whole {
		if err := a.who(c).Allow(auth.Export, auth.Of(schema.Kind)); err != nil {
			return nil, err
		}
	}
	r.day = a.day(named)
	r.query.AsOf = r.day
	r.notice, err = a.notice(c)
	return r, err
}

// chooseFields reads which fields a file is to hold. A page is for programs, which
// pass over what they do not need.
func (r *listRequest) chooseFields(args *args, schema *registry.Schema, asks func(*registry.Field) bool) {
	if !args.has("fields") {
		return
	}
	r.fields = map[string]bool{}
	for name := range strings.SplitSeq(args.text("fields"), ",") {
		f := schema.Field(strings.TrimSpace(name))
		if f == nil || asks != nil && !asks(f) {
			args.reject("fields", clip(name), "unknown-field", registry.Text{VI: "không có trường này", EN: "there is no such field"})
			continue
		}
		r.fields[f.Name] = true
	}
	if !r.whole {
		args.reject("fields", "", "argument", registry.Text{
			VI: "chỉ dùng khi tải tệp (csv, xlsx, gpkg, …, hoặc geojson với limit=all)", EN: "goes with files only (csv, xlsx, gpkg, …, or geojson with limit=all)"})
	}
}

// keep is the test for the fields of a file; nil: all.
func (r *listRequest) keep() func(*registry.Field) bool {
	asks := r.shape.sight.Asks()
	if r.fields == nil {
		return asks
	}
	return func(f *registry.Field) bool { return r.fields[f.Name] && (asks == nil || asks(f)) }
}

// limit decides how much of the list is wanted.
func (r *listRequest) limit(args *args) {
	switch {
	case r.format.Name == formatJSON:
		r.query.Limit = args.count("limit", maxLimit, defaultLimit)
	case r.format.Name == formatGeoJSON && args.given.get("limit") != limitAll:
		r.query.Limit = args.count("limit", maxFeatures, defaultFeatures)
	default:
		r.whole = true
		for _, name := range []string{"limit", "cursor", "geometry"} {
			if args.has(name) && args.given.get(name) != limitAll {
				args.reject(name, args.given.get(name), "format", registry.Textf(
					"tệp %s luôn có cả danh sách, đủ hình học", "a %s file always holds the whole list, with geometry", r.format.Name))
			}
		}
	}
}

// links lead to this page and those on either side.
type links struct{ self, next, previous string }

func (a *API) links(c *gin.Context, p *page) links {
	values, _ := url.ParseQuery(c.Request.URL.RawQuery) // read before, without error
	address := func() string {
		if len(values) == 0 {
			return handlers.Path(c)
		}
		return handlers.Path(c) + "?" + values.Encode()
	}
	l := links{self: address()}
	at := func(cursor string) string {
		if cursor == "" {
			return ""
		}
		values.Set("cursor", cursor)
		return address()
	}
	l.next, l.previous = at(p.next), at(p.previous)
	return l
}

// header is the links as RFC 8288 writes them.
func (l links) header() string {
	out := "<" + l.self + `>; rel="self"`
	if l.next != "" {
		out += ", <" + l.next + `>; rel="next"`
	}
	if l.previous != "" {
		out += ", <" + l.previous + `>; rel="prev"`
	}
	return out
}

func (l links) append(dst []byte) []byte {
	dst = append(dst, `"links":{"self":`...)
	dst = appendText(dst, l.self)
	if l.next != "" {
		dst = append(dst, `,"next":`...)
		dst = appendText(dst, l.next)
	}
	if l.previous != "" {
		dst = append(dst, `,"prev":`...)
		dst = appendText(dst, l.previous)
	}
	return append(dst, '}')
}

// appendPage writes {"items":[…],"count":…,"total":…,"as_of":…,"links":…}.
func appendPage(dst []byte, view View, p *page, r *listRequest, l links) []byte {
	dst = append(dst, `{"items":[`...)
	for i, rec := range p.records {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = appendView(dst, view, rec, &r.shape)
	}
	dst = append(dst, `],"count":`...)
	dst = strconv.AppendInt(dst, int64(len(p.records)), 10)
	dst = append(dst, `,"total":`...)
	dst = strconv.AppendInt(dst, int64(p.total), 10)
	dst = append(dst, `,"as_of":"`...)
	dst = append(dst, r.day.String()...)
	dst = append(dst, '"', ',')
	dst = appendNotice(dst, r.notice)
	return append(l.append(dst), '}')
}

// appendCollection writes a FeatureCollection; members beyond RFC 7946 tell how
// many match, what to beware of and where to go on.
func appendCollection(dst []byte, view View, p *page, r *listRequest, l links) []byte {
	dst = append(dst, `{"type":"FeatureCollection","numberMatched":`...)
	dst = strconv.AppendInt(dst, int64(p.total), 10)
	dst = append(dst, `,"numberReturned":`...)
	dst = strconv.AppendInt(dst, int64(len(p.records)), 10)
	dst = append(dst, `,"as_of":"`...)
	dst = append(dst, r.day.String()...)
	dst = append(dst, '"', ',')
	dst = appendNotice(dst, r.notice)
	dst = l.append(dst)
	dst = append(dst, `,"features":[`...)
	for i, rec := range p.records {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = appendFeature(dst, view, rec, &r.shape)
	}
	return append(dst, ']', '}')
}

func appendNotice(dst []byte, notice string) []byte {
	if notice == "" {
		return dst
	}
	dst = append(dst, `"notice":`...)
	return append(appendText(dst, notice), ',')
}

// inUnit narrows the query to records in the administrative unit; none is true
// when there are none. Points lie in its territory; units belong to it by their
// codes, since neighbours share their borders; entered figures carry its code.
func inUnit(ctx context.Context, view Territories, q *registry.Query, code string) (none bool, err error) {
	if code == "" {
		return false, nil
	}
	schema := registry.SchemaOf(q.Kind)
	if q.Kind == registry.Indicators {
		q.Where = append(q.Where, registry.Where("unit_code", code))
		return false, nil
	}
	unit, err := unitByCode(ctx, view, code, q.AsOf)
	if err != nil {
		return false, err
	}
	var ids []any
	switch {
	case q.Kind == registry.Units:
		ids, err = unitsIn(ctx, view, code, q.AsOf)
	case schema.Shapes == registry.NoShapes:
		return false, handlers.Refuse(http.StatusBadRequest, "%s không có vị trí nên không lọc theo đơn vị được", "%[2]s have no position, so there is no filtering by unit", schema.Label.VI, schema.Label.EN)
	default:
		ids, err = idsWithin(ctx, view, q, unit)
	}
	if len(ids) > 0 {
		q.Where = append(q.Where, registry.Where("id", ids...))
	}
	return len(ids) == 0, err
}

// idsWithin is the ids of the records that lie in the unit: by its own boundary,
// else, as with districts of which no boundary was entered, by those of the
// units below it.
func idsWithin(ctx context.Context, view Territories, q *registry.Query, unit *registry.AdminUnit) ([]any, error) {
	areas := []orb.MultiPolygon{unit.Area}
	if len(unit.Area) == 0 {
		var err error
		if areas, err = areasBelow(ctx, view, unit.Code, q.AsOf); err != nil {
			return nil, err
		}
	}
	if len(areas) == 0 {
		return nil, registry.Errorf(registry.Conflict, "đơn vị %s chưa có ranh giới", "unit %s has no boundary", unit.Code)
	}
	var ids []any
	seen := map[string]bool{}
	for _, area := range areas {
		for _, rec := range view.InPolygon(q.Kind, area, q.AsOf) {
			if id := rec.Head().ID; !seen[id] {
				seen[id] = true
				ids = append(ids, id)
			}
		}
	}
	return ids, nil
}

// areasBelow are the boundaries of the units below the one with the code.
func areasBelow(ctx context.Context, view Territories, code string, asOf registry.Date) ([]orb.MultiPolygon, error) {
	var areas []orb.MultiPolygon
	for _, field := range []string{"parent_code", "province_code"} {
		q := registry.Query{Kind: registry.Units, AsOf: asOf, Where: []registry.Condition{registry.Where(field, code)}}
		err := view.Scan(ctx, q, func(rec registry.Record) error {
			if area, ok := rec.Shape().(orb.MultiPolygon); ok {
				areas = append(areas, area)
			}
			return nil
		})
		if err != nil || len(areas) > 0 {
			return areas, err
		}
	}
	return areas, nil
}

// unitByCode is the unit that carries the code on the day.
func unitByCode(ctx context.Context, view registry.Reader, code string, asOf registry.Date) (*registry.AdminUnit, error) {
	found, err := registry.Find[*registry.AdminUnit](ctx, view, registry.Query{
		Kind: registry.Units, AsOf: asOf, Where: []registry.Condition{registry.Where("code", code)}, Limit: 1,
	})
	if err != nil {
		return nil, err
	}
	if len(found) == 0 {
		return nil, invalid(registry.Problem{Column: "unit", Value: clip(code), Rule: "reference", Severity: registry.Fault,
			Message: registry.Textf("không có đơn vị hành chính mã này vào ngày %s", "there is no administrative unit of this code on %s", asOf)})
	}
	return found[0], nil
}

// unitsIn is the ids of the unit itself and of those below it.
func unitsIn(ctx context.Context, view registry.Reader, code string, asOf registry.Date) ([]any, error) {
	var ids []any
	seen := map[string]bool{}
	for _, field := range []string{"code", "parent_code", "province_code"} {
		q := registry.Query{Kind: registry.Units, AsOf: asOf, Where: []registry.Condition{registry.Where(field, code)}}
		err := view.Scan(ctx, q, func(rec registry.Record) error {
			if id := rec.Head().ID; !seen[id] {
				seen[id] = true
				ids = append(ids, id)
			}
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	return ids, nil
}
