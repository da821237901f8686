package index

import (
	"fmt"

	"github.com/paulmach/orb"
)

// Region is a multipolygon prepared for containment tests, exact and half open:
// of its border, the western and the southern side belong to it. Its polygons
// may overlap. It is immutable.
type Region struct {
	bound orb.Bound
	areas []area
}

// NewRegion prepares a multipolygon; the slices are not kept. It fails on a
// vertex that is not a number or out of range, naming it.
func NewRegion(mp orb.MultiPolygon) (*Region, error) {
	r := &Region{bound: orb.MultiPoint(nil).Bound()}
	for i, polygon := range mp {
		a, err := newArea(polygon)
		if err != nil {
			return nil, fmt.Errorf("index: polygon %d, %w", i, err)
		}
		if len(a.edges) > 0 {
			r.areas = append(r.areas, a)
			r.bound = r.bound.Union(a.bound)
		}
	}
	return r, nil
}

// Bound is the smallest box that holds the region; empty if nothing does.
func (r *Region) Bound() orb.Bound { return r.bound }

// Contains reports whether p lies in the region.
func (r *Region) Contains(p orb.Point) bool {
	if !boundHolds(&r.bound, p) {
		return false
	}
	for i := range r.areas {
		if r.areas[i].holds(p) {
			return true
		}
	}
	return false
}

// relate tells how everything within b lies to the region.
func (r *Region) relate(b *orb.Bound) relation {
	if !r.bound.Intersects(*b) {
		return outside
	}
	answer := outside
	for i := range r.areas {
		switch a := &r.areas[i]; {
		case a.touches(b):
			answer = mixed
		case a.holds(b.Min): // no edge comes near: one point speaks for all
			return inside
		}
	}
	return answer
}

// InRegion appends the rows of the points in the region.
func (ix *Points) InRegion(dst []int32, r *Region) []int32 {
	top := len(ix.boxes) - 1
	if top < 0 {
		return dst
	}
	for c := (cursor{level: top}); c.node < len(ix.boxes[c.level]); {
		low, high := c.span(len(ix.rows))
		b := ix.boxes[c.level][c.node].bound()
		switch r.relate(&b) {
		case inside:
			dst = append(dst, ix.rows[low:high]...)
		case mixed:
			if c.level > 0 {
				c.descend()
				continue
			}
			for at := low; at < high; at++ {
				if r.Contains(ix.points[at]) {
					dst = append(dst, ix.rows[at])
				}
			}
		case outside:
		}
		c.next(top)
	}
	return dst
}
