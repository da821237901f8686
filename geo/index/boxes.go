package index

import (
	"fmt"
	"math"
	"slices"

	"github.com/paulmach/orb"
)

// Boxes is an immutable index over bounding boxes: of sectors, communes, zones.
// Its rows are the positions of the boxes in the slice that it was built from.
type Boxes struct {
	rows   []int32     // index order → row
	boxes  []orb.Bound // in index order
	levels [][]box32   // per level, lowest first
}

// NewBoxes indexes the boxes by the Hilbert key of their centres; the slice is
// not kept. An empty box has a row but is never found. It fails on a corner that
// is not a finite number, naming the row.
func NewBoxes(boxes []orb.Bound) (*Boxes, error) {
	if len(boxes) > math.MaxInt32 {
		return nil, fmt.Errorf("index: %d boxes, want at most %d", len(boxes), math.MaxInt32)
	}
	places := make([]place, 0, len(boxes))
	for i, b := range boxes {
		if !finite(b.Min) || !finite(b.Max) {
			return nil, fmt.Errorf("index: row %d: box from (%v, %v) to (%v, %v), want finite numbers",
				i, b.Min[0], b.Min[1], b.Max[0], b.Max[1])
		}
		if !b.IsEmpty() {
			places = append(places, place{hilbertKey(b.Center()), int32(i)})
		}
	}
	places = sortPlaces(places)

	ix := &Boxes{rows: make([]int32, len(places)), boxes: make([]orb.Bound, len(places))}
	for at, place := range places {
		ix.rows[at] = place.row
		ix.boxes[at] = boxes[place.row]
	}
	ix.levels = packLevels(len(places), ix.boxOf, joinBoxes)
	return ix, nil
}

func (ix *Boxes) boxOf(low, high int) box32 {
	b := newBox32(ix.boxes[low])
	for _, next := range ix.boxes[low+1 : high] {
		b = joinBoxes([]box32{b, newBox32(next)})
	}
	return b
}

// Meeting appends the rows of the boxes that have a point in common with the
// closed box b, in index order.
func (ix *Boxes) Meeting(dst []int32, b orb.Bound) []int32 {
	top := len(ix.levels) - 1
	if top < 0 || b.IsEmpty() {
		return dst
	}
	for c := (cursor{level: top}); c.node < len(ix.levels[c.level]); {
		switch ix.levels[c.level][c.node].relate(&b) {
		case inside:
			low, high := c.span(len(ix.rows))
			dst = append(dst, ix.rows[low:high]...)
		case mixed:
			if c.level > 0 {
				c.descend()
				continue
			}
			low, high := c.span(len(ix.rows))
			dst = ix.meetingLeaf(dst, &b, low, high)
		case outside:
		}
		c.next(top)
	}
	return dst
}

// At appends the rows of the boxes that hold p, their edges included, in index
// order.
func (ix *Boxes) At(dst []int32, p orb.Point) []int32 {
	return ix.Meeting(dst, orb.Bound{Min: p, Max: p})
}

func (ix *Boxes) meetingLeaf(dst []int32, b *orb.Bound, low, high int) []int32 {
	boxes, rows := ix.boxes[low:high], ix.rows[low:high]
	dst = slices.Grow(dst, fan)
	n, out := len(dst), dst[:cap(dst)]
	for i := range boxes {
		out[n] = rows[i]
		other := &boxes[i]
		n += bit(other.Min[0] <= b.Max[0]) & bit(other.Max[0] >= b.Min[0]) &
			bit(other.Min[1] <= b.Max[1]) & bit(other.Max[1] >= b.Min[1])
	}
	return out[:n]
}

func finite(p orb.Point) bool {
	return !math.IsNaN(p[0]-p[0]) && !math.IsNaN(p[1]-p[1]) // ∞ - ∞ is NaN
}
