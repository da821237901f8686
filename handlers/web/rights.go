package web

import (
	"net/http"

	"hatang/handlers/auth"
)

// Describe states the right that each route takes.
func (p *Pages) Describe(t *auth.Table) {
	paths := []string{"/", "/assets/:fingerprint/*path"}
	for _, s := range sections() {
		paths = append(paths, "/"+s.path)
	}
	for _, path := range paths {
		for _, method := range []string{http.MethodGet, http.MethodHead} {
			t.Describe(method, path, auth.Right{Resource: auth.Desk, Action: auth.Read})
		}
	}
}
