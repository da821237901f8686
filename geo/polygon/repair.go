package polygon

import (
	"errors"
	"fmt"
	"math"

	"github.com/paulmach/orb"
	"hatang/geo/geodesy"
)

// ErrNoArea is returned for a geometry of which nothing is left that has an
// area.
var ErrNoArea = errors.New("polygon: geometry has no area")

// Repair returns g as valid polygons after RFC 7946 (closed simple rings,
// shells counter-clockwise, holes clockwise) and a note on everything it had
// to change. Sound input comes back with the vertices it had and no notes.
//
// Open rings are closed; repeated vertices and spikes are dropped, and rings
// that have no area then. Where edges cross, a ring encloses what is inside it
// an odd number of times, so both halves of a figure of eight survive. A
// polygon is its shell less its holes; what a hole covers outside the shell
// has no effect. Parts that overlap are united. Where edges cross or overlap,
// all vertices of the geometry are rounded to 1e-9 of a degree (0.1 mm).
//
// Accepted are polygonal geometries: Ring, Polygon, MultiPolygon, Bound, and a
// Collection, of which points and lines are dropped with a note. An error
// names coordinates that are not numbers or not degrees and geometries of
// another kind, and wraps ErrNoArea when nothing is left.
func Repair(g orb.Geometry) (orb.MultiPolygon, []Note, error) {
	r := repairer{}
	input, err := r.polygons(g)
	if err != nil {
		return nil, nil, err
	}
	if err := checkCoordinates(input); err != nil {
		return nil, nil, err
	}
	tidy := r.tidyAll(input)
	if len(tidy) == 0 {
		return nil, r.notes, ErrNoArea
	}
	result := tidy
	if toGeom(tidy).Validate() != nil {
		if result, err = r.rebuild(tidy); err != nil {
			return nil, r.notes, err
		}
	}
	if len(result) == 0 || geodesy.AreaM2(result) == 0 {
		return nil, r.notes, ErrNoArea
	}
	return r.wind(result), r.notes, nil
}

// repairer collects the notes of one repair.
type repairer struct {
	notes []Note
}

func (r *repairer) note(kind Kind, count int, at orb.Point, changeM2 float64) {
	r.notes = append(r.notes, Note{Kind: kind, Count: count, At: at, AreaChangeM2: changeM2})
}

// polygons lists the polygons in g.
func (r *repairer) polygons(g orb.Geometry) (orb.MultiPolygon, error) {
	switch g := g.(type) {
	case nil:
		return nil, fmt.Errorf("polygon: no geometry, expected a polygon: %w", ErrNoArea)
	case orb.Ring:
		return orb.MultiPolygon{{g}}, nil
	case orb.Polygon:
		return orb.MultiPolygon{g}, nil
	case orb.MultiPolygon:
		return g, nil
	case orb.Bound:
		return orb.MultiPolygon{g.ToPolygon()}, nil
	case orb.Collection:
		return r.collection(g)
	}
	return nil, fmt.Errorf("polygon: geometry is a %s, expected a Polygon or MultiPolygon", g.GeoJSONType())
}

func (r *repairer) collection(parts orb.Collection) (orb.MultiPolygon, error) {
	var polygons orb.MultiPolygon
	for _, part := range parts {
		switch part.(type) {
		case orb.Point, orb.MultiPoint, orb.LineString, orb.MultiLineString:
			r.note(DroppedPart, 1, part.Bound().Center(), 0)
			continue
		}
		some, err := r.polygons(part)
		if err != nil {
			return nil, err
		}
		polygons = append(polygons, some...)
	}
	return polygons, nil
}

func checkCoordinates(mp orb.MultiPolygon) error {
	for i, polygon := range mp {
		for j, ring := range polygon {
			for k, v := range ring {
				if !(math.Abs(v[0]) <= 180 && math.Abs(v[1]) <= 90) {
					return fmt.Errorf("polygon: polygon %d, ring %d, vertex %d is (%v, %v), "+
						"expected a longitude within ±180 and a latitude within ±90 degrees",
						i+1, j+1, k+1, v[0], v[1])
				}
			}
		}
	}
	return nil
}

// tidyAll repairs what can be told from one ring alone; a polygon without a
// shell goes with its holes.
func (r *repairer) tidyAll(input orb.MultiPolygon) orb.MultiPolygon {
	result := make(orb.MultiPolygon, 0, len(input))
	for _, polygon := range input {
		if len(polygon) == 0 {
			continue
		}
		kept := make(orb.Polygon, 0, len(polygon))
		for i, ring := range polygon {
			tidy := r.tidyRing(ring)
			if tidy == nil && i == 0 {
				break
			}
			if tidy != nil {
				kept = append(kept, tidy)
			}
		}
		if len(kept) > 0 {
			result = append(result, kept)
		}
	}
	return result
}

// wind turns the rings as RFC 7946, section 3.1.6, has them.
func (r *repairer) wind(mp orb.MultiPolygon) orb.MultiPolygon {
	turned := 0
	for _, polygon := range mp {
		for i, ring := range polygon {
			want := orb.CCW
			if i > 0 {
				want = orb.CW
			}
			if ring.Orientation() != want {
				ring.Reverse()
				turned++
			}
		}
	}
	if turned > 0 {
		r.note(Winding, turned, mp[0][0][0], 0)
	}
	return mp
}
