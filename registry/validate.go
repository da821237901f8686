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
	problems = append(problems, s.checkLife(rec)...)
	return append(problems, checkShape(rec.Shape())...)
}

// checkLife refuses a thing that went out of service before it came into it, and
// an id that no address can carry: "." and ".." in a path mean the folder and
// the one above it (RFC 3986, 5.2.4).
func (s *Schema) checkLife(rec Record) []Problem {
	var problems []Problem
	began, ended := s.Field("commissioned"), s.Field("decommissioned")
	if began != nil && ended != nil {
		from, fromOK := began.Value(rec).(Date)
		to, toOK := ended.Value(rec).(Date)
		if fromOK && toOK && to.Before(from) {
			problems = append(problems, fault(ended.Name, to.String(), "order", Textf(
				"không thể trước ngày đưa vào hoạt động %s", "cannot come before commissioned %s", from)))
		}
	}
	if id := rec.Head().ID; id == "." || id == ".." {
		problems = append(problems, fault("id", id, "text", Text{"không dùng làm định danh được", "cannot be an id"}))
	}
	return problems
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
	if i := strings.IndexFunc(v, f.unwritable); i >= 0 {
		return fault(f.Name, Clip(strings.Map(shown, v)), "text", Textf(
			"có ký tự điều khiển U+%04X ở byte %d", "has the control character U+%04X at byte %d", []rune(v[i:])[0], i+1)), true
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

// unwritable tells letters that files and documents cannot hold: XML, and with
// it XLSX, DOCX and KML, has no control characters but those that end lines.
func (f *Field) unwritable(r rune) bool {
	if f.Long && (r == '\n' || r == '\r' || r == '\t') {
		return false
	}
	return r < ' ' || r == 0x7f
}

// shown puts a sign for what cannot be seen.
func shown(r rune) rune {
	if r < ' ' || r == 0x7f {
		return '\uFFFD'
	}
	return r
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
		message := Text{
			"không phải kinh độ −180…180 và vĩ độ −90…90 trên WGS 84",
			"not a longitude of −180…180 and a latitude of −90…90 on WGS 84",
		}
		if Swapped(bound.Min[0], bound.Min[1]) && Swapped(bound.Max[0], bound.Max[1]) {
			message = message.Hinted(SwappedHint())
		}
		return []Problem{fault("geometry", written, "coordinates", message)}
	}
	return nil
}

// Swapped tells whether what cannot be a longitude and a latitude can be a
// latitude and a longitude.
func Swapped(lon, lat float64) bool {
	return math.Abs(lat) > 90 && math.Abs(lat) <= 180 && math.Abs(lon) <= 90
}

// SwappedHint is what to say of coordinates that are Swapped.
func SwappedHint() Text {
	return Text{"hình như vĩ độ đứng trước; kinh độ phải trước", "the latitude seems to come first; the longitude must"}
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
