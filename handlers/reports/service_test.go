package reports_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/gin-gonic/gin"

	"hatang/handlers"
	handlersreports "hatang/handlers/reports"
	"hatang/registry"
	"hatang/registry/demonstration"
	"hatang/registry/indicators"
	"hatang/registry/sqlite"
)

func service(t *testing.T) http.Handler {
	t.Helper()
	clock := func() time.Time { return time.Date(2026, 11, 21, 9, 0, 0, 0, time.UTC) }
	store, err := sqlite.Create(t.Context(), filepath.Join(t.TempDir(), "registry.gpkg"), sqlite.Options{Clock: clock})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := store.Close(); err != nil {
			t.Error(err)
		}
	})
	if err := demonstration.Load(t.Context(), store); err != nil {
		t.Fatal(err)
	}
	today, err := registry.ParseDate("2026-11-22")
	if err != nil {
		t.Fatal(err)
	}
	s, err := handlersreports.New(handlersreports.Options{
		Source: func() indicators.Source { return store }, Settings: store, Today: func() registry.Date { return today }, Version: "test",
	})
	if err != nil {
		t.Fatal(err)
	}
	gin.SetMode(gin.TestMode)
	router := gin.New()
	for _, route := range s.Routes() {
		router.Handle(route.Method, route.Path, func(c *gin.Context) {
			if err := route.Handle(c); err != nil {
				handlers.Fail(c, err)
			}
		})
	}
	return router
}

func TestAnswers(t *testing.T) {
	t.Parallel()
	handler := service(t)
	for name, c := range map[string]struct {
		path   string
		status int
		media  string
		want   string
	}{
		"report":             {"/api/v1/reports?unit=62&year=2020", 200, "application/json", `"registry_seq"`},
		"report as text":     {"/api/v1/reports?unit=62&year=2020&format=text", 200, "text/plain", "bán kính phục vụ 4,9 km/điểm"},
		"report as workbook": {"/api/v1/reports?unit=62&year=2020&format=xlsx", 200, "application/vnd.openxmlformats", "PK"},
		"report as PDF":      {"/api/v1/reports?unit=62&year=2020&format=pdf", 200, "application/pdf", "%PDF"},
		"catalogue":          {"/api/v1/reports/indicators", 200, "application/json", `"postal_radius_km"`},
		"figure":             {"/api/v1/reports/figure?unit=62&year=2020&code=postal_radius_km", 200, "application/json", `"formula":"sqrt(area_km2 / (pi * postal_points))"`},
		"series":             {"/api/v1/reports/series?unit=62&year=2020&code=bts_stations&years=2", 200, "application/json", `"value":935`},
		"no year":            {"/api/v1/reports?unit=62", 400, "application/problem+json", "1900"},
		"no number":          {"/api/v1/reports?year=x&half=y", 400, "application/problem+json", "half"},
		"no such unit":       {"/api/v1/reports?year=2020&unit=99", 404, "application/problem+json", "99"},
		"no such indicator":  {"/api/v1/reports/figure?year=2020&code=nothing", 404, "application/problem+json", "nothing"},
		"no such format":     {"/api/v1/reports?year=2020&format=odt", 400, "application/problem+json", "odt"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := httptest.NewRecorder()
			handler.ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), http.MethodGet, c.path, nil))
			if w.Code != c.status || !strings.HasPrefix(w.Header().Get("Content-Type"), c.media) || !strings.Contains(w.Body.String(), c.want) {
				t.Errorf("%d %s %.300s", w.Code, w.Header().Get("Content-Type"), w.Body)
			}
			if tag := w.Header().Get("ETag"); (tag != "") != (c.status == 200 && name != "catalogue") {
				t.Errorf("ETag %q", tag)
			}
		})
	}
}

func TestAnAnswerThatTheCallerHas(t *testing.T) {
	t.Parallel()
	handler := service(t)
	ask := func(tag string) *httptest.ResponseRecorder {
		r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/api/v1/reports/figure?year=2020&code=bts_stations", nil)
		r.Header.Set("If-None-Match", tag)
		w := httptest.NewRecorder()
		handler.ServeHTTP(w, r)
		return w
	}
	first := ask("")
	var f struct {
		Value float64 `json:"value"`
	}
	if err := json.Unmarshal(first.Body.Bytes(), &f); err != nil || f.Value != 935 {
		t.Errorf("%v, %v", f, err)
	}
	if again := ask(first.Header().Get("ETag")); again.Code != http.StatusNotModified || again.Body.Len() != 0 {
		t.Errorf("%d with %d bytes", again.Code, again.Body.Len())
	}
}
