package handlers_test

import (
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/gin-gonic/gin"

	"hatang/handlers"
)

func TestNegotiate(t *testing.T) {
	t.Parallel()
	offers := [][]string{{"application/geo+json", "application/json"}, {"text/html"}}
	for name, tc := range map[string]struct {
		accept string
		want   int
	}{
		"nothing asked":         {"", 0},
		"anything":              {"*/*", 0},
		"exactly":               {"text/html", 1},
		"a browser":             {"text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", 1},
		"a second name":         {"application/json", 0},
		"weights":               {"text/html;q=0.3, application/geo+json;q=0.4", 0},
		"specific beats range":  {"*/*;q=1, application/*;q=0.1", 1},
		"case and blanks":       {" TEXT/HTML ; Q=1 ", 1},
		"refused by zero":       {"text/html;q=0", -1},
		"none":                  {"image/png", -1},
		"parameters of a range": {"application/geo+json; version=1", 0},
		"broken weight":         {"text/html;q=much", 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := handlers.Negotiate(tc.accept, offers); got != tc.want {
				t.Errorf("Negotiate(%q) = %d, want %d", tc.accept, got, tc.want)
			}
		})
	}
}

func TestNotModified(t *testing.T) {
	t.Parallel()
	tag := handlers.StateTag(7, "/ogc", "vi")
	if other := handlers.StateTag(7, "/og", "cvi"); other == tag {
		t.Errorf("two questions share the tag %s", tag)
	}
	for name, tc := range map[string]struct {
		header string
		want   bool
	}{
		"no header":      {"", false},
		"the same":       {tag, true},
		"compressed":     {tag[:len(tag)-1] + `-gzip"`, true},
		"strong":         {tag[2:], true},
		"among others":   {`"x", ` + tag, true},
		"any":            {"*", true},
		"another state":  {handlers.StateTag(8, "/ogc", "vi"), false},
		"another answer": {handlers.StateTag(7, "/ogc", "en"), false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := httptest.NewRecorder()
			c, _ := gin.CreateTestContext(w)
			c.Request = httptest.NewRequest(http.MethodGet, "/ogc", nil)
			c.Request.Header.Set("If-None-Match", tc.header)
			if got := handlers.NotModified(c, tag); got != tc.want {
				t.Fatalf("NotModified with %q = %v, want %v", tc.header, got, tc.want)
			}
			if got := w.Code == http.StatusNotModified; got != tc.want {
				t.Errorf("status %d", w.Code)
			}
			if got := w.Header().Get("ETag"); got != tag {
				t.Errorf("ETag %s, want %s", got, tag)
			}
		})
	}
}
