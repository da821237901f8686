package registry_test

import (
	"errors"
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

func FuzzParseOpenFields(f *testing.F) {
	f.Add(`{"sites":["land_owner"]}`)
	f.Fuzz(func(t *testing.T, text string) {
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
