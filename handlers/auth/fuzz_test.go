package auth

import (
	"net/url"
	"strings"
	"testing"
)

// FuzzNext: whatever is asked, one goes on within this service.
func FuzzNext(f *testing.F) {
	for _, text := range []string{"/", "/account", "//evil", `/\evil`, "https://evil", "/a?b=c#d", "/\t/evil", "/%2f/evil", ""} {
		f.Add(text)
	}
	base, err := url.Parse("http://127.0.0.1:8080/sign-in")
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, text string) {
		next := nextOf(text)
		if strings.ContainsAny(next, "\r\n\x00") {
			t.Fatalf("%q holds a line break", next)
		}
		if to, err := base.Parse(next); err == nil && to.Host != base.Host {
			t.Fatalf("%q leads to %s", text, to)
		}
	})
}

// FuzzLocalName: a name out of claims is one that accounts can have, or is
// refused when the account is made; it never holds what a log or header cannot.
func FuzzLocalName(f *testing.F) {
	for _, text := range []string{"an.nguyen", "Nguyễn Văn Ân", "", "\r\n", "..", strings.Repeat("đ", 100), "\xff"} {
		f.Add(text, "subject")
	}
	f.Fuzz(func(t *testing.T, name, subject string) {
		got := localName(map[string]any{"preferred_username": name}, subject)
		if len(got) > 64 || strings.Trim(got, "abcdefghijklmnopqrstuvwxyz0123456789._-@") != "" {
			t.Fatalf("%q", got)
		}
	})
}

// FuzzClaim: whatever a provider sends, reading a claim ends.
func FuzzClaim(f *testing.F) {
	f.Add("realm_access.roles")
	f.Add("...")
	f.Fuzz(func(t *testing.T, path string) {
		claims := map[string]any{"realm_access": map[string]any{"roles": []any{"a", 1, nil, map[string]any{}}}, "": "x", "b": true}
		for _, text := range claim(claims, path) {
			if text != "a" && text != "x" {
				t.Fatalf("%q gives %q", path, text)
			}
		}
	})
}

// FuzzCut: whatever the bytes are, cutting ends and only takes away.
func FuzzCut(f *testing.F) {
	f.Add([]byte(`{"id":"s","land_owner":"A","contact":"B"}`))
	f.Add([]byte(`,"land_owner":"\`))
	f.Add([]byte(`,"contact":[[{`))
	f.Fuzz(func(t *testing.T, rendered []byte) {
		length := len(rendered)
		if got := Nobody().Sight("sites").Cut(rendered, 0); len(got) > length {
			t.Fatalf("%d of %d bytes", len(got), length)
		}
	})
}
