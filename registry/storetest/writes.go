package storetest

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/paulmach/orb"

	"hatang/registry"
)

var writeScenarios = []scenario{
	{"every kind and every field comes back", everyFieldComesBack},
	{"what is already there records nothing", unchangedRecordsNothing},
	{"text is kept in NFC", textIsNFC},
	{"invalid records are refused with every problem", invalidRefused},
	{"a new thing gets an ID, a given ID is kept", identities},
	{"delete removes a row and leaves a trace", deleteRemoves},
	{"PutAll is Put", putAllIsPut},
	{"PutAll handles new and known things together", putAllMixed},
	{"PutAll fails the transaction and names the record", putAllFails},
	{"a failing or panicking Update leaves nothing", rollback},
	{"a writer sees its own writes", ownWrites},
	{"an author must be named", authorNamed},
	{"an Update within an Update is an error", nested},
}

// fill states every field of a record with values that are easily damaged on
// the way.
func fill(rec registry.Record) {
	schema := registry.SchemaOf(rec.Kind())
	for i := range schema.Fields {
		f := &schema.Fields[i]
		var value any
		switch {
		case f.Refers != "" || f.Name == "id" || f.Name == "valid_to":
			continue
		case f.Type == registry.CodeField:
			value = f.Codes[len(f.Codes)-1].Code
		case f.Type == registry.ListField:
			value = f.Codes[0].Code + ";" + f.Codes[1].Code
		case f.Type == registry.TextField:
			value = "Đắk Rơ Nga – \"thôn 1\" \\ 'x' 🗼 " + f.Name
		case f.Type == registry.BooleanField:
			value = i%2 == 0
		case f.Type == registry.DateField:
			value = day("2020-02-29")
		case f.Type == registry.IntegerField:
			value = int64(max(f.Limits.Min, 7))
		case f.Type == registry.RealField:
			value = 1.0 / 3
			if f.Limits.Min < f.Limits.Max {
				value = f.Limits.Min + (f.Limits.Max-f.Limits.Min)/3
			}
		}
		if err := f.Set(rec, value); err != nil {
			panic(err)
		}
	}
	switch schema.Shapes {
	case registry.Points:
		_ = rec.SetShape(orb.Point{107.9951234567890123, 14.35000000000001})
	case registry.Areas:
		_ = rec.SetShape(orb.MultiPolygon{
			{{{107, 14}, {108.1, 14}, {108.1, 15.3}, {107, 14}}, {{107.9, 14.2}, {108, 14.2}, {108, 14.3}, {107.9, 14.2}}},
			{{{109, 14}, {109.5, 14}, {109.25, 14.7}, {109, 14}}},
		})
	}
}

func everyFieldComesBack(t *testing.T, s registry.Store) {
	parents := map[registry.Kind]registry.Record{}
	for _, kind := range registry.Kinds() {
		schema := registry.SchemaOf(kind)
		rec := schema.New()
		fill(rec)
		for i := range schema.Fields {
			f := &schema.Fields[i]
			if f.Refers == "" {
				continue
			}
			parent := parents[f.Refers]
			value := any(parent.Head().ID)
			if strings.HasSuffix(f.Name, "_code") {
				value = registry.SchemaOf(f.Refers).Field("code").Value(parent)
			}
			if err := f.Set(rec, value); err != nil {
				t.Fatal(err)
			}
		}
		put(t, s, rec)
		parents[kind] = rec
		got, err := s.Get(t.Context(), kind, rec.Head().ID, registry.Date{})
		if err != nil {
			t.Fatalf("%s: %v", kind, err)
		}
		if canonical(got) != canonical(rec) {
			t.Errorf("%s comes back as\n%s, want\n%s", kind, canonical(got), canonical(rec))
		}
		bare := schema.New()
		for i := range schema.Fields {
			if f := &schema.Fields[i]; f.Required {
				_ = f.Set(bare, f.Value(rec))
			}
		}
		put(t, s, bare)
		got, err = s.Get(t.Context(), kind, bare.Head().ID, registry.Date{})
		if err != nil || canonical(got) != canonical(bare) {
			t.Errorf("%s without its optional fields comes back as\n%s (%v), want\n%s", kind, canonical(got), err, canonical(bare))
		}
	}
}

func unchangedRecordsNothing(t *testing.T, s registry.Store) {
	x := from(site("A", 108, 14), "2015-01-01")
	fill(x)
	x.Row.ValidFrom = day("2015-01-01")
	put(t, s, viettel(), x)
	first := x.Row.Revision
	seq, _ := s.Seq(t.Context())
	again := *x
	again.Row.Revision = 0
	update(t, s, func(ctx context.Context, w registry.Writer) error {
		got, err := w.Put(ctx, &again)
		if err != nil || got != (registry.Outcome{Revision: first}) {
			t.Errorf("Put again: %+v (%v), want nothing done at revision %d", got, err, first)
		}
		all, err := w.PutAll(ctx, []registry.Record{&again})
		if err != nil || all[0] != (registry.Outcome{Revision: first}) {
			t.Errorf("PutAll again: %+v (%v), want nothing done at revision %d", all, err, first)
		}
		return w.PutSetting(ctx, registry.SettingTitle, "")
	})
	if again.Row.Revision != first {
		t.Errorf("the record's revision is %d, want %d", again.Row.Revision, first)
	}
	if now, _ := s.Seq(t.Context()); now != seq {
		t.Errorf("the chain grew from %d to %d", seq, now)
	}
}

func textIsNFC(t *testing.T, s registry.Store) {
	const decomposed, composed = "Đa\u0306\u0301k", "Đ\u1eafk"
	x := site("A", 108, 14)
	x.Name = decomposed
	put(t, s, viettel(), x)
	got, err := registry.Get[*registry.Site](t.Context(), s, registry.Sites, x.Row.ID, registry.Date{})
	if err != nil || got.Name != composed {
		t.Errorf("name comes back as %+q (%v), want %+q", got.Name, err, composed)
	}
	x.Name = decomposed
	if got := put(t, s, x)[0]; got.Operation != "" {
		t.Errorf("the same name decomposed is a %q, want nothing", got.Operation)
	}
	expectCodes(t, s, registry.Query{Where: []registry.Condition{registry.Where("name", decomposed)}}, "A")
}

func invalidRefused(t *testing.T, s registry.Store) {
	put(t, s, viettel())
	for _, c := range []struct {
		name   string
		damage func(*registry.Site)
		want   []string
	}{
		{"required", func(s *registry.Site) { s.OperatorCode = "" }, []string{"operator_code:required"}},
		{"code list", func(s *registry.Site) { s.State = "flying" }, []string{"state:code"}},
		{"range", func(s *registry.Site) { s.HeightM = registry.Some(-1.0) }, []string{"height_m:range"}},
		{"not a number", func(s *registry.Site) { s.HeightM = registry.Some(math.NaN()) }, []string{"height_m:number"}},
		{"place", func(s *registry.Site) { s.Point = orb.Point{553194, 1587081} }, []string{"geometry:coordinates"}},
		{"order of dates", func(s *registry.Site) { s.Row.ValidFrom, s.Row.ValidTo = day("2020-01-01"), day("2020-01-01") }, []string{"valid_to:order"}},
		{"not text", func(s *registry.Site) { s.Name = "a\xffb" }, []string{"name:utf8"}},
		{"all at once", func(s *registry.Site) { s.State, s.OperatorCode, s.PowerW = "flying", "", registry.Some(-1.0) },
			[]string{"operator_code:required", "power_w:range", "state:code"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			x := site("A", 108, 14)
			c.damage(x)
			if got := problemRules(refusedPut(t, s, registry.Invalid, x)); !slices.Equal(got, c.want) {
				t.Errorf("problems %q, want %q", got, c.want)
			}
		})
	}
	unusual := site("TALL", 108, 14)
	unusual.HeightM = registry.Some(300.0) // only a warning
	put(t, s, unusual)
}

func identities(t *testing.T, s registry.Store) {
	a, b, given := site("A", 108, 14), site("B", 108, 14), site("C", 108, 14)
	given.Row.ID = "KTM-0001"
	put(t, s, viettel(), a, b, given)
	if a.Row.ID == "" || a.Row.ID == b.Row.ID {
		t.Errorf("IDs %q and %q, want two different ones", a.Row.ID, b.Row.ID)
	}
	if given.Row.ID != "KTM-0001" {
		t.Errorf("the given ID became %q", given.Row.ID)
	}
	if _, err := s.Get(t.Context(), registry.Sites, "KTM-0001", registry.Date{}); err != nil {
		t.Error(err)
	}
	for _, kind := range []registry.Kind{registry.Sites, "castles"} {
		if _, err := s.Get(t.Context(), kind, "nobody", registry.Date{}); err == nil {
			t.Errorf("Get of nobody among %s succeeds", kind)
		}
	}
	if _, err := s.Rows(t.Context(), registry.Sites, "nobody"); registry.CodeOf(err) != registry.NotFound {
		t.Errorf("Rows of nobody: %v, want not found", err)
	}
}

func deleteRemoves(t *testing.T, s registry.Store) {
	x := span(site("A", 108, 14), "2015-01-01", "2018-01-01")
	put(t, s, viettel(), x)
	y := from(site("A", 108, 14), "2018-01-01")
	y.Row.ID = x.Row.ID
	put(t, s, y)
	_ = refused(t, s, registry.NotFound, func(ctx context.Context, w registry.Writer) error {
		return w.Delete(ctx, registry.Sites, x.Row.ID, day("2016-01-01"))
	})
	update(t, s, func(ctx context.Context, w registry.Writer) error {
		return w.Delete(ctx, registry.Sites, x.Row.ID, day("2018-01-01"))
	})
	rows, err := s.Rows(t.Context(), registry.Sites, x.Row.ID)
	if err != nil || len(rows) != 1 || rows[0].Head().ValidFrom != day("2015-01-01") {
		t.Fatalf("%d rows (%v), want the first one", len(rows), err)
	}
	changes, _, err := s.History(t.Context(), registry.HistoryQuery{RecordID: x.Row.ID, Limit: 1})
	if err != nil || len(changes) != 1 || changes[0].Operation != registry.Deleted ||
		string(changes[0].Before) != canonical(y) || len(changes[0].After) != 0 {
		t.Errorf("the trace is %+v (%v), want the deleted row", changes, err)
	}
	update(t, s, func(ctx context.Context, w registry.Writer) error {
		return w.Delete(ctx, registry.Sites, x.Row.ID, day("2015-01-01"))
	})
	if _, err := s.Rows(t.Context(), registry.Sites, x.Row.ID); registry.CodeOf(err) != registry.NotFound {
		t.Errorf("after both rows are gone: %v, want not found", err)
	}
}

// many are sites in a row, enough for any bulk path.
func many(n int) []registry.Record {
	recs := make([]registry.Record, n)
	for i := range recs {
		s := site(fmt.Sprintf("S%05d", i), 107+float64(i%1000)/1000, 14+float64(i/1000)/100)
		s.Name = fmt.Sprintf("Trạm số %d", i)
		if i%3 == 0 {
			s.HeightM = registry.Some(float64(20 + i%50))
		}
		if i%7 == 0 {
			s.Located = false
		}
		recs[i] = s
	}
	return recs
}

func putAllIsPut(t *testing.T, s registry.Store) {
	const n = 5000
	put(t, s, viettel())
	recs := many(n)
	var outcomes []registry.Outcome
	update(t, s, func(ctx context.Context, w registry.Writer) error {
		var err error
		outcomes, err = w.PutAll(ctx, recs)
		return err
	})
	if len(outcomes) != n {
		t.Fatalf("%d outcomes, want %d", len(outcomes), n)
	}
	for i, o := range outcomes {
		if head := recs[i].Head(); o.Operation != registry.Created || o.Revision != head.Revision || o.Revision != int64(i+2) || head.ID == "" {
			t.Fatalf("record %d: %+v with %+v, want a creation in order", i, o, head)
		}
	}
	stored := map[string]string{}
	err := s.Scan(t.Context(), registry.Query{Kind: registry.Sites}, func(rec registry.Record) error {
		stored[rec.Head().ID] = canonical(rec)
		return nil
	})
	if err != nil || len(stored) != n {
		t.Fatalf("%d stored (%v), want %d", len(stored), err, n)
	}
	for _, rec := range recs {
		if stored[rec.Head().ID] != canonical(rec) {
			t.Fatalf("stored %s, want %s", stored[rec.Head().ID], canonical(rec))
		}
	}
	boxFindsAll(t, s, recs)
	update(t, s, func(ctx context.Context, w registry.Writer) error {
		outcomes, err = w.PutAll(ctx, recs)
		return err
	})
	for i, o := range outcomes {
		if o.Operation != "" || o.Revision != recs[i].Head().Revision {
			t.Fatalf("putting record %d again did %+v", i, o)
		}
	}
}

// boxFindsAll: the box finds what a plain count finds, so the spatial index is
// whole.
func boxFindsAll(t *testing.T, s registry.Store, recs []registry.Record) {
	t.Helper()
	box := orb.Bound{Min: orb.Point{107.25, 14}, Max: orb.Point{107.5, 14.02}}
	want := 0
	for _, rec := range recs {
		if p, ok := rec.Shape().(orb.Point); ok && box.Contains(p) {
			want++
		}
	}
	_, got, err := s.Find(t.Context(), registry.Query{Kind: registry.Sites, Box: &box, Limit: 1})
	if err != nil || got != want || want == 0 {
		t.Errorf("box finds %d (%v), want %d", got, err, want)
	}
}

func putAllMixed(t *testing.T, s registry.Store) {
	put(t, s, viettel())
	known := many(300)
	update(t, s, func(ctx context.Context, w registry.Writer) error {
		_, err := w.PutAll(ctx, known)
		return err
	})
	recs := many(900)
	for i, rec := range recs {
		x := rec.(*registry.Site)
		switch {
		case i < 300 && i%2 == 0: // corrected
			x.Row.ID, x.Note = known[i].Head().ID, "sửa"
		case i < 300: // as it was
			x.Row.ID = known[i].Head().ID
		case i == 898: // two rows of one new thing
			x.Row.ID, x.Row.ValidTo = "NEW", day("2020-01-01")
		case i == 899:
			x.Row.ID, x.Row.ValidFrom = "NEW", day("2020-01-01")
		}
	}
	var outcomes []registry.Outcome
	update(t, s, func(ctx context.Context, w registry.Writer) error {
		var err error
		if outcomes, err = w.PutAll(ctx, recs); err != nil {
			return err
		}
		// The index must serve within the transaction too.
		box := orb.Bound{Min: orb.Point{107.8, 14}, Max: orb.Point{107.9, 15}}
		if _, n, err := w.Find(ctx, registry.Query{Kind: registry.Sites, Box: &box}); err != nil || n == 0 {
			t.Errorf("within the transaction the box finds %d (%v)", n, err)
		}
		moved := *recs[1].(*registry.Site)
		moved.Point, moved.Located = orb.Point{100, 10}, true
		_, err = w.Put(ctx, &moved)
		return err
	})
	count := map[registry.Operation]int{}
	for _, o := range outcomes {
		count[o.Operation]++
	}
	if count[registry.Changed] != 150 || count[""] != 150 || count[registry.Created] != 600 {
		t.Errorf("outcomes %v, want 150 changed, 150 as they were, 600 created", count)
	}
	expectCodes(t, s, registry.Query{Box: &orb.Bound{Min: orb.Point{99, 9}, Max: orb.Point{101, 11}}}, "S00001")
	rows, err := s.Rows(t.Context(), registry.Sites, "NEW")
	if err != nil || len(rows) != 2 {
		t.Errorf("the new thing has %d rows (%v), want 2", len(rows), err)
	}
}

func putAllFails(t *testing.T, s registry.Store) {
	put(t, s, viettel())
	for _, n := range []int{3, 3000} {
		recs := many(n)
		recs[n-2].(*registry.Site).State = "flying"
		err := refused(t, s, registry.Invalid, func(ctx context.Context, w registry.Writer) error {
			_, err := w.PutAll(ctx, recs)
			if err == nil {
				t.Error("PutAll succeeds")
			}
			return err
		})
		var told *registry.Error
		if !errors.As(err, &told) || len(told.Problems) != 1 || told.Problems[0].Row != n-1 {
			t.Errorf("the error %+v does not name record %d", told, n-1)
		}
		// Even when its error is swallowed the transaction must not commit.
		if err := s.Update(t.Context(), author, func(ctx context.Context, w registry.Writer) error {
			_, _ = w.PutAll(ctx, recs)
			return nil
		}); err == nil {
			t.Error("an Update with a failed PutAll committed")
		}
		expectCodes(t, s, registry.Query{})
	}
	_ = refused(t, s, registry.Invalid, func(ctx context.Context, w registry.Writer) error {
		_, err := w.PutAll(ctx, []registry.Record{site("A", 108, 14), viettel()})
		return err
	})
	update(t, s, func(ctx context.Context, w registry.Writer) error {
		got, err := w.PutAll(ctx, nil)
		if len(got) != 0 {
			t.Errorf("PutAll of nothing: %v", got)
		}
		return err
	})
}

func rollback(t *testing.T, s registry.Store) {
	put(t, s, viettel())
	boom := errors.New("boom")
	err := s.Update(t.Context(), author, func(ctx context.Context, w registry.Writer) error {
		if _, err := w.PutAll(ctx, many(2500)); err != nil {
			return err
		}
		if err := w.PutSetting(ctx, registry.SettingTitle, "x"); err != nil {
			return err
		}
		return boom
	})
	if !errors.Is(err, boom) {
		t.Errorf("Update returns %v, want the function's error", err)
	}
	func() {
		defer func() {
			if r := recover(); r != "panic" {
				t.Errorf("recovered %v, want the function's panic", r)
			}
		}()
		_ = s.Update(t.Context(), author, func(ctx context.Context, w registry.Writer) error {
			if _, err := w.Put(ctx, site("A", 108, 14)); err != nil {
				return err
			}
			panic("panic")
		})
	}()
	expectCodes(t, s, registry.Query{AllRows: true})
	if title, err := s.Setting(t.Context(), registry.SettingTitle); err != nil || title != "" {
		t.Errorf("title %q (%v), want none", title, err)
	}
	put(t, s, site("A", 108, 14)) // the store still works
	expectCodes(t, s, registry.Query{}, "A")
}

func ownWrites(t *testing.T, s registry.Store) {
	update(t, s, func(ctx context.Context, w registry.Writer) error {
		if _, err := w.Put(ctx, viettel()); err != nil {
			return err
		}
		x := site("A", 108, 14)
		if _, err := w.Put(ctx, x); err != nil {
			return err
		}
		if _, err := w.Get(ctx, registry.Sites, x.Row.ID, registry.Date{}); err != nil {
			t.Errorf("Get within the Update: %v", err)
		}
		expectCodes(t, w, registry.Query{}, "A")
		expectCodes(t, s, registry.Query{}) // others do not
		return nil
	})
}

func authorNamed(t *testing.T, s registry.Store) {
	err := s.Update(t.Context(), registry.Author{}, func(context.Context, registry.Writer) error { return nil })
	if registry.CodeOf(err) != registry.Invalid {
		t.Errorf("Update by nobody: %v, want invalid", err)
	}
}

func nested(t *testing.T, s registry.Store) {
	err := s.Update(t.Context(), author, func(ctx context.Context, _ registry.Writer) error {
		return s.Update(ctx, author, func(context.Context, registry.Writer) error { return nil })
	})
	if err == nil {
		t.Error("an Update within an Update succeeds")
	}
}
