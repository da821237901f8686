package tile

import "github.com/paulmach/orb"

// Layer is a layer of tiles. It never changes, so that any number of goroutines
// may read it, each with an Encoder of its own.
type Layer interface {
	// Info describes the layer. It may look at every record.
	Info() Info
	// AppendTile appends the tile, at most MaxBytes of it; nothing when the tile
	// is empty. id must be valid.
	AppendTile(dst []byte, e *Encoder, id ID) []byte
}

// Info describes a layer to those who ask for its tiles.
type Info struct {
	Name     string
	Geometry Geometry
	Fields   []Field // "count" included
	Bound    orb.Bound
	// MinZoom is the first zoom that has tiles, MaxZoom the last that is sharper
	// than the one before; deeper tiles can be asked for all the same.
	MinZoom, MaxZoom uint8
	// Features is the number of records.
	Features int
}

// Geometry is the type of a layer's geometries.
type Geometry string

// The geometries, named as in GeoJSON.
const (
	PointGeometry   Geometry = "Point"
	LineGeometry    Geometry = "LineString"
	PolygonGeometry Geometry = "Polygon"
)

// CountField is the name of the attribute that says how many records a feature
// stands for in its tile.
const CountField = "count"

// View is a layer in one state of the registry.
type View struct {
	// Open is the layer. It may have to be made first, which a tile that is known
	// to be the same need not wait for.
	Open func() (Layer, error)
	// Revision is greater in each later state in which the layer differs.
	Revision int64
	// ChangedSince tells where the layer changed after the given revision, by
	// boxes around what came and what went; known is false when it cannot tell,
	// so that every tile may differ. nil: it never can.
	ChangedSince func(revision int64) (boxes []orb.Bound, known bool)
}

// Same tells whether the tile surely is the same as at the given revision.
func (v *View) Same(id ID, revision int64) bool {
	if revision == v.Revision {
		return true
	}
	if v.ChangedSince == nil || revision > v.Revision {
		return false
	}
	boxes, known := v.ChangedSince(revision)
	if !known {
		return false
	}
	reach := id.worldReach()
	for _, b := range boxes {
		if !b.IsEmpty() && reach.meets(newWorldBox(b)) {
			return false
		}
	}
	return true
}

// Finder finds features by place. index.Points and index.Overlay of
// hatang/geo/index are Finders of points, index.Boxes.Meeting finds wedges.
type Finder interface {
	// Box appends the rows of the features that the closed box meets, each once,
	// in an order that depends on the features alone.
	Box(dst []int32, b orb.Bound) []int32
}

// world is a box that every position lies in.
var world = orb.Bound{Min: orb.Point{-180, -90}, Max: orb.Point{180, 90}}
