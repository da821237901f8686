package auth_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gin-gonic/gin"

	"hatang/handlers"
	"hatang/handlers/api"
	"hatang/handlers/auth"
	"hatang/handlers/ogc"
	"hatang/handlers/reports"
	"hatang/handlers/tiles"
	"hatang/handlers/users"
	"hatang/handlers/web"
	"hatang/registry"
	"hatang/registry/accounts"
	"hatang/registry/exporting"
	"hatang/registry/indicators"
	"hatang/registry/network"
	"hatang/registry/sqlite"
)

// The registry of the tests: two communes, two operators. What is restricted
// carries a mark of its own: zqx and whose it is.
const fixture = `[
{"kind":"operators","record":{"id":"op-viettel","code":"viettel","name":"Viettel","contact":"zqx-op-viettel"}},
{"kind":"operators","record":{"id":"op-mobifone","code":"mobifone","name":"MobiFone","contact":"zqx-op-mobifone"}},
{"kind":"operators","record":{"id":"op-vnpost","code":"vnpost","name":"VNPost"}},
{"kind":"units","record":{"id":"u-62","code":"62","name":"Tỉnh Kon Tum","level":"province","type":"tinh","population":540438,"area_km2":9674.18,"geometry":{"type":"Polygon","coordinates":[[[107.9,14.2],[108.1,14.2],[108.1,14.4],[107.9,14.4],[107.9,14.2]]]}}},
{"kind":"units","record":{"id":"u-west","code":"23281","name":"Phường Quyết Thắng","level":"commune","type":"phuong","province_code":"62","geometry":{"type":"Polygon","coordinates":[[[107.9,14.2],[108,14.2],[108,14.4],[107.9,14.4],[107.9,14.2]]]}}},
{"kind":"units","record":{"id":"u-east","code":"23284","name":"Xã Kon Rẫy","level":"commune","type":"xa","province_code":"62","geometry":{"type":"Polygon","coordinates":[[[108,14.2],[108.1,14.2],[108.1,14.4],[108,14.4],[108,14.2]]]}}},
{"kind":"sites","record":{"id":"s-west","code":"W1","operator_code":"viettel","commune_code":"23281","state":"on_air","land_owner":"zqx-owner-west","contact":"zqx-contact-west","geometry":{"type":"Point","coordinates":[107.95,14.3]}}},
{"kind":"sites","record":{"id":"s-east","code":"E1","operator_code":"mobifone","commune_code":"23284","state":"on_air","land_owner":"zqx-owner-east","contact":"zqx-contact-east","geometry":{"type":"Point","coordinates":[108.05,14.3]}}},
{"kind":"stations","record":{"id":"t-west","code":"W1-4G","site_id":"s-west","operator_code":"viettel","commune_code":"23281","technology":"4G","geometry":{"type":"Point","coordinates":[107.95,14.3]}}},
{"kind":"stations","record":{"id":"t-east","code":"E1-4G","site_id":"s-east","operator_code":"mobifone","commune_code":"23284","technology":"4G","geometry":{"type":"Point","coordinates":[108.05,14.3]}}},
{"kind":"sectors","record":{"id":"c-west","code":"1","station_id":"t-west"}},
{"kind":"sectors","record":{"id":"c-east","code":"1","station_id":"t-east"}},
{"kind":"postal","record":{"id":"p-west","code":"580","operator_code":"vnpost","class":"bdvhx","commune_code":"23281","geometry":{"type":"Point","coordinates":[107.96,14.31]}}},
{"kind":"postal","record":{"id":"p-east","code":"581","operator_code":"vnpost","class":"bdvhx","commune_code":"23284","geometry":{"type":"Point","coordinates":[108.06,14.31]}}},
{"kind":"radio","record":{"id":"r-west","code":"RW","name":"Đài tây","commune_code":"23281","technology":"fm","contact":"zqx-radio-west","geometry":{"type":"Point","coordinates":[107.97,14.32]}}},
{"kind":"radio","record":{"id":"r-east","code":"RE","name":"Đài đông","commune_code":"23284","technology":"fm","contact":"zqx-radio-east","geometry":{"type":"Point","coordinates":[108.07,14.32]}}},
{"kind":"clusters","record":{"id":"l-west","code":"LW","radio_id":"r-west"}},
{"kind":"clusters","record":{"id":"l-east","code":"LE","radio_id":"r-east"}},
{"kind":"settlements","record":{"id":"v-west","name":"Thôn 1","population":420,"geometry":{"type":"Point","coordinates":[107.98,14.33]}}},
{"kind":"settlements","record":{"id":"v-east","name":"Thôn 2","population":300,"geometry":{"type":"Point","coordinates":[108.08,14.33]}}},
{"kind":"indicators","record":{"id":"i-west","code":"phones","unit_code":"23281","value":100,"source":"báo cáo"}},
{"kind":"indicators","record":{"id":"i-east","code":"phones","unit_code":"23284","value":90,"source":"báo cáo"}},
{"kind":"successions","record":{"id":"x-west","from_code":"99991","to_code":"23281","on_date":"2025-07-01"}},
{"kind":"successions","record":{"id":"x-east","from_code":"99992","to_code":"23284","on_date":"2025-07-01"}},
{"kind":"zones","record":{"id":"z-1","code":"Z1","class":"heritage","geometry":{"type":"Polygon","coordinates":[[[107.9,14.2],[108,14.2],[108,14.4],[107.9,14.4],[107.9,14.2]]]}}},
{"kind":"measurements","record":{"id":"m-west","operator_code":"viettel","technology":"4G","geometry":{"type":"Point","coordinates":[107.94,14.3]}}},
{"kind":"plan","record":{"id":"k-west","code":"K-west","operator_code":"viettel","commune_code":"23281","geometry":{"type":"Point","coordinates":[107.94,14.3]}}},
{"kind":"applications","record":{"id":"a-west","code":"HS-west","type":"position","operator_code":"viettel","state":"filed"}},
{"kind":"positions","record":{"id":"pp-west","code":"VT","application_id":"a-west","operator_code":"viettel","geometry":{"type":"Point","coordinates":[107.94,14.3]}}},
{"kind":"events","record":{"id":"e-west","application_id":"a-west","operator_code":"viettel","at":"2026-01-05T02:00:00.000Z","actor":"x","action":"file"}},
{"kind":"decisions","record":{"id":"d-west","application_id":"a-west","operator_code":"viettel","outcome":"rejected"}},
{"kind":"attachments","record":{"id":"at-west","application_id":"a-west","operator_code":"viettel","name":"x.pdf","media_type":"application/pdf","sha256":"0"}},
{"kind":"submissions","record":{"id":"su-west","operator_code":"viettel","record_kind":"sites"}},
{"kind":"measurements","record":{"id":"m-east","operator_code":"mobifone","technology":"4G","geometry":{"type":"Point","coordinates":[108.05,14.3]}}},
{"kind":"plan","record":{"id":"k-east","code":"K-east","operator_code":"mobifone","commune_code":"23284","geometry":{"type":"Point","coordinates":[108.05,14.3]}}},
{"kind":"applications","record":{"id":"a-east","code":"HS-east","type":"position","operator_code":"mobifone","state":"filed"}},
{"kind":"positions","record":{"id":"pp-east","code":"VT","application_id":"a-east","operator_code":"mobifone","geometry":{"type":"Point","coordinates":[108.05,14.3]}}},
{"kind":"events","record":{"id":"e-east","application_id":"a-east","operator_code":"mobifone","at":"2026-01-05T02:00:00.000Z","actor":"x","action":"file"}},
{"kind":"decisions","record":{"id":"d-east","application_id":"a-east","operator_code":"mobifone","outcome":"rejected"}},
{"kind":"attachments","record":{"id":"at-east","application_id":"a-east","operator_code":"mobifone","name":"x.pdf","media_type":"application/pdf","sha256":"0"}},
{"kind":"submissions","record":{"id":"su-east","operator_code":"mobifone","record_kind":"sites"}},
{"kind":"scenarios","record":{"id":"sc-1","code":"PA1","name":"x","network":"postal"}},
{"kind":"rulesets","record":{"id":"rs-1","code":"r","name":"x","body":"x: 1"}}
]`

// registryFile is the fixture as a registry file, made once.
var registryFile = sync.OnceValues(func() ([]byte, error) {
	dir, err := os.MkdirTemp("", "hatang-auth")
	if err != nil {
		return nil, err
	}
	defer func() { _ = os.RemoveAll(dir) }()
	path := filepath.Join(dir, "registry.gpkg")
	store, err := sqlite.Create(context.Background(), path, sqlite.Options{})
	if err != nil {
		return nil, err
	}
	if err := errors.Join(load(store), store.Close()); err != nil {
		return nil, err
	}
	return os.ReadFile(path)
})

func load(store registry.Store) error {
	var items []struct {
		Kind   registry.Kind   `json:"kind"`
		Record json.RawMessage `json:"record"`
	}
	if err := json.Unmarshal([]byte(fixture), &items); err != nil {
		return err
	}
	return store.Update(context.Background(), registry.Author{Actor: "test"}, func(ctx context.Context, w registry.Writer) error {
		for _, item := range items {
			rec, problems := registry.ParseJSON(item.Kind, item.Record)
			if len(problems) > 0 {
				return errors.New(problems[0].In(registry.EN) + " in " + string(item.Record))
			}
			if _, err := w.Put(ctx, rec); err != nil {
				return err
			}
		}
		return nil
	})
}

// clock is a time that tests move.
type clock struct {
	mu sync.Mutex
	at time.Time
}

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.at
}

func (c *clock) advance(by time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = c.at.Add(by)
}

// service is the whole service with accounts over a registry of its own.
type service struct {
	tb      testing.TB
	store   *sqlite.Store
	live    *network.Live
	files   *accounts.File
	auth    *auth.Service
	server  *handlers.Server
	handler http.Handler
	clock   *clock
	roles   map[string]*http.Cookie // sessions by the name of the caller
}

// cheap makes a try of a password cost little.
var cheap = accounts.Cost{MemoryKiB: 64, Iterations: 1, Parallelism: 1}

const password = "đúng ngựa pin kẹp"

// callers are who ask in the tests, beside the public.
func callers() []accounts.Account {
	return []accounts.Account{
		{Name: "operator", Role: accounts.Operator, Operator: "viettel"},
		{Name: "officer", Role: accounts.Officer},
		{Name: "officer-west", Role: accounts.Officer, Territory: []string{"23281"}},
		{Name: "approver", Role: accounts.Approver},
		{Name: "administrator", Role: accounts.Administrator},
		{Name: "auditor", Role: accounts.Auditor},
	}
}

type view struct{ *network.Live }

func (v view) View() api.View { return v.Live.View() }

// start serves the fixture.
func start(tb testing.TB, alter ...func(*auth.Options, *handlers.Options)) *service {
	tb.Helper()
	content, err := registryFile()
	must(tb, err)
	dir := tb.TempDir()
	path := filepath.Join(dir, "registry.gpkg")
	must(tb, os.WriteFile(path, content, 0o600))
	s := &service{tb: tb, clock: &clock{at: time.Now()}, roles: map[string]*http.Cookie{}}
	s.store, err = sqlite.Open(tb.Context(), path, sqlite.Options{})
	must(tb, err)
	tb.Cleanup(func() { _ = s.store.Close() })
	s.live, err = network.Open(tb.Context(), s.store, network.Options{})
	must(tb, err)
	tb.Cleanup(s.live.Close)
	s.files, err = accounts.Open(tb.Context(), path+".accounts", accounts.Options{Clock: s.clock.now, Passwords: cheap})
	must(tb, err)
	tb.Cleanup(func() { _ = s.files.Close() })
	s.assemble(alter...)
	return s
}

func (s *service) assemble(alter ...func(*auth.Options, *handlers.Options)) {
	tb := s.tb
	table := auth.NewTable()
	options := auth.Options{
		Look:     auth.Look{Assets: "assets/test"},
		Accounts: s.files, Table: table, Clock: s.clock.now, Units: func() auth.Units { return s.live.View() },
		OperatorKnown: func(_ context.Context, code string) (bool, error) {
			return code == "viettel" || code == "mobifone", nil
		},
	}
	outside := handlers.Options{AnyHost: true}
	for _, change := range alter {
		change(&options, &outside)
	}
	var err error
	s.auth, err = auth.New(tb.Context(), options)
	must(tb, err)
	tb.Cleanup(s.auth.Close)
	outside.Gate = s.auth
	s.server, err = handlers.New(outside)
	must(tb, err)
	mount(tb, s, table)
	must(tb, s.auth.Complete(s.server.Router().Routes()))
	s.handler = s.server.Handler()
}

type surface interface {
	Describe(*auth.Table)
	Register(gin.IRouter)
}

func mount(tb testing.TB, s *service, table *auth.Table) {
	tb.Helper()
	var formats []api.Format
	for _, f := range exporting.Formats() {
		formats = append(formats, api.Format{Name: string(f), MediaType: f.MediaType(), Extension: f.Extension()})
	}
	figures, err := reports.New(reports.Options{
		Source: func() indicators.Source { return s.live.View() }, Settings: s.store,
		Today: func() registry.Date { return registry.DateOf(s.clock.now()) },
	})
	must(tb, err)
	service, err := api.New(api.Options{
		Live: view{s.live}, Archive: s.store, Principal: auth.Current, Formats: formats, Further: append(figures.Routes(), users.Routes(auth.NewDirectory(s.auth))...),
		Served: func(context.Context, indicators.Request) (*indicators.Served, error) {
			return &indicators.Served{}, nil
		},
		Export: func(ctx context.Context, w io.Writer, r registry.Reader, q registry.Query, f api.File) (int, error) {
			return exporting.Write(ctx, w, r, q, exporting.Options{Format: exporting.Format(f.Format), Notice: f.Notice, Keep: f.Keep})
		},
	})
	must(tb, err)
	maps, err := tiles.New(tiles.Options{Source: tiles.NewLive(s.live.View)})
	must(tb, err)
	features, err := ogc.New(ogc.Options{
		Source: func() ogc.Source { return s.live.View() }, Since: s.store.Since, Setting: s.store.Setting,
		Principal: auth.Current, Further: maps.Further(),
	})
	must(tb, err)
	pages, err := web.New(web.Options{Settings: s.store})
	must(tb, err)
	for _, one := range []surface{service, features, maps, pages, s.auth} {
		one.Describe(table)
		one.Register(s.server.Router())
	}
}

func must(tb testing.TB, err error) {
	tb.Helper()
	if err != nil {
		tb.Fatal(err)
	}
}

// add makes an account with the password.
func (s *service) add(a accounts.Account) *accounts.Account {
	s.tb.Helper()
	must(s.tb, s.files.Add(s.tb.Context(), &a))
	must(s.tb, s.files.SetPassword(s.tb.Context(), a.Name, password, ""))
	return &a
}

// everybody signs every caller in.
func (s *service) everybody() []string {
	s.tb.Helper()
	names := []string{"public"}
	for _, a := range callers() {
		s.add(a)
		s.roles[a.Name] = s.signIn(a.Name)
		names = append(names, a.Name)
	}
	return names
}

// request is a request as a browser of this service would send it.
type request struct {
	method, target, body string
	cookie               *http.Cookie
	header               map[string]string
	bare                 bool // without the Origin that browsers send with writes
}

const host = "127.0.0.1:8080"

func (s *service) do(q request) *httptest.ResponseRecorder {
	s.tb.Helper()
	if q.method == "" {
		q.method = http.MethodGet
	}
	r := httptest.NewRequest(q.method, q.target, strings.NewReader(q.body))
	r.Host, r.RemoteAddr = host, "192.0.2.7:5000"
	if q.method != http.MethodGet && !q.bare {
		r.Header.Set("Origin", "http://"+host)
	}
	if q.cookie != nil {
		r.AddCookie(q.cookie)
	}
	for name, value := range q.header {
		r.Header.Set(name, value)
	}
	w := httptest.NewRecorder()
	s.handler.ServeHTTP(w, r)
	return w
}

// as asks as the caller of that name.
func (s *service) as(name, method, target, body string, headers ...string) *httptest.ResponseRecorder {
	s.tb.Helper()
	q := request{method: method, target: target, body: body, cookie: s.roles[name], header: map[string]string{}}
	if body != "" {
		q.header["Content-Type"] = "application/json"
	}
	for i := 0; i+1 < len(headers); i += 2 {
		q.header[headers[i]] = headers[i+1]
	}
	return s.do(q)
}

// form posts a form.
func (s *service) form(target string, cookie *http.Cookie, values ...string) *httptest.ResponseRecorder {
	s.tb.Helper()
	form := url.Values{}
	for i := 0; i+1 < len(values); i += 2 {
		form.Add(values[i], values[i+1])
	}
	return s.do(request{
		method: http.MethodPost, target: target, body: form.Encode(), cookie: cookie,
		header: map[string]string{"Content-Type": "application/x-www-form-urlencoded", "Accept": "text/html"},
	})
}

// signIn signs the account in and is its session cookie.
func (s *service) signIn(name string) *http.Cookie {
	s.tb.Helper()
	w := s.form("/sign-in", nil, "name", name, "password", password)
	cookie := cookieOf(w, "hatang")
	if w.Code != http.StatusSeeOther || cookie == nil {
		s.tb.Fatalf("signing %s in: %d %s", name, w.Code, w.Body)
	}
	return cookie
}

func cookieOf(w *httptest.ResponseRecorder, name string) *http.Cookie {
	var found *http.Cookie
	for _, cookie := range w.Result().Cookies() {
		if cookie.Name == name && cookie.Value != "" {
			found = cookie
		}
	}
	return found
}

// whoIs is the role that the service knows a request by.
func (s *service) whoIs(q request) (role string, status int) {
	s.tb.Helper()
	q.target = "/session"
	w := s.do(q)
	var answer struct {
		Role string `json:"role"`
	}
	_ = json.Unmarshal(w.Body.Bytes(), &answer)
	return answer.Role, w.Code
}

func contains(w *httptest.ResponseRecorder, text string) bool {
	return bytes.Contains(w.Body.Bytes(), []byte(text))
}

func prefix(text string) netip.Prefix { return netip.MustParsePrefix(text) }
