package api

import (
	"net/http"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/gin-gonic/gin"

	"hatang/handlers/auth"
	"hatang/registry"
)

// route is one operation of the API. The engine and the API's description are
// both made from the table of routes, so that they cannot disagree.
type route struct {
	method, path string // path as gin writes it, ":id" for a part that varies
	right        auth.Right
	id           string // operationId
	summary      registry.Text
	about        registry.Text
	params       []param
	open         bool     // takes the filters of the kind that a parameter names
	change       bool     // demands If-Match
	takes        *content // of the request's body
	gives        []answer
	handle       func(*gin.Context, *args) error
}

// param is a parameter of the query string.
type param struct {
	name     string
	schema   *openapi3.Schema
	about    registry.Text
	required bool
}

// content is a body: a schema of the description by name, and its media types.
type content struct {
	schema string
	types  []string
}

// answer is a way in which a route can answer. Every route can also answer with
// a problem.
type answer struct {
	status  int
	about   registry.Text
	content []content
	headers []string
}

func (r *route) knownParams() map[string]bool {
	known := map[string]bool{"lang": true}
	for _, p := range r.params {
		known[p.name] = true
	}
	return known
}

// states tells whether the route names the parameter among its own.
func (r *route) states(name string) bool {
	return slices.ContainsFunc(r.params, func(p param) bool { return p.name == name })
}

const base = "/api/v1"

// table is every route.
func (a *API) table() []route {
	var routes []route
	for _, kind := range registry.Kinds() {
		schema := registry.SchemaOf(kind)
		routes = append(routes, a.kindReads(schema)...)
		if !schema.Managed {
			routes = append(routes, a.kindWrites(schema)...)
		}
	}
	routes = append(routes, a.spatialRoutes()...)
	routes = append(routes, a.otherRoutes()...)
	return append(routes, a.furtherRoutes()...)
}

// ok is the answer 200 with JSON of the schema, and with further contents.
func ok(schema string, further ...content) answer {
	return answer{http.StatusOK, registry.Text{VI: "Kết quả", EN: "The answer"},
		append([]content{{schema, []string{typeJSON}}}, further...), []string{"ETag"}}
}

func notModifiedAnswer() answer {
	return answer{status: http.StatusNotModified, about: registry.Text{VI: "Không đổi so với bản đang giữ", EN: "As the caller holds it"}}
}

func features(schema string) content { return content{schema, []string{typeGeoJSON}} }

// typeName is the name of a kind's schemas in the description: "Site".
func typeName(schema *registry.Schema) string {
	var out strings.Builder
	for part := range strings.SplitSeq(schema.Table, "_") {
		out.WriteString(strings.ToUpper(part[:1]) + part[1:])
	}
	return out.String()
}

func (a *API) kindReads(schema *registry.Schema) []route {
	path, name := base+"/"+string(schema.Kind), typeName(schema)
	files := []content{features("FeatureCollection")}
	for _, f := range a.listFormats()[2:] {
		files = append(files, content{"", []string{f.MediaType}})
	}
	list := ok(name+"Page", files...)
	list.headers = append(list.headers, "Link")
	return []route{
		{
			method: http.MethodGet, path: path, id: "list" + name, right: auth.Right{Resource: auth.Of(schema.Kind), Action: auth.Read}, handle: a.list(schema),
			summary: registry.Text{VI: "Danh sách: " + schema.Label.VI, EN: "List: " + schema.Label.EN},
			about: registry.Text{
				VI: "JSON và GeoJSON theo trang; tệp khác và limit=all thì cả danh sách.",
				EN: "JSON and GeoJSON in pages; other files, and limit=all, hold the whole list.",
			},
			params: a.listParams(schema), gives: []answer{list, notModifiedAnswer()},
		},
		{
			method: http.MethodGet, path: path + "/:id", id: "get" + name, right: auth.Right{Resource: auth.Of(schema.Kind), Action: auth.Read}, handle: a.get(schema),
			summary: registry.Text{VI: "Một " + schema.Single.VI, EN: "One " + schema.Single.EN},
			params:  []param{asOfParam(), formatParam(recordFormats()), geometryParam()},
			gives:   []answer{ok(name, features("Feature")), notModifiedAnswer()},
		},
		{
			method: http.MethodGet, path: path + "/:id/rows", id: "rows" + name, right: auth.Right{Resource: auth.Of(schema.Kind), Action: auth.Read}, handle: a.rows(schema),
			summary: registry.Text{VI: "Mọi dòng về một " + schema.Single.VI, EN: "Every row about one " + schema.Single.EN},
			params:  []param{geometryParam()},
			gives:   []answer{ok(name + "Rows"), notModifiedAnswer()},
		},
		{
			method: http.MethodGet, path: path + "/:id/history", id: "history" + name, right: historyRight(schema), handle: a.history(schema),
			summary: registry.Text{VI: "Lịch sử thay đổi của một " + schema.Single.VI, EN: "Changes of one " + schema.Single.EN},
			params:  []param{limitParam(maxLimit, defaultLimit), cursorParam()},
			gives:   []answer{ok("ChangePage"), notModifiedAnswer()},
		},
	}
}

// historyRight is what the history of a record takes. Who may not read a kind of
// the program's own may not read of its past either.
func historyRight(schema *registry.Schema) auth.Right {
	if schema.Managed && schema.Kind != registry.RuleSets {
		return auth.Right{Resource: auth.Of(schema.Kind), Action: auth.Read}
	}
	return auth.Right{Resource: auth.History, Action: auth.Read}
}

func (a *API) kindWrites(schema *registry.Schema) []route {
	path, name := base+"/"+string(schema.Kind), typeName(schema)
	written := ok(name)
	created := answer{http.StatusCreated, registry.Text{VI: "Đã tạo", EN: "Created"}, written.content, []string{"ETag", "Location"}}
	asOf, reason := asOfParam(), reasonParam()
	return []route{
		{
			method: http.MethodPost, path: path, id: "create" + name, right: auth.Right{Resource: auth.Of(schema.Kind), Action: auth.Create}, handle: a.create(schema),
			summary: registry.Text{VI: "Tạo " + schema.Single.VI, EN: "Create a " + schema.Single.EN},
			params:  []param{reason}, takes: &content{name + "Input", []string{typeJSON}}, gives: []answer{created},
		},
		{
			method: http.MethodPatch, path: path + "/:id", id: "change" + name, right: auth.Right{Resource: auth.Of(schema.Kind), Action: auth.Change}, handle: a.change(schema, false), change: true,
			summary: registry.Text{VI: "Sửa các trường được nêu", EN: "Change the fields that are named"},
			about: registry.Text{
				VI: "RFC 7396. Dòng có hiệu lực vào as_of được sửa tại chỗ; nếu valid_from mới muộn hơn thì dòng cũ khép lại và dòng mới bắt đầu.",
				EN: "RFC 7396. The row that holds on as_of is corrected in place; with a later valid_from it is closed and a new one begins.",
			},
			params: []param{asOf, reason}, takes: &content{name + "Patch", []string{typeMergePatch, typeJSON}}, gives: []answer{written},
		},
		{
			method: http.MethodPut, path: path + "/:id", id: "replace" + name, right: auth.Right{Resource: auth.Of(schema.Kind), Action: auth.Change}, handle: a.change(schema, true), change: true,
			summary: registry.Text{VI: "Thay toàn bộ các trường", EN: "Replace every field"},
			params:  []param{asOf, reason}, takes: &content{name + "Input", []string{typeJSON}}, gives: []answer{written},
		},
		{
			method: http.MethodPost, path: path + "/:id/retire", id: "retire" + name, right: auth.Right{Resource: auth.Of(schema.Kind), Action: auth.Retire}, handle: a.retire(schema), change: true,
			summary: registry.Text{VI: "Cho thôi hiệu lực từ một ngày", EN: "Retire from a day on"},
			params:  []param{reason}, takes: &content{"Retirement", []string{typeJSON}}, gives: []answer{written},
		},
		{
			method: http.MethodDelete, path: path + "/:id", id: "remove" + name, right: auth.Right{Resource: auth.Of(schema.Kind), Action: auth.Retire}, handle: a.remove(schema), change: true,
			summary: registry.Text{VI: "Cho thôi hiệu lực (on=) hoặc bỏ dòng nhập nhầm (valid_from=)", EN: "Retire (on=) or remove a row entered by mistake (valid_from=)"},
			params: []param{
				{name: "on", schema: dateSchema(), about: registry.Text{VI: "ngày thôi hiệu lực", EN: "the day from which it no longer holds"}},
				{name: "valid_from", schema: openapi3.NewStringSchema(), about: registry.Text{VI: "ngày bắt đầu của dòng nhập nhầm; open: dòng không có ngày bắt đầu", EN: "where the mistaken row begins; open: the row without a beginning"}},
				reason,
			},
			gives: []answer{written, {status: http.StatusNoContent, about: registry.Text{VI: "Đã bỏ dòng", EN: "The row was removed"}}},
		},
	}
}

func (a *API) spatialRoutes() []route {
	place := []param{
		{"lon", openapi3.NewFloat64Schema().WithMin(-180).WithMax(180), registry.Text{VI: "kinh độ WGS 84", EN: "longitude, WGS 84"}, false},
		{"lat", openapi3.NewFloat64Schema().WithMin(-90).WithMax(90), registry.Text{VI: "vĩ độ WGS 84", EN: "latitude, WGS 84"}, false},
		{"at", openapi3.NewStringSchema(), registry.Text{VI: "hoặc một cặp tọa độ như người ta viết: 14°21'00\"N 107°59'E", EN: "or a pair as people write it: 14°21'00\"N 107°59'E"}, false},
		{"crs", openapi3.NewStringSchema(), registry.Text{VI: "hệ tọa độ của at: 4326, vn2000:107.5, EPSG:9216", EN: "the system of at: 4326, vn2000:107.5, EPSG:9216"}, false},
	}
	kind := func(names []string) param {
		return param{"kind", enum(names), registry.Text{VI: "loại bản ghi", EN: "kind of record"}, true}
	}
	common := []param{asOfParam(), inServiceParam(), placeFormatParam(), geometryParam()}
	with := func(further ...param) []param { return append(further, common...) }
	around := param{"radius_m", openapi3.NewFloat64Schema().WithMin(0).WithMax(maxRadiusM), registry.Text{VI: "bán kính, mét trên ellipsoid", EN: "radius, metres on the ellipsoid"}, false}
	hits := ok("HitPage", features("FeatureCollection"))
	hits.headers = nil
	at := ok("At")
	at.headers = nil
	return []route{
		{
			method: http.MethodGet, path: base + "/nearest", id: "nearest", right: auth.Right{Resource: auth.Places, Action: auth.Read}, handle: a.nearest, open: true,
			summary: registry.Text{VI: "Các bản ghi gần một điểm nhất", EN: "The records nearest to a place"},
			params:  append(with(place...), kind(placedKinds()), orderedParam(), param{"k", intSchema(1, maxNearest, stdNearest), registry.Text{VI: "số bản ghi", EN: "how many"}, false}),
			gives:   []answer{hits},
		},
		{
			method: http.MethodGet, path: base + "/within", id: "within", right: auth.Right{Resource: auth.Places, Action: auth.Read}, handle: a.within, open: true,
			summary: registry.Text{VI: "Các bản ghi trong một bán kính", EN: "The records within a radius"},
			about: registry.Text{
				VI: "Hoặc trong một khung: bbox thay cho tâm và bán kính; khi đó theo thứ tự id, không khoảng cách.",
				EN: "Or in a box: bbox instead of a centre and a radius; then by id, without distances.",
			},
			params: append(with(place...), kind(placedKinds()), around, boxParam(), limitParam(maxFeatures, maxLimit), orderedParam()),
			gives:  []answer{hits},
		},
		{
			method: http.MethodPost, path: base + "/within", id: "withinPolygon", right: auth.Right{Resource: auth.Places, Action: auth.Read}, handle: a.withinPolygon, open: true,
			summary: registry.Text{VI: "Các bản ghi trong một đa giác", EN: "The records in a polygon"},
			params:  append(with(), kind(shapedKinds()), limitParam(maxFeatures, maxLimit), orderedParam()),
			takes:   &content{"Area", []string{typeJSON, typeGeoJSON}}, gives: []answer{hits},
		},
		{
			method: http.MethodGet, path: base + "/at", id: "at", right: auth.Right{Resource: auth.Places, Action: auth.Read}, handle: a.at,
			summary: registry.Text{VI: "Ở đây có gì: xã, điểm bưu chính gần nhất, vị trí BTS, đài truyền thanh", EN: "What is here: commune, nearest postal point, sites, radio station"},
			params:  append(place, around, asOfParam()),
			gives:   []answer{at},
		},
	}
}

func (a *API) otherRoutes() []route {
	text := func(name, vi, en string) param {
		return param{name: name, schema: openapi3.NewStringSchema(), about: registry.Text{VI: vi, EN: en}}
	}
	return []route{
		{
			method: http.MethodGet, path: base + "/served/:network", id: "served", right: auth.Right{Resource: auth.Served, Action: auth.Read}, handle: a.served,
			summary: registry.Text{VI: "Bán kính phục vụ và số dân phục vụ của mỗi điểm", EN: "Service radius and people served per point"},
			params: []param{
				text("unit", "mã đơn vị hành chính; để trống: cả sổ đăng ký", "code of an administrative unit; none: the registry's territory"), asOfParam(),
				{name: "approximate", schema: openapi3.NewBoolSchema(), about: registry.Text{
					VI: "tính cả điểm có vị trí gần đúng vào khoảng cách", EN: "let points known only approximately take part in distances",
				}},
				{name: "format", schema: enum([]string{formatJSON, "text"}), about: registry.Text{VI: "định dạng", EN: "format"}},
			},
			gives: []answer{ok("Served", content{"", []string{"text/plain; charset=utf-8"}}), notModifiedAnswer()},
		},
		{
			method: http.MethodGet, path: base + "/changes", id: "changes", right: auth.Right{Resource: auth.Changes, Action: auth.Read}, handle: a.changes,
			summary: registry.Text{VI: "Nhật ký thay đổi, mới nhất trước", EN: "The chain of changes, newest first"},
			params: []param{
				{name: "kind", schema: enum(kindNames()), about: registry.Text{VI: "loại bản ghi", EN: "kind of record"}},
				text("id", "định danh bản ghi", "id of a record"), text("actor", "người thực hiện", "who"),
				text("request", "mã yêu cầu", "request id"), text("from", "từ ngày hoặc thời điểm", "from this day or time"),
				text("to", "đến ngày hoặc thời điểm", "until this day or time"),
				limitParam(maxLimit, defaultLimit), cursorParam(),
			},
			gives: []answer{ok("ChangePage"), notModifiedAnswer()},
		},
		{
			method: http.MethodPost, path: base + "/changes", id: "bulk", right: auth.Right{Resource: auth.Bulk, Action: auth.Change}, handle: a.bulk,
			summary: registry.Text{VI: "Nhiều thay đổi trong một giao dịch", EN: "Many changes in one transaction"},
			params:  []param{reasonParam()}, takes: &content{"Bulk", []string{typeJSON}}, gives: []answer{withoutTag(ok("BulkResult"))},
		},
		{
			method: http.MethodGet, path: "/api/openapi.json", id: "openapi", right: auth.Right{Resource: auth.Description, Action: auth.Read}, handle: a.sendOpenAPI,
			summary: registry.Text{VI: "Mô tả của API này", EN: "The description of this API"},
			gives:   []answer{ok("OpenAPI"), notModifiedAnswer()},
		},
	}
}

func withoutTag(a answer) answer {
	a.headers = nil
	return a
}
