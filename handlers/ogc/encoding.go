package ogc

import "slices"

// featureSchema is a feature as GeoJSON, by JSON Schema.
type featureSchema struct {
	Schema     string   `json:"$schema"`
	ID         string   `json:"$id"`
	Type       string   `json:"type"`
	Title      string   `json:"title"`
	Required   []string `json:"required"`
	Properties struct {
		Type       property `json:"type"`
		ID         property `json:"id"`
		Geometry   anyOf    `json:"geometry"`
		Properties nested   `json:"properties"`
	} `json:"properties"`
}

type anyOf struct {
	AnyOf []property `json:"anyOf"`
}

type nested struct {
	Type       string     `json:"type"`
	Properties properties `json:"properties"`
}

// encoding answers GET /ogc/collections/{id}/schema/geojson. The id stands in
// the feature; it is left out of the properties, where it stands too, or GDAL
// makes two fields of it.
func (s *Service) encoding(r *request) error {
	if s.notModified(r, 0) {
		return nil
	}
	fields := describeSchema(r.schema, returnables, r.keep, r.lang)
	d := featureSchema{
		Schema: fields.Schema, ID: r.base + r.c.Request.URL.EscapedPath(), Type: "object", Title: fields.Title,
		Required: []string{"type", "id", "geometry", "properties"},
	}
	d.Properties.Type = property{Type: "string", Enum: []string{"Feature"}}
	d.Properties.ID = property{Type: "string"}
	d.Properties.Geometry.AnyOf = []property{{Type: "object"}, {Type: "null"}}
	d.Properties.Properties = nested{"object", slices.DeleteFunc(slices.Clone(fields.Properties), func(p namedProperty) bool {
		return p.name == "id" || p.name == "geometry"
	})}
	view := fields
	view.ID, view.Properties = d.ID, d.Properties.Properties.Properties
	return s.sendDocument(r, d, "schema", schemaView{document: view, Links: r.own()})
}
