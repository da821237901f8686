package index

import (
	"fmt"
	"maps"
	"slices"

	"github.com/paulmach/orb"
)

// Entry is a point with the row number that it answers to.
type Entry struct {
	Row   int32
	Point orb.Point
}

// Overlay is an index with a few changes since: rows removed from it, and rows
// added beside it. It is immutable; With makes another that shares the base. It
// answers as an index rebuilt from the same rows would, in the same order.
//
// A query costs that of the base, one of the small index of what was added and
// the merge of the two; With costs time in proportion to the changes so far
// plus a bit for each row of the base. When the changes are many, build a new
// base.
type Overlay struct {
	base    twin
	placeOf []int32 // row of the base → its place
	removed bitmap  // places of the base that are gone
	gone    int     // how many they are
	entries map[int32]orb.Point
	added   twin
	// before is, for each place of added, the number of places of the base that
	// come before it in index order.
	before []int32
}

// twin is an index that answers with its rows, and the same index answering
// with places of its order, which can be merged and filtered.
type twin struct{ rows, places *Points }

func newTwin(ix *Points) twin {
	if identical(ix.rows) {
		return twin{ix, ix}
	}
	places := *ix
	places.rows = make([]int32, ix.Len())
	for place := range places.rows {
		places.rows[place] = int32(place)
	}
	return twin{ix, &places}
}

// NewOverlay is the base without changes.
func NewOverlay(base *Points) *Overlay {
	o := &Overlay{base: newTwin(base), placeOf: base.rows, added: newTwin(&Points{})}
	if !identical(base.rows) {
		o.placeOf = make([]int32, base.Len())
		for place, row := range base.rows {
			o.placeOf[row] = int32(place)
		}
	}
	return o
}

// identical reports whether every row is its own place.
func identical(rows []int32) bool {
	for place, row := range rows {
		if int(row) != place {
			return false
		}
	}
	return true
}

// With is the overlay after the rows of remove went and then those of add came.
// A row that moved is in both. It fails, naming the row, if a row to remove is
// not there, if a row to add is or has a negative number, or on a position that
// is not a number or out of range.
func (o *Overlay) With(remove []int32, add []Entry) (*Overlay, error) {
	next := *o
	next.removed = o.removed.clone(o.base.rows.Len())
	next.entries = make(map[int32]orb.Point, len(o.entries)+len(add))
	maps.Copy(next.entries, o.entries)
	for _, row := range remove {
		if err := next.remove(row); err != nil {
			return nil, err
		}
	}
	for _, e := range add {
		switch {
		case e.Row < 0:
			return nil, fmt.Errorf("index: row %d to add, want 0 or more", e.Row)
		case next.has(e.Row):
			return nil, fmt.Errorf("index: row %d to add is there already", e.Row)
		case !onEarth(e.Point):
			return nil, positionError(int(e.Row), e.Point)
		}
		next.entries[e.Row] = e.Point
	}
	return &next, next.indexEntries()
}

func (o *Overlay) has(row int32) bool {
	if _, ok := o.entries[row]; ok {
		return true
	}
	return row >= 0 && int(row) < len(o.placeOf) && !o.removed.has(int(o.placeOf[row]))
}

func (o *Overlay) remove(row int32) error {
	if !o.has(row) {
		return fmt.Errorf("index: row %d to remove is not there", row)
	}
	if _, ok := o.entries[row]; ok {
		delete(o.entries, row)
		return nil
	}
	o.removed.set(int(o.placeOf[row]))
	o.gone++
	return nil
}

// indexEntries builds added and before from entries.
func (o *Overlay) indexEntries() error {
	rows := slices.Sorted(maps.Keys(o.entries))
	points := make([]orb.Point, len(rows))
	for i, row := range rows {
		points[i] = o.entries[row]
	}
	added, err := newPoints(points, rows)
	if err != nil {
		return err
	}
	o.added, o.before = newTwin(added), make([]int32, len(rows))
	for i, row := range added.rows {
		o.before[i] = o.base.rows.placesBefore(place{hilbertKey(added.points[i]), row})
	}
	return nil
}

// placesBefore counts the places that come before the given one.
func (ix *Points) placesBefore(p place) int32 {
	low, high := 0, len(ix.rows)
	for low < high {
		middle := (low + high) / 2
		if (place{hilbertKey(ix.points[middle]), ix.rows[middle]}).before(p) {
			low = middle + 1
		} else {
			high = middle
		}
	}
	return int32(low)
}

// Len is the number of rows.
func (o *Overlay) Len() int { return o.base.rows.Len() - o.gone + o.added.rows.Len() }

// Changes is the number of rows gone from the base and the number added beside
// it; a moved row counts in both.
func (o *Overlay) Changes() (removed, added int) { return o.gone, o.added.rows.Len() }

// Bound is a box that holds all points; it may be larger than needed where
// points were removed. Empty without points.
func (o *Overlay) Bound() orb.Bound {
	return o.base.rows.Bound().Union(o.added.rows.Bound())
}
