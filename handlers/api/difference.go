package api

import (
	"bytes"
	"encoding/json"

	"hatang/handlers/auth"
	"hatang/registry"
)

// difference is one field that a change altered; null stands for not stated.
type difference struct {
	Field  string          `json:"field"`
	Label  string          `json:"label"`
	Before json.RawMessage `json:"before"`
	After  json.RawMessage `json:"after"`
	// Omitted tells that a boundary changed that is too long to set out here.
	Omitted bool `json:"omitted,omitempty"`
}

// maxGeometryBytes is the longest geometry that a difference sets out.
const maxGeometryBytes = 4 << 10

// differences compares two rows in canonical JSON, field by field in the
// schema's order. Either may be empty. A restricted field is among them when
// the caller sees it in both.
func differences(schema *registry.Schema, before, after []byte, sight auth.Sight, lang registry.Lang) ([]difference, error) {
	out := []difference{}
	if schema == nil { // a kind of a later version
		return out, nil
	}
	was, err := members(before)
	if err != nil {
		return nil, err
	}
	is, err := members(after)
	if err != nil {
		return nil, err
	}
	keep := bothShow(sight, was, is)
	for i := range schema.Fields {
		f := &schema.Fields[i]
		if (keep == nil || keep(f)) && !bytes.Equal(was[f.Name], is[f.Name]) {
			out = append(out, difference{Field: f.Name, Label: f.Label.In(lang), Before: was[f.Name], After: is[f.Name]})
		}
	}
	const geometry = "geometry"
	if a, b := was[geometry], is[geometry]; !bytes.Equal(a, b) {
		d := difference{Field: geometry, Label: registry.Text{VI: "Vị trí, ranh giới", EN: "Geometry"}.In(lang), Before: a, After: b}
		if len(a) > maxGeometryBytes || len(b) > maxGeometryBytes {
			d.Before, d.After, d.Omitted = nil, nil, true
		}
		out = append(out, d)
	}
	return out, nil
}

// bothShow is the test for the fields that the caller sees in every one of the
// rows; one that is not there hides nothing.
func bothShow(sight auth.Sight, rows ...map[string]json.RawMessage) func(*registry.Field) bool {
	for _, row := range rows {
		if len(row) == 0 {
			continue
		}
		if keep := sight.ShowsValues(func(name string) string { return textMember(row, name) }); keep != nil {
			return keep
		}
	}
	return nil
}

// textMember is a member that is a text, "" when it is not.
func textMember(row map[string]json.RawMessage, name string) string {
	var text string
	if json.Unmarshal(row[name], &text) != nil {
		return ""
	}
	return text
}

func members(row []byte) (map[string]json.RawMessage, error) {
	if len(row) == 0 {
		return map[string]json.RawMessage{}, nil
	}
	var m map[string]json.RawMessage
	err := json.Unmarshal(row, &m)
	return m, err
}
