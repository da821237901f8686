package charts

import "image/color"

// Colour is an opaque colour.
type Colour struct{ R, G, B uint8 }

// RGBA implements color.Color.
func (c Colour) RGBA() (r, g, b, a uint32) { return color.RGBA{c.R, c.G, c.B, 0xff}.RGBA() }

// The colours that are not those of series.
var (
	ink   = Colour{0x22, 0x22, 0x22}
	grey  = Colour{0x59, 0x59, 0x59}
	faint = Colour{0xdd, 0xdd, 0xdd}
	paper = Colour{0xff, 0xff, 0xff}
	land  = Colour{0xf4, 0xf2, 0xec}
)

// Hatch is what an area is filled with over its colour.
type Hatch uint8

// The hatchings.
const (
	Solid Hatch = iota
	Rising
	Falling
	Dotted
	Crossed
	Level
	Upright
)

// Symbol is how a mark looks.
type Symbol uint8

// The symbols.
const (
	Circle Symbol = iota
	Square
	Triangle
	Diamond
	Plus
	Ring
)

// Style tells a series from others in colour and without.
type Style struct {
	Colour Colour
	Hatch  Hatch
	Symbol Symbol
	Dash   []float64 // lengths in pixels, drawn and left out in turn; none: a whole line
}

// styles are those of series in their order: the palette of Okabe and Ito without
// its yellow, which paper swallows.
func styles() []Style {
	return []Style{
		{Colour{0x00, 0x72, 0xb2}, Solid, Circle, nil},                            // blue
		{Colour{0xd5, 0x5e, 0x00}, Rising, Square, []float64{7, 3}},               // vermilion
		{Colour{0x00, 0x9e, 0x73}, Dotted, Triangle, []float64{2, 3}},             // bluish green
		{Colour{0xcc, 0x79, 0xa7}, Falling, Diamond, []float64{9, 3, 2, 3}},       // reddish purple
		{Colour{0xe6, 0x9f, 0x00}, Crossed, Plus, []float64{4, 2}},                // orange
		{Colour{0x56, 0xb4, 0xe9}, Level, Ring, []float64{1, 2}},                  // sky blue
		{Colour{0x00, 0x00, 0x00}, Upright, Circle, []float64{12, 3, 2, 3, 2, 3}}, // black
	}
}

// StyleOf is the style of the i-th series; after the last they begin anew.
func StyleOf(i int) Style {
	all := styles()
	return all[i%len(all)]
}

// OperatorStyle is the style of an operator, the same in every chart; others take
// the style of their place in the order.
func OperatorStyle(code string, i int) Style {
	order := map[string]int{"viettel": 2, "vnpt": 0, "mobifone": 1, "vietnamobile": 3, "gmobile": 4}
	if at, known := order[code]; known {
		return StyleOf(at)
	}
	return StyleOf(5 + i)
}

// ramp is n steps of one hue from light to dark, 1 ≤ n ≤ 5, even in lightness so
// that they differ when printed in grey.
func ramp(n int) []Colour {
	return map[int][]Colour{
		1: {{0x4f, 0x9c, 0xb0}},
		2: {{0xb5, 0xdc, 0xe2}, {0x1f, 0x6f, 0x86}},
		3: {{0xc6, 0xe6, 0xea}, {0x5f, 0xaa, 0xbb}, {0x14, 0x58, 0x70}},
		4: {{0xd4, 0xec, 0xee}, {0x8f, 0xc6, 0xd1}, {0x3d, 0x8d, 0xa3}, {0x0e, 0x4c, 0x63}},
		5: {{0xdd, 0xf0, 0xf1}, {0xa8, 0xd4, 0xdc}, {0x6c, 0xb0, 0xc0}, {0x2f, 0x80, 0x98}, {0x0b, 0x45, 0x5b}},
	}[min(max(n, 1), 5)]
}
