package sketch

import (
	"image"
	"image/color"
	"image/draw"
	"math"

	"github.com/go-fonts/liberation/liberationsansregular"
	"github.com/paulmach/orb"
	"golang.org/x/image/font"
	"golang.org/x/image/font/opentype"
	"golang.org/x/image/math/fixed"
	"golang.org/x/image/vector"

	"hatang/registry"
)

// canvas is the picture being drawn.
type canvas struct {
	*Sketch
	image   *image.RGBA
	face    font.Face
	height  int     // of a line of text, in pixels
	scale   float64 // pixels a metre
	middle  point
	covered []image.Rectangle // by symbols and labels
}

type point struct{ x, y float64 }

// textShare is how high the letters are, as a part of the picture's height.
const textShare = 38

func newCanvas(s *Sketch) (*canvas, error) {
	parsed, err := opentype.Parse(liberationsansregular.TTF)
	if err != nil {
		return nil, err
	}
	size := s.size()
	height := max(10, min(size.X, size.Y)/textShare)
	face, err := opentype.NewFace(parsed, &opentype.FaceOptions{Size: float64(height), DPI: 72, Hinting: font.HintingNone})
	if err != nil {
		return nil, err
	}
	const margin = 0.88 // of half the picture: room for labels at the rim
	c := &canvas{
		Sketch: s, image: image.NewRGBA(image.Rectangle{Max: size}), face: face, height: height,
		middle: point{float64(size.X) / 2, float64(size.Y) / 2},
	}
	c.scale = margin * float64(min(size.X, size.Y)) / 2 / s.reach()
	draw.Draw(c.image, c.image.Bounds(), image.NewUniform(paper), image.Point{}, draw.Src)
	return c, nil
}

func (c *canvas) place(p orb.Point) point {
	east, north := c.plane(p)
	return point{c.middle.x + east*c.scale, c.middle.y - north*c.scale}
}

func (c *canvas) colourOf(m Mark) color.RGBA {
	switch {
	case m.Strong:
		return red
	case m.Symbol == Cross:
		return grey
	}
	return blue
}

// fill fills rings by the nonzero rule. Only the part of the picture that they
// touch is looked at.
func (c *canvas) fill(colour color.RGBA, rings ...[]point) {
	box := extent(rings).Intersect(c.image.Bounds())
	if box.Empty() {
		return
	}
	r := vector.NewRasterizer(box.Dx(), box.Dy())
	for _, ring := range rings {
		for i, p := range ring {
			x, y := float32(p.x)-float32(box.Min.X), float32(p.y)-float32(box.Min.Y)
			if i == 0 {
				r.MoveTo(x, y)
				continue
			}
			r.LineTo(x, y)
		}
		r.ClosePath()
	}
	r.Draw(c.image, box, image.NewUniform(colour), image.Point{})
}

// extent is the pixels that rings touch.
func extent(rings [][]point) image.Rectangle {
	var box image.Rectangle
	for _, ring := range rings {
		for _, p := range ring {
			x, y := int(math.Floor(p.x)), int(math.Floor(p.y))
			box = box.Union(image.Rect(x, y, x+2, y+2))
		}
	}
	return box
}

func (c *canvas) line(a, b point, width float64, colour color.RGBA) {
	length := math.Hypot(b.x-a.x, b.y-a.y)
	if length == 0 {
		return
	}
	dx, dy := (b.y-a.y)/length*width/2, -(b.x-a.x)/length*width/2
	c.fill(colour, []point{{a.x + dx, a.y + dy}, {b.x + dx, b.y + dy}, {b.x - dx, b.y - dy}, {a.x - dx, a.y - dy}})
}

// round is a circle's outline as a ring, clockwise or the other way.
func round(at point, radius float64, clockwise bool) []point {
	const corners = 180
	ring := make([]point, corners)
	for i := range ring {
		angle := 2 * math.Pi * float64(i) / corners
		if clockwise {
			angle = -angle
		}
		sin, cos := math.Sincos(angle)
		ring[i] = point{at.x + radius*cos, at.y + radius*sin}
	}
	return ring
}

func (c *canvas) ring(at point, radius, width float64, colour color.RGBA) {
	c.fill(colour, round(at, radius+width/2, false), round(at, math.Max(0, radius-width/2), true))
}

func (c *canvas) area(area orb.MultiPolygon) {
	for _, polygon := range area {
		var rings [][]point
		for _, ring := range polygon {
			outline := make([]point, 0, len(ring))
			for _, v := range ring {
				outline = append(outline, c.place(v))
			}
			rings = append(rings, outline)
		}
		c.fill(sand, rings...)
		for _, ring := range rings {
			for i := 1; i < len(ring); i++ {
				c.line(ring[i-1], ring[i], 2, grey)
			}
		}
	}
}

// circle draws a circle of dashes with its label at the top.
func (c *canvas) circle(circle Circle) {
	radius := circle.RadiusM * c.scale
	dashes := max(24, int(radius/4)) / 2 * 2
	for i := 0; i < dashes; i += 2 {
		from, to := 2*math.Pi*float64(i)/float64(dashes), 2*math.Pi*float64(i+1)/float64(dashes)
		c.line(point{c.middle.x + radius*math.Cos(from), c.middle.y + radius*math.Sin(from)},
			point{c.middle.x + radius*math.Cos(to), c.middle.y + radius*math.Sin(to)}, 2.5, ink)
	}
	width := c.width(circle.Label)
	at := image.Pt(int(c.middle.x)-width/2, int(c.middle.y-radius)-c.height/3)
	c.text(at, circle.Label, ink)
}

func (c *canvas) symbol(m Mark) {
	at, colour, size := c.place(m.At), c.colourOf(m), float64(c.height)*0.42
	if m.Strong {
		size *= 1.25
	}
	switch m.Symbol {
	case Dot:
		c.fill(colour, round(at, size, false))
	case Ring:
		c.fill(paper, round(at, size, false))
		c.ring(at, size, 3, colour)
	case Square:
		c.fill(colour, []point{{at.x - size, at.y - size}, {at.x + size, at.y - size}, {at.x + size, at.y + size}, {at.x - size, at.y + size}})
	case Cross:
		c.line(point{at.x - size, at.y - size}, point{at.x + size, at.y + size}, 3, colour)
		c.line(point{at.x - size, at.y + size}, point{at.x + size, at.y - size}, 3, colour)
	}
	c.covered = append(c.covered, image.Rect(int(at.x-size), int(at.y-size), int(at.x+size)+1, int(at.y+size)+1))
}

// label writes a mark's label where it covers nothing; where there is no such
// place it is left out: the table beside the map has it.
func (c *canvas) label(m Mark) {
	if m.Label == "" {
		return
	}
	at, width, gap := c.place(m.At), c.width(m.Label), c.height*7/10
	x, y := int(at.x), int(at.y)
	for _, origin := range []image.Point{
		{x + gap, y + c.height/3}, {x - gap - width, y + c.height/3}, {x - width/2, y - gap}, {x - width/2, y + gap + c.height*3/4},
		{x + gap, y - gap/2}, {x + gap, y + gap + c.height/2}, {x - gap - width, y - gap/2}, {x - gap - width, y + gap + c.height/2},
	} {
		box := image.Rect(origin.X-2, origin.Y-c.height, origin.X+width+2, origin.Y+c.height/3)
		if !box.In(c.image.Bounds()) || c.isCovered(box) {
			continue
		}
		colour := ink
		if m.Strong {
			colour = red
		}
		c.covered = append(c.covered, box)
		c.text(origin, m.Label, colour)
		return
	}
}

func (c *canvas) isCovered(box image.Rectangle) bool {
	for _, other := range c.covered {
		if other.Overlaps(box) {
			return true
		}
	}
	return false
}

func (c *canvas) width(text string) int { return font.MeasureString(c.face, text).Ceil() }

// text writes with a rim of paper, so that lines below do not strike it out.
func (c *canvas) text(at image.Point, text string, colour color.RGBA) {
	for dx := -2; dx <= 2; dx += 2 {
		for dy := -2; dy <= 2; dy += 2 {
			c.write(at.Add(image.Pt(dx, dy)), text, paper)
		}
	}
	c.write(at, text, colour)
}

func (c *canvas) write(at image.Point, text string, colour color.RGBA) {
	d := font.Drawer{Dst: c.image, Src: image.NewUniform(colour), Face: c.face, Dot: fixed.P(at.X, at.Y)}
	d.DrawString(text)
}

// furniture is the scale bar, the arrow to the north and the frame.
func (c *canvas) furniture() {
	size := c.image.Bounds().Size()
	w, h, pad := float64(size.X), float64(size.Y), float64(c.height)
	for _, side := range [][2]point{{{1, 1}, {w - 1, 1}}, {{w - 1, 1}, {w - 1, h - 1}}, {{w - 1, h - 1}, {1, h - 1}}, {{1, h - 1}, {1, 1}}} {
		c.line(side[0], side[1], 2, ink)
	}
	length := roundLength(w / 4 / c.scale)
	x, y, bar := pad, h-pad*1.2, length*c.scale
	label := c.Lang.Number(length, 0) + " m"
	if length >= 1000 {
		label = c.Lang.Number(length/1000, 0) + " km"
	}
	if length < 1 {
		label = c.Lang.Number(length, 2) + " m"
	}
	c.fill(paper, []point{{x - 6, y - pad*1.5}, {x + bar + 6, y - pad*1.5}, {x + bar + 6, y + 8}, {x - 6, y + 8}})
	c.line(point{x, y}, point{x + bar, y}, 4, ink)
	c.line(point{x, y - pad/2}, point{x, y + 2}, 3, ink)
	c.line(point{x + bar, y - pad/2}, point{x + bar, y + 2}, 3, ink)
	c.text(image.Pt(int(x+bar/2)-c.width(label)/2, int(y-pad*0.4)), label, ink)
	c.covered = append(c.covered, image.Rect(int(x)-6, int(y-pad*1.5), int(x+bar)+6, int(y)+8))

	north := registry.Text{VI: "B", EN: "N"}.In(c.Lang)
	ax, ay := w-pad*1.8, pad*3.4
	c.fill(ink, []point{{ax, ay - pad*1.8}, {ax + pad*0.6, ay}, {ax, ay - pad*0.4}, {ax - pad*0.6, ay}})
	c.text(image.Pt(int(ax)-c.width(north)/2, int(ay-pad*2)), north, ink)
	c.covered = append(c.covered, image.Rect(int(ax-pad), int(ay-pad*3), int(ax+pad), int(ay)))
}
