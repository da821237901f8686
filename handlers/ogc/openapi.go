package ogc

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"

	"hatang/registry"
)

// describe writes the API's description in one language (/req/oas30). Paths of
// collections are spelt out, since each has queryables of its own.
func (s *Service) describe(lang registry.Lang) ([]byte, error) {
	version := s.options.Version
	if version == "" {
		version = "0"
	}
	doc := &openapi3.T{
		OpenAPI: "3.0.3",
		Info: &openapi3.Info{
			Title: "hatang: OGC API – Features", Version: version,
			Description: registry.Text{
				VI: "Sổ đăng ký vị trí BTS, điểm bưu chính và đài truyền thanh cấp xã theo OGC API – Features. Lỗi theo RFC 9457.",
				EN: "The registry of BTS sites, postal points and commune radio stations by OGC API – Features. Errors follow RFC 9457.",
			}.In(lang),
		},
		Servers: openapi3.Servers{{URL: s.options.BaseURL + s.options.BasePath + root}},
		Paths:   openapi3.NewPaths(),
		Components: &openapi3.Components{
			Schemas: answerSchemas(), Parameters: s.sharedParameters(lang),
			Responses: sharedResponses(lang),
		},
	}
	for _, o := range s.operations(lang) {
		described, err := s.operation(&o, lang)
		if err != nil {
			return nil, err
		}
		doc.AddOperation(o.Path, http.MethodGet, described)
	}
	return doc.MarshalJSON()
}

// operation is a path that answers GET.
type operation struct {
	Path    string // beneath the root, as "/collections/sites/items"
	ID      string
	Summary string
	// Params are the parameters beyond f and lang.
	Params  []string
	Schema  string // of the answer
	formats []format
	about   *registry.Schema // of the collection, if any
	item    bool
}

// operations are every path, in the order in which they are read.
func (s *Service) operations(lang registry.Lang) []operation {
	var all []operation
	for _, e := range s.endpoints() {
		path := strings.TrimPrefix(e.path, root)
		o := operation{Path: path, Params: e.params, formats: e.formats}
		switch path {
		case "": // the same as "/"
		case "/":
			o.ID, o.Summary, o.Schema = "getLandingPage", registry.Text{VI: "Trang đầu", EN: "Landing page"}.In(lang), "landingPage"
			all = append(all, o)
		case "/api":
			o.ID, o.Summary, o.Schema = "getAPI", registry.Text{VI: "Mô tả API", EN: "Description of the API"}.In(lang), "object"
			all = append(all, o)
		case "/conformance":
			o.ID, o.Summary, o.Schema = "getConformance", registry.Text{VI: "Tiêu chuẩn được tuân theo", EN: "Conformance classes"}.In(lang), "confClasses"
			all = append(all, o)
		case "/collections":
			o.ID, o.Summary, o.Schema = "getCollections", registry.Text{VI: "Các tập dữ liệu", EN: "Collections"}.In(lang), "collections"
			all = append(all, o)
		default:
			for _, schema := range s.list {
				all = append(all, ofCollection(o, schema, lang))
			}
		}
	}
	return all
}

// ofCollection is the operation of one collection.
func ofCollection(o operation, schema *registry.Schema, lang registry.Lang) operation {
	rest := strings.TrimPrefix(o.Path, "/collections/:"+CollectionParam)
	o.about = schema
	o.Path = "/collections/" + string(schema.Kind) + rest
	label := schema.Label.In(lang)
	name := strings.ToUpper(string(schema.Kind[:1])) + string(schema.Kind[1:])
	switch rest {
	case "":
		o.ID, o.Summary, o.Schema = "describe"+name, label, "collection"
	case "/items":
		o.ID, o.Summary, o.Schema = "get"+name, registry.Text{VI: "Các đối tượng: ", EN: "Features: "}.In(lang)+label, "featureCollectionGeoJSON"
	case "/items/:" + itemParam:
		o.Path = "/collections/" + string(schema.Kind) + "/items/{featureId}"
		o.ID, o.Summary, o.Schema, o.item = "get"+name+"Item", registry.Text{VI: "Một đối tượng: ", EN: "One feature: "}.In(lang)+label, "featureGeoJSON", true
	default:
		o.ID, o.Summary, o.Schema = "get"+name, label+": "+strings.TrimPrefix(rest, "/"), "object"
		for part := range strings.SplitSeq(rest[1:], "/") {
			o.ID += strings.ToUpper(part[:1]) + part[1:]
		}
	}
	return o
}

func (s *Service) operation(o *operation, lang registry.Lang) (*openapi3.Operation, error) {
	op := openapi3.NewOperation()
	op.OperationID, op.Summary = o.ID, o.Summary
	if o.about != nil {
		op.Tags = []string{o.about.Label.In(lang)}
	}
	if o.item {
		op.AddParameter(openapi3.NewPathParameter("featureId").WithSchema(openapi3.NewStringSchema()))
	}
	for _, name := range append([]string{paramFormat, paramLang}, o.Params...) {
		switch {
		case name == paramQueryables:
			if err := addQueryables(op, o.about, lang); err != nil {
				return nil, err
			}
		case name == paramDatetime && o.item:
			op.Parameters = append(op.Parameters, parameterRef("instant"))
		default:
			op.Parameters = append(op.Parameters, parameterRef(name))
		}
	}
	op.Responses = o.responses(lang)
	return op, nil
}

func parameterRef(name string) *openapi3.ParameterRef {
	return &openapi3.ParameterRef{Ref: "#/components/parameters/" + name}
}

// addQueryables adds a parameter for each field, with the schema of the
// queryable (/req/queryables-query-parameters/parameters). A restricted field is
// described to all; asking by it is for those who may see it.
func addQueryables(op *openapi3.Operation, schema *registry.Schema, lang registry.Lang) error {
	for i := range schema.Fields {
		f := &schema.Fields[i]
		p := propertyOf(f, lang)
		if p.Items != nil { // a list is asked for one of its codes
			p.Type, p.Enum, p.Items = "string", p.Items.Enum, nil
		}
		encoded, err := json.Marshal(p)
		if err != nil {
			return err
		}
		described := openapi3.NewSchema()
		if err := described.UnmarshalJSON(encoded); err != nil {
			return fmt.Errorf("field %s: %w", f.Name, err)
		}
		op.AddParameter(query(f.Name, described, f.Label.In(lang)))
	}
	return nil
}

// query is a parameter of the query string with one value.
func query(name string, schema *openapi3.Schema, about string) *openapi3.Parameter {
	flat := false
	p := openapi3.NewQueryParameter(name).WithSchema(schema).WithDescription(about)
	p.Style, p.Explode = openapi3.SerializationForm, &flat
	return p
}

func (s *Service) sharedParameters(lang registry.Lang) openapi3.ParametersMap {
	text := func(vi, en string) string { return registry.Text{VI: vi, EN: en}.In(lang) }
	numbers := openapi3.NewArraySchema()
	numbers.Items = openapi3.NewFloat64Schema().NewRef()
	numbers.OneOf = openapi3.SchemaRefs{fixed(4), fixed(6)}
	keys := openapi3.NewArraySchema().WithMinItems(1).WithMaxItems(maxSortKeys)
	keys.Items = openapi3.NewStringSchema().WithPattern("^[+-]?[a-z].*$").NewRef()
	limit := openapi3.NewIntegerSchema().WithMin(1).WithMax(maxLimit).WithDefault(defaultLimit)
	uri := func() *openapi3.Schema {
		return choice(s.systems.uris).WithFormat("uri").WithDefault(s.systems.uris[0])
	}
	all := openapi3.ParametersMap{}
	for _, p := range []*openapi3.Parameter{
		query(paramFormat, choice([]string{"json", "html"}), text("định dạng; mặc định theo Accept", "format; else by Accept")),
		query(paramLang, choice([]string{"vi", "en"}), text("ngôn ngữ; mặc định theo Accept-Language", "language; else by Accept-Language")),
		query(paramLimit, limit, text("số đối tượng mỗi trang; nhiều hơn mức tối đa thì được mức tối đa", "features a page; more than the maximum gives the maximum")),
		query(paramBBox, numbers, text("khung: góc dưới rồi góc trên, thứ tự trục theo bbox-crs; gặp cả đối tượng không có hình học", "box: lower corner, then upper, axes as in bbox-crs; features without geometry meet it too")),
		query(paramBBoxCRS, uri(), text("hệ tọa độ của bbox", "reference system of bbox")),
		query(paramCRS, uri(), text("hệ tọa độ của câu trả lời, thứ tự trục theo cơ quan ban hành", "reference system of the answer, axes in the authority's order")),
		query(paramDatetime, openapi3.NewStringSchema(), text("thời điểm hoặc khoảng: 2020-12-31, 2020-01-01/2020-12-31, 2020-01-01/..; mặc định hôm nay", "instant or interval: 2020-12-31, 2020-01-01/2020-12-31, 2020-01-01/..; default today")),
		query(paramSortby, keys, text("trường sắp xếp, - là giảm dần; cuối cùng luôn là id", "properties to sort by, - for descending; id is always the last")),
		query(paramToken, openapi3.NewStringSchema(), text("trang, như liên kết next và prev cho", "the page, as the links next and prev give it")),
	} {
		all[p.Name] = &openapi3.ParameterRef{Value: p}
	}
	all["instant"] = &openapi3.ParameterRef{Value: query(paramDatetime, openapi3.NewStringSchema(),
		text("ngày hoặc thời điểm; mặc định hôm nay", "date or instant; default today"))}
	return all
}

func fixed(n int64) *openapi3.SchemaRef {
	return openapi3.NewArraySchema().WithMinItems(n).WithMaxItems(n).WithItems(openapi3.NewFloat64Schema()).NewRef()
}

func choice(values []string) *openapi3.Schema {
	s := openapi3.NewStringSchema()
	for _, v := range values {
		s.Enum = append(s.Enum, v)
	}
	return s
}

func (o *operation) responses(lang registry.Lang) *openapi3.Responses {
	ok := openapi3.NewResponse().WithDescription(o.Summary)
	ok.Content = openapi3.Content{}
	for _, f := range o.formats {
		schema := &openapi3.SchemaRef{Ref: "#/components/schemas/" + o.Schema}
		if f.name == htmlFormat.name {
			schema = openapi3.NewStringSchema().NewRef()
		}
		ok.Content[f.bare()] = openapi3.NewMediaType().WithSchemaRef(schema)
	}
	if o.Schema == "featureGeoJSON" || o.Schema == "featureCollectionGeoJSON" {
		described := openapi3.Parameter{Schema: openapi3.NewStringSchema().NewRef(), Description: registry.Text{
			VI: "hệ tọa độ của câu trả lời", EN: "reference system of the answer"}.In(lang)}
		ok.Headers = openapi3.Headers{"Content-Crs": {Value: &openapi3.Header{Parameter: described}}}
	}
	responses := openapi3.NewResponsesWithCapacity(6)
	responses.Set("200", &openapi3.ResponseRef{Value: ok})
	statuses := []int{http.StatusNotModified, http.StatusBadRequest, http.StatusNotAcceptable, http.StatusInternalServerError, http.StatusServiceUnavailable}
	if o.about != nil {
		statuses = append(statuses, http.StatusNotFound)
	}
	for _, status := range statuses {
		name := strconv.Itoa(status)
		responses.Set(name, &openapi3.ResponseRef{Ref: "#/components/responses/" + statusName(status)})
	}
	return responses
}

func statusName(status int) string {
	return strings.ReplaceAll(http.StatusText(status), " ", "")
}

func sharedResponses(lang registry.Lang) openapi3.ResponseBodies {
	all := openapi3.ResponseBodies{}
	for status, about := range map[int]registry.Text{
		http.StatusNotModified:         {VI: "Như lần trước", EN: "As it was"},
		http.StatusBadRequest:          {VI: "Tham số sai", EN: "A parameter is wrong"},
		http.StatusNotFound:            {VI: "Không có", EN: "There is no such thing"},
		http.StatusNotAcceptable:       {VI: "Không có định dạng này", EN: "There is no such format"},
		http.StatusInternalServerError: {VI: "Lỗi bên trong", EN: "An error inside the service"},
		http.StatusServiceUnavailable:  {VI: "Tạm thời không trả lời được", EN: "The service cannot answer now"},
	} {
		response := openapi3.NewResponse().WithDescription(about.In(lang))
		if status != http.StatusNotModified {
			response.Content = openapi3.Content{"application/problem+json": openapi3.NewMediaType().
				WithSchemaRef(&openapi3.SchemaRef{Ref: "#/components/schemas/problem"})}
		}
		all[statusName(status)] = &openapi3.ResponseRef{Value: response}
	}
	return all
}
