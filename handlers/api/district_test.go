package api_test

import (
	"net/http"
	"strings"
	"testing"
)

// A unit of which no boundary was entered is as large as the units below it.
func TestInUnitWithoutBoundary(t *testing.T) {
	t.Parallel()
	s := start(t)
	for _, made := range []struct{ method, path, body string }{
		{http.MethodPost, "/api/v1/units", `{"code":"618","name":"Huyện Kon Rẫy","level":"district","type":"huyen","province_code":"62"}`},
		{http.MethodPost, "/api/v1/units", `{"code":"619","name":"Huyện Sa Thầy","level":"district","type":"huyen","province_code":"62"}`},
		{http.MethodPatch, "/api/v1/units/u-east", `{"parent_code":"618"}`},
	} {
		if w := s.ask(made.method, made.path, made.body, ifMatch("*")); w.Code >= 300 {
			t.Fatalf("%s answered %d %s", made.path, w.Code, w.Body)
		}
	}
	for path, want := range map[string]string{
		"/api/v1/sites?unit=618":            `"total":1`,
		"/api/v1/sites?unit=23284":          `"total":1`,
		"/api/v1/postal?unit=618":           `"p-2"`,
		"/api/v1/zones?unit=618":            `"total":1`, // it touches the border
		"/api/v1/units?unit=618":            `"total":2`,
		"/api/v1/sites?unit=618&format=csv": "KT002",
	} {
		if w := s.ask(http.MethodGet, path, "", nil); w.Code != 200 || !strings.Contains(w.Body.String(), want) {
			t.Errorf("%s answered %d %s", path, w.Code, w.Body)
		}
	}
	if w := s.ask(http.MethodGet, "/api/v1/sites?unit=619", "", nil); w.Code != 409 || !strings.Contains(w.Body.String(), "chưa có ranh giới") {
		t.Errorf("a unit of which nothing is known answered %d %s", w.Code, w.Body)
	}
}
