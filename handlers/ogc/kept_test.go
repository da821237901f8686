package ogc_test

import (
	"context"
	"strings"
	"testing"

	"github.com/gin-gonic/gin"

	"hatang/handlers/auth"
	"hatang/handlers/ogc"
	"hatang/registry"
)

// TestKeptPagesAreThePages: a page that is asked for again and again is the same
// with its headers, until the registry changes; other questions, languages and
// formats have their own.
func TestKeptPagesAreThePages(t *testing.T) {
	t.Parallel()
	s := serveDemo(t, live(t))
	const target = "/ogc/collections/stations/items?limit=500"
	others := map[string][]string{
		target + "&lang=en": nil, target + "&f=html": nil, target + "&bbox=107.9,14.2,108.1,14.4": nil,
		target + "&crs=http://www.opengis.net/def/crs/EPSG/0/3405": nil, "/ogc/collections/stations/items?limit=499": nil,
	}
	bodies := map[string]string{}
	for range 4 {
		first := s.ask(target)
		if got, want := first.Body.String(), bodies[target]; want != "" && got != want {
			t.Fatal("the page is another one")
		}
		bodies[target] = first.Body.String()
		if link := first.Header().Get("Link"); first.Code != 200 || !strings.Contains(link, `rel="next"`) ||
			!strings.Contains(first.Header().Get("Content-Crs"), "CRS84") || !strings.Contains(first.Header().Get("Content-Type"), "geo+json") {
			t.Fatalf("%d %v", first.Code, first.Header())
		}
		for other := range others {
			w := s.ask(other)
			if w.Code != 200 || w.Body.String() == bodies[target] || (bodies[other] != "" && w.Body.String() != bodies[other]) {
				t.Fatalf("GET %s: %d", other, w.Code)
			}
			bodies[other] = w.Body.String()
		}
	}
	s.update(func(ctx context.Context, w registry.Writer) error {
		found, _, err := w.Find(ctx, registry.Query{Kind: registry.Stations, Limit: 1})
		if err != nil {
			return err
		}
		station, _ := found[0].(*registry.Station)
		station.Note = "Mới ghi"
		_, err = w.Put(ctx, station)
		return err
	})
	if after := s.ask(target).Body.String(); !strings.Contains(after, "Mới ghi") {
		t.Error("the page is the one from before the change")
	}
}

// TestPagesWithHiddenFieldsAreNotKept: who may see less must not get what
// somebody else was shown, nor the other way round.
func TestPagesWithHiddenFieldsAreNotKept(t *testing.T) {
	t.Parallel()
	trusted := false
	s := serveDemo(t, live(t), func(_ *service, o *ogc.Options) {
		o.Principal = func(*gin.Context) *auth.Principal {
			if trusted {
				return auth.Local()
			}
			return auth.Nobody()
		}
	})
	s.update(func(ctx context.Context, w registry.Writer) error {
		found, _, err := w.Find(ctx, registry.Query{Kind: registry.Sites, Limit: 1})
		if err != nil {
			return err
		}
		site, _ := found[0].(*registry.Site)
		site.LandOwner = "Nguyễn Văn A"
		_, err = w.Put(ctx, site)
		return err
	})
	for i := range 12 {
		trusted = i%3 == 0
		body := s.ask("/ogc/collections/sites/items?limit=500").Body.String()
		if len(body) < 32<<10 {
			t.Fatalf("a page of %d bytes is never kept", len(body))
		}
		if strings.Contains(body, "Nguyễn Văn A") != trusted {
			t.Fatalf("request %d, trusted %v: shown %v", i, trusted, !trusted)
		}
	}
}
