package imports

import (
	"slices"

	"hatang/registry"
	"hatang/registry/importing"
)

// Asked says how a file is to be read; its members are the options of hatang
// import.
type Asked struct {
	Kind            registry.Kind     `json:"kind"`
	Format          string            `json:"format,omitempty"`
	Encoding        string            `json:"encoding,omitempty"`
	Sheet           string            `json:"sheet,omitempty"`
	Layer           string            `json:"layer,omitempty"`
	CRS             string            `json:"crs,omitempty"`
	Decimal         string            `json:"decimal,omitempty"` // "comma" or "point"
	ValidFrom       registry.Date     `json:"valid_from,omitzero"`
	ValidTo         registry.Date     `json:"valid_to,omitzero"`
	Map             map[string]string `json:"map,omitempty"` // header → target
	Ignore          []string          `json:"ignore,omitempty"`
	IgnoreUnknown   bool              `json:"ignore_unknown,omitempty"`
	Defaults        map[string]string `json:"defaults,omitempty"` // field → text as in a file
	CreateOperators bool              `json:"create_operators,omitempty"`
	KeepFirst       bool              `json:"keep_first,omitempty"`
	PlaceInCommune  bool              `json:"place_in_commune,omitempty"`
	CodesAsOf       registry.Date     `json:"codes_as_of,omitzero"`
}

// check finds what can be told without the file.
func (a *Asked) check() error {
	var problems []registry.Problem
	wrong := func(member, value string, allowed registry.Text) {
		problems = append(problems, registry.Problem{Column: member, Value: value, Rule: "code", Severity: registry.Fault, Message: allowed})
	}
	schema := registry.SchemaOf(a.Kind)
	if schema == nil || schema.Managed {
		wrong("kind", string(a.Kind), oneOf(registry.EditedKinds()))
	}
	if a.Format != "" && !slices.Contains(importing.Formats(), importing.Format(a.Format)) {
		wrong("format", a.Format, oneOf(importing.Formats()))
	}
	if a.Encoding != "" && !slices.Contains(importing.Encodings(), importing.Encoding(a.Encoding)) {
		wrong("encoding", a.Encoding, oneOf(importing.Encodings()))
	}
	if a.Decimal != "" && a.Decimal != "comma" && a.Decimal != "point" {
		wrong("decimal", a.Decimal, oneOf([]string{"comma", "point"}))
	}
	if len(problems) == 0 {
		return nil
	}
	return &registry.Error{Code: registry.Invalid, Problems: problems, Message: registry.Text{VI: "lựa chọn không dùng được", EN: "the options cannot be used"}}
}

func oneOf[S ~string](allowed []S) registry.Text {
	list := ""
	for i, s := range allowed {
		if i > 0 {
			list += ", "
		}
		list += string(s)
	}
	return registry.Textf("phải là một trong: %s", "must be one of: %s", list)
}

// options are those of the engine.
func (a *Asked) options() importing.Options {
	return importing.Options{
		Format: importing.Format(a.Format), Encoding: importing.Encoding(a.Encoding), Sheet: a.Sheet, Layer: a.Layer,
		CRS: a.CRS, Decimal: a.Decimal, ValidFrom: a.ValidFrom, ValidTo: a.ValidTo,
		Map: a.Map, Ignore: a.Ignore, IgnoreUnknown: a.IgnoreUnknown, Defaults: a.Defaults,
		CreateOperators: a.CreateOperators, KeepFirst: a.KeepFirst, PlaceInCommune: a.PlaceInCommune, CodesAsOf: a.CodesAsOf,
	}
}
