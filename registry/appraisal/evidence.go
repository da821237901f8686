package appraisal

import (
	"github.com/paulmach/orb"
	"github.com/paulmach/orb/geojson"

	"hatang/geo/geodesy"
	"hatang/registry"
)

// discCorners is how many corners a drawn circle has.
const discCorners = 72

func feature(g orb.Geometry, role string, properties map[string]any) *geojson.Feature {
	f := geojson.NewFeature(g)
	f.Properties = geojson.Properties{"role": role}
	for k, v := range properties {
		f.Properties[k] = v
	}
	return f
}

// drawn is a collection that begins with the position itself.
func (r *run) drawn() *geojson.FeatureCollection {
	c := geojson.NewFeatureCollection()
	if r.located {
		c.Append(feature(r.at, "position", map[string]any{"code": r.p.Code, "operator": r.p.OperatorCode}))
	}
	return c
}

// spacingEvidence is the circle of the threshold, and to each neighbour a line
// with its distance and bearing.
func (r *run) spacingEvidence(neighbours []Neighbour, thresholdM *float64) *geojson.FeatureCollection {
	c := r.drawn()
	if thresholdM != nil && *thresholdM > 0 {
		c.Append(feature(geodesy.Disc(r.at, *thresholdM, discCorners), "buffer", map[string]any{"radius_m": *thresholdM}))
	}
	for i := range neighbours {
		n := &neighbours[i]
		about := map[string]any{
			"code": n.Code, "operator": n.Operator, "relation": n.Relation, "state": n.State, "counts": n.Counts,
			"distance_m": n.DistanceM, "bearing_deg": n.BearingDeg, "verdict": string(n.Verdict),
		}
		c.Append(feature(n.Point, "neighbour", about))
		c.Append(feature(orb.LineString{r.at, n.Point}, "distance", about))
	}
	return c
}

func zoneFeature(z *registry.Zone, role string) *geojson.Feature {
	return feature(z.Area, role, map[string]any{"code": z.Code, "name": z.Name, "class": z.Class})
}
