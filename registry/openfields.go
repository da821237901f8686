package registry

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"
)

// SettingOpenFields is the restricted fields that the province shows everybody:
// the JSON of OpenFields by kind as lists of names, such as
// {"sites":["land_owner"]}. Empty: none.
const SettingOpenFields = "open_fields"

// OpenFields are restricted fields by kind that everybody may see.
type OpenFields map[Kind]map[string]bool

// ParseOpenFields reads SettingOpenFields. Kinds that are not imported, and names
// that are no restricted field of their kind, are Invalid, all told at once.
func ParseOpenFields(text string) (OpenFields, error) {
	if strings.TrimSpace(text) == "" {
		return nil, nil
	}
	var named map[Kind][]string
	decoder := json.NewDecoder(bytes.NewReader([]byte(text)))
	if err := decoder.Decode(&named); err != nil || decoder.More() {
		e := Errorf(Invalid, "cần JSON dạng {\"loại\": [\"trường\"]}", "JSON of the form {\"kind\": [\"field\"]} is expected")
		e.Cause = err
		return nil, e
	}
	open := OpenFields{}
	var problems []Problem
	for kind, names := range named {
		if !slices.Contains(EditedKinds(), kind) {
			problems = append(problems, fault(string(kind), "", "code", Textf("không có loại %q", "there is no kind %q", kind)))
			continue
		}
		for _, name := range names {
			f := SchemaOf(kind).Field(name)
			if f == nil || !f.Restricted {
				problems = append(problems, fault(string(kind), name, "code", Textf("không phải trường hạn chế của loại này; có: %s", "is no restricted field of this kind; there are: %s",
					strings.Join(RestrictedFields(kind), ", "))))
				continue
			}
			if open[kind] == nil {
				open[kind] = map[string]bool{}
			}
			open[kind][name] = true
		}
	}
	if len(problems) > 0 {
		slices.SortFunc(problems, func(a, b Problem) int { return strings.Compare(a.Column+a.Value, b.Column+b.Value) })
		return nil, &Error{Code: Invalid, Problems: problems, Message: Text{VI: "có trường không mở được", EN: "some fields cannot be opened"}}
	}
	return open, nil
}

// RestrictedFields names the fields of a kind that are shown only to those who may
// see restricted fields, unless the province opens them.
func RestrictedFields(kind Kind) []string {
	var names []string
	schema := SchemaOf(kind)
	for i := range schema.Fields {
		if schema.Fields[i].Restricted {
			names = append(names, schema.Fields[i].Name)
		}
	}
	return names
}
