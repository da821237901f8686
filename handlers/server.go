package handlers

import (
	"context"
	"crypto/tls"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"slices"
	"strings"
	"sync/atomic"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/klauspost/compress/gzhttp"
	"github.com/prometheus/client_golang/prometheus"

	"hatang/handlers/http1"
	"hatang/registry"
)

// Options says how to serve. Zero members have sensible meanings.
type Options struct {
	Log    *slog.Logger // nil: nothing is logged
	Limits Limits
	// Hosts are names that a Host header may carry besides loopback ones; with
	// AnyHost every name may, which befits a service whose writers sign in.
	Hosts   []string
	AnyHost bool
	// Gate decides who may do what; nil: everybody may do everything, as befits
	// tests alone.
	Gate Gate
	// Proxies are the addresses of proxies whose X-Forwarded headers are believed.
	Proxies []netip.Prefix
	// PathPrefix is the path under which the service stands, such as "/hatang".
	PathPrefix string
	// Readers are the origins whose pages may read, such as
	// "https://maps.example.vn", or AnyOrigin; none: no page but the service's own.
	Readers []string
	// TLS is how connections are encrypted; nil: not here.
	TLS *tls.Config
	// Ready tells whether the registry can be asked; nil: it always can.
	Ready func(context.Context) error
	// Collectors are further metrics.
	Collectors []prometheus.Collector
	// Brief are paths whose answers never take long: where nothing is encrypted
	// here they are served with less ado. One that ends with a slash stands for all
	// beneath it.
	Brief []string
	Clock func() time.Time
}

// Server is the engine with everything that all surfaces share, ready for them
// to be mounted.
type Server struct {
	options  Options
	origin   *origin
	engine   *gin.Engine
	handler  http.Handler
	counted  *metrics
	stopping atomic.Bool
}

// minGzipBytes is the size under which compressing costs more than it saves.
const minGzipBytes = 4 << 10

// New assembles the service without its surfaces.
func New(options Options) (*Server, error) {
	options.Limits = options.Limits.orDefaults()
	if options.Log == nil {
		options.Log = slog.New(slog.DiscardHandler)
	}
	if options.Clock == nil {
		options.Clock = time.Now
	}
	gin.SetMode(gin.ReleaseMode) // gin prints to standard output in its other modes
	options.PathPrefix = strings.TrimSuffix(options.PathPrefix, "/")
	s := &Server{options: options, engine: gin.New(), origin: &origin{proxies: options.Proxies, prefix: options.PathPrefix}}
	s.assemble()
	compress, err := gzhttp.NewWrapper(
		gzhttp.MinSize(minGzipBytes),
		gzhttp.CompressionLevel(1), // half the requests a second of no compression; higher levels a tenth
		gzhttp.SuffixETag(gzipSuffix),
		gzhttp.EnableZstd(false),
	)
	if err != nil {
		return nil, err
	}
	s.handler = answerHead(s.origin.underPrefix(keepPlus(compress(s.engine))))
	return s, nil
}

// gzipSuffix tells the ETag of a compressed answer from that of the plain one.
const gzipSuffix = "-gzip"

func (s *Server) assemble() {
	e := s.engine
	e.HandleMethodNotAllowed = true
	e.RedirectTrailingSlash = false
	e.UseEscapedPath = true // an id may hold a slash
	e.ForwardedByClientIP = false
	counted := newMetrics(s.options.Collectors)
	s.counted = counted
	e.Use(carry(s.origin, s.options.Log), requestID,
		logRequests(s.options.Log, s.options.Clock), counted.count(s.options.Clock),
		recoverPanics, s.guard(), s.options.Limits.limit)
	if len(s.options.Readers) > 0 {
		e.Use(shareReads(s.options.Readers))
	}
	if s.options.Gate != nil {
		e.Use(s.options.Gate.Enter)
	}
	e.NoRoute(noRoute)
	e.NoMethod(wrongMethod)
	e.GET("/healthz", healthz)
	e.GET("/readyz", s.readyz)
	e.GET("/metrics", counted.handler())
}

// answerHead lets every route that answers GET answer HEAD: net/http keeps the
// body back by the request it read, which stays as it is.
func answerHead(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodHead {
			asGet := *r
			asGet.Method = http.MethodGet
			r = &asGet
		}
		next.ServeHTTP(w, r)
	})
}

// keepPlus keeps a plus in a path a plus: gin unescapes what varies in a path as
// if it were a query string, where a plus is a space (RFC 3986, 3.3, knows no
// such thing), so that /sites/A+B would ask for "A B".
func keepPlus(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.Contains(r.URL.Path, "+") {
			inner, address := *r, *r.URL
			address.RawPath = strings.ReplaceAll(r.URL.EscapedPath(), "+", "%2B")
			inner.URL = &address
			r = &inner
		}
		next.ServeHTTP(w, r)
	})
}

// Router is where surfaces mount.
func (s *Server) Router() *gin.Engine { return s.engine }

// Handler answers requests; Serve uses it.
func (s *Server) Handler() http.Handler { return s.handler }

// Limits are the limits in force.
func (s *Server) Limits() Limits { return s.options.Limits }

// Serve answers until ctx ends, then lets running requests finish within the
// grace period; what still runs after it is cancelled, so that its transaction
// is undone, and that is an error.
func (s *Server) Serve(ctx context.Context, listener net.Listener) error {
	if err := s.checkRoutes(); err != nil {
		return err
	}
	running, cancel := context.WithCancel(context.WithoutCancel(ctx))
	defer cancel()
	l := s.options.Limits
	server := &http.Server{
		Handler:           s.handler,
		ReadHeaderTimeout: 10 * time.Second,
		ReadTimeout:       l.Write,
		WriteTimeout:      l.Request + l.Write, // exports extend theirs as they are read
		IdleTimeout:       2 * time.Minute,
		MaxHeaderBytes:    l.HeaderBytes,
		BaseContext:       func(net.Listener) context.Context { return running },
		ErrorLog:          slog.NewLogLogger(s.options.Log.Handler(), slog.LevelWarn),
		TLSConfig:         s.options.TLS,
	}
	taker := front(server)
	if s.options.TLS != nil {
		taker = encrypted{server}
	} else if len(s.options.Brief) > 0 {
		taker = http1.New(running, server, s.brief())
	}
	served := make(chan error, 1)
	go func() { served <- taker.Serve(listener) }()
	select {
	case err := <-served:
		return err
	case <-ctx.Done():
	}
	s.stopping.Store(true)
	return s.stop(taker, cancel)
}

// front is what takes connections.
type front interface {
	Serve(listener net.Listener) error
	Shutdown(ctx context.Context) error
	Close() error
}

// encrypted takes connections by TLS.
type encrypted struct{ *http.Server }

func (e encrypted) Serve(listener net.Listener) error {
	return e.ServeTLS(listener, "", "") // the configuration has the certificate
}

// brief tells the paths of brief answers from the others, as callers write them:
// with the prefix or, where a proxy takes it off, without.
func (s *Server) brief() func(path string) bool {
	return func(path string) bool {
		path = strings.TrimPrefix(path, s.options.PathPrefix)
		return slices.ContainsFunc(s.options.Brief, func(known string) bool {
			return path == known || strings.HasSuffix(known, "/") && strings.HasPrefix(path, known)
		})
	}
}

func (s *Server) stop(server front, cancel context.CancelFunc) error {
	grace, done := context.WithTimeout(context.Background(), s.options.Limits.Grace)
	defer done()
	err := server.Shutdown(grace)
	if !errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	cancel()
	last, done := context.WithTimeout(context.Background(), time.Second)
	defer done()
	if server.Shutdown(last) != nil { // handlers that do not heed their context
		err = errors.Join(err, server.Close())
	}
	return &registry.Error{
		Code: registry.Internal,
		Message: registry.Textf("còn yêu cầu chưa xong sau %v và đã bị hủy; không có gì được ghi dở",
			"requests still ran after %v and were cancelled; nothing of them was kept", s.options.Limits.Grace),
		Cause: err,
	}
}
