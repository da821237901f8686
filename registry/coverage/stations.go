package coverage

import (
	"cmp"
	"context"
	"io"
	"slices"

	"hatang/registry"
)

// StationPeople is what one station means to people.
type StationPeople struct {
	ID         string `json:"id"`
	Code       string `json:"code"`
	SiteID     string `json:"site_id"`
	Operator   string `json:"operator"`
	Technology string `json:"technology"`
	Basis      Basis  `json:"basis"`
	// Inside have usable signal from it, Best from none better, Only from no other
	// station of the operator and technology: they are lost with it.
	Inside float64 `json:"people_inside"`
	Best   float64 `json:"people_best"`
	Only   float64 `json:"people_only"`
}

// Stations are the stations of a network, or of all, with their people.
type Stations struct {
	Stations []StationPeople `json:"stations"`
	StandIn  bool            `json:"stand_in"`
}

// Stations counts the people of each station; those whom most people would lose
// come first.
func (e *Engine) Stations(ctx context.Context, src Source, operator, technology string) (*Stations, error) {
	st, groups, err := e.asked(operator, technology)
	if err != nil {
		return nil, err
	}
	ground, err := e.surface(ctx, src, st)
	if err != nil {
		return nil, err
	}
	out := &Stations{Stations: []StationPeople{}}
	for _, g := range groups {
		people, err := g.network.Stations(ground.Surface)
		if err != nil {
			return nil, err
		}
		out.StandIn = out.StandIn || g.claim.StandIn
		for _, p := range people {
			s := g.stations[p.Server]
			out.Stations = append(out.Stations, StationPeople{
				ID: s.ID, Code: s.Code, SiteID: s.SiteID, Operator: s.Operator, Technology: s.Technology, Basis: s.Basis,
				Inside: p.Inside, Best: p.Best, Only: p.Only,
			})
		}
	}
	slices.SortStableFunc(out.Stations, func(a, b StationPeople) int { return cmp.Compare(b.Only, a.Only) })
	return out, nil
}

// WriteText prints the stations.
func (s *Stations) WriteText(w io.Writer, lang registry.Lang) error {
	p := &printer{w: w, lang: lang}
	p.standIn(s.StandIn)
	p.line("%-16s %-12s %-3s %12s %12s %12s", "%-16s %-12s %-3s %12s %12s %12s", registry.Text{VI: "trạm", EN: "station"}.In(lang), "", "",
		registry.Text{VI: "trong vùng", EN: "inside"}.In(lang), registry.Text{VI: "tốt nhất", EN: "best"}.In(lang), registry.Text{VI: "chỉ trạm này", EN: "only this"}.In(lang))
	for _, st := range s.Stations {
		p.line("%-16s %-12s %-3s %12s %12s %12s", "%-16s %-12s %-3s %12s %12s %12s", st.Code, st.Operator, st.Technology,
			p.number(st.Inside, 0), p.number(st.Best, 0), p.number(st.Only, 0))
	}
	return p.err
}
