package coverage

import (
	"context"
	"errors"
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

// Basis says on what the footprints rest.
func (s *Siting) Basis() SitingBasis { return s.basis }

// ReachM is how far from a new site its footprint ends at the latest.
func (s *Siting) ReachM() float64 { return s.proposal.params.RadiusM }

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
