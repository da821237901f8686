package planning

import (
	"encoding/json"
	"io"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/geojson"
)

// Map is the plan as GeoJSON: a point for each change, with its reason.
func (r *Result) Map() *geojson.FeatureCollection {
	collection := geojson.NewFeatureCollection()
	for i := range r.Changes {
		c := &r.Changes[i]
		f := geojson.NewFeature(orb.Point{c.Lon, c.Lat})
		f.ID = c.ID
		f.Properties = geojson.Properties{
			"kind": string(c.Kind), "name": c.Name, "rank": c.Rank, "source": c.Source, "commune": c.Commune.Name, "commune_code": c.Commune.Code,
			"people": c.People, "within": c.Within, "reason": c.Reason.VI, "reason_en": c.Reason.EN,
		}
		collection.Append(f)
	}
	return collection
}

// Map is the areas as GeoJSON polygons, where they were drawn.
func (a *Areas) Map() *geojson.FeatureCollection {
	collection := geojson.NewFeatureCollection()
	for i := range a.Points {
		pt := &a.Points[i]
		if len(pt.Area) == 0 {
			continue
		}
		f := geojson.NewFeature(pt.Area)
		f.ID = pt.ID
		f.Properties = geojson.Properties{
			"code": pt.Code, "name": pt.Name, "class": pt.Class, "commune": pt.Commune.Name, "lon": pt.Lon, "lat": pt.Lat,
			"people": pt.Ways.People, "area_km2": pt.AreaKM2.Value, "unit": pt.Ways.Unit,
		}
		if pt.Ways.Mean.Known {
			f.Properties["mean"], f.Properties["max"] = pt.Ways.Mean.Value, pt.Ways.Max.Value
		}
		collection.Append(f)
	}
	return collection
}

// WriteGeoJSON writes a map.
func WriteGeoJSON(w io.Writer, m *geojson.FeatureCollection) error {
	encoder := json.NewEncoder(w)
	encoder.SetEscapeHTML(false)
	return encoder.Encode(m)
}
