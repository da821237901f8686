package api

import (
	"net/http"
	"strconv"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/gin-gonic/gin"

	"hatang/registry"
)

// sendOpenAPI answers GET /api/openapi.json.
func (a *API) sendOpenAPI(c *gin.Context, args *args) error {
	// arguments
	if err := args.err(); err != nil {
		return err
	}

	// operation
	doc, err := a.openapi()
	if err != nil || notModified(c, doc.tag) {
		return err
	}

	// response
	c.Data(http.StatusOK, typeJSON, doc.content)
	return nil
}

// both is a text in both languages: the description has one form for all.
func both(t registry.Text) string {
	if t.VI == "" || t.VI == t.EN {
		return t.EN
	}
	return t.VI + " / " + t.EN
}

// document is a text and its ETag.
type document struct {
	content []byte
	tag     string
}

// describe writes the API's description from the table of routes and the
// schemas of the registry.
func (a *API) describe() (document, error) {
	version := a.options.Version
	if version == "" {
		version = "0"
	}
	doc := &openapi3.T{
		OpenAPI: "3.0.3",
		Info: &openapi3.Info{
			Title: "hatang", Version: version,
			Description: both(registry.Text{
				VI: "Sổ đăng ký vị trí BTS, điểm bưu chính và đài truyền thanh cấp xã. Lỗi theo RFC 9457, tiếng Việt hoặc tiếng Anh theo Accept-Language hay lang.",
				EN: "The registry of BTS sites, postal points and commune radio stations. Errors follow RFC 9457, in Vietnamese or English by Accept-Language or lang.",
			}),
		},
		Paths:      openapi3.NewPaths(),
		Components: &openapi3.Components{Schemas: a.schemas(), Parameters: sharedParameters(), SecuritySchemes: securitySchemes()},
		// Nothing, which shows what is public, or one of the two.
		Security: openapi3.SecurityRequirements{{}, {securityToken: []string{}}, {securitySession: []string{}}},
	}
	if a.options.BasePath != "" {
		doc.Servers = openapi3.Servers{{URL: a.options.BasePath}}
	}
	for i := range a.routes {
		r := &a.routes[i]
		doc.AddOperation(templated(r.path), r.method, r.operation())
	}
	content, err := doc.MarshalJSON()
	return document{content, contentTag(content)}, err
}

// The ways to say who one is, by their names in the description.
const (
	securityToken   = "token"
	securitySession = "session"
)

func securitySchemes() openapi3.SecuritySchemes {
	token := openapi3.NewSecurityScheme().WithType("http").WithScheme("bearer").WithDescription(both(registry.Text{
		VI: "thẻ API: hatang token add, hoặc trang /account", EN: "API token: hatang token add, or the page /account"}))
	session := openapi3.NewSecurityScheme().WithType("apiKey").WithIn("cookie").WithName("hatang").WithDescription(both(registry.Text{
		VI: "phiên của trình duyệt; qua TLS tên là __Host-hatang", EN: "a browser's session; over TLS its name is __Host-hatang"}))
	return openapi3.SecuritySchemes{securityToken: {Value: token}, securitySession: {Value: session}}
}

// templated writes a path as OpenAPI does: {id} for :id.
func templated(path string) string {
	parts := strings.Split(path, "/")
	for i, part := range parts {
		if name, varies := strings.CutPrefix(part, ":"); varies {
			parts[i] = "{" + name + "}"
		}
	}
	return strings.Join(parts, "/")
}

// The parameters that many routes share, by their names in the description.
const (
	sharedLang    = "lang"
	sharedIfMatch = "IfMatch"
	sharedKey     = "IdempotencyKey"
)

func sharedParameters() openapi3.ParametersMap {
	header := func(name string, required bool, about registry.Text) *openapi3.ParameterRef {
		return &openapi3.ParameterRef{Value: openapi3.NewHeaderParameter(name).WithRequired(required).
			WithSchema(openapi3.NewStringSchema()).WithDescription(both(about))}
	}
	return openapi3.ParametersMap{
		sharedLang: {Value: openapi3.NewQueryParameter("lang").WithSchema(enum([]string{"vi", "en"})).
			WithDescription(both(registry.Text{VI: "ngôn ngữ của lời văn", EN: "language of texts"}))},
		sharedIfMatch: header("If-Match", true, registry.Text{VI: "ETag của bản ghi đã đọc", EN: "ETag of the record as it was read"}),
		sharedKey:     header("Idempotency-Key", false, registry.Text{VI: "gửi lại cùng khóa trong 24 giờ chỉ ghi một lần", EN: "sent again within 24 hours it is done only once"}),
	}
}

func sharedRef(name string) *openapi3.ParameterRef {
	return &openapi3.ParameterRef{Ref: "#/components/parameters/" + name}
}

// schemaRef is the schema of that name; without one it is a file.
func schemaRef(name string) *openapi3.SchemaRef {
	if name == "" {
		return openapi3.NewStringSchema().WithFormat("binary").NewRef()
	}
	return &openapi3.SchemaRef{Ref: "#/components/schemas/" + name}
}

func (r *route) operation() *openapi3.Operation {
	op := openapi3.NewOperation()
	op.OperationID = r.id
	op.Summary = both(r.summary)
	op.Description = both(r.about)
	for part := range strings.SplitSeq(r.path, "/") {
		if name, varies := strings.CutPrefix(part, ":"); varies {
			p := openapi3.NewPathParameter(name).WithSchema(openapi3.NewStringSchema())
			if name == "network" {
				p.Schema = enum(networks()).NewRef()
			}
			op.AddParameter(p)
		}
	}
	for _, p := range r.params {
		op.AddParameter(openapi3.NewQueryParameter(p.name).WithSchema(p.schema).WithRequired(p.required).WithDescription(both(p.about)))
	}
	if !r.states(sharedLang) { // a further route may tell of its own
		op.Parameters = append(op.Parameters, sharedRef(sharedLang))
	}
	if r.open {
		op.AddParameter(openFilters())
	}
	if r.change {
		op.Parameters = append(op.Parameters, sharedRef(sharedIfMatch))
	}
	if writes := r.method != http.MethodGet && !r.open; writes {
		op.Parameters = append(op.Parameters, sharedRef(sharedKey))
	}
	if r.takes != nil {
		op.RequestBody = &openapi3.RequestBodyRef{Value: openapi3.NewRequestBody().WithRequired(true).
			WithContent(openapi3.NewContentWithSchemaRef(schemaRef(r.takes.schema), r.takes.types))}
	}
	op.Responses = r.responses()
	return op
}

// openFilters stands for the filters of the kind that a parameter names.
func openFilters() *openapi3.Parameter {
	p := openapi3.NewQueryParameter("filters").WithDescription(both(registry.Text{
		VI: "bộ lọc theo trường như ở danh sách của loại đó", EN: "filters by field as in the list of that kind"}))
	explode := true
	p.Style, p.Explode = openapi3.SerializationForm, &explode
	return p.WithSchema(openapi3.NewObjectSchema().WithAdditionalProperties(openapi3.NewStringSchema()))
}

func (r *route) responses() *openapi3.Responses {
	responses := openapi3.NewResponsesWithCapacity(len(r.gives) + 1)
	for _, g := range r.gives {
		response := openapi3.NewResponse().WithDescription(both(g.about))
		response.Content = openapi3.NewContent()
		for _, body := range g.content {
			for _, mediaType := range body.types {
				response.Content[mediaType] = openapi3.NewMediaType().WithSchemaRef(schemaRef(body.schema))
			}
		}
		response.Headers = openapi3.Headers{}
		for _, name := range g.headers {
			response.Headers[name] = &openapi3.HeaderRef{Value: &openapi3.Header{Parameter: openapi3.Parameter{Schema: openapi3.NewStringSchema().NewRef()}}}
		}
		responses.Set(strconv.Itoa(g.status), &openapi3.ResponseRef{Value: response})
	}
	problem := openapi3.NewResponse().WithDescription(both(registry.Text{VI: "Lỗi (RFC 9457)", EN: "A problem (RFC 9457)"}))
	problem.Content = openapi3.Content{"application/problem+json": openapi3.NewMediaType().WithSchemaRef(schemaRef("Problem"))}
	responses.Set("default", &openapi3.ResponseRef{Value: problem})
	return responses
}
