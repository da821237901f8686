package handlers

import (
	"net"
	"net/http"
	"net/netip"
	"strings"

	"github.com/gin-gonic/gin"
)

// origin is how a request came: from whom and under which name it reached us.
// Behind a proxy that is told by the X-Forwarded headers, which are believed
// from the proxies that are configured and from nobody else.
type origin struct {
	proxies []netip.Prefix
	prefix  string // path under which the service stands, "" or "/x"
}

func originOf(c *gin.Context) *origin { return with(c).origin }

// peer is the address at the other end of the connection.
func peer(r *http.Request) netip.Addr {
	if at, err := netip.ParseAddrPort(r.RemoteAddr); err == nil {
		return at.Addr().Unmap()
	}
	return netip.Addr{}
}

func (o *origin) trusts(address netip.Addr) bool {
	for _, p := range o.proxies {
		if p.Contains(address) {
			return true
		}
	}
	return false
}

// proxied tells whether the request came through a proxy that is believed.
func (o *origin) proxied(r *http.Request) bool { return len(o.proxies) > 0 && o.trusts(peer(r)) }

// ClientAddr is the address that the request comes from: the last one on its
// way that is no proxy of ours. Whatever a caller writes before that is not
// believed.
func ClientAddr(c *gin.Context) netip.Addr {
	o, from := originOf(c), peer(c.Request)
	if !o.proxied(c.Request) {
		return from
	}
	chain := strings.Split(strings.Join(c.Request.Header.Values("X-Forwarded-For"), ","), ",")
	for i := len(chain) - 1; i >= 0; i-- {
		hop, err := netip.ParseAddr(strings.TrimSpace(chain[i]))
		if err != nil {
			return from
		}
		if from = hop.Unmap(); !o.trusts(from) {
			return from
		}
	}
	return from
}

// Secure tells whether the caller's connection is encrypted.
func Secure(c *gin.Context) bool {
	if originOf(c).proxied(c.Request) {
		return strings.EqualFold(lastOf(c.GetHeader("X-Forwarded-Proto")), "https")
	}
	return c.Request.TLS != nil
}

// Host is the name, and the port if there is one, by which the caller reached
// the service.
func Host(c *gin.Context) string {
	if originOf(c).proxied(c.Request) {
		if host := lastOf(c.GetHeader("X-Forwarded-Host")); host != "" {
			return host
		}
	}
	return c.Request.Host
}

// lastOf is the last of a list joined by commas: what the proxy next to us wrote.
func lastOf(list string) string {
	return strings.TrimSpace(list[strings.LastIndexByte(list, ',')+1:])
}

// Prefix is the path under which the service stands, "" or such as "/hatang".
func Prefix(c *gin.Context) string { return originOf(c).prefix }

// Root is the service's address as the caller sees it, without a slash at its
// end, such as "https://example.vn/hatang".
func Root(c *gin.Context) string {
	scheme := "http://"
	if Secure(c) {
		scheme = "https://"
	}
	return scheme + Host(c) + Prefix(c)
}

// Path is the escaped path of the request as the caller sees it.
func Path(c *gin.Context) string { return Prefix(c) + c.Request.URL.EscapedPath() }

// underPrefix takes the prefix off the paths of requests, so that surfaces need
// not know it. A path without it is taken as it is: there are proxies that take
// the prefix off themselves.
func (o *origin) underPrefix(next http.Handler) http.Handler {
	if o.prefix == "" {
		return next
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == o.prefix {
			target := o.prefix + "/"
			if r.URL.RawQuery != "" {
				target += "?" + r.URL.RawQuery
			}
			w.Header().Set("Location", target)
			w.WriteHeader(http.StatusPermanentRedirect)
			return
		}
		path, under := strings.CutPrefix(r.URL.Path, o.prefix+"/")
		raw, rawUnder := strings.CutPrefix(r.URL.RawPath, o.prefix+"/")
		if under && (rawUnder || r.URL.RawPath == "") {
			inner, address := *r, *r.URL
			address.Path = "/" + path
			if rawUnder {
				address.RawPath = "/" + raw
			}
			inner.URL = &address
			r = &inner
		}
		next.ServeHTTP(w, r)
	})
}

// hostname is the host of a Host header in small letters, without port,
// brackets or a last dot.
func hostname(host string) string {
	if h, _, err := net.SplitHostPort(host); err == nil {
		host = h
	}
	return strings.ToLower(strings.TrimSuffix(strings.Trim(host, "[]"), "."))
}
