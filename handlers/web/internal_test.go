package web

import (
	"reflect"
	"regexp"
	"slices"
	"testing"

	"hatang/registry"
)

func TestEveryWordIsSaidInBothLanguages(t *testing.T) {
	t.Parallel()
	vi, en := reflect.ValueOf(wordsIn(registry.VI)), reflect.ValueOf(wordsIn(registry.EN))
	blanks := regexp.MustCompile(`\{\w+\}`)
	for _, field := range reflect.VisibleFields(vi.Type()) {
		if field.Anonymous {
			continue
		}
		name, v, e := field.Name, vi.FieldByIndex(field.Index).String(), en.FieldByIndex(field.Index).String()
		if v == "" || e == "" {
			t.Errorf("%s: vi %q, en %q: nothing may be empty", name, v, e)
		}
		inVI, inEN := blanks.FindAllString(v, -1), blanks.FindAllString(e, -1)
		slices.Sort(inVI)
		slices.Sort(inEN)
		if !slices.Equal(inVI, inEN) {
			t.Errorf("%s: blanks %v in Vietnamese, %v in English", name, inVI, inEN)
		}
	}
}

func TestEveryCodeHasAName(t *testing.T) {
	t.Parallel()
	for _, lang := range []registry.Lang{registry.VI, registry.EN} {
		for field, names := range labelsIn(lang) {
			if len(names) == 0 {
				t.Errorf("%s: no codes", field)
			}
			for code, name := range names {
				if name == "" {
					t.Errorf("%s %s has no name in %s", field, code, lang)
				}
			}
		}
	}
}

func TestAcceptsGzip(t *testing.T) {
	t.Parallel()
	for header, want := range map[string]bool{
		"":                        false,
		"gzip":                    true,
		"deflate, GZIP":           true,
		"br;q=1.0, gzip;q=0.8":    true,
		"gzip;q=0":                false,
		"gzip; q=0.000":           false,
		"*":                       true,
		"*;q=0":                   false,
		"*, gzip;q=0":             false,
		"identity":                false,
		"gzipped":                 false,
		"gzip;level=0":            true,
		"gzip;q=nonsense, *;q=.1": true,
	} {
		if got := acceptsGzip(header); got != want {
			t.Errorf("%q: got %v, want %v", header, got, want)
		}
	}
}

func FuzzAcceptsGzip(f *testing.F) {
	for _, seed := range []string{"", "gzip", "*;q=0", "gzip;q=0.5, br"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, header string) {
		if !acceptsGzip("gzip,"+header) || acceptsGzip("gzip;q=0,"+header) {
			t.Errorf("%q outweighs the gzip before it", header)
		}
	})
}
