package web

import (
	"io/fs"
	"path"
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

func TestSectionsSayEveryWordInBothLanguages(t *testing.T) {
	t.Parallel()
	blanks := regexp.MustCompile(`\{\w+\}`)
	for _, s := range sections() {
		for name, text := range s.words {
			inVI, inEN := blanks.FindAllString(text.VI, -1), blanks.FindAllString(text.EN, -1)
			slices.Sort(inVI)
			slices.Sort(inEN)
			if text.VI == "" || text.EN == "" || !slices.Equal(inVI, inEN) {
				t.Errorf("%s: %s: vi %q, en %q", s.path, name, text.VI, text.EN)
			}
		}
	}
}

// TestScriptsUseWordsThatAreThere reads the scripts: a word that no table has
// would be shown as "undefined".
func TestScriptsUseWordsThatAreThere(t *testing.T) {
	t.Parallel()
	used := regexp.MustCompile(`\bwords\.(\w+)`)
	frame := map[string]bool{}
	words := reflect.TypeFor[Words]()
	for _, field := range reflect.VisibleFields(words) {
		frame[field.Tag.Get("json")] = true
	}
	check := func(folder string, own vocabulary) {
		files, err := fs.Glob(embedded, path.Join("assets/src", folder, "*.js"))
		if err != nil || len(files) == 0 {
			t.Fatalf("%s: %v, %v", folder, files, err)
		}
		for _, file := range files {
			source, err := fs.ReadFile(embedded, file)
			if err != nil {
				t.Fatal(err)
			}
			for _, found := range used.FindAllSubmatch(source, -1) {
				name := string(found[1])
				if _, there := own[name]; !there && !frame[name] {
					t.Errorf("%s: no table has words.%s", file, name)
				}
			}
		}
	}
	check(".", nil)
	for _, s := range sections() {
		check(s.path, s.words)
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
