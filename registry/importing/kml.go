package importing

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/paulmach/orb"

	"hatang/registry"
)

// kmlReader streams the placemarks of OGC KML: their name, description and
// extended data are cells, whatever folders they are in.
type kmlReader struct {
	xml     *xmlScanner
	closer  io.Closer // of an entry of a KMZ
	header  []string
	columns map[string]int
	row     Row
	heights bool
	own     bool     // the placemark is one of our exports, whose name repeats a field
	titles  []string // name and description of the placemark
}

// newKMLReader reads up to the root element.
func newKMLReader(data io.Reader, closer io.Closer) (*kmlReader, error) {
	r := &kmlReader{xml: newXMLScanner(data), closer: closer, columns: map[string]int{}}
	kind, err := r.xml.next()
	if errors.Is(err, io.EOF) {
		return nil, emptyFile()
	}
	if err != nil {
		return nil, brokenXML("KML", err)
	}
	if name := string(r.xml.name); kind != xmlStart || name != "kml" && name != "Document" && name != "Placemark" {
		return nil, notOfFormat(KML)
	}
	return r, nil
}

// openKMZ opens the document within a KMZ: doc.kml, or the first KML.
func openKMZ(a *archive) (*kmlReader, error) {
	found := a.withExtension(".kml")
	if len(found) == 0 {
		return nil, notOfFormat(KMZ)
	}
	document := found[0]
	if f := a.find("doc.kml"); f != nil {
		document = f
	}
	data, err := a.open(document)
	if err != nil {
		return nil, err
	}
	return newKMLReader(data, data)
}

// Header implements Reader.
func (r *kmlReader) Header() []string { return r.header }

// Notes implements Reader.
func (r *kmlReader) Notes() []registry.Text {
	if !r.heights {
		return nil
	}
	return []registry.Text{{VI: "tọa độ có chiều thứ ba (cao độ): đã bỏ", EN: "coordinates have a third dimension (height): dropped"}}
}

// Close releases the archive's entry.
func (r *kmlReader) Close() error {
	if r.closer == nil {
		return nil
	}
	return r.closer.Close()
}

// Next implements Reader.
func (r *kmlReader) Next() (*Row, error) {
	for {
		kind, err := r.xml.next()
		if errors.Is(err, io.EOF) {
			return nil, io.EOF
		}
		if err != nil {
			return nil, brokenXML("KML", err)
		}
		if kind != xmlStart || string(r.xml.name) != "Placemark" {
			continue
		}
		r.row = Row{Number: r.row.Number + 1, Cells: r.row.Cells, Problems: r.row.Problems[:0]}
		clear(r.row.Cells)
		if err := r.placemark(); err != nil {
			return nil, brokenXML("KML", err)
		}
		return &r.row, nil
	}
}

func (r *kmlReader) placemark() error {
	r.own, r.titles = false, r.titles[:0]
	for depth := r.xml.depth; ; {
		kind, err := r.xml.next()
		switch {
		case err != nil:
			return unexpected(err)
		case kind == xmlEnd && r.xml.depth < depth:
			return r.keepTitles()
		case kind == xmlStart:
			if err := r.element(); err != nil {
				return err
			}
		}
	}
}

// element reads one part of a placemark.
func (r *kmlReader) element() error {
	switch name := string(r.xml.name); name {
	case "name", "description":
		text, err := r.xml.content(nil)
		if err == nil && len(bytes.TrimSpace(text)) > 0 {
			r.titles = append(r.titles, name, string(text))
		}
		return err
	case "ExtendedData", "SchemaData":
		if strings.HasPrefix(string(r.xml.attr("schemaUrl")), "#hatang-") {
			r.own = true
		}
		return nil // its members follow
	case "Data":
		return r.data(r.xml.attrText("name"))
	case "SimpleData":
		header := r.xml.attrText("name")
		text, err := r.xml.content(nil)
		if err != nil {
			return err
		}
		return r.keep(header, string(text))
	case "Point", "LineString", "LinearRing", "Polygon", "MultiGeometry", "Model", "Track", "MultiTrack":
		shape, err := r.geometry(name)
		var bad *kmlFault
		if errors.As(err, &bad) {
			r.row.Problems = append(r.row.Problems, registry.Problem{
				Row: r.row.Number, Column: "geometry", Value: bad.value, Rule: "geometry", Severity: registry.Fault,
				Message: registry.Textf("hình học không hợp lệ: %v", "invalid geometry: %v", bad.text),
			})
			return nil
		}
		r.row.Geometry = shape
		return err
	}
	return r.xml.skip()
}

// data reads an untyped pair of name and value.
func (r *kmlReader) data(header string) error {
	for depth := r.xml.depth; ; {
		kind, err := r.xml.next()
		switch {
		case err != nil:
			return unexpected(err)
		case kind == xmlEnd && r.xml.depth < depth:
			return nil
		case kind == xmlStart && string(r.xml.name) == "value":
			text, err := r.xml.content(nil)
			if err != nil {
				return err
			}
			if err := r.keep(header, string(text)); err != nil {
				return err
			}
		case kind == xmlStart:
			if err := r.xml.skip(); err != nil {
				return err
			}
		}
	}
}

// keepTitles makes cells of name and description, unless the extended data has
// cells of those names.
func (r *kmlReader) keepTitles() error {
	if r.own {
		return nil
	}
	for i := 0; i+1 < len(r.titles); i += 2 {
		if at, known := r.columns[r.titles[i]]; known && r.row.Cells[at].Form != Blank {
			continue
		}
		if err := r.keep(r.titles[i], r.titles[i+1]); err != nil {
			return err
		}
	}
	return nil
}

func (r *kmlReader) keep(header, text string) error {
	if !utf8.ValidString(text) || !utf8.ValidString(header) {
		return notUTF8(r.row.Number)
	}
	at, known := r.columns[header]
	if !known {
		at = len(r.header)
		r.columns[header] = at
		r.header = append(r.header, registry.Normalise(header))
		r.row.Cells = append(r.row.Cells, Cell{})
	}
	r.row.Cells[at] = writtenCell(text)
	return nil
}

// kmlFault is a geometry that cannot be read; the file can.
type kmlFault struct {
	text  error
	value string
}

func (f *kmlFault) Error() string { return f.text.Error() }

// geometry reads the element whose start was just given.
func (r *kmlReader) geometry(name string) (orb.Geometry, error) {
	var parts []orb.Geometry
	var rings []orb.Ring
	var points []orb.Point
	var fault error
	for depth := r.xml.depth; ; {
		kind, err := r.xml.next()
		if err != nil {
			return nil, unexpected(err)
		}
		if kind == xmlEnd && r.xml.depth < depth {
			break
		}
		if kind != xmlStart {
			continue
		}
		switch inner := string(r.xml.name); inner {
		case "coordinates":
			points, err = r.coordinates()
		case "outerBoundaryIs", "innerBoundaryIs":
			var ring orb.Ring
			ring, err = r.boundary()
			if inner == "outerBoundaryIs" {
				rings = slices.Insert(rings, 0, ring)
			} else {
				rings = append(rings, ring)
			}
		case "Point", "LineString", "LinearRing", "Polygon", "MultiGeometry":
			var part orb.Geometry
			if part, err = r.geometry(inner); part != nil {
				parts = append(parts, part)
			}
		default:
			err = r.xml.skip()
		}
		var bad *kmlFault
		if errors.As(err, &bad) {
			fault, err = bad, nil
		}
		if err != nil {
			return nil, err
		}
	}
	if fault != nil {
		return nil, fault
	}
	return assemble(name, points, rings, parts)
}

// boundary reads the ring within a boundary.
func (r *kmlReader) boundary() (orb.Ring, error) {
	shape, err := r.geometry("boundary")
	if err != nil {
		return nil, err
	}
	if line, ok := shape.(orb.LineString); ok {
		return orb.Ring(line), nil
	}
	return nil, &kmlFault{errors.New("a boundary without a LinearRing"), ""}
}

func assemble(name string, points []orb.Point, rings []orb.Ring, parts []orb.Geometry) (orb.Geometry, error) {
	switch name {
	case "Point":
		if len(points) == 0 {
			return nil, nil
		}
		if len(points) > 1 {
			return nil, &kmlFault{fmt.Errorf("a point has one position, not %d", len(points)), ""}
		}
		return points[0], nil
	case "LineString", "LinearRing":
		return orb.LineString(points), nil
	case "Polygon":
		if len(rings) == 0 {
			return nil, nil
		}
		return orb.Polygon(rings), nil
	case "Model", "Track", "MultiTrack":
		return nil, &kmlFault{fmt.Errorf("a %s is no point and no area", name), ""}
	}
	if len(parts) == 1 {
		return parts[0], nil
	}
	return joinParts(parts), nil
}

// joinParts makes one area of several.
func joinParts(parts []orb.Geometry) orb.Geometry {
	var area orb.MultiPolygon
	for _, part := range parts {
		switch p := part.(type) {
		case orb.Polygon:
			area = append(area, p)
		case orb.MultiPolygon:
			area = append(area, p...)
		default:
			return orb.Collection(parts)
		}
	}
	if len(area) == 0 {
		return nil
	}
	return area
}

// coordinates reads positions "lon,lat" or "lon,lat,height", parted by space.
func (r *kmlReader) coordinates() ([]orb.Point, error) {
	text, err := r.xml.content(nil)
	if err != nil {
		return nil, err
	}
	var points []orb.Point
	for position := range bytes.FieldsSeq(text) {
		first, rest, found := bytes.Cut(position, []byte{','})
		second, height, higher := bytes.Cut(rest, []byte{','})
		r.heights = r.heights || higher && len(height) > 0
		x, errX := strconv.ParseFloat(string(first), 64)
		y, errY := strconv.ParseFloat(string(second), 64)
		if !found || errX != nil || errY != nil {
			return nil, &kmlFault{errors.New("a position is written lon,lat without spaces"), registry.Clip(string(position))}
		}
		points = append(points, orb.Point{x, y})
	}
	return points, nil
}
