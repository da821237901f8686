package submissions_test

import (
	"context"
	"path/filepath"
	"testing"
	"time"

	"hatang/registry"
	"hatang/registry/sqlite"
	"hatang/registry/sqlite/sqlitetest"
	"hatang/registry/submissions"
)

var officer = registry.Author{Actor: "officer", Request: "test", Reason: "test"}

func day(t *testing.T, text string) registry.Date {
	t.Helper()
	d, err := registry.ParseDate(text)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func newDesk(t *testing.T) *submissions.Desk {
	t.Helper()
	clock := func() time.Time { return time.Date(2026, 11, 21, 9, 0, 0, 0, time.UTC) }
	store := sqlitetest.New(t, sqlite.Options{Clock: clock})
	err := store.Update(t.Context(), officer, func(ctx context.Context, w registry.Writer) error {
		for _, code := range []string{"viettel", "vnpt"} {
			if _, err := w.Put(ctx, &registry.Operator{Code: code, Name: code}); err != nil {
				return err
			}
		}
		for _, s := range []*registry.Site{
			{Code: "A1", OperatorCode: "viettel", Name: "một", State: "on_air"}, {Code: "A2", OperatorCode: "viettel", State: "on_air"}, {Code: "V1", OperatorCode: "vnpt"},
		} {
			if _, err := w.Put(ctx, s); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return &submissions.Desk{Store: store, Folder: filepath.Join(t.TempDir(), "files")}
}

// expect notes what viettel and vnpt owe and returns viettel's submission.
func expect(t *testing.T, d *submissions.Desk) string {
	t.Helper()
	owed := []submissions.Obligation{{Operator: "viettel", Kind: registry.Sites}, {Operator: "vnpt", Kind: registry.Sites}}
	for _, want := range []int{2, 0} { // noted once
		n, err := d.Expect(t.Context(), officer, 2026, 3, 15, owed)
		if err != nil || n != want {
			t.Fatalf("%d noted, %v; want %d", n, err, want)
		}
	}
	items, err := d.List(t.Context(), day(t, "2026-11-21"))
	if err != nil || len(items) != 2 {
		t.Fatalf("%d submissions, %v", len(items), err)
	}
	for _, item := range items {
		if item.Due != day(t, "2026-10-15") || item.LateDays != 37 || item.State != submissions.Expected {
			t.Errorf("due %s, %d days late, %s", item.Due, item.LateDays, item.State)
		}
	}
	return items[0].Row.ID
}

func TestASubmissionFromDueToAccepted(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	id := expect(t, d)
	today := day(t, "2026-11-21")
	file := []byte("code,operator_code,name\nA1,viettel,một mới\nA3,viettel,ba\n")
	s, difference, err := d.Receive(t.Context(), officer, id, "quy3.csv", file, today)
	if err != nil {
		t.Fatal(err)
	}
	if difference.Created != 1 || difference.Changed != 1 || difference.Absent != 1 || len(difference.Records) != 2 || s.Retired.Value != 1 {
		t.Errorf("difference %+v", difference)
	}
	for _, r := range difference.Records {
		if r.Code == "A1" && (r.New || len(r.Fields) != 1 || r.Fields[0].Field != "name" || r.Fields[0].Before != "một") {
			t.Errorf("A1: %+v", r)
		}
	}
	count := func() int {
		_, n, err := d.Store.Find(t.Context(), registry.Query{Kind: registry.Sites, Limit: 1})
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	if n := count(); n != 3 {
		t.Errorf("%d sites before acceptance, want 3", n)
	}
	s, _, err = d.Accept(t.Context(), officer, id, today, nil)
	if err != nil || s.State != submissions.Accepted || s.AcceptedBy != "officer" {
		t.Fatalf("%+v, %v", s, err)
	}
	if n := count(); n != 4 {
		t.Errorf("%d sites after acceptance, want 4", n)
	}
	if _, _, err := d.Accept(t.Context(), officer, id, today, nil); registry.CodeOf(err) != registry.Conflict {
		t.Errorf("accepted twice: %v", err)
	}
}

func TestSubmissionsThatAreRefused(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	id := expect(t, d)
	today := day(t, "2026-11-21")
	for name, file := range map[string]string{
		"a record of another operator": "code,operator_code,name\nV1,vnpt,của người khác\n",
		"a fault in the file":          "code,operator_code,height_m\nA1,viettel,cao\n",
	} {
		if _, _, err := d.Receive(t.Context(), officer, id, "quy3.csv", []byte(file), today); registry.CodeOf(err) != registry.Invalid {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, _, err := d.Accept(t.Context(), officer, id, today, nil); registry.CodeOf(err) != registry.Conflict {
		t.Errorf("accepted before it was received: %v", err)
	}
	if _, _, err := d.Receive(t.Context(), officer, id, "quy3.csv", []byte("code,operator_code,name\nA1,viettel,một mới\n"), today); err != nil {
		t.Fatal(err)
	}
	if err := d.Return(t.Context(), officer, id, "", today); registry.CodeOf(err) != registry.Invalid {
		t.Errorf("returned without a reason: %v", err)
	}
	if err := d.Return(t.Context(), officer, id, "thiếu trạm", today); err != nil {
		t.Error(err)
	}
	if _, err := d.Expect(t.Context(), officer, 2026, 5, 15, nil); registry.CodeOf(err) != registry.Invalid {
		t.Errorf("fifth quarter: %v", err)
	}
}
