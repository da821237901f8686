package registry

import (
	"fmt"
	"reflect"

	"github.com/paulmach/orb"
)

// FieldType is what a field holds.
type FieldType uint8

// The field types, with the Go type of the struct field that holds each.
const (
	TextField    FieldType = iota // string; "" is not stated
	CodeField                     // string out of Field.Codes; "" is not stated
	ListField                     // string of codes joined by ";" in the order of Field.Codes
	IntegerField                  // Opt[int64]
	RealField                     // Opt[float64]
	BooleanField                  // Opt[bool]
	DateField                     // Date
)

// CodeValue is one allowed value of a coded field.
type CodeValue struct {
	Code    string   `json:"code"`
	Label   Text     `json:"label"`
	Aliases []string `json:"-"` // other ways people write it; compared folded
}

// Limits bounds a number. Outside Min…Max it is refused, outside Usual it is
// taken with a warning. Equal bounds mean none.
type Limits struct {
	Min, Max           float64
	UsualMin, UsualMax float64
}

// Field describes one property of a kind for every surface.
type Field struct {
	Name       string // column, JSON member, header of our own exports
	Type       FieldType
	Unit       string // SI symbol or "" when there is none
	Label      Text
	Help       Text // a sentence for templates and the API's description
	Codes      []CodeValue
	Limits     Limits
	Required   bool
	Refers     Kind     // the field holds the ID (fields named …_id) or code (…_code) of a record of this kind
	Long       bool     // text that keeps its lines and may be as long as a document
	Restricted bool     // shown only to those who may see restricted fields
	Aliases    []string // headers people write; compared folded

	index []int // path of the struct field
}

// Searchable tells whether Query.Text looks into the field: text that everybody
// may see, and that people wrote.
func (f *Field) Searchable() bool {
	return f.Type == TextField && !f.Restricted && !f.Long && f.Name != "id"
}

// Value is the field of a record: nil when not stated, else string, int64,
// float64, bool or Date.
func (f *Field) Value(rec Record) any {
	switch v := f.pointer(rec).(type) {
	case *string:
		if *v != "" {
			return *v
		}
	case *Opt[int64]:
		if v.Known {
			return v.Value
		}
	case *Opt[float64]:
		if v.Known {
			return v.Value
		}
	case *Opt[bool]:
		if v.Known {
			return v.Value
		}
	case *Date:
		if !v.IsZero() {
			return *v
		}
	}
	return nil
}

// Set stores a value of the type that Value returns; nil clears the field. An
// integer is accepted for a real number.
func (f *Field) Set(rec Record, value any) error {
	switch p := f.pointer(rec).(type) {
	case *string:
		return assign(f, p, value)
	case *Date:
		return assign(f, p, value)
	case *Opt[int64]:
		return assignOpt(f, p, value)
	case *Opt[bool]:
		return assignOpt(f, p, value)
	case *Opt[float64]:
		if n, ok := value.(int64); ok {
			value = float64(n)
		}
		return assignOpt(f, p, value)
	}
	return fmt.Errorf("field %s has no settable type", f.Name)
}

// pointer is the address of the field within the record's struct.
func (f *Field) pointer(rec Record) any {
	return reflect.ValueOf(rec).Elem().FieldByIndex(f.index).Addr().Interface()
}

func assign[T any](f *Field, p *T, value any) error {
	if value == nil {
		var zero T
		*p = zero
		return nil
	}
	v, ok := value.(T)
	if !ok {
		return fmt.Errorf("field %s takes %T, not %T", f.Name, *p, value)
	}
	*p = v
	return nil
}

func assignOpt[T any](f *Field, p *Opt[T], value any) error {
	if value == nil {
		*p = Opt[T]{}
		return nil
	}
	v, ok := value.(T)
	if !ok {
		return fmt.Errorf("field %s takes %T, not %T", f.Name, p.Value, value)
	}
	*p = Some(v)
	return nil
}

// CodeLabel is the label of a coded value, the value itself when it is unknown.
func (f *Field) CodeLabel(code string) Text {
	for _, c := range f.Codes {
		if c.Code == code {
			return c.Label
		}
	}
	return Text{code, code}
}

// ShapeType is the sort of geometry that a kind's records carry.
type ShapeType uint8

// The shapes.
const (
	NoShapes ShapeType = iota
	Points
	Areas // polygons and multipolygons, kept as orb.MultiPolygon
)

// Record is one row about one thing. Records are pointers to the entity
// structs of this package.
type Record interface {
	Kind() Kind
	// Head is the part that every record has; the pointer leads into the record.
	Head() *Head
	// Shape is the geometry, nil when there is none or it is not known.
	Shape() orb.Geometry
	// SetShape replaces the geometry; nil removes it. A geometry of another sort
	// than the kind's is an error.
	SetShape(orb.Geometry) error
}

// Head begins every record.
type Head struct {
	// ID names the thing, the same in all rows about it, for ever.
	ID string `db:"id"`
	// ValidFrom ≤ day < ValidTo is when the row holds.
	ValidFrom Date `db:"valid_from"`
	ValidTo   Date `db:"valid_to"`
	// Revision is the number of the change that last wrote the row, 0 before it
	// is stored: the record's ETag.
	Revision int64 `db:"revision"`
}

// Period is the time on which the row holds.
func (h *Head) Period() Period { return Period{h.ValidFrom, h.ValidTo} }

// RowHead is the entity structs' own Head; embedding it gives them the method.
type RowHead struct{ Row Head }

// Head implements Record.
func (r *RowHead) Head() *Head { return &r.Row }
