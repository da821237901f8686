package outline

// segment is a piece of a drawn arc.
type segment struct {
	a, b vertex
	arc  int32
}

// tile is the side, in half cells, of the squares by which segments are looked up.
const tileHalves = 32

// simplify simplifies all arcs, then draws those that meet others, or themselves,
// where they should not, in full again, until none does: arcs in full never meet.
func (t *table) simplify() {
	for i := range t.arcs {
		t.arcs[i].simplify()
	}
	for {
		guilty := t.meeting()
		if len(guilty) == 0 {
			return
		}
		for i := range guilty {
			t.arcs[i].drawInFull()
		}
	}
}

// meeting is the simplified arcs that meet others. Where both are drawn in full
// they cannot.
func (t *table) meeting() map[int32]bool {
	tiles := map[[2]int32][]segment{}
	guilty := map[int32]bool{}
	for i := range t.arcs {
		drawn := t.arcs[i].drawn
		for k := 1; k < len(drawn); k++ {
			s := segment{drawn[k-1], drawn[k], int32(i)}
			t.lookUp(s, tiles, guilty)
		}
	}
	return guilty
}

// lookUp compares a segment with those before it in the tiles of its box.
func (t *table) lookUp(s segment, tiles map[[2]int32][]segment, guilty map[int32]bool) {
	for y := min(s.a.y, s.b.y) / tileHalves; y <= max(s.a.y, s.b.y)/tileHalves; y++ {
		for x := min(s.a.x, s.b.x) / tileHalves; x <= max(s.a.x, s.b.x)/tileHalves; x++ {
			key := [2]int32{x, y}
			for _, o := range tiles[key] {
				if t.arcs[s.arc].exact && t.arcs[o.arc].exact {
					continue
				}
				if meet(s, o) {
					for _, i := range [2]int32{s.arc, o.arc} {
						if !t.arcs[i].exact {
							guilty[i] = true
						}
					}
				}
			}
			tiles[key] = append(tiles[key], s)
		}
	}
}

// meet tells whether two segments have more in common than an end.
func meet(s, o segment) bool {
	if s.a == o.b {
		o.a, o.b = o.b, o.a
	}
	if s.b == o.a || s.b == o.b {
		s.a, s.b = s.b, s.a
		if s.a == o.b {
			o.a, o.b = o.b, o.a
		}
	}
	if s.a == o.a {
		// A common end: they overlap if they go on in the same direction.
		sameWay := int64(s.b.x-s.a.x)*int64(o.b.x-o.a.x)+int64(s.b.y-s.a.y)*int64(o.b.y-o.a.y) > 0
		return turn(s.a, s.b, o.b) == 0 && sameWay
	}
	t1, t2 := turn(s.a, s.b, o.a), turn(s.a, s.b, o.b)
	t3, t4 := turn(o.a, o.b, s.a), turn(o.a, o.b, s.b)
	if t1 == 0 && t2 == 0 {
		return boxesMeet(s, o)
	}
	return opposite(t1, t2) && opposite(t3, t4)
}

// opposite tells whether two turns are not both to the same side.
func opposite(t, u int64) bool { return (t >= 0 && u <= 0) || (t <= 0 && u >= 0) }

func boxesMeet(s, o segment) bool {
	return min(s.a.x, s.b.x) <= max(o.a.x, o.b.x) && min(o.a.x, o.b.x) <= max(s.a.x, s.b.x) &&
		min(s.a.y, s.b.y) <= max(o.a.y, o.b.y) && min(o.a.y, o.b.y) <= max(s.a.y, s.b.y)
}
