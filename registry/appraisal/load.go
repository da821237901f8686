package appraisal

import (
	"context"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"hatang/geo/geodesy"
	"hatang/registry"
	"hatang/registry/importing"
)

// ReadFile reads positions from a sheet, a CSV or another file that importing
// knows. Rows with faults are positions too, with what of them could be read: a
// dossier is not thrown away. The problems of all rows are told at once, those of
// positions that stand twice in the file among them.
func ReadFile(ctx context.Context, store registry.Store, name string, src io.Reader, options importing.Options) (Dossier, *importing.Report, error) {
	rows, report, err := importing.Parse(ctx, store, registry.Positions, name, src, options)
	if err != nil {
		return Dossier{}, report, err
	}
	var d Dossier
	for _, row := range rows {
		p, ok := row.Record.(*registry.ProposedPosition)
		if !ok {
			continue
		}
		d.Positions = append(d.Positions, p)
		d.Rows = append(d.Rows, row.Row)
	}
	for _, p := range d.Check() {
		p.File = name
		report.Problems = append(report.Problems, p)
	}
	slices.SortStableFunc(report.Problems, func(a, b registry.Problem) int { return a.Row - b.Row })
	return d, report, nil
}

// Check tells positions that lack what nothing can be said without, and those
// that stand in the dossier twice: the same code, or one operator at one place.
func (d *Dossier) Check() []registry.Problem {
	var problems []registry.Problem
	codes := map[string]int{}
	for i, p := range d.Positions {
		row := i + 1
		if i < len(d.Rows) {
			row = d.Rows[i]
		}
		tell := func(column, value, rule string, message registry.Text) {
			problems = append(problems, registry.Problem{Row: row, Column: column, Value: value, Rule: rule, Message: message, Severity: registry.Warning})
		}
		if !p.Located {
			tell("geometry", "", "required", label("không có tọa độ: không đo được khoảng cách nào", "no coordinates: no distance can be measured"))
		}
		if !p.HeightM.Known {
			tell("height_m", "", "required", label("không có chiều cao cột", "the mast's height is missing"))
		}
		if p.OperatorCode == "" {
			tell("operator_code", "", "required", label("không có doanh nghiệp: không biết cột nào cùng mạng", "no operator: which masts are of the same one is not known"))
		}
		key := p.OperatorCode + "|" + registry.Fold(p.Code)
		if first, again := codes[key]; again && p.Code != "" {
			tell("code", p.Code, "repeated", registry.Textf("vị trí này đã có ở dòng %d", "this position stands in row %d already", first))
		} else if twin := d.twin(i); twin >= 0 {
			tell("geometry", p.Code, "repeated", registry.Textf("cùng doanh nghiệp, cùng chỗ với vị trí %s", "the same operator and the same place as position %s", d.Positions[twin].Code))
		}
		if _, again := codes[key]; !again {
			codes[key] = row
		}
	}
	return problems
}

// twinM is how near two positions of one operator are one.
const twinM = 1.0

// twin is an earlier position of the same operator at the same place, -1 for none.
func (d *Dossier) twin(i int) int {
	p := d.Positions[i]
	if !p.Located {
		return -1
	}
	box := geodesy.Box(p.Point, twinM)
	return slices.IndexFunc(d.Positions[:i], func(q *registry.ProposedPosition) bool {
		return q.Located && q.OperatorCode == p.OperatorCode && box.Contains(q.Point) && geodesy.DistanceM(p.Point, q.Point) < twinM
	})
}

// HomeProvince is the province that the registry is kept for, "" when it is kept
// for none or for several.
func HomeProvince(ctx context.Context, store registry.Store) (string, error) {
	territory, err := store.Setting(ctx, registry.SettingTerritory)
	if err != nil || strings.Contains(territory, ",") {
		return "", err
	}
	return strings.TrimSpace(territory), nil
}

// ReadApplication is the dossier of an application on record: by its number or
// its ID.
func ReadApplication(ctx context.Context, r registry.Reader, id string) (Dossier, error) {
	var d Dossier
	found, err := registry.Find[*registry.Application](ctx, r, registry.Query{Kind: registry.Applications, Where: []registry.Condition{registry.Where("code", id)}})
	switch {
	case err != nil:
		return d, err
	case len(found) == 1:
		d.Application = found[0]
	case len(found) > 1:
		return d, registry.Errorf(registry.Conflict, "có %d hồ sơ số %s: dùng định danh", "%d dossiers have number %s: give the ID", len(found), id)
	default:
		if d.Application, err = registry.Get[*registry.Application](ctx, r, registry.Applications, id, registry.Date{}); err != nil {
			return d, err
		}
	}
	where := []registry.Condition{registry.Where("application_id", d.Application.Head().ID)}
	d.Positions, err = registry.Find[*registry.ProposedPosition](ctx, r, registry.Query{Kind: registry.Positions, Where: where, Order: []registry.Order{{Field: "number"}, {Field: "code"}}})
	if err != nil {
		return d, fmt.Errorf("positions of %s: %w", id, err)
	}
	d.Attachments, err = registry.Find[*registry.Attachment](ctx, r, registry.Query{Kind: registry.Attachments, Where: where})
	if d.Attachments == nil {
		d.Attachments = []*registry.Attachment{}
	}
	return d, err
}

// ReadLibrary is the shipped sets with the registry's own over them, and the texts
// of all by code. A set of the registry that cannot be read is an error that names
// it: rules are not left out in silence.
func ReadLibrary(ctx context.Context, r registry.Reader, shipped map[string][]byte) (*Library, Bodies, error) {
	bodies := Bodies{}
	var sets []*RuleSet
	add := func(name string, body []byte) error {
		set, err := Parse(body)
		if err != nil {
			return fmt.Errorf("rule set %s: %w", name, err)
		}
		sets, bodies[set.Code] = append(sets, set), body
		return nil
	}
	for _, name := range slices.Sorted(maps.Keys(shipped)) {
		if err := add(name, shipped[name]); err != nil {
			return nil, nil, err
		}
	}
	kept, err := registry.Find[*registry.RuleSet](ctx, r, registry.Query{Kind: registry.RuleSets})
	if err != nil {
		return nil, nil, err
	}
	for _, rec := range kept {
		if err := add(rec.Code, []byte(rec.Body)); err != nil {
			return nil, nil, err
		}
	}
	return NewLibrary(sets...), bodies, nil
}

// Put checks a rule set and puts it into the registry under its own code; what
// Lint says of it comes along. A set with the code of one on record replaces its
// text. Its dates are those in the text, so that a set in force later can be put
// today.
func Put(ctx context.Context, w registry.Writer, body []byte) (*RuleSet, []LintFinding, registry.Outcome, error) {
	var outcome registry.Outcome
	set, err := Parse(body)
	if err != nil {
		return nil, nil, outcome, err
	}
	found, err := Lint(set)
	if err != nil {
		return set, nil, outcome, err
	}
	rec := &registry.RuleSet{Code: set.Code, Name: set.Name.VI, Jurisdiction: set.Jurisdiction, Citation: set.Citation.VI, Body: string(body)}
	kept, err := registry.Find[*registry.RuleSet](ctx, w, registry.Query{Kind: registry.RuleSets, Where: []registry.Condition{registry.Where("code", set.Code)}})
	if err != nil {
		return set, found, outcome, err
	}
	if len(kept) > 0 {
		rec.Row.ID, rec.Row.ValidFrom = kept[0].Row.ID, kept[0].Row.ValidFrom
	}
	outcome, err = w.Put(ctx, rec)
	return set, found, outcome, err
}
