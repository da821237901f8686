package api

import (
	"context"
	"crypto/rand"
	"errors"
	"io"
	"net/http"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	"github.com/gin-gonic/gin"

	"hatang/handlers"
	"hatang/handlers/auth"
	"hatang/registry"
	"hatang/registry/indicators"
)

// Format is a file format that lists can be downloaded in, whole.
type Format struct {
	Name      string // as in ?format=
	MediaType string
	Extension string // without dot
}

// File is how an exported file is to be.
type File struct {
	Format string        // the name of one of Options.Formats
	Notice registry.Text // what the registry wants said with its data
	// Keep chooses the fields that are handed out; nil keeps all.
	Keep func(*registry.Field) bool
	// Lang, Title and Link are for files that people read: the reader's language,
	// what the registry calls itself, the page that shows the same.
	Lang        registry.Lang
	Title, Link string
}

// Options is what the API is made of. Live and Archive must be there.
type Options struct {
	Live    Live
	Archive Archive
	// Served computes the served figures; nil: not in this program.
	Served func(context.Context, indicators.Request) (*indicators.Served, error)
	// Export writes every record that a query asks for as a file and counts them.
	Export func(ctx context.Context, w io.Writer, r registry.Reader, q registry.Query, file File) (int, error)
	// Formats are what Export writes.
	Formats []Format
	// Further are operations that other packages answer.
	Further []Route
	// Principal is who asks; nil: whoever sits at this machine, who may do
	// everything.
	Principal func(*gin.Context) *auth.Principal
	Limits    handlers.Limits
	// Clock tells the time; the day in its location is today. nil: the machine's
	// clock in Vietnam's zone.
	Clock func() time.Time
	// CursorKey seals cursors; nil: a key of this process, so that cursors end
	// with it.
	CursorKey []byte
	Version   string // of the program, for the API's description
	// BasePath is the path under which the service stands, such as "/hatang".
	BasePath string
}

// vietnam is the zone in which the registry's days begin and end.
// Vietnam has had no daylight saving since 1975.
var vietnam = registry.Vietnam()

// API answers under /api.
type API struct {
	options  Options
	routes   []route
	filters  map[registry.Kind]*filters
	buffers  sync.Pool // of *[]byte, for answers
	numbers  sync.Pool // of *[]int32, for the rows of answers
	settings atomic.Pointer[settings]
	replies  *replies
	past     past
	openapi  func() (document, error) // the API's description, made when first asked for

	// What questions about places choose from.
	placed, shaped []string // kinds
	places         []Format
}

// New makes the API; it fails when a needed part is missing.
func New(options Options) (*API, error) {
	if options.Live == nil || options.Archive == nil {
		return nil, errors.New("api: Live and Archive are needed")
	}
	if options.Clock == nil {
		options.Clock = func() time.Time { return time.Now().In(vietnam) }
	}
	if options.Principal == nil {
		local := auth.Local()
		options.Principal = func(*gin.Context) *auth.Principal { return local }
	}
	if options.CursorKey == nil {
		options.CursorKey = []byte(rand.Text())
	}
	if options.Limits == (handlers.Limits{}) {
		options.Limits = handlers.DefaultLimits()
	}
	a := &API{
		options: options, replies: newReplies(), filters: allFilters(),
		placed: placedKinds(), shaped: shapedKinds(), places: placeFormats(),
	}
	a.buffers.New = func() any { return new([]byte) }
	a.routes = a.table()
	a.openapi = sync.OnceValues(a.describe)
	return a, nil
}

// Describe states the right that each route takes.
func (a *API) Describe(t *auth.Table) {
	for i := range a.routes {
		t.Describe(a.routes[i].method, a.routes[i].path, a.routes[i].right)
	}
}

// Register mounts every route of the table.
func (a *API) Register(router gin.IRouter) {
	for i := range a.routes {
		r := &a.routes[i]
		known := r.knownParams()
		router.Handle(r.method, r.path, func(c *gin.Context) {
			if err := r.handle(c, newArgs(c, known, r.open)); err != nil {
				handlers.Fail(c, err)
			}
		})
	}
}

// who is the caller.
func (a *API) who(c *gin.Context) *auth.Principal { return a.options.Principal(c) }

// maxPooledBytes keeps a rare huge answer from staying in memory.
const maxPooledBytes = 4 << 20

// send answers 200 with what build appends to a pooled buffer.
func (a *API) send(c *gin.Context, mediaType string, build func(dst []byte) []byte) {
	buffer, ok := a.buffers.Get().(*[]byte)
	if !ok {
		buffer = new([]byte)
	}
	*buffer = build((*buffer)[:0])
	header := c.Writer.Header()
	header.Set("Content-Type", mediaType)
	// With the length known the body goes out as it is, not in chunks.
	header.Set("Content-Length", strconv.Itoa(len(*buffer)))
	c.Status(http.StatusOK)
	if _, err := c.Writer.Write(*buffer); err != nil {
		_ = c.Error(err) // the caller has gone
	}
	if cap(*buffer) <= maxPooledBytes {
		a.buffers.Put(buffer)
	}
}

// settings are what the registry says about itself.
type settings struct {
	notice registry.Text
	title  string
	readAt time.Time
}

// settingsAge is how old the settings of an answer can be; reading them from
// the file for each request would cost more than the request.
const settingsAge = time.Second

func (a *API) currentSettings(ctx context.Context) (*settings, error) {
	now := a.options.Clock()
	if s := a.settings.Load(); s != nil && now.Sub(s.readAt) < settingsAge {
		return s, nil
	}
	s := &settings{readAt: now}
	var err error
	if s.notice.VI, err = a.options.Archive.Setting(ctx, registry.SettingNotice); err != nil {
		return nil, err
	}
	if s.notice.EN, err = a.options.Archive.Setting(ctx, registry.SettingNoticeEN); err != nil {
		return nil, err
	}
	if s.notice.EN == "" {
		s.notice.EN = s.notice.VI
	}
	if s.title, err = a.options.Archive.Setting(ctx, registry.SettingTitle); err != nil {
		return nil, err
	}
	a.settings.Store(s)
	return s, nil
}

// notice is what the registry wants said with its data, in the reader's
// language.
func (a *API) notice(c *gin.Context) (string, error) {
	s, err := a.currentSettings(c.Request.Context())
	if err != nil {
		return "", err
	}
	return s.notice.In(handlers.Lang(c)), nil
}

// day is the day that a request is about: the one it names, else today.
func (a *API) day(named registry.Date) registry.Date {
	if named.IsZero() {
		return registry.DateOf(a.options.Clock())
	}
	return named
}

// unchanged answers 304 when the caller holds what the view answers to the
// question in these words.
func unchanged(c *gin.Context, view View, question ...string) (bool, error) {
	seq, err := view.Seq(c.Request.Context())
	if err != nil {
		return false, err
	}
	return notModified(c, stateTag(seq, append(question, c.Request.URL.RequestURI())...)), nil
}

// notModified answers 304 when the caller holds the answer with this tag.
func notModified(c *gin.Context, etag string) bool {
	c.Header("ETag", etag)
	c.Header("Cache-Control", "no-cache") // keep it, but ask each time
	if !tagListed(c.GetHeader("If-None-Match"), etag) {
		return false
	}
	c.Status(http.StatusNotModified)
	c.Writer.WriteHeaderNow()
	return true
}
