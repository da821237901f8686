package mapsheet

import (
	"math"
	"strings"

	"codeberg.org/go-pdf/fpdf"

	"hatang/registry"
)

// mark is how a record's place is shown.
type mark struct {
	name   string // in the legend
	shape  string
	colour rgb
	hollow bool
}

// operatorMarks are those of the screen: the palette of Okabe and Ito, which
// readers with any colour vision tell apart, and a shape each.
var operatorMarks = []struct {
	prefix string
	mark
}{
	{"viettel", mark{"Viettel", "triangle", rgb{213, 94, 0}, false}},
	{"vinaphone", mark{"VinaPhone", "disc", rgb{86, 180, 233}, false}},
	{"vnpt", mark{"VinaPhone", "disc", rgb{86, 180, 233}, false}},
	{"mobifone", mark{"MobiFone", "square", rgb{0, 114, 178}, false}},
	{"vietnamobile", mark{"Vietnamobile", "diamond", rgb{230, 159, 0}, false}},
	{"gmobile", mark{"Gmobile", "cross", rgb{0, 158, 115}, false}},
}

// ofKind are the marks of what has no operator of its own.
func (w *writer) ofKind() mark {
	switch w.Schema.Kind {
	case registry.Postal:
		return mark{w.Schema.Label.In(w.Lang), "disc", rgb{11, 114, 133}, false}
	case registry.Radio, registry.Clusters:
		return mark{w.Schema.Label.In(w.Lang), "triangle", rgb{162, 72, 127}, false}
	}
	return mark{w.Schema.Label.In(w.Lang), "square", rgb{11, 114, 133}, false}
}

// markOf is the mark of a record, by its operator where its kind is told apart
// so.
func (w *writer) markOf(rec registry.Record) mark {
	m := w.ofKind()
	if f := w.Schema.Field("operator_code"); f != nil && w.Schema.Kind != registry.Postal {
		code, _ := f.Value(rec).(string)
		m = mark{code, "ring", rgb{118, 118, 118}, false}
		for _, o := range operatorMarks {
			if strings.HasPrefix(strings.ToLower(code), o.prefix) {
				m = o.mark
				break
			}
		}
		if w.Operator != nil {
			m.name = w.Operator(code)
		}
		if m.name == "" {
			m.name = w.say("không ghi doanh nghiệp", "operator not stated")
		}
	}
	if f := w.Schema.Field("approximate"); f != nil {
		m.hollow, _ = f.Value(rec).(bool)
	}
	return m
}

// draw draws a mark; size is its half width, mm.
func (w *writer) draw(m mark, x, y, size float64) {
	w.stroke(m.colour)
	w.fill(m.colour)
	w.pdf.SetLineWidth(size * 0.28)
	style := "F"
	if m.hollow || m.shape == "ring" {
		w.fill(rgb{255, 255, 255})
		style = "FD"
	}
	at := func(dx, dy float64) fpdf.PointType { return fpdf.PointType{X: x + dx*size, Y: y + dy*size} }
	switch m.shape {
	case "triangle":
		w.pdf.Polygon([]fpdf.PointType{at(0, -1.1), at(1, 0.8), at(-1, 0.8)}, style)
	case "square":
		w.pdf.Rect(x-size*0.85, y-size*0.85, size*1.7, size*1.7, style)
	case "diamond":
		w.pdf.Polygon([]fpdf.PointType{at(0, -1.15), at(1, 0), at(0, 1.15), at(-1, 0)}, style)
	case "cross":
		const arm = 0.36
		w.pdf.Polygon([]fpdf.PointType{
			at(-arm, -1), at(arm, -1), at(arm, -arm), at(1, -arm), at(1, arm), at(arm, arm),
			at(arm, 1), at(-arm, 1), at(-arm, arm), at(-1, arm), at(-1, -arm), at(-arm, -arm),
		}, style)
	default:
		w.pdf.Circle(x, y, size*0.95, style)
	}
}

// markSize is the half width of marks, mm: smaller where there are many.
func markSize(n int) float64 {
	return max(0.45, min(1.3, 1.9-0.4*math.Log10(float64(max(1, n)))))
}
