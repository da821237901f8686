package auth

import (
	"net/http"
	"sync"
	"time"

	"github.com/gin-gonic/gin"

	"hatang/handlers"
	"hatang/registry/accounts"
)

// step is a sign-in that is half done: its password was right and its code is
// waited for, or its caller was sent to the provider.
type step struct {
	account *accounts.Account
	method  string
	next    string
	ends    time.Time
	// of OpenID Connect
	state, nonce, verifier string
	// secret is of a second factor that is being set up.
	secret string
}

// pending holds steps in memory, by the hash of a cookie, or by the id of a
// session: they last minutes, and a restart only makes people begin again.
type pending struct {
	clock func() time.Time
	mu    sync.Mutex
	steps map[string]step
}

const (
	stepLife = 10 * time.Minute
	maxSteps = 10_000
)

func (p *pending) put(key string, s step) {
	p.mu.Lock()
	defer p.mu.Unlock()
	now := p.clock()
	for k, old := range p.steps {
		if now.After(old.ends) {
			delete(p.steps, k)
		}
	}
	if p.steps == nil || len(p.steps) >= maxSteps {
		p.steps = map[string]step{}
	}
	s.ends = now.Add(stepLife)
	p.steps[key] = s
}

func (p *pending) get(key string) (step, bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	s, ok := p.steps[key]
	return s, ok && key != "" && !p.clock().After(s.ends)
}

func (p *pending) drop(key string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	delete(p.steps, key)
}

// stepCookie binds a step to the browser that began it.
func stepCookieName(c *gin.Context) string {
	if handlers.Secure(c) {
		return "__Host-hatang-step"
	}
	return "hatang-step"
}

func stepKey(c *gin.Context) string {
	cookie, err := c.Request.Cookie(stepCookieName(c))
	if err != nil || cookie.Value == "" {
		return ""
	}
	hash := accounts.HashOf(cookie.Value)
	return "cookie:" + string(hash[:])
}

// begin keeps a step for the browser.
func (s *Service) begin(c *gin.Context, st step) {
	value := newSecret()
	hash := accounts.HashOf(value)
	s.pending.put("cookie:"+string(hash[:]), st)
	setCookie(c, stepCookieName(c), value, int(stepLife.Seconds()))
}

// setCookie sets a cookie that scripts cannot read and that other sites do not
// send along with writes. maxAge 0: until the browser is closed; −1: gone.
func setCookie(c *gin.Context, name, value string, maxAge int) {
	http.SetCookie(c.Writer, &http.Cookie{ //nolint:gosec // Secure wherever the connection is: on loopback it need not be
		Name: name, Value: value, Path: "/", MaxAge: maxAge,
		HttpOnly: true, Secure: handlers.Secure(c), SameSite: http.SameSiteLaxMode,
	})
}
