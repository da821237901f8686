// Package sketch draws a small map for a printed report: a place in the middle,
// what stands around it with labels, circles of distance, areas, a scale bar and
// an arrow to the north, as a PNG.
//
// The map is azimuthal equidistant about its centre: distances and bearings from
// the centre are true on the ellipsoid, which is what an appraisal measures. There
// is no background, so that nothing is needed from a network.
package sketch

import (
	"bytes"
	"image"
	"image/color"
	"image/png"
	"math"
	"slices"

	"github.com/paulmach/orb"

	"hatang/geo/geodesy"
	"hatang/registry"
)

// Symbol is how a mark looks, told apart in black and white too.
type Symbol uint8

// The symbols.
const (
	Dot    Symbol = iota // a filled circle
	Ring                 // a circle
	Square               // a filled square
	Cross                // what does not count
)

// Mark is a place with a label.
type Mark struct {
	At     orb.Point
	Label  string
	Symbol Symbol
	// Strong marks what the map is about, or what breaks a rule: in red.
	Strong bool
	// Line draws a line from the centre.
	Line bool
}

// Circle is a geodesic circle about the centre.
type Circle struct {
	RadiusM float64
	Label   string
}

// Sketch is a map.
type Sketch struct {
	Centre  orb.Point
	Marks   []Mark
	Circles []Circle
	Areas   []orb.MultiPolygon
	// RadiusM is what is shown around the centre at least; 0: as far as marks and
	// circles reach.
	RadiusM float64
	Lang    registry.Lang
	// Width and Height are in pixels; 0: 1200 by 900.
	Width, Height int
}

// The colours; strong ones stay dark when printed in grey.
var (
	ink   = color.RGBA{0x22, 0x22, 0x22, 0xff}
	red   = color.RGBA{0xb4, 0x1e, 0x1e, 0xff}
	blue  = color.RGBA{0x1f, 0x4e, 0x8c, 0xff}
	grey  = color.RGBA{0x8a, 0x8a, 0x8a, 0xff}
	sand  = color.RGBA{0xf2, 0xe6, 0xc8, 0xff}
	paper = color.RGBA{0xff, 0xff, 0xff, 0xff}
)

// PNG draws the map. The same sketch gives the same bytes.
func (s *Sketch) PNG() ([]byte, error) {
	c, err := newCanvas(s)
	if err != nil {
		return nil, err
	}
	for _, area := range s.Areas {
		c.area(area)
	}
	for _, circle := range s.Circles {
		c.circle(circle)
	}
	for _, m := range s.Marks {
		if m.Line {
			c.line(c.place(s.Centre), c.place(m.At), 2, c.colourOf(m))
		}
	}
	marks := slices.Clone(s.Marks)
	slices.SortStableFunc(marks, func(a, b Mark) int { // what matters gets its label first
		switch {
		case a.Strong && !b.Strong:
			return -1
		case b.Strong && !a.Strong:
			return 1
		}
		return 0
	})
	for _, m := range marks {
		c.symbol(m)
	}
	c.furniture()
	for _, m := range marks {
		c.label(m)
	}
	var out bytes.Buffer
	err = png.Encode(&out, c.image)
	return out.Bytes(), err
}

// reach is how far from the centre the map goes, in metres.
func (s *Sketch) reach() float64 {
	reach := s.RadiusM
	for _, m := range s.Marks {
		reach = math.Max(reach, geodesy.DistanceM(s.Centre, m.At))
	}
	for _, c := range s.Circles {
		reach = math.Max(reach, c.RadiusM)
	}
	if reach <= 0 {
		reach = 100
	}
	return reach
}

// plane is where a point lies, metres east and north of the centre.
func (s *Sketch) plane(p orb.Point) (east, north float64) {
	if p == s.Centre {
		return 0, 0
	}
	d, bearing, _ := geodesy.Inverse(s.Centre, p)
	sin, cos := math.Sincos(bearing * math.Pi / 180)
	return d * sin, d * cos
}

// roundLength is the longest of 1, 2 and 5 times a power of ten that is at most m.
func roundLength(m float64) float64 {
	power := math.Pow(10, math.Floor(math.Log10(m)))
	for _, f := range []float64{5, 2, 1} {
		if f*power <= m {
			return f * power
		}
	}
	return power
}

func (s *Sketch) size() image.Point {
	size := image.Pt(s.Width, s.Height)
	if size.X <= 0 || size.Y <= 0 {
		size = image.Pt(1200, 900)
	}
	return size
}
