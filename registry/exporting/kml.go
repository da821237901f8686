package exporting

import (
	"bufio"
	"bytes"
	"encoding/xml"
	"strconv"

	"github.com/paulmach/orb"

	"hatang/registry"
)

// kmlWriter writes OGC KML 2.3: a placemark for each record, its fields as typed
// data under a schema of the kind, which the import knows. What map programs
// show as the name is for people only.
type kmlWriter struct {
	out     *bufio.Writer
	schema  *registry.Schema
	options Options
	fields  []*registry.Field
	titles  []*registry.Field // the first that is stated names a placemark
	buffer  bytes.Buffer
	number  []byte
}

func newKMLWriter(out *bufio.Writer, schema *registry.Schema, options Options) *kmlWriter {
	w := &kmlWriter{out: out, schema: schema, options: options, fields: keptFields(schema, options)}
	for _, name := range []string{"name", "code", "from_name", "from_code"} {
		for _, f := range w.fields {
			if f.Name == name {
				w.titles = append(w.titles, f)
			}
		}
	}
	return w
}

func (w *kmlWriter) begin() error {
	b := &w.buffer
	b.WriteString(xml.Header + `<kml xmlns="http://www.opengis.net/kml/2.2"><Document><name>`)
	w.text(w.schema.Label.VI)
	b.WriteString("</name>")
	if n := w.options.Notice; !n.IsZero() {
		b.WriteString("<description>")
		w.text(n.VI + " / " + n.EN)
		b.WriteString("</description>")
	}
	b.WriteString("\n<Schema name=\"" + string(w.schema.Kind) + "\" id=\"hatang-" + string(w.schema.Kind) + "\">\n")
	for _, f := range w.fields {
		b.WriteString(`<SimpleField type="` + kmlType(f) + `" name="` + f.Name + `"><displayName>`)
		w.text(f.Label.VI)
		b.WriteString("</displayName></SimpleField>\n")
	}
	b.WriteString("</Schema>\n<Folder><name>")
	w.text(w.schema.Table) // what GIS programs call the layer
	b.WriteString("</name>\n")
	return w.flush()
}

// kmlType is a field's type among those of KML, which has no dates.
func kmlType(f *registry.Field) string {
	switch f.Type {
	case registry.IntegerField:
		return "int"
	case registry.RealField:
		return "double"
	case registry.BooleanField:
		return "bool"
	}
	return "string"
}

func (w *kmlWriter) text(text string) { _ = xml.EscapeText(&w.buffer, []byte(text)) } // memory takes it

func (w *kmlWriter) flush() error {
	_, err := w.out.Write(w.buffer.Bytes())
	w.buffer.Reset()
	return err
}

func (w *kmlWriter) record(rec registry.Record) error {
	b := &w.buffer
	b.WriteString("<Placemark>")
	for _, f := range w.titles {
		if title, ok := f.Value(rec).(string); ok {
			b.WriteString("<name>")
			w.text(title)
			b.WriteString("</name>")
			break
		}
	}
	b.WriteString(`<ExtendedData><SchemaData schemaUrl="#hatang-` + string(w.schema.Kind) + `">`)
	for _, f := range w.fields {
		value := f.Value(rec)
		if value == nil {
			continue
		}
		b.WriteString(`<SimpleData name="` + f.Name + `">`)
		w.text(cell(value))
		b.WriteString("</SimpleData>")
	}
	b.WriteString("</SchemaData></ExtendedData>")
	switch shape := rec.Shape().(type) {
	case orb.Point:
		b.WriteString("<Point><coordinates>")
		w.position(shape)
		b.WriteString("</coordinates></Point>")
	case orb.MultiPolygon:
		w.area(shape)
	}
	b.WriteString("</Placemark>\n")
	return w.flush()
}

func (w *kmlWriter) area(area orb.MultiPolygon) {
	if len(area) > 1 {
		w.buffer.WriteString("<MultiGeometry>")
		defer w.buffer.WriteString("</MultiGeometry>")
	}
	for _, polygon := range area {
		w.buffer.WriteString("<Polygon>")
		for i, ring := range polygon {
			side := "innerBoundaryIs"
			if i == 0 {
				side = "outerBoundaryIs"
			}
			w.buffer.WriteString("<" + side + "><LinearRing><coordinates>")
			for j, v := range ring {
				if j > 0 {
					w.buffer.WriteByte(' ')
				}
				w.position(v)
			}
			w.buffer.WriteString("</coordinates></LinearRing></" + side + ">")
		}
		w.buffer.WriteString("</Polygon>")
	}
}

func (w *kmlWriter) position(p orb.Point) {
	w.number = strconv.AppendFloat(w.number[:0], p[0], 'f', -1, 64)
	w.number = append(w.number, ',')
	w.number = strconv.AppendFloat(w.number, p[1], 'f', -1, 64)
	w.buffer.Write(w.number)
}

func (w *kmlWriter) end(int) error {
	w.buffer.WriteString("</Folder></Document></kml>\n")
	return w.flush()
}
