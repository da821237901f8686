package handlers

import (
	"context"
	"log/slog"

	"github.com/gin-gonic/gin"
)

// carried is what a request has with it beside what it says. It goes along as one
// value: each further one would cost a tenth of what finding a small answer does.
type carried struct {
	origin *origin
	log    *slog.Logger
	id     string
	// unhurried is the context without the limit on how long an answer may be
	// worked on; nil: the request's own.
	unhurried context.Context //nolint:containedctx // it lives as long as the request
}

const carriedKey = "hatang.carried"

// carry gives a request what it has with it.
func carry(o *origin, log *slog.Logger) gin.HandlerFunc {
	return func(c *gin.Context) { c.Set(carriedKey, &carried{origin: o, log: log}) }
}

// with is what the request has with it; nothing where it did not come through
// the service.
func with(c *gin.Context) *carried {
	if k, ok := c.Value(carriedKey).(*carried); ok {
		return k
	}
	return &carried{origin: &origin{}, log: slog.New(slog.DiscardHandler)}
}
