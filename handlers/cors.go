package handlers

import (
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/gin-gonic/gin"
)

// AnyOrigin among Options.Readers stands for every site.
const AnyOrigin = "*"

// Headers of answers that a page of another origin may look at, and headers that
// it may send, beside those that CORS lets through anyhow.
const (
	shownHeaders = "Content-Crs, Content-Disposition, ETag, Link, Location, X-Request-Id, X-Total-Count"
	takenHeaders = "Authorization, If-None-Match"
	preflightAge = "86400"
)

// IsOrigin tells whether the text is an origin as browsers write it, such as
// "https://maps.example.vn".
func IsOrigin(text string) bool {
	u, err := url.Parse(text)
	return err == nil && (u.Scheme == "http" || u.Scheme == "https") && u.Host != "" &&
		text == u.Scheme+"://"+u.Host && text == strings.ToLower(text)
}

// shareReads lets pages of the origins read: they get what whoever has not
// signed in gets, since browsers send no cookies of ours with such requests
// (there is no Access-Control-Allow-Credentials), or what the token that they
// send may see. Writing stays closed to them by guard.
func shareReads(origins []string) gin.HandlerFunc {
	open := slices.Contains(origins, AnyOrigin)
	return func(c *gin.Context) {
		if !readMethod(c.Request.Method) {
			return
		}
		header, from := c.Writer.Header(), c.GetHeader("Origin")
		switch {
		case open:
			header.Set("Access-Control-Allow-Origin", AnyOrigin)
		case slices.Contains(origins, from):
			header.Add("Vary", "Origin")
			header.Set("Access-Control-Allow-Origin", from)
		default:
			header.Add("Vary", "Origin")
			return
		}
		header.Set("Cross-Origin-Resource-Policy", "cross-origin")
		header.Set("Access-Control-Expose-Headers", shownHeaders)
		if c.Request.Method == http.MethodOptions {
			header.Set("Access-Control-Allow-Methods", "GET, HEAD")
			header.Set("Access-Control-Allow-Headers", takenHeaders)
			header.Set("Access-Control-Max-Age", preflightAge)
		}
	}
}

func readMethod(method string) bool {
	return method == http.MethodGet || method == http.MethodHead || method == http.MethodOptions
}
