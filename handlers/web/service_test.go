package web_test

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"math"
	"net/http"
	"net/http/httptest"
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
)

// service stands in for the program in tests of the pages: the records of the
// demonstration behind the addresses that the pages ask, with pages, versions
// and figures as the API gives them.
type service struct {
	mu       sync.Mutex
	seq      int64
	records  map[registry.Kind][]registry.Record
	settings map[string]string
	prefix   string
	pageSize int // 0: as asked
	url      string
}

// memory takes what the demonstration writes; only that is implemented.
type memory struct {
	registry.Store
	s *service
}

func (m memory) Update(ctx context.Context, _ registry.Author, fn func(context.Context, registry.Writer) error) error {
	return fn(ctx, memoryWriter{s: m.s})
}

type memoryWriter struct {
	registry.Writer
	s *service
}

func (m memoryWriter) PutAll(_ context.Context, recs []registry.Record) ([]registry.Outcome, error) {
	for _, rec := range recs {
		m.s.records[rec.Kind()] = append(m.s.records[rec.Kind()], rec)
		m.s.seq++
	}
	return make([]registry.Outcome, len(recs)), nil
}

func (m memoryWriter) PutSetting(_ context.Context, name, value string) error {
	m.s.settings[name] = value
	return nil
}

// Setting implements web.Settings.
func (s *service) Setting(_ context.Context, name string) (string, error) {
	return s.settings[name], nil
}

// startService serves the demonstration and the pages on a free port.
func startService(tb testing.TB, change ...func(*service)) *service {
	tb.Helper()
	s := &service{records: map[registry.Kind][]registry.Record{}, settings: map[string]string{}}
	if err := demonstration.Load(tb.Context(), memory{s: s}); err != nil {
		tb.Fatal(err)
	}
	for _, fn := range change {
		fn(s)
	}
	pages, err := web.New(web.Options{Settings: s})
	if err != nil {
		tb.Fatal(err)
	}
	gin.SetMode(gin.TestMode)
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

// features answers a page of a list as GeoJSON.
func (s *service) features(c *gin.Context, kind registry.Kind) {
	s.mu.Lock()
	defer s.mu.Unlock()
	var matching []registry.Record
	for _, rec := range s.records[kind] {
		if unit, ok := rec.(*registry.AdminUnit); ok && c.Query("level") != "" && unit.Level != c.Query("level") {
			continue
		}
		matching = append(matching, rec)
	}
	limit, _ := strconv.Atoi(c.Query("limit"))
	if s.pageSize > 0 {
		limit = s.pageSize
	}
	from, _ := strconv.Atoi(c.Query("cursor"))
	to := min(from+limit, len(matching))
	out := fmt.Appendf(nil, `{"type":"FeatureCollection","numberMatched":%d,"features":[`, len(matching))
	for i, rec := range matching[from:to] {
		if i > 0 {
			out = append(out, ',')
		}
		out = appendFeature(out, rec)
	}
	out = append(out, `],"links":{"self":"x"`...)
	if to < len(matching) {
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

// remove takes the last record of a kind away, as an edit elsewhere would.
func (s *service) remove(kind registry.Kind) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.records[kind] = s.records[kind][:len(s.records[kind])-1]
	s.seq++
}

func (s *service) serveFigures(c *gin.Context) {
	s.mu.Lock()
	defer s.mu.Unlock()
	served, ok := s.served(indicators.Network(c.Param("network")), c.Query("unit"))
	if !ok {
		c.Data(http.StatusNotFound, "application/problem+json", []byte(`{"title":"Not found","detail":"không có đơn vị này","status":404}`))
		return
	}
	c.JSON(http.StatusOK, served)
}

// version answers a list with the version of the registry as its tag.
func (s *service) version(c *gin.Context) {
	s.mu.Lock()
	defer s.mu.Unlock()
	tag := fmt.Sprintf(`W/"%d"`, s.seq)
	c.Header("ETag", tag)
	if c.GetHeader("If-None-Match") == tag {
		c.Status(http.StatusNotModified)
		return
	}
	c.Data(http.StatusOK, "application/json", []byte(`{"items":[]}`))
}

// spot is a point of a network as the figures see it.
type spot struct {
	id, code, name, class, commune string
	at                             orb.Point
}

func (s *service) spots(network indicators.Network) []spot {
	var spots []spot
	kind := map[indicators.Network]registry.Kind{
		indicators.PostalNetwork: registry.Postal, indicators.BTSNetwork: registry.Sites, indicators.RadioNetwork: registry.Radio,
	}[network]
	for _, rec := range s.records[kind] {
		at, _ := rec.Shape().(orb.Point)
		id := rec.Head().ID
		switch r := rec.(type) {
		case *registry.PostalPoint:
			spots = append(spots, spot{id, r.Code, r.Name, r.Class, r.Commune, at})
		case *registry.Site:
			spots = append(spots, spot{id, r.Code, r.Name, r.OperatorCode, r.Commune, at})
		case *registry.RadioStation:
			spots = append(spots, spot{id, r.Code, r.Name, r.Technology, r.Commune, at})
		}
	}
	return spots
}

func (s *service) units(level string) []*registry.AdminUnit {
	var units []*registry.AdminUnit
	for _, rec := range s.records[registry.Units] {
		if unit, ok := rec.(*registry.AdminUnit); ok && unit.Level == level {
			units = append(units, unit)
		}
	}
	return units
}

// served computes figures in which each commune's people live at its middle.
func (s *service) served(network indicators.Network, code string) (*indicators.Served, bool) {
	units := slices.Concat(s.units(registry.LevelProvince), s.units(registry.LevelDistrict), s.units(registry.LevelCommune))
	at := slices.IndexFunc(units, func(u *registry.AdminUnit) bool { return u.Code == code })
	if at < 0 {
		return nil, false
	}
	unit, spots := units[at], s.spots(network)
	if unit.Level == registry.LevelCommune {
		spots = slices.DeleteFunc(spots, func(p spot) bool { return p.commune != unit.Name })
	}
	out := &indicators.Served{
		Network: network, Unit: unitRef(unit), AsOf: registry.DateOf(testDay()), Official: officialOf(unit, spots),
		Shares: []indicators.Share{{
			Name: registry.Text{VI: "Xã có điểm BĐVHX", EN: "Communes with a culture-and-post point"},
			Part: 70, Whole: 86, Percent: registry.Some(100 * 70.0 / 86),
		}},
		Published: []indicators.Comparison{{
			Name:    registry.Text{VI: "Bán kính phục vụ bình quân", EN: "Mean service radius"},
			Printed: "4,8", Source: "Báo cáo năm 2020 của Sở Thông tin và Truyền thông Kon Tum",
			Finding: registry.Text{VI: "4,886 cắt còn một chữ số là 4,8 (làm tròn là 4,9).", EN: "4.886 cut to one decimal is 4.8 (rounded it is 4.9)."},
		}},
		Notes: []registry.Text{{VI: "Vị trí các điểm là gần đúng.", EN: "The positions of the points are approximate."}},
		Provenance: indicators.Provenance{
			Model: "nearest", Version: "1", Seq: s.seq,
			Method:  registry.Text{VI: "Mỗi ô có dân về điểm gần nhất theo ellipsoid.", EN: "Every populated cell to its nearest point on the ellipsoid."},
			Surface: registry.Text{VI: "Dân số xã rải đều.", EN: "People spread evenly over their commune."},
		},
	}
	if len(spots) > 0 {
		out.Access = accessOf(unit, s.units(registry.LevelCommune), spots)
	}
	return out, true
}

func officialOf(unit *registry.AdminUnit, spots []spot) indicators.Official {
	o := indicators.Official{
		AreaKM2: indicators.Input{Value: unit.AreaKM2, Year: unit.AreaYear, Source: registry.Text{VI: unit.AreaSource, EN: unit.AreaSource}},
		People: indicators.Input{Value: registry.Some(float64(unit.Population.Value)), Year: unit.PopulationYear,
			Source: registry.Text{VI: unit.PopulationSource, EN: unit.PopulationSource}},
		N:      len(spots),
		Counts: []indicators.ClassCount{{Class: "all", Label: registry.Text{VI: "điểm", EN: "points"}, N: len(spots), Counted: true}},
	}
	n := float64(len(spots))
	switch {
	case n == 0:
		o.Why = registry.Text{VI: "Không có điểm nào nên không có bán kính.", EN: "There is no point, so there is no radius."}
	case !unit.AreaKM2.Known:
		o.Why = registry.Text{VI: "Chưa có diện tích chính thức.", EN: "The official area is not known."}
	default:
		o.RadiusCircleKM = registry.Some(math.Sqrt(unit.AreaKM2.Value / (math.Pi * n)))
		o.RadiusHalfSquareKM = registry.Some(math.Sqrt(unit.AreaKM2.Value/n) / 2)
	}
	if n > 0 {
		o.PeoplePerPoint = registry.Some(o.People.Value.Value / n)
	}
	return o
}

func accessOf(unit *registry.AdminUnit, communes []*registry.AdminUnit, spots []spot) *indicators.Access {
	access := &indicators.Access{BandsM: []float64{1000, 2000, 3000, 5000}}
	people := make([]float64, len(spots))
	far := make([]float64, len(spots))
	var all []sample
	for _, commune := range communes {
		if unit.Level == registry.LevelCommune && commune.Code != unit.Code {
			continue
		}
		middle, _ := planar.CentroidArea(commune.Area)
		nearest, metres := 0, math.Inf(1)
		for i, p := range spots {
			if d := geodesy.DistanceM(middle, p.at); d < metres {
				nearest, metres = i, d
			}
		}
		weight := float64(commune.Population.Value)
		all = append(all, sample{metres, weight})
		people[nearest] += weight
		far[nearest] = max(far[nearest], metres)
		access.Communes = append(access.Communes, indicators.CommuneServe{
			Unit: unitRef(commune), Points: 1, Serves: distancesOf([]sample{{metres, weight}}, access.BandsM),
		})
	}
	for i, p := range spots {
		access.Points = append(access.Points, indicators.PointServe{
			ID: p.id, Code: p.code, Name: p.name, Class: p.class, Commune: p.commune, Lon: p.at[0], Lat: p.at[1],
			Serves: distancesOf([]sample{{far[i], people[i]}}, access.BandsM),
		})
	}
	slices.SortFunc(access.Communes, func(a, b indicators.CommuneServe) int { return cmp.Compare(b.Serves.MeanM, a.Serves.MeanM) })
	access.Total = distancesOf(all, access.BandsM)
	return access
}

type sample struct{ metres, people float64 }

func distancesOf(samples []sample, bands []float64) indicators.Distances {
	slices.SortFunc(samples, func(a, b sample) int { return cmp.Compare(a.metres, b.metres) })
	d := indicators.Distances{Within: make([]float64, len(bands))}
	for _, s := range samples {
		d.People += s.people
		d.MeanM += s.metres * s.people
		d.MaxM = max(d.MaxM, s.metres)
	}
	d.MeanM /= max(d.People, 1)
	below := 0.0
	for _, s := range samples {
		below += s.people
		for _, q := range []struct {
			share float64
			into  *float64
		}{{0.5, &d.P50M}, {0.9, &d.P90M}, {0.95, &d.R95M}} {
			if *q.into == 0 && below >= q.share*d.People {
				*q.into = s.metres
			}
		}
		for i, band := range bands {
			if s.metres <= band {
				d.Within[i] += s.people / max(d.People, 1)
			}
		}
	}
	return d
}

func unitRef(u *registry.AdminUnit) indicators.UnitRef {
	return indicators.UnitRef{Code: u.Code, Name: u.Name, Level: u.Level}
}

// at answers who is at a place.
func (s *service) at(c *gin.Context) {
	s.mu.Lock()
	defer s.mu.Unlock()
	lon, _ := strconv.ParseFloat(c.Query("lon"), 64)
	lat, _ := strconv.ParseFloat(c.Query("lat"), 64)
	p := orb.Point{lon, lat}
	out := []byte(`{"commune":`)
	commune := "null"
	for _, unit := range s.units(registry.LevelCommune) {
		if planar.MultiPolygonContains(unit.Area, p) {
			commune = string(registry.AppendJSON(nil, unit))
		}
	}
	out = append(out, commune...)
	for _, of := range []struct {
		name string
		kind registry.Kind
		k    int
	}{{"postal", registry.Postal, 1}, {"sites", registry.Sites, 5}, {"radio", registry.Radio, 1}} {
		hits := s.nearest(of.kind, p, of.k)
		body, _ := json.Marshal(hits)
		if of.k == 1 {
			body, _ = json.Marshal(hits[0])
		}
		out = fmt.Appendf(out, `,%q:%s`, of.name, body)
	}
	c.Data(http.StatusOK, "application/json", append(out, '}'))
}

type hit struct {
	DistanceM float64         `json:"distance_m"`
	Record    json.RawMessage `json:"record"`
}

func (s *service) nearest(kind registry.Kind, p orb.Point, k int) []hit {
	var hits []hit
	for _, rec := range s.records[kind] {
		at, _ := rec.Shape().(orb.Point)
		hits = append(hits, hit{geodesy.DistanceM(p, at), registry.AppendJSON(nil, rec)})
	}
	slices.SortFunc(hits, func(a, b hit) int { return cmp.Compare(a.DistanceM, b.DistanceM) })
	return hits[:k]
}
