package charts

import (
	"math"
	"slices"
	"strings"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/simplify"

	"hatang/geo/geodesy"
	"hatang/registry"
)

// Area is a commune on a map.
type Area struct {
	Name  string
	Shape orb.MultiPolygon
	Value registry.Opt[float64]
	// Instead is what is said where the value is not known, such as "no point".
	Instead string
}

// Map is areas coloured by the step that their value lies in.
type Map struct {
	Head
	Areas    []Area
	Measure  string
	Decimals int
	// Steps is the number of steps, 4 or 5; 0: five. Values that are few or
	// equal take fewer.
	Steps int
	// Unknown names the areas without a value in the legend.
	Unknown string
	// ZeroApart gives areas whose value is 0 a step of their own.
	ZeroApart bool
	// Counted names the areas in the legend, such as "xã".
	Counted string
}

// step is a range of values, both ends in it.
type step struct {
	low, high float64
	fill      fill
	n         int // areas in it
}

const (
	legendWidth = 212.0
	mapHeight   = 390.0
)

// Picture lays the map out.
func (m *Map) Picture() (*Picture, error) {
	p, err := m.picture(0)
	if err != nil {
		return nil, err
	}
	top := p.heading(m.Title)
	steps := m.steps()
	f := fitted(m.shapes(), 12, top, p.Width-legendWidth-36, mapHeight)
	unknown := 0
	for i := range m.Areas {
		a := &m.Areas[i]
		shown := a.Instead
		paint := fill{paper, Rising}
		if a.Value.Known {
			s := stepOf(steps, a.Value.Value)
			s.n++
			paint, shown = s.fill, m.Lang.Number(a.Value.Value, m.Decimals)+" "+m.Measure
		} else {
			unknown++
		}
		f.area(p, a.Shape, paint, Colour{0x6a, 0x6a, 0x6a}, 0.6, a.Name+": "+shown)
	}
	f.scaleBar(p, m.Lang)
	p.Description = m.describe(steps, unknown)
	below := m.legend(p, steps, unknown, f.right(), top+8)
	p.note(m.Note, math.Max(f.bottom()+30, below))
	return p, nil
}

func (m *Map) shapes() []orb.MultiPolygon {
	all := make([]orb.MultiPolygon, len(m.Areas))
	for i := range m.Areas {
		all[i] = m.Areas[i].Shape
	}
	return all
}

// steps divides the known values into steps of about as many areas each, at round
// numbers.
func (m *Map) steps() []step {
	var values []float64
	zero := false
	for _, a := range m.Areas {
		switch {
		case a.Value.Known && m.ZeroApart && a.Value.Value == 0:
			zero = true
		case a.Value.Known:
			values = append(values, a.Value.Value)
		}
	}
	var all []step
	if zero {
		all = append(all, step{low: 0, high: 0, fill: fill{paper, Dotted}})
	}
	slices.Sort(values)
	n := m.Steps
	if n <= 0 || n > 5 {
		n = 5
	}
	ranges := divided(values, n, m.Decimals)
	for i, colour := range ramp(len(ranges)) {
		if i < len(ranges) {
			all = append(all, step{low: ranges[i][0], high: ranges[i][1], fill: fill{colour, Solid}})
		}
	}
	return all
}

// divided is at most n ranges that hold the sorted values, each with a value.
func divided(values []float64, n, decimals int) (ranges [][2]float64) {
	if len(values) == 0 {
		return nil
	}
	unit := math.Pow10(-decimals)
	low, last := values[0], values[len(values)-1]
	for k := 1; k < n; k++ {
		cut := rounded(values[len(values)*k/n], unit)
		from, _ := slices.BinarySearch(values, low)
		to, _ := slices.BinarySearch(values, cut)
		if to > from && cut > low && cut <= last {
			ranges = append(ranges, [2]float64{low, values[to-1]})
			low = values[to]
		}
	}
	return append(ranges, [2]float64{low, last})
}

// rounded is v to two digits, no finer than unit.
func rounded(v, unit float64) float64 {
	if v <= 0 {
		return v
	}
	grain := math.Max(unit, math.Pow(10, math.Floor(math.Log10(v))-1))
	return math.Round(v/grain) * grain
}

func stepOf(steps []step, v float64) *step {
	for i := range steps {
		if v <= steps[i].high {
			return &steps[i]
		}
	}
	return &steps[len(steps)-1]
}

func (m *Map) rangeOf(s *step) string {
	low, high := m.Lang.Number(s.low, m.Decimals), m.Lang.Number(s.high, m.Decimals)
	if low == high {
		return low
	}
	return low + " – " + high
}

func (m *Map) legend(p *Picture, steps []step, unknown int, x, y float64) (below float64) {
	for _, line := range p.wrapped(m.Measure, textSize, false, legendWidth-8) {
		p.text(x, y+textSize, start, line, grey)
		y += textSize * 1.35
	}
	y += 6
	row := func(f fill, text string) {
		p.box(x, y, 26, 16, f, "")
		for _, line := range p.wrapped(text, textSize, false, legendWidth-44) {
			p.text(x+34, y+12, start, line, ink)
			y += 16
		}
		y += 8
	}
	for i := range steps {
		row(steps[i].fill, m.rangeOf(&steps[i])+" ("+m.Lang.Integer(steps[i].n)+" "+m.Counted+")")
	}
	if unknown > 0 {
		row(fill{paper, Rising}, m.Unknown+" ("+m.Lang.Integer(unknown)+" "+m.Counted+")")
	}
	return y
}

// extremes are how many areas a description names at either end.
const extremes = 3

func (m *Map) describe(steps []step, unknown int) string {
	var parts []string
	for i := range steps {
		parts = append(parts, m.rangeOf(&steps[i])+": "+m.Lang.Integer(steps[i].n)+" "+m.Counted)
	}
	if unknown > 0 {
		parts = append(parts, m.Unknown+": "+m.Lang.Integer(unknown)+" "+m.Counted)
	}
	var sorted []*Area
	for i := range m.Areas {
		if m.Areas[i].Value.Known {
			sorted = append(sorted, &m.Areas[i])
		}
	}
	slices.SortStableFunc(sorted, func(a, b *Area) int { return compareFloats(b.Value.Value, a.Value.Value) })
	var most []string
	for _, a := range sorted[:min(extremes, len(sorted))] {
		most = append(most, a.Name+" "+m.Lang.Number(a.Value.Value, m.Decimals))
	}
	text := m.Title + " (" + m.Measure + "). " + strings.Join(parts, "; ") + "."
	if len(most) > 0 {
		text += registry.Text{VI: " Cao nhất: ", EN: " Highest: "}.In(m.Lang) + strings.Join(most, ", ") + "."
	}
	return text
}

func compareFloats(a, b float64) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}

// ground places longitudes and latitudes on the page: one scale in both
// directions at the middle latitude, which over a province is true to 1 %.
type ground struct {
	box             orb.Bound
	left, top       float64
	perLon, perLat  float64 // pixels a degree
	width, height   float64
	metresPerPixel  float64
	shapesAvailable bool
}

// fitted is the ground of the shapes within a box on the page.
func fitted(shapes []orb.MultiPolygon, left, top, width, height float64) *ground {
	g := &ground{left: left, top: top, width: width, height: 60}
	for _, s := range shapes {
		if len(s) == 0 {
			continue
		}
		if !g.shapesAvailable {
			g.box, g.shapesAvailable = s.Bound(), true
		}
		g.box = g.box.Union(s.Bound())
	}
	dLon, dLat := g.box.Max[0]-g.box.Min[0], g.box.Max[1]-g.box.Min[1]
	if !g.shapesAvailable || dLon <= 0 || dLat <= 0 {
		return g
	}
	centre := g.box.Center()
	lonM := geodesy.DistanceM(orb.Point{g.box.Min[0], centre[1]}, orb.Point{g.box.Max[0], centre[1]}) / dLon
	latM := geodesy.DistanceM(orb.Point{centre[0], g.box.Min[1]}, orb.Point{centre[0], g.box.Max[1]}) / dLat
	g.metresPerPixel = math.Max(dLon*lonM/width, dLat*latM/height)
	g.perLon, g.perLat = lonM/g.metresPerPixel, latM/g.metresPerPixel
	g.width, g.height = dLon*g.perLon, dLat*g.perLat
	return g
}

func (g *ground) bottom() float64 { return g.top + g.height }

// right is where the legend stands.
func (g *ground) right() float64 { return g.left + g.width + 24 }

func (g *ground) place(p orb.Point) point {
	return point{g.left + (p[0]-g.box.Min[0])*g.perLon, g.top + (g.box.Max[1]-p[1])*g.perLat}
}

// coarsePx is how far an outline may be from where it is: less than is seen.
const coarsePx = 0.35

// area draws a shape, its outline thinned to what the page shows.
func (g *ground) area(p *Picture, shape orb.MultiPolygon, f fill, outline Colour, width float64, title string) {
	a := &area{fill: f, outline: outline, width: width, title: title}
	for _, polygon := range shape {
		for i, ring := range polygon {
			placed := make(orb.Ring, len(ring))
			for j, v := range ring {
				at := g.place(v)
				placed[j] = orb.Point{at.x, at.y}
			}
			thin := simplify.DouglasPeucker(coarsePx).Ring(placed)
			if len(thin) < 4 {
				continue
			}
			if (thin.Orientation() == orb.CCW) != (i == 0) {
				thin.Reverse()
			}
			points := make([]point, len(thin)-1)
			for j := range points {
				points[j] = point{thin[j][0], thin[j][1]}
			}
			a.rings = append(a.rings, points)
		}
	}
	if len(a.rings) > 0 {
		p.add(a)
	}
}

// scaleBar draws a length of round kilometres below the map, and an arrow to the
// north at the other end.
func (g *ground) scaleBar(p *Picture, lang registry.Lang) {
	if !g.shapesAvailable {
		return
	}
	length := roundStep(g.width*g.metresPerPixel/8) / 1000
	px := length * 1000 / g.metresPerPixel
	x, y := g.left, g.bottom()+12
	p.line(x, y, x+px, y, ink, 2)
	p.line(x, y-4, x, y+1, ink, 1.5)
	p.line(x+px, y-4, x+px, y+1, ink, 1.5)
	p.text(x+px+6, y+4, start, lang.Number(length, max(0, int(math.Ceil(-math.Log10(length)-1e-9))))+" km", ink)
	nx, ny := g.left+g.width-8, y+8
	p.add(&area{rings: [][]point{{{nx, ny - 16}, {nx + 5, ny}, {nx, ny - 4}, {nx - 5, ny}}}, fill: fill{ink, Solid}})
	p.add(&label{at: point{nx - 9, ny}, text: registry.Text{VI: "B", EN: "N"}.In(lang), size: textSize, anchor: end, bold: true, colour: ink})
}

// Layer is the places of one network.
type Layer struct {
	Name  string
	Style Style
	At    []orb.Point
	Size  float64 // of the marks, pixels; 0: 3
}

// Places is points of several networks over the outlines of communes.
type Places struct {
	Head
	Ground []orb.MultiPolygon
	Layers []Layer // the first below
}

// Picture lays the map out.
func (m *Places) Picture() (*Picture, error) {
	p, err := m.picture(0)
	if err != nil {
		return nil, err
	}
	top := p.heading(m.Title)
	g := fitted(m.Ground, 12, top, p.Width-legendWidth-36, mapHeight)
	for _, shape := range m.Ground {
		g.area(p, shape, fill{land, Solid}, Colour{0xb0, 0xac, 0xa0}, 0.6, "")
	}
	x, y := g.right(), top+8
	var parts []string
	for _, l := range m.Layers {
		size := l.Size
		if size <= 0 {
			size = 3
		}
		for _, at := range l.At {
			p.add(&mark{at: g.place(at), symbol: l.Style.Symbol, colour: l.Style.Colour, size: size})
		}
		text := l.Name + " (" + m.Lang.Integer(len(l.At)) + ")"
		parts = append(parts, text)
		p.add(&mark{at: point{x + 10, y + 8}, symbol: l.Style.Symbol, colour: l.Style.Colour, size: math.Max(size, 4)})
		for _, line := range p.wrapped(text, textSize, false, legendWidth-34) {
			p.text(x+26, y+12, start, line, ink)
			y += 16
		}
		y += 6
	}
	g.scaleBar(p, m.Lang)
	p.Description = m.Title + ". " + strings.Join(parts, "; ") + "."
	p.note(m.Note, math.Max(g.bottom()+30, y))
	return p, nil
}
