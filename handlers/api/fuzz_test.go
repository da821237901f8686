package api_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
)

// raw sends a raw query as a careless client does.
func (s *service) raw(method, path, query, body string) *httptest.ResponseRecorder {
	return s.careless(method, path, query, body, map[string]string{"If-Match": "*"})
}

func (s *service) careless(method, path, query, body string, headers map[string]string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, path, strings.NewReader(body))
	r.Host = "localhost"
	r.URL.RawQuery = query
	r.Header.Set("Content-Type", "application/json")
	for name, value := range headers {
		r.Header.Set(name, value)
	}
	w := httptest.NewRecorder()
	s.handler.ServeHTTP(w, r)
	return w
}

// sane holds for every answer: it is no fault of ours, and JSON is JSON.
func sane(t *testing.T, w *httptest.ResponseRecorder, what string) {
	t.Helper()
	if w.Code >= 500 {
		t.Fatalf("%q answered %d: %s", what, w.Code, w.Body)
	}
	if strings.Contains(w.Header().Get("Content-Type"), "json") && w.Body.Len() > 0 && !json.Valid(w.Body.Bytes()) {
		t.Fatalf("%q answered no JSON: %s", what, w.Body)
	}
}

func FuzzListQuery(f *testing.F) {
	s := start(f)
	for _, seed := range []string{
		"", "q=kon+ray", "state=on_air,built&height_m.gte=30&sort=-height_m,name&limit=2", "bbox=107,14,108,15", "bbox=NaN,1,2,3",
		"name.contains=%C4%91&as_of=31/12/2020", "technologies.all=4G,5G", "cursor=AAAA", "unit=62&in_service=true", "name=%5C,", "a;b", "%zz",
		"limit=all&format=geojson", "format=csv", "height_m=1e400", "commissioned.lt=0000-00-00", "valid_from.null=false", "id=%00",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, query string) {
		sane(t, s.raw(http.MethodGet, "/api/v1/sites", query, ""), query)
		sane(t, s.raw(http.MethodGet, "/api/v1/nearest", query, ""), query)
		sane(t, s.raw(http.MethodGet, "/api/v1/changes", query, ""), query)
	})
}

func FuzzBBox(f *testing.F) {
	s := start(f)
	for _, seed := range []string{"107,14,108,15", "1,2,3", "-180,-90,180,90", "108,14,107,15", "1e308,0,2e308,1", "Inf,0,1,1", ",,,", " 1,2,3,4"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, box string) {
		sane(t, s.raw(http.MethodGet, "/api/v1/sites", url.Values{"bbox": {box}}.Encode(), ""), box)
	})
}

func FuzzCursor(f *testing.F) {
	s := start(f)
	f.Add(s.page("/api/v1/sites?limit=1").Links.Next)
	f.Add("AAAA")
	f.Add("")
	f.Fuzz(func(t *testing.T, cursor string) {
		w := s.raw(http.MethodGet, "/api/v1/sites", url.Values{"cursor": {cursor}}.Encode(), "")
		if w.Code != http.StatusBadRequest { // no fuzzer makes a seal
			t.Fatalf("cursor %q answered %d: %s", cursor, w.Code, w.Body)
		}
	})
}

func FuzzPlace(f *testing.F) {
	s := start(f)
	for _, seed := range []string{`14°21'00"N 107°59'E`, "14.35, 107.99", "14,35; 107,99", "", "553194,965 1587081,308", "NaN"} {
		f.Add(seed, "4326")
	}
	f.Add("553194,965 1587081,308", "vn2000:107.5")
	f.Fuzz(func(t *testing.T, at, system string) {
		sane(t, s.raw(http.MethodGet, "/api/v1/at", url.Values{"at": {at}, "crs": {system}}.Encode(), ""), at)
	})
}

func FuzzRecordBody(f *testing.F) {
	s := start(f)
	for _, seed := range []string{
		newSite, "{}", "null", "[]", `{"height_m":1e400}`, `{"geometry":{"type":"Point","coordinates":[1]}}`, `{"geometry":null}`, `{"id":"s-1"}`,
		`{"code":"\u0000","operator_code":"viettel"}`, `{"technologies":["4G",""],"operator_code":"viettel","code":"F"}`, `{"valid_from":"2020-01-01","valid_to":"2019-01-01"}`, "{", "\xff",
		`{"geometry":{"type":"GeometryCollection","geometries":[]}}`, `{"geometry":{"type":"MultiPoint","coordinates":[]}}`,
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, body string) {
		sane(t, s.raw(http.MethodPost, "/api/v1/sites", "", body), body)
		sane(t, s.raw(http.MethodPatch, "/api/v1/sites/s-2", "", body), body)
	})
}

func FuzzBulkBody(f *testing.F) {
	s := start(f)
	for _, seed := range []string{
		`[{"op":"create","kind":"sites","record":{"code":"KT9","operator_code":"viettel"}}]`, `[{}]`, `[null]`, `[{"op":"retire","kind":"sites","id":"s-2","if_match":"*"}]`,
		`[{"op":"delete","kind":"sites","id":"s-4","if_match":"*","valid_from":"open"}]`, `[{"op":"change","kind":"sites","id":"s-1","if_match":"\"7\"","record":null}]`, "{", `[{"on":"x"}]`,
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, body string) { sane(t, s.raw(http.MethodPost, "/api/v1/changes", "", body), body) })
}

func FuzzArea(f *testing.F) {
	s := start(f)
	for _, seed := range []string{
		`{"type":"Polygon","coordinates":[[[107.9,14.2],[108,14.2],[108,14.4],[107.9,14.2]]]}`, `{"type":"Polygon","coordinates":[]}`, `{"type":"Polygon","coordinates":[[]]}`,
		`{"type":"Feature","geometry":null}`, `{"type":"MultiPolygon","coordinates":[[]]}`, `{"type":"Polygon","coordinates":[[[1e400,0]]]}`, "null", "[]", `{"type":"Polygon"}`,
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, body string) {
		sane(t, s.raw(http.MethodPost, "/api/v1/within", "kind=sites", body), body)
	})
}

func FuzzHeaders(f *testing.F) {
	s := start(f)
	f.Add(`"7"`, "application/geo+json;q=0.5, */*", "en-GB,vi;q=0.3", "key")
	f.Add(`W/"7-gzip", *`, ";;q=,", "*", "\x00")
	f.Fuzz(func(t *testing.T, tag, accept, language, key string) {
		headers := map[string]string{"If-Match": tag, "Accept": accept, "Accept-Language": language, "Idempotency-Key": key, "If-None-Match": tag}
		sane(t, s.careless(http.MethodPatch, "/api/v1/sites/s-2", "", `{"height_m":31}`, headers), tag)
		sane(t, s.careless(http.MethodGet, "/api/v1/sites", "", "", headers), accept)
	})
}
