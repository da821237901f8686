package storetest

import (
	"context"
	"testing"

	"hatang/registry"
)

var timeScenarios = []scenario{
	{"a row is seen on its days only", rowIsSeenOnItsDays},
	{"the zero date asks about today", zeroDateIsToday},
	{"a new row closes the open one", newRowClosesOpen},
	{"a row with open beginning holds since ever", openBeginning},
	{"the same first day corrects in place", sameDayCorrects},
	{"rows of one thing do not overlap", overlapRefused},
	{"retire ends a thing", retireEnds},
	{"retire is refused when it makes no sense", retireRefused},
	{"a thing can come back", comesBack},
	{"closing the last row by Put is a retirement", putRetires},
	{"in service is apart from valid", inService},
}

func rowIsSeenOnItsDays(t *testing.T, s registry.Store) {
	x := span(site("A", 108, 14), "2015-01-01", "2020-01-01")
	put(t, s, viettel(), x)
	for _, c := range []struct {
		day  string
		seen bool
	}{
		{"2014-12-31", false},
		{"2015-01-01", true},
		{"2019-12-31", true},
		{"2020-01-01", false},
	} {
		_, err := s.Get(t.Context(), registry.Sites, x.Row.ID, day(c.day))
		if seen := err == nil; seen != c.seen || (!seen && registry.CodeOf(err) != registry.NotFound) {
			t.Errorf("Get on %s: %v, want seen %v", c.day, err, c.seen)
		}
		_, total, err := s.Find(t.Context(), registry.Query{Kind: registry.Sites, AsOf: day(c.day)})
		if err != nil || (total == 1) != c.seen {
			t.Errorf("Find on %s: %d records (%v), want seen %v", c.day, total, err, c.seen)
		}
	}
}

func zeroDateIsToday(t *testing.T, s registry.Store) {
	gone, here := span(site("GONE", 108, 14), "2015-01-01", "2020-01-01"), from(site("HERE", 108, 14), "2020-01-01")
	future := from(site("FUTURE", 108, 14), "9000-01-01")
	put(t, s, viettel(), gone, here, future)
	expectCodes(t, s, registry.Query{}, "HERE")
	expectCodes(t, s, registry.Query{AllRows: true, Order: []registry.Order{{Field: "code"}}}, "FUTURE", "GONE", "HERE")
	if _, err := s.Get(t.Context(), registry.Sites, here.Row.ID, registry.Date{}); err != nil {
		t.Errorf("Get today: %v", err)
	}
	if _, err := s.Get(t.Context(), registry.Sites, gone.Row.ID, registry.Date{}); registry.CodeOf(err) != registry.NotFound {
		t.Errorf("Get of a thing that is gone: %v, want not found", err)
	}
}

func newRowClosesOpen(t *testing.T, s registry.Store) {
	x := from(site("A", 108, 14), "2015-01-01")
	put(t, s, viettel(), x)
	y := from(site("A", 108, 14), "2020-06-01")
	y.Row.ID, y.HeightM = x.Row.ID, registry.Some(45.0)
	outcomes := put(t, s, y)
	if outcomes[0].Operation != registry.Created {
		t.Errorf("the new row is a %q, want create", outcomes[0].Operation)
	}
	rows, err := s.Rows(t.Context(), registry.Sites, x.Row.ID)
	if err != nil || len(rows) != 2 {
		t.Fatalf("Rows: %d (%v), want 2", len(rows), err)
	}
	first, second := rows[0].Head(), rows[1].Head()
	if first.ValidTo != day("2020-06-01") || !second.ValidTo.IsZero() || second.ValidFrom != day("2020-06-01") {
		t.Errorf("rows hold %v and %v, want the first to end where the second begins", first.Period(), second.Period())
	}
	for _, c := range []struct {
		day  string
		high bool
	}{{"2020-05-31", false}, {"2020-06-01", true}} {
		got, err := registry.Get[*registry.Site](t.Context(), s, registry.Sites, x.Row.ID, day(c.day))
		if err != nil || got.HeightM.Known != c.high {
			t.Errorf("on %s: height %v (%v), want known %v", c.day, got, err, c.high)
		}
	}
	if outcomes[0].Revision != second.Revision || first.Revision != second.Revision-1 {
		t.Errorf("revisions %d, %d; want the closing just before %d", first.Revision, second.Revision, outcomes[0].Revision)
	}
}

func openBeginning(t *testing.T, s registry.Store) {
	x := site("A", 108, 14)
	put(t, s, viettel(), x)
	if _, err := s.Get(t.Context(), registry.Sites, x.Row.ID, day("0001-01-01")); err != nil {
		t.Errorf("on the first day: %v", err)
	}
	same := site("A2", 108, 14)
	same.Row.ID = x.Row.ID
	if got := put(t, s, same)[0].Operation; got != registry.Changed {
		t.Errorf("a second row with open beginning is a %q, want change", got)
	}
	rows, err := s.Rows(t.Context(), registry.Sites, x.Row.ID)
	if err != nil || len(rows) != 1 {
		t.Errorf("%d rows (%v), want 1", len(rows), err)
	}
}

func sameDayCorrects(t *testing.T, s registry.Store) {
	x := from(site("A", 108, 14), "2015-01-01")
	x.Name = "Đắk Tô"
	put(t, s, viettel(), x)
	x.Name, x.Point[0] = "Đắk Tô 1", 108.25
	got := put(t, s, x)[0]
	if got.Operation != registry.Changed {
		t.Errorf("outcome %+v, want change", got)
	}
	stored, err := registry.Get[*registry.Site](t.Context(), s, registry.Sites, x.Row.ID, day("2016-01-01"))
	if err != nil || canonical(stored) != canonical(x) || stored.Row.Revision != got.Revision {
		t.Errorf("stored %s (%v), want %s at revision %d", canonical(stored), err, canonical(x), got.Revision)
	}
	rows, err := s.Rows(t.Context(), registry.Sites, x.Row.ID)
	if err != nil || len(rows) != 1 {
		t.Errorf("%d rows (%v), want 1", len(rows), err)
	}
}

func overlapRefused(t *testing.T, s registry.Store) {
	closed, open := span(site("A", 108, 14), "2010-01-01", "2015-01-01"), from(site("A", 108, 14), "2018-01-01")
	put(t, s, viettel(), closed)
	open.Row.ID = closed.Row.ID
	put(t, s, open)
	for _, c := range []struct {
		name       string
		first, end string
		fits       bool
	}{
		{"ends inside the first", "2009-01-01", "2010-01-02", false},
		{"inside the first", "2011-01-01", "2012-01-01", false},
		{"runs into the second", "2015-01-01", "2018-01-02", false},
		{"over everything", "2000-01-01", "", false},
		{"open beginning over everything", "", "", false},
		{"moves the end of the first over the second", "2010-01-01", "", false},
		{"before", "", "2010-01-01", true},
		{"between", "2015-01-01", "2018-01-01", true},
	} {
		t.Run(c.name, func(t *testing.T) {
			x := span(site("B", 108, 14), c.first, c.end)
			x.Row.ID = closed.Row.ID
			if c.fits {
				put(t, s, x)
				return
			}
			err := refusedPut(t, s, registry.Conflict, x)
			if rules := problemRules(err); len(rules) != 1 || rules[0] != "valid_from:overlap" {
				t.Errorf("problems %q, want one about the overlap", rules)
			}
		})
	}
}

func retireEnds(t *testing.T, s registry.Store) {
	x := from(site("A", 108, 14), "2015-01-01")
	put(t, s, viettel(), x)
	update(t, s, func(ctx context.Context, w registry.Writer) error {
		outcome, err := w.Retire(ctx, registry.Sites, x.Row.ID, day("2020-01-01"))
		if err == nil && outcome.Operation != registry.Retired {
			t.Errorf("outcome %+v, want retire", outcome)
		}
		return err
	})
	expectCodes(t, s, registry.Query{AsOf: day("2019-12-31")}, "A")
	expectCodes(t, s, registry.Query{AsOf: day("2020-01-01")})
	// Retiring it earlier still is possible: it held on that day.
	update(t, s, func(ctx context.Context, w registry.Writer) error {
		_, err := w.Retire(ctx, registry.Sites, x.Row.ID, day("2019-01-01"))
		return err
	})
	expectCodes(t, s, registry.Query{AsOf: day("2019-06-01")})
}

func retireRefused(t *testing.T, s registry.Store) {
	x := span(site("A", 108, 14), "2015-01-01", "2018-01-01")
	put(t, s, viettel(), x)
	y := from(site("A", 108, 14), "2019-01-01")
	y.Row.ID = x.Row.ID
	put(t, s, y)
	for _, c := range []struct {
		name, id, on string
		code         registry.Code
	}{
		{"unknown thing", "nobody", "2016-01-01", registry.NotFound},
		{"a day on which it does not hold", x.Row.ID, "2018-06-01", registry.NotFound},
		{"a later row follows", x.Row.ID, "2016-01-01", registry.Conflict},
		{"the row begins on the day", x.Row.ID, "2019-01-01", registry.Conflict},
	} {
		t.Run(c.name, func(t *testing.T) {
			_ = refused(t, s, c.code, func(ctx context.Context, w registry.Writer) error {
				_, err := w.Retire(ctx, registry.Sites, c.id, day(c.on))
				return err
			})
		})
	}
}

func comesBack(t *testing.T, s registry.Store) {
	x := span(site("A", 108, 14), "2015-01-01", "2018-01-01")
	put(t, s, viettel(), x)
	y := from(site("A", 108, 14), "2020-01-01")
	y.Row.ID = x.Row.ID
	put(t, s, y)
	expectCodes(t, s, registry.Query{AsOf: day("2017-01-01")}, "A")
	expectCodes(t, s, registry.Query{AsOf: day("2019-01-01")})
	expectCodes(t, s, registry.Query{AsOf: day("2021-01-01")}, "A")
}

func putRetires(t *testing.T, s registry.Store) {
	x := from(site("A", 108, 14), "2015-01-01")
	put(t, s, viettel(), x)
	station := &registry.Station{Code: "A1", SiteID: x.Row.ID, OperatorCode: "VTL", Technology: "4G"}
	put(t, s, station)
	x.Row.ValidTo = day("2020-01-01")
	_ = refusedPut(t, s, registry.Conflict, x) // the station still stands on it
	station.Row.ValidTo = day("2020-01-01")
	for i, outcome := range put(t, s, station, x) {
		if outcome.Operation != registry.Retired {
			t.Errorf("record %d: %+v, want retire", i, outcome)
		}
	}
}

func inService(t *testing.T, s registry.Store) {
	x := site("A", 108, 14)
	x.Commissioned, x.Decommissioned = day("2016-01-01"), day("2019-01-01")
	put(t, s, viettel(), x, site("ALWAYS", 108, 14))
	for _, c := range []struct {
		day  string
		want []string
	}{
		{"2015-12-31", []string{"ALWAYS"}},
		{"2016-01-01", []string{"A", "ALWAYS"}},
		{"2018-12-31", []string{"A", "ALWAYS"}},
		{"2019-01-01", []string{"ALWAYS"}},
	} {
		expectCodes(t, s, registry.Query{AsOf: day(c.day), InService: true, Order: []registry.Order{{Field: "code"}}}, c.want...)
	}
	// Operators have no such dates and are not restricted.
	_, total, err := s.Find(t.Context(), registry.Query{Kind: registry.Operators, InService: true})
	if err != nil || total != 1 {
		t.Errorf("operators in service: %d (%v), want 1", total, err)
	}
}
