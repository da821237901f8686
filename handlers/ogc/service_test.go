package ogc_test

import (
	"compress/gzip"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/gin-gonic/gin"
	"github.com/paulmach/orb"

	"hatang/handlers/auth"
	"hatang/handlers/ogc"
	"hatang/registry"
)

// scenario is a request and what its answer must be.
type scenario struct {
	name, target string
	headers      []string
	status       int
	mediaType    string
	want, not    []string
}

func TestAnswers(t *testing.T) {
	t.Parallel()
	s := serveSmall(t)
	const geoJSON, page, problem = "application/geo+json", "text/html; charset=utf-8", "application/problem+json"
	for _, tc := range []scenario{
		{"landing", "/ogc", nil, 200, "application/json", []string{`"rel":"service-desc"`, `"rel":"data"`, "Vị trí minh họa"}, nil},
		{"landing in English", "/ogc/", []string{"Accept-Language", "en"}, 200, "application/json", []string{"BTS sites, postal points"}, []string{"Vị trí BTS"}},
		{"a browser", "/ogc/", []string{"Accept", "text/html,application/xhtml+xml,*/*;q=0.8"}, 200, page, []string{"<!DOCTYPE html>", `<html lang="vi">`}, nil},
		{"f beats Accept", "/ogc/?f=json", []string{"Accept", "text/html"}, 200, "application/json", nil, nil},
		{"f of no format", "/ogc/?f=xml", nil, 400, problem, []string{`"field":"f"`, "json, html"}, nil},
		{"no such format", "/ogc/", []string{"Accept", "image/png"}, 406, problem, []string{"json, html"}, nil},
		{"no such language", "/ogc/?lang=fr", nil, 400, problem, []string{`"field":"lang"`}, nil},
		{"collections", "/ogc/collections", nil, 200, "application/json", []string{`"id":"units"`, `"id":"sites"`, `"id":"zones"`, `"Trạm BTS"`}, []string{`"id":"operators"`, `"id":"indicators"`}},
		{"collections in English", "/ogc/collections?lang=en", nil, 200, "application/json", []string{`"Commune radio stations"`}, nil},
		{"no such collection", "/ogc/collections/operators/items", nil, 404, problem, []string{"operators"}, nil},
		{"no such thing", "/ogc/nothing", nil, 404, problem, nil, nil},
		{"items", "/ogc/collections/sites/items", nil, 200, geoJSON, []string{`"numberMatched":6`, `"notice":"Vị trí minh họa"`, `"land_owner"`}, []string{`"s-3"`}},
		{"items as JSON", "/ogc/collections/sites/items", []string{"Accept", "application/json"}, 200, geoJSON, nil, nil},
		{"items as geojson", "/ogc/collections/sites/items?f=geojson", nil, 200, geoJSON, nil, nil},
		{"items as a page", "/ogc/collections/sites/items?f=html", nil, 200, page, []string{"đường 24 &#34;&lt;b&gt;&#34;", "42,5", "có", "107.951, 14.3", "1–6 / 6"}, []string{"<b>", "<script"}},
		{"items as a page in English", "/ogc/collections/sites/items?f=html&lang=en", nil, 200, page, []string{"42.5", "yes", "Mast height (m)", "on air"}, []string{"Chiều cao"}},
		{"an empty page", "/ogc/collections/sectors/items?f=html", nil, 200, page, []string{"0–0 / 0", "Không có đối tượng nào khớp"}, nil},
		{"a part page", "/ogc/collections/sites/items?f=html&limit=2", nil, 200, page, []string{"1–2 / 6", "trang sau"}, []string{"trang trước"}},
		{"by a code", "/ogc/collections/sites/items?operator_code=mobifone", nil, 200, geoJSON, []string{`"s-4"`, `"s-5"`, `"numberMatched":2`}, nil},
		{"by a number", "/ogc/collections/sites/items?height_m=30", nil, 200, geoJSON, []string{`"s-2"`, `"s-6"`, `"numberMatched":2`}, nil},
		{"by a code of a list", "/ogc/collections/sites/items?technologies=5G", nil, 200, geoJSON, []string{`"s-2"`, `"numberMatched":1`}, nil},
		{"by a truth", "/ogc/collections/sites/items?has_permit=true", nil, 200, geoJSON, []string{`"s/7 é"`, `"numberMatched":1`}, nil},
		{"by a date", "/ogc/collections/sites/items?commissioned=2019-05-01", nil, 200, geoJSON, []string{`"s-6"`, `"numberMatched":1`}, nil},
		{"by a text with a comma", "/ogc/collections/sites/items?name=Sa%20Th%E1%BA%A7y,%20trung%20t%C3%A2m", nil, 200, geoJSON, []string{`"s-4"`, `"numberMatched":1`}, nil},
		{"by what there is not", "/ogc/collections/sites/items?code=none", nil, 200, geoJSON, []string{`"numberMatched":0`, `"features":[]`}, nil},
		{"values that are wrong", "/ogc/collections/sites/items?height_m=high&has_permit=1&state=gone&commissioned=soon&tenant_room=1.5&code=", nil, 400, problem,
			[]string{`"field":"height_m"`, `"field":"has_permit"`, `"field":"state"`, `"field":"commissioned"`, `"field":"tenant_room"`, `"field":"code"`}, nil},
		{"a filter in CQL2", "/ogc/collections/sites/items?filter=height_m%3E30&filter-lang=cql2-text&lang=en", nil, 400, problem, []string{`"rule":"unsupported"`, "no filtering by CQL2 yet"}, nil},
		{"a parameter twice", "/ogc/collections/sites/items?limit=1&limit=2", nil, 400, problem, []string{`"rule":"repeated"`}, nil},
		{"not UTF-8", "/ogc/collections/sites/items?code=%ff", nil, 400, problem, []string{`"rule":"text"`}, nil},
		{"a broken query", "/ogc/collections/sites/items?a;b", nil, 400, problem, []string{`"rule":"query"`}, nil},
		{"as it was", "/ogc/collections/sites/items?datetime=2015-06-01", nil, 200, geoJSON, []string{`"s-3"`, `"state":"built"`, "[107.95,14.3]"}, []string{"107.951", `"s-4"`}},
		{"all of the time", "/ogc/collections/sites/items?datetime=../2030-01-01", nil, 200, geoJSON, []string{`"numberMatched":8`, `"s-3"`, "107.951", "[107.95,14.3]"}, nil},
		{"an item", "/ogc/collections/sites/items/s-1", nil, 200, geoJSON, []string{`"id":"s-1"`, `"rel":"collection"`, `"notice"`, "107.951"}, nil},
		{"an item as it was", "/ogc/collections/sites/items/s-1?datetime=2015-06-01", nil, 200, geoJSON, []string{"[107.95,14.3]"}, nil},
		{"an item of an interval", "/ogc/collections/sites/items/s-1?datetime=2015-06-01/..", nil, 400, problem, []string{`"field":"datetime"`}, nil},
		{"an item that ended", "/ogc/collections/sites/items/s-3", nil, 404, problem, []string{"s-3"}, nil},
		{"an item with an odd id", "/ogc/collections/sites/items/s%2F7%20%C3%A9", nil, 200, geoJSON, []string{`"id":"s/7 é"`, "s%2F7%20%C3%A9"}, nil},
		{"the page of an odd id", "/ogc/collections/sites/items/s%2F7%20%C3%A9?f=html", nil, 200, page, []string{"s/7 é", "&lt;b&gt;"}, []string{"<b>"}},
		{"an item refers", "/ogc/collections/stations/items/t-1?f=html", nil, 200, page, []string{`href="http://127.0.0.1:8080/ogc/collections/sites/items/s-1"`}, nil},
		{"an item without a place", "/ogc/collections/sites/items/s-6", nil, 200, geoJSON, []string{`"geometry":null`}, nil},
		{"an item with a filter", "/ogc/collections/sites/items/s-1?state=built", nil, 400, problem, []string{`"field":"state"`}, nil},
		{"latitude first", "/ogc/collections/sites/items/s-1?crs=http://www.opengis.net/def/crs/EPSG/0/4326", nil, 200, geoJSON, []string{"[14.3,107.951]"}, nil},
		{"an area of two parts", "/ogc/collections/units/items/u-isles?crs=http://www.opengis.net/def/crs/EPSG/0/4326", nil, 200, geoJSON, []string{`"MultiPolygon"`, "[14.2,107.9]"}, nil},
		{"the page of an area", "/ogc/collections/units/items/u-62?f=html", nil, 200, page, []string{"<details><summary>MultiPolygon", "540.438", "9.674,18", "2019"}, []string{"2.019"}},
		{"schema", "/ogc/collections/sites/schema", nil, 200, "application/schema+json", []string{
			`"$id":"http://127.0.0.1:8080/ogc/collections/sites/schema"`, `"x-ogc-role":"primary-geometry"`, `"format":"geometry-point"`,
			`"x-ogc-unit":"m"`, `"enum":["proposed","approved"`, `"Chiều cao cột (m)"`, `"maximum":400`, `"required":["id","operator_code"]`}, nil},
		{"schema in English", "/ogc/collections/sectors/schema?lang=en", []string{"Accept", "application/json"}, 200, "application/schema+json", []string{
			`"Azimuth (°)"`, `"x-ogc-unit":"deg"`, `"x-ogc-unitLang":"QUDT"`, `"x-ogc-role":"reference"`, `"x-ogc-collectionId":"stations"`}, nil},
		{"schema of areas", "/ogc/collections/units/schema", nil, 200, "application/schema+json", []string{`"geometry-polygon-or-multipolygon"`, `"x-ogc-unit":"km2"`}, nil},
		{"queryables", "/ogc/collections/sites/queryables", nil, 200, "application/schema+json", []string{`"technologies"`, `"additionalProperties":false`}, []string{`"geometry"`}},
		{"sortables", "/ogc/collections/sites/sortables", nil, 200, "application/schema+json", []string{`"height_m"`}, []string{`"technologies"`, `"geometry"`}},
		{"a schema as a page", "/ogc/collections/sites/schema?f=html", nil, 200, page, []string{"Chiều cao cột (m)", "0 … 400"}, nil},
		{"the API as a page", "/ogc/api", []string{"Accept", "text/html"}, 200, page, []string{"/collections/sites/items/{featureId}"}, nil},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			w := s.ask(tc.target, tc.headers...)
			body := w.Body.String()
			if w.Code != tc.status || w.Header().Get("Content-Type") != tc.mediaType {
				t.Fatalf("GET %s: %d %s, want %d %s: %s", tc.target, w.Code, w.Header().Get("Content-Type"), tc.status, tc.mediaType, body)
			}
			for _, want := range tc.want {
				if !strings.Contains(body, want) {
					t.Errorf("GET %s: no %q in\n%s", tc.target, want, body)
				}
			}
			for _, not := range tc.not {
				if strings.Contains(body, not) {
					t.Errorf("GET %s: %q in\n%s", tc.target, not, body)
				}
			}
			if tc.mediaType == page && !strings.HasPrefix(w.Header().Get("Content-Security-Policy"), "default-src 'none'; style-src 'sha256-") {
				t.Errorf("policy %q", w.Header().Get("Content-Security-Policy"))
			}
		})
	}
}

// A field that the caller may not see is in no answer and cannot be asked about.
func TestRestrictedFields(t *testing.T) {
	t.Parallel()
	s := serveSmall(t, func(_ *service, o *ogc.Options) {
		o.Principal = func(*gin.Context) *auth.Principal { return auth.Nobody() }
	})
	for _, target := range []string{
		"/ogc/collections/sites/items", "/ogc/collections/sites/items?f=html", "/ogc/collections/sites/items/s-1", "/ogc/collections/sites/items/s-1?f=html",
		"/ogc/collections/sites/schema", "/ogc/collections/sites/queryables", "/ogc/collections/sites/sortables", "/ogc/collections/sites/schema/geojson",
	} {
		w := s.ask(target)
		if body := w.Body.String(); w.Code != 200 || strings.Contains(body, "land_owner") || strings.Contains(body, "Nguyễn Văn A") || strings.Contains(body, "Chủ đất") {
			t.Errorf("GET %s: %d %s", target, w.Code, body)
		}
	}
	for _, target := range []string{"/ogc/collections/sites/items?land_owner=x", "/ogc/collections/sites/items?sortby=land_owner"} {
		if w := s.ask(target); w.Code != http.StatusBadRequest {
			t.Errorf("GET %s: %d", target, w.Code)
		}
	}
}

func TestETag(t *testing.T) {
	t.Parallel()
	s := serveSmall(t)
	targets := []string{
		"/ogc/", "/ogc/?f=html", "/ogc/api", "/ogc/conformance", "/ogc/collections", "/ogc/collections/sites", "/ogc/collections/sites/schema",
		"/ogc/collections/sites/items", "/ogc/collections/sites/items?limit=1", "/ogc/collections/sites/items?f=html", "/ogc/collections/sites/items/s-1",
	}
	tags := map[string]string{}
	for _, target := range targets {
		w := s.ask(target)
		tag := w.Header().Get("ETag")
		if !strings.HasPrefix(tag, `W/"`) || w.Header().Get("Cache-Control") != "no-cache" {
			t.Fatalf("GET %s: ETag %q, Cache-Control %q", target, tag, w.Header().Get("Cache-Control"))
		}
		for other, seen := range tags {
			if seen == tag {
				t.Errorf("%s and %s share a tag", target, other)
			}
		}
		tags[target] = tag
		if again := s.ask(target, "If-None-Match", tag); again.Code != http.StatusNotModified || again.Body.Len() > 0 {
			t.Errorf("GET %s again: %d", target, again.Code)
		}
		if english := s.ask(target, "If-None-Match", tag, "Accept-Language", "en"); english.Code != http.StatusOK {
			t.Errorf("GET %s in English: %d", target, english.Code)
		}
		if packed := s.ask(target, "Accept-Encoding", "gzip", "If-None-Match", tag[:len(tag)-1]+`-gzip"`); packed.Code != http.StatusNotModified {
			t.Errorf("GET %s compressed again: %d", target, packed.Code)
		}
	}
	s.update(func(ctx context.Context, w registry.Writer) error {
		return w.PutSetting(ctx, registry.SettingNotice, "Đã đổi")
	})
	for _, target := range targets {
		if strings.HasSuffix(target, "/schema") || target == "/ogc/api" {
			continue // they say nothing of what the registry holds
		}
		if w := s.ask(target, "If-None-Match", tags[target]); w.Code != http.StatusOK {
			t.Errorf("GET %s after a change: %d", target, w.Code)
		}
	}
	if body := s.ask("/ogc/collections/sites/items").Body.String(); !strings.Contains(body, "Đã đổi") {
		t.Error("the notice is not the new one")
	}
	if w := s.ask("/ogc/collections/sites/items/none"); w.Header().Get("ETag") != "" || w.Code != 404 {
		t.Errorf("what is not there has the ETag %q, status %d", w.Header().Get("ETag"), w.Code)
	}
}

func TestCompression(t *testing.T) {
	t.Parallel()
	s := serveDemo(t)
	w := s.ask("/ogc/collections/stations/items?limit=1000", "Accept-Encoding", "gzip")
	if w.Header().Get("Content-Encoding") != "gzip" {
		t.Fatalf("headers %v", w.Header())
	}
	unpacked, err := gzip.NewReader(w.Body)
	if err != nil {
		t.Fatal(err)
	}
	content, err := io.ReadAll(unpacked)
	if err != nil {
		t.Fatal(err)
	}
	var page featureCollection
	if err := json.Unmarshal(content, &page); err != nil || len(page.Features) != 935 {
		t.Errorf("%d features, %v", len(page.Features), err)
	}
}

// What a survey says follows changes: the extent, and which features without
// geometry meet every box. So it is by going through the rows, by following the
// chain, and over the live view.
func TestSurveyFollowsChanges(t *testing.T) {
	t.Parallel()
	chain := func(s *service, o *ogc.Options) { o.Since = s.store.Since }
	for name, alter := range map[string][]func(*service, *ogc.Options){
		"gone through": nil, "followed": {chain}, "live": {live(t)}, "live and followed": {live(t), chain},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			followChanges(t, serveSmall(t, alter...))
		})
	}
}

func followChanges(t *testing.T, s *service) {
	type described struct {
		Extent struct {
			Spatial struct{ BBox [][]float64 }
		}
	}
	expect := func(extent []float64, unlocated ...string) {
		t.Helper()
		if got := get[described](s, "/ogc/collections/sites").Extent.Spatial.BBox[0]; !slices.Equal(got, extent) {
			t.Errorf("extent %v, want %v", got, extent)
		}
		for _, order := range []string{"", "&sortby=-code"} {
			page := get[featureCollection](s, "/ogc/collections/sites/items?bbox=0,0,1,1"+order)
			if got := slices.Sorted(slices.Values(page.ids())); !slices.Equal(got, unlocated) || page.NumberMatched != len(unlocated) {
				t.Errorf("a box far away has %v, want %v without geometry", got, unlocated)
			}
		}
	}
	place := func(id string, at orb.Geometry) {
		t.Helper()
		s.update(func(ctx context.Context, w registry.Writer) error {
			site := &registry.Site{OperatorCode: "viettel", Code: id}
			site.Row.ID = id
			if err := site.SetShape(at); err != nil {
				return err
			}
			_, err := w.Put(ctx, site)
			return err
		})
	}
	expect([]float64{107.9, 14.2, 108.2, 14.5}, "s-6")
	place("s-6", orb.Point{109, 15})
	expect([]float64{107.9, 14.2, 109, 15})
	place("s-2", nil)
	place("new", nil)
	expect([]float64{107.9, 14.2, 109, 15}, "new", "s-2")
	s.update(func(ctx context.Context, w registry.Writer) error {
		return w.Delete(ctx, registry.Sites, "new", registry.Date{})
	})
	expect([]float64{107.9, 14.2, 109, 15}, "s-2")
}

// snapshot is a Source that offers more than it must.
type snapshot struct {
	ogc.Source
	rendered, surveyed *int
}

func (s snapshot) AppendFeature(dst []byte, rec registry.Record) []byte {
	*s.rendered++
	dst = append(dst, `{"type":"Feature","id":"`+rec.Head().ID+`","geometry":null,"properties":{"ready":true`...)
	return append(dst, '}', '}')
}

func (s snapshot) LayerSeq(kind registry.Kind) int64 { return int64(len(kind)) }

func (s snapshot) Survey(registry.Kind) ogc.Survey {
	*s.surveyed++
	return ogc.Survey{Some: true, Located: true, Bound: orb.Bound{Min: orb.Point{1, 2}, Max: orb.Point{3, 4}}}
}

func TestSourcesThatOfferMore(t *testing.T) {
	t.Parallel()
	var rendered, surveyed int
	s := serveSmall(t, func(_ *service, o *ogc.Options) {
		plain := o.Source
		o.Source = func() ogc.Source { return snapshot{plain(), &rendered, &surveyed} }
	})
	w := s.ask("/ogc/collections/sites/items")
	if !strings.Contains(w.Body.String(), `"ready":true`) || rendered != 6 || !strings.HasPrefix(w.Header().Get("ETag"), `W/"5-`) {
		t.Errorf("%d features rendered, ETag %s: %s", rendered, w.Header().Get("ETag"), w.Body)
	}
	item := get[feature](s, "/ogc/collections/sites/items/s-1")
	if item.Properties["ready"] != true || len(item.Links) == 0 {
		t.Errorf("the item is %+v", item)
	}
	other := s.ask("/ogc/collections/sites/items?crs=http://www.opengis.net/def/crs/EPSG/0/3857")
	if strings.Contains(other.Body.String(), "ready") {
		t.Error("features of another system were taken as they are kept")
	}
	if body := s.ask("/ogc/collections/sites").Body.String(); !strings.Contains(body, "[[1,2,3,4]]") || surveyed == 0 {
		t.Errorf("the survey was not asked for: %s", body)
	}
}

// What other parts of the program serve is found from here.
func TestFurther(t *testing.T) {
	t.Parallel()
	const class = "http://www.opengis.net/spec/ogcapi-tiles-1/1.0/conf/core"
	s := serveSmall(t, func(_ *service, o *ogc.Options) {
		o.BaseURL = "https://example.vn/hatang/"
		o.Further = ogc.Further{
			ConformsTo: []string{class},
			Landing:    []ogc.Link{{Href: "/ogc/tileMatrixSets", Rel: "tiling-schemes", Type: "application/json", Title: registry.Text{VI: "lưới ô", EN: "tile matrix sets"}}},
			Collection: func(kind registry.Kind) []ogc.Link {
				return []ogc.Link{{Href: "/ogc/collections/" + string(kind) + "/tiles", Rel: "tilesets-vector", Type: "application/json"}}
			},
		}
	})
	for target, want := range map[string]string{
		"/ogc/":                    `"href":"https://example.vn/hatang/ogc/tileMatrixSets"`,
		"/ogc/conformance":         class,
		"/ogc/collections/sites":   `"href":"https://example.vn/hatang/ogc/collections/sites/tiles"`,
		"/ogc/collections?lang=en": `"href":"https://example.vn/hatang/ogc/collections/zones/tiles"`,
		"/ogc/api":                 `"url":"https://example.vn/hatang/ogc"`,
	} {
		if body := s.ask(target).Body.String(); !strings.Contains(body, want) {
			t.Errorf("GET %s: no %s in %s", target, want, body)
		}
	}
}

func TestSourceIsNeeded(t *testing.T) {
	t.Parallel()
	if _, err := ogc.New(ogc.Options{}); err == nil {
		t.Error("made without Source")
	}
}
