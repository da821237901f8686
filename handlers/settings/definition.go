package settings

import (
	"context"

	"hatang/registry"
)

// Form is how a setting is written and edited.
type Form string

// The forms.
const (
	Line   Form = "line"   // text on one line
	Flag   Form = "flag"   // "on", or "" for off
	YAML   Form = "yaml"   // a document with a form of its own
	JSON   Form = "json"   // an object with a form of its own
	Upload Form = "upload" // the SHA-256 of a file that was sent
)

// Definition says what a setting is.
type Definition struct {
	Name  string        `json:"name"`
	Group string        `json:"group"` // what it concerns
	Form  Form          `json:"form"`
	Label registry.Text `json:"label"`
	Help  registry.Text `json:"help"`
	// Shipped is what is in force while the province has none of its own.
	Shipped string `json:"-"`

	// check refuses what could not be used; it gives what is kept.
	check func(ctx context.Context, value string) (string, error)
	// read gives a value as an object, for those who show it; nil: it is its text.
	read func(ctx context.Context, value string) (any, error)
}

// The groups of settings, in the order in which they are shown.
const (
	groupIdentity = "identity"
	groupPublic   = "public"
	groupDossiers = "dossiers"
	groupEngines  = "engines"
	groupImports  = "imports"
)

func text(vi, en string) registry.Text { return registry.Text{VI: vi, EN: en} }

// catalogue is every setting, in the order in which they are shown.
func (s *Service) catalogue() []Definition {
	var all []Definition
	all = append(all, s.identity()...)
	all = append(all, s.openness()...)
	all = append(all, s.dossiers()...)
	return append(all, s.engines()...)
}

// definition is the setting of that name; NotFound when there is none.
func (s *Service) definition(name string) (*Definition, error) {
	for _, d := range s.catalogue() {
		if d.Name == name {
			return &d, nil
		}
	}
	return nil, registry.Errorf(registry.NotFound, "không có thiết lập %q", "there is no setting %q", name)
}

// value checks a value that is to be kept; empty returns to what ships.
func (d *Definition) value(ctx context.Context, value string) (string, error) {
	value = registry.NormaliseLong(value)
	if value == "" || d.check == nil {
		return value, nil
	}
	return d.check(ctx, value)
}

// parsed is a value as an object, nil where it is its text.
func (d *Definition) parsed(ctx context.Context, value string) (any, error) {
	if value == "" {
		value = d.Shipped
	}
	if d.read == nil {
		return nil, nil
	}
	return d.read(ctx, value)
}

// invalid is the error of one thing that is wrong with a setting.
func invalid(column, value, rule string, message registry.Text) error {
	return &registry.Error{
		Code: registry.Invalid, Message: text("thiết lập không dùng được", "the setting cannot be used"),
		Problems: []registry.Problem{{Column: column, Value: value, Rule: rule, Message: message, Severity: registry.Fault}},
	}
}
