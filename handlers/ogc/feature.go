package ogc

import (
	"encoding/json"
	"strconv"

	"github.com/paulmach/orb"

	"hatang/geo/crs"
	"hatang/handlers/auth"
	"hatang/registry"
)

// renderer is a Source that keeps features as GeoJSON: in CRS84, with every
// field.
type renderer interface {
	AppendFeature(dst []byte, rec registry.Record) []byte
}

// features writes records as GeoJSON features.
type features struct {
	system crs.CRS
	plain  bool // the system is CRS84
	sight  auth.Sight
	// ready has the features as they are to be written, but for what is hidden;
	// nil: they must be made.
	ready renderer
}

// append appends a feature. It fails when the geometry cannot be written in the
// system.
func (f *features) append(dst []byte, rec registry.Record) ([]byte, error) {
	if f.ready != nil {
		start := len(dst)
		dst = f.ready.AppendFeature(dst, rec)
		if f.sight.Hidden(rec) {
			dst = f.sight.Cut(dst, start)
		}
		return dst, nil
	}
	dst = append(dst, `{"type":"Feature","id":`...)
	dst = appendText(dst, rec.Head().ID)
	dst = append(dst, `,"geometry":`...)
	dst, err := f.geometry(dst, rec)
	if err != nil {
		return dst, err
	}
	dst = append(dst, `,"properties":{`...)
	dst = registry.AppendMembers(dst, rec, f.sight.Shows(rec))
	return append(dst, '}', '}'), nil
}

func (f *features) geometry(dst []byte, rec registry.Record) ([]byte, error) {
	g := rec.Shape()
	switch {
	case g == nil:
		return append(dst, "null"...), nil
	case f.plain:
		return registry.AppendGeometry(dst, g), nil
	}
	w := coordinates{dst: dst, system: f.system, decimals: decimals(f.system)}
	w.geometry(g)
	if w.err != nil {
		return dst, registry.Errorf(registry.Invalid,
			"không viết được vị trí của %s trong hệ %s; bỏ tham số crs", "%s has no coordinates in %s; leave the crs parameter out",
			rec.Head().ID, f.system)
	}
	return w.dst, nil
}

// decimals is how many digits after the point tell positions 0.1 mm apart; -1,
// as many as the number has, where no transformation adds any.
func decimals(system crs.CRS) int {
	switch {
	case system.EPSG() == 4326:
		return -1
	case system.Geographic():
		return 9
	}
	return 4
}

// coordinates writes GeoJSON geometries in a system, axes in the authority's
// order.
type coordinates struct {
	dst      []byte
	system   crs.CRS
	decimals int
	err      error
}

func (w *coordinates) geometry(g orb.Geometry) {
	switch g := g.(type) {
	case orb.Point:
		w.text(`{"type":"Point","coordinates":`)
		w.position(g)
		w.text("}")
	case orb.MultiPolygon:
		if len(g) == 1 {
			w.text(`{"type":"Polygon","coordinates":`)
			w.rings(g[0])
			w.text("}")
			return
		}
		w.text(`{"type":"MultiPolygon","coordinates":[`)
		for i, polygon := range g {
			w.comma(i)
			w.rings(polygon)
		}
		w.text("]}")
	default:
		w.text("null")
	}
}

func (w *coordinates) rings(p orb.Polygon) {
	w.text("[")
	for i, ring := range p {
		w.comma(i)
		w.text("[")
		for j, v := range ring {
			w.comma(j)
			w.position(v)
		}
		w.text("]")
	}
	w.text("]")
}

func (w *coordinates) position(p orb.Point) {
	x, y, err := w.system.FromWGS84(p)
	if err != nil {
		w.err = err
	}
	if flipped(w.system) {
		x, y = y, x
	}
	w.dst = append(w.dst, '[')
	w.dst = strconv.AppendFloat(w.dst, x, 'f', w.decimals, 64)
	w.dst = append(w.dst, ',')
	w.dst = strconv.AppendFloat(w.dst, y, 'f', w.decimals, 64)
	w.dst = append(w.dst, ']')
}

func (w *coordinates) comma(i int) {
	if i > 0 {
		w.dst = append(w.dst, ',')
	}
}

func (w *coordinates) text(s string) { w.dst = append(w.dst, s...) }

// appendText appends a JSON string.
func appendText(dst []byte, text string) []byte {
	quoted, err := json.Marshal(text)
	if err != nil { // not possible for a string
		return append(dst, `""`...)
	}
	return append(dst, quoted...)
}
