package exporting

import (
	"bufio"
	"strconv"

	"hatang/registry"
)

// geojsonWriter writes an RFC 7946 FeatureCollection, a feature a line.
type geojsonWriter struct {
	out     *bufio.Writer
	options Options
	started bool
	buffer  []byte
}

func (g *geojsonWriter) begin() error {
	_, err := g.out.WriteString(`{"type":"FeatureCollection","features":[`)
	return err
}

func (g *geojsonWriter) record(rec registry.Record) error {
	b := g.buffer[:0]
	if g.started {
		b = append(b, ',')
	}
	g.started = true
	b = append(b, "\n{\"type\":\"Feature\",\"geometry\":"...)
	if shape := rec.Shape(); shape != nil {
		b = registry.AppendGeometry(b, shape)
	} else {
		b = append(b, "null"...)
	}
	b = append(b, `,"properties":{`...)
	b = registry.AppendMembers(b, rec, g.options.Keep)
	b = append(b, "}}"...)
	g.buffer = b
	_, err := g.out.Write(b)
	return err
}

// end writes the foreign members numberReturned, as in OGC API Features, and
// notice.
func (g *geojsonWriter) end(count int) error {
	b := g.buffer[:0]
	b = append(b, "\n],\"numberReturned\":"...)
	b = strconv.AppendInt(b, int64(count), 10)
	if n := g.options.Notice; !n.IsZero() {
		b = append(b, `,"notice":`...)
		b = appendText(b, n.VI)
		b = append(b, `,"notice_en":`...)
		b = appendText(b, n.EN)
	}
	b = append(b, "}\n"...)
	_, err := g.out.Write(b)
	return err
}
