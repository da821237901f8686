package auth

import (
	"crypto/rand"
	"encoding/base64"
	"errors"
	"net/http"
	"slices"
	"strings"

	"github.com/gin-gonic/gin"

	"hatang/handlers"
	"hatang/registry"
	"hatang/registry/accounts"
)

// The addresses of the pages.
const (
	signInPath  = "/sign-in"
	signOutPath = "/sign-out"
	setupPath   = "/setup"
	accountPath = "/account"
	usersPath   = "/users"
	eventsPath  = "/events"
	sessionPath = "/session"
	stylePath   = "/sign-in/style.css"
)

// route is a page or form of this package.
type route struct {
	method, path string
	right        Right
	handle       func(*gin.Context) error
}

func (s *Service) routes() []route {
	enter, own := Right{SignIn, Read}, Right{Own, Change}
	list := []route{
		{http.MethodGet, signInPath, enter, s.signInPage},
		{http.MethodPost, signInPath, enter, s.signIn},
		{http.MethodPost, signInPath + "/code", enter, s.signInCode},
		{http.MethodGet, stylePath, enter, s.style},
		{http.MethodPost, signOutPath, enter, s.signOut},
		{http.MethodGet, setupPath, enter, s.setupPage},
		{http.MethodPost, setupPath, enter, s.setup},
		{http.MethodGet, sessionPath, enter, s.session},
		{http.MethodGet, accountPath, Right{Own, Read}, s.accountPage},
		{http.MethodPost, accountPath + "/password", own, s.changePassword},
		{http.MethodPost, accountPath + "/sessions/end", own, s.endSession},
		{http.MethodPost, accountPath + "/tokens", own, s.makeToken},
		{http.MethodPost, accountPath + "/tokens/revoke", own, s.revokeToken},
		{http.MethodPost, accountPath + "/second-factor", own, s.beginFactor},
		{http.MethodPost, accountPath + "/second-factor/confirm", own, s.confirmFactor},
		{http.MethodPost, accountPath + "/second-factor/remove", own, s.removeFactor},
		{http.MethodGet, usersPath, Right{Users, Read}, s.usersPage},
		{http.MethodGet, eventsPath, Right{SignIns, Read}, s.eventsPage},
	}
	if s.options.OIDC != nil {
		list = append(list,
			route{http.MethodGet, signInPath + "/oidc", enter, s.oidcStart},
			route{http.MethodGet, signInPath + "/oidc/callback", enter, s.oidcCallback})
	}
	return list
}

// Describe states the rights of the pages.
func (s *Service) Describe(t *Table) {
	for _, r := range s.routes() {
		t.Describe(r.method, r.path, r.right)
	}
}

// Register mounts the pages.
func (s *Service) Register(router gin.IRouter) {
	for _, r := range s.routes() {
		router.Handle(r.method, r.path, func(c *gin.Context) {
			c.Header("Cache-Control", "no-store")
			if r.method == http.MethodPost {
				c.Request.Body = http.MaxBytesReader(c.Writer, c.Request.Body, maxFormBytes)
				if err := c.Request.ParseForm(); err != nil {
					handlers.Fail(c, badForm(err))
					return
				}
			}
			if err := r.handle(c); err != nil {
				s.fail(c, err)
			}
		})
	}
}

const maxFormBytes = 64 << 10

func badForm(err error) error {
	var tooLarge *http.MaxBytesError
	if errors.As(err, &tooLarge) {
		return err
	}
	return registry.Errorf(registry.Invalid, "không đọc được biểu mẫu", "the form cannot be read")
}

// fail answers with the error on a page, for people; what is no page is
// answered as a problem.
func (s *Service) fail(c *gin.Context, err error) {
	status := handlers.Status(err)
	var told *registry.Error
	if status >= http.StatusInternalServerError || !errors.As(err, &told) || !wantsPage(c) {
		handlers.Fail(c, err)
		return
	}
	s.render(c, status, "failed", told)
}

func wantsPage(c *gin.Context) bool { return strings.Contains(c.GetHeader("Accept"), "text/html") }

// newSecret is 256 random bits as text.
func newSecret() string {
	var raw [32]byte
	_, _ = rand.Read(raw[:]) // never fails: crypto/rand ends the program instead
	return base64.RawURLEncoding.EncodeToString(raw[:])
}

// nextOf is where to go after signing in: a path of this service, never another
// address.
func nextOf(text string) string {
	if !strings.HasPrefix(text, "/") || strings.HasPrefix(text, "//") || strings.ContainsAny(text, "\\") ||
		strings.HasPrefix(text, signInPath) || len(text) > 2000 {
		return "/"
	}
	for _, r := range text {
		if r <= ' ' || r == 0x7f {
			return "/"
		}
	}
	return text
}

// redirect leads to a path of this service.
func (s *Service) redirect(c *gin.Context, path string) {
	c.Header("Cache-Control", "no-store")
	c.Header("Location", handlers.Prefix(c)+path)
	c.Status(http.StatusSeeOther)
	c.Writer.WriteHeaderNow()
}

// signInView is what the page of signing in shows.
type signInView struct {
	Next     string
	Name     string
	Code     bool // asks for the code of the second factor
	Problem  string
	Provider string // of OpenID Connect, "" when there is none
}

func (s *Service) signInPage(c *gin.Context) error {
	s.showSignIn(c, http.StatusOK, signInView{Next: nextOf(c.Query("next"))})
	return nil
}

func (s *Service) showSignIn(c *gin.Context, status int, v signInView) {
	if s.options.OIDC != nil {
		v.Provider = s.options.OIDC.label()
	}
	s.render(c, status, "sign-in", v)
}

// signIn answers POST /sign-in.
func (s *Service) signIn(c *gin.Context) error {
	ctx := c.Request.Context()
	name, next := c.PostForm("name"), nextOf(c.PostForm("next"))
	v := signInView{Next: next, Name: name}
	if err := s.files.BeginAttempt(ctx, name, handlers.ClientAddr(c)); err != nil {
		return s.blocked(c, err, name, v)
	}
	account, err := s.files.CheckSignIn(ctx, name, c.PostForm("password"))
	if err != nil {
		return s.wrong(c, err, name, v)
	}
	return s.proved(c, account, "password", next)
}

// knownName is the name for the record of events if there is such an account:
// what is typed there by mistake can be a password.
func (s *Service) knownName(c *gin.Context, name string) string {
	if a, err := s.files.Account(c.Request.Context(), name); err == nil {
		return a.Name
	}
	return "?"
}

func (s *Service) blocked(c *gin.Context, err error, name string, v signInView) error {
	var blocked *accounts.BlockedError
	if !errors.As(err, &blocked) {
		return err
	}
	s.record(c, accounts.SignInBlocked, s.knownName(c, name), "")
	wait := seconds(blocked.Until.Sub(s.clock()))
	c.Header("Retry-After", wait)
	v.Problem = registry.Textf("Đã thử sai quá nhiều lần. Thử lại sau %s giây.", "Too many failed tries. Try again in %s seconds.", wait).In(pageLang(c))
	s.showSignIn(c, http.StatusTooManyRequests, v)
	return nil
}

func (s *Service) wrong(c *gin.Context, err error, name string, v signInView) error {
	var told *registry.Error
	if !errors.As(err, &told) || told.Code != registry.Invalid {
		return err
	}
	s.record(c, accounts.SignInFailed, s.knownName(c, name), told.Message.EN)
	v.Problem = told.Message.In(pageLang(c))
	s.showSignIn(c, http.StatusUnauthorized, v)
	return nil
}

// proved goes on when the first proof was good: to the code where the account
// has a second factor, else in.
func (s *Service) proved(c *gin.Context, a *accounts.Account, method, next string) error {
	if a.SecondFactor {
		s.begin(c, step{account: a, method: method, next: next})
		s.showSignIn(c, http.StatusOK, signInView{Next: next, Name: a.Name, Code: true})
		return nil
	}
	required, err := s.files.SecondFactorRoles(c.Request.Context())
	if err != nil {
		return err
	}
	return s.enter(c, a, method, next, slices.Contains(required, a.Role))
}

// signInCode answers POST /sign-in/code.
func (s *Service) signInCode(c *gin.Context) error {
	ctx, key := c.Request.Context(), stepKey(c)
	st, ok := s.pending.get(key)
	if !ok || st.account == nil {
		s.redirect(c, signInPath)
		return nil
	}
	name := st.account.Name
	v := signInView{Next: st.next, Name: name, Code: true}
	if err := s.files.BeginAttempt(ctx, name, handlers.ClientAddr(c)); err != nil {
		return s.blocked(c, err, name, v)
	}
	if err := s.files.CheckSecondFactor(ctx, st.account, c.PostForm("code")); err != nil {
		return s.wrong(c, err, name, v)
	}
	s.pending.drop(key)
	setCookie(c, stepCookieName(c), "", -1)
	return s.enter(c, st.account, st.method+"+totp", st.next, false)
}

// enter starts a session with a cookie that nobody had before.
func (s *Service) enter(c *gin.Context, a *accounts.Account, method, next string, enrolling bool) error {
	ctx := c.Request.Context()
	if err := s.files.EndAttempt(ctx, a.Name, handlers.ClientAddr(c)); err != nil {
		return err
	}
	session := &accounts.Session{
		Account: a, Method: method, Enrolling: enrolling,
		Address: handlers.ClientAddr(c).String(), Agent: strings.ToValidUTF8(c.Request.UserAgent(), "?"),
	}
	cookie, err := s.files.StartSession(ctx, session, cookieOf(c))
	if err != nil {
		return err
	}
	s.known.forget()
	setCookie(c, cookieName(c), cookie, 0)
	s.record(c, accounts.SignedIn, a.Name, method)
	if enrolling {
		next = accountPath
	}
	s.redirect(c, next)
	return nil
}

// signOut answers POST /sign-out.
func (s *Service) signOut(c *gin.Context) error {
	p := Current(c)
	if p.Session != "" {
		if err := s.files.EndSession(c.Request.Context(), p.Account, p.Session); err != nil && registry.CodeOf(err) != registry.NotFound {
			return err
		}
		s.known.forget()
		s.record(c, accounts.SignedOut, p.Account.Name, "")
	}
	setCookie(c, cookieName(c), "", -1)
	c.Header("Clear-Site-Data", `"cache"`)
	s.redirect(c, signInPath)
	return nil
}

// session answers GET /session: who is signed in, for scripts of the pages.
func (s *Service) session(c *gin.Context) error {
	p := Current(c)
	answer := struct {
		SignedIn bool          `json:"signed_in"`
		Name     string        `json:"name,omitempty"`
		Title    string        `json:"title,omitempty"`
		Role     accounts.Role `json:"role"`
		Operator string        `json:"operator,omitempty"`
		Places   []string      `json:"territory,omitempty"`
		CSRF     string        `json:"csrf,omitempty"`
		May      []string      `json:"may"`
	}{SignedIn: p.SignedIn(), Role: p.Role, CSRF: p.csrf, May: p.allMay()}
	if p.Account != nil {
		answer.Name, answer.Title, answer.Operator, answer.Places = p.Account.Name, p.Name(), p.Account.Operator, p.Account.Territory
	}
	c.JSON(http.StatusOK, answer)
	return nil
}

// allMay lists what the caller may do as "resource action".
func (p *Principal) allMay() []string {
	may := []string{}
	for _, r := range Resources() {
		for _, a := range Actions() {
			if p.May(a, r) {
				may = append(may, string(r)+" "+a.String())
			}
		}
	}
	return may
}

// setupView is what the page of a one-time link shows.
type setupView struct {
	Token   string
	Name    string // of the account; "" when the first administrator names itself
	Problem string
}

func (s *Service) setupPage(c *gin.Context) error {
	v := setupView{Token: c.Query("token")}
	a, err := s.files.Invited(c.Request.Context(), v.Token)
	if err != nil {
		return err
	}
	if a != nil {
		v.Name = a.Name
	}
	s.render(c, http.StatusOK, "setup", v)
	return nil
}

// setup answers POST /setup: it uses the link up and signs its owner in.
func (s *Service) setup(c *gin.Context) error {
	ctx := c.Request.Context()
	v := setupView{Token: c.PostForm("token"), Name: c.PostForm("account")}
	if err := s.files.BeginAttempt(ctx, v.Token, handlers.ClientAddr(c)); err != nil {
		return s.blocked(c, err, v.Token, signInView{})
	}
	var a *accounts.Account
	err := samePasswords(c)
	if err == nil {
		a, err = s.files.Redeem(ctx, v.Token, c.PostForm("name"), c.PostForm("password"))
	}
	if err != nil {
		var told *registry.Error
		if !errors.As(err, &told) || told.Code != registry.Invalid {
			return err
		}
		v.Problem = explain(told, pageLang(c))
		s.render(c, http.StatusBadRequest, "setup", v)
		return nil
	}
	if err := s.files.EndAttempt(ctx, v.Token, handlers.ClientAddr(c)); err != nil {
		return err
	}
	s.record(c, accounts.PasswordSet, a.Name, "link")
	return s.proved(c, a, "password", "/")
}

func samePasswords(c *gin.Context) error {
	if c.PostForm("password") != c.PostForm("again") {
		return registry.Errorf(registry.Invalid, "hai lần nhập mật khẩu khác nhau", "the two passwords differ")
	}
	return nil
}

// explain is an error on one line, with what was wrong where.
func explain(e *registry.Error, lang registry.Lang) string {
	parts := []string{e.Message.In(lang)}
	for _, p := range e.Problems {
		parts = append(parts, p.Message.In(lang))
	}
	return strings.Join(parts, ": ")
}
