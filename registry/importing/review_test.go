package importing_test

import (
	"context"
	"testing"

	"github.com/paulmach/orb"

	"hatang/registry"
	"hatang/registry/importing"
	"hatang/registry/sqlite"
	"hatang/registry/sqlite/sqlitetest"
)

func TestReviewFindsWhatStandsInTheRegistry(t *testing.T) {
	t.Parallel()
	store := sqlitetest.Demonstration(t, sqlite.Options{})
	today := date(t, "2026-11-22")
	before, err := importing.Review(t.Context(), store, registry.Sites, today)
	if err != nil {
		t.Fatal(err)
	}
	if before.Records < 100 || len(before.Checks) == 0 {
		t.Fatalf("%d records, %d checks", before.Records, len(before.Checks))
	}
	for _, f := range before.Findings {
		if f.Severity == registry.Fault {
			t.Errorf("the demonstration is at fault: %+v", f)
		}
	}
	first, err := registry.Get[*registry.Site](t.Context(), store, registry.Sites, "demo-site-0001", registry.Date{})
	if err != nil {
		t.Fatal(err)
	}
	err = store.Update(t.Context(), registry.Author{Actor: "test"}, func(ctx context.Context, w registry.Writer) error {
		located := registry.Position{Located: true}
		far := &registry.Site{Code: "XA", OperatorCode: first.OperatorCode, CommuneCode: first.CommuneCode, Position: located}
		far.Point = orb.Point{105.8, 21.0}
		twin := &registry.Site{Code: "DOI", OperatorCode: first.OperatorCode, CommuneCode: first.CommuneCode, Position: located}
		twin.Point = orb.Point{first.Point[0] + 0.2, first.Point[1]}
		other := &registry.Site{Code: "DOI2", OperatorCode: first.OperatorCode, Position: located}
		other.Point = orb.Point{twin.Point[0] + 0.00001, twin.Point[1]}
		for _, site := range []*registry.Site{far, twin, other} {
			if _, err := w.Put(ctx, site); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	after, err := importing.Review(t.Context(), store, registry.Sites, today)
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]int{}
	for _, f := range after.Findings[len(before.Findings):] {
		got[f.Code+" "+f.Rule]++
		if f.ID == "" || f.Message.IsZero() {
			t.Errorf("a finding says nothing: %+v", f)
		}
	}
	for _, want := range []string{"XA territory", "DOI elsewhere", "DOI duplicate", "DOI2 duplicate"} {
		if got[want] != 1 {
			t.Errorf("%s: %d times; all: %v", want, got[want], got)
		}
	}
	if _, err := importing.Review(t.Context(), store, registry.Applications, today); registry.CodeOf(err) != registry.Invalid {
		t.Errorf("dossiers are reviewed: %v", err)
	}
}
