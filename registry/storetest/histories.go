package storetest

import (
	"context"
	"testing"
	"time"

	"hatang/registry"
)

var historyScenarios = []scenario{
	{"the chain links every write", chainLinks},
	{"history is restricted as asked", historyRestricted},
	{"since tells what is new", sinceTells},
	{"a new registry has an empty chain", emptyChain},
}

func chain(t *testing.T, s registry.Store) []registry.Change {
	t.Helper()
	var changes []registry.Change
	if err := s.Since(t.Context(), 0, func(c registry.Change) error {
		changes = append(changes, c)
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	return changes
}

func chainLinks(t *testing.T, s registry.Store) {
	before := time.Now().Add(-time.Second)
	operator, x := viettel(), from(site("A", 108, 14), "2015-01-01")
	put(t, s, operator, x)
	first := canonical(x)
	x.Name = "Đắk Tô"
	put(t, s, x)
	update(t, s, func(ctx context.Context, w registry.Writer) error {
		_, err := w.Retire(ctx, registry.Sites, x.Row.ID, day("2020-01-01"))
		return err
	})
	update(t, s, func(ctx context.Context, w registry.Writer) error {
		return w.PutSetting(ctx, registry.SettingTitle, "Kon Tum 31/12/2020")
	})
	second := canonical(x)
	x.Row.ValidTo = day("2020-01-01")
	third := canonical(x)
	want := []struct {
		kind          registry.Kind
		id            string
		operation     registry.Operation
		before, after string
	}{
		{registry.Operators, operator.Row.ID, registry.Created, "", canonical(operator)},
		{registry.Sites, x.Row.ID, registry.Created, "", first},
		{registry.Sites, x.Row.ID, registry.Changed, first, second},
		{registry.Sites, x.Row.ID, registry.Retired, second, third},
		{registry.SettingChanges, registry.SettingTitle, registry.Created, "", `{"name":"title","value":"Kon Tum 31/12/2020"}`},
	}
	changes := chain(t, s)
	if len(changes) != len(want) {
		t.Fatalf("%d changes, want %d", len(changes), len(want))
	}
	previous := ""
	for i, c := range changes {
		w := want[i]
		if c.Kind != w.kind || c.RecordID != w.id || c.Operation != w.operation || string(c.Before) != w.before || string(c.After) != w.after {
			t.Errorf("change %d is %s %s %s\n%s\n%s\nwant %+v", i, c.Kind, c.RecordID, c.Operation, c.Before, c.After, w)
		}
		isSigned(t, &c, before)
		if c.Seq != int64(i+1) || c.Previous != previous || c.Hash != c.ComputeHash() {
			t.Errorf("change %d is not linked: seq %d, previous %q, hash %q", i, c.Seq, c.Previous, c.Hash)
		}
		previous = c.Hash
	}
	if seq, err := s.Seq(t.Context()); err != nil || seq != int64(len(want)) {
		t.Errorf("Seq %d (%v), want %d", seq, err, len(want))
	}
}

// isSigned checks that a change says who wrote it, why, and when: after the
// given time.
func isSigned(t *testing.T, c *registry.Change, after time.Time) {
	t.Helper()
	if c.Actor != author.Actor || c.Request != author.Request || c.Reason != author.Reason || c.Origin != registry.Program {
		t.Errorf("change %d is by %+v", c.Seq, c)
	}
	if c.At.Before(after) || c.At.After(time.Now().Add(time.Second)) || c.At.Location() != time.UTC {
		t.Errorf("change %d was at %v", c.Seq, c.At)
	}
}

func historyRestricted(t *testing.T, s registry.Store) {
	x, y := site("A", 108, 14), site("B", 108, 14)
	put(t, s, viettel(), x, y)
	x.Name = "x"
	other := registry.Author{Actor: "officer:binh", Request: "r-2"}
	if err := s.Update(t.Context(), other, func(ctx context.Context, w registry.Writer) error {
		_, err := w.Put(ctx, x)
		return err
	}); err != nil {
		t.Fatal(err)
	}
	at := chain(t, s)[3].At
	for _, c := range []struct {
		name  string
		query registry.HistoryQuery
		want  []int64 // newest first
		total int
	}{
		{"all", registry.HistoryQuery{}, []int64{4, 3, 2, 1}, 4},
		{"kind", registry.HistoryQuery{Kind: registry.Sites}, []int64{4, 3, 2}, 3},
		{"record", registry.HistoryQuery{Kind: registry.Sites, RecordID: x.Row.ID}, []int64{4, 2}, 2},
		{"actor", registry.HistoryQuery{Actor: "officer:binh"}, []int64{4}, 1},
		{"request", registry.HistoryQuery{Request: "r-1"}, []int64{3, 2, 1}, 3},
		{"page", registry.HistoryQuery{Limit: 2, Offset: 1}, []int64{3, 2}, 4},
		{"offset alone", registry.HistoryQuery{Offset: 3}, []int64{1}, 4},
		{"from", registry.HistoryQuery{From: at, Actor: "officer:binh"}, []int64{4}, 1},
		{"until, not including", registry.HistoryQuery{To: at, Actor: "officer:binh"}, nil, 0},
		{"nobody", registry.HistoryQuery{Actor: "nobody"}, nil, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			changes, total, err := s.History(t.Context(), c.query)
			if err != nil || total != c.total || len(changes) != len(c.want) {
				t.Fatalf("%d of %d changes (%v), want %d of %d", len(changes), total, err, len(c.want), c.total)
			}
			for i := range changes {
				if changes[i].Seq != c.want[i] {
					t.Errorf("place %d has change %d, want %d", i, changes[i].Seq, c.want[i])
				}
			}
		})
	}
	if _, _, err := s.History(t.Context(), registry.HistoryQuery{Limit: -1}); registry.CodeOf(err) != registry.Invalid {
		t.Errorf("a negative limit: %v, want invalid", err)
	}
}

func sinceTells(t *testing.T, s registry.Store) {
	put(t, s, viettel(), site("A", 108, 14), site("B", 108, 14))
	var got []int64
	if err := s.Since(t.Context(), 1, func(c registry.Change) error {
		got = append(got, c.Seq)
		return nil
	}); err != nil || len(got) != 2 || got[0] != 2 || got[1] != 3 {
		t.Errorf("since 1: %v (%v), want 2 and 3", got, err)
	}
}

func emptyChain(t *testing.T, s registry.Store) {
	if seq, err := s.Seq(t.Context()); err != nil || seq != 0 {
		t.Errorf("Seq %d (%v), want 0", seq, err)
	}
	if changes := chain(t, s); len(changes) != 0 {
		t.Errorf("%d changes", len(changes))
	}
	n, problems, err := s.AdoptOutside(t.Context())
	if n != 0 || len(problems) != 0 || err != nil {
		t.Errorf("AdoptOutside finds %d, %v (%v), want nothing", n, problems, err)
	}
}
