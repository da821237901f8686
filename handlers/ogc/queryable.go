package ogc

import (
	"strconv"
	"strings"

	"hatang/registry"
)

// parseQueryable reads the value of a parameter that filters by a field
// (/req/queryables-query-parameters/parameters) as a condition: equality, and
// for a list that the code is in it.
func parseQueryable(text string, f *registry.Field) (registry.Condition, registry.Text) {
	value, problem := parseValue(text, f)
	if !problem.IsZero() {
		return registry.Condition{}, problem
	}
	c := registry.Where(f.Name, value)
	if f.Type == registry.ListField {
		c.Compare = registry.Contains
	}
	return c, registry.Text{}
}

func parseValue(text string, f *registry.Field) (any, registry.Text) {
	text = registry.Normalise(text)
	if text == "" {
		return nil, registry.Text{VI: "không được để trống", EN: "must not be empty"}
	}
	switch f.Type {
	case registry.IntegerField:
		n, err := strconv.ParseInt(text, 10, 64)
		return n, when(err != nil, "phải là số nguyên", "must be a whole number")
	case registry.RealField:
		v, err := strconv.ParseFloat(text, 64)
		return v, when(err != nil || !finite(v), "phải là số, dấu chấm thập phân", "must be a number with a decimal point")
	case registry.BooleanField:
		return text == "true", when(text != "true" && text != "false", "phải là true hoặc false", "must be true or false")
	case registry.DateField:
		day, err := registry.ParseDate(text)
		return day, when(err != nil, "phải là ngày, như 2020-12-31", "must be a date such as 2020-12-31")
	case registry.CodeField, registry.ListField:
		return text, knownCode(f, text)
	}
	return text, registry.Text{}
}

func when(wrong bool, vi, en string) registry.Text {
	if wrong {
		return registry.Text{VI: vi, EN: en}
	}
	return registry.Text{}
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
