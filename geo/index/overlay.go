package index

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/paulmach/orb"

	"hatang/geo/geodesy"
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
	added   twin
	// before is, for each place of added, the number of places of the base that
	// come before it in index order.
	before []int32
	// addedRows are the rows of added in ascending order.
	addedRows []int32
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

// identical reports whether every row is its own place.
func identical(rows []int32) bool {
	for place, row := range rows {
		if int(row) != place {
			return false
		}
	}
	return true
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

// With is the overlay after the rows of remove went and then those of add came.
// A row that moved is in both. It fails, naming the row, if a row to remove is
// not there, if a row to add is or has a negative number, or on a position that
// is not a number or out of range.
func (o *Overlay) With(remove []int32, add []Entry) (*Overlay, error) {
	next := *o
	next.removed = o.removed.clone(o.base.rows.Len())
	dropped := make(map[int32]bool) // rows of added that go
	for _, row := range remove {
		switch {
		case next.inBase(row):
			next.removed.set(int(next.placeOf[row]))
			next.gone++
		case o.inAdded(row) && !dropped[row]:
			dropped[row] = true
		default:
			return nil, fmt.Errorf("index: row %d to remove is not there", row)
		}
	}
	added := slices.SortedFunc(slices.Values(add), func(a, b Entry) int { return cmp.Compare(a.Row, b.Row) })
	for i, e := range added {
		switch {
		case e.Row < 0:
			return nil, fmt.Errorf("index: row %d to add, want 0 or more", e.Row)
		case next.inBase(e.Row) || o.inAdded(e.Row) && !dropped[e.Row] || i > 0 && added[i-1].Row == e.Row:
			return nil, fmt.Errorf("index: row %d to add is there already", e.Row)
		case !onEarth(e.Point):
			return nil, positionError(int(e.Row), e.Point)
		}
	}
	next.change(dropped, added)
	return &next, nil
}

// inBase reports whether a row of the base is still there.
func (o *Overlay) inBase(row int32) bool {
	return row >= 0 && int(row) < len(o.placeOf) && !o.removed.has(int(o.placeOf[row]))
}

func (o *Overlay) inAdded(row int32) bool {
	_, found := slices.BinarySearch(o.addedRows, row)
	return found
}

// change makes added and before anew: what was there, in its order, without the
// rows dropped and with the new ones, sorted by row, where they belong.
func (o *Overlay) change(dropped map[int32]bool, fresh []Entry) {
	was, before := o.added.rows, o.before
	places := make([]place, len(fresh))
	for i, e := range fresh {
		places[i] = place{hilbertKey(e.Point), int32(i)}
	}
	size := was.Len() - len(dropped) + len(fresh)
	ix := &Points{
		rows:    make([]int32, 0, size),
		points:  make([]orb.Point, 0, size),
		vectors: make([]geodesy.Vector, 0, size),
	}
	o.before = make([]int32, 0, size)
	next := 0
	keepUpTo := func(end int) {
		for ; next < end; next++ {
			if len(dropped) > 0 && dropped[was.rows[next]] {
				continue
			}
			ix.append(was.rows[next], was.points[next], was.vectors[next])
			o.before = append(o.before, before[next])
		}
	}
	for _, p := range sortPlaces(places) {
		e := fresh[p.row]
		at := place{p.key, e.Row}
		keepUpTo(was.placesBefore(at))
		ix.append(e.Row, e.Point, geodesy.NewVector(e.Point))
		o.before = append(o.before, int32(o.base.rows.placesBefore(at)))
	}
	keepUpTo(was.Len())
	ix.pack()
	o.added, o.addedRows = newTwin(ix), slices.Sorted(slices.Values(ix.rows))
}

func (ix *Points) append(row int32, point orb.Point, vector geodesy.Vector) {
	ix.rows, ix.points, ix.vectors = append(ix.rows, row), append(ix.points, point), append(ix.vectors, vector)
}

// placesBefore counts the places that come before the given one.
func (ix *Points) placesBefore(p place) int {
	low, high := 0, len(ix.rows)
	for low < high {
		middle := (low + high) / 2
		if (place{hilbertKey(ix.points[middle]), ix.rows[middle]}).before(p) {
			low = middle + 1
		} else {
			high = middle
		}
	}
	return low
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
