package api

import (
	"errors"
	"net/url"
	"slices"
	"strings"
)

// query is a query string taken apart, by name. It says what url.Values would,
// without a map and a list for each of the few parameters that there are: those
// cost more than finding what a small answer tells.
type query []argument

// few parameters are sooner looked through than searched.
const few = 16

// argument is what a query string gives for a name.
type argument struct {
	name, value string
	further     []string // values, where the name is given more than once
}

// parseQuery takes a query string apart as url.ParseQuery does.
func parseQuery(raw string) (query, error) {
	q := make(query, 0, min(16, 1+strings.Count(raw, "&")))
	for raw != "" {
		var pair string
		if pair, raw, _ = strings.Cut(raw, "&"); pair == "" {
			continue
		}
		if strings.Contains(pair, ";") {
			return nil, errors.New("invalid semicolon separator in query")
		}
		name, value, _ := strings.Cut(pair, "=")
		name, err := url.QueryUnescape(name)
		if err != nil {
			return nil, err
		}
		if value, err = url.QueryUnescape(value); err != nil {
			return nil, err
		}
		q = append(q, argument{name: name, value: value})
	}
	return q.gathered(), nil
}

// queryOf is the query of values that were taken apart before.
func queryOf(values url.Values) query {
	var q query
	for name, list := range values {
		for _, value := range list {
			q = append(q, argument{name: name, value: value})
		}
	}
	return q.gathered()
}

// gathered sorts by name and brings together what is given for one.
func (q query) gathered() query {
	slices.SortStableFunc(q, func(a, b argument) int { return strings.Compare(a.name, b.name) })
	kept := q[:0]
	for _, a := range q {
		if n := len(kept); n > 0 && kept[n-1].name == a.name {
			kept[n-1].further = append(kept[n-1].further, a.value)
			continue
		}
		kept = append(kept, a)
	}
	return kept
}

func (q query) find(name string) (int, bool) {
	if len(q) <= few {
		for i := range q {
			if q[i].name == name {
				return i, true
			}
		}
		return 0, false
	}
	return slices.BinarySearchFunc(q, name, func(a argument, name string) int { return strings.Compare(a.name, name) })
}

// has tells whether the name is given.
func (q query) has(name string) bool {
	_, found := q.find(name)
	return found
}

// get is the first value of the name, "" when it is not given.
func (q query) get(name string) string {
	if i, found := q.find(name); found {
		return q[i].value
	}
	return ""
}
