package mapsheet

import (
	"fmt"
	"io"
	"strconv"
	"time"

	"codeberg.org/go-pdf/fpdf"
	"github.com/go-fonts/liberation/liberationsansbold"
	"github.com/go-fonts/liberation/liberationsansregular"
	"golang.org/x/text/unicode/norm"

	"hatang/registry"
)

// MostRecords is how many records a sheet takes: some hundred pages.
const MostRecords = 20_000

// The page, in millimetres.
const (
	pageWidth  = 297.0
	pageHeight = 210.0
	margin     = 12.0
	footHeight = 8.0
	legendWide = 58.0
	headHeight = 15.0
	gutter     = 4.0
)

// sans is the name of the typeface within the PDF.
const sans = "sans"

// Sheet is what is put on paper.
type Sheet struct {
	Lang   registry.Lang
	Title  string           // of the registry, such as "Kon Tum 31/12/2020"; may be empty
	Schema *registry.Schema // the kind of the records
	// Fields are the columns of the table in their order; those without any value
	// are left out, and those for which there is no room, which the sheet says.
	Fields  []*registry.Field
	Records []registry.Record // at most MostRecords
	// Communes are drawn below the records, Province is outlined; both may be empty.
	Communes, Province []*registry.AdminUnit
	AsOf               registry.Date // the day that the records hold on
	Made               time.Time     // when the sheet is made
	Notice, Source     string
	Link               string // the address that shows the same; may be empty
	// Operator is what people call an operator; nil: its code.
	Operator func(code string) string
}

// writer sets one sheet.
type writer struct {
	*Sheet
	pdf *fpdf.Fpdf
}

// Write writes the sheet as a PDF. Equal sheets give equal bytes.
func Write(w io.Writer, s *Sheet) error {
	if len(s.Records) > MostRecords {
		return TooMany(len(s.Records))
	}
	pdf := fpdf.New("L", "mm", "A4", "")
	pdf.AddUTF8FontFromBytes(sans, "", liberationsansregular.TTF)
	pdf.AddUTF8FontFromBytes(sans, "B", liberationsansbold.TTF)
	pdf.SetMargins(margin, margin, margin)
	pdf.SetAutoPageBreak(false, margin)
	pdf.AliasNbPages("{pages}")
	pdf.SetCreationDate(s.Made)
	pdf.SetModificationDate(s.Made)
	pdf.SetCatalogSort(true)
	out := &writer{s, pdf}
	pdf.SetTitle(out.heading(), true)
	pdf.SetLang(string(s.Lang))
	pdf.SetFooterFunc(out.foot)
	out.mapPage()
	out.table()
	if err := pdf.Output(w); err != nil {
		return fmt.Errorf("mapsheet: %w", err)
	}
	return nil
}

// TooMany says that there are more records than a sheet takes; n is how many
// there are at least.
func TooMany(n int) error {
	return &registry.Error{
		Code: registry.Unsupported,
		Message: registry.Textf("tờ in nhận tối đa %[1]s bản ghi, ở đây có từ %[2]s", "a printed sheet takes %[3]s records at most, there are %[4]s or more",
			registry.VI.Integer(MostRecords), registry.VI.Integer(n), registry.EN.Integer(MostRecords), registry.EN.Integer(n)),
		Hint: registry.Text{VI: "thu hẹp bộ lọc, hoặc xuất XLSX", EN: "narrow the filter, or export XLSX"},
	}
}

// heading is what the sheet is about: "Trạm BTS · 935 bản ghi".
func (w *writer) heading() string {
	return registry.Textf("%[1]s · %[2]s bản ghi", "%[3]s · %[4]s records", w.Schema.Label.VI, registry.VI.Integer(len(w.Records)),
		w.Schema.Label.EN, registry.EN.Integer(len(w.Records))).In(w.Lang)
}

func (w *writer) say(vi, en string) string { return registry.Text{VI: vi, EN: en}.In(w.Lang) }

// font chooses size in points and style, "" or "B".
func (w *writer) font(style string, size float64) { w.pdf.SetFont(sans, style, size) }

// text writes a line from x to the right, its middle at y.
func (w *writer) text(x, y float64, line string) {
	_, height := w.pdf.GetFontSize()
	w.pdf.Text(x, y+height*0.35, norm.NFC.String(line))
}

// fitting is the line, shortened until it is no wider than that.
func (w *writer) fitting(line string, width float64) string {
	line = norm.NFC.String(line)
	if w.pdf.GetStringWidth(line) <= width {
		return line
	}
	letters := []rune(line)
	for len(letters) > 1 && w.pdf.GetStringWidth(string(letters)+"…") > width {
		letters = letters[:len(letters)-1]
	}
	return string(letters) + "…"
}

// head writes what stands at the top of the first page.
func (w *writer) head() {
	w.font("B", 15)
	w.text(margin, margin+3, w.fitting(w.heading(), pageWidth-2*margin-60))
	w.font("", 10)
	w.text(margin, margin+9.5, w.fitting(w.Title, pageWidth-2*margin-60))
	day := w.say("Số liệu ngày ", "As of ") + w.Lang.Date(w.AsOf)
	w.text(pageWidth-margin-w.pdf.GetStringWidth(day), margin+3, day)
}

// foot writes what stands at the bottom of every page.
func (w *writer) foot() {
	w.font("", 7.5)
	w.pdf.SetTextColor(70, 80, 86)
	y := pageHeight - margin + 1
	page := w.say("Trang ", "Page ") + strconv.Itoa(w.pdf.PageNo()) + " / {pages}"
	w.text(pageWidth-margin-22, y, page)
	made := w.say("In lúc ", "Printed ") + w.Made.In(registry.Vietnam()).Format("15:04 02/01/2006")
	line := made
	if w.Source != "" {
		line += " · " + w.say("Nguồn: ", "Source: ") + w.Source
	}
	if w.Link != "" {
		line += " · " + w.Link
	}
	w.text(margin, y, w.fitting(line, pageWidth-2*margin-26))
	w.pdf.SetTextColor(0, 0, 0)
}
