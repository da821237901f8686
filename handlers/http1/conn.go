package http1

import (
	"errors"
	"net"
	"net/http"
	"runtime/debug"
	"sync/atomic"
	"time"
)

// What a connection does.
const (
	idle int32 = iota
	busy
	closed
)

// conn is a connection that has asked for nothing yet but what is answered here.
type conn struct {
	net.Conn
	server *Server
	state  atomic.Int32
	remote string
	// patient is when its deadlines were set last.
	patient time.Time
	in      [headBytes]byte
}

// serve answers until the connection ends or goes over to net/http.
func (c *conn) serve() {
	kept := false
	defer func() {
		c.server.forget(c)
		if !kept {
			_ = c.Close() // nobody is left who could be told
		}
	}()
	_ = c.SetDeadline(time.Now().Add(c.server.rest.ReadHeaderTimeout)) // else the first read says so
	left := 0
	for {
		n, err := c.read(left)
		if err != nil || !c.state.CompareAndSwap(idle, busy) {
			return
		}
		c.wait()
		request, size := c.server.plain(c.in[:n])
		if request == nil {
			kept = c.server.handOver(c.Conn, c.in[:n])
			return
		}
		if !c.answer(request) || c.server.stopping.Load() {
			return
		}
		left = copy(c.in[:], c.in[size:n])
		c.state.Store(idle)
		if c.server.stopping.Load() { // before it could see that nothing is being done here
			return
		}
	}
}

// read is how much there is to read of, when something came after what is left.
func (c *conn) read(left int) (int, error) {
	if left > 0 {
		return left, nil
	}
	return c.Read(c.in[:])
}

// step is how exact the deadlines of connections are: moving them costs as much
// as reading a head does.
const step = time.Second

// wait gives the caller time to accept the answer and to ask again.
func (c *conn) wait() {
	now := time.Now()
	if now.Sub(c.patient) < step {
		return
	}
	c.patient = now
	_ = c.SetReadDeadline(now.Add(step + c.server.rest.IdleTimeout)) // else reading and writing say so
	_ = c.SetWriteDeadline(now.Add(step + c.server.rest.WriteTimeout))
}

// answer lets the handler answer; whether another question may follow.
func (c *conn) answer(request *http.Request) (more bool) {
	a := c.server.answers.Get().(*answer)
	a.reset(c.Conn, &c.server.clock)
	defer func() {
		if cause := recover(); cause != nil {
			c.panicked(cause)
			more = false
		}
		a.conn = nil
		c.server.answers.Put(a)
	}()
	request.RemoteAddr = c.remote
	c.server.rest.Handler.ServeHTTP(a, request)
	more = a.finish()
	if a.deadlines {
		c.patient = time.Time{}
	}
	return more
}

// panicked logs what net/http would; the connection ends, so that the caller
// sees that the answer was cut.
func (c *conn) panicked(cause any) {
	if err, ok := cause.(error); ok && errors.Is(err, http.ErrAbortHandler) {
		return
	}
	if out := c.server.rest.ErrorLog; out != nil {
		out.Printf("http1: panic serving %s: %v\n%s", c.remote, cause, debug.Stack())
	}
}
