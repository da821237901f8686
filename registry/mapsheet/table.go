package mapsheet

import (
	"slices"
	"strconv"
	"strings"

	"github.com/paulmach/orb"
	"golang.org/x/text/unicode/norm"

	"hatang/registry"
)

const (
	rowPt      = 7.5
	rowLine    = 3.4 // mm
	cellPad    = 1.0
	widest     = 46.0
	narrowest  = 9.0
	tableWidth = pageWidth - 2*margin
)

// column is a column of the table.
type column struct {
	title string
	width float64
	right bool
	value func(rec registry.Record, n int) string
}

// table sets every record, on as many pages as it takes.
func (w *writer) table() {
	if len(w.Records) == 0 {
		return
	}
	columns, omitted := w.columns()
	w.pdf.AddPage()
	y := w.titles(columns, margin)
	w.font("", rowPt)
	for n, rec := range w.Records {
		cells := make([][]string, len(columns))
		lines := 1
		for i, c := range columns {
			cells[i] = w.broken(c.value(rec, n+1), c.width-2*cellPad)
			lines = max(lines, len(cells[i]))
		}
		height := float64(lines)*rowLine + 1
		if y+height > pageHeight-margin-footHeight+4 {
			w.pdf.AddPage()
			y = w.titles(columns, margin)
			w.font("", rowPt)
		}
		w.row(columns, cells, y)
		y += height
		w.stroke(rgb{215, 220, 223})
		w.pdf.SetLineWidth(0.1)
		w.pdf.Line(margin, y, margin+tableWidth, y)
	}
	if len(omitted) > 0 {
		w.omission(omitted, y)
	}
}

func (w *writer) row(columns []column, cells [][]string, y float64) {
	x := margin
	for i, c := range columns {
		for j, text := range cells[i] {
			at := x + cellPad
			if c.right {
				at = x + c.width - cellPad - w.pdf.GetStringWidth(text)
			}
			w.text(at, y+0.5+rowLine*(float64(j)+0.5), text)
		}
		x += c.width
	}
}

// titles writes the heads of the columns and tells where the rows begin.
func (w *writer) titles(columns []column, y float64) float64 {
	w.font("B", rowPt)
	cells := make([][]string, len(columns))
	lines := 1
	for i, c := range columns {
		cells[i] = w.broken(c.title, c.width-2*cellPad)
		lines = max(lines, len(cells[i]))
	}
	w.row(columns, cells, y)
	y += float64(lines)*rowLine + 1
	w.stroke(ink)
	w.pdf.SetLineWidth(0.3)
	w.pdf.Line(margin, y, margin+tableWidth, y)
	return y
}

// omission says which columns paper had no room for.
func (w *writer) omission(titles []string, y float64) {
	said := w.broken(w.say("Cột không in vì hết chỗ, có trong bản XLSX: ", "Columns left out for want of room; the XLSX file has them: ")+strings.Join(titles, ", "), tableWidth)
	if y+float64(len(said))*rowLine+2 > pageHeight-margin-footHeight+4 {
		w.pdf.AddPage()
		y = margin
	}
	for i, text := range said {
		w.text(margin, y+2+rowLine*(float64(i)+0.5), text)
	}
}

// broken is a text in lines no wider than that; a word without a place to break
// is broken anywhere.
func (w *writer) broken(text string, width float64) []string {
	text = norm.NFC.String(text)
	if text == "" || w.pdf.GetStringWidth(text) <= width {
		return []string{text}
	}
	var lines []string
	line := ""
	for _, word := range strings.Fields(text) {
		for _, part := range w.parts(word, width) {
			switch longer := strings.TrimLeft(line+" "+part, " "); {
			case w.pdf.GetStringWidth(longer) <= width:
				line = longer
			default:
				lines = append(lines, line)
				line = part
			}
		}
	}
	return append(lines, line)
}

func (w *writer) parts(word string, width float64) []string {
	if w.pdf.GetStringWidth(word) <= width {
		return []string{word}
	}
	var parts []string
	part := ""
	for _, letter := range word {
		if part != "" && w.pdf.GetStringWidth(part+string(letter)) > width {
			parts = append(parts, part)
			part = ""
		}
		part += string(letter)
	}
	return append(parts, part)
}

// columns chooses those that have something to say, in their order, as many as
// there is room for, and names the others.
func (w *writer) columns() (shown []column, omitted []string) {
	candidates := w.candidates()
	room := tableWidth
	for i := range candidates {
		c := &candidates[i]
		width, some := w.widthOf(c)
		switch {
		case !some:
			continue
		case width > room:
			omitted = append(omitted, c.title)
			continue
		}
		c.width = width
		room -= width
		shown = append(shown, *c)
	}
	for i := range shown { // what is left is shared
		shown[i].width += room / float64(len(shown))
	}
	return shown, omitted
}

// candidates are the columns that there could be: the number, the fields, and
// where the record stands after what it is called.
func (w *writer) candidates() []column {
	list := []column{{title: w.say("STT", "No."), right: true, value: func(_ registry.Record, n int) string { return strconv.Itoa(n) }}}
	called := 1
	for _, f := range w.Fields {
		if f.Name == "id" && w.Schema.Field("code") != nil {
			continue // programs need it, readers have the code
		}
		list = append(list, column{title: f.Label.In(w.Lang), right: numeric(f), value: func(rec registry.Record, _ int) string { return w.value(f, rec) }})
		if f.Name == "code" || f.Name == "name" {
			called = len(list)
		}
	}
	if w.Schema.Shapes != registry.Points {
		return list
	}
	return slices.Insert(list, called, column{title: w.say("Kinh độ, vĩ độ", "Longitude, latitude"), value: func(rec registry.Record, _ int) string {
		p, ok := rec.Shape().(orb.Point)
		if !ok {
			return ""
		}
		return w.Lang.Number(p[0], 5) + "; " + w.Lang.Number(p[1], 5)
	}})
}

// widthOf is how wide a column wants to be, and whether it has any value.
func (w *writer) widthOf(c *column) (width float64, some bool) {
	w.font("B", rowPt)
	for _, word := range strings.Fields(norm.NFC.String(c.title)) {
		width = max(width, w.pdf.GetStringWidth(word))
	}
	w.font("", rowPt)
	for n, rec := range w.Records {
		text := c.value(rec, n+1)
		if text == "" {
			continue
		}
		some = true
		width = max(width, w.pdf.GetStringWidth(norm.NFC.String(text)))
	}
	return max(narrowest, min(widest, width+2*cellPad)), some
}

func numeric(f *registry.Field) bool {
	return f.Type == registry.IntegerField || f.Type == registry.RealField
}

// value is a field of a record as readers write it.
func (w *writer) value(f *registry.Field, rec registry.Record) string {
	switch v := f.Value(rec).(type) {
	case string:
		return w.coded(f, v)
	case int64:
		if f.Name == "year" || strings.HasSuffix(f.Name, "_year") {
			return strconv.FormatInt(v, 10)
		}
		return w.Lang.Integer(int(v))
	case float64:
		text := strconv.FormatFloat(v, 'f', -1, 64)
		_, decimals, _ := strings.Cut(text, ".")
		return w.Lang.Number(v, min(len(decimals), 6))
	case bool:
		if v {
			return w.say("có", "yes")
		}
		return w.say("không", "no")
	case registry.Date:
		if v.IsZero() {
			return ""
		}
		return w.Lang.Date(v)
	}
	return ""
}

// coded is what people call a code, or a list of codes; other texts as they are.
func (w *writer) coded(f *registry.Field, v string) string {
	name := func(code string) string { return f.CodeLabel(code).In(w.Lang) }
	switch {
	case v == "":
		return ""
	case f.Refers == registry.Operators && w.Operator != nil:
		name = w.Operator
	case len(f.Codes) == 0:
		return v
	}
	if f.Type != registry.ListField {
		return name(v)
	}
	codes := strings.Split(v, ";")
	for i, code := range codes {
		codes[i] = name(code)
	}
	return strings.Join(codes, ", ")
}
