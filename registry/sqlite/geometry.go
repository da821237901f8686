package sqlite

import (
	"encoding/binary"
	"errors"
	"fmt"
	"math"

	"github.com/paulmach/orb"
)

// A GeoPackage geometry (OGC 12-128r18, clause 2.1.3) is a header followed by
// ISO WKB: the letters GP, version 0, flags, the reference system, and for
// anything but a point an envelope, so that a reader can skip it unparsed.
const (
	srsWGS84       = 4326
	headerBytes    = 8
	envelopeBytes  = 32
	flagLittle     = 0x01
	flagEnvelopeXY = 0x02
	flagEmpty      = 0x10
	flagExtended   = 0x20
)

// The geometry types of WKB that the registry meets.
const (
	wkbPoint        = 1
	wkbLine         = 2
	wkbPolygon      = 3
	wkbMultiPoint   = 4
	wkbMultiLine    = 5
	wkbMultiPolygon = 6
)

var errGeometry = errors.New("sqlite: not a geometry that the registry can hold")

// appendGeometry appends the GeoPackage form of a point, a polygon or a
// multipolygon on WGS 84; polygons become multipolygons, as the layers of areas
// are declared. Nil appends nothing.
func appendGeometry(dst []byte, g orb.Geometry) ([]byte, error) {
	switch g := g.(type) {
	case nil:
		return dst, nil
	case orb.Point:
		dst = appendHeader(dst, flagLittle)
		dst = appendTag(dst, wkbPoint)
		return appendPosition(dst, g), nil
	case orb.Polygon:
		return appendGeometry(dst, orb.MultiPolygon{g})
	case orb.MultiPolygon:
		return appendMultiPolygon(dst, g), nil
	}
	return dst, fmt.Errorf("%w: a %s", errGeometry, g.GeoJSONType())
}

func appendHeader(dst []byte, flags byte) []byte {
	dst = append(dst, 'G', 'P', 0, flags)
	return binary.LittleEndian.AppendUint32(dst, srsWGS84)
}

func appendTag(dst []byte, kind uint32) []byte {
	return binary.LittleEndian.AppendUint32(append(dst, 1), kind)
}

func appendFloat(dst []byte, v float64) []byte {
	return binary.LittleEndian.AppendUint64(dst, math.Float64bits(v))
}

func appendPosition(dst []byte, p orb.Point) []byte {
	return appendFloat(appendFloat(dst, p[0]), p[1])
}

func appendMultiPolygon(dst []byte, g orb.MultiPolygon) []byte {
	bound := g.Bound()
	if bound.IsEmpty() {
		dst = appendHeader(dst, flagLittle|flagEmpty)
	} else {
		dst = appendHeader(dst, flagLittle|flagEnvelopeXY)
		for _, v := range [4]float64{bound.Min[0], bound.Max[0], bound.Min[1], bound.Max[1]} {
			dst = appendFloat(dst, v)
		}
	}
	dst = appendTag(dst, wkbMultiPolygon)
	dst = binary.LittleEndian.AppendUint32(dst, uint32(len(g)))
	for _, polygon := range g {
		dst = appendTag(dst, wkbPolygon)
		dst = binary.LittleEndian.AppendUint32(dst, uint32(len(polygon)))
		for _, ring := range polygon {
			dst = binary.LittleEndian.AppendUint32(dst, uint32(len(ring)))
			for _, p := range ring {
				dst = appendPosition(dst, p)
			}
		}
	}
	return dst
}

// decodeGeometry reads a GeoPackage geometry: a point, a multipoint of one, a
// polygon or a multipolygon. Heights and measures, which files of GPS receivers
// carry and orb's own reader refuses, are dropped. An empty geometry, and no
// blob at all, are nil.
func decodeGeometry(blob []byte) (orb.Geometry, error) { return decodeAny(blob, false) }

// decodeAny reads lines too if they are asked for, which the registry cannot
// hold but files of others may.
func decodeAny(blob []byte, lines bool) (orb.Geometry, error) {
	if len(blob) == 0 {
		return nil, nil
	}
	body, empty, err := skipHeader(blob)
	if err != nil || empty {
		return nil, err
	}
	r := wkbReader{data: body, lines: lines}
	g := r.geometry()
	if r.failed {
		return nil, fmt.Errorf("%w: malformed WKB", errGeometry)
	}
	if p, ok := g.(orb.Point); ok && math.IsNaN(p[0]) && math.IsNaN(p[1]) {
		return nil, nil // how WKB writes an empty point
	}
	return g, nil
}

// skipHeader is the WKB that follows the header, and whether the header says
// that it is empty.
func skipHeader(blob []byte) (body []byte, empty bool, err error) {
	if len(blob) < headerBytes || blob[0] != 'G' || blob[1] != 'P' || blob[2] != 0 || blob[3]&flagExtended != 0 {
		return nil, false, fmt.Errorf("%w: no GeoPackage header", errGeometry)
	}
	doubles := [8]int{0, 4, 6, 6, 8, -1, -1, -1}[blob[3]>>1&7]
	start := headerBytes + doubles*8
	if doubles < 0 || len(blob) < start {
		return nil, false, fmt.Errorf("%w: bad envelope", errGeometry)
	}
	return blob[start:], blob[3]&flagEmpty != 0, nil
}

// wkbReader reads WKB; after the first fault it is failed and reads zeros.
type wkbReader struct {
	data   []byte
	order  binary.ByteOrder
	extra  int  // ordinates beyond x and y
	lines  bool // lines are read
	failed bool
}

func (r *wkbReader) take(n int) []byte {
	if r.failed || n > len(r.data) {
		r.failed = true
		return make([]byte, 8)
	}
	head := r.data[:n]
	r.data = r.data[n:]
	return head
}

// tag reads byte order and type, and returns the type without its dimensions,
// which ISO adds as thousands and the older EWKB as high bits.
func (r *wkbReader) tag() uint32 {
	r.order = binary.BigEndian
	if r.take(1)[0] == 1 {
		r.order = binary.LittleEndian
	}
	kind := r.order.Uint32(r.take(4))
	r.extra = 0
	if kind&0x80000000 != 0 {
		r.extra++
	}
	if kind&0x40000000 != 0 {
		r.extra++
	}
	kind &= 0x0fffffff
	switch kind / 1000 {
	case 1, 2:
		r.extra++
	case 3:
		r.extra += 2
	}
	return kind % 1000
}

// count reads a number of parts of at least size bytes each; one that the data
// cannot hold is a fault, so that a damaged file does not ask for gigabytes.
func (r *wkbReader) count(size int) int {
	n := int(r.order.Uint32(r.take(4)))
	if r.failed || n > len(r.data)/size {
		r.failed = true
		return 0
	}
	return n
}

func (r *wkbReader) position() orb.Point {
	raw := r.take(16 + 8*r.extra)
	if r.failed {
		return orb.Point{}
	}
	return orb.Point{
		math.Float64frombits(r.order.Uint64(raw)),
		math.Float64frombits(r.order.Uint64(raw[8:])),
	}
}

func (r *wkbReader) geometry() orb.Geometry {
	switch kind := r.tag(); {
	case kind == wkbPoint:
		return r.position()
	case kind == wkbLine && r.lines:
		return r.line()
	case kind == wkbMultiLine && r.lines:
		return r.multiLine()
	case kind == wkbPolygon:
		return r.polygon()
	case kind == wkbMultiPoint:
		return r.multiPoint()
	case kind == wkbMultiPolygon:
		return r.multiPolygon()
	}
	r.failed = true
	return nil
}

func (r *wkbReader) line() orb.LineString {
	line := make(orb.LineString, r.count(16+8*r.extra))
	for i := range line {
		line[i] = r.position()
	}
	return line
}

func (r *wkbReader) multiLine() orb.Geometry {
	lines := make(orb.MultiLineString, r.count(9))
	for i := range lines {
		if r.tag() != wkbLine {
			r.failed = true
			return nil
		}
		lines[i] = r.line()
	}
	return lines
}

func (r *wkbReader) polygon() orb.Polygon {
	polygon := make(orb.Polygon, r.count(4))
	for i := range polygon {
		ring := make(orb.Ring, r.count(16+8*r.extra))
		for j := range ring {
			ring[j] = r.position()
		}
		polygon[i] = ring
	}
	return polygon
}

func (r *wkbReader) multiPoint() orb.Geometry {
	points := make(orb.MultiPoint, r.count(21))
	for i := range points {
		if r.tag() != wkbPoint {
			r.failed = true
			return nil
		}
		points[i] = r.position()
	}
	return points
}

func (r *wkbReader) multiPolygon() orb.Geometry {
	polygons := make(orb.MultiPolygon, r.count(9))
	for i := range polygons {
		if r.tag() != wkbPolygon {
			r.failed = true
			return nil
		}
		polygons[i] = r.polygon()
	}
	return polygons
}
