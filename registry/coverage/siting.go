package coverage

import (
	"context"
	"errors"
	"math"
	"slices"
	"strings"
	"time"

	"github.com/paulmach/orb"

	"hatang/geo/coverage/network"
	"hatang/geo/raster"
	"hatang/registry"
)

// SitingRequest asks for the footprints by which new sites are chosen.
type SitingRequest struct {
	// Mast is what every new site would have; its position is not looked at, and of
	// its technologies there must be one. Without an operator anybody's signal
	// counts as coverage.
	Mast GainRequest
	// Grid is what covered cells are told in.
	Grid raster.Grid
	AsOf registry.Date // zero: today
}

// Siting is the footprints of one technology: of the sites that there are, and of
// any that might be. It is safe for concurrent use and keeps nothing in the folder.
type Siting struct {
	engine   *Engine
	proposal *proposal
	grid     raster.Grid
	from     raster.Grid // of the claims
	sites    map[string]*sitePrint
	silent   map[string]bool // sites of which nothing says what they carry
	basis    SitingBasis
}

// sitePrint is where the footprints of a site's stations come from.
type sitePrint struct {
	computed []claimed
	declared []raster.Disc
	unknown  int // stations
}

// claimed is the levels of a station in a claim.
type claimed struct {
	group  *group
	number int32
}

// SitingBasis says on what footprints rest.
type SitingBasis struct {
	Operator   string `json:"operator,omitempty"` // none: anybody's signal counts
	Technology string `json:"technology"`
	// Of a new site.
	HeightM         float64    `json:"height_m"`
	FrequencyMHz    float64    `json:"frequency_mhz"`
	EIRPDBm         float64    `json:"eirp_dbm"`
	AzimuthsDeg     []float64  `json:"azimuths_deg,omitempty"` // none: all round
	Assumed         []string   `json:"assumed"`
	Model           string     `json:"model"`
	Parameters      Parameters `json:"parameters"`
	Quantity        string     `json:"quantity"`
	Usable          float64    `json:"usable_level"`
	Unit            string     `json:"unit"`
	LocationPercent float64    `json:"location_percent"`
	// Of the sites that there are: how many have a computed footprint, a declared
	// disc, carry the technology but say nothing, do not carry it, or do not say
	// what they carry.
	Computed int `json:"sites_computed"`
	Declared int `json:"sites_declared"`
	Unknown  int `json:"sites_unknown"`
	Silent   int `json:"sites_silent"`
	// Outdated stations changed since their footprint was computed; Approximate
	// ones stand nearby.
	Outdated    int       `json:"stations_outdated"`
	Approximate int       `json:"stations_approximate"`
	ComputedAt  time.Time `json:"computed_at,omitzero"` // of the oldest claim
	Terrain     []Tile    `json:"terrain"`
	StandIn     bool      `json:"stand_in"`
	Warnings    []Caution `json:"warnings"`
}

// Siting prepares footprints to plan with. Nothing needs to be computed before:
// sites without a computed footprint count with the radius that they declare.
func (e *Engine) Siting(ctx context.Context, src Source, ask SitingRequest) (*Siting, error) {
	if err := ask.check(); err != nil {
		return nil, err
	}
	budgets, err := LoadBudgets(ctx, e.settings)
	if err != nil {
		return nil, err
	}
	if err := checkOperator(ctx, src, ask.Mast.Operator); err != nil {
		return nil, err
	}
	st := e.stateFor(ask.Grid)
	technology := ask.Mast.Technologies[0]
	ask.Mast.Workers = 1 // positions are computed side by side
	m, err := newProposal(&budgets, &state{claims: &Claims{Grid: ask.Grid, Claims: st.claims.Claims}, groups: st.groups}, ask.Mast, technology)
	if err != nil {
		return nil, err
	}
	s := &Siting{engine: e, proposal: m, grid: ask.Grid, from: st.claims.Grid, sites: map[string]*sitePrint{}, silent: map[string]bool{}}
	if ask.AsOf.IsZero() {
		ask.AsOf = e.today()
	}
	if err := s.describe(&budgets, st); err != nil {
		return nil, err
	}
	return s, s.gather(ctx, src, &budgets, st, ask)
}

// anybody stands for the operator that a request need not name.
const anybody = "*"

func (ask *SitingRequest) check() error {
	if len(ask.Mast.Technologies) > 1 {
		return registry.Errorf(registry.Invalid, "chọn một công nghệ, không phải %d", "choose one technology, not %d", len(ask.Mast.Technologies))
	}
	mast := ask.Mast
	if mast.Operator == "" {
		mast.Operator = anybody
	}
	return mast.check()
}

// checkOperator refuses an operator that the registry does not know: everybody
// would be new to it.
func checkOperator(ctx context.Context, r registry.Reader, code string) error {
	if code == "" {
		return nil
	}
	operators, err := registry.Find[*registry.Operator](ctx, r, registry.Query{Kind: registry.Operators})
	if err != nil {
		return err
	}
	var codes []string
	for _, o := range operators {
		if o.Code == code {
			return nil
		}
		codes = append(codes, o.Code)
	}
	unknown := registry.Errorf(registry.Invalid, "không có doanh nghiệp %q", "there is no operator %q", code)
	unknown.Hint = registry.Textf("đang có: %s", "there are: %s", strings.Join(codes, ", "))
	return unknown
}

// stateFor is what is computed, or an empty state where that is nothing, or does
// not reach over all of the grid.
func (e *Engine) stateFor(grid raster.Grid) *state {
	st := e.state.Load()
	if st == nil {
		return &state{claims: &Claims{Grid: grid}, groups: map[groupKey]*group{}}
	}
	if st.claims.Grid != grid && !holds(st.claims.Grid.Bound(), grid.Bound()) {
		return &state{claims: &Claims{Grid: grid, Claims: nil, Unit: st.claims.Unit}, groups: map[groupKey]*group{}}
	}
	return st
}

// holds tells whether one box holds another but for less than a cell of 100 m.
func holds(outer, inner orb.Bound) bool {
	const slackDeg = 1e-3
	return outer.Min[0] <= inner.Min[0]+slackDeg && outer.Min[1] <= inner.Min[1]+slackDeg &&
		outer.Max[0] >= inner.Max[0]-slackDeg && outer.Max[1] >= inner.Max[1]-slackDeg
}

// describe enters what holds for every new site, and what is to be doubted of it.
func (s *Siting) describe(budgets *Budgets, st *state) error {
	m := s.proposal
	job, antennas, err := m.job(s.grid.Bound().Center())
	if err != nil {
		return err
	}
	a := &antennas[0]
	s.basis = SitingBasis{
		Operator: m.ask.Operator, Technology: m.technology, HeightM: a.HeightM, FrequencyMHz: a.FrequencyMHz, EIRPDBm: a.EIRPDBm,
		AzimuthsDeg: m.ask.AzimuthsDeg, Assumed: a.Assumed, Model: job.Model, Parameters: m.params,
		Quantity: m.budget.Quantity, Unit: m.budget.Unit, Usable: m.usable, LocationPercent: budgets.LocationPercent, Terrain: []Tile{},
	}
	var doubts Claim
	doubts.Parameters.Terrain = m.ask.Terrain != nil
	if m.ask.Terrain != nil {
		for _, tile := range m.ask.Terrain.SourcesWithin(s.grid.Bound()) {
			doubts.Terrain = append(doubts.Terrain, tileOf(tile))
			s.basis.StandIn = s.basis.StandIn || tile.StandIn
		}
		s.basis.Terrain = append(s.basis.Terrain, doubts.Terrain...)
	}
	doubts.cautions()
	if len(st.claims.Claims) == 0 && st.claims.Unit != "" {
		doubts.caution("other-unit", registry.Textf("vùng phủ đã tính là của đơn vị %s, không phủ hết đơn vị này nên không dùng",
			"what is computed is the coverage of unit %s, which does not hold this one, and is not used", st.claims.Unit), 0)
	}
	if len(st.claims.Claims) > 0 && st.claims.Grid != s.grid {
		doubts.caution("resampled", registry.Text{
			VI: "vùng phủ đã tính trên lưới ô của đơn vị khác: mỗi ô lấy theo ô chứa tâm của nó", EN: "coverage was computed on the cells of another unit: each cell takes the one that holds its centre",
		}, 0)
	}
	s.basis.Warnings = doubts.Warnings
	return nil
}

// gather finds where the footprint of each site comes from.
func (s *Siting) gather(ctx context.Context, src Source, budgets *Budgets, st *state, ask SitingRequest) error {
	imported, err := s.engine.folder.patterns()
	if err != nil {
		return err
	}
	operator, technology := ask.Mast.Operator, s.proposal.technology
	stations, left, err := gather(ctx, src, budgets, imported.names, ask.AsOf, operator, technology)
	if err != nil {
		return err
	}
	said, err := readDeclared(ctx, src, ask.AsOf)
	if err != nil {
		return err
	}
	known := st.footprints(technology)
	for i := range stations {
		if err := s.enter(&stations[i], st, known, said); err != nil {
			return err
		}
	}
	for _, l := range left {
		site := l.ID
		if l.Kind == registry.Stations {
			site = said.siteOf[l.ID]
		}
		s.site(site).unknown++
	}
	for id, site := range said.sites {
		if !said.stocked[id] && onAir(site.State) && site.Technologies == "" && (operator == "" || site.OperatorCode == operator) {
			s.silent[id] = true
		}
	}
	s.count(st)
	return nil
}

// footprints are those of a technology, by station.
func (st *state) footprints(technology string) map[string]*Footprint {
	found := map[string]*Footprint{}
	for _, c := range st.claims.Claims {
		if c.Technology != technology {
			continue
		}
		for _, f := range c.Stations {
			found[c.Operator+" "+f.ID] = f
		}
	}
	return found
}

func (s *Siting) site(id string) *sitePrint {
	if s.sites[id] == nil {
		s.sites[id] = &sitePrint{}
	}
	return s.sites[id]
}

// enter adds a station to its site: by its computed footprint, else by the disc
// that it or its site declares.
func (s *Siting) enter(station *Station, st *state, known map[string]*Footprint, said *declaredRadii) error {
	f := known[station.Operator+" "+station.ID]
	reachM := s.proposal.params.RadiusM
	if f != nil {
		reachM = st.groups[groupKey{station.Operator, station.Technology}].claim.Parameters.RadiusM
	}
	if !reachable(s.grid.Bound(), station, max(reachM, said.radiusM[station.ID])) {
		return nil
	}
	p := s.site(station.SiteID)
	switch {
	case f != nil:
		p.computed = append(p.computed, claimed{st.groups[groupKey{station.Operator, station.Technology}], f.Number})
		is, err := key(station)
		if err != nil {
			return err
		}
		was, err := key(&f.Station)
		if err != nil {
			return err
		}
		s.basis.Outdated += count(is != was)
	case station.Basis == Declared:
		p.declared = append(p.declared, raster.Disc{Centre: station.At, RadiusM: station.RadiusM})
	case said.radiusM[station.ID] > 0:
		p.declared = append(p.declared, raster.Disc{Centre: station.At, RadiusM: said.radiusM[station.ID]})
	default:
		p.unknown++
		return nil
	}
	s.basis.Approximate += count(station.Approximate)
	return nil
}

// count sums the sites up and says what to doubt about them.
func (s *Siting) count(st *state) {
	b := &s.basis
	for _, p := range s.sites {
		b.Computed += count(len(p.computed) > 0)
		b.Declared += count(len(p.computed) == 0 && len(p.declared) > 0)
		b.Unknown += count(len(p.computed) == 0 && len(p.declared) == 0)
	}
	b.Silent = len(s.silent)
	for _, c := range st.claims.Claims {
		if c.Technology == b.Technology && (b.Operator == "" || c.Operator == b.Operator) && (b.ComputedAt.IsZero() || c.ComputedAt.Before(b.ComputedAt)) {
			b.ComputedAt = c.ComputedAt
		}
	}
	doubts := Claim{Warnings: b.Warnings}
	for _, d := range []struct {
		code   string
		number int
		text   registry.Text
	}{
		{"outdated", b.Outdated, registry.Text{VI: "trạm đã đổi từ khi tính vùng phủ: chạy lại hatang coverage compute", EN: "stations changed since their coverage was computed: run hatang coverage compute"}},
		{"approximate", b.Approximate, registry.Text{VI: "trạm có vị trí gần đúng", EN: "stations with approximate positions"}},
	} {
		if d.number > 0 {
			doubts.caution(d.code, d.text, d.number)
		}
	}
	b.Warnings = doubts.Warnings
}

// Basis says on what the footprints rest.
func (s *Siting) Basis() SitingBasis { return s.basis }

// ReachM is how far from a new site its footprint ends at the latest.
func (s *Siting) ReachM() float64 { return s.proposal.params.RadiusM }

// Sites are those that have a footprint, ascending.
func (s *Siting) Sites() []string {
	var ids []string
	for id, p := range s.sites {
		if len(p.computed) > 0 || len(p.declared) > 0 {
			ids = append(ids, id)
		}
	}
	slices.Sort(ids)
	return ids
}

// Existing is the cells with usable signal from a site of the registry, ascending
// indices in the grid; a site that does not carry the technology has none. known is
// false where it carries it, or may, and nothing says how far.
func (s *Siting) Existing(id string) (cells []int32, known bool, err error) {
	p := s.sites[id]
	if p == nil {
		return nil, !s.silent[id], nil
	}
	for _, c := range p.computed {
		cells = s.appendCells(cells, c.group.network.Layer(c.number), c.group.network.Usable)
	}
	for _, d := range p.declared {
		l, err := network.Disc(s.grid, d, 0)
		if err != nil {
			return nil, false, err
		}
		cells = l.Runs(0).AppendCells(cells, s.grid.Cols)
	}
	slices.Sort(cells)
	return slices.Compact(cells), len(p.computed)+len(p.declared) > 0, nil
}

// appendCells appends the cells of the grid in which a layer of the claims has a
// level.
func (s *Siting) appendCells(cells []int32, l *network.Layer, least int16) []int32 {
	if s.from == s.grid {
		return l.Runs(least).AppendCells(cells, s.grid.Cols)
	}
	for row := range s.grid.Rows {
		y := int(math.Floor((s.from.North - s.grid.CentreLat(row)) / s.from.CellLatDeg))
		if y < l.Row0 || y >= l.Row0+l.Rows {
			continue
		}
		for col := range s.grid.Cols {
			x := int(math.Floor((s.grid.CentreLon(col) - s.from.West) / s.from.CellLonDeg))
			if level := l.At(x, y); level != network.NoLevel && level >= least {
				cells = append(cells, int32(row*s.grid.Cols+col))
			}
		}
	}
	return cells
}

// Print is the footprint of a new site.
type Print struct {
	// Cells of the grid with usable signal, ascending.
	Cells []int32
	// Refused tells that there is no footprint, and Doubts why; otherwise they are
	// what is to be doubted about it.
	Refused bool
	Doubts  []registry.Text
}

// Proposed computes the footprint of a new site. Where the model has no answer,
// such as without terrain under the mast, it is refused.
func (s *Siting) Proposed(ctx context.Context, at orb.Point) (Print, error) {
	m := s.proposal
	job, antennas, err := m.job(at)
	if err != nil {
		return Print{}, err
	}
	f, err := s.engine.proposedLoss(ctx, m, &job, false)
	if registry.CodeOf(err) == registry.Invalid {
		return Print{Refused: true, Doubts: []registry.Text{refusal(err)}}, nil
	}
	if err != nil {
		return Print{}, err
	}
	l, err := m.levels(job, antennas, f)
	if err != nil {
		return Print{}, err
	}
	p := Print{Cells: l.Runs(network.Centi(m.usable)).AppendCells(nil, s.grid.Cols)}
	w := stationWork{}
	w.note(f)
	for _, d := range w.doubts {
		p.Doubts = append(p.Doubts, registry.Text{VI: d.Vietnamese, EN: d.English})
	}
	return p, nil
}

// refusal says why a footprint could not be computed.
func refusal(err error) registry.Text {
	text := registry.Text{VI: "không tính được vùng phủ", EN: "no footprint can be computed"}
	var told *registry.Error
	if errors.As(err, &told) && told.Cause != nil {
		why := strings.TrimPrefix(told.Cause.Error(), "sweep: ")
		text.VI, text.EN = text.VI+": "+why, text.EN+": "+why
	}
	return text
}

// declaredRadii is what sites and stations declare.
type declaredRadii struct {
	sites   map[string]*registry.Site
	siteOf  map[string]string  // of a station
	stocked map[string]bool    // sites that have stations
	radiusM map[string]float64 // of a station: its own, else its site's
}

func readDeclared(ctx context.Context, r registry.Reader, asOf registry.Date) (*declaredRadii, error) {
	d := &declaredRadii{sites: map[string]*registry.Site{}, siteOf: map[string]string{}, stocked: map[string]bool{}, radiusM: map[string]float64{}}
	sites, err := registry.Find[*registry.Site](ctx, r, registry.Query{Kind: registry.Sites, AsOf: asOf, InService: true})
	if err != nil {
		return nil, err
	}
	for _, s := range sites {
		d.sites[s.Row.ID] = s
	}
	return d, r.Scan(ctx, registry.Query{Kind: registry.Stations, AsOf: asOf, InService: true}, func(rec registry.Record) error {
		s, ok := rec.(*registry.Station)
		if !ok {
			return nil
		}
		d.siteOf[s.Row.ID], d.stocked[s.SiteID] = s.SiteID, true
		radius := s.CoverageRadiusM.Or(0)
		if site := d.sites[s.SiteID]; radius <= 0 && site != nil {
			radius = site.CoverageRadiusM.Or(0)
		}
		d.radiusM[s.Row.ID] = radius
		return nil
	})
}

// Settled changes with what is computed and with the link budgets: footprints that
// were prepared before stand as long as it does not.
func (e *Engine) Settled(ctx context.Context) (string, error) {
	budgets, err := LoadBudgets(ctx, e.settings)
	if err != nil {
		return "", err
	}
	name, err := key(budgets)
	return e.Stamp() + " " + name, err
}
