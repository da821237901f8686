package polygon

import (
	"fmt"

	"github.com/paulmach/orb"
	"github.com/peterstace/simplefeatures/geom"
)

// Union is the area covered by at least one of the areas, as valid polygons
// with outer rings counter-clockwise. The areas must be valid, each by itself
// (see Repair); they may overlap one another. No areas give no polygons.
func Union(areas ...orb.MultiPolygon) (orb.MultiPolygon, error) {
	parts := make([]geom.Geometry, 0, len(areas))
	for _, area := range areas {
		parts = append(parts, toGeom(area).AsGeometry())
	}
	union, err := geom.UnionMany(parts)
	if err != nil {
		return nil, fmt.Errorf("polygon: union of %d areas: %w", len(areas), err)
	}
	return fromGeom(union), nil
}

// Intersection is the area common to a and b, both valid. Where they only
// touch it is empty.
func Intersection(a, b orb.MultiPolygon) (orb.MultiPolygon, error) {
	common, err := geom.Intersection(toGeom(a).AsGeometry(), toGeom(b).AsGeometry())
	if err != nil {
		return nil, fmt.Errorf("polygon: intersection: %w", err)
	}
	return fromGeom(common), nil
}

// Difference is the part of a that does not belong to b, both valid.
func Difference(a, b orb.MultiPolygon) (orb.MultiPolygon, error) {
	rest, err := geom.Difference(toGeom(a).AsGeometry(), toGeom(b).AsGeometry())
	if err != nil {
		return nil, fmt.Errorf("polygon: difference: %w", err)
	}
	return fromGeom(rest), nil
}

// Validate returns nil for areas that follow OGC Simple Features (closed
// simple rings, holes inside their shell, parts that do not overlap), else an
// error that names the rule that is broken and, where known, the place.
func Validate(mp orb.MultiPolygon) error {
	if err := toGeom(mp).Validate(); err != nil {
		return fmt.Errorf("polygon: %w", err)
	}
	return nil
}

// toGeom copies without validation.
func toGeom(mp orb.MultiPolygon) geom.MultiPolygon {
	polygons := make([]geom.Polygon, 0, len(mp))
	for _, polygon := range mp {
		polygons = append(polygons, polygonToGeom(polygon))
	}
	return geom.NewMultiPolygon(polygons)
}

func polygonToGeom(polygon orb.Polygon) geom.Polygon {
	rings := make([]geom.LineString, 0, len(polygon))
	for _, ring := range polygon {
		flat := make([]float64, 0, 2*len(ring))
		for _, v := range ring {
			flat = append(flat, v[0], v[1])
		}
		rings = append(rings, geom.NewLineString(geom.NewSequence(flat, geom.DimXY)))
	}
	return geom.NewPolygon(rings)
}

// fromGeom keeps the polygons of g, wound as RFC 7946 has it, and drops points
// and lines, which overlays leave where areas only touch.
func fromGeom(g geom.Geometry) orb.MultiPolygon {
	var mp orb.MultiPolygon
	for _, part := range g.Dump() {
		polygon, ok := part.AsPolygon()
		if !ok || polygon.IsEmpty() {
			continue
		}
		mp = append(mp, polygonFromGeom(polygon.ForceCCW()))
	}
	return mp
}

func polygonFromGeom(polygon geom.Polygon) orb.Polygon {
	rings := polygon.DumpRings()
	result := make(orb.Polygon, 0, len(rings))
	for _, line := range rings {
		seq := line.Coordinates()
		ring := make(orb.Ring, 0, seq.Length())
		for i := range seq.Length() {
			xy := seq.GetXY(i)
			ring = append(ring, orb.Point{xy.X, xy.Y})
		}
		result = append(result, ring)
	}
	return result
}
