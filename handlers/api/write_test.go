package api_test

import (
	"encoding/json"
	"net/http"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"hatang/handlers/api"
	"hatang/registry"
)

func ifMatch(tag string) map[string]string { return map[string]string{"If-Match": tag} }

const (
	newSite  = `{"code":"KT100","operator_code":"viettel","height_m":35,"geometry":{"type":"Point","coordinates":[108.01,14.31]}}`
	siteTag  = `"7"` // of s-1 in the fixture
	sitePath = "/api/v1/sites/s-1"
)

func TestCreate(t *testing.T) {
	t.Parallel()
	const path = "/api/v1/sites"
	post := func(sc scenario) scenario {
		sc.method = http.MethodPost
		if sc.path == "" {
			sc.path = path
		}
		return sc
	}
	run(t, []scenario{
		post(scenario{name: "new", body: newSite, status: 201, want: []string{`"code":"KT100"`, `"revision":`}, header: map[string]string{"Location": some, "ETag": some}, changes: 1}),
		post(scenario{name: "with an id", body: `{"id":"s/9","code":"KT9","operator_code":"viettel"}`, status: 201, header: map[string]string{"Location": "/api/v1/sites/s%2F9"}, changes: 1}),
		post(scenario{name: "unusual is taken with a warning", body: `{"code":"KT101","operator_code":"viettel","height_m":200}`, status: 201, want: []string{`"warnings":[`, "height_m"}, changes: 1}),
		post(scenario{name: "every fault at once", body: `{"code":7,"height_m":900,"state":"flying","colour":"red"}`, status: 400,
			want:     []string{`"field":"code"`, `"field":"height_m"`, `"field":"state"`, `"field":"colour"`, `"field":"operator_code"`, "400 m"},
			unwanted: []string{`"field":"code","rule":"required"`}}),
		post(scenario{name: "no such operator", body: `{"code":"KT102","operator_code":"nokia"}`, status: 409, want: []string{"nokia"}}),
		post(scenario{name: "same code and operator", body: `{"code":"KT001","operator_code":"viettel"}`, status: 409, want: []string{"s-1"}}),
		post(scenario{name: "same id", body: `{"id":"s-1","code":"KT103","operator_code":"viettel"}`, status: 409}),
		post(scenario{name: "not an object", body: `[1]`, status: 400, want: []string{`"rule":"json"`}}),
		post(scenario{name: "references among the faults", body: `{"code":"KT102","operator_code":"nokia","height_m":900}`, status: 400,
			want: []string{`"field":"height_m"`, `"field":"operator_code"`, `"rule":"reference"`}}),
		post(scenario{name: "references by id among the faults", path: "/api/v1/stations", body: `{"code":"T","site_id":"nobody","operator_code":"nokia","technology":"9G"}`, status: 400,
			want: []string{`"field":"site_id"`, `"field":"operator_code"`, `"field":"technology"`}}),
		post(scenario{name: "no coordinates", body: `{"code":"KT9","operator_code":"viettel","geometry":{"type":"Point","coordinates":[]}}`, status: 400, want: []string{`"field":"geometry"`, "không có tọa độ"}}),
		post(scenario{name: "half a position", body: `{"code":"KT9","operator_code":"viettel","geometry":{"type":"Point","coordinates":[107.9]}}`, status: 400, want: []string{`"field":"geometry"`, "một số"}}),
		post(scenario{name: "a height is dropped", body: `{"code":"KT9","operator_code":"viettel","geometry":{"type":"Point","coordinates":[107.9,14.3,512]}}`, status: 201, want: []string{`"coordinates":[107.9,14.3]`}, changes: 1}),
		post(scenario{name: "an area for a point", body: `{"code":"KT9","operator_code":"viettel","geometry":{"type":"Polygon","coordinates":[[[1,2],[3,4],[5,6],[1,2]]]}}`, status: 400, want: []string{"phải là một điểm"}}),
		post(scenario{name: "latitude first", body: `{"code":"KT9","operator_code":"viettel","geometry":{"type":"Point","coordinates":[14.3,107.9]}}`, status: 400, want: []string{`"rule":"coordinates"`, "vĩ độ đứng trước"}}),
		post(scenario{name: "not UTF-8", body: "{\"code\":\"KT9\",\"operator_code\":\"viettel\",\"name\":\"\xc3\"}", status: 400, want: []string{`"rule":"json"`, "UTF-8"}}),
		post(scenario{name: "a control character", body: `{"code":"KT9","operator_code":"viettel","name":"a\u0000b"}`, status: 400, want: []string{`"field":"name"`, "U+0000"}}),
		post(scenario{name: "an id that no address can carry", body: `{"id":"..","code":"KT9","operator_code":"viettel"}`, status: 400, want: []string{`"field":"id"`}}),
		post(scenario{name: "an id with a plus", body: `{"id":"s+9","code":"KT9","operator_code":"viettel"}`, status: 201, header: map[string]string{"Location": "/api/v1/sites/s+9"}, changes: 1}),
		post(scenario{name: "gone before it came", body: `{"code":"KT9","operator_code":"viettel","commissioned":"2020-01-02","decommissioned":"2020-01-01"}`, status: 400, want: []string{`"field":"decommissioned"`, `"rule":"order"`}}),
		post(scenario{name: "JSON cut off", body: `{"code":`, status: 400, want: []string{"bị cụt"}}),
		post(scenario{name: "JSON badly written", body: `{"code":NaN}`, status: 400, headers: map[string]string{"Accept-Language": "en"}, want: []string{"byte 9"}, unwanted: []string{"Go value", "json:"}}),
		post(scenario{name: "null", body: `null`, status: 400, want: []string{`"rule":"json"`}}),
		post(scenario{name: "two objects", body: `{}{}`, status: 400, want: []string{`"rule":"json"`}}),
		post(scenario{name: "a polygon for a mast", body: `{"code":"KT104","operator_code":"viettel","geometry":{"type":"Polygon","coordinates":[]}}`, status: 400, want: []string{`"field":"geometry"`}}),
		post(scenario{name: "wrong media type", body: `code=KT1`, headers: map[string]string{"Content-Type": "application/x-www-form-urlencoded"}, status: 415, header: map[string]string{"Accept": "application/json"}}),
		post(scenario{name: "page of another site", body: newSite, headers: map[string]string{"Origin": "https://evil.example"}, status: 403}),
		post(scenario{name: "form of another site", body: newSite, headers: map[string]string{"Sec-Fetch-Site": "cross-site"}, status: 403}),
		post(scenario{name: "page of this service", body: newSite, headers: map[string]string{"Origin": "http://127.0.0.1:8080"}, status: 201, changes: 1}),
		post(scenario{name: "under a rebound name", body: newSite, headers: map[string]string{"Host": "evil.example:8080"}, status: 421}),
		post(scenario{name: "unknown parameter", path: path + "?dry_run=true", body: newSite, status: 400, want: []string{`"field":"dry_run"`}}),
	})
}

// Areas that are sent are areas; what is wrong with them is said.
func TestCreateAreas(t *testing.T) {
	t.Parallel()
	var scenarios []scenario
	for name, tc := range map[string]struct{ kind, coordinates, says string }{
		"a square":               {"Polygon", `[[[107.9,14.3],[108.1,14.3],[108.1,14.4],[107.9,14.4],[107.9,14.3]]]`, ""},
		"wound the other way":    {"Polygon", `[[[107.9,14.3],[107.9,14.4],[108.1,14.4],[108.1,14.3],[107.9,14.3]]]`, ""},
		"a vertex twice":         {"Polygon", `[[[107.9,14.3],[108.1,14.3],[108.1,14.3],[108.1,14.4],[107.9,14.3]]]`, ""},
		"two parts":              {"MultiPolygon", `[[[[107,14],[107.1,14],[107.1,14.1],[107,14]]],[[[108,14],[108.1,14],[108.1,14.1],[108,14]]]]`, ""},
		"a figure of eight":      {"Polygon", `[[[107.9,14.3],[108.1,14.4],[108.1,14.3],[107.9,14.4],[107.9,14.3]]]`, "cắt chính nó"},
		"not closed":             {"Polygon", `[[[107.9,14.3],[108.1,14.4],[108.1,14.3],[107.9,14.4]]]`, "đỉnh cuối trùng đỉnh đầu"},
		"two corners":            {"Polygon", `[[[107.9,14.3],[108.1,14.4],[107.9,14.3]]]`, "ít nhất 4 đỉnh"},
		"a point of an area":     {"Polygon", `[[[107.9,14.3],[107.9,14.3],[107.9,14.3],[107.9,14.3]]]`, "không có diện tích"},
		"a spike":                {"Polygon", `[[[107.9,14.3],[108.1,14.3],[108.3,14.3],[108.1,14.3],[108.1,14.4],[107.9,14.3]]]`, "quay ngược lại"},
		"a hole outside":         {"Polygon", `[[[107.9,14.3],[108.1,14.3],[108.1,14.4],[107.9,14.3]],[[109,15],[109.1,15],[109.1,15.1],[109,15]]]`, "lỗ"},
		"parts upon one another": {"MultiPolygon", `[[[[107,14],[107.2,14],[107.2,14.2],[107,14]]],[[[107,14],[107.2,14],[107.2,14.2],[107,14]]]]`, "chồng nhau"},
		"no ring":                {"Polygon", `[]`, "không có tọa độ"},
		"no part":                {"MultiPolygon", `[]`, "không có tọa độ"},
		"latitude first":         {"Polygon", `[[[14.3,107.9],[14.3,108.1],[14.4,108.1],[14.3,107.9]]]`, "vĩ độ đứng trước"},
	} {
		sc := scenario{
			name: name, method: http.MethodPost, path: "/api/v1/zones", status: 201, changes: 1,
			body: `{"code":"V","class":"heritage","geometry":{"type":"` + tc.kind + `","coordinates":` + tc.coordinates + `}}`,
		}
		if tc.says != "" {
			sc.status, sc.changes, sc.want = 400, 0, []string{`"field":"geometry"`, tc.says}
		}
		scenarios = append(scenarios, sc)
	}
	run(t, scenarios)
}

func TestChange(t *testing.T) {
	t.Parallel()
	run(t, []scenario{
		{name: "patch", method: http.MethodPatch, path: sitePath, body: `{"height_m":45,"land_owner":null}`, headers: ifMatch(siteTag), status: 200, want: []string{`"height_m":45`, `"code":"KT001"`}, unwanted: []string{"land_owner"}, header: map[string]string{"ETag": some}, changes: 1},
		{name: "patch as RFC 7396 names it", method: http.MethodPatch, path: sitePath, body: `{"height_m":45}`, headers: map[string]string{"If-Match": `"7g"`, "Content-Type": "application/merge-patch+json"}, status: 200, changes: 1},
		{name: "patch with what was read", method: http.MethodPatch, path: sitePath, body: `{"revision":7,"height_m":45}`, headers: ifMatch("*"), status: 200, changes: 1},
		{name: "patch that changes nothing", method: http.MethodPatch, path: sitePath, body: `{"height_m":42}`, headers: ifMatch(siteTag), status: 200, header: map[string]string{"ETag": siteTag}},
		{name: "patch from a later day", method: http.MethodPatch, path: sitePath + "?reason=n%C3%A2ng+c%E1%BB%99t", body: `{"height_m":50,"valid_from":"2024-01-01"}`, headers: ifMatch(siteTag), status: 200, want: []string{`"valid_from":"2024-01-01"`}, changes: 2},
		{name: "without If-Match", method: http.MethodPatch, path: sitePath, body: `{"height_m":45}`, status: 428, header: map[string]string{"Content-Type": problemJSON}},
		{name: "If-Match of nonsense", method: http.MethodPatch, path: sitePath, body: `{"height_m":45}`, headers: ifMatch("abc"), status: 400, want: []string{`"field":"If-Match"`}},
		{name: "stale", method: http.MethodPatch, path: sitePath, body: `{"height_m":45}`, headers: ifMatch(`"1"`), status: 412, want: []string{`"current":{"etag":"\"7\""`}},
		{name: "wrong value", method: http.MethodPatch, path: sitePath, body: `{"height_m":"tall","id":"s-2"}`, headers: ifMatch(siteTag), status: 400, want: []string{`"field":"height_m"`, `"field":"id"`}},
		{name: "not there", method: http.MethodPatch, path: "/api/v1/sites/nobody", body: `{}`, headers: ifMatch("*"), status: 404},
		{name: "not there on the day", method: http.MethodPatch, path: "/api/v1/units/u-62?as_of=soon", body: `{}`, headers: ifMatch("*"), status: 400, want: []string{`"field":"as_of"`}},
		{name: "replace", method: http.MethodPut, path: sitePath, body: `{"id":"s-1","code":"KT001","operator_code":"viettel"}`, headers: ifMatch(siteTag), status: 200, unwanted: []string{"height_m", "geometry"}, changes: 1},
		{name: "replace without what is required", method: http.MethodPut, path: sitePath, body: `{"code":"KT001"}`, headers: ifMatch(siteTag), status: 400, want: []string{`"field":"operator_code"`, `"rule":"required"`}},
		{name: "replace by a patch", method: http.MethodPut, path: sitePath, body: `{}`, headers: map[string]string{"If-Match": siteTag, "Content-Type": "application/merge-patch+json"}, status: 415},
	})
}

func TestRetire(t *testing.T) {
	t.Parallel()
	const postal = "/api/v1/postal/p-1"
	run(t, []scenario{
		{name: "retire", method: http.MethodPost, path: postal + "/retire", body: `{"on":"2024-06-30","reason":"đóng cửa"}`, headers: ifMatch("*"), status: 200, want: []string{`"valid_to":"2024-06-30"`}, changes: 1},
		{name: "retire today", method: http.MethodPost, path: postal + "/retire", body: `{}`, headers: ifMatch("*"), status: 200, want: []string{`"valid_to":`}, changes: 1},
		{name: "retire without If-Match", method: http.MethodPost, path: postal + "/retire", body: `{}`, status: 428},
		{name: "retire with an unknown word", method: http.MethodPost, path: postal + "/retire", body: `{"when":"2024-06-30"}`, headers: ifMatch("*"), status: 400},
		{name: "retire what others need", method: http.MethodPost, path: sitePath + "/retire", body: `{"on":"2024-06-30"}`, headers: ifMatch("*"), status: 409, want: []string{"KT001-4G"}},
		{name: "delete on a day", method: http.MethodDelete, path: postal + "?on=2024-06-30&reason=x", headers: ifMatch("*"), status: 200, want: []string{`"valid_to":"2024-06-30"`}, changes: 1},
		{name: "delete a mistaken row", method: http.MethodDelete, path: postal + "?valid_from=open", headers: ifMatch("*"), status: 204, changes: 1},
		{name: "delete a row that is not", method: http.MethodDelete, path: postal + "?valid_from=2001-01-01", headers: ifMatch("*"), status: 404},
		{name: "delete a stale row", method: http.MethodDelete, path: postal + "?valid_from=open", headers: ifMatch(`"1"`), status: 412},
		{name: "delete how", method: http.MethodDelete, path: postal, headers: ifMatch("*"), status: 400, want: []string{`"field":"on"`}},
		{name: "delete both ways", method: http.MethodDelete, path: postal + "?on=2024-06-30&valid_from=open", headers: ifMatch("*"), status: 400},
		{name: "delete without If-Match", method: http.MethodDelete, path: postal + "?on=2024-06-30", status: 428},
	})
}

func TestBulk(t *testing.T) {
	t.Parallel()
	post := func(sc scenario) scenario {
		sc.method, sc.path = http.MethodPost, "/api/v1/changes"+sc.path
		return sc
	}
	run(t, []scenario{
		post(scenario{name: "all sorts", status: 200, changes: 5, want: []string{`"count":5`, `"op":"delete"`}, body: `[
			{"op":"create","kind":"sites","record":{"id":"s-9","code":"KT9","operator_code":"viettel"}},
			{"op":"create","kind":"stations","record":{"code":"T9","site_id":"s-9","operator_code":"viettel","technology":"5G"}},
			{"op":"change","kind":"sites","id":"s-2","if_match":"\"8\"","record":{"height_m":31}},
			{"op":"retire","kind":"sites","id":"s-3","if_match":"*","on":"2024-01-01"},
			{"op":"delete","kind":"sites","id":"s-4","if_match":"*","valid_from":"open"}]`}),
		post(scenario{name: "every fault of every item, before", status: 400, body: `[
			{"op":"create","kind":"sites","record":{"code":"KT9","operator_code":"viettel"}},
			{"op":"create","kind":"sites","record":{"height_m":-1}},
			{"op":"paint","kind":"bridges"},
			{"op":"change","kind":"sites"},
			{"op":"delete","kind":"sites","id":"s-4","if_match":"x","valid_from":"soon"}]`,
			want: []string{`"item":2,"field":"operator_code"`, `"item":2,"field":"height_m"`, `"item":3,"field":"kind"`, `"item":3,"field":"op"`,
				`"item":4,"field":"id"`, `"item":4,"field":"if_match"`, `"item":4,"field":"record"`, `"item":5,"field":"if_match"`, `"item":5,"field":"valid_from"`}}),
		post(scenario{name: "every fault of every item, within", status: 412, body: `[
			{"op":"create","kind":"sites","record":{"code":"KT9","operator_code":"viettel"}},
			{"op":"change","kind":"sites","id":"s-2","if_match":"\"1\"","record":{"height_m":31}},
			{"op":"change","kind":"sites","id":"s-1","if_match":"*","record":{"height_m":5000}},
			{"op":"create","kind":"sites","record":{"code":"KT001","operator_code":"viettel"}},
			{"op":"retire","kind":"sites","id":"nobody","if_match":"*"}]`,
			want: []string{`"item":2,"field":"if_match"`, `"item":3,"field":"height_m"`, `"item":4`, `"item":5`}}),
		post(scenario{name: "conflict of one undoes all", status: 409, body: `[
			{"op":"create","kind":"sites","record":{"code":"KT9","operator_code":"viettel"}},
			{"op":"replace","kind":"sites","id":"s-1","if_match":"*","record":{"code":"KT001","operator_code":"nokia"}}]`, want: []string{`"item":2`, "nokia"}}),
		post(scenario{name: "of nothing that is", status: 400, body: `[{"op":"retire","kind":"sites","id":"nobody","if_match":"*"}]`}),
		post(scenario{name: "empty", status: 400, body: `[]`}),
		post(scenario{name: "not a list", status: 400, body: `{}`}),
	})
}

// A stale writer learns what changed since they read.
func TestStaleTellsDifferences(t *testing.T) {
	t.Parallel()
	s := start(t)
	first := s.ask(http.MethodPatch, sitePath, `{"height_m":50}`, ifMatch(siteTag))
	second := s.ask(http.MethodPatch, sitePath+"?lang=en", `{"name":"Đắk Tô 2"}`, ifMatch(siteTag))
	if first.Code != 200 || second.Code != 412 {
		t.Fatalf("answered %d, %d", first.Code, second.Code)
	}
	want := `"differences":[{"field":"height_m","label":"Mast height (m)","before":42,"after":50}]`
	if body := second.Body.String(); !strings.Contains(body, want) {
		t.Errorf("the problem lacks %s:\n%s", want, body)
	}
}

// What is written stands in the history with who, why and under which request.
func TestHistoryTellsWhy(t *testing.T) {
	t.Parallel()
	s := start(t)
	headers := map[string]string{"If-Match": siteTag, "X-Request-Id": "officer-7"}
	if w := s.ask(http.MethodPatch, sitePath+"?reason=%C4%91o+l%E1%BA%A1i", `{"height_m":50}`, headers); w.Code != 200 || w.Header().Get("X-Request-Id") != "officer-7" {
		t.Fatalf("answered %d %v", w.Code, w.Header())
	}
	body := s.ask(http.MethodGet, sitePath+"/history?limit=1", "", nil).Body.String()
	for _, want := range []string{`"actor":"local"`, `"reason":"đo lại"`, `"request":"officer-7"`, `"before":42,"after":50`, `"total":2`} {
		if !strings.Contains(body, want) {
			t.Errorf("history lacks %s: %s", want, body)
		}
	}
	if strings.Contains(body, `"field":"code"`) {
		t.Errorf("history tells of what did not change: %s", body)
	}
}

func TestIdempotency(t *testing.T) {
	t.Parallel()
	s := start(t)
	key := map[string]string{"Idempotency-Key": "k-1"}
	before := changes(t, s)
	first := s.ask(http.MethodPost, "/api/v1/sites", newSite, key)
	again := s.ask(http.MethodPost, "/api/v1/sites", newSite, key)
	if first.Code != 201 || again.Code != 201 || first.Body.String() != again.Body.String() || again.Header().Get("Location") != first.Header().Get("Location") {
		t.Fatalf("%d %s\n%d %s", first.Code, first.Body, again.Code, again.Body)
	}
	if again.Header().Get("Idempotent-Replayed") != "true" || first.Header().Get("Idempotent-Replayed") != "" {
		t.Error("a repeated answer is not marked, or a first one is")
	}
	if w := s.ask(http.MethodPost, "/api/v1/sites", strings.Replace(newSite, "35", "36", 1), key); w.Code != 409 {
		t.Errorf("another body under the key answered %d", w.Code)
	}
	if n := changes(t, s) - before; n != 1 {
		t.Errorf("%d changes were recorded", n)
	}
	for _, bad := range []string{"", "two words", strings.Repeat("x", 200)} {
		if w := s.ask(http.MethodPost, "/api/v1/sites", newSite, map[string]string{"Idempotency-Key": bad}); w.Code != 400 {
			t.Errorf("key %q answered %d", bad, w.Code)
		}
	}
	// A write that failed may be sent again under its key.
	key["Idempotency-Key"] = "k-2"
	bad := `{"code":"KT200","operator_code":"nokia"}`
	if w := s.ask(http.MethodPost, "/api/v1/sites", bad, key); w.Code != 409 || w.Header().Get("Idempotent-Replayed") != "" {
		t.Errorf("answered %d", w.Code)
	}
	if w := s.ask(http.MethodPost, "/api/v1/sites", strings.Replace(bad, "nokia", "viettel", 1), key); w.Code != 201 {
		t.Errorf("sent again after a failure: %d %s", w.Code, w.Body)
	}
}

// The process dies after the write and before the answer: sent again to the next
// process, the write has happened once and the answer is the same.
func TestIdempotencyOutlivesTheProcess(t *testing.T) {
	t.Parallel()
	cases := []struct {
		name, method, path, body string
		headers                  map[string]string
	}{
		{"create", http.MethodPost, "/api/v1/sites", newSite, map[string]string{}},
		{"patch", http.MethodPatch, sitePath, `{"height_m":50,"valid_from":"2024-01-01"}`, ifMatch(siteTag)},
		{"retire", http.MethodPost, "/api/v1/postal/p-1/retire", `{"on":"2024-01-01"}`, ifMatch("*")},
		{"delete", http.MethodDelete, "/api/v1/postal/p-1?valid_from=open", "", ifMatch("*")},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			c.headers["Idempotency-Key"] = "k-" + c.name
			s := start(t)
			first := s.ask(c.method, c.path, c.body, c.headers)
			n := changes(t, s)
			path := s.store.Path()
			if err := s.store.Close(); err != nil {
				t.Fatal(err)
			}
			s = reopen(t, filepath.Clean(path))
			again := s.ask(c.method, c.path, c.body, c.headers)
			if first.Code >= 300 || again.Code != first.Code || again.Body.String() != first.Body.String() || again.Header().Get("ETag") != first.Header().Get("ETag") {
				t.Errorf("first %d %s\nthen %d %s", first.Code, first.Body, again.Code, again.Body)
			}
			if got := changes(t, s); got != n {
				t.Errorf("%d further changes were recorded", got-n)
			}
		})
	}
	t.Run("bulk", func(t *testing.T) {
		t.Parallel()
		s := start(t)
		body := `[{"op":"create","kind":"sites","record":{"id":"s-9","code":"KT9","operator_code":"viettel"}}]`
		key := map[string]string{"Idempotency-Key": "bulk"}
		first := s.ask(http.MethodPost, "/api/v1/changes", body, key)
		path := s.store.Path()
		_ = s.store.Close()
		again := reopen(t, path).ask(http.MethodPost, "/api/v1/changes", body, key)
		if first.Code != 200 || first.Body.String() != again.Body.String() {
			t.Errorf("first %d %s\nthen %d %s", first.Code, first.Body, again.Code, again.Body)
		}
	})
}

// Under a key that a former process wrote with, another request is refused.
func TestKeysOfFormerProcesses(t *testing.T) {
	t.Parallel()
	s := start(t)
	key := map[string]string{"Idempotency-Key": "k-1"}
	for range 3 { // changes without keys before and after
		s.ask(http.MethodPost, "/api/v1/sites", `{"operator_code":"viettel"}`, nil)
	}
	first := s.ask(http.MethodPost, "/api/v1/sites", newSite, key)
	s.ask(http.MethodPost, "/api/v1/sites", `{"operator_code":"viettel"}`, nil)
	path := s.store.Path()
	_ = s.store.Close()
	s = reopen(t, path)
	if w := s.ask(http.MethodPost, "/api/v1/sites", strings.Replace(newSite, "35", "36", 1), key); w.Code != 409 || !strings.Contains(w.Body.String(), "Idempotency-Key") {
		t.Errorf("another body answered %d %s", w.Code, w.Body)
	}
	if w := s.ask(http.MethodPost, "/api/v1/sites", newSite, key); w.Code != 201 || w.Body.String() != first.Body.String() || w.Header().Get("Idempotent-Replayed") != "true" {
		t.Errorf("the same body answered %d %s", w.Code, w.Body)
	}
	key["Idempotency-Key"] = "k-2"
	if w := s.ask(http.MethodPost, "/api/v1/sites", `{"operator_code":"viettel"}`, key); w.Code != 201 || w.Header().Get("Idempotent-Replayed") != "" {
		t.Errorf("another key answered %d %s", w.Code, w.Body)
	}
}

// A key is forgotten after a day, in the process that took it and in the next.
func TestKeysExpire(t *testing.T) {
	t.Parallel()
	var late atomic.Int64 // hours
	clock := func(o *api.Options) {
		o.Clock = func() time.Time { return time.Now().Add(time.Duration(late.Load()) * time.Hour) }
	}
	s := start(t, clock)
	create := func(s *service) string {
		w := s.ask(http.MethodPost, "/api/v1/sites", `{"operator_code":"viettel"}`, map[string]string{"Idempotency-Key": "daily"})
		if w.Code != 201 {
			t.Fatalf("answered %d %s", w.Code, w.Body)
		}
		return w.Header().Get("Location")
	}
	first := create(s)
	late.Store(23)
	if again := create(s); again != first {
		t.Errorf("within the day it made %s and %s", first, again)
	}
	late.Store(25)
	second := create(s)
	if second == first {
		t.Error("after a day it answered with what it made the day before")
	}
	late.Store(60)
	path := s.store.Path()
	_ = s.store.Close()
	s = reopen(t, path, clock)
	if third := create(s); third == first || third == second {
		t.Error("after another start and days it answered with what it made before")
	}
}

// Every kind is read, created, changed and retired by the same rules.
func TestEveryKindRoundTrips(t *testing.T) {
	t.Parallel()
	for _, kind := range registry.EditedKinds() {
		t.Run(string(kind), func(t *testing.T) {
			t.Parallel()
			s := start(t)
			rec := minimal(t, kind)
			path := "/api/v1/" + string(kind)
			w := s.ask(http.MethodPost, path, string(registry.AppendJSON(nil, rec)), nil)
			if w.Code != 201 {
				t.Fatalf("create answered %d: %s", w.Code, w.Body)
			}
			at, tag := w.Header().Get("Location"), w.Header().Get("ETag")
			read := s.ask(http.MethodGet, at, "", nil)
			if read.Code != 200 || read.Body.String() != w.Body.String() || read.Header().Get("ETag") != tag {
				t.Errorf("created %s\nread %d %s", w.Body, read.Code, read.Body)
			}
			put := s.ask(http.MethodPut, at, read.Body.String(), ifMatch(tag))
			if put.Code != 200 || put.Header().Get("ETag") != tag {
				t.Errorf("putting back what was read answered %d %s", put.Code, put.Body)
			}
			retired := s.ask(http.MethodPost, at+"/retire", `{}`, ifMatch(tag))
			if retired.Code != 200 {
				t.Fatalf("retire answered %d: %s", retired.Code, retired.Body)
			}
			if gone := s.ask(http.MethodGet, at, "", nil); gone.Code != 404 {
				t.Errorf("after retiring it answered %d", gone.Code)
			}
			if was := s.ask(http.MethodGet, at+"?as_of=2020-01-01", "", nil); was.Code != 200 {
				t.Errorf("as of an earlier day it answered %d", was.Code)
			}
		})
	}
}

// minimal is a record of the kind with what must be stated, and a note.
func minimal(t *testing.T, kind registry.Kind) registry.Record {
	t.Helper()
	schema := registry.SchemaOf(kind)
	known := map[registry.Kind]string{registry.Operators: "viettel", registry.Sites: "s-1", registry.Stations: "t-1", registry.Radio: "r-1"}
	rec := schema.New()
	for i := range schema.Fields {
		f := &schema.Fields[i]
		var value any
		switch {
		case f.Name == "note":
			value = `"ghi chú" – <đủ dấu>`
		case !f.Required:
			continue
		case f.Refers != "":
			value = known[f.Refers]
		case f.Type == registry.RealField:
			value = 1.5
		case f.Type == registry.DateField:
			value = registry.DateOf(time.Date(2025, time.July, 1, 0, 0, 0, 0, time.UTC))
		case len(f.Codes) > 0:
			value = f.Codes[0].Code
		default:
			value = "mới"
		}
		if err := f.Set(rec, value); err != nil {
			t.Fatal(err)
		}
	}
	return rec
}

// A body that is too large is refused before it is read.
func TestTooLarge(t *testing.T) {
	t.Parallel()
	s := start(t, withSmallLimits)
	w := s.ask(http.MethodPost, "/api/v1/sites", `{"note":"`+strings.Repeat("x", 5000)+`"}`, nil)
	if w.Code != http.StatusRequestEntityTooLarge || w.Header().Get("Content-Type") != problemJSON {
		t.Errorf("answered %d %s", w.Code, w.Body)
	}
	ring := strings.Repeat("[107.9,14.2],", 30) + "[107.9,14.2]"
	area := `{"type":"Polygon","coordinates":[[` + ring + `]]}`
	if w := s.ask(http.MethodPost, "/api/v1/within?kind=sites", area, nil); w.Code != 400 || !strings.Contains(w.Body.String(), "31") {
		t.Errorf("too many vertices answered %d %s", w.Code, w.Body)
	}
	zone := `{"code":"z","class":"other","geometry":` + area + `}`
	if w := s.ask(http.MethodPost, "/api/v1/zones", zone, nil); w.Code != 400 || !strings.Contains(w.Body.String(), `"rule":"vertices"`) {
		t.Errorf("a zone of too many vertices answered %d %s", w.Code, w.Body)
	}
}

// Errors of ours are logged once with the request's id and shown to nobody.
func TestInternalErrorsAreKept(t *testing.T) {
	t.Parallel()
	s := start(t)
	_ = s.store.Close()
	w := s.ask(http.MethodGet, "/api/v1/sites/s-1/history", "", map[string]string{"X-Request-Id": "broken-1"})
	if w.Code != 500 || !strings.Contains(w.Body.String(), "broken-1") || strings.Contains(w.Body.String(), "sql") {
		t.Errorf("answered %d %s", w.Code, w.Body)
	}
	lines := 0
	for line := range strings.Lines(s.log.String()) {
		var entry map[string]any
		if json.Unmarshal([]byte(line), &entry) == nil && entry["level"] == "ERROR" && entry["request_id"] == "broken-1" {
			lines++
		}
	}
	if lines != 1 {
		t.Errorf("logged %d times:\n%s", lines, s.log)
	}
}
