package appraisal_test

import (
	"context"
	"strings"
	"testing"

	"hatang/registry"
	"hatang/registry/appraisal"
	"hatang/registry/network"
	"hatang/registry/sqlite"
	"hatang/registry/sqlite/sqlitetest"
)

func TestGolden(t *testing.T) {
	t.Parallel()
	library := shipped(t)
	cases := readCases(t)
	if len(cases) < 60 {
		t.Errorf("%d cases, want at least 60", len(cases))
	}
	seen := map[string]bool{}
	for _, c := range cases {
		if seen[c.Name] {
			t.Errorf("two cases are called %s", c.Name)
		}
		seen[c.Name] = true
		t.Run(c.Name, func(t *testing.T) {
			t.Parallel()
			if c.Article == "" || c.Because == "" || len(c.Expect)+len(c.Terms) == 0 {
				t.Fatal("a case names its article, its reason and what is expected")
			}
			s := c.scene(t)
			for _, wrong := range c.run(t, library, appraisal.NewMemory(0, s.records...), s) {
				t.Error(wrong)
			}
		})
	}
}

// run appraises the case and returns what differs from its expectations.
func (c *goldenCase) run(tb testing.TB, library *appraisal.Library, w appraisal.World, s scene) []string {
	tb.Helper()
	result, err := appraisal.New(library, appraisal.Options{Coverage: s.coverage}).Appraise(tb.Context(), w, s.dossier)
	if err != nil {
		return []string{err.Error()}
	}
	wrong := c.check(&result.Positions[0])
	if len(c.Terms) == 0 {
		return wrong
	}
	sets, _ := library.For("24", s.dossier.AsOf)
	rules := appraisal.NewRules(sets...)
	for from, want := range c.Terms {
		if term, ok := rules.Term(from); !ok || term.Value != want {
			wrong = append(wrong, "term "+from)
		}
	}
	return wrong
}

// TestGoldenOnARegistry runs the cases against the live view of a registry file:
// what stands in memory and what is read from a file are judged alike.
func TestGoldenOnARegistry(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("makes a registry file for every case; run without -short")
	}
	library := shipped(t)
	for _, c := range readCases(t) {
		t.Run(c.Name, func(t *testing.T) {
			t.Parallel()
			s := c.scene(t)
			for _, wrong := range c.run(t, library, stored(t, s.records), s) {
				t.Error(wrong)
			}
		})
	}
}

// stored is the live view of a registry file with the records.
func stored(t *testing.T, records []registry.Record) appraisal.World {
	t.Helper()
	store := sqlitetest.New(t, sqlite.Options{})
	other := &registry.Application{RowHead: registry.RowHead{Row: registry.Head{ID: "b"}}, Code: "HS99", Type: "position", OperatorCode: "vnpt", State: "filed"}
	byKind := map[registry.Kind][]registry.Record{registry.Applications: {other}}
	for _, rec := range records {
		byKind[rec.Kind()] = append(byKind[rec.Kind()], rec)
	}
	err := store.Update(t.Context(), registry.Author{Actor: "test"}, func(ctx context.Context, w registry.Writer) error {
		for _, kind := range registry.Kinds() {
			if len(byKind[kind]) == 0 {
				continue
			}
			if _, err := w.PutAll(ctx, byKind[kind]); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	live, err := network.Open(t.Context(), store, network.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(live.Close)
	return live.View()
}

// mutant is a rule set with one thing changed.
type mutant struct {
	name string
	id   string // of the clause that was changed, "" for a state
	body string
}

// TestEveryThresholdAndStateMatters changes every threshold by one unit, every
// number of a predicate by one, and every state that counts or does not: each
// change must make at least one case fail.
func TestEveryThresholdAndStateMatters(t *testing.T) {
	t.Parallel()
	cases := readCases(t)
	scenes := make([]scene, len(cases))
	worlds := make([]appraisal.World, len(cases))
	for i := range cases {
		scenes[i] = cases[i].scene(t)
		worlds[i] = appraisal.NewMemory(0, scenes[i].records...)
	}
	base := shipped(t)
	for _, file := range []string{"bac-ninh-72-2025.yaml", "national.yaml", "national-2026.yaml"} {
		for _, m := range mutants(t, file) {
			t.Run(m.name, func(t *testing.T) {
				t.Parallel()
				set, err := appraisal.Parse([]byte(m.body))
				if err != nil {
					t.Fatalf("the mutant cannot be read: %v", err)
				}
				library := base.With(set)
				for _, i := range likeliest(cases, m.id) {
					if len(cases[i].run(t, library, worlds[i], scenes[i])) > 0 {
						return // killed
					}
				}
				t.Error("survived: no case fails")
			})
		}
	}
}

// likeliest is the indexes of the cases, those that speak of the clause first.
func likeliest(cases []goldenCase, id string) []int {
	var first, rest []int
	for i := range cases {
		speaks := id == "" && strings.HasPrefix(cases[i].Name, "states-that-count") || len(cases[i].Terms) > 0
		for _, want := range cases[i].Expect {
			speaks = speaks || id != "" && strings.Contains(want, id)
		}
		if speaks {
			first = append(first, i)
		} else {
			rest = append(rest, i)
		}
	}
	return append(first, rest...)
}
