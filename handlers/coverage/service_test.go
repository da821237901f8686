package coverage_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"image/png"
	"io"
	"math"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers"
	"github.com/getkin/kin-openapi/routers/legacy"
	"github.com/paulmach/orb/geojson"

	"hatang/geo/raster"
	"hatang/geo/terrain"
	"hatang/handlers"
	"hatang/handlers/api"
	"hatang/handlers/coverage"
	"hatang/registry"
	engine "hatang/registry/coverage"
	"hatang/registry/indicators"
	"hatang/registry/network"
	"hatang/registry/sqlite"
)

// fixture is a province of two communes with one station of two sectors.
const fixture = `[
{"kind":"operators","record":{"id":"op-viettel","code":"viettel","name":"Viettel","sector":"mobile"}},
{"kind":"units","record":{"id":"u-62","code":"62","name":"Tỉnh Kon Tum","level":"province","type":"tinh","population":9000,"geometry":{"type":"Polygon","coordinates":[[[107.9,14.3],[108,14.3],[108,14.4],[107.9,14.4],[107.9,14.3]]]}}},
{"kind":"units","record":{"id":"u-w","code":"W","name":"Xã Tây","level":"commune","type":"xa","province_code":"62","population":6000,"geometry":{"type":"Polygon","coordinates":[[[107.9,14.3],[107.95,14.3],[107.95,14.4],[107.9,14.4],[107.9,14.3]]]}}},
{"kind":"units","record":{"id":"u-e","code":"E","name":"Xã Đông","level":"commune","type":"xa","province_code":"62","population":3000,"geometry":{"type":"Polygon","coordinates":[[[107.95,14.3],[108,14.3],[108,14.4],[107.95,14.4],[107.95,14.3]]]}}},
{"kind":"sites","record":{"id":"s-1","code":"KT001","operator_code":"viettel","state":"on_air","height_m":42,"geometry":{"type":"Point","coordinates":[107.92,14.35]}}},
{"kind":"stations","record":{"id":"t-1","code":"KT001-4G","site_id":"s-1","operator_code":"viettel","technology":"4G","band":"1800","antenna_height_m":40,"geometry":{"type":"Point","coordinates":[107.92,14.35]}}},
{"kind":"sectors","record":{"id":"c-1","code":"KT001-4G-1","station_id":"t-1","azimuth_deg":90,"eirp_dbm":60}},
{"kind":"sectors","record":{"id":"c-2","code":"KT001-4G-2","station_id":"t-1","azimuth_deg":270,"eirp_dbm":60}},
{"kind":"measurements","record":{"id":"m-1","operator_code":"viettel","technology":"4G","level_dbm":-97,"geometry":{"type":"Point","coordinates":[107.93,14.35]}}}
]`

// inMemory is the live network as the API asks for it.
type inMemory struct{ *network.Live }

func (m inMemory) View() api.View { return m.Live.View() }

// service is the program's surface over a registry with computed coverage.
type service struct {
	t       *testing.T
	handler http.Handler
	router  routers.Router
	store   registry.Store
	live    *network.Live
	engine  *engine.Engine
	ground  *terrain.Model
}

func plain(t *testing.T) *terrain.Model {
	t.Helper()
	g := raster.Grid{West: 107.7, North: 14.6, CellLonDeg: 0.005, CellLatDeg: 0.005, Cols: 100, Rows: 100}
	v := &raster.Values{Grid: g, Value: make([]float32, g.Cells())}
	for i := range v.Value {
		v.Value[i] = float32(600 + 40*math.Sin(float64(i%g.Cols)))
	}
	r, err := terrain.FromValues("plain", v)
	if err != nil {
		t.Fatal(err)
	}
	m, err := terrain.NewModel(r)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func load(ctx context.Context, w registry.Writer, records string) error {
	var items []struct {
		Kind   registry.Kind   `json:"kind"`
		Record json.RawMessage `json:"record"`
	}
	if err := json.Unmarshal([]byte(records), &items); err != nil {
		return err
	}
	for _, item := range items {
		rec, problems := registry.ParseJSON(item.Kind, item.Record)
		if len(problems) > 0 {
			return errors.New(problems[0].In(registry.EN))
		}
		if _, err := w.Put(ctx, rec); err != nil {
			return err
		}
	}
	return nil
}

var author = registry.Author{Actor: "test", Request: "test"}

func start(t *testing.T, compute bool) *service {
	t.Helper()
	dir := t.TempDir()
	store, err := sqlite.Create(t.Context(), filepath.Join(dir, "registry.gpkg"), sqlite.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = store.Close() })
	err = store.Update(t.Context(), author, func(ctx context.Context, w registry.Writer) error { return load(ctx, w, fixture) })
	if err != nil {
		t.Fatal(err)
	}
	live, err := network.Open(t.Context(), store, network.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(live.Close)
	s := &service{t: t, store: store, live: live, ground: plain(t)}
	s.engine, err = engine.Open(t.Context(), filepath.Join(dir, "coverage"), engine.Options{Calculator: indicators.NewCalculator(store, "test"), Settings: store, Version: "test"})
	if err != nil {
		t.Fatal(err)
	}
	if compute {
		s.compute()
	}
	answers, err := coverage.New(coverage.Options{
		Engine: s.engine, Source: func() engine.Source { return live.View() }, Terrain: func() (*terrain.Model, error) { return s.ground, nil },
	})
	if err != nil {
		t.Fatal(err)
	}
	service, err := api.New(api.Options{Live: inMemory{live}, Archive: store, Version: "test", Further: answers.Routes()})
	if err != nil {
		t.Fatal(err)
	}
	server, err := handlers.New(handlers.Options{})
	if err != nil {
		t.Fatal(err)
	}
	service.Register(server.Router())
	s.handler = server.Handler()
	s.describe()
	return s
}

func (s *service) compute() {
	s.t.Helper()
	_, err := s.engine.Compute(s.t.Context(), s.store, engine.ComputeRequest{Unit: "62", Terrain: s.ground, Parameters: engine.Parameters{RadiusM: 5000}})
	if err != nil {
		s.t.Fatal(err)
	}
}

// describe reads the API's description, against which answers are held.
func (s *service) describe() {
	s.t.Helper()
	doc, err := openapi3.NewLoader().LoadFromData(s.get("/api/openapi.json").Body.Bytes())
	if err != nil {
		s.t.Fatal(err)
	}
	if err := doc.Validate(s.t.Context()); err != nil {
		s.t.Fatalf("the description is not valid: %v", err)
	}
	doc.Servers = nil
	if s.router, err = legacy.NewRouter(doc); err != nil {
		s.t.Fatal(err)
	}
}

func (s *service) get(url string, header ...string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(http.MethodGet, url, nil)
	r.Host = "localhost"
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	w := httptest.NewRecorder()
	s.handler.ServeHTTP(w, r)
	return w
}

// conforms holds an answer against the description.
func (s *service) conforms(url string, w *httptest.ResponseRecorder) {
	s.t.Helper()
	r := httptest.NewRequest(http.MethodGet, url, nil)
	route, params, err := s.router.FindRoute(r)
	if err != nil {
		s.t.Errorf("%s is not described: %v", url, err)
		return
	}
	input := &openapi3filter.RequestValidationInput{Request: r, PathParams: params, Route: route}
	err = openapi3filter.ValidateResponse(s.t.Context(), &openapi3filter.ResponseValidationInput{
		RequestValidationInput: input, Status: w.Code, Header: w.Header(), Body: io.NopCloser(bytes.NewReader(w.Body.Bytes())),
	})
	if err != nil {
		s.t.Errorf("%s: the answer is not as described: %v", url, err)
	}
}

const base = "/api/v1/coverage"

func TestAnswers(t *testing.T) {
	t.Parallel()
	s := start(t, true)
	for _, c := range []struct {
		url, want string
		status    int
	}{
		{"/layers", `"computed":true,"current":true`, 200},
		{"/summary", `"people_one_station"`, 200},
		{"/summary?operator=viettel&technology=4G", `"settled_cells"`, 200},
		{"/stations", `"people_only"`, 200},
		{"/at?lon=107.93&lat=14.35", `"sector_code":"KT001-4G-1"`, 200},
		{"/at?lon=107.91&lat=14.35&operator=viettel", `"sector_code":"KT001-4G-2"`, 200},
		{"/gaps?min_people=1", `"commune"`, 200},
		{"/compare", `"mean_error_db"`, 200},
		{"/profile?from=107.92,14.35&to=107.98,14.37", `"fresnel1_m"`, 200},
		{"/profile?from=107.92,14.35&to=107.98,14.37", `"from_height_m":30,"to_height_m":1.5,"frequency_mhz":1842.5`, 200},
		{"/profile?from=107.92,14.35&to=107.98,14.37", `"obstruction":{"distance_m":`, 200},
		{"/legend", `"view":"band","technology":"all"`, 200},
		{"/legend?technology=4G&operator=viettel&view=band", `"quantity":"RSRP","unit":"dBm"`, 200},
		{"/legend?technology=4G&view=gaps", `"hatch":true`, 200},
		{"/legend?technology=6G", `technology`, 400},
		{"/legend?view=rainbow", `rainbow`, 400},
		{"/legend?technology=5G", `viettel 4G`, 404},
		{"/tiles/4G/12/3276/1883.png?view=rainbow", `rainbow`, 400},
		{"/tiles/4G/12/3276/1883.png?operator=nobody", `viettel 4G`, 404},
		{"/tiles/4G/12/3276/1883", `.png`, 404},
		{"/tiles/6G/12/3276/1883.png", `{all|2G|3G|4G|5G}`, 404},
		{"/tiles/4G/12/5000/1884.png", `không có ô bản đồ`, 404},
		{"/tiles/4G/012/3276/1883.png", `không có ô bản đồ`, 404},
		{"/tiles/4G/12/3276/1883.png?colour=red", `colour`, 400},
		{"/emf?site=KT001", `"compliance_distance_m"`, 200},
		{"/gain?lon=107.98&lat=14.33&operator=viettel&height=30", `"people_new"`, 200},
		{"/gain?lon=107.98&lat=14.33&operator=viettel&azimuths=0,120,240&eirp=58", `3 sector`, 200},
		{"/gain?lon=107.98&lat=14.33&operator=viettel&azimuths=0,x", `azimuths`, 400},
		{"/at", `"lat"`, 400},
		{"/at?lon=107.93&lat=abc", `"lat"`, 400},
		{"/at?lon=107.93&lat=14.35&radius=3", `"radius"`, 400},
		{"/summary?operator=nobody", `viettel 4G`, 404},
		{"/areas?operator=viettel", `công nghệ`, 400},
		{"/overlay?operator=viettel&technology=4G&bbox=1,2,3", `bbox`, 400},
		{"/profile?from=107.92,14.35&to=107.92,14.35", `máy thu nằm ngay tại trạm`, 400},
		{"/profile?from=107.92,14.35&to=109.00,14.35", `km`, 404},
		{"/emf?site=nowhere", `nowhere`, 404},
		{"/emf?site=KT001&reflection=99", `99`, 400},
		{"/gain?lon=107.98&lat=14.33&operator=viettel&technologies=9G", `9G`, 400},
	} {
		t.Run(c.url, func(t *testing.T) {
			t.Parallel()
			w := s.get(base + c.url)
			if w.Code != c.status || !strings.Contains(w.Body.String(), c.want) {
				t.Fatalf("%d, want %d with %s\n%s", w.Code, c.status, c.want, w.Body)
			}
			if c.status == 200 {
				inner := *s
				inner.t = t
				inner.conforms(base+c.url, w)
			}
		})
	}
}

func TestPicturesAndAreas(t *testing.T) {
	t.Parallel()
	s := start(t, true)
	w := s.get(base + "/overlay?operator=viettel&technology=4G&bbox=107.9,14.3,108,14.4&width=90&height=70")
	picture, err := png.Decode(w.Body)
	if err != nil || picture.Bounds().Dx() != 90 || picture.Bounds().Dy() != 70 {
		t.Fatalf("%d: %v", w.Code, err)
	}
	if _, _, _, alpha := picture.At(20, 35).RGBA(); alpha == 0 {
		t.Error("nothing is drawn beside the mast")
	}
	for url, least := range map[string]int{"/areas?operator=viettel&technology=4G": 2, "/areas?operator=viettel&technology=4G&contours=true": 2, "/gaps?format=geojson": 1, "/measured": 1} {
		w := s.get(base + url)
		fc, err := geojson.UnmarshalFeatureCollection(w.Body.Bytes())
		if err != nil || len(fc.Features) < least || w.Header().Get("Content-Type") != "application/geo+json" {
			t.Errorf("%s: %d, %v\n%.300s", url, w.Code, err, w.Body)
		}
	}
	for _, view := range []string{"band", "best", "servers", "gaps"} {
		url := base + "/tiles/4G/10/819/470.png?view=" + view
		w := s.get(url)
		picture, err := png.Decode(bytes.NewReader(w.Body.Bytes()))
		if err != nil || picture.Bounds().Dx() != 256 || w.Header().Get("Content-Type") != "image/png" {
			t.Fatalf("%s: %d %v", view, w.Code, err)
		}
		opaque := 0
		for y := range 256 {
			for x := range 256 {
				if _, _, _, alpha := picture.At(x, y).RGBA(); alpha > 0 {
					opaque++
				}
			}
		}
		if opaque < 10 || opaque > 256*256/2 {
			t.Errorf("%s: %d pixels are drawn", view, opaque)
		}
		if again := s.get(url, "If-None-Match", w.Header().Get("ETag")); again.Code != http.StatusNotModified {
			t.Errorf("%s asked again: %d", view, again.Code)
		}
	}
	svg := s.get(base + "/profile?from=107.92,14.35&to=107.98,14.37&format=svg")
	if svg.Code != 200 || svg.Header().Get("Content-Type") != "image/svg+xml" || !strings.HasPrefix(svg.Body.String(), "<svg") {
		t.Errorf("%d %s", svg.Code, svg.Header())
	}
}

// An answer is not computed again for who has it, and is another one after a
// change of the registry or of what is computed.
func TestFreshness(t *testing.T) {
	t.Parallel()
	s := start(t, true)
	url := base + "/at?lon=107.93&lat=14.35"
	tag := s.get(url).Header().Get("ETag")
	if w := s.get(url, "If-None-Match", tag); w.Code != http.StatusNotModified {
		t.Errorf("asked again: %d", w.Code)
	}
	if w := s.get(base+"/at?lon=107.94&lat=14.35", "If-None-Match", tag); w.Code != http.StatusOK {
		t.Errorf("another place: %d", w.Code)
	}
	err := s.live.Update(t.Context(), author, func(ctx context.Context, w registry.Writer) error {
		return load(ctx, w, `[{"kind":"stations","record":{"id":"t-2","code":"KT001-2G","site_id":"s-1","operator_code":"viettel","technology":"2G","band":"900","antenna_height_m":40,"geometry":{"type":"Point","coordinates":[107.92,14.35]}}}]`)
	})
	if err != nil {
		t.Fatal(err)
	}
	if w := s.get(base + "/layers"); !strings.Contains(w.Body.String(), `"current":false`) {
		t.Errorf("after a change: %s", w.Body)
	}
	s.compute()
	w := s.get(base+"/at?lon=107.93&lat=14.35", "If-None-Match", tag)
	if w.Code != http.StatusOK || !strings.Contains(w.Body.String(), `"technology":"2G"`) {
		t.Errorf("after computing: %d %s", w.Code, w.Body)
	}
}

func TestNothingComputed(t *testing.T) {
	t.Parallel()
	s := start(t, false)
	for _, path := range []string{"/tiles/4G/0/0/0.png", "/legend", "/summary", "/gaps", "/at?lon=1&lat=1", "/areas?operator=a&technology=4G", "/compare"} {
		if w := s.get(base + path); w.Code != http.StatusNotFound || !strings.Contains(w.Body.String(), "hatang coverage compute") {
			t.Errorf("%s: %d %s", path, w.Code, w.Body)
		}
	}
	if w := s.get(base + "/layers"); w.Code != http.StatusOK || !strings.Contains(w.Body.String(), `"computed":false`) {
		t.Errorf("layers: %d %s", w.Code, w.Body)
	}
	if _, err := coverage.New(coverage.Options{}); err == nil {
		t.Error("a service without an engine was made")
	}
}
