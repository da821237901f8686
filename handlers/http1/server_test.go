package http1

import (
	"bytes"
	"context"
	"errors"
	"io"
	"log"
	"net"
	"net/http"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// soon waits until the condition holds.
func soon(t *testing.T, what string, holds func() bool) {
	t.Helper()
	for range 2000 {
		if holds() {
			return
		}
		time.Sleep(5 * time.Millisecond)
	}
	t.Fatalf("never came true: %s", what)
}

const brief = "GET /brief HTTP/1.1\r\nHost: a\r\n\r\n"

func (s *Server) open() int {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	return len(s.conns)
}

// TestShutdown lets what runs finish, here and at net/http, and ends the rest.
func TestShutdown(t *testing.T) {
	t.Parallel()
	running, release := make(chan string, 2), make(chan struct{})
	s, addr := serving(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Query().Has("slow") {
			running <- r.URL.Path
			<-release
		}
		_, _ = io.WriteString(w, r.URL.Path) // it is heard below
	}), nil)
	unused, waiting, slow, slower := call(t, addr), call(t, addr), call(t, addr), call(t, addr)
	waiting.say(brief)
	if h := waiting.hear(http.MethodGet); h.Body != "/brief" {
		t.Fatalf("%+v", h)
	}
	slow.say("GET /brief?slow HTTP/1.1\r\nHost: a\r\n\r\n")
	slower.say("GET /other?slow HTTP/1.1\r\nHost: a\r\n\r\n")
	<-running
	<-running
	soon(t, "three connections are here", func() bool { return s.open() == 3 })

	early, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	if err := s.Shutdown(early); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("while two answers are worked on: %v", err)
	}
	for name, c := range map[string]*caller{"unused": unused, "waiting": waiting} {
		if _, err := c.Read(make([]byte, 1)); !errors.Is(err, io.EOF) {
			t.Errorf("the %s connection: %v", name, err)
		}
	}
	var dialer net.Dialer
	if c, err := dialer.DialContext(t.Context(), "tcp", addr); err == nil {
		_ = c.Close()
		t.Error("connections are still taken")
	}
	close(release)
	for want, c := range map[string]*caller{"/brief": slow, "/other": slower} {
		if h := c.hear(http.MethodGet); h.Body != want || h.Cut {
			t.Errorf("%s: %+v", want, h)
		}
	}
	if err := s.Shutdown(t.Context()); err != nil {
		t.Error(err)
	}
	if s.open() != 0 {
		t.Errorf("%d connections are left", s.open())
	}
}

func TestClose(t *testing.T) {
	t.Parallel()
	running, ended := make(chan struct{}), make(chan struct{})
	defer close(ended)
	s, addr := serving(t, http.HandlerFunc(func(http.ResponseWriter, *http.Request) {
		close(running)
		<-ended
	}), nil)
	waiting, busy := call(t, addr), call(t, addr)
	busy.say(brief)
	<-running
	soon(t, "two connections are here", func() bool { return s.open() == 2 })
	if err := s.Close(); err != nil {
		t.Error(err)
	}
	for _, c := range []*caller{waiting, busy} {
		if h := c.hear(http.MethodGet); !h.Cut {
			t.Errorf("%+v", h)
		}
	}
}

// TestPatience: who asks for nothing, and who does not accept the answer, loses
// the connection.
func TestPatience(t *testing.T) {
	t.Parallel()
	failed := make(chan error, 1)
	s, addr := serving(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !r.URL.Query().Has("much") {
			return
		}
		var err error
		for err == nil {
			_, err = w.Write(make([]byte, 1<<20))
		}
		failed <- err
	}), func(rest *http.Server) {
		rest.ReadHeaderTimeout, rest.IdleTimeout, rest.WriteTimeout = 30*time.Millisecond, 60*time.Millisecond, 90*time.Millisecond
	})
	silent, idle, greedy := call(t, addr), call(t, addr), call(t, addr)
	idle.say(brief)
	if h := idle.hear(http.MethodGet); h.Status != 200 {
		t.Fatalf("%+v", h)
	}
	greedy.say("GET /brief?much HTTP/1.1\r\nHost: a\r\n\r\n")
	var late net.Error
	if err := <-failed; !errors.As(err, &late) || !late.Timeout() {
		t.Errorf("an answer that nobody takes ends with %v", err)
	}
	for _, c := range []*caller{silent, idle} {
		if _, err := c.Read(make([]byte, 1)); !errors.Is(err, io.EOF) {
			t.Errorf("%v", err)
		}
	}
	soon(t, "nothing is left", func() bool { return s.open() == 0 })
}

// TestDeadlinesOfHandlers hold for their answer alone.
func TestDeadlinesOfHandlers(t *testing.T) {
	t.Parallel()
	_, addr := serving(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !r.URL.Query().Has("late") {
			return
		}
		control := http.NewResponseController(w)
		past := time.Now().Add(-time.Second)
		for _, err := range []error{control.SetReadDeadline(past), control.SetWriteDeadline(past)} {
			if err != nil {
				t.Error(err)
			}
		}
		if _, err := w.Write(make([]byte, 2*heldBytes)); err == nil {
			t.Error("nothing came of the deadline")
		}
		if err := control.SetWriteDeadline(time.Now().Add(time.Minute)); err != nil {
			t.Error(err)
		}
	}), nil)
	c := call(t, addr)
	c.say(brief)
	if h := c.hear(http.MethodGet); h.Status != 200 {
		t.Fatalf("%+v", h)
	}
	c.say("GET /brief?late HTTP/1.1\r\nHost: a\r\n\r\n")
	if h := c.hear(http.MethodGet); !h.Cut {
		t.Errorf("%+v", h)
	}
}

// TestPanics: the caller sees that the answer was cut, others see nothing, and it
// is in the log.
func TestPanics(t *testing.T) {
	t.Parallel()
	var mutex sync.Mutex
	var logged bytes.Buffer
	_, addr := serving(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.WriteString(w, "secret")
		if r.URL.Query().Has("panic") {
			panic("for the test")
		}
	}), func(rest *http.Server) { rest.ErrorLog = log.New(locked{&mutex, &logged}, "", 0) })
	other, c := call(t, addr), call(t, addr)
	c.say("GET /brief?panic HTTP/1.1\r\nHost: a\r\n\r\n")
	if h := c.hear(http.MethodGet); !h.Cut || h.Body != "" {
		t.Errorf("%+v", h)
	}
	other.say(brief)
	if h := other.hear(http.MethodGet); h.Body != "secret" {
		t.Errorf("%+v", h)
	}
	mutex.Lock()
	defer mutex.Unlock()
	if text := logged.String(); !strings.Contains(text, "for the test") || !strings.Contains(text, "server_test.go") {
		t.Errorf("the log says %q", text)
	}
}

type locked struct {
	mutex *sync.Mutex
	to    io.Writer
}

func (l locked) Write(p []byte) (int, error) {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	return l.to.Write(p)
}

// failing is a listener that fails now and then, and at last for good.
type failing struct {
	net.Listener
	errors chan error
}

func (f failing) Accept() (net.Conn, error) {
	if err := <-f.errors; err != nil {
		return nil, err
	}
	return f.Listener.Accept()
}

func TestFailingListener(t *testing.T) {
	t.Parallel()
	s := testServer(&http.Server{Handler: byName(), ReadHeaderTimeout: time.Second})
	l := failing{listen(t), make(chan error)}
	ended := make(chan error, 1)
	go func() { ended <- s.Serve(l) }()
	for range 3 {
		l.errors <- &net.OpError{Op: "accept", Err: syscall.EMFILE}
	}
	go func() { l.errors <- nil }()
	c := call(t, l.Addr().String())
	c.say("GET /brief?h=text HTTP/1.1\r\nHost: a\r\n\r\n")
	if h := c.hear(http.MethodGet); h.Body != "chữ" {
		t.Errorf("after errors that pass: %+v", h)
	}
	broken := errors.New("broken")
	l.errors <- broken
	if err := <-ended; !errors.Is(err, broken) {
		t.Errorf("Serve ended with %v", err)
	}
}

// TestManyAtOnce lets callers of both sorts come and go.
func TestManyAtOnce(t *testing.T) {
	t.Parallel()
	_, addr := serving(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.WriteString(w, strings.Repeat(r.URL.RawQuery, 10_000)) // what comes of it is looked at below
	}), nil)
	var group sync.WaitGroup
	for i := range 16 {
		c := call(t, addr)
		mark := string(rune('a' + i))
		group.Go(func() {
			for turn := range 50 {
				path := "/brief"
				if i%4 == 3 && turn == 25 {
					path = "/other"
				}
				if _, err := io.WriteString(c.Conn, "GET "+path+"?"+mark+" HTTP/1.1\r\nHost: a\r\n\r\n"); err != nil {
					t.Error(err)
					return
				}
				if h := c.hear(http.MethodGet); h.Body != strings.Repeat(mark, 10_000) {
					t.Errorf("%s, turn %d: %d bytes, cut %v", mark, turn, len(h.Body), h.Cut)
					return
				}
			}
		})
	}
	group.Wait()
}
