package importing

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"unicode/utf8"

	"hatang/geo/crs"
	"hatang/registry"
)

// geojsonReader streams the features of an RFC 7946 FeatureCollection; one
// feature is in memory at a time.
type geojsonReader struct {
	decoder *json.Decoder
	wanted  crs.CRS // what the user said the coordinates are in, zero if nothing
	header  []string
	columns map[string]int
	row     Row
	notes   []registry.Text
	heights bool // the third coordinate was seen and dropped
	isFinal bool
	typed   bool // the type member was seen
}

// newGeoJSONReader reads up to the first feature.
func newGeoJSONReader(data *bufio.Reader, wanted crs.CRS) (*geojsonReader, error) {
	start, err := data.Peek(4)
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, readError(err)
	}
	if len(start) == 0 {
		return nil, broken("empty", 0, registry.Text{VI: "tệp trống: cần một FeatureCollection", EN: "the file is empty: a FeatureCollection is expected"})
	}
	if bytes.HasPrefix(start, byteOrderMark) {
		_, _ = data.Discard(len(byteOrderMark)) // it was peeked at
	}
	r := &geojsonReader{decoder: json.NewDecoder(data), wanted: wanted, columns: map[string]int{}}
	if token, err := r.decoder.Token(); err != nil || token != json.Delim('{') {
		return nil, r.syntax(err)
	}
	return r, r.members()
}

// members reads the collection's members up to the features, or to the end.
func (r *geojsonReader) members() error {
	for r.decoder.More() {
		token, err := r.decoder.Token()
		if err != nil {
			return r.syntax(err)
		}
		name, _ := token.(string)
		if name == "features" {
			if r.isFinal {
				return broken("json", 0, registry.Text{VI: `có hai thành phần "features"`, EN: `there are two members "features"`})
			}
			if token, err := r.decoder.Token(); err != nil || token != json.Delim('[') {
				return broken("json", 0, registry.Text{VI: `"features" phải là một mảng`, EN: `"features" must be an array`})
			}
			return nil
		}
		var value json.RawMessage
		if err := r.decoder.Decode(&value); err != nil {
			return r.syntax(err)
		}
		if err := r.member(name, value); err != nil {
			return err
		}
	}
	return r.end()
}

func (r *geojsonReader) member(name string, value json.RawMessage) error {
	switch name {
	case "type":
		r.typed = true
		if text, err := unquote(value); err != nil || text != "FeatureCollection" {
			return broken("json", 0, registry.Textf("cần một FeatureCollection, không phải %s", "a FeatureCollection is expected, not %s", registry.Clip(string(value))))
		}
	case "crs":
		return r.checkCRS(value)
	}
	return nil
}

// checkCRS refuses the crs member of GeoJSON 2008 unless it says what RFC 7946
// says, or what the user says.
func (r *geojsonReader) checkCRS(value json.RawMessage) error {
	if string(value) == "null" {
		return nil
	}
	var member struct {
		Properties struct {
			Name string `json:"name"`
		} `json:"properties"`
	}
	_ = json.Unmarshal(value, &member) // no name is an unknown system
	named, err := crs.Parse(member.Properties.Name)
	if err == nil && (named.EPSG() == 4326 || r.wanted == named) {
		return nil
	}
	return broken("crs", 0, registry.Textf(
		"tệp ghi hệ tọa độ %s, GeoJSON phải là WGS 84: đổi tệp sang WGS 84, hoặc cho biết hệ bằng --crs",
		"the file states the reference system %s, GeoJSON is WGS 84: convert the file, or give the system with --crs",
		registry.Clip(string(value))))
}

// end checks what follows the collection.
func (r *geojsonReader) end() error {
	if !r.isFinal {
		return broken("json", 0, registry.Text{VI: `thiếu mảng "features"`, EN: `the array "features" is missing`})
	}
	if _, err := r.decoder.Token(); err != nil {
		return r.syntax(err)
	}
	if _, err := r.decoder.Token(); !errors.Is(err, io.EOF) {
		return broken("json", 0, registry.Text{VI: "có dữ liệu thừa sau FeatureCollection", EN: "there is something after the FeatureCollection"})
	}
	if !r.typed {
		return broken("json", 0, registry.Text{VI: `thiếu "type": "FeatureCollection"`, EN: `"type": "FeatureCollection" is missing`})
	}
	return nil
}

// Header implements Reader.
func (r *geojsonReader) Header() []string { return r.header }

// Notes implements Reader.
func (r *geojsonReader) Notes() []registry.Text {
	if !r.heights {
		return r.notes
	}
	return append(r.notes[:len(r.notes):len(r.notes)], registry.Text{
		VI: "tọa độ có chiều thứ ba (cao độ): đã bỏ", EN: "coordinates have a third dimension (height): dropped",
	})
}

// feature is a GeoJSON feature whose parts are read when needed.
type feature struct {
	Type       string                     `json:"type"`
	Geometry   json.RawMessage            `json:"geometry"`
	Properties map[string]json.RawMessage `json:"properties"`
}

// Next implements Reader.
func (r *geojsonReader) Next() (*Row, error) {
	if r.isFinal {
		return nil, io.EOF
	}
	if !r.decoder.More() {
		if _, err := r.decoder.Token(); err != nil { // the closing bracket
			return nil, r.syntax(err)
		}
		r.isFinal = true
		if err := r.members(); err != nil {
			return nil, err
		}
		return nil, io.EOF
	}
	var raw json.RawMessage
	if err := r.decoder.Decode(&raw); err != nil {
		return nil, r.syntax(err)
	}
	r.row = Row{Number: r.row.Number + 1, Cells: r.row.Cells[:0], Problems: r.row.Problems[:0]}
	if !utf8.Valid(raw) {
		return nil, notUTF8(r.row.Number)
	}
	r.read(raw)
	return &r.row, nil
}

func (r *geojsonReader) read(raw json.RawMessage) {
	var f feature
	if err := json.Unmarshal(raw, &f); err != nil || f.Type != "Feature" {
		r.fault("json", "", registry.Clip(string(raw)), registry.Text{
			VI: `không phải một Feature có "properties" là đối tượng`, EN: `not a Feature with an object as "properties"`,
		})
		return
	}
	for name := range f.Properties {
		if _, known := r.columns[name]; !known {
			r.grow(raw)
			break
		}
	}
	r.row.Cells = append(r.row.Cells, make([]Cell, len(r.header))...)
	for name, value := range f.Properties {
		if cell, ok := jsonCell(value); ok {
			r.row.Cells[r.columns[name]] = cell
		} else {
			r.fault("nested", name, registry.Clip(string(value)), registry.Text{
				VI: "thuộc tính phải là một giá trị, không phải đối tượng lồng nhau", EN: "a property must be one value, not a nested object",
			})
		}
	}
	geometry, heights, wrong := parseGeometry(f.Geometry)
	r.heights = r.heights || heights
	if !wrong.IsZero() {
		r.fault("geometry", "geometry", registry.Clip(string(f.Geometry)), wrong)
		return
	}
	r.row.Geometry = geometry
}

// grow adds the feature's new properties to the header, in their order.
func (r *geojsonReader) grow(raw json.RawMessage) {
	var f struct {
		Properties json.RawMessage `json:"properties"`
	}
	if json.Unmarshal(raw, &f) != nil {
		return
	}
	decoder := json.NewDecoder(bytes.NewReader(f.Properties))
	if _, err := decoder.Token(); err != nil {
		return
	}
	for decoder.More() {
		token, err := decoder.Token()
		if err != nil {
			return
		}
		name, _ := token.(string)
		if _, known := r.columns[name]; !known {
			r.columns[name] = len(r.header)
			r.header = append(r.header, name)
		}
		var skipped json.RawMessage
		if decoder.Decode(&skipped) != nil {
			return
		}
	}
}

func (r *geojsonReader) fault(rule, column, value string, message registry.Text) {
	r.row.Problems = append(r.row.Problems, registry.Problem{
		Row: r.row.Number, Column: column, Value: value, Rule: rule, Message: message, Severity: registry.Fault,
	})
}

// syntax is a file that is not JSON at some place.
func (r *geojsonReader) syntax(err error) error {
	var syntax *json.SyntaxError
	switch {
	case err != nil && isDamage(err) && !errors.Is(err, io.ErrUnexpectedEOF):
		return damaged(err)
	case err == nil, errors.As(err, &syntax), errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return broken("json", r.row.Number+1, registry.Textf(
			"không phải GeoJSON hợp lệ ở byte %[1]d: cần một FeatureCollection",
			"not valid GeoJSON at byte %[1]d: a FeatureCollection is expected", r.decoder.InputOffset()))
	}
	return fmt.Errorf("reading the file: %w", err)
}

// jsonCell is a property as a cell; false for what no cell holds.
func jsonCell(value json.RawMessage) (Cell, bool) {
	switch value[0] {
	case 'n':
		return Cell{}, true
	case 't', 'f':
		return Cell{string(value), Boolean}, true
	case '"':
		text, err := unquote(value)
		return writtenCell(text), err == nil
	case '{':
		return Cell{}, false
	case '[':
		return listCell(value)
	}
	return Cell{string(value), Number}, true
}

func listCell(value json.RawMessage) (Cell, bool) {
	var parts []string
	if json.Unmarshal(value, &parts) != nil {
		return Cell{}, false
	}
	if len(parts) == 0 {
		return Cell{}, true
	}
	var joined []byte
	for i, part := range parts {
		if i > 0 {
			joined = append(joined, ';')
		}
		joined = append(joined, part...)
	}
	return Cell{string(joined), List}, true
}

// unquote reads a JSON string; most have no escapes.
func unquote(value json.RawMessage) (string, error) {
	if len(value) >= 2 && bytes.IndexByte(value, '\\') < 0 && value[0] == '"' {
		return string(value[1 : len(value)-1]), nil
	}
	var text string
	err := json.Unmarshal(value, &text)
	return text, err
}

// missing tells a geometry member that says nothing.
func missing(raw json.RawMessage) bool { return len(raw) == 0 || string(raw) == "null" }
