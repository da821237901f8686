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

// search visits the nodes in the order of the shortest chord that can lead to
// them, until none can lead to a point near enough. The places set in skip,
// skipped in number, do not exist.
func (ix *Points) search(s *search, list []candidate, skip bitmap, skipped int) []candidate {
	top := len(ix.spheres) - 1
	if top < 0 || s.nearest.k <= 0 {
		return list
	}
	var room [queueRoom]visit
	queue := ix.enqueue(room[:0], s, skipped, cursor{level: top}, len(ix.spheres[top]))
	for len(queue) > 0 {
		var v visit
		v, queue = queue.pop()
		if v.chordM > s.nearest.limitM {
			break
		}
		if v.level == 0 {
			list = ix.searchLeaf(s, list, skip, int(v.node))
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
	for i := range vectors {
		at := low + i
		chordM2 := s.vector.ChordSquaredM2(vectors[i])
		if chordM2 > s.nearest.limitM2 || skip.has(at) {
			continue
		}
		if s.accept == nil || s.accept(ix.rows[at]) {
			list = s.nearest.push(list, candidate{chordM2, -1, ix.points[at], ix.rows[at]})
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
