package api

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"strconv"
	"strings"

	"hatang/registry"
)

// A cursor marks a place in a list by what stands there, not by its number: the
// values by which the list is sorted and the id of a record. Records that come
// or go elsewhere do not move it. It is sealed with the service's key, and with
// the question, so that it cannot be altered or put to another list.
type cursor struct {
	// Question is a digest of the list: its path, filters and order.
	Question string `json:"q"`
	// Places are where the marked record and a few beside it on its page stand,
	// nearest to the edge first: the sort values in the order's order, the last of
	// them the id. null is not stated.
	Places [][]json.RawMessage `json:"v,omitempty"`
	// Back asks for the page that ends before the record.
	Back bool `json:"b,omitempty"`
	// Offset and Total place a page of the chain of changes, which only grows at
	// its head.
	Offset int `json:"o,omitempty"`
	Total  int `json:"t,omitempty"`
}

const (
	sealBytes      = 16
	maxCursorBytes = 16 << 10
)

// encoding is strict, so that one cursor has one text.
func encoding() *base64.Encoding { return base64.RawURLEncoding.Strict() }

func (a *API) seal(c cursor) string {
	body, err := json.Marshal(c)
	if err != nil {
		return "" // not possible: the values are JSON already
	}
	return encoding().EncodeToString(append(body, a.mac(body)...))
}

func (a *API) mac(body []byte) []byte {
	h := hmac.New(sha256.New, a.options.CursorKey)
	h.Write(body)
	return h.Sum(nil)[:sealBytes]
}

// unseal reads the cursor parameter; ok is false when it is not given or wrong.
func (a *API) unseal(args *args, question string) (c cursor, ok bool) {
	if !args.has("cursor") {
		return cursor{}, false
	}
	text := args.given.get("cursor")
	c, ok = a.open(text)
	switch {
	case !ok:
		args.reject("cursor", text, "cursor", registry.Textf(
			"con trỏ trang sai hoặc dịch vụ đã khởi động lại; bắt đầu lại từ trang đầu", "the cursor is damaged, or from before the service was restarted; begin at the first page"))
	case c.Question != question:
		args.reject("cursor", text, "cursor", registry.Textf(
			"con trỏ trang thuộc một danh sách khác; giữ nguyên bộ lọc và thứ tự", "the cursor belongs to another list; keep filters and order as they were"))
		ok = false
	}
	return c, ok
}

func (a *API) open(text string) (c cursor, ok bool) {
	if len(text) > maxCursorBytes {
		return c, false
	}
	sealed, err := encoding().DecodeString(text)
	if err != nil || len(sealed) <= sealBytes {
		return c, false
	}
	body, mac := sealed[:len(sealed)-sealBytes], sealed[len(sealed)-sealBytes:]
	if !hmac.Equal(mac, a.mac(body)) {
		return c, false
	}
	return c, json.Unmarshal(body, &c) == nil
}

// question is the digest of what a list is: everything but how much of it is
// shown, and how.
func question(path string, given query) string {
	h := sha256.New()
	h.Write([]byte(path))
	for _, p := range given {
		switch p.name {
		case "cursor", "limit", "format", "lang", "geometry":
		default:
			h.Write([]byte("\x00" + p.name + "\x00" + p.value))
		}
	}
	return hex.EncodeToString(h.Sum(nil)[:9])
}

// place is a record's position in an order: a value for each key, nil when it
// is not stated.
type place []any

// placeOf is where the record stands.
func placeOf(schema *registry.Schema, keys []registry.Order, rec registry.Record) place {
	at := make(place, len(keys))
	for i, key := range keys {
		at[i] = schema.Field(key.Field).Value(rec)
	}
	return at
}

// encode writes the values as JSON.
func (p place) encode() []json.RawMessage {
	out := make([]json.RawMessage, len(p))
	for i, value := range p {
		switch v := value.(type) {
		case float64:
			out[i] = strconv.AppendFloat(nil, v, 'g', -1, 64)
		case registry.Date:
			out[i] = json.RawMessage(strconv.Quote(v.String()))
		default:
			out[i], _ = json.Marshal(v) // nil, string, int64, bool
		}
	}
	return out
}

// decodePlaces reads the places of a cursor; there must be one at least.
func decodePlaces(schema *registry.Schema, keys []registry.Order, encoded [][]json.RawMessage) ([]place, bool) {
	places := make([]place, len(encoded))
	for i, values := range encoded {
		var ok bool
		if places[i], ok = decodePlace(schema, keys, values); !ok {
			return nil, false
		}
	}
	return places, len(places) > 0
}

// decodePlace reads values back as the types of the keys' fields.
func decodePlace(schema *registry.Schema, keys []registry.Order, values []json.RawMessage) (place, bool) {
	if len(values) != len(keys) {
		return nil, false
	}
	at := make(place, len(keys))
	for i, key := range keys {
		if string(values[i]) == "null" {
			continue
		}
		text := string(values[i])
		if strings.HasPrefix(text, `"`) && json.Unmarshal(values[i], &text) != nil {
			return nil, false
		}
		value, ok := decodeValue(schema.Field(key.Field), text)
		if !ok {
			return nil, false
		}
		at[i] = value
	}
	return at, true
}

func decodeValue(f *registry.Field, text string) (any, bool) {
	switch f.Type {
	case registry.IntegerField:
		n, err := strconv.ParseInt(text, 10, 64)
		return n, err == nil
	case registry.RealField:
		v, err := parseNumber(text)
		return v, err == nil
	case registry.BooleanField:
		return text == "true", text == "true" || text == "false"
	case registry.DateField:
		day, err := registry.ParseDate(text)
		return day, err == nil
	}
	return text, true
}
