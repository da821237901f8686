package handlers

import (
	"hatang/registry"
	"maps"
	"net/http"
	"net/netip"
	"slices"
	"strings"

	"github.com/gin-gonic/gin"
)

// guard keeps pages of other sites away. A domain name rebound to 127.0.0.1
// does not name a loopback host, so its page cannot read from a service without
// accounts; a form or script of another site can send, but not with an Origin
// or Sec-Fetch-Site of ours, so it cannot write. There are no CORS headers but
// for the origins that Options.Readers names, so no other page can read an
// answer.
func (s *Server) guard() gin.HandlerFunc {
	crossOrigin := http.NewCrossOriginProtection()
	always, shown := protective(), protectiveOfPages()
	return func(c *gin.Context) {
		host := Host(c)
		if !s.namesUs(host) {
			Fail(c, Refuse(http.StatusMisdirectedRequest,
				"tên máy %q không phải của dịch vụ này", "host %q is not a name of this service", registry.Clip(host)).
				Hinted("mở http://127.0.0.1 hoặc http://localhost với đúng cổng, hoặc nêu tên máy bằng --host", "open http://127.0.0.1 or http://localhost with the port, or state the name with --host"))
			return
		}
		maps.Copy(c.Writer.Header(), always)
		if mayBeShown(c.Request) {
			maps.Copy(c.Writer.Header(), shown)
		}
		if Secure(c) {
			c.Header("Strict-Transport-Security", "max-age=31536000")
		}
		if err := crossOrigin.Check(asSeen(c, host)); err != nil {
			Fail(c, Refuse(http.StatusForbidden,
				"trang của một địa chỉ khác (%s) không được ghi vào sổ đăng ký", "a page of another origin (%s) may not write to the registry",
				registry.Clip(c.GetHeader("Origin"))))
			return
		}
		c.Next()
	}
}

// asSeen is the request with the host that the caller's browser sees, which a
// proxy may have replaced.
func asSeen(c *gin.Context, host string) *http.Request {
	if host == c.Request.Host {
		return c.Request
	}
	seen := *c.Request
	seen.Host = host
	return &seen
}

// mayBeShown tells whether a browser asks for something to show as a page, in a
// frame or not: it then says that it takes HTML, which programs and the scripts
// of pages do not. What they get cannot be shown, so headers about showing would
// cost them a tenth of a small answer for nothing.
func mayBeShown(r *http.Request) bool {
	for _, accepted := range r.Header["Accept"] {
		if strings.Contains(accepted, "html") {
			return true
		}
	}
	return false
}

// protective are the headers that every answer has: names in their canonical
// form, values without room to append to, so that answers may share them.
// Nothing of an answer may run or load anything unless its page says what, no
// other site may embed it, and it is what its Content-Type says.
func protective() map[string][]string {
	return map[string][]string{
		"Content-Security-Policy":      {"default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"},
		"X-Content-Type-Options":       {"nosniff"},
		"Cross-Origin-Resource-Policy": {"same-origin"},
	}
}

// protectiveOfPages are those that only what is shown as a page needs beside.
func protectiveOfPages() map[string][]string {
	return map[string][]string{
		"Cross-Origin-Opener-Policy": {"same-origin"},
		"Referrer-Policy":            {"no-referrer"},
		"X-Frame-Options":            {"DENY"},
		"Permissions-Policy":         {"camera=(), microphone=(), payment=(), usb=()"},
	}
}

// namesUs tells whether a Host header names this service: a loopback host, one
// of the further hosts, or, where any is taken, whatever can be a host. The
// port cannot be forged by a rebound name and is not looked at, so that the
// service can stand behind a local proxy.
func (s *Server) namesUs(host string) bool {
	name := hostname(host)
	ip, err := netip.ParseAddr(name)
	if name == "localhost" || (err == nil && ip.Unmap().IsLoopback()) {
		return true
	}
	if s.options.AnyHost {
		return err == nil || plainHost(name)
	}
	return slices.ContainsFunc(s.options.Hosts, func(further string) bool { return strings.EqualFold(name, further) })
}

// plainHost tells a host name from other text.
func plainHost(name string) bool {
	if name == "" || len(name) > 253 {
		return false
	}
	for _, r := range name {
		switch {
		case r >= 'a' && r <= 'z', r >= '0' && r <= '9', r == '-', r == '.', r == '_':
		default:
			return false
		}
	}
	return true
}
