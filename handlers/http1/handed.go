package http1

import (
	"net"
	"sync"
)

// handed is the listener by which net/http gets connections that go over to it.
type handed struct {
	address net.Addr
	conns   chan net.Conn
	done    chan struct{}
	once    sync.Once
}

func newHanded(address net.Addr) *handed {
	return &handed{address: address, conns: make(chan net.Conn), done: make(chan struct{})}
}

// give tells whether the connection was taken.
func (h *handed) give(c net.Conn) bool {
	select {
	case h.conns <- c:
		return true
	case <-h.done:
		return false
	}
}

// Accept implements net.Listener.
func (h *handed) Accept() (net.Conn, error) {
	select {
	case c := <-h.conns:
		return c, nil
	case <-h.done:
		return nil, net.ErrClosed
	}
}

// Close implements net.Listener.
func (h *handed) Close() error {
	h.once.Do(func() { close(h.done) })
	return nil
}

// Addr implements net.Listener.
func (h *handed) Addr() net.Addr { return h.address }

// begun is a connection of which something has been read.
type begun struct {
	net.Conn
	read []byte
}

// Read gives what was read before, then what comes.
func (b *begun) Read(p []byte) (int, error) {
	if len(b.read) > 0 {
		n := copy(p, b.read)
		if b.read = b.read[n:]; len(b.read) == 0 {
			b.read = nil
		}
		return n, nil
	}
	return b.Conn.Read(p)
}
