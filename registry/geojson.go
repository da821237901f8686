package registry

import (
	"github.com/paulmach/orb"
	"github.com/paulmach/orb/geojson"
)

// ParseGeometry reads a GeoJSON geometry (RFC 7946, 3.1), or says what is wrong
// with it. Heights, which the registry does not keep, are dropped; the second
// result tells that there were some. A position of fewer than two numbers is
// refused, which the decoder beneath reads as zeros. Without coordinates at all the
// geometry is nil: RFC 7946, 3.1, leaves it to the reader whether that means
// anything.
func ParseGeometry(raw []byte) (g orb.Geometry, heights bool, wrong Text) {
	found := scanPositions(raw)
	parsed, err := geojson.UnmarshalGeometry(raw)
	switch {
	case !found.wrong.IsZero():
		return nil, found.heights, found.wrong
	case err != nil:
		return nil, found.heights, Text{"không phải hình học GeoJSON", "is no GeoJSON geometry"}
	case found.count == 0:
		return nil, found.heights, Text{}
	}
	return parsed.Geometry(), found.heights, Text{}
}

// positions are those of a geometry: the innermost arrays in its text.
type positions struct {
	count   int
	heights bool // some have a third number
	wrong   Text // with the first one that is none
}

// scanPositions looks at the lengths of the innermost arrays of a geometry.
func scanPositions(raw []byte) positions {
	var p positions
	innermost, inText, filled := false, false, false
	commas := 0
	for i := 0; i < len(raw) && p.wrong.IsZero(); i++ {
		switch c := raw[i]; {
		case inText:
			if c == '\\' {
				i++
			}
			inText = c != '"'
		case c == '"':
			inText, filled = true, true
		case c == '[':
			innermost, commas, filled = true, 0, false
		case c == ',':
			commas++
		case c == ']' && innermost:
			innermost = false
			if filled {
				p.take(commas + 1)
			}
		case c > ' ' && c != ']':
			filled = true
		}
	}
	return p
}

// take counts a position of n numbers.
func (p *positions) take(n int) {
	p.count++
	switch {
	case n == 1:
		p.wrong = Text{"một vị trí có một số, cần hai: kinh độ, vĩ độ", "a position has one number, two are expected: longitude, latitude"}
	case n > 4:
		p.wrong = Textf("một vị trí có %d số, cần hai: kinh độ, vĩ độ", "a position has %d numbers, two are expected: longitude, latitude", n)
	}
	p.heights = p.heights || n > 2
}

// noCoordinates is said of a geometry that is there and says nothing.
func noCoordinates() Text {
	return Text{"hình học không có tọa độ", "the geometry has no coordinates"}
}

// expectedShape says which geometries records of the kind can have.
func (s *Schema) expectedShape() Text {
	switch s.Shapes {
	case Points:
		return Text{"hình học phải là một điểm (Point)", "the geometry must be one point (Point)"}
	case Areas:
		return Text{"hình học phải là vùng (Polygon hoặc MultiPolygon)", "the geometry must be an area (Polygon or MultiPolygon)"}
	}
	return Textf("%[1]s không có hình học", "%[2]s has no geometry", s.Single.VI, s.Single.EN)
}
