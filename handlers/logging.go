package handlers

import (
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"runtime/debug"
	"time"

	"github.com/gin-gonic/gin"
)

// logger is the service's logger, for errors that are logged with a request.
func logger(c *gin.Context) *slog.Logger { return with(c).log }

// logRequests writes one line a request: errors of ours as errors, the rest as
// information. Query strings stay out: they can hold names.
func logRequests(to *slog.Logger, clock func() time.Time) gin.HandlerFunc {
	return func(c *gin.Context) {
		began := clock()
		c.Next()
		level := slog.LevelInfo
		if c.Writer.Status() >= http.StatusInternalServerError {
			level = slog.LevelWarn // the error itself was logged by Fail
		}
		ended := clock()
		if !to.Enabled(c.Request.Context(), level) {
			return
		}
		line := slog.NewRecord(ended, level, "request", 0) // without the place in the program, which is always this
		line.AddAttrs(
			slog.String("method", c.Request.Method),
			slog.String("path", c.Request.URL.Path),
			slog.String("route", c.FullPath()),
			slog.Int("status", c.Writer.Status()),
			slog.Int("bytes", max(0, c.Writer.Size())),
			slog.Duration("took", ended.Sub(began)),
			slog.String("remote", remoteOf(c)),
			slog.String("request_id", RequestID(c)),
		)
		_ = to.Handler().Handle(c.Request.Context(), line) // as slog's own methods do
	}
}

// remoteOf is where the request came from: the client behind a proxy, else the
// other end of the connection with its port.
func remoteOf(c *gin.Context) string {
	if originOf(c).proxied(c.Request) {
		return ClientAddr(c).String()
	}
	return c.Request.RemoteAddr
}

// recoverPanics turns a panic into a problem and logs where it happened. An
// aborted answer stays aborted: the caller must see that it was cut.
func recoverPanics(c *gin.Context) {
	defer func() {
		cause := recover()
		if cause == nil {
			return
		}
		if err, ok := cause.(error); ok && errors.Is(err, http.ErrAbortHandler) {
			panic(cause)
		}
		logger(c).LogAttrs(c.Request.Context(), slog.LevelError, "panic",
			slog.Any("cause", cause), slog.String("stack", string(debug.Stack())),
			slog.String("request_id", RequestID(c)))
		if c.Writer.Written() {
			panic(http.ErrAbortHandler)
		}
		Fail(c, fmt.Errorf("panic: %v", cause))
	}()
	c.Next()
}
