package ogc_test

import (
	"encoding/json"
	"errors"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"hatang/handlers/ogc/ogctest"
)

// fault is something wrong with a service, put between the suite and a service
// that is right, and what the suite must find.
type fault struct {
	name   string
	breaks string // the requirement
	ask    func(r *http.Request, values url.Values)
	answer func(r *http.Request, a *answer)
}

// answer is an answer on its way.
type answer struct {
	status int
	header http.Header
	body   []byte
}

// edit changes a JSON body.
func (a *answer) edit(change func(document map[string]any)) {
	var document map[string]any
	if json.Unmarshal(a.body, &document) != nil {
		return
	}
	change(document)
	a.body, _ = json.Marshal(document)
}

func (f *fault) wrap(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		r.Header.Del("Accept-Encoding")
		if f.ask != nil {
			values := r.URL.Query()
			f.ask(r, values)
			r.URL.RawQuery = values.Encode()
		}
		recorder := httptest.NewRecorder()
		next.ServeHTTP(recorder, r)
		a := &answer{recorder.Code, recorder.Header(), recorder.Body.Bytes()}
		if f.answer != nil {
			f.answer(r, a)
		}
		for name, values := range a.header {
			w.Header()[name] = values
		}
		w.Header().Del("Content-Length")
		w.WriteHeader(a.status)
		_, _ = w.Write(a.body)
	})
}

// on limits a change of answers to the paths that the pattern matches.
func on(pattern string, change func(a *answer)) func(*http.Request, *answer) {
	compiled := regexp.MustCompile("^/ogc" + pattern + "$")
	return func(r *http.Request, a *answer) {
		if compiled.MatchString(r.URL.Path) {
			change(a)
		}
	}
}

func document(pattern string, change func(map[string]any)) func(*http.Request, *answer) {
	return on(pattern, func(a *answer) {
		if a.status == http.StatusOK {
			a.edit(change)
		}
	})
}

func status(code int) func(*answer) { return func(a *answer) { a.status = code } }

func mediaType(value string) func(*answer) {
	return func(a *answer) { a.header.Set("Content-Type", value) }
}

// without drops a parameter, so that the service does not heed it.
func without(name string) func(*http.Request, url.Values) {
	return func(_ *http.Request, values url.Values) { values.Del(name) }
}

// dropLink removes links of a relation.
func dropLink(rel string) func(map[string]any) {
	return func(d map[string]any) {
		links, _ := d["links"].([]any)
		d["links"] = slices.DeleteFunc(links, func(l any) bool { return l.(map[string]any)["rel"] == rel })
	}
}

func eachIn(d map[string]any, member string, change func(map[string]any)) {
	list, _ := d[member].([]any)
	for _, one := range list {
		if object, ok := one.(map[string]any); ok {
			change(object)
		}
	}
}

func inCollections(change func(map[string]any)) func(map[string]any) {
	return func(d map[string]any) { eachIn(d, "collections", change) }
}

func inFeatures(change func(map[string]any)) func(map[string]any) {
	return func(d map[string]any) { eachIn(d, "features", change) }
}

// described changes a parameter in the API's description.
func described(name string, change func(schema map[string]any)) func(*http.Request, *answer) {
	return document("/api", func(d map[string]any) {
		parameters := d["components"].(map[string]any)["parameters"].(map[string]any)
		change(parameters[name].(map[string]any)["schema"].(map[string]any))
	})
}

const (
	items    = "/collections/[^/]+/items"
	anyItem  = items + "/.+"
	anything = ".*"
)

func faults() []fault {
	swap := func(f map[string]any) {
		if g, ok := f["geometry"].(map[string]any); ok && g["type"] == "Point" {
			c := g["coordinates"].([]any)
			c[0], c[1] = c[1], c[0]
		}
	}
	return []fault{
		{name: "no landing page", breaks: "conf/core/root-op", answer: on("/", status(404))},
		{name: "no link to conformance", breaks: "conf/core/root-success", answer: document("/", dropLink("conformance"))},
		{name: "no API", breaks: "conf/core/api-definition-op", answer: on("/api", status(404))},
		{name: "the API as plain text", breaks: "conf/core/api-definition-success", answer: on("/api", mediaType("text/plain"))},
		{name: "no conformance", breaks: "conf/core/conformance-op", answer: on("/conformance", status(404))},
		{name: "conformance to nothing", breaks: "conf/core/conformance-success", answer: document("/conformance", func(d map[string]any) { d["conformsTo"] = []any{} })},
		{name: "no HEAD", breaks: "conf/core/http", answer: func(r *http.Request, a *answer) {
			if r.Method == http.MethodHead {
				a.status = http.StatusNotImplemented
			}
		}},
		{name: "DELETE does as GET", breaks: "conf/core/http", ask: func(r *http.Request, _ url.Values) {
			if r.Method == http.MethodDelete {
				r.Method = http.MethodGet
			}
		}},
		{name: "unknown parameters ignored", breaks: "conf/core/query-param-unknown", ask: without("unknown-parameter")},
		{name: "parameters in capitals ignored", breaks: "conf/core/query-param-unknown", ask: without("LIMIT")},
		{name: "limit=0 taken", breaks: "conf/core/query-param-invalid", ask: func(_ *http.Request, values url.Values) {
			if values.Get("limit") == "0" {
				values.Set("limit", "1")
			}
		}},
		{name: "datetime not read", breaks: "conf/core/query-param-invalid", ask: without("datetime")},
		{name: "latitude first", breaks: "conf/core/crs84", answer: document(items, inFeatures(swap))},
		{name: "no collections", breaks: "conf/core/fc-md-op", answer: on("/collections", status(500))},
		{name: "collections as an object", breaks: "conf/core/fc-md-success", answer: document("/collections", func(d map[string]any) { d["collections"] = map[string]any{} })},
		{name: "no alternate of collections", breaks: "conf/core/fc-md-links", answer: document("/collections", dropLink("alternate"))},
		{name: "collections without id", breaks: "conf/core/fc-md-items", answer: document("/collections", inCollections(func(c map[string]any) { c["id"] = "same" }))},
		{name: "no link to items", breaks: "conf/core/fc-md-items-links", answer: document("/collections", inCollections(dropLink("items")))},
		{name: "an interval of words", breaks: "conf/core/fc-md-extent", answer: document("/collections", inCollections(func(c map[string]any) {
			if e, ok := c["extent"].(map[string]any); ok {
				e["temporal"] = map[string]any{"interval": []any{[]any{"once", nil}}}
			}
		}))},
		{name: "an extent elsewhere", breaks: "conf/core/fc-md-extent", answer: document("/collections", inCollections(func(c map[string]any) {
			if e, ok := c["extent"].(map[string]any); ok {
				e["spatial"] = map[string]any{"bbox": []any{[]any{1, 2, 3, 4}}}
			}
		}))},
		{name: "unknown collections", breaks: "conf/core/sfc-md-op", answer: on("/collections/no-such-collection", status(200))},
		{name: "another title", breaks: "conf/core/sfc-md-success", answer: document("/collections/[^/]+", func(d map[string]any) { d["title"] = "?" })},
		{name: "items of unknown collections", breaks: "conf/core/fc-op", answer: on("/collections/no-such-collection/items", status(200))},
		{name: "limit not described", breaks: "conf/core/fc-limit-definition", answer: described("limit", func(s map[string]any) { s["type"] = "string" })},
		{name: "limit ignored", breaks: "conf/core/fc-limit-response-1", ask: without("limit")},
		{name: "pages that begin again", breaks: "conf/core/fc-limit-response-1", answer: document(items, func(d map[string]any) { dropLink("next")(d) })},
		{name: "a high limit refused", breaks: "conf/core/fc-limit-response-2", ask: func(_ *http.Request, values url.Values) {
			if values.Get("limit") == "1000000" {
				values.Set("limit", "0")
			}
		}},
		{name: "bbox not described", breaks: "conf/core/fc-bbox-definition", answer: described("bbox", func(s map[string]any) { delete(s, "oneOf") })},
		{name: "bbox ignored", breaks: "conf/core/fc-bbox-response", ask: without("bbox")},
		{name: "features without geometry left out", breaks: "conf/core/fc-bbox-response", answer: func(r *http.Request, a *answer) {
			if r.URL.Query().Has("bbox") {
				a.edit(func(d map[string]any) {
					list, _ := d["features"].([]any)
					d["features"] = slices.DeleteFunc(list, func(f any) bool { return f.(map[string]any)["geometry"] == nil })
				})
			}
		}},
		{name: "no box across the antimeridian", breaks: "conf/core/fc-bbox-response", ask: func(_ *http.Request, values url.Values) {
			if strings.Contains(values.Get("bbox"), ",-170,") {
				values.Set("bbox", "0,0,1,1")
			}
		}},
		{name: "datetime not described", breaks: "conf/core/fc-time-definition", answer: described("datetime", func(s map[string]any) { s["type"] = "integer" })},
		{name: "datetime ignored", breaks: "conf/core/fc-time-response", ask: without("datetime")},
		{name: "no type of the page", breaks: "conf/core/fc-response", answer: document(items, func(d map[string]any) { delete(d, "type") })},
		{name: "no self", breaks: "conf/core/fc-links", answer: document(items, dropLink("self"))},
		{name: "links without type", breaks: "conf/core/fc-rel-type", answer: document(items, func(d map[string]any) {
			eachIn(d, "links", func(l map[string]any) { delete(l, "type") })
		})},
		{name: "a time in words", breaks: "conf/core/fc-timeStamp", answer: document(items, func(d map[string]any) { d["timeStamp"] = "now" })},
		{name: "numberMatched off by one", breaks: "conf/core/fc-numberMatched", answer: document(items, func(d map[string]any) {
			d["numberMatched"] = d["numberMatched"].(float64) + 1
		})},
		{name: "numberReturned off by one", breaks: "conf/core/fc-numberReturned", answer: document(items, func(d map[string]any) {
			d["numberReturned"] = d["numberReturned"].(float64) + 1
		})},
		{name: "unknown features", breaks: "conf/core/f-op", answer: on(items+"/no-such-feature", status(200))},
		{name: "another feature", breaks: "conf/core/f-success", answer: document(anyItem, func(d map[string]any) { d["properties"].(map[string]any)["code"] = "?" })},
		{name: "no collection of a feature", breaks: "conf/core/f-links", answer: document(anyItem, dropLink("collection"))},
		{name: "features as JSON", breaks: "conf/geojson/definition", answer: on(items, mediaType("application/json"))},
		{name: "features without properties", breaks: "conf/geojson/content", answer: document(items, inFeatures(func(f map[string]any) { delete(f, "properties") }))},
		{name: "no HTML", breaks: "conf/html/definition", ask: func(r *http.Request, _ url.Values) { r.Header.Set("Accept", "application/json") }},
		{name: "HTML without anchors", breaks: "conf/html/content", answer: on(anything, func(a *answer) {
			a.body = []byte(strings.ReplaceAll(string(a.body), "<a href", "<b href"))
		})},
		{name: "the API as JSON", breaks: "conf/oas30/oas-definition-1", answer: on("/api", mediaType("application/json"))},
		{name: "another OpenAPI", breaks: "conf/oas30/oas-definition-2", answer: document("/api", func(d map[string]any) { d["openapi"] = "3.1.0" })},
		{name: "features without id", breaks: "conf/oas30/oas-impl", answer: document(items, inFeatures(func(f map[string]any) { delete(f, "id") }))},
		{name: "406 not described", breaks: "conf/oas30/completeness", answer: document("/api", func(d map[string]any) {
			for _, path := range d["paths"].(map[string]any) {
				delete(path.(map[string]any)["get"].(map[string]any)["responses"].(map[string]any), "406")
			}
		})},
		{name: "errors as text", breaks: "conf/oas30/exceptions-codes", answer: on(items, func(a *answer) {
			if a.status == http.StatusBadRequest {
				mediaType("text/plain")(a)
			}
		})},
		{name: "security without scheme", breaks: "conf/oas30/security", answer: document("/api", func(d map[string]any) {
			d["security"] = []any{map[string]any{"password": []any{}}}
		})},
		{name: "systems by code", breaks: "conf/crs/crs-uri", answer: document("/collections", inCollections(func(c map[string]any) { c["crs"] = []any{"EPSG:4326"} }))},
		{name: "no default system", breaks: "conf/crs/fc-md-crs-list", answer: document("/collections", inCollections(func(c map[string]any) { c["crs"] = c["crs"].([]any)[1:] }))},
		{name: "another storage", breaks: "conf/crs/fc-md-storageCrs", answer: document("/collections", inCollections(func(c map[string]any) { c["storageCrs"] = "http://www.opengis.net/def/crs/EPSG/0/1" }))},
		{name: "no global list", breaks: "conf/crs/fc-md-crs-list-global", answer: document("/collections", inCollections(func(c map[string]any) { c["crs"] = []any{"#/crs"} }))},
		{name: "bbox-crs not described", breaks: "conf/crs/fc-bbox-crs-definition", answer: described("bbox-crs", func(s map[string]any) { delete(s, "format") })},
		{name: "a system refused for boxes", breaks: "conf/crs/fc-bbox-crs-valid-value", answer: func(r *http.Request, a *answer) {
			if strings.HasSuffix(r.URL.Query().Get("bbox-crs"), "/9216") {
				a.status = http.StatusBadRequest
			}
		}},
		{name: "another default for boxes", breaks: "conf/crs/fc-bbox-crs-default-value", ask: func(_ *http.Request, values url.Values) {
			if values.Has("bbox") && !values.Has("bbox-crs") && !strings.Contains(values.Get("bbox"), "180") {
				values.Set("bbox-crs", "http://www.opengis.net/def/crs/EPSG/0/3857")
			}
		}},
		{name: "boxes with latitude second", breaks: "conf/crs/fc-bbox-crs-action", ask: func(_ *http.Request, values url.Values) {
			if strings.HasSuffix(values.Get("bbox-crs"), "/4326") {
				p := strings.Split(values.Get("bbox"), ",")
				values.Set("bbox", strings.Join([]string{p[1], p[0], p[3], p[2]}, ","))
			}
		}},
		{name: "a wrong zone for boxes", breaks: "conf/crs/fc-bbox-crs-action", ask: func(_ *http.Request, values url.Values) {
			if strings.HasSuffix(values.Get("bbox-crs"), "/9216") {
				values.Set("bbox-crs", "http://www.opengis.net/def/crs/EPSG/0/5899")
			}
		}},
		{name: "unknown systems of boxes taken", breaks: "conf/crs/bbox-crs-exception", ask: func(_ *http.Request, values url.Values) {
			if strings.HasSuffix(values.Get("bbox-crs"), "/1") {
				values.Del("bbox-crs")
			}
		}},
		{name: "crs not described", breaks: "conf/crs/fc-crs-definition", answer: described("crs", func(s map[string]any) { delete(s, "format") })},
		{name: "a system refused", breaks: "conf/crs/fc-crs-valid-value", answer: func(r *http.Request, a *answer) {
			if strings.HasSuffix(r.URL.Query().Get("crs"), "/9216") {
				a.status = http.StatusBadRequest
			}
		}},
		{name: "another default", breaks: "conf/crs/fc-crs-default-value", ask: func(r *http.Request, values url.Values) {
			if strings.Contains(r.URL.Path, "/items") && !values.Has("crs") {
				values.Set("crs", "http://www.opengis.net/def/crs/EPSG/0/4326")
			}
		}},
		{name: "latitude second in 4326", breaks: "conf/crs/fc-crs-action", answer: func(r *http.Request, a *answer) {
			if strings.HasSuffix(r.URL.Query().Get("crs"), "/4326") {
				a.edit(inFeatures(swap))
			}
		}},
		{name: "a wrong zone", breaks: "conf/crs/fc-crs-action", ask: func(_ *http.Request, values url.Values) {
			if strings.HasSuffix(values.Get("crs"), "/9216") {
				values.Set("crs", "http://www.opengis.net/def/crs/EPSG/0/9217")
			}
		}},
		{name: "unknown systems taken", breaks: "conf/crs/crs-exception", ask: func(_ *http.Request, values url.Values) {
			if strings.HasSuffix(values.Get("crs"), "/1") {
				values.Del("crs")
			}
		}},
		{name: "another media type for other systems", breaks: "conf/crs/geojson", answer: func(r *http.Request, a *answer) {
			if r.URL.Query().Has("crs") {
				mediaType("application/json")(a)
			}
		}},
		{name: "no Content-Crs", breaks: "conf/crs/ogc-crs-header", answer: on(anyItem, func(a *answer) { a.header.Del("Content-Crs") })},
		{name: "Content-Crs without brackets", breaks: "conf/crs/ogc-crs-header-value", answer: on(items, func(a *answer) {
			a.header.Set("Content-Crs", strings.Trim(a.header.Get("Content-Crs"), "<>"))
		})},
	}
}

// TestSuiteFindsFaults: the suite itself is right only if a service with
// something wrong fails it, each requirement for its own sake.
func TestSuiteFindsFaults(t *testing.T) {
	t.Parallel()
	checks := map[string]func(*ogctest.Service) error{}
	for _, requirement := range ogctest.Requirements() {
		checks[requirement.ID] = requirement.Check
	}
	right := serveSmall(t)
	tried := map[string]bool{}
	for _, f := range faults() {
		tried[f.breaks] = true
		t.Run(f.name, func(t *testing.T) {
			t.Parallel()
			server := httptest.NewServer(f.wrap(right.handler))
			defer server.Close()
			err := checks[f.breaks](ogctest.Open(t.Context(), http.DefaultClient, server.URL+"/ogc"))
			if err == nil || errors.Is(err, ogctest.ErrNotApplicable) {
				t.Errorf("%s does not find it: %v", f.breaks, err)
			}
			t.Log(err)
		})
	}
	for id := range checks {
		if !tried[id] {
			t.Errorf("no fault tries %s", id)
		}
	}
}
