package tile

import "math"

// clip keeps what lies in the box of the ring, by the algorithm of Sutherland
// and Hodgman ("Reentrant polygon clipping", CACM 17, 1974). Pieces that it
// leaves joined by edges along the box fall apart in clean.
func (s *shape) clip(ring []vertex, b box) []vertex {
	in, out := &s.clipped.vertices, &s.other.vertices
	*in = append((*in)[:0], ring...)
	for _, edge := range [...]halfPlane{{0, 1, b.low.x}, {0, -1, -b.high.x}, {1, 1, b.low.y}, {1, -1, -b.high.y}} {
		*out = edge.clip((*out)[:0], *in)
		in, out = out, in
	}
	return *in
}

// halfPlane is where sign times a coordinate is at least limit.
type halfPlane struct {
	axis  int
	sign  int64
	limit int64
}

func (h halfPlane) depth(v vertex) int64 {
	if h.axis == 0 {
		return h.sign*v.x - h.limit
	}
	return h.sign*v.y - h.limit
}

func (h halfPlane) clip(dst, ring []vertex) []vertex {
	if len(ring) == 0 {
		return dst
	}
	from := ring[len(ring)-1]
	was := h.depth(from)
	for _, to := range ring {
		is := h.depth(to)
		if (was < 0) != (is < 0) && was != 0 && is != 0 {
			dst = append(dst, h.meet(from, to))
		}
		if is >= 0 {
			dst = append(dst, to)
		}
		from, was = to, is
	}
	return dst
}

// meet is where an edge comes to the limit, rounded to the grid. It is the same
// for both directions, so that neighbours agree.
func (h halfPlane) meet(a, b vertex) vertex {
	if compareVertices(a, b) > 0 {
		a, b = b, a
	}
	if h.axis == 0 {
		x := h.sign * h.limit
		t := float64(x-a.x) / float64(b.x-a.x)
		return vertex{x, a.y + int64(math.Round(t*float64(b.y-a.y)))}
	}
	y := h.sign * h.limit
	t := float64(y-a.y) / float64(b.y-a.y)
	return vertex{a.x + int64(math.Round(t*float64(b.x-a.x))), y}
}
