package reports

import (
	"fmt"
	"io"
	"strings"

	"github.com/xuri/excelize/v2"

	"hatang/registry"
	"hatang/registry/indicators/consistency"
)

// The widest that a column of the workbook becomes, in characters.
const widestColumn = 60

// WriteXLSX writes the report as a workbook with one sheet a table: sentences,
// figures with the period before and the plan, parts, series, communes, criterion
// 8, consistency and the notes. Numbers are numbers, shown to their decimals.
func (r *Report) WriteXLSX(w io.Writer, lang registry.Lang) (err error) {
	book := &workbook{file: excelize.NewFile(), lang: lang, styles: map[int]int{}}
	defer func() {
		if closing := book.file.Close(); err == nil {
			err = closing
		}
	}()
	for _, sheet := range []func(*workbook){
		r.sentenceSheet, r.figureSheet, r.partSheet, r.seriesSheet, r.communeSheet, r.criterionSheet, r.findingSheet, r.noteSheet,
	} {
		sheet(book)
	}
	if book.err == nil {
		book.err = book.file.DeleteSheet("Sheet1")
	}
	if book.err == nil {
		book.file.SetActiveSheet(0)
		_, book.err = book.file.WriteTo(w)
	}
	return book.err
}

// number is a cell with a number and how many decimals it shows.
type number struct {
	value    registry.Opt[float64]
	decimals int
}

// workbook keeps the first error of a run of writes.
type workbook struct {
	file   *excelize.File
	lang   registry.Lang
	styles map[int]int // decimals → style
	err    error
}

// sheet writes a table with its row of titles, which stays in view.
func (b *workbook) sheet(name registry.Text, titles []registry.Text, rows [][]any) {
	if b.err != nil {
		return
	}
	sheet := name.In(b.lang)
	if _, b.err = b.file.NewSheet(sheet); b.err != nil {
		return
	}
	head := make([]any, len(titles))
	for i, t := range titles {
		head[i] = t.In(b.lang)
	}
	widths := make([]int, len(titles))
	for i, row := range append([][]any{head}, rows...) {
		for j, cell := range row {
			b.cell(sheet, j+1, i+1, cell)
			if text, ok := cell.(string); ok && j < len(widths) {
				widths[j] = max(widths[j], min(len([]rune(text))+2, widestColumn))
			}
		}
	}
	for j, width := range widths {
		column, err := excelize.ColumnNumberToName(j + 1)
		if err == nil && b.err == nil {
			b.err = b.file.SetColWidth(sheet, column, column, float64(max(width, 8)))
		}
	}
	b.freeze(sheet)
}

func (b *workbook) freeze(sheet string) {
	bold, err := b.file.NewStyle(&excelize.Style{Font: &excelize.Font{Bold: true}})
	if err == nil {
		err = b.file.SetRowStyle(sheet, 1, 1, bold)
	}
	if err == nil {
		err = b.file.SetPanes(sheet, &excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"})
	}
	if b.err == nil {
		b.err = err
	}
}

func (b *workbook) cell(sheet string, column, row int, value any) {
	at, err := excelize.CoordinatesToCellName(column, row)
	if err == nil {
		switch v := value.(type) {
		case number:
			if v.value.Known {
				err = b.file.SetCellFloat(sheet, at, v.value.Value, -1, 64)
				b.style(sheet, at, v.decimals)
			}
		case string:
			err = b.file.SetCellStr(sheet, at, v)
		default:
			err = b.file.SetCellValue(sheet, at, v)
		}
	}
	if b.err == nil {
		b.err = err
	}
}

func (b *workbook) style(sheet, at string, decimals int) {
	style, known := b.styles[decimals]
	if !known {
		format := "#,##0"
		if decimals > 0 {
			format += "." + strings.Repeat("0", decimals)
		}
		var err error
		if style, err = b.file.NewStyle(&excelize.Style{CustomNumFmt: &format}); err != nil {
			b.err = err
			return
		}
		b.styles[decimals] = style
	}
	if err := b.file.SetCellStyle(sheet, at, at, style); err != nil && b.err == nil {
		b.err = err
	}
}

func t(vi, en string) registry.Text { return registry.Text{VI: vi, EN: en} }

func (r *Report) sentenceSheet(b *workbook) {
	rows := [][]any{
		{r.Title.In(b.lang)}, {r.Unit.Name + ", " + r.PeriodName.In(b.lang)},
		{registry.Textf("số liệu đến ngày %s; địa giới ngày %s", "as of %s; boundaries of %s", b.lang.Date(r.Period.To), b.lang.Date(r.Boundaries)).In(b.lang)},
	}
	if !r.Notice.IsZero() {
		rows = append(rows, []any{r.Notice.In(b.lang)})
	}
	for _, s := range r.Sections {
		rows = append(rows, []any{s.Title.In(b.lang)})
		for _, l := range s.Lines {
			deviations := make([]string, len(l.Deviations))
			for i, d := range l.Deviations {
				deviations[i] = d.In(b.lang)
			}
			rows = append(rows, []any{l.Text.In(b.lang), strings.Join(deviations, "\n")})
		}
	}
	b.sheet(t("Báo cáo", "Report"), []registry.Text{t("Nội dung", "Text"), t("Chênh lệch so với số đã công bố", "Deviations from published figures")}, rows)
}

func (r *Report) figureSheet(b *workbook) {
	var rows [][]any
	for _, row := range r.Rows {
		f := row.Figure
		printed := make([]string, len(f.Printed))
		for i, c := range f.Printed {
			printed[i] = c.Printed + ": " + c.Finding.In(b.lang)
		}
		rows = append(rows, []any{
			f.Code, f.Name.In(b.lang), f.Measure.In(b.lang), number{f.Value, f.Decimals}, number{row.Previous, f.Decimals}, number{row.Change(), 1},
			number{row.Plan, f.Decimals}, number{row.OfPlan(), 1}, Note(f, b.lang), strings.Join(printed, "\n"), f.Why.In(b.lang),
		})
	}
	b.sheet(t("Chỉ tiêu", "Indicators"), []registry.Text{
		t("Mã", "Code"), t("Chỉ tiêu", "Indicator"), t("Đơn vị tính", "Unit"), t("Giá trị", "Value"), t("Kỳ trước", "Period before"), t("Tăng, %", "Growth, %"),
		t("Kế hoạch", "Plan"), t("So kế hoạch, %", "Of plan, %"), t("Công thức và nguồn", "Formula and source"), t("Số đã công bố", "Published"), t("Vì sao không có", "Why unknown"),
	}, rows)
}

func (r *Report) partSheet(b *workbook) {
	var rows [][]any
	for _, row := range r.Rows {
		for _, p := range row.Figure.Parts {
			rows = append(rows, []any{row.Figure.Name.In(b.lang), p.Label.In(b.lang), number{registry.Some(p.Value), row.Figure.Decimals}})
		}
	}
	b.sheet(t("Cơ cấu", "Parts"), []registry.Text{t("Chỉ tiêu", "Indicator"), t("Thành phần", "Part"), t("Giá trị", "Value")}, rows)
}

func (r *Report) seriesSheet(b *workbook) {
	titles := []registry.Text{t("Mã", "Code"), t("Chỉ tiêu", "Indicator")}
	var rows [][]any
	for i, s := range r.Series {
		row := []any{s.Code, s.Name.In(b.lang)}
		for j, v := range s.Values {
			if i == 0 {
				titles = append(titles, t(fmt.Sprint(s.Years[j]), fmt.Sprint(s.Years[j])))
			}
			row = append(row, number{v, r.Rows[i].Figure.Decimals})
		}
		rows = append(rows, row)
	}
	b.sheet(t("Chuỗi năm", "Years"), titles, rows)
}

func (r *Report) communeSheet(b *workbook) {
	titles := []registry.Text{t("Mã", "Code"), t("Xã, phường, thị trấn", "Commune"), t("Dân số", "People")}
	catalogue := map[string]registry.Text{}
	for _, row := range r.Rows {
		catalogue[row.Figure.Code] = row.Figure.Name
	}
	for _, code := range communeCounts() {
		titles = append(titles, catalogue[code])
	}
	var rows [][]any
	for _, c := range r.Communes {
		row := []any{c.Code, c.Name, number{registry.Opt[float64]{Value: float64(c.People.Value), Known: c.People.Known}, 0}}
		for _, code := range communeCounts() {
			row = append(row, number{c.Counts[code], 0})
		}
		rows = append(rows, row)
	}
	b.sheet(t("Theo xã", "By commune"), titles, rows)
}

// criteria are the parts of criterion 8.
func criteria() []string { return []string{"8.1", "8.2", "8.3", "8.4"} }

func (r *Report) criterionSheet(b *workbook) {
	titles := []registry.Text{t("Mã", "Code"), t("Xã", "Commune")}
	for _, c := range criteria() {
		titles = append(titles, t(c, c), t(c+" căn cứ", c+" basis"))
	}
	var rows [][]any
	for _, c := range r.Communes {
		if c.Type != "xa" {
			continue // the standard is for xã
		}
		row := []any{c.Code, c.Name}
		for _, name := range criteria() {
			row = append(row, c.NTM[name].verdict().In(b.lang), c.NTM[name].Why.In(b.lang))
		}
		rows = append(rows, row)
	}
	b.sheet(t("NTM tiêu chí 8", "Criterion 8"), titles, rows)
}

func (c Criterion) verdict() registry.Text {
	switch {
	case !c.Met.Known:
		return t("chưa đủ dữ liệu", "not decidable")
	case c.Met.Value:
		return t("đạt", "met")
	}
	return t("không đạt", "not met")
}

func verdictOf(v consistency.Verdict) registry.Text {
	switch v {
	case consistency.Inconsistent:
		return t("mâu thuẫn", "inconsistent")
	case consistency.Odd:
		return t("lưu ý", "odd")
	}
	return t("khớp", "agrees")
}

func (r *Report) findingSheet(b *workbook) {
	var rows [][]any
	for _, f := range r.Findings {
		rows = append(rows, []any{verdictOf(f.Verdict).In(b.lang), strings.Join(f.Codes, ", "), f.Text.In(b.lang)})
	}
	b.sheet(t("Nhất quán", "Consistency"), []registry.Text{t("Kết luận", "Verdict"), t("Chỉ tiêu", "Indicators"), t("Diễn giải", "In words")}, rows)
}

func (r *Report) noteSheet(b *workbook) {
	var rows [][]any
	for i, f := range r.Figures {
		rows = append(rows, []any{i + 1, Note(f, b.lang)})
	}
	rows = append(rows, []any{"", registry.Textf("lập ngày %s từ sổ đăng ký ở thay đổi số %s; hatang %s", "made on %s from the registry at change %s; hatang %s",
		b.lang.Date(r.Made), b.lang.Integer(int(r.Seq)), r.Version).In(b.lang)})
	b.sheet(t("Ghi chú", "Notes"), []registry.Text{t("Số", "No."), t("Ghi chú", "Note")}, rows)
}
