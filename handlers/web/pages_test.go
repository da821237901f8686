package web_test

import (
	"compress/gzip"
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/gin-gonic/gin"

	"hatang/handlers/web"
	"hatang/registry"
)

// settings are settings in memory; with fail they cannot be read.
type settings struct {
	values map[string]string
	fail   bool
}

func (s settings) Setting(_ context.Context, name string) (string, error) {
	if s.fail {
		return "", errors.New("the disk is gone")
	}
	return s.values[name], nil
}

// built stands in for the libraries that npm brings.
func built() fstest.MapFS {
	return fstest.MapFS{
		"maplibre/maplibre-gl.mjs": {Data: []byte(strings.Repeat("export const a = 1;\n", 200))},
		"README.md":                {Data: []byte("not served")},
	}
}

func serve(t *testing.T, options web.Options) http.Handler {
	t.Helper()
	pages, err := web.New(options)
	if err != nil {
		t.Fatal(err)
	}
	gin.SetMode(gin.TestMode)
	engine := gin.New()
	pages.Register(engine)
	return engine
}

func get(t *testing.T, handler http.Handler, path string, headers ...string) *http.Response {
	t.Helper()
	request := httptest.NewRequest(http.MethodGet, path, http.NoBody)
	for i := 0; i+1 < len(headers); i += 2 {
		request.Header.Set(headers[i], headers[i+1])
	}
	recorder := httptest.NewRecorder()
	handler.ServeHTTP(recorder, request)
	return recorder.Result()
}

func body(t *testing.T, response *http.Response) string {
	t.Helper()
	text, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func TestUnbuiltPageSaysHowToBuild(t *testing.T) {
	t.Parallel()
	handler := serve(t, web.Options{Dist: fstest.MapFS{"README.md": {Data: []byte("x")}}})
	response := get(t, handler, "/")
	text := body(t, response)
	if response.StatusCode != http.StatusServiceUnavailable {
		t.Errorf("status %d, want 503", response.StatusCode)
	}
	for _, want := range []string{"make build", "Chưa có giao diện bản đồ", "The map page is not built"} {
		if !strings.Contains(text, want) {
			t.Errorf("the page does not say %q", want)
		}
	}
}

func TestPageInBothLanguages(t *testing.T) {
	t.Parallel()
	handler := serve(t, web.Options{Dist: built(), Version: "v1.2", Settings: settings{values: map[string]string{
		registry.SettingTitle: "Kon Tum 31/12/2020", registry.SettingTerritory: "62, 64",
		registry.SettingNotice: "Vị trí là sơ đồ.", registry.SettingNoticeEN: "Positions are schematic.",
	}}})
	for _, test := range []struct {
		path           string
		want, unwanted []string
	}{
		{
			"/", []string{`<html lang="vi">`, "Vị trí là sơ đồ.", "Số liệu phục vụ", `href="?lang=en"`, `"unit":"62"`, "v1.2"},
			[]string{"Positions are schematic."},
		},
		{
			"/?lang=en", []string{`<html lang="en">`, "Positions are schematic.", "Served figures", `href="?lang=vi"`},
			[]string{"Vị trí là sơ đồ.", "Số liệu phục vụ"},
		},
		{"/?lang=fr", []string{`<html lang="vi">`}, nil},
	} {
		t.Run(test.path, func(t *testing.T) {
			t.Parallel()
			response := get(t, handler, test.path)
			text := body(t, response)
			if response.StatusCode != http.StatusOK {
				t.Fatalf("status %d: %s", response.StatusCode, text)
			}
			for _, want := range test.want {
				if !strings.Contains(text, want) {
					t.Errorf("the page lacks %q", want)
				}
			}
			for _, unwanted := range test.unwanted {
				if strings.Contains(text, unwanted) {
					t.Errorf("the page has %q", unwanted)
				}
			}
		})
	}
}

func TestTextOfTheRegistryIsNotMarkup(t *testing.T) {
	t.Parallel()
	hostile := `</script><script>alert(1)</script><img src=x onerror=alert(2)>`
	handler := serve(t, web.Options{Dist: built(), Settings: settings{values: map[string]string{
		registry.SettingTitle: hostile, registry.SettingNotice: hostile, registry.SettingTerritory: hostile,
	}}})
	text := body(t, get(t, handler, "/"))
	for _, unwanted := range []string{"<script>alert", "<img src=x", "</script><script>"} {
		if strings.Contains(text, unwanted) {
			t.Errorf("the page lets %q through", unwanted)
		}
	}
}

func TestPolicyForbidsInlineAndOtherHosts(t *testing.T) {
	t.Parallel()
	for name, handler := range map[string]http.Handler{
		"built":   serve(t, web.Options{Dist: built()}),
		"unbuilt": serve(t, web.Options{Dist: fstest.MapFS{}}),
	} {
		policy := get(t, handler, "/").Header.Get("Content-Security-Policy")
		for _, want := range []string{"default-src 'none'", "script-src 'self'", "style-src 'self'", "worker-src 'self'", "connect-src 'self'", "frame-ancestors 'none'"} {
			if !strings.Contains(policy, want) {
				t.Errorf("%s: the policy lacks %s: %s", name, want, policy)
			}
		}
		for _, unwanted := range []string{"unsafe", "http:", "https:", "*"} {
			if strings.Contains(policy, unwanted) {
				t.Errorf("%s: the policy allows %s: %s", name, unwanted, policy)
			}
		}
	}
}

func TestUnreadableSettingsFailThePage(t *testing.T) {
	t.Parallel()
	handler := serve(t, web.Options{Dist: built(), Settings: settings{fail: true}})
	response := get(t, handler, "/")
	text := body(t, response)
	if response.StatusCode != http.StatusInternalServerError || strings.Contains(text, "disk") {
		t.Errorf("status %d %q, want 500 without the cause", response.StatusCode, text)
	}
}

// assetAddress finds the address of an asset in the page.
func assetAddress(t *testing.T, handler http.Handler, name string) string {
	t.Helper()
	found := regexp.MustCompile(`(assets/[0-9a-f]+/)app/main\.js`).FindStringSubmatch(body(t, get(t, handler, "/")))
	if found == nil {
		t.Fatal("the page names no main.js")
	}
	return "/" + found[1] + name
}

func TestAssets(t *testing.T) {
	t.Parallel()
	handler := serve(t, web.Options{Dist: built()})
	for _, test := range []struct {
		name, path, accept     string
		status                 int
		contentType, encodedAs string
	}{
		{"module", "app/main.js", "", 200, "text/javascript; charset=utf-8", ""},
		{"module packed", "app/main.js", "br, gzip", 200, "text/javascript; charset=utf-8", "gzip"},
		{"library packed", "maplibre/maplibre-gl.mjs", "gzip;q=0.5", 200, "text/javascript; charset=utf-8", "gzip"},
		{"packing refused", "app/page.css", "gzip;q=0", 200, "text/css; charset=utf-8", ""},
		{"picture", "app/icon.svg", "", 200, "image/svg+xml", ""},
		{"not an asset", "README.md", "", 404, "text/plain; charset=utf-8", ""},
		{"missing", "app/nothing.js", "", 404, "text/plain; charset=utf-8", ""},
		{"out of the folder", "app/../../pages/desk.gohtml", "", 404, "text/plain; charset=utf-8", ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			response := get(t, handler, assetAddress(t, handler, test.path), "Accept-Encoding", test.accept)
			if response.StatusCode != test.status {
				t.Fatalf("status %d, want %d", response.StatusCode, test.status)
			}
			if got := response.Header.Get("Content-Type"); got != test.contentType {
				t.Errorf("content type %q, want %q", got, test.contentType)
			}
			if got := response.Header.Get("Content-Encoding"); got != test.encodedAs {
				t.Errorf("encoding %q, want %q", got, test.encodedAs)
			}
			immutable := strings.Contains(response.Header.Get("Cache-Control"), "immutable")
			if immutable != (test.status == http.StatusOK) {
				t.Errorf("cache control %q", response.Header.Get("Cache-Control"))
			}
		})
	}
}

func TestWorkersMayAskThisHostAlone(t *testing.T) {
	t.Parallel()
	handler := serve(t, web.Options{Dist: built()})
	policy := get(t, handler, assetAddress(t, handler, "maplibre/maplibre-gl.mjs")).Header.Get("Content-Security-Policy")
	if policy != "default-src 'none'; script-src 'self'; connect-src 'self'" {
		t.Errorf("a script comes with the policy %q", policy)
	}
	if policy := get(t, handler, assetAddress(t, handler, "app/page.css")).Header.Get("Content-Security-Policy"); policy != "" {
		t.Errorf("a style sheet comes with the policy %q of a worker", policy)
	}
}

func TestPackedAssetIsTheAsset(t *testing.T) {
	t.Parallel()
	handler := serve(t, web.Options{Dist: built()})
	address := assetAddress(t, handler, "app/main.js")
	packed, err := gzip.NewReader(get(t, handler, address, "Accept-Encoding", "gzip").Body)
	if err != nil {
		t.Fatal(err)
	}
	unpacked, err := io.ReadAll(packed)
	if err != nil {
		t.Fatal(err)
	}
	if plain := body(t, get(t, handler, address)); plain != string(unpacked) || plain == "" {
		t.Error("the packed form differs from the plain one")
	}
}

func TestFingerprintFollowsTheContent(t *testing.T) {
	t.Parallel()
	address := func(library string) string {
		return assetAddress(t, serve(t, web.Options{Dist: fstest.MapFS{"maplibre/maplibre-gl.mjs": {Data: []byte(library)}}}), "")
	}
	first, same, other := address("a"), address("a"), address("b")
	if first != same {
		t.Error("the same assets have two addresses")
	}
	if first == other {
		t.Error("different assets have one address")
	}
	old := first + "app/main.js"
	if status := get(t, serve(t, web.Options{Dist: built()}), old).StatusCode; status != http.StatusNotFound {
		t.Errorf("an address of other assets answers %d, want 404", status)
	}
}
