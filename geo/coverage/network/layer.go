package network

import (
	"context"
	"errors"
	"fmt"
	"math"

	"hatang/geo/raster"
)

// NoLevel stands for a cell that a station does not reach.
const NoLevel = math.MinInt16

// Centi is a level in hundredths of a decibel, kept from NoLevel and from what
// an int16 cannot hold.
func Centi(level float64) int16 {
	return int16(math.Round(100 * min(max(level, -327.67), 327.67)))
}

// Layer is what one station gives the cells of a window. It is not changed once
// it is made.
type Layer struct {
	Window
	// Level, row by row, in hundredths of a decibel of the technology's unit, or
	// NoLevel.
	Level []int16
	// Sight has one bit a cell, row by row: the antenna sees the receiver over
	// bare ground. Nil where that is not known.
	Sight []uint64
}

// Check tells whether the parts of a layer fit together and into a grid.
func (l *Layer) Check(g raster.Grid) error {
	if !l.Within(g) {
		return fmt.Errorf("network: the window %+v reaches beyond a grid of %d × %d cells", l.Window, g.Cols, g.Rows)
	}
	if len(l.Level) != l.Cells() {
		return fmt.Errorf("network: %d levels for %d cells", len(l.Level), l.Cells())
	}
	if l.Sight != nil && len(l.Sight) != (l.Cells()+63)/64 {
		return errors.New("network: the bits of sight do not fit the window")
	}
	return nil
}

// At is the level in a cell of the grid; NoLevel outside the window.
func (l *Layer) At(col, row int) int16 {
	if !l.Holds(col, row) {
		return NoLevel
	}
	return l.Level[(row-l.Row0)*l.Cols+col-l.Col0]
}

// InSight tells whether the station sees a cell; known is false where the layer
// does not say.
func (l *Layer) InSight(col, row int) (sight, known bool) {
	if l.Sight == nil || !l.Holds(col, row) {
		return false, false
	}
	return hasBit(l.Sight, (row-l.Row0)*l.Cols+col-l.Col0), true
}

func hasBit(words []uint64, i int) bool { return words[i>>6]>>(i&63)&1 == 1 }

// trim cuts a layer down to the smallest window that holds all its levels.
func (l *Layer) trim() *Layer {
	box := l.levelBox()
	if box == l.Window {
		return l
	}
	t := &Layer{Window: box, Level: make([]int16, box.Cells())}
	if l.Sight != nil {
		t.Sight = make([]uint64, (box.Cells()+63)/64)
	}
	for row := range box.Rows {
		from := (box.Row0+row-l.Row0)*l.Cols + box.Col0 - l.Col0
		copy(t.Level[row*box.Cols:(row+1)*box.Cols], l.Level[from:from+box.Cols])
		for col := range box.Cols {
			if i := row*box.Cols + col; l.Sight != nil && hasBit(l.Sight, from+col) {
				t.Sight[i>>6] |= 1 << (i & 63)
			}
		}
	}
	return t
}

func (l *Layer) levelBox() Window {
	west, east, north, south := l.Cols, -1, l.Rows, -1
	for row := range l.Rows {
		for col, level := range l.Level[row*l.Cols : (row+1)*l.Cols] {
			if level != NoLevel {
				west, east = min(west, col), max(east, col)
				north, south = min(north, row), max(south, row)
			}
		}
	}
	if east < 0 {
		return Window{Col0: l.Col0, Row0: l.Row0}
	}
	return Window{Col0: l.Col0 + west, Row0: l.Row0 + north, Cols: east - west + 1, Rows: south - north + 1}
}

// Disc is the layer of a station whose coverage is declared as a radius, not
// computed: the same level in every cell whose centre lies in the disc.
func Disc(g raster.Grid, d raster.Disc, level int16) (*Layer, error) {
	mask := raster.NewMask(g)
	if err := mask.AddDiscs(context.Background(), []raster.Disc{d}); err != nil {
		return nil, err
	}
	l := &Layer{Window: Window{Cols: g.Cols, Rows: g.Rows}}
	l.Window = maskBox(mask)
	l.Level = make([]int16, l.Cells())
	for i := range l.Level {
		l.Level[i] = NoLevel
	}
	for row := range l.Rows {
		for from, to := range mask.Spans(l.Row0 + row) {
			for col := from; col < to; col++ {
				l.Level[row*l.Cols+col-l.Col0] = level
			}
		}
	}
	return l, nil
}

func maskBox(m *raster.Mask) Window {
	g := m.Grid()
	west, east, north, south := g.Cols, 0, g.Rows, 0
	for row := range g.Rows {
		for from, to := range m.Spans(row) {
			west, east = min(west, from), max(east, to)
			north, south = min(north, row), max(south, row+1)
		}
	}
	return Window{Col0: min(west, east), Row0: min(north, south), Cols: max(0, east-west), Rows: max(0, south-north)}
}

// Runs are the cells of a layer that reach a level, as stretches of rows: what
// unions and sums of people work on.
type Runs struct {
	Row0  int
	start []int32 // of each row in ends, and the end of the last
	ends  [][2]int32
}

// Runs finds the stretches of cells with at least a level, columns of the grid.
func (l *Layer) Runs(least int16) Runs {
	r := Runs{Row0: l.Row0, start: make([]int32, l.Rows+1)}
	for row := range l.Rows {
		from := -1
		for col, level := range l.Level[row*l.Cols : (row+1)*l.Cols] {
			switch served := level >= least && level != NoLevel; {
			case served && from < 0:
				from = col
			case !served && from >= 0:
				r.ends = append(r.ends, [2]int32{int32(l.Col0 + from), int32(l.Col0 + col)})
				from = -1
			}
		}
		if from >= 0 {
			r.ends = append(r.ends, [2]int32{int32(l.Col0 + from), int32(l.Col0 + l.Cols)})
		}
		r.start[row+1] = int32(len(r.ends))
	}
	return r
}

// AddTo adds the cells to a mask.
func (r Runs) AddTo(m *raster.Mask) {
	for row := range len(r.start) - 1 {
		for _, run := range r.ends[r.start[row]:r.start[row+1]] {
			m.AddSpan(r.Row0+row, int(run[0]), int(run[1]))
		}
	}
}

// People is the number of people in the cells.
func (r Runs) People(s *raster.Surface) float64 {
	var sum float64
	for row := range len(r.start) - 1 {
		for _, run := range r.ends[r.start[row]:r.start[row+1]] {
			sum += s.SpanPeople(r.Row0+row, int(run[0]), int(run[1]))
		}
	}
	return sum
}

// AppendCells appends the indices of the cells in a grid of so many columns,
// ascending.
func (r Runs) AppendCells(dst []int32, cols int) []int32 {
	for row := range len(r.start) - 1 {
		first := int32((r.Row0 + row) * cols)
		for _, run := range r.ends[r.start[row]:r.start[row+1]] {
			for col := run[0]; col < run[1]; col++ {
				dst = append(dst, first+col)
			}
		}
	}
	return dst
}

// Union is the cells that any of several stations serves, each once.
func Union(g raster.Grid, all []Runs) *raster.Mask {
	m := raster.NewMask(g)
	for i := range all {
		all[i].AddTo(m)
	}
	return m
}

// Best joins the layers of one station's masts: in every cell the best level,
// and sight of any.
func Best(layers ...*Layer) *Layer {
	if len(layers) == 1 {
		return layers[0]
	}
	var box Window
	for _, l := range layers {
		switch {
		case l.Empty():
		case box.Empty():
			box = l.Window
		default:
			box = box.around(l.Window)
		}
	}
	j := &Layer{Window: box, Level: make([]int16, box.Cells())}
	for i := range j.Level {
		j.Level[i] = NoLevel
	}
	for _, l := range layers {
		for row := range l.Rows {
			for col := range l.Cols {
				i, k := (l.Row0+row-box.Row0)*box.Cols+l.Col0+col-box.Col0, row*l.Cols+col
				j.Level[i] = max(j.Level[i], l.Level[k])
				if l.Sight != nil && hasBit(l.Sight, k) {
					if j.Sight == nil {
						j.Sight = make([]uint64, (box.Cells()+63)/64)
					}
					j.Sight[i>>6] |= 1 << (i & 63)
				}
			}
		}
	}
	return j
}
