package api

import (
	"encoding/json"
	"math"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/geojson"

	"hatang/registry"
)

// parseArea reads a GeoJSON Polygon or MultiPolygon, or a Feature of one.
func parseArea(content []byte, maxVertices int) (orb.MultiPolygon, error) {
	var kind struct {
		Type     string          `json:"type"`
		Geometry json.RawMessage `json:"geometry"`
	}
	if err := json.Unmarshal(content, &kind); err != nil {
		return nil, badArea("json", content, registry.Textf("không đọc được GeoJSON: %v", "cannot read the GeoJSON: %v", err))
	}
	if kind.Type == "Feature" {
		content = kind.Geometry
	}
	g, err := geojson.UnmarshalGeometry(content)
	if err != nil {
		return nil, badArea("geometry", content, registry.Textf("không đọc được hình học: %v", "cannot read the geometry: %v", err))
	}
	var area orb.MultiPolygon
	switch g := g.Geometry().(type) {
	case orb.Polygon:
		area = orb.MultiPolygon{g}
	case orb.MultiPolygon:
		area = g
	default:
		return nil, badArea("geometry", content, registry.Text{VI: "phải là Polygon hoặc MultiPolygon", EN: "must be a Polygon or MultiPolygon"})
	}
	if problem := checkArea(area, maxVertices); !problem.IsZero() {
		return nil, badArea("geometry", content, problem)
	}
	return area, nil
}

func badArea(rule string, content []byte, message registry.Text) error {
	return invalid(registry.Problem{Column: "geometry", Value: clip(string(content)), Rule: rule, Message: message, Severity: registry.Fault})
}

func checkArea(area orb.MultiPolygon, maxVertices int) registry.Text {
	if n := vertices(area); n > maxVertices {
		return tooManyVertices("", n, maxVertices).Message
	}
	if len(area) == 0 {
		return registry.Text{VI: "vùng rỗng", EN: "the area is empty"}
	}
	for _, polygon := range area {
		if len(polygon) == 0 {
			return registry.Text{VI: "đa giác không có vành", EN: "a polygon has no ring"}
		}
		for _, ring := range polygon {
			if len(ring) < 4 || ring[0] != ring[len(ring)-1] {
				return registry.Text{VI: "mỗi vành có ít nhất 4 đỉnh, đỉnh cuối trùng đỉnh đầu", EN: "each ring has at least 4 positions, the last equal to the first"}
			}
			for _, v := range ring {
				if !onEarth(v) {
					return registry.Textf("%v không phải kinh độ và vĩ độ", "%v is no longitude and latitude", v)
				}
			}
		}
	}
	return registry.Text{}
}

func onEarth(p orb.Point) bool {
	return math.Abs(p[0]) <= 180 && math.Abs(p[1]) <= 90 // false for NaN
}
