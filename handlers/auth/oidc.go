package auth

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"github.com/gin-gonic/gin"
	"golang.org/x/oauth2"

	"hatang/handlers"
	"hatang/registry"
	"hatang/registry/accounts"
)

// OIDC is a provider of OpenID Connect with which people sign in, such as a
// province's Keycloak, and what its claims mean here. Its members are those of
// the file that LoadOIDC reads.
type OIDC struct {
	// Name is written on the button, such as "Keycloak".
	Name string `json:"name"`
	// Issuer is the provider's address, such as
	// "https://id.example.vn/realms/so-khcn".
	Issuer       string `json:"issuer"`
	ClientID     string `json:"client_id"`
	ClientSecret string `json:"client_secret"`
	// RedirectURL is this service's address for the provider's answer; empty: as
	// the caller reached it, with /sign-in/oidc/callback.
	RedirectURL string   `json:"redirect_url,omitempty"`
	Scopes      []string `json:"scopes,omitempty"` // beyond openid and profile
	// RolesClaim leads to a text or a list of texts, dots between its steps, such
	// as "realm_access.roles" or "groups"; Roles gives the role that each value
	// means. Of several the first counts of administrator, approver, officer,
	// auditor, operator; whoever has none cannot sign in.
	RolesClaim string            `json:"roles_claim"`
	Roles      map[string]string `json:"roles"`
	// OperatorClaim and TerritoryClaim lead to an operator's code and to codes of
	// units.
	OperatorClaim  string `json:"operator_claim,omitempty"`
	TerritoryClaim string `json:"territory_claim,omitempty"`
	// SecondFactor tells that the provider itself asks for a second factor, so
	// that roles which must have one need none here.
	SecondFactor bool `json:"second_factor,omitempty"`

	mu       sync.Mutex
	provider *oidc.Provider
}

// LoadOIDC reads the description of a provider from a JSON file, which only its
// owner may read: it holds the client's secret.
func LoadOIDC(path string) (*OIDC, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, fmt.Errorf("OIDC: %w", err)
	}
	if info.Mode().Perm()&0o077 != 0 {
		e := registry.Errorf(registry.Invalid, "%s có quyền %#o: người khác đọc được bí mật", "%s has mode %#o: others can read the secret", path, info.Mode().Perm())
		e.Hint = registry.Textf("chạy: chmod 600 %s", "run: chmod 600 %s", path)
		return nil, e
	}
	file, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("OIDC: %w", err)
	}
	defer func() { _ = file.Close() }()
	decoder := json.NewDecoder(file)
	decoder.DisallowUnknownFields()
	o := new(OIDC)
	if err := decoder.Decode(o); err != nil {
		return nil, registry.Errorf(registry.Invalid, "%s: không đọc được: %v", "%s: cannot be read: %v", path, err)
	}
	return o, o.Check()
}

// Check finds what is missing in the description, all of it at once.
func (o *OIDC) Check() error {
	e := registry.Errorf(registry.Invalid, "cấu hình OIDC không dùng được", "the description of the OIDC provider cannot be used")
	fault := func(member, value, vi, en string) {
		e.Problems = append(e.Problems, registry.Problem{Column: member, Value: value, Rule: "value", Severity: registry.Fault, Message: registry.Text{VI: vi, EN: en}})
	}
	if u, err := url.Parse(o.Issuer); err != nil || u.Host == "" || (u.Scheme != "https" && u.Scheme != "http") {
		fault("issuer", o.Issuer, "phải là địa chỉ https", "must be an https address")
	}
	for member, value := range map[string]string{"client_id": o.ClientID, "roles_claim": o.RolesClaim} {
		if value == "" {
			fault(member, "", "bắt buộc phải có", "is required")
		}
	}
	if len(o.Roles) == 0 {
		fault("roles", "", "bắt buộc phải có", "is required")
	}
	for value, role := range o.Roles {
		if _, err := accounts.ParseRole(role); err != nil {
			fault("roles."+value, role, "không phải vai trò", "is no role")
		}
	}
	if len(e.Problems) == 0 {
		return nil
	}
	slices.SortFunc(e.Problems, func(a, b registry.Problem) int { return strings.Compare(a.Column, b.Column) })
	return e
}

func (o *OIDC) label() string {
	if o.Name != "" {
		return o.Name
	}
	return "OpenID Connect"
}

// origin is the provider's scheme, host and port.
func (o *OIDC) origin() string {
	u, err := url.Parse(o.Issuer)
	if err != nil {
		return ""
	}
	return u.Scheme + "://" + u.Host
}

// discover asks the provider for its addresses and keys, the first time that
// somebody signs in with it: the service starts without it.
func (o *OIDC) discover(ctx context.Context) (*oidc.Provider, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.provider != nil {
		return o.provider, nil
	}
	client := &http.Client{Timeout: 10 * time.Second}
	// The provider keeps the context for fetching its keys later.
	provider, err := oidc.NewProvider(oidc.ClientContext(context.WithoutCancel(ctx), client), o.Issuer)
	if err != nil {
		return nil, fmt.Errorf("OIDC provider %s: %w", o.Issuer, err)
	}
	o.provider = provider
	return provider, nil
}

func (o *OIDC) config(c *gin.Context, provider *oidc.Provider) *oauth2.Config {
	redirect := o.RedirectURL
	if redirect == "" {
		redirect = handlers.Root(c) + signInPath + "/oidc/callback"
	}
	return &oauth2.Config{
		ClientID: o.ClientID, ClientSecret: o.ClientSecret, Endpoint: provider.Endpoint(), RedirectURL: redirect,
		Scopes: append([]string{oidc.ScopeOpenID, "profile"}, o.Scopes...),
	}
}

// unavailable tells that the provider does not answer; the cause is logged.
func (s *Service) unavailable(c *gin.Context, err error) error {
	s.log.ErrorContext(c.Request.Context(), "sign-in with the provider failed", "error", err, "request_id", handlers.RequestID(c))
	return handlers.Refuse(http.StatusBadGateway, "không đăng nhập được qua %s", "signing in through %s failed", s.options.OIDC.label()).
		Hinted("thử lại, hoặc đăng nhập bằng mật khẩu; báo quản trị mã yêu cầu", "try again, or sign in with a password; tell the administrator the request id")
}

// oidcStart answers GET /sign-in/oidc: it sends the caller to the provider,
// with state, nonce and PKCE that only this browser's answer can meet.
func (s *Service) oidcStart(c *gin.Context) error {
	provider, err := s.options.OIDC.discover(c.Request.Context())
	if err != nil {
		return s.unavailable(c, err)
	}
	st := step{next: nextOf(c.Query("next")), state: newSecret(), nonce: newSecret(), verifier: oauth2.GenerateVerifier()}
	s.begin(c, st)
	c.Header("Location", s.options.OIDC.config(c, provider).AuthCodeURL(st.state, oidc.Nonce(st.nonce), oauth2.S256ChallengeOption(st.verifier)))
	c.Status(http.StatusSeeOther)
	c.Writer.WriteHeaderNow()
	return nil
}

// oidcCallback answers the provider's redirect.
func (s *Service) oidcCallback(c *gin.Context) error {
	key := stepKey(c)
	st, ok := s.pending.get(key)
	s.pending.drop(key)
	setCookie(c, stepCookieName(c), "", -1)
	if !ok || st.state == "" || c.Query("state") != st.state {
		s.record(c, accounts.SignInFailed, "?", "oidc: wrong state")
		return handlers.Refuse(http.StatusBadRequest, "lần đăng nhập này đã hết hạn hoặc không bắt đầu từ trình duyệt này", "this sign-in is past its time, or did not begin in this browser")
	}
	if problem := c.Query("error"); problem != "" {
		s.record(c, accounts.SignInFailed, "?", "oidc: "+clip(problem))
		return handlers.Refuse(http.StatusForbidden, "%s từ chối đăng nhập", "%s refused the sign-in", s.options.OIDC.label())
	}
	token, err := s.exchange(c, st)
	if err != nil {
		s.record(c, accounts.SignInFailed, "?", "oidc: no valid answer")
		return s.unavailable(c, err)
	}
	a, err := s.accountOf(c.Request.Context(), token)
	if err != nil {
		s.record(c, accounts.SignInFailed, "?", "oidc: "+clip(token.Subject))
		return err
	}
	if s.options.OIDC.SecondFactor {
		return s.enter(c, a, "oidc", st.next, false)
	}
	return s.proved(c, a, "oidc", st.next)
}

// exchange gets the ID token for the code and verifies it: signature, issuer,
// audience, time, nonce.
func (s *Service) exchange(c *gin.Context, st step) (*oidc.IDToken, error) {
	ctx := c.Request.Context()
	o := s.options.OIDC
	provider, err := o.discover(ctx)
	if err != nil {
		return nil, err
	}
	answer, err := o.config(c, provider).Exchange(ctx, c.Query("code"), oauth2.VerifierOption(st.verifier))
	if err != nil {
		return nil, err
	}
	raw, ok := answer.Extra("id_token").(string)
	if !ok {
		return nil, errors.New("the answer has no ID token")
	}
	token, err := provider.Verifier(&oidc.Config{ClientID: o.ClientID, Now: s.clock}).Verify(ctx, raw)
	if err != nil {
		return nil, err
	}
	if token.Nonce != st.nonce {
		return nil, errors.New("the ID token is of another sign-in")
	}
	return token, nil
}

// accountOf is the account of the identity, made or changed to what the
// provider says now.
func (s *Service) accountOf(ctx context.Context, token *oidc.IDToken) (*accounts.Account, error) {
	var claims map[string]any
	if err := token.Claims(&claims); err != nil {
		return nil, err
	}
	want, err := s.options.OIDC.account(token, claims)
	if err != nil {
		return nil, err
	}
	a, err := s.files.AccountOf(ctx, token.Issuer, token.Subject)
	if registry.CodeOf(err) == registry.NotFound && err != nil {
		return want, s.files.Add(ctx, want)
	}
	if err != nil {
		return nil, err
	}
	if a.Disabled {
		return nil, handlers.Refuse(http.StatusForbidden, "tài khoản đã bị khóa", "the account is disabled")
	}
	if a.Role == want.Role && a.Operator == want.Operator && a.DisplayName == want.DisplayName && slices.Equal(a.Territory, want.Territory) {
		return a, nil
	}
	a.Role, a.Operator, a.DisplayName, a.Territory = want.Role, want.Operator, want.DisplayName, want.Territory
	if err := s.files.Edit(ctx, a); err != nil {
		return nil, err
	}
	s.known.forget()
	return a, nil
}

// account is what the claims say about the caller.
func (o *OIDC) account(token *oidc.IDToken, claims map[string]any) (*accounts.Account, error) {
	a := &accounts.Account{Issuer: token.Issuer, Subject: token.Subject, Name: localName(claims, token.Subject)}
	if name, ok := claims["name"].(string); ok {
		a.DisplayName = registry.Normalise(name)
	}
	values := claim(claims, o.RolesClaim)
	for _, role := range []accounts.Role{accounts.Administrator, accounts.Approver, accounts.Officer, accounts.Auditor, accounts.Operator} {
		if slices.ContainsFunc(values, func(v string) bool { return o.Roles[v] == string(role) }) {
			a.Role = role
			break
		}
	}
	if a.Role == "" {
		return nil, handlers.Refuse(http.StatusForbidden, "tài khoản ở %s chưa được gán vai trò nào trong sổ đăng ký", "the account at %s has no role in this registry", o.label())
	}
	if a.Role == accounts.Operator {
		if codes := claim(claims, o.OperatorClaim); len(codes) == 1 {
			a.Operator = codes[0]
		}
		return a, nil
	}
	a.Territory = claim(claims, o.TerritoryClaim)
	return a, nil
}

// localName is the name of the account: the provider's name for the caller in
// the form that names have here.
func localName(claims map[string]any, subject string) string {
	name, ok := claims["preferred_username"].(string)
	if !ok || name == "" {
		name = subject
	}
	var out strings.Builder
	for _, r := range strings.ToLower(registry.Normalise(name)) {
		folded := string(r)
		if r > 0x7f {
			folded = registry.Fold(folded) // đ as d, ễ as e
		}
		if folded != "" && strings.Trim(folded, "abcdefghijklmnopqrstuvwxyz0123456789._-@") == "" {
			out.WriteString(folded)
		}
	}
	name = strings.TrimLeft(out.String(), "._-@")
	return name[:min(len(name), 64)]
}

// claim follows the steps of a path into the claims, to a text or texts.
func claim(claims map[string]any, path string) []string {
	if path == "" {
		return nil
	}
	var at any = claims
	for name := range strings.SplitSeq(path, ".") {
		inner, ok := at.(map[string]any)
		if !ok {
			return nil
		}
		at = inner[name]
	}
	switch v := at.(type) {
	case string:
		return []string{v}
	case []any:
		var texts []string
		for _, one := range v {
			if text, ok := one.(string); ok {
				texts = append(texts, text)
			}
		}
		return texts
	}
	return nil
}
