package handlers

import (
	"errors"
	"net/http"

	"github.com/gin-gonic/gin"

	"hatang/registry"
)

// healthz answers while the process lives.
func healthz(c *gin.Context) {
	c.Header("Cache-Control", "no-store")
	c.Data(http.StatusOK, "text/plain; charset=utf-8", []byte("ok\n"))
}

// readyz answers 200 while requests are wanted: not before the registry is
// loaded, not while stopping.
func (s *Server) readyz(c *gin.Context) {
	if s.stopping.Load() {
		Fail(c, Refuse(http.StatusServiceUnavailable, "dịch vụ đang dừng", "the service is stopping"))
		return
	}
	if s.options.Ready != nil {
		if err := s.options.Ready(c.Request.Context()); err != nil {
			Fail(c, notReady(err))
			return
		}
	}
	c.Header("Cache-Control", "no-store")
	c.Data(http.StatusOK, "text/plain; charset=utf-8", []byte("ready\n"))
}

func notReady(err error) error {
	message := registry.Textf("sổ đăng ký chưa sẵn sàng", "the registry is not ready")
	var e *registry.Error
	if errors.As(err, &e) {
		message = e.Message
	}
	return &Refusal{Status: http.StatusServiceUnavailable, Err: &registry.Error{Code: registry.Internal, Message: message, Cause: err}}
}
