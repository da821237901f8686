package registry

import (
	"fmt"
	"reflect"
	"slices"
)

// Schema describes a kind: its table, its fields, how a record is recognised.
type Schema struct {
	Kind   Kind
	Table  string // table and layer name in the registry file
	Label  Text   // plural, as a heading
	Single Text   // singular, within a sentence
	Shapes ShapeType
	Fields []Field
	// Keys lists the fields that together recognise a record in a file that
	// carries no ID. A key none of whose values is stated recognises nothing.
	Keys []string
	// NearM, where it is not 0, recognises a record whose first key (its code)
	// is not stated by the fields of NearKeys and a position within NearM metres.
	NearM    float64
	NearKeys []string
	// Managed kinds are written by the program's own services only, each by its
	// rules: no import and no general edit touches them, and they are no part of
	// what is handed out.
	Managed bool

	make func() Record
}

// SchemaOf is the description of a kind, nil when there is no such kind. It is
// shared and must not be changed.
func SchemaOf(kind Kind) *Schema { return schemas[kind] }

// New is an empty record of the kind.
func (s *Schema) New() Record { return s.make() }

// Field is the field of that name, nil when there is none.
func (s *Schema) Field(name string) *Field {
	i := slices.IndexFunc(s.Fields, func(f Field) bool { return f.Name == name })
	if i < 0 {
		return nil
	}
	return &s.Fields[i]
}

// schemas is built once and never changed.
var schemas = buildSchemas()

func buildSchemas() map[Kind]*Schema {
	all := map[Kind]*Schema{}
	for _, s := range []*Schema{
		operatorSchema(), unitSchema(), successionSchema(), siteSchema(), stationSchema(),
		sectorSchema(), postalSchema(), radioSchema(), clusterSchema(), settlementSchema(),
		zoneSchema(), indicatorSchema(), measurementSchema(), planSchema(), ruleSetSchema(),
		applicationSchema(), positionSchema(), eventSchema(), decisionSchema(), attachmentSchema(),
		scenarioSchema(), submissionSchema(),
	} {
		s.bind()
		all[s.Kind] = s
	}
	return all
}

// bind adds the fields that every record has and finds the struct field of
// each. A field without one is a mistake in this package, which every test
// of it would meet.
func (s *Schema) bind() {
	fields := []Field{
		text("id", "Định danh", "ID").aka("uid", "uuid", "gid"),
		day("valid_from", "Hiệu lực từ", "Valid from").aka("Từ ngày", "Ngày hiệu lực", "effective_date"),
		day("valid_to", "Hiệu lực đến", "Valid to").aka("Đến ngày", "Hết hiệu lực"),
	}
	fields = append(fields, s.Fields...)
	if s.Shapes == Points {
		fields = append(fields, positionFields()...)
	}
	byTag := map[string][]int{}
	indexTags(reflect.TypeOf(s.make()).Elem(), nil, byTag)
	for i := range fields {
		path, ok := byTag[fields[i].Name]
		if !ok {
			panic(fmt.Sprintf("registry: kind %s has no struct field for %q", s.Kind, fields[i].Name))
		}
		fields[i].index = path
	}
	s.Fields = fields
}

func indexTags(t reflect.Type, path []int, byTag map[string][]int) {
	for i := range t.NumField() {
		f := t.Field(i)
		at := append(slices.Clone(path), i)
		if tag := f.Tag.Get("db"); tag != "" {
			byTag[tag] = at
		} else if f.Type.Kind() == reflect.Struct {
			indexTags(f.Type, at, byTag)
		}
	}
}

func positionFields() []Field {
	return []Field{
		text("given_crs", "Hệ tọa độ gốc", "CRS as given"),
		text("given_coordinates", "Tọa độ gốc", "Coordinates as given"),
		number("accuracy_m", "m", "Độ chính xác (m)", "Accuracy (m)").within(0, 100000),
		boolean("approximate", "Vị trí gần đúng", "Approximate position"),
		text("approximate_reason", "Lý do gần đúng", "Why approximate"),
	}
}

func text(name, vi, en string) Field {
	return Field{Name: name, Type: TextField, Label: Text{vi, en}}
}

func coded(name, vi, en string, codes ...CodeValue) Field {
	return Field{Name: name, Type: CodeField, Label: Text{vi, en}, Codes: codes}
}

func list(name, vi, en string, codes ...CodeValue) Field {
	return Field{Name: name, Type: ListField, Label: Text{vi, en}, Codes: codes}
}

func code(value, vi, en string, aliases ...string) CodeValue {
	return CodeValue{value, Text{vi, en}, aliases}
}

func number(name, unit, vi, en string) Field {
	return Field{Name: name, Type: RealField, Unit: unit, Label: Text{vi, en}}
}

func integer(name, vi, en string) Field {
	return Field{Name: name, Type: IntegerField, Label: Text{vi, en}}
}

func boolean(name, vi, en string) Field {
	return Field{Name: name, Type: BooleanField, Label: Text{vi, en}}
}

func day(name, vi, en string) Field {
	return Field{Name: name, Type: DateField, Label: Text{vi, en}}
}

func (f Field) aka(headers ...string) Field {
	f.Aliases = append(f.Aliases, headers...)
	return f
}

func (f Field) required() Field {
	f.Required = true
	return f
}

func (f Field) restricted() Field {
	f.Restricted = true
	return f
}

func (f Field) long() Field {
	f.Long = true
	return f
}

func (f Field) refers(kind Kind) Field {
	f.Refers = kind
	return f
}

func (f Field) within(minimum, maximum float64) Field {
	f.Limits.Min, f.Limits.Max = minimum, maximum
	return f
}

func (f Field) usually(minimum, maximum float64) Field {
	f.Limits.UsualMin, f.Limits.UsualMax = minimum, maximum
	return f
}

func (f Field) means(vi, en string) Field {
	f.Help = Text{vi, en}
	return f
}
