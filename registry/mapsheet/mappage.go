package mapsheet

import (
	"cmp"
	"fmt"
	"maps"
	"math"
	"slices"

	"github.com/paulmach/orb"

	"hatang/registry"
)

// mapPage sets the first page.
func (w *writer) mapPage() {
	w.pdf.AddPage()
	w.head()
	f := &frame{
		x: margin, y: margin + headHeight,
		width:  pageWidth - 2*margin - legendWide - gutter,
		height: pageHeight - 2*margin - headHeight - footHeight,
	}
	f.look(w.extent())
	w.pdf.ClipRect(f.x, f.y, f.width, f.height, false)
	w.ground(f)
	w.names(f, []box{scaleRoom(f), northRoom(f)})
	counts, hollow, placed := w.places(f) // over the names, which are less than the records
	w.pdf.ClipEnd()
	w.scaleBar(f)
	w.northArrow(f)
	w.stroke(outline)
	w.pdf.SetLineWidth(0.25)
	w.pdf.Rect(f.x, f.y, f.width, f.height, "D")
	w.legend(f, counts, hollow, len(w.Records)-placed)
}

// extent is what the map shows: where the records are, the whole province where
// they are all over it; without any the province, else Vietnam.
func (w *writer) extent() orb.Bound {
	var records, ground []orb.Bound
	for _, rec := range w.Records {
		if shape := rec.Shape(); shape != nil {
			records = append(records, shape.Bound())
		}
	}
	for _, units := range [][]*registry.AdminUnit{w.Province, w.Communes} {
		for _, u := range units {
			if len(u.Area) > 0 {
				ground = append(ground, u.Area.Bound())
			}
		}
	}
	switch {
	case len(records) == 0 && len(ground) == 0:
		return orb.Bound{Min: orb.Point{102.1, 8.2}, Max: orb.Point{109.5, 23.4}}
	case len(ground) == 0:
		return union(records)
	case len(records) == 0:
		return union(ground)
	}
	const spread = 4 // a quarter of the province
	near, whole := union(records), union(ground)
	if size(near)*spread >= size(whole) {
		near = near.Union(whole)
	}
	return near
}

func union(boxes []orb.Bound) orb.Bound {
	all := boxes[0]
	for _, b := range boxes[1:] {
		all = all.Union(b)
	}
	return all
}

// size is the area of a box in square degrees, to compare boxes of one province.
func size(b orb.Bound) float64 { return (b.Max[0] - b.Min[0]) * (b.Max[1] - b.Min[1]) }

// places draws the records and counts them by mark, without regard to whether
// they are hollow; placed is how many have a place.
func (w *writer) places(f *frame) (counts map[mark]int, hollow, placed int) {
	counts = map[mark]int{}
	size := markSize(len(w.Records))
	for _, rec := range w.Records {
		m := w.markOf(rec)
		switch shape := rec.Shape().(type) {
		case orb.Point:
			x, y := f.on(shape)
			w.draw(m, x, y, size)
		case orb.MultiPolygon:
			w.stroke(m.colour)
			w.pdf.SetLineWidth(0.35)
			w.area(f, shape, "D")
		default:
			continue
		}
		placed++
		if m.hollow {
			hollow++
			m.hollow = false
		}
		counts[m]++
	}
	return counts, hollow, placed
}

const (
	barMost   = 45.0 // mm, the longest scale bar
	barHeight = 1.6
)

func scaleRoom(f *frame) box {
	return box{f.x, f.y + f.height - 12, f.x + barMost + 16, f.y + f.height}
}

func northRoom(f *frame) box {
	return box{f.x + f.width - 14, f.y, f.x + f.width, f.y + 18}
}

// scaleBar draws a bar of a round length in two halves.
func (w *writer) scaleBar(f *frame) {
	perMM := f.scaleAcross()
	length := roundLength(barMost * perMM)
	width := length / perMM
	x, y := f.x+4, f.y+f.height-5
	w.fill(rgb{255, 255, 255})
	w.pdf.SetAlpha(0.85, "Normal")
	w.pdf.Rect(x-2.5, y-5.5, width+20, 9, "F")
	w.pdf.SetAlpha(1, "Normal")
	w.stroke(ink)
	w.pdf.SetLineWidth(0.2)
	w.fill(ink)
	w.pdf.Rect(x, y, width/2, barHeight, "FD")
	w.fill(rgb{255, 255, 255})
	w.pdf.Rect(x+width/2, y, width/2, barHeight, "FD")
	w.font("", 7)
	unit, scale := " km", 1000.0
	if length < 2000 {
		unit, scale = " m", 1
	}
	for i, part := range []float64{0, 0.5, 1} {
		label := w.plain(length * part / scale)
		at := x + width*part
		if i > 0 {
			at -= w.pdf.GetStringWidth(label) / 2
		}
		if i == 2 {
			label += unit
		}
		w.text(at, y-2.2, label)
	}
}

// plain is a number without decimals that say nothing.
func (w *writer) plain(v float64) string {
	if v == math.Trunc(v) {
		return w.Lang.Number(v, 0)
	}
	return w.Lang.Number(v, 1)
}

func (w *writer) northArrow(f *frame) {
	x, y := f.x+f.width-7, f.y+4
	w.fill(rgb{255, 255, 255})
	w.pdf.SetAlpha(0.85, "Normal")
	w.pdf.Rect(x-4, y-2, 8, 14, "F")
	w.pdf.SetAlpha(1, "Normal")
	w.draw(mark{shape: "triangle", colour: ink}, x, y+3, 2.6)
	w.font("B", 9)
	label := w.say("B", "N")
	w.text(x-w.pdf.GetStringWidth(label)/2, y+9, label)
}

// legend says what the marks mean and how many there are of each.
func (w *writer) legend(f *frame, counts map[mark]int, hollow, nowhere int) {
	x, y := f.x+f.width+gutter, f.y+2
	row := func(draw func(y float64), name, value string) {
		draw(y)
		w.font("", 8.5)
		room := legendWide - 7
		if value != "" {
			room -= w.pdf.GetStringWidth(value) + 2
			w.text(x+legendWide-w.pdf.GetStringWidth(value), y, value)
		}
		w.text(x+6.5, y, w.fitting(name, room))
		y += 5.2
	}
	w.font("B", 9.5)
	w.text(x, y, w.say("Chú giải", "Legend"))
	y += 6
	marks := slices.SortedFunc(maps.Keys(counts), func(a, b mark) int {
		return cmp.Or(cmp.Compare(counts[b], counts[a]), cmp.Compare(a.name, b.name))
	})
	for _, m := range marks {
		row(func(y float64) { w.draw(m, x+2.5, y, 1.5) }, m.name, w.Lang.Integer(counts[m]))
	}
	if hollow > 0 {
		open := mark{shape: "disc", colour: quiet, hollow: true}
		row(func(y float64) { w.draw(open, x+2.5, y, 1.4) }, w.say("vị trí gần đúng (rỗng)", "approximate (hollow)"), w.Lang.Integer(hollow))
	}
	if nowhere > 0 {
		row(func(float64) {}, w.say("chưa có tọa độ", "without a place"), w.Lang.Integer(nowhere))
	}
	w.unitLines(x, row)
	y += 2
	w.font("", 8)
	w.text(x, y, fmt.Sprintf("%s 1 : %s", w.say("Tỷ lệ", "Scale"), w.Lang.Number(roundScale(f.scaleAcross()*1000), 0)))
	y += 5
	w.text(x, y, w.say("Hệ quy chiếu: Web Mercator, WGS 84", "Projection: Web Mercator, WGS 84"))
	y += 6
	if w.Notice != "" {
		w.pdf.SetXY(x, y)
		w.pdf.SetCellMargin(0)
		w.pdf.MultiCell(legendWide, 3.6, w.Notice, "", "L", false)
	}
}

// unitLines says what the boundaries are.
func (w *writer) unitLines(x float64, row func(draw func(y float64), name, value string)) {
	schematic := slices.ContainsFunc(w.Communes, func(u *registry.AdminUnit) bool { return u.Schematic.Or(false) })
	dashed := func(width float64, c rgb) func(y float64) {
		return func(y float64) {
			w.stroke(c)
			w.pdf.SetLineWidth(width)
			if schematic {
				w.pdf.SetDashPattern([]float64{1.2, 0.8}, 0)
			}
			w.pdf.Line(x, y, x+5, y)
			w.pdf.SetDashPattern(nil, 0)
		}
	}
	name := w.say("ranh giới cấp xã", "commune boundary")
	if schematic {
		name = w.say("ranh giới xã minh họa", "schematic boundary")
	}
	if len(w.Communes) > 0 {
		row(dashed(0.2, line), name, "")
	}
	if len(w.Province) > 0 {
		row(dashed(0.4, outline), w.say("ranh giới cấp tỉnh", "province boundary"), "")
	}
}

// roundScale keeps two digits: a scale is not known better on paper.
func roundScale(v float64) float64 {
	power := math.Pow(10, math.Floor(math.Log10(v))-1)
	return math.Round(v/power) * power
}
