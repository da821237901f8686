package coverage

import (
	"context"

	"github.com/paulmach/orb"

	"hatang/geo/coverage/network"
	"hatang/geo/radio/budget"
	"hatang/geo/radio/sweep"
	"hatang/geo/raster"
	"hatang/registry"
)

// proposal is the antennas of one technology at a position that is not in the
// registry, with what their levels are computed and judged by. It holds for any
// position.
type proposal struct {
	ask        GainRequest
	technology string
	grid       raster.Grid
	params     Parameters
	budget     budget.Technology
	assumed    Assumption
	limited    float64
	usable     float64 // the least level that is of use
}

// newProposal takes the parameters by which the operator's claim was computed, or
// else one of the technology, or any.
func newProposal(budgets *Budgets, st *state, ask GainRequest, technology string) (*proposal, error) {
	link, ok := budgets.Technology(technology)
	assumed, known := budgets.assumed(technology)
	if !ok || !known {
		return nil, registry.Errorf(registry.Invalid, "không có quỹ đường truyền cho công nghệ %q", "there is no link budget for technology %q", technology)
	}
	m := &proposal{ask: ask, technology: technology, grid: st.claims.Grid, budget: link, assumed: assumed}
	m.params = st.parametersFor(ask.Operator, technology)
	m.params.Terrain = ask.Terrain != nil
	if ask.RadiusM > 0 {
		m.params.RadiusM = ask.RadiusM
	}
	if m.params.Model != "" && !knownModel(m.params.Model, m.params.Terrain) {
		m.params.Model = ""
	}
	thresholds := link.Thresholds(budgets.LocationPercent)
	m.limited, m.usable = thresholds.Limited, budgets.usableLevel(thresholds)
	return m, nil
}

// parametersFor are those of the claim of the operator and technology, else of the
// first claim, else the defaults. Without an operator any claim of the technology
// will do.
func (st *state) parametersFor(operator, technology string) Parameters {
	if g := st.groups[groupKey{operator, technology}]; g != nil {
		return g.claim.Parameters
	}
	for _, c := range st.claims.Claims {
		if operator == "" && c.Technology == technology {
			return c.Parameters
		}
	}
	if len(st.claims.Claims) > 0 {
		return st.claims.Claims[0].Parameters
	}
	return Parameters{}.withDefaults()
}

// job is what computes the losses of the proposal at a place, and its antennas.
func (m *proposal) job(at orb.Point) (lossJob, []Antenna, error) {
	ask := m.ask
	ask.At = at
	antennas := ask.antennas(m.technology, m.assumed)
	job, err := newLossJob(m.grid, ask.Terrain, m.params, &antennas[0])
	return job, antennas, err
}

// levels are what the antennas give over their losses.
func (m *proposal) levels(job lossJob, antennas []Antenna, f *sweep.Footprint) (*network.Layer, error) {
	s := Station{Operator: m.ask.Operator, Technology: m.technology, At: job.At, Basis: Modelled, Antennas: antennas}
	return apply(m.grid, &s, []mastJob{{loss: job, antennas: every(antennas)}}, []*sweep.Footprint{f}, nil, &m.budget, m.limited)
}

// proposedLoss takes the losses of a position that was asked for before from the
// folder. Where they are to be kept they go there, and out with the next full
// computation.
func (e *Engine) proposedLoss(ctx context.Context, m *proposal, job *lossJob, keep bool) (*sweep.Footprint, error) {
	if f, err := e.folder.loss(job.name); err == nil {
		return f, nil
	}
	request := job.request()
	request.Workers = m.ask.Workers
	f, err := sweep.Compute(ctx, m.ask.Terrain, job.Grid, request)
	if err != nil {
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		bad := registry.Errorf(registry.Invalid, "không tính được vùng phủ của vị trí này", "the coverage of this position cannot be computed")
		bad.Cause = err
		return nil, bad
	}
	if !keep {
		return f, nil
	}
	return f, e.folder.putLoss(job.name, f)
}
