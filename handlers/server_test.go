package handlers_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gin-gonic/gin"

	"hatang/handlers"
	"hatang/registry"
)

// lockedBuffer takes the log of a server that runs beside the test.
type lockedBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *lockedBuffer) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *lockedBuffer) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

func newServer(t *testing.T, options handlers.Options) (*handlers.Server, *lockedBuffer) {
	t.Helper()
	log := new(lockedBuffer)
	options.Log = slog.New(slog.NewJSONHandler(log, nil))
	s, err := handlers.New(options)
	if err != nil {
		t.Fatal(err)
	}
	return s, log
}

func ask(s *handlers.Server, method, target string, headers map[string]string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, target, nil)
	r.Host = "127.0.0.1:8080"
	for name, value := range headers {
		if name == "Host" {
			r.Host = value
			continue
		}
		r.Header.Set(name, value)
	}
	w := httptest.NewRecorder()
	s.Handler().ServeHTTP(w, r)
	return w
}

func TestHosts(t *testing.T) {
	t.Parallel()
	s, _ := newServer(t, handlers.Options{Hosts: []string{"hatang.local"}})
	for host, want := range map[string]int{
		"127.0.0.1:8080": 200, "localhost:8080": 200, "LOCALHOST": 200, "localhost.": 200, "[::1]:8080": 200, "127.1.2.3": 200, "hatang.local": 200,
		"evil.example": 421, "evil.example:8080": 421, "10.0.0.1": 421, "localhost.evil.example": 421, "127.0.0.1.evil.example": 421, "": 421, "[::2]": 421,
	} {
		if w := ask(s, http.MethodGet, "/healthz", map[string]string{"Host": host}); w.Code != want {
			t.Errorf("host %q answered %d, want %d", host, w.Code, want)
		}
	}
}

func TestOrigins(t *testing.T) {
	t.Parallel()
	s, _ := newServer(t, handlers.Options{})
	s.Router().POST("/write", func(c *gin.Context) { c.Status(http.StatusNoContent) })
	cases := []struct {
		name    string
		headers map[string]string
		want    int
	}{
		{"a program", nil, 204},
		{"our page", map[string]string{"Origin": "http://127.0.0.1:8080"}, 204},
		{"our page, modern browser", map[string]string{"Origin": "http://127.0.0.1:8080", "Sec-Fetch-Site": "same-origin"}, 204},
		{"typed by the user", map[string]string{"Sec-Fetch-Site": "none"}, 204},
		{"another site", map[string]string{"Origin": "https://evil.example"}, 403},
		{"another port of this machine", map[string]string{"Origin": "http://127.0.0.1:9999"}, 403},
		{"a sandboxed frame", map[string]string{"Origin": "null"}, 403},
		{"another site, modern browser", map[string]string{"Sec-Fetch-Site": "cross-site"}, 403},
		{"a sister site", map[string]string{"Sec-Fetch-Site": "same-site"}, 403},
	}
	for _, c := range cases {
		w := ask(s, http.MethodPost, "/write", c.headers)
		if w.Code != c.want {
			t.Errorf("%s answered %d, want %d", c.name, w.Code, c.want)
		}
		for name := range w.Header() {
			if strings.HasPrefix(name, "Access-Control-") {
				t.Errorf("%s: CORS is open: %s", c.name, name)
			}
		}
	}
}

// Pages of the named origins read and do not write; those of others do neither.
func TestReaders(t *testing.T) {
	t.Parallel()
	const friend, stranger = "https://maps.example.vn", "https://evil.example"
	cases := []struct {
		name, method, origin string
		readers              []string
		status               int
		allowed, vary        string
	}{
		{"a named page reads", http.MethodGet, friend, []string{friend}, 200, friend, "Origin"},
		{"a named page asks for the headers", http.MethodHead, friend, []string{friend}, 200, friend, "Origin"},
		{"a named page asks first", http.MethodOptions, friend, []string{friend}, 204, friend, "Origin"},
		{"a named page writes", http.MethodPost, friend, []string{friend}, 403, "", ""},
		{"another page", http.MethodGet, stranger, []string{friend}, 200, "", "Origin"},
		{"another page asks first", http.MethodOptions, stranger, []string{friend}, 204, "", "Origin"},
		{"a program", http.MethodGet, "", []string{friend}, 200, "", "Origin"},
		{"any page reads", http.MethodGet, stranger, []string{handlers.AnyOrigin}, 200, "*", ""},
		{"any page writes", http.MethodPost, stranger, []string{handlers.AnyOrigin}, 403, "", ""},
		{"any page where none is named", http.MethodGet, stranger, nil, 200, "", ""},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			s, _ := newServer(t, handlers.Options{Readers: c.readers})
			s.Router().GET("/things", func(c *gin.Context) { c.String(http.StatusOK, "things") })
			s.Router().POST("/things", func(c *gin.Context) { c.Status(http.StatusNoContent) })
			headers := map[string]string{}
			if c.origin != "" {
				headers["Origin"] = c.origin
			}
			w := ask(s, c.method, "/things", headers)
			h := w.Header()
			if w.Code != c.status || h.Get("Access-Control-Allow-Origin") != c.allowed || h.Get("Access-Control-Allow-Credentials") != "" {
				t.Errorf("answered %d with %v", w.Code, h)
			}
			if vary := strings.Join(h.Values("Vary"), ", "); strings.Contains(vary, "Origin") != (c.vary != "") {
				t.Errorf("Vary is %q", vary)
			}
			if preflight := c.method == http.MethodOptions && c.allowed != ""; (h.Get("Access-Control-Allow-Methods") == "GET, HEAD") != preflight {
				t.Errorf("methods are %q", h.Get("Access-Control-Allow-Methods"))
			}
		})
	}
}

func TestIsOrigin(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]bool{
		"https://maps.example.vn": true, "http://10.0.0.2:8080": true, "https://[::1]:8443": true,
		"": false, "*": false, "null": false, "maps.example.vn": false, "https://": false, "https://maps.example.vn/": false,
		"https://maps.example.vn/map": false, "https://Maps.example.vn": false, "ftp://maps.example.vn": false, "https://u:p@maps.example.vn": false,
	} {
		if got := handlers.IsOrigin(text); got != want {
			t.Errorf("IsOrigin(%q) is %v", text, got)
		}
	}
}

// An address tells which methods it takes.
func TestMethods(t *testing.T) {
	t.Parallel()
	s, _ := newServer(t, handlers.Options{})
	s.Router().GET("/things", func(c *gin.Context) { c.Status(http.StatusNoContent) })
	s.Router().PUT("/things", func(c *gin.Context) { c.Status(http.StatusNoContent) })
	s.Router().POST("/only", func(c *gin.Context) { c.Status(http.StatusNoContent) })
	for _, c := range []struct {
		method, path string
		status       int
		allow        string
	}{
		{http.MethodOptions, "/things", 204, "GET, HEAD, PUT, OPTIONS"},
		{http.MethodDelete, "/things", 405, "GET, HEAD, PUT, OPTIONS"},
		{"BREW", "/things", 405, "GET, HEAD, PUT, OPTIONS"},
		{http.MethodOptions, "/only", 204, "POST, OPTIONS"},
		{http.MethodHead, "/only", 405, "POST, OPTIONS"},
		{http.MethodOptions, "/nothing", 404, ""},
	} {
		if w := ask(s, c.method, c.path, nil); w.Code != c.status || w.Header().Get("Allow") != c.allow {
			t.Errorf("%s %s answered %d, Allow %q", c.method, c.path, w.Code, w.Header().Get("Allow"))
		}
	}
}

// What varies in a path is unescaped as a path, in which a plus is a plus.
func TestPathsAreUnescapedAsPaths(t *testing.T) {
	t.Parallel()
	s, _ := newServer(t, handlers.Options{PathPrefix: "/hatang"})
	s.Router().GET("/things/:id", func(c *gin.Context) { c.String(http.StatusOK, c.Param("id")) })
	for path, want := range map[string]string{
		"/things/A+B": "A+B", "/things/A%2BB": "A+B", "/things/A%20B": "A B", "/things/a%2Fb+c": "a/b+c", "/things/%25+%252B": "%+%2B",
		"/hatang/things/A+B": "A+B", "/hatang/things/a%2Fb+c": "a/b+c", "/things/x?q=1+1": "x",
	} {
		if w := ask(s, http.MethodGet, path, nil); w.Body.String() != want {
			t.Errorf("%s is %q, want %q", path, w.Body, want)
		}
	}
}

func TestRequestIDs(t *testing.T) {
	t.Parallel()
	s, logged := newServer(t, handlers.Options{})
	if w := ask(s, http.MethodGet, "/healthz", map[string]string{"X-Request-Id": "mine-1"}); w.Header().Get("X-Request-Id") != "mine-1" || !strings.Contains(logged.String(), `"request_id":"mine-1"`) {
		t.Errorf("the caller's id is not carried: %v %s", w.Header(), logged)
	}
	for _, bad := range []string{"", "two words", strings.Repeat("x", 65), "<script>", "đ"} {
		w := ask(s, http.MethodGet, "/healthz", map[string]string{"X-Request-Id": bad})
		if id := w.Header().Get("X-Request-Id"); id == bad || len(id) < 16 {
			t.Errorf("id %q became %q", bad, id)
		}
	}
}

func TestProblems(t *testing.T) {
	t.Parallel()
	s, logged := newServer(t, handlers.Options{})
	secret := errors.New("password is hunter2")
	fail := map[string]error{
		"/invalid":       registry.Errorf(registry.Invalid, "sai", "wrong"),
		"/not-found":     registry.Errorf(registry.NotFound, "không có", "not there"),
		"/conflict":      registry.Errorf(registry.Conflict, "trùng", "twice"),
		"/precondition":  registry.Errorf(registry.Precondition, "đã đổi", "changed"),
		"/unsupported":   registry.Errorf(registry.Unsupported, "chưa có", "not built"),
		"/internal":      registry.Errorf(registry.Internal, "bí mật", "hunter2"),
		"/plain":         secret,
		"/late":          context.DeadlineExceeded,
		"/gone":          context.Canceled,
		"/refused":       handlers.Refuse(http.StatusTeapot, "ấm trà", "teapot"),
		"/large":         &http.MaxBytesError{Limit: 12345},
		"/wrapped/other": errors.Join(errors.New("x"), registry.Errorf(registry.Conflict, "trùng", "twice")),
	}
	want := map[string]int{
		"/invalid": 400, "/not-found": 404, "/conflict": 409, "/precondition": 412, "/unsupported": 501, "/internal": 500, "/plain": 500,
		"/late": 503, "/gone": 499, "/refused": 418, "/large": 413, "/wrapped/other": 409,
	}
	for path, err := range fail {
		s.Router().GET(path, func(c *gin.Context) { handlers.Fail(c, err) })
	}
	s.Router().GET("/panic", func(*gin.Context) { panic(secret) })
	want["/panic"] = 500
	for path, status := range want {
		w := ask(s, http.MethodGet, path, map[string]string{"Accept-Language": "fr, en;q=0.8"})
		if w.Code != status || w.Header().Get("Content-Type") != "application/problem+json" || w.Header().Get("Content-Language") != "en" {
			t.Errorf("%s answered %d %v", path, w.Code, w.Header())
		}
		if strings.Contains(w.Body.String(), "hunter2") {
			t.Errorf("%s shows what is ours: %s", path, w.Body)
		}
	}
	if n := strings.Count(logged.String(), "password is hunter2"); n < 2 {
		t.Errorf("errors of ours were logged %d times, want those of two requests:\n%s", n, logged)
	}
	if w := ask(s, http.MethodGet, "/large", nil); !strings.Contains(w.Body.String(), "12.345 byte") {
		t.Errorf("the limit is not told: %s", w.Body)
	}
	if w := ask(s, http.MethodGet, "/late?lang=en", map[string]string{"Accept-Language": "vi"}); !strings.Contains(w.Body.String(), "cannot answer now") {
		t.Errorf("lang does not win over Accept-Language: %s", w.Body)
	}
}

func TestHealth(t *testing.T) {
	t.Parallel()
	ready := errors.New("loading")
	s, _ := newServer(t, handlers.Options{Ready: func(context.Context) error { return ready }})
	if w := ask(s, http.MethodGet, "/healthz", nil); w.Code != 200 {
		t.Errorf("healthz answered %d", w.Code)
	}
	if w := ask(s, http.MethodGet, "/readyz", nil); w.Code != 503 {
		t.Errorf("readyz answered %d while loading", w.Code)
	}
	ready = nil
	if w := ask(s, http.MethodGet, "/readyz", nil); w.Code != 200 {
		t.Errorf("readyz answered %d", w.Code)
	}
	for range 3 {
		ask(s, http.MethodGet, "/nowhere/"+strings.Repeat("x", 9), nil)
	}
	ask(s, "BREW", "/healthz", nil)
	body := ask(s, http.MethodGet, "/metrics", nil).Body.String()
	for _, line := range []string{
		`hatang_http_requests_total{method="GET",route="/healthz",status="200"} 1`,
		`hatang_http_requests_total{method="GET",route="none",status="404"} 3`,
		`hatang_http_requests_total{method="other",route="none",status="405"} 1`,
		`hatang_http_request_seconds_count{method="GET",route="/readyz"} 2`,
		"go_goroutines", "process_resident_memory_bytes",
	} {
		if !strings.Contains(body, line) {
			t.Errorf("metrics lack %s:\n%s", line, body[:min(2000, len(body))])
		}
	}
}

func TestLargeAnswersAreCompressed(t *testing.T) {
	t.Parallel()
	s, _ := newServer(t, handlers.Options{})
	text := strings.Repeat("Kon Rẫy ", 2000)
	s.Router().GET("/large", func(c *gin.Context) {
		c.Header("ETag", `"1"`)
		c.Data(200, "application/geo+json", []byte(text))
	})
	s.Router().GET("/small", func(c *gin.Context) { c.Data(200, "application/json", []byte("{}")) })
	w := ask(s, http.MethodGet, "/large", map[string]string{"Accept-Encoding": "gzip"})
	if w.Header().Get("Content-Encoding") != "gzip" || w.Body.Len() > len(text)/10 || w.Header().Get("ETag") != `"1-gzip"` {
		t.Fatalf("large: %v, %d bytes", w.Header(), w.Body.Len())
	}
	unpacked, err := gzip.NewReader(w.Body)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := io.ReadAll(unpacked); err != nil || string(got) != text {
		t.Errorf("unpacked %d bytes, %v", len(got), err)
	}
	if w := ask(s, http.MethodGet, "/small", map[string]string{"Accept-Encoding": "gzip"}); w.Header().Get("Content-Encoding") != "" || w.Body.String() != "{}" {
		t.Errorf("small: %v %s", w.Header(), w.Body)
	}
}

func TestListen(t *testing.T) {
	t.Parallel()
	for _, addr := range []string{":8080", "0.0.0.0:8080", "192.168.1.4:8080", "[::]:8080", "example.com:80", "127.0.0.1", "127.0.0.1:port", "127.0.0.1:99999", ""} {
		l, err := handlers.Listen(t.Context(), addr, false)
		if registry.CodeOf(err) != registry.Invalid {
			t.Errorf("%q: %v", addr, err)
		}
		if l != nil {
			_ = l.Close()
		}
	}
	var e *registry.Error
	if _, err := handlers.Listen(t.Context(), "0.0.0.0:8080", false); !errors.As(err, &e) || !strings.Contains(e.Hint.EN, "user add") {
		t.Errorf("the refusal does not speak of accounts: %v", err)
	}
	l, err := handlers.Listen(t.Context(), "127.0.0.1:0", false)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = l.Close() }()
	if _, err := handlers.Listen(t.Context(), l.Addr().String(), false); registry.CodeOf(err) != registry.Internal {
		t.Errorf("a port that is taken: %v", err)
	}
}

// running is a served server: its address, and how to stop it and wait.
func running(t *testing.T, s *handlers.Server) (address string, stop func() error) {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	listener, err := handlers.Listen(ctx, "127.0.0.1:0", false)
	if err != nil {
		t.Fatal(err)
	}
	done := make(chan error, 1)
	go func() { done <- s.Serve(ctx, listener) }()
	return "http://" + listener.Addr().String(), func() error {
		cancel()
		return <-done
	}
}

func TestHead(t *testing.T) {
	t.Parallel()
	s, _ := newServer(t, handlers.Options{})
	address, stop := running(t, s)
	r, err := http.Head(address + "/healthz")
	if err != nil {
		t.Fatal(err)
	}
	_ = r.Body.Close()
	if r.StatusCode != http.StatusOK || r.ContentLength != 3 {
		t.Errorf("HEAD answered %d with length %d", r.StatusCode, r.ContentLength)
	}
	if err := stop(); err != nil {
		t.Error(err)
	}
}

// Brief paths are served by a loop of our own, which tells the length of answers
// that net/http would send in chunks; they pass through everything else as others
// do.
func TestBriefPaths(t *testing.T) {
	t.Parallel()
	s, logged := newServer(t, handlers.Options{PathPrefix: "/hatang", Brief: []string{"/one", "/many/"}})
	text := strings.Repeat("x", 4000)
	for _, path := range []string{"/one", "/one/more", "/many/*rest"} {
		s.Router().GET(path, func(c *gin.Context) { c.String(http.StatusOK, text) })
	}
	address, stop := running(t, s)
	for path, brief := range map[string]bool{
		"/one": true, "/hatang/one": true, "/one?x=1": true, "/many/a/b": true, "/hatang/many/": true,
		"/one/more": false, "/hatang/one/more": false, "/hatang/hatang/one": false, "/many": false, "/onemore": false, "/": false,
	} {
		client := http.Client{Transport: &http.Transport{DisableCompression: true}} // a connection of its own
		r, err := client.Get(address + path)
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(r.Body)
		_ = r.Body.Close()
		client.CloseIdleConnections()
		if err != nil || r.Header.Get("X-Request-Id") == "" || r.Header.Get("X-Content-Type-Options") != "nosniff" {
			t.Errorf("%s: %v %v", path, r.Header, err)
		}
		if r.StatusCode == http.StatusOK && string(body) != text || brief && r.StatusCode != http.StatusOK {
			t.Errorf("%s answered %d, %d bytes", path, r.StatusCode, len(body))
		}
		if got := r.ContentLength == int64(len(text)); got != brief {
			t.Errorf("%s: brief is %v, want %v", path, got, brief)
		}
	}
	if err := stop(); err != nil {
		t.Error(err)
	}
	if !strings.Contains(logged.String(), `"path":"/many/a/b"`) {
		t.Errorf("the log does not tell of it: %s", logged)
	}
}

// A write that runs when the service is told to stop is finished.
func TestStopLetsWritesEnd(t *testing.T) {
	t.Parallel()
	s, _ := newServer(t, handlers.Options{})
	begun, end := make(chan struct{}), make(chan struct{})
	s.Router().POST("/write", func(c *gin.Context) {
		close(begun)
		select {
		case <-end:
			c.String(http.StatusOK, "written")
		case <-c.Request.Context().Done():
			handlers.Fail(c, c.Request.Context().Err())
		}
	})
	address, stop := running(t, s)
	answered := make(chan string, 1)
	go func() {
		r, err := http.Post(address+"/write", "text/plain", nil)
		if err != nil {
			answered <- err.Error()
			return
		}
		defer func() { _ = r.Body.Close() }()
		body, _ := io.ReadAll(r.Body)
		answered <- string(body)
	}()
	<-begun
	stopped := make(chan error, 1)
	go func() { stopped <- stop() }()
	select {
	case err := <-stopped:
		t.Fatalf("it stopped while a write ran: %v", err)
	case <-time.After(50 * time.Millisecond):
	}
	close(end)
	if got := <-answered; got != "written" {
		t.Errorf("the write was answered %q", got)
	}
	if err := <-stopped; err != nil {
		t.Errorf("stopping: %v", err)
	}
}

// What outlasts the grace period is cancelled, and said to be.
func TestStopEndsAfterGrace(t *testing.T) {
	t.Parallel()
	s, _ := newServer(t, handlers.Options{Limits: handlers.Limits{Grace: 20 * time.Millisecond}})
	begun, cancelled := make(chan struct{}), make(chan struct{})
	s.Router().GET("/slow", func(c *gin.Context) {
		close(begun)
		<-c.Request.Context().Done()
		close(cancelled)
		handlers.Fail(c, c.Request.Context().Err())
	})
	address, stop := running(t, s)
	go func() {
		if r, err := http.Get(address + "/slow"); err == nil {
			_ = r.Body.Close()
		}
	}()
	<-begun
	if err := stop(); registry.CodeOf(err) != registry.Internal || err == nil {
		t.Errorf("stopping said %v", err)
	}
	<-cancelled
}

// Headers beyond the limit, and requests that take too long, are refused.
func TestLimitsOfAConnection(t *testing.T) {
	t.Parallel()
	s, _ := newServer(t, handlers.Options{Limits: handlers.Limits{HeaderBytes: 4096, Request: 30 * time.Millisecond}})
	s.Router().GET("/slow", func(c *gin.Context) {
		<-c.Request.Context().Done()
		handlers.Fail(c, c.Request.Context().Err())
	})
	address, stop := running(t, s)
	r, err := http.Get(address + "/slow")
	if err != nil {
		t.Fatal(err)
	}
	_ = r.Body.Close()
	if r.StatusCode != http.StatusServiceUnavailable {
		t.Errorf("a request that takes too long answered %d", r.StatusCode)
	}
	long, err := http.NewRequestWithContext(t.Context(), http.MethodGet, address+"/healthz", nil)
	if err != nil {
		t.Fatal(err)
	}
	long.Header.Set("X-Long", strings.Repeat("x", 20000))
	if r, err = http.DefaultClient.Do(long); err != nil {
		t.Fatal(err)
	}
	_ = r.Body.Close()
	if r.StatusCode != http.StatusRequestHeaderFieldsTooLarge {
		t.Errorf("headers beyond the limit answered %d", r.StatusCode)
	}
	if err := stop(); err != nil {
		t.Error(err)
	}
}

// Serving on a listener that breaks is an error, not a silent end.
func TestServeFails(t *testing.T) {
	t.Parallel()
	s, _ := newServer(t, handlers.Options{})
	var config net.ListenConfig
	l, err := config.Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	_ = l.Close()
	if err := s.Serve(t.Context(), l); err == nil {
		t.Error("serving on a closed listener succeeded")
	}
}
