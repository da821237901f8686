package planning

import (
	"context"
	"math"

	"github.com/paulmach/orb"

	"hatang/geo/access"
	"hatang/geo/sound"
	"hatang/registry"
	"hatang/registry/indicators"
)

// Footprints tells which of the cells that people live in a site covers. It is
// called from several goroutines.
type Footprints interface {
	// Existing is the cells of a site of the registry that stands at a place; known
	// is false where it covers something and nothing says what.
	Existing(ctx context.Context, id string, at orb.Point) (covered []int32, known bool, err error)
	// New is the footprint of a site that might stand at a place.
	New(ctx context.Context, at orb.Point) (Print, error)
	// Beyond is the cells of the sites that has does not know: those across the
	// border, or known only approximately, cover too.
	Beyond(ctx context.Context, has func(id string) bool) ([][]int32, error)
	// ReachM is how far from a new site its footprint ends at the latest.
	ReachM() float64
	// Basis says on what all this rests; it is not changed.
	Basis() *CoverageBasis
}

// Print is the footprint of a new site.
type Print struct {
	Cells []int32 // that people live in, as access.Cells counts them
	// Refused tells that no footprint can be had, and Doubts why; else they are what
	// is to be doubted about it.
	Refused bool
	Doubts  []registry.Text
}

// CoverageEngine computes the footprints of mobile sites.
type CoverageEngine interface {
	Footprints(ctx context.Context, src indicators.Source, ask FootprintRequest) (Footprints, error)
	// Settled changes as soon as footprints that were prepared before no longer
	// stand.
	Settled(ctx context.Context) (string, error)
}

// FootprintRequest asks for the footprints of mobile sites on a day.
type FootprintRequest struct {
	Mast  Mast
	Cells *access.Cells
	AsOf  registry.Date
}

// CoverageBasis says on what footprints rest.
type CoverageBasis struct {
	// Method in a sentence; what follows is known of computed footprints only.
	Method registry.Text `json:"method"`
	// RadiusM of declared discs, or to which footprints are computed.
	RadiusM         float64         `json:"radius_m"`
	Computed        bool            `json:"computed"`
	Operator        string          `json:"operator,omitempty"` // none: anybody's signal counts
	Technology      string          `json:"technology,omitempty"`
	Model           string          `json:"model,omitempty"`
	HeightM         float64         `json:"height_m,omitempty"`
	FrequencyMHz    float64         `json:"frequency_mhz,omitempty"`
	EIRPDBm         float64         `json:"eirp_dbm,omitempty"`
	AzimuthsDeg     []float64       `json:"azimuths_deg,omitempty"` // none: all round
	Assumed         []string        `json:"assumed,omitempty"`
	Quantity        string          `json:"quantity,omitempty"` // of the level
	UsableLevel     float64         `json:"usable_level,omitempty"`
	LevelUnit       string          `json:"level_unit,omitempty"`
	LocationPercent float64         `json:"location_percent,omitempty"`
	RxHeightM       float64         `json:"rx_height_m,omitempty"`
	Terrain         []registry.Text `json:"terrain,omitempty"`
	StandIn         bool            `json:"stand_in,omitempty"`
	// Of the sites that there are: with a computed footprint, with a declared disc,
	// of unknown reach, and such that do not say what they carry.
	SitesComputed int             `json:"sites_computed"`
	SitesDeclared int             `json:"sites_declared"`
	SitesUnknown  int             `json:"sites_unknown"`
	SitesSilent   int             `json:"sites_silent"`
	ComputedAt    string          `json:"computed_at,omitempty"` // the oldest of the footprints, RFC 3339
	Caveats       []registry.Text `json:"caveats"`
}

// Mast is what a new mobile site is taken to have when its footprint is computed.
type Mast struct {
	Technology string `json:"technology,omitempty"` // none: 4G
	// Operator whose coverage is to grow; none: anybody's signal counts as coverage.
	Operator string  `json:"operator,omitempty"`
	HeightM  float64 `json:"height_m,omitempty"` // of the antennas; 0: 36
	Band     string  `json:"band,omitempty"`     // such as "1800"; none: assumed
	EIRPDBm  float64 `json:"eirp_dbm,omitempty"` // of a carrier; 0: assumed
	// AzimuthsDeg of its sectors; none: antennas that radiate all round.
	AzimuthsDeg []float64 `json:"azimuths_deg,omitempty"`
	// ReachM to which footprints are computed; 0: as those that are computed were,
	// or 10 km.
	ReachM float64 `json:"reach_m,omitempty"`
	// Flat leaves the terrain out.
	Flat bool `json:"flat,omitempty"`
}

// What a mast is taken to have where nothing is said.
const (
	DefaultTechnology  = "4G"
	DefaultMastHeightM = 36.0
)

// withDefaults completes the mast.
func (m Mast) withDefaults() *Mast {
	if m.Technology == "" {
		m.Technology = DefaultTechnology
	}
	if m.HeightM == 0 {
		m.HeightM = DefaultMastHeightM
	}
	return &m
}

func (m *Mast) check(l *problemList) {
	within := func(name string, v, least, most float64) {
		if !(v >= least && v <= most) {
			l.add("mast."+name, registry.EN.Number(v, 2), "range", "phải từ %v đến %v", "must be from %v to %v", least, most)
		}
	}
	within("height_m", m.HeightM, 1, 400)
	if m.EIRPDBm != 0 {
		within("eirp_dbm", m.EIRPDBm, -20, 100)
	}
	if m.ReachM != 0 {
		within("reach_m", m.ReachM, 500, 100_000)
	}
	for _, azimuth := range m.AzimuthsDeg {
		within("azimuths_deg", azimuth, 0, 360)
	}
}

// discs are the radii that are declared, the only footprints known without a
// propagation model.
type discs struct {
	cells   *access.Cells
	radiusM map[string]float64 // of existing points
	newM    float64
	basis   CoverageBasis
}

// Existing implements Footprints.
func (d *discs) Existing(_ context.Context, id string, at orb.Point) (covered []int32, known bool, err error) {
	radiusM, known := d.radiusM[id]
	if !known || at == (orb.Point{}) {
		return nil, false, nil
	}
	return d.cells.Within(nil, at, radiusM), true, nil
}

// New implements Footprints.
func (d *discs) New(_ context.Context, at orb.Point) (Print, error) {
	return Print{Cells: d.cells.Within(nil, at, d.newM)}, nil
}

// Beyond implements Footprints: only the points of the question are known.
func (*discs) Beyond(context.Context, func(string) bool) ([][]int32, error) { return nil, nil }

// ReachM implements Footprints.
func (d *discs) ReachM() float64 { return d.newM }

// Basis implements Footprints.
func (d *discs) Basis() *CoverageBasis { return &d.basis }

// footprintsFor is what covers in the question: footprints computed for a mast, or
// discs.
func (p *Planner) footprintsFor(ctx context.Context, src indicators.Source, s *stage, q *Question) (Footprints, error) {
	if q.Mast != nil {
		return p.coverage.Footprints(ctx, src, FootprintRequest{Mast: *q.Mast, Cells: s.cells, AsOf: s.asOf})
	}
	d := &discs{cells: s.cells, radiusM: map[string]float64{}, newM: q.RadiusM}
	for i := range s.points {
		if r := s.points[i].radiusM; r.Known && r.Value > 0 {
			d.radiusM[s.points[i].id] = r.Value
		}
	}
	if q.Network == indicators.RadioNetwork && q.RadiusM == 0 {
		radiusM, err := q.Speaker.radius()
		if err != nil {
			return nil, err
		}
		d.newM = radiusM
	}
	if d.newM <= 0 {
		var l problemList
		l.add("radius_m", "0", "required", "nêu bán kính phủ của một trạm mới, mét", "state the radius that a new site covers, metres")
		return nil, l.err()
	}
	d.basis = CoverageBasis{RadiusM: d.newM, SitesDeclared: len(d.radiusM), SitesUnknown: len(s.points) - len(d.radiusM), Caveats: []registry.Text{}, Method: registry.Text{
		VI: "hình tròn theo bán kính phủ đã khai báo; vị trí mới: " + registry.VI.Number(d.newM, 0) + " m; chưa tính địa hình",
		EN: "discs of the declared radii; new sites: " + registry.EN.Number(d.newM, 0) + " m; terrain is not in it",
	}}
	return d, nil
}

// radius is how far the loudspeaker of a new cluster is understood: 25 W at 108 dB
// in the country where nothing is said.
func (v *Speaker) radius() (float64, error) {
	if v == nil {
		v = &Speaker{SensitivityDB: 108, PowerW: 25}
	}
	source := sound.Source{SensitivityDB: v.SensitivityDB, PowerW: v.PowerW}
	var l problemList
	if err := source.Check(); err != nil {
		l.add("speaker", "", "range", "độ nhạy từ 60 đến 140 dB, công suất trên 0 đến 10000 W", "sensitivity must be 60 to 140 dB, power more than 0 and up to 10000 W")
	}
	if math.IsNaN(v.NoiseDB) || v.NoiseDB < 0 || v.NoiseDB > 120 {
		l.add("speaker.noise_db", "", "range", "từ 0 đến 120 dB", "must be 0 to 120 dB")
	}
	if err := l.err(); err != nil {
		return 0, err
	}
	air, noise := sound.Country(), float64(sound.CountryNoiseDB)
	if v.Town {
		air, noise = sound.Town(), sound.TownNoiseDB
	}
	if v.NoiseDB > 0 {
		noise = v.NoiseDB
	}
	return sound.RadiusM(source, air, noise+sound.AboveNoiseDB), nil
}
