package itm

// hull is the upper convex hull of points that come with growing x.
type hull []vertex

// vertex is a point of a hull and its index on the radial.
type vertex struct {
	x, z float64
	i    int
}

// push drops the vertices under the line to the new one.
func (h hull) push(c vertex) hull {
	for len(h) > 1 {
		a, b := &h[len(h)-2], &h[len(h)-1]
		if (b.z-a.z)*(c.x-a.x) >= (c.z-a.z)*(b.x-a.x) {
			break
		}
		h = h[:len(h)-1]
	}
	return append(h, c)
}

// tangent is the vertex that the ray from a point right of the hull touches.
func (h hull) tangent(x, z float64) int {
	low, high := 0, len(h)-1
	for low < high {
		k := int(uint(low+high) >> 1)
		a, b := &h[k], &h[k+1]
		if (b.z-a.z)*(x-b.x)+(b.z-z)*(b.x-a.x) > 0 {
			low = k + 1
		} else {
			high = k
		}
	}
	return low
}

// highest is the largest z - slope·x, the index of its point, and whether
// another vertex comes too close to tell.
func (h hull) highest(slope float64) (value float64, at int, tie bool) {
	low, high := 0, len(h)-1
	for low < high {
		k := int(uint(low+high) >> 1)
		a, b := &h[k], &h[k+1]
		if b.z-a.z > slope*(b.x-a.x) {
			low = k + 1
		} else {
			high = k
		}
	}
	v := &h[low]
	value = v.z - slope*v.x
	for _, k := range [2]int{low - 1, low + 1} {
		if k >= 0 && k < len(h) && h[k].z-slope*h[k].x > value-near {
			tie = true
		}
	}
	return value, v.i, tie
}
