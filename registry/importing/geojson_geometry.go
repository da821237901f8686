package importing

import (
	"encoding/json"

	"github.com/paulmach/orb"

	"hatang/registry"
)

// parseGeometry reads a GeoJSON geometry; null and geometries without
// coordinates are nil. heights tells that there was a third coordinate.
func parseGeometry(raw json.RawMessage) (g orb.Geometry, heights bool, wrong registry.Text) {
	if missing(raw) {
		return nil, false, registry.Text{}
	}
	return registry.ParseGeometry(raw)
}
