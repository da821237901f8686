package dossiers_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"
	"pgregory.net/rapid"

	"hatang/data"
	"hatang/registry"
	"hatang/registry/dossiers"
)

// TestWorkingDays at Tết, at a holiday that is made up for, and at Saturdays worked
// instead.
func TestWorkingDays(t *testing.T) {
	t.Parallel()
	c, err := dossiers.ParseCalendar(data.Holidays)
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range []struct {
		from, to string
		days     int
	}{
		{"2026-02-13", "2026-02-23", 1}, // Friday before Tết to the Monday after
		{"2026-03-02", "2026-03-16", 10},
		{"2026-01-09", "2026-01-10", 1}, // Saturday 10/1 was worked for 2/1
		{"2025-12-31", "2026-01-05", 1},
		{"2026-04-24", "2026-04-28", 1}, // Giỗ Tổ on a Sunday, made up on Monday
		{"2026-08-21", "2026-08-24", 2}, // Saturday 22/8 was worked for 31/8
		{"2026-08-28", "2026-09-03", 1},
	} {
		if got := c.Between(day(t, s.from), day(t, s.to)); got != s.days {
			t.Errorf("%s to %s: %d working days, want %d", s.from, s.to, got, s.days)
		}
		if got, listed := c.Add(day(t, s.from), s.days); got != day(t, s.to) || !listed {
			t.Errorf("%s + %d: %s (%v), want %s", s.from, s.days, got, listed, s.to)
		}
	}
	if _, listed := c.Add(day(t, "2027-12-30"), 5); listed {
		t.Error("2028 is not listed, yet nothing is said")
	}
}

// TestAddAndBetweenAgree: Add is the only working day that lies so far away.
func TestAddAndBetweenAgree(t *testing.T) {
	t.Parallel()
	c, err := dossiers.ParseCalendar(data.Holidays)
	if err != nil {
		t.Fatal(err)
	}
	rapid.Check(t, func(t *rapid.T) {
		from := registry.DateOf(mustDate("2025-01-01").AddDays(rapid.IntRange(0, 1000).Draw(t, "from")).Time())
		n := rapid.IntRange(1, 60).Draw(t, "n")
		to, _ := c.Add(from, n)
		if c.Between(from, to) != n || !c.Working(to) || c.Between(to, from) != -n {
			t.Fatalf("%s + %d = %s, between %d", from, n, to, c.Between(from, to))
		}
	})
}

func mustDate(text string) registry.Date {
	d, err := registry.ParseDate(text)
	if err != nil {
		panic(err)
	}
	return d
}

// TestFaultsOfWorkflows: each change of the shipped one is found.
func TestFaultsOfWorkflows(t *testing.T) {
	t.Parallel()
	for name, c := range map[string][2]string{
		"no such state":  {"from: [filed], to: appraising", "from: [filed], to: apraising"},
		"no such role":   {"roles: [approver]", "roles: [boss]"},
		"no such effect": {"does: receive", "does: take"},
		"no such need":   {"needs: [missing]", "needs: [mising]"},
		"unreachable":    {"from: [inspected], to: on_air", "from: [inspected], to: inspected"},
		"twice":          {"{id: return,", "{id: accept,"},
		"outcome":        {"to: outcome", "to: approved"},
		"unknown member": {"decides: true", "decide: true"},
		"plan due":       {`plan_due: "11-30"`, `plan_due: "30/11"`},
		"no days":        {"working_days: 10", "working_days: 0"},
	} {
		body := strings.Replace(string(data.Workflow), c[0], c[1], 1)
		if body == string(data.Workflow) {
			t.Fatalf("%s: %q is not in the workflow", name, c[0])
		}
		if _, err := dossiers.ParseWorkflow([]byte(body)); registry.CodeOf(err) != registry.Invalid {
			t.Errorf("%s: %v", name, err)
		}
	}
	for name, body := range map[string]string{
		"weekend off": "years: [{year: 2026, off: [{day: 2026-02-14, name: x}]}]", "worked on a Monday": "years: [{year: 2026, worked: [{day: 2026-02-16, name: x}]}]",
		"another year": "years: [{year: 2026, off: [{day: 2027-02-15, name: x}]}]", "twice": "years: [{year: 2026}, {year: 2026}]",
	} {
		if _, err := dossiers.ParseCalendar([]byte(body)); registry.CodeOf(err) != registry.Invalid {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestOwnWorkflow: the province changes a term; the next clock runs by it.
func TestOwnWorkflow(t *testing.T) {
	t.Parallel()
	f := office(t)
	own := strings.Replace(string(data.Workflow), "{type: position, working_days: 10", "{type: position, working_days: 5", 1)
	f.set(t, dossiers.SettingWorkflow, own)
	if file := f.at(t, "appraising"); file.Application.Due != day(t, "2026-03-09") {
		t.Errorf("due %s", file.Application.Due)
	}
}

func (f *fixture) set(tb testing.TB, name, value string) {
	tb.Helper()
	err := f.live.Update(tb.Context(), registry.Author{Actor: "test"}, func(ctx context.Context, w registry.Writer) error { return w.PutSetting(ctx, name, value) })
	if err != nil {
		tb.Fatal(err)
	}
}

// TestInbox: counts, what waits for whom, overdue first, own dossiers only.
func TestInbox(t *testing.T) {
	t.Parallel()
	f := office(t)
	late := f.at(t, "appraising")
	f.at(t, "incomplete")
	f.at(t, "signing")
	f.at(t, "rejected")
	f.pass(20) // 22/3: the term of 10 working days is over
	fresh := f.at(t, "filed")
	box, err := f.Inbox(t.Context(), officer, dossiers.InboxQuery{})
	if err != nil {
		t.Fatal(err)
	}
	if len(box.Items) != 4 || box.Items[0].ID != late.Application.Row.ID || !box.Items[0].Overdue || *box.Items[0].DaysLeft >= 0 || box.Items[1].ID != fresh.Application.Row.ID {
		t.Errorf("the officer's inbox: %+v", box.Items)
	}
	if box.Mine != 2 || box.Overdue != 2 || box.Items[0].Positions != 2 {
		t.Errorf("mine %d, overdue %d", box.Mine, box.Overdue)
	}
	counts := map[string]int{}
	for _, c := range box.Counts {
		counts[c.State] = c.Count
	}
	if fmt.Sprint(counts) != "map[appraising:1 filed:1 incomplete:1 signing:1]" {
		t.Errorf("%v", counts)
	}
	for who, want := range map[dossiers.Actor]string{approver: "signing", viettel: "incomplete", second: "filed"} {
		box, err := f.Inbox(t.Context(), who, dossiers.InboxQuery{OnlyMine: true})
		if err != nil || len(box.Items) != 1 || box.Items[0].State != want {
			t.Errorf("what waits for %s: %+v %v", who.Name, box.Items, err)
		}
	}
	if box, err := f.Inbox(t.Context(), vnpt, dossiers.InboxQuery{Where: []registry.Condition{registry.Where("operator_code", "vnpt")}}); err != nil || len(box.Items) != 0 {
		t.Errorf("another operator sees %+v %v", box.Items, err)
	}
}

// TestWatch: each class on the day on which it begins, and not the day before.
func TestWatch(t *testing.T) {
	t.Parallel()
	f := office(t)
	file := f.at(t, "approved")                             // signed 2/3/2026: to be built by 2/3/2027
	f.act(t, viettel, f.at(t, "appraising"), "ask_sharing") // 2/3/2026 + 7 working days = 11/3
	f.put(t, &registry.Station{Code: "S1", OperatorCode: "viettel", Technology: "4G", CertificateNo: "A1", CertificateTo: day(t, "2026-06-30")})
	classes := func(on string) map[string]int {
		t.Helper()
		f.clock.now = day(t, on).Time()
		found, err := f.Watch(t.Context(), "")
		if err != nil {
			t.Fatal(err)
		}
		count := map[string]int{}
		for _, item := range found {
			count[item.Class]++
		}
		return count
	}
	for _, c := range []struct {
		on, class string
		want      int
	}{
		{"2026-03-11", "sharing", 0}, {"2026-03-12", "sharing", 1},
		{"2026-04-30", "inspection", 0}, {"2026-05-01", "inspection", 1},
		{"2026-12-31", "unbuilt", 0}, {"2027-01-01", "unbuilt", 2},
		{"2026-09-30", "plan", 0}, {"2026-10-01", "plan", 2}, // both operators have something on record

		{"2026-04-15", "data", 0}, {"2026-04-16", "data", 1}, // the site's row is of 15/1/2026
	} {
		if got := classes(c.on)[c.class]; got != c.want {
			t.Errorf("%s: %d of %s, want %d", c.on, got, c.class, c.want)
		}
	}
	f.clock.now = day(t, "2027-02-01").Time()
	q := f.request(t, "extend", file)
	q.Day = day(t, "2027-08-01")
	if _, err := f.Act(t.Context(), approver, file.Application.Row.ID, q); err != nil {
		t.Fatal(err)
	}
	if got := classes("2027-02-02")["unbuilt"]; got != 0 {
		t.Errorf("extended, yet %d are watched", got)
	}
	q.Day = day(t, "2027-09-03") // 12 and 6 months after 2/3/2026 is 2/9/2027
	file, err := f.Read(t.Context(), file.Application.Row.ID)
	if err != nil {
		t.Fatal(err)
	}
	q.Revision = file.Application.Row.Revision
	if _, err := f.Act(t.Context(), approver, file.Application.Row.ID, q); registry.CodeOf(err) != registry.Invalid {
		t.Errorf("more than six months more: %v", err)
	}
	f.clock.now = day(t, "2026-10-05").Time()
	f.put(t, &registry.PlannedPosition{Code: "K1", OperatorCode: "vnpt", Year: registry.Some(int64(2027))},
		&registry.Submission{OperatorCode: "vnpt", RecordKind: "sites", State: "accepted", Received: day(t, "2026-10-01")})
	if got := classes("2026-10-05"); got["plan"] != 1 || got["data"] != 0 {
		t.Errorf("plan and data of one of them came, yet %v", got)
	}
}

// TestAttachments keeps what the content is, once; refuses what is too large, a
// program, a false name, and whoever may not.
func TestAttachments(t *testing.T) {
	t.Parallel()
	f := office(t)
	file := f.at(t, "filed")
	pdf := "%PDF-1.7\n1 0 obj<<>>endobj\n%%EOF"
	attach := func(who dossiers.Actor, name, class string, content io.Reader) (*registry.Attachment, error) {
		return f.Attach(t.Context(), who, file.Application.Row.ID, dossiers.Attaching{Name: name, Class: class, Position: "BNH1001", Content: content})
	}
	a, err := attach(viettel, `C:\hồ sơ\đơn đề nghị.pdf`, "application", strings.NewReader(pdf))
	if err != nil || a.Name != "đơn đề nghị.pdf" || a.MediaType != "application/pdf" || a.Bytes.Value != int64(len(pdf)) || a.PositionID == "" {
		t.Fatalf("%+v %v", a, err)
	}
	if content, err := f.Files().Open(a.SHA256); err != nil || string(content) != pdf {
		t.Errorf("read %q %v", content, err)
	}
	before := f.seq(t)
	elf := "\x7fELF\x02\x01\x01\x00" + strings.Repeat("\x00", 100)
	for name, c := range map[string]struct {
		who         dossiers.Actor
		file, class string
		content     io.Reader
		want        registry.Code
	}{
		"too large":      {viettel, "a.bin", "other", io.LimitReader(endless{}, 60<<20), registry.Invalid},
		"empty":          {viettel, "a.pdf", "other", strings.NewReader(""), registry.Invalid},
		"a program":      {viettel, "a.pdf", "other", strings.NewReader(elf), registry.Invalid},
		"a false name":   {viettel, "a.png", "other", strings.NewReader(pdf), registry.Invalid},
		"no name":        {viettel, "..", "other", strings.NewReader(pdf), registry.Invalid},
		"no such class":  {viettel, "a.pdf", "letter", strings.NewReader(pdf), registry.Invalid},
		"another's":      {vnpt, "a.pdf", "other", strings.NewReader(pdf), "forbidden"},
		"an auditor":     {auditor, "a.pdf", "other", strings.NewReader(pdf), "forbidden"},
		"issued by them": {viettel, "a.pdf", "issued", strings.NewReader(pdf), "forbidden"},
	} {
		_, err := attach(c.who, c.file, c.class, c.content)
		var refused *dossiers.Forbidden
		if errors.As(err, &refused) != (c.want == "forbidden") || c.want != "forbidden" && registry.CodeOf(err) != c.want {
			t.Errorf("%s: %v", name, err)
		}
	}
	if f.seq(t) != before {
		t.Error("something was recorded")
	}
	if left, _ := filepath.Glob(f.path + ".files/.part-*"); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
	kept := filepath.Join(f.path+".files", a.SHA256[:2], a.SHA256)
	if err := os.WriteFile(kept, []byte("khác"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := f.Files().Open(a.SHA256); registry.CodeOf(err) != registry.Conflict {
		t.Errorf("a changed content was handed out: %v", err)
	}
	for _, sum := range []string{"", "../../etc/passwd", strings.Repeat("0", 64)} {
		if _, err := f.Files().Open(sum); err == nil {
			t.Errorf("%q was opened", sum)
		}
	}
}

type endless struct{}

func (endless) Read(p []byte) (int, error) { return len(p), nil }

func FuzzWorkflow(f *testing.F) {
	f.Add(string(data.Workflow))
	f.Add("states: [{id: draft}]\nactions: [{id: a, from: [draft], to: outcome}]")
	f.Fuzz(func(t *testing.T, body string) {
		w, err := dossiers.ParseWorkflow([]byte(body))
		if err != nil && registry.CodeOf(err) != registry.Invalid {
			t.Fatal(err)
		}
		if err == nil && w.State("draft") == nil {
			t.Fatal("a workflow without a beginning was taken")
		}
	})
}

func FuzzCalendar(f *testing.F) {
	f.Add(string(data.Holidays))
	f.Fuzz(func(t *testing.T, body string) {
		c, err := dossiers.ParseCalendar([]byte(body))
		if err != nil && registry.CodeOf(err) != registry.Invalid {
			t.Fatal(err)
		}
		if err == nil {
			if _, err := yaml.Marshal(c.Years()); err != nil {
				t.Fatal(err)
			}
		}
	})
}

func FuzzAmendment(f *testing.F) {
	f.Add([]byte(`{"title":"a"}`), []byte(`{"height_m":30,"code":"B"}`))
	f.Add([]byte(`null`), []byte(`null`))
	f.Fuzz(func(t *testing.T, application, position []byte) {
		o := office(t)
		file := o.filed(t, true)
		if !json.Valid(application) || !json.Valid(position) {
			return
		}
		_, err := o.Act(t.Context(), viettel, file.Application.Row.ID, dossiers.Request{Action: "amend", Amendment: &dossiers.Amendment{
			Application: bytes.Clone(application), Positions: map[string]json.RawMessage{"BNH1001": position, "N": position},
		}})
		if code := registry.CodeOf(err); err != nil && code != registry.Invalid && code != registry.Conflict {
			t.Fatal(err)
		}
		now, err := o.Read(t.Context(), file.Application.Row.ID)
		if err != nil || now.Application.State != "draft" || now.Application.OperatorCode != "viettel" {
			t.Fatalf("%+v %v", now.Application, err)
		}
		for _, p := range now.Positions {
			if p.OperatorCode != "viettel" || p.State != registry.StateProposed || p.SiteID != "" {
				t.Fatalf("%+v", p)
			}
		}
	})
}

func BenchmarkPreviewOfASignature(b *testing.B) {
	f := office(b)
	file := f.at(b, "signing")
	q := f.request(b, "sign", file)
	b.ReportAllocs()
	for b.Loop() {
		f.preview(b, approver, file, q)
	}
}
