package imports_test

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/paulmach/orb"
	"github.com/paulmach/orb/planar"
	"github.com/xuri/excelize/v2"

	"hatang/geo/crs"
	"hatang/handlers/auth"
	"hatang/handlers/handlertest"
	"hatang/handlers/imports"
	"hatang/registry"
	"hatang/registry/accounts"
	"hatang/registry/demonstration"
	"hatang/registry/importing"
	"hatang/registry/network"
	"hatang/registry/sqlite"
)

// desk is the operations on a router of their own, over the demonstration.
type desk struct {
	tb      testing.TB
	handler http.Handler
	store   *sqlite.Store
	live    *network.Live
	folder  string
	now     time.Time
}

func open(tb testing.TB) *desk {
	tb.Helper()
	path := filepath.Join(tb.TempDir(), "a.gpkg")
	store, err := sqlite.Create(tb.Context(), path, sqlite.Options{})
	if err != nil {
		tb.Fatal(err)
	}
	if err := demonstration.Load(tb.Context(), store); err != nil {
		tb.Fatal(err)
	}
	live, err := network.Open(tb.Context(), store, network.Options{})
	if err != nil {
		tb.Fatal(err)
	}
	d := &desk{tb: tb, store: store, live: live, folder: path + ".imports", now: time.Now()}
	if err := os.MkdirAll(d.folder, 0o700); err != nil {
		tb.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(d.folder, "left-over"), []byte("x"), 0o600); err != nil {
		tb.Fatal(err)
	}
	service, err := imports.New(imports.Options{
		Store: network.Through{Store: store, Live: live}, Folder: d.folder, Patience: time.Minute, Clock: func() time.Time { return d.now },
		CommuneAt: func(p orb.Point) (*registry.AdminUnit, bool) {
			return live.View().CommuneAt(p, registry.DateOf(time.Now()))
		},
	})
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() {
		if err := service.Close(); err != nil {
			tb.Error(err)
		}
		if _, err := os.Stat(d.folder); !os.IsNotExist(err) {
			tb.Error("files are left over")
		}
		live.Close()
		_ = store.Close()
	})
	d.handler = handlertest.Serve(tb, service.Routes(), d.who)
	return d
}

// who makes the caller the account that the header Who names; nobody named: the
// officer of the whole province.
func (d *desk) who(c *gin.Context) {
	people := map[string]*accounts.Account{
		"": {ID: 1, Name: "an", Role: accounts.Officer}, "binh": {ID: 2, Name: "binh", Role: accounts.Officer},
		"town":    {ID: 3, Name: "chi", Role: accounts.Officer, Territory: []string{"23281"}},
		"viettel": {ID: 4, Name: "vt", Role: accounts.Operator, Operator: "viettel"},
	}
	handlertest.By(auth.NewPrincipal(people[c.GetHeader("Who")], "password", func() auth.Units { return d.live.View() }))(c)
}

// ask sends a request; into is filled from a JSON answer where it is not nil.
func (d *desk) ask(who, method, path string, body io.Reader, mediaType string, into any) *httptest.ResponseRecorder {
	d.tb.Helper()
	r := httptest.NewRequestWithContext(d.tb.Context(), method, "/api/v1"+path, body)
	r.Header.Set("Who", who)
	r.Host = "localhost"
	if mediaType != "" {
		r.Header.Set("Content-Type", mediaType)
	}
	w := httptest.NewRecorder()
	d.handler.ServeHTTP(w, r)
	if into != nil {
		if err := json.Unmarshal(w.Body.Bytes(), into); err != nil {
			d.tb.Fatalf("%s %s: %d %v %.400s", method, path, w.Code, err, w.Body)
		}
	}
	return w
}

func (d *desk) post(who, path string, body, into any) int {
	d.tb.Helper()
	content, err := json.Marshal(body)
	if err != nil {
		d.tb.Fatal(err)
	}
	return d.ask(who, http.MethodPost, path, bytes.NewReader(content), "application/json", into).Code
}

// upload sends a file.
func (d *desk) upload(who, name, content, kind string, options *imports.Asked) (imports.Answer, *httptest.ResponseRecorder) {
	d.tb.Helper()
	var form bytes.Buffer
	w := multipart.NewWriter(&form)
	part, err := w.CreateFormFile("file", name)
	if err != nil {
		d.tb.Fatal(err)
	}
	_, _ = io.WriteString(part, content)
	_ = w.WriteField("kind", kind)
	if options != nil {
		text, err := json.Marshal(options)
		if err != nil {
			d.tb.Fatal(err)
		}
		_ = w.WriteField("options", string(text))
	}
	if err := w.Close(); err != nil {
		d.tb.Fatal(err)
	}
	var a imports.Answer
	answer := d.ask(who, http.MethodPost, "/imports", &form, w.FormDataContentType(), &a)
	return a, answer
}

// sheet is a messy file of n sites in the middles of communes: semicolons, decimal
// commas, northing called X, a header that nobody knows. Rows of bad are spoiled:
// 0 by an operator that is none, 1 by a height that is no number.
func (d *desk) sheet(n int, bad bool) string {
	d.tb.Helper()
	zone, err := crs.Parse("vn2000:107.5")
	if err != nil {
		d.tb.Fatal(err)
	}
	var text strings.Builder
	text.WriteString("DANH SÁCH TRẠM NĂM 2021;;;;;;\nSTT;Ký hiệu riêng;Doanh nghiệp;Tọa độ X;Tọa độ Y;Mã xã;Chiều cao cột (m)\n")
	units, err := registry.Find[*registry.AdminUnit](d.tb.Context(), d.store, registry.Query{Kind: registry.Units, Where: []registry.Condition{registry.Where("level", registry.LevelCommune)}})
	if err != nil {
		d.tb.Fatal(err)
	}
	for i := range n {
		middle, _ := planar.CentroidArea(units[i].Area)
		x, y, err := zone.FromWGS84(middle)
		if err != nil {
			d.tb.Fatal(err)
		}
		operator, height := "Viettel", "42,5"
		if bad && i == 0 {
			operator = "Công ty lạ"
		}
		if bad && i == 1 {
			height = "cao"
		}
		fmt.Fprintf(&text, "%d;MOI%03d;%s;%s;%s;%s;%s\n", i+1, i, operator, comma(y), comma(x), units[i].Code, height)
	}
	return text.String()
}

func comma(v float64) string { return strings.ReplaceAll(fmt.Sprintf("%.3f", v), ".", ",") }

func (d *desk) count(kind registry.Kind) int {
	d.tb.Helper()
	_, total, err := d.store.Find(d.tb.Context(), registry.Query{Kind: kind, Limit: 1})
	if err != nil {
		d.tb.Fatal(err)
	}
	return total
}

var understood = imports.Asked{Kind: registry.Sites, CRS: "vn2000:107.5", Map: map[string]string{"Ký hiệu riêng": "code"}}

func TestAMessyFileFromPreviewToTheRegistryAndBack(t *testing.T) {
	t.Parallel()
	d := open(t)
	before := d.count(registry.Sites)

	// As it comes: neither the header nor the zone is understood.
	a, w := d.upload("", "trạm mới.csv", d.sheet(8, true), "sites", nil)
	if w.Code != http.StatusCreated || a.State != imports.Read || w.Header().Get("Location") != "/api/v1/imports/"+a.ID {
		t.Fatalf("%d %s %s", w.Code, a.State, w.Body)
	}
	p := a.Preview
	if p.Look.Format != importing.CSV || len(p.Look.Rows) != 8 || p.Look.Rows[0].Row != 3 || !p.Metres {
		t.Errorf("it looks like %+v", p.Look)
	}
	if !p.Columns[1].Unknown || p.Columns[1].Samples[0] != "MOI000" || p.Columns[3].Target != "lon" || p.Columns[5].Target != "commune_code" {
		t.Errorf("the columns are %+v", p.Columns)
	}
	if len(p.Systems) == 0 || p.Systems[0].CRS != "vn2000:107.5" || p.Systems[0].InCommune != 8 || p.Systems[0].Of != 8 {
		t.Errorf("the zones are %+v", p.Systems)
	}
	for _, g := range p.Summary {
		if strings.Contains(g.Example.VI+g.Example.EN, "--") {
			t.Errorf("the words name flags of the command line: %+v", g.Example)
		}
	}

	// With the header and the zone stated two rows are left that are wrong.
	if code := d.post("", "/imports/"+a.ID, understood, &a); code != http.StatusOK || a.State != imports.Read {
		t.Fatalf("%d %+v", code, a)
	}
	if p = a.Preview; p.Faults != 2 || p.Rejected != 2 || p.Created != 6 || p.Points != 8 {
		t.Errorf("faults %d, rejected %d, created %d, points %d: %+v", p.Faults, p.Rejected, p.Created, p.Points, p.Summary)
	}
	d.checkErrors(a.ID)
	d.checkPoints(a.ID, 8)
	var refused struct{ Detail string }
	if code := d.post("", "/imports/"+a.ID+"/commit", imports.Committing{}, &refused); code != http.StatusConflict || !strings.Contains(refused.Detail, "2") {
		t.Errorf("a file with faults is committed: %d %s", code, refused.Detail)
	}

	// Corrected, it is written, and taken back by its request.
	a, _ = d.upload("", "trạm mới.csv", d.sheet(8, false), "sites", &understood)
	if a.Preview.Faults != 0 || d.count(registry.Sites) != before {
		t.Fatalf("%+v", a.Preview)
	}
	if code := d.post("", "/imports/"+a.ID+"/commit", imports.Committing{Reason: "kiểm kê 2021"}, &a); code != http.StatusOK || a.State != imports.Saved || a.Result.Created != 8 || !a.Result.Written {
		t.Fatalf("%d %+v", code, a)
	}
	if got := d.count(registry.Sites); got != before+8 {
		t.Errorf("%d sites, want %d", got, before+8)
	}
	changes, total, err := d.store.History(t.Context(), registry.HistoryQuery{Request: a.Request, Limit: 100})
	if err != nil || total != 8 || changes[0].Reason != "kiểm kê 2021" || !strings.Contains(changes[0].Actor, "an") {
		t.Errorf("the history has %d changes, %v", total, err)
	}
	var undone imports.Undone
	if code := d.post("", "/changes/undo", imports.Undoing{Request: a.Request, Reason: "nhầm tệp"}, &undone); code != http.StatusOK || undone.Changes != 8 {
		t.Fatalf("%d %+v", code, undone)
	}
	if got := d.count(registry.Sites); got != before {
		t.Errorf("undone, there are %d sites, want %d", got, before)
	}
	if err := d.store.Verify(t.Context()); err != nil {
		t.Errorf("the chain: %v", err)
	}
	if code := d.post("", "/changes/undo", imports.Undoing{Request: a.Request}, &refused); code != http.StatusConflict {
		t.Errorf("what is gone is undone again: %d", code)
	}
}

// checkErrors reads the two faults as pages and as files.
func (d *desk) checkErrors(id string) {
	d.tb.Helper()
	var page imports.FaultPage
	d.ask("", http.MethodGet, "/imports/"+id+"/errors?severity=error&limit=1&offset=1", http.NoBody, "", &page)
	if page.Total != 2 || len(page.Items) != 1 || page.Items[0].Row != 4 || page.Items[0].Column != "Chiều cao cột (m)" || page.Items[0].Value != "cao" || page.Items[0].File != "trạm mới.csv" {
		d.tb.Errorf("the second fault is %+v", page)
	}
	file := d.ask("", http.MethodGet, "/imports/"+id+"/errors?severity=error&format=csv&lang=vi", http.NoBody, "", nil)
	rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(file.Body.String(), "\uFEFF"))).ReadAll()
	if err != nil || len(rows) != 3 || rows[1][1] != "3" || rows[1][3] != "Công ty lạ" || rows[2][4] != "lỗi" {
		d.tb.Errorf("as CSV %q, %v", rows, err)
	}
	file = d.ask("", http.MethodGet, "/imports/"+id+"/errors?severity=error&format=xlsx", http.NoBody, "", nil)
	book, err := excelize.OpenReader(file.Body)
	if err != nil {
		d.tb.Fatal(err)
	}
	if got, err := book.GetCellValue(book.GetSheetName(0), "D3"); err != nil || got != "cao" {
		d.tb.Errorf("the workbook says %q, %v", got, err)
	}
	if w := d.ask("", http.MethodGet, "/imports/"+id+"/errors?limit=many", http.NoBody, "", nil); w.Code != http.StatusBadRequest {
		d.tb.Errorf("limit=many: %d", w.Code)
	}
}

func (d *desk) checkPoints(id string, want int) {
	d.tb.Helper()
	var points struct {
		Features []struct {
			Geometry   struct{ Coordinates orb.Point }
			Properties struct {
				Row     int
				Outcome string
			}
		}
	}
	d.ask("", http.MethodGet, "/imports/"+id+"/points", http.NoBody, "", &points)
	if len(points.Features) != want || points.Features[0].Properties.Outcome != "rejected" || points.Features[2].Properties.Outcome != "created" {
		d.tb.Fatalf("%+v", points)
	}
	if at := points.Features[2].Geometry.Coordinates; at[0] < 107 || at[0] > 109 || at[1] < 13.8 || at[1] > 15.6 {
		d.tb.Errorf("a point lies at %v", at)
	}
}

func TestOnlyWhoBeganAnImportSeesIt(t *testing.T) {
	t.Parallel()
	d := open(t)
	a, _ := d.upload("", "a.csv", d.sheet(2, false), "sites", &understood)
	for _, method := range []string{"GET /imports/%s", "GET /imports/%s/errors", "GET /imports/%s/points", "POST /imports/%s/commit", "DELETE /imports/%s"} {
		verb, path, _ := strings.Cut(fmt.Sprintf(method, a.ID), " ")
		if w := d.ask("binh", verb, path, strings.NewReader("{}"), "application/json", nil); w.Code != http.StatusNotFound {
			t.Errorf("another's %s %s: %d", verb, path, w.Code)
		}
	}
	var mine, others imports.List
	d.ask("", http.MethodGet, "/imports", http.NoBody, "", &mine)
	d.ask("binh", http.MethodGet, "/imports", http.NoBody, "", &others)
	if len(mine.Imports) != 1 || len(others.Imports) != 0 {
		t.Errorf("mine %d, another's %d", len(mine.Imports), len(others.Imports))
	}
	if w := d.ask("", http.MethodDelete, "/imports/"+a.ID, http.NoBody, "", nil); w.Code != http.StatusNoContent {
		t.Errorf("dropping: %d", w.Code)
	}
	if left, err := os.ReadDir(d.folder); err != nil || len(left) != 0 {
		t.Errorf("files are left: %v %v", left, err)
	}
}

func TestImportsExpireAndAreBounded(t *testing.T) {
	t.Parallel()
	d := open(t)
	ids := map[string]bool{}
	for range 7 {
		a, w := d.upload("", "a.csv", d.sheet(1, false), "sites", &understood)
		if w.Code != http.StatusCreated {
			t.Fatalf("%d %s", w.Code, w.Body)
		}
		ids[a.ID] = true
		d.now = d.now.Add(time.Minute)
	}
	var mine imports.List
	d.ask("", http.MethodGet, "/imports", http.NoBody, "", &mine)
	if len(mine.Imports) != 5 || len(ids) != 7 {
		t.Errorf("%d are kept", len(mine.Imports))
	}
	d.now = d.now.Add(3 * time.Hour)
	if w := d.ask("", http.MethodGet, "/imports/"+mine.Imports[0].ID, http.NoBody, "", nil); w.Code != http.StatusNotFound {
		t.Errorf("expired: %d", w.Code)
	}
	if left, err := os.ReadDir(d.folder); err != nil || len(left) != 0 {
		t.Errorf("files are left: %v %v", left, err)
	}
}

// An officer of one ward imports what lies there, and is told row by row what
// does not.
func TestAnOfficerImportsWithinTheTerritoryOnly(t *testing.T) {
	t.Parallel()
	d := open(t)
	a, _ := d.upload("town", "a.csv", d.sheet(4, false), "sites", &understood)
	if a.State != imports.Read || a.Preview.Faults < 3 || a.Preview.Summary[0].Rule != "right" {
		t.Errorf("%s %+v", a.State, a.Preview)
	}
	if _, w := d.upload("viettel", "a.csv", d.sheet(1, false), "sites", &understood); w.Code != http.StatusForbidden {
		t.Errorf("an operator imports: %d", w.Code)
	}
}

func TestWhatCannotBeImported(t *testing.T) {
	t.Parallel()
	d := open(t)
	for name, c := range map[string]struct {
		file, content, kind string
		options             *imports.Asked
		status              int
		state               imports.State
	}{
		"no such kind":    {"a.csv", "a,b\n1,2\n", "trees", nil, http.StatusBadRequest, ""},
		"a managed kind":  {"a.csv", "a,b\n1,2\n", "applications", nil, http.StatusBadRequest, ""},
		"an empty file":   {"a.csv", "", "sites", nil, http.StatusBadRequest, ""},
		"no such format":  {"a.csv", "a,b\n1,2\n", "sites", &imports.Asked{Kind: "sites", Format: "odt"}, http.StatusBadRequest, ""},
		"a document":      {"a.docx", "PK\x03\x04nonsense", "sites", nil, http.StatusCreated, imports.Read},
		"old Excel":       {"a.xls", "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 ", "sites", nil, http.StatusCreated, imports.Read},
		"no such system":  {"a.csv", "code,lon,lat\n1,108,14\n", "sites", &imports.Asked{Kind: "sites", CRS: "mars"}, http.StatusCreated, imports.Unreadable},
		"no such default": {"a.csv", "code,lon,lat\n1,108,14\n", "sites", &imports.Asked{Kind: "sites", Defaults: map[string]string{"colour": "red"}}, http.StatusCreated, imports.Unreadable},
	} {
		a, w := d.upload("", c.file, c.content, c.kind, c.options)
		if w.Code != c.status || a.State != c.state {
			t.Errorf("%s: %d %s %.300s", name, w.Code, a.State, w.Body)
			continue
		}
		switch {
		case c.state == imports.Unreadable && (a.Failure == nil || a.Failure.Message.IsZero()):
			t.Errorf("%s: no reason is given", name)
		case c.state == imports.Read && a.Preview.Faults == 0:
			t.Errorf("%s: %+v", name, a.Preview)
		}
		if a.ID != "" {
			d.ask("", http.MethodDelete, "/imports/"+a.ID, http.NoBody, "", nil)
		}
	}
}

// What an import changed comes back; what changed since is not touched.
func TestUndoRestoresWhatWasChangedUnlessItChangedSince(t *testing.T) {
	t.Parallel()
	d := open(t)
	height := func() float64 {
		t.Helper()
		site, err := registry.Get[*registry.Site](t.Context(), d.store, registry.Sites, "demo-site-0001", registry.Date{})
		if err != nil {
			t.Fatal(err)
		}
		return site.HeightM.Value
	}
	was := height()
	file := "id,code,height_m,valid_from\ndemo-site-0001,,77,2026-01-01\ndemo-site-0002,,78,\n"
	a, _ := d.upload("", "a.csv", file, "sites", nil)
	if a.Preview == nil || a.Preview.Changed != 2 {
		t.Fatalf("%+v", a)
	}
	d.post("", "/imports/"+a.ID+"/commit", imports.Committing{}, &a)
	if height() != 77 {
		t.Fatalf("the height is %v", height())
	}
	var undone imports.Undone
	if code := d.post("", "/changes/undo", imports.Undoing{Request: a.Request}, &undone); code != http.StatusOK || height() != was {
		t.Errorf("%d: the height is %v, it was %v", code, height(), was)
	}
	rows, err := d.store.Rows(t.Context(), registry.Sites, "demo-site-0001")
	if err != nil || len(rows) != 1 || !rows[0].Head().ValidTo.IsZero() {
		t.Errorf("%d rows, %v", len(rows), err)
	}

	// Taken back, it is done again by undoing that; then changed, and stays.
	var again imports.Undone
	if code := d.post("", "/changes/undo", imports.Undoing{Request: undone.Request}, &again); code != http.StatusOK || height() != 77 {
		t.Errorf("%d: done again, the height is %v", code, height())
	}
	b, _ := d.upload("", "b.csv", "id,code,height_m\ndemo-site-0001,,79\n", "sites", nil)
	d.post("", "/imports/"+b.ID+"/commit", imports.Committing{}, &b)
	var problem struct{ Errors []struct{ Value string } }
	if code := d.post("", "/changes/undo", imports.Undoing{Request: again.Request}, &problem); code != http.StatusConflict || len(problem.Errors) == 0 || problem.Errors[0].Value != "demo-site-0001" || height() != 79 {
		t.Errorf("%d %+v: the height is %v", code, problem, height())
	}
}

func TestTheRegistryIsPutToTheChecks(t *testing.T) {
	t.Parallel()
	d := open(t)
	var found importing.Reviewed
	w := d.ask("", http.MethodGet, "/checks/sites", http.NoBody, "", &found)
	if w.Code != http.StatusOK || found.Records != d.count(registry.Sites) || len(found.Checks) == 0 || w.Header().Get("ETag") == "" {
		t.Errorf("%d %+v", w.Code, found)
	}
	if w := d.ask("", http.MethodGet, "/checks/applications", http.NoBody, "", nil); w.Code != http.StatusNotFound {
		t.Errorf("dossiers: %d", w.Code)
	}
}

func TestTemplates(t *testing.T) {
	t.Parallel()
	d := open(t)
	w := d.ask("", http.MethodGet, "/templates/postal.xlsx", http.NoBody, "", nil)
	book, err := excelize.OpenReader(w.Body)
	if err != nil {
		t.Fatal(err)
	}
	if len(book.GetSheetList()) < 2 {
		t.Errorf("its sheets are %v", book.GetSheetList())
	}
	if w := d.ask("", http.MethodGet, "/templates/trees.xlsx", http.NoBody, "", nil); w.Code != http.StatusNotFound {
		t.Errorf("no such kind: %d", w.Code)
	}
}
