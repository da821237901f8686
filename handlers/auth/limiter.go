package auth

import (
	"net/netip"
	"sync"
	"sync/atomic"
	"time"
)

// limiter bounds how many refusals an address gets: whoever guesses tokens or
// ids is refused unheard for a while.
type limiter struct {
	clock func() time.Time
	some  atomic.Bool // whether any address was refused: most of the time none was
	mu    sync.Mutex
	seen  map[netip.Addr]*refusals
}

type refusals struct {
	since   time.Time
	n       int
	blocked time.Time
}

const (
	refusalWindow = time.Minute
	// maxRecorded refusals of a window are written down one by one; after
	// maxRefused the address waits for the rest of the window.
	maxRecorded  = 30
	maxRefused   = 120
	maxAddresses = 20_000
)

// network is what one customer has: an IPv4 address or 64 bits of IPv6.
func network(a netip.Addr) netip.Addr {
	if a = a.Unmap(); a.Is6() {
		if p, err := a.Prefix(64); err == nil {
			return p.Addr()
		}
	}
	return a
}

// blocked is how long the address has to wait, 0 when it need not.
func (l *limiter) blocked(address func() netip.Addr) time.Duration {
	if !l.some.Load() {
		return 0
	}
	a := address()
	l.mu.Lock()
	defer l.mu.Unlock()
	r := l.seen[network(a)]
	if r == nil || r.blocked.IsZero() {
		return 0
	}
	return max(0, r.blocked.Sub(l.clock()))
}

// note counts a refusal and tells whether it is to be written down.
func (l *limiter) note(a netip.Addr) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.some.Store(true)
	now := l.clock()
	if l.seen == nil || len(l.seen) >= maxAddresses {
		l.seen = map[netip.Addr]*refusals{}
	}
	key := network(a)
	r := l.seen[key]
	if r == nil || now.Sub(r.since) > refusalWindow {
		r = &refusals{since: now}
		l.seen[key] = r
	}
	r.n++
	if r.n >= maxRefused {
		r.blocked = r.since.Add(refusalWindow)
	}
	return r.n <= maxRecorded
}
