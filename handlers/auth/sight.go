package auth

import (
	"bytes"
	"slices"
	"strings"

	"hatang/registry"
)

// Sight is which fields of which rows of a kind a caller sees. The zero Sight
// shows every field of every row.
type Sight struct {
	// hidden are the fields that are hidden in some rows; nil: none.
	hidden *registry.HiddenFields
	// field and holds tell the rows whose hidden fields are seen all the same:
	// those in which the field has such a value. field "": none.
	field  *registry.Field
	holds  func(value string) bool
	values func() []any
	key    string
}

// Sight is what the caller sees of a kind's rows.
func (p *Principal) Sight(kind registry.Kind) Sight {
	schema := registry.SchemaOf(kind)
	if schema == nil {
		return Sight{}
	}
	hidden := p.disclosed().Of(kind)
	if hidden.None() {
		return Sight{}
	}
	s, whole := p.sight(schema)
	if whole {
		return Sight{}
	}
	s.hidden = hidden
	if key := hidden.Key(); key != "" {
		s.key += " and " + key
	}
	return s
}

// sight is which rows of a kind that has hidden fields the caller's role shows
// whole.
func (p *Principal) sight(schema *registry.Schema) (s Sight, whole bool) {
	a := p.powers[Of(schema.Kind)]
	if a == nil || p.enrolling || p.scopes != nil && !slices.Contains(p.scopes, Read.scope()) {
		return Sight{key: "public"}, false
	}
	switch {
	case a.whole == EveryRow, a.whole == OwnTerritory && p.places == nil:
		return Sight{}, true
	case a.whole == OwnTerritory:
		return p.placesSight(schema), false
	case a.whole == OwnOperator && p.operator() != "":
		return p.operatorSight(schema), false
	}
	return Sight{key: "public"}, false
}

func (p *Principal) operatorSight(schema *registry.Schema) Sight {
	s := Sight{key: "operator " + p.operator()}
	if name := operatorField(schema.Kind); name != "" {
		own := p.operator()
		s.field = schema.Field(name)
		s.holds = func(value string) bool { return value == own }
		s.values = func() []any { return []any{own} }
	}
	return s
}

func (p *Principal) placesSight(schema *registry.Schema) Sight {
	s := Sight{key: "territory " + strings.Join(p.places.codes, ",")}
	if name := unitField(schema.Kind); name != "" {
		s.field = schema.Field(name)
		s.holds = p.places.contains
		s.values = func() []any {
			var values []any
			for code := range p.places.all() {
				values = append(values, code)
			}
			return values
		}
	}
	return s
}

// Whole tells whether nothing is hidden.
func (s Sight) Whole() bool { return s.hidden == nil }

// Hides tells whether the field of that name is hidden in some rows at least.
func (s Sight) Hides(name string) bool { return s.hidden != nil && s.hidden.Has(name) }

// Asks tells whether the caller may ask about a field: filter or sort by it, or
// set it. nil stands for every field.
func (s Sight) Asks() func(*registry.Field) bool {
	if s.hidden == nil || s.field != nil {
		return nil
	}
	return s.hidden.Shows()
}

// Shows is the test for the fields that are shown of a row; nil: all.
func (s Sight) Shows(rec registry.Record) func(*registry.Field) bool {
	if s.hidden == nil || s.owns(rec) {
		return nil
	}
	return s.hidden.Shows()
}

func (s Sight) owns(rec registry.Record) bool {
	if s.field == nil {
		return false
	}
	value, _ := s.field.Value(rec).(string)
	return s.holds(value)
}

// ShowsValues is Shows for a row of which only its values by name are known.
func (s Sight) ShowsValues(value func(name string) string) func(*registry.Field) bool {
	if s.hidden == nil || s.field != nil && s.holds(value(s.field.Name)) {
		return nil
	}
	return s.hidden.Shows()
}

// Narrow is the condition that a question about hidden fields gets: it is put to
// the rows alone whose hidden fields the caller sees. none is true
// when there are no such rows; ok is false when nothing need be added.
func (s Sight) Narrow(asked func(name string) bool) (condition registry.Condition, none, ok bool) {
	if s.hidden == nil || !slices.ContainsFunc(s.hidden.Fields(), func(f *registry.Field) bool { return asked(f.Name) }) {
		return condition, false, false
	}
	if s.field == nil {
		return condition, true, true
	}
	values := s.values()
	return registry.Where(s.field.Name, values...), len(values) == 0, true
}

// NarrowQuery adds to a query what Narrow says, and lets its text pass over
// hidden fields; none is true when it has no answers.
func (s Sight) NarrowQuery(q *registry.Query) (none bool) {
	asked := func(name string) bool {
		return slices.ContainsFunc(q.Where, func(c registry.Condition) bool { return c.Field == name }) ||
			slices.ContainsFunc(q.Order, func(o registry.Order) bool { return o.Field == name })
	}
	if s.hidden != nil && q.Text != "" {
		q.Unsearched = s.hidden.Unsearched()
	}
	condition, none, ok := s.Narrow(asked)
	if ok && !none {
		q.Where = append(slices.Clone(q.Where), condition)
	}
	return none
}

// Key tells answers to callers who see different things apart, for ETags; "":
// everything.
func (s Sight) Key() string { return s.key }

// Decided tells apart what the province shows otherwise than the schema, "" for
// nothing.
func (s Sight) Decided() string {
	if s.hidden == nil {
		return ""
	}
	return s.hidden.Key()
}

// Hidden tells whether the row has a stated field that is not shown: one that
// has none can be written as it is kept.
func (s Sight) Hidden(rec registry.Record) bool {
	return s.hidden != nil && !s.owns(rec) && s.hidden.StatedIn(rec)
}

// Cut takes the hidden members out of JSON that registry.AppendMembers wrote,
// from the given place on. Text in JSON has no bare quotes, so that a name with
// its quotes and comma stands nowhere but before its value; the first member is
// the id, which is never hidden, and what stands around the members has no name
// of a field after a comma.
func (s Sight) Cut(rendered []byte, from int) []byte {
	if s.hidden == nil {
		return rendered
	}
	for _, f := range s.hidden.Fields() {
		name := f.Name
		for at := from; ; {
			k := bytes.Index(rendered[at:], []byte(name))
			if k < 0 {
				break
			}
			k += at
			at = k + len(name)
			if !bytes.HasPrefix(rendered[at:], []byte(`":`)) || k < from+2 || rendered[k-1] != '"' || rendered[k-2] != ',' {
				continue
			}
			end := endOfValue(rendered, at+len(`":`))
			rendered = append(rendered[:k-2], rendered[end:]...)
			break
		}
	}
	return rendered
}

// endOfValue is where the JSON value that begins at the place ends.
func endOfValue(text []byte, at int) int {
	depth, quoted := 0, false
	for ; at < len(text); at++ {
		switch c := text[at]; {
		case quoted && c == '\\':
			at++
		case c == '"':
			quoted = !quoted
		case quoted:
		case c == '[' || c == '{':
			depth++
		case depth == 0 && (c == ',' || c == '}'):
			return at
		case c == ']' || c == '}':
			depth--
		}
	}
	return min(at, len(text))
}

// In is the hidden fields of a row, none where the row is shown whole.
func (s Sight) In(rec registry.Record) *registry.HiddenFields {
	if s.hidden == nil || s.owns(rec) {
		return new(registry.HiddenFields)
	}
	return s.hidden
}

// Clear is the record without what is not shown: itself when nothing is hidden.
func (s Sight) Clear(rec registry.Record) registry.Record {
	if s.hidden == nil || s.owns(rec) {
		return rec
	}
	return s.hidden.Clear(rec)
}
