package charts

import (
	"math"

	"github.com/go-fonts/liberation/liberationsansbold"
	"github.com/go-fonts/liberation/liberationsansregular"
	"golang.org/x/image/font"
	"golang.org/x/image/font/opentype"

	"hatang/registry"
)

// Picture is a chart laid out: what stands where, in pixels from the top left.
type Picture struct {
	Title string
	// Description says what the picture shows, values and all, for those who do
	// not see it.
	Description   string
	Width, Height float64

	lang   registry.Lang
	items  []item
	parsed [2]*opentype.Font // regular, bold
}

// item is an area, a stroke, a mark or a label.
type item interface{ item() }

type point struct{ x, y float64 }

type fill struct {
	colour Colour
	hatch  Hatch
}

// area is filled and outlined; rings after the first of a part are holes.
type area struct {
	rings   [][]point // closed by themselves, outer ones clockwise on the page, holes the other way
	fill    fill
	outline Colour
	width   float64 // of the outline; 0: none
	title   string
}

type stroke struct {
	points []point
	colour Colour
	width  float64
	dash   []float64
}

type mark struct {
	at     point
	symbol Symbol
	colour Colour
	size   float64 // radius
	title  string
}

type anchor uint8

const (
	start anchor = iota
	middle
	end
)

type label struct {
	at     point // of the baseline
	text   string
	size   float64
	anchor anchor
	bold   bool
	colour Colour
	halo   bool // a rim of paper, so that what is below does not strike it out
}

func (*area) item()   {}
func (*stroke) item() {}
func (*mark) item()   {}
func (*label) item()  {}

// The sizes of text, in pixels.
const (
	titleSize = 15.0
	textSize  = 12.0
	smallSize = 11.0
)

// Head is what every chart has.
type Head struct {
	Title string
	// Note is written below: source and day.
	Note string
	Lang registry.Lang
	// Width is in pixels; 0: 760.
	Width float64
}

const usualWidth = 760.0

func (h *Head) picture(height float64) (*Picture, error) {
	p := &Picture{Title: h.Title, Width: h.Width, Height: height, lang: h.Lang}
	if p.Width <= 0 {
		p.Width = usualWidth
	}
	for i, ttf := range [][]byte{liberationsansregular.TTF, liberationsansbold.TTF} {
		parsed, err := opentype.Parse(ttf)
		if err != nil {
			return nil, err
		}
		p.parsed[i] = parsed
	}
	return p, nil
}

func (p *Picture) face(bold bool, size float64) (font.Face, error) {
	parsed := p.parsed[0]
	if bold {
		parsed = p.parsed[1]
	}
	return opentype.NewFace(parsed, &opentype.FaceOptions{Size: size, DPI: 72, Hinting: font.HintingNone})
}

// textWidth measures text, in pixels.
func (p *Picture) textWidth(text string, size float64, bold bool) float64 {
	face, err := p.face(bold, size)
	if err != nil {
		return 0.55 * size * float64(len([]rune(text)))
	}
	return float64(font.MeasureString(face, text)) / 64
}

func (p *Picture) add(i item) { p.items = append(p.items, i) }

func (p *Picture) text(x, y float64, at anchor, text string, colour Colour) {
	p.add(&label{at: point{x, y}, text: text, size: textSize, anchor: at, colour: colour})
}

func (p *Picture) line(x1, y1, x2, y2 float64, colour Colour, width float64) {
	p.add(&stroke{points: []point{{x1, y1}, {x2, y2}}, colour: colour, width: width})
}

func (p *Picture) box(x, y, w, h float64, f fill, title string) {
	p.add(&area{rings: [][]point{{{x, y}, {x + w, y}, {x + w, y + h}, {x, y + h}}}, fill: f, outline: ink, width: 0.6, title: title})
}

// heading writes the title, wrapped, and returns where what follows begins.
func (p *Picture) heading(title string) (below float64) {
	y := 8.0
	for _, line := range p.wrapped(title, titleSize, true, p.Width-24) {
		y += titleSize * 1.25
		p.add(&label{at: point{12, y}, text: line, size: titleSize, bold: true, colour: ink})
	}
	return y + 10
}

// note writes source and day from y on and makes the picture as high as it is.
func (p *Picture) note(text string, y float64) {
	for _, line := range p.wrapped(text, smallSize, false, p.Width-24) {
		y += smallSize * 1.3
		p.add(&label{at: point{12, y}, text: line, size: smallSize, colour: grey})
	}
	p.Height = math.Ceil(y + 10)
}

// wrapped divides text into lines no wider than width.
func (p *Picture) wrapped(text string, size float64, bold bool, width float64) []string {
	var lines []string
	line := ""
	for _, word := range fields(text) {
		longer := word
		if line != "" {
			longer = line + " " + word
		}
		if line != "" && p.textWidth(longer, size, bold) > width {
			lines, line = append(lines, line), word
			continue
		}
		line = longer
	}
	if line != "" {
		lines = append(lines, line)
	}
	return lines
}

// clipped shortens text to a width, the end given up for an ellipsis.
func (p *Picture) clipped(text string, size, width float64) string {
	if p.textWidth(text, size, false) <= width {
		return text
	}
	runes := []rune(text)
	for len(runes) > 1 && p.textWidth(string(runes)+"…", size, false) > width {
		runes = runes[:len(runes)-1]
	}
	return string(runes) + "…"
}

// legend writes signs with the names of series from the left, wrapped, and returns
// where what follows begins.
func (p *Picture) legend(y float64, names []string, draw func(i int, x, y float64)) float64 {
	const sign, gap = 26.0, 18.0
	x := 12.0
	for i, name := range names {
		width := sign + 6 + p.textWidth(name, textSize, false)
		if x > 12 && x+width > p.Width-12 {
			x, y = 12, y+textSize*1.6
		}
		draw(i, x, y+textSize*0.5)
		p.text(x+sign+6, y+textSize*0.9, start, name, ink)
		x += width + gap
	}
	return y + textSize*1.9
}

// Message is a picture that says why there is no chart.
func Message(head Head, why string) (*Picture, error) {
	p, err := head.picture(0)
	if err != nil {
		return nil, err
	}
	p.Description = why
	y := p.heading(head.Title)
	p.box(12, y, p.Width-24, 120, fill{paper, Solid}, "")
	lines := p.wrapped(why, textSize, false, p.Width-80)
	for i, line := range lines {
		p.text(p.Width/2, y+64+float64(i)*textSize*1.4-float64(len(lines)-1)*textSize*0.7, middle, line, grey)
	}
	p.note(head.Note, y+126)
	return p, nil
}
