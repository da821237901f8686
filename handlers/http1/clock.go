package http1

import (
	"net/http"
	"sync/atomic"
	"time"
)

// clock writes the time of answers, which changes once a second.
type clock struct{ last atomic.Pointer[written] }

type written struct {
	second int64
	text   string
}

// date is the present time as a Date header says it.
func (c *clock) date() string {
	now := time.Now()
	if w := c.last.Load(); w != nil && w.second == now.Unix() {
		return w.text
	}
	w := &written{now.Unix(), now.UTC().Format(http.TimeFormat)}
	c.last.Store(w)
	return w.text
}
