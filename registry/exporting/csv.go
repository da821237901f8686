package exporting

import (
	"bufio"
	"encoding/csv"
	"encoding/json"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/paulmach/orb"

	"hatang/registry"
)

// csvWriter writes RFC 4180 text in UTF-8: the fields, then the geometry as lon
// and lat for points, as well-known text for areas. A value that is not stated
// is an empty cell.
type csvWriter struct {
	out     *bufio.Writer
	csv     *csv.Writer
	excel   bool
	schema  *registry.Schema
	fields  []*registry.Field
	cells   []string
	scratch []byte
}

func newCSVWriter(out *bufio.Writer, schema *registry.Schema, options Options) *csvWriter {
	return &csvWriter{
		out: out, csv: csv.NewWriter(out), schema: schema, fields: keptFields(schema, options), excel: options.Format == CSVExcel,
	}
}

// guarded is a text in the form in which the import gives it back: what a
// spreadsheet program would compute goes behind an apostrophe where it is meant
// for one, and a text that looks so guarded gets another apostrophe always.
func (w *csvWriter) guarded(text string) string {
	bare := strings.TrimLeft(text, "'")
	if bare == "" || !strings.ContainsRune("=+-@\t\r", rune(bare[0])) || len(bare) == len(text) && !w.excel {
		return text
	}
	return "'" + text
}

func (w *csvWriter) begin() error {
	if w.excel {
		if _, err := w.out.WriteString("\uFEFF"); err != nil {
			return err
		}
	}
	header := make([]string, 0, len(w.fields)+2)
	for _, f := range w.fields {
		header = append(header, f.Name)
	}
	switch w.schema.Shapes {
	case registry.Points:
		header = append(header, "lon", "lat")
	case registry.Areas:
		header = append(header, "wkt")
	}
	w.cells = make([]string, len(header))
	return w.csv.Write(header)
}

func (w *csvWriter) record(rec registry.Record) error {
	clear(w.cells)
	for i, f := range w.fields {
		value := f.Value(rec)
		w.cells[i] = cell(value)
		if _, isText := value.(string); isText {
			w.cells[i] = w.guarded(w.cells[i])
		}
	}
	geometry := w.cells[len(w.fields):]
	switch shape := rec.Shape().(type) {
	case orb.Point:
		geometry[0], geometry[1] = decimal(shape[0]), decimal(shape[1])
	case orb.MultiPolygon:
		w.scratch = appendWKT(w.scratch[:0], shape)
		geometry[0] = string(w.scratch)
	}
	return w.csv.Write(w.cells)
}

func (w *csvWriter) end(int) error {
	w.csv.Flush()
	return w.csv.Error()
}

func cell(value any) string {
	switch v := value.(type) {
	case string:
		return v
	case int64:
		return strconv.FormatInt(v, 10)
	case float64:
		return decimal(v)
	case bool:
		return strconv.FormatBool(v)
	case registry.Date:
		return v.String()
	}
	return ""
}

// decimal writes v so that it cannot be read as anything else: 9.674, which may
// be 9674 with a dot between the thousands, as 9.6740.
func decimal(v float64) string {
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return ""
	}
	form := byte('f')
	if a := math.Abs(v); a != 0 && (a < 1e-6 || a >= 1e21) {
		form = 'e'
	}
	text := strconv.FormatFloat(v, form, -1, 64)
	if point := slices.Index([]byte(text), '.'); form == 'f' && point >= 0 && len(text)-point == 4 {
		text += "0"
	}
	return text
}

func appendWKT(dst []byte, area orb.MultiPolygon) []byte {
	dst = append(dst, "MULTIPOLYGON("...)
	for i, polygon := range area {
		dst = append(comma(dst, i), '(')
		for j, ring := range polygon {
			dst = append(comma(dst, j), '(')
			for k, v := range ring {
				dst = comma(dst, k)
				dst = strconv.AppendFloat(dst, v[0], 'f', -1, 64)
				dst = append(dst, ' ')
				dst = strconv.AppendFloat(dst, v[1], 'f', -1, 64)
			}
			dst = append(dst, ')')
		}
		dst = append(dst, ')')
	}
	return append(dst, ')')
}

func comma(dst []byte, i int) []byte {
	if i > 0 {
		return append(dst, ',')
	}
	return dst
}

func appendText(dst []byte, text string) []byte {
	quoted, err := json.Marshal(text)
	if err != nil { // no string fails
		return append(dst, `""`...)
	}
	return append(dst, quoted...)
}
