package polygon

import (
	"fmt"
	"math"

	"github.com/paulmach/orb"
	"github.com/peterstace/simplefeatures/geom"

	"hatang/geo/geodesy"
)

// noticeableM2 is the change of area that is rounding and not worth a note.
const noticeableM2 = 1e-3

// rebuild makes valid polygons of rings that cross themselves or one another.
func (r *repairer) rebuild(input orb.MultiPolygon) (orb.MultiPolygon, error) {
	var rings []orb.Ring
	for _, polygon := range input {
		rings = append(rings, polygon...)
	}
	net := newNetwork(rings)
	parts := make([]geom.Geometry, 0, len(input))
	var partsM2 float64
	polygons, next := 0, 0
	for _, polygon := range input {
		part, err := r.rebuildPolygon(polygon, net, next)
		if err != nil {
			return nil, err
		}
		plain := fromGeom(part)
		partsM2 += geodesy.AreaM2(plain)
		polygons += len(plain)
		next += len(polygon)
		parts = append(parts, part)
	}
	union, err := geom.UnionMany(parts)
	if err != nil {
		return nil, fmt.Errorf("polygon: uniting %d parts: %w", len(parts), err)
	}
	if err := union.Validate(); err != nil {
		return nil, fmt.Errorf("polygon: repair did not succeed: %w", err)
	}
	result := fromGeom(union)
	change := geodesy.AreaM2(result) - partsM2
	if math.Abs(change) > noticeableM2 || len(result) != polygons {
		r.note(OverlappingParts, len(parts), result.Bound().Center(), change)
	}
	return result, nil
}

// rebuildPolygon unites what each ring encloses; first is the number of the
// polygon's shell in net.
func (r *repairer) rebuildPolygon(polygon orb.Polygon, net network, first int) (geom.Geometry, error) {
	notes := len(r.notes)
	shell, err := r.region(polygon[0], net, first)
	if err != nil {
		return geom.Geometry{}, err
	}
	if len(polygon) == 1 {
		return shell, nil
	}
	holes := make([]geom.Geometry, 0, len(polygon)-1)
	plainM2 := geodesy.AreaM2(fromGeom(shell))
	for i, ring := range polygon[1:] {
		hole, err := r.region(ring, net, first+1+i)
		if err != nil {
			return geom.Geometry{}, err
		}
		plainM2 -= geodesy.AreaM2(fromGeom(hole))
		holes = append(holes, hole)
	}
	hole, err := geom.UnionMany(holes)
	if err != nil {
		return geom.Geometry{}, fmt.Errorf("polygon: uniting %d holes: %w", len(holes), err)
	}
	rest, err := geom.Difference(shell, hole)
	if err != nil {
		return geom.Geometry{}, fmt.Errorf("polygon: subtracting %d holes: %w", len(holes), err)
	}
	// When every ring was sound by itself, it is the way they lie that made the
	// polygon invalid, if it was.
	ringsWereSound := len(r.notes) == notes && toGeom(orb.MultiPolygon{polygon}).Validate() != nil
	change := geodesy.AreaM2(fromGeom(rest)) - plainM2
	if ringsWereSound || math.Abs(change) > noticeableM2 {
		r.note(MisplacedHole, len(holes), fromGeom(hole).Bound().Center(), change)
	}
	return rest, nil
}

// region is what a ring encloses an odd number of times, with the vertices
// that it has in net under the number given.
func (r *repairer) region(ring orb.Ring, net network, number int) (geom.Geometry, error) {
	loops := cutLoops(net.rings[number])
	region := geom.MultiPolygon{}.AsGeometry()
	for _, loop := range loops {
		next, err := geom.SymmetricDifference(region, toGeom(orb.MultiPolygon{{loop}}).AsGeometry())
		if err != nil {
			return geom.Geometry{}, fmt.Errorf("polygon: untangling a ring near %v: %w", loop[0], err)
		}
		region = next
	}
	if toGeom(orb.MultiPolygon{{ring}}).Validate() == nil {
		return region, nil
	}
	crossings := net.crossings[number]
	at := ring[0]
	switch {
	case len(crossings) > 0:
		at = crossings[0]
	case len(loops) > 0:
		at = loops[0][0] // a vertex passed twice
	}
	r.note(SelfIntersection, max(1, len(crossings)), at,
		geodesy.AreaM2(fromGeom(region))-geodesy.AreaM2(ring))
	return region, nil
}
