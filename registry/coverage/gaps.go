package coverage

import (
	"context"

	"github.com/paulmach/orb"

	"hatang/geo/coverage/network"
	"hatang/geo/raster"
	"hatang/registry"
	"hatang/registry/indicators"
)

// GapsRequest asks for the areas without usable signal.
type GapsRequest struct {
	// Operator and Technology whose signal is meant; empty: anybody's, any.
	Operator, Technology string
	// LeastPeople leaves smaller gaps out of the list; they are still counted.
	LeastPeople float64
	// LeastPerCell is from how many people on a cell takes part.
	LeastPerCell float64
	Limit        int // 0: all
	// Outlines asks for polygons.
	Outlines bool
}

// DefaultGapPeople is from how many people on a gap is listed by default.
const DefaultGapPeople = 20

// Gap is a vùng lõm: a connected, populated area of one commune without usable
// signal.
type Gap struct {
	Rank    int                `json:"rank"`
	Commune indicators.UnitRef `json:"commune"`
	People  float64            `json:"people"`
	AreaKM2 float64            `json:"area_km2"`
	Cells   int                `json:"cells"`
	Centre  orb.Point          `json:"centre"`
	Area    orb.MultiPolygon   `json:"-"`
}

// Gaps are the areas of a unit without usable signal, most people first.
type Gaps struct {
	Operator   string `json:"operator,omitempty"`
	Technology string `json:"technology,omitempty"`
	// People without usable signal altogether, and in the gaps listed.
	People   float64       `json:"people"`
	Listed   float64       `json:"people_listed"`
	Count    int           `json:"count"` // of all gaps
	Gaps     []Gap         `json:"gaps"`
	StandIn  bool          `json:"stand_in"`
	Warnings []Caution     `json:"warnings,omitempty"`
	Basis    registry.Text `json:"people_basis"`
}

// Gaps finds where people live without usable signal of the networks asked for.
func (e *Engine) Gaps(ctx context.Context, src Source, ask GapsRequest) (*Gaps, error) {
	st, groups, err := e.asked(ask.Operator, ask.Technology)
	if err != nil {
		return nil, err
	}
	ground, err := e.surface(ctx, src, st)
	if err != nil {
		return nil, err
	}
	usable := raster.NewMask(st.claims.Grid)
	out := &Gaps{Operator: ask.Operator, Technology: ask.Technology, Gaps: []Gap{}, Basis: ground.Basis}
	var notes Claim
	for _, g := range groups {
		g.network.AddUsable(usable)
		out.StandIn = out.StandIn || g.claim.StandIn
		for _, w := range g.claim.Warnings {
			notes.caution(w.Code, w.Text, w.Stations)
		}
	}
	out.Warnings = notes.Warnings
	found, err := network.Gaps(ground.Surface, usable, ask.LeastPerCell)
	if err != nil {
		return nil, err
	}
	out.Count = len(found)
	for i := range found {
		out.People += found[i].People
		if found[i].People < ask.LeastPeople || ask.Limit > 0 && len(out.Gaps) >= ask.Limit {
			continue
		}
		out.Listed += found[i].People
		out.Gaps = append(out.Gaps, describeGap(ground, &found[i], len(out.Gaps)+1, ask.Outlines))
	}
	return out, nil
}

func describeGap(ground *indicators.Ground, g *network.Gap, rank int, outline bool) Gap {
	gap := Gap{Rank: rank, People: g.People, AreaKM2: g.AreaM2 / 1e6, Cells: len(g.Cells), Centre: g.Centre}
	code := ground.Surface.Units[g.Unit]
	gap.Commune.Code = code
	for _, c := range ground.Communes {
		if c.Code == code {
			gap.Commune = indicators.UnitRef{Code: c.Code, Name: c.Name, Level: c.Level}
		}
	}
	if outline {
		gap.Area = outlineOf(ground.Surface.Grid, g.Cells)
	}
	return gap
}

// outlineOf is the polygons around cells.
func outlineOf(g raster.Grid, cells []int32) orb.MultiPolygon {
	if len(cells) == 0 {
		return nil
	}
	in := make(map[int32]bool, len(cells))
	w := network.Window{Col0: g.Cols, Row0: int(cells[0]) / g.Cols}
	east, south := 0, 0
	for _, i := range cells {
		col, row := int(i)%g.Cols, int(i)/g.Cols
		w.Col0, w.Row0 = min(w.Col0, col), min(w.Row0, row)
		east, south = max(east, col+1), max(south, row+1)
		in[i] = true
	}
	w.Cols, w.Rows = east-w.Col0, south-w.Row0
	return network.Outline(g, w, func(col, row int) bool { return in[int32(row*g.Cols+col)] })
}
