package api_test

import (
	"bytes"
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
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers"

	"hatang/handlers"
	"hatang/handlers/api"
	"hatang/registry"
	"hatang/registry/exporting"
	"hatang/registry/indicators"
	"hatang/registry/network"
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
{"kind":"indicators","record":{"id":"i-1","code":"phones","unit_code":"62","value":374021,"source":"báo cáo"}},
{"kind":"operators","record":{"id":"op-new","code":"gmobile","name":"Gmobile"}},
{"kind":"stations","record":{"id":"t-2","code":"KT002-5G","site_id":"s-1","operator_code":"viettel","technology":"5G"}},
{"kind":"sectors","record":{"id":"c-1","code":"KT001-4G-1","station_id":"t-1","azimuth_deg":120}},
{"kind":"clusters","record":{"id":"l-1","code":"CL1","name":"Cụm thôn 1","geometry":{"type":"Point","coordinates":[108.045,14.3]}}},
{"kind":"successions","record":{"id":"x-1","from_code":"23281","to_code":"23999","on_date":"2025-07-01"}},
{"kind":"zones","record":{"id":"z-1","code":"Z1","class":"heritage","geometry":{"type":"Polygon","coordinates":[[[107.9,14.2],[108,14.2],[108,14.4],[107.9,14.4],[107.9,14.2]]]}}},
{"kind":"measurements","record":{"id":"m-1","operator_code":"viettel","technology":"4G","level_dbm":-97,"geometry":{"type":"Point","coordinates":[108.04,14.3]}}},
{"kind":"plan","record":{"id":"k-1","code":"KH1","operator_code":"viettel","year":2026,"geometry":{"type":"Point","coordinates":[108.04,14.3]}}},
{"kind":"rulesets","record":{"id":"rs-1","code":"qd-72-2025","name":"QĐ 72/2025","body":"checks:\n  - spacing\n"}},
{"kind":"applications","record":{"id":"a-1","code":"HS-1","type":"position","operator_code":"viettel","state":"filed","filed":"2026-01-05","contact":"090"}},
{"kind":"positions","record":{"id":"pp-1","code":"VT1","application_id":"a-1","operator_code":"viettel","height_m":45,"geometry":{"type":"Point","coordinates":[108.03,14.31]}}},
{"kind":"events","record":{"id":"e-1","application_id":"a-1","at":"2026-01-05T02:00:00.000Z","actor":"operator:viettel","action":"file","to_state":"filed"}},
{"kind":"decisions","record":{"id":"d-1","application_id":"a-1","outcome":"rejected","reason":"gần trạm KT001\nkhông dùng chung"}},
{"kind":"attachments","record":{"id":"at-1","application_id":"a-1","name":"đơn.pdf","media_type":"application/pdf","sha256":"00"}},
{"kind":"scenarios","record":{"id":"sc-1","code":"PA1","name":"20 điểm","network":"postal"}},
{"kind":"submissions","record":{"id":"su-1","operator_code":"viettel","record_kind":"sites","period_from":"2026-01-01"}}
]`

// service is the API over a registry file of its own.
type service struct {
	tb      testing.TB
	store   *sqlite.Store
	live    *network.Live
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
	defer func() { _ = os.RemoveAll(dir) }()
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
	live, err := network.Open(tb.Context(), store, network.Options{})
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(live.Close) // before the store's
	s := &service{tb: tb, store: store, live: live, log: new(bytes.Buffer)}
	options := api.Options{
		Live: inMemory{live}, Archive: store, Version: "test",
		Served: servedFixture, Export: exportFile,
		Formats: formats(),
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
	if s.doc, err = description(); err != nil {
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

// description is what the API says of itself, which no test alters.
var description = sync.OnceValues(func() (*openapi3.T, error) {
	made, err := api.New(api.Options{Live: heldLive{}, Archive: new(sqlite.Store), Export: exportFile, Formats: formats()})
	if err != nil {
		return nil, err
	}
	shared, err := handlers.New(handlers.Options{})
	if err != nil {
		return nil, err
	}
	made.Register(shared.Router())
	r := httptest.NewRequest(http.MethodGet, "/api/openapi.json", nil)
	r.Host = "localhost"
	w := httptest.NewRecorder()
	shared.Handler().ServeHTTP(w, r)
	return openapi3.NewLoader().LoadFromData(w.Body.Bytes())
})

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

// inMemory is the live view as the API asks for it.
type inMemory struct{ *network.Live }

func (l inMemory) View() api.View { return l.Live.View() }

func formats() []api.Format {
	return []api.Format{{Name: "csv", MediaType: "text/csv; charset=utf-8", Extension: "csv"}, {Name: "geojson", MediaType: "application/geo+json", Extension: "geojson"}}
}

func exportFile(ctx context.Context, w io.Writer, r registry.Reader, q registry.Query, file api.File) (int, error) {
	return exporting.Write(ctx, w, r, q, exporting.Options{Format: exporting.Format(file.Format), Notice: file.Notice, Keep: file.Keep})
}

// servedFixture stands for the computation of served figures.
func servedFixture(_ context.Context, ask indicators.Request) (*indicators.Served, error) {
	if ask.Unit == "99" {
		return nil, registry.Errorf(registry.NotFound, "không có đơn vị %s", "there is no unit %s", ask.Unit)
	}
	return &indicators.Served{
		Network: ask.Network, Unit: indicators.UnitRef{Code: "62", Name: "Tỉnh Kon Tum", Level: "province"}, AsOf: ask.AsOf,
		Official: indicators.Official{N: 129, RadiusCircleKM: registry.Some(4.886)},
		Notes:    []registry.Text{{VI: "ghi chú", EN: "a note"}},
	}, nil
}
