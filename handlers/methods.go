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
