package main

import (
	"context"
	"io"
	"log/slog"
	"sync"
	"time"
)

// How long, and up to how much, the log of requests waits to be written. A line
// at a time costs a system call for each request.
const (
	logWait  = 200 * time.Millisecond
	logBytes = 32 << 10
)

// serviceLogger is logger for a service: lines of information are written
// together, a moment later; a warning or an error is written at once, with all
// before it. finish writes what waits.
func (p *program) serviceLogger(out io.Writer) (log *slog.Logger, finish func()) {
	lines := &lineBuffer{out: out}
	return slog.New(promptHandler{p.logger(lines).Handler(), lines}), lines.flush
}

// lineBuffer gathers lines.
type lineBuffer struct {
	out     io.Writer
	mutex   sync.Mutex
	waiting []byte
	flusher *time.Timer // runs while something waits
}

// Write implements io.Writer.
func (b *lineBuffer) Write(line []byte) (int, error) {
	b.mutex.Lock()
	defer b.mutex.Unlock()
	b.waiting = append(b.waiting, line...)
	switch {
	case len(b.waiting) >= logBytes:
		return len(line), b.write()
	case b.flusher == nil:
		b.flusher = time.AfterFunc(logWait, b.flush)
	}
	return len(line), nil
}

func (b *lineBuffer) flush() {
	b.mutex.Lock()
	defer b.mutex.Unlock()
	_ = b.write() // there is nowhere to tell that the log cannot be written
}

func (b *lineBuffer) write() error {
	if b.flusher != nil {
		b.flusher.Stop()
		b.flusher = nil
	}
	if len(b.waiting) == 0 {
		return nil
	}
	_, err := b.out.Write(b.waiting)
	b.waiting = b.waiting[:0]
	return err
}

// promptHandler lets nothing important wait.
type promptHandler struct {
	slog.Handler
	lines *lineBuffer
}

// Handle implements slog.Handler.
func (h promptHandler) Handle(ctx context.Context, record slog.Record) error {
	err := h.Handler.Handle(ctx, record)
	if record.Level >= slog.LevelWarn {
		h.lines.flush()
	}
	return err
}

// WithAttrs implements slog.Handler.
func (h promptHandler) WithAttrs(attrs []slog.Attr) slog.Handler {
	return promptHandler{h.Handler.WithAttrs(attrs), h.lines}
}

// WithGroup implements slog.Handler.
func (h promptHandler) WithGroup(name string) slog.Handler {
	return promptHandler{h.Handler.WithGroup(name), h.lines}
}
