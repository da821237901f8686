package tile

// groups are the groups of points of a tile, one a cell of a grid over it.
type groups struct {
	at     []int32 // cell → 1 + group; all 0 between tiles
	list   []group
	agreed []uint32 // group → numbers of the values in which all its points agree
}

// group is the points of one cell.
type group struct {
	cell, first int32
	count       uint64
	x, y        uint64 // sums of the offsets from the tile's corner
}

// gridSteps are the grids that a tile tries, finest first: bits of the number
// of cells along its side. On a tile of 512 pixels the finest has cells of 4
// pixels.
var gridSteps = [...]uint8{7, 6, 5}

// appendGroups draws the points of e.rows that lie in the tile, one feature a
// cell. If the attributes do not fit even with the coarsest grid, they are left
// out; 4,096 groups with nothing but their counts always fit.
func (p *Points) appendGroups(dst []byte, e *Encoder, id ID, name string) []byte {
	for _, bits := range gridSteps {
		e.begin(dst, name, id.Z, p.table, true)
		p.group(e, id, bits)
		if p.addGroups(e, id, p.table.width) {
			return e.endUnlessEmpty(dst)
		}
	}
	e.dropAttributes(dst, name)
	p.group(e, id, gridSteps[1])
	p.addGroups(e, id, 0)
	return e.endUnlessEmpty(dst)
}

func (e *Encoder) endUnlessEmpty(dst []byte) []byte {
	if len(e.groups.list) == 0 {
		return dst
	}
	return e.end()
}

// group sorts the rows into cells.
func (p *Points) group(e *Encoder, id ID, bits uint8) {
	g, width := &e.groups, p.table.width
	g.reset(1 << (2 * bits))
	f, grid := newFrame(id), newCells(id, bits)
	for _, row := range e.rows {
		w := p.position(row)
		if !id.Holds(w) {
			continue
		}
		cell := grid.of(w)
		cells := p.table.row(row)
		at := g.at[cell]
		if at == 0 {
			g.list = append(g.list, group{cell: cell, first: row})
			g.agreed = append(g.agreed, cells...)
			at = int32(len(g.list))
			g.at[cell] = at
		}
		member := &g.list[at-1]
		member.count++
		member.x += uint64(int64(w.X) - f.x)
		member.y += uint64(int64(w.Y) - f.y)
		agreed := g.agreed[int(at-1)*width : int(at)*width]
		for i, number := range cells {
			if agreed[i] != number {
				agreed[i] = 0
			}
		}
	}
}

// cells is a grid over a tile.
type cells struct {
	bits, shift uint8
	mask        uint32
}

func newCells(id ID, bits uint8) cells {
	return cells{bits, worldBits - id.Z - bits, uint32(1)<<bits - 1}
}

// of is the number of the cell that holds a position of the tile.
func (c cells) of(w World) int32 {
	return int32(w.Y>>c.shift&c.mask<<c.bits | w.X>>c.shift&c.mask)
}

func (g *groups) reset(cells int) {
	for i := range g.list {
		g.at[g.list[i].cell] = 0
	}
	g.list, g.agreed = g.list[:0], g.agreed[:0]
	if len(g.at) < cells {
		g.at = make([]int32, cells)
	}
}

// addGroups adds the groups with their first width attributes; it gives up,
// and says so, when the tile grows too large.
func (p *Points) addGroups(e *Encoder, id ID, width int) (ok bool) {
	f, room := newFrame(id), e.room()
	for i := range e.groups.list {
		g := &e.groups.list[i]
		x, y := f.units(World{
			X: uint32(f.x + int64(g.x/g.count)), Y: uint32(f.y + int64(g.y/g.count)),
		})
		var featureID uint64
		if g.count == 1 {
			featureID = p.id(g.first)
		}
		cells := e.groups.agreed[i*p.table.width : i*p.table.width+width]
		e.addPoint(featureID, cells, int64(min(g.count, maxCount)), x, y)
		if e.size() > room {
			return false
		}
	}
	return true
}
