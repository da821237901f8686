package ogc_test

import (
	"testing"
)

func TestSmoke(t *testing.T) {
	s := serveDemo(t)
	for _, target := range []string{
		"/ogc/", "/ogc/?f=html", "/ogc/conformance", "/ogc/collections/stations", "/ogc/collections/stations/items?limit=2", "/ogc/collections/stations/items?limit=2&f=html&lang=en",
		"/ogc/collections/sites/schema", "/ogc/collections/units/items?limit=1&crs=http://www.opengis.net/def/crs/EPSG/0/9216&f=html",
		"/ogc/collections/sites/items?foo=1&limit=0&bbox=1&filter=x", "/ogc/api?f=html", "/ogc/api", "/ogc/collections?f=html",
	} {
		w := s.ask(target)
		body := w.Body.String()
		if len(body) > 3500 {
			body = body[:3500]
		}
		t.Logf("%s %d %v\n%s", target, w.Code, w.Header(), body)
	}
}
