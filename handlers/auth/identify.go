package auth

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/gin-gonic/gin"

	"hatang/handlers"
	"hatang/registry"
	"hatang/registry/accounts"
)

// known is a session or token that was looked up, kept in memory.
type known struct {
	principal *Principal
	ends      time.Time    // absolute end of the session, or of the token
	idle      bool         // ends when it is not used
	usedAt    atomic.Int64 // milliseconds
	address   atomic.Pointer[string]
	written   int64 // usedAt as the file has it; the flusher's own
}

// cache holds what is known by the hash of the cookie or token.
type cache struct {
	mu      sync.RWMutex
	entries map[accounts.Hash]*known
	epoch   int64 // counts forgetting, so that what was read before is not kept after
	// unwritten are uses that the file does not have yet of what was forgotten.
	unwritten map[accounts.Hash]accounts.Use
}

// maxKnown bounds the cache; it is emptied when it is full.
const maxKnown = 50_000

func (k *cache) get(hash accounts.Hash) (*known, int64) {
	k.mu.RLock()
	defer k.mu.RUnlock()
	return k.entries[hash], k.epoch
}

// put keeps an entry unless something was forgotten since epoch.
func (k *cache) put(hash accounts.Hash, entry *known, epoch int64) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if use, ok := k.unwritten[hash]; ok {
		entry.usedAt.Store(max(entry.usedAt.Load(), use.At.UnixMilli()))
	}
	if k.epoch != epoch {
		return
	}
	if len(k.entries) >= maxKnown {
		k.drop()
	}
	k.entries[hash] = entry
}

// forget empties the cache but for when things were used.
func (k *cache) forget() {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.drop()
}

func (k *cache) drop() {
	k.epoch++
	k.gather()
	clear(k.entries)
}

// gather puts the uses that the file does not have yet among the unwritten.
func (k *cache) gather() {
	for hash, entry := range k.entries {
		at := entry.usedAt.Load()
		if at == entry.written {
			continue
		}
		entry.written = at
		use := accounts.Use{Hash: hash, At: time.UnixMilli(at)}
		if address := entry.address.Load(); address != nil {
			use.Address = *address
		}
		k.unwritten[hash] = use
	}
}

// uses are the uses that the file does not have yet.
func (k *cache) uses() []accounts.Use {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.gather()
	uses := make([]accounts.Use, 0, len(k.unwritten))
	for _, use := range k.unwritten {
		uses = append(uses, use)
	}
	return uses
}

// wrote takes uses that the file has by now off the unwritten.
func (k *cache) wrote(uses []accounts.Use) {
	k.mu.Lock()
	defer k.mu.Unlock()
	for _, use := range uses {
		if k.unwritten[use.Hash] == use {
			delete(k.unwritten, use.Hash)
		}
	}
}

// The names of the session cookie. Over TLS browsers take the first only from
// this very host and only for all of it, so that no neighbour can plant one.
const (
	secureCookie = "__Host-hatang"
	plainCookie  = "hatang"
)

func cookieName(c *gin.Context) string {
	if handlers.Secure(c) {
		return secureCookie
	}
	return plainCookie
}

// cookieOf is what the session cookie holds, "" when there is none.
func cookieOf(c *gin.Context) string {
	cookie, err := c.Request.Cookie(cookieName(c))
	if err != nil {
		return ""
	}
	return cookie.Value
}

// identify is who asks: by a token, else by a session, else nobody. A token
// that is no good is refused rather than passed over: its program should know.
// A session that has ended makes its owner a visitor again.
func (s *Service) identify(c *gin.Context) (*Principal, error) {
	p := s.nobody
	if header := c.GetHeader("Authorization"); header != "" {
		var err error
		if p, err = s.byToken(c, header); err != nil {
			return nil, err
		}
	} else if cookie := cookieOf(c); cookie != "" {
		found, err := s.bySession(c, cookie)
		if err != nil {
			return nil, err
		}
		if found != nil {
			p = found
		}
	}
	return s.actsFor(c, p)
}

func (s *Service) byToken(c *gin.Context, header string) (*Principal, error) {
	scheme, value, _ := strings.Cut(header, " ")
	value = strings.TrimSpace(value)
	bad := handlers.Refuse(http.StatusUnauthorized, "thẻ API sai, hết hạn hoặc đã thu hồi", "the API token is wrong, past its time or revoked")
	if !strings.EqualFold(scheme, "Bearer") || !strings.HasPrefix(value, accounts.TokenPrefix) || len(value) > 100 {
		return nil, bad
	}
	hash := accounts.HashOf(value)
	entry, epoch := s.known.get(hash)
	if entry == nil {
		token, err := s.files.TokenOf(c.Request.Context(), hash)
		if registry.CodeOf(err) == registry.NotFound {
			return nil, bad
		}
		if err != nil {
			return nil, err
		}
		p := newPrincipal(token.Account, "token "+token.ID, s.where).Disclosing(s.options.Disclosure)
		p.scopes = token.Scopes
		entry = &known{principal: p, ends: token.ExpiresAt}
		entry.written = token.UsedAt.UnixMilli()
		s.known.put(hash, entry, epoch)
	}
	now := s.clock()
	if !now.Before(entry.ends) {
		return nil, bad
	}
	entry.use(now, c)
	return entry.principal, nil
}

func (s *Service) bySession(c *gin.Context, cookie string) (*Principal, error) {
	hash := accounts.HashOf(cookie)
	entry, epoch := s.known.get(hash)
	now := s.clock()
	if entry == nil {
		session, err := s.files.SessionOf(c.Request.Context(), hash)
		if registry.CodeOf(err) == registry.NotFound {
			return nil, nil
		}
		if err != nil {
			return nil, err
		}
		p := newPrincipal(session.Account, session.Method, s.where).Disclosing(s.options.Disclosure)
		p.Session, p.enrolling, p.csrf = session.ID, session.Enrolling, csrfOf(cookie)
		entry = &known{principal: p, ends: session.CreatedAt.Add(Absolute), idle: true}
		entry.written = session.SeenAt.UnixMilli()
		entry.usedAt.Store(entry.written)
		s.known.put(hash, entry, epoch)
	}
	if !now.Before(entry.ends) || now.UnixMilli()-entry.usedAt.Load() > Idle.Milliseconds() {
		return nil, nil
	}
	entry.use(now, c)
	return entry.principal, nil
}

// use notes that the entry was used now.
func (k *known) use(now time.Time, c *gin.Context) {
	at := now.UnixMilli()
	if at-k.usedAt.Load() < time.Second.Milliseconds() {
		return // often enough
	}
	k.usedAt.Store(at)
	if !k.idle { // only tokens keep where they were used from
		address := handlers.ClientAddr(c).String()
		k.address.Store(&address)
	}
}

// csrfOf is what forms of a session carry: it follows from the cookie, which no
// other page can read.
func csrfOf(cookie string) string {
	mac := hmac.New(sha256.New, []byte(cookie))
	mac.Write([]byte("hatang form"))
	return base64.RawURLEncoding.EncodeToString(mac.Sum(nil))
}

const (
	csrfField  = "csrf"
	csrfHeader = "X-CSRF-Token"
)

// checkForgery refuses a write that a browser may have been led to by another
// site. The guard refused those whose headers say so; here whoever comes with a
// session must also show that the page was ours: by an Origin or Sec-Fetch-Site
// header, which every browser since 2020 sends and the guard has compared, or
// by the session's form value. Programs with a token have no session to abuse.
func (s *Service) checkForgery(c *gin.Context, p *Principal) error {
	switch c.Request.Method {
	case http.MethodGet, http.MethodHead, http.MethodOptions:
		return nil
	}
	if p.Session == "" && !strings.HasPrefix(c.FullPath(), signInPath) && c.FullPath() != setupPath {
		return nil
	}
	if c.GetHeader("Origin") != "" || c.GetHeader("Sec-Fetch-Site") == "same-origin" {
		return nil
	}
	if p.csrf != "" && hmac.Equal([]byte(c.GetHeader(csrfHeader)), []byte(p.csrf)) {
		return nil
	}
	return handlers.Refuse(http.StatusForbidden, "không rõ yêu cầu đến từ trang nào", "it is not known which page the request comes from").
		Hinted("gửi từ trang của dịch vụ này, hoặc dùng thẻ API", "send it from a page of this service, or use an API token")
}

func seconds(d time.Duration) string { return strconv.Itoa(int((d + time.Second - 1) / time.Second)) }

func queryEscape(text string) string { return url.QueryEscape(text) }
