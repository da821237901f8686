package api

import (
	"bytes"
	"encoding/json"

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
// schema's order. Either may be empty.
func differences(schema *registry.Schema, before, after []byte, keep func(*registry.Field) bool, lang registry.Lang) ([]difference, error) {
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

func members(row []byte) (map[string]json.RawMessage, error) {
	if len(row) == 0 {
		return map[string]json.RawMessage{}, nil
	}
	var m map[string]json.RawMessage
	err := json.Unmarshal(row, &m)
	return m, err
}
