package network

import (
	"slices"

	"github.com/paulmach/orb"

	"hatang/geo/index"
)

// part is the spatial index over some of a layer's rows: those that hold now, or
// the others. The index numbers what it holds of the base from 0 on, and the
// fresh rows after these.
type part struct {
	rows  []int32 // the rows of the base by their numbers; nil: the same
	size  int32   // how many numbers belong to the base
	over  *index.Overlay
	extra int32 // what to add to the number of a fresh row: 0 when rows is nil
}

// newPart indexes rows of a base of n rows, in ascending order, at their points.
func newPart(rows []int32, points []orb.Point, n int32) (part, error) {
	ix, err := index.NewPoints(points)
	if err != nil {
		return part{}, err
	}
	p := part{rows: rows, size: int32(len(rows)), over: index.NewOverlay(ix), extra: n - int32(len(rows))}
	if p.extra == 0 {
		p.rows = nil
	}
	return p, nil
}

// same tells whether the index's numbers are the layer's.
func (p *part) same() bool { return p.rows == nil && p.extra == 0 }

// row is the layer's row of a number of the index.
func (p *part) row(number int32) int32 {
	switch {
	case number >= p.size:
		return number + p.extra
	case p.rows == nil:
		return number
	}
	return p.rows[number]
}

// number is the number of a layer's row in the index; fresh rows begin at n.
func (p *part) number(row, n int32) int32 {
	if row >= n {
		return row - p.extra
	}
	if p.rows == nil {
		return row
	}
	number, _ := slices.BinarySearch(p.rows, row)
	return int32(number)
}

// translate turns numbers of the index into rows.
func (p *part) translate(numbers []int32) {
	if p.same() {
		return
	}
	for i, number := range numbers {
		numbers[i] = p.row(number)
	}
}
