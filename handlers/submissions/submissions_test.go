package submissions_test

import (
	"bytes"
	"context"
	"encoding/json"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/gin-gonic/gin"

	"hatang/handlers/auth"
	"hatang/handlers/handlertest"
	handlerssubmissions "hatang/handlers/submissions"
	"hatang/registry"
	"hatang/registry/sqlite"
	"hatang/registry/submissions"
)

type desk struct {
	t       *testing.T
	handler http.Handler
	store   registry.Store
}

func open(t *testing.T) *desk {
	t.Helper()
	path := filepath.Join(t.TempDir(), "a.gpkg")
	clock := func() time.Time { return time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC) }
	store, err := sqlite.Create(t.Context(), path, sqlite.Options{Clock: clock})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = store.Close() })
	err = store.Update(t.Context(), registry.Author{Actor: "test"}, func(ctx context.Context, w registry.Writer) error {
		for _, rec := range []registry.Record{
			&registry.Operator{Code: "viettel", Name: "Tập đoàn", Short: "Viettel"}, &registry.Operator{Code: "vnpt", Name: "VNPT"},
			&registry.Site{Code: "A1", OperatorCode: "viettel", Name: "một", State: "on_air", CommuneCode: "11"},
			&registry.Site{Code: "A2", OperatorCode: "viettel", State: "on_air"}, &registry.Site{Code: "V1", OperatorCode: "vnpt"},
		} {
			if _, err := w.Put(ctx, rec); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	today, err := registry.ParseDate("2026-11-22")
	if err != nil {
		t.Fatal(err)
	}
	service, err := handlerssubmissions.New(handlerssubmissions.Options{
		Desk: &submissions.Desk{Store: store, Folder: path + ".submissions"}, Today: func() registry.Date { return today },
	})
	if err != nil {
		t.Fatal(err)
	}
	routes := service.Routes()
	for i := range routes {
		right, handle := routes[i].Right, routes[i].Handle
		routes[i].Handle = func(c *gin.Context) error {
			if err := auth.Current(c).Allow(right.Action, right.Resource); err != nil { // as the gate does
				return err
			}
			return handle(c)
		}
	}
	return &desk{t, handlertest.Serve(t, routes, handlertest.Who), store}
}

// do asks and decodes the answer; the status must be the one wanted.
func (d *desk) do(want int, who, method, path, body string, into any) string {
	d.t.Helper()
	r := httptest.NewRequestWithContext(d.t.Context(), method, "http://localhost"+path, strings.NewReader(body))
	r.Header.Set("Content-Type", "application/json")
	return d.send(want, who, r, into)
}

func (d *desk) send(want int, who string, r *http.Request, into any) string {
	d.t.Helper()
	r.Header.Set("Who", who)
	w := httptest.NewRecorder()
	d.handler.ServeHTTP(w, r)
	if w.Code != want {
		d.t.Fatalf("%s %s as %s: %d, want %d: %.500s", r.Method, r.URL.Path, who, w.Code, want, w.Body)
	}
	if into != nil {
		if err := json.Unmarshal(w.Body.Bytes(), into); err != nil {
			d.t.Fatalf("%v: %s", err, w.Body)
		}
	}
	return w.Body.String()
}

func (d *desk) handIn(want int, who, id, name, content string, into any) string {
	d.t.Helper()
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	part, err := form.CreateFormFile("file", name)
	if err == nil {
		_, err = part.Write([]byte(content))
	}
	if err != nil || form.Close() != nil {
		d.t.Fatal(err)
	}
	r := httptest.NewRequestWithContext(d.t.Context(), http.MethodPost, "http://localhost/api/v1/submissions/"+id+"/file", &body)
	r.Header.Set("Content-Type", form.FormDataContentType())
	return d.send(want, who, r, into)
}

// expect notes what viettel and vnpt owe for a quarter, and returns the id of
// viettel's.
func (d *desk) expect(quarter string) string {
	d.t.Helper()
	d.do(201, "officer", "POST", "/api/v1/submissions/expect",
		`{"year":2026,"quarter":`+quarter+`,"owed":[{"operator":"viettel","kind":"sites"},{"operator":"vnpt","kind":"sites"}]}`, nil)
	var due handlerssubmissions.DueAnswer
	d.do(200, "viettel", "GET", "/api/v1/submissions/due?state=expected", "", &due)
	if len(due.Items) != 1 || due.Items[0].Operator != "viettel" {
		d.t.Fatalf("viettel sees %+v", due.Items)
	}
	return due.Items[0].ID
}

const (
	first  = "code,operator_code,name\nA1,viettel,một mới\nA3,viettel,ba\n"
	second = "code,operator_code,name\nA1,viettel,một lần nữa\nA2,viettel,hai\n"
)

func TestASubmissionOverHTTP(t *testing.T) {
	t.Parallel()
	d := open(t)
	id := d.expect("2")
	var in handlerssubmissions.HandedIn
	d.handIn(200, "viettel", id, "quý 2.csv", first, &in)
	if in.State != "received" || in.Difference.Created != 1 || in.Difference.Changed != 1 || in.Difference.Absent != 1 || in.LateDays != 130 || in.FileName != "quý 2.csv" {
		t.Errorf("handed in: %+v", in)
	}
	if !slices.Equal(in.Actions, []string{"difference", "file"}) {
		t.Errorf("the operator may %v", in.Actions)
	}
	d.do(403, "viettel", "POST", "/api/v1/submissions/"+id+"/accept", "", nil)
	var due handlerssubmissions.DueAnswer
	d.do(200, "officer", "GET", "/api/v1/submissions/due", "", &due)
	if len(due.Items) != 2 || due.Items[0].Operator != "vnpt" || due.Items[0].LateDays != 130 || !slices.Contains(due.Items[1].Actions, "accept") || due.Operators[0].Late != 1 {
		t.Errorf("due: %+v", due)
	}
	d.do(200, "officer", "POST", "/api/v1/submissions/"+id+"/accept", "", &in)
	if in.State != "accepted" || !strings.Contains(in.AcceptedBy, "officer:an") {
		t.Errorf("accepted: %+v", in.Item)
	}
	d.handIn(409, "viettel", id, "quy2.csv", first, nil)

	next := d.expect("3")
	d.handIn(200, "viettel", next, "quy3.csv", second, nil)
	var difference handlerssubmissions.Difference
	d.do(200, "viettel", "GET", "/api/v1/submissions/"+next+"/difference", "", &difference)
	since := difference.SinceLast
	if since == nil || since.ID != id || !slices.Equal(since.Added, []string{"A2"}) || !slices.Equal(since.Gone, []string{"A3"}) || len(since.Changed) != 1 ||
		since.Changed[0].Fields[0].Before != "một mới" || since.Changed[0].Fields[0].After != "một lần nữa" || since.Changed[0].Fields[0].Label.VI == "" {
		t.Errorf("since the last: %+v", since)
	}
	if body := d.do(200, "viettel", "GET", "/api/v1/submissions/"+next+"/file", "", nil); body != second {
		t.Errorf("the file is %q", body)
	}
	d.do(400, "officer", "POST", "/api/v1/submissions/"+next+"/return", `{"reason":" "}`, nil)
	var item handlerssubmissions.Item
	d.do(200, "officer", "POST", "/api/v1/submissions/"+next+"/return", `{"reason":"thiếu trạm"}`, &item)
	if item.State != "returned" || item.Reason != "thiếu trạm" {
		t.Errorf("returned: %+v", item)
	}
	d.do(200, "officer", "GET", "/api/v1/submissions/due?operator=viettel", "", &due)
	if len(due.Operators) != 1 || due.Operators[0].CurrentTo[registry.Sites].String() != "2026-06-30" || due.Operators[0].Open != 1 {
		t.Errorf("standing: %+v", due.Operators)
	}
}

// Operators have to do with their own submissions only, officers write only within
// their territory, the others only read, and what is refused leaves nothing behind.
func TestWhoMayDoWhatWithASubmission(t *testing.T) {
	t.Parallel()
	d := open(t)
	id := d.expect("3")
	path := "/api/v1/submissions/" + id
	d.handIn(404, "vnpt", id, "quy3.csv", first, nil)
	for _, who := range []string{"approver", "auditor"} {
		d.handIn(403, who, id, "quy3.csv", first, nil)
		d.do(403, who, "POST", path+"/accept", "", nil)
	}
	d.do(401, "", "GET", "/api/v1/submissions/due", "", nil)
	d.do(404, "viettel", "GET", path+"/difference", "", nil) // nothing is handed in yet
	body := d.handIn(400, "viettel", id, "quy3.csv", "code,operator_code,height_m\nA1,viettel,cao\nA2,viettel,thấp\n", nil)
	if !strings.Contains(body, "cao") || !strings.Contains(body, "thấp") {
		t.Errorf("not every fault is told: %s", body)
	}
	d.handIn(400, "viettel", id, "quy3.csv", "code,operator_code,name\nV1,vnpt,của người khác\n", nil)
	d.handIn(200, "officer", id, "quy3.csv", first, nil)
	for _, operation := range []string{"/difference", "/file"} {
		d.do(404, "vnpt", "GET", path+operation, "", nil) // as one that is not there
	}
	d.do(403, "west", "POST", path+"/accept", "", nil) // A1 lies in commune 11
	_, sites, err := d.store.Find(t.Context(), registry.Query{Kind: registry.Sites, Limit: 1})
	if err != nil || sites != 3 {
		t.Errorf("%d sites after a refused acceptance, %v; want 3", sites, err)
	}
	d.do(409, "officer", "POST", "/api/v1/submissions/"+d.other(id)+"/accept", "", nil)
	d.do(400, "officer", "POST", "/api/v1/submissions/expect", `{"year":2026,"quarter":7,"owed":[{"operator":"viettel","kind":"sites"}]}`, nil)
	d.do(400, "officer", "POST", "/api/v1/submissions/expect", `{"year":2026,"quarter":1,"owed":[{"operator":"viettel","kind":"units"}]}`, nil)
	d.do(400, "officer", "POST", "/api/v1/submissions/expect", `{}`, nil)
	d.do(404, "officer", "POST", "/api/v1/submissions/nothing/accept", "", nil)
}

// other is the id of the submission that is not the one named.
func (d *desk) other(id string) string {
	var due handlerssubmissions.DueAnswer
	d.do(200, "auditor", "GET", "/api/v1/submissions/due", "", &due)
	for _, i := range due.Items {
		if i.ID != id {
			return i.ID
		}
	}
	d.t.Fatal("there is only one submission")
	return ""
}
