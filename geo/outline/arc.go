package outline

import "slices"

// arc is a border between two nodes, or a closed one without any. Both sides have
// the same arc, in opposite directions.
type arc struct {
	full   []vertex // through the middles of the edges; the first is the last if closed
	closed bool
	drawn  []vertex // full, simplified
	exact  bool     // drawn is full
}

// use is an arc as part of a ring.
type use struct {
	arc      int
	reversed bool
}

// table holds each arc once.
type table struct {
	arcs  []arc
	known map[[2]vertex]int // by its first two vertices
}

// split cuts a ring at its nodes.
func (t *table) split(r *ring) []use {
	n := len(r.corners)
	first := slices.Index(r.node, true)
	if first < 0 {
		return []use{t.closedArc(r)}
	}
	var uses []use
	from := first
	for k := 1; k <= n; k++ {
		if i := first + k; r.node[i%n] {
			path := []vertex{r.corners[from%n]}
			for j := from; j < i; j++ {
				path = append(path, middle(r.corners[j%n], r.corners[(j+1)%n]))
			}
			uses = append(uses, t.add(append(path, r.corners[i%n]), false))
			from = i
		}
	}
	return uses
}

func middle(a, b vertex) vertex { return vertex{(a.x + b.x) / 2, (a.y + b.y) / 2} }

// closedArc begins where both sides agree: at the least vertex.
func (t *table) closedArc(r *ring) use {
	n := len(r.corners)
	path := make([]vertex, n)
	for i := range path {
		path[i] = middle(r.corners[i], r.corners[(i+1)%n])
	}
	least := 0
	for i := range path {
		if less(path[i], path[least]) {
			least = i
		}
	}
	path = append(path[least:], path[:least]...)
	return t.add(append(path, path[0]), true)
}

func less(a, b vertex) bool { return a.y < b.y || (a.y == b.y && a.x < b.x) }

// add enters the path unless its other side has done so. The middle of the first
// edge belongs to one arc only, and so names it.
func (t *table) add(path []vertex, closed bool) use {
	if i, ok := t.known[[2]vertex{path[0], path[1]}]; ok && slices.Equal(t.arcs[i].full, path) {
		return use{i, false}
	}
	n := len(path)
	if i, ok := t.known[[2]vertex{path[n-1], path[n-2]}]; ok {
		return use{i, true}
	}
	t.known[[2]vertex{path[0], path[1]}] = len(t.arcs)
	t.arcs = append(t.arcs, arc{full: path, closed: closed})
	return use{len(t.arcs) - 1, false}
}

// toleranceHalves2 is the square of how far, in half cells, a border may be from
// where it was: half a cell.
const toleranceHalves2 = 1

// simplify draws the arc with fewer vertices (Douglas and Peucker, "Algorithms
// for the reduction of the number of points required to represent a digitized
// line or its caricature", Cartographica 10 (1973)). A closed one is cut at the
// vertex farthest from its first, and drawn in full rather than with fewer than
// three sides.
func (a *arc) simplify() {
	keep := make([]bool, len(a.full))
	last := len(a.full) - 1
	keep[0], keep[last] = true, true
	if a.closed {
		far := 0
		for i := range a.full {
			if distance2(a.full[i], a.full[0]) > distance2(a.full[far], a.full[0]) {
				far = i
			}
		}
		keep[far] = true
		a.peuck(keep, 0, far)
		a.peuck(keep, far, last)
	} else {
		a.peuck(keep, 0, last)
	}
	a.drawn = a.drawn[:0]
	for i, v := range a.full {
		if keep[i] {
			a.drawn = append(a.drawn, v)
		}
	}
	if a.closed && len(a.drawn) < 4 {
		a.drawInFull()
	}
}

func (a *arc) drawInFull() { a.drawn, a.exact = a.full, true }

// peuck keeps what is needed between two kept vertices.
func (a *arc) peuck(keep []bool, from, to int) {
	type span struct{ from, to int }
	for todo := []span{{from, to}}; len(todo) > 0; {
		s := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		far, most := -1, float64(toleranceHalves2)
		for i := s.from + 1; i < s.to; i++ {
			if d := fromSegment2(a.full[i], a.full[s.from], a.full[s.to]); d > most {
				far, most = i, d
			}
		}
		if far >= 0 {
			keep[far] = true
			todo = append(todo, span{s.from, far}, span{far, s.to})
		}
	}
}

func distance2(a, b vertex) int64 {
	dx, dy := int64(a.x-b.x), int64(a.y-b.y)
	return dx*dx + dy*dy
}

// fromSegment2 is the squared distance of v from the segment ab.
func fromSegment2(v, a, b vertex) float64 {
	length2 := distance2(a, b)
	along := int64(v.x-a.x)*int64(b.x-a.x) + int64(v.y-a.y)*int64(b.y-a.y)
	switch {
	case along <= 0:
		return float64(distance2(v, a))
	case along >= length2:
		return float64(distance2(v, b))
	}
	cross := float64(turn(a, b, v))
	return cross * cross / float64(length2)
}

// turn is positive, zero or negative as c lies to the right of ab, on its line or
// to the left (y counts southwards).
func turn(a, b, c vertex) int64 {
	return int64(b.x-a.x)*int64(c.y-a.y) - int64(b.y-a.y)*int64(c.x-a.x)
}
