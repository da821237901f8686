package web_test

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"slices"
	"strconv"
	"sync"
	"testing"

	"github.com/gin-gonic/gin"
	"github.com/paulmach/orb"
	"github.com/paulmach/orb/planar"

	"hatang/geo/geodesy"
	"hatang/handlers/web"
	"hatang/registry"
	"hatang/registry/demonstration"
	"hatang/registry/indicators"
	"hatang/registry/sqlite"
)

// service is what the pages ask, cut down to what they ask: a registry file with
// the demonstration in it, the program's own figures, lists and nearest points.
type service struct {
	tb         testing.TB
	store      *sqlite.Store
	calculator *indicators.Calculator
	prefix     string
	pageSize   int // 0: as asked
	url        string

	mu      sync.Mutex
	figures map[string]*indicators.Served // by network, unit and change
}

// startService serves the demonstration and the pages on a free port.
func startService(tb testing.TB, change ...func(*service)) *service {
	tb.Helper()
	store, err := sqlite.Create(tb.Context(), filepath.Join(tb.TempDir(), "demo.gpkg"), sqlite.Options{})
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { _ = store.Close() })
	if err := demonstration.Load(tb.Context(), store); err != nil {
		tb.Fatal(err)
	}
	s := &service{tb: tb, store: store, calculator: indicators.NewCalculator(store, "test"), figures: map[string]*indicators.Served{}}
	for _, fn := range change {
		fn(s)
	}
	pages, err := web.New(web.Options{Settings: store})
	if err != nil {
		tb.Fatal(err)
	}
	gin.SetMode(gin.ReleaseMode)
	engine := gin.New()
	group := engine.Group(s.prefix)
	pages.Register(group)
	s.register(group)
	server := httptest.NewServer(engine)
	tb.Cleanup(server.Close)
	s.url = server.URL + s.prefix + "/"
	return s
}

func (s *service) register(router gin.IRouter) {
	api := router.Group("/api/v1")
	for _, kind := range []registry.Kind{registry.Units, registry.Postal, registry.Sites, registry.Radio} {
		api.GET("/"+string(kind), func(c *gin.Context) { s.features(c, kind) })
	}
	api.GET("/operators", s.version)
	api.GET("/served/:network", s.serveFigures)
	api.GET("/at", s.at)
}

// records is every record of a kind that holds today.
func (s *service) records(kind registry.Kind, where ...registry.Condition) []registry.Record {
	records, _, err := s.store.Find(context.Background(), registry.Query{Kind: kind, Where: where})
	if err != nil {
		s.tb.Error(err)
	}
	return records
}

func (s *service) count(kind registry.Kind, where ...registry.Condition) int {
	return len(s.records(kind, where...))
}

func atLevel(level string) registry.Condition { return registry.Where("level", level) }

// update changes the registry, as another program would.
func (s *service) update(fn func(context.Context, registry.Writer) error) {
	s.tb.Helper()
	if err := s.store.Update(context.Background(), registry.Author{Actor: "test"}, fn); err != nil {
		s.tb.Fatal(err)
	}
}

// features answers a page of a list as GeoJSON.
func (s *service) features(c *gin.Context, kind registry.Kind) {
	var where []registry.Condition
	if level := c.Query("level"); level != "" {
		where = append(where, atLevel(level))
	}
	limit, _ := strconv.Atoi(c.Query("limit"))
	if s.pageSize > 0 {
		limit = s.pageSize
	}
	from, _ := strconv.Atoi(c.Query("cursor"))
	records, total, err := s.store.Find(c.Request.Context(), registry.Query{Kind: kind, Where: where, Limit: limit, Offset: from})
	if err != nil {
		c.Status(http.StatusInternalServerError)
		return
	}
	out := fmt.Appendf(nil, `{"type":"FeatureCollection","numberMatched":%d,"features":[`, total)
	for i, rec := range records {
		if i > 0 {
			out = append(out, ',')
		}
		out = appendFeature(out, rec)
	}
	out = append(out, `],"links":{"self":"x"`...)
	if to := from + len(records); to < total {
		// The link is of another place: the page knows best where its service is.
		out = fmt.Appendf(out, `,"next":"/somewhere/else?cursor=%d"`, to)
	}
	c.Data(http.StatusOK, "application/geo+json", append(out, "}}"...))
}

func appendFeature(dst []byte, rec registry.Record) []byte {
	dst = append(dst, `{"type":"Feature","geometry":`...)
	dst = registry.AppendGeometry(dst, rec.Shape())
	dst = append(dst, `,"properties":{`...)
	return append(registry.AppendMembers(dst, rec, nil), "}}"...)
}

func (s *service) serveFigures(c *gin.Context) {
	served, err := s.served(indicators.Network(c.Param("network")), c.Query("unit"))
	if err != nil {
		s.fail(c, err)
		return
	}
	c.JSON(http.StatusOK, served)
}

func (s *service) fail(c *gin.Context, err error) {
	problem := &registry.Error{Message: registry.Text{VI: err.Error(), EN: err.Error()}}
	errors.As(err, &problem)
	body, _ := json.Marshal(map[string]any{"title": "Problem", "detail": problem.Message.VI, "status": http.StatusNotFound})
	c.Data(http.StatusNotFound, "application/problem+json", body)
}

// served is the program's figures, computed once a change.
func (s *service) served(network indicators.Network, unit string) (*indicators.Served, error) {
	seq, err := s.store.Seq(context.Background())
	if err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	key := fmt.Sprint(network, unit, seq)
	if held := s.figures[key]; held != nil {
		return held, nil
	}
	served, err := s.calculator.Served(context.Background(), s.store, indicators.Request{Network: network, Unit: unit})
	if err == nil {
		s.figures[key] = served
	}
	return served, err
}

// version answers a list with the version of the registry as its tag.
func (s *service) version(c *gin.Context) {
	seq, err := s.store.Seq(c.Request.Context())
	if err != nil {
		c.Status(http.StatusInternalServerError)
		return
	}
	tag := fmt.Sprintf(`W/"%d"`, seq)
	c.Header("ETag", tag)
	if c.GetHeader("If-None-Match") == tag {
		c.Status(http.StatusNotModified)
		return
	}
	c.Data(http.StatusOK, "application/json", []byte(`{"items":[]}`))
}

// at answers who is at a place.
func (s *service) at(c *gin.Context) {
	lon, _ := strconv.ParseFloat(c.Query("lon"), 64)
	lat, _ := strconv.ParseFloat(c.Query("lat"), 64)
	p := orb.Point{lon, lat}
	commune := []byte("null")
	for _, rec := range s.records(registry.Units, atLevel(registry.LevelCommune)) {
		if area, ok := rec.Shape().(orb.MultiPolygon); ok && planar.MultiPolygonContains(area, p) {
			commune = registry.AppendJSON(nil, rec)
		}
	}
	answer := map[string]any{
		"commune": json.RawMessage(commune), "postal": s.nearest(registry.Postal, p, 1)[0],
		"sites": s.nearest(registry.Sites, p, 5), "radio": s.nearest(registry.Radio, p, 1)[0],
	}
	c.JSON(http.StatusOK, answer)
}

// hit is a record and how far it is.
type hit struct {
	DistanceM float64         `json:"distance_m"`
	Record    json.RawMessage `json:"record"`
}

func (s *service) nearest(kind registry.Kind, p orb.Point, k int) []hit {
	var hits []hit
	for _, rec := range s.records(kind) {
		metres := math.Inf(1)
		if at, ok := rec.Shape().(orb.Point); ok {
			metres = geodesy.DistanceM(p, at)
		}
		hits = append(hits, hit{metres, registry.AppendJSON(nil, rec)})
	}
	slices.SortFunc(hits, func(a, b hit) int { return cmp.Compare(a.DistanceM, b.DistanceM) })
	return hits[:k]
}
