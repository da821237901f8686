package api

import (
	"net/url"
	"slices"
	"strings"
	"testing"
)

// FuzzQuery takes query strings apart as the standard library does.
func FuzzQuery(f *testing.F) {
	for _, seed := range []string{
		"", "kind=stations&lon=107.5&lat=14.35", "a=1&b=2&a=3&a=", "name=%C4%91%E1%BA%AFk+t%C3%B4", "%zz", "a;b", "a=1&&b", "=x&=", "a%3Db=c%26d", "a=%", "&", "z&y&x=1=2",
		"a=1&b=1&c=1&d=1&e=1&f=1&g=1&h=1&i=1&j=1&k=1&l=1&m=1&n=1&o=1&p=1&q=1&r=1&s=1",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, raw string) {
		want, wrong := url.ParseQuery(raw)
		got, err := parseQuery(raw)
		if (err == nil) != (wrong == nil) {
			t.Fatalf("%q: %v, the library says %v", raw, err, wrong)
		}
		if err != nil {
			return
		}
		if len(got) != len(want) || !slices.IsSortedFunc(got, func(a, b argument) int { return strings.Compare(a.name, b.name) }) {
			t.Fatalf("%q: %v, the library says %v", raw, got, want)
		}
		for name, values := range want {
			i, found := got.find(name)
			if !found || !slices.Equal(append([]string{got[i].value}, got[i].further...), values) {
				t.Fatalf("%q: %q is %v, the library says %v", raw, name, got, values)
			}
		}
	})
}
