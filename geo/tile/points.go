package tile

import (
	"fmt"
	"math"
	"slices"

	"github.com/paulmach/orb"
)

// Points are positions with ids and attributes. They never change; With makes
// more of them that share what is there.
type Points struct {
	table    *Table
	base     placed
	extra    placed // what With added
	baseRows int32
}

// placed are positions with ids.
type placed struct {
	positions []World
	ids       []uint64
}

// NewPoints takes the positions in the order of the table's rows, and an id for
// each; 0, or no ids at all, stands for none. Where a finder's answer runs
// through rows in order, encoding runs through memory in order. It fails on a
// position that is not a number or out of range, naming the row.
func NewPoints(positions []orb.Point, ids []uint64, table *Table) (*Points, error) {
	if table.Len() != len(positions) {
		return nil, fmt.Errorf("tile: %d rows of attributes for %d points", table.Len(), len(positions))
	}
	base, err := place(placed{}, positions, ids)
	if err != nil {
		return nil, err
	}
	return &Points{table: table, base: base, baseRows: int32(len(positions))}, nil
}

// With is the points with further ones, whose rows are numbered on. It costs
// time in proportion to what was added so far. It fails as NewPoints and
// TableBuilder do.
func (p *Points) With(positions []orb.Point, ids []uint64, rows [][]Value) (*Points, error) {
	if len(rows) != len(positions) {
		return nil, fmt.Errorf("tile: %d rows of attributes for %d points", len(rows), len(positions))
	}
	table, err := p.table.With(rows)
	if err != nil {
		return nil, err
	}
	extra, err := place(placed{slices.Clone(p.extra.positions), slices.Clone(p.extra.ids)}, positions, ids)
	if err != nil {
		return nil, err
	}
	return &Points{table: table, base: p.base, extra: extra, baseRows: p.baseRows}, nil
}

func place(at placed, positions []orb.Point, ids []uint64) (placed, error) {
	if ids != nil && len(ids) != len(positions) {
		return at, fmt.Errorf("tile: %d ids for %d points", len(ids), len(positions))
	}
	at.positions = slices.Grow(at.positions, len(positions))
	for i, p := range positions {
		if !onEarth(p) {
			return at, fmt.Errorf("tile: point %d: position (%v, %v), want longitude -180 to 180 and latitude -90 to 90",
				i, p[0], p[1])
		}
		at.positions = append(at.positions, Project(p))
	}
	if ids == nil {
		ids = make([]uint64, len(positions))
	}
	at.ids = append(at.ids, ids...)
	return at, nil
}

func onEarth(p orb.Point) bool {
	return p[0] >= -180 && p[0] <= 180 && p[1] >= -90 && p[1] <= 90
}

// Len is the number of rows, those included that no finder finds any more.
func (p *Points) Len() int { return int(p.baseRows) + len(p.extra.positions) }

func (p *Points) position(row int32) World {
	if row < p.baseRows {
		return p.base.positions[row]
	}
	return p.extra.positions[row-p.baseRows]
}

func (p *Points) id(row int32) uint64 {
	if row < p.baseRows {
		return p.base.ids[row]
	}
	return p.extra.ids[row-p.baseRows]
}

// defaultMaxPoints is about the number of symbols that can still be told apart
// on a tile of 512 pixels.
const defaultMaxPoints = 16_384

// pointMaxZoom is where a unit of a tile is 0.6 m, finer than the positions.
const pointMaxZoom = 14

// PointLayer draws points.
type PointLayer struct {
	Name   string
	Points *Points
	// Index finds the rows of Points that are to be drawn; those that it does
	// not find are gone.
	Index Finder
	// MaxPoints is the number of points above which a tile groups them; 0:
	// 16,384.
	MaxPoints int
	// Clustering groups the points of low zooms; nil: only where a tile holds more
	// than MaxPoints.
	Clustering *Clustering
}

// Info describes the layer.
func (l *PointLayer) Info() Info {
	rows := l.Index.Box(nil, world)
	info := Info{
		Name: l.Name, Geometry: PointGeometry, Fields: countedFields(l.Points.table), Bound: l.Points.bound(rows),
		MaxZoom: pointMaxZoom, Features: len(rows),
	}
	if l.Clustering != nil {
		info.Fields = append(info.Fields, l.Points.countFields(l.Clustering.By)...)
	}
	return info
}

func countedFields(t *Table) []Field {
	return append(slices.Clone(t.fields), Field{Name: CountField, Type: NumberType})
}

// bound is the box of the rows' positions, empty without any.
func (p *Points) bound(rows []int32) orb.Bound {
	b := orb.MultiPoint(nil).Bound()
	for _, row := range rows {
		w := p.position(row)
		b = b.Extend(unproject((float64(w.X)+0.5)/worldSide, (float64(w.Y)+0.5)/worldSide))
	}
	return b
}

// AppendTile implements Layer.
func (l *PointLayer) AppendTile(dst []byte, e *Encoder, id ID) []byte {
	e.rows = l.Index.Box(e.rows[:0], id.reach())
	if l.Clustering != nil && id.Z <= l.Clustering.MaxZoom {
		return l.Points.appendClusters(dst, e, id, l.Name, l.Clustering)
	}
	limit := l.MaxPoints
	if limit <= 0 {
		limit = defaultMaxPoints
	}
	inside := 0
	for _, row := range e.rows {
		if id.Holds(l.Points.position(row)) {
			inside++
		}
	}
	if inside <= limit {
		// What only a close look asks for goes first.
		for _, zoom := range [...]uint8{id.Z, 0} {
			if out, ok := l.appendEach(dst, e, id, zoom); ok {
				return out
			}
		}
	}
	return l.Points.appendGroups(dst, e, id, l.Name)
}

// appendEach draws each point with the attributes of a zoom, and gives up when
// the tile grows too large.
func (l *PointLayer) appendEach(dst []byte, e *Encoder, id ID, zoom uint8) (out []byte, ok bool) {
	e.begin(dst, l.Name, zoom, l.Points.table, true)
	switch drawn, fits := e.addEach(l, id, e.room()); {
	case !fits:
		return dst, false
	case drawn == 0:
		return dst, true
	}
	return e.end(), true
}

// addEach adds the points of e.rows as long as there is room for them.
func (e *Encoder) addEach(l *PointLayer, id ID, room int) (drawn int, fits bool) {
	f := newFrame(id)
	for _, row := range e.rows {
		x, y := f.units(l.Points.position(row))
		if !within(x, y, Buffer) {
			continue
		}
		count := int64(0)
		if within(x, y, 0) {
			count = 1
		}
		e.addPoint(l.Points.id(row), l.Points.table.row(row), count, x, y)
		drawn++
		if e.size() > room {
			return drawn, false
		}
	}
	return drawn, true
}

func (e *Encoder) addPoint(id uint64, cells []uint32, count, x, y int64) {
	dst, begin := e.beginFeature(id)
	dst = e.appendTags(dst, cells, count, nil)
	dst = append(dst, typeTag, pointType, geometryTag, 0)
	geometry := len(dst)
	dst = appendStep(append(dst, 1<<3|moveTo), vertex{}, vertex{x, y})
	e.dst = closeLength(closeLength(dst, geometry), begin)
}

// Commands of a geometry.
const (
	moveTo    = 1
	lineTo    = 2
	closePath = 7
)

// maxCount is the greatest count that a feature can carry.
const maxCount = math.MaxInt32
