package auth_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/golang-jwt/jwt/v5"
	"github.com/oauth2-proxy/mockoidc"

	"hatang/handlers"
	"hatang/handlers/auth"
	"hatang/registry"
	"hatang/registry/accounts"
)

// person is somebody at the provider, with claims as Keycloak writes them.
type person struct {
	id     string
	claims map[string]any
}

func (p person) ID() string                        { return p.id }
func (p person) Userinfo([]string) ([]byte, error) { return json.Marshal(p.claims) }

func (p person) Claims(_ []string, base *mockoidc.IDTokenClaims) (jwt.Claims, error) {
	claims := jwt.MapClaims{
		"iss": base.Issuer, "sub": base.Subject, "aud": base.Audience, "exp": base.ExpiresAt, "iat": base.IssuedAt, "nonce": base.Nonce,
	}
	for name, value := range p.claims {
		claims[name] = value
	}
	return claims, nil
}

func keycloak(name string, roles ...string) map[string]any {
	return map[string]any{"preferred_username": name, "name": "Nguyễn Văn An", "realm_access": map[string]any{"roles": append([]string{"offline_access"}, roles...)}}
}

// withProvider is a provider that runs within the test, and the service's
// description of it.
func withProvider(t *testing.T, alter ...func(*auth.OIDC)) (*mockoidc.MockOIDC, func(*auth.Options, *handlers.Options)) {
	t.Helper()
	provider, err := mockoidc.Run()
	must(t, err)
	t.Cleanup(func() { _ = provider.Shutdown() })
	o := &auth.OIDC{
		Name: "Keycloak", Issuer: provider.Issuer(), ClientID: provider.ClientID, ClientSecret: provider.ClientSecret, RolesClaim: "realm_access.roles",
		Roles:         map[string]string{"hatang-officer": "officer", "hatang-operator": "operator", "hatang-approver": "approver"},
		OperatorClaim: "operator", TerritoryClaim: "communes", Scopes: []string{"email"},
	}
	for _, change := range alter {
		change(o)
	}
	must(t, o.Check())
	return provider, func(options *auth.Options, _ *handlers.Options) { options.OIDC = o }
}

// begin starts signing in with the provider.
func (s *service) begin() (address string, cookie *http.Cookie) {
	s.tb.Helper()
	w := s.do(request{target: "/sign-in/oidc?next=/account"})
	cookie = cookieOf(w, "hatang-step")
	if w.Code != http.StatusSeeOther || cookie == nil {
		s.tb.Fatalf("%d %s", w.Code, w.Body)
	}
	return w.Header().Get("Location"), cookie
}

// answerOf is where the provider sends the browser back to.
func answerOf(t *testing.T, address string) *url.URL {
	t.Helper()
	client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	r, err := client.Get(address)
	must(t, err)
	defer func() { _ = r.Body.Close() }()
	back, err := r.Location()
	must(t, err)
	return back
}

// through signs a person in with the provider.
func (s *service) through(t *testing.T, provider *mockoidc.MockOIDC, p person) *httptest.ResponseRecorder {
	t.Helper()
	provider.QueueUser(p)
	address, cookie := s.begin()
	back := answerOf(t, address)
	if back.Host != host || back.Path != "/sign-in/oidc/callback" {
		t.Fatalf("the provider answers to %s", back)
	}
	return s.do(request{target: back.RequestURI(), cookie: cookie})
}

func TestSignInWithProvider(t *testing.T) {
	t.Parallel()
	provider, option := withProvider(t)
	s := start(t, option)
	if w := s.do(request{target: "/sign-in"}); !contains(w, "Keycloak") || !strings.Contains(w.Header().Get("Content-Security-Policy"), "form-action 'self' http://127.0.0.1:") {
		t.Errorf("the page does not offer the provider: %s %s", w.Header(), w.Body)
	}
	claims := keycloak("An.Nguyễn", "hatang-officer")
	claims["communes"] = []string{"23281"}
	w := s.through(t, provider, person{"subject-1", claims})
	cookie := cookieOf(w, "hatang")
	if w.Code != http.StatusSeeOther || w.Header().Get("Location") != "/account" || cookie == nil {
		t.Fatalf("%d %v %s", w.Code, w.Header(), w.Body)
	}
	a, err := s.files.Account(t.Context(), "an.nguyen")
	must(t, err)
	if a.Role != accounts.Officer || a.Issuer != provider.Issuer() || a.Subject != "subject-1" || a.DisplayName != "Nguyễn Văn An" || !slices.Equal(a.Territory, []string{"23281"}) {
		t.Errorf("%+v", a)
	}
	s.roles["an"] = cookie
	if w := s.as("an", http.MethodPatch, "/api/v1/sites/s-west", `{"note":"x"}`, "If-Match", "*"); w.Code != http.StatusOK {
		t.Errorf("a write: %d %s", w.Code, w.Body)
	}
	if w := s.as("an", http.MethodPatch, "/api/v1/sites/s-east", `{"note":"x"}`, "If-Match", "*"); w.Code != http.StatusForbidden {
		t.Errorf("a write elsewhere: %d %s", w.Code, w.Body)
	}
	changes, _, err := s.store.History(t.Context(), registry.HistoryQuery{Limit: 1})
	must(t, err)
	if changes[0].Actor != "officer:an.nguyen via oidc" {
		t.Errorf("the actor is %q", changes[0].Actor)
	}
	// The provider says otherwise the next time: so it is, and the old session ends.
	w = s.through(t, provider, person{"subject-1", keycloak("An.Nguyễn", "hatang-officer", "hatang-approver")})
	if role, _ := s.whoIs(request{cookie: cookieOf(w, "hatang")}); role != "approver" {
		t.Errorf("after the role changed: %s", role)
	}
	if role, _ := s.whoIs(request{cookie: cookie}); role != "public" {
		t.Errorf("the session of the former role: %s", role)
	}
	must(t, s.files.SetDisabled(t.Context(), "an.nguyen", true))
	if w := s.through(t, provider, person{"subject-1", keycloak("an.nguyen", "hatang-officer")}); w.Code != http.StatusForbidden || cookieOf(w, "hatang") != nil {
		t.Errorf("a disabled account: %d", w.Code)
	}
}

func TestOperatorsOfProvider(t *testing.T) {
	t.Parallel()
	provider, option := withProvider(t)
	s := start(t, option)
	claims := keycloak("viettel.kt", "hatang-operator")
	claims["operator"] = "viettel"
	w := s.through(t, provider, person{"v", claims})
	s.roles["operator"] = cookieOf(w, "hatang")
	if w := s.as("operator", http.MethodGet, "/api/v1/sites", ""); !contains(w, "zqx-owner-west") || contains(w, "zqx-owner-east") {
		t.Errorf("%d %s", w.Code, w.Body)
	}
	if w := s.through(t, provider, person{"w", keycloak("nobody.kt", "hatang-operator")}); w.Code != http.StatusBadRequest || cookieOf(w, "hatang") != nil {
		t.Errorf("an operator without a code: %d %s", w.Code, w.Body)
	}
}

// Whoever has no role here stays outside, and so does whoever takes the name of
// a local account.
func TestProviderRefusals(t *testing.T) {
	t.Parallel()
	provider, option := withProvider(t)
	s := start(t, option)
	s.add(accounts.Account{Name: "local", Role: accounts.Administrator})
	for name, p := range map[string]person{
		"no role":                   {"1", keycloak("x.y", "hatang-root")},
		"no roles at all":           {"2", map[string]any{"preferred_username": "x.y"}},
		"roles of another form":     {"3", map[string]any{"preferred_username": "x.y", "realm_access": "hatang-officer"}},
		"the name of a local one":   {"4", keycloak("local", "hatang-officer")},
		"a name that is none":       {"5", keycloak("\r\n", "hatang-officer")},
		"another's token, by nonce": {"6", map[string]any{"preferred_username": "x.y", "nonce": "replayed", "realm_access": map[string]any{"roles": []string{"hatang-officer"}}}},
		"a token for another":       {"7", map[string]any{"preferred_username": "x.y", "aud": "another-client", "realm_access": map[string]any{"roles": []string{"hatang-officer"}}}},
		"a token of another":        {"8", map[string]any{"preferred_username": "x.y", "iss": "https://evil.example", "realm_access": map[string]any{"roles": []string{"hatang-officer"}}}},
		"a token past its time":     {"9", map[string]any{"preferred_username": "x.y", "exp": 1000, "realm_access": map[string]any{"roles": []string{"hatang-officer"}}}},
	} {
		if w := s.through(t, provider, p); w.Code < 400 || cookieOf(w, "hatang") != nil {
			t.Errorf("%s: %d %s", name, w.Code, w.Body)
		}
		s.clock.advance(0)
	}
	list, err := s.files.Accounts(t.Context())
	must(t, err)
	if len(list) != 1 {
		t.Errorf("there are %d accounts", len(list))
	}
}

// The answer of the provider is good once, for the browser that asked.
func TestStateOfProvider(t *testing.T) {
	t.Parallel()
	provider, option := withProvider(t)
	s := start(t, option)
	provider.QueueUser(person{"1", keycloak("an", "hatang-officer")})
	address, cookie := s.begin()
	back := answerOf(t, address)
	_, other := s.begin()
	query := back.Query()
	query.Set("state", "forged")
	for name, q := range map[string]request{
		"without the cookie":   {target: back.RequestURI()},
		"with another browser": {target: back.RequestURI(), cookie: other},
		"with another state":   {target: back.Path + "?" + query.Encode(), cookie: &http.Cookie{Name: cookie.Name, Value: cookie.Value + "x"}},
		"an error":             {target: back.Path + "?error=access_denied", cookie: nil},
	} {
		if w := s.do(q); w.Code != http.StatusBadRequest || cookieOf(w, "hatang") != nil {
			t.Errorf("%s: %d %s", name, w.Code, w.Body)
		}
	}
	if w := s.do(request{target: back.RequestURI(), cookie: cookie}); w.Code != http.StatusSeeOther {
		t.Fatalf("the right browser: %d %s", w.Code, w.Body)
	}
	if w := s.do(request{target: back.RequestURI(), cookie: cookie}); w.Code != http.StatusBadRequest {
		t.Errorf("the answer again: %d", w.Code)
	}
}

// The service starts and serves while the provider is away.
func TestProviderAway(t *testing.T) {
	t.Parallel()
	provider, option := withProvider(t)
	must(t, provider.Shutdown())
	s := start(t, option)
	s.add(accounts.Account{Name: "an", Role: accounts.Officer})
	if w := s.do(request{target: "/sign-in/oidc"}); w.Code != http.StatusBadGateway || contains(w, "connection refused") {
		t.Errorf("%d %s", w.Code, w.Body)
	}
	s.signIn("an")
}

// Where a role must have a second factor, one from the provider needs ours
// unless the provider has its own.
func TestProviderAndSecondFactor(t *testing.T) {
	t.Parallel()
	for _, trusted := range []bool{false, true} {
		provider, option := withProvider(t, func(o *auth.OIDC) { o.SecondFactor = trusted })
		s := start(t, option)
		must(t, s.files.RequireSecondFactor(t.Context(), []accounts.Role{accounts.Approver}))
		w := s.through(t, provider, person{"1", keycloak("an", "hatang-approver")})
		s.roles["an"] = cookieOf(w, "hatang")
		if may := s.as("an", http.MethodGet, "/api/v1/changes", "").Code == http.StatusOK; may != trusted {
			t.Errorf("the provider's factor trusted: %v, let in: %v", trusted, may)
		}
	}
}

func TestLoadOIDC(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "oidc.json")
	good := `{"name":"Keycloak","issuer":"https://id.example.vn/realms/x","client_id":"hatang","client_secret":"s","roles_claim":"realm_access.roles","roles":{"a":"officer"}}`
	must(t, os.WriteFile(path, []byte(good), 0o600))
	if o, err := auth.LoadOIDC(path); err != nil || o.ClientID != "hatang" {
		t.Errorf("%+v %v", o, err)
	}
	for name, content := range map[string]string{
		"no JSON": "x", "an unknown member": strings.Replace(good, `"name"`, `"title"`, 1), "no issuer": strings.Replace(good, "https://id.example.vn/realms/x", "", 1),
		"a role that is none": strings.Replace(good, "officer", "root", 1), "nothing": "{}",
	} {
		must(t, os.WriteFile(path, []byte(content), 0o600))
		if _, err := auth.LoadOIDC(path); registry.CodeOf(err) != registry.Invalid {
			t.Errorf("%s: %v", name, err)
		}
	}
	must(t, os.Chmod(path, 0o644))
	if _, err := auth.LoadOIDC(path); registry.CodeOf(err) != registry.Invalid || !strings.Contains(err.Error(), "others can read") {
		t.Errorf("a file that others can read: %v", err)
	}
}
