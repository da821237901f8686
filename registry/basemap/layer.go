package basemap

import (
	"slices"
	"strings"

	"hatang/registry"
)

// Layer is one of the layers of a basemap.
type Layer string

// The layers, in the order in which a map draws them.
const (
	Land    Layer = "land"
	Water   Layer = "water"
	Rivers  Layer = "rivers"
	Roads   Layer = "roads"
	Borders Layer = "borders"
	Places  Layer = "places"
)

// Layers are all layers, in the order in which a map draws them.
func Layers() []Layer { return []Layer{Land, Water, Rivers, Roads, Borders, Places} }

// ParseLayer is the layer of that name; the error lists those that there are.
func ParseLayer(name string) (Layer, error) {
	if layer := Layer(name); slices.Contains(Layers(), layer) {
		return layer, nil
	}
	var names []string
	for _, layer := range Layers() {
		names = append(names, string(layer))
	}
	list := strings.Join(names, ", ")
	if name == "" {
		return "", registry.Errorf(registry.Invalid, "cần --layer: %s", "--layer is needed: %s", list)
	}
	return "", registry.Errorf(registry.Invalid, "không có lớp nền %q: %s", "there is no layer %q of a basemap: %s", name, list)
}

// Label is the layer's name for people.
func (l Layer) Label() registry.Text {
	switch l {
	case Land:
		return registry.Text{VI: "Đất liền, đảo", EN: "Land"}
	case Water:
		return registry.Text{VI: "Biển, hồ", EN: "Water"}
	case Rivers:
		return registry.Text{VI: "Sông, suối, kênh", EN: "Rivers"}
	case Roads:
		return registry.Text{VI: "Đường bộ, đường sắt", EN: "Roads and railways"}
	case Borders:
		return registry.Text{VI: "Ranh giới", EN: "Borders"}
	}
	return registry.Text{VI: "Địa danh", EN: "Places"}
}

// MaxRank is the rank of what only the closest look shows.
const MaxRank = 10

// firstZooms are the zooms from which on tiles have the features of each rank.
var firstZooms = [MaxRank + 1]uint8{0, 0, 3, 4, 5, 6, 7, 8, 10, 11, 12}

// FirstZoom is the zoom from which on tiles have features of the rank, which must
// be 0 to MaxRank.
func FirstZoom(rank int) uint8 { return firstZooms[rank] }

// rankFrom is the rank of what is to be seen from a zoom on: the most important
// that is not seen before.
func rankFrom(zoom float64) int {
	for rank, first := range firstZooms {
		if rank > 0 && float64(first) >= zoom {
			return rank
		}
	}
	return MaxRank
}
