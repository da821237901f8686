package ogc

import (
	"bytes"
	"encoding/json"
	"strings"

	"hatang/registry"
)

// purpose is what a schema of a collection is for.
type purpose int

const (
	returnables purpose = iota // what features have
	queryables                 // what they can be filtered by
	sortables                  // what they can be sorted by
)

// property is a field as JSON Schema (/req/schemas/properties).
type property struct {
	Title        string    `json:"title,omitempty"`
	Description  string    `json:"description,omitempty"`
	Type         string    `json:"type,omitempty"`
	Format       string    `json:"format,omitempty"`
	Enum         []string  `json:"enum,omitempty"`
	Items        *property `json:"items,omitempty"`
	Minimum      *float64  `json:"minimum,omitempty"`
	Maximum      *float64  `json:"maximum,omitempty"`
	Role         string    `json:"x-ogc-role,omitempty"`
	CollectionID string    `json:"x-ogc-collectionId,omitempty"`
	Unit         string    `json:"x-ogc-unit,omitempty"`
	UnitLang     string    `json:"x-ogc-unitLang,omitempty"`
	Seq          int       `json:"x-ogc-propertySeq,omitempty"`
}

// namedProperty is a property under its name.
type namedProperty struct {
	name string
	property
}

// document is a schema of a collection.
type document struct {
	Schema      string     `json:"$schema"`
	ID          string     `json:"$id"`
	Type        string     `json:"type"`
	Title       string     `json:"title"`
	Description string     `json:"description,omitempty"`
	Properties  properties `json:"properties"`
	Required    []string   `json:"required,omitempty"`
	Additional  bool       `json:"additionalProperties"`
}

// properties are written in their order.
type properties []namedProperty

// MarshalJSON implements json.Marshaler.
func (p properties) MarshalJSON() ([]byte, error) {
	out := []byte{'{'}
	for i, one := range p {
		if i > 0 {
			out = append(out, ',')
		}
		var value bytes.Buffer
		encoder := json.NewEncoder(&value)
		encoder.SetEscapeHTML(false)
		if err := encoder.Encode(one.property); err != nil {
			return nil, err
		}
		out = appendText(out, one.name)
		out = append(out, ':')
		out = append(out, bytes.TrimSpace(value.Bytes())...)
	}
	return append(out, '}'), nil
}

// schema answers GET /ogc/collections/{id}/schema, /queryables and /sortables.
func (s *Service) schema(what purpose) func(*request) error {
	return func(r *request) error {
		if s.notModified(r, 0) {
			return nil
		}
		address := r.base + r.c.Request.URL.EscapedPath()
		d := describeSchema(r.schema, what, r.keep, r.lang)
		d.ID = address
		r.c.Header("Link", linkHeader(r.own()))
		return s.sendDocument(r, d, "schema", schemaView{document: d, Links: r.own()})
	}
}

func describeSchema(schema *registry.Schema, what purpose, keep func(*registry.Field) bool, lang registry.Lang) *document {
	d := &document{
		Schema: "https://json-schema.org/draft/2020-12/schema", Type: "object",
		Title: schema.Label.In(lang), Description: what.describe().In(lang),
	}
	for i := range schema.Fields {
		f := &schema.Fields[i]
		if !keep(f) || (what == sortables && !sortable(f)) {
			continue
		}
		p := propertyOf(f, lang)
		if what == returnables {
			p.Seq = i + 1
			if f.Required || f.Name == "id" {
				d.Required = append(d.Required, f.Name)
			}
		}
		d.Properties = append(d.Properties, namedProperty{f.Name, p})
	}
	if what == returnables {
		d.Properties = append(d.Properties, namedProperty{"geometry", geometryProperty(schema, lang)})
	}
	return d
}

func (what purpose) describe() registry.Text {
	switch what {
	case queryables:
		return registry.Text{
			VI: "Mỗi trường là một tham số lọc: bằng giá trị, hoặc có mã đó trong danh sách.",
			EN: "Each property is a parameter that filters: equal to the value, or a list that has the code.",
		}
	case sortables:
		return registry.Text{
			VI: "Các trường dùng được trong sortby; chưa ghi thì đứng cuối.",
			EN: "The properties that sortby takes; values not stated come last.",
		}
	}
	return registry.Text{VI: "Các trường của mỗi đối tượng.", EN: "The properties of each feature."}
}

func propertyOf(f *registry.Field, lang registry.Lang) property {
	p := property{Title: f.Label.In(lang), Description: f.Help.In(lang), Type: "string"}
	switch f.Type {
	case registry.CodeField:
		p.Enum, p.Description = codes(f), explain(f, lang)
	case registry.ListField:
		p.Type, p.Description = "array", explain(f, lang)
		p.Items = &property{Type: "string", Enum: codes(f)}
	case registry.IntegerField:
		p.Type = "integer"
	case registry.RealField:
		p.Type = "number"
	case registry.BooleanField:
		p.Type = "boolean"
	case registry.DateField:
		p.Format = "date"
	case registry.TextField:
	}
	if l := f.Limits; l.Min < l.Max {
		p.Minimum, p.Maximum = &l.Min, &l.Max
	}
	p.Unit, p.UnitLang = unitOf(f.Unit)
	p.Role, p.CollectionID = roleOf(f)
	return p
}

func codes(f *registry.Field) []string {
	var out []string
	for _, c := range f.Codes {
		out = append(out, c.Code)
	}
	return out
}

// explain says what the codes mean.
func explain(f *registry.Field, lang registry.Lang) string {
	var parts []string
	if help := f.Help.In(lang); help != "" {
		parts = append(parts, help)
	}
	for _, c := range f.Codes {
		if label := c.Label.In(lang); label != c.Code {
			parts = append(parts, c.Code+" = "+label)
		}
	}
	return strings.Join(parts, "; ")
}

// unitOf is the unit in UCUM, case sensitive; what UCUM cannot say, decibels
// above a milliwatt, in QUDT (/req/schemas/unit).
func unitOf(symbol string) (unit, language string) {
	switch symbol {
	case "°":
		return "deg", ""
	case "km²":
		return "km2", ""
	case "dBm":
		return "https://qudt.org/vocab/unit/DeciB_M", "QUDT"
	}
	return symbol, ""
}

// roleOf is what the field is among the fields of a feature, and the collection
// that it refers to. References by code rather than id are none in the
// standard's sense.
func roleOf(f *registry.Field) (role, collection string) {
	switch {
	case f.Name == "id":
		return "id", ""
	case f.Name == "valid_from":
		return "primary-interval-start", ""
	case f.Name == "valid_to":
		return "primary-interval-end", ""
	case f.Refers != "" && strings.HasSuffix(f.Name, "_id") && registry.SchemaOf(f.Refers).Shapes != registry.NoShapes:
		return "reference", string(f.Refers)
	}
	return "", ""
}

func geometryProperty(schema *registry.Schema, lang registry.Lang) property {
	p := property{
		Title: registry.Text{VI: "Hình học", EN: "Geometry"}.In(lang), Format: "geometry-point",
		Role: "primary-geometry", Seq: len(schema.Fields) + 1,
	}
	if schema.Shapes == registry.Areas {
		p.Format = "geometry-polygon-or-multipolygon"
	}
	return p
}
