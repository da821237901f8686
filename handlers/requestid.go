package handlers

import (
	"crypto/rand"

	"github.com/gin-gonic/gin"
)

const (
	requestIDHeader = "X-Request-Id"
	maxRequestID    = 64
)

// requestID gives every request an id: the caller's own if it is well formed,
// so that a call can be followed through several programs, else a new one.
func requestID(c *gin.Context) {
	id := c.GetHeader(requestIDHeader)
	if !wellFormedID(id) {
		id = rand.Text()
	}
	SetRequestID(c, id)
}

// SetRequestID gives the request another id, one by which its changes are found
// again.
func SetRequestID(c *gin.Context, id string) {
	with(c).id = id
	c.Header(requestIDHeader, id)
}

func wellFormedID(id string) bool {
	if id == "" || len(id) > maxRequestID {
		return false
	}
	for _, r := range id {
		switch {
		case r >= 'a' && r <= 'z', r >= 'A' && r <= 'Z', r >= '0' && r <= '9', r == '-', r == '_', r == '.', r == ':':
		default:
			return false
		}
	}
	return true
}

// RequestID is the id of the request, which its answer, the log and the
// changes it makes carry.
func RequestID(c *gin.Context) string { return with(c).id }
