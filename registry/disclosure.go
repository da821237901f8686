package registry

import (
	"maps"
	"slices"
	"strings"
)

// Disclosure is which fields everybody may see: by each kind's schema all but the
// restricted ones, more where the province opens some of these, less where it
// closes others. nil is the schemas' own. It does not change.
type Disclosure struct{ hidden map[Kind]*HiddenFields }

// NewDisclosure is what the schemas, the opened and the closed fields together
// leave to be seen.
func NewDisclosure(opened, closed FieldNames) *Disclosure {
	d := &Disclosure{hidden: map[Kind]*HiddenFields{}}
	for _, kind := range Kinds() {
		d.hidden[kind] = newHidden(SchemaOf(kind), opened[kind], closed[kind])
	}
	return d
}

// ParseDisclosure reads SettingOpenFields and SettingClosedFields.
func ParseDisclosure(opened, closed string) (*Disclosure, error) {
	open, err := ParseOpenFields(opened)
	if err != nil {
		return nil, err
	}
	shut, err := ParseClosedFields(closed)
	if err != nil {
		return nil, err
	}
	return NewDisclosure(open, shut), nil
}

// ClosedDisclosure shows nothing that can be closed: what holds while it cannot
// be read what the province decided.
func ClosedDisclosure() *Disclosure {
	closed := FieldNames{}
	for _, kind := range EditedKinds() {
		closed.add(kind, ClosableFields(kind)...)
	}
	return NewDisclosure(nil, closed)
}

// undecided is what the schemas say.
var undecided = NewDisclosure(nil, nil)

// Of is the fields of a kind that not everybody sees, none for what is no kind.
func (d *Disclosure) Of(kind Kind) *HiddenFields {
	if d == nil {
		d = undecided
	}
	if h := d.hidden[kind]; h != nil {
		return h
	}
	return new(HiddenFields)
}

// HiddenFields are the fields of a kind that only those see who have a right to
// the whole record.
type HiddenFields struct {
	fields []*Field
	key    string
	shows  func(*Field) bool
}

func newHidden(schema *Schema, opened, closed map[string]bool) *HiddenFields {
	h := new(HiddenFields)
	for i := range schema.Fields {
		if f := &schema.Fields[i]; f.Restricted && !opened[f.Name] || !f.Restricted && closed[f.Name] {
			h.fields = append(h.fields, f)
		}
	}
	h.shows = func(f *Field) bool { return !h.Has(f.Name) }
	var words []string
	for _, name := range slices.Sorted(maps.Keys(opened)) {
		words = append(words, "+"+name)
	}
	for _, name := range slices.Sorted(maps.Keys(closed)) {
		words = append(words, "-"+name)
	}
	h.key = strings.Join(words, " ")
	return h
}

// None tells whether everybody sees the whole record.
func (h *HiddenFields) None() bool { return len(h.fields) == 0 }

// Fields are the fields, in the order of the schema. They must not be changed.
func (h *HiddenFields) Fields() []*Field { return h.fields }

// Has tells whether the field of that name is hidden. The names are few, and of
// different lengths mostly.
func (h *HiddenFields) Has(name string) bool {
	for _, f := range h.fields {
		if f.Name == name {
			return true
		}
	}
	return false
}

// Shows is the test for the fields that everybody sees; it is the same function
// each time.
func (h *HiddenFields) Shows() func(*Field) bool { return h.shows }

// Key tells apart what the province decided otherwise than the schema; "" when it
// decided nothing.
func (h *HiddenFields) Key() string { return h.key }

// Unsearched are the hidden fields that Query.Text would look into.
func (h *HiddenFields) Unsearched() []string {
	var names []string
	for _, f := range h.fields {
		if f.Searchable() {
			names = append(names, f.Name)
		}
	}
	return names
}

// Clear is a record as everybody sees it: itself when it states nothing hidden,
// else a copy.
func (h *HiddenFields) Clear(rec Record) Record {
	if !h.StatedIn(rec) {
		return rec
	}
	schema := SchemaOf(rec.Kind())
	shown := schema.New()
	for i := range schema.Fields {
		if f := &schema.Fields[i]; !h.Has(f.Name) {
			_ = f.Set(shown, f.Value(rec)) // a value of the field's own
		}
	}
	_ = shown.SetShape(rec.Shape()) // a shape of the kind's own
	*shown.Head() = *rec.Head()
	return shown
}

// StatedIn tells whether a record states one of the fields.
func (h *HiddenFields) StatedIn(rec Record) bool {
	for _, f := range h.fields {
		if f.Value(rec) != nil {
			return true
		}
	}
	return false
}
