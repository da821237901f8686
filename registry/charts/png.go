package charts

import (
	"bytes"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"math"

	"golang.org/x/image/font"
	"golang.org/x/image/math/fixed"
	"golang.org/x/image/vector"
)

// PNG writes the picture with so many dots to each of its pixels. Equal pictures
// give equal bytes.
func (p *Picture) PNG(dots float64) ([]byte, error) {
	c := &canvas{Picture: p, dots: dots}
	size := image.Rect(0, 0, int(math.Ceil(p.Width*dots)), int(math.Ceil(p.Height*dots)))
	c.image = image.NewRGBA(size)
	draw.Draw(c.image, size, image.NewUniform(paper), image.Point{}, draw.Src)
	for _, i := range p.items {
		if err := c.item(i); err != nil {
			return nil, err
		}
	}
	var out bytes.Buffer
	encoder := png.Encoder{CompressionLevel: png.DefaultCompression}
	err := encoder.Encode(&out, c.image)
	return out.Bytes(), err
}

// canvas is the picture in dots.
type canvas struct {
	*Picture
	image *image.RGBA
	dots  float64
}

func (c *canvas) item(i item) error {
	switch i := i.(type) {
	case *area:
		c.fill(c.paint(i.fill), i.rings...)
		if i.width > 0 {
			for _, ring := range i.rings {
				c.strokes(append(ring[:len(ring):len(ring)], ring[0]), nil, i.width, i.outline)
			}
		}
	case *stroke:
		c.strokes(i.points, i.dash, i.width, i.colour)
	case *mark:
		c.mark(i)
	case *label:
		return c.label(i)
	}
	return nil
}

// fill fills rings by the nonzero rule: holes run the other way.
func (c *canvas) fill(source image.Image, rings ...[]point) {
	low, high := point{math.Inf(1), math.Inf(1)}, point{math.Inf(-1), math.Inf(-1)}
	for _, ring := range rings {
		for _, p := range ring {
			low = point{math.Min(low.x, p.x), math.Min(low.y, p.y)}
			high = point{math.Max(high.x, p.x), math.Max(high.y, p.y)}
		}
	}
	if math.IsInf(low.x, 0) {
		return
	}
	box := image.Rect(int(low.x*c.dots)-1, int(low.y*c.dots)-1, int(high.x*c.dots)+2, int(high.y*c.dots)+2).Intersect(c.image.Bounds())
	if box.Empty() {
		return
	}
	r := vector.NewRasterizer(box.Dx(), box.Dy())
	for _, ring := range rings {
		for i, p := range ring {
			x, y := float32(p.x*c.dots)-float32(box.Min.X), float32(p.y*c.dots)-float32(box.Min.Y)
			if i == 0 {
				r.MoveTo(x, y)
				continue
			}
			r.LineTo(x, y)
		}
		r.ClosePath()
	}
	r.Draw(c.image, box, source, box.Min)
}

func (c *canvas) strokes(points []point, dash []float64, width float64, colour Colour) {
	for _, piece := range dashed(points, dash) {
		if quad := broad(piece[0], piece[1], width); quad != nil {
			c.fill(image.NewUniform(colour), quad)
		}
	}
}

// mark fills the mark with its rim around it, then what is within the rim: two
// fills, since maps have thousands.
func (c *canvas) mark(m *mark) {
	shape := func(size float64) []point {
		if m.symbol == Circle || m.symbol == Ring {
			return circled(m.at, size)
		}
		sized := *m
		sized.size = size
		return sized.outline()
	}
	inner := m.colour
	if m.symbol == Ring {
		inner = paper
	}
	c.fill(image.NewUniform(m.rim()), shape(m.size+m.rimWidth()/2))
	c.fill(image.NewUniform(inner), shape(m.size-m.rimWidth()/2))
}

func (c *canvas) label(l *label) error {
	face, err := c.face(l.bold, l.size*c.dots)
	if err != nil {
		return err
	}
	x := l.at.x * c.dots
	width := float64(font.MeasureString(face, l.text)) / 64
	switch l.anchor {
	case middle:
		x -= width / 2
	case end:
		x -= width
	}
	write := func(dx, dy float64, colour Colour) {
		d := font.Drawer{
			Dst: c.image, Src: image.NewUniform(colour), Face: face,
			Dot: fixed.Point26_6{X: fixed.Int26_6((x + dx) * 64), Y: fixed.Int26_6((l.at.y*c.dots + dy) * 64)},
		}
		d.DrawString(l.text)
	}
	if l.halo {
		for angle := range 8 {
			sin, cos := math.Sincos(float64(angle) * math.Pi / 4)
			write(1.5*c.dots*cos, 1.5*c.dots*sin, paper)
		}
	}
	write(0, 0, l.colour)
	return nil
}

// paint is what an area is filled with.
func (c *canvas) paint(f fill) image.Image {
	if f.hatch == Solid {
		return image.NewUniform(f.colour)
	}
	return &hatching{f, c.dots, color.RGBA{f.colour.R, f.colour.G, f.colour.B, 0xff}, color.RGBAModel.Convert(hatchColour(f.colour)).(color.RGBA)}
}

// hatching is an endless image of lines or dots over a colour, in squares of
// eight pixels as the SVG has them.
type hatching struct {
	fill
	dots         float64
	ground, line color.RGBA
}

// ColorModel implements image.Image.
func (h *hatching) ColorModel() color.Model { return color.RGBAModel }

// Bounds implements image.Image.
func (h *hatching) Bounds() image.Rectangle { return image.Rect(-1e9, -1e9, 1e9, 1e9) }

// At implements image.Image.
func (h *hatching) At(x, y int) color.Color {
	if h.on(float64(x)/h.dots, float64(y)/h.dots) {
		return h.line
	}
	return h.ground
}

func (h *hatching) on(x, y float64) bool {
	const cell, half = 8.0, 0.7
	wrap := func(v, every float64) float64 { // distance from the nearest multiple
		r := math.Mod(math.Mod(v, every)+every, every)
		return math.Min(r, every-r)
	}
	switch h.hatch {
	case Rising:
		return wrap((x+y)/math.Sqrt2, cell/math.Sqrt2) < half
	case Falling:
		return wrap((x-y)/math.Sqrt2, cell/math.Sqrt2) < half
	case Crossed:
		return wrap((x+y)/math.Sqrt2, cell/math.Sqrt2) < half || wrap((x-y)/math.Sqrt2, cell/math.Sqrt2) < half
	case Level:
		return wrap(y-2, cell/2) < half
	case Upright:
		return wrap(x-2, cell/2) < half
	}
	return math.Hypot(wrap(x-2, cell), wrap(y-2, cell)) < half*1.2 || math.Hypot(wrap(x-6, cell), wrap(y-6, cell)) < half*1.2
}
