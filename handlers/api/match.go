package api

import (
	"cmp"
	"slices"
	"strings"

	"hatang/registry"
)

// predicate tells whether a record meets every condition, for questions that an
// index of places answers. It means what registry.Condition says.
func predicate(schema *registry.Schema, where []registry.Condition) func(registry.Record) bool {
	tests := make([]func(registry.Record) bool, 0, len(where))
	for _, condition := range where {
		tests = append(tests, test(schema.Field(condition.Field), condition))
	}
	return func(rec registry.Record) bool {
		for _, holds := range tests {
			if !holds(rec) {
				return false
			}
		}
		return true
	}
}

func test(f *registry.Field, condition registry.Condition) func(registry.Record) bool {
	switch condition.Compare {
	case registry.IsNull:
		return func(rec registry.Record) bool { return f.Value(rec) == nil }
	case registry.NotNull:
		return func(rec registry.Record) bool { return f.Value(rec) != nil }
	case registry.Contains:
		return containsTest(f, condition.Values)
	case registry.NotEquals:
		return func(rec registry.Record) bool {
			value := f.Value(rec)
			return value != nil && !slices.Contains(condition.Values, value)
		}
	case registry.Equals:
		return func(rec registry.Record) bool {
			value := f.Value(rec)
			return value != nil && slices.Contains(condition.Values, value)
		}
	}
	return func(rec registry.Record) bool {
		value := f.Value(rec)
		return value != nil && slices.ContainsFunc(condition.Values, func(bound any) bool {
			return holds(condition.Compare, compareValues(value, bound))
		})
	}
}

func containsTest(f *registry.Field, values []any) func(registry.Record) bool {
	var wanted []string
	for _, value := range values {
		if text, ok := value.(string); ok {
			if f.Type != registry.ListField {
				text = registry.Fold(text)
			}
			wanted = append(wanted, text)
		}
	}
	return func(rec registry.Record) bool {
		text, ok := f.Value(rec).(string)
		if !ok {
			return false
		}
		if f.Type == registry.ListField {
			parts := strings.Split(text, ";")
			return slices.ContainsFunc(wanted, func(w string) bool { return slices.Contains(parts, w) })
		}
		text = registry.Fold(text)
		return slices.ContainsFunc(wanted, func(w string) bool { return strings.Contains(text, w) })
	}
}

func holds(compare registry.Comparison, order int) bool {
	switch compare {
	case registry.Less:
		return order < 0
	case registry.AtMost:
		return order <= 0
	case registry.More:
		return order > 0
	case registry.AtLeast:
		return order >= 0
	}
	return false
}

// compareValues orders two values of one field's type.
func compareValues(a, b any) int {
	switch v := a.(type) {
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
	case string:
		w, _ := b.(string)
		return strings.Compare(v, w)
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

// inService keeps things that worked on the day; kinds without those dates
// always did.
func inService(on registry.Date) func(registry.Record) bool {
	return func(rec registry.Record) bool {
		living, ok := rec.(interface{ InService(registry.Date) bool })
		return !ok || living.InService(on)
	}
}
