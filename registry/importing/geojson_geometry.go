package importing

import (
	"encoding/json"
	"errors"
	"fmt"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/geojson"
)

// parseGeometry reads a GeoJSON geometry; null and geometries without
// coordinates are nil. heights tells that there was a third coordinate.
func parseGeometry(raw json.RawMessage) (g orb.Geometry, heights bool, err error) {
	if missing(raw) {
		return nil, false, nil
	}
	heights, positions, err := scanPositions(raw)
	if err != nil {
		return nil, heights, err
	}
	parsed, err := geojson.UnmarshalGeometry(raw)
	if err != nil {
		return nil, heights, err
	}
	if positions == 0 {
		return nil, heights, nil
	}
	return parsed.Geometry(), heights, nil
}

// scanPositions counts the innermost arrays of a geometry and looks at their
// lengths, which the decoder does not: it reads [107] as [107, 0].
func scanPositions(raw []byte) (heights bool, positions int, err error) {
	innermost, inText := false, false
	commas, filled := 0, false
	for i := 0; i < len(raw); i++ {
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
			if !filled {
				continue
			}
			positions++
			if commas == 0 {
				return heights, positions, errors.New("a position has one number, two are expected")
			}
			if commas > 3 {
				return heights, positions, fmt.Errorf("a position has %d numbers, two are expected", commas+1)
			}
			heights = heights || commas > 1
		case c > ' ' && c != ']':
			filled = true
		}
	}
	return heights, positions, nil
}
