package ogc

import (
	"math"
	"strconv"
	"strings"

	"github.com/paulmach/orb"

	"hatang/geo/crs"
	"hatang/geo/polygon"
	"hatang/registry"
)

// region is the box of a bbox parameter: closed, in a system of its own.
type region struct {
	system crs.CRS
	// boxes are in the system, x first: two when the box crosses the
	// antimeridian.
	boxes []orb.Bound
	// envelope holds the region, on WGS 84. When exact is set it is the region.
	envelope orb.Bound
	exact    bool
}

// parseBBox reads bbox in the given system, axes in the authority's order
// (/req/core/fc-bbox-definition, /req/crs/fc-bbox-crs-action): four numbers, or
// six in the default system, whose heights mean nothing to features without.
func parseBBox(text string, system, standard crs.CRS) (*region, registry.Text) {
	low, high, problem := corners(text, system == standard)
	if !problem.IsZero() {
		return nil, problem
	}
	if flipped(system) {
		low[0], low[1] = low[1], low[0]
		high[0], high[1] = high[1], high[0]
	}
	r := &region{system: system}
	switch {
	case low[1] > high[1]:
		return nil, registry.Text{VI: "góc thứ nhất phải ở phía nam góc thứ hai", EN: "the first corner must be south of the second"}
	case system.Geographic():
		return r, r.inDegrees(low, high)
	case low[0] > high[0]:
		return nil, registry.Text{VI: "góc thứ nhất phải ở phía tây góc thứ hai", EN: "the first corner must be west of the second"}
	}
	r.boxes = []orb.Bound{{Min: low, Max: high}}
	return r, r.surround()
}

func corners(text string, heights bool) (low, high orb.Point, problem registry.Text) {
	parts := strings.Split(text, ",")
	if len(parts) != 4 && (len(parts) != 6 || !heights) {
		if heights {
			return low, high, registry.Textf("phải là 4 hoặc 6 số cách nhau dấu phẩy, không phải %d", "must be 4 or 6 numbers joined by commas, not %d", len(parts))
		}
		return low, high, registry.Textf("phải là 4 số cách nhau dấu phẩy, không phải %d", "must be 4 numbers joined by commas, not %d", len(parts))
	}
	v := make([]float64, len(parts))
	for i, part := range parts {
		n, err := strconv.ParseFloat(strings.TrimSpace(part), 64)
		if err != nil || math.IsNaN(n) || math.IsInf(n, 0) {
			return low, high, registry.Textf("%q không phải là số", "%q is not a number", registry.Clip(part))
		}
		v[i] = n
	}
	if len(v) == 6 {
		if v[2] > v[5] {
			return low, high, registry.Text{VI: "độ cao dưới lớn hơn độ cao trên", EN: "the lower height is above the upper"}
		}
		v = []float64{v[0], v[1], v[3], v[4]}
	}
	return orb.Point{v[0], v[1]}, orb.Point{v[2], v[3]}, registry.Text{}
}

// inDegrees is a box of longitudes and latitudes. One whose west lies east of
// its east crosses the antimeridian.
func (r *region) inDegrees(low, high orb.Point) registry.Text {
	if math.Abs(low[0]) > 180 || math.Abs(high[0]) > 180 || math.Abs(low[1]) > 90 || math.Abs(high[1]) > 90 {
		message := registry.Text{VI: "kinh độ nằm trong −180…180, vĩ độ trong −90…90", EN: "longitudes lie in −180…180, latitudes in −90…90"}
		if registry.Swapped(low[0], low[1]) && registry.Swapped(high[0], high[1]) {
			message = message.Hinted(r.orderHint())
		}
		return message
	}
	if low[0] <= high[0] {
		r.boxes = []orb.Bound{{Min: low, Max: high}}
		return r.surround()
	}
	west, east := orb.Bound{Min: low, Max: orb.Point{180, high[1]}}, orb.Bound{Min: orb.Point{-180, low[1]}, Max: high}
	r.boxes = []orb.Bound{west, east}
	problem := r.surround()
	r.envelope.Min[0], r.envelope.Max[0] = -180, 180
	r.exact = false
	return problem
}

// orderHint says which axis comes first, to whoever seems to have taken the other.
func (r *region) orderHint() registry.Text {
	if flipped(r.system) {
		return registry.Textf("trong hệ %[1]s vĩ độ đứng trước", "in %[1]s the latitude comes first", r.system)
	}
	return registry.SwappedHint()
}

// surround finds the box on WGS 84 that holds the region. On WGS 84 itself and
// on Web Mercator, whose x and y each follow one of longitude and latitude, it
// is the region. Elsewhere the sides of the box are curves: longitude and
// latitude have no extremes within, so points along the sides tell them, up to
// how far a curve strays between two. With 32 points a side, on a curve of
// radius R ≥ L/4 that is (L/32)²/8R ≤ L/2048; a hundredth of the size is added.
func (r *region) surround() registry.Text {
	r.exact = r.system.EPSG() == 4326 || r.system.EPSG() == 3857
	const steps = 32
	r.envelope = orb.Bound{Min: orb.Point{math.Inf(1), math.Inf(1)}, Max: orb.Point{math.Inf(-1), math.Inf(-1)}}
	for _, box := range r.boxes {
		for i := range steps + 1 {
			t := float64(i) / steps
			x, y := box.Min[0]+t*(box.Max[0]-box.Min[0]), box.Min[1]+t*(box.Max[1]-box.Min[1])
			for _, p := range [4]orb.Point{{x, box.Min[1]}, {x, box.Max[1]}, {box.Min[0], y}, {box.Max[0], y}} {
				at, err := r.system.ToWGS84(p[0], p[1])
				if err != nil {
					return registry.Textf("%v %v nằm ngoài phạm vi của hệ %s", "%v %v lies outside the extent of %s", p[0], p[1], r.system)
				}
				r.envelope.Min = orb.Point{math.Min(r.envelope.Min[0], at[0]), math.Min(r.envelope.Min[1], at[1])}
				r.envelope.Max = orb.Point{math.Max(r.envelope.Max[0], at[0]), math.Max(r.envelope.Max[1], at[1])}
			}
		}
	}
	if !r.exact {
		const least = 1e-6 // of a degree: a box can be a single point
		width, height := r.envelope.Max[0]-r.envelope.Min[0], r.envelope.Max[1]-r.envelope.Min[1]
		margin := least + math.Max(width, height)/100
		r.envelope.Min = orb.Point{math.Max(-180, r.envelope.Min[0]-margin), math.Max(-90, r.envelope.Min[1]-margin)}
		r.envelope.Max = orb.Point{math.Min(180, r.envelope.Max[0]+margin), math.Min(90, r.envelope.Max[1]+margin)}
	}
	return registry.Text{}
}

// touches tells whether the geometry, on WGS 84, has a point in the region,
// borders included. What has no coordinates in the region's system is not in it.
func (r *region) touches(g orb.Geometry) bool {
	if !r.envelope.Intersects(g.Bound()) {
		return false
	}
	switch g := g.(type) {
	case orb.Point:
		x, y, err := r.system.FromWGS84(g)
		return err == nil && r.holds(orb.Point{x, y})
	case orb.MultiPolygon:
		local, ok := toSystem(g, r.system)
		if !ok {
			return false
		}
		for _, box := range r.boxes {
			if polygon.Touches(local, box) {
				return true
			}
		}
	}
	return false
}

func (r *region) holds(p orb.Point) bool {
	for _, box := range r.boxes {
		if box.Contains(p) {
			return true
		}
	}
	return false
}

// toSystem is the areas in another system; false when some of it cannot be
// written there.
func toSystem(mp orb.MultiPolygon, system crs.CRS) (orb.MultiPolygon, bool) {
	out := mp.Clone()
	for _, polygon := range out {
		for _, ring := range polygon {
			for i, p := range ring {
				x, y, err := system.FromWGS84(p)
				if err != nil {
					return nil, false
				}
				ring[i] = orb.Point{x, y}
			}
		}
	}
	return out, true
}
