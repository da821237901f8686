package tile

import (
	"encoding/binary"
	"fmt"

	"github.com/paulmach/orb"
)

// AreaLayer draws areas, in the order of their rows.
type AreaLayer struct {
	name   string
	shapes *Shapes
	table  *Table
	ids    []uint64
	from   []uint8        // the first zoom of each; nil: all of them always
	keep   func(int) bool // the rows that are drawn; nil: all
}

// NewAreaLayer is the layer of the shapes with an attribute row and an id for
// each; 0, or no ids at all, stands for none.
func NewAreaLayer(name string, shapes *Shapes, ids []uint64, table *Table) (*AreaLayer, error) {
	if table.Len() != shapes.Len() {
		return nil, fmt.Errorf("tile: %d rows of attributes for %d areas", table.Len(), shapes.Len())
	}
	if ids == nil {
		ids = make([]uint64, shapes.Len())
	}
	if len(ids) != shapes.Len() {
		return nil, fmt.Errorf("tile: %d ids for %d areas", len(ids), shapes.Len())
	}
	return &AreaLayer{name: name, shapes: shapes, table: table, ids: ids}, nil
}

// From is the layer with a first zoom for each of its areas.
func (l *AreaLayer) From(zooms []uint8) (*AreaLayer, error) {
	if len(zooms) != l.shapes.Len() {
		return nil, fmt.Errorf("tile: %d first zooms for %d areas", len(zooms), l.shapes.Len())
	}
	later := *l
	later.from = zooms
	return &later, nil
}

// Only is the layer with no areas but those of the rows that keep lets pass,
// with the borders that they have among all.
func (l *AreaLayer) Only(keep func(row int) bool) *AreaLayer {
	fewer := *l
	fewer.keep = keep
	return &fewer
}

// Info describes the layer.
func (l *AreaLayer) Info() Info {
	info := Info{
		Name: l.name, Geometry: PolygonGeometry, Fields: l.table.fields, Bound: l.shapes.bound,
		MaxZoom: areaMaxZoom, Features: l.shapes.Len(),
	}
	if l.keep != nil {
		info.Features, info.Bound = l.kept()
	}
	return info
}

// kept is how many areas there are, and the box around them.
func (l *AreaLayer) kept() (n int, bound orb.Bound) {
	bound = orb.MultiPoint(nil).Bound()
	for row, b := range l.shapes.bounds {
		if !l.keep(row) {
			continue
		}
		n++
		if b.west <= b.east {
			nw := unproject(float64(b.west)/worldSide, float64(b.north)/worldSide)
			se := unproject(float64(b.east)/worldSide, float64(b.south)/worldSide)
			bound = bound.Extend(nw).Extend(se)
		}
	}
	return n, bound
}

func (l *AreaLayer) shows(row int, z uint8) bool {
	return (l.from == nil || l.from[row] <= z) && (l.keep == nil || l.keep(row))
}

// economy is a way to make a tile of areas smaller.
type economy struct {
	coarser    int // levels
	attributes bool
	minUnits   int64 // areas whose box is smaller are left out
}

// economies are what a tile tries, one after the other, until it fits. The
// 3,321 communes of the country fit with the first at every zoom, the 11,000
// that it once had from zoom 6 on; above, they keep their ids.
var economies = [...]economy{
	{0, true, 0},
	{1, true, 0},
	{2, true, 0},
	{3, true, 0},
	{3, false, 0},
	{3, false, 8},
	{3, false, 32},
	{3, false, 128},
}

// AppendTile implements Layer. Where even the last economy does not suffice,
// areas are drawn up to the limit.
func (l *AreaLayer) AppendTile(dst []byte, e *Encoder, id ID) []byte {
	reach := id.worldReach()
	e.rows = e.rows[:0]
	for row, b := range l.shapes.bounds {
		if b.west <= b.east && b.meets(reach) && l.shows(row, id.Z) {
			e.rows = append(e.rows, int32(row))
		}
	}
	for i, economy := range economies {
		drawn, fits := l.draw(dst, e, id, economy)
		switch {
		case !fits && i < len(economies)-1:
		case drawn > 0:
			return e.end()
		default:
			return dst
		}
	}
	return dst
}

// draw adds the areas of e.rows until the tile is full.
func (l *AreaLayer) draw(dst []byte, e *Encoder, id ID, how economy) (drawn int, fits bool) {
	e.begin(dst, l.name, id.Z, l.table, false)
	if !how.attributes {
		e.dropAttributes(dst, l.name)
	}
	v := newLevelView(l.shapes, id, how.coarser)
	room := e.room()
	for _, row := range e.rows {
		v.read(&e.shape, int(row))
		b := boxOf(e.shape.rings.vertices)
		if e.shape.rings.len() == 0 || max(b.high.x-b.low.x, b.high.y-b.low.y) < how.minUnits {
			continue
		}
		f := feature{id: l.ids[row], count: -1, kind: polygonType}
		if how.attributes {
			f.cells = l.table.row(row)
		}
		e.geometry = appendRings(e.geometry[:0], &e.shape.rings)
		f.geometry = e.geometry
		mark := len(e.dst)
		e.add(&f)
		if e.size() > room {
			e.dst = e.dst[:mark]
			return drawn, false
		}
		drawn++
	}
	return drawn, true
}

// levelView is a level as a tile sees it.
type levelView struct {
	level       *level
	x, y        int64 // the tile's corner in tile units of the whole grid
	left, right uint8 // shifts from the level's grid to tile units
}

func newLevelView(s *Shapes, id ID, coarser int) levelView {
	at := int(id.Z)
	if at > areaMaxZoom {
		at = wholeLevel
	}
	v := levelView{
		level: &s.levels[max(at-coarser, 0)],
		x:     int64(id.X) << extentBits, y: int64(id.Y) << extentBits,
	}
	if bits := id.Z + extentBits; bits >= v.level.gridBits {
		v.left = bits - v.level.gridBits
	} else {
		v.right = v.level.gridBits - bits
	}
	return v
}

// window is what a tile shows of areas.
var window = box{vertex{-Buffer, -Buffer}, vertex{Extent + Buffer, Extent + Buffer}}

// read puts the part of an area that the tile shows into s.rings, shells
// before their holes.
func (v *levelView) read(s *shape, row int) {
	s.rings.reset()
	from, to := v.level.ringsOf(row)
	touched := v.right > 0 // rounding to a coarser grid may have made rings meet
	for i := from; i < to; i++ {
		start := len(s.rings.vertices)
		for _, w := range v.level.ring(i) {
			s.rings.vertices = append(s.rings.vertices, vertex{
				int64(w.X)<<(v.left&63)>>(v.right&63) - v.x, int64(w.Y)<<(v.left&63)>>(v.right&63) - v.y,
			})
		}
		switch b := boxOf(s.rings.vertices[start:]); {
		case !b.meets(window):
			s.rings.vertices = s.rings.vertices[:start]
		case b.inside(window):
			s.rings.close()
		default:
			touched = true
			clipped := s.clip(s.rings.vertices[start:], window)
			s.rings.vertices = append(s.rings.vertices[:start], clipped...)
			s.rings.close()
		}
	}
	if touched {
		clean(&s.rings, s)
	}
}

// appendRings writes the commands that draw the rings.
func appendRings(dst []byte, r *rings) []byte {
	var at vertex
	for i := range r.len() {
		ring := r.ring(i)
		dst = append(dst, 1<<3|moveTo)
		dst = appendStep(dst, at, ring[0])
		dst = binary.AppendUvarint(dst, uint64(len(ring)-1)<<3|lineTo)
		for k := 1; k < len(ring); k++ {
			dst = appendStep(dst, ring[k-1], ring[k])
		}
		dst = append(dst, 1<<3|closePath)
		at = ring[len(ring)-1]
	}
	return dst
}

func appendStep(dst []byte, from, to vertex) []byte {
	dx, dy := zigzag(to.x-from.x), zigzag(to.y-from.y)
	if dx|dy < 0x80 { // nearly always
		return append(dst, byte(dx), byte(dy))
	}
	return binary.AppendUvarint(binary.AppendUvarint(dst, dx), dy)
}
