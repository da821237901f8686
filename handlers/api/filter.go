package api

import (
	"maps"
	"slices"
	"strconv"
	"strings"

	"hatang/registry"
)

// suffix is what follows a field's name and a dot in a filter.
type suffix struct {
	name    string
	compare registry.Comparison
	about   registry.Text
}

// suffixesOf lists the filters that a field takes, the plain one first.
func suffixesOf(f *registry.Field) []suffix {
	plain := suffix{"", registry.Equals, registry.Text{VI: "bằng một trong các giá trị", EN: "is one of the values"}}
	differs := suffix{"ne", registry.NotEquals, registry.Text{VI: "khác giá trị", EN: "is stated and differs"}}
	null := suffix{"null", registry.IsNull, registry.Text{VI: "true: chưa ghi; false: đã ghi", EN: "true: not stated; false: stated"}}
	switch f.Type {
	case registry.ListField:
		plain.compare = registry.Contains
		plain.about = registry.Text{VI: "có một trong các mã", EN: "holds one of the codes"}
		return []suffix{plain, {"all", registry.Contains, registry.Text{VI: "có mọi mã", EN: "holds all the codes"}}, null}
	case registry.TextField:
		return []suffix{plain, differs, {"contains", registry.Contains, registry.Text{VI: "chứa đoạn chữ, không kể dấu và hoa thường", EN: "holds the text, accents and case ignored"}}, null}
	case registry.CodeField:
		return []suffix{plain, differs, null}
	case registry.BooleanField:
		return []suffix{plain, null}
	}
	return []suffix{
		plain, differs,
		{"gt", registry.More, registry.Text{VI: "lớn hơn", EN: "more than"}},
		{"gte", registry.AtLeast, registry.Text{VI: "từ … trở lên", EN: "at least"}},
		{"lt", registry.Less, registry.Text{VI: "nhỏ hơn", EN: "less than"}},
		{"lte", registry.AtMost, registry.Text{VI: "đến … trở xuống", EN: "at most"}},
		null,
	}
}

// filters are the filters of a kind, worked out once.
type filters struct {
	schema *registry.Schema
	list   []filter
	byName map[string]int // places in the list
}

// filter is one parameter that filters by a field.
type filter struct {
	name   string
	field  *registry.Field
	suffix suffix
}

func filtersOf(schema *registry.Schema) *filters {
	f := &filters{schema: schema, byName: map[string]int{}}
	for i := range schema.Fields {
		for _, s := range suffixesOf(&schema.Fields[i]) {
			name := filterName(&schema.Fields[i], s)
			f.byName[name] = len(f.list)
			f.list = append(f.list, filter{name, &schema.Fields[i], s})
		}
	}
	return f
}

func allFilters() map[registry.Kind]*filters {
	all := map[registry.Kind]*filters{}
	for _, kind := range registry.Kinds() {
		all[kind] = filtersOf(registry.SchemaOf(kind))
	}
	return all
}

// conditions reads the filters by field, in the order of the schema. Fields
// that the caller may not see cannot be asked about either.
func (a *args) conditions(f *filters, keep func(*registry.Field) bool) []registry.Condition {
	var given []int
	for _, p := range a.given {
		if i, ok := f.byName[p.name]; ok {
			given = append(given, i)
		}
	}
	slices.Sort(given)
	var where []registry.Condition
	for _, i := range given {
		one := &f.list[i]
		if keep != nil && !keep(one.field) {
			a.rejectUnknown(one.name)
			continue
		}
		where = append(where, a.condition(one.name, one.field, one.suffix)...)
	}
	return where
}

// openConditions is conditions for an open route: what is neither a parameter
// of the route nor a filter of the kind is unknown.
func (a *args) openConditions(f *filters, keep func(*registry.Field) bool) []registry.Condition {
	for _, p := range a.given {
		if _, ok := f.byName[p.name]; !ok && !a.known[p.name] {
			a.rejectUnknown(p.name, slices.Collect(maps.Keys(f.byName))...)
		}
	}
	return a.conditions(f, keep)
}

func filterName(f *registry.Field, s suffix) string {
	if s.name == "" {
		return f.Name
	}
	return f.Name + "." + s.name
}

func (a *args) condition(name string, f *registry.Field, s suffix) []registry.Condition {
	if s.name == "null" {
		compare := registry.NotNull
		if a.boolean(name, false) {
			compare = registry.IsNull
		}
		return []registry.Condition{{Field: f.Name, Compare: compare}}
	}
	texts := []string{a.given.get(name)}
	if s.compare == registry.Equals || f.Type == registry.ListField {
		texts = splitValues(texts[0])
	}
	var values []any
	for _, text := range texts {
		value, problem := parseFilterValue(f, text)
		if !problem.IsZero() {
			a.reject(name, text, "type", problem)
			continue
		}
		values = append(values, value)
	}
	if s.name != "all" {
		return []registry.Condition{{Field: f.Name, Compare: s.compare, Values: values}}
	}
	var each []registry.Condition
	for _, value := range values {
		each = append(each, registry.Condition{Field: f.Name, Compare: s.compare, Values: []any{value}})
	}
	return each
}

// splitValues divides at commas; a backslash takes the next character as it is,
// so that a value can hold a comma.
func splitValues(text string) []string {
	var parts []string
	var part strings.Builder
	escaped := false
	for _, r := range text {
		switch {
		case escaped:
			part.WriteRune(r)
			escaped = false
		case r == '\\':
			escaped = true
		case r == ',':
			parts = append(parts, part.String())
			part.Reset()
		default:
			part.WriteRune(r)
		}
	}
	return append(parts, part.String())
}

// parseFilterValue is the text as a value of the field's type, as Field.Value
// returns it.
func parseFilterValue(f *registry.Field, text string) (any, registry.Text) {
	text = registry.Normalise(text)
	if text == "" {
		return nil, registry.Textf("giá trị không được để trống; dùng %s.null=true để tìm chỗ chưa ghi", "a value must not be empty; use %s.null=true for what is not stated", f.Name)
	}
	switch f.Type {
	case registry.IntegerField:
		n, err := strconv.ParseInt(text, 10, 64)
		return n, expected(err, "phải là số nguyên", "must be a whole number")
	case registry.RealField:
		v, err := parseNumber(text)
		return v, expected(err, "phải là số, dấu chấm thập phân", "must be a number with a decimal point")
	case registry.BooleanField:
		if text != "true" && text != "false" {
			return nil, registry.Text{VI: "phải là true hoặc false", EN: "must be true or false"}
		}
		return text == "true", registry.Text{}
	case registry.DateField:
		day, err := registry.ParseDate(text)
		return day, expected(err, "phải là ngày, như 2020-12-31", "must be a date such as 2020-12-31")
	case registry.CodeField, registry.ListField:
		return text, knownCode(f, text)
	}
	return text, registry.Text{}
}

func expected(err error, vi, en string) registry.Text {
	if err == nil {
		return registry.Text{}
	}
	return registry.Text{VI: vi, EN: en}
}

func knownCode(f *registry.Field, text string) registry.Text {
	var codes []string
	for _, c := range f.Codes {
		if c.Code == text {
			return registry.Text{}
		}
		codes = append(codes, c.Code)
	}
	return registry.Textf("phải là một trong: %s", "must be one of: %s", strings.Join(codes, ", "))
}

// maxSortKeys bounds the order of a list; more keys mean nothing to a reader.
const maxSortKeys = 3

// order reads sort=-height_m,name.
func (a *args) order(name string, schema *registry.Schema, keep func(*registry.Field) bool) []registry.Order {
	if !a.has(name) {
		return nil
	}
	var order []registry.Order
	seen := map[string]bool{}
	for key := range strings.SplitSeq(a.given.get(name), ",") {
		field := strings.TrimPrefix(key, "-")
		f := schema.Field(field)
		switch {
		case f == nil || f.Type == registry.ListField || (keep != nil && !keep(f)):
			a.reject(name, key, "sort", registry.Textf("không sắp xếp được theo %q", "there is no sorting by %q", clip(field)))
			return nil
		case seen[field]:
			a.reject(name, key, "repeated", registry.Textf("%s có hai lần", "%s stands twice", field))
			return nil
		}
		seen[field] = true
		order = append(order, registry.Order{Field: field, Descending: strings.HasPrefix(key, "-")})
	}
	if len(order) > maxSortKeys {
		a.reject(name, a.given.get(name), "range", registry.Textf("tối đa %d trường", "at most %d fields", maxSortKeys))
		return nil
	}
	return order
}
