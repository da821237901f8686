package tiles_test

import (
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/encoding/mvt"

	"hatang/geo/tile"
	"hatang/handlers/tiles"
	"hatang/registry/basemap"
)

// TestBasemapOverHTTP imports layers one after the other and asks for them.
func TestBasemapOverHTTP(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	source, _, _ := newTold(t, "sites")
	open := func() http.Handler {
		return serve(t, tiles.Options{Source: source, Clock: today, Basemap: basemap.Open(dir)}, io.Discard)
	}
	id := tile.Containing(tile.Project(orb.Point{108, 14.35}), 12)
	path := "/tiles/basemap/" + id.String() + ".mvt"
	var set struct {
		tileJSON
		Attribution string
	}
	handler := open()
	readJSON(t, get(t, handler, "/tiles/basemap.json"), &set)
	if len(set.VectorLayers) != 0 || set.VectorLayers == nil || len(set.Bounds) != 0 || set.Attribution != "" {
		t.Errorf("with nothing imported: %+v", set)
	}
	if answer := get(t, handler, path); answer.Code != http.StatusNoContent {
		t.Errorf("with nothing imported a tile answered %d", answer.Code)
	}

	importing := func(layer basemap.Layer, text string) {
		t.Helper()
		ask := basemap.Request{Layer: layer, Source: "Sở GTVT", Licence: "mở", Now: time.Unix(0, 0)}
		if _, err := basemap.Open(dir).Import(t.Context(), "a.geojson", strings.NewReader(text), ask); err != nil {
			t.Fatal(err)
		}
	}
	importing(basemap.Roads, `{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"highway":"primary","name":"Trần Phú","ref":"QL14"},"geometry":{"type":"LineString","coordinates":[[107.9,14.3],[108.1,14.4]]}}]}`)
	importing(basemap.Water, `{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"natural":"water"},"geometry":{"type":"Polygon","coordinates":[[[107.99,14.34],[108.01,14.34],[108,14.36],[107.99,14.34]]]}}]}`)
	importing(basemap.Places, `{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"place":"city","name":"Kon Tum","population":170000},"geometry":{"type":"Point","coordinates":[108,14.35]}}]}`)
	handler = open()
	readJSON(t, get(t, handler, "/tiles/basemap.json?lang=en"), &set)
	var names []string
	for _, layer := range set.VectorLayers {
		names = append(names, layer.ID)
	}
	if strings.Join(names, " ") != "water roads places" || set.Attribution != "Sở GTVT (mở)" || set.Bounds[0] > 107.9 || !strings.HasSuffix(set.Tiles[0], "/tiles/basemap/{z}/{x}/{y}.mvt") {
		t.Errorf("%+v", set)
	}
	answer := get(t, handler, path)
	layers, err := mvt.Unmarshal(answer.Body.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	found := map[string]map[string]any{}
	for _, layer := range layers {
		found[layer.Name] = layer.Features[0].Properties
	}
	if found["roads"]["ref"] != "QL14" || found["roads"]["class"] != "primary" || found["water"]["class"] != "lake" || found["places"]["population"] != 170000.0 || found["places"]["name"] != "Kon Tum" {
		t.Errorf("%v", found)
	}
	tag := answer.Header().Get("ETag")
	if again := get(t, handler, path, "If-None-Match", tag); again.Code != http.StatusNotModified || tag == "" {
		t.Errorf("asked again it answered %d", again.Code)
	}
	if away := get(t, handler, "/tiles/basemap/12/0/0.mvt"); away.Code != http.StatusNoContent {
		t.Errorf("elsewhere answered %d", away.Code)
	}
	for query, says := range map[string]string{"?as_of=2020-01-01": "no such parameter", "?cluster=64": "no such parameter", "?state=x": "no such parameter", "?lang=fr": "vi or en"} {
		for _, path := range []string{path, "/tiles/basemap.json"} {
			if answer := get(t, handler, path+query, "Accept-Language", "en"); answer.Code != http.StatusBadRequest || !strings.Contains(answer.Body.String(), says) {
				t.Errorf("%s%s answered %d: %s", path, query, answer.Code, answer.Body)
			}
		}
	}
	if answer := get(t, handler, "/tiles/basemap/12/x/0.mvt"); answer.Code != http.StatusNotFound {
		t.Errorf("an address that is no tile answered %d", answer.Code)
	}
	summary := gdal(t, "ogrinfo", "-al", "MVT:"+listening(t, handler)+path)
	for _, says := range []string{"Layer name: roads", "Layer name: water", "Layer name: places", "Trần Phú", "Kon Tum", "LINESTRING", "POLYGON"} {
		if !strings.Contains(summary, says) {
			t.Errorf("GDAL does not see %q:\n%s", says, summary)
		}
	}
}
