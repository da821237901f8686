package api_test

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers"
	"github.com/paulmach/orb"
	"github.com/paulmach/orb/planar"

	"hatang/geo/geodesy"
	"hatang/handlers"
	"hatang/handlers/api"
	"hatang/registry"
	"hatang/registry/indicators"
	"hatang/registry/sqlite"
)

// The records that tests start from, with ids of their own.
const fixture = `[
{"kind":"operators","record":{"id":"op-viettel","code":"viettel","name":"Viettel","sector":"mobile"}},
{"kind":"operators","record":{"id":"op-vnpost","code":"vnpost","name":"VNPost","sector":"postal","contact":"0260 386 2345"}},
{"kind":"operators","record":{"id":"op-mobifone","code":"mobifone","name":"MobiFone","sector":"mobile"}},
{"kind":"units","record":{"id":"u-62","code":"62","name":"Tỉnh Kon Tum","level":"province","type":"tinh","population":540438,"area_km2":9674.18,"geometry":{"type":"Polygon","coordinates":[[[107.9,14.2],[108.1,14.2],[108.1,14.4],[107.9,14.4],[107.9,14.2]]]}}},
{"kind":"units","record":{"id":"u-west","code":"23281","name":"Phường Quyết Thắng","level":"commune","type":"phuong","province_code":"62","geometry":{"type":"Polygon","coordinates":[[[107.9,14.2],[108,14.2],[108,14.4],[107.9,14.4],[107.9,14.2]]]}}},
{"kind":"units","record":{"id":"u-east","code":"23284","name":"Xã Kon Rẫy","level":"commune","type":"xa","province_code":"62","geometry":{"type":"Polygon","coordinates":[[[108,14.2],[108.1,14.2],[108.1,14.4],[108,14.4],[108,14.2]]]}}},
{"kind":"sites","record":{"id":"s-1","code":"KT001","name":"Đắk Tô","operator_code":"viettel","state":"on_air","height_m":42,"technologies":["2G","4G"],"commissioned":"2010-05-01","land_owner":"Nguyễn Văn A","geometry":{"type":"Point","coordinates":[107.95,14.3]}}},
{"kind":"sites","record":{"id":"s-2","code":"KT002","name":"Kon Rẫy","operator_code":"viettel","state":"built","height_m":30,"technologies":["4G","5G"],"geometry":{"type":"Point","coordinates":[108.05,14.3]}}},
{"kind":"sites","record":{"id":"s-3","code":"KT003","name":"Ngọc Hồi","operator_code":"mobifone","state":"on_air","height_m":30,"commissioned":"2015-01-01","decommissioned":"2020-01-01","geometry":{"type":"Point","coordinates":[107.96,14.31]}}},
{"kind":"sites","record":{"id":"s-4","code":"KT004","name":"Sa Thầy, trung tâm","operator_code":"mobifone","state":"proposed","geometry":{"type":"Point","coordinates":[108.2,14.5]}}},
{"kind":"stations","record":{"id":"t-1","code":"KT001-4G","site_id":"s-1","operator_code":"viettel","technology":"4G","geometry":{"type":"Point","coordinates":[107.95,14.3]}}},
{"kind":"postal","record":{"id":"p-1","code":"580000","name":"Bưu điện Kon Tum","operator_code":"vnpost","class":"post_office_1","geometry":{"type":"Point","coordinates":[107.98,14.35]}}},
{"kind":"postal","record":{"id":"p-2","code":"581000","name":"BĐVHX Kon Rẫy","operator_code":"vnpost","class":"bdvhx","geometry":{"type":"Point","coordinates":[108.06,14.33]}}},
{"kind":"radio","record":{"id":"r-1","code":"TT01","name":"Đài Kon Rẫy","commune_code":"23284","technology":"fm","frequency_mhz":66,"geometry":{"type":"Point","coordinates":[108.04,14.29]}}},
{"kind":"settlements","record":{"id":"v-1","name":"Thôn 1","population":420,"geometry":{"type":"Point","coordinates":[108.04,14.3]}}},
{"kind":"indicators","record":{"id":"i-1","code":"phones","unit_code":"62","value":374021,"source":"báo cáo"}}
]`

// service is the API over a registry file of its own.
type service struct {
	tb      testing.TB
	store   *sqlite.Store
	handler http.Handler
	doc     *openapi3.T
	log     *bytes.Buffer
}

// start serves a registry with the fixture in it.
func start(tb testing.TB, alter ...func(*api.Options)) *service {
	tb.Helper()
	content, err := template()
	if err != nil {
		tb.Fatal(err)
	}
	path := filepath.Join(tb.TempDir(), "registry.gpkg")
	if err := os.WriteFile(path, content, 0o600); err != nil {
		tb.Fatal(err)
	}
	return reopen(tb, path, alter...)
}

// reopen serves the registry file at the path.
func reopen(tb testing.TB, path string, alter ...func(*api.Options)) *service {
	tb.Helper()
	store, err := sqlite.Open(tb.Context(), path, sqlite.Options{})
	if err != nil {
		tb.Fatal(err)
	}
	return serve(tb, store, alter...)
}

// template is a registry file with the fixture in it, made once.
var template = sync.OnceValues(func() ([]byte, error) {
	dir, err := os.MkdirTemp("", "hatang-api")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	path := filepath.Join(dir, "fixture.gpkg")
	store, err := sqlite.Create(context.Background(), path, sqlite.Options{})
	if err != nil {
		return nil, err
	}
	if err := errors.Join(load(store, fixture), store.Close()); err != nil {
		return nil, err
	}
	return os.ReadFile(path)
})

func serve(tb testing.TB, store *sqlite.Store, alter ...func(*api.Options)) *service {
	tb.Helper()
	tb.Cleanup(func() { _ = store.Close() })
	s := &service{tb: tb, store: store, log: new(bytes.Buffer)}
	options := api.Options{
		Live: direct{store}, Archive: store, Version: "test",
		Served: servedFixture, Export: exportLines,
		Formats: []api.Format{{Name: "csv", MediaType: "text/csv; charset=utf-8", Extension: "csv"}, {Name: "geojson", MediaType: "application/geo+json", Extension: "geojson"}},
	}
	for _, change := range alter {
		change(&options)
	}
	shared, err := handlers.New(handlers.Options{Log: slog.New(slog.NewJSONHandler(s.log, nil)), Limits: options.Limits})
	if err != nil {
		tb.Fatal(err)
	}
	made, err := api.New(options)
	if err != nil {
		tb.Fatal(err)
	}
	made.Register(shared.Router())
	s.handler = shared.Handler()
	r := s.ask(http.MethodGet, "/api/openapi.json", "", nil)
	if s.doc, err = readDescription(r.Body.String()); err != nil {
		tb.Fatal(err)
	}
	return s
}

func load(store registry.Store, records string) error {
	var items []struct {
		Kind   registry.Kind   `json:"kind"`
		Record json.RawMessage `json:"record"`
	}
	if err := json.Unmarshal([]byte(records), &items); err != nil {
		return err
	}
	return store.Update(context.Background(), registry.Author{Actor: "test", Request: "fixture"}, func(ctx context.Context, w registry.Writer) error {
		for _, item := range items {
			rec, problems := registry.ParseJSON(item.Kind, item.Record)
			if len(problems) > 0 {
				return fmt.Errorf("%s: %v", item.Record, problems)
			}
			if _, err := w.Put(ctx, rec); err != nil {
				return err
			}
		}
		return w.PutSetting(ctx, registry.SettingNotice, "Ranh giới minh họa")
	})
}

// descriptions are those read so far: most tests serve the same one.
var descriptions sync.Map

func readDescription(text string) (*openapi3.T, error) {
	if doc, ok := descriptions.Load(text); ok {
		return doc.(*openapi3.T), nil
	}
	doc, err := openapi3.NewLoader().LoadFromData([]byte(text))
	if err == nil {
		descriptions.Store(text, doc)
	}
	return doc, err
}

// ask sends a request as a program on this machine would.
func (s *service) ask(method, target, body string, headers map[string]string) *httptest.ResponseRecorder {
	s.tb.Helper()
	var content io.Reader
	if body != "" {
		content = strings.NewReader(body)
	}
	r := httptest.NewRequest(method, target, content)
	r.Host = "127.0.0.1:8080"
	if body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	for name, value := range headers {
		if name == "Host" {
			r.Host = value
			continue
		}
		r.Header.Set(name, value)
	}
	w := httptest.NewRecorder()
	s.handler.ServeHTTP(w, r)
	if s.doc != nil {
		s.conforms(r, w)
	}
	return w
}

// conforms holds every answer of every test against the API's description.
func (s *service) conforms(r *http.Request, w *httptest.ResponseRecorder) {
	s.tb.Helper()
	route, params := s.route(r)
	if route == nil {
		return // what the API does not describe it answers with 404 or 405
	}
	if w.Code < 400 && route.Operation.Responses.Value(strconv.Itoa(w.Code)) == nil {
		s.tb.Errorf("%s %s: the description knows no answer %d", r.Method, r.URL, w.Code)
	}
	mediaType := w.Header().Get("Content-Type")
	if !strings.Contains(mediaType, "json") {
		return
	}
	input := &openapi3filter.ResponseValidationInput{
		RequestValidationInput: &openapi3filter.RequestValidationInput{Request: r, PathParams: params, Route: route},
		Status:                 w.Code, Header: w.Header(),
		Options: &openapi3filter.Options{MultiError: true},
	}
	input.SetBodyBytes(w.Body.Bytes())
	if err := openapi3filter.ValidateResponse(context.Background(), input); err != nil {
		s.tb.Errorf("%s %s: the answer does not match the description: %v\n%s", r.Method, r.URL, err, w.Body)
	}
}

func (s *service) route(r *http.Request) (*routers.Route, map[string]string) {
	given := strings.Split(r.URL.EscapedPath(), "/")
	for _, path := range s.doc.Paths.InMatchingOrder() {
		params, ok := matchPath(strings.Split(path, "/"), given)
		item := s.doc.Paths.Value(path)
		if op := item.GetOperation(r.Method); ok && op != nil {
			return &routers.Route{Spec: s.doc, Path: path, PathItem: item, Method: r.Method, Operation: op}, params
		}
	}
	return nil, nil
}

func matchPath(template, given []string) (map[string]string, bool) {
	if len(template) != len(given) {
		return nil, false
	}
	params := map[string]string{}
	for i, part := range template {
		if strings.HasPrefix(part, "{") {
			params[strings.Trim(part, "{}")] = given[i]
		} else if part != given[i] {
			return nil, false
		}
	}
	return params, true
}

// direct asks the store itself and measures by brute force: slow, and plainly
// right.
type direct struct{ store *sqlite.Store }

func (d direct) View() api.View { return directView{d.store} }

func (d direct) Update(ctx context.Context, author registry.Author, fn func(context.Context, registry.Writer) error) error {
	return d.store.Update(ctx, author, fn)
}

type directView struct{ *sqlite.Store }

func (v directView) Seq() int64 {
	seq, err := v.Store.Seq(context.Background())
	if err != nil {
		panic(err)
	}
	return seq
}

func (v directView) all(kind registry.Kind, asOf registry.Date) []registry.Record {
	found, _, err := v.Find(context.Background(), registry.Query{Kind: kind, AsOf: asOf})
	if err != nil {
		panic(err)
	}
	return found
}

func (v directView) Within(kind registry.Kind, p orb.Point, radiusM float64, asOf registry.Date, accept func(registry.Record) bool) []api.Hit {
	var hits []api.Hit
	for _, rec := range v.all(kind, asOf) {
		at, ok := rec.Shape().(orb.Point)
		if !ok || (accept != nil && !accept(rec)) {
			continue
		}
		if d := geodesy.DistanceM(p, at); d <= radiusM {
			hits = append(hits, api.Hit{Record: rec, DistanceM: d})
		}
	}
	slices.SortStableFunc(hits, func(a, b api.Hit) int { return cmp.Compare(a.DistanceM, b.DistanceM) })
	return hits
}

func (v directView) Nearest(kind registry.Kind, p orb.Point, k int, asOf registry.Date, accept func(registry.Record) bool) []api.Hit {
	hits := v.Within(kind, p, 3e7, asOf, accept)
	return hits[:min(k, len(hits))]
}

func (v directView) InPolygon(kind registry.Kind, area orb.MultiPolygon, asOf registry.Date) []registry.Record {
	var in []registry.Record
	for _, rec := range v.all(kind, asOf) {
		if at, ok := rec.Shape().(orb.Point); ok && planar.MultiPolygonContains(area, at) {
			in = append(in, rec)
		}
	}
	return in
}

func (v directView) CommuneAt(p orb.Point, asOf registry.Date) (*registry.AdminUnit, bool) {
	for _, rec := range v.all(registry.Units, asOf) {
		if unit, ok := rec.(*registry.AdminUnit); ok && unit.Level == registry.LevelCommune && planar.MultiPolygonContains(unit.Area, p) {
			return unit, true
		}
	}
	return nil, false
}

func (directView) AppendFeature(dst []byte, rec registry.Record) []byte {
	dst = append(dst, `{"type":"Feature","id":"`+rec.Head().ID+`","geometry":`...)
	if g := rec.Shape(); g != nil {
		dst = registry.AppendGeometry(dst, g)
	} else {
		dst = append(dst, "null"...)
	}
	dst = append(dst, `,"properties":{`...)
	return append(registry.AppendMembers(dst, rec, nil), '}', '}')
}

// exportLines stands for the exporting package: a line a record.
func exportLines(ctx context.Context, w io.Writer, r registry.Reader, q registry.Query, format string) (int, error) {
	n, begin, between, end := 0, "csv\n", "\n", "\n"
	if format == "geojson" {
		begin, between, end = `{"type":"FeatureCollection","numberMatched":0,"numberReturned":0,"features":[`, ",", "]}"
	}
	if _, err := io.WriteString(w, begin); err != nil {
		return 0, err
	}
	err := r.Scan(ctx, q, func(rec registry.Record) error {
		if n++; n > 1 {
			if _, err := io.WriteString(w, between); err != nil {
				return err
			}
		}
		_, err := w.Write(directView{}.AppendFeature(nil, rec))
		return err
	})
	if err == nil {
		_, err = io.WriteString(w, end)
	}
	return n, err
}

// servedFixture stands for the computation of served figures.
func servedFixture(_ context.Context, network indicators.Network, unit string, asOf registry.Date) (*indicators.Served, error) {
	if unit == "99" {
		return nil, registry.Errorf(registry.NotFound, "không có đơn vị %s", "there is no unit %s", unit)
	}
	return &indicators.Served{
		Network: network, Unit: indicators.UnitRef{Code: "62", Name: "Tỉnh Kon Tum", Level: "province"}, AsOf: asOf,
		Official: indicators.Official{N: 129, RadiusCircleKM: registry.Some(4.886)},
		Notes:    []registry.Text{{VI: "ghi chú", EN: "a note"}},
	}, nil
}
