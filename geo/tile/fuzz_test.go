package tile_test

import (
	"testing"

	"github.com/paulmach/orb"

	"hatang/geo/tile"
)

// FuzzAreas draws whatever polygons come, in a corner of the map so small that
// vertices meet, edges overlap and rings run inside out, and checks that the
// tile is well formed.
func FuzzAreas(f *testing.F) {
	f.Add([]byte{4, 0, 0, 9, 0, 9, 9, 0, 9}, uint8(12))
	f.Add([]byte{5, 0, 0, 9, 9, 9, 0, 0, 9, 4, 4, 4, 1, 1, 1, 2, 2, 2, 2, 1}, uint8(14))
	f.Fuzz(func(t *testing.T, data []byte, zoom uint8) {
		if len(data) > 300 {
			t.Skip("more of the same")
		}
		areas := areasFrom(data)
		layer := communes(t, areas)
		id := tile.Containing(tile.Project(orb.Point{106.001, 21.001}), zoom%(tile.MaxZoom+1))
		content := layer.AppendTile(nil, new(tile.Encoder), id)
		if len(content) > tile.MaxBytes {
			t.Errorf("%d bytes", len(content))
		}
		for _, feature := range decode(t, content) {
			checkArea(t, id, feature)
		}
	})
}

// areasFrom reads polygons: a byte for the number of vertices and for what they
// are (a new area, a hole or a part of the last), then that many positions on a
// lattice of 16 × 16.
func areasFrom(data []byte) []orb.MultiPolygon {
	var areas []orb.MultiPolygon
	for len(data) > 0 {
		n, sort := int(data[0]%32), data[0]/32
		data = data[1:]
		var ring orb.Ring
		for ; n > 0 && len(data) >= 2; n-- {
			ring = append(ring, orb.Point{106 + float64(data[0]%16)*1e-4, 21 + float64(data[1]%16)*1e-4})
			data = data[2:]
		}
		switch last := len(areas) - 1; {
		case last >= 0 && sort%3 == 1:
			areas[last][0] = append(areas[last][0], ring)
		case last >= 0 && sort%3 == 2:
			areas[last] = append(areas[last], orb.Polygon{ring})
		default:
			areas = append(areas, orb.MultiPolygon{{ring}})
		}
	}
	return areas
}
