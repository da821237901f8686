package coverage

import (
	"context"
	"math"
	"slices"
	"strings"

	"github.com/paulmach/orb"

	"hatang/registry"
)

// Basis says what a station's coverage rests on.
type Basis string

// The bases.
const (
	Modelled Basis = "modelled"
	Declared Basis = "declared"
	Measured Basis = "measured"
)

// Station is one operator's technology at one place, with what its footprint
// follows from.
type Station struct {
	ID          string    `json:"id"` // of the station, or of a site that declares coverage without stations
	Code        string    `json:"code"`
	SiteID      string    `json:"site_id"`
	Operator    string    `json:"operator"`
	Technology  string    `json:"technology"`
	Band        string    `json:"band,omitempty"`
	At          orb.Point `json:"at"`
	Approximate bool      `json:"approximate,omitempty"`
	Basis       Basis     `json:"basis"`
	// RadiusM is the declared one, of a declared station.
	RadiusM  float64   `json:"declared_radius_m,omitempty"`
	Antennas []Antenna `json:"antennas,omitempty"`
}

// Antenna is one sector, or the only antenna of a station without any.
type Antenna struct {
	SectorID          string    `json:"sector_id,omitempty"`
	Code              string    `json:"code,omitempty"`
	At                orb.Point `json:"at"`
	HeightM           float64   `json:"height_m"`
	FrequencyMHz      float64   `json:"frequency_mhz"`
	EIRPDBm           float64   `json:"eirp_dbm"` // of the whole carrier
	GainDBi           float64   `json:"gain_dbi"`
	FeederLossDB      float64   `json:"feeder_loss_db"`
	Omni              bool      `json:"omni,omitempty"`
	AzimuthDeg        float64   `json:"azimuth_deg"`
	BeamwidthDeg      float64   `json:"beamwidth_deg,omitempty"`
	VerticalBeamDeg   float64   `json:"vertical_beam_deg,omitempty"`
	MechanicalTiltDeg float64   `json:"mechanical_tilt_deg"`
	ElectricalTiltDeg float64   `json:"electrical_tilt_deg"`
	Pattern           string    `json:"pattern"` // an imported one by its name, or the family of the standard one
	// Assumed names the fields that no record states.
	Assumed []string `json:"assumed,omitempty"`
}

// Left is a record that takes no part, with the reason.
type Left struct {
	Kind   registry.Kind `json:"kind"`
	ID     string        `json:"id"`
	Code   string        `json:"code"`
	Reason registry.Text `json:"reason"`
}

// gatherer makes stations of records.
type gatherer struct {
	budgets *Budgets
	sites   map[string]*registry.Site
	sectors map[string][]*registry.Sector
	// patterns are the names of imported antennas, folded.
	patterns map[string]string
	stations []Station
	left     []Left
}

// gather reads the stations on air on a day, of an operator and technology where
// these are named, ordered by ID. Sites without stations take part with the
// coverage they declare.
func gather(ctx context.Context, r registry.Reader, budgets *Budgets, patterns map[string]string, asOf registry.Date, operator, technology string) ([]Station, []Left, error) {
	g := &gatherer{budgets: budgets, patterns: patterns, sites: map[string]*registry.Site{}, sectors: map[string][]*registry.Sector{}}
	sites, err := registry.Find[*registry.Site](ctx, r, registry.Query{Kind: registry.Sites, AsOf: asOf, InService: true})
	if err != nil {
		return nil, nil, err
	}
	for _, s := range sites {
		g.sites[s.Row.ID] = s
	}
	err = r.Scan(ctx, registry.Query{Kind: registry.Sectors, AsOf: asOf}, func(rec registry.Record) error {
		if s, ok := rec.(*registry.Sector); ok {
			g.sectors[s.StationID] = append(g.sectors[s.StationID], s)
		}
		return nil
	})
	if err != nil {
		return nil, nil, err
	}
	query := registry.Query{Kind: registry.Stations, AsOf: asOf, InService: true}
	stations, err := registry.Find[*registry.Station](ctx, r, query)
	if err != nil {
		return nil, nil, err
	}
	has := map[string]bool{}
	wanted := func(op, tech string) bool {
		return (operator == "" || op == operator) && (technology == "" || tech == technology)
	}
	for _, s := range stations {
		has[s.SiteID] = true
		if wanted(s.OperatorCode, s.Technology) && onAir(s.State) {
			g.station(s)
		}
	}
	for _, s := range sites {
		if !has[s.Row.ID] && onAir(s.State) {
			g.site(s, wanted)
		}
	}
	slices.SortFunc(g.stations, func(a, b Station) int {
		return strings.Compare(a.ID+" "+a.Technology, b.ID+" "+b.Technology)
	})
	return g.stations, g.left, nil
}

// onAir holds for a state that transmits; a station whose state nobody stated is
// taken to.
func onAir(state string) bool { return state == "" || state == registry.StateOnAir }

func (g *gatherer) leave(kind registry.Kind, id, code, vi, en string) {
	g.left = append(g.left, Left{Kind: kind, ID: id, Code: code, Reason: registry.Text{VI: vi, EN: en}})
}

func (g *gatherer) station(s *registry.Station) {
	site := g.sites[s.SiteID]
	place := s.Position
	if !place.Located && site != nil {
		place = site.Position
	}
	out := Station{
		ID: s.Row.ID, Code: s.Code, SiteID: s.SiteID, Operator: s.OperatorCode, Technology: s.Technology, Band: s.Band,
		At: place.Point, Approximate: place.Approximate.Or(false), Basis: Modelled,
	}
	assumed, known := g.budgets.assumed(s.Technology)
	switch {
	case !place.Located:
		g.leave(registry.Stations, s.Row.ID, s.Code, "không có tọa độ", "has no position")
		return
	case !known && s.CoverageRadiusM.Or(0) > 0:
		out.Basis, out.RadiusM = Declared, s.CoverageRadiusM.Value
	case !known:
		g.leave(registry.Stations, s.Row.ID, s.Code, "không có quỹ đường truyền cho công nghệ này, cũng không khai bán kính phủ",
			"there is no link budget for its technology, and it declares no radius")
		return
	default:
		out.Antennas = g.antennas(s, site, place.Point, assumed)
	}
	g.stations = append(g.stations, out)
}

// antennas are the sectors, or one antenna all round.
func (g *gatherer) antennas(s *registry.Station, site *registry.Site, at orb.Point, assumed Assumption) []Antenna {
	base := Antenna{At: at, FeederLossDB: assumed.FeederLossDB}
	power := assumed.PowerDBm
	switch {
	case s.AntennaHeightM.Known && s.AntennaHeightM.Value > 0:
		base.HeightM = s.AntennaHeightM.Value
	case site != nil && site.HeightM.Or(0)+site.BuildingHeightM.Or(0) > 0:
		base.HeightM = site.HeightM.Or(0) + site.BuildingHeightM.Or(0)
		base.Assumed = append(base.Assumed, "height_m")
	default:
		base.HeightM = assumed.HeightM
		base.Assumed = append(base.Assumed, "height_m")
	}
	if mhz, ok := FrequencyOfBand(s.Band); ok {
		base.FrequencyMHz = mhz
	} else {
		base.FrequencyMHz = assumed.FrequencyMHz
		base.Assumed = append(base.Assumed, "frequency_mhz")
	}
	if s.PowerW.Or(0) > 0 {
		power = 10*math.Log10(s.PowerW.Value) + 30
	}
	sectors := g.sectors[s.Row.ID]
	if len(sectors) == 0 {
		base.Omni, base.GainDBi, base.Pattern = true, assumed.OmniGainDBi, "f1336-omni"
		base.EIRPDBm = power - assumed.FeederLossDB + base.GainDBi
		base.Assumed = append(base.Assumed, "gain_dbi", "omni")
		if s.PowerW.Or(0) <= 0 {
			base.Assumed = append(base.Assumed, "eirp_dbm")
		}
		return []Antenna{base}
	}
	antennas := make([]Antenna, len(sectors))
	for i, sector := range sectors {
		antennas[i] = g.sector(sector, base, power, assumed)
	}
	slices.SortFunc(antennas, func(a, b Antenna) int { return strings.Compare(a.SectorID, b.SectorID) })
	return antennas
}

func (g *gatherer) sector(s *registry.Sector, base Antenna, power float64, assumed Assumption) Antenna {
	a := base
	a.SectorID, a.Code, a.Assumed = s.Row.ID, s.Code, slices.Clone(base.Assumed)
	if s.Located {
		a.At = s.Point
	}
	// take uses what is stated, else what is assumed, and notes which.
	take := func(name string, stated registry.Opt[float64], otherwise float64) float64 {
		a.Assumed = slices.DeleteFunc(a.Assumed, func(n string) bool { return n == name })
		if stated.Known {
			return stated.Value
		}
		a.Assumed = append(a.Assumed, name)
		return otherwise
	}
	if s.HeightM.Or(0) > 0 {
		a.HeightM = take("height_m", s.HeightM, 0)
	}
	if mhz, ok := FrequencyOfBand(s.Band); ok && !s.FrequencyMHz.Known {
		a.FrequencyMHz = take("frequency_mhz", registry.Some(mhz), 0)
	} else if s.FrequencyMHz.Known {
		a.FrequencyMHz = take("frequency_mhz", s.FrequencyMHz, 0)
	}
	a.Omni = !s.AzimuthDeg.Known || s.BeamwidthDeg.Or(0) >= 360
	a.GainDBi = assumed.SectorGainDBi
	a.Pattern = "tr36814"
	if a.Omni {
		a.GainDBi, a.Pattern = assumed.OmniGainDBi, "f1336-omni"
	}
	if name, ok := g.patterns[registry.Fold(s.AntennaModel)]; ok && s.AntennaModel != "" {
		a.Pattern = name
	}
	a.AzimuthDeg = s.AzimuthDeg.Or(0)
	if !a.Omni {
		a.BeamwidthDeg = take("beamwidth_deg", s.BeamwidthDeg, assumed.BeamwidthDeg)
		a.VerticalBeamDeg = assumed.VerticalBeamDeg
		a.Assumed = append(a.Assumed, "gain_dbi", "vertical_beam_deg")
	}
	a.MechanicalTiltDeg = s.MechanicalTiltDeg.Or(0)
	tilt := assumed.ElectricalTiltDeg
	if s.MechanicalTiltDeg.Known {
		tilt = 0 // who states one tilt states both
	}
	a.ElectricalTiltDeg = take("electrical_tilt_deg", s.ElectricalTiltDeg, tilt)
	a.EIRPDBm = take("eirp_dbm", s.EIRPdBm, power-assumed.FeederLossDB+a.GainDBi)
	return a
}

// site is a site without stations: the disc that it declares, for each of its
// technologies.
func (g *gatherer) site(s *registry.Site, wanted func(operator, technology string) bool) {
	technologies := strings.FieldsFunc(s.Technologies, func(r rune) bool { return r == ';' || r == ',' || r == ' ' })
	if s.CoverageRadiusM.Or(0) <= 0 || !s.Located || len(technologies) == 0 {
		if wanted(s.OperatorCode, "") || len(technologies) > 0 && slices.ContainsFunc(technologies, func(t string) bool { return wanted(s.OperatorCode, t) }) {
			g.leave(registry.Sites, s.Row.ID, s.Code, "vị trí không có trạm; cần tọa độ, công nghệ và bán kính phủ khai báo",
				"a site without stations needs a position, technologies and a declared radius")
		}
		return
	}
	for _, technology := range technologies {
		if !wanted(s.OperatorCode, technology) {
			continue
		}
		g.stations = append(g.stations, Station{
			ID: s.Row.ID, Code: s.Code, SiteID: s.Row.ID, Operator: s.OperatorCode, Technology: technology,
			At: s.Point, Approximate: s.Approximate.Or(false), Basis: Declared, RadiusM: s.CoverageRadiusM.Value,
		})
	}
}
