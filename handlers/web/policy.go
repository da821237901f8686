package web

import (
	"net/http"
	"strings"
)

// protect sets the headers that keep a page to itself. Scripts, styles, fonts,
// workers and data come from this host alone and nothing inline is run, so text
// out of the registry cannot become code. The map library's own style sheet
// carries its icons as data: images.
func protect(header http.Header) {
	header.Set("Content-Security-Policy", strings.Join([]string{
		"default-src 'none'",
		"script-src 'self'",
		"style-src 'self'",
		"font-src 'self'",
		"img-src 'self' data: blob:",
		"connect-src 'self'",
		"worker-src 'self'",
		"base-uri 'none'",
		"form-action 'self'",
		"frame-ancestors 'none'",
	}, "; "))
	header.Set("X-Content-Type-Options", "nosniff")
	header.Set("X-Frame-Options", "DENY")
	header.Set("Referrer-Policy", "same-origin")
	header.Set("Cross-Origin-Opener-Policy", "same-origin")
}

// protectScript lets a script that runs as a worker, which is under the policy
// that it comes with rather than the page's, ask this host for tiles and nothing
// else.
func protectScript(header http.Header) {
	header.Set("Content-Security-Policy", "default-src 'none'; script-src 'self'; connect-src 'self'")
}
