package handlers

import (
	"context"
	"sync"
	"time"
)

// hurry is a context that ends at a time, as context.WithDeadline makes them,
// but that sets a timer only when somebody waits for its end. Most answers are
// done before anybody does, and a timer costs as much as finding what they say.
type hurry struct {
	context.Context
	until time.Time

	mutex  sync.Mutex
	ended  bool
	waited context.Context // from the first wait on
	cancel context.CancelFunc
}

// Deadline implements context.Context.
func (h *hurry) Deadline() (time.Time, bool) {
	if outer, set := h.Context.Deadline(); set && outer.Before(h.until) {
		return outer, true
	}
	return h.until, true
}

// Done implements context.Context.
func (h *hurry) Done() <-chan struct{} {
	h.mutex.Lock()
	defer h.mutex.Unlock()
	if h.waited == nil {
		h.waited, h.cancel = context.WithDeadline(h.Context, h.until)
		if h.ended {
			h.cancel()
		}
	}
	return h.waited.Done()
}

// Err implements context.Context.
func (h *hurry) Err() error {
	h.mutex.Lock()
	waited, ended := h.waited, h.ended
	h.mutex.Unlock()
	switch {
	case waited != nil:
		return waited.Err()
	case h.Context.Err() != nil:
		return h.Context.Err()
	case ended:
		return context.Canceled
	case !time.Now().Before(h.until):
		return context.DeadlineExceeded
	}
	return nil
}

// Value implements context.Context. A context made from this one finds by it
// what it waits for, instead of waiting with a goroutine of its own.
func (h *hurry) Value(key any) any {
	h.mutex.Lock()
	waited := h.waited
	h.mutex.Unlock()
	if waited != nil {
		return waited.Value(key)
	}
	return h.Context.Value(key)
}

// end cancels it.
func (h *hurry) end() {
	h.mutex.Lock()
	defer h.mutex.Unlock()
	h.ended = true
	if h.cancel != nil {
		h.cancel()
	}
}
