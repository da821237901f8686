package handlers

import (
	"net/http"
	"strings"

	"github.com/gin-gonic/gin"

	"hatang/registry"
)

// wrongMethod answers for an address that knows other methods than the one
// asked with: OPTIONS is told which (RFC 9110, 9.3.7), the rest is refused.
func wrongMethod(c *gin.Context) {
	allowed := withHead(c.Writer.Header().Get("Allow"))
	c.Header("Allow", allowed)
	if c.Request.Method == http.MethodOptions {
		c.Status(http.StatusNoContent)
		c.Writer.WriteHeaderNow()
		return
	}
	Fail(c, Refuse(http.StatusMethodNotAllowed, "%s không dùng được ở đây; dùng %s", "%s is not possible here; use %s",
		registry.Clip(c.Request.Method), allowed))
}

// noRoute answers for an address that there is not. Addresses do not come in two
// spellings, so one with a slash at its end is another, and mostly a slip.
func noRoute(c *gin.Context) {
	path := c.Request.URL.Path
	refusal := Refuse(http.StatusNotFound, "không có địa chỉ %s", "there is nothing at %s", registry.Clip(path))
	if shorter := strings.TrimRight(path, "/"); shorter != path && shorter != "" {
		refusal.Err.Hint = registry.Textf("thử không có dấu / ở cuối: %s", "try without the slash at its end: %s", registry.Clip(shorter))
	}
	Fail(c, refusal)
}

// withHead adds the methods that every address knows which is mounted at all:
// HEAD where there is GET, and OPTIONS.
func withHead(mounted string) string {
	var methods []string
	for method := range strings.SplitSeq(mounted, ", ") {
		if methods = append(methods, method); method == http.MethodGet {
			methods = append(methods, http.MethodHead)
		}
	}
	return strings.Join(append(methods, http.MethodOptions), ", ")
}
