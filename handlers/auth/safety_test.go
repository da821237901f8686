package auth_test

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"hatang/handlers"
	"hatang/handlers/auth"
	"hatang/registry"
	"hatang/registry/accounts"
)

// Signing in never keeps the session that the browser came with: neither one
// that somebody planted nor one's own from before.
func TestSessionFixation(t *testing.T) {
	t.Parallel()
	s := start(t)
	s.add(accounts.Account{Name: "an", Role: accounts.Officer})
	planted := &http.Cookie{Name: "hatang", Value: strings.Repeat("A", 43)}
	w := s.form("/sign-in", planted, "name", "an", "password", password)
	first := cookieOf(w, "hatang")
	if first == nil || first.Value == planted.Value {
		t.Fatalf("signing in keeps the planted session: %v", first)
	}
	if role, _ := s.whoIs(request{cookie: planted}); role != "public" {
		t.Errorf("the planted session is %s", role)
	}
	second := cookieOf(s.form("/sign-in", first, "name", "an", "password", password), "hatang")
	if second == nil || second.Value == first.Value {
		t.Fatal("signing in again keeps the session")
	}
	if role, _ := s.whoIs(request{cookie: first}); role != "public" {
		t.Errorf("the session of before is still %s", role)
	}
	if role, _ := s.whoIs(request{cookie: second}); role != "officer" {
		t.Errorf("the new session is %s", role)
	}
	if !second.HttpOnly || second.SameSite != http.SameSiteLaxMode || second.Path != "/" || second.Secure {
		t.Errorf("the cookie is %+v", second)
	}
}

// Over TLS the cookie is bound to this very host.
func TestSecureCookie(t *testing.T) {
	t.Parallel()
	s := start(t, behindProxy)
	s.add(accounts.Account{Name: "an", Role: accounts.Officer})
	q := request{method: http.MethodPost, target: "/sign-in", body: url.Values{"name": {"an"}, "password": {password}}.Encode(), header: map[string]string{
		"Content-Type": "application/x-www-form-urlencoded", "X-Forwarded-Proto": "https",
	}}
	cookie := cookieOf(s.do(q), "__Host-hatang")
	if cookie == nil || !cookie.Secure || cookie.Path != "/" || cookie.Domain != "" {
		t.Fatalf("the cookie is %+v", cookie)
	}
	if role, _ := s.whoIs(request{cookie: cookie}); role != "public" {
		t.Error("the secure session is good without TLS")
	}
	if role, _ := s.whoIs(request{cookie: cookie, header: map[string]string{"X-Forwarded-Proto": "https"}}); role != "officer" {
		t.Errorf("the secure session is %s", role)
	}
}

// A write that comes with a session must show that it comes from a page of ours.
func TestForgery(t *testing.T) {
	t.Parallel()
	s := start(t)
	s.everybody()
	cookie := s.roles["officer"]
	csrf := between(s.do(request{target: "/account", cookie: cookie}).Body.String(), `name="csrf" value="`, `"`)
	if csrf == "" {
		t.Fatal("the account's forms carry no value")
	}
	for _, tc := range []struct {
		name   string
		header map[string]string
		want   int
	}{
		{"from a page of ours", map[string]string{"Origin": "http://" + host}, 412},
		{"from a page of ours, as new browsers say", map[string]string{"Sec-Fetch-Site": "same-origin"}, 412},
		{"with the session's form value", map[string]string{"X-CSRF-Token": csrf}, 412},
		{"from another site", map[string]string{"Origin": "https://evil.example"}, 403},
		{"from another port", map[string]string{"Origin": "http://127.0.0.1:9999"}, 403},
		{"from nowhere", map[string]string{"Origin": "null"}, 403},
		{"cross-site by header", map[string]string{"Sec-Fetch-Site": "cross-site"}, 403},
		{"from a neighbour", map[string]string{"Sec-Fetch-Site": "same-site"}, 403},
		{"cross-site with the value", map[string]string{"Sec-Fetch-Site": "cross-site", "X-CSRF-Token": csrf}, 403},
		{"without saying", nil, 403},
		{"with a wrong value", map[string]string{"X-CSRF-Token": csrf[1:] + "A"}, 403},
	} {
		header := map[string]string{"If-Match": "999999", "Content-Type": "application/json"}
		for k, v := range tc.header {
			header[k] = v
		}
		w := s.do(request{method: http.MethodPatch, target: "/api/v1/sites/s-west", body: `{"note":"x"}`, cookie: cookie, bare: true, header: header})
		if w.Code != tc.want {
			t.Errorf("%s: %d, %d is expected: %s", tc.name, w.Code, tc.want, w.Body)
		}
	}
	for _, target := range []string{"/sign-in", "/setup", "/sign-out", "/account/password", "/account/tokens"} {
		w := s.do(request{method: http.MethodPost, target: target, cookie: cookie, bare: true, header: map[string]string{"Origin": "https://evil.example", "Content-Type": "application/x-www-form-urlencoded"}})
		if w.Code != http.StatusForbidden {
			t.Errorf("%s from another site: %d", target, w.Code)
		}
	}
	if role, _ := s.whoIs(request{cookie: cookie}); role != "officer" {
		t.Error("another site signed the caller out")
	}
	// signing somebody else's browser in as oneself
	w := s.do(request{method: http.MethodPost, target: "/sign-in", body: url.Values{"name": {"officer"}, "password": {password}}.Encode(), bare: true, header: map[string]string{"Content-Type": "application/x-www-form-urlencoded"}})
	if w.Code != http.StatusForbidden || cookieOf(w, "hatang") != nil {
		t.Errorf("signing in without saying from where: %d", w.Code)
	}
}

func between(text, before, after string) string {
	_, rest, found := strings.Cut(text, before)
	if !found {
		return ""
	}
	middle, _, _ := strings.Cut(rest, after)
	return middle
}

// What was revoked, ended, disabled or is past its time is no good from then on.
func TestReplayAfterRevocation(t *testing.T) {
	t.Parallel()
	s := start(t)
	admin := s.add(accounts.Account{Name: "admin", Role: accounts.Administrator})
	officer := s.add(accounts.Account{Name: "an", Role: accounts.Officer})
	keeper := s.signIn("admin")
	is := func(what, want string, q request) {
		t.Helper()
		role, status := s.whoIs(q)
		if want == "refused" && status != http.StatusUnauthorized || want != "refused" && role != want {
			t.Errorf("%s: %s (%d), %s is expected", what, role, status, want)
		}
	}
	bearer := func(value string) request {
		return request{header: map[string]string{"Authorization": "Bearer " + value}}
	}
	token := func(a *accounts.Account) (string, string) {
		t.Helper()
		made := &accounts.Token{Account: a, Label: "x", Scopes: []accounts.Scope{accounts.ScopeRead}, ExpiresAt: s.clock.now().Add(24 * time.Hour)}
		value, err := s.files.AddToken(t.Context(), made)
		must(t, err)
		return value, made.ID
	}

	cookie := s.signIn("an")
	is("a session", "officer", request{cookie: cookie})
	s.form("/sign-out", cookie)
	is("a session that was signed out", "public", request{cookie: cookie})

	value, id := token(admin)
	is("a token", "administrator", bearer(value))
	if w := s.form("/account/tokens/revoke", keeper, "id", id); w.Code != http.StatusSeeOther {
		t.Fatalf("revoking: %d %s", w.Code, w.Body)
	}
	is("a revoked token", "refused", bearer(value))
	is("a token with a changed letter", "refused", bearer(value[:20]+"x"+value[21:]))
	is("half a token", "refused", bearer(value[:20]))
	is("a token of another scheme", "refused", request{header: map[string]string{"Authorization": "Basic " + value}})
	is("a token in the address", "public", request{})

	cookie, other := s.signIn("an"), s.signIn("an")
	value, _ = token(officer)
	is("the officer's token", "officer", bearer(value))
	sessions, err := s.files.Sessions(t.Context(), officer)
	must(t, err)
	for _, one := range sessions {
		if one.Hash == accounts.HashOf(other.Value) {
			s.form("/account/sessions/end", cookie, "id", one.ID)
		}
	}
	is("a session that another ended", "public", request{cookie: other})
	is("the session that ended it", "officer", request{cookie: cookie})
	s.roles["keeper"] = keeper
	if w := s.as("keeper", http.MethodPatch, "/api/v1/users/an", `{"disabled":true}`); w.Code != http.StatusOK {
		t.Fatalf("disabling: %d %s", w.Code, w.Body)
	}
	is("the session of a disabled account", "public", request{cookie: cookie})
	is("the token of a disabled account", "refused", bearer(value))
	if w := s.form("/sign-in", nil, "name", "an", "password", password); w.Code != http.StatusUnauthorized {
		t.Errorf("a disabled account signs in: %d", w.Code)
	}
	s.as("keeper", http.MethodPatch, "/api/v1/users/an", `{"disabled":false}`)
	is("the old token of an account that was enabled again", "refused", bearer(value))

	value, _ = token(admin)
	is("a token in time", "administrator", bearer(value))
	s.clock.advance(25 * time.Hour)
	is("a token past its time", "refused", bearer(value))
}

// A change through another program, such as hatang user disable, is noticed.
func TestRevocationByAnotherProgram(t *testing.T) {
	t.Parallel()
	s := start(t)
	s.add(accounts.Account{Name: "an", Role: accounts.Officer})
	cookie := s.signIn("an")
	if role, _ := s.whoIs(request{cookie: cookie}); role != "officer" {
		t.Fatal(role)
	}
	outside, err := accounts.Open(t.Context(), s.files.Path(), accounts.Options{Passwords: cheap})
	must(t, err)
	must(t, outside.SetDisabled(t.Context(), "an", true))
	must(t, outside.Close())
	for begun := time.Now(); ; time.Sleep(20 * time.Millisecond) {
		if role, _ := s.whoIs(request{cookie: cookie}); role == "public" {
			return
		}
		if time.Since(begun) > 30*time.Second {
			t.Fatal("the session of the disabled account is still good")
		}
	}
}

// Sessions end when they are not used, and after half a day whatever happens.
func TestTimeouts(t *testing.T) {
	t.Parallel()
	s := start(t)
	s.add(accounts.Account{Name: "an", Role: accounts.Officer})
	cookie := s.signIn("an")
	s.clock.advance(auth.Idle - time.Minute)
	if role, _ := s.whoIs(request{cookie: cookie}); role != "officer" {
		t.Error("a session ends before it idled")
	}
	s.clock.advance(auth.Idle + time.Minute)
	if role, _ := s.whoIs(request{cookie: cookie}); role != "public" {
		t.Error("a session that idled is good")
	}
	cookie = s.signIn("an")
	for used := time.Duration(0); used < auth.Absolute-time.Hour; used += 30 * time.Minute {
		s.clock.advance(30 * time.Minute)
		if role, _ := s.whoIs(request{cookie: cookie}); role != "officer" {
			t.Fatalf("a session in use ends after %v", used)
		}
	}
	for range 3 {
		s.clock.advance(30 * time.Minute)
		s.whoIs(request{cookie: cookie})
	}
	if role, _ := s.whoIs(request{cookie: cookie}); role != "public" {
		t.Error("a session in use never ends")
	}
}

// After a few wrong passwords the name waits, twice as long each time, whether
// there is such an account or not, and so does the address.
func TestLockout(t *testing.T) {
	t.Parallel()
	s := start(t)
	s.add(accounts.Account{Name: "an", Role: accounts.Officer})
	for _, name := range []string{"an", "nobody"} {
		try := func(password string) (int, string) {
			w := s.form("/sign-in", nil, "name", name, "password", password)
			return w.Code, w.Header().Get("Retry-After")
		}
		for i := range 5 {
			if code, _ := try("wrong"); code != http.StatusUnauthorized {
				t.Fatalf("%s, try %d: %d", name, i, code)
			}
		}
		waits := []string{"30", "60", "120"}
		for _, wait := range waits {
			if code, after := try(password); code != http.StatusTooManyRequests || after != wait {
				t.Errorf("%s while it has to wait: %d, Retry-After %s, %s is expected", name, code, after, wait)
			}
			d, err := time.ParseDuration(wait + "s")
			must(t, err)
			s.clock.advance(d + time.Second)
			if code, _ := try("wrong"); code != http.StatusUnauthorized {
				t.Errorf("%s after waiting: %d", name, code)
			}
		}
		s.clock.advance(2 * time.Hour)
	}
	if w := s.form("/sign-in", nil, "name", "an", "password", password); w.Code != http.StatusSeeOther {
		t.Errorf("the right password after all: %d", w.Code)
	}
	for i := range 40 {
		w := s.form("/sign-in", nil, "name", fmt.Sprintf("name%d", i), "password", "wrong")
		if i == 39 && w.Code != http.StatusTooManyRequests {
			t.Errorf("an address that tries 40 names: %d", w.Code)
		}
	}
	events, err := s.files.Events(t.Context(), "", 0, 1000)
	must(t, err)
	count := map[accounts.EventKind]int{}
	for _, e := range events {
		count[e.Kind]++
		if strings.Contains(e.Account, "nobody") || strings.HasPrefix(e.Account, "name") {
			t.Errorf("what was typed as a name is kept: %+v", e)
		}
		if e.Address != "192.0.2.7" {
			t.Errorf("the address of %+v is wrong", e)
		}
	}
	if count[accounts.SignInFailed] < 20 || count[accounts.SignInBlocked] < 3 || count[accounts.SignedIn] != 1 {
		t.Errorf("events: %v", count)
	}
}

// Whoever is refused again and again waits.
func TestRefusalsAreLimited(t *testing.T) {
	t.Parallel()
	s := start(t)
	guess := func() int {
		return s.do(request{target: "/api/v1/sites", header: map[string]string{"Authorization": "Bearer hatang_guess"}}).Code
	}
	for i := range 119 {
		if code := guess(); code != http.StatusUnauthorized {
			t.Fatalf("guess %d: %d", i, code)
		}
	}
	guess()
	if code := guess(); code != http.StatusTooManyRequests {
		t.Errorf("the 121st guess within a minute: %d", code)
	}
	events, err := s.files.Events(t.Context(), "", 0, 1000)
	must(t, err)
	if len(events) == 0 || len(events) > 40 {
		t.Errorf("%d refusals are written down", len(events))
	}
	s.clock.advance(refusalPause)
	if code := guess(); code != http.StatusUnauthorized {
		t.Errorf("a minute later: %d", code)
	}
}

// A token does what its scopes say, and nothing of its account's own affairs.
func TestScopes(t *testing.T) {
	t.Parallel()
	s := start(t)
	admin := s.add(accounts.Account{Name: "admin", Role: accounts.Administrator})
	for _, tc := range []struct {
		scope                     accounts.Scope
		read, write, users, sight bool
	}{
		{accounts.ScopeRead, true, false, true, true},
		{accounts.ScopeWrite, false, true, false, false},
		{accounts.ScopeManage, false, false, false, false},
		{accounts.ScopeDecide, false, false, false, false},
	} {
		value, err := s.files.AddToken(t.Context(), &accounts.Token{Account: admin, Label: "x", Scopes: []accounts.Scope{tc.scope}, ExpiresAt: s.clock.now().AddDate(0, 0, 1)})
		must(t, err)
		for _, one := range []struct {
			method, target, body string
			may                  bool
		}{
			{"GET", "/api/v1/changes", "", tc.read},
			{"PATCH", "/api/v1/sites/s-west", `{"note":"x"}`, tc.write},
			{"GET", "/events", "", tc.users},
			{"POST", "/account/tokens", "label=x&scope=read&days=9", false},
			{"POST", "/account/password", "", false},
		} {
			w := s.do(request{method: one.method, target: one.target, body: one.body, bare: true, header: map[string]string{
				"Authorization": "Bearer " + value, "If-Match": "999999", "Content-Type": "application/json",
			}})
			if may := w.Code != http.StatusForbidden; may != one.may {
				t.Errorf("%s %s with scope %s: %d %s", one.method, one.target, tc.scope, w.Code, w.Body)
			}
		}
		w := s.do(request{target: "/api/v1/within?kind=sites&lon=108&lat=14.3&radius_m=90000", header: map[string]string{"Authorization": "Bearer " + value}})
		if sees := contains(w, "zqx-"); sees != tc.sight {
			t.Errorf("scope %s sees restricted fields: %v", tc.scope, sees)
		}
		s.clock.advance(refusalPause)
	}
}

// After signing in one goes on within this service, never elsewhere.
func TestNext(t *testing.T) {
	t.Parallel()
	s := start(t)
	s.add(accounts.Account{Name: "an", Role: accounts.Officer})
	for next, want := range map[string]string{
		"/account": "/account", "/api/v1/sites?q=a": "/api/v1/sites?q=a", "": "/", "https://evil.example/": "/", "//evil.example/": "/",
		`/\evil.example`: "/", "/a\r\nX-Injected: 1": "/", "javascript:alert(1)": "/", "/sign-in?next=/sign-in": "/", "account": "/",
	} {
		w := s.form("/sign-in", nil, "name", "an", "password", password, "next", next)
		if got := w.Header().Get("Location"); w.Code != http.StatusSeeOther || got != want || w.Header().Get("X-Injected") != "" {
			t.Errorf("next %q leads to %q (%d)", next, got, w.Code)
		}
	}
}

// Paths that climb lead nowhere.
func TestTraversal(t *testing.T) {
	t.Parallel()
	s := start(t)
	s.everybody()
	for _, target := range []string{
		"/assets/x/../../../../etc/passwd", "/assets/x/%2e%2e/%2e%2e/etc/passwd", "/assets/..%2f..%2fetc%2fpasswd/x", "/tiles/..%2f..%2fetc%2fpasswd.json",
		"/api/v1/sites/..%2f..%2f..%2fetc%2fpasswd", "/ogc/collections/..%2f..%2fregistry.gpkg", "/ogc/collections/sites/items/..%2f..%2fregistry.gpkg.accounts",
		"/registry.gpkg", "/registry.gpkg.accounts", "/../registry.gpkg.accounts", "/assets/x/%00", "//etc/passwd", "/api/v1/sites/%00",
	} {
		for _, name := range []string{"public", "administrator"} {
			w := s.as(name, http.MethodGet, target, "")
			if w.Code != http.StatusNotFound && w.Code != http.StatusBadRequest || contains(w, "root:") || contains(w, "SQLite") {
				t.Errorf("GET %s as %s: %d %.200s", target, name, w.Code, w.Body)
			}
		}
	}
}

// Thirty requests that nobody means well with, and the refusal of each.
func TestHostileRequests(t *testing.T) {
	t.Parallel()
	s := start(t)
	s.everybody()
	long := strings.Repeat("a", 70_000)
	form := map[string]string{"Content-Type": "application/x-www-form-urlencoded"}
	with := func(pairs ...string) map[string]string {
		header := map[string]string{}
		for i := 0; i+1 < len(pairs); i += 2 {
			header[pairs[i]] = pairs[i+1]
		}
		return header
	}
	officer := s.roles["officer"]
	for _, tc := range []struct {
		name string
		q    request
		want string // statuses
	}{
		{"a name as SQL", request{method: "POST", target: "/sign-in", body: url.Values{"name": {"' OR 1=1 --"}, "password": {"x"}}.Encode(), header: form}, "401"},
		{"a password as SQL", request{method: "POST", target: "/sign-in", body: url.Values{"name": {"officer"}, "password": {"' OR '1'='1"}}.Encode(), header: form}, "401"},
		{"a name as page", request{method: "POST", target: "/sign-in", body: url.Values{"name": {"<script>alert(1)</script>"}, "password": {"x"}}.Encode(), header: form}, "401"},
		{"a name of 70 kB", request{method: "POST", target: "/sign-in", body: "name=" + long + "&password=x", header: form}, "413"},
		{"a password of 30 kB", request{method: "POST", target: "/sign-in", body: "name=officer&password=" + long[:30000], header: form}, "401"},
		{"a password that begins right", request{method: "POST", target: "/sign-in", body: url.Values{"name": {"officer"}, "password": {password + strings.Repeat("x", 300)}}.Encode(), header: form}, "401"},
		{"no password", request{method: "POST", target: "/sign-in", body: "name=officer", header: form}, "401"},
		{"a form that is none", request{method: "POST", target: "/sign-in", body: "%zz=%", header: form}, "400"},
		{"a code without a sign-in", request{method: "POST", target: "/sign-in/code", body: "code=123456", header: form}, "303"},
		{"a made-up link", request{target: "/setup?token=" + long[:43]}, "404"},
		{"a link of 70 kB", request{target: "/setup?token=" + long}, "404"},
		{"a setup without a link", request{method: "POST", target: "/setup", body: url.Values{"name": {"evil"}, "password": {password}, "again": {password}}.Encode(), header: form}, "404"},
		{"a made-up cookie", request{target: "/account", cookie: &http.Cookie{Name: "hatang", Value: "../../etc/passwd"}}, "401"},
		{"a cookie of 20 kB", request{target: "/account", cookie: &http.Cookie{Name: "hatang", Value: long[:20000]}}, "401"},
		{"a role in the cookie", request{target: "/users", cookie: &http.Cookie{Name: "hatang", Value: "role=administrator"}}, "401"},
		{"a role in a header", request{target: "/users", header: with("X-Role", "administrator", "X-User", "administrator", "X-Forwarded-User", "administrator")}, "401"},
		{"an unsigned JSON web token", request{target: "/users", header: with("Authorization", "Bearer eyJhbGciOiJub25lIn0.eyJzdWIiOiJhZG1pbiJ9.")}, "401"},
		{"another scheme", request{target: "/users", header: with("Authorization", "Digest username=\"administrator\"")}, "401"},
		{"a token of 70 kB", request{target: "/users", header: with("Authorization", "Bearer hatang_"+long)}, "401"},
		{"another method in a header", request{method: "POST", target: "/api/v1/sites/s-west/rows", header: with("X-HTTP-Method-Override", "DELETE")}, "405"},
		{"another path in a header", request{target: "/users", header: with("X-Original-URL", "/healthz", "X-Rewrite-URL", "/healthz")}, "401"},
		{"an address pretended", request{target: "/users", header: with("X-Forwarded-For", "127.0.0.1", "X-Real-IP", "127.0.0.1", "Forwarded", "for=127.0.0.1")}, "401"},
		{"HEAD in place of GET", request{method: "HEAD", target: "/users", bare: true}, "401"},
		{"a trailing slash", request{target: "/users/"}, "404"},
		{"small and great letters", request{target: "/USERS"}, "404"},
		{"an encoded path", request{target: "/%75sers"}, "401|404"},
		{"a path beneath a path", request{target: "/api/v1/../../users"}, "401|404"},
		{"a role for oneself", request{method: "POST", target: "/api/v1/users", body: "name=evil&role=administrator", cookie: officer, header: form}, "403"},
		{"a stranger's session", request{method: "POST", target: "/account/sessions/end", body: "id=aaaaaaaaaaaa", cookie: officer, header: form}, "404"},
		{"a stranger's token", request{method: "POST", target: "/account/tokens/revoke", body: "id=aaaaaaaaaaaa", cookie: officer, header: form}, "404"},
		{"a scope that is none", request{method: "POST", target: "/account/tokens", body: "label=x&scope=root&days=9", cookie: officer, header: form}, "400"},
		{"a token for ever", request{method: "POST", target: "/account/tokens", body: "label=x&scope=read&days=99999", cookie: officer, header: form}, "400"},
		{"a bell in a label", request{method: "POST", target: "/account/tokens", body: "label=a%07b&scope=read&days=9", cookie: officer, header: form}, "400"},
		{"a request id with a line break", request{target: "/users", header: with("X-Request-Id", "a\r\nX-Injected: 1")}, "401"},
		{"the last event of nobody", request{target: "/events?before=-1", cookie: s.roles["auditor"]}, "400"},
		{"JSON in place of a form", request{method: "POST", target: "/sign-in", body: `{"name":"officer"}`, header: with("Content-Type", "application/json")}, "401"},
		{"bytes that are no text", request{method: "POST", target: "/sign-in", body: "name=%ff%fe&password=%ff", header: form}, "401"},
	} {
		w := s.do(tc.q)
		if !strings.Contains(tc.want, fmt.Sprint(w.Code)) {
			t.Errorf("%s: %d, %s is expected: %.300s", tc.name, w.Code, tc.want, w.Body)
		}
		if contains(w, "<script>") || contains(w, "panic") || w.Header().Get("X-Injected") != "" || cookieOf(w, "hatang") != nil {
			t.Errorf("%s is answered with %v %.300s", tc.name, w.Header(), w.Body)
		}
		s.clock.advance(10 * time.Minute / 15) // limits on trying have tests of their own
	}
	if _, err := s.files.Account(t.Context(), "evil"); registry.CodeOf(err) != registry.NotFound {
		t.Errorf("an account was made: %v", err)
	}
}

// What an attacker sends as a header's value comes back in none.
func TestHeaderInjection(t *testing.T) {
	t.Parallel()
	s := start(t)
	s.everybody()
	evil := "x%0d%0aSet-Cookie:%20hatang=evil%0d%0a"
	for _, target := range []string{
		"/sign-in?next=/" + evil, "/account?x=" + evil, "/api/v1/sites/" + evil, "/api/v1/sites?q=" + evil, "/ogc/collections/" + evil,
		"/ogc/collections/sites/items/" + evil, "/tiles/" + evil + ".json", "/sign-in?lang=" + evil, "/" + evil,
	} {
		for _, name := range []string{"public", "officer"} {
			w := s.as(name, http.MethodGet, target, "", "Accept", "text/html")
			for header, values := range w.Header() {
				for _, value := range values {
					if strings.ContainsAny(value, "\r\n") || header == "Set-Cookie" && strings.Contains(value, "evil") {
						t.Errorf("GET %s: %s: %q", target, header, value)
					}
				}
			}
		}
	}
}

func behindProxy(_ *auth.Options, outside *handlers.Options) {
	outside.Proxies = append(outside.Proxies, prefix("192.0.2.0/24"))
}
