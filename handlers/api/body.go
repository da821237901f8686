package api

import (
	"bytes"
	"encoding/json"
	"io"
	"mime"
	"net/http"
	"slices"
	"strings"

	"github.com/gin-gonic/gin"
	"github.com/paulmach/orb"

	"hatang/handlers"
	"hatang/registry"
)

const typeMergePatch = "application/merge-patch+json"

// body reads the request's body, of one of the media types.
func body(c *gin.Context, mediaTypes ...string) ([]byte, error) {
	given, _, err := mime.ParseMediaType(c.GetHeader("Content-Type"))
	if err != nil || !slices.Contains(mediaTypes, given) {
		c.Header("Accept", strings.Join(mediaTypes, ", "))
		return nil, handlers.Refuse(http.StatusUnsupportedMediaType, "gửi %s, không phải %q", "send %s, not %q",
			strings.Join(mediaTypes, " / "), clip(c.GetHeader("Content-Type")))
	}
	return io.ReadAll(c.Request.Body)
}

// readOnly are members of an answer that a client may send back and that say
// nothing.
func readOnly() []string { return []string{"revision", "warnings"} }

// merge sets the members of a JSON object on a record and returns every fault
// and warning, those of the finished record among them. Fields that the caller
// may not see are not there to be set.
func (a *API) merge(rec registry.Record, data []byte, keep func(*registry.Field) bool) []registry.Problem {
	schema := registry.SchemaOf(rec.Kind())
	data, problems := withoutReadOnly(data)
	if len(problems) == 0 {
		problems = append(problems, unseen(schema, data, keep)...)
		problems = append(problems, registry.MergeJSON(rec, data)...)
	}
	problems = append(problems, a.unsound(rec, data, problems)...)
	slices.SortStableFunc(problems, func(p, q registry.Problem) int { return strings.Compare(p.Column, q.Column) })
	seen := map[string]bool{}
	for _, p := range problems {
		seen[p.Column] = true
	}
	if seen[""] { // not an object at all
		return problems
	}
	for _, p := range schema.Validate(rec) {
		if !seen[p.Column] { // what could not be read is not missing as well
			problems = append(problems, p)
		}
	}
	return problems
}

func withoutReadOnly(data []byte) ([]byte, []registry.Problem) {
	var m map[string]json.RawMessage
	if err := handlers.UnmarshalStrictly(data, &m); err != nil {
		return nil, notObject(data, handlers.JSONFault(err))
	}
	if m == nil {
		return nil, notObject(data, registry.Text{VI: "null", EN: "null"})
	}
	found := false
	for _, name := range readOnly() {
		if _, ok := m[name]; ok {
			delete(m, name)
			found = true
		}
	}
	if found {
		data, _ = json.Marshal(m) // it was JSON
	}
	return data, nil
}

func notObject(data []byte, what registry.Text) []registry.Problem {
	return []registry.Problem{{Value: clip(string(data)), Rule: "json", Severity: registry.Fault,
		Message: registry.Textf("không phải một đối tượng JSON: %[1]s", "not a JSON object: %[2]s", what.VI, what.EN)}}
}

// unseen are members that name fields which the caller may not see.
func unseen(schema *registry.Schema, data []byte, keep func(*registry.Field) bool) []registry.Problem {
	if keep == nil {
		return nil
	}
	given, err := members(data)
	if err != nil {
		return nil // MergeJSON says so
	}
	var problems []registry.Problem
	for name := range given {
		if f := schema.Field(name); f != nil && !keep(f) {
			problems = append(problems, registry.Problem{Column: name, Rule: "unknown", Severity: registry.Fault,
				Message: registry.Text{VI: "không có trường này", EN: "there is no such field"}})
		}
	}
	return problems
}

// unsound is what keeps the area that the members name from being one. Areas
// that are there already are left alone, those that could not be read too.
func (a *API) unsound(rec registry.Record, data []byte, found []registry.Problem) []registry.Problem {
	area, ok := rec.Shape().(orb.MultiPolygon)
	if !ok || !bytes.Contains(data, []byte(`"geometry"`)) {
		return nil
	}
	for _, p := range found {
		if p.Column == "geometry" || p.Column == "" {
			return nil
		}
	}
	most := a.options.Limits.Vertices
	if n := vertices(area); n > most {
		return []registry.Problem{tooManyVertices("geometry", n, most)}
	}
	message := checkArea(area, most)
	if message.IsZero() {
		message = checkRings(area)
	}
	if message.IsZero() {
		return nil
	}
	return []registry.Problem{{Column: "geometry", Rule: "geometry", Message: message, Severity: registry.Fault}}
}

func vertices(g orb.Geometry) int {
	n := 0
	if area, ok := g.(orb.MultiPolygon); ok {
		for _, polygon := range area {
			for _, ring := range polygon {
				n += len(ring)
			}
		}
	}
	return n
}

func tooManyVertices(column string, n, most int) registry.Problem {
	return registry.Problem{Column: column, Rule: "vertices", Severity: registry.Fault,
		Message: registry.Textf("có %d đỉnh, tối đa %d", "has %d vertices, at most %d", n, most)}
}

// split parts what rejects from what only warns.
func split(problems []registry.Problem) (faults, warnings []registry.Problem) {
	for _, p := range problems {
		if p.Severity == registry.Fault {
			faults = append(faults, p)
		} else {
			warnings = append(warnings, p)
		}
	}
	return faults, warnings
}
