package submissions

import (
	"context"

	"hatang/handlers/auth"
	"hatang/registry"
	"hatang/registry/indicators"
	"hatang/registry/submissions"
)

// DueAnswer is what is owed, late ones first, and how each operator stands.
type DueAnswer struct {
	Today     registry.Date `json:"today"`
	Items     []Item        `json:"items"`
	Operators []Standing    `json:"operators"`
}

// Item is a submission as it stands today.
type Item struct {
	ID           string            `json:"id"`
	Operator     string            `json:"operator"`
	OperatorName string            `json:"operator_name"`
	Kind         registry.Kind     `json:"kind"`
	KindName     registry.Text     `json:"kind_name"`
	Period       indicators.Period `json:"period"`
	Due          registry.Date     `json:"due"`
	LateDays     int               `json:"late_days"`
	State        string            `json:"state"`
	StateName    registry.Text     `json:"state_name"`
	Received     registry.Date     `json:"received"`
	FileName     string            `json:"file_name"`
	Counts       *Counts           `json:"counts"`
	AcceptedBy   string            `json:"accepted_by"`
	AcceptedOn   registry.Date     `json:"accepted_on"`
	Reason       string            `json:"reason"`
	// Actions are those that the caller may take now.
	Actions []string `json:"actions"`
}

// Counts is how many records a file creates, changes and leaves alone, and how
// many of the operator's it says nothing of.
type Counts struct {
	Created   int `json:"created"`
	Changed   int `json:"changed"`
	Unchanged int `json:"unchanged"`
	Absent    int `json:"absent"`
}

// Standing is how an operator stands with what it owes.
type Standing struct {
	Operator string `json:"operator"`
	Name     string `json:"name"`
	Late     int    `json:"late"`
	Open     int    `json:"open"` // not accepted yet
	// CurrentTo is, by kind of record, the last day of the newest accepted period.
	CurrentTo map[registry.Kind]registry.Date `json:"current_to"`
}

// HandedIn is a submission with how its file differs from the registry.
type HandedIn struct {
	Item
	Difference Difference `json:"difference"`
}

// Difference is how a file differs from the registry, and from the operator's last
// accepted file.
type Difference struct {
	ID      string `json:"id"`
	Against string `json:"against"`
	Counts
	Listed    int         `json:"listed"`
	Records   []Change    `json:"records"`
	SinceLast *Comparison `json:"since_last"`
	// Why says why there is no comparison with the last file although there is one.
	Why registry.Text `json:"why"`
}

// Change is a record that a file would create or change.
type Change struct {
	ID     string        `json:"id"`
	Code   string        `json:"code"`
	New    bool          `json:"new"`
	Fields []FieldChange `json:"fields"`
}

// FieldChange is a field with its value before and after.
type FieldChange struct {
	Field  string        `json:"field"`
	Label  registry.Text `json:"label"`
	Before any           `json:"before"`
	After  any           `json:"after"`
}

// Comparison is how a file differs from the last accepted one.
type Comparison struct {
	ID      string            `json:"id"`
	Period  indicators.Period `json:"period"`
	Added   []string          `json:"added"`
	Gone    []string          `json:"gone"`
	Changed []Change          `json:"changed"`
}

// item is a submission as the caller sees it.
func (s *Service) item(who *auth.Principal, names map[string]string, one submissions.Item) Item {
	i := Item{
		ID: one.Row.ID, Operator: one.OperatorCode, OperatorName: names[one.OperatorCode], Kind: registry.Kind(one.RecordKind),
		Period: indicators.Period{From: one.PeriodFrom, To: one.PeriodTo}, Due: one.Due, LateDays: one.LateDays, State: one.State,
		StateName: registry.SchemaOf(registry.Submissions).Field("state").CodeLabel(one.State), Received: one.Received, FileName: one.FileName,
		AcceptedBy: one.AcceptedBy, AcceptedOn: one.AcceptedOn, Reason: one.Note, Actions: []string{},
	}
	if schema := registry.SchemaOf(i.Kind); schema != nil {
		i.KindName = schema.Label
	}
	if i.OperatorName == "" {
		i.OperatorName = i.Operator
	}
	if one.SHA256 != "" {
		i.Counts = &Counts{int(one.Created.Value), int(one.Changed.Value), int(one.Unchanged.Value), int(one.Retired.Value)}
		i.Actions = append(i.Actions, "difference")
	}
	if one.State != submissions.Accepted && who.May(auth.Create, resource) {
		i.Actions = append(i.Actions, "file")
	}
	if one.State == submissions.Received && who.May(auth.Change, resource) {
		i.Actions = append(i.Actions, "accept", "return")
	}
	return i
}

// names are what operators are called, by code.
func (s *Service) names(ctx context.Context) (map[string]string, error) {
	found, err := registry.Find[*registry.Operator](ctx, s.options.Desk.Store, registry.Query{Kind: registry.Operators, AllRows: true})
	if err != nil {
		return nil, err
	}
	names := map[string]string{}
	for _, o := range found {
		if names[o.Code] = o.Short; o.Short == "" {
			names[o.Code] = o.Name
		}
	}
	return names, nil
}

// standings sums the items up by operator, in the order of their first.
func standings(items []Item) []Standing {
	all := []Standing{}
	at := map[string]int{}
	for _, i := range items {
		k, known := at[i.Operator]
		if !known {
			k = len(all)
			at[i.Operator] = k
			all = append(all, Standing{Operator: i.Operator, Name: i.OperatorName, CurrentTo: map[registry.Kind]registry.Date{}})
		}
		o := &all[k]
		switch {
		case i.State == submissions.Accepted:
			if o.CurrentTo[i.Kind].Before(i.Period.To) {
				o.CurrentTo[i.Kind] = i.Period.To
			}
			continue
		case i.LateDays > 0 && i.State != submissions.Received:
			o.Late++
		}
		o.Open++
	}
	return all
}

func differenceOf(id string, kind registry.Kind, d *submissions.Difference) Difference {
	return Difference{
		ID: id, Against: "registry", Counts: Counts{d.Created, d.Changed, d.Unchanged, d.Absent}, Listed: len(d.Records), Records: changesOf(kind, d.Records),
	}
}

func changesOf(kind registry.Kind, records []submissions.RecordChange) []Change {
	schema := registry.SchemaOf(kind)
	all := make([]Change, len(records))
	for i, r := range records {
		all[i] = Change{ID: r.ID, Code: r.Code, New: r.New, Fields: []FieldChange{}}
		for _, f := range r.Fields {
			one := FieldChange{Field: f.Field, Label: text("vị trí", "place"), Before: f.Before, After: f.After}
			if schema != nil && schema.Field(f.Field) != nil {
				one.Label = schema.Field(f.Field).Label
			}
			all[i].Fields = append(all[i].Fields, one)
		}
	}
	return all
}
