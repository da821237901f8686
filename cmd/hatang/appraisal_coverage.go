package main

import (
	"context"
	"fmt"

	"hatang/registry"
	"hatang/registry/appraisal"
	"hatang/registry/coverage"
)

// Gain implements appraisal.Coverage by what is computed for the registry. What
// it cannot be asked about, such as a position without antenna height or an
// operator whose coverage is not computed, is not computed.
func (m *measured) Gain(ctx context.Context, p appraisal.Proposal) (appraisal.Gain, error) {
	var none appraisal.Gain
	if len(p.Technologies) == 0 || p.AntennaHeightM <= 0 {
		return none, appraisal.ErrNotComputed
	}
	for _, technology := range p.Technologies {
		status, err := m.engine.Ready(ctx, nil, p.Operator, technology)
		if err != nil {
			return none, err
		}
		if !status.Computed {
			return none, appraisal.ErrNotComputed
		}
	}
	ground, err := m.ground()
	if err != nil {
		return none, err
	}
	ask := coverage.GainRequest{
		At: p.At, HeightM: p.AntennaHeightM, Operator: p.Operator, Technologies: p.Technologies, RadiusM: p.RadiusM, Terrain: ground,
	}
	if len(p.Technologies) == 1 && len(p.BandsMHz) == 1 { // which band carries which technology is not told otherwise
		ask.Bands = map[string]string{p.Technologies[0]: fmt.Sprintf("%g", p.BandsMHz[0])}
	}
	found, err := m.engine.Gain(ctx, m.source(), ask)
	switch registry.CodeOf(err) {
	case registry.Invalid, registry.NotFound, registry.Unsupported:
		return none, appraisal.ErrNotComputed
	}
	if err != nil {
		return none, err
	}
	return gainOf(found), nil
}

func gainOf(found *coverage.Gain) appraisal.Gain {
	gain := appraisal.Gain{PeopleNew: found.PeopleNew, PeopleOverlap: found.PeopleOverlap}
	for _, g := range found.GapsFilled {
		gain.Gaps = append(gain.Gaps, appraisal.Gap{Name: g.Commune.Name, People: g.People, Area: g.Area})
	}
	gain.Provenance = fmt.Sprintf("hatang %s, registry %d", version, found.Provenance.Seq)
	for _, t := range found.Technologies {
		gain.Provenance += fmt.Sprintf("; %s %g MHz %s", t.Technology, t.FrequencyMHz, t.Model)
	}
	if found.Provenance.StandIn {
		gain.Provenance += "; stand-in terrain"
	}
	return gain
}
