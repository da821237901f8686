package handlers

import (
	"context"
	"errors"
	"runtime"
	"testing"
	"time"
)

// TestHurryEndsAsADeadlineDoes: each way in which a context can end, looked at
// before and after somebody waits.
func TestHurryEndsAsADeadlineDoes(t *testing.T) {
	t.Parallel()
	const ever = time.Hour
	for name, c := range map[string]struct {
		limit time.Duration
		end   func(h *hurry, outer context.CancelFunc)
		want  error
	}{
		"still going":   {ever, func(*hurry, context.CancelFunc) {}, nil},
		"over":          {ever, func(h *hurry, _ context.CancelFunc) { h.end() }, context.Canceled},
		"outer is over": {ever, func(_ *hurry, outer context.CancelFunc) { outer() }, context.Canceled},
		"too late":      {-time.Second, func(*hurry, context.CancelFunc) {}, context.DeadlineExceeded},
	} {
		for _, waits := range []bool{false, true} {
			outer, cancel := context.WithCancel(t.Context())
			h := &hurry{Context: outer, until: time.Now().Add(c.limit)}
			if waits {
				h.Done()
			}
			c.end(h, cancel)
			if got := h.Err(); !errors.Is(got, c.want) || (got == nil) != (c.want == nil) {
				t.Errorf("%s, waits %v: %v, want %v", name, waits, got, c.want)
			}
			select {
			case <-h.Done():
				if c.want == nil {
					t.Errorf("%s, waits %v: done", name, waits)
				}
			default:
				if c.want != nil {
					t.Errorf("%s, waits %v: not done", name, waits)
				}
			}
			if got := h.Err(); !errors.Is(got, c.want) || (got == nil) != (c.want == nil) {
				t.Errorf("%s, waits %v, then: %v, want %v", name, waits, got, c.want)
			}
			cancel()
		}
	}
}

func TestHurryWakesWhoWaits(t *testing.T) {
	t.Parallel()
	h := &hurry{Context: t.Context(), until: time.Now().Add(time.Millisecond)}
	<-h.Done()
	if !errors.Is(h.Err(), context.DeadlineExceeded) {
		t.Errorf("%v, want that the deadline is exceeded", h.Err())
	}
}

// TestHurryIsFollowedWithoutGoroutines: contexts made from it end with it, by
// the registration that the library has for contexts of its own.
func TestHurryIsFollowedWithoutGoroutines(t *testing.T) { //nolint:paralleltest // it counts goroutines
	h := &hurry{Context: t.Context(), until: time.Now().Add(time.Hour)}
	before := runtime.NumGoroutine()
	var children []context.Context
	for range 100 {
		child, cancel := context.WithCancel(h)
		defer cancel()
		children = append(children, child)
	}
	if more := runtime.NumGoroutine() - before; more > 50 {
		t.Errorf("%d goroutines wait for it", more)
	}
	h.end()
	for _, child := range children {
		<-child.Done()
	}
	if at, set := h.Deadline(); !set || time.Until(at) < time.Minute {
		t.Errorf("deadline %v", at)
	}
}

func TestHurryKeepsAnEarlierDeadline(t *testing.T) {
	t.Parallel()
	outer, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	h := &hurry{Context: outer, until: time.Now().Add(time.Hour)}
	if at, _ := h.Deadline(); time.Until(at) > 2*time.Minute {
		t.Errorf("deadline %v, want the outer one", at)
	}
}
