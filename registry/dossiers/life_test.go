package dossiers_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"hatang/geo/geodesy"
	"hatang/registry"
	"hatang/registry/appraisal"
	"hatang/registry/dossiers"
)

// TestLife leads a dossier from the draft to the station on air; each step leaves
// one event, and the clock stands while the applicant is asked.
func TestLife(t *testing.T) {
	t.Parallel()
	f := office(t)
	file := f.filed(t, true)
	steps := []struct {
		who    dossiers.Actor
		action string
		days   int // that pass before
		state  string
		due    string // of the dossier; "": none
		used   int64
	}{
		{viettel, "amend", 0, "draft", "", 0},
		{viettel, "file", 0, "filed", "", 0},                  // Monday 2/3/2026
		{officer, "accept", 1, "appraising", "2026-03-17", 0}, // 3/3 + 10 working days
		{officer, "return", 3, "incomplete", "", 3},           // 6/3: 4, 5, 6 were used
		{viettel, "supplement", 10, "filed", "", 3},           // 16/3
		{officer, "accept", 1, "appraising", "2026-03-26", 3}, // 17/3 + 7
		{officer, "submit", 2, "signing", "2026-03-26", 3},
		{approver, "send_back", 1, "appraising", "2026-03-26", 3},
		{officer, "submit", 0, "signing", "2026-03-26", 3},
		{approver, "sign", 3, "conditional", "2026-03-26", 7}, // 23/3
		{viettel, "start", 30, "building", "2026-03-26", 7},
		{officer, "as_built", 60, "built", "2026-03-26", 7},
		{officer, "inspect", 5, "inspected", "2026-03-26", 7},
		{officer, "on_air", 5, "on_air", "2026-03-26", 7},
	}
	for i, s := range steps {
		f.pass(s.days)
		events := len(file.Events)
		file = f.act(t, s.who, file, s.action)
		app := file.Application
		if app.State != s.state || app.Due.String() != s.due || app.DaysUsed.Or(0) != s.used || len(file.Events) != events+1 {
			t.Fatalf("step %d, %s: state %s, due %q, %d days used, %d events", i, s.action, app.State, app.Due, app.DaysUsed.Or(0), len(file.Events)-events)
		}
	}
	for _, p := range file.Positions {
		site, err := registry.Get[*registry.Site](t.Context(), f.store, registry.Sites, p.SiteID, registry.Date{})
		if err != nil {
			t.Fatal(err)
		}
		if p.State != registry.StateOnAir || site.State != registry.StateOnAir || site.Code != p.Code || site.ConsentNo != "12/SKHCN-BCVT" || site.Commissioned.IsZero() || site.HeightM.Value != 30 {
			t.Errorf("position %s is %s, its site %+v", p.Code, p.State, site)
		}
	}
	if err := f.store.Verify(t.Context()); err != nil {
		t.Error(err)
	}
}

// TestAPreviewIsWhatIsRecorded compares the preview of the signature with the
// chain: the same records, the same rows after, nothing else.
func TestAPreviewIsWhatIsRecorded(t *testing.T) {
	t.Parallel()
	f := office(t)
	for _, state := range []string{"draft", "filed", "appraising", "signing", "building"} {
		file := f.at(t, state)
		action := map[string]string{"draft": "file", "filed": "accept", "appraising": "submit", "signing": "sign", "building": "as_built"}[state]
		who := map[string]dossiers.Actor{"draft": viettel, "signing": approver}[state]
		if who.Name == "" {
			who = officer
		}
		q := f.request(t, action, file)
		before := f.seq(t)
		preview := f.preview(t, who, file, q)
		if q.Signature != nil {
			q.Signature.Preview = preview.Hash
		}
		if _, err := f.Act(t.Context(), who, file.Application.Row.ID, q); err != nil {
			t.Fatal(err)
		}
		want, got := map[string]int{}, map[string]int{}
		for _, c := range preview.Changes {
			want[string(c.Kind)+" "+stable(t, c.After)]++
		}
		err := f.store.Since(t.Context(), before, func(c registry.Change) error {
			got[string(c.Kind)+" "+stable(t, c.After)]++
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		for row, n := range want {
			if got[row] != n {
				t.Errorf("%s: previewed %d times but recorded %d: %s", action, n, got[row], row)
			}
		}
		for row := range got {
			if want[row] == 0 {
				t.Errorf("%s: recorded, not previewed: %s", action, row)
			}
		}
	}
}

func members(tb testing.TB, raw []byte) map[string]any {
	tb.Helper()
	var m map[string]any
	if err := json.Unmarshal(raw, &m); err != nil {
		tb.Fatal(err)
	}
	return m
}

// stable is a row without what a preview cannot know: IDs of new records, the
// moment, and the frozen text, for which its hash stands.
func stable(tb testing.TB, raw []byte) string {
	tb.Helper()
	if string(raw) == "null" {
		return "null"
	}
	m := members(tb, raw)
	for _, name := range []string{"id", "at", "frozen", "site_id"} {
		delete(m, name)
	}
	out, err := json.Marshal(m)
	if err != nil {
		tb.Fatal(err)
	}
	return string(out)
}

// TestASignatureNamesItsPreview refuses one that was not read, or whose content
// has changed since.
func TestASignatureNamesItsPreview(t *testing.T) {
	t.Parallel()
	f := office(t)
	file := f.at(t, "signing")
	q := f.request(t, "sign", file)
	seen := f.preview(t, approver, file, q)
	for name, change := range map[string]func(*dossiers.Signature){
		"no preview":     func(s *dossiers.Signature) { s.Preview = "" },
		"another number": func(s *dossiers.Signature) { s.Preview, s.Number = seen.Hash, "13/SKHCN-BCVT" },
	} {
		changed := *q.Signature
		change(&changed)
		try := q
		try.Signature = &changed
		if _, err := f.Act(t.Context(), approver, file.Application.Row.ID, try); registry.CodeOf(err) != registry.Conflict {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestSigningAfterTheRegistryMoved: between proposal and signature another mast
// comes within 120 m (QĐ 72/2025, điểm a khoản 5 Điều 15). It goes back.
func TestSigningAfterTheRegistryMoved(t *testing.T) {
	t.Parallel()
	f := office(t)
	file := f.at(t, "signing")
	q := f.request(t, "sign", file)
	q.Signature.Preview = f.preview(t, approver, file, q).Hash
	near := &registry.Site{Code: "BNH0900", OperatorCode: "vnpt", State: registry.StateOnAir, HeightM: registry.Some(30.0)}
	near.Row.ValidFrom = day(t, "2026-01-01")
	near.Point, near.Located = geodesy.Direct(origin, 200, 80), true
	f.put(t, near)
	_, err := f.Act(t.Context(), approver, file.Application.Row.ID, q)
	var e *registry.Error
	if !errors.As(err, &e) || e.Code != registry.Conflict || len(e.Problems) == 0 || !strings.Contains(e.Problems[0].Message.VI, "Khoảng cách") {
		t.Fatalf("signed what would not pass any more: %v", err)
	}
	file = f.act(t, approver, file, "send_back")
	file = f.act(t, officer, file, "submit")
	if file = f.act(t, approver, file, "sign"); file.Application.State != "conditional" {
		t.Errorf("after a new appraisal it is %s", file.Application.State)
	}
}

// TestDecisionsRunAgain years later, after everything around has changed.
func TestDecisionsRunAgain(t *testing.T) {
	t.Parallel()
	f := office(t)
	file := f.at(t, "approved")
	f.pass(1200)
	near := &registry.Site{Code: "BNH0901", OperatorCode: "vnpt", State: registry.StateOnAir}
	near.Row.ValidFrom = day(t, "2020-01-01")
	near.Point, near.Located = geodesy.Direct(origin, 10, 30), true
	f.put(t, near, &registry.RuleSet{Code: "x", Name: "x", Body: "code: x\n", Jurisdiction: "99"})
	again, err := f.Again(t.Context(), file.Application.Row.ID, appraisal.Audience{})
	if err != nil || !again.Same || len(again.Result.Positions) != 2 || again.Hash != file.Decision.FrozenHash {
		t.Fatalf("%+v %v", again, err)
	}
	// Somebody changes what was kept: it is noticed.
	changed := *file.Decision
	changed.Frozen = strings.Replace(changed.Frozen, "BNH0001", "BNH0002", 1)
	f.put(t, &changed)
	if _, err := f.Again(t.Context(), file.Application.Row.ID, appraisal.Audience{}); registry.CodeOf(err) != registry.Conflict {
		t.Errorf("changed grounds were taken: %v", err)
	}
}

func TestFourEyes(t *testing.T) {
	t.Parallel()
	f := office(t)
	err := f.live.Update(t.Context(), registry.Author{Actor: "test"}, func(ctx context.Context, w registry.Writer) error {
		return w.PutSetting(ctx, dossiers.SettingFourEyes, "on")
	})
	if err != nil {
		t.Fatal(err)
	}
	both := dossiers.Actor{Name: "local:root", Role: dossiers.RoleLocal}
	file := f.at(t, "appraising")
	file = f.act(t, both, file, "submit")
	q := f.request(t, "sign", file)
	_, err = f.Preview(t.Context(), both, file.Application.Row.ID, q)
	var refused *dossiers.Forbidden
	if !errors.As(err, &refused) {
		t.Errorf("who appraised signs alone: %v", err)
	}
	if file = f.act(t, approver, file, "sign"); file.Application.State != "conditional" {
		t.Error("another may not sign")
	}
}

// TestSomePositionsRefused approves one and refuses the other.
func TestSomePositionsRefused(t *testing.T) {
	t.Parallel()
	f := office(t)
	file := f.at(t, "appraising")
	q := f.request(t, "submit", file)
	q.Proposal = &dossiers.Proposal{Outcome: "approved", Reason: "BNH1002 dùng chung cột có sẵn.", Refused: []string{"BNH1002"}}
	file, err := f.Act(t.Context(), officer, file.Application.Row.ID, q)
	if err != nil {
		t.Fatal(err)
	}
	file = f.act(t, approver, file, "sign")
	states := map[string]string{}
	for _, p := range file.Positions {
		states[p.Code] = p.State
	}
	if states["BNH1001"] != registry.StateApproved || states["BNH1002"] != registry.StateRejected {
		t.Errorf("%v", states)
	}
	if file = f.act(t, officer, file, "as_built"); file.Application.State != "built" {
		t.Errorf("what was refused is waited for: %s", file.Application.State)
	}
}

// TestAsBuiltElsewhere shows the differences between what was approved and what
// stands there.
func TestAsBuiltElsewhere(t *testing.T) {
	t.Parallel()
	f := office(t)
	file := f.at(t, "building")
	at := geodesy.Direct(origin, 90, 12.5)
	q := f.request(t, "as_built", file)
	q.Built[0].Site = json.RawMessage(`{"height_m":33,"geometry":` + string(registry.AppendGeometry(nil, at)) + `}`)
	file, err := f.Act(t.Context(), officer, file.Application.Row.ID, q)
	if err != nil {
		t.Fatal(err)
	}
	detail := file.Events[len(file.Events)-1].Detail
	for _, want := range []string{"height_m: 30 → 33", "geometry: 12.5 m"} {
		if !strings.Contains(detail, want) {
			t.Errorf("the event does not tell %q: %s", want, detail)
		}
	}
	for name, change := range map[string]string{"state": `{"state":"on_air"}`, "operator": `{"operator_code":"vnpt"}`, "unknown": `{"hight":3}`} {
		other := f.at(t, "building")
		q := f.request(t, "as_built", other)
		q.Built[0].Site = json.RawMessage(change)
		if _, err := f.Act(t.Context(), officer, other.Application.Row.ID, q); registry.CodeOf(err) != registry.Invalid {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestFilingTellsEverythingAtOnce names every fault of every position.
func TestFilingTellsEverythingAtOnce(t *testing.T) {
	t.Parallel()
	f := office(t)
	before := f.seq(t)
	_, err := f.Create(t.Context(), viettel, dossiers.Filing{Type: "position", OperatorCode: "viettel", Positions: []json.RawMessage{
		[]byte(`{"code":"A","height_m":"cao"}`), []byte(`{"code":"A","state":"approved"}`), []byte(`{"name":"không mã","height_m":900}`), []byte(`[]`),
	}})
	var e *registry.Error
	if !errors.As(err, &e) || e.Code != registry.Invalid {
		t.Fatalf("%v", err)
	}
	rows := map[int]int{}
	for _, p := range e.Problems {
		rows[p.Row]++
	}
	if rows[1] == 0 || rows[2] == 0 || rows[3] < 2 || rows[4] == 0 {
		t.Errorf("not everything is told: %v", e.Problems)
	}
	if f.seq(t) != before {
		t.Error("something was recorded")
	}
	_, err = f.Create(t.Context(), viettel, dossiers.Filing{Type: "position", OperatorCode: "viettel", Positions: []json.RawMessage{position("A", 0), position("a", 100)}})
	if !errors.As(err, &e) || !slices.ContainsFunc(e.Problems, func(p registry.Problem) bool { return p.Rule == "repeated" && p.Row == 2 }) {
		t.Errorf("twice the same code: %v", err)
	}
	if _, err := f.Create(t.Context(), vnpt, dossiers.Filing{Type: "position", OperatorCode: "viettel", Positions: []json.RawMessage{position("A", 0)}}); err == nil {
		t.Error("an operator filed for another")
	}
}

// TestDuplicates: the same operator within 50 m is found and related, at 51 m not,
// another operator not, a withdrawn one not.
func TestDuplicates(t *testing.T) {
	t.Parallel()
	f := office(t)
	first := f.filed(t, false) // at 0 m and 600 m
	file := func(who dossiers.Actor, code string, eastM float64) *dossiers.File {
		t.Helper()
		made, err := f.Create(t.Context(), who, dossiers.Filing{Type: "position", OperatorCode: who.OperatorCode, Positions: []json.RawMessage{position(code, eastM)}})
		if err != nil {
			t.Fatal(err)
		}
		return made
	}
	for _, c := range []struct {
		who   dossiers.Actor
		eastM float64
		want  int
	}{{viettel, 49.9, 1}, {viettel, 650.1, 0}, {vnpt, 10, 0}} {
		made := file(c.who, "X", c.eastM)
		found, err := f.Duplicates(t.Context(), made)
		if err != nil || len(found) != c.want || (c.want > 0) != (made.Application.Related == first.Application.Code) {
			t.Errorf("%s at %v m: %v, related %q, %v", c.who.Name, c.eastM, found, made.Application.Related, err)
		}
		f.act(t, c.who, made, "withdraw")
	}
	if found, err := f.Duplicates(t.Context(), first); err != nil || len(found) != 0 {
		t.Errorf("withdrawn ones count: %v %v", found, err)
	}
}

// TestPositionsOfOneDossier: two masts of one operator 80 m apart in one dossier are
// in conflict as much as those of two (QĐ 72/2025, điểm b khoản 5 Điều 15: 300 m): it
// is frozen, told in the report, and found again.
func TestPositionsOfOneDossier(t *testing.T) {
	t.Parallel()
	f := office(t)
	file, err := f.Create(t.Context(), viettel, dossiers.Filing{
		Type: "position", OperatorCode: "viettel", ProvinceCode: "24", Positions: []json.RawMessage{position("A1", 0), position("A2", 80)},
	})
	if err != nil {
		t.Fatal(err)
	}
	file = f.act(t, officer, file, "accept")
	file = f.act(t, officer, file, "submit")
	result, kept, err := f.Findings(t.Context(), file, appraisal.Audience{})
	if err != nil || !kept {
		t.Fatal(kept, err)
	}
	if len(result.Conflicts) != 1 || result.Conflicts[0].First != "A1" || result.Conflicts[0].Verdict != appraisal.NotMet || result.Conflicts[0].ThresholdM != 300 {
		t.Errorf("conflicts: %+v", result.Conflicts)
	}
	report, err := f.Document(t.Context(), file.Application.Row.ID, dossiers.Report, appraisal.Audience{})
	if err != nil {
		t.Fatal(err)
	}
	if said := fmt.Sprint(report.Body); !strings.Contains(said, "A1 và A2 cách nhau 80,0 m, mức 300 m") {
		t.Error("the report does not tell of the conflict")
	}
	if again, err := f.Again(t.Context(), file.Application.Row.ID, appraisal.Audience{}); err != nil || !again.Same {
		t.Errorf("again: %+v %v", again, err)
	}
}
