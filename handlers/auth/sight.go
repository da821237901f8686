package auth

import (
	"bytes"
	"maps"
	"slices"
	"strings"

	"hatang/registry"
)

// Sight is which fields of which rows of a kind a caller sees. The zero Sight
// shows every field of every row.
type Sight struct {
	hides bool // restricted fields of some rows are hidden
	// field and holds tell the rows whose restricted fields are seen all the
	// same: those in which the field has such a value. field "": none.
	field  *registry.Field
	holds  func(value string) bool
	values func() []any
	key    string
	opened map[string]bool // restricted fields that the province shows everybody
}

// Sight is what the caller sees of a kind's rows.
func (p *Principal) Sight(kind registry.Kind) Sight {
	schema := registry.SchemaOf(kind)
	if schema == nil {
		return Sight{}
	}
	opened := p.opened(kind)
	if !restricts(schema, opened) {
		return Sight{}
	}
	s := p.sight(schema)
	if s.hides && len(opened) > 0 {
		s.opened = opened
		s.key += " and " + strings.Join(slices.Sorted(maps.Keys(opened)), ",")
	}
	return s
}

// sight is what the caller's role shows of a kind that has restricted fields.
func (p *Principal) sight(schema *registry.Schema) Sight {
	a := p.powers[Of(schema.Kind)]
	if a == nil || p.enrolling || p.scopes != nil && !slices.Contains(p.scopes, Read.scope()) {
		return Sight{hides: true, key: "public"}
	}
	switch {
	case a.whole == EveryRow, a.whole == OwnTerritory && p.places == nil:
		return Sight{}
	case a.whole == OwnTerritory:
		return p.placesSight(schema)
	case a.whole == OwnOperator && p.operator() != "":
		return p.operatorSight(schema)
	}
	return Sight{hides: true, key: "public"}
}

// restricts tells whether a kind has restricted fields beside those opened.
func restricts(schema *registry.Schema, opened map[string]bool) bool {
	for i := range schema.Fields {
		if f := &schema.Fields[i]; f.Restricted && !opened[f.Name] {
			return true
		}
	}
	return false
}

func (p *Principal) operatorSight(schema *registry.Schema) Sight {
	s := Sight{hides: true, key: "operator " + p.operator()}
	if name := operatorField(schema.Kind); name != "" {
		own := p.operator()
		s.field = schema.Field(name)
		s.holds = func(value string) bool { return value == own }
		s.values = func() []any { return []any{own} }
	}
	return s
}

func (p *Principal) placesSight(schema *registry.Schema) Sight {
	s := Sight{hides: true, key: "territory " + strings.Join(p.places.codes, ",")}
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
func (s Sight) Whole() bool { return !s.hides }

// Asks tells whether the caller may ask about a field: filter or sort by it, or
// set it. nil stands for every field.
func (s Sight) Asks() func(*registry.Field) bool {
	if !s.hides || s.field != nil {
		return nil
	}
	return s.everybodys()
}

// Shows is the test for the fields that are shown of a row; nil: all.
func (s Sight) Shows(rec registry.Record) func(*registry.Field) bool {
	if !s.hides || s.owns(rec) {
		return nil
	}
	return s.everybodys()
}

// everybodys is the test for the fields that everybody sees.
func (s *Sight) everybodys() func(*registry.Field) bool {
	opened := s.opened
	if opened == nil {
		return public // nothing to allocate for, row by row
	}
	return func(f *registry.Field) bool { return !f.Restricted || opened[f.Name] }
}

func public(f *registry.Field) bool { return !f.Restricted }

// public tells whether everybody sees the field.
func (s *Sight) public(f *registry.Field) bool { return !f.Restricted || s.opened[f.Name] }

func (s Sight) owns(rec registry.Record) bool {
	if s.field == nil {
		return false
	}
	value, _ := s.field.Value(rec).(string)
	return s.holds(value)
}

// ShowsValues is Shows for a row of which only its values by name are known.
func (s Sight) ShowsValues(value func(name string) string) func(*registry.Field) bool {
	if !s.hides || s.field != nil && s.holds(value(s.field.Name)) {
		return nil
	}
	return s.everybodys()
}

// Narrow is the condition that a question about restricted fields gets: it is
// put to the rows alone whose restricted fields the caller sees. none is true
// when there are no such rows; ok is false when nothing need be added.
func (s Sight) Narrow(schema *registry.Schema, asked func(name string) bool) (condition registry.Condition, none, ok bool) {
	if !s.hides || !s.asksHidden(schema, asked) {
		return condition, false, false
	}
	if s.field == nil {
		return condition, true, true
	}
	values := s.values()
	return registry.Where(s.field.Name, values...), len(values) == 0, true
}

func (s *Sight) asksHidden(schema *registry.Schema, asked func(name string) bool) bool {
	for i := range schema.Fields {
		if f := &schema.Fields[i]; !s.public(f) && asked(f.Name) {
			return true
		}
	}
	return false
}

// NarrowQuery adds to a query what Narrow says; none is true when it has no
// answers.
func (s Sight) NarrowQuery(q *registry.Query) (none bool) {
	asked := func(name string) bool {
		return slices.ContainsFunc(q.Where, func(c registry.Condition) bool { return c.Field == name }) ||
			slices.ContainsFunc(q.Order, func(o registry.Order) bool { return o.Field == name })
	}
	condition, none, ok := s.Narrow(registry.SchemaOf(q.Kind), asked)
	if ok && !none {
		q.Where = append(slices.Clone(q.Where), condition)
	}
	return none
}

// Key tells answers to callers who see different things apart, for ETags; "":
// everything.
func (s Sight) Key() string { return s.key }

// Hidden tells whether the row has a stated field that is not shown: one that
// has none can be written as it is kept.
func (s Sight) Hidden(rec registry.Record) bool {
	if !s.hides || s.owns(rec) {
		return false
	}
	schema := registry.SchemaOf(rec.Kind())
	for i := range schema.Fields {
		if f := &schema.Fields[i]; !s.public(f) && f.Value(rec) != nil {
			return true
		}
	}
	return false
}

// Cut takes the restricted members out of JSON that registry.AppendMembers
// wrote, from the given place on. Text in JSON has no bare quotes, so that a
// name with its quotes and comma stands nowhere but before its value; the first
// member is the id, which is not restricted.
func (s Sight) Cut(rendered []byte, from int, kind registry.Kind) []byte {
	schema := registry.SchemaOf(kind)
	for i := range schema.Fields {
		if s.public(&schema.Fields[i]) {
			continue
		}
		name := schema.Fields[i].Name
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

// Clear is the record without what is not shown: itself when nothing is hidden.
func (s Sight) Clear(rec registry.Record) registry.Record {
	if !s.Hidden(rec) {
		return rec
	}
	schema := registry.SchemaOf(rec.Kind())
	shown := schema.New()
	for i := range schema.Fields {
		if f := &schema.Fields[i]; s.public(f) {
			_ = f.Set(shown, f.Value(rec)) // a value of the field's own
		}
	}
	_ = shown.SetShape(rec.Shape()) // a shape of the kind's own
	*shown.Head() = *rec.Head()
	return shown
}
