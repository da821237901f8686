package tile

import (
	"fmt"
	"math"
	"slices"
	"sync"

	"github.com/paulmach/orb"
)

// Shapes are the areas of a layer, simplified for every zoom and cleaned on the
// grid of its tiles. They never change.
//
// What neighbours share vertex by vertex stays shared at every zoom, so that
// there is neither gap nor overlap where there was none; only where areas are a
// few units wide and rounding makes the border of one cross itself, a sliver
// less than a unit wide may open beside it. No area vanishes: one that is
// smaller than a unit is drawn as a square of one unit.
type Shapes struct {
	levels [levels]level
	bounds []worldBox // by row
	bound  orb.Bound
}

const (
	// areaMaxZoom is the deepest zoom with a level of its own: a unit is 0.6 m.
	areaMaxZoom = 14
	levels      = areaMaxZoom + 2
	wholeLevel  = levels - 1 // the areas as they were given
)

// level is the areas on the grid of one zoom.
type level struct {
	gridBits uint8 // the world is 2^gridBits grid units wide
	vertices []World
	ringEnds []uint32 // ring → end in vertices
	areaEnds []uint32 // area → end in ringEnds
}

// NewShapes prepares the areas; row i of the layer is areas[i]. Rings of fewer
// than three positions are left out. It fails on a position that is not a
// number or out of range, naming the row.
func NewShapes(areas []orb.MultiPolygon) (*Shapes, error) {
	s := &Shapes{bounds: make([]worldBox, len(areas)), bound: orb.MultiPoint(nil).Bound()}
	var all []worldRing
	ends := make([]int, len(areas)) // area → end in all
	for row, area := range areas {
		for _, polygon := range area {
			for i, ring := range polygon {
				r, err := newWorldRing(ring, i > 0)
				if err != nil {
					return nil, fmt.Errorf("tile: row %d: %w", row, err)
				}
				if len(r.vertices) >= 3 {
					all = append(all, r)
				} else if i == 0 {
					break // without its shell a polygon has no holes
				}
			}
		}
		ends[row] = len(all)
		s.bounds[row] = worldBox{west: math.MaxUint32, north: math.MaxUint32}
		if len(area) > 0 {
			s.bounds[row] = newWorldBox(area.Bound())
			s.bound = s.bound.Union(area.Bound())
		}
	}
	weighRings(all)
	var building sync.WaitGroup
	for z := range s.levels {
		building.Go(func() { s.levels[z] = newLevel(z, all, ends, s.bounds) })
	}
	building.Wait()
	return s, nil
}

// newWorldRing turns shells so that their area is positive, holes so that it is
// negative.
func newWorldRing(ring orb.Ring, hole bool) (worldRing, error) {
	vertices := make([]World, 0, len(ring))
	for i, p := range ring {
		if !onEarth(p) {
			return worldRing{}, fmt.Errorf("vertex %d: position (%v, %v), want longitude -180 to 180 and latitude -90 to 90",
				i, p[0], p[1])
		}
		if w := Project(p); len(vertices) == 0 || vertices[len(vertices)-1] != w {
			vertices = append(vertices, w)
		}
	}
	for len(vertices) > 1 && vertices[0] == vertices[len(vertices)-1] {
		vertices = vertices[:len(vertices)-1]
	}
	if worldArea(vertices) < 0 != hole {
		slices.Reverse(vertices)
	}
	return worldRing{vertices: vertices}, nil
}

func worldArea(ring []World) float64 {
	var sum float64
	for i := 1; i+1 < len(ring); i++ {
		ux, uy := float64(ring[i].X)-float64(ring[0].X), float64(ring[i].Y)-float64(ring[0].Y)
		vx, vy := float64(ring[i+1].X)-float64(ring[0].X), float64(ring[i+1].Y)-float64(ring[0].Y)
		sum += ux*vy - uy*vx
	}
	return sum
}

// gridBitsOf is the size of the grid of a level.
func gridBitsOf(z int) uint8 {
	if z == wholeLevel {
		return worldBits
	}
	return uint8(z) + extentBits
}

func newLevel(z int, all []worldRing, ends []int, bounds []worldBox) level {
	l := level{gridBits: gridBitsOf(z), areaEnds: make([]uint32, len(ends))}
	shift := worldBits - l.gridBits
	var s shape
	first := 0
	for row, end := range ends {
		s.rings.reset()
		for i := first; i < end; i++ {
			r := &all[i]
			for k, v := range r.vertices {
				if z == wholeLevel || int(r.zooms[k]) <= z {
					s.rings.vertices = append(s.rings.vertices, vertex{int64(v.X >> shift), int64(v.Y >> shift)})
				}
			}
			s.rings.closeLike(worldArea(r.vertices))
		}
		clean(&s.rings, &s)
		if b := bounds[row]; s.rings.len() == 0 && b.west <= b.east {
			s.rings.add(speck(b, shift))
		}
		l.append(&s.rings, row)
		first = end
	}
	l.vertices, l.ringEnds = slices.Clip(l.vertices), slices.Clip(l.ringEnds)
	return l
}

// speck is the grid cell in the middle of an area too small to be drawn.
func speck(b worldBox, shift uint8) []vertex {
	last := int64(1)<<(worldBits-shift) - 1
	x := min((int64(b.west)+int64(b.east))/2>>shift, last-1)
	y := min((int64(b.north)+int64(b.south))/2>>shift, last-1)
	return []vertex{{x, y}, {x + 1, y}, {x + 1, y + 1}, {x, y + 1}}
}

// closeLike ends a ring as close does, and takes it out as well when rounding
// turned it inside out.
func (r *rings) closeLike(area float64) {
	before := r.len()
	r.close()
	if r.len() > before && doubleArea(r.ring(before)) < 0 != (area < 0) {
		r.vertices, r.ends = r.vertices[:r.start(before)], r.ends[:before]
	}
}

func (l *level) append(r *rings, row int) {
	for i := range r.len() {
		for _, v := range r.ring(i) {
			l.vertices = append(l.vertices, World{uint32(v.x), uint32(v.y)})
		}
		l.ringEnds = append(l.ringEnds, uint32(len(l.vertices)))
	}
	l.areaEnds[row] = uint32(len(l.ringEnds))
}

// ringsOf is the range of an area's rings.
func (l *level) ringsOf(row int) (from, to uint32) {
	if row > 0 {
		from = l.areaEnds[row-1]
	}
	return from, l.areaEnds[row]
}

func (l *level) ring(i uint32) []World {
	if i == 0 {
		return l.vertices[:l.ringEnds[0]]
	}
	return l.vertices[l.ringEnds[i-1]:l.ringEnds[i]]
}

// Len is the number of areas.
func (s *Shapes) Len() int { return len(s.bounds) }
