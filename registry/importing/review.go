package importing

import (
	"context"
	"errors"
	"fmt"

	"github.com/paulmach/orb"

	"hatang/registry"
)

// Finding is what a check has against a record that the registry holds.
type Finding struct {
	ID       string            `json:"id"`
	Code     string            `json:"code,omitempty"`
	Name     string            `json:"name,omitempty"`
	Rule     string            `json:"rule"`
	Severity registry.Severity `json:"severity"`
	Field    string            `json:"field,omitempty"`
	Value    string            `json:"value,omitempty"`
	Message  registry.Text     `json:"message"`
}

// Reviewed is what the checks of imports have against the records of a kind.
type Reviewed struct {
	Kind     registry.Kind `json:"kind"`
	Records  int           `json:"records"`
	Findings []Finding     `json:"findings"`
	// Unlisted counts findings beyond those listed.
	Unlisted int `json:"unlisted,omitempty"`
	// Checks is the table of checks with their levels; Notes counts findings of
	// those that are only counted.
	Checks []Rule          `json:"checks"`
	Notes  []registry.Text `json:"notes"`
}

// mostFindings bounds what a review lists.
const mostFindings = 5000

// Review puts the records of a kind that hold today to the checks that imports
// go through: limits of their fields, communes, territory, neighbours. What was
// entered before a check was made, by another program or by hand, is found so.
func Review(ctx context.Context, store registry.Store, kind registry.Kind, today registry.Date) (*Reviewed, error) {
	if err := refuseManaged(kind); err != nil {
		return nil, err
	}
	im, err := newImporter(store, kind, "", Options{DryRun: true, Today: today})
	if err != nil {
		return nil, err
	}
	im.columns.grow(fieldNames(im.schema))
	im.linkColumns()
	if err := im.checks.prepare(ctx, im); err != nil {
		return nil, err
	}
	r := &reviewer{im: im, found: &Reviewed{Kind: kind, Findings: []Finding{}, Checks: im.report.Checks}}
	err = store.View(ctx, func(ctx context.Context, reader registry.Reader) error {
		return reader.Scan(ctx, registry.Query{Kind: kind, AsOf: today}, func(rec registry.Record) error {
			return r.take(ctx, reader, rec)
		})
	})
	if im.neighbours != nil {
		err = errors.Join(err, im.neighbours.places.close())
	}
	if err != nil {
		return nil, fmt.Errorf("review of %s: %w", kind, err)
	}
	im.checks.findings.tellNotes(im.report)
	r.found.Notes = im.report.Decisions
	return r.found, nil
}

func fieldNames(schema *registry.Schema) []string {
	names := make([]string, len(schema.Fields))
	for i := range schema.Fields {
		names[i] = schema.Fields[i].Name
	}
	return names
}

// reviewer puts records to the checks one by one.
type reviewer struct {
	im    *importer
	found *Reviewed
}

func (r *reviewer) take(ctx context.Context, reader registry.Reader, rec registry.Record) error {
	r.found.Records++
	d := r.draftOf(rec)
	r.im.checkCommune(d, r.im.effective(registry.Date{}))
	r.im.checkTerritory(d)
	for _, p := range r.im.schema.Validate(rec) {
		r.im.problem(d, p)
	}
	run := []*draft{d}
	d.faulty = false // so that it is looked at beside its neighbours too
	if err := r.im.checkNeighbours(ctx, reader, run); err != nil {
		return err
	}
	if err := r.im.checkWhereabouts(ctx, reader, run); err != nil {
		return err
	}
	for _, rule := range d.noted {
		r.im.checks.findings.note(rule)
	}
	for _, p := range d.problems {
		r.add(rec, p)
	}
	return nil
}

// draftOf is a record as if a row had stated it.
func (r *reviewer) draftOf(rec registry.Record) *draft {
	d := &draft{row: r.found.Records, rec: rec, put: rec, id: rec.Head().ID, near: -1}
	for i := range r.im.schema.Fields {
		if f := &r.im.schema.Fields[i]; f.Value(rec) != nil {
			d.stated.add(i)
		}
	}
	switch shape := rec.Shape().(type) {
	case orb.Point, orb.MultiPolygon:
		d.shape = shape
	}
	return d
}

func (r *reviewer) add(rec registry.Record, p registry.Problem) {
	if len(r.found.Findings) == mostFindings {
		r.found.Unlisted++
		return
	}
	text := func(name string) string {
		f := r.im.schema.Field(name)
		if f == nil {
			return ""
		}
		value, _ := f.Value(rec).(string)
		return value
	}
	r.found.Findings = append(r.found.Findings, Finding{
		ID: rec.Head().ID, Code: text("code"), Name: text("name"), Rule: p.Rule, Severity: p.Severity, Field: p.Column, Value: p.Value, Message: p.Message,
	})
}
