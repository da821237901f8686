package tiles_test

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/paulmach/orb"

	"hatang/geo/tile"
	"hatang/handlers/tiles"
	"hatang/registry"
)

// written is a layer whose tiles are the letters of a word, and counts how often
// one is drawn.
type written struct {
	word  string
	drawn *atomic.Int32
}

func (w written) Info() tile.Info {
	return tile.Info{Name: "sites", Geometry: tile.PointGeometry, Bound: orb.Bound{Min: orb.Point{107, 14}, Max: orb.Point{108, 15}}, MaxZoom: 14}
}

func (w written) AppendTile(dst []byte, _ *tile.Encoder, id tile.ID) []byte {
	w.drawn.Add(1)
	if id.X == 0 {
		return dst
	}
	return append(dst, w.word...)
}

func opening(layer tile.Layer) func() (tile.Layer, error) {
	return func() (tile.Layer, error) { return layer, nil }
}

// told is a source that shows what it is told to.
type told struct {
	sync.Mutex
	view  tile.View
	asked []registry.Date
}

func (s *told) Layer(_ context.Context, name string, ask tiles.Ask) (tile.View, error) {
	s.Lock()
	defer s.Unlock()
	switch name {
	case "zones":
		return tile.View{}, registry.Errorf(registry.Unsupported, "chưa có", "not built")
	case "radio":
		return tile.View{Revision: 1, Open: func() (tile.Layer, error) { return nil, errors.New("out of order") }}, nil
	}
	s.asked = append(s.asked, ask.Day)
	return s.view, nil
}

func (s *told) show(view tile.View) {
	s.Lock()
	defer s.Unlock()
	s.view = view
}

func newTold(tb testing.TB, word string) (*told, *atomic.Int32, http.Handler) {
	tb.Helper()
	drawn := new(atomic.Int32)
	source := &told{view: tile.View{Open: opening(written{word, drawn}), Revision: 1}}
	return source, drawn, serve(tb, tiles.Options{Source: source, Clock: today}, new(strings.Builder))
}

func TestAddresses(t *testing.T) {
	t.Parallel()
	_, _, handler := newTold(t, "tile")
	tests := map[string]struct {
		path   string
		status int
		says   string
	}{
		"a tile":                     {"/tiles/sites/3/6/3.mvt", 200, "tile"},
		"an empty tile":              {"/tiles/sites/3/0/3.mvt", 204, ""},
		"the deepest":                {"/tiles/sites/22/4194303/4194303.mvt", 200, "tile"},
		"too deep":                   {"/tiles/sites/23/6/3.mvt", 404, "22"},
		"beyond the east":            {"/tiles/sites/3/8/3.mvt", 404, "there is no tile 3/8/3"},
		"beyond the south":           {"/tiles/sites/3/6/8.mvt", 404, "there is no tile 3/6/8"},
		"a negative column":          {"/tiles/sites/3/-1/3.mvt", 404, "there is no tile"},
		"a huge column":              {"/tiles/sites/3/99999999999999999999/3.mvt", 404, "there is no tile"},
		"a column that wraps around": {"/tiles/sites/3/4294967302/3.mvt", 404, "there is no tile"},
		"a zoom that wraps around":   {"/tiles/sites/259/6/3.mvt", 404, "there is no tile"},
		"letters":                    {"/tiles/sites/z/6/3.mvt", 404, "there is no tile"},
		"a leading zero":             {"/tiles/sites/03/6/3.mvt", 404, "there is no tile"},
		"a plus sign":                {"/tiles/sites/3/+6/3.mvt", 404, "there is no tile"},
		"another ending":             {"/tiles/sites/3/6/3.png", 404, "/tiles/{layer}/{z}/{x}/{y}.mvt"},
		"no ending":                  {"/tiles/sites/3/6/3", 404, "/tiles/{layer}/{z}/{x}/{y}.mvt"},
		"no such layer":              {"/tiles/masts/3/6/3.mvt", 404, "the layers are units, units_label, sites"},
		"an unknown parameter":       {"/tiles/sites/3/6/3.mvt?style=x", 400, "there is no such parameter"},
		"a repeated parameter":       {"/tiles/sites/3/6/3.mvt?as_of=2020-01-01&as_of=2021-01-01", 400, "must be given once"},
		"not a day":                  {"/tiles/sites/3/6/3.mvt?as_of=2020-13-01", 400, "must be a day"},
		"no day":                     {"/tiles/sites/3/6/3.mvt?as_of=", 400, "must be a day"},
		"not a language":             {"/tiles/sites/3/6/3.mvt?lang=fr", 400, "must be vi or en"},
		"two mistakes":               {"/tiles/sites/3/6/3.mvt?style=x&as_of=y", 400, "2 parameters are wrong"},
		"a broken query":             {"/tiles/sites/3/6/3.mvt?%zz", 400, "malformed"},
		"another day":                {"/tiles/sites/3/6/3.mvt?as_of=2020-01-01", 200, "tile"},
		"what the source refuses":    {"/tiles/zones/3/6/3.mvt", 501, "not built"},
		"a layer that fails":         {"/tiles/radio/3/6/3.mvt", 500, "request id"},
		"TileJSON of one that fails": {"/tiles/radio.json", 500, "request id"},
		"TileJSON":                   {"/tiles/sites.json", 200, `"tilejson":"3.0.0"`},
		"TileJSON of nothing":        {"/tiles/masts.json", 404, "there is no layer"},
		"a layer alone":              {"/tiles/sites", 404, "/tiles/{layer}.json"},
		"OGC tile":                   {"/ogc/collections/sites/tiles/WebMercatorQuad/3/3/6", 200, "tile"},
		"OGC: row before column":     {"/ogc/collections/sites/tiles/WebMercatorQuad/3/6/0", 204, ""},
		"OGC tile, format":           {"/ogc/collections/sites/tiles/WebMercatorQuad/3/3/6?f=mvt", 200, "tile"},
		"OGC tile, other format":     {"/ogc/collections/sites/tiles/WebMercatorQuad/3/3/6?f=png", 400, "must be mvt"},
		"OGC: other matrix set":      {"/ogc/collections/sites/tiles/WorldCRS84Quad/3/3/6", 404, "the only one is WebMercatorQuad"},
		"OGC: no such matrix":        {"/ogc/collections/sites/tiles/WebMercatorQuad/23/3/6", 404, "there is no tile"},
		"OGC: no such collection":    {"/ogc/collections/masts/tiles", 404, "there is no layer"},
		"OGC tile sets":              {"/ogc/collections/sites/tiles", 200, `"dataType":"vector"`},
		"OGC tile set":               {"/ogc/collections/sites/tiles/WebMercatorQuad", 200, `"geometryDimension":0`},
		"OGC tile sets as HTML":      {"/ogc/collections/sites/tiles?f=html", 400, "must be json"},
		"OGC matrix sets":            {"/ogc/tileMatrixSets", 200, `"id":"WebMercatorQuad"`},
		"OGC matrix set":             {"/ogc/tileMatrixSets/WebMercatorQuad", 200, `"matrixWidth":4194304`},
		"OGC: unknown matrix set":    {"/ogc/tileMatrixSets/Other", 404, "there is no tile matrix set"},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			answer := get(t, handler, tc.path, "Accept-Language", "en")
			if answer.Code != tc.status || !strings.Contains(answer.Body.String(), tc.says) {
				t.Errorf("%s answered %d, want %d with %q:\n%s", tc.path, answer.Code, tc.status, tc.says, answer.Body)
			}
			if wantsProblem := tc.status >= 400; wantsProblem != (answer.Header().Get("Content-Type") == "application/problem+json") {
				t.Errorf("%s answered %d as %s", tc.path, answer.Code, answer.Header().Get("Content-Type"))
			}
		})
	}
}

func TestHeaders(t *testing.T) {
	t.Parallel()
	_, _, handler := newTold(t, strings.Repeat("mặt trời ", 500))
	const path = "/tiles/sites/3/6/3.mvt"
	plain := get(t, handler, path)
	packed := get(t, handler, path, "Accept-Encoding", "br, gzip")
	want := map[string]string{
		"Content-Type": "application/vnd.mapbox-vector-tile", "Cache-Control": "no-cache", "Content-Encoding": "",
	}
	for name, value := range want {
		if got := plain.Header().Get(name); got != value {
			t.Errorf("%s: %q, want %q", name, got, value)
		}
	}
	if packed.Header().Get("Content-Encoding") != "gzip" || string(unzipped(t, packed.Body.Bytes())) != plain.Body.String() {
		t.Errorf("compressed: %v", packed.Header())
	}
	for _, answer := range []*httptest.ResponseRecorder{plain, packed} {
		if !strings.Contains(strings.Join(answer.Header().Values("Vary"), ","), "Accept-Encoding") {
			t.Errorf("Vary: %q", answer.Header().Values("Vary"))
		}
	}
	plainTag, packedTag := plain.Header().Get("ETag"), packed.Header().Get("ETag")
	if plainTag == "" || plainTag == packedTag || strings.HasPrefix(plainTag, "W/") {
		t.Errorf("tags %s and %s", plainTag, packedTag)
	}
	for _, tag := range []string{plainTag, packedTag, "W/" + plainTag, `"x", ` + plainTag, "*"} {
		if answer := get(t, handler, path, "If-None-Match", tag); answer.Code != http.StatusNotModified || answer.Body.Len() != 0 || answer.Header().Get("ETag") == "" {
			t.Errorf("If-None-Match %s answered %d with %d bytes", tag, answer.Code, answer.Body.Len())
		}
	}
	if answer := get(t, handler, path, "If-None-Match", `"x"`); answer.Code != http.StatusOK {
		t.Errorf("a tag of something else answered %d", answer.Code)
	}
}

func TestAcceptEncoding(t *testing.T) {
	t.Parallel()
	_, _, handler := newTold(t, strings.Repeat("mặt trời ", 500))
	for header, want := range map[string]bool{
		"gzip": true, "GZIP": true, "deflate, gzip;q=0.5": true, "*": true, "gzip;q=0": false, "gzip; q=0.0, *": false,
		"*;q=0": false, "br": false, "": false, "identity": false, "x-gzip": true, "*;q=0, gzip": true,
	} {
		answer := get(t, handler, "/tiles/sites/3/6/3.mvt", "Accept-Encoding", header)
		if got := answer.Header().Get("Content-Encoding") == "gzip"; got != want {
			t.Errorf("Accept-Encoding %q: compressed %v, want %v", header, got, want)
		}
	}
	_, _, short := newTold(t, "tile")
	if answer := get(t, short, "/tiles/sites/3/6/3.mvt", "Accept-Encoding", "gzip"); answer.Header().Get("Content-Encoding") != "" {
		t.Error("a tile of four bytes was compressed")
	}
}

// TestTilesAreDrawnOnce follows a layer through changes here, elsewhere and of
// nothing.
func TestTilesAreDrawnOnce(t *testing.T) {
	t.Parallel()
	source, drawn, handler := newTold(t, "before")
	here, there := orb.Point{105.83, 21.02}.Bound(), orb.Point{106.68, 10.78}.Bound()
	path := pathOf("sites", here.Min, 10)
	tag := func() string {
		t.Helper()
		answer := get(t, handler, path)
		if answer.Code != http.StatusOK {
			t.Fatalf("answered %d", answer.Code)
		}
		return answer.Header().Get("ETag")
	}
	changed := func(known bool, boxes ...orb.Bound) func(int64) ([]orb.Bound, bool) {
		return func(int64) ([]orb.Bound, bool) { return boxes, known }
	}
	first := tag()
	steps := []struct {
		name  string
		view  tile.View
		draws int32
		same  bool
	}{
		{"nothing", source.view, 0, true},
		{"a change elsewhere", tile.View{Open: opening(written{"after", drawn}), Revision: 2, ChangedSince: changed(true, there)}, 0, true},
		{"a change here that does not show", tile.View{Open: opening(written{"before", drawn}), Revision: 3, ChangedSince: changed(true, there, here)}, 1, true},
		{"the same again", tile.View{Open: opening(written{"before", drawn}), Revision: 3, ChangedSince: changed(true, here)}, 0, true},
		{"a change nobody knows where", tile.View{Open: opening(written{"before", drawn}), Revision: 4}, 1, true},
		{"a change here", tile.View{Open: opening(written{"after", drawn}), Revision: 5, ChangedSince: changed(true, here)}, 1, false},
		{"an older state, asked for late", tile.View{Open: opening(written{"before", drawn}), Revision: 4}, 0, false},
	}
	for _, step := range steps {
		source.show(step.view)
		before := drawn.Load()
		got := tag()
		if n := drawn.Load() - before; n != step.draws {
			t.Errorf("%s: drawn %d times, want %d", step.name, n, step.draws)
		}
		if (got == first) != step.same {
			t.Errorf("%s: tag %s, at first %s", step.name, got, first)
		}
	}
}

func TestManyAskAtOnce(t *testing.T) {
	t.Parallel()
	_, drawn, handler := newTold(t, strings.Repeat("x", 5000))
	var asking sync.WaitGroup
	for range 16 {
		asking.Go(func() {
			for range 50 {
				if answer := get(t, handler, "/tiles/sites/3/6/3.mvt", "Accept-Encoding", "gzip"); answer.Code != http.StatusOK {
					t.Errorf("answered %d", answer.Code)
				}
			}
		})
	}
	asking.Wait()
	if n := drawn.Load(); n > 16 {
		t.Errorf("drawn %d times", n)
	}
}

// TestDaysAreKeptApart asks for today, by its name too, and for another day.
func TestDaysAreKeptApart(t *testing.T) {
	t.Parallel()
	source, drawn, handler := newTold(t, "tile")
	for _, path := range []string{"/tiles/sites/3/6/3.mvt", "/tiles/sites/3/6/3.mvt?as_of=2024-06-15", "/tiles/sites/3/6/3.mvt?as_of=31/12/2020", "/tiles/sites/3/6/3.mvt?as_of=31/12/2020"} {
		if answer := get(t, handler, path); answer.Code != http.StatusOK || answer.Header().Get("ETag") == "" {
			t.Errorf("%s answered %d", path, answer.Code)
		}
	}
	want := []string{"2024-06-15", "2024-06-15", "2020-12-31", "2020-12-31"}
	for i, asked := range source.asked {
		if asked.String() != want[i] {
			t.Errorf("request %d asked for %s, want %s", i, asked, want[i])
		}
	}
	if drawn.Load() != 2 {
		t.Errorf("drawn %d times, want once a day", drawn.Load())
	}
}

func TestNewNeedsASource(t *testing.T) {
	t.Parallel()
	if _, err := tiles.New(tiles.Options{}); err == nil {
		t.Error("tiles without a source")
	}
}
