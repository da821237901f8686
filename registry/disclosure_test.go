package registry_test

import (
	"errors"
	"slices"
	"testing"

	"hatang/registry"
)

func TestOpenFields(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		text   string
		faults int // -1: no JSON of the form
		opens  string
	}{
		"none":               {"", 0, ""},
		"one":                {`{"sites":["land_owner"]}`, 0, "land_owner"},
		"an unknown kind":    {`{"dreams":["land_owner"]}`, 1, ""},
		"a public field":     {`{"sites":["name"]}`, 1, ""},
		"all faults at once": {`{"sites":["name","no_such"],"events":["x"]}`, 3, ""},
		"no object":          {`["sites"]`, -1, ""},
		"something after":    {`{} {}`, -1, ""},
	} {
		open, err := registry.ParseOpenFields(tc.text)
		switch {
		case tc.faults == 0 && err != nil, tc.faults != 0 && registry.CodeOf(err) != registry.Invalid:
			t.Errorf("%s: %v", name, err)
		case tc.faults > 0 && problemsOf(err) != tc.faults:
			t.Errorf("%s: %v", name, err)
		case tc.opens != "" && !open[registry.Sites][tc.opens]:
			t.Errorf("%s: %v", name, open)
		}
	}
}

func problemsOf(err error) int {
	var e *registry.Error
	if !errors.As(err, &e) {
		return 0
	}
	return len(e.Problems)
}

// What can be closed is public, and is closed; what cannot is told why, all at once.
func TestClosedFields(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		text   string
		faults int // -1: no JSON of the form
		closes string
	}{
		"none":               {"", 0, ""},
		"one":                {`{"sites":["height_m"]}`, 0, "height_m"},
		"an unknown kind":    {`{"dreams":["note"]}`, 1, ""},
		"a managed kind":     {`{"applications":["note"]}`, 1, ""},
		"a restricted field": {`{"sites":["land_owner"]}`, 1, ""},
		"identity":           {`{"sites":["id","code","name","operator_code"],"stations":["site_id"]}`, 5, ""},
		"what day it was":    {`{"sites":["commissioned","valid_from"]}`, 2, ""},
		"where it is":        {`{"postal":["commune_code"]}`, 1, ""},
		"what is schematic":  {`{"units":["schematic"]}`, 1, ""},
		"public figures":     {`{"units":["population","area_km2"],"postal":["staffed"]}`, 3, ""},
		"no object":          {`7`, -1, ""},
	} {
		closed, err := registry.ParseClosedFields(tc.text)
		switch {
		case tc.faults == 0 && err != nil, tc.faults != 0 && registry.CodeOf(err) != registry.Invalid:
			t.Errorf("%s: %v", name, err)
		case tc.faults > 0 && problemsOf(err) != tc.faults:
			t.Errorf("%s: %v", name, err)
		case tc.closes != "" && !closed[registry.Sites][tc.closes]:
			t.Errorf("%s: %v", name, closed)
		}
	}
}

func TestDisclosure(t *testing.T) {
	t.Parallel()
	shown, err := registry.ParseDisclosure(`{"sites":["land_owner"]}`, `{"sites":["height_m","address"]}`)
	if err != nil {
		t.Fatal(err)
	}
	hidden := shown.Of(registry.Sites)
	for name, want := range map[string]bool{"land_owner": false, "contact": true, "height_m": true, "address": true, "name": false} {
		if hidden.Has(name) != want || hidden.Shows()(registry.SchemaOf(registry.Sites).Field(name)) == want {
			t.Errorf("%s: hidden %v", name, hidden.Has(name))
		}
	}
	if got := hidden.Unsearched(); !slices.Equal(got, []string{"address"}) {
		t.Errorf("not searched: %v", got)
	}
	var none *registry.Disclosure
	if !none.Of(registry.Sites).Has("contact") || none.Of(registry.Sites).Has("height_m") || none.Of(registry.Sites).Key() != "" {
		t.Error("undecided is not what the schema says")
	}
	if !none.Of("dreams").None() || hidden.Key() == "" || hidden.Key() == none.Of(registry.Sites).Key() {
		t.Errorf("%q", hidden.Key())
	}
	site := &registry.Site{Code: "A", Address: "x", LandOwner: "y", HeightM: registry.Some(3.0)}
	if got, ok := hidden.Clear(site).(*registry.Site); !ok || got.Address != "" || got.HeightM.Known || got.LandOwner != "y" || site.Address != "x" {
		t.Errorf("%+v", got)
	}
	if plain := (&registry.Site{Code: "A"}); hidden.Clear(plain) != registry.Record(plain) {
		t.Error("a record that states nothing hidden is copied")
	}
	strict := registry.ClosedDisclosure()
	for _, kind := range registry.EditedKinds() {
		for _, name := range append(registry.ClosableFields(kind), registry.RestrictedFields(kind)...) {
			if !strict.Of(kind).Has(name) {
				t.Errorf("%s.%s is shown", kind, name)
			}
		}
	}
}

func FuzzParseFieldNames(f *testing.F) {
	f.Add(`{"sites":["land_owner"]}`)
	f.Add(`{"sites":["height_m"],"units":["note"]}`)
	f.Fuzz(func(t *testing.T, text string) {
		closed, err := registry.ParseClosedFields(text)
		for kind, names := range closed {
			for name := range names {
				if err == nil && !slices.Contains(registry.ClosableFields(kind), name) {
					t.Errorf("%s.%s was closed", kind, name)
				}
			}
		}
		open, err := registry.ParseOpenFields(text)
		for kind, names := range open {
			for name := range names {
				if f := registry.SchemaOf(kind).Field(name); err == nil && (f == nil || !f.Restricted) {
					t.Errorf("%s.%s was opened", kind, name)
				}
			}
		}
	})
}
