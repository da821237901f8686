package ogc

import (
	"cmp"
	"math"
	"strings"

	"golang.org/x/text/collate"
	"golang.org/x/text/language"

	"hatang/registry"
)

// maxSortKeys bounds an order; more keys mean nothing to a reader.
const maxSortKeys = 5

// sortable tells whether collections are sorted by the field: lists have no
// order (/req/sortables/response).
func sortable(f *registry.Field) bool { return f.Type != registry.ListField }

// parseSortby reads sortby=+name,-height_m. A plus that was not escaped arrives
// as a blank and is taken for what was meant. Ascending is the default.
func parseSortby(text string, schema *registry.Schema, keep func(*registry.Field) bool) ([]registry.Order, registry.Text) {
	var order []registry.Order
	seen := map[string]bool{}
	for key := range strings.SplitSeq(text, ",") {
		name, descending := strings.CutPrefix(key, "-")
		if !descending {
			name = strings.TrimPrefix(strings.TrimPrefix(name, " "), "+")
		}
		f := schema.Field(name)
		switch {
		case f == nil || !sortable(f) || !keep(f):
			return nil, registry.Textf("không sắp xếp được theo %q", "there is no sorting by %q", registry.Clip(name))
		case seen[name]:
			return nil, registry.Textf("%s có hai lần", "%s stands twice", name)
		}
		seen[name] = true
		order = append(order, registry.Order{Field: name, Descending: descending})
	}
	if len(order) > maxSortKeys {
		return nil, registry.Textf("tối đa %d trường", "at most %d properties", maxSortKeys)
	}
	return order, registry.Text{}
}

// place is where a row stands in an order: the value of each sort key, then its
// id and its beginning, after which nothing can differ.
type place struct {
	values []any // nil: not stated
	id     string
	from   registry.Date
}

// sequence compares places as the registry orders rows: by the keys, text as a
// Vietnamese dictionary has it, what is not stated last whatever the direction,
// then by id and by beginning.
type sequence struct {
	order    []registry.Order
	fields   []*registry.Field
	collator *collate.Collator // it keeps state: one a request
}

func newSequence(schema *registry.Schema, order []registry.Order) *sequence {
	s := &sequence{order: order}
	for _, key := range order {
		f := schema.Field(key.Field)
		s.fields = append(s.fields, f)
		if byDictionary(f) {
			s.collator = collate.New(language.Vietnamese)
		}
	}
	return s
}

// byDictionary tells free text from codes and ids, which sort byte by byte.
func byDictionary(f *registry.Field) bool {
	return f.Type == registry.TextField && f.Name != "id"
}

func (s *sequence) placeOf(rec registry.Record) place {
	head := rec.Head()
	p := place{id: head.ID, from: head.ValidFrom}
	for _, f := range s.fields {
		p.values = append(p.values, f.Value(rec))
	}
	return p
}

func (s *sequence) compare(a, b place) int {
	for i := range s.order {
		if c := s.compareKey(i, a.values[i], b.values[i]); c != 0 {
			return c
		}
	}
	return cmp.Or(strings.Compare(a.id, b.id), a.from.Compare(b.from))
}

func (s *sequence) compareKey(i int, a, b any) int {
	switch {
	case a == nil && b == nil:
		return 0
	case a == nil:
		return 1
	case b == nil:
		return -1
	}
	c := s.compareValues(s.fields[i], a, b)
	if s.order[i].Descending {
		return -c
	}
	return c
}

func (s *sequence) compareValues(f *registry.Field, a, b any) int {
	switch v := a.(type) {
	case string:
		w, _ := b.(string)
		if byDictionary(f) {
			return s.collator.CompareString(v, w)
		}
		return strings.Compare(v, w)
	case int64:
		w, _ := b.(int64)
		return cmp.Compare(v, w)
	case float64:
		w, _ := b.(float64)
		return cmp.Compare(v, w)
	case registry.Date:
		w, _ := b.(registry.Date)
		return v.Compare(w)
	case bool:
		w, _ := b.(bool)
		return cmp.Compare(bit(v), bit(w))
	}
	return 0
}

// bit orders false before true.
func bit(b bool) int {
	if b {
		return 1
	}
	return 0
}

// finite refuses what JSON and SQL have no number for.
func finite(v float64) bool { return !math.IsNaN(v) && !math.IsInf(v, 0) }
