package handlers

import (
	"context"
	"net/http"
	"time"

	"github.com/gin-gonic/gin"
)

// Limits bounds what one request may ask of the service. Zero members take the
// values of DefaultLimits.
type Limits struct {
	BodyBytes   int64
	HeaderBytes int
	// Request is how long an answer may be worked on, Write how long a client
	// may take to accept a part of it.
	Request, Write time.Duration
	// Grace is how long running requests may go on once the service stops.
	Grace time.Duration
	// Vertices bounds the polygons that are asked about or sent.
	Vertices int
}

// DefaultLimits suit a province: a commune's boundary in full detail has about
// 10,000 vertices and 400 kB.
func DefaultLimits() Limits {
	return Limits{
		BodyBytes: 32 << 20, HeaderBytes: 32 << 10,
		Request: 60 * time.Second, Write: 60 * time.Second, Grace: 15 * time.Second,
		Vertices: 100_000,
	}
}

func (l Limits) orDefaults() Limits {
	d := DefaultLimits()
	pick(&l.BodyBytes, d.BodyBytes)
	pick(&l.HeaderBytes, d.HeaderBytes)
	pick(&l.Request, d.Request)
	pick(&l.Write, d.Write)
	pick(&l.Grace, d.Grace)
	pick(&l.Vertices, d.Vertices)
	return l
}

func pick[T comparable](value *T, standard T) {
	var zero T
	if *value == zero {
		*value = standard
	}
}

// limit bounds the body and the time of a request.
func (l Limits) limit(c *gin.Context) {
	if c.Request.Body != nil && c.Request.Body != http.NoBody {
		c.Request.Body = http.MaxBytesReader(c.Writer, c.Request.Body, l.BodyBytes)
	}
	with(c).unhurried = c.Request.Context()
	ctx := &hurry{Context: c.Request.Context(), until: time.Now().Add(l.Request)}
	defer ctx.end()
	c.Request = c.Request.WithContext(ctx)
	c.Next()
}

// Unhurried is the request's context without the limit on how long an answer
// may be worked on, for exports, which last as long as somebody reads them.
func Unhurried(c *gin.Context) context.Context {
	if ctx := with(c).unhurried; ctx != nil {
		return ctx
	}
	return c.Request.Context()
}
