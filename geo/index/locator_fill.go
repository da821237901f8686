package index

import "slices"

// stamp says that an area comes into a run of cells of one row: touched by an
// edge, or filled.
type stamp struct {
	cell, count int32
	entry       int32 // the area, or its complement if it fills the cells
}

// fill makes the raster's cells and lists. Areas are stamped in order of their
// rows, so that each cell's list comes out in that order.
func (l *Locator) fill() {
	cells := l.raster.columns * l.raster.rows
	if l.raster.bound.IsEmpty() {
		cells = 0
	}
	var stamps []stamp
	var touched window
	for i := range l.areas {
		stamps = l.stampArea(stamps, int32(i), &touched)
	}
	starts := make([]int32, cells+1)
	l.eachEntry(cells, stamps, func(cell, _ int32) { starts[cell+1]++ })
	for cell := range cells {
		starts[cell+1] += starts[cell]
	}
	entries := make([]int32, starts[cells])
	next := slices.Clone(starts)
	l.eachEntry(cells, stamps, func(cell, entry int32) {
		entries[next[cell]] = entry
		next[cell]++
	})
	l.condense(starts, entries)
}

// eachEntry calls enter with every cell and area of the stamps, but for what
// comes after an area that fills the cell.
func (l *Locator) eachEntry(cells int, stamps []stamp, enter func(cell, entry int32)) {
	filled := newBitmap(cells)
	for _, s := range stamps {
		for cell := s.cell; cell < s.cell+s.count; cell++ {
			if filled.has(int(cell)) {
				continue
			}
			if s.entry < 0 {
				filled.set(int(cell))
			}
			enter(cell, s.entry)
		}
	}
}

// condense answers the cells that need no test at once and keeps the lists of
// the others.
func (l *Locator) condense(starts, entries []int32) {
	l.cells = make([]int32, len(starts)-1)
	l.starts = []int32{0}
	for cell := range l.cells {
		list := entries[starts[cell]:starts[cell+1]]
		switch {
		case len(list) == 0:
			l.cells[cell] = Nowhere
		case list[0] < 0:
			l.cells[cell] = l.rows[^list[0]]
		default:
			l.cells[cell] = -2 - int32(len(l.starts)-1)
			l.entries = append(l.entries, list...)
			l.starts = append(l.starts, int32(len(l.entries)))
		}
	}
	l.entries, l.starts = slices.Clip(l.entries), slices.Clip(l.starts)
}

// window is the part of the raster around one area, and which of its cells an
// edge comes into.
type window struct {
	column, row, columns, rows int
	touched                    []bool
}

func (w *window) cells(row int) []bool { return w.touched[row*w.columns : (row+1)*w.columns] }

// stampArea appends the cells that the area's edges touch, and those in between
// that it fills: no edge comes between neighbours that are untouched, so one
// test answers for a run of them.
func (l *Locator) stampArea(stamps []stamp, index int32, w *window) []stamp {
	a := &l.areas[index]
	l.touch(a, w)
	for row := range w.rows {
		cells := w.cells(row)
		for low := 0; low < len(cells); {
			high := low + 1
			for high < len(cells) && cells[high] == cells[low] {
				high++
			}
			cell := (w.row+row)*l.raster.columns + w.column + low
			s := stamp{cell: int32(cell), count: int32(high - low), entry: index}
			if cells[low] {
				stamps = append(stamps, s)
			} else if a.holds(l.raster.centre(w.column+low, w.row+row)) {
				s.entry = ^index
				stamps = append(stamps, s)
			}
			low = high
		}
	}
	return stamps
}

// touch sets the window around the area and marks the cells of its edges.
func (l *Locator) touch(a *area, w *window) {
	r := &l.raster
	// A cell more all round, for the margin of the edges.
	w.column, w.row = max(r.column(a.bound.Min[0])-1, 0), max(r.row(a.bound.Min[1])-1, 0)
	w.columns = min(r.column(a.bound.Max[0])+1, r.columns-1) - w.column + 1
	w.rows = min(r.row(a.bound.Max[1])+1, r.rows-1) - w.row + 1
	w.touched = slices.Grow(w.touched[:0], w.columns*w.rows)[:w.columns*w.rows]
	clear(w.touched)
	for e := range a.allEdges {
		r.trace(a.vertices[e], a.vertices[e+1], func(row, first, last int) {
			cells := w.cells(row - w.row)
			for column := first; column <= last; column++ {
				cells[column-w.column] = true
			}
		})
	}
}
