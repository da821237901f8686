package api_test

import (
	"context"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers"

	"hatang/handlers"
	"hatang/handlers/api"
	"hatang/registry"
)

func TestDescriptionIsValid(t *testing.T) {
	t.Parallel()
	if err := start(t).doc.Validate(context.Background()); err != nil {
		t.Fatal(err)
	}
}

// Every route that is served is described, and nothing else is; each is walked
// with a request that succeeds and one that fails, whose answers must match.
func TestEveryRouteIsDescribed(t *testing.T) {
	t.Parallel()
	s := start(t)
	shared, err := handlers.New(handlers.Options{})
	if err != nil {
		t.Fatal(err)
	}
	made, err := api.New(api.Options{Live: inMemory{s.live}, Archive: s.store})
	if err != nil {
		t.Fatal(err)
	}
	outside := len(shared.Router().Routes())
	made.Register(shared.Router())
	described := 0
	for _, item := range s.doc.Paths.Map() {
		described += len(item.Operations())
	}
	served := shared.Router().Routes()
	if got := len(served) - outside; got != described {
		t.Errorf("%d operations are served, %d described", got, described)
	}
	for _, route := range served {
		if !strings.HasPrefix(route.Path, "/api/") {
			continue
		}
		t.Run(route.Method+" "+route.Path, func(t *testing.T) {
			t.Parallel()
			s := start(t)
			good := sample(route.Method, route.Path)
			if w := s.ask(route.Method, good.path, good.body, good.headers); w.Code >= 300 {
				t.Errorf("%s answered %d: %s", good.path, w.Code, w.Body)
			}
			operation := s.doc.Paths.Find(templated(route.Path)).GetOperation(route.Method)
			if operation == nil {
				t.Fatal("it is not described")
			}
			for _, p := range operation.Parameters {
				if p.Value.In == "query" && p.Value.Required && !strings.Contains(good.path, p.Value.Name+"=") {
					t.Errorf("parameter %s is said to be required and is not", p.Value.Name)
				}
			}
			bad := good.path + map[bool]string{true: "&", false: "?"}[strings.Contains(good.path, "?")] + "nonsense=1"
			if w := s.ask(route.Method, bad, good.body, good.headers); w.Code != 400 {
				t.Errorf("with an unknown parameter it answered %d", w.Code)
			}
		})
	}
}

// Bodies that the tests send as good are good by the description too.
func TestDescribedBodies(t *testing.T) {
	t.Parallel()
	s := start(t)
	for _, kind := range registry.EditedKinds() {
		body := string(registry.AppendJSON(nil, minimal(t, kind)))
		path := "/api/v1/" + string(kind)
		r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, path, strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Content-Type", "application/json")
		item := s.doc.Paths.Find(path)
		input := &openapi3filter.RequestValidationInput{Request: r, Route: &routers.Route{Spec: s.doc, Path: path, PathItem: item, Method: http.MethodPost, Operation: item.Post},
			Options: &openapi3filter.Options{AuthenticationFunc: openapi3filter.NoopAuthenticationFunc}}
		if err := openapi3filter.ValidateRequest(t.Context(), input); err != nil {
			t.Errorf("%s: %v", kind, err)
		}
	}
}

// Each declared query parameter of each list is known to the service.
func TestDescribedParametersAreKnown(t *testing.T) {
	t.Parallel()
	s := start(t)
	for path, item := range s.doc.Paths.Map() {
		if item.Get == nil || strings.Contains(path, "{") {
			continue
		}
		for _, p := range item.Get.Parameters {
			if p.Value.In != "query" || p.Value.Name == "filters" {
				continue
			}
			w := s.ask(http.MethodGet, path+"?"+p.Value.Name+"=", "", nil)
			if strings.Contains(w.Body.String(), `"rule":"unknown"`) {
				t.Errorf("%s does not know its parameter %s", path, p.Value.Name)
			}
		}
	}
}

// sample is a request to the route that succeeds on the fixture.
func sample(method, path string) scenario {
	sc := scenario{path: path}
	kind, rest, _ := strings.Cut(strings.TrimPrefix(path, "/api/v1/"), "/")
	schema := registry.SchemaOf(registry.Kind(kind))
	if schema != nil {
		return kindSample(schema, method, path, rest)
	}
	switch method + " " + path {
	case "GET /api/v1/nearest":
		sc.path += "?kind=postal&lon=108&lat=14.3"
	case "GET /api/v1/within":
		sc.path += "?kind=postal&lon=108&lat=14.3&radius_m=5000"
	case "POST /api/v1/within":
		sc.path += "?kind=sites"
		sc.body = `{"type":"Polygon","coordinates":[[[107.9,14.2],[108,14.2],[108,14.4],[107.9,14.4],[107.9,14.2]]]}`
	case "GET /api/v1/at":
		sc.path += "?lon=108.05&lat=14.3"
	case "GET /api/v1/served/:network":
		sc.path = "/api/v1/served/radio"
	case "POST /api/v1/changes":
		sc.body = `[{"op":"create","kind":"sites","record":{"code":"KT9","operator_code":"viettel"}}]`
	}
	return sc
}

func kindSample(schema *registry.Schema, method, path, rest string) scenario {
	unneeded := map[registry.Kind]string{ // records that no other refers to
		registry.Operators: "op-new", registry.Units: "u-62", registry.Successions: "x-1", registry.Sites: "s-2",
		registry.Stations: "t-2", registry.Sectors: "c-1", registry.Postal: "p-1", registry.Radio: "r-1",
		registry.Clusters: "l-1", registry.Settlements: "v-1", registry.Zones: "z-1", registry.Indicators: "i-1",
		registry.Measurements: "m-1", registry.Plan: "k-1", registry.RuleSets: "rs-1", registry.Applications: "a-1",
		registry.Positions: "pp-1", registry.Events: "e-1", registry.Decisions: "d-1", registry.Attachments: "at-1",
		registry.Scenarios: "sc-1", registry.Submissions: "su-1",
	}
	sc := scenario{path: path, body: bodyFor(method, rest, schema)}
	if rest != "" {
		sc.path = strings.Replace(path, ":id", unneeded[schema.Kind], 1)
		sc.headers = ifMatch("*")
	}
	if method == http.MethodDelete {
		sc.path += "?valid_from=open"
	}
	return sc
}

func bodyFor(method, rest string, schema *registry.Schema) string {
	switch {
	case method == http.MethodPatch, strings.HasSuffix(rest, "/retire"):
		return "{}"
	case method == http.MethodPut, method == http.MethodPost:
		rec := schema.New()
		for i := range schema.Fields {
			if f := &schema.Fields[i]; f.Required {
				_ = f.Set(rec, sampleValue(f))
			}
		}
		return string(registry.AppendJSON(nil, rec))
	}
	return ""
}

func sampleValue(f *registry.Field) any {
	switch {
	case f.Refers == registry.Operators:
		return "viettel"
	case f.Refers != "":
		return "t-1"
	case f.Type == registry.RealField:
		return 1.5
	case f.Type == registry.DateField:
		return registry.DateOf(time.Date(2025, time.July, 1, 0, 0, 0, 0, time.UTC))
	case len(f.Codes) > 0:
		return f.Codes[0].Code
	}
	return "mẫu"
}

func templated(path string) string {
	return strings.NewReplacer(":id", "{id}", ":network", "{network}").Replace(path)
}
