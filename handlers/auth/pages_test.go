package auth_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/pquerna/otp/totp"

	"hatang/handlers"
	"hatang/handlers/auth"
	"hatang/registry"
	"hatang/registry/accounts"
)

// Nothing in the pages runs or is styled inline, and they load nothing from
// elsewhere.
func TestPagesKeepToThemselves(t *testing.T) {
	t.Parallel()
	s := start(t)
	s.everybody()
	inline := regexp.MustCompile(`(?i)<script|<style|\sstyle=|\son[a-z]+=|https?://`)
	own := regexp.MustCompile(`<script (type="module" )?src="/assets/test/[a-z/]+\.js"></script>`)
	for target, name := range map[string]string{
		"/sign-in": "public", "/sign-in?lang=en": "public", "/setup?token=x": "public", "/account": "officer", "/account?lang=en": "operator",
		"/events": "auditor", "/events?lang=en": "administrator",
	} {
		w := s.as(name, http.MethodGet, target, "", "Accept", "text/html")
		if found := inline.FindString(own.ReplaceAllString(w.Body.String(), "")); found != "" {
			t.Errorf("%s holds %q", target, found)
		}
		policy := w.Header().Get("Content-Security-Policy")
		if !strings.Contains(policy, "default-src 'none'") || strings.Contains(policy, "unsafe") {
			t.Errorf("%s: policy %q", target, policy)
		}
		want := "vi"
		if strings.Contains(target, "lang=en") {
			want = "en"
		}
		if !contains(w, `<html lang="`+want+`" data-section="account">`) || w.Header().Get("Cache-Control") != "no-store" {
			t.Errorf("%s: %v", target, w.Header())
		}
	}
	w := s.do(request{target: "/sign-in/style.css"})
	if w.Code != http.StatusOK || w.Header().Get("Content-Type") != "text/css; charset=utf-8" {
		t.Errorf("the style sheet: %d %v", w.Code, w.Header())
	}
}

// A browser without a session is led to where one signs in, and back; a program
// gets a problem.
func TestTurnedAway(t *testing.T) {
	t.Parallel()
	s := start(t)
	s.everybody()
	w := s.as("public", http.MethodGet, "/account?lang=en", "", "Accept", "text/html,*/*")
	if w.Code != http.StatusSeeOther || w.Header().Get("Location") != "/sign-in?next=%2Faccount%3Flang%3Den" {
		t.Errorf("a browser: %d %q", w.Code, w.Header().Get("Location"))
	}
	w = s.as("public", http.MethodGet, "/account", "")
	var problem struct{ Type, Detail string }
	if err := json.Unmarshal(w.Body.Bytes(), &problem); err != nil || w.Code != http.StatusUnauthorized || problem.Type != "urn:hatang:problem:unauthenticated" || w.Header().Get("WWW-Authenticate") == "" {
		t.Errorf("a program: %d %v %s", w.Code, w.Header(), w.Body)
	}
	w = s.as("officer", http.MethodGet, "/users", "", "Accept", "text/html")
	if w.Code != http.StatusForbidden {
		t.Errorf("an officer at the page of accounts: %d", w.Code)
	}
	for target, want := range map[string]string{"/users": "/administration?tab=users", "/users?lang=en": "/administration?tab=users&lang=en"} {
		if w := s.as("administrator", http.MethodGet, target, ""); w.Code != http.StatusSeeOther || w.Header().Get("Location") != want {
			t.Errorf("%s leads to %d %q", target, w.Code, w.Header().Get("Location"))
		}
	}
}

func TestSignOut(t *testing.T) {
	t.Parallel()
	s := start(t)
	s.everybody()
	w := s.form("/sign-out", s.roles["officer"])
	if role, _ := s.whoIs(request{cookie: s.roles["officer"]}); w.Code != http.StatusSeeOther || role != "public" {
		t.Errorf("%d, then %s", w.Code, role)
	}
	if w := s.form("/sign-out", nil); w.Code != http.StatusSeeOther {
		t.Errorf("signing out without having signed in: %d", w.Code)
	}
	if role, _ := s.whoIs(request{cookie: s.roles["auditor"]}); role != "auditor" {
		t.Errorf("another's session: %s", role)
	}
}

// The first administrator comes in by the link, once.
func TestFirstRun(t *testing.T) {
	t.Parallel()
	s := start(t)
	secret, err := s.files.Invite(t.Context(), nil)
	must(t, err)
	if w := s.do(request{target: auth.SetupPath(secret)}); w.Code != http.StatusOK || !contains(w, `name="name"`) {
		t.Fatalf("the link: %d %s", w.Code, w.Body)
	}
	for _, tc := range []struct{ name, password, again string }{{"admin", "short", "short"}, {"admin", password, password + "x"}, {"a b", password, password}} {
		w := s.form("/setup", nil, "token", secret, "name", tc.name, "password", tc.password, "again", tc.again)
		if w.Code != http.StatusBadRequest || !contains(w, `role="alert"`) || !contains(w, secret) {
			t.Errorf("%v: %d %s", tc, w.Code, w.Body)
		}
	}
	w := s.form("/setup", nil, "token", secret, "name", "admin", "password", password, "again", password)
	cookie := cookieOf(w, "hatang")
	if role, _ := s.whoIs(request{cookie: cookie}); w.Code != http.StatusSeeOther || role != "administrator" {
		t.Fatalf("%d, then %s: %s", w.Code, role, w.Body)
	}
	if w := s.form("/setup", nil, "token", secret, "name", "evil", "password", password, "again", password); w.Code != http.StatusNotFound {
		t.Errorf("the link again: %d", w.Code)
	}
}

// An administrator adds somebody, who sets a password by the link; what is done
// with accounts is written down.
func TestUsers(t *testing.T) {
	t.Parallel()
	s := start(t)
	s.everybody()
	w := s.as("administrator", http.MethodPost, "/api/v1/users", `{"name":"Binh","display_name":"Trần Bình","role":"officer","territory":["62","23281"]}`)
	link := regexp.MustCompile(`http://127\.0\.0\.1:8080(/setup\?token=[A-Za-z0-9_-]+)`).FindStringSubmatch(w.Body.String())
	if w.Code != http.StatusCreated || link == nil {
		t.Fatalf("adding: %d %s", w.Code, w.Body)
	}
	token := strings.TrimPrefix(link[1], "/setup?token=")
	w = s.form("/setup", nil, "token", token, "password", password, "again", password)
	if role, _ := s.whoIs(request{cookie: cookieOf(w, "hatang")}); role != "officer" {
		t.Fatalf("%d, then %s", w.Code, role)
	}
	for _, change := range []string{`{"disabled":true}`, `{"disabled":false}`, `{"second_factor":false}`} {
		if w := s.as("administrator", http.MethodPatch, "/api/v1/users/binh", change); w.Code != http.StatusOK {
			t.Errorf("%s: %d %s", change, w.Code, w.Body)
		}
	}
	events, err := s.files.Events(t.Context(), "binh", 0, 100)
	must(t, err)
	kinds := map[accounts.EventKind]bool{}
	for _, e := range events {
		kinds[e.Kind] = true
	}
	for _, kind := range []accounts.EventKind{accounts.AccountMade, accounts.PasswordSet, accounts.SignedIn, accounts.AccountDisabled, accounts.AccountEnabled} {
		if !kinds[kind] {
			t.Errorf("%s is not written down: %+v", kind, events)
		}
	}
	if w := s.as("auditor", http.MethodGet, "/events?account=binh", "", "Accept", "text/html"); !contains(w, "khóa tài khoản") || strings.Contains(w.Body.String(), "account_disabled") {
		t.Errorf("events on a page: %s", w.Body)
	}
}

func TestChangePassword(t *testing.T) {
	t.Parallel()
	s := start(t)
	s.add(accounts.Account{Name: "an", Role: accounts.Officer})
	cookie, other := s.signIn("an"), s.signIn("an")
	const next = "một mật khẩu khác hẳn"
	for _, tc := range []struct {
		present, password, again string
		want                     int
	}{{"wrong", next, next, 400}, {password, next, next + "x", 400}, {password, "short", "short", 400}, {password, next, next, 200}} {
		if w := s.form("/account/password", cookie, "present", tc.present, "password", tc.password, "again", tc.again); w.Code != tc.want {
			t.Errorf("%+v: %d %s", tc, w.Code, w.Body)
		}
	}
	if role, _ := s.whoIs(request{cookie: other}); role != "public" {
		t.Errorf("the other session is still %s", role)
	}
	if role, _ := s.whoIs(request{cookie: cookie}); role != "officer" {
		t.Errorf("this session is %s", role)
	}
	if w := s.form("/sign-in", nil, "name", "an", "password", password); w.Code != http.StatusUnauthorized {
		t.Errorf("the old password: %d", w.Code)
	}
}

// secretOf is the secret that the page of the account shows.
func secretOf(w *httptest.ResponseRecorder) string {
	found := regexp.MustCompile(`<code class="long">([A-Z2-7]{32})</code>`).FindStringSubmatch(w.Body.String())
	if found == nil {
		return ""
	}
	return found[1]
}

// A role that must have a second factor gets no further than setting it up;
// then every sign-in takes a code, each code once.
func TestSecondFactorIsRequired(t *testing.T) {
	t.Parallel()
	s := start(t)
	must(t, s.files.RequireSecondFactor(t.Context(), []accounts.Role{accounts.Approver}))
	s.add(accounts.Account{Name: "sep", Role: accounts.Approver})
	w := s.form("/sign-in", nil, "name", "sep", "password", password, "next", "/api/v1/changes")
	cookie := cookieOf(w, "hatang")
	if w.Header().Get("Location") != "/account" {
		t.Errorf("before the second factor one is led to %q", w.Header().Get("Location"))
	}
	s.roles["sep"] = cookie
	for _, target := range []string{"/api/v1/changes", "/api/v1/sites", "/"} {
		if w := s.as("sep", http.MethodGet, target, ""); w.Code != http.StatusForbidden {
			t.Errorf("GET %s before the second factor: %d", target, w.Code)
		}
	}
	if w := s.form("/account/second-factor", cookie, "present", "wrong"); w.Code != http.StatusBadRequest || secretOf(w) != "" {
		t.Errorf("setting up with a wrong password: %d", w.Code)
	}
	w = s.form("/account/second-factor", cookie, "present", password)
	secret := secretOf(w)
	if secret == "" || !contains(w, "data:image/png;base64,") {
		t.Fatalf("setting up: %d %s", w.Code, w.Body)
	}
	code := func() string {
		text, err := totp.GenerateCode(secret, s.clock.now())
		must(t, err)
		return text
	}
	if w := s.form("/account/second-factor/confirm", cookie, "code", "000000"); w.Code != http.StatusBadRequest {
		t.Errorf("confirming with a wrong code: %d", w.Code)
	}
	w = s.form("/account/second-factor/confirm", cookie, "code", code())
	codes := regexp.MustCompile(`<li><code>([a-z2-7]{12})</code></li>`).FindAllStringSubmatch(w.Body.String(), -1)
	renewed := cookieOf(w, "hatang")
	if w.Code != http.StatusOK || len(codes) != 10 || renewed == nil {
		t.Fatalf("confirming: %d %s", w.Code, w.Body)
	}
	if role, _ := s.whoIs(request{cookie: cookie}); role != "public" {
		t.Errorf("the session of before the second factor is %s", role)
	}
	s.roles["sep"] = renewed
	if w := s.as("sep", http.MethodGet, "/api/v1/changes", ""); w.Code != http.StatusOK {
		t.Errorf("after the second factor: %d", w.Code)
	}
	if w := s.form("/account/second-factor/remove", renewed, "present", password, "code", codes[0][1]); w.Code != http.StatusForbidden {
		t.Errorf("removing what the role must have: %d", w.Code)
	}
	s.clock.advance(time.Minute)
	enter := func(code string) *http.Cookie {
		w := s.form("/sign-in", nil, "name", "sep", "password", password)
		if cookieOf(w, "hatang") != nil {
			t.Fatal("the password alone signs in")
		}
		return cookieOf(s.form("/sign-in/code", cookieOf(w, "hatang-step"), "code", code), "hatang")
	}
	used := code()
	if role, _ := s.whoIs(request{cookie: enter(used)}); role != "approver" {
		t.Errorf("with the code: %s", role)
	}
	if enter(used) != nil {
		t.Error("the code is taken twice")
	}
	if enter(codes[1][1]) == nil {
		t.Error("a recovery code is not taken")
	}
	if enter(codes[1][1]) != nil {
		t.Error("a recovery code is taken twice")
	}
	for range 8 {
		enter("123456")
	}
	w = s.form("/sign-in", nil, "name", "sep", "password", password)
	if w.Code != http.StatusTooManyRequests {
		t.Errorf("after guessing codes: %d", w.Code)
	}
}

// Behind a path prefix every address that is sent out carries it.
func TestPrefix(t *testing.T) {
	t.Parallel()
	s := start(t, func(_ *auth.Options, outside *handlers.Options) { outside.PathPrefix = "/hatang" })
	s.everybody()
	for _, under := range []string{"/hatang", ""} { // a proxy may take it off or not
		for target, want := range map[string]string{
			"/api/v1/sites?limit=1": `"next":"/hatang/api/v1/sites?`, "/ogc/collections/sites/items?limit=1": `http://127.0.0.1:8080/hatang/ogc/collections/sites/items?`,
			"/tiles.json": `http://127.0.0.1:8080/hatang/tiles/sites/{z}`, "/account": `action="/hatang/account/password"`, "/sign-in": `href="/hatang/sign-in/style.css`,
			"/ogc/collections/sites": `http://127.0.0.1:8080/hatang/ogc/`, "/api/v1/sites/none": `"instance":"/hatang/api/v1/sites/none"`,
		} {
			if w := s.as("officer", http.MethodGet, under+target, ""); !contains(w, want) {
				t.Errorf("GET %s%s lacks %s: %s", under, target, want, w.Body)
			}
		}
		w := s.as("officer", http.MethodPost, under+"/api/v1/zones", `{"code":"Z`+under[min(1, len(under)):]+`","class":"heritage"}`)
		if !strings.HasPrefix(w.Header().Get("Location"), "/hatang/api/v1/zones/") {
			t.Errorf("creating: %d %q %s", w.Code, w.Header().Get("Location"), w.Body)
		}
		w = s.as("public", http.MethodGet, under+"/account", "", "Accept", "text/html")
		if got := w.Header().Get("Location"); got != "/hatang/sign-in?next=%2Faccount" {
			t.Errorf("turned away to %q", got)
		}
		w = s.form(under+"/sign-in", nil, "name", "officer", "password", password, "next", "/account")
		if got := w.Header().Get("Location"); got != "/hatang/account" {
			t.Errorf("after signing in: %q", got)
		}
	}
}

// A route of which nobody said who may use it keeps the service from starting,
// and so does a right of a route that is not there.
func TestTableIsComplete(t *testing.T) {
	t.Parallel()
	s := start(t)
	s.server.Router().GET("/forgotten", func(*gin.Context) {})
	if err := s.auth.Complete(s.server.Router().Routes()); err == nil || !strings.Contains(err.Error(), "GET /forgotten is not in the table") {
		t.Errorf("a forgotten route: %v", err)
	}
	if err := s.server.Serve(t.Context(), nil); err == nil || !strings.Contains(err.Error(), "/forgotten") {
		t.Errorf("the service starts: %v", err)
	}
	if w := s.as("public", http.MethodGet, "/forgotten", ""); w.Code != http.StatusUnauthorized {
		t.Errorf("the forgotten route answers %d", w.Code)
	}
	for name, table := range map[string]func(*auth.Table){
		"is in the table of rights but no route": func(t *auth.Table) { t.Describe("GET", "/nowhere", auth.Right{Resource: auth.Desk, Action: auth.Read}) },
		"states no right":                        func(t *auth.Table) { t.Describe("GET", "/x", auth.Right{}) },
		"there is no resource":                   func(t *auth.Table) { t.Describe("GET", "/x", auth.Right{Resource: "x", Action: auth.Read}) },
		"takes several actions": func(t *auth.Table) {
			t.Describe("GET", "/x", auth.Right{Resource: auth.Desk, Action: auth.Read | auth.Change})
		},
		"is described twice": func(t *auth.Table) {
			t.Describe("GET", "/x", auth.Right{Resource: auth.Desk, Action: auth.Read})
			t.Describe("GET", "/x", auth.Right{Resource: auth.Users, Action: auth.Read})
		},
	} {
		made := auth.NewTable()
		table(made)
		if err := made.Check(nil); err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// Every grant is of a role and resources that there are, and nobody but the
// public's own grants reaches who has not signed in.
func TestGrants(t *testing.T) {
	t.Parallel()
	nobody := auth.Nobody()
	for _, g := range auth.Grants() {
		if g.Role == accounts.Public && (g.Actions&^(auth.Read|auth.Export) != 0 || g.Fields != auth.PublicFields) {
			t.Errorf("the public may %s %v", g.Actions, g.Resources)
		}
		if g.Role != accounts.Public && len(g.Resources) == 0 {
			t.Errorf("a grant of nothing: %+v", g)
		}
	}
	for _, kind := range registry.Kinds() {
		for _, action := range []auth.Action{auth.Create, auth.Change, auth.Retire, auth.Delete} {
			if nobody.May(action, auth.Of(kind)) {
				t.Errorf("the public may %s %s", action, kind)
			}
		}
	}
	if local := auth.Local(); !local.May(auth.Delete, auth.Of(registry.Sites)) || !local.Sight(registry.Sites).Whole() || local.Actor() != "local" {
		t.Error("the one at the machine may not do everything")
	}
}
