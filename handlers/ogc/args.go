package ogc

import (
	"net/url"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"hatang/handlers"
	"hatang/registry"
)

// args reads the query string of a request. It gathers every problem, so that a
// caller learns of all of them at once.
type args struct {
	values   url.Values
	problems []registry.Problem
}

// newArgs takes the query string apart. Parameters that are not known and such
// as are given twice are problems: /req/core/query-param-unknown and
// /req/core/query-param-invalid.
func newArgs(rawQuery string, parameters []string) *args {
	a := &args{values: url.Values{}}
	values, err := url.ParseQuery(rawQuery)
	if err != nil {
		a.reject("", rawQuery, "query", registry.Textf("chuỗi truy vấn sai: %v", "malformed query string: %v", err))
		return a
	}
	a.values = values
	known := func(name string) bool { return slices.Contains(parameters, name) }
	for _, name := range sortedKeys(values) {
		switch {
		case strings.HasPrefix(name, "filter") && !known(name):
			a.reject(name, values.Get(name), "unsupported", registry.Text{
				VI: "chưa lọc được bằng CQL2; dùng các tham số theo trường, bbox và datetime",
				EN: "there is no filtering by CQL2 yet; use the parameters by field, bbox and datetime",
			})
		case !known(name):
			a.reject(name, values.Get(name), "unknown", handlers.UnknownParameter(name, parameters))
		case len(values[name]) > 1:
			a.reject(name, strings.Join(values[name], " & "), "repeated", registry.Text{VI: "chỉ được cho một lần", EN: "must be given once"})
		case !utf8.ValidString(values.Get(name)):
			a.reject(name, "", "text", registry.Text{VI: "không phải UTF-8", EN: "is not UTF-8"})
		}
	}
	return a
}

func sortedKeys(values url.Values) []string {
	keys := make([]string, 0, len(values))
	for key := range values {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	return keys
}

func (a *args) reject(name, value, rule string, message registry.Text) {
	a.problems = append(a.problems, registry.Problem{
		Column: name, Value: registry.Clip(value), Rule: rule, Message: message, Severity: registry.Fault,
	})
}

// err is every problem found so far, nil when there is none.
func (a *args) err() error {
	if len(a.problems) == 0 {
		return nil
	}
	e := registry.Errorf(registry.Invalid, "có %d tham số sai", "%d parameters are wrong", len(a.problems))
	if len(a.problems) == 1 {
		e = registry.Errorf(registry.Invalid, "có một tham số sai", "one parameter is wrong")
	}
	e.Problems = a.problems
	return e
}

func (a *args) has(name string) bool { return a.values.Has(name) }

// choice refuses the parameter's value unless it is one of the allowed words.
func (a *args) choice(name string, allowed ...string) {
	value := a.values.Get(name)
	if a.has(name) && !slices.Contains(allowed, value) {
		a.reject(name, value, "code", registry.Textf("phải là một trong: %s", "must be one of: %s", strings.Join(allowed, ", ")))
	}
}

// parsed is what read makes of the parameter; the zero value when it is not
// given or wrong.
func parsed[T any](a *args, name, rule string, read func(text string) (T, registry.Text)) T {
	var none T
	if !a.has(name) {
		return none
	}
	value, problem := read(a.values.Get(name))
	if !problem.IsZero() {
		a.reject(name, a.values.Get(name), rule, problem)
		return none
	}
	return value
}

// How many features a page holds.
const (
	defaultLimit = 100
	maxLimit     = 10_000
)

// parseLimit reads limit. More than a page holds is no error: the page is full
// (/per/core/fc-limit-response-2).
func parseLimit(text string) (int, registry.Text) {
	n, err := strconv.Atoi(text)
	tooLong := err != nil && isDigits(text) // a number all the same
	switch {
	case tooLong:
		return maxLimit, registry.Text{}
	case err != nil || n < 1:
		return 0, registry.Textf("phải là số nguyên từ 1 đến %d", "must be a whole number of 1 to %d", maxLimit)
	}
	return min(n, maxLimit), registry.Text{}
}

func isDigits(text string) bool {
	return text != "" && strings.Trim(text, "0123456789") == ""
}
