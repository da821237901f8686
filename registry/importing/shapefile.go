package importing

import (
	"archive/zip"
	"bufio"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/planar"

	"hatang/geo/crs"
	"hatang/registry"
)

// A shapefile (ESRI Shapefile Technical Description, 1998) is several files of
// one name: shapes in .shp, attributes in .dbf, the reference system in .prj,
// the encoding in .cpg. Records are read with their stated length as the limit,
// so that a damaged or hostile count does not ask for gigabytes; for that reason
// it is read here and not by a library.
type shapefileReader struct {
	shapes  *bufio.Reader
	table   *dbfReader
	closers []io.Closer
	system  crs.CRS
	hasCRS  bool
	row     Row
	notes   []registry.Text
	heights bool
	content []byte
}

const (
	shpHeaderBytes = 100
	shpMagic       = 9994
	maxShapeBytes  = 256 << 20
)

// shapefileParts opens the files of a shapefile by their extension; nil for one
// that is missing.
type shapefileParts func(extension string) (io.ReadCloser, error)

// partsInArchive finds the parts within a ZIP file: of the layer that was asked
// for, or the only one.
func partsInArchive(a *archive, layer string) (shapefileParts, error) {
	var found *zip.File
	var names []string
	for _, f := range a.withExtension(".shp") {
		name := strings.TrimSuffix(filepath.Base(f.Name), filepath.Ext(f.Name))
		names = append(names, name)
		if layer == "" || strings.EqualFold(layer, name) {
			found = f
		}
	}
	if found == nil || layer == "" && len(names) > 1 {
		return nil, broken("layer", 0, registry.Textf("tệp nén có các lớp %[1]s: chọn một bằng --layer", "the archive has the layers %[1]s: choose one with --layer", strings.Join(names, ", ")))
	}
	stem := strings.TrimSuffix(found.Name, filepath.Ext(found.Name))
	return func(extension string) (io.ReadCloser, error) {
		f := a.find(stem + extension)
		if f == nil {
			return nil, nil
		}
		return a.open(f)
	}, nil
}

// partsBeside finds the parts in the folder of a .shp file.
func partsBeside(path string) shapefileParts {
	stem := strings.TrimSuffix(path, filepath.Ext(path))
	return func(extension string) (io.ReadCloser, error) {
		for _, name := range []string{stem + extension, stem + strings.ToUpper(extension)} {
			file, err := os.Open(name)
			if err == nil || !errors.Is(err, os.ErrNotExist) {
				return file, err
			}
		}
		return nil, nil
	}
}

func newShapefileReader(parts shapefileParts, encoding Encoding, wanted *crs.CRS, columns *columns) (*shapefileReader, error) {
	r := &shapefileReader{}
	err := r.open(parts, encoding, wanted, columns)
	if err != nil {
		return nil, errors.Join(brokenShapefile(err), r.Close())
	}
	return r, nil
}

func brokenShapefile(err error) error {
	var bad *Broken
	switch {
	case err == nil || errors.As(err, &bad):
		return err
	case errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, io.EOF), isDamage(err):
		return damaged(io.ErrUnexpectedEOF)
	case errors.Is(err, errBomb):
		return bombText("shapefile")
	}
	return err
}

func (r *shapefileReader) open(parts shapefileParts, encoding Encoding, wanted *crs.CRS, columns *columns) error {
	shapes, err := r.part(parts, ".shp")
	if err != nil {
		return err
	}
	if shapes == nil {
		return partMissing(".shp")
	}
	r.shapes = bufio.NewReaderSize(shapes, 1<<16)
	header := make([]byte, shpHeaderBytes)
	if _, err := io.ReadFull(r.shapes, header); err != nil {
		return err
	}
	if binary.BigEndian.Uint32(header) != shpMagic {
		return notOfFormat(Shapefile)
	}
	table, err := r.part(parts, ".dbf")
	if err != nil {
		return err
	}
	if table == nil {
		return partMissing(".dbf")
	}
	if encoding == "" {
		if encoding, err = r.statedEncoding(parts); err != nil {
			return err
		}
	}
	if r.table, err = newDBFReader(table, encoding, columns); err != nil {
		return err
	}
	r.notes = append(r.notes, r.table.notes...)
	r.row.Cells = make([]Cell, len(r.table.header))
	return r.readSystem(parts, wanted)
}

func (r *shapefileReader) part(parts shapefileParts, extension string) (io.ReadCloser, error) {
	part, err := parts(extension)
	if err == nil && part != nil {
		r.closers = append(r.closers, part)
	}
	return part, err
}

func partMissing(extension string) *Broken {
	return broken("format", 0, registry.Textf(
		"thiếu tệp %[1]s cùng tên: Shapefile gồm .shp, .dbf, .prj; nén cả bộ thành .zip rồi nhập", "the %[1]s file of the same name is missing: a shapefile is .shp, .dbf and .prj; pack them into one .zip and import that", extension))
}

// smallPart is the text of a .prj or .cpg.
func (r *shapefileReader) smallPart(parts shapefileParts, extension string) (string, error) {
	part, err := r.part(parts, extension)
	if err != nil || part == nil {
		return "", err
	}
	const most = 1 << 16
	text, err := io.ReadAll(io.LimitReader(part, most))
	return strings.TrimSpace(strings.TrimPrefix(string(text), "\uFEFF")), err
}

// statedEncoding reads the .cpg, which names a code page in many ways; one that
// is not known is found out from the text.
func (r *shapefileReader) statedEncoding(parts shapefileParts) (Encoding, error) {
	text, err := r.smallPart(parts, ".cpg")
	name := strings.ToLower(strings.ReplaceAll(text, " ", ""))
	switch {
	case strings.Contains(name, "utf-8"), strings.Contains(name, "utf8"), strings.Contains(name, "65001"):
		return UTF8, err
	case strings.Contains(name, "1258"):
		return Windows1258, err
	}
	return "", err
}

func (r *shapefileReader) readSystem(parts shapefileParts, wanted *crs.CRS) error {
	text, err := r.smallPart(parts, ".prj")
	if err != nil {
		return err
	}
	if text == "" {
		if wanted == nil {
			return broken("crs", 0, registry.Text{
				VI: "Shapefile không có .prj: cho biết hệ tọa độ bằng --crs", EN: "the shapefile has no .prj: give the reference system with --crs",
			})
		}
		return nil
	}
	r.system, r.hasCRS = systemOfPRJ(text)
	return checkSystem(registry.Clip(text), r.system, r.hasCRS, wanted)
}

// Header implements Reader.
func (r *shapefileReader) Header() []string { return r.table.header }

// Notes implements Reader.
func (r *shapefileReader) Notes() []registry.Text {
	if !r.heights {
		return r.notes
	}
	return append(slices.Clip(r.notes), registry.Text{VI: "tọa độ có chiều thứ ba (cao độ): đã bỏ", EN: "coordinates have a third dimension (height): dropped"})
}

// System is what the .prj states.
func (r *shapefileReader) System() (crs.CRS, bool) { return r.system, r.hasCRS }

// Close releases the files.
func (r *shapefileReader) Close() error {
	var errs []error
	for _, c := range r.closers {
		errs = append(errs, c.Close())
	}
	return errors.Join(errs...)
}

// Next implements Reader.
func (r *shapefileReader) Next() (*Row, error) {
	for {
		shape, fault, err := r.shape()
		if errors.Is(err, io.EOF) {
			return nil, io.EOF
		}
		if err != nil {
			return nil, brokenShapefile(err)
		}
		deleted, err := r.table.next(r.row.Cells)
		if err != nil {
			return nil, brokenShapefile(unexpected(err))
		}
		number := r.row.Number + 1
		r.row = Row{Number: number, Cells: r.row.Cells, Geometry: shape, Problems: r.row.Problems[:0]}
		if deleted {
			continue
		}
		if fault != nil {
			r.row.Problems = append(r.row.Problems, registry.Problem{
				Row: number, Column: "geometry", Rule: "geometry", Severity: registry.Fault,
				Message: registry.Textf("hình học không hợp lệ: %v", "invalid geometry: %v", fault),
			})
		}
		return &r.row, nil
	}
}

// shape reads one record; a fault is of the record only.
func (r *shapefileReader) shape() (shape orb.Geometry, fault, err error) {
	var header [8]byte
	if _, err := io.ReadFull(r.shapes, header[:]); err != nil {
		return nil, nil, err
	}
	size := int64(binary.BigEndian.Uint32(header[4:])) * 2
	if size < 4 || size > maxShapeBytes {
		return nil, nil, io.ErrUnexpectedEOF
	}
	r.content = slices.Grow(r.content[:0], int(min(size, 1<<20)))
	r.content, err = appendN(r.content, r.shapes, size)
	if err != nil {
		return nil, nil, err
	}
	shape, heights, fault := decodeShape(r.content)
	r.heights = r.heights || heights
	return shape, fault, nil
}

// appendN reads exactly n bytes, a megabyte at a time, so that a length that lies
// costs no more than the file has.
func appendN(dst []byte, in io.Reader, n int64) ([]byte, error) {
	for n > 0 {
		part := int(min(n, 1<<20))
		start := len(dst)
		dst = slices.Grow(dst, part)[:start+part]
		if _, err := io.ReadFull(in, dst[start:]); err != nil {
			return dst, unexpected(err)
		}
		n -= int64(part)
	}
	return dst, nil
}

var errShape = errors.New("the record is shorter than its counts")

// decodeShape reads the content of a record: null, points, lines, polygons,
// with heights or measures after them that are dropped.
func decodeShape(content []byte) (shape orb.Geometry, heights bool, err error) {
	kind := binary.LittleEndian.Uint32(content)
	body := content[4:]
	heights = kind > 10 && kind < 20
	switch kind % 10 {
	case 0:
		return nil, false, nil
	case 1:
		if len(body) < 16 {
			return nil, heights, errShape
		}
		return shpPoint(body), heights, nil
	case 3:
		shape, err = shpLines(body)
		return shape, heights, err
	case 5:
		shape, err = shpPolygon(body)
		return shape, heights, err
	case 8:
		shape, err = shpMultiPoint(body)
		return shape, heights, err
	}
	return nil, heights, fmt.Errorf("the shape type %d is no point, line or area", kind)
}

func shpPoint(b []byte) orb.Point {
	return orb.Point{math.Float64frombits(binary.LittleEndian.Uint64(b)), math.Float64frombits(binary.LittleEndian.Uint64(b[8:]))}
}

func shpMultiPoint(b []byte) (orb.Geometry, error) {
	if len(b) < 36 {
		return nil, errShape
	}
	n := int(binary.LittleEndian.Uint32(b[32:]))
	if n > (len(b)-36)/16 {
		return nil, errShape
	}
	points := make(orb.MultiPoint, n)
	for i := range points {
		points[i] = shpPoint(b[36+16*i:])
	}
	return points, nil
}

// shpPolygon makes polygons of rings: outer ones run clockwise, holes the other
// way, in any order.
func shpPolygon(b []byte) (orb.Geometry, error) {
	parts, err := shpParts(b)
	if err != nil {
		return nil, err
	}
	var outer orb.MultiPolygon
	var holes []orb.Ring
	for _, part := range parts {
		ring := orb.Ring(part)
		if len(ring) == 0 {
			continue
		}
		if len(parts) > 1 && ring.Orientation() == orb.CCW {
			holes = append(holes, ring)
		} else {
			outer = append(outer, orb.Polygon{ring})
		}
	}
	return withHoles(outer, holes), nil
}

// shpLines makes a line of parts.
func shpLines(b []byte) (orb.Geometry, error) {
	parts, err := shpParts(b)
	if err != nil || len(parts) == 0 {
		return nil, err
	}
	return orb.MultiLineString(parts), nil
}

// shpParts are the vertices of the parts of a line or a polygon.
func shpParts(b []byte) ([]orb.LineString, error) {
	const head = 40
	if len(b) < head {
		return nil, errShape
	}
	parts, points := int(binary.LittleEndian.Uint32(b[32:])), int(binary.LittleEndian.Uint32(b[36:]))
	if parts > (len(b)-head)/4 || points > (len(b)-head-4*parts)/16 {
		return nil, errShape
	}
	vertices := b[head+4*parts:]
	lines := make([]orb.LineString, 0, parts)
	for i := range parts {
		start, end := int(binary.LittleEndian.Uint32(b[head+4*i:])), points
		if i+1 < parts {
			end = int(binary.LittleEndian.Uint32(b[head+4*(i+1):]))
		}
		if start > end || end > points {
			return nil, errShape
		}
		line := make(orb.LineString, 0, end-start)
		for j := start; j < end; j++ {
			line = append(line, shpPoint(vertices[16*j:]))
		}
		lines = append(lines, line)
	}
	return lines, nil
}

// withHoles gives each hole to the first outer ring around it. A hole that is in
// none is an outer ring that runs the wrong way.
func withHoles(outer orb.MultiPolygon, holes []orb.Ring) orb.Geometry {
	own := len(outer)
next:
	for _, hole := range holes {
		for i := range own {
			if len(hole) > 0 && planar.RingContains(outer[i][0], hole[0]) {
				outer[i] = append(outer[i], hole)
				continue next
			}
		}
		outer = append(outer, orb.Polygon{hole})
	}
	if len(outer) == 0 {
		return nil
	}
	return outer
}
