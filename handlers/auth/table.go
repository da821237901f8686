package auth

import (
	"fmt"
	"slices"
	"strings"

	"github.com/gin-gonic/gin"
)

// Right is what a route takes of its caller.
type Right struct {
	Resource Resource
	Action   Action
}

// Table says which right every route takes. Surfaces describe their routes in
// it when they are put together; then it does not change.
type Table struct {
	rights map[string]map[string]Right // by path, then method
	wrong  []string
}

// NewTable is a table with the routes that every server has.
func NewTable() *Table {
	t := &Table{rights: map[string]map[string]Right{}}
	t.Describe("GET", "/healthz", Right{Health, Read})
	t.Describe("GET", "/readyz", Right{Health, Read})
	t.Describe("GET", "/metrics", Right{Metrics, Read})
	return t
}

// Describe says which right a route takes. The path is the pattern that the
// route is mounted with, such as "/api/v1/sites/:id".
func (t *Table) Describe(method, path string, right Right) {
	switch {
	case right.Resource == "" || right.Action == 0:
		t.wrong = append(t.wrong, fmt.Sprintf("%s %s states no right", method, path))
		return
	case !slices.Contains(Resources(), right.Resource):
		t.wrong = append(t.wrong, fmt.Sprintf("%s %s: there is no resource %q", method, path, right.Resource))
		return
	case right.Action&(right.Action-1) != 0:
		t.wrong = append(t.wrong, fmt.Sprintf("%s %s takes several actions (%s), one is expected", method, path, right.Action))
		return
	}
	if t.rights[path] == nil {
		t.rights[path] = map[string]Right{}
	}
	if before, ok := t.rights[path][method]; ok && before != right {
		t.wrong = append(t.wrong, fmt.Sprintf("%s %s is described twice, as %s %s and as %s %s",
			method, path, before.Action, before.Resource, right.Action, right.Resource))
	}
	t.rights[path][method] = right
}

// Of is the right that a route takes.
func (t *Table) Of(method, path string) (Right, bool) {
	right, ok := t.rights[path][method]
	return right, ok
}

// Check fails when a route is not described, and when something was described
// wrong or is no route: a typing mistake could otherwise leave the right that
// was meant unused.
func (t *Table) Check(routes gin.RoutesInfo) error {
	wrong := slices.Clone(t.wrong)
	mounted := map[string]bool{}
	for _, r := range routes {
		mounted[r.Method+" "+r.Path] = true
		if _, ok := t.Of(r.Method, r.Path); !ok {
			wrong = append(wrong, fmt.Sprintf("%s %s is not in the table of rights", r.Method, r.Path))
		}
	}
	for path, methods := range t.rights {
		for method := range methods {
			if !mounted[method+" "+path] {
				wrong = append(wrong, fmt.Sprintf("%s %s is in the table of rights but no route", method, path))
			}
		}
	}
	if len(wrong) == 0 {
		return nil
	}
	slices.Sort(wrong)
	return fmt.Errorf("rights: %s", strings.Join(wrong, "; "))
}
