package registry

import (
	"bytes"
	"encoding/json"
	"math"
	"strconv"
	"unicode/utf8"

	"github.com/paulmach/orb"
)

// AppendJSON appends a record's canonical JSON: an object with the kind's
// fields in their order, those not stated left out, then "geometry" as GeoJSON
// where there is one. The same row always gives the same bytes.
func AppendJSON(dst []byte, rec Record) []byte {
	dst = append(dst, '{')
	dst = AppendMembers(dst, rec, nil)
	if shape := rec.Shape(); shape != nil {
		if dst[len(dst)-1] != '{' {
			dst = append(dst, ',')
		}
		dst = append(dst, `"geometry":`...)
		dst = AppendGeometry(dst, shape)
	}
	return append(dst, '}')
}

// AppendMembers appends the stated fields as JSON members joined by commas,
// those for which keep is false left out; a nil keep keeps all.
func AppendMembers(dst []byte, rec Record, keep func(*Field) bool) []byte {
	schema := SchemaOf(rec.Kind())
	first := true
	for i := range schema.Fields {
		f := &schema.Fields[i]
		value := f.Value(rec)
		if value == nil || (keep != nil && !keep(f)) {
			continue
		}
		if !first {
			dst = append(dst, ',')
		}
		first = false
		dst = append(dst, '"')
		dst = append(dst, f.Name...)
		dst = append(dst, '"', ':')
		dst = appendValue(dst, f, value)
	}
	return dst
}

func appendValue(dst []byte, f *Field, value any) []byte {
	switch v := value.(type) {
	case string:
		if f.Type != ListField {
			return appendString(dst, v)
		}
		dst = append(dst, '[')
		for i, part := range splitList(v) {
			if i > 0 {
				dst = append(dst, ',')
			}
			dst = appendString(dst, part)
		}
		return append(dst, ']')
	case int64:
		return strconv.AppendInt(dst, v, 10)
	case float64:
		return appendFloat(dst, v)
	case bool:
		return strconv.AppendBool(dst, v)
	case Date:
		return appendString(dst, v.String())
	}
	return append(dst, "null"...)
}

// appendFloat writes the shortest digits that read back as v.
func appendFloat(dst []byte, v float64) []byte {
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return append(dst, "null"...)
	}
	if a := math.Abs(v); a != 0 && (a < 1e-6 || a >= 1e21) {
		return strconv.AppendFloat(dst, v, 'e', -1, 64)
	}
	return strconv.AppendFloat(dst, v, 'f', -1, 64)
}

func appendString(dst []byte, s string) []byte {
	for i := 0; i < len(s); i++ {
		if c := s[i]; c < ' ' || c == '"' || c == '\\' || c == 0x7f || (c >= 0x80 && !utf8.ValidString(s)) {
			var out bytes.Buffer
			encoder := json.NewEncoder(&out)
			encoder.SetEscapeHTML(false)
			if encoder.Encode(s) == nil {
				return append(dst, bytes.TrimSuffix(out.Bytes(), []byte{'\n'})...)
			}
		}
	}
	dst = append(dst, '"')
	dst = append(dst, s...)
	return append(dst, '"')
}

// AppendGeometry appends a geometry as GeoJSON, coordinates with the shortest
// digits that read back the same. Kinds of geometry that the registry does not
// hold are null.
func AppendGeometry(dst []byte, g orb.Geometry) []byte {
	switch g := g.(type) {
	case orb.Point:
		dst = append(dst, `{"type":"Point","coordinates":`...)
		return append(appendPosition(dst, g), '}')
	case orb.Polygon:
		return AppendGeometry(dst, orb.MultiPolygon{g})
	case orb.MultiPolygon:
		if len(g) == 1 {
			dst = append(dst, `{"type":"Polygon","coordinates":`...)
			return append(appendRings(dst, g[0]), '}')
		}
		dst = append(dst, `{"type":"MultiPolygon","coordinates":[`...)
		for i, polygon := range g {
			if i > 0 {
				dst = append(dst, ',')
			}
			dst = appendRings(dst, polygon)
		}
		return append(dst, ']', '}')
	}
	return append(dst, "null"...)
}

func appendRings(dst []byte, p orb.Polygon) []byte {
	dst = append(dst, '[')
	for i, ring := range p {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = append(dst, '[')
		for j, v := range ring {
			if j > 0 {
				dst = append(dst, ',')
			}
			dst = appendPosition(dst, v)
		}
		dst = append(dst, ']')
	}
	return append(dst, ']')
}

func appendPosition(dst []byte, p orb.Point) []byte {
	dst = appendFloat(append(dst, '['), p[0])
	return append(appendFloat(append(dst, ','), p[1]), ']')
}

func splitList(v string) []string {
	var parts []string
	for part := range bytes.SplitSeq([]byte(v), []byte{';'}) {
		if len(part) > 0 {
			parts = append(parts, string(part))
		}
	}
	return parts
}

// ParseJSON reads what AppendJSON writes, and looser input of programs: null
// members, numbers for integers, unknown members refused. Every problem is
// returned; the record holds what could be read.
func ParseJSON(kind Kind, data []byte) (Record, []Problem) {
	rec := SchemaOf(kind).New()
	return rec, MergeJSON(rec, data)
}

// MergeJSON sets the members of a JSON object on a record, those it does not
// name left as they are: RFC 7396 for flat records.
func MergeJSON(rec Record, data []byte) []Problem {
	var members map[string]json.RawMessage
	if err := json.Unmarshal(data, &members); err != nil || members == nil {
		return []Problem{fault("", Clip(string(data)), "json", Textf("không phải một đối tượng JSON: %v", "not a JSON object: %v", err))}
	}
	schema := SchemaOf(rec.Kind())
	var problems []Problem
	for name, raw := range members {
		if name == "geometry" {
			problems = append(problems, setGeometry(rec, raw)...)
			continue
		}
		f := schema.Field(name)
		if f == nil {
			problems = append(problems, fault(name, Clip(string(raw)), "unknown", Text{"không có trường này", "there is no such field"}))
			continue
		}
		value, err := f.parseJSON(raw)
		if err == nil {
			err = f.Set(rec, value)
		}
		if err != nil {
			problems = append(problems, fault(name, Clip(string(raw)), "type", f.expectedType()))
		}
	}
	return problems
}

func setGeometry(rec Record, raw json.RawMessage) []Problem {
	if string(raw) == "null" {
		return wrongShape(rec, nil, raw)
	}
	g, _, wrong := ParseGeometry(raw)
	if g == nil && wrong.IsZero() {
		wrong = noCoordinates()
	}
	if !wrong.IsZero() {
		return []Problem{fault("geometry", Clip(string(raw)), "geometry", wrong)}
	}
	return wrongShape(rec, g, raw)
}

func wrongShape(rec Record, g orb.Geometry, raw json.RawMessage) []Problem {
	if rec.SetShape(g) == nil {
		return nil
	}
	return []Problem{fault("geometry", Clip(string(raw)), "geometry", SchemaOf(rec.Kind()).expectedShape())}
}

func (f *Field) parseJSON(raw json.RawMessage) (any, error) {
	if string(raw) == "null" {
		return nil, nil
	}
	switch f.Type {
	case IntegerField:
		var v json.Number
		if err := json.Unmarshal(raw, &v); err != nil {
			return nil, err
		}
		return v.Int64()
	case RealField:
		return decode[float64](raw)
	case BooleanField:
		return decode[bool](raw)
	case DateField:
		text, err := decode[string](raw)
		if err != nil {
			return nil, err
		}
		return ParseDate(text.(string))
	case ListField:
		return f.parseList(raw)
	default:
		text, err := decode[string](raw)
		if err != nil {
			return nil, err
		}
		if f.Long {
			return NormaliseLong(text.(string)), nil
		}
		return Normalise(text.(string)), nil
	}
}

func decode[T any](raw json.RawMessage) (any, error) {
	var v T
	err := json.Unmarshal(raw, &v)
	return v, err
}

func (f *Field) parseList(raw json.RawMessage) (any, error) {
	var parts []string
	if err := json.Unmarshal(raw, &parts); err != nil {
		return nil, err
	}
	return f.JoinList(parts), nil
}

// JoinList is the stored form of a list: known codes in the order of Codes,
// each once, then the unknown ones, which Validate refuses.
func (f *Field) JoinList(parts []string) string {
	var out []byte
	add := func(part string) {
		if len(out) > 0 {
			out = append(out, ';')
		}
		out = append(out, part...)
	}
	wanted := map[string]bool{}
	for _, part := range parts {
		wanted[part] = true
	}
	for _, c := range f.Codes {
		if wanted[c.Code] {
			add(c.Code)
			delete(wanted, c.Code)
		}
	}
	for _, part := range parts {
		if wanted[part] {
			add(part)
			delete(wanted, part)
		}
	}
	return string(out)
}

func (f *Field) expectedType() Text {
	switch f.Type {
	case IntegerField:
		return Text{"phải là số nguyên", "must be a whole number"}
	case RealField:
		return Text{"phải là số", "must be a number"}
	case BooleanField:
		return Text{"phải là true hoặc false", "must be true or false"}
	case DateField:
		return Text{"phải là ngày, như 2020-12-31", "must be a date such as 2020-12-31"}
	case ListField:
		return Text{"phải là danh sách mã", "must be a list of codes"}
	}
	return Text{"phải là văn bản", "must be text"}
}
