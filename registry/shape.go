package registry

import (
	"fmt"

	"github.com/paulmach/orb"
)

// Position is a point with the story of how it came to be known.
type Position struct {
	// Point is longitude and latitude on WGS 84; it means nothing unless Located.
	Point   orb.Point
	Located bool
	// GivenCRS and GivenText keep the coordinates as they were handed in, such
	// as "EPSG:9216" and "553194,965 1587081,308".
	GivenCRS  string       `db:"given_crs"`
	GivenText string       `db:"given_coordinates"`
	AccuracyM Opt[float64] `db:"accuracy_m"`
	// Approximate marks a stand-in such as the commune's centre, ApproximateWhy
	// says why. Stand-ins are shown apart and stay out of distance statistics.
	Approximate    Opt[bool] `db:"approximate"`
	ApproximateWhy string    `db:"approximate_reason"`
}

// Shape implements Record.
func (p *Position) Shape() orb.Geometry {
	if !p.Located {
		return nil
	}
	return p.Point
}

// SetShape implements Record.
func (p *Position) SetShape(g orb.Geometry) error {
	switch g := g.(type) {
	case nil:
		p.Point, p.Located = orb.Point{}, false
	case orb.Point:
		p.Point, p.Located = g, true
	case orb.MultiPoint:
		if len(g) != 1 {
			return fmt.Errorf("a single point is expected, not %d", len(g))
		}
		p.Point, p.Located = g[0], true
	default:
		return fmt.Errorf("a point is expected, not a %s", g.GeoJSONType())
	}
	return nil
}

// Territory is an area of land.
type Territory struct{ Area orb.MultiPolygon }

// Shape implements Record.
func (t *Territory) Shape() orb.Geometry {
	if len(t.Area) == 0 {
		return nil
	}
	return t.Area
}

// SetShape implements Record.
func (t *Territory) SetShape(g orb.Geometry) error {
	switch g := g.(type) {
	case nil:
		t.Area = nil
	case orb.MultiPolygon:
		t.Area = g
	case orb.Polygon:
		t.Area = orb.MultiPolygon{g}
	default:
		return fmt.Errorf("a polygon is expected, not a %s", g.GeoJSONType())
	}
	return nil
}

// shapeless is embedded by records that are not features.
type shapeless struct{}

// Shape implements Record.
func (shapeless) Shape() orb.Geometry { return nil }

// SetShape implements Record.
func (shapeless) SetShape(g orb.Geometry) error {
	if g == nil {
		return nil
	}
	return fmt.Errorf("this kind of record has no geometry, a %s was given", g.GeoJSONType())
}
