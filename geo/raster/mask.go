package raster

import (
	"iter"
	"math/bits"

	"github.com/paulmach/orb"
)

// Mask is a set of cells of a grid, one bit each: 17 MB for all Vietnam at 100
// m. Painting the same cell again changes nothing. Different rows may be
// painted at the same time.
type Mask struct {
	grid   Grid
	words  []uint64 // every row starts a word
	stride int      // words a row
}

// NewMask is an empty set of cells of g.
func NewMask(g Grid) *Mask {
	stride := (g.Cols + 63) / 64
	return &Mask{grid: g, words: make([]uint64, stride*g.Rows), stride: stride}
}

// Grid is the grid whose cells m holds.
func (m *Mask) Grid() Grid { return m.grid }

// Reset empties the mask.
func (m *Mask) Reset() { clear(m.words) }

// Has tells whether a cell, which must be of the grid, is in the set.
func (m *Mask) Has(col, row int) bool {
	return m.words[row*m.stride+col>>6]>>(col&63)&1 == 1
}

// AddSpan adds the cells from ≤ col < to of a row. What lies outside the grid
// is left out.
func (m *Mask) AddSpan(row, from, to int) {
	from, to = max(from, 0), min(to, m.grid.Cols)
	if row < 0 || row >= m.grid.Rows || from >= to {
		return
	}
	words := m.words[row*m.stride : (row+1)*m.stride]
	first, last := from>>6, (to-1)>>6
	head := ^uint64(0) << (from & 63)
	tail := ^uint64(0) >> (63 - (to-1)&63)
	if first == last {
		words[first] |= head & tail
		return
	}
	words[first] |= head
	for i := first + 1; i < last; i++ {
		words[i] = ^uint64(0)
	}
	words[last] |= tail
}

// AddPolygons adds the cells whose centres lie in one of the polygons.
func (m *Mask) AddPolygons(mp orb.MultiPolygon) {
	f := filler{grid: m.grid}
	for _, part := range mp {
		f.fill(part, m.AddSpan)
	}
}

// Spans lists the cells of a row in runs as long as they come: from ≤ col < to.
func (m *Mask) Spans(row int) iter.Seq2[int, int] {
	return func(yield func(from, to int) bool) {
		words := m.words[row*m.stride : (row+1)*m.stride]
		col := 0
		for {
			from := nextBit(words, col, 0)
			if from < 0 {
				return
			}
			to := nextBit(words, from, ^uint64(0))
			if to < 0 || to > m.grid.Cols {
				to = m.grid.Cols
			}
			if !yield(from, to) || to == m.grid.Cols {
				return
			}
			col = to
		}
	}
}

// nextBit is the first position at or after col where words, flipped by the
// pattern, has a 1; -1 when there is none.
func nextBit(words []uint64, col int, flip uint64) int {
	i := col >> 6
	if i >= len(words) {
		return -1
	}
	word := (words[i] ^ flip) >> (col & 63) << (col & 63)
	for word == 0 {
		i++
		if i == len(words) {
			return -1
		}
		word = words[i] ^ flip
	}
	return i<<6 + bits.TrailingZeros64(word)
}

// Cells is the number of cells in the set.
func (m *Mask) Cells() int {
	count := 0
	for _, word := range m.words {
		count += bits.OnesCount64(word)
	}
	return count
}

// AreaM2 is the area of the cells on the ellipsoid, square metres.
func (m *Mask) AreaM2() float64 {
	var sum float64
	for row := range m.grid.Rows {
		count := 0
		for _, word := range m.words[row*m.stride : (row+1)*m.stride] {
			count += bits.OnesCount64(word)
		}
		if count > 0 {
			sum += float64(count) * m.grid.RowAreaM2(row)
		}
	}
	return sum
}
