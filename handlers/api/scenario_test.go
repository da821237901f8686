package api_test

import (
	"net/http"
	"strings"
	"testing"

	"hatang/registry"
)

// scenario is one request, what must come back, and what it must record.
type scenario struct {
	name, method, path string
	body               string
	headers            map[string]string
	status             int
	want, unwanted     []string          // in the body
	header             map[string]string // of the answer: the value, or some or none
	changes            int               // recorded in the chain
}

func run(t *testing.T, scenarios []scenario) {
	t.Helper()
	for _, sc := range scenarios {
		t.Run(sc.name, func(t *testing.T) {
			t.Parallel()
			s := start(t)
			before := changes(t, s)
			if sc.method == "" {
				sc.method = http.MethodGet
			}
			w := s.ask(sc.method, sc.path, sc.body, sc.headers)
			body := w.Body.String()
			if w.Code != sc.status {
				t.Fatalf("%s %s answered %d, want %d: %s", sc.method, sc.path, w.Code, sc.status, body)
			}
			for _, part := range sc.want {
				if !strings.Contains(body, part) {
					t.Errorf("the answer lacks %s:\n%s", part, body)
				}
			}
			for _, part := range sc.unwanted {
				if strings.Contains(body, part) {
					t.Errorf("the answer holds %s:\n%s", part, body)
				}
			}
			for name, want := range sc.header {
				if got := w.Header().Get(name); !headerIs(got, want) {
					t.Errorf("header %s is %q, want %q", name, got, want)
				}
			}
			if got := changes(t, s) - before; got != sc.changes {
				t.Errorf("%d changes were recorded, want %d", got, sc.changes)
			}
		})
	}
}

// What a header of an answer can be wanted to be beside its very value.
const (
	some = "(some)"
	none = "(none)"
)

func headerIs(got, want string) bool {
	switch want {
	case some:
		return got != ""
	case none:
		return got == ""
	}
	return got == want
}

func changes(tb testing.TB, s *service) int {
	tb.Helper()
	_, n, err := s.store.History(tb.Context(), registry.HistoryQuery{Limit: 1})
	if err != nil {
		tb.Fatal(err)
	}
	return n
}

const problemJSON = "application/problem+json"

func TestLists(t *testing.T) {
	t.Parallel()
	const sites = "/api/v1/sites"
	run(t, []scenario{
		{name: "all, by id", path: sites, status: 200, want: []string{`"count":4,"total":4`, `"id":"s-1"`, `"notice":"Ranh giới minh họa"`, `"revision":`}},
		{name: "one of several", path: sites + "?operator_code=viettel&state=on_air,built", status: 200, want: []string{`"s-1"`, `"s-2"`, `"total":2`}},
		{name: "more than", path: sites + "?height_m.gt=30", status: 200, want: []string{`"s-1"`, `"total":1`}},
		{name: "at least", path: sites + "?height_m.gte=30", status: 200, want: []string{`"total":3`}},
		{name: "less than", path: sites + "?height_m.lt=42", status: 200, want: []string{`"total":2`}, unwanted: []string{`"s-1"`, `"s-4"`}},
		{name: "differs means stated", path: sites + "?height_m.ne=30", status: 200, want: []string{`"s-1"`, `"total":1`}},
		{name: "not stated", path: sites + "?height_m.null=true", status: 200, want: []string{`"s-4"`, `"total":1`}},
		{name: "stated", path: sites + "?height_m.null=false", status: 200, want: []string{`"total":3`}},
		{name: "list field, any", path: sites + "?technologies=2G,5G", status: 200, want: []string{`"s-1"`, `"s-2"`, `"total":2`}},
		{name: "list field, all", path: sites + "?technologies.all=4G,5G", status: 200, want: []string{`"s-2"`, `"total":1`}},
		{name: "text held without accents", path: sites + "?name.contains=dak", status: 200, want: []string{`"s-1"`, `"total":1`}},
		{name: "comma in a value", path: sites + `?name=Sa%20Thầy%5C,%20trung%20tâm`, status: 200, want: []string{`"s-4"`, `"total":1`}},
		{name: "date", path: sites + "?commissioned.gte=2012-01-01", status: 200, want: []string{`"s-3"`, `"total":1`}},
		{name: "search without accents", path: sites + "?q=kon+ray", status: 200, want: []string{`"s-2"`, `"total":1`}},
		{name: "search with đ", path: sites + "?q=dak+to", status: 200, want: []string{`"s-1"`, `"total":1`}},
		{name: "box", path: sites + "?bbox=107.9,14.2,108,14.4", status: 200, want: []string{`"s-1"`, `"s-3"`, `"total":2`}},
		{name: "in service", path: sites + "?in_service=true&as_of=2021-01-01", status: 200, unwanted: []string{`"s-3"`}},
		{name: "in service before", path: sites + "?in_service=true&as_of=2019-01-01&operator_code=mobifone&state=on_air", status: 200, want: []string{`"s-3"`}},
		{name: "in a unit, by place", path: sites + "?unit=23284", status: 200, want: []string{`"s-2"`, `"total":1`}},
		{name: "in a unit, none there", path: "/api/v1/settlements?unit=23281", status: 200, want: []string{`"items":[]`, `"total":0`}},
		{name: "units of a province, by code", path: "/api/v1/units?unit=62&level=commune&geometry=false", status: 200, want: []string{`"total":2`}, unwanted: []string{"coordinates"}},
		{name: "figures of a unit", path: "/api/v1/indicators?unit=62", status: 200, want: []string{`"i-1"`}},
		{name: "sort descending, not stated last", path: sites + "?sort=-height_m,name", status: 200, want: []string{`"total":4`}},
		{name: "every kind", path: "/api/v1/zones?code=none", status: 200, want: []string{`"items":[],"count":0,"total":0`}},
		{
			name: "geojson", path: sites + "?format=geojson&limit=2", status: 200,
			want:   []string{`"type":"FeatureCollection"`, `"numberMatched":4`, `"numberReturned":2`, `"notice"`, `"next":"/api/v1/sites?`},
			header: map[string]string{"Content-Type": "application/geo+json", "Link": some, "ETag": some},
		},
		{name: "geojson by Accept", path: sites, headers: map[string]string{"Accept": "text/html;q=0.1, application/geo+json"}, status: 200, want: []string{"FeatureCollection"}},
		{name: "English notice falls back", path: sites, headers: map[string]string{"Accept-Language": "en"}, status: 200, want: []string{"minh họa"}},
		{
			name: "file holds all", path: sites + "?format=csv&operator_code=viettel", status: 200, want: []string{"id,", "s-1", "s-2"}, unwanted: []string{"s-3"},
			header: map[string]string{"X-Total-Count": "2", "X-Count": "2", "Content-Disposition": some, "Content-Type": "text/csv; charset=utf-8"},
		},
		{name: "file of an empty unit", path: "/api/v1/settlements?unit=23281&format=csv", status: 200, want: []string{"id,"}, unwanted: []string{"v-1"}, header: map[string]string{"X-Total-Count": "0"}},
		{name: "whole GeoJSON file", path: sites + "?format=geojson&limit=all", status: 200, want: []string{`"features"`, "s-4"}, header: map[string]string{"X-Total-Count": "4"}},
	})
}

func TestListsRefuse(t *testing.T) {
	t.Parallel()
	const sites = "/api/v1/sites"
	vi := map[string]string{"Content-Type": problemJSON, "Content-Language": "vi"}
	run(t, []scenario{
		{name: "unknown parameter", path: sites + "?size_m=3", status: 400, want: []string{`"field":"size_m"`, `"rule":"unknown"`, "không có tham số này"}, header: vi},
		{name: "a misspelt filter", path: sites + "?heightm.gte=3", status: 400, want: []string{"hay là height_m.gte?"}},
		{name: "one of few parameters", path: "/api/v1/changes?size=3", status: 400, want: []string{"có: ", "limit"}},
		{name: "in English", path: sites + "?size_m=3&lang=en", status: 400, want: []string{"there is no such parameter"}},
		{name: "every fault at once", path: sites + "?bbox=1,2,3&state=flying&height_m.gte=tall&limit=0&in_service=maybe", status: 400,
			want: []string{`"field":"bbox"`, `"field":"state"`, `"field":"height_m.gte"`, `"field":"limit"`, `"field":"in_service"`, "on_air"}},
		{name: "repeated", path: sites + "?state=built&state=on_air", status: 400, want: []string{`"rule":"repeated"`}},
		{name: "empty value", path: sites + "?name=", status: 400, want: []string{"name.null=true"}},
		{name: "box upside down", path: sites + "?bbox=108,14,107,15", status: 400, want: []string{`"field":"bbox"`}},
		{name: "box latitude first", path: sites + "?bbox=14,107,15,108", status: 400, want: []string{`"field":"bbox"`, "vĩ độ đứng trước"}},
		{name: "box beyond the pole", path: sites + "?bbox=107,14,108,91", status: 400, want: []string{`"field":"bbox"`}, unwanted: []string{"đứng trước"}},
		{name: "box of NaN", path: sites + "?bbox=NaN,14,107,15", status: 400, want: []string{`"field":"bbox"`}},
		{name: "sort by a list", path: sites + "?sort=technologies", status: 400, want: []string{`"field":"sort"`}},
		{name: "sort by nothing known", path: sites + "?sort=-size", status: 400, want: []string{`"field":"sort"`}},
		{name: "too much", path: sites + "?limit=1001", status: 400, want: []string{"1000"}},
		{name: "cursor of nobody", path: sites + "?cursor=AAAA", status: 400, want: []string{`"field":"cursor"`}},
		{name: "limit on a file", path: sites + "?format=csv&limit=10", status: 400, want: []string{`"field":"limit"`}},
		{name: "no such unit", path: sites + "?unit=1", status: 400, want: []string{`"field":"unit"`, `"rule":"reference"`}},
		{name: "no place, no unit", path: "/api/v1/operators?unit=62", status: 400},
		{name: "no place, no box", path: "/api/v1/operators?bbox=1,2,3,4", status: 400, want: []string{`"field":"bbox"`}},
		{name: "no such format", path: sites + "?format=dwg", status: 400, want: []string{`"field":"format"`}},
		{name: "nothing acceptable", path: sites, headers: map[string]string{"Accept": "image/png"}, status: 406, want: []string{"csv"}},
		{name: "malformed query", path: sites + "?name=%zz", status: 400, want: []string{`"rule":"query"`}},
		{name: "unknown path", path: "/api/v1/towers", status: 404, header: vi},
		{name: "trailing slash", path: sites + "/", status: 404, want: []string{`"hint":`, `/api/v1/sites"`}},
		{name: "wrong method", method: http.MethodDelete, path: sites, status: 405, header: map[string]string{"Allow": "GET, HEAD, POST, OPTIONS", "Content-Type": problemJSON}},
		{name: "what an address takes", method: http.MethodOptions, path: sites, status: 204, header: map[string]string{"Allow": "GET, HEAD, POST, OPTIONS"}},
		{name: "what there is not", method: http.MethodOptions, path: "/api/v1/bridges", status: 404},
		{name: "preflight of another site", method: http.MethodOptions, path: sites, headers: map[string]string{"Origin": "https://evil.example", "Access-Control-Request-Method": "GET"}, status: 204, header: map[string]string{"Access-Control-Allow-Origin": none}},
	})
}

func TestRecords(t *testing.T) {
	t.Parallel()
	const site = "/api/v1/sites/s-1"
	run(t, []scenario{
		{name: "one", path: site, status: 200, want: []string{`"code":"KT001"`, `"technologies":["2G","4G"]`, `"coordinates":[107.95,14.3]`}, header: map[string]string{"ETag": `"7"`}},
		{name: "as a feature", path: site + "?format=geojson", status: 200, want: []string{`"type":"Feature"`}, header: map[string]string{"ETag": `"7g"`}},
		{name: "known to the caller", path: site, headers: map[string]string{"If-None-Match": `"7"`}, status: 304},
		{name: "known compressed", path: site, headers: map[string]string{"If-None-Match": `"7-gzip"`}, status: 304},
		{name: "not there", path: "/api/v1/sites/nobody", status: 404, header: map[string]string{"Content-Type": problemJSON}},
		{name: "rows", path: site + "/rows", status: 200, want: []string{`"count":1`}},
		{name: "history", path: site + "/history", status: 200, want: []string{`"operation":"create"`, `"field":"height_m"`, `"before":null,"after":42`, `"request":"fixture"`}},
		{name: "history of nobody", path: "/api/v1/sites/nobody/history", status: 404},
		{name: "chain", path: "/api/v1/changes?kind=postal&limit=1", status: 200, want: []string{`"total":2`, `"count":1`, `"next":`}},
		{name: "chain with settings", path: "/api/v1/changes", status: 200, want: []string{`"kind":"settings"`}},
		{name: "chain before time", path: "/api/v1/changes?to=2001-01-01", status: 200, want: []string{`"total":0`}},
		{name: "chain, bad time", path: "/api/v1/changes?from=yesterday", status: 400, want: []string{`"field":"from"`}},
		{name: "description", path: "/api/openapi.json", status: 200, want: []string{`"openapi":"3.0.3"`}},
		{name: "served", path: "/api/v1/served/postal?unit=62&as_of=2020-12-31", status: 200, want: []string{`"n":129`, `"as_of":"2020-12-31"`}, header: map[string]string{"ETag": some}},
		{name: "served for a reader", path: "/api/v1/served/postal?format=text&lang=vi", status: 200, want: []string{"129", "Mạng bưu chính"}, header: map[string]string{"Content-Type": "text/plain; charset=utf-8"}},
		{name: "served by nobody", path: "/api/v1/served/canals", status: 404},
		{name: "served nowhere", path: "/api/v1/served/bts?unit=99", status: 404},
	})
}

func TestPlaces(t *testing.T) {
	t.Parallel()
	run(t, []scenario{
		{name: "nearest", path: "/api/v1/nearest?kind=postal&lon=108.05&lat=14.33&k=1", status: 200, want: []string{`"p-2"`, `"distance_m":1078.780`}, unwanted: []string{`"p-1"`}},
		{name: "nearest, latitude for longitude", path: "/api/v1/nearest?kind=postal&lon=14.33&lat=108.05", status: 400, want: []string{`"field":"lat"`, "đổi chỗ"}},
		{name: "nearest with a limit", path: "/api/v1/nearest?kind=postal&lon=108.05&lat=14.33&limit=1", status: 400, want: []string{`"field":"limit"`, `"rule":"unknown"`}},
		{name: "nearest by a misspelt filter", path: "/api/v1/nearest?kind=postal&lon=108.05&lat=14.33&clss=bdvhx", status: 400, want: []string{`"field":"clss"`, "hay là class?"}},
		{name: "nearest beyond the pole", path: "/api/v1/nearest?kind=postal&lon=108.05&lat=91", status: 400, want: []string{`"field":"lat"`}, unwanted: []string{"đổi chỗ"}},
		{name: "nearest with a filter", path: "/api/v1/nearest?kind=sites&lon=107.95&lat=14.3&k=1&operator_code=mobifone", status: 200, want: []string{`"s-3"`}, unwanted: []string{`"s-1"`}},
		{name: "nearest by every test", path: "/api/v1/nearest?kind=sites&lon=107.95&lat=14.3&height_m.gte=20&height_m.lt=40&name.contains=ray&technologies=4G&state.ne=on_air&code.null=false", status: 200, want: []string{`"s-2"`, `"total":1`}},
		{name: "nearest in service", path: "/api/v1/nearest?kind=sites&lon=107.96&lat=14.31&k=1&in_service=true", status: 200, want: []string{`"s-1"`}},
		{name: "nearest as features", path: "/api/v1/nearest?kind=postal&lon=108&lat=14.3&format=geojson", status: 200, want: []string{`"FeatureCollection"`, `"distance_m":`, `"numberMatched":2`}},
		{name: "nearest, typed", path: "/api/v1/nearest?kind=postal&at=14%C2%B019'48%22N+108%C2%B003'E&k=1", status: 200, want: []string{`"p-2"`}},
		{name: "nearest, VN-2000", path: "/api/v1/nearest?kind=postal&crs=vn2000:107.5&at=558000+1586000&k=1", status: 200, want: []string{`"record"`}},
		{name: "nearest, ids only", path: "/api/v1/nearest?kind=postal&lon=108.05&lat=14.33&format=ids", status: 200, want: []string{`{"ids":["p-2","p-1"],"distances_m":[1078.780,`, `"count":2,"total":2}`}},
		{name: "nearest of none, ids only", path: "/api/v1/nearest?kind=clusters&lon=108.05&lat=14.33&format=ids&code=none", status: 200, want: []string{`{"ids":[],"count":0,"total":0}`}},
		{name: "nearest of what", path: "/api/v1/nearest?lon=108", status: 400, want: []string{`"field":"kind"`, `"field":"lat"`}},
		{name: "nearest of no such field", path: "/api/v1/nearest?kind=postal&lon=108&lat=14&height_m=3", status: 400, want: []string{`"field":"height_m"`}},
		{name: "nearest off the earth", path: "/api/v1/nearest?kind=postal&lon=408&lat=14", status: 400, want: []string{`"field":"lon"`}},
		{name: "typed nonsense", path: "/api/v1/at?at=here", status: 400, want: []string{`"field":"at"`}},
		{name: "typed twice", path: "/api/v1/at?at=14.3+108&lon=3", status: 400, want: []string{`"field":"lon"`}},
		{name: "no such system", path: "/api/v1/at?at=14.3+108&crs=mars", status: 400, want: []string{`"field":"crs"`}},
		{name: "within", path: "/api/v1/within?kind=sites&lon=107.95&lat=14.3&radius_m=2000", status: 200, want: []string{`"total":2`, `"distance_m":0.000`}},
		{name: "within, first of two", path: "/api/v1/within?kind=sites&lon=107.95&lat=14.3&radius_m=2000&limit=1", status: 200, want: []string{`"count":1,"total":2`}},
		{name: "within, ids alone", path: "/api/v1/within?kind=sites&lon=107.95&lat=14.3&radius_m=2000&format=ids&ordered=false", status: 200, want: []string{`"s-1"`, `"s-3"`, `"count":2,"total":2`}, unwanted: []string{"distances_m", "s-2"}},
		{name: "within, one id", path: "/api/v1/within?kind=sites&lon=107.95&lat=14.3&radius_m=2000&format=ids&ordered=false&limit=1", status: 200, want: []string{`"count":1,"total":2`}},
		{name: "within, ids alone, filtered", path: "/api/v1/within?kind=sites&lon=107.95&lat=14.3&radius_m=2000&format=ids&ordered=false&operator_code=viettel", status: 200, want: []string{`{"ids":["s-1"],"count":1,"total":1}`}},
		{name: "nearest, fids", path: "/api/v1/nearest?kind=postal&lon=108.05&lat=14.33&format=fids", status: 200, want: []string{`{"fids":[2,1],"distances_m":[1078.780,`, `"count":2,"total":2}`}},
		{name: "nearest, fids alone", path: "/api/v1/nearest?kind=postal&lon=108.05&lat=14.33&format=fids&ordered=false", status: 200, want: []string{`{"fids":[2,1],"count":2,"total":2}`}},
		{name: "nearest, fids alone, filtered", path: "/api/v1/nearest?kind=postal&lon=108.05&lat=14.33&format=fids&ordered=false&class=bdvhx", status: 200, want: []string{`{"fids":[2],"count":1,"total":1}`}},
		{name: "within, fids", path: "/api/v1/within?kind=sites&lon=107.95&lat=14.3&radius_m=2000&format=fids", status: 200, want: []string{`{"fids":[1,3],"distances_m":[0.000,`, `"count":2,"total":2}`}},
		{name: "within, fids alone", path: "/api/v1/within?kind=sites&lon=107.95&lat=14.3&radius_m=2000&format=fids&ordered=false&operator_code=mobifone", status: 200, want: []string{`{"fids":[3],"count":1,"total":1}`}},
		{name: "in a box", path: "/api/v1/within?kind=sites&bbox=107.9,14.2,107.96,14.4", status: 200, want: []string{`"s-1"`, `"s-3"`, `"count":2,"total":2`}, unwanted: []string{"distance_m", "s-2"}},
		{name: "in a box, fids alone", path: "/api/v1/within?kind=sites&bbox=107.9,14.2,107.955,14.4&format=fids&ordered=false", status: 200, want: []string{`{"fids":[1],"count":1,"total":1}`}},
		{name: "in a box, ids", path: "/api/v1/within?kind=sites&bbox=107.9,14.2,107.96,14.4&format=ids&limit=1", status: 200, want: []string{`{"ids":["s-1"],"count":1,"total":2}`}},
		{name: "in a box, filtered", path: "/api/v1/within?kind=sites&bbox=107.9,14.2,107.96,14.4&format=geojson&operator_code=mobifone", status: 200, want: []string{`"numberMatched":1`, `"s-3"`}},
		{name: "in a box and a radius", path: "/api/v1/within?kind=sites&bbox=107.9,14.2,107.96,14.4&radius_m=3", status: 400, want: []string{`"field":"radius_m"`}},
		{name: "in no box", path: "/api/v1/within?kind=sites&bbox=107.9,14.2,107.96", status: 400, want: []string{`"field":"bbox"`}},
		{name: "within, records without order", path: "/api/v1/within?kind=sites&lon=107.95&lat=14.3&radius_m=2000&ordered=false", status: 400, want: []string{`"field":"ordered"`}},
		{
			name: "within a polygon, ids alone", method: http.MethodPost, path: "/api/v1/within?kind=sites&format=ids&ordered=false", status: 200,
			body: `{"type":"Polygon","coordinates":[[[107.9,14.2],[107.955,14.2],[107.955,14.4],[107.9,14.4],[107.9,14.2]]]}`, want: []string{`{"ids":["s-1"],"count":1,"total":1}`},
		},
		{name: "within what", path: "/api/v1/within?kind=sites&lon=107.95&lat=14.3", status: 400, want: []string{`"field":"radius_m"`}},
		{
			name: "within a polygon", method: http.MethodPost, path: "/api/v1/within?kind=sites", status: 200,
			body: `{"type":"Polygon","coordinates":[[[107.9,14.2],[108,14.2],[108,14.4],[107.9,14.4],[107.9,14.2]]]}`,
			want: []string{`"total":2`, `"s-1"`, `"s-3"`}, unwanted: []string{"distance_m"},
		},
		{
			name: "within a feature, filtered", method: http.MethodPost, path: "/api/v1/within?kind=sites&operator_code=viettel", status: 200,
			body: `{"type":"Feature","properties":null,"geometry":{"type":"MultiPolygon","coordinates":[[[[107.9,14.2],[108,14.2],[108,14.4],[107.9,14.4],[107.9,14.2]]]]}}`,
			want: []string{`"total":1`, `"s-1"`},
		},
		{name: "within an open ring", method: http.MethodPost, path: "/api/v1/within?kind=sites", status: 400, body: `{"type":"Polygon","coordinates":[[[107.9,14.2],[108,14.2],[108,14.4],[107.9,14.4]]]}`, want: []string{`"field":"geometry"`}},
		{name: "within a line", method: http.MethodPost, path: "/api/v1/within?kind=sites", status: 400, body: `{"type":"LineString","coordinates":[[1,2],[3,4]]}`},
		{name: "here", path: "/api/v1/at?lon=108.05&lat=14.31", status: 200, want: []string{`"commune":{"id":"u-east"`, `"postal":{"distance_m":`, `"p-2"`, `"radio":{"distance_m":`, `"s-2"`, `"sites_total":1`}},
		{name: "nobody here", path: "/api/v1/at?lon=100&lat=10&radius_m=1", status: 200, want: []string{`"commune":null`, `"radio":null`, `"sites":[]`}},
	})
}
