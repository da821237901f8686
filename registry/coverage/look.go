package coverage

import (
	"image/color"
	"slices"

	"hatang/geo/radio/budget"
	"hatang/registry"
)

// Look is what a picture of coverage shows.
type Look string

// The looks.
const (
	BandLook    Look = "band"    // the best band of signal
	BestLook    Look = "best"    // who gives the best usable signal
	ServersLook Look = "servers" // how many stations give usable signal
	GapsLook    Look = "gaps"    // where people live and no signal is usable
)

// Looks lists the looks.
func Looks() []Look { return []Look{BandLook, BestLook, ServersLook, GapsLook} }

// AnyTechnology stands for every technology in a question about a picture.
const AnyTechnology = "all"

// Opacities of what pictures draw, of 255.
const (
	fillAlpha  = 184
	paleAlpha  = 56
	solidAlpha = 230
)

// stationColours is how many colours tell the stations of one operator apart.
const stationColours = 8

// opaque is an opaque colour.
func opaque(rgb uint32) color.NRGBA {
	return color.NRGBA{uint8(rgb >> 16), uint8(rgb >> 8), uint8(rgb), 0xff}
}

func withAlpha(c color.NRGBA, alpha uint8) color.NRGBA {
	c.A = alpha
	return c
}

// rampOf is four steps of one hue, pale to dark: the sequential schemes of
// ColorBrewer (Harrower and Brewer, The Cartographic Journal 40, 2003).
func rampOf(technology string) [4]uint32 {
	switch technology {
	case "2G":
		return [4]uint32{0xfdbe85, 0xfd8d3c, 0xe6550d, 0xa63603}
	case "3G":
		return [4]uint32{0xbae4b3, 0x74c476, 0x31a354, 0x006d2c}
	case "4G":
		return [4]uint32{0xbdd7e7, 0x6baed6, 0x3182bd, 0x08519c}
	case "5G":
		return [4]uint32{0xcbc9e2, 0x9e9ac8, 0x756bb1, 0x54278f}
	}
	return [4]uint32{0xb2d8d8, 0x66b2b2, 0x208f8f, 0x0a5a5a}
}

// okabeIto is the palette of Okabe and Ito (Color universal design, 2008), which
// readers with any colour vision tell apart.
func okabeIto() [stationColours]uint32 {
	return [stationColours]uint32{0xe69f00, 0x56b4e9, 0x009e73, 0xf0e442, 0x0072b2, 0xd55e00, 0xcc79a7, 0x595959}
}

// operatorColour is that of the desk's symbols.
func operatorColour(code string) uint32 {
	switch code {
	case "viettel":
		return 0xd55e00
	case "vnpt", "vinaphone":
		return 0x56b4e9
	case "mobifone":
		return 0x0072b2
	case "vietnamobile":
		return 0xe69f00
	case "gmobile":
		return 0x009e73
	}
	return 0x767676
}

// scheme is the colours of a look: the places in the palette of a picture.
type scheme struct {
	palette color.Palette
	items   []LegendItem
}

// LegendItem is what one colour of a picture means.
type LegendItem struct {
	Key     string  `json:"key"`
	Colour  string  `json:"colour"` // #rrggbb
	Opacity float64 `json:"opacity"`
	// Hatch tells of stripes rather than a fill.
	Hatch bool `json:"hatch"`
	// From is the least level, in the legend's unit; null: it has none.
	From  *float64      `json:"from"`
	Label registry.Text `json:"label"`
}

func (s *scheme) add(item LegendItem, c color.NRGBA) {
	const digits = "0123456789abcdef"
	text := []byte("#")
	for _, v := range []uint8{c.R, c.G, c.B} {
		text = append(text, digits[v>>4], digits[v&15])
	}
	item.Colour, item.Opacity = string(text), float64(int(float64(c.A)/255*100+0.5))/100
	s.items = append(s.items, item)
	s.palette = append(s.palette, c)
}

// Places in the palette of BandLook after nothing: the bands, then declared
// coverage.
const declaredPlace = uint8(budget.Indoor) + 1

// Places in the palette of GapsLook.
const (
	stripePlace = 1
	palePlace   = 2
)

// schemeOf is the scheme of a look for the chosen groups.
func schemeOf(look Look, technology string, groups []*group, operator string) scheme {
	s := scheme{palette: color.Palette{color.NRGBA{}}}
	ramp := rampOf(technology)
	switch look {
	case BandLook:
		for band := budget.Limited; band <= budget.Indoor; band++ {
			s.add(LegendItem{Key: band.String(), From: leastLevel(groups, band), Label: bandLabel(band.String())}, withAlpha(opaque(ramp[band-1]), fillAlpha))
		}
		s.add(LegendItem{Key: string(Declared), Label: bandLabel(string(Declared))}, withAlpha(opaque(0x888888), 0x90))
		slices.Reverse(s.items[:4]) // best first; places in the palette stay
	case BestLook:
		s.best(groups, operator)
	case ServersLook:
		for i, label := range []registry.Text{
			{VI: "1 trạm", EN: "1 station"}, {VI: "2 trạm", EN: "2 stations"}, {VI: "3 trạm", EN: "3 stations"}, {VI: "4 trạm trở lên", EN: "4 stations and more"},
		} {
			s.add(LegendItem{Key: string(rune('1' + i)), Label: label}, withAlpha(opaque(rampOf("")[i]), fillAlpha))
		}
	case GapsLook:
		settled := registry.Text{VI: "khu dân cư không có sóng dùng được", EN: "settled, without a usable signal"}
		s.add(LegendItem{Key: "gap", Hatch: true, Label: settled}, withAlpha(opaque(0xb3123c), solidAlpha))
		thin := registry.Text{VI: "dân thưa (dưới 1 người mỗi ô 100 m), không có sóng dùng được", EN: "fewer than one person a 100 m cell, without a usable signal"}
		s.add(LegendItem{Key: "thin", Label: thin}, withAlpha(opaque(0xb3123c), paleAlpha))
	}
	return s
}

func (s *scheme) best(groups []*group, operator string) {
	if operator == "" {
		for _, code := range operatorsOf(groups) {
			s.add(LegendItem{Key: code, Label: registry.Text{VI: code, EN: code}}, withAlpha(opaque(operatorColour(code)), fillAlpha))
		}
		return
	}
	for _, rgb := range okabeIto() {
		s.palette = append(s.palette, withAlpha(opaque(rgb), fillAlpha))
	}
	label := registry.Text{VI: "mỗi trạm một màu, tám màu dùng lại", EN: "a colour a station, eight of them in turn"}
	stations := scheme{}
	stations.add(LegendItem{Key: "stations", Label: label}, withAlpha(opaque(okabeIto()[0]), fillAlpha))
	s.items = append(s.items, stations.items...)
}

// operatorsOf are the operators of groups, each once, in order.
func operatorsOf(groups []*group) []string {
	var codes []string
	for _, g := range groups {
		if !slices.Contains(codes, g.claim.Operator) {
			codes = append(codes, g.claim.Operator)
		}
	}
	slices.Sort(codes)
	return codes
}

// leastLevel is the threshold of a band where all groups have the same.
func leastLevel(groups []*group, band budget.Band) *float64 {
	var level *float64
	for _, g := range groups {
		t := g.claim.Thresholds
		v := [...]float64{0, t.Limited, t.Outdoor, t.InCar, t.Indoor}[band]
		if g.claim.Budget == nil {
			continue // declared coverage alone has no thresholds of its own
		}
		if level != nil && *level != v {
			return nil
		}
		level = &v
	}
	return level
}
