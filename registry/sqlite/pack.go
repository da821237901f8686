package sqlite

import (
	"cmp"
	"context"
	"encoding/binary"
	"fmt"
	"math"
	"slices"

	"github.com/jmoiron/sqlx"
)

// The tables behind an R-tree of SQLite, as https://www.sqlite.org/rtree.html
// section 5 describes them: name_node holds the nodes, name_rowid the leaf of
// each entry, name_parent the parent of each node. Node 1 is the root. A node is
// its depth (in the root only), its number of cells, and the cells: a rowid or
// the number of a node, and four 32-bit floats, everything big-endian.
const (
	nodeHeaderBytes = 4
	cellBytes       = 8 + 4*4
	rootNode        = 1
)

// cell is an entry of a leaf, or a node within its parent.
type cell struct {
	id                     int64
	minX, maxX, minY, maxY float32
}

// newCell rounds a box outwards to what the R-tree holds.
func newCell(b box) cell {
	return cell{b.fid, floor32(b.minX), ceil32(b.maxX), floor32(b.minY), ceil32(b.maxY)}
}

func floor32(v float64) float32 {
	f := float32(v)
	if float64(f) > v {
		f = math.Nextafter32(f, float32(math.Inf(-1)))
	}
	return f
}

func ceil32(v float64) float32 { return -floor32(-v) }

func (c *cell) middleX() float32 { return c.minX + c.maxX }
func (c *cell) middleY() float32 { return c.minY + c.maxY }

// tree is a packed R-tree on its way into the tables.
type tree struct {
	capacity int   // cells a node
	bytes    int   // of a node, whose unused end is zeros
	last     int64 // the highest node number given
	nodes    []any // nodeno, data, …
	rowids   []any // rowid, nodeno, …
	parents  []any // nodeno, parentnode, …
}

// pack replaces the R-tree of a table by one that holds its entries and the
// given ones. Nodes are filled by sort-tile-recursive (Leutenegger, Lopez and
// Edgington 1997): fuller ones, and some ten times faster, than entry by entry.
func (w *writer) pack(ctx context.Context, l *layout, boxes []box) error {
	name := "rtree_" + l.table + "_geom"
	cells, err := w.entries(ctx, name)
	if err != nil {
		return err
	}
	for _, b := range boxes {
		cells = append(cells, newCell(b))
	}
	t := tree{last: rootNode}
	if err := sqlx.GetContext(ctx, w.q, &t.bytes, `SELECT length(data) FROM `+quote(name+"_node")+` WHERE nodeno = 1`); err != nil {
		return err
	}
	t.capacity = (t.bytes - nodeHeaderBytes) / cellBytes
	t.build(cells)
	for _, part := range []struct {
		suffix, key, value string
		args               []any
	}{
		{"_node", "nodeno", "data", t.nodes},
		{"_rowid", "rowid", "nodeno", t.rowids},
		{"_parent", "nodeno", "parentnode", t.parents},
	} {
		if err := w.exec(ctx, `DELETE FROM `+quote(name+part.suffix)); err != nil {
			return err
		}
		for args := range slices.Chunk(part.args, 400) {
			if err := w.exec(ctx, insertSQL(name+part.suffix, []string{part.key, part.value}, len(args)/2), args...); err != nil {
				return err
			}
		}
	}
	return nil
}

// entries are those that the R-tree has.
func (w *writer) entries(ctx context.Context, name string) ([]cell, error) {
	rows, err := w.q.QueryContext(ctx, `SELECT id, minx, maxx, miny, maxy FROM `+quote(name))
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }() // rows.Err says how it went
	var cells []cell
	for rows.Next() {
		var c cell
		if err := rows.Scan(&c.id, &c.minX, &c.maxX, &c.minY, &c.maxY); err != nil {
			return nil, fmt.Errorf("read %s: %w", name, err)
		}
		cells = append(cells, c)
	}
	return cells, rows.Err()
}

// build lays the levels on each other until one node holds all: the root.
func (t *tree) build(cells []cell) {
	depth := 0
	for len(cells) > t.capacity {
		t.tile(cells)
		var above []cell
		for group := range evenly(cells, t.capacity) {
			t.last++
			t.put(t.last, 0, depth, group)
			above = append(above, around(t.last, group))
		}
		cells = above
		depth++
	}
	t.put(rootNode, depth, depth, cells)
	// Appending in the order of the key is what a B-tree likes best.
	sortPairs(t.rowids)
	sortPairs(t.nodes)
	sortPairs(t.parents)
}

// tile sorts cells by columns of about equally many, each by height, so that
// cells which follow each other are neighbours.
func (t *tree) tile(cells []cell) {
	slices.SortFunc(cells, func(a, b cell) int { return cmp.Compare(a.middleX(), b.middleX()) })
	nodes := (len(cells) + t.capacity - 1) / t.capacity
	columns := int(math.Ceil(math.Sqrt(float64(nodes))))
	for column := range slices.Chunk(cells, (len(cells)+columns-1)/columns) {
		slices.SortFunc(column, func(a, b cell) int { return cmp.Compare(a.middleY(), b.middleY()) })
	}
}

// evenly cuts cells into the fewest groups that nodes can hold, of sizes that
// differ by one at most: no node is nearly empty.
func evenly(cells []cell, capacity int) func(func([]cell) bool) {
	groups := (len(cells) + capacity - 1) / capacity
	return func(yield func([]cell) bool) {
		for g := range groups {
			if !yield(cells[g*len(cells)/groups : (g+1)*len(cells)/groups]) {
				return
			}
		}
	}
}

// around is a node as a cell of its parent.
func around(node int64, cells []cell) cell {
	all := cells[0]
	all.id = node
	for _, c := range cells[1:] {
		all.minX, all.maxX = min(all.minX, c.minX), max(all.maxX, c.maxX)
		all.minY, all.maxY = min(all.minY, c.minY), max(all.maxY, c.maxY)
	}
	return all
}

// put writes a node: height is its level above the leaves, depth what stands in
// it, which is the tree's height in the root and 0 elsewhere.
func (t *tree) put(node int64, depth, height int, cells []cell) {
	data := make([]byte, 0, t.bytes)
	data = binary.BigEndian.AppendUint16(data, uint16(depth))
	data = binary.BigEndian.AppendUint16(data, uint16(len(cells)))
	for _, c := range cells {
		data = binary.BigEndian.AppendUint64(data, uint64(c.id))
		for _, v := range [4]float32{c.minX, c.maxX, c.minY, c.maxY} {
			data = binary.BigEndian.AppendUint32(data, math.Float32bits(v))
		}
		if height == 0 {
			t.rowids = append(t.rowids, c.id, node)
		} else {
			t.parents = append(t.parents, c.id, node)
		}
	}
	t.nodes = append(t.nodes, node, data[:t.bytes])
}

// sortPairs sorts a list of keys and values by its keys.
func sortPairs(args []any) {
	type pair struct {
		key   int64
		value any
	}
	pairs := make([]pair, 0, len(args)/2)
	for i := 0; i < len(args); i += 2 {
		pairs = append(pairs, pair{args[i].(int64), args[i+1]})
	}
	slices.SortFunc(pairs, func(a, b pair) int { return cmp.Compare(a.key, b.key) })
	for i, p := range pairs {
		args[2*i], args[2*i+1] = p.key, p.value
	}
}
