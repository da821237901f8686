package auth

import (
	"bytes"
	"encoding/base64"
	"errors"
	"html/template"
	"image/png"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/pquerna/otp"

	"hatang/handlers"
	"hatang/registry"
	"hatang/registry/accounts"
)

// accountView is what the page of one's own account shows.
type accountView struct {
	Account  *accounts.Account
	Session  string
	CSRF     string
	Sessions []*accounts.Session
	Tokens   []*accounts.Token
	Scopes   []accounts.Scope
	Now      time.Time
	// NewToken is shown once.
	NewToken string
	// Secret and QR are of a second factor that is being set up, Codes its
	// recovery codes, shown once.
	Secret  string
	QR      template.URL
	Codes   []string
	Problem string
	Done    string
	Must    bool // must set up a second factor before anything else
}

func (s *Service) accountPage(c *gin.Context) error {
	return s.showAccount(c, http.StatusOK, accountView{})
}

// showAccount completes the view and shows it.
func (s *Service) showAccount(c *gin.Context, status int, v accountView) error {
	p, ctx := Current(c), c.Request.Context()
	if p.Account == nil {
		return p.refusal(Read, Own)
	}
	var err error
	if v.Account, err = s.files.Account(ctx, p.Account.Name); err != nil {
		return err
	}
	if v.Sessions, err = s.files.Sessions(ctx, v.Account); err != nil {
		return err
	}
	if v.Tokens, err = s.files.Tokens(ctx, v.Account); err != nil {
		return err
	}
	v.Session, v.CSRF, v.Scopes, v.Now, v.Must = p.Session, p.csrf, accounts.Scopes(), s.clock(), p.enrolling
	s.render(c, status, "account", v)
	return nil
}

// told shows the account with what was wrong.
func (s *Service) told(c *gin.Context, err error) error {
	var e *registry.Error
	if !errors.As(err, &e) || handlers.Status(err) >= http.StatusInternalServerError {
		return err
	}
	return s.showAccount(c, handlers.Status(err), accountView{Problem: explain(e, pageLang(c))})
}

// own is the caller, who must come with a session: changing the account itself
// is not for tokens.
func (s *Service) own(c *gin.Context) (*Principal, error) {
	p := Current(c)
	if p.Session == "" {
		return nil, handlers.Refuse(http.StatusForbidden, "chỉ làm được khi đăng nhập bằng trình duyệt", "this takes being signed in with a browser")
	}
	return p, nil
}

// prove checks the caller's password again before what an open browser must
// not suffice for. Those who sign in elsewhere have none to check.
func (s *Service) prove(c *gin.Context, p *Principal) error {
	if p.Account.Issuer != "" {
		return nil
	}
	ctx, from := c.Request.Context(), handlers.ClientAddr(c)
	if err := s.files.BeginAttempt(ctx, p.Account.Name, from); err != nil {
		var blocked *accounts.BlockedError
		if errors.As(err, &blocked) {
			err = tooMany(c, blocked.Until.Sub(s.clock()))
		}
		return err
	}
	if _, err := s.files.CheckSignIn(ctx, p.Account.Name, c.PostForm("present")); err != nil {
		return registry.Errorf(registry.Invalid, "mật khẩu hiện tại không đúng", "the present password is wrong")
	}
	return s.files.EndAttempt(ctx, p.Account.Name, from)
}

// changePassword answers POST /account/password.
func (s *Service) changePassword(c *gin.Context) error {
	p, err := s.own(c)
	if err != nil {
		return err
	}
	if err = s.prove(c, p); err == nil {
		err = samePasswords(c)
	}
	if err == nil {
		err = s.files.SetPassword(c.Request.Context(), p.Account.Name, c.PostForm("password"), p.Session)
	}
	if err != nil {
		return s.told(c, err)
	}
	s.known.forget()
	s.record(c, accounts.PasswordSet, p.Account.Name, "")
	return s.showAccount(c, http.StatusOK, accountView{Done: registry.Text{VI: "Đã đổi mật khẩu; các phiên khác đã kết thúc.", EN: "The password was changed; other sessions have ended."}.In(pageLang(c))})
}

// endSession answers POST /account/sessions/end: one session, or all others.
func (s *Service) endSession(c *gin.Context) error {
	p, err := s.own(c)
	if err != nil {
		return err
	}
	id := c.PostForm("id")
	if id == "others" {
		err = s.files.EndOtherSessions(c.Request.Context(), p.Account, p.Session)
	} else {
		err = s.files.EndSession(c.Request.Context(), p.Account, id)
	}
	if err != nil {
		return s.told(c, err)
	}
	s.known.forget()
	s.record(c, accounts.SessionEnded, p.Account.Name, clip(id))
	s.redirect(c, accountPath)
	return nil
}

// makeToken answers POST /account/tokens.
func (s *Service) makeToken(c *gin.Context) error {
	p, err := s.own(c)
	if err != nil {
		return err
	}
	days, err := strconv.Atoi(c.PostForm("days"))
	if err != nil {
		days = 0
	}
	t := &accounts.Token{Account: p.Account, Label: c.PostForm("label"), ExpiresAt: s.clock().AddDate(0, 0, days)}
	for _, scope := range c.PostFormArray("scope") {
		t.Scopes = append(t.Scopes, accounts.Scope(scope))
	}
	if _, err = accounts.ParseScopes(joinScopes(t.Scopes)); err != nil {
		return s.told(c, err)
	}
	value, err := s.files.AddToken(c.Request.Context(), t)
	if err != nil {
		return s.told(c, err)
	}
	s.record(c, accounts.TokenMade, p.Account.Name, t.ID+" "+joinScopes(t.Scopes))
	return s.showAccount(c, http.StatusOK, accountView{NewToken: value})
}

func joinScopes(scopes []accounts.Scope) string {
	parts := make([]string, len(scopes))
	for i, scope := range scopes {
		parts[i] = string(scope)
	}
	return strings.Join(parts, ",")
}

// revokeToken answers POST /account/tokens/revoke.
func (s *Service) revokeToken(c *gin.Context) error {
	p, err := s.own(c)
	if err != nil {
		return err
	}
	id := c.PostForm("id")
	if err := s.files.RevokeToken(c.Request.Context(), p.Account, id); err != nil {
		return s.told(c, err)
	}
	s.known.forget()
	s.record(c, accounts.TokenRevoked, p.Account.Name, clip(id))
	s.redirect(c, accountPath)
	return nil
}

// beginFactor answers POST /account/second-factor: it shows a new secret.
func (s *Service) beginFactor(c *gin.Context) error {
	p, err := s.own(c)
	if err != nil {
		return err
	}
	if err := s.prove(c, p); err != nil {
		return s.told(c, err)
	}
	title := s.options.Title(c.Request.Context())
	if title == "" {
		title = "hatang"
	}
	key, err := s.files.NewSecondFactor(p.Account, strings.ReplaceAll(title, ":", " "))
	if err != nil {
		return err
	}
	picture, err := qr(key)
	if err != nil {
		return err
	}
	s.pending.put("factor:"+p.Session, step{secret: key.Secret()})
	return s.showAccount(c, http.StatusOK, accountView{Secret: key.Secret(), QR: picture})
}

// qr is the key as a picture within the page.
func qr(key *otp.Key) (template.URL, error) {
	const sidePixels = 220
	picture, err := key.Image(sidePixels, sidePixels)
	if err != nil {
		return "", err
	}
	var out bytes.Buffer
	if err := png.Encode(&out, picture); err != nil {
		return "", err
	}
	return template.URL("data:image/png;base64," + base64.StdEncoding.EncodeToString(out.Bytes())), nil //nolint:gosec // our own picture
}

// confirmFactor answers POST /account/second-factor/confirm. Whoever had to set
// one up gets a new session, which may do everything that the account may.
func (s *Service) confirmFactor(c *gin.Context) error {
	p, err := s.own(c)
	if err != nil {
		return err
	}
	key := "factor:" + p.Session
	st, ok := s.pending.get(key)
	if !ok {
		s.redirect(c, accountPath)
		return nil
	}
	codes, err := s.files.ConfirmSecondFactor(c.Request.Context(), p.Account, st.secret, c.PostForm("code"), p.Session)
	if err != nil {
		return s.told(c, err)
	}
	s.pending.drop(key)
	s.record(c, accounts.FactorSet, p.Account.Name, "")
	if err := s.renew(c, p); err != nil {
		return err
	}
	return s.showAccount(c, http.StatusOK, accountView{Codes: codes})
}

// renew gives the caller a new session in place of the one it has, with the
// second factor that was just shown.
func (s *Service) renew(c *gin.Context, p *Principal) error {
	method := strings.TrimSuffix(p.Method, "+totp") + "+totp"
	session := &accounts.Session{
		Account: p.Account, Method: method,
		Address: handlers.ClientAddr(c).String(), Agent: strings.ToValidUTF8(c.Request.UserAgent(), "?"),
	}
	cookie, err := s.files.StartSession(c.Request.Context(), session, cookieOf(c))
	if err != nil {
		return err
	}
	s.known.forget()
	setCookie(c, cookieName(c), cookie, 0)
	renewed := newPrincipal(p.Account, method, s.where).Disclosing(s.options.Disclosure)
	renewed.Session, renewed.csrf = session.ID, csrfOf(cookie)
	c.Set(principalKey, renewed)
	return nil
}

// removeFactor answers POST /account/second-factor/remove.
func (s *Service) removeFactor(c *gin.Context) error {
	p, err := s.own(c)
	if err != nil {
		return err
	}
	ctx := c.Request.Context()
	required, err := s.files.SecondFactorRoles(ctx)
	if err != nil {
		return err
	}
	if slices.Contains(required, p.Role) {
		return s.told(c, handlers.Refuse(http.StatusForbidden, "vai trò này bắt buộc xác thực hai lớp", "this role must have a second factor"))
	}
	if err = s.prove(c, p); err == nil {
		err = s.files.CheckSecondFactor(ctx, p.Account, c.PostForm("code"))
	}
	if err == nil {
		err = s.files.RemoveSecondFactor(ctx, p.Account)
	}
	if err != nil {
		return s.told(c, err)
	}
	s.record(c, accounts.FactorRemoved, p.Account.Name, "")
	s.redirect(c, accountPath)
	return nil
}

func clip(text string) string {
	text = strings.ToValidUTF8(text, "?")
	if len(text) > 40 {
		return strings.ToValidUTF8(text[:40], "") + "…"
	}
	return text
}
