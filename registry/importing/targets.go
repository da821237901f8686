package importing

import (
	"strings"

	"hatang/registry"
)

// Target is something that a column of a file can be read for, under the name
// that Options.Map takes.
type Target struct {
	Name     string        `json:"name"`
	Label    registry.Text `json:"label"`
	Help     registry.Text `json:"help,omitzero"`
	Unit     string        `json:"unit,omitempty"`
	Required bool          `json:"required,omitempty"`
}

// Targets lists what columns of a kind's file can be read for: where things
// stand, the fields in their order, records that are referred to by their code.
func Targets(kind registry.Kind) []Target {
	schema := registry.SchemaOf(kind)
	if schema == nil {
		return nil
	}
	targets := geometryTargets(schema)
	for i := range schema.Fields {
		f := &schema.Fields[i]
		t := Target{Name: f.Name, Label: f.Label, Help: f.Help, Unit: f.Unit, Required: f.Required}
		if stem, isID := strings.CutSuffix(f.Name, "_id"); isID && f.Refers != "" {
			t.Name = stem + "_code"
		}
		targets = append(targets, t)
	}
	return targets
}

func geometryTargets(schema *registry.Schema) []Target {
	area := Target{Name: "wkt", Label: registry.Text{VI: "Hình học (WKT)", EN: "Geometry (WKT)"}}
	switch schema.Shapes {
	case registry.NoShapes:
		return nil
	case registry.Points:
		return []Target{
			{Name: "lon", Label: registry.Text{VI: "Kinh độ, hoặc X (trục xếp theo độ lớn)", EN: "Longitude, or X (axes by magnitude)"}},
			{Name: "lat", Label: registry.Text{VI: "Vĩ độ, hoặc Y (trục xếp theo độ lớn)", EN: "Latitude, or Y (axes by magnitude)"}},
			{Name: "coordinates", Label: registry.Text{VI: "Cả hai tọa độ trong một ô", EN: "Both coordinates in one cell"}},
			area,
		}
	}
	return []Target{area}
}
