package tiles

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/gin-gonic/gin"

	"hatang/geo/tile"
	"hatang/handlers"
	"hatang/registry"
)

// arguments are what a request says beside its path.
type arguments struct {
	day    registry.Date // as_of; zero: today
	format string        // f, of OGC API
}

// newArguments reads the query string: unknown, repeated and wrong parameters
// are refused, all at once.
func newArguments(c *gin.Context) (*arguments, error) {
	args := new(arguments)
	if c.Request.URL.RawQuery == "" {
		return args, nil
	}
	values, err := url.ParseQuery(c.Request.URL.RawQuery)
	if err != nil {
		return nil, wrong(fault("", c.Request.URL.RawQuery, "query", registry.Textf("chuỗi truy vấn sai: %v", "malformed query string: %v", err)))
	}
	var problems []registry.Problem
	names := make([]string, 0, len(values))
	for name := range values {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		value := values.Get(name)
		if len(values[name]) > 1 {
			problems = append(problems, fault(name, value, "repeated", registry.Textf("chỉ được cho một lần", "must be given once")))
			continue
		}
		if p := args.take(name, value); p != nil {
			problems = append(problems, *p)
		}
	}
	if len(problems) > 0 {
		return nil, wrong(problems...)
	}
	return args, nil
}

func (a *arguments) take(name, value string) *registry.Problem {
	var p registry.Problem
	switch name {
	case "lang": // read by handlers.Lang
		if value == string(registry.VI) || value == string(registry.EN) {
			return nil
		}
		p = fault(name, value, "code", registry.Textf("phải là vi hoặc en", "must be vi or en"))
	case "as_of":
		day, err := registry.ParseDate(value)
		if err == nil && !day.IsZero() {
			a.day = day
			return nil
		}
		p = fault(name, value, "date", registry.Textf("phải là một ngày, như 2020-12-31", "must be a day, such as 2020-12-31"))
	case "f":
		a.format = value
		return nil
	default:
		p = fault(name, value, "unknown", registry.Textf("không có tham số này", "there is no such parameter"))
	}
	return &p
}

// mustBe checks the format of OGC API that was asked for.
func (a *arguments) mustBe(formats ...string) error {
	if a.format == "" || slices.Contains(formats, a.format) {
		return nil
	}
	list := strings.Join(formats, ", ")
	return wrong(fault("f", a.format, "code", registry.Textf("phải là %s", "must be %s", list)))
}

func fault(name, value, rule string, message registry.Text) registry.Problem {
	const longest = 80
	if len(value) > longest {
		value = strings.ToValidUTF8(value[:longest], "") + "…"
	}
	return registry.Problem{
		Column: name, Value: strings.ToValidUTF8(value, "�"), Rule: rule, Message: message, Severity: registry.Fault,
	}
}

func wrong(problems ...registry.Problem) error {
	e := registry.Errorf(registry.Invalid, "có %d tham số sai", "%d parameters are wrong", len(problems))
	e.Problems = problems
	return e
}

// layer is the definition that the path names.
func (t *Tiles) layer(name string) (definition, error) {
	d, found := findDefinition(t.layers, name)
	if !found {
		return d, handlers.Refuse(http.StatusNotFound, "không có lớp %q", "there is no layer %q", clipped(name)).
			Hinted("các lớp: "+strings.Join(Names(), ", "), "the layers are "+strings.Join(Names(), ", "))
	}
	return d, nil
}

// address reads the parts of a tile's address: plain decimal numbers, no signs
// and no leading zeros, so that a tile has one address only.
func address(z, x, y string) (tile.ID, error) {
	zoom, okZ := coordinate(z)
	column, okX := coordinate(x)
	row, okY := coordinate(y)
	id := tile.ID{Z: uint8(min(zoom, tile.MaxZoom+1)), X: column, Y: row}
	if !okZ || !okX || !okY || !id.Valid() {
		return id, handlers.Refuse(http.StatusNotFound, "không có ô bản đồ %s/%s/%s", "there is no tile %s/%s/%s", clipped(z), clipped(x), clipped(y)).
			Hinted("z từ 0 đến 22; x và y từ 0 đến 2^z - 1", "z runs from 0 to 22, x and y from 0 to 2^z - 1")
	}
	return id, nil
}

func coordinate(text string) (uint32, bool) {
	n, err := strconv.ParseUint(text, 10, 32)
	return uint32(n), err == nil && strconv.FormatUint(n, 10) == text
}

func clipped(text string) string {
	if len(text) > 40 {
		text = text[:40] + "…"
	}
	return strings.ToValidUTF8(text, "�")
}
