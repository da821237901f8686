package planning

import (
	"fmt"
	"io"

	"github.com/xuri/excelize/v2"

	"hatang/registry"
)

// book is a workbook that is written row by row and remembers the first error.
type book struct {
	file  *excelize.File
	bold  int
	first bool
	err   error
}

func newBook() *book {
	b := &book{file: excelize.NewFile(), first: true}
	b.bold, b.err = b.file.NewStyle(&excelize.Style{Font: &excelize.Font{Bold: true}})
	return b
}

// sheet adds a sheet: a bold first row that stays in sight, and the others.
func (b *book) sheet(name string, widths []float64, rows [][]any) {
	if b.err != nil {
		return
	}
	if b.first {
		b.err = b.file.SetSheetName("Sheet1", name)
	} else {
		_, b.err = b.file.NewSheet(name)
	}
	b.first = false
	for i, row := range rows {
		if b.err != nil {
			return
		}
		b.err = b.file.SetSheetRow(name, fmt.Sprintf("A%d", i+1), &row)
	}
	b.dress(name, widths)
}

func (b *book) dress(name string, widths []float64) {
	for k, width := range widths {
		column, err := excelize.ColumnNumberToName(k + 1)
		if b.err == nil {
			b.err = err
		}
		if b.err == nil {
			b.err = b.file.SetColWidth(name, column, column, width)
		}
	}
	if b.err == nil {
		b.err = b.file.SetRowStyle(name, 1, 1, b.bold)
	}
	if b.err == nil {
		b.err = b.file.SetPanes(name, &excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"})
	}
}

func (b *book) write(w io.Writer) error {
	if b.err == nil {
		b.err = b.file.Write(w)
	}
	if err := b.file.Close(); b.err == nil {
		b.err = err
	}
	return b.err
}

// cell is a value for a sheet, empty where it is not known.
func cell(v registry.Opt[float64]) any {
	if !v.Known {
		return nil
	}
	return v.Value
}

// WriteXLSX writes the plan as a workbook: figures, changes, curve, communes.
func (r *Result) WriteXLSX(w io.Writer, lang registry.Lang) error {
	p := &printer{lang: lang}
	b := newBook()
	var rows [][]any
	for _, row := range r.figureRows(p) {
		rows = append(rows, texts(row))
	}
	rows[0][0] = r.Question.Title().In(lang) + " – " + r.Unit.Name + ", " + lang.Date(r.AsOf)
	if r.Solver != nil {
		rows = append(rows, []any{}, []any{r.Solver.text(lang)})
	}
	for _, n := range r.Norms {
		rows = append(rows, []any{n.Norm.Title.In(lang) + " (" + n.Norm.Citation + "): " + n.Said.In(lang)})
	}
	for _, note := range r.Notes {
		rows = append(rows, []any{note.In(lang)})
	}
	rows = append(rows, []any{r.Provenance.Method.In(lang)}, []any{r.Provenance.Surface.In(lang)})
	b.sheet(p.say("Chỉ tiêu", "Figures"), []float64{60, 16, 16}, rows)
	b.sheet(p.say("Thay đổi", "Changes"), []float64{6, 10, 30, 22, 11, 11, 12, 14, 14, 12, 90, 24}, r.changeRows(p))
	b.sheet(p.say("Đường cong", "Curve"), []float64{6, 30, 16, 14, 16}, r.curveRows(p))
	b.sheet(p.say("Xã", "Communes"), []float64{10, 26, 12, 10, 10, 16, 16}, r.communeRows(p))
	if rows := r.Coverage.rows(p); rows != nil {
		b.sheet(p.say("Căn cứ vùng phủ", "Basis"), []float64{48, 60}, said(rows))
	}
	if len(r.Ranking) > 0 {
		b.sheet(p.say("Ứng viên", "Candidates"), []float64{6, 34, 26, 11, 11, 16, 22, 24}, r.rankingRows(p))
	}
	return b.write(w)
}

func texts(row []string) []any {
	cells := make([]any, len(row))
	for i, s := range row {
		cells[i] = s
	}
	return cells
}

// wayUnit is the unit that ways have in sheets.
func (r *Result) wayUnit() string {
	if r.Before.Access.Unit == "s" {
		return "s"
	}
	return "m"
}

func (r *Result) changeRows(p *printer) [][]any {
	rows := [][]any{{
		"#", p.say("việc", "what"), p.say("tên", "name"), p.say("xã", "commune"), "lon", "lat", p.say("người", "people"),
		p.say("bình quân trước, ", "mean before, ") + r.wayUnit(), p.say("bình quân sau, ", "mean after, ") + r.wayUnit(),
		p.say("vào tầm (người)", "into reach (people)"), p.say("lý do", "reason"), "id",
	}}
	for i := range r.Changes {
		c := &r.Changes[i]
		rows = append(rows, []any{
			c.Rank, c.Kind.text().In(p.lang), c.Name, c.Commune.Name, c.Lon, c.Lat, c.People, cell(c.MeanBefore), cell(c.MeanAfter), c.Within,
			c.Reason.In(p.lang), c.ID,
		})
	}
	return rows
}

func (r *Result) curveRows(p *printer) [][]any {
	rows := [][]any{{"#", p.say("điểm", "point"), p.say("thêm (người)", "gain (people)"), p.say("tỷ lệ dân", "share of people"), p.say("bình quân, ", "mean, ") + r.wayUnit()}}
	for _, s := range r.Curve {
		rows = append(rows, []any{s.N, s.Name, s.GainPeople, s.Share, cell(s.Mean)})
	}
	return rows
}

func (r *Result) communeRows(p *printer) [][]any {
	rows := [][]any{{
		p.say("mã", "code"), p.say("xã", "commune"), p.say("người", "people"), p.say("điểm trước", "points before"), p.say("điểm sau", "points after"),
		p.say("bình quân trước, ", "mean before, ") + r.wayUnit(), p.say("bình quân sau, ", "mean after, ") + r.wayUnit(),
	}}
	for _, c := range r.Communes {
		rows = append(rows, []any{c.Unit.Code, c.Unit.Name, c.People, c.Points[0], c.Points[1], cell(c.Before), cell(c.After)})
	}
	return rows
}

// WriteXLSX writes the sheet of communes, one column a norm, and the totals.
func (s *NormSheet) WriteXLSX(w io.Writer, lang registry.Lang) error {
	p := &printer{lang: lang}
	b := newBook()
	header := []any{
		p.say("mã", "code"), p.say("xã", "commune"), p.say("loại", "type"), p.say("người", "people"), p.say("số điểm", "points"),
		p.say("có người", "staffed"), p.say("có Internet", "connected"), p.say("giờ/ngày", "h/day"), p.say("người/điểm", "people/point"),
	}
	if len(s.Communes) > 0 {
		for _, v := range s.Communes[0].Verdicts {
			header = append(header, v.Norm, p.say("lý do", "why"))
		}
	}
	rows := [][]any{header}
	for i := range s.Communes {
		c := &s.Communes[i]
		row := []any{c.Unit.Code, c.Unit.Name, c.Type, cell(c.People), c.Points, c.Staffed, c.Connected, cell(c.MostHours), cell(c.PeoplePerPoint)}
		for _, v := range c.Verdicts {
			row = append(row, v.Verdict.Text().In(lang), v.Why.In(lang))
		}
		rows = append(rows, row)
	}
	b.sheet(p.say("Theo xã", "By commune"), []float64{10, 26, 10, 12, 9, 9, 11, 9, 12}, rows)
	rows = [][]any{{p.say("định mức", "norm"), p.say("văn bản", "text"), p.say("đạt", "met"), p.say("không đạt", "not met"), p.say("chưa đủ dữ liệu", "not decidable"), p.say("người liên quan", "people concerned")}}
	for _, n := range s.Norms {
		rows = append(rows, []any{n.Norm.Title.In(lang), n.Norm.Citation, n.Met, n.NotMet, n.Undecidable, cell(n.People)})
	}
	for _, n := range s.National {
		rows = append(rows, []any{n.Norm.Title.In(lang), n.Norm.Citation, n.Said.In(lang)})
	}
	b.sheet(p.say("Tổng hợp", "Totals"), []float64{60, 44, 10, 12, 16, 18}, rows)
	rows = [][]any{{p.say("điểm", "point"), p.say("loại", "class"), p.say("xã", "commune"), p.say("giờ/ngày", "h/day"), p.say("định mức", "norm"), p.say("kết luận", "verdict")}}
	for i := range s.Points {
		v := &s.Points[i]
		rows = append(rows, []any{v.Name, v.Class, v.Commune, cell(v.Hours), v.Norm, v.Verdict.Text().In(lang)})
	}
	b.sheet(p.say("Giờ mở cửa", "Hours"), []float64{34, 16, 26, 10, 26, 18}, rows)
	return b.write(w)
}
