package tiles_test

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/paulmach/orb/encoding/mvt"

	"hatang/geo/tile"
)

// FuzzPaths asks for whatever path and query come: the answer is a tile, a
// description, nothing, or a problem that blames the caller.
func FuzzPaths(f *testing.F) {
	f.Add("/tiles/sites/13/6553/3767.mvt", "as_of=2020-12-31", "gzip")
	f.Add("/tiles/units/0/0/0.mvt", "", "*;q=0")
	f.Add("/tiles/sectors/22/4194303/4194303.mvt", "lang=vi&f=%00", "gzip;q=")
	f.Add("/tiles/units_label.json", "as_of=31/12/2020", "br")
	f.Add("/ogc/collections/radio/tiles/WebMercatorQuad/3/3/6", "f=mvt", "")
	f.Add("/tiles//%2e%2e/1/2/3.mvt", "=&&", ",;,")
	s := start(f, everything()...)
	f.Fuzz(func(t *testing.T, path, query, encodings string) {
		target, err := url.ParseRequestURI(path)
		if err != nil || !strings.HasPrefix(path, "/") {
			t.Skip("not a path")
		}
		target.RawQuery = query
		request := &http.Request{
			Method: http.MethodGet, URL: target, Host: "127.0.0.1:8080", Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
			Header: http.Header{"Accept-Encoding": {encodings}}, Body: http.NoBody,
		}
		answer := httptest.NewRecorder()
		s.handler.ServeHTTP(answer, request.WithContext(t.Context()))
		body := answer.Body.Bytes()
		if answer.Code >= 500 {
			t.Fatalf("%s?%s answered %d: %s", path, query, answer.Code, body)
		}
		if answer.Header().Get("Content-Encoding") == "gzip" && answer.Code == http.StatusOK {
			body = unzipped(t, body)
		}
		if answer.Code == http.StatusOK && strings.HasPrefix(answer.Header().Get("Content-Type"), "application/vnd.mapbox") {
			if layers, err := mvt.Unmarshal(body); err != nil || len(layers) != 1 || len(body) > tile.MaxBytes {
				t.Errorf("%s?%s: %d bytes, %v", path, query, len(body), err)
			}
		}
	})
}
