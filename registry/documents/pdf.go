package documents

import (
	"bytes"
	"fmt"
	"image"
	"image/draw"
	"image/png"
	"io"
	"strconv"
	"strings"

	"codeberg.org/go-pdf/fpdf"
	"golang.org/x/text/unicode/norm"
)

// The page of NĐ 30/2020, annex I: A4, margins in millimetres, sizes in points.
const (
	marginTopMM    = 20.0
	marginBottomMM = 20.0
	marginLeftMM   = 30.0
	marginRightMM  = 17.0
	bodyPt         = 13.0
	tablePt        = 11.0
	smallPt        = 11.0
	indentMM       = 10.0
	mmPerPt        = 25.4 / 72
	leading        = 1.2 // lines of running text, as a multiple of the size
	paragraphMM    = 2.1 // 6 pt
)

// setter sets a document on pages.
type setter struct {
	pdf           *fpdf.Fpdf
	left, width   float64 // of the column that text is set in, mm
	bottom        float64 // below which nothing is set, mm
	pictures      int
	widths        map[int]bool // in dots, of the pictures so far
	repeatHeading func()       // draws the titles of the table that goes on after a page break
}

// WritePDF writes the document as a PDF. Equal documents give equal bytes.
func WritePDF(w io.Writer, d *Document) error {
	pdf := fpdf.New("P", "mm", "A4", "")
	addFonts(pdf)
	pdf.SetMargins(marginLeftMM, marginTopMM, marginRightMM)
	pdf.SetAutoPageBreak(false, marginBottomMM)
	pdf.SetTitle(d.Title, true)
	pdf.SetCreationDate(d.Made)
	pdf.SetModificationDate(d.Made)
	pdf.SetCatalogSort(true)
	pdf.SetHeaderFunc(func() {
		if pdf.PageNo() > 1 { // the first page carries no number
			pdf.SetFont(serif, "", bodyPt)
			pdf.SetXY(marginLeftMM, marginTopMM/2)
			pdf.CellFormat(210-marginLeftMM-marginRightMM, 6, strconv.Itoa(pdf.PageNo()), "", 0, "C", false, 0, "")
			pdf.SetXY(marginLeftMM, marginTopMM)
		}
	})
	pdf.AddPage()
	s := &setter{pdf: pdf, left: marginLeftMM, width: 210 - marginLeftMM - marginRightMM, bottom: 297 - marginBottomMM}
	if err := s.document(d); err != nil {
		return err
	}
	if err := pdf.Output(w); err != nil {
		return fmt.Errorf("writing the PDF: %w", err)
	}
	return nil
}

func (s *setter) document(d *Document) error {
	if d.Letterhead != nil {
		s.letterhead(d)
	}
	s.title(d)
	for _, line := range d.addressed() {
		s.lines([]Run{{Text: line}}, look{size: bodyPt + 1}, Centre, 0)
	}
	for i, b := range d.Body {
		s.keepTogether(d.Body[i:])
		if err := s.block(b); err != nil {
			return err
		}
	}
	s.notes(d.Notes)
	if d.Closing != nil {
		s.closing(d.Closing)
	}
	return nil
}

func (s *setter) title(d *Document) {
	if d.Kind == "" {
		return
	}
	s.gap(paragraphMM)
	s.lines([]Run{{Text: d.Kind}}, look{bold: true, size: bodyPt + 1}, Centre, 0)
	if d.Subject != "" {
		s.lines([]Run{{Text: d.Subject}}, look{bold: true, size: bodyPt + 1}, Centre, 0)
	}
	s.rule(s.left+s.width/3, s.width/3)
	s.gap(2 * paragraphMM)
}

// letterhead sets its two columns side by side: who writes, and the state.
func (s *setter) letterhead(d *Document) {
	l := d.Letterhead
	top := s.pdf.GetY()
	const share = 0.42
	leftWidth := s.width * share
	s.column(s.left, leftWidth, func() {
		s.lines([]Run{{Text: l.Superior}}, look{size: bodyPt - 1}, Centre, 0)
		s.lines([]Run{{Text: l.Agency}}, look{bold: true, size: bodyPt - 1}, Centre, 0)
		s.rule(s.left+leftWidth/3, leftWidth/3)
		s.gap(paragraphMM)
		s.lines([]Run{{Text: l.number()}}, look{size: bodyPt}, Centre, 0)
		if subject := d.letterSubject(); subject != "" {
			s.lines([]Run{{Text: subject}}, look{size: bodyPt - 1}, Centre, 0)
		}
	})
	below := s.pdf.GetY()
	s.pdf.SetY(top)
	rightWidth := s.width - leftWidth
	s.column(s.left+leftWidth, rightWidth, func() {
		s.lines([]Run{{Text: stateName}}, look{bold: true, size: bodyPt - 1}, Centre, 0)
		s.lines([]Run{{Text: stateMotto}}, look{bold: true, size: bodyPt}, Centre, 0)
		s.rule(s.left+rightWidth/5, rightWidth*3/5)
		s.gap(paragraphMM)
		s.lines([]Run{{Text: l.placeAndDate()}}, look{italic: true, size: bodyPt}, Centre, 0)
	})
	s.pdf.SetY(max(below, s.pdf.GetY()))
	s.gap(3 * paragraphMM)
}

func (s *setter) closing(c *Closing) {
	s.gap(2 * paragraphMM)
	s.need(50) // the signature stays with its name
	top := s.pdf.GetY()
	half := s.width / 2
	s.column(s.left, half, func() {
		if len(c.Recipients) > 0 {
			s.lines([]Run{{Text: "Nơi nhận:"}}, look{bold: true, italic: true, size: bodyPt - 1}, Left, 0)
		}
		for _, line := range c.recipients() {
			s.lines([]Run{{Text: line}}, look{size: smallPt}, Left, 0)
		}
	})
	below := s.pdf.GetY()
	s.pdf.SetY(top)
	s.column(s.left+half, half, func() {
		for _, line := range []string{c.Capacity, c.Post} {
			s.lines([]Run{{Text: line}}, look{bold: true, size: bodyPt}, Centre, 0)
		}
		s.gap(22) // room for the signature and the seal
		s.lines([]Run{{Text: c.Name}}, look{bold: true, size: bodyPt}, Centre, 0)
	})
	s.pdf.SetY(max(below, s.pdf.GetY()))
}

func (s *setter) notes(notes []string) {
	if len(notes) == 0 {
		return
	}
	s.gap(paragraphMM)
	s.rule(s.left, s.width/4)
	for i, note := range notes {
		s.lines([]Run{{Text: noteMark(i+1) + " " + note}}, look{size: smallPt - 1}, Justified, 0)
	}
}

func (s *setter) block(b Block) error {
	switch b := b.(type) {
	case Paragraph:
		indent := indentMM
		if b.Flush || b.Align == Centre || b.Align == Right {
			indent = 0
		}
		s.lines(b.Runs, look{size: bodyPt}, b.Align, indent)
		s.gap(paragraphMM)
	case Heading:
		s.gap(paragraphMM / 2)
		s.need(15) // not alone at the bottom of a page
		s.lines([]Run{{Text: b.Text, Bold: true, Italic: b.Level > 1}}, look{size: bodyPt}, Left, 0)
		s.gap(paragraphMM)
	case Table:
		s.table(&b)
	case Picture:
		return s.picture(&b)
	case PageBreak:
		s.pdf.AddPage()
	}
	return nil
}

// keepTogether begins a new page where a heading and the picture that follows it
// do not both fit on this one.
func (s *setter) keepTogether(blocks []Block) {
	if len(blocks) < 2 {
		return
	}
	_, heads := blocks[0].(Heading)
	picture, follows := blocks[1].(Picture)
	if !heads || !follows {
		return
	}
	size, err := png.DecodeConfig(bytes.NewReader(picture.PNG))
	if err != nil || size.Width == 0 {
		return // what is wrong with it is told when it is set
	}
	width := min(picture.WidthMM, s.width)
	const room = 15 + 8 // of the heading, and of the first lines of a caption
	if height := width*float64(size.Height)/float64(size.Width) + room; height < s.bottom-marginTopMM {
		s.need(height)
	}
}

func (s *setter) picture(p *Picture) error {
	s.pictures++
	content, err := s.distinct(p.PNG)
	if err != nil {
		return fmt.Errorf("picture %d (%s): %w", s.pictures, p.Alt, err)
	}
	name := "picture" + strconv.Itoa(s.pictures)
	options := fpdf.ImageOptions{ImageType: "PNG"}
	info := s.pdf.RegisterImageOptionsReader(name, options, bytes.NewReader(content))
	if err := s.pdf.Error(); err != nil {
		return fmt.Errorf("picture %d (%s): %w", s.pictures, p.Alt, err)
	}
	width := min(p.WidthMM, s.width)
	height := width * info.Height() / info.Width()
	if most := s.bottom - marginTopMM - 12; height > most {
		width, height = width*most/height, most
	}
	s.need(height + 8)
	s.pdf.ImageOptions(name, s.left+(s.width-width)/2, s.pdf.GetY(), width, height, false, options, 0, "")
	s.pdf.SetY(s.pdf.GetY() + height)
	s.caption(p.Caption)
	return nil
}

// distinct is the picture with blank columns at its right until no picture before
// it is as wide. The library orders pictures in the file by their widths and
// leaves those of one width to chance, and equal documents are to give equal bytes.
func (s *setter) distinct(content []byte) ([]byte, error) {
	size, err := png.DecodeConfig(bytes.NewReader(content))
	if err != nil {
		return nil, err
	}
	width := size.Width
	for s.widths[width] {
		width++
	}
	if s.widths == nil {
		s.widths = map[int]bool{}
	}
	s.widths[width] = true
	if width == size.Width {
		return content, nil
	}
	picture, err := png.Decode(bytes.NewReader(content))
	if err != nil {
		return nil, err
	}
	wider := image.NewRGBA(image.Rect(0, 0, width, size.Height))
	draw.Draw(wider, wider.Bounds(), image.White, image.Point{}, draw.Src)
	draw.Draw(wider, picture.Bounds(), picture, picture.Bounds().Min, draw.Over)
	var out bytes.Buffer
	err = png.Encode(&out, wider)
	return out.Bytes(), err
}

func (s *setter) caption(text string) {
	if text != "" {
		s.lines([]Run{{Text: text, Italic: true}}, look{size: smallPt}, Centre, 0)
	}
	s.gap(paragraphMM)
}

// column sets what f sets between other margins.
func (s *setter) column(left, width float64, f func()) {
	outerLeft, outerWidth := s.left, s.width
	s.left, s.width = left, width
	f()
	s.left, s.width = outerLeft, outerWidth
}

func (s *setter) gap(mm float64) { s.pdf.SetY(s.pdf.GetY() + mm) }

// need begins a new page unless so much room is left on this one.
func (s *setter) need(mm float64) {
	if s.pdf.GetY()+mm <= s.bottom {
		return
	}
	s.pdf.AddPage()
	s.pdf.SetY(marginTopMM)
	if s.repeatHeading != nil {
		s.repeatHeading()
	}
}

// rule draws a thin line, as below the name of the agency.
func (s *setter) rule(x, width float64) {
	y := s.pdf.GetY() + 0.7
	s.pdf.SetLineWidth(0.2)
	s.pdf.Line(x, y, x+width, y)
	s.pdf.SetY(y + 0.7)
}

// composed is text as fonts have it.
func composed(text string) string { return norm.NFC.String(text) }

// printable is text that the typeface can print: letters beyond the basic plane,
// which no TrueType font of this sort has, and controls become U+FFFD.
func printable(text string) string {
	return strings.Map(func(r rune) rune {
		if r > 0xFFFF || r < ' ' && r != '\n' && r != '\t' {
			return '\uFFFD'
		}
		return r
	}, composed(text))
}
