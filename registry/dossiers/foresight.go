package dossiers

import (
	"context"

	"hatang/registry"
	"hatang/registry/appraisal"
	"hatang/registry/documents"
)

// Foresee is a paper as it would read once the action is done: what is about to
// be signed can be read before. It refuses what the action and the paper would
// refuse, and keeps nothing.
func (s *Service) Foresee(ctx context.Context, actor Actor, id string, q Request, kind Paper, audience appraisal.Audience) (*documents.Document, error) {
	r, fresh, err := s.prepare(ctx, actor, id, &q)
	if err != nil {
		return nil, err
	}
	var after *File
	err = s.options.Store.View(ctx, func(ctx context.Context, reader registry.Reader) error {
		p, err := s.plan(ctx, r, reader, actor, id, &q, fresh)
		if err == nil {
			after = p.after()
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	return s.paper(ctx, after, kind, audience)
}

// after is the dossier as the plan would leave it.
func (p *plan) after() *File {
	f := &File{Application: p.app, Attachments: p.file.Attachments, Decision: p.file.Decision}
	f.Events = append(append(f.Events, p.file.Events...), p.event)
	changed := map[string]*registry.ProposedPosition{}
	for _, rec := range p.records {
		switch rec := rec.(type) {
		case *registry.Decision:
			f.Decision = rec
		case *registry.ProposedPosition:
			if changed[rec.Code] = rec; p.file.position(rec.Code) == nil {
				f.Positions = append(f.Positions, rec)
			}
		}
	}
	gone := map[string]bool{}
	for _, rec := range p.removed {
		gone[rec.Head().ID] = true
	}
	standing := make([]*registry.ProposedPosition, 0, len(p.file.Positions)+len(f.Positions))
	for _, position := range p.file.Positions {
		if next := changed[position.Code]; next != nil {
			position = next
		}
		if !gone[position.Row.ID] {
			standing = append(standing, position)
		}
	}
	f.Positions = append(standing, f.Positions...)
	return f
}
