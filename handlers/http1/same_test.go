package http1

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"maps"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"
)

// serving is a server that runs for the test, and what it logs.
func serving(t *testing.T, handler http.Handler, change func(*http.Server)) (*Server, string) {
	t.Helper()
	rest := &http.Server{
		Handler: handler, ErrorLog: log.New(io.Discard, "", 0),
		ReadHeaderTimeout: 10 * time.Second, WriteTimeout: 10 * time.Second, IdleTimeout: 10 * time.Second,
	}
	if change != nil {
		change(rest)
	}
	s := testServer(rest)
	l := listen(t)
	ended := make(chan error, 1)
	go func() { ended <- s.Serve(l) }()
	t.Cleanup(func() {
		_ = s.Close()
		if err := <-ended; !errors.Is(err, http.ErrServerClosed) {
			t.Errorf("Serve ended with %v", err)
		}
	})
	return s, l.Addr().String()
}

func listen(t *testing.T) net.Listener {
	t.Helper()
	var config net.ListenConfig
	l, err := config.Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// caller is a client that writes what it likes.
type caller struct {
	net.Conn
	t      *testing.T
	answer *bufio.Reader
}

func call(t *testing.T, addr string) *caller {
	t.Helper()
	var dialer net.Dialer
	c, err := dialer.DialContext(t.Context(), "tcp", addr)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.Close() })
	if err := c.SetDeadline(time.Now().Add(20 * time.Second)); err != nil {
		t.Fatal(err)
	}
	return &caller{c, t, bufio.NewReader(c)}
}

func (c *caller) say(text string) {
	c.t.Helper()
	if _, err := io.WriteString(c.Conn, text); err != nil {
		c.t.Fatal(err)
	}
}

// heard is an answer as far as it goes.
type heard struct {
	Status int
	Header http.Header
	Length int64
	Body   string
	Cut    bool // it ended before it was whole
	Closed bool // the connection ended with it
}

func (c *caller) hear(method string) heard {
	c.t.Helper()
	response, err := http.ReadResponse(c.answer, &http.Request{Method: method})
	if err != nil {
		return heard{Cut: true, Closed: true}
	}
	body, err := io.ReadAll(response.Body)
	_ = response.Body.Close()
	return heard{response.StatusCode, response.Header, response.ContentLength, string(body), err != nil, response.Close}
}

// write answers; whether it arrives is what the caller looks at.
func write(w io.Writer, text string) { _, _ = io.WriteString(w, text) }

// answers are handlers that answer in all the ways there are.
func answers() map[string]http.HandlerFunc {
	large := strings.Repeat("0123456789abcdef", 8<<10)
	return map[string]http.HandlerFunc{
		"nothing": func(http.ResponseWriter, *http.Request) {},
		"text":    func(w http.ResponseWriter, _ *http.Request) { write(w, "chữ") },
		"html":    func(w http.ResponseWriter, _ *http.Request) { write(w, "<!doctype html><p>x") },
		"typed": func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "application/json")
			write(w, "{}")
		},
		"of no type": func(w http.ResponseWriter, _ *http.Request) {
			w.Header()["Content-Type"] = nil
			write(w, "{}")
		},
		"packed": func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Encoding", "gzip")
			write(w, "\x1f\x8b")
		},
		"length told": func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Length", "4")
			write(w, "ab")
			write(w, "cd")
		},
		"longer than told": func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Length", "2")
			write(w, "ab")
			if _, err := io.WriteString(w, "cd"); !errors.Is(err, http.ErrContentLength) {
				panic(err)
			}
		},
		"shorter than told": func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Length", "5")
			write(w, "abc")
		},
		"a length that is none": func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Length", "many")
			write(w, "abc")
		},
		"created": func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Location", "/x")
			w.WriteHeader(http.StatusCreated)
			w.WriteHeader(http.StatusInternalServerError)
			w.Header().Set("Too", "late")
		},
		"a status of nobody": func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(599) },
		"no content": func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(http.StatusNoContent)
			if _, err := io.WriteString(w, "x"); !errors.Is(err, http.ErrBodyNotAllowed) {
				panic(err)
			}
		},
		"not modified": func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("ETag", `"x"`)
			w.Header().Set("Content-Type", "text/plain")
			w.WriteHeader(http.StatusNotModified)
		},
		"many values": func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Add("Vary", "Accept")
			w.Header().Add("Vary", "Cookie")
			w.Header()["x-Small"] = []string{" a ", ""}
			w.Header()["bad name"] = []string{"x"}
			w.Header()["Empty"] = nil
		},
		"a value of two lines": func(w http.ResponseWriter, _ *http.Request) { w.Header().Set("X", "a\r\nSet-Cookie: b\n") },
		"its own date":         func(w http.ResponseWriter, _ *http.Request) { w.Header()["Date"] = nil },
		"the last":             func(w http.ResponseWriter, _ *http.Request) { w.Header().Set("Connection", "close") },
		"large":                func(w http.ResponseWriter, _ *http.Request) { write(w, large) },
		"large, length told": func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Length", fmt.Sprint(len(large)))
			write(w, large)
		},
		"large, in pieces": func(w http.ResponseWriter, _ *http.Request) {
			for i := 0; i < len(large); i += 1000 {
				write(w, large[i:min(i+1000, len(large))])
			}
		},
		"large, in odd pieces": func(w http.ResponseWriter, _ *http.Request) {
			for from, n := 0, 1; from < len(large); from, n = from+n, n*3 {
				write(w, large[from:min(from+n, len(large))])
			}
		},
		"sent early": func(w http.ResponseWriter, _ *http.Request) {
			write(w, "<html>")
			w.(http.Flusher).Flush()
			write(w, "rest")
			w.(http.Flusher).Flush()
			w.(http.Flusher).Flush()
		},
		"sent early, length told": func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Length", "3")
			w.(http.Flusher).Flush()
			write(w, "abc")
		},
		"sent early, cut": func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Length", "9")
			write(w, "abc")
			w.(http.Flusher).Flush()
		},
		"aborted": func(w http.ResponseWriter, _ *http.Request) {
			write(w, "abc")
			panic(http.ErrAbortHandler)
		},
		"aborted late": func(w http.ResponseWriter, _ *http.Request) {
			write(w, "abc")
			w.(http.Flusher).Flush()
			panic("for the test")
		},
		"what was asked": func(w http.ResponseWriter, r *http.Request) {
			body, err := io.ReadAll(r.Body)
			fmt.Fprintln(w, r.Method, r.URL, r.Proto, r.Host, r.RequestURI, r.Header, r.ContentLength, r.TransferEncoding, r.Close, len(body), err, r.TLS, r.Trailer)
		},
	}
}

// byName lets the query say which handler answers.
func byName() http.Handler {
	handlers := answers()
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { handlers[r.URL.Query().Get("h")](w, r) })
}

// TestLikeNetHTTP asks for every answer twice on one connection, here and from
// net/http, and wants to hear the same.
func TestLikeNetHTTP(t *testing.T) {
	t.Parallel()
	handler := byName()
	_, ours := serving(t, handler, nil)
	other := &http.Server{Handler: handler, ErrorLog: log.New(io.Discard, "", 0), ReadHeaderTimeout: time.Second}
	l := listen(t)
	go func() { _ = other.Serve(l) }() // until it is closed
	t.Cleanup(func() { _ = other.Close() })

	for name := range answers() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var both [2][2]heard
			for i, addr := range []string{ours, l.Addr().String()} {
				c := call(t, addr)
				for turn := range both[i] {
					_, _ = io.WriteString(c.Conn, "GET /brief?h="+strings.ReplaceAll(name, " ", "+")+" HTTP/1.1\r\nHost: a\r\nX-Test: 1\r\n\r\n") // it may have ended
					both[i][turn] = plainly(c.hear(http.MethodGet))
				}
			}
			if a, b := fmt.Sprintf("%+v", both[0]), fmt.Sprintf("%+v", both[1]); a != b {
				t.Errorf("here %s\nnet/http %s", clip(a), clip(b))
			}
		})
	}
}

// plainly leaves out what differs from time to time, and how the end of a body
// is told: net/http holds 2 kB of an answer back, which makes fewer lengths.
func plainly(h heard) heard {
	h.Header = maps.Clone(h.Header)
	if dates := h.Header["Date"]; len(dates) == 1 {
		if _, err := http.ParseTime(dates[0]); err == nil {
			h.Header.Set("Date", "told")
		}
	}
	if !h.Cut {
		h.Header.Del("Content-Length")
		h.Length = int64(len(h.Body))
	}
	return h
}

func clip(text string) string { return text[:min(len(text), 600)] }

// TestRequestsOfAllSorts sends requests one after the other, and wants those that
// are left to net/http to be answered as if nothing had been read before.
func TestRequestsOfAllSorts(t *testing.T) {
	t.Parallel()
	_, addr := serving(t, byName(), nil)
	ask := func(method, path, more string) string {
		return method + " " + path + "?h=what+was+asked HTTP/1.1\r\nHost: a\r\n" + more
	}
	for name, c := range map[string]struct {
		send []string // in pieces
		want []string // of each answer, or "" for one that says 400
	}{
		"brief ones at once": {
			[]string{ask("GET", "/brief", "\r\n") + ask("GET", "/brief/2", "\r\n") + ask("GET", "/brief/3", "\r\n")},
			[]string{"GET /brief?", "GET /brief/2?", "GET /brief/3?"},
		},
		"in pieces":        {[]string{"GET /brief?h=what+was", "+asked HTTP/1.1\r\nHost:", " a\r\n\r\n"}, []string{"GET /brief?"}},
		"byte by byte":     {strings.Split(ask("GET", "/brief", "\r\n"), ""), []string{"GET /brief?"}},
		"a half after one": {[]string{ask("GET", "/brief", "\r\n") + "GET /bri", "ef?h=what+was+asked HTTP/1.1\r\nHost: a\r\n\r\n"}, []string{"GET /brief?", "GET /brief?"}},
		"a body after one": {
			[]string{ask("GET", "/brief", "\r\n") + ask("POST", "/brief", "Content-Length: 5\r\n\r\nab"), "cde" + ask("GET", "/brief/2", "\r\n")},
			[]string{"GET /brief?", "POST /brief?", "GET /brief/2?"},
		},
		"a body that looks like a request": {
			[]string{ask("GET", "/brief", fmt.Sprintf("Content-Length: %d\r\n\r\n", len(ask("GET", "/brief/no", "\r\n")))+ask("GET", "/brief/no", "\r\n")) + ask("GET", "/brief/2", "\r\n")},
			[]string{"GET /brief?", "GET /brief/2?"},
		},
		"chunks after one": {
			[]string{ask("GET", "/brief", "\r\n") + ask("PUT", "/other", "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n") + ask("GET", "/other", "\r\n")},
			[]string{"GET /brief?", "PUT /other?", "GET /other?"},
		},
		"the last one":        {[]string{ask("GET", "/brief", "Connection: close\r\n\r\n")}, []string{"GET /brief?"}},
		"an older protocol":   {[]string{"GET /brief?h=what+was+asked HTTP/1.0\r\n\r\n"}, []string{"GET /brief?"}},
		"a large head":        {[]string{ask("GET", "/brief", "X: "+strings.Repeat("x", 2*headBytes)+"\r\n\r\n")}, []string{"GET /brief?"}},
		"a malformed one":     {[]string{"GET /brief HTTP/1.1\r\nHost: a\r\nbad header\r\n\r\n"}, []string{""}},
		"malformed after":     {[]string{ask("GET", "/brief", "\r\n") + "\x00\x01\r\n\r\n"}, []string{"GET /brief?", ""}},
		"two hosts":           {[]string{"GET /brief HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n"}, []string{""}},
		"another protocol":    {[]string{"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n"}, []string{""}},
		"a length and chunks": {[]string{ask("GET", "/brief", "Content-Length: x\r\n\r\n")}, []string{""}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			caller := call(t, addr)
			for i, piece := range c.send {
				if i > 0 {
					time.Sleep(time.Millisecond) // so that it comes by itself
				}
				caller.say(piece)
			}
			for i, want := range c.want {
				h := caller.hear(http.MethodGet)
				if want == "" && h.Status != 400 || want != "" && !strings.HasPrefix(h.Body, want) {
					t.Fatalf("answer %d: %+v, want %q", i, h, want)
				}
			}
		})
	}
}

// TestStays tells which connections are answered here.
func TestStays(t *testing.T) {
	t.Parallel()
	s, addr := serving(t, byName(), nil)
	here := func() int {
		s.mutex.Lock()
		defer s.mutex.Unlock()
		return len(s.conns)
	}
	c := call(t, addr)
	for range 3 {
		c.say("GET /brief?h=text HTTP/1.1\r\nHost: a\r\nConnection: keep-alive\r\n\r\n")
		if h := c.hear(http.MethodGet); h.Body != "chữ" || h.Length != 5 || here() != 1 {
			t.Fatalf("%+v, %d connections", h, here())
		}
	}
	c.say("HEAD /brief?h=text HTTP/1.1\r\nHost: a\r\n\r\n")
	if h := c.hear(http.MethodHead); h.Status != 200 || h.Length != 5 || here() != 0 {
		t.Errorf("%+v, %d connections", h, here())
	}
	c.say("GET /brief?h=text HTTP/1.1\r\nHost: a\r\n\r\n")
	if h := c.hear(http.MethodGet); h.Body != "chữ" || here() != 0 {
		t.Errorf("%+v, %d connections", h, here())
	}
}

// TestWhole wants small answers sent at once: in one piece, with their length.
func TestWhole(t *testing.T) {
	t.Parallel()
	client, server := net.Pipe()
	defer func() { _ = client.Close() }()
	a := &answer{header: http.Header{}}
	a.reset(server, new(clock))
	go func() {
		a.Header().Set("Content-Type", "text/plain")
		_, _ = io.WriteString(a, "ab") // it is read below
		_, _ = io.WriteString(a, "cd")
		a.finish()
		_ = server.Close()
	}()
	piece := make([]byte, 1000)
	n, err := client.Read(piece)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.HasSuffix(piece[:n], []byte("Content-Length: 4\r\n\r\nabcd")) {
		t.Errorf("the first piece is %q", piece[:n])
	}
}

func BenchmarkAnswer(b *testing.B) {
	handler := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header()["Content-Type"] = []string{"application/json"}
		_, _ = w.Write(make([]byte, 100)) // to be read below
	})
	rest := &http.Server{Handler: handler, ReadHeaderTimeout: time.Minute, IdleTimeout: time.Minute, WriteTimeout: time.Minute}
	for _, one := range []struct {
		name   string
		server interface {
			Serve(l net.Listener) error
			Close() error
		}
	}{{"here", testServer(rest)}, {"net-http", &http.Server{Handler: handler, ReadHeaderTimeout: time.Minute, IdleTimeout: time.Minute, WriteTimeout: time.Minute}}} {
		b.Run(one.name, func(b *testing.B) {
			var config net.ListenConfig
			l, err := config.Listen(context.Background(), "tcp", "127.0.0.1:0")
			if err != nil {
				b.Fatal(err)
			}
			go func() { _ = one.server.Serve(l) }() // until it is closed
			defer func() { _ = one.server.Close() }()
			var dialer net.Dialer
			c, err := dialer.DialContext(b.Context(), "tcp", l.Addr().String())
			if err != nil {
				b.Fatal(err)
			}
			defer func() { _ = c.Close() }()
			answer := make([]byte, 4096)
			b.ReportAllocs()
			for b.Loop() {
				if _, err := io.WriteString(c, "GET /brief?x=1 HTTP/1.1\r\nHost: 127.0.0.1:8080\r\nUser-Agent: curl\r\nAccept: */*\r\n\r\n"); err != nil {
					b.Fatal(err)
				}
				if _, err := c.Read(answer); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
