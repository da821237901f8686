package dossiers

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"

	"hatang/registry"
)

// Preview is what an action will record.
type Preview struct {
	Action  string        `json:"action"`
	Label   registry.Text `json:"label"`
	From    registry.Text `json:"from"`
	To      registry.Text `json:"to"`
	Changes []Change      `json:"changes"`
	// Hash stands for the changes: an action that names it records these and no
	// others.
	Hash string `json:"hash"`
	// Revision is that of the dossier that was looked at.
	Revision int64 `json:"revision"`
}

// Change is a record before and after. Before is null for a new one, After for
// one that goes.
type Change struct {
	Kind   registry.Kind   `json:"kind"`
	Single registry.Text   `json:"single"`
	ID     string          `json:"id,omitempty"`
	Code   string          `json:"code,omitempty"`
	Before json.RawMessage `json:"before"`
	After  json.RawMessage `json:"after"`
	Fields []FieldChange   `json:"fields"`
}

// FieldChange is a field that differs.
type FieldChange struct {
	Field  string        `json:"field"`
	Label  registry.Text `json:"label"`
	Before any           `json:"before"`
	After  any           `json:"after"`
}

// Preview tells what the action would record, and refuses what it would refuse.
// A signature need not name the preview yet.
func (s *Service) Preview(ctx context.Context, actor Actor, id string, q Request) (*Preview, error) {
	r, fresh, err := s.prepare(ctx, actor, id, &q)
	if err != nil {
		return nil, err
	}
	var preview *Preview
	err = s.options.Store.View(ctx, func(ctx context.Context, reader registry.Reader) error {
		p, err := s.plan(ctx, r, reader, actor, id, &q, fresh)
		if err == nil {
			preview, err = p.preview(ctx)
		}
		return err
	})
	return preview, err
}

// Act does the action in one transaction, or nothing. It refuses with Forbidden
// what the actor may not do, with a Conflict what the dossier's state, or somebody
// quicker, does not allow. The dossier afterwards is returned.
func (s *Service) Act(ctx context.Context, actor Actor, id string, q Request) (*File, error) {
	r, fresh, err := s.prepare(ctx, actor, id, &q)
	if err != nil {
		return nil, err
	}
	var after *File
	author := registry.Author{Actor: actor.Name, Request: actor.Request, Reason: q.Action}
	if q.Comment != "" && !q.Internal {
		author.Reason += ": " + q.Comment
	}
	err = s.options.Store.Update(ctx, author, func(ctx context.Context, w registry.Writer) error {
		p, err := s.plan(ctx, r, w, actor, id, &q, fresh)
		if err != nil {
			return err
		}
		if err := p.agreed(ctx); err != nil {
			return err
		}
		if err := p.put(ctx, w); err != nil {
			return err
		}
		after, err = readFile(ctx, w, p.app.Row.ID)
		return err
	})
	if err != nil {
		return nil, err
	}
	return after, nil
}

// prepare does before the transaction what takes long: the appraisal. It first
// refuses whoever may not act, so that nobody keeps the machine busy for nothing.
func (s *Service) prepare(ctx context.Context, actor Actor, id string, q *Request) (rules, *frozen, error) {
	r, err := s.rules(ctx)
	if err != nil {
		return r, nil, err
	}
	action := r.workflow.Action(q.Action)
	if action == nil || action.Does != "propose" && action.Does != "sign" {
		return r, nil, nil
	}
	file, err := s.Read(ctx, id)
	if err != nil {
		return r, nil, err
	}
	if err := r.workflow.may(actor, file.Application, action); err != nil {
		return r, nil, err
	}
	ruleSet := ""
	if q.Proposal != nil {
		ruleSet = q.Proposal.RuleSet
	} else if action.Does == "sign" && file.Decision != nil {
		ruleSet = forcedSet(file.Decision)
	}
	fresh, err := s.freeze(ctx, file, ruleSet)
	return r, fresh, err
}

func (s *Service) plan(ctx context.Context, r rules, reader registry.Reader, actor Actor, id string, q *Request, fresh *frozen) (*plan, error) {
	file, err := readFile(ctx, reader, id)
	if err != nil {
		return nil, err
	}
	return r.work(ctx, reader, actor, file, q, fresh)
}

// put writes the plan. A new site is put before the position that refers to it.
func (p *plan) put(ctx context.Context, w registry.Writer) error {
	for _, rec := range p.removed {
		head := rec.Head()
		if err := w.Delete(ctx, rec.Kind(), head.ID, head.ValidFrom); err != nil {
			return err
		}
	}
	for _, rec := range p.all() {
		if _, err := w.Put(ctx, rec); err != nil {
			return fmt.Errorf("%s of dossier %s: %w", rec.Kind(), p.app.Code, err)
		}
		p.link(rec)
	}
	return nil
}

// link writes a site's new ID into the position that became it.
func (p *plan) link(rec registry.Record) {
	site, ok := rec.(*registry.Site)
	if !ok {
		return
	}
	for _, other := range p.records {
		if position, ok := other.(*registry.ProposedPosition); ok && position.SiteID == newSite+site.Code {
			position.SiteID = site.Row.ID
		}
	}
}

// newSite stands before the code of a site that has no ID yet.
const newSite = "new:"

// agreed refuses when a preview was named that is no longer what would be
// recorded.
func (p *plan) agreed(ctx context.Context) error {
	if p.action.Does != "sign" {
		return nil
	}
	preview, err := p.preview(ctx)
	if err != nil || preview.Hash == p.request.Signature.Preview {
		return err
	}
	e := conflict("nội dung sẽ ghi khác với bản đã xem trước", "what would be recorded differs from the preview that was read")
	e.Hint = registry.Text{VI: "xem trước lại rồi ký", EN: "have the preview again, then sign"}
	return e
}

func (p *plan) preview(ctx context.Context) (*Preview, error) {
	v := &Preview{
		Action: p.action.ID, Label: p.action.Label, Changes: []Change{}, Revision: p.file.Application.Row.Revision,
		From: p.workflow.label(p.file.Application.State), To: p.workflow.label(p.app.State),
	}
	h := sha256.New()
	for _, rec := range p.removed {
		v.Changes = append(v.Changes, changeOf(rec, nil))
	}
	for _, rec := range p.all() {
		before, err := p.before(ctx, rec)
		if err != nil {
			return nil, err
		}
		v.Changes = append(v.Changes, changeOf(before, rec))
	}
	for i := range v.Changes {
		c := &v.Changes[i]
		if c.Kind == registry.Events { // when and by whom it is done is not agreed on beforehand
			fmt.Fprintf(h, "event %s\n", p.event.Detail)
			continue
		}
		fmt.Fprintf(h, "%s %s %d %d\n%s%s\n", c.Kind, c.ID, len(c.Before), len(c.After), c.Before, c.After)
	}
	v.Hash = hex.EncodeToString(h.Sum(nil))
	return v, nil
}

// before is the row of the thing as it stands, nil when it is new.
func (p *plan) before(ctx context.Context, rec registry.Record) (registry.Record, error) {
	if rec.Head().ID == "" {
		return nil, nil
	}
	rows, err := p.reader.Rows(ctx, rec.Kind(), rec.Head().ID)
	var e *registry.Error
	if errors.As(err, &e) && e.Code == registry.NotFound || len(rows) == 0 && err == nil {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return rows[len(rows)-1], nil
}

func changeOf(before, after registry.Record) Change {
	rec := after
	if rec == nil {
		rec = before
	}
	schema := registry.SchemaOf(rec.Kind())
	c := Change{Kind: rec.Kind(), Single: schema.Single, ID: rec.Head().ID, Fields: []FieldChange{}, Before: json.RawMessage("null"), After: json.RawMessage("null")}
	if f := schema.Field("code"); f != nil {
		c.Code, _ = f.Value(rec).(string)
	}
	if before != nil {
		c.Before = shown(before)
	}
	if after != nil {
		c.After = shown(after)
	}
	for i := range schema.Fields {
		f := &schema.Fields[i]
		var was, next any
		if before != nil {
			was = f.Value(before)
		}
		if after != nil {
			next = f.Value(after)
		}
		if was != next && !f.Long {
			c.Fields = append(c.Fields, FieldChange{f.Name, f.Label, was, next})
		}
	}
	return c
}

// shown is a record as JSON. Of frozen grounds, which may be megabytes, the hash
// stands for the text.
func shown(rec registry.Record) json.RawMessage {
	if d, ok := rec.(*registry.Decision); ok {
		brief := *d
		brief.Frozen = ""
		rec = &brief
	}
	return registry.AppendJSON(nil, rec)
}
