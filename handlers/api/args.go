package api

import (
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/gin-gonic/gin"
	"github.com/paulmach/orb"

	"hatang/handlers"
	"hatang/registry"
)

// args reads the query string of a request. It gathers every problem, so that a
// caller learns of all of them at once; err tells of them.
type args struct {
	given    query
	known    map[string]bool // the parameters of the route, without filters of an open one
	problems []registry.Problem
}

// newArgs takes the query apart: unknown and repeated parameters are problems,
// since a misspelt filter that is silently dropped answers another question. An
// open route takes the filters of a kind that is itself a parameter; it tells
// them from unknown ones by calling openConditions.
func newArgs(c *gin.Context, known map[string]bool, open bool) *args {
	a := &args{known: known}
	var err error
	if a.given, err = parseQuery(c.Request.URL.RawQuery); err != nil {
		a.reject("", clip(c.Request.URL.RawQuery), "query", registry.Textf("chuỗi truy vấn sai: %v", "malformed query string: %v", err))
		return a
	}
	for i := range a.given {
		if p := &a.given[i]; !known[p.name] && !open {
			a.rejectUnknown(p.name)
		} else {
			a.checkValue(p)
		}
	}
	return a
}

// checkForm finds what is wrong with the form of the values.
func (a *args) checkForm() {
	for i := range a.given {
		a.checkValue(&a.given[i])
	}
}

func (a *args) checkValue(p *argument) {
	switch {
	case len(p.further) > 0:
		a.reject(p.name, strings.Join(append([]string{p.value}, p.further...), " & "), "repeated", registry.Textf("chỉ được cho một lần", "must be given once"))
	case !utf8.ValidString(p.value):
		a.reject(p.name, "", "text", registry.Textf("không phải UTF-8", "is not UTF-8"))
	}
}

// rejectUnknown refuses a parameter that is neither one of the route nor one of
// the further names.
func (a *args) rejectUnknown(name string, further ...string) {
	a.reject(name, a.given.get(name), "unknown", handlers.UnknownParameter(name, slices.AppendSeq(further, maps.Keys(a.known))))
}

func (a *args) reject(name, value, rule string, message registry.Text) {
	a.problems = append(a.problems, registry.Problem{
		Column: name, Value: clip(value), Rule: rule, Message: message, Severity: registry.Fault,
	})
}

// err is every problem found so far, nil when there is none.
func (a *args) err() error {
	if len(a.problems) == 0 {
		return nil
	}
	return invalid(a.problems...)
}

// invalid is the Invalid error of the given problems.
func invalid(problems ...registry.Problem) error {
	e := registry.Errorf(registry.Invalid, "có %d chỗ sai", "%d things are wrong", len(problems))
	if len(problems) == 1 {
		e = registry.Errorf(registry.Invalid, "có một chỗ sai", "one thing is wrong")
	}
	e.Problems = problems
	return e
}

// has tells whether the parameter is given.
func (a *args) has(name string) bool { return a.given.has(name) }

// text is the parameter's value, "" when it is not given; an empty value is a
// problem.
func (a *args) text(name string) string {
	value := registry.Normalise(a.given.get(name))
	if value == "" && a.has(name) {
		a.reject(name, "", "empty", registry.Textf("không được để trống", "must not be empty"))
	}
	return value
}

func (a *args) required(name string) {
	a.reject(name, "", "required", registry.Textf("bắt buộc phải có", "is required"))
}

// count is a whole number of 1…high, standard when it is not given.
func (a *args) count(name string, high, standard int) int {
	if !a.has(name) {
		return standard
	}
	n, err := strconv.Atoi(a.given.get(name))
	if err != nil || n < 1 || n > high {
		a.reject(name, a.given.get(name), "range", registry.Textf("phải là số nguyên từ 1 đến %d", "must be a whole number of 1 to %d", high))
		return standard
	}
	return n
}

// number is a finite number of low…high; ok is false when it is missing or wrong.
func (a *args) number(name string, low, high float64) (v float64, ok bool) {
	if !a.has(name) {
		return 0, false
	}
	v, err := parseNumber(a.given.get(name))
	if err != nil || v < low || v > high {
		message := registry.Textf("phải là số từ %v đến %v", "must be a number of %v to %v", low, high)
		if name == "lat" && err == nil {
			if lon, err := parseNumber(a.given.get("lon")); err == nil && registry.Swapped(lon, v) {
				message = message.Hinted(registry.Text{VI: "hình như kinh độ và vĩ độ đổi chỗ cho nhau", EN: "longitude and latitude seem to have changed places"})
			}
		}
		a.reject(name, a.given.get(name), "range", message)
		return 0, false
	}
	return v, true
}

func parseNumber(text string) (float64, error) {
	v, err := strconv.ParseFloat(text, 64)
	if err == nil && (math.IsNaN(v) || math.IsInf(v, 0)) {
		err = strconv.ErrRange
	}
	return v, err
}

func (a *args) date(name string) registry.Date {
	day, err := registry.ParseDate(a.given.get(name))
	if err != nil || (day.IsZero() && a.has(name)) {
		a.reject(name, a.given.get(name), "date", registry.Textf("phải là ngày, như 2020-12-31", "must be a date such as 2020-12-31"))
	}
	return day
}

func (a *args) boolean(name string, standard bool) bool {
	switch a.given.get(name) {
	case "true":
		return true
	case "false":
		return false
	}
	if a.has(name) {
		a.reject(name, a.given.get(name), "type", registry.Textf("phải là true hoặc false", "must be true or false"))
	}
	return standard
}

// choice is one of the allowed words, standard when it is not given.
func (a *args) choice(name, standard string, allowed ...string) string {
	value := a.given.get(name)
	if !a.has(name) {
		return standard
	}
	if !slices.Contains(allowed, value) {
		a.reject(name, value, "code", registry.Textf("phải là một trong: %s", "must be one of: %s", strings.Join(allowed, ", ")))
		return standard
	}
	return value
}

// bbox is west,south,east,north in degrees, nil when it is not given.
func (a *args) bbox(name string) *orb.Bound {
	if !a.has(name) {
		return nil
	}
	bound, problem := parseBBox(a.given.get(name))
	if !problem.IsZero() {
		a.reject(name, a.given.get(name), "bbox", problem)
		return nil
	}
	return &bound
}

func parseBBox(text string) (orb.Bound, registry.Text) {
	form := registry.Textf("phải là tây,nam,đông,bắc theo độ, như 107.3,13.9,108.6,15.4", "must be west,south,east,north in degrees, such as 107.3,13.9,108.6,15.4")
	parts := strings.Split(text, ",")
	if len(parts) != 4 {
		return orb.Bound{}, form
	}
	var v [4]float64
	for i, part := range parts {
		n, err := parseNumber(part)
		if err != nil {
			return orb.Bound{}, form
		}
		v[i] = n
	}
	bound := orb.Bound{Min: orb.Point{v[0], v[1]}, Max: orb.Point{v[2], v[3]}}
	switch {
	case v[0] < -180 || v[2] > 180 || v[1] < -90 || v[3] > 90:
		message := registry.Textf("kinh độ trong −180…180, vĩ độ trong −90…90", "longitudes lie in −180…180, latitudes in −90…90")
		if registry.Swapped(v[0], v[1]) && registry.Swapped(v[2], v[3]) {
			message = message.Hinted(registry.SwappedHint())
		}
		return orb.Bound{}, message
	case v[0] > v[2] || v[1] > v[3]:
		return orb.Bound{}, registry.Textf("tây phải nhỏ hơn đông, nam nhỏ hơn bắc", "west must be less than east, south less than north")
	}
	return bound, registry.Text{}
}

func clip(text string) string { return registry.Clip(text) }
