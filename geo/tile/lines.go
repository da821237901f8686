package tile

import (
	"encoding/binary"
	"fmt"
	"math"

	"github.com/paulmach/orb"
)

// Lines are the lines of a layer: rivers, roads, borders. Each vertex knows the
// first zoom at which it is drawn, so that one pass serves all zooms (see
// weigh). They never change.
type Lines struct {
	vertices []World
	zooms    []uint8
	partEnds []uint32   // part → end in vertices
	rowEnds  []uint32   // row → end in partEnds
	bounds   []worldBox // by row; west > east: nothing to draw
	bound    orb.Bound
}

// NewLines prepares the lines; row i of the layer is lines[i]. Parts of fewer
// than two distinct positions are left out. It fails on a position that is not a
// number or out of range, naming the row.
func NewLines(lines []orb.MultiLineString) (*Lines, error) {
	l := &Lines{bound: orb.MultiPoint(nil).Bound(), bounds: make([]worldBox, len(lines)), rowEnds: make([]uint32, len(lines))}
	for row, line := range lines {
		box := worldBox{west: math.MaxUint32, north: math.MaxUint32}
		for _, part := range line {
			if err := l.add(part, &box); err != nil {
				return nil, fmt.Errorf("tile: row %d: %w", row, err)
			}
		}
		l.rowEnds[row], l.bounds[row] = uint32(len(l.partEnds)), box
		if len(line) > 0 {
			l.bound = l.bound.Union(line.Bound())
		}
	}
	return l, nil
}

func (l *Lines) add(part orb.LineString, box *worldBox) error {
	start := len(l.vertices)
	for i, p := range part {
		if !onEarth(p) {
			return fmt.Errorf("vertex %d: position (%v, %v), want longitude -180 to 180 and latitude -90 to 90", i, p[0], p[1])
		}
		if w := Project(p); len(l.vertices) == start || l.vertices[len(l.vertices)-1] != w {
			l.vertices = append(l.vertices, w)
		}
	}
	if len(l.vertices) < start+2 {
		l.vertices = l.vertices[:start]
		return nil
	}
	for _, w := range l.vertices[start:] {
		box.west, box.east = min(box.west, w.X), max(box.east, w.X)
		box.north, box.south = min(box.north, w.Y), max(box.south, w.Y)
	}
	zooms := make([]uint8, len(l.vertices)-start)
	keep := 1
	if l.vertices[start] == l.vertices[len(l.vertices)-1] {
		keep = 2 // a closed line that kept one vertex would be a needle
	}
	weigh(l.vertices[start:], zooms, keep)
	l.zooms = append(l.zooms, zooms...)
	l.partEnds = append(l.partEnds, uint32(len(l.vertices)))
	return nil
}

// Len is the number of rows.
func (l *Lines) Len() int { return len(l.rowEnds) }

// parts is the range of a row's parts, part the range of a part's vertices.
func (l *Lines) parts(row int) (from, to uint32) { return span(l.rowEnds, uint32(row)) }
func (l *Lines) part(i uint32) (from, to uint32) { return span(l.partEnds, i) }

func span(ends []uint32, i uint32) (from, to uint32) {
	if i > 0 {
		from = ends[i-1]
	}
	return from, ends[i]
}

// LineLayer draws lines, in the order of their rows.
type LineLayer struct {
	name  string
	lines *Lines
	table *Table
	from  []uint8
}

// NewLineLayer is the layer of the lines with an attribute row for each. from is
// the first zoom at which each is drawn; nil: all of them always.
func NewLineLayer(name string, lines *Lines, table *Table, from []uint8) (*LineLayer, error) {
	if table.Len() != lines.Len() {
		return nil, fmt.Errorf("tile: %d rows of attributes for %d lines", table.Len(), lines.Len())
	}
	if from != nil && len(from) != lines.Len() {
		return nil, fmt.Errorf("tile: %d first zooms for %d lines", len(from), lines.Len())
	}
	return &LineLayer{name, lines, table, from}, nil
}

// Info describes the layer.
func (l *LineLayer) Info() Info {
	return Info{
		Name: l.name, Geometry: LineGeometry, Fields: l.table.fields, Bound: l.lines.bound,
		MaxZoom: areaMaxZoom, Features: l.lines.Len(),
	}
}

// coarsenings are by how many zooms a tile that does not fit makes its lines
// coarser, one after the other.
var coarsenings = [...]uint8{0, 1, 2, 3}

// AppendTile implements Layer. Where even the coarsest lines do not fit, the
// last rows are left out: the least important should come last.
func (l *LineLayer) AppendTile(dst []byte, e *Encoder, id ID) []byte {
	reach := id.worldReach()
	e.rows = e.rows[:0]
	for row, b := range l.lines.bounds {
		if b.west <= b.east && (l.from == nil || l.from[row] <= id.Z) && b.meets(reach) {
			e.rows = append(e.rows, int32(row))
		}
	}
	for i, coarser := range coarsenings {
		drawn, fits := l.draw(dst, e, id, coarser)
		switch {
		case !fits && i < len(coarsenings)-1:
		case drawn > 0:
			return e.end()
		default:
			return dst
		}
	}
	return dst
}

func (l *LineLayer) draw(dst []byte, e *Encoder, id ID, coarser uint8) (drawn int, fits bool) {
	e.begin(dst, l.name, id.Z, l.table, false)
	room := e.room()
	zoom := uint8(math.MaxUint8) // all vertices
	if id.Z <= areaMaxZoom || coarser > 0 {
		zoom = min(id.Z, areaMaxZoom) - min(id.Z, areaMaxZoom, coarser)
	}
	f := newFrame(id)
	for _, row := range e.rows {
		e.geometry = e.geometry[:0]
		at := vertex{}
		from, to := l.lines.parts(int(row))
		for i := from; i < to; i++ {
			at = l.appendPart(e, &f, i, zoom, at)
		}
		if len(e.geometry) == 0 {
			continue
		}
		mark := len(e.dst)
		e.add(&feature{cells: l.table.row(row), count: -1, kind: lineType, geometry: e.geometry})
		if e.size() > room {
			e.dst = e.dst[:mark]
			return drawn, false
		}
		drawn++
	}
	return drawn, true
}

// appendPart adds what the tile shows of a part to the geometry, whose last
// position is at.
func (l *LineLayer) appendPart(e *Encoder, f *frame, part uint32, zoom uint8, at vertex) vertex {
	r := &e.shape.rings
	r.reset()
	from, to := l.lines.part(part)
	for i := from; i < to; i++ {
		if l.lines.zooms[i] > zoom {
			continue
		}
		x, y := f.units(l.lines.vertices[i])
		v := vertex{x, y}
		if n := len(r.vertices); n == 0 || r.vertices[n-1] != v {
			r.vertices = append(r.vertices, v)
		}
	}
	if len(r.vertices) < 2 {
		return at
	}
	if b := boxOf(r.vertices); !b.meets(window) {
		return at
	} else if b.inside(window) {
		return e.appendLine(r.vertices, at)
	}
	return e.appendClipped(r.vertices, at)
}

// appendClipped adds the pieces of the line that lie in the window.
func (e *Encoder) appendClipped(line []vertex, at vertex) vertex {
	piece := e.shape.clipped.vertices[:0]
	flush := func() {
		if len(piece) >= 2 {
			at = e.appendLine(piece, at)
		}
		piece = piece[:0]
	}
	for i := 1; i < len(line); i++ {
		a, b, ok := clipSegment(line[i-1], line[i], window)
		if !ok {
			flush()
			continue
		}
		if n := len(piece); n == 0 || piece[n-1] != a {
			flush()
			piece = append(piece, a)
		}
		if a != b {
			piece = append(piece, b)
		}
	}
	flush()
	e.shape.clipped.vertices = piece
	return at
}

// clipSegment is the part of a segment that lies in the closed box, by the
// algorithm of Liang and Barsky ("A new concept and method for line clipping",
// ACM Transactions on Graphics 3, 1984), rounded to the grid.
func clipSegment(a, b vertex, in box) (from, to vertex, ok bool) {
	enter, leave := 0.0, 1.0
	dx, dy := float64(b.x-a.x), float64(b.y-a.y)
	for _, edge := range [...]struct{ p, q float64 }{
		{-dx, float64(a.x - in.low.x)}, {dx, float64(in.high.x - a.x)},
		{-dy, float64(a.y - in.low.y)}, {dy, float64(in.high.y - a.y)},
	} {
		switch t := edge.q / edge.p; {
		case edge.p == 0 && edge.q < 0:
			return a, b, false
		case edge.p == 0:
		case edge.p < 0:
			enter = max(enter, t)
		default:
			leave = min(leave, t)
		}
	}
	if enter > leave {
		return a, b, false
	}
	from, to = a, b
	if enter > 0 {
		from = pointAlong(a, dx, dy, enter, in)
	}
	if leave < 1 {
		to = pointAlong(a, dx, dy, leave, in)
	}
	return from, to, true
}

func pointAlong(a vertex, dx, dy, t float64, in box) vertex {
	x, y := a.x+int64(math.Round(t*dx)), a.y+int64(math.Round(t*dy))
	return vertex{min(max(x, in.low.x), in.high.x), min(max(y, in.low.y), in.high.y)}
}

// appendLine writes the commands that draw a line of at least two vertices.
func (e *Encoder) appendLine(line []vertex, at vertex) vertex {
	e.geometry = append(e.geometry, 1<<3|moveTo)
	e.geometry = appendStep(e.geometry, at, line[0])
	e.geometry = binary.AppendUvarint(e.geometry, uint64(len(line)-1)<<3|lineTo)
	for i := 1; i < len(line); i++ {
		e.geometry = appendStep(e.geometry, line[i-1], line[i])
	}
	return line[len(line)-1]
}
