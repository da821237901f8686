package dossiers_test

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

	"hatang/data"
	handlersdossiers "hatang/handlers/dossiers"
	"hatang/handlers/handlertest"
	"hatang/registry"
	"hatang/registry/appraisal"
	"hatang/registry/dossiers"
	"hatang/registry/network"
	"hatang/registry/sqlite"
)

// desk is the operations on a router of their own.
type desk struct {
	tb      testing.TB
	handler http.Handler
	store   *sqlite.Store
}

func open(tb testing.TB) *desk {
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
		for _, code := range []string{"viettel", "vnpt"} {
			if _, err := w.Put(ctx, &registry.Operator{Code: code, Name: code}); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		tb.Fatal(err)
	}
	rules, err := data.RuleSets()
	if err != nil {
		tb.Fatal(err)
	}
	service, err := dossiers.New(dossiers.Options{
		Store: network.Through{Store: store, Live: live}, World: func() appraisal.World { return live.View() }, Files: dossiers.FilesOf(path),
		Workflow: data.Workflow, Calendar: data.Holidays, Rules: rules,
	})
	if err != nil {
		tb.Fatal(err)
	}
	routes := handlersdossiers.New(handlersdossiers.Options{Dossiers: service, Reader: store}).Routes()
	return &desk{tb, handlertest.Serve(tb, routes, handlertest.Who), store}
}

func (d *desk) ask(who, method, path, body string, header ...string) *httptest.ResponseRecorder {
	d.tb.Helper()
	r := httptest.NewRequestWithContext(d.tb.Context(), method, "http://127.0.0.1:8080"+path, strings.NewReader(body))
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Who", who)
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	w := httptest.NewRecorder()
	d.handler.ServeHTTP(w, r)
	return w
}

func (d *desk) seq() int64 {
	d.tb.Helper()
	seq, err := d.store.Seq(d.tb.Context())
	if err != nil {
		d.tb.Fatal(err)
	}
	return seq
}

const filing = `{"type":"position","title":"Thỏa thuận vị trí","operator_code":"viettel","province_code":"24","positions":[{"code":"A1","height_m":30,"geometry":{"type":"Point","coordinates":[106.1,21.2]}}]}`

// filed files a dossier and is its path and ETag.
func (d *desk) filed() (path, tag string) {
	d.tb.Helper()
	w := d.ask("viettel", http.MethodPost, "/api/v1/applications", filing)
	if w.Code != http.StatusCreated || w.Header().Get("ETag") == "" {
		d.tb.Fatalf("%d %s", w.Code, w.Body)
	}
	return w.Header().Get("Location"), w.Header().Get("ETag")
}

// underWay is a dossier that was filed, on its way through the workflow.
type underWay struct {
	*desk
	path, tag string
}

func (d *desk) underWay() *underWay {
	d.tb.Helper()
	path, tag := d.filed()
	return &underWay{d, path, tag}
}

// step takes the next step: the answer is the dossier after it.
func (u *underWay) step(who, action, body string) string {
	u.tb.Helper()
	w := u.ask(who, http.MethodPost, u.path+"/actions/"+action, body, "If-Match", u.tag)
	if w.Code != http.StatusOK {
		u.tb.Fatalf("%s: %d %s", action, w.Code, w.Body)
	}
	u.tag = w.Header().Get("ETag")
	return w.Body.String()
}

// TestWhoAndWhen: what each step answers, and that refusals record nothing.
func TestWhoAndWhen(t *testing.T) {
	t.Parallel()
	d := open(t)
	path, tag := d.filed()
	for _, c := range []struct {
		name, who, path, body, match string
		want                         int
		says                         string
	}{
		{"nobody", "", "/actions/accept", "{}", tag, http.StatusUnauthorized, "đăng nhập"},
		{"another operator", "vnpt", "/actions/withdraw", `{"comment":"x"}`, tag, http.StatusNotFound, "không có"},
		{"the applicant accepts", "viettel", "/actions/accept", "{}", tag, http.StatusForbidden, ""},
		{"an officer signs", "officer", "/actions/sign", "{}", tag, http.StatusForbidden, ""},
		{"an officer of elsewhere", "west", "/actions/accept", "{}", tag, http.StatusForbidden, ""},
		{"an auditor comments", "auditor", "/actions/comment", `{"comment":"x"}`, tag, http.StatusForbidden, ""},
		{"too early", "approver", "/actions/sign", `{"signature":{"number":"1","signer":"G","preview":""}}`, tag, http.StatusConflict, "Đã nộp"},
		{"no If-Match", "officer", "/actions/accept", "{}", "", http.StatusPreconditionRequired, ""},
		{"an old ETag", "officer", "/actions/accept", "{}", `"1"`, http.StatusConflict, "đã thay đổi"},
		{"no ETag", "officer", "/actions/accept", "{}", "x", http.StatusBadRequest, ""},
		{"no such action", "officer", "/actions/burn", "{}", tag, http.StatusNotFound, ""},
		{"unknown member", "officer", "/actions/accept", `{"hurry":true}`, tag, http.StatusBadRequest, ""},
		{"not what it takes", "officer", "/actions/accept", `{"officer":"a"}`, tag, http.StatusBadRequest, ""},
		{"nothing is missing", "officer", "/actions/return", `{"missing":[" "]}`, tag, http.StatusBadRequest, "missing"},
	} {
		before := d.seq()
		w := d.ask(c.who, http.MethodPost, path+c.path, c.body, "If-Match", c.match)
		if w.Code != c.want || !strings.Contains(w.Body.String(), c.says) {
			t.Errorf("%s: %d %s", c.name, w.Code, w.Body)
		}
		if d.seq() != before {
			t.Errorf("%s: something was recorded", c.name)
		}
	}
	if w := d.ask("officer", http.MethodPost, path+"/actions/accept", "{}", "If-Match", tag); w.Code != http.StatusOK || w.Header().Get("ETag") == tag {
		t.Errorf("accepting: %d %s", w.Code, w.Body)
	}
	if w := d.ask("viettel", http.MethodPost, path+"/actions/withdraw", `{"comment":"đổi vị trí"}`, "If-Match", tag); w.Code != http.StatusConflict || !strings.Contains(w.Body.String(), "officer:an") {
		t.Errorf("the slower: %d %s", w.Code, w.Body)
	}
}

// TestSigning previews, signs what was previewed and reads it as others do.
func TestSigning(t *testing.T) {
	t.Parallel()
	d := open(t)
	u := d.underWay()
	path, step := u.path, u.step
	step("officer", "accept", "{}")
	step("officer", "comment", `{"comment":"cần xem lại cột bên cạnh","internal":true}`)
	step("officer", "submit", `{"proposal":{"outcome":"rejected","reason":"Không bảo đảm khoảng cách."}}`)
	for _, document := range []string{"report", "decision"} {
		if w := d.ask("viettel", http.MethodGet, path+"/documents/"+document+"?format=pdf", ""); w.Code != http.StatusForbidden {
			t.Errorf("the applicant reads the %s before it is signed: %d", document, w.Code)
		}
	}
	for _, document := range []string{"report", "decision"} {
		if w := d.ask("viettel", http.MethodPost, path+"/preview/comment/"+document+"?format=json", `{"comment":"x"}`); w.Code != http.StatusForbidden {
			t.Errorf("the applicant reads the %s as it would be after a comment: %d", document, w.Code)
		}
	}
	if w := d.ask("viettel", http.MethodGet, path+"/dossier", ""); strings.Contains(w.Body.String(), `outcome\"`) {
		t.Errorf("the applicant sees what is proposed: %s", w.Body)
	}
	if w := d.ask("viettel", http.MethodGet, path+"/dossier", ""); w.Code != http.StatusOK || strings.Contains(w.Body.String(), "bên cạnh") || !strings.Contains(w.Body.String(), `"decision":null`) {
		t.Errorf("the applicant sees what is internal: %d %s", w.Code, w.Body)
	}
	sign := func(preview string) string {
		return `{"signature":{"number":"7/SKHCN","signer":"Giang","preview":"` + preview + `"}}`
	}
	w := d.ask("approver", http.MethodPost, path+"/preview/sign", sign(""))
	var preview dossiers.Preview
	if err := json.Unmarshal(w.Body.Bytes(), &preview); err != nil || w.Code != http.StatusOK || preview.Hash == "" || len(preview.Changes) != 4 {
		t.Fatalf("%d %v %s", w.Code, err, w.Body)
	}
	if w := d.ask("approver", http.MethodPost, path+"/actions/sign", sign("0"), "If-Match", u.tag); w.Code != http.StatusConflict {
		t.Errorf("another preview: %d %s", w.Code, w.Body)
	}
	if w := d.ask("officer", http.MethodGet, path+"/dossier", ""); !strings.Contains(w.Body.String(), `outcome\"`) {
		t.Errorf("the officer does not see what is proposed: %s", w.Body)
	}
	if body := step("approver", "sign", sign(preview.Hash)); !strings.Contains(body, `"number":"7/SKHCN"`) {
		t.Error(body)
	}
	for document, begins := range map[string]string{"receipt?format=pdf": "%PDF", "report": "PK", "decision?format=pdf": "%PDF", "notice": "PK"} {
		w := d.ask("viettel", http.MethodGet, path+"/documents/"+document, "")
		if w.Code != http.StatusOK || !strings.HasPrefix(w.Body.String(), begins) || !strings.HasPrefix(w.Header().Get("Content-Disposition"), "attachment") {
			t.Errorf("%s: %d %.80s", document, w.Code, w.Body)
		}
	}
	if w := d.ask("viettel", http.MethodGet, path+"/repetition", ""); w.Code != http.StatusOK || !strings.Contains(w.Body.String(), `"same":true`) {
		t.Errorf("again: %d %.200s", w.Code, w.Body)
	}
	if w := d.ask("vnpt", http.MethodGet, path+"/repetition", ""); w.Code != http.StatusNotFound {
		t.Errorf("another operator: %d", w.Code)
	}
}

// TestAttaching sends a form and gets the same bytes back, never as a page.
func TestAttaching(t *testing.T) {
	t.Parallel()
	d := open(t)
	path, _ := d.filed()
	content := "<html><script>alert(1)</script></html>"
	var form bytes.Buffer
	writer := multipart.NewWriter(&form)
	part, err := writer.CreateFormFile("file", "../đơn.html")
	if err != nil {
		t.Fatal(err)
	}
	_, err = io.WriteString(part, content)
	if err != nil || writer.WriteField("class", "application") != nil || writer.Close() != nil {
		t.Fatal(err)
	}
	w := d.ask("viettel", http.MethodPost, path+"/attachments", form.String(), "Content-Type", writer.FormDataContentType())
	var made struct {
		Attachment struct{ ID, Name string }
	}
	if err := json.Unmarshal(w.Body.Bytes(), &made); err != nil || w.Code != http.StatusCreated || made.Attachment.Name != "đơn.html" {
		t.Fatalf("%d %s", w.Code, w.Body)
	}
	w = d.ask("officer", http.MethodGet, path+"/attachments/"+made.Attachment.ID, "")
	if w.Code != http.StatusOK || w.Body.String() != content || !strings.HasPrefix(w.Header().Get("Content-Disposition"), "attachment") || w.Header().Get("X-Content-Type-Options") != "nosniff" {
		t.Errorf("%d %v", w.Code, w.Header())
	}
	for who, want := range map[string]int{"vnpt": http.StatusNotFound, "": http.StatusUnauthorized} {
		if w := d.ask(who, http.MethodGet, path+"/attachments/"+made.Attachment.ID, ""); w.Code != want {
			t.Errorf("%q reads it: %d", who, w.Code)
		}
	}
	if w := d.ask("viettel", http.MethodPost, path+"/attachments", "{}"); w.Code != http.StatusBadRequest {
		t.Errorf("no form: %d", w.Code)
	}
}

// TestInboxes: an operator sees its own, the department all; it waits for those
// who may act.
func TestInboxes(t *testing.T) {
	t.Parallel()
	d := open(t)
	d.filed()
	for who, want := range map[string][2]int{"viettel": {1, 0}, "vnpt": {0, 0}, "officer": {1, 1}, "west": {1, 0}, "auditor": {1, 0}} {
		var box dossiers.Inbox
		w := d.ask(who, http.MethodGet, "/api/v1/inbox", "")
		if err := json.Unmarshal(w.Body.Bytes(), &box); err != nil || len(box.Items) != want[0] || box.Mine != want[1] {
			t.Errorf("%s sees %d, %d wait: %d %s", who, len(box.Items), box.Mine, w.Code, w.Body)
		}
	}
	for _, path := range []string{"/api/v1/watch", "/api/v1/workflow"} {
		if w := d.ask("officer", http.MethodGet, path, ""); w.Code != http.StatusOK {
			t.Errorf("%s: %d %s", path, w.Code, w.Body)
		}
	}
}

// TestOthersDossiersInOnesOwn: what the applicant is told of its signed dossier has
// nothing of a dossier of another operator, filed next to it; the officer is told.
func TestOthersDossiersInOnesOwn(t *testing.T) {
	t.Parallel()
	d := open(t)
	rival := strings.NewReplacer("viettel", "vnpt", "A1", "ZQ7", "106.1,", "106.1002,").Replace(filing)
	w := d.ask("vnpt", http.MethodPost, "/api/v1/applications", rival)
	if w.Code != http.StatusCreated {
		t.Fatalf("%d %s", w.Code, w.Body)
	}
	rivals := w.Header().Get("Location")
	u := d.underWay()
	path, step := u.path, u.step
	step("viettel", "ask_sharing", `{"sharing":{"owner":"vnpt","site":"BNH0001","asked":"2026-01-05"}}`)
	step("officer", "accept", "{}")
	step("officer", "submit", `{"proposal":{"outcome":"approved","reason":"Đủ điều kiện."}}`)
	preview := answer[dossiers.Preview](d, http.StatusOK, "approver", http.MethodPost, path+"/preview/sign", `{"signature":{"number":"7","signer":"Giang","preview":""}}`)
	step("approver", "sign", `{"signature":{"number":"7","signer":"Giang","preview":"`+preview.Hash+`"}}`)
	for _, at := range []string{"/appraisal", "/repetition", "/documents/report?format=json"} {
		own, officers := d.ask("viettel", http.MethodGet, path+at, ""), d.ask("officer", http.MethodGet, path+at, "")
		if own.Code != http.StatusOK || strings.Contains(own.Body.String(), "ZQ7") {
			t.Errorf("%s tells the applicant of another's dossier: %d %s", at, own.Code, own.Body)
		}
		if officers.Code != http.StatusOK || !strings.Contains(officers.Body.String(), "ZQ7") {
			t.Errorf("%s does not tell the officer: %d %s", at, officers.Code, officers.Body)
		}
	}
	if report := d.ask("viettel", http.MethodGet, path+"/documents/report?format=json", ""); !strings.Contains(report.Body.String(), "Bản dành cho doanh nghiệp nộp hồ sơ") {
		t.Errorf("the report does not say that it is abridged: %s", report.Body)
	}
	asked := answer[handlersdossiers.WatchAnswer](d, http.StatusOK, "vnpt", http.MethodGet, "/api/v1/watch", "").Items
	if len(asked) != 1 || asked[0].Class != "sharing" || asked[0].Code != "BNH0001" || asked[0].ID != "" {
		t.Errorf("the owner who is asked for a share is told %+v", asked)
	}
	if w := d.ask("vnpt", http.MethodGet, rivals+"/dossier", ""); w.Code != http.StatusOK || strings.Contains(w.Body.String(), "A1") {
		t.Errorf("the other operator's own dossier: %d %s", w.Code, w.Body)
	}
}
