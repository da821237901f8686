package handlers

import (
	"net"
	"net/http"
	"net/netip"
	"strings"

	"github.com/gin-gonic/gin"
)

// guard keeps pages of other sites away from a service without accounts. A
// domain name rebound to 127.0.0.1 does not name a loopback host, so its page
// cannot read; a form or script of another site can send, but not with an
// Origin or Sec-Fetch-Site of ours, so it cannot write. There are no CORS
// headers, so no other page can read an answer.
func guard(hosts []string) gin.HandlerFunc {
	crossOrigin := http.NewCrossOriginProtection()
	// Names are canonical, and the values have no room to append to: answers may
	// share them.
	protective := []struct {
		name   string
		values []string
	}{
		{"X-Content-Type-Options", []string{"nosniff"}},
		{"Cross-Origin-Resource-Policy", []string{"same-origin"}},
		{"Referrer-Policy", []string{"no-referrer"}},
		{"X-Frame-Options", []string{"DENY"}},
	}
	return func(c *gin.Context) {
		if !namesUs(c.Request.Host, hosts) {
			Fail(c, Refuse(http.StatusMisdirectedRequest,
				"tên máy %q không phải của dịch vụ này", "host %q is not a name of this service", clipped(c.Request.Host)).
				Hinted("mở http://127.0.0.1 hoặc http://localhost với đúng cổng", "open http://127.0.0.1 or http://localhost with the port"))
			return
		}
		if err := crossOrigin.Check(c.Request); err != nil {
			Fail(c, Refuse(http.StatusForbidden,
				"trang của một địa chỉ khác (%s) không được ghi vào sổ đăng ký", "a page of another origin (%s) may not write to the registry",
				clipped(c.GetHeader("Origin"))))
			return
		}
		header := c.Writer.Header()
		for _, h := range protective {
			header[h.name] = h.values
		}
		c.Next()
	}
}

// namesUs tells whether a Host header names this machine to itself, or one of
// the further hosts. The port cannot be forged by a rebound name and is not
// looked at, so that the service can stand behind a local proxy.
func namesUs(host string, further []string) bool {
	name := host
	if h, _, err := net.SplitHostPort(host); err == nil {
		name = h
	}
	name = strings.ToLower(strings.TrimSuffix(strings.Trim(name, "[]"), "."))
	if name == "localhost" {
		return true
	}
	if ip, err := netip.ParseAddr(name); err == nil {
		return ip.Unmap().IsLoopback()
	}
	for _, f := range further {
		if strings.EqualFold(name, f) {
			return true
		}
	}
	return false
}

func clipped(text string) string {
	if len(text) > 80 {
		return text[:80] + "…"
	}
	return text
}
