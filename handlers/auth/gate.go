package auth

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"net/netip"
	"strings"
	"sync"
	"time"

	"github.com/gin-gonic/gin"

	"hatang/handlers"
	"hatang/registry"
	"hatang/registry/accounts"
)

// Limits on sessions: Idle ends one that is not used, Absolute every one.
const (
	Idle     = 60 * time.Minute
	Absolute = 12 * time.Hour
)

// LocalGate lets whoever sits at the machine do everything, if routes are
// described: so that a mistake in the table is met before there are accounts.
type LocalGate struct {
	table *Table
	who   *Principal
}

// NewLocal is the gate of a service without accounts.
func NewLocal(table *Table) *LocalGate { return &LocalGate{table, Local()} }

// Enter implements handlers.Gate.
func (g *LocalGate) Enter(c *gin.Context) {
	c.Set(principalKey, g.who)
	c.Next()
}

// Complete implements handlers.Gate.
func (g *LocalGate) Complete(routes gin.RoutesInfo) error { return g.table.Check(routes) }

// Options is what a Service is made of. Accounts and Table must be there.
type Options struct {
	Accounts *accounts.File
	Table    *Table
	// Units finds what lies in an account's territory; nil: its codes alone.
	Units func() Units
	// OperatorKnown tells whether there is an operator of that code, for whom an
	// officer can act; nil: nobody can act for one.
	OperatorKnown func(ctx context.Context, code string) (bool, error)
	// OIDC lets people sign in with a provider; nil: they cannot.
	OIDC *OIDC
	// Disclosure is which fields everybody sees, asked for with every answer; nil:
	// those that are public by the schemas.
	Disclosure func() *registry.Disclosure
	// Look is what the pages have of the desk; zero: nothing, and they are plain.
	Look Look
	// Title is what the registry is called, for pages and authenticators.
	Title func(ctx context.Context) string
	Log   *slog.Logger
	Clock func() time.Time
}

// Service lets people sign in, knows who they are, and is the gate of a
// service with accounts.
type Service struct {
	options Options
	table   *Table
	files   *accounts.File
	log     *slog.Logger
	clock   func() time.Time
	nobody  *Principal
	where   *territories
	known   cache
	refused limiter
	pages   *pages
	pending pending
	stop    context.CancelFunc
	watch   sync.WaitGroup
}

// New is a service with accounts. It follows changes to the file of accounts
// until Close is called.
func New(ctx context.Context, options Options) (*Service, error) {
	if options.Accounts == nil || options.Table == nil {
		return nil, errors.New("auth: Accounts and Table are needed")
	}
	if options.Clock == nil {
		options.Clock = time.Now
	}
	if options.Log == nil {
		options.Log = slog.New(slog.DiscardHandler)
	}
	if options.Title == nil {
		options.Title = func(context.Context) string { return "" }
	}
	s := &Service{
		options: options, table: options.Table, files: options.Accounts, log: options.Log, clock: options.Clock,
		nobody: Nobody().Disclosing(options.Disclosure), where: newTerritories(options.Units, options.Clock),
	}
	s.known.entries, s.known.unwritten = map[accounts.Hash]*known{}, map[accounts.Hash]accounts.Use{}
	s.refused.clock = options.Clock
	s.pending.clock = options.Clock
	var err error
	if s.pages, err = newPages(); err != nil {
		return nil, err
	}
	running, stop := context.WithCancel(context.WithoutCancel(ctx))
	s.stop = stop
	follower, err := s.files.NewWatch(running)
	if err != nil {
		stop()
		return nil, err
	}
	s.watch.Go(func() { s.follow(running, follower) })
	return s, nil
}

// Close ends the service's work in the background, having written down what
// was used last.
func (s *Service) Close() {
	s.stop()
	s.watch.Wait()
}

// Complete implements handlers.Gate.
func (s *Service) Complete(routes gin.RoutesInfo) error { return s.table.Check(routes) }

// Enter implements handlers.Gate: it finds out who asks, and lets the request
// in if that one may do what its route does.
func (s *Service) Enter(c *gin.Context) {
	c.Writer.Header().Add("Vary", "Authorization, Cookie")
	if wait := s.refused.blocked(func() netip.Addr { return handlers.ClientAddr(c) }); wait > 0 {
		handlers.Fail(c, tooMany(c, wait))
		return
	}
	p, err := s.identify(c)
	if err != nil {
		s.refuse(c, s.nobody, err)
		return
	}
	c.Set(principalKey, p)
	if path := c.FullPath(); path != "" { // else there is nothing there, for anybody
		right, described := s.table.Of(c.Request.Method, path)
		if !described || !p.May(right.Action, right.Resource) {
			s.turnAway(c, p, right)
			return
		}
	}
	if err := s.checkForgery(c, p); err != nil {
		s.refuse(c, p, err)
		return
	}
	c.Next()
	status := c.Writer.Status()
	if (status == http.StatusForbidden || status == http.StatusUnauthorized) && !strings.HasPrefix(c.FullPath(), signInPath) {
		s.noteRefusal(c, p, "row") // failures to sign in are written down as such
	}
}

// turnAway refuses a request for which there is no right; a browser that shows
// pages is led to where one signs in.
func (s *Service) turnAway(c *gin.Context, p *Principal, right Right) {
	page := c.Request.Method == http.MethodGet && strings.Contains(c.GetHeader("Accept"), "text/html") && right.Resource != Metrics
	if page && (!p.SignedIn() || p.enrolling) {
		c.Abort()
		if p.enrolling {
			s.redirect(c, "/account")
			return
		}
		s.redirect(c, signInPath+"?next="+queryEscape(c.Request.URL.RequestURI()))
		return
	}
	err := p.refusal(right.Action, right.Resource)
	if page { // whoever reads pages is told on one
		c.Abort()
		s.fail(c, err)
		s.noteRefusal(c, p, "route")
		return
	}
	s.refuse(c, p, err)
}

// refuse answers with the refusal and writes it down.
func (s *Service) refuse(c *gin.Context, p *Principal, err error) {
	if handlers.Status(err) == http.StatusUnauthorized {
		c.Header("WWW-Authenticate", `Bearer realm="hatang"`)
	}
	handlers.Fail(c, err)
	if status := handlers.Status(err); status == http.StatusUnauthorized || status == http.StatusForbidden {
		s.noteRefusal(c, p, "route")
	}
}

// noteRefusal counts a refusal for its address and writes it down, unless so
// many were that writing them would be the attack.
func (s *Service) noteRefusal(c *gin.Context, p *Principal, what string) {
	if !s.refused.note(handlers.ClientAddr(c)) {
		return
	}
	name := ""
	if p.Account != nil {
		name = p.Account.Name
	}
	s.record(c, accounts.Refused, name, what+" "+c.Request.Method+" "+c.FullPath())
}

// record writes an event down; one that cannot be is logged.
func (s *Service) record(c *gin.Context, kind accounts.EventKind, name, detail string) {
	ctx := context.WithoutCancel(c.Request.Context())
	event := accounts.Event{Kind: kind, Account: name, Address: handlers.ClientAddr(c).String(), Detail: detail, Request: handlers.RequestID(c)}
	if err := s.files.Record(ctx, event); err != nil {
		s.log.ErrorContext(ctx, "an event could not be written down", "kind", string(kind), "error", err)
	}
}

// tooMany tells how long to wait.
func tooMany(c *gin.Context, wait time.Duration) error {
	c.Header("Retry-After", seconds(wait))
	return handlers.Refuse(http.StatusTooManyRequests, "thử lại sau %s giây", "try again in %s seconds", seconds(wait))
}

const (
	followEvery = time.Second
	flushEvery  = time.Minute
)

// follow forgets what is known when the file changes, and writes down what was
// used.
func (s *Service) follow(ctx context.Context, watch *accounts.Watch) {
	defer func() { _ = watch.Close() }()
	tick := time.NewTicker(followEvery)
	defer tick.Stop()
	version, err := s.files.Version(ctx, watch)
	flushed := s.clock()
	for {
		select {
		case <-ctx.Done():
			s.flush(context.WithoutCancel(ctx))
			return
		case <-tick.C:
		}
		now, readErr := s.files.Version(ctx, watch)
		if err != nil || readErr != nil || now != version { // what cannot be read may have changed
			s.known.forget()
			version = now
		}
		err = readErr
		if s.clock().Sub(flushed) >= flushEvery {
			flushed = s.clock()
			s.flush(ctx)
		}
	}
}

// flush writes down what was used since, and tidies the file.
func (s *Service) flush(ctx context.Context) {
	now := s.clock()
	uses := s.known.uses()
	err := s.files.Touch(ctx, uses)
	if err == nil {
		s.known.wrote(uses)
		err = s.files.Tidy(ctx, now.Add(-Idle), now.Add(-Absolute))
	}
	if err != nil {
		s.log.ErrorContext(ctx, "the accounts file could not be kept", "error", err)
	}
}

// actsFor reads for which operator the caller acts.
func (s *Service) actsFor(c *gin.Context, p *Principal) (*Principal, error) {
	code := c.GetHeader(onBehalfHeader)
	if code == "" {
		return p, nil
	}
	if p.Role != accounts.Officer && p.Role != accounts.Administrator || s.options.OperatorKnown == nil {
		return nil, handlers.Refuse(http.StatusForbidden, "chỉ chuyên viên mới làm thay doanh nghiệp được", "only officers act on behalf of an operator")
	}
	known := false
	if accounts.WellFormedCode(code) {
		var err error
		if known, err = s.options.OperatorKnown(c.Request.Context(), code); err != nil {
			return nil, err
		}
	}
	if !known {
		return nil, registry.Errorf(registry.Invalid, "%s: không có doanh nghiệp mã này", "%s: there is no operator of this code", onBehalfHeader)
	}
	acting := *p
	acting.OnBehalfOf = code
	return &acting, nil
}

// onBehalfHeader names the operator for whom an officer acts.
const onBehalfHeader = "On-Behalf-Of"
