package settings_test

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"hatang/data"
	"hatang/handlers/auth"
	"hatang/handlers/handlertest"
	"hatang/handlers/settings"
	"hatang/registry"
	"hatang/registry/accounts"
	"hatang/registry/documents"
	"hatang/registry/dossiers"
	"hatang/registry/network"
	"hatang/registry/sqlite"
)

type desk struct {
	tb      testing.TB
	handler http.Handler
	store   *sqlite.Store
}

// start is the operations on a router of their own, asked by an administrator.
func start(tb testing.TB) *desk {
	tb.Helper()
	path := filepath.Join(tb.TempDir(), "a.gpkg")
	store, err := sqlite.Create(tb.Context(), path, sqlite.Options{})
	if err != nil {
		tb.Fatal(err)
	}
	live, err := network.Open(tb.Context(), store, network.Options{})
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { live.Close(); _ = store.Close() })
	err = live.Update(tb.Context(), registry.Author{Actor: "test"}, func(ctx context.Context, w registry.Writer) error {
		_, err := w.PutAll(ctx, []registry.Record{
			&registry.AdminUnit{Code: "62", Name: "Tỉnh Kon Tum", Level: registry.LevelProvince, Type: "tinh"},
		})
		if err != nil {
			return err
		}
		_, err = w.Put(ctx, &registry.Operator{Code: "viettel", Name: "Viettel", Contact: "zqx"})
		return err
	})
	if err != nil {
		tb.Fatal(err)
	}
	service, err := settings.New(settings.Options{
		Store: store, View: func() settings.View { return live.View() }, Update: live.Update,
		Holidays: data.Holidays, Workflow: data.Workflow, Norms: data.Norms, Files: dossiers.FilesOf(path), Formats: []string{"csv"},
		Health:       func(context.Context) (settings.Process, error) { return settings.Process{Version: "test"}, nil },
		OutsideActor: sqlite.OutsideActor, Clock: func() time.Time { return time.Date(2026, 8, 3, 5, 0, 0, 0, time.UTC) },
	})
	if err != nil {
		tb.Fatal(err)
	}
	admin := auth.NewPrincipal(&accounts.Account{Name: "quan.tri", Role: accounts.Administrator}, "password", nil)
	return &desk{tb, handlertest.Serve(tb, service.Routes(), handlertest.By(admin)), store}
}

func (d *desk) ask(method, path, mediaType string, body io.Reader, header ...string) *httptest.ResponseRecorder {
	d.tb.Helper()
	r := httptest.NewRequestWithContext(d.tb.Context(), method, "http://127.0.0.1:8080"+path, body)
	r.Header.Set("Content-Type", mediaType)
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	w := httptest.NewRecorder()
	d.handler.ServeHTTP(w, r)
	return w
}

func (d *desk) put(name, value string, header ...string) *httptest.ResponseRecorder {
	d.tb.Helper()
	body, err := json.Marshal(settings.Put{Value: value, Reason: "thử"})
	if err != nil {
		d.tb.Fatal(err)
	}
	return d.ask(http.MethodPut, "/api/v1/settings/"+name, "application/json", bytes.NewReader(body), header...)
}

func (d *desk) get(name string) settings.Setting {
	d.tb.Helper()
	var s settings.Setting
	w := d.ask(http.MethodGet, "/api/v1/settings/"+name, "", http.NoBody)
	if err := json.Unmarshal(w.Body.Bytes(), &s); err != nil || w.Code != http.StatusOK {
		d.tb.Fatalf("%s: %d %v %s", name, w.Code, err, w.Body)
	}
	return s
}

// Every setting has a value that is taken and kept, and one that is refused with
// what is wrong with it.
func TestEverySettingIsChecked(t *testing.T) {
	t.Parallel()
	d := start(t)
	var list settings.List
	if err := json.Unmarshal(d.ask(http.MethodGet, "/api/v1/settings", "", http.NoBody).Body.Bytes(), &list); err != nil {
		t.Fatal(err)
	}
	budgets := d.get("coverage_budgets").Shipped
	cases := map[string]struct{ good, kept, bad, says string }{
		"title": {" Kon Tum ", "Kon Tum", "hai\ndòng", "một dòng"}, "territory": {"62, 62,", "62", "62,99", "99"},
		"notice": {"chú ý", "chú ý", strings.Repeat("x", 1001), "1000"}, "notice_en": {"notice", "notice", "a\tb", "value"},
		"approximate_in_statistics": {"on", "yes", "perhaps", "on hoặc off"},
		"open_data_licence":         {"Ghi nguồn.", "Ghi nguồn.", "a\nb", "một dòng"}, "open_data_licence_en": {"Name the source.", "Name the source.", "a\nb", "value"},
		"open_fields":        {`{"sites":["contact"]}`, `{"sites":["contact"]}`, `{"sites":["name"]}`, "land_owner"},
		"closed_fields":      {`{"sites":["height_m"]}`, `{"sites":["height_m"]}`, `{"sites":["operator_code"]}`, "nhận ra"},
		"dossiers_four_eyes": {"on", "on", "two", "on hoặc off"},
		"dossiers_calendar": {"years: [{year: 2030, cite: x, off: [{day: 2030-01-01, name: Tết}], worked: []}]", "years: [{year: 2030, cite: x, off: [{day: 2030-01-01, name: Tết}], worked: []}]",
			"years: [{year: 2030, cite: x, off: [{day: 2030-01-05, name: Tết}], worked: []}]", "2030-01-05"},
		"dossiers_workflow": {string(data.Workflow), strings.TrimSpace(string(data.Workflow)), "states: []", "quy trình"},
		"dossiers_office":   {`{"agency":"SỞ"}`, `{"agency":"SỞ"}`, `{"agencyy":"SỞ"}`, "agencyy"},
		"coverage_budgets":  {budgets, budgets, `{"location_percent":3}`, "location_percent"},
		"emf_limits":        {"", "", `[{"id":""}]`, ""},
		"planning_norms":    {string(data.Norms), strings.TrimSpace(string(data.Norms)), "norms: [{id: a, scope: moon}]", "moon"},
		"checks":            {`{"near":"off"}`, "", `{"no-such":"off"}`, "no-such"},
	}
	for _, s := range list.Settings {
		c, ok := cases[s.Name]
		switch {
		case s.Form == settings.Upload:
			continue // files have a test of their own
		case !ok:
			t.Errorf("no case tries the setting %s", s.Name)
			continue
		case s.Label.VI == "" || s.Label.EN == "" || s.Help.VI == "" || s.Help.EN == "":
			t.Errorf("%s: no words for people: %+v", s.Name, s.Definition)
		}
		before := d.get(s.Name).Value
		if w := d.put(s.Name, c.bad); w.Code != http.StatusBadRequest || !strings.Contains(w.Body.String(), c.says) {
			t.Errorf("%s: %q is answered %d %s", s.Name, c.bad, w.Code, w.Body)
		}
		if now := d.get(s.Name).Value; now != before {
			t.Errorf("%s: what was refused is kept: %q", s.Name, now)
		}
		if s.Name == "checks" || s.Name == "emf_limits" {
			continue // what they take depends on tables of others
		}
		if w := d.put(s.Name, c.good); w.Code != http.StatusOK {
			t.Errorf("%s: %d %s", s.Name, w.Code, w.Body)
		}
		if now := d.get(s.Name); strings.TrimSpace(now.Value) != c.kept || !now.Own || now.Last == nil || now.Last.Actor != "administrator:quan.tri via password" || now.Last.Reason != "thử" {
			t.Errorf("%s: %q %+v", s.Name, now.Value, now.Last)
		}
		if w := d.put(s.Name, ""); w.Code != http.StatusOK || d.get(s.Name).Own {
			t.Errorf("%s does not return to what ships: %d", s.Name, w.Code)
		}
	}
}

func TestNothingIsOverwritten(t *testing.T) {
	t.Parallel()
	d := start(t)
	tag := d.get("title").Tag
	if w := d.put("title", "A", "If-Match", tag); w.Code != http.StatusOK {
		t.Fatal(w.Body)
	}
	if w := d.put("title", "B", "If-Match", tag); w.Code != http.StatusPreconditionFailed {
		t.Errorf("%d %s", w.Code, w.Body)
	}
	if w := d.ask(http.MethodPut, "/api/v1/settings/title?try=true", "application/json", strings.NewReader(`{"value":"C","reason":""}`)); w.Code != http.StatusOK {
		t.Error(w.Body)
	}
	if now := d.get("title").Value; now != "A" {
		t.Errorf("%q is kept", now)
	}
	var h settings.History
	if err := json.Unmarshal(d.ask(http.MethodGet, "/api/v1/settings/title/history", "", http.NoBody).Body.Bytes(), &h); err != nil {
		t.Fatal(err)
	}
	if h.Total != 1 || h.Changes[0].After != "A" || h.Changes[0].Before != "" {
		t.Errorf("%+v", h)
	}
	for path, status := range map[string]int{"/api/v1/settings/none": 404, "/api/v1/settings/none/history": 404, "/api/v1/settings/title/file": 404} {
		if w := d.ask(http.MethodGet, path, "", http.NoBody); w.Code != status {
			t.Errorf("%s: %d", path, w.Code)
		}
	}
	if w := d.ask(http.MethodPut, "/api/v1/settings/title", "text/plain", strings.NewReader("x")); w.Code != http.StatusUnsupportedMediaType {
		t.Errorf("text is answered %d", w.Code)
	}
}

func TestTemplate(t *testing.T) {
	t.Parallel()
	d := start(t)
	const path = "/api/v1/settings/dossiers_template/file"
	shipped := d.ask(http.MethodGet, path, "", http.NoBody)
	if shipped.Code != http.StatusOK || !bytes.HasPrefix(shipped.Body.Bytes(), []byte("PK")) {
		t.Fatalf("%d", shipped.Code)
	}
	send := func(name string, content []byte) *httptest.ResponseRecorder {
		var body bytes.Buffer
		form := multipart.NewWriter(&body)
		part, err := form.CreateFormFile("file", name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := part.Write(content); err != nil {
			t.Fatal(err)
		}
		if err := form.Close(); err != nil {
			t.Fatal(err)
		}
		return d.ask(http.MethodPut, path, form.FormDataContentType(), &body)
	}
	if w := send("mau.docx", []byte("no document")); w.Code < 400 || w.Code >= 500 {
		t.Errorf("text as a template is answered %d", w.Code)
	}
	if w := send("mau.docx", shipped.Body.Bytes()); w.Code != http.StatusOK {
		t.Fatalf("%d %s", w.Code, w.Body)
	}
	if s := d.get("dossiers_template"); !s.Own || len(s.Value) != 64 {
		t.Errorf("%+v", s)
	}
	own := d.ask(http.MethodGet, path, "", http.NoBody)
	trial := &documents.Document{Body: []documents.Block{documents.Text("x")}}
	if err := documents.WriteDOCX(io.Discard, trial, own.Body.Bytes()); err != nil || !bytes.Equal(own.Body.Bytes(), shipped.Body.Bytes()) {
		t.Errorf("another template comes back: %v", err)
	}
	if w := d.put("dossiers_template", "x"); w.Code != http.StatusBadRequest {
		t.Errorf("a template by its name is answered %d", w.Code)
	}
}

func TestOpenDataAndHealth(t *testing.T) {
	t.Parallel()
	d := start(t)
	open := func() (o settings.OpenData, tag string) {
		w := d.ask(http.MethodGet, "/api/v1/open-data", "", http.NoBody)
		if err := json.Unmarshal(w.Body.Bytes(), &o); err != nil {
			t.Fatal(err)
		}
		return o, w.Header().Get("ETag")
	}
	fields := func(o settings.OpenData, kind registry.Kind) string {
		var names []string
		for _, k := range o.Kinds {
			if k.Kind == kind {
				for _, f := range k.Fields {
					names = append(names, f.Name)
				}
			}
		}
		return " " + strings.Join(names, " ") + " "
	}
	before, tag := open()
	if f := fields(before, registry.Operators); !strings.Contains(f, " name ") || strings.Contains(f, " contact ") {
		t.Errorf("everybody sees of operators:%s", f)
	}
	if before.AsOf.String() != "2026-08-03" || fields(before, registry.Applications) != "  " {
		t.Errorf("%+v", before)
	}
	for name, value := range map[string]string{"open_fields": `{"operators":["contact"]}`, "open_data_licence": "Ghi nguồn."} {
		if w := d.put(name, value); w.Code != http.StatusOK {
			t.Fatal(w.Body)
		}
	}
	after, now := open()
	if f := fields(after, registry.Operators); !strings.Contains(f, " contact ") || after.Licence.VI != "Ghi nguồn." || now == tag {
		t.Errorf("%s %+v %s", f, after.Licence, now)
	}
	if w := d.ask(http.MethodGet, "/api/v1/open-data", "", http.NoBody, "If-None-Match", now); w.Code != http.StatusNotModified {
		t.Errorf("the same again is answered %d", w.Code)
	}
	var h settings.Health
	if err := json.Unmarshal(d.ask(http.MethodGet, "/api/v1/health", "", http.NoBody).Body.Bytes(), &h); err != nil {
		t.Fatal(err)
	}
	if h.Process.Version != "test" || h.Registry.Seq < 4 || h.Registry.Seq != h.Registry.ViewSeq || h.Registry.ChangedBy == "" || len(h.Registry.Kinds) != 2 {
		t.Errorf("%+v", h)
	}
}
