package ogc

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"net/url"
	"strconv"
	"strings"

	"hatang/registry"
)

// token marks a place in a list by what stands there, not by its number, so
// that records which come or go elsewhere do not move it. It holds nothing that
// a caller could not ask for, and is not sealed: links outlive the process.
type token struct {
	// Question is a digest of the list: its collection, filters and order.
	Question string `json:"q"`
	// Day is what "now" meant on the first page, "" when datetime was given.
	Day string `json:"d,omitempty"`
	// Back asks for the page that ends before the place.
	Back bool `json:"b,omitempty"`
	// Values, ID and From are the place: what was sorted by, null for what is
	// not stated; the id of the row and its beginning.
	Values []json.RawMessage `json:"v,omitempty"`
	ID     string            `json:"i"`
	From   string            `json:"f,omitempty"`
	// Before is how many rows stood before the place: where to look first.
	Before int `json:"n,omitempty"`
}

const maxTokenBytes = 32 << 10 // five fields of text at their longest, in base64

func (t token) encode() string {
	body, err := json.Marshal(t)
	if err != nil {
		return "" // not possible: the values are JSON already
	}
	return base64.RawURLEncoding.EncodeToString(body)
}

// marker is a token as it is used.
type marker struct {
	place  place
	back   bool
	before int
	day    registry.Date
}

// parseToken reads the token parameter; the question must be the one that it
// was made for.
func parseToken(text, question string, seq *sequence) (*marker, registry.Text) {
	damaged := registry.Text{VI: "dấu trang sai; bắt đầu lại từ trang đầu", EN: "the page's token is damaged; begin at the first page"}
	if len(text) > maxTokenBytes {
		return nil, damaged
	}
	body, err := base64.RawURLEncoding.DecodeString(text)
	if err != nil {
		return nil, damaged
	}
	var t token
	if json.Unmarshal(body, &t) != nil {
		return nil, damaged
	}
	if t.Question != question {
		return nil, registry.Text{
			VI: "dấu trang thuộc một danh sách khác; giữ nguyên bộ lọc và thứ tự",
			EN: "the token belongs to another list; keep filters and order as they were",
		}
	}
	m := &marker{place: place{id: t.ID}, back: t.Back, before: t.Before}
	var ok [3]bool
	m.place.from, ok[0] = decodeDay(t.From)
	m.day, ok[1] = decodeDay(t.Day)
	m.place.values, ok[2] = decodeValues(seq.fields, t.Values)
	if ok != [3]bool{true, true, true} || t.ID == "" || t.Before < 0 {
		return nil, damaged
	}
	return m, registry.Text{}
}

func decodeDay(text string) (registry.Date, bool) {
	day, err := registry.ParseDate(text)
	return day, err == nil
}

// tokenAt marks the place of a row.
func (s *sequence) tokenAt(rec registry.Record, before int, back bool) token {
	p := s.placeOf(rec)
	t := token{Back: back, ID: p.id, From: p.from.String(), Before: before}
	for _, value := range p.values {
		t.Values = append(t.Values, encodeValue(value))
	}
	return t
}

func encodeValue(value any) json.RawMessage {
	switch v := value.(type) {
	case float64:
		if !finite(v) {
			return json.RawMessage("null")
		}
		return strconv.AppendFloat(nil, v, 'g', -1, 64)
	case registry.Date:
		return json.RawMessage(strconv.Quote(v.String()))
	}
	encoded, err := json.Marshal(value) // nil, string, int64, bool
	if err != nil {
		return json.RawMessage("null")
	}
	return encoded
}

func decodeValues(fields []*registry.Field, values []json.RawMessage) ([]any, bool) {
	if len(values) != len(fields) {
		return nil, false
	}
	decoded := make([]any, len(values))
	for i, raw := range values {
		if string(raw) == "null" {
			continue
		}
		value, err := decodeValue(fields[i], raw)
		if err != nil {
			return nil, false
		}
		decoded[i] = value
	}
	return decoded, true
}

func decodeValue(f *registry.Field, raw json.RawMessage) (any, error) {
	switch f.Type {
	case registry.IntegerField:
		return strconv.ParseInt(string(raw), 10, 64)
	case registry.RealField:
		var v float64
		err := json.Unmarshal(raw, &v)
		return v, err
	case registry.BooleanField:
		var v bool
		err := json.Unmarshal(raw, &v)
		return v, err
	}
	var text string
	if err := json.Unmarshal(raw, &text); err != nil {
		return nil, err
	}
	if f.Type == registry.DateField {
		return registry.ParseDate(text)
	}
	return text, nil
}

// digest is what a list is: everything but how much of it is shown, and how.
func digest(path string, values url.Values) string {
	h := sha256.New()
	h.Write([]byte(path))
	for _, name := range sortedKeys(values) {
		switch name {
		case paramToken, paramLimit, paramFormat, paramLang, paramCRS:
		default:
			h.Write([]byte("\x00" + name + "\x00" + strings.Join(values[name], "\x00")))
		}
	}
	return hex.EncodeToString(h.Sum(nil)[:9])
}
