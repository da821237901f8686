package tile

import (
	"encoding/binary"
	"slices"
)

// Clustering draws the points of a tile as one a cell of a grid over it, at
// their mean position, however few they are.
type Clustering struct {
	// Bits of the number of cells along a tile's side, 1 to 7.
	Bits uint8
	// MaxZoom is the last zoom that is clustered.
	MaxZoom uint8
	// By names a field of text whose values are counted apart: a cluster has
	// "count_" and the value for each that is among its points. Empty: none.
	By string
}

// countPrefix begins the names of the counts of a cluster by value.
const countPrefix = CountField + "_"

// tally counts the points of each group by the value of a field.
type tally struct {
	column int      // -1: none
	kinds  []uint32 // numbers of the values met
	counts []uint32 // group × kind
	names  []string // of the attributes, by kind
}

// appendClusters draws the points of e.rows that lie in the tile as clusters;
// single ones with their ids and attributes.
func (p *Points) appendClusters(dst []byte, e *Encoder, id ID, name string, how *Clustering) []byte {
	e.begin(dst, name, id.Z, p.table, true)
	p.group(e, id, how.Bits)
	p.tally(e, id, how)
	f, t := newFrame(id), &e.tally
	for i := range e.groups.list {
		g := &e.groups.list[i]
		x, y := f.units(World{X: uint32(f.x + int64(g.x/g.count)), Y: uint32(f.y + int64(g.y/g.count))})
		e.geometry = append(e.geometry[:0], 1<<3|moveTo)
		e.geometry = appendStep(e.geometry, vertex{}, vertex{x, y})
		drawn := feature{
			cells: e.groups.agreed[i*p.table.width : (i+1)*p.table.width],
			count: int64(min(g.count, maxCount)), kind: pointType, geometry: e.geometry,
		}
		if g.count == 1 {
			drawn.id = p.id(g.first)
		} else {
			drawn.counts = t.counts[i*len(t.kinds) : (i+1)*len(t.kinds)]
		}
		e.add(&drawn)
	}
	e.extra = t.names
	return e.endUnlessEmpty(dst)
}

// tally counts by value, in the order in which the values are met.
func (p *Points) tally(e *Encoder, id ID, how *Clustering) {
	t := &e.tally
	t.kinds, t.names, t.counts = t.kinds[:0], t.names[:0], t.counts[:0]
	t.column = slices.IndexFunc(p.table.fields, func(f Field) bool { return how.By != "" && f.Name == how.By && f.Type == TextType })
	if t.column < 0 {
		return
	}
	p.eachHeld(e, id, func(row int32) {
		if kind := p.table.row(row)[t.column]; kind != 0 && !slices.Contains(t.kinds, kind) {
			t.kinds = append(t.kinds, kind)
			t.names = append(t.names, countPrefix+textOf(p.table.values.entry(kind)))
		}
	})
	t.counts = slices.Grow(t.counts, len(t.kinds)*len(e.groups.list))[:len(t.kinds)*len(e.groups.list)]
	clear(t.counts)
	cell := newCells(id, how.Bits)
	p.eachHeld(e, id, func(row int32) {
		if kind := slices.Index(t.kinds, p.table.row(row)[t.column]); kind >= 0 {
			group := int(e.groups.at[cell.of(p.position(row))] - 1)
			t.counts[group*len(t.kinds)+kind]++
		}
	})
}

// eachHeld visits those of e.rows that lie in the tile itself.
func (p *Points) eachHeld(e *Encoder, id ID, visit func(row int32)) {
	for _, row := range e.rows {
		if id.Holds(p.position(row)) {
			visit(row)
		}
	}
}

// textOf is the text of a dictionary's entry (see Value.append).
func textOf(entry []byte) string {
	_, n := binary.Uvarint(entry[1:])
	value := entry[1+n:]
	if len(value) == 0 || value[0] != stringField<<3|lengthDelimited {
		return ""
	}
	length, n := binary.Uvarint(value[1:])
	return string(value[1+n:][:length])
}

// countFields are the attributes by which clusters count.
func (p *Points) countFields(by string) []Field {
	column := slices.IndexFunc(p.table.fields, func(f Field) bool { return by != "" && f.Name == by && f.Type == TextType })
	if column < 0 {
		return nil
	}
	seen := map[uint32]bool{}
	var fields []Field
	for row := range int32(p.Len()) {
		if number := p.table.row(row)[column]; number != 0 && !seen[number] {
			seen[number] = true
			fields = append(fields, Field{Name: countPrefix + textOf(p.table.values.entry(number)), Type: NumberType})
		}
	}
	return fields
}
