package http1

import (
	"context"
	"errors"
	"net"
	"net/http"
	"sync"
	"sync/atomic"
	"time"
)

// Server answers brief requests itself and has net/http answer the rest.
type Server struct {
	rest    *http.Server
	request *http.Request // what all requests have
	brief   func(path string) bool

	clock    clock
	answers  sync.Pool
	stopping atomic.Bool
	handed   *handed

	mutex     sync.Mutex
	listeners []net.Listener
	conns     map[*conn]struct{}
}

// New makes a server of one that is set up but does not run: its handler answers
// everything, its timeouts and its log hold here too.
//
// base is the context of requests that are answered here. They are not cancelled
// when the caller hangs up, so brief may be true only for paths, as they stand in
// the request, whose answers never take long.
func New(base context.Context, rest *http.Server, brief func(path string) bool) *Server {
	return &Server{
		rest: rest, request: requestIn(base), brief: brief,
		answers: sync.Pool{New: func() any { return &answer{header: http.Header{}} }},
		conns:   map[*conn]struct{}{},
	}
}

// Serve answers what comes in until the server is shut down or closed, and is
// http.ErrServerClosed then. A server serves once.
func (s *Server) Serve(l net.Listener) error {
	s.mutex.Lock()
	if s.stopping.Load() {
		s.mutex.Unlock()
		return http.ErrServerClosed
	}
	s.handed = newHanded(l.Addr())
	s.listeners = append(s.listeners, l)
	s.mutex.Unlock()

	failed := make(chan error, 1)
	go func() { failed <- s.rest.Serve(s.handed) }()
	err := s.accept(l)
	if s.stopping.Load() {
		return http.ErrServerClosed
	}
	return errors.Join(err, s.rest.Close(), <-failed)
}

// accept serves connections until the listener fails for good.
func (s *Server) accept(l net.Listener) error {
	const shortest, longest = 5 * time.Millisecond, time.Second
	pause := shortest
	for {
		accepted, err := l.Accept()
		if temporary(err) { // too many open files, say: connections will end
			time.Sleep(pause)
			pause = min(2*pause, longest)
			continue
		}
		if err != nil {
			return err
		}
		pause = shortest
		c := &conn{Conn: accepted, server: s, remote: accepted.RemoteAddr().String()}
		if !s.remember(c) {
			_ = accepted.Close() // the server stops
			continue
		}
		go c.serve()
	}
}

func temporary(err error) bool {
	var e net.Error
	return errors.As(err, &e) && e.Temporary() //nolint:staticcheck // as net/http does, for the lack of another word
}

func (s *Server) remember(c *conn) bool {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	if s.stopping.Load() {
		return false
	}
	s.conns[c] = struct{}{}
	return true
}

func (s *Server) forget(c *conn) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	delete(s.conns, c)
}

// handOver leaves the connection to net/http, with what was read of it.
func (s *Server) handOver(c net.Conn, read []byte) bool {
	return c.SetDeadline(time.Time{}) == nil && s.handed.give(&begun{Conn: c, read: append([]byte(nil), read...)})
}

// Shutdown takes no more connections, ends those that wait for a question, lets
// running answers finish, and returns when they have or ctx ends.
func (s *Server) Shutdown(ctx context.Context) error {
	rest := make(chan error, 1)
	s.stop()
	go func() { rest <- s.rest.Shutdown(ctx) }()
	ticker := time.NewTicker(10 * time.Millisecond)
	defer ticker.Stop()
	for s.endIdle() > 0 {
		select {
		case <-ctx.Done():
			return errors.Join(ctx.Err(), <-rest)
		case <-ticker.C:
		}
	}
	return <-rest
}

// Close ends everything at once.
func (s *Server) Close() error {
	s.stop()
	s.mutex.Lock()
	defer s.mutex.Unlock()
	for c := range s.conns {
		c.state.Store(closed)
		_ = c.Close() // its end is all that is wanted
	}
	return s.rest.Close()
}

func (s *Server) stop() {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	s.stopping.Store(true)
	for _, l := range s.listeners {
		_ = l.Close() // it may have been closed before
	}
}

// endIdle ends the connections on which nothing is being answered; how many are
// left.
func (s *Server) endIdle() int {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	for c := range s.conns {
		if c.state.CompareAndSwap(idle, closed) {
			_ = c.Close() // its end is all that is wanted
		}
	}
	return len(s.conns)
}
