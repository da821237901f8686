package charts

import (
	"bytes"
	"fmt"
	"hash/fnv"
	"html"
	"math"
	"strconv"
	"strings"
)

// SVG writes the picture. Equal pictures give equal bytes. Identifiers within it
// follow from the title, so that several stand on one page.
func (p *Picture) SVG() []byte {
	w := &svgWriter{id: identity(p)}
	fmt.Fprintf(&w.out, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %s %s" width="%s" height="%s" role="img" aria-labelledby="%s-t %s-d" lang="%s" font-family="'Liberation Sans',Arial,Helvetica,sans-serif">`,
		number(p.Width), number(p.Height), number(p.Width), number(p.Height), w.id, w.id, p.lang)
	fmt.Fprintf(&w.out, `<title id="%s-t">%s</title><desc id="%s-d">%s</desc>`, w.id, html.EscapeString(p.Title), w.id, html.EscapeString(p.Description))
	w.patterns(p)
	fmt.Fprintf(&w.out, `<rect width="%s" height="%s" fill="#ffffff"/>`, number(p.Width), number(p.Height))
	for _, i := range p.items {
		w.item(i)
	}
	w.out.WriteString("</svg>\n")
	return w.out.Bytes()
}

func identity(p *Picture) string {
	h := fnv.New32a()
	_, _ = h.Write([]byte(p.Title + p.Description)) // a hash takes everything
	return "c" + strconv.FormatUint(uint64(h.Sum32()), 36)
}

type svgWriter struct {
	out bytes.Buffer
	id  string
}

// number writes a length to a tenth of a pixel.
func number(v float64) string {
	return strconv.FormatFloat(math.Round(v*10)/10, 'f', -1, 64)
}

func hex(c Colour) string { return fmt.Sprintf("#%02x%02x%02x", c.R, c.G, c.B) }

func (w *svgWriter) paint(f fill) string {
	if f.hatch == Solid {
		return hex(f.colour)
	}
	return fmt.Sprintf("url(#%s-%s-%d)", w.id, hex(f.colour)[1:], f.hatch)
}

// patterns defines the hatchings in use, in the order of their first use.
func (w *svgWriter) patterns(p *Picture) {
	done := map[fill]bool{}
	for _, i := range p.items {
		a, is := i.(*area)
		if !is || a.fill.hatch == Solid || done[a.fill] {
			continue
		}
		done[a.fill] = true
		fmt.Fprintf(&w.out, `<pattern id="%s-%s-%d" width="8" height="8" patternUnits="userSpaceOnUse"><rect width="8" height="8" fill="%s"/><path d="%s" stroke="%s" stroke-width="1.4" stroke-linecap="%s" fill="none"/></pattern>`,
			w.id, hex(a.fill.colour)[1:], a.fill.hatch, hex(a.fill.colour), hatchPath(a.fill.hatch), hex(hatchColour(a.fill.colour)),
			map[bool]string{true: "round", false: "butt"}[a.fill.hatch == Dotted])
	}
}

func hatchPath(h Hatch) string {
	const rising, falling = "M-2 2L2 -2M0 8L8 0M6 10L10 6", "M-2 6L2 10M0 0L8 8M6 -2L10 2"
	switch h {
	case Rising:
		return rising
	case Falling:
		return falling
	case Crossed:
		return rising + falling
	case Level:
		return "M0 2H8M0 6H8"
	case Upright:
		return "M2 0V8M6 0V8"
	}
	return "M2 2h.01M6 6h.01"
}

func (w *svgWriter) item(i item) {
	switch i := i.(type) {
	case *area:
		w.area(i)
	case *stroke:
		w.stroke(i)
	case *mark:
		w.mark(i)
	case *label:
		w.label(i)
	}
}

// titled closes an element, with a title where there is one.
func (w *svgWriter) titled(element, title string) {
	if title == "" {
		w.out.WriteString("/>")
		return
	}
	fmt.Fprintf(&w.out, `><title>%s</title></%s>`, html.EscapeString(title), element)
}

func (w *svgWriter) area(a *area) {
	fmt.Fprintf(&w.out, `<path fill="%s"`, w.paint(a.fill))
	if a.width > 0 {
		fmt.Fprintf(&w.out, ` stroke="%s" stroke-width="%s" stroke-linejoin="round"`, hex(a.outline), number(a.width))
	}
	w.out.WriteString(` d="`)
	for _, ring := range a.rings {
		for i, p := range ring {
			w.out.WriteString(map[bool]string{true: "M", false: "L"}[i == 0] + number(p.x) + " " + number(p.y))
		}
		w.out.WriteString("Z")
	}
	w.out.WriteString(`"`)
	w.titled("path", a.title)
}

func (w *svgWriter) stroke(s *stroke) {
	points := make([]string, len(s.points))
	for i, p := range s.points {
		points[i] = number(p.x) + "," + number(p.y)
	}
	fmt.Fprintf(&w.out, `<polyline fill="none" stroke="%s" stroke-width="%s" points="%s"`, hex(s.colour), number(s.width), strings.Join(points, " "))
	if len(s.dash) > 0 {
		lengths := make([]string, len(s.dash))
		for i, d := range s.dash {
			lengths[i] = number(d)
		}
		fmt.Fprintf(&w.out, ` stroke-dasharray="%s"`, strings.Join(lengths, " "))
	}
	w.out.WriteString("/>")
}

func (w *svgWriter) mark(m *mark) {
	if m.symbol == Circle || m.symbol == Ring {
		paint := hex(m.colour)
		if m.symbol == Ring {
			paint = hex(paper)
		}
		fmt.Fprintf(&w.out, `<circle cx="%s" cy="%s" r="%s" fill="%s" stroke="%s" stroke-width="%s"`,
			number(m.at.x), number(m.at.y), number(m.size), paint, hex(m.rim()), number(m.rimWidth()))
		w.titled("circle", m.title)
		return
	}
	points := make([]string, 0, 12)
	for _, p := range m.outline() {
		points = append(points, number(p.x)+","+number(p.y))
	}
	fmt.Fprintf(&w.out, `<polygon fill="%s" stroke="%s" stroke-width="%s" points="%s"`, hex(m.colour), hex(m.rim()), number(m.rimWidth()), strings.Join(points, " "))
	w.titled("polygon", m.title)
}

func (w *svgWriter) label(l *label) {
	fmt.Fprintf(&w.out, `<text x="%s" y="%s" font-size="%s" fill="%s"`, number(l.at.x), number(l.at.y), number(l.size), hex(l.colour))
	if l.anchor != start {
		fmt.Fprintf(&w.out, ` text-anchor="%s"`, map[anchor]string{middle: "middle", end: "end"}[l.anchor])
	}
	if l.bold {
		w.out.WriteString(` font-weight="700"`)
	}
	if l.halo {
		fmt.Fprintf(&w.out, ` stroke="%s" stroke-width="3" stroke-linejoin="round" paint-order="stroke"`, hex(paper))
	}
	fmt.Fprintf(&w.out, `>%s</text>`, html.EscapeString(l.text))
}
