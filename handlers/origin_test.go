package handlers_test

import (
	"net/http"
	"net/http/httptest"
	"net/netip"
	"slices"
	"strings"
	"testing"

	"github.com/gin-gonic/gin"

	"hatang/handlers"
)

// seen is what the service makes of a request.
type seen struct{ client, root, path string }

func lookAt(t *testing.T, options handlers.Options, alter func(*http.Request)) (seen, *httptest.ResponseRecorder) {
	t.Helper()
	server, err := handlers.New(options)
	if err != nil {
		t.Fatal(err)
	}
	var got seen
	server.Router().GET("/a/*rest", func(c *gin.Context) {
		got = seen{handlers.ClientAddr(c).String(), handlers.Root(c), handlers.Path(c)}
		c.Status(http.StatusNoContent)
	})
	r := httptest.NewRequest(http.MethodGet, "/a/b", nil)
	r.Host, r.RemoteAddr = "127.0.0.1:8080", "10.0.0.2:4000"
	alter(r)
	w := httptest.NewRecorder()
	server.Handler().ServeHTTP(w, r)
	return got, w
}

// What a proxy says is believed from the proxies that are configured alone.
func TestForwarded(t *testing.T) {
	t.Parallel()
	forwarded := func(r *http.Request) {
		r.Header.Set("X-Forwarded-For", "203.0.113.9, 198.51.100.4")
		r.Header.Set("X-Forwarded-Proto", "https")
		r.Header.Set("X-Forwarded-Host", "hatang.example.vn")
	}
	proxies := func(list ...string) []netip.Prefix {
		var out []netip.Prefix
		for _, text := range list {
			out = append(out, netip.MustParsePrefix(text))
		}
		return out
	}
	for _, tc := range []struct {
		name    string
		options handlers.Options
		alter   func(*http.Request)
		want    seen
	}{
		{"nobody is believed", handlers.Options{}, forwarded, seen{"10.0.0.2", "http://127.0.0.1:8080", "/a/b"}},
		{"another proxy", handlers.Options{Proxies: proxies("10.0.0.3/32")}, forwarded, seen{"10.0.0.2", "http://127.0.0.1:8080", "/a/b"}},
		{"our proxy", handlers.Options{Proxies: proxies("10.0.0.2/32"), Hosts: []string{"hatang.example.vn"}}, forwarded, seen{"198.51.100.4", "https://hatang.example.vn", "/a/b"}},
		{"two proxies", handlers.Options{Proxies: proxies("10.0.0.0/8", "198.51.100.0/24"), AnyHost: true}, forwarded, seen{"203.0.113.9", "https://hatang.example.vn", "/a/b"}},
		{"a proxy without headers", handlers.Options{Proxies: proxies("10.0.0.2/32")}, func(*http.Request) {}, seen{"10.0.0.2", "http://127.0.0.1:8080", "/a/b"}},
		{"nonsense from the proxy", handlers.Options{Proxies: proxies("10.0.0.2/32")}, func(r *http.Request) { r.Header.Set("X-Forwarded-For", "<script>") }, seen{"10.0.0.2", "http://127.0.0.1:8080", "/a/b"}},
		{"a prefix that is not taken off", handlers.Options{PathPrefix: "/x"}, func(r *http.Request) { r.URL.Path = "/x/a/b" }, seen{"10.0.0.2", "http://127.0.0.1:8080/x", "/x/a/b"}},
		{"a prefix that is", handlers.Options{PathPrefix: "/x"}, func(*http.Request) {}, seen{"10.0.0.2", "http://127.0.0.1:8080/x", "/x/a/b"}},
		{"an escaped path beneath a prefix", handlers.Options{PathPrefix: "/x"}, func(r *http.Request) { r.URL.Path, r.URL.RawPath = "/x/a/b/c", "/x/a/b%2Fc" }, seen{"10.0.0.2", "http://127.0.0.1:8080/x", "/x/a/b%2Fc"}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			if got, w := lookAt(t, tc.options, tc.alter); got != tc.want {
				t.Errorf("%+v, %+v is expected (%d %s)", got, tc.want, w.Code, w.Body)
			}
		})
	}
}

// The prefix alone leads to the page beneath it, whose addresses are relative.
func TestPrefixAlone(t *testing.T) {
	t.Parallel()
	_, w := lookAt(t, handlers.Options{PathPrefix: "/x"}, func(r *http.Request) { r.URL.Path, r.URL.RawQuery = "/x", "lang=en" })
	if w.Code != http.StatusPermanentRedirect || w.Header().Get("Location") != "/x/?lang=en" {
		t.Errorf("%d %q", w.Code, w.Header().Get("Location"))
	}
}

// Names that no host can have are refused whatever hosts are taken.
func TestNamesNoHostHas(t *testing.T) {
	t.Parallel()
	for host, want := range map[string]int{
		"hatang.example.vn": 204, "10.0.0.5:8443": 204, "[2001:db8::1]:80": 204, "localhost": 204, "": 421, "a b": 421,
		"evil\r\nX-Injected: 1": 421, "<script>": 421, "a.vn/../b": 421, "user@a.vn": 421,
	} {
		if _, w := lookAt(t, handlers.Options{AnyHost: true}, func(r *http.Request) { r.Host = host }); w.Code != want || w.Header().Get("X-Injected") != "" {
			t.Errorf("host %q: %d, %d is expected", host, w.Code, want)
		}
	}
	if _, w := lookAt(t, handlers.Options{Hosts: []string{"a.vn"}}, func(r *http.Request) { r.Host = "b.vn" }); w.Code != http.StatusMisdirectedRequest {
		t.Errorf("another name than the service's: %d", w.Code)
	}
}

// Every answer has the headers that keep other sites out; what a browser may
// show as a page has those about pages too.
func TestProtectiveHeaders(t *testing.T) {
	t.Parallel()
	always := []string{"Content-Security-Policy", "X-Content-Type-Options", "Cross-Origin-Resource-Policy"}
	ofPages := []string{"Cross-Origin-Opener-Policy", "Referrer-Policy", "X-Frame-Options", "Permissions-Policy"}
	_, w := lookAt(t, handlers.Options{}, func(r *http.Request) { r.Header.Set("Accept", "application/json") })
	for _, name := range always {
		if w.Header().Get(name) == "" {
			t.Errorf("JSON: %s is missing", name)
		}
	}
	if policy := w.Header().Get("Content-Security-Policy"); !strings.Contains(policy, "default-src 'none'") || !strings.Contains(policy, "frame-ancestors 'none'") {
		t.Errorf("the policy is %q", policy)
	}
	for _, accept := range []string{"text/html,application/xhtml+xml;q=0.9,*/*;q=0.8", "application/xhtml+xml"} {
		_, page := lookAt(t, handlers.Options{}, func(r *http.Request) { r.Header.Set("Accept", accept) })
		for _, name := range slices.Concat(always, ofPages) {
			if page.Header().Get(name) == "" {
				t.Errorf("%s: %s is missing", accept, name)
			}
		}
	}
	if w.Header().Get("Strict-Transport-Security") != "" {
		t.Error("HSTS over an open connection")
	}
	_, w = lookAt(t, handlers.Options{Proxies: []netip.Prefix{netip.MustParsePrefix("10.0.0.2/32")}}, func(r *http.Request) { r.Header.Set("X-Forwarded-Proto", "https") })
	if w.Header().Get("Strict-Transport-Security") == "" {
		t.Error("no HSTS behind an encrypting proxy")
	}
}
