package planning

import (
	"io"

	"codeberg.org/go-pdf/fpdf"
	"github.com/go-fonts/liberation/liberationserifbold"
	"github.com/go-fonts/liberation/liberationserifregular"

	"hatang/registry"
)

// page is a PDF being written.
type page struct {
	*fpdf.Fpdf
	width float64 // of the text, mm
}

// Margins and sizes of the pages: A4 with the left margin for binding.
const (
	leftMM, topMM, rightMM = 25.0, 20.0, 15.0
	bodyPt                 = 11.0
	lineMM                 = 5.5
	serif                  = "serif"
)

func newPage() *page {
	f := fpdf.New("P", "mm", "A4", "")
	f.AddUTF8FontFromBytes(serif, "", liberationserifregular.TTF)
	f.AddUTF8FontFromBytes(serif, "B", liberationserifbold.TTF)
	f.SetMargins(leftMM, topMM, rightMM)
	f.SetAutoPageBreak(true, topMM)
	f.AddPage()
	width, _ := f.GetPageSize()
	return &page{f, width - leftMM - rightMM}
}

func (p *page) heading(text string, pt float64) {
	p.SetFont(serif, "B", pt)
	p.MultiCell(p.width, lineMM*pt/bodyPt, text, "", "L", false)
	p.Ln(1.5)
	p.SetFont(serif, "", bodyPt)
}

func (p *page) paragraph(text string) {
	p.SetFont(serif, "", bodyPt)
	p.MultiCell(p.width, lineMM, text, "", "L", false)
}

// table has columns of the given shares of the width; the first row is bold and
// all columns but the first are set to the right.
func (p *page) table(shares []float64, rows [][]string) {
	for i, row := range rows {
		style := ""
		if i == 0 {
			style = "B"
		}
		p.SetFont(serif, style, bodyPt-1)
		for k, text := range row {
			align := "R"
			if k == 0 {
				align = "L"
			}
			p.CellFormat(p.width*shares[k], lineMM, p.fit(text, p.width*shares[k]), "B", 0, align, false, 0, "")
		}
		p.Ln(lineMM)
	}
	p.Ln(2)
}

// fit cuts a text that is wider than its cell.
func (p *page) fit(text string, width float64) string {
	if p.GetStringWidth(text) <= width-2 {
		return text
	}
	runes := []rune(text)
	for len(runes) > 1 && p.GetStringWidth(string(runes)+"…") > width-2 {
		runes = runes[:len(runes)-1]
	}
	return string(runes) + "…"
}

// WritePDF writes the plan as a report: figures, each change with its reason, the
// curve, norms and notes.
func (r *Result) WritePDF(w io.Writer, lang registry.Lang) error {
	p := newPage()
	say := &printer{lang: lang}
	p.heading(say.say("PHƯƠNG ÁN MẠNG LƯỚI", "NETWORK PLAN"), 14)
	p.heading(r.Question.Title().In(lang)+" – "+r.Unit.Name+", "+lang.Date(r.AsOf), 12)
	p.table([]float64{0.56, 0.22, 0.22}, r.figureRows(say))
	if r.Solver != nil {
		p.paragraph(r.Solver.text(lang))
		p.Ln(2)
	}
	if len(r.Changes) > 0 {
		p.heading(say.say("Từng điểm và lý do", "Each point and why"), 12)
	}
	for i := range r.Changes {
		c := &r.Changes[i]
		p.paragraph(lang.Integer(c.Rank) + ". " + c.Kind.text().In(lang) + " " + c.Name + " (" + c.Commune.Name + "; " +
			lang.Number(c.Lon, 5) + "; " + lang.Number(c.Lat, 5) + "): " + c.Reason.In(lang) + ".")
	}
	if len(r.Curve) > 0 {
		p.Ln(2)
		p.heading(say.say("Lợi ích của từng điểm tiếp theo", "What each next point gains"), 12)
		rows := [][]string{{say.say("điểm", "point"), say.say("thêm (người)", "gain (people)"), say.say("tỷ lệ dân", "share"), say.say("bình quân", "mean way")}}
		for _, s := range r.Curve {
			rows = append(rows, []string{lang.Integer(s.N) + ". " + s.Name, lang.Number(s.GainPeople, 0), percent(s.Share, lang), wayIn(r.Before.Access.Unit, s.Mean, lang)})
		}
		p.table([]float64{0.46, 0.18, 0.18, 0.18}, rows)
	}
	if rows := r.Coverage.rows(say); rows != nil {
		p.table([]float64{0.36, 0.64}, rows)
	}
	for _, n := range r.Norms {
		p.paragraph("• " + n.Norm.Title.In(lang) + " (" + n.Norm.Citation + "): " + n.Said.In(lang))
	}
	for _, note := range r.Notes {
		p.paragraph("• " + note.In(lang))
	}
	p.paragraph("• " + r.Provenance.Method.In(lang) + "; " + r.Provenance.Surface.In(lang))
	return p.Output(w)
}
