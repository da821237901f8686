package index

import (
	"slices"

	"github.com/paulmach/orb"
)

// All appends every row in index order.
func (o *Overlay) All(dst []int32) []int32 {
	start := len(dst)
	dst = o.base.places.All(dst)
	found := len(dst)
	return o.merge(o.added.places.All(dst), start, found)
}

// Box appends the rows of the points in the closed box b.
func (o *Overlay) Box(dst []int32, b orb.Bound) []int32 {
	if o.unchanged() {
		return o.base.rows.Box(dst, b)
	}
	start := len(dst)
	dst = o.base.places.Box(dst, b)
	found := len(dst)
	return o.merge(o.added.places.Box(dst, b), start, found)
}

// Within is Points.Within.
func (o *Overlay) Within(dst []int32, p orb.Point, radiusM float64) []int32 {
	d, ok := newDisc(p, radiusM)
	if !ok {
		return dst
	}
	if o.unchanged() {
		return o.base.rows.within(dst, &d)
	}
	start := len(dst)
	dst = o.base.places.within(dst, &d)
	found := len(dst)
	return o.merge(o.added.places.within(dst, &d), start, found)
}

// WithinByDistance is Points.WithinByDistance.
func (o *Overlay) WithinByDistance(dst []Neighbour, p orb.Point, radiusM float64) []Neighbour {
	d, ok := newDisc(p, radiusM)
	if !ok {
		return dst
	}
	start := len(dst)
	dst = o.base.rows.withinDistances(dst, &d, o.removed)
	dst = o.added.rows.withinDistances(dst, &d, nil)
	slices.SortFunc(dst[start:], nearerFirst)
	return dst
}

// InRegion is Points.InRegion.
func (o *Overlay) InRegion(dst []int32, r *Region) []int32 {
	if o.unchanged() {
		return o.base.rows.InRegion(dst, r)
	}
	start := len(dst)
	dst = o.base.places.InRegion(dst, r)
	found := len(dst)
	return o.merge(o.added.places.InRegion(dst, r), start, found)
}

// Nearest is Points.Nearest.
func (o *Overlay) Nearest(dst []Neighbour, p orb.Point, k int, accept func(row int32) bool) []Neighbour {
	var room [shortlistRoom]candidate
	s := newSearch(p, k, accept)
	return s.appendNeighbours(dst, o.search(&s, room[:0]))
}

// NearestRows is Points.NearestRows.
func (o *Overlay) NearestRows(dst []int32, p orb.Point, k int, accept func(row int32) bool) []int32 {
	var room [shortlistRoom]candidate
	s := newSearch(p, k, accept)
	return s.appendRows(dst, o.search(&s, room[:0]))
}

func (o *Overlay) search(s *search, list []candidate) []candidate {
	list = o.base.rows.search(s, list, o.removed, o.gone)
	return o.added.rows.search(s, list, nil, 0)
}

func (o *Overlay) unchanged() bool { return o.gone == 0 && o.added.rows.Len() == 0 }

// merge turns places, those of the base from start and those of what was added
// from found, into rows in index order, without what was removed.
func (o *Overlay) merge(dst []int32, start, found int) []int32 {
	kept := start + o.keep(dst[start:found])
	added := len(dst) - found
	// The added places move to the end, out of the way of the merge, which runs
	// from the last to the first.
	dst = append(dst, dst[found:]...)
	fresh := dst[len(dst)-added:]
	end := kept
	for i := added - 1; i >= 0; i-- {
		// What comes after the added place moves up by the places still to come.
		at, _ := slices.BinarySearch(dst[start:end], o.before[fresh[i]])
		at += start
		copy(dst[at+i+1:], dst[at:end])
		o.toRows(dst[at+i+1 : end+i+1])
		dst[at+i] = o.added.rows.rows[fresh[i]]
		end = at
	}
	o.toRows(dst[start:end])
	return dst[:kept+added]
}

// keep moves the places that were not removed to the front and counts them.
func (o *Overlay) keep(places []int32) int {
	if o.gone == 0 {
		return len(places)
	}
	kept, removed := 0, o.removed
	for _, place := range places {
		places[kept] = place
		kept += 1 - int(removed[place>>6]>>(place&63)&1)
	}
	return kept
}

// toRows replaces places of the base by their rows.
func (o *Overlay) toRows(places []int32) {
	rows := o.base.rows.rows
	for i, place := range places {
		places[i] = rows[place]
	}
}
