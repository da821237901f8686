package registry

import (
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/paulmach/orb"
)

// maxTextBytes bounds a text field, maxLongBytes one that is Long; longer text
// belongs in an attachment.
const (
	maxTextBytes = 4000
	maxLongBytes = 8 << 20
)

// Validate finds everything that is wrong or unusual with a record by itself,
// without looking at others. Faults keep it from being stored.
func (s *Schema) Validate(rec Record) []Problem {
	var problems []Problem
	for i := range s.Fields {
		f := &s.Fields[i]
		if p, bad := f.check(f.Value(rec)); bad {
			problems = append(problems, p)
		}
	}
	head := rec.Head()
	if !head.ValidTo.IsZero() && !head.ValidFrom.Before(head.ValidTo) {
		problems = append(problems, fault("valid_to", head.ValidTo.String(), "order", Textf(
			"phải sau ngày bắt đầu hiệu lực %s", "must come after valid_from %s", head.ValidFrom)))
	}
	return append(problems, checkShape(rec.Shape())...)
}

func (f *Field) check(value any) (Problem, bool) {
	switch v := value.(type) {
	case nil:
		if f.Required {
			return fault(f.Name, "", "required", Textf("bắt buộc phải có %[1]s", "%[2]s is required", strings.ToLower(f.Label.VI), f.Label.EN)), true
		}
	case string:
		return f.checkText(v)
	case int64:
		return f.checkNumber(float64(v), strconv.FormatInt(v, 10))
	case float64:
		return f.checkNumber(v, strconv.FormatFloat(v, 'g', -1, 64))
	}
	return Problem{}, false
}

func (f *Field) checkText(v string) (Problem, bool) {
	most := maxTextBytes
	if f.Long {
		most = maxLongBytes
	}
	if len(v) > most {
		return fault(f.Name, v[:40]+"…", "length", Textf("dài %d byte, tối đa %d", "%d bytes long, at most %d", len(v), most)), true
	}
	var parts []string
	switch f.Type {
	case CodeField:
		parts = []string{v}
	case ListField:
		parts = strings.Split(v, ";")
	}
	for _, part := range parts {
		if !slices.ContainsFunc(f.Codes, func(c CodeValue) bool { return c.Code == part }) {
			return fault(f.Name, v, "code", f.expectedCodes()), true
		}
	}
	return Problem{}, false
}

func (f *Field) expectedCodes() Text {
	var vi, en []string
	for _, c := range f.Codes {
		vi = append(vi, c.Label.VI+" ("+c.Code+")")
		en = append(en, c.Label.EN+" ("+c.Code+")")
	}
	return Text{"phải là một trong: " + strings.Join(vi, ", "), "must be one of: " + strings.Join(en, ", ")}
}

func (f *Field) checkNumber(v float64, written string) (Problem, bool) {
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return fault(f.Name, written, "number", Text{"phải là một số", "must be a number"}), true
	}
	l := f.Limits
	if l.Min < l.Max && (v < l.Min || v > l.Max) {
		return fault(f.Name, written, "range", rangeText(l.Min, l.Max, f.Unit)), true
	}
	if l.UsualMin < l.UsualMax && (v < l.UsualMin || v > l.UsualMax) {
		p := fault(f.Name, written, "usual", usualText(l.UsualMin, l.UsualMax, f.Unit))
		p.Severity = Warning
		return p, true
	}
	return Problem{}, false
}

func rangeText(low, high float64, unit string) Text {
	a, b := bounds(low, high)
	return Textf("phải từ %s đến %s %s", "must lie between %s and %s %s", a, b, unit).trimmed()
}

func usualText(low, high float64, unit string) Text {
	a, b := bounds(low, high)
	return Textf("ngoài khoảng thường gặp %s đến %s %s", "outside the usual %s to %s %s", a, b, unit).trimmed()
}

func bounds(low, high float64) (string, string) {
	return strconv.FormatFloat(low, 'f', -1, 64), strconv.FormatFloat(high, 'f', -1, 64)
}

func (t Text) trimmed() Text { return Text{strings.TrimSpace(t.VI), strings.TrimSpace(t.EN)} }

// checkShape refuses coordinates that are no place on earth. Whether polygons
// are valid is for those who can repair them.
func checkShape(g orb.Geometry) []Problem {
	var bound orb.Bound
	switch g := g.(type) {
	case nil:
		return nil
	case orb.Point:
		bound = orb.Bound{Min: g, Max: g}
		if math.IsNaN(g[0] + g[1]) {
			return []Problem{fault("geometry", "NaN", "coordinates", Text{"tọa độ không phải là số", "the coordinates are not numbers"})}
		}
	default:
		bound = g.Bound()
	}
	world := orb.Bound{Min: orb.Point{-180, -90}, Max: orb.Point{180, 90}}
	if bound.IsEmpty() || !world.Contains(bound.Min) || !world.Contains(bound.Max) {
		written := strconv.FormatFloat(bound.Min[0], 'f', -1, 64) + " " + strconv.FormatFloat(bound.Min[1], 'f', -1, 64)
		return []Problem{fault("geometry", written, "coordinates", Text{
			"không phải kinh độ −180…180 và vĩ độ −90…90 trên WGS 84",
			"not a longitude of −180…180 and a latitude of −90…90 on WGS 84",
		})}
	}
	return nil
}

func fault(column, value, rule string, message Text) Problem {
	return Problem{Column: column, Value: value, Rule: rule, Message: message, Severity: Fault}
}

// Faults are the problems that reject.
func Faults(problems []Problem) []Problem {
	var faults []Problem
	for _, p := range problems {
		if p.Severity == Fault {
			faults = append(faults, p)
		}
	}
	return faults
}
