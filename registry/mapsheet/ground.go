package mapsheet

import (
	"cmp"
	"slices"
	"strings"

	"codeberg.org/go-pdf/fpdf"
	"github.com/paulmach/orb"

	"hatang/geo/polygon"
	"hatang/registry"
)

// rgb is a colour.
type rgb [3]int

var (
	water   = rgb{233, 237, 239}
	land    = rgb{250, 250, 247}
	line    = rgb{150, 162, 167}
	outline = rgb{80, 94, 101}
	ink     = rgb{27, 34, 37}
	quiet   = rgb{70, 80, 86}
)

func (w *writer) fill(c rgb)   { w.pdf.SetFillColor(c[0], c[1], c[2]) }
func (w *writer) stroke(c rgb) { w.pdf.SetDrawColor(c[0], c[1], c[2]) }

// ground draws the units below the records.
func (w *writer) ground(f *frame) {
	w.fill(water)
	w.pdf.Rect(f.x, f.y, f.width, f.height, "F")
	w.fill(land)
	for _, u := range w.Communes {
		w.area(f, u.Area, "F")
	}
	w.stroke(line)
	w.pdf.SetLineWidth(0.12)
	w.boundaries(f, w.Communes)
	w.stroke(outline)
	w.pdf.SetLineWidth(0.3)
	w.boundaries(f, w.Province)
}

// boundaries outlines units; where the boundary is schematic by dashes.
func (w *writer) boundaries(f *frame, units []*registry.AdminUnit) {
	for _, u := range units {
		if u.Schematic.Or(false) {
			w.pdf.SetDashPattern([]float64{1.2, 0.8}, 0)
		}
		w.area(f, u.Area, "D")
		w.pdf.SetDashPattern(nil, 0)
	}
}

// area draws polygons that are seen; style is fpdf's: F fills, D outlines. Holes
// are outlined but not cut out.
func (w *writer) area(f *frame, mp orb.MultiPolygon, style string) {
	for _, p := range mp {
		if len(p) == 0 || !f.meets(p[0].Bound()) {
			continue
		}
		rings := p
		if strings.Contains(style, "F") {
			rings = p[:1]
		}
		for _, ring := range rings {
			if points := f.ring(ring); len(points) > 2 {
				w.pdf.Polygon(points, style)
			}
		}
	}
}

// meets tells whether a box of degrees and the frame have something in common.
func (f *frame) meets(box orb.Bound) bool {
	west, south := f.on(box.Min)
	east, north := f.on(box.Max)
	return west <= f.x+f.width && east >= f.x && north <= f.y+f.height && south >= f.y
}

// ring is a ring on the page, without vertices that a printer could not tell
// apart.
func (f *frame) ring(ring orb.Ring) []fpdf.PointType {
	const apart = 0.08 // mm, a third of a dot at 100 dots an inch
	var points []fpdf.PointType
	for _, vertex := range ring {
		x, y := f.on(vertex)
		if n := len(points); n > 0 && abs(points[n-1].X-x) < apart && abs(points[n-1].Y-y) < apart {
			continue
		}
		points = append(points, fpdf.PointType{X: x, Y: y})
	}
	return points
}

func abs(v float64) float64 { return max(v, -v) }

// box is a rectangle of the page that something already stands in.
type box struct{ left, top, right, bottom float64 }

func (b box) meets(o box) bool {
	return b.left < o.right && o.left < b.right && b.top < o.bottom && o.top < b.bottom
}

// names writes the communes' names, those of most people first, where there is
// room.
func (w *writer) names(f *frame, taken []box) {
	units := slices.Clone(w.Communes)
	slices.SortStableFunc(units, func(a, b *registry.AdminUnit) int {
		return cmp.Or(cmp.Compare(b.Population.Or(0), a.Population.Or(0)), cmp.Compare(a.Code, b.Code))
	})
	w.font("", 6)
	for _, u := range units {
		at, ok := polygon.InteriorPoint(u.Area)
		if !ok {
			continue
		}
		name := shortName(u.Name)
		x, y := f.on(at)
		width := w.pdf.GetStringWidth(name)
		room := box{x - width/2 - 0.4, y - 1.2, x + width/2 + 0.4, y + 1.2}
		inside := f.shows(room.left, room.top) && f.shows(room.right, room.bottom)
		if !inside || slices.ContainsFunc(taken, room.meets) {
			continue
		}
		taken = append(taken, room)
		w.haloed(x-width/2, y, name)
	}
}

// haloed writes a line that is read over whatever is below it.
func (w *writer) haloed(x, y float64, line string) {
	w.stroke(rgb{255, 255, 255})
	w.pdf.SetLineWidth(0.45)
	w.pdf.SetTextRenderingMode(1)
	w.text(x, y, line)
	w.pdf.SetTextRenderingMode(0)
	w.pdf.SetTextColor(quiet[0], quiet[1], quiet[2])
	w.text(x, y, line)
	w.pdf.SetTextColor(0, 0, 0)
}

// shortName is a unit's name as maps write it.
func shortName(name string) string {
	for _, kind := range [][2]string{{"Xã ", ""}, {"Phường ", "P. "}, {"Thị trấn ", "TT. "}, {"Đặc khu ", "ĐK. "}} {
		if rest, found := strings.CutPrefix(name, kind[0]); found {
			return kind[1] + rest
		}
	}
	return name
}
