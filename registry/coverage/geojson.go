package coverage

import (
	"encoding/json"
	"io"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/geojson"

	"hatang/geo/radio/sweep"
	"hatang/registry"
)

// collection is a FeatureCollection that says what its features rest on.
func collection(standIn bool, warnings []Caution) *geojson.FeatureCollection {
	fc := geojson.NewFeatureCollection()
	fc.ExtraMembers = geojson.Properties{"stand_in": standIn, "warnings": warnings}
	if standIn {
		fc.ExtraMembers["notice"] = registry.Text{
			VI: "địa hình dùng tạm của nơi khác: không phải kết quả thật", EN: "stand-in terrain of another place: not real results",
		}
	}
	return fc
}

// WriteGeoJSON writes the gaps with their outlines, which must have been asked
// for.
func (g *Gaps) WriteGeoJSON(w io.Writer) error {
	fc := collection(g.StandIn, g.Warnings)
	for i := range g.Gaps {
		gap := &g.Gaps[i]
		f := geojson.NewFeature(gap.Area)
		f.Properties = geojson.Properties{
			"rank": gap.Rank, "commune_code": gap.Commune.Code, "commune": gap.Commune.Name, "people": gap.People,
			"area_km2": gap.AreaKM2, "operator": g.Operator, "technology": g.Technology, "stand_in": g.StandIn,
		}
		fc.Append(f)
	}
	return json.NewEncoder(w).Encode(fc)
}

// WriteAreas writes the bands of an operator and technology as GeoJSON: along
// the edges of cells, or as interpolated contours, each of which holds all that
// is at least its level.
func (e *Engine) WriteAreas(w io.Writer, operator, technology string, contours bool) error {
	areas, claim, err := e.Areas(operator, technology)
	if contours && err == nil {
		areas, err = e.contours(operator, technology)
	}
	if err != nil {
		return err
	}
	fc := collection(claim.StandIn, claim.Warnings)
	for _, a := range areas {
		f := geojson.NewFeature(a.Area)
		f.Properties = geojson.Properties{
			"operator": a.Operator, "technology": a.Technology, "band": a.Band, "least_level": a.Level, "basis": a.Basis,
			"models": claim.models(), "registry_seq": claim.Seq, "stand_in": claim.StandIn,
		}
		if claim.Budget != nil {
			f.Properties["quantity"], f.Properties["unit"] = claim.Budget.Quantity, claim.Budget.Unit
		}
		fc.Append(f)
	}
	return json.NewEncoder(w).Encode(fc)
}

// contours are the areas of each threshold by marching squares over the modelled
// levels.
func (e *Engine) contours(operator, technology string) ([]Area, error) {
	g, err := e.group(operator, technology)
	if err != nil {
		return nil, err
	}
	n, declared := g.network, g.declared()
	values := make([]float32, len(n.Best))
	floor := float32(g.claim.Thresholds.Limited - keptBelowDB)
	for i, level := range n.Best {
		values[i] = floor // what no station reaches is at most that
		if n.Server[i] >= 0 && !declared[n.Server[i]] {
			values[i] = float32(level) / 100
		}
	}
	window := sweep.Window{Grid: n.Grid, Cols: n.Grid.Cols, Rows: n.Grid.Rows}
	var all []Area
	t := g.claim.Thresholds
	for _, level := range []struct {
		band string
		db   float64
	}{{"indoor", t.Indoor}, {"in-car", t.InCar}, {"outdoor", t.Outdoor}, {"limited", t.Limited}} {
		area, err := sweep.Area(window, values, level.db)
		if err != nil {
			return nil, err
		}
		if len(area) > 0 {
			all = append(all, Area{operator, technology, level.band, level.db, Modelled, area})
		}
	}
	return all, nil
}

// Box is the box around everything that was computed.
func (e *Engine) Box() (orb.Bound, error) {
	st, err := e.current()
	if err != nil {
		return orb.Bound{}, err
	}
	return st.claims.Grid.Bound(), nil
}
