package handlers

import (
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"testing"

	"github.com/gin-gonic/gin"
)

// FuzzForwarded: whatever a proxy passes on, there is an address, and it is one
// that stands in the headers or the proxy's own.
func FuzzForwarded(f *testing.F) {
	for _, text := range []string{"", "203.0.113.9", "203.0.113.9, 10.0.0.2", "[::1]:80, x", ",,,", "::ffff:1.2.3.4", "fe80::1%eth0"} {
		f.Add(text)
	}
	o := &origin{proxies: []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8")}}
	f.Fuzz(func(t *testing.T, header string) {
		c, _ := gin.CreateTestContext(httptest.NewRecorder())
		c.Request = httptest.NewRequest(http.MethodGet, "/", nil)
		c.Request.RemoteAddr = "10.0.0.2:99"
		c.Request.Header["X-Forwarded-For"] = []string{header}
		c.Set(carriedKey, &carried{origin: o})
		got := ClientAddr(c)
		if !got.IsValid() {
			t.Fatalf("%q gives no address", header)
		}
		if got != netip.MustParseAddr("10.0.0.2") && header == "" {
			t.Fatalf("no header gives %s", got)
		}
	})
}

// FuzzFileName: a name that is kept is one element of a path, on one line.
func FuzzFileName(f *testing.F) {
	for _, text := range []string{"a.pdf", ". ", "../../a.pdf", `..\..\a.pdf`, "a\r\nb.pdf", "\u202efdp.exe", "..", "/", "\xff.pdf", strings.Repeat("ệ", 300) + ".pdf"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		name := fileName(text)
		if strings.ContainsAny(name, "/\\\r\n\x00\"") || name == ".." || name == "." || len(name) > 220 {
			t.Fatalf("%q gives %q", text, name)
		}
	})
}
