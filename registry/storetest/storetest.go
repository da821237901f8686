// Package storetest is the suite that every registry.Store must pass. An
// implementation calls Run from its own tests with a function that makes a new,
// empty store; what is particular to it (files, other programs) it tests itself.
package storetest

import (
	"context"
	"errors"
	"slices"
	"testing"

	"github.com/paulmach/orb"

	"hatang/registry"
)

// scenario is one statement about a Store.
type scenario struct {
	name string
	run  func(*testing.T, registry.Store)
}

// Run runs the whole suite; each scenario gets a store of its own, which the
// suite closes.
func Run(t *testing.T, open func(testing.TB) registry.Store) {
	t.Helper()
	for _, group := range [][]scenario{
		timeScenarios, writeScenarios, referenceScenarios, queryScenarios, historyScenarios, concurrencyScenarios, keepScenarios,
	} {
		for _, s := range group {
			t.Run(s.name, func(t *testing.T) {
				t.Parallel()
				store := open(t)
				t.Cleanup(func() {
					if err := store.Close(); err != nil {
						t.Errorf("Close: %v", err)
					}
				})
				s.run(t, store)
				if err := store.Verify(t.Context()); err != nil {
					t.Errorf("Verify after the scenario: %v", err)
				}
			})
		}
	}
}

var author = registry.Author{Actor: "officer:an", Request: "r-1", Reason: "test"}

// update runs fn in a transaction that must succeed.
func update(t *testing.T, s registry.Store, fn func(context.Context, registry.Writer) error) {
	t.Helper()
	if err := s.Update(t.Context(), author, fn); err != nil {
		t.Fatalf("Update: %v", err)
	}
}

// put stores records one by one in a transaction that must succeed.
func put(t *testing.T, s registry.Store, recs ...registry.Record) []registry.Outcome {
	t.Helper()
	var outcomes []registry.Outcome
	update(t, s, func(ctx context.Context, w registry.Writer) error {
		for _, rec := range recs {
			outcome, err := w.Put(ctx, rec)
			if err != nil {
				return err
			}
			outcomes = append(outcomes, outcome)
		}
		return nil
	})
	return outcomes
}

// refused runs fn in a transaction that must fail with the code, and checks that
// it left no change.
func refused(t *testing.T, s registry.Store, code registry.Code, fn func(context.Context, registry.Writer) error) error {
	t.Helper()
	before, err := s.Seq(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	err = s.Update(t.Context(), author, fn)
	if err == nil {
		t.Fatalf("Update succeeded; want a %s error", code)
	}
	if got := registry.CodeOf(err); got != code {
		t.Fatalf("error is %s (%v), want %s", got, err, code)
	}
	if after, err := s.Seq(t.Context()); err != nil || after != before {
		t.Fatalf("after the refused Update the chain stands at %d (%v), want %d", after, err, before)
	}
	return err
}

// refusedPut is refused for one Put.
func refusedPut(t *testing.T, s registry.Store, code registry.Code, rec registry.Record) error {
	t.Helper()
	return refused(t, s, code, func(ctx context.Context, w registry.Writer) error {
		_, err := w.Put(ctx, rec)
		return err
	})
}

// problemRules lists the rules of an error's problems.
func problemRules(err error) []string {
	var told *registry.Error
	var rules []string
	if errors.As(err, &told) {
		for _, p := range told.Problems {
			rules = append(rules, p.Column+":"+p.Rule)
		}
	}
	slices.Sort(rules)
	return rules
}

// day reads a date that is known to be one.
func day(text string) registry.Date {
	d, err := registry.ParseDate(text)
	if err != nil {
		panic(err)
	}
	return d
}

// viettel is the operator that most records belong to.
func viettel() *registry.Operator {
	return &registry.Operator{Code: "VTL", Name: "Viettel", Sector: "mobile"}
}

// site is a mast of Viettel at a place.
func site(code string, lon, lat float64) *registry.Site {
	s := &registry.Site{Code: code, OperatorCode: "VTL"}
	s.Point, s.Located = orb.Point{lon, lat}, true
	return s
}

// from gives a record its first day.
func from[T registry.Record](rec T, first string) T {
	rec.Head().ValidFrom = day(first)
	return rec
}

// span gives a record its dates.
func span[T registry.Record](rec T, first, end string) T {
	rec.Head().ValidFrom, rec.Head().ValidTo = day(first), day(end)
	return rec
}

// canonical is a record as the chain keeps it.
func canonical(rec registry.Record) string { return string(registry.AppendJSON(nil, rec)) }

// codes are the codes of the sites that a query finds, in its order.
func codes(t *testing.T, s registry.Reader, q registry.Query) []string {
	t.Helper()
	q.Kind = registry.Sites
	found, err := registry.Find[*registry.Site](t.Context(), s, q)
	if err != nil {
		t.Fatalf("Find %+v: %v", q, err)
	}
	got := []string{}
	for _, site := range found {
		got = append(got, site.Code)
	}
	return got
}

// expectCodes compares the sites that a query finds.
func expectCodes(t *testing.T, s registry.Reader, q registry.Query, want ...string) {
	t.Helper()
	if want == nil {
		want = []string{}
	}
	if got := codes(t, s, q); !slices.Equal(got, want) {
		t.Errorf("%+v finds %q, want %q", q, got, want)
	}
}
