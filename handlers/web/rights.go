package web

import (
	"net/http"

	"hatang/handlers/auth"
)

// Describe states the right that each route takes.
func (p *Pages) Describe(t *auth.Table) {
	everybody := auth.Right{Resource: auth.Desk, Action: auth.Read}
	// Style sheets and scripts are those of the pages through which one signs in too.
	needs := map[string]auth.Right{"/": everybody, "/assets/:fingerprint/*path": {Resource: auth.SignIn, Action: auth.Read}}
	for _, s := range sections() {
		needs["/"+s.path] = everybody
		if s.closed {
			needs["/"+s.path] = s.needs
		}
	}
	for path, right := range needs {
		for _, method := range []string{http.MethodGet, http.MethodHead} {
			t.Describe(method, path, right)
		}
	}
}
