package coverage

import (
	"context"
	"fmt"
	"slices"

	"github.com/paulmach/orb"

	"hatang/geo/coverage/network"
	"hatang/geo/radio/sweep"
	"hatang/geo/raster"
	"hatang/geo/terrain"
	"hatang/registry"
)

// GainRequest is a proposed position.
type GainRequest struct {
	At           orb.Point
	HeightM      float64 // of the antennas
	Operator     string
	Technologies []string
	// Bands name the frequency of each technology, such as "4G" → "1800"; what is
	// not named is assumed.
	Bands map[string]string
	// EIRPDBm of a carrier; 0: assumed.
	EIRPDBm float64
	// AzimuthsDeg of its sectors; none: antennas that radiate all round.
	AzimuthsDeg []float64
	// RadiusM to which the new footprint is computed; 0: as the claims were.
	RadiusM float64
	// Terrain that the claims were computed over; nil: none.
	Terrain *terrain.Model
	Workers int
}

// Gain is what a proposed position would add to its operator's network.
type Gain struct {
	// PeopleInside have usable signal of any of the technologies from the new
	// position; PeopleNew have it of the operator from nowhere else,
	// PeopleOverlap have it already.
	PeopleInside  float64          `json:"people_inside"`
	PeopleNew     float64          `json:"people_new"`
	PeopleOverlap float64          `json:"people_overlap"`
	GapsFilled    []Gap            `json:"gaps_filled"`
	Technologies  []TechnologyGain `json:"technologies"`
	Provenance    GainProvenance   `json:"provenance"`
}

// TechnologyGain is the gain of one technology by itself.
type TechnologyGain struct {
	Technology    string  `json:"technology"`
	FrequencyMHz  float64 `json:"frequency_mhz"`
	Usable        float64 `json:"usable_level"`
	PeopleInside  float64 `json:"people_inside"`
	PeopleNew     float64 `json:"people_new"`
	PeopleOverlap float64 `json:"people_overlap"`
	// FirstOfOperator tells that the operator has no coverage of this technology
	// computed, so that everybody inside is new.
	FirstOfOperator bool     `json:"first_of_operator"`
	Model           string   `json:"model"`
	Assumed         []string `json:"assumed"`
	// Cells of the grid with usable signal from the position, ascending.
	Cells []int32 `json:"-"`
}

// GainProvenance says on what a gain rests.
type GainProvenance struct {
	Parameters Parameters      `json:"parameters"`
	Seq        int64           `json:"registry_seq"` // the oldest of the claims compared with
	StandIn    bool            `json:"stand_in"`
	Warnings   []sweep.Warning `json:"warnings,omitempty"`
	Assumption registry.Text   `json:"assumption"`
}

// Gain computes what a proposed position would add: from the stored rasters of
// the operator and one new footprint for each technology. Losses are kept, so that
// asking again costs milliseconds.
func (e *Engine) Gain(ctx context.Context, src Source, ask GainRequest) (*Gain, error) {
	st, err := e.current()
	if err != nil {
		return nil, err
	}
	if err := ask.check(); err != nil {
		return nil, err
	}
	ground, err := e.surface(ctx, src, st)
	if err != nil {
		return nil, err
	}
	budgets, err := LoadBudgets(ctx, e.settings)
	if err != nil {
		return nil, err
	}
	out := &Gain{GapsFilled: []Gap{}}
	out.Provenance.Assumption = ask.assumption()
	grid := st.claims.Grid
	inside, had := raster.NewMask(grid), raster.NewMask(grid)
	for _, technology := range ask.Technologies {
		t, l, err := e.candidate(ctx, st, &budgets, ask, technology, &out.Provenance)
		if err != nil {
			return nil, err
		}
		g := st.groups[groupKey{ask.Operator, technology}]
		t.compare(ground.Surface, l, g)
		out.Technologies = append(out.Technologies, *t)
		l.Runs(network.Centi(t.Usable)).AddTo(inside)
		if g != nil {
			g.network.AddUsable(had)
			out.Provenance.Seq = g.claim.Seq
			out.Provenance.StandIn = out.Provenance.StandIn || g.claim.StandIn
		}
	}
	filled := out.count(ground.Surface, inside, had)
	gaps, err := network.Gaps(filled, raster.NewMask(grid), 0)
	if err != nil {
		return nil, err
	}
	for i := range gaps {
		if gaps[i].People >= 1 {
			out.GapsFilled = append(out.GapsFilled, describeGap(ground, &gaps[i], len(out.GapsFilled)+1, true))
		}
	}
	return out, nil
}

func (ask *GainRequest) check() error {
	var problems []registry.Problem
	fault := func(column, value, vi, en string) {
		problems = append(problems, registry.Problem{Column: column, Value: value, Rule: "range", Severity: registry.Fault, Message: registry.Text{VI: vi, EN: en}})
	}
	if !(ask.HeightM >= 1 && ask.HeightM <= 400) {
		fault("height_m", fmt.Sprint(ask.HeightM), "phải từ 1 đến 400 m", "must be from 1 to 400 m")
	}
	if ask.Operator == "" {
		fault("operator", "", "cần doanh nghiệp", "an operator is needed")
	}
	if len(ask.Technologies) == 0 {
		fault("technologies", "", "cần ít nhất một công nghệ", "at least one technology is needed")
	}
	if !(ask.EIRPDBm == 0 || ask.EIRPDBm >= -20 && ask.EIRPDBm <= 100) {
		fault("eirp_dbm", fmt.Sprint(ask.EIRPDBm), "phải từ -20 đến 100 dBm", "must be from -20 to 100 dBm")
	}
	for _, azimuth := range ask.AzimuthsDeg {
		if !(azimuth >= 0 && azimuth <= 360) {
			fault("azimuths_deg", fmt.Sprint(azimuth), "phải từ 0 đến 360°", "must be from 0 to 360°")
		}
	}
	if !(ask.RadiusM == 0 || ask.RadiusM >= minRadiusM && ask.RadiusM <= MaxRadiusM) {
		fault("radius_m", fmt.Sprint(ask.RadiusM), "phải từ 500 đến 100.000 m", "must be from 500 to 100,000 m")
	}
	if len(problems) == 0 {
		return nil
	}
	return &registry.Error{Code: registry.Invalid, Problems: problems, Message: registry.Text{
		VI: "vị trí đề xuất không tính được", EN: "the proposed position cannot be computed",
	}}
}

// assumption says what is taken for what the request does not state.
func (ask *GainRequest) assumption() registry.Text {
	text := registry.Text{VI: "anten phát đều mọi hướng", EN: "antennas radiate all round"}
	if len(ask.AzimuthsDeg) > 0 {
		text = registry.Textf("%d sector theo hướng đã nêu", "%d sectors at the azimuths stated", len(ask.AzimuthsDeg))
	}
	if ask.EIRPDBm == 0 {
		return registry.Text{VI: text.VI + "; công suất và độ lợi theo giả định của sổ", EN: text.EN + "; power and gain as the registry assumes"}
	}
	return registry.Text{VI: text.VI + "; EIRP như đã nêu, độ lợi theo giả định của sổ", EN: text.EN + "; EIRP as stated, gain as the registry assumes"}
}

// antennas are what would hang on the mast; all share position and frequency.
func (ask *GainRequest) antennas(technology string, assumed Assumption) []Antenna {
	a := Antenna{
		At: ask.At, HeightM: ask.HeightM, FrequencyMHz: assumed.FrequencyMHz, FeederLossDB: assumed.FeederLossDB, Omni: true,
		GainDBi: assumed.OmniGainDBi, Pattern: "f1336-omni", Assumed: []string{"gain_dbi"},
	}
	if len(ask.AzimuthsDeg) > 0 {
		a.Omni, a.GainDBi, a.Pattern = false, assumed.SectorGainDBi, "tr36814"
		a.BeamwidthDeg, a.VerticalBeamDeg, a.ElectricalTiltDeg = assumed.BeamwidthDeg, assumed.VerticalBeamDeg, assumed.ElectricalTiltDeg
		a.Assumed = append(a.Assumed, "beamwidth_deg", "vertical_beam_deg", "electrical_tilt_deg")
	} else {
		a.Assumed = append(a.Assumed, "omni")
	}
	a.EIRPDBm = ask.EIRPDBm
	if a.EIRPDBm == 0 {
		a.EIRPDBm = assumed.PowerDBm - assumed.FeederLossDB + a.GainDBi
		a.Assumed = append(a.Assumed, "eirp_dbm")
	}
	if mhz, ok := FrequencyOfBand(ask.Bands[technology]); ok {
		a.FrequencyMHz = mhz
	} else {
		a.Assumed = append(a.Assumed, "frequency_mhz")
	}
	if a.Omni {
		return []Antenna{a}
	}
	all := make([]Antenna, len(ask.AzimuthsDeg))
	for i, azimuth := range ask.AzimuthsDeg {
		all[i] = a
		all[i].AzimuthDeg = azimuth
	}
	return all
}

// every lists the places of all antennas.
func every(antennas []Antenna) []int {
	all := make([]int, len(antennas))
	for i := range all {
		all[i] = i
	}
	return all
}

// candidate makes the levels of a position that is not in the registry.
func (e *Engine) candidate(ctx context.Context, st *state, budgets *Budgets, ask GainRequest, technology string, p *GainProvenance) (*TechnologyGain, *network.Layer, error) {
	m, err := newProposal(budgets, st, ask, technology)
	if err != nil {
		return nil, nil, err
	}
	p.Parameters = m.params
	job, antennas, err := m.job(ask.At)
	if err != nil {
		return nil, nil, err
	}
	f, err := e.proposedLoss(ctx, m, &job, true)
	if err != nil {
		return nil, nil, err
	}
	for _, w := range f.Warnings {
		if !slices.Contains(p.Warnings, w) {
			p.Warnings = append(p.Warnings, w)
		}
	}
	p.StandIn = p.StandIn || f.StandIn
	l, err := m.levels(job, antennas, f)
	if err != nil {
		return nil, nil, err
	}
	return &TechnologyGain{
		Technology: technology, FrequencyMHz: antennas[0].FrequencyMHz, Usable: m.usable, Model: job.Model, Assumed: antennas[0].Assumed,
	}, l, nil
}

// compare counts people of the new layer that the group, which may be nil, does
// and does not serve.
func (t *TechnologyGain) compare(s *raster.Surface, l *network.Layer, g *group) {
	t.FirstOfOperator = g == nil
	t.Cells = l.Runs(network.Centi(t.Usable)).AppendCells(nil, s.Grid.Cols)
	for _, i := range t.Cells {
		if s.Unit[i] == raster.NoUnit {
			continue
		}
		t.PeopleInside += s.People[i]
		if g != nil && g.network.Servers[i] > 0 {
			t.PeopleOverlap += s.People[i]
		} else {
			t.PeopleNew += s.People[i]
		}
	}
}

// count adds up people and returns a surface of those who are newly served.
func (out *Gain) count(s *raster.Surface, inside, had *raster.Mask) *raster.Surface {
	filled := &raster.Surface{Grid: s.Grid, Units: s.Units, People: make([]float64, s.Grid.Cells()), Unit: s.Unit, Source: s.Source}
	for row := range s.Grid.Rows {
		for from, to := range inside.Spans(row) {
			for col := from; col < to; col++ {
				i := row*s.Grid.Cols + col
				if s.Unit[i] == raster.NoUnit {
					continue
				}
				out.PeopleInside += s.People[i]
				if had.Has(col, row) {
					out.PeopleOverlap += s.People[i]
				} else {
					out.PeopleNew += s.People[i]
					filled.People[i] = s.People[i]
				}
			}
		}
	}
	return filled
}
