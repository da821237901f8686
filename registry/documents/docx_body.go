package documents

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"image/png"
	"math"
	"strconv"
	"strings"
)

// Units of WordprocessingML: twentieths of a point, and English metric units.
const (
	twipsPerMM = 1440 / 25.4
	emuPerMM   = 36000
	textMM     = 210 - marginLeftMM - marginRightMM
)

// bodyWriter writes blocks as WordprocessingML.
type bodyWriter struct {
	out      bytes.Buffer
	pictures []part   // word/media/…
	links    []string // Relationship elements
}

func (w *bodyWriter) block(b Block) error {
	switch b := b.(type) {
	case Paragraph:
		w.paragraph(paragraphStyle(b), alignment(b.Align), b.Runs)
	case Heading:
		w.paragraph("Heading"+strconv.Itoa(min(max(b.Level, 1), 2)), "", []Run{{Text: b.Text}})
	case Table:
		w.table(&b)
	case Picture:
		return w.picture(&b)
	case PageBreak:
		w.out.WriteString(`<w:p><w:r><w:br w:type="page"/></w:r></w:p>`)
	}
	return nil
}

func paragraphStyle(p Paragraph) string {
	if p.Flush || p.Align == Centre || p.Align == Right {
		return "HTFlush"
	}
	return "HTBody"
}

// alignment is the property that differs from the style's; "" for none.
func alignment(a Align) string {
	switch a {
	case Left:
		return `<w:jc w:val="left"/>`
	case Centre:
		return `<w:jc w:val="center"/>`
	case Right:
		return `<w:jc w:val="right"/>`
	}
	return ""
}

func (w *bodyWriter) paragraph(style, properties string, runs []Run) {
	fmt.Fprintf(&w.out, `<w:p><w:pPr><w:pStyle w:val="%s"/>%s</w:pPr>`, style, properties)
	for _, r := range runs {
		w.run(r)
	}
	w.out.WriteString(`</w:p>`)
}

func (w *bodyWriter) run(r Run) {
	properties := ""
	if r.Bold {
		properties += `<w:b/>`
	}
	if r.Italic {
		properties += `<w:i/>`
	}
	if properties != "" {
		properties = `<w:rPr>` + properties + `</w:rPr>`
	}
	w.out.WriteString(`<w:r>` + properties + runText(r.Text) + `</w:r>`)
	if r.Note > 0 {
		w.out.WriteString(`<w:r><w:rPr><w:vertAlign w:val="superscript"/></w:rPr>` + runText(noteMark(r.Note)) + `</w:r>`)
	}
}

// runText is the content of a run; lines end with breaks.
func runText(text string) string {
	var out strings.Builder
	for i, line := range strings.Split(composed(text), "\n") {
		if i > 0 {
			out.WriteString(`<w:br/>`)
		}
		out.WriteString(`<w:t xml:space="preserve">` + escaped(line) + `</w:t>`)
	}
	return out.String()
}

// escaped is text as XML has it; characters that XML cannot have become U+FFFD.
func escaped(text string) string {
	var out strings.Builder
	_ = xml.EscapeText(&out, []byte(text)) // a Builder takes everything
	return out.String()
}

func (w *bodyWriter) table(t *Table) {
	if t.Caption != "" {
		w.paragraph("HTCaption", "", []Run{{Text: t.Caption}})
	}
	widths := columnWidths(t.Columns, textMM)
	w.out.WriteString(`<w:tbl><w:tblPr><w:tblW w:w="` + twips(textMM) + `" w:type="dxa"/><w:tblBorders>`)
	for _, side := range []string{"top", "left", "bottom", "right", "insideH", "insideV"} {
		w.out.WriteString(`<w:` + side + ` w:val="single" w:sz="4" w:space="0" w:color="auto"/>`)
	}
	w.out.WriteString(`</w:tblBorders><w:tblLayout w:type="fixed"/><w:tblCellMar><w:top w:w="40" w:type="dxa"/><w:left w:w="70" w:type="dxa"/><w:bottom w:w="40" w:type="dxa"/><w:right w:w="70" w:type="dxa"/></w:tblCellMar></w:tblPr><w:tblGrid>`)
	for _, width := range widths {
		w.out.WriteString(`<w:gridCol w:w="` + twips(width) + `"/>`)
	}
	w.out.WriteString(`</w:tblGrid>`)
	titles := Row{Strong: true}
	heads := make([]Align, len(t.Columns))
	bodies := make([]Align, len(t.Columns))
	for i, c := range t.Columns {
		titles.Cells = append(titles.Cells, c.Title)
		heads[i], bodies[i] = Centre, c.Align
	}
	w.row(titles, widths, heads, `<w:tblHeader/>`)
	for _, r := range t.Rows {
		w.row(r, widths, bodies, "")
	}
	w.out.WriteString(`</w:tbl>`)
	w.paragraph("HTFlush", "", nil) // two tables in a row would become one
}

func (w *bodyWriter) row(r Row, widths []float64, aligns []Align, properties string) {
	w.out.WriteString(`<w:tr><w:trPr><w:cantSplit/>` + properties + `</w:trPr>`)
	for i, width := range widths {
		var runs []Run
		if i < len(r.Cells) && r.Cells[i] != "" {
			runs = []Run{{Text: r.Cells[i], Bold: r.Strong}}
		}
		w.out.WriteString(`<w:tc><w:tcPr><w:tcW w:w="` + twips(width) + `" w:type="dxa"/></w:tcPr>`)
		w.paragraph("HTCell", alignment(aligns[i]), runs)
		w.out.WriteString(`</w:tc>`)
	}
	w.out.WriteString(`</w:tr>`)
}

func twips(mm float64) string { return strconv.Itoa(int(math.Round(mm * twipsPerMM))) }

func (w *bodyWriter) picture(p *Picture) error {
	n := len(w.pictures) + 1
	size, err := png.DecodeConfig(bytes.NewReader(p.PNG))
	if err != nil {
		return fmt.Errorf("picture %d (%s): %w", n, p.Alt, err)
	}
	width := min(p.WidthMM, textMM)
	height := width * float64(size.Height) / float64(size.Width)
	if most := 297.0 - marginTopMM - marginBottomMM - 12; height > most {
		width, height = width*most/height, most
	}
	id := "rIdPicture" + strconv.Itoa(n)
	name := "picture" + strconv.Itoa(n) + ".png"
	w.pictures = append(w.pictures, part{"word/media/" + name, p.PNG})
	w.links = append(w.links, `<Relationship Id="`+id+`" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/image" Target="media/`+name+`"/>`)
	fmt.Fprintf(&w.out, `<w:p><w:pPr><w:pStyle w:val="HTFlush"/><w:keepNext/><w:jc w:val="center"/></w:pPr><w:r><w:drawing>`+
		`<wp:inline xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" distT="0" distB="0" distL="0" distR="0"><wp:extent cx="%[1]d" cy="%[2]d"/><wp:docPr id="%[3]d" name="%[4]s" descr="%[5]s"/>`+
		`<a:graphic xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:pic xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture">`+
		`<pic:nvPicPr><pic:cNvPr id="%[3]d" name="%[4]s" descr="%[5]s"/><pic:cNvPicPr/></pic:nvPicPr>`+
		`<pic:blipFill><a:blip xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" r:embed="%[6]s"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill>`+
		`<pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="%[1]d" cy="%[2]d"/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr>`+
		`</pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r></w:p>`,
		int(width*emuPerMM), int(height*emuPerMM), n, name, escaped(composed(p.Alt)), id)
	if p.Caption != "" {
		w.paragraph("HTCaption", "", []Run{{Text: p.Caption}})
	}
	return nil
}
