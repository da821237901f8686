package outline

import "hatang/geo/raster"

// vertex is a corner of cells, or a place half-way between two: coordinates count
// half cells from the north-western corner, eastwards and southwards.
type vertex struct{ x, y int32 }

// labels are the cells' labels; outside the grid nothing is labelled.
type labels struct {
	grid  raster.Grid
	label []int32
}

// none is the label of what belongs to nothing; all negative labels mean it.
const none = -1

func (l *labels) at(col, row int) int32 {
	if col < 0 || row < 0 || col >= l.grid.Cols || row >= l.grid.Rows {
		return none
	}
	return max(l.label[row*l.grid.Cols+col], none)
}

// Headings; a border has the label that it is drawn for on its left.
const (
	east = iota
	north
	west
	south
)

// sides are the labels left and right of the edge that leaves the corner (x, y),
// counted in cells, in a heading.
func (l *labels) sides(x, y, heading int) (left, right int32) {
	switch heading {
	case east:
		return l.at(x, y-1), l.at(x, y)
	case north:
		return l.at(x-1, y-1), l.at(x, y-1)
	case west:
		return l.at(x-1, y), l.at(x-1, y-1)
	}
	return l.at(x, y), l.at(x-1, y)
}

// isNode tells whether three or four borders meet at a corner.
func (l *labels) isNode(x, y int) bool {
	nw, ne, sw, se := l.at(x-1, y-1), l.at(x, y-1), l.at(x-1, y), l.at(x, y)
	borders := 0
	for _, differ := range [4]bool{nw != ne, sw != se, nw != sw, ne != se} {
		if differ {
			borders++
		}
	}
	return borders >= 3
}

func step(x, y, heading int) (int, int) {
	switch heading {
	case east:
		return x + 1, y
	case north:
		return x, y - 1
	case west:
		return x - 1, y
	}
	return x, y + 1
}

// ring is a closed border of a label: corners in half cells, the label on the
// left.
type ring struct {
	label   int32
	corners []vertex
	node    []bool // of each corner
}

// rings walks every border once for each side that is labelled.
func (l *labels) rings() []ring {
	var found []ring
	done := make([]bool, (l.grid.Cols+1)*(l.grid.Rows+1)) // edges that leave eastwards
	for y := range l.grid.Rows + 1 {
		for x := range l.grid.Cols {
			left, right := l.sides(x, y, east)
			if left == none || left == right || done[y*(l.grid.Cols+1)+x] {
				continue
			}
			found = append(found, l.walk(x, y, left, done).simple()...)
		}
	}
	return found
}

func (l *labels) walk(x, y int, label int32, done []bool) ring {
	r := ring{label: label}
	heading, startX, startY := east, x, y
	for {
		if heading == east {
			done[y*(l.grid.Cols+1)+x] = true
		}
		r.corners = append(r.corners, vertex{int32(2 * x), int32(2 * y)})
		r.node = append(r.node, l.isNode(x, y))
		x, y = step(x, y, heading)
		for _, turn := range [3]int{1, 0, 3} { // left, straight on, right
			next := (heading + turn) % 4
			if left, right := l.sides(x, y, next); left == label && right != label {
				heading = next
				break
			}
		}
		if x == startX && y == startY && heading == east {
			return r
		}
	}
}

// simple cuts the ring wherever it comes to a corner again, as it does where
// cells meet only there: pieces that touch in a point are valid, a ring that
// touches itself is not.
func (r ring) simple() []ring {
	var pieces []ring
	place := map[vertex]int{} // of nodes on the way so far
	way := ring{label: r.label}
	cut := func(from int) {
		piece := ring{label: r.label}
		piece.corners = append(piece.corners, way.corners[from:]...)
		piece.node = append(piece.node, way.node[from:]...)
		pieces = append(pieces, piece)
		for _, v := range piece.corners {
			delete(place, v)
		}
		way.corners, way.node = way.corners[:from], way.node[:from]
	}
	for i, v := range r.corners {
		if from, again := place[v]; again {
			cut(from)
		}
		if r.node[i] {
			place[v] = len(way.corners)
		}
		way.corners, way.node = append(way.corners, v), append(way.node, r.node[i])
	}
	cut(0)
	return pieces
}
