package auth_test

import (
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/gin-gonic/gin"

	"hatang/handlers/auth"
	"hatang/registry/accounts"
)

// BenchmarkCheck is what the gate adds to a request: who it is, and whether it
// may. The engine alone is measured beside it.
func BenchmarkCheck(b *testing.B) {
	s := start(b)
	s.everybody()
	officer, err := s.files.Account(b.Context(), "officer")
	must(b, err)
	token, err := s.files.AddToken(b.Context(), &accounts.Token{Account: officer, Label: "x", Scopes: []accounts.Scope{accounts.ScopeRead}, ExpiresAt: s.clock.now().AddDate(0, 0, 1)})
	must(b, err)
	engine := func(gate bool) http.Handler {
		gin.SetMode(gin.ReleaseMode)
		e := gin.New()
		if gate {
			e.Use(s.auth.Enter)
		}
		e.GET("/api/v1/sites", func(c *gin.Context) {
			if gate && !auth.Current(c).May(auth.Read, "sites") {
				b.Fatal("refused")
			}
		})
		return e
	}
	for _, one := range []struct {
		name   string
		gate   bool
		header [2]string
	}{
		{"engine alone", false, [2]string{}},
		{"public", true, [2]string{}},
		{"session", true, [2]string{"Cookie", "hatang=" + s.roles["officer"].Value}},
		{"token", true, [2]string{"Authorization", "Bearer " + token}},
	} {
		b.Run(one.name, func(b *testing.B) {
			handler := engine(one.gate)
			r := httptest.NewRequest(http.MethodGet, "/api/v1/sites", nil)
			if one.header[0] != "" {
				r.Header.Set(one.header[0], one.header[1])
			}
			w := httptest.NewRecorder()
			b.ReportAllocs()
			for b.Loop() {
				clear(w.Header())
				handler.ServeHTTP(w, r)
			}
			if w.Code != http.StatusOK {
				b.Fatal(w.Code)
			}
		})
	}
}
