package planning

import (
	"context"

	"hatang/registry"
	"hatang/registry/indicators"
)

// CandidatePlace is a place where a plan may add a point.
type CandidatePlace struct {
	ID      string             `json:"id"`
	Name    string             `json:"name"`
	Source  string             `json:"source"` // settlement, seat, grid, list, point
	Lon     float64            `json:"lon"`
	Lat     float64            `json:"lat"`
	Commune indicators.UnitRef `json:"commune"`
}

// CandidatePlaces are the candidates of a question.
type CandidatePlaces struct {
	Candidates []CandidatePlace `json:"candidates"`
	Notes      []registry.Text  `json:"notes"`
}

// CandidatePlaces lists where a plan may add points. Of the question only what
// says where counts: network, unit, day, points, candidates, and whether it
// upgrades; what it wants of them need not be stated yet. A question that closes
// points has no candidates.
func (p *Planner) CandidatePlaces(ctx context.Context, src indicators.Source, q Question) (*CandidatePlaces, error) {
	places := &CandidatePlaces{Candidates: []CandidatePlace{}, Notes: []registry.Text{}}
	if q.Goal == Close {
		return places, nil
	}
	bare := Question{
		Network: q.Network, Goal: Cover, Count: 1, Unit: q.Unit, AsOf: q.AsOf, Points: q.Points, Travel: q.Travel, Candidates: q.Candidates,
	}
	if q.Goal == Upgrade {
		bare.Goal = Upgrade
	}
	if err := p.check(&bare); err != nil {
		return nil, err
	}
	s, err := p.stage(ctx, src, &bare)
	if err != nil {
		return nil, err
	}
	found, notes, err := s.candidates(ctx, src, &bare)
	if err != nil {
		return nil, err
	}
	places.Notes = append(places.Notes, notes...)
	for i := range found {
		c := &found[i]
		place := CandidatePlace{ID: c.id, Name: c.name, Source: c.source, Lon: c.at[0], Lat: c.at[1]}
		if c.commune >= 0 {
			place.Commune = unitRef(s.ground.Communes[c.commune])
		}
		places.Candidates = append(places.Candidates, place)
	}
	return places, nil
}
