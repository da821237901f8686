//go:build linux

package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"runtime"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/sys/unix"
)

// Whoever drives a service shares the processors with it, so the drivers do as
// little as can be, for both sides alike: requests are written beforehand, of
// the answers only lengths and states are looked at, and a thread waits for
// several connections at once, as the programs do that drive such services
// (wrk, pgbench), instead of waking a goroutine for each answer.

const (
	clients = 4
	// threads drive them, each its share.
	threads = 2
	// receives is the most that is read at once.
	receives = 1 << 16
	// patience is how long an answer may take before something must be wrong.
	patience = time.Minute
)

// answers tells where the answers end in what comes in, and what they are.
type answers interface {
	// feed takes the next bytes; done tells that with them an answer is complete,
	// size how long it was.
	feed(data []byte) (done bool, size int, err error)
}

// caller is one connection: at any time one question is out.
type caller struct {
	conn    *net.TCPConn // kept so that it is not closed beneath fd
	fd      int
	answers answers
}

// side is one party of a comparison over the wire.
type side struct {
	requests [][]byte
	connect  func(ctx context.Context) (*net.TCPConn, answers, error)
	spent    func() time.Duration // processor time of the service so far
}

// driver asks with several connections.
type driver struct {
	side
	callers []*caller
	next    atomic.Int64
}

func (s side) open(ctx context.Context) (_ *driver, err error) {
	d := &driver{side: s}
	defer func() {
		if err != nil {
			d.close()
		}
	}()
	for range clients {
		conn, a, err := s.connect(ctx)
		if err != nil {
			return nil, err
		}
		c := &caller{conn: conn, answers: a}
		d.callers = append(d.callers, c)
		raw, err := conn.SyscallConn()
		if err != nil {
			return nil, err
		}
		if err := raw.Control(func(fd uintptr) { c.fd = int(fd) }); err != nil {
			return nil, err
		}
	}
	return d, nil
}

func (d *driver) close() {
	for _, c := range d.callers {
		_ = c.conn.Close()
	}
}

// turn is what came of asking for a while.
type turn struct {
	answers int
	bytes   int64
	took    time.Duration
}

// drive lets every connection ask until the time is over.
func (d *driver) drive(length time.Duration) (turn, error) {
	begin := time.Now()
	results, errs := make([]turn, threads), make([]error, threads)
	var group sync.WaitGroup
	for i := range threads {
		group.Go(func() {
			runtime.LockOSThread()
			defer runtime.UnlockOSThread()
			results[i], errs[i] = d.thread(d.callers[i*clients/threads:(i+1)*clients/threads], begin.Add(length))
		})
	}
	group.Wait()
	total := turn{took: time.Since(begin)}
	for _, r := range results {
		total.answers += r.answers
		total.bytes += r.bytes
	}
	return total, errors.Join(errs...)
}

// thread asks with its share of the connections, until every question that was
// out at the end is answered.
func (d *driver) thread(list []*caller, until time.Time) (turn, error) {
	var t turn
	poll, err := unix.EpollCreate1(unix.EPOLL_CLOEXEC)
	if err != nil {
		return t, err
	}
	defer func() { _ = unix.Close(poll) }()
	for i, c := range list {
		event := unix.EpollEvent{Events: unix.EPOLLIN, Fd: int32(i)}
		if err := unix.EpollCtl(poll, unix.EPOLL_CTL_ADD, c.fd, &event); err != nil {
			return t, err
		}
		if err := d.ask(c); err != nil {
			return t, err
		}
	}
	events, buffer := make([]unix.EpollEvent, len(list)), make([]byte, receives)
	for out := len(list); out > 0; {
		n, err := unix.EpollWait(poll, events, int(patience.Milliseconds()))
		switch {
		case errors.Is(err, unix.EINTR):
			continue
		case err != nil:
			return t, err
		case n == 0:
			return t, fmt.Errorf("no answer within %s", patience)
		}
		for _, event := range events[:n] {
			c := list[event.Fd]
			done, size, err := c.receive(buffer)
			if err != nil {
				return t, err
			}
			if !done {
				continue
			}
			t.answers++
			t.bytes += int64(size)
			if time.Now().After(until) {
				out--
			} else if err := d.ask(c); err != nil {
				return t, err
			}
		}
	}
	return t, nil
}

// ask sends the next question, which is short enough for one packet.
func (d *driver) ask(c *caller) error {
	request := d.requests[int(d.next.Add(1))%len(d.requests)]
	n, err := unix.Write(c.fd, request)
	if err == nil && n < len(request) {
		err = fmt.Errorf("%d of %d bytes were taken", n, len(request))
	}
	return err
}

func (c *caller) receive(buffer []byte) (done bool, size int, err error) {
	n, err := unix.Read(c.fd, buffer)
	switch {
	case errors.Is(err, unix.EAGAIN), errors.Is(err, unix.EINTR):
		return false, 0, nil
	case err != nil:
		return false, 0, err
	case n <= 0:
		return false, 0, fmt.Errorf("%s hangs up", c.conn.RemoteAddr())
	}
	return c.answers.feed(buffer[:n])
}
