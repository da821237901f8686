package indicators

import (
	"context"
	"sync"
	"time"

	"hatang/registry"
)

// Source is a state of the registry to compute from. A registry.Store is one,
// and so is a view of the live network.
type Source interface {
	registry.Reader
	// Seq is the newest change that the state holds.
	Seq(ctx context.Context) (int64, error)
}

// RasterSource gives the imported rasters. A registry.Store is one.
type RasterSource interface {
	Raster(ctx context.Context, name string) (registry.Raster, error)
	Rasters(ctx context.Context) ([]registry.Raster, error)
	Setting(ctx context.Context, name string) (string, error)
}

// layered is a Source that knows the newest change of each kind, which lets a
// Calculator keep what it placed.
type layered interface {
	LayerSeq(kind registry.Kind) int64
}

// Calculator computes figures and keeps the population surfaces it made for as
// long as they stand. It is safe for concurrent use.
type Calculator struct {
	rasters RasterSource
	version string
	today   func() registry.Date

	mutex   sync.Mutex
	grounds []keptGround // newest last
}

// keptGrounds is how many units' surfaces are kept: a province's takes about
// 20 MB.
const keptGrounds = 4

type keptGround struct {
	key    groundKey
	ground *ground
}

// groundKey is everything that a ground is made from.
type groundKey struct {
	unit                        string
	asOf                        registry.Date
	units, settlements, rasters int64
}

// vietnam is the zone in which days begin and end; Vietnam has had no daylight
// saving since 1975.
var vietnam = registry.Vietnam()

// NewCalculator is a Calculator that signs its figures with the program's
// version.
func NewCalculator(rasters RasterSource, version string) *Calculator {
	return &Calculator{
		rasters: rasters, version: version,
		today: func() registry.Date { return registry.DateOf(time.Now().In(vietnam)) },
	}
}

// ground is the ground of a unit, kept from before where it still stands.
func (c *Calculator) ground(ctx context.Context, src Source, unitCode string, asOf registry.Date) (*ground, error) {
	territory, err := c.rasters.Setting(ctx, registry.SettingTerritory)
	if err != nil {
		return nil, err
	}
	unit, err := chooseUnit(ctx, src, unitCode, territory, asOf)
	if err != nil {
		return nil, err
	}
	layers, keeps := src.(layered)
	var key groundKey
	if keeps {
		key = groundKey{
			unit: unit.Row.ID, asOf: asOf, units: layers.LayerSeq(registry.Units),
			settlements: layers.LayerSeq(registry.Settlements), rasters: layers.LayerSeq(registry.RasterChanges),
		}
		if g := c.kept(key); g != nil {
			return g, nil
		}
	}
	communes, err := communesOf(ctx, src, unit, asOf)
	if err != nil {
		return nil, err
	}
	g, err := newGround(ctx, src, c.rasters, unit, communes, asOf)
	if err == nil && keeps {
		c.keep(key, g)
	}
	return g, err
}

func (c *Calculator) kept(key groundKey) *ground {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	for _, k := range c.grounds {
		if k.key == key {
			return k.ground
		}
	}
	return nil
}

func (c *Calculator) keep(key groundKey, g *ground) {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	if len(c.grounds) == keptGrounds {
		c.grounds = append(c.grounds[:0], c.grounds[1:]...)
	}
	c.grounds = append(c.grounds, keptGround{key, g})
}

// Request asks for the served figures of a network.
type Request struct {
	Network Network
	Unit    string        // code; empty: the registry's own territory
	AsOf    registry.Date // zero: today
	// Approximate lets points known only approximately take part in distances.
	Approximate bool
}

// Served computes what radius each point of a network serves, and how many
// people, in a unit on a day. A unit without points still gets its area
// and people, and says why there is no radius.
func (c *Calculator) Served(ctx context.Context, src Source, ask Request) (*Served, error) {
	network, asOf := ask.Network, ask.AsOf
	if asOf.IsZero() {
		asOf = c.today()
	}
	if _, _, err := network.source(); err != nil {
		return nil, err
	}
	seq, err := src.Seq(ctx)
	if err != nil {
		return nil, err
	}
	g, err := c.ground(ctx, src, ask.Unit, asOf)
	if err != nil {
		return nil, err
	}
	all, err := networkPoints(ctx, src, network, asOf)
	if err != nil {
		return nil, err
	}
	points, commune := g.members(all)
	s := &Served{
		Network: network, AsOf: asOf,
		Unit:       unitRef(g.unit),
		Official:   official(g.unit, g.communes, network, points),
		Shares:     shares(network, g.communes, byCommune(g, points, commune)),
		Notes:      append([]registry.Text{}, g.notes...),
		Provenance: c.provenance(g, seq),
	}
	if network == BTSNetwork {
		counts, err := stationCounts(ctx, src, asOf, points)
		if err != nil {
			return nil, err
		}
		s.Official.Counts = append(siteCount(s.Official.N), counts...)
	}
	if s.Published, err = published(ctx, src, network, g.unit.Code, asOf, s); err != nil {
		return nil, err
	}
	approximate := ask.Approximate
	if !approximate {
		setting, err := c.rasters.Setting(ctx, registry.SettingApproximate)
		if err != nil {
			return nil, err
		}
		approximate = setting != ""
	}
	return s, s.measure(ctx, g, points, commune, approximate)
}

func (c *Calculator) provenance(g *ground, seq int64) Provenance {
	return Provenance{
		Model: "nearest-point", Version: c.version, Seq: seq, Surface: g.basis,
		Method: registry.Text{
			VI: "ô dân cư 100 m đến điểm gần nhất, khoảng cách trên ellipsoid WGS 84",
			EN: "100 m populated cells to the nearest point, distances on the WGS 84 ellipsoid",
		},
	}
}

func unitRef(u *registry.AdminUnit) UnitRef {
	return UnitRef{Code: u.Code, Name: u.Name, Level: u.Level}
}

func siteCount(n int) []ClassCount {
	return []ClassCount{{Class: "sites", Label: registry.Text{VI: "vị trí (cột, nhà trạm)", EN: "sites"}, N: n, Counted: true}}
}

// byCommune groups points by the code of the commune they belong to.
func byCommune(g *ground, points []point, commune []int) map[string][]point {
	groups := map[string][]point{}
	for i, p := range points {
		if commune[i] >= 0 {
			code := g.communes[commune[i]].Code
			groups[code] = append(groups[code], p)
		}
	}
	return groups
}
