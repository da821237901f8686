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
// the operator and one new footprint for each technology. Its antennas point all
// round. Losses are kept, so that asking again costs milliseconds.
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
	out.Provenance.Assumption = registry.Text{
		VI: "anten giả định phát đều mọi hướng, công suất và độ lợi theo giả định của sổ",
		EN: "antennas are taken to radiate all round, with the registry's assumed power and gain",
	}
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

// candidate makes the levels of a position that is not in the registry.
func (e *Engine) candidate(ctx context.Context, st *state, budgets *Budgets, ask GainRequest, technology string, p *GainProvenance) (*TechnologyGain, *network.Layer, error) {
	budget, ok := budgets.Technology(technology)
	assumed, known := budgets.assumed(technology)
	if !ok || !known {
		return nil, nil, registry.Errorf(registry.Invalid, "không có quỹ đường truyền cho công nghệ %q", "there is no link budget for technology %q", technology)
	}
	a := Antenna{
		At: ask.At, HeightM: ask.HeightM, FrequencyMHz: assumed.FrequencyMHz, FeederLossDB: assumed.FeederLossDB, Omni: true,
		GainDBi: assumed.OmniGainDBi, Pattern: "f1336-omni", EIRPDBm: assumed.PowerDBm - assumed.FeederLossDB + assumed.OmniGainDBi,
		Assumed: []string{"eirp_dbm", "gain_dbi", "omni"},
	}
	if mhz, ok := FrequencyOfBand(ask.Bands[technology]); ok {
		a.FrequencyMHz = mhz
	} else {
		a.Assumed = append(a.Assumed, "frequency_mhz")
	}
	p.Parameters = st.claims.Claims[0].Parameters
	if g := st.groups[groupKey{ask.Operator, technology}]; g != nil {
		p.Parameters = g.claim.Parameters
	}
	p.Parameters.Terrain = ask.Terrain != nil
	if ask.RadiusM > 0 {
		p.Parameters.RadiusM = ask.RadiusM
	}
	if p.Parameters.Model != "" && !knownModel(p.Parameters.Model, p.Parameters.Terrain) {
		p.Parameters.Model = ""
	}
	job, err := newLossJob(st.claims.Grid, ask.Terrain, p.Parameters, &a)
	if err != nil {
		return nil, nil, err
	}
	f, err := e.proposedLoss(ctx, &job, ask)
	if err != nil {
		return nil, nil, err
	}
	for _, w := range f.Warnings {
		if !slices.Contains(p.Warnings, w) {
			p.Warnings = append(p.Warnings, w)
		}
	}
	p.StandIn = p.StandIn || f.StandIn
	s := Station{Operator: ask.Operator, Technology: technology, At: ask.At, Basis: Modelled, Antennas: []Antenna{a}}
	thresholds := budget.Thresholds(budgets.LocationPercent)
	l, err := apply(st.claims.Grid, &s, []mastJob{{loss: job, antennas: []int{0}}}, []*sweep.Footprint{f}, nil, &budget, thresholds.Limited)
	if err != nil {
		return nil, nil, err
	}
	return &TechnologyGain{
		Technology: technology, FrequencyMHz: a.FrequencyMHz, Usable: budgets.usableLevel(thresholds), Model: job.Model, Assumed: a.Assumed,
	}, l, nil
}

// proposedLoss takes the losses of a position that was asked for before from the
// folder. They go with the next full computation.
func (e *Engine) proposedLoss(ctx context.Context, job *lossJob, ask GainRequest) (*sweep.Footprint, error) {
	if f, err := e.folder.loss(job.name); err == nil {
		return f, nil
	}
	request := job.request()
	request.Workers = ask.Workers
	f, err := sweep.Compute(ctx, ask.Terrain, job.Grid, request)
	if err != nil {
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		bad := registry.Errorf(registry.Invalid, "không tính được vùng phủ của vị trí này", "the coverage of this position cannot be computed")
		bad.Cause = err
		return nil, bad
	}
	return f, e.folder.putLoss(job.name, f)
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
