package api

import (
	"encoding/json"
	"math"

	"github.com/paulmach/orb"

	"hatang/geo/polygon"
	"hatang/handlers"
	"hatang/registry"
)

// parseArea reads a GeoJSON Polygon or MultiPolygon, or a Feature of one.
func parseArea(content []byte, maxVertices int) (orb.MultiPolygon, error) {
	var kind struct {
		Type     string          `json:"type"`
		Geometry json.RawMessage `json:"geometry"`
	}
	if err := json.Unmarshal(content, &kind); err != nil {
		what := handlers.JSONFault(err)
		return nil, badArea("json", content, registry.Textf("không đọc được GeoJSON: %[1]s", "cannot read the GeoJSON: %[2]s", what.VI, what.EN))
	}
	if kind.Type == "Feature" {
		content = kind.Geometry
	}
	g, _, wrong := registry.ParseGeometry(content)
	if !wrong.IsZero() {
		return nil, badArea("geometry", content, wrong)
	}
	var area orb.MultiPolygon
	switch g := g.(type) {
	case nil: // without coordinates: empty, as checkArea says
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
					return offEarth(v)
				}
			}
		}
	}
	return registry.Text{}
}

// checkRings finds what keeps closed rings from enclosing an area in one way
// only (OGC Simple Features, 6.1.11.1). Repeated vertices and the direction of
// rings are no faults.
func checkRings(area orb.MultiPolygon) registry.Text {
	_, notes, err := polygon.Repair(area)
	for _, note := range notes {
		what := ringFault(note.Kind)
		if what.IsZero() {
			continue
		}
		at := registry.Textf(" (gần %.6f %.6f)", " (near %.6f %.6f)", note.At[0], note.At[1])
		return registry.Text{VI: what.VI + at.VI, EN: what.EN + at.EN}
	}
	if err != nil {
		return registry.Text{VI: "vùng không có diện tích", EN: "the area is empty"}
	}
	return registry.Text{}
}

func ringFault(kind polygon.Kind) registry.Text {
	switch kind {
	case polygon.SelfIntersection:
		return registry.Text{VI: "vành cắt chính nó", EN: "a ring crosses itself"}
	case polygon.Spike:
		return registry.Text{VI: "vành quay ngược lại trên chính nó", EN: "a ring turns back on itself"}
	case polygon.DegenerateRing:
		return registry.Text{VI: "vành không có diện tích", EN: "a ring has no area"}
	case polygon.MisplacedHole:
		return registry.Text{VI: "lỗ chồng nhau hoặc vượt ra ngoài vành", EN: "holes overlap or reach outside their ring"}
	case polygon.OverlappingParts:
		return registry.Text{VI: "các phần của vùng chồng nhau", EN: "parts of the area overlap"}
	}
	return registry.Text{}
}

func offEarth(p orb.Point) registry.Text {
	message := registry.Textf("%v không phải kinh độ và vĩ độ", "%v is no longitude and latitude", p)
	if registry.Swapped(p[0], p[1]) {
		message = message.Hinted(registry.SwappedHint())
	}
	return message
}

func onEarth(p orb.Point) bool {
	return math.Abs(p[0]) <= 180 && math.Abs(p[1]) <= 90 // false for NaN
}
