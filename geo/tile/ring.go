package tile

import "math"

// vertex is a position in the units of a tile or of a zoom's whole grid.
type vertex struct{ x, y int64 }

func (v vertex) minus(w vertex) vertex { return vertex{v.x - w.x, v.y - w.y} }

// rings are rings one after the other, none of them closed by repeating its
// first vertex.
type rings struct {
	vertices []vertex
	ends     []int
}

func (r *rings) reset() { r.vertices, r.ends = r.vertices[:0], r.ends[:0] }

func (r *rings) len() int { return len(r.ends) }

// start is where ring i begins.
func (r *rings) start(i int) int {
	if i == 0 {
		return 0
	}
	return r.ends[i-1]
}

func (r *rings) ring(i int) []vertex { return r.vertices[r.start(i):r.ends[i]] }

// close ends the ring that was appended last. A ring without area is taken out.
func (r *rings) close() {
	start := r.start(len(r.ends))
	tidied := tidy(r.vertices[start:])
	r.vertices = r.vertices[:start+len(tidied)]
	if len(tidied) == 0 {
		return
	}
	r.ends = append(r.ends, len(r.vertices))
}

func (r *rings) add(ring []vertex) {
	r.vertices = append(r.vertices, ring...)
	r.close()
}

// tidy takes out, in place, repeated vertices, vertices on the straight line
// between their neighbours, and needles. What has fewer than three vertices or
// no area left is nothing.
func tidy(ring []vertex) []vertex {
	whole := ring
	for {
		before := len(ring)
		ring = tidyLine(ring)
		// The seam: the same where the end meets the beginning.
		for open := true; open && len(ring) >= 3; {
			switch n := len(ring); {
			case ring[n-1] == ring[0] || cross(ring[n-2], ring[n-1], ring[0]) == 0:
				ring = ring[:n-1]
			case cross(ring[n-1], ring[0], ring[1]) == 0:
				ring = ring[1:]
			default:
				open = false
			}
		}
		switch {
		case len(ring) < 3:
			return nil
		case len(ring) == before:
			if doubleArea(ring) == 0 {
				return nil
			}
			return whole[:copy(whole, ring)]
		}
	}
}

func tidyLine(line []vertex) []vertex {
	n := 0
	for _, v := range line {
		for n >= 2 && cross(line[n-2], line[n-1], v) == 0 {
			n--
		}
		if n == 0 || line[n-1] != v {
			line[n] = v
			n++
		}
	}
	return line[:n]
}

// cross is the sign of the turn a → b → c: positive to the left where y runs up.
// It is exact for rings less than 2³⁰ units across.
func cross(a, b, c vertex) int {
	u, v := b.minus(a), c.minus(a)
	const safe = 1 << 30
	if max(abs(u.x), abs(u.y), abs(v.x), abs(v.y)) < safe {
		return sign(u.x*v.y - u.y*v.x)
	}
	d := float64(u.x)*float64(v.y) - float64(u.y)*float64(v.x)
	switch {
	case d > 0:
		return 1
	case d < 0:
		return -1
	}
	return 0
}

// doubleArea is twice the area by the surveyor's formula, positive for the
// exterior rings of a vector tile (§4.3.3.3 of its specification), as a float
// because the area of a province in the finest units needs more than 63 bits.
func doubleArea(ring []vertex) float64 {
	var sum float64
	origin := ring[0]
	for i := 1; i+1 < len(ring); i++ {
		u, v := ring[i].minus(origin), ring[i+1].minus(origin)
		sum += float64(u.x)*float64(v.y) - float64(u.y)*float64(v.x)
	}
	return sum
}

// box is a closed box.
type box struct{ low, high vertex }

func emptyBox() box {
	return box{vertex{math.MaxInt64, math.MaxInt64}, vertex{math.MinInt64, math.MinInt64}}
}

func (b *box) extend(v vertex) {
	b.low.x, b.low.y = min(b.low.x, v.x), min(b.low.y, v.y)
	b.high.x, b.high.y = max(b.high.x, v.x), max(b.high.y, v.y)
}

func boxOf(vertices []vertex) box {
	b := emptyBox()
	for _, v := range vertices {
		b.extend(v)
	}
	return b
}

func (b *box) inside(c box) bool {
	return b.low.x >= c.low.x && b.low.y >= c.low.y && b.high.x <= c.high.x && b.high.y <= c.high.y
}

func (b *box) meets(c box) bool {
	return b.low.x <= c.high.x && c.low.x <= b.high.x && b.low.y <= c.high.y && c.low.y <= b.high.y
}

func abs(n int64) int64 { return max(n, -n) }

func sign(n int64) int {
	switch {
	case n > 0:
		return 1
	case n < 0:
		return -1
	}
	return 0
}
