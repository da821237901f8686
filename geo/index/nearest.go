package index

import (
	"math"

	"github.com/paulmach/orb"

	"hatang/geo/geodesy"
)

// Scratch of a search that is kept on the stack; a larger search allocates.
const (
	shortlistRoom = 64
	queueRoom     = 256
)

// Nearest appends the k points nearest to p that accept agrees to (nil: all), by
// distance, then by row. It computes one geodesic a position, 0.6 µs each: where
// the distances are not needed, use NearestRows.
func (ix *Points) Nearest(dst []Neighbour, p orb.Point, k int, accept func(row int32) bool) []Neighbour {
	var room [shortlistRoom]candidate
	s := newSearch(p, k, accept)
	return s.appendNeighbours(dst, ix.search(&s, room[:0], nil, 0))
}

// NearestRows is Nearest without the distances: the same rows in the same order.
func (ix *Points) NearestRows(dst []int32, p orb.Point, k int, accept func(row int32) bool) []int32 {
	var room [shortlistRoom]candidate
	s := newSearch(p, k, accept)
	return s.appendRows(dst, ix.search(&s, room[:0], nil, 0))
}

// search is one query for the nearest points, over one index or more.
type search struct {
	p       orb.Point
	vector  geodesy.Vector
	accept  func(row int32) bool
	nearest shortlist
}

// newSearch makes a search that finds nothing of arguments without sense.
func newSearch(p orb.Point, k int, accept func(int32) bool) search {
	if !onEarth(p) || k <= 0 {
		return search{}
	}
	return search{p: p, vector: geodesy.NewVector(p), accept: accept, nearest: newShortlist(k)}
}

func (s *search) appendRows(dst []int32, list []candidate) []int32 {
	list = s.nearest.settle(list, s.p)
	for i := range list {
		dst = append(dst, list[i].row)
	}
	return dst
}

func (s *search) appendNeighbours(dst []Neighbour, list []candidate) []Neighbour {
	list = s.nearest.settle(list, s.p)
	measure(list, s.p)
	for i := range list {
		dst = append(dst, Neighbour{list[i].row, list[i].distanceM})
	}
	return dst
}

// search adds to the list the points that can be among the nearest. The places
// set in skip, skipped in number, do not exist.
func (ix *Points) search(s *search, list []candidate, skip bitmap, skipped int) []candidate {
	if len(ix.spheres) == 0 || s.nearest.k <= 0 {
		return list
	}
	var done leaves
	if s.accept == nil && s.nearest.k <= insertMax/2 {
		if list, done = ix.searchNear(s, list, skip); s.nearest.bounded() {
			top := len(ix.spheres) - 1
			return ix.searchBound(s, list, skip, done, top, 0, len(ix.spheres[top]))
		}
	}
	return ix.searchBest(s, list, skip, skipped, done)
}

// leaves are the nodes from ≤ node < to of the lowest level.
type leaves struct{ from, to int }

func (l leaves) has(node int) bool { return node >= l.from && node < l.to }

// searchNear looks where the nearest most likely are: in the leaf of the place's
// Hilbert key and those beside it, farther and farther, until k points are
// known. They bound the answer for a walk that needs no queue.
func (ix *Points) searchNear(s *search, list []candidate, skip bitmap) ([]candidate, leaves) {
	if s.nearest.bounded() { // by another index
		return list, leaves{}
	}
	leaf := ix.leafAt(s.p)
	done := leaves{leaf, leaf}
	for _, beside := range [...]int{0, 1, fan / 2} {
		next := leaves{max(leaf-beside, 0), min(leaf+beside+1, len(ix.spheres[0]))}
		for node := next.from; node < next.to; node++ {
			if !done.has(node) {
				list = ix.searchLeaf(s, list, skip, node)
			}
		}
		if done = next; s.nearest.bounded() {
			break
		}
	}
	return list, done
}

// leafAt is the leaf in which a point at p would stand.
func (ix *Points) leafAt(p orb.Point) int {
	key := hilbertKey(p)
	low, high := 0, len(ix.keys)
	for low < high {
		if middle := (low + high) / 2; ix.keys[middle] <= key {
			low = middle + 1
		} else {
			high = middle
		}
	}
	return max(low-1, 0)
}

// searchBound goes through the nodes from ≤ node < to of a level, in index order,
// and below those within the bound, which tightens on the way; the leaves that
// are done are left out.
func (ix *Points) searchBound(s *search, list []candidate, skip bitmap, done leaves, level, from, to int) []candidate {
	spheres := ix.spheres[level][from:to]
	v := s.vector
	for i := range spheres {
		sphere := &spheres[i]
		if reachM := s.nearest.limitM + float64(sphere.radiusM); sphere.chordSquaredM2(&v) > reachM*reachM {
			continue
		}
		node := from + i
		switch first := node << fanBits; {
		case level > 0:
			list = ix.searchBound(s, list, skip, done, level-1, first, min(first+fan, len(ix.spheres[level-1])))
		case !done.has(node):
			list = ix.searchLeaf(s, list, skip, node)
		}
	}
	return list
}

// searchBest visits the nodes in the order of the shortest chord that can lead
// to them, until none can lead to a point near enough, except the leaves that
// are done.
func (ix *Points) searchBest(s *search, list []candidate, skip bitmap, skipped int, done leaves) []candidate {
	top := len(ix.spheres) - 1
	var room [queueRoom]visit
	queue := ix.enqueue(room[:0], s, skipped, cursor{level: top}, len(ix.spheres[top]))
	for len(queue) > 0 {
		var v visit
		v, queue = queue.pop()
		if v.chordM > s.nearest.limitM {
			break
		}
		if v.level == 0 {
			if !done.has(int(v.node)) {
				list = ix.searchLeaf(s, list, skip, int(v.node))
			}
			continue
		}
		c := cursor{int(v.level), int(v.node)}
		c.descend()
		queue = ix.enqueue(queue, s, skipped, c, min(c.node+fan, len(ix.spheres[c.level])))
	}
	return list
}

// enqueue adds the node and its siblings below end that can matter.
func (ix *Points) enqueue(queue visits, s *search, skipped int, first cursor, end int) visits {
	spheres := ix.spheres[first.level][first.node:end]
	size := fan << (fanBits * first.level)
	// Without a filter a node of k points at least limits the search at once.
	limits := s.accept == nil && size >= s.nearest.k+skipped
	for i := range spheres {
		chordM, radiusM := math.Sqrt(spheres[i].chordSquaredM2(&s.vector)), float64(spheres[i].radiusM)
		if chordM-radiusM > s.nearest.limitM {
			continue
		}
		node := first.node + i
		queue = queue.push(visit{chordM - radiusM, int32(first.level), int32(node)})
		if limits && chordM+radiusM < s.nearest.limitM && (node+1)*size <= len(ix.rows) {
			s.nearest.limit(chordM + radiusM)
		}
	}
	return queue
}

func (ix *Points) searchLeaf(s *search, list []candidate, skip bitmap, node int) []candidate {
	low := node * fan
	vectors := ix.vectors[low:min(low+fan, len(ix.vectors))]
	v := s.vector
	for i := range vectors {
		chordM2 := v.ChordSquaredM2(vectors[i])
		if chordM2 > s.nearest.limitM2 {
			continue
		}
		if at := low + i; !skip.has(at) && (s.accept == nil || s.accept(ix.rows[at])) {
			list = s.nearest.push(list, chordM2, ix.points[at], ix.rows[at])
		}
	}
	return list
}

// visit is a node still to be visited; no point below it has a chord shorter
// than chordM.
type visit struct {
	chordM      float64
	level, node int32
}

// visits is a binary heap, the shortest chord first.
type visits []visit

func (q visits) push(v visit) visits {
	q = append(q, v)
	i := len(q) - 1
	for i > 0 {
		parent := (i - 1) / 2
		if q[parent].chordM <= v.chordM {
			break
		}
		q[i] = q[parent]
		i = parent
	}
	q[i] = v
	return q
}

func (q visits) pop() (visit, visits) {
	first, last := q[0], q[len(q)-1]
	q = q[:len(q)-1]
	i := 0
	for child := 1; child < len(q); child = 2*i + 1 {
		if child+1 < len(q) && q[child+1].chordM < q[child].chordM {
			child++
		}
		if last.chordM <= q[child].chordM {
			break
		}
		q[i] = q[child]
		i = child
	}
	if len(q) > 0 {
		q[i] = last
	}
	return first, q
}
