package auth_test

import (
	"net/http"
	"testing"
	"time"

	"hatang/registry/accounts"
)

// A restart signs nobody out, and what was used last is written down.
func TestRestart(t *testing.T) {
	t.Parallel()
	s := start(t)
	a := s.add(accounts.Account{Name: "an", Role: accounts.Officer})
	cookie := s.signIn("an")
	value, err := s.files.AddToken(t.Context(), &accounts.Token{Account: a, Label: "x", Scopes: []accounts.Scope{accounts.ScopeRead}, ExpiresAt: s.clock.now().AddDate(0, 0, 9)})
	must(t, err)
	s.clock.advance(20 * time.Minute)
	used := s.clock.now()
	for _, q := range []request{{cookie: cookie}, {header: map[string]string{"Authorization": "Bearer " + value}}} {
		if role, _ := s.whoIs(q); role != "officer" {
			t.Fatal(role)
		}
	}
	s.auth.Close()
	tokens, err := s.files.Tokens(t.Context(), a)
	must(t, err)
	if tokens[0].UsedAt.UnixMilli() != used.UnixMilli() || tokens[0].UsedFrom != "192.0.2.7" {
		t.Errorf("the token was used %v from %q, %v is expected", tokens[0].UsedAt, tokens[0].UsedFrom, used)
	}
	sessions, err := s.files.Sessions(t.Context(), a)
	must(t, err)
	if sessions[0].SeenAt.UnixMilli() != used.UnixMilli() || sessions[0].Address != "192.0.2.7" {
		t.Errorf("the session was seen %v from %q", sessions[0].SeenAt, sessions[0].Address)
	}
	s.clock.advance(50 * time.Minute) // 70 since it was signed in, 50 since it was used
	s.assemble()
	if role, _ := s.whoIs(request{cookie: cookie}); role != "officer" {
		t.Errorf("after a restart the session is %s", role)
	}
}

// Changes that other connections make to the file, which void what is known of
// sessions, do not make sessions in use idle.
func TestForgettingKeepsUse(t *testing.T) {
	t.Parallel()
	s := start(t)
	s.add(accounts.Account{Name: "an", Role: accounts.Officer})
	s.add(accounts.Account{Name: "other", Role: accounts.Officer})
	cookie := s.signIn("an")
	for range 10 {
		s.clock.advance(45 * time.Minute)
		if role, _ := s.whoIs(request{cookie: cookie}); role != "officer" {
			t.Fatalf("the session in use is %s", role)
		}
		s.signIn("other") // forgets
	}
}

// A file that cannot be read lets nobody in by mistake.
func TestFileAway(t *testing.T) {
	t.Parallel()
	s := start(t)
	s.everybody()
	cookie := s.signIn("officer") // forgets the others
	s.auth.Close()
	must(t, s.files.Close())
	for name, q := range map[string]request{
		"a session": {cookie: cookie}, "a token": {header: map[string]string{"Authorization": "Bearer hatang_x"}}, "an administrator": {cookie: s.roles["administrator"]},
	} {
		q.target = "/api/v1/changes"
		if w := s.do(q); w.Code != http.StatusInternalServerError || contains(w, "database") {
			t.Errorf("%s: %d %s", name, w.Code, w.Body)
		}
	}
	if w := s.do(request{target: "/api/v1/sites"}); w.Code != http.StatusOK || contains(w, "zqx-") {
		t.Errorf("the public: %d", w.Code)
	}
}
