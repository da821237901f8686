package ogctest

import (
	"encoding/json"
	"fmt"

	"github.com/peterstace/simplefeatures/geom"
)

// positions are all coordinates of a geometry; none of a missing one.
func (g *geometry) positions() ([][]float64, error) {
	if g == nil {
		return nil, nil
	}
	var any1 any
	if err := json.Unmarshal(g.Coordinates, &any1); err != nil {
		return nil, err
	}
	var out [][]float64
	if err := collect(any1, &out); err != nil {
		return nil, fmt.Errorf("%s: %w", g.Type, err)
	}
	return out, nil
}

func collect(v any, out *[][]float64) error {
	list, ok := v.([]any)
	if !ok || len(list) == 0 {
		return fmt.Errorf("%v is no position", v)
	}
	if _, ok := list[0].(float64); !ok {
		for _, one := range list {
			if err := collect(one, out); err != nil {
				return err
			}
		}
		return nil
	}
	position := make([]float64, len(list))
	for i, one := range list {
		if position[i], ok = one.(float64); !ok {
			return fmt.Errorf("%v is no position", v)
		}
	}
	if len(position) < 2 {
		return fmt.Errorf("%v is no position", v)
	}
	*out = append(*out, position)
	return nil
}

// meets tells whether the geometry and the box [minx miny maxx maxy] share a
// point.
func (g *geometry) meets(box [4]float64) (bool, error) {
	encoded, err := json.Marshal(map[string]any{"type": g.Type, "coordinates": g.Coordinates})
	if err != nil {
		return false, err
	}
	shape, err := geom.UnmarshalGeoJSON(encoded, geom.NoValidate{})
	if err != nil {
		return false, err
	}
	envelope := geom.NewEnvelope(geom.XY{X: box[0], Y: box[1]}, geom.XY{X: box[2], Y: box[3]})
	return geom.Intersects(shape, envelope.AsGeometry()), nil
}
