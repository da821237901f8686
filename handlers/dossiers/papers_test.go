package dossiers_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	handlersdossiers "hatang/handlers/dossiers"
	"hatang/registry/appraisal"
	"hatang/registry/dossiers"
)

// answer reads a JSON answer of a status.
func answer[T any](d *desk, status int, who, method, path, body string, header ...string) T {
	d.tb.Helper()
	var v T
	w := d.ask(who, method, path, body, header...)
	if err := json.Unmarshal(w.Body.Bytes(), &v); err != nil || w.Code != status {
		d.tb.Fatalf("%s %s as %s: %d %v %s", method, path, who, w.Code, err, w.Body)
	}
	return v
}

// TestDocumentsThatThereAre: each with the reason why it is too early, for the
// one who asks.
func TestDocumentsThatThereAre(t *testing.T) {
	t.Parallel()
	d := open(t)
	path, tag := d.filed()
	there := func(who string) string {
		var names []string
		for _, item := range answer[handlersdossiers.DocumentsAnswer](d, http.StatusOK, who, http.MethodGet, path+"/documents", "").Items {
			if item.Available {
				names = append(names, item.Document)
			} else if item.Why.VI == "" || item.Why.EN == "" {
				t.Errorf("%s: it is not said why there is no %s", who, item.Document)
			}
		}
		return strings.Join(names, " ")
	}
	if got := there("officer"); got != "receipt report" {
		t.Errorf("of a dossier that was filed there are %q", got)
	}
	if got := there("viettel"); got != "receipt" {
		t.Errorf("the applicant gets %q", got)
	}
	d.ask("officer", http.MethodPost, path+"/actions/return", `{"missing":["giấy tờ đất"]}`, "If-Match", tag)
	if got := there("officer"); got != "receipt supplement report" {
		t.Errorf("of a dossier that was sent back there are %q", got)
	}
	if w := d.ask("vnpt", http.MethodGet, path+"/documents", ""); w.Code != http.StatusNotFound {
		t.Errorf("another operator asks for the documents: %d", w.Code)
	}
	readable := answer[handlersdossiers.Readable](d, http.StatusOK, "viettel", http.MethodGet, path+"/documents/supplement?format=json", "")
	if readable.Letterhead == nil || !strings.Contains(readable.Subject, "bổ sung") || len(readable.Body) < 2 || readable.Body[1].Runs[0].Text != "1. giấy tờ đất" {
		t.Errorf("the request for what is missing reads %+v", readable)
	}
	report := answer[handlersdossiers.Readable](d, http.StatusOK, "officer", http.MethodGet, path+"/documents/report?format=json", "")
	blocks := map[string]int{}
	for _, b := range report.Body {
		blocks[b.Block]++
	}
	if blocks["table"] == 0 || blocks["heading"] == 0 || blocks["paragraph"] == 0 {
		t.Errorf("the report consists of %v", blocks)
	}
}

// TestForeseen: the letter can be read before the action makes it, is what the
// action then leads to, and reading it records nothing.
func TestForeseen(t *testing.T) {
	t.Parallel()
	d := open(t)
	u := d.underWay()
	path, step := u.path, u.step
	step("officer", "accept", "{}")
	proposal := `{"proposal":{"outcome":"conditional","reason":"Vùng lõm sóng.","conditions":"Hạ cột còn 25 m."}}`
	before := d.seq()
	foreseen := d.ask("officer", http.MethodPost, path+"/preview/submit/decision?format=json", proposal)
	if foreseen.Code != http.StatusOK || !strings.Contains(foreseen.Body.String(), "Hạ cột còn 25 m.") {
		t.Fatalf("%d %s", foreseen.Code, foreseen.Body)
	}
	if d.seq() != before {
		t.Error("reading what would be written recorded something")
	}
	step("officer", "submit", proposal)
	written := d.ask("officer", http.MethodGet, path+"/documents/decision?format=json", "")
	if written.Body.String() != foreseen.Body.String() {
		t.Errorf("foreseen was\n%s\nwritten is\n%s", foreseen.Body, written.Body)
	}
	sign := `{"signature":{"number":"9/SKHCN","signer":"Giang","preview":""}}`
	if w := d.ask("approver", http.MethodPost, path+"/preview/sign/decision?format=pdf", sign); w.Code != http.StatusOK || !strings.HasPrefix(w.Body.String(), "%PDF") {
		t.Errorf("as a PDF: %d %.80s", w.Code, w.Body)
	}
	signed := answer[handlersdossiers.Readable](d, http.StatusOK, "approver", http.MethodPost, path+"/preview/sign/decision?format=json", sign)
	if signed.Letterhead.Number != "9/SKHCN" || signed.Closing.Name != "Giang" {
		t.Errorf("it would be signed %+v %+v", signed.Letterhead, signed.Closing)
	}
	for _, c := range []struct {
		name, who, path, body string
		want                  int
	}{
		{"the applicant", "viettel", "/preview/sign/decision", sign, http.StatusForbidden},
		{"the officer", "officer", "/preview/sign/decision", sign, http.StatusForbidden},
		{"no such document", "approver", "/preview/sign/poem", sign, http.StatusNotFound},
		{"nothing is proposed again", "officer", "/preview/submit/decision", proposal, http.StatusConflict},
		{"not all of it", "approver", "/preview/sign/decision", `{}`, http.StatusBadRequest},
	} {
		if w := d.ask(c.who, http.MethodPost, path+c.path, c.body); w.Code != c.want {
			t.Errorf("%s: %d %s", c.name, w.Code, w.Body)
		}
	}
}

// TestForeseenAmendment: positions that come, change and go stand in the paper so.
func TestForeseenAmendment(t *testing.T) {
	t.Parallel()
	d := open(t)
	path, tag := d.filed()
	if w := d.ask("officer", http.MethodPost, path+"/actions/return", `{"missing":["vị trí"]}`, "If-Match", tag); w.Code != http.StatusOK {
		t.Fatalf("%d %s", w.Code, w.Body)
	}
	readable := answer[handlersdossiers.Readable](d, http.StatusOK, "viettel", http.MethodPost, path+"/preview/amend/receipt?format=json",
		`{"amendment":{"positions":{"A1":{"height_m":21.5},"A2":{"height_m":12,"geometry":{"type":"Point","coordinates":[106.2,21.2]}}}}}`)
	var rows [][]string
	for _, b := range readable.Body {
		if b.Block == "table" {
			rows = b.Rows
		}
	}
	if len(rows) != 2 || rows[0][1] != "A1" || rows[0][4] != "21,5" || rows[1][1] != "A2" || rows[1][4] != "12,0" {
		t.Errorf("the positions would read %v", rows)
	}
}

// TestVerdictsOfTheInbox: the department is told what the checks come to, the
// applicant before the signature only whether its dossier is complete.
func TestVerdictsOfTheInbox(t *testing.T) {
	t.Parallel()
	d := open(t)
	path, _ := d.filed()
	id := path[strings.LastIndex(path, "/")+1:]
	ask := "/api/v1/inbox/verdicts?ids=" + id
	full := answer[handlersdossiers.VerdictsAnswer](d, http.StatusOK, "officer", http.MethodGet, ask+",no-such", "").Items
	if len(full) != 1 || full[0].ID != id {
		t.Fatalf("%+v", full)
	}
	v := full[0]
	result := answer[handlersdossiers.AppraisalAnswer](d, http.StatusOK, "officer", http.MethodGet, path+"/appraisal", "").Result
	counts := map[appraisal.Verdict]int{}
	for _, check := range result.Positions[0].Checks {
		counts[check.Verdict]++
	}
	if v.Completeness != appraisal.NotMet || len(v.Incomplete) == 0 || len(v.Checks) != len(counts) {
		t.Errorf("%+v, the appraisal has %v", v, counts)
	}
	for verdict, n := range counts {
		if v.Checks[verdict] != n {
			t.Errorf("%d checks are %s, the appraisal has %d", v.Checks[verdict], verdict, n)
		}
	}
	if v.Failing[appraisal.Completeness].VI != "Thành phần hồ sơ" {
		t.Errorf("failing are %v", v.Failing)
	}
	own := answer[handlersdossiers.VerdictsAnswer](d, http.StatusOK, "viettel", http.MethodGet, ask, "").Items
	if len(own) != 1 || own[0].Completeness != appraisal.NotMet || own[0].Checks != nil || own[0].Failing != nil {
		t.Errorf("the applicant is told %+v", own)
	}
	if others := answer[handlersdossiers.VerdictsAnswer](d, http.StatusOK, "vnpt", http.MethodGet, ask, "").Items; len(others) != 0 {
		t.Errorf("another operator is told %+v", others)
	}
	for _, wrong := range []string{"", strings.Repeat("x,", 26)} {
		if w := d.ask("officer", http.MethodGet, "/api/v1/inbox/verdicts?ids="+wrong, ""); w.Code != http.StatusBadRequest {
			t.Errorf("ids=%s: %d", wrong, w.Code)
		}
	}
}

// TestWhoIsToldOfThemselves: the answer names who asks as the history does.
func TestWhoIsToldOfThemselves(t *testing.T) {
	t.Parallel()
	d := open(t)
	path, _ := d.filed()
	got := answer[struct {
		Me      string            `json:"me"`
		Actions []dossiers.Action `json:"actions"`
	}](d, http.StatusOK, "officer", http.MethodGet, path+"/dossier", "")
	if got.Me != "officer:an" || len(got.Actions) == 0 {
		t.Errorf("%+v", got)
	}
}
