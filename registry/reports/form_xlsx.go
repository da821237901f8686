package reports

import (
	"io"

	"github.com/xuri/excelize/v2"

	"hatang/registry"
)

// WriteXLSX writes the filled form as a workbook: on each sheet what it is, of
// whom and when, then the table.
func (f *Filled) WriteXLSX(w io.Writer, lang registry.Lang) (err error) {
	book := &workbook{file: excelize.NewFile(), lang: lang, styles: map[int]int{}}
	defer func() {
		if closing := book.file.Close(); err == nil {
			err = closing
		}
	}()
	for i := range f.Sheets {
		f.sheet(book, &f.Sheets[i])
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

// head is the lines above the table.
func (f *Filled) head(lang registry.Lang) []string {
	lines := []string{f.Form.Title.In(lang), f.Unit.Name + ", " + f.PeriodName.In(lang)}
	if f.Form.Citation != "" {
		lines = append(lines, registry.Textf("Căn cứ: %s", "Basis: %s", f.Form.Citation).In(lang))
	}
	if !f.Form.Verified {
		lines = append(lines, registry.Text{VI: "MẪU CHƯA ĐỐI CHIẾU. ", EN: "NOT VERIFIED. "}.In(lang)+f.Form.Note.In(lang))
	}
	if !f.Notice.IsZero() {
		lines = append(lines, f.Notice.In(lang))
	}
	return append(lines, registry.Textf("Lập ngày %s từ sổ đăng ký ở thay đổi số %s; hatang %s", "Made on %s from the registry at change %s; hatang %s",
		lang.Date(f.Made), lang.Integer(int(f.Seq)), f.Version).In(lang))
}

func (f *Filled) sheet(b *workbook, s *FilledSheet) {
	if b.err != nil {
		return
	}
	name := s.Name.In(b.lang)
	if _, b.err = b.file.NewSheet(name); b.err != nil {
		return
	}
	head := f.head(b.lang)
	for i, line := range head {
		b.cell(name, 1, i+1, line)
	}
	top := len(head) + 2
	widths := make([]int, len(s.Titles))
	titles := make([]any, len(s.Titles))
	for j, title := range s.Titles {
		titles[j] = title
	}
	for i, row := range append([][]any{titles}, s.Rows...) {
		for j, cell := range row {
			if text, is := cell.(registry.Text); is {
				cell = text.In(b.lang)
			}
			b.cell(name, j+1, top+i, cell)
			if text, is := cell.(string); is {
				widths[j] = max(widths[j], min(len([]rune(text))+2, widestColumn))
			}
		}
	}
	for j, width := range widths {
		column, err := excelize.ColumnNumberToName(j + 1)
		if err == nil && b.err == nil {
			b.err = b.file.SetColWidth(name, column, column, float64(max(width, 6)))
		}
	}
	b.ruled(name, top, len(s.Rows), len(s.Titles))
}

// ruled makes the title and the row of titles bold and keeps the latter in view.
func (b *workbook) ruled(sheet string, top, rows, columns int) {
	if b.err != nil {
		return
	}
	bold, err := b.file.NewStyle(&excelize.Style{Font: &excelize.Font{Bold: true}})
	if err == nil {
		err = b.file.SetRowStyle(sheet, 1, 1, bold)
	}
	if err == nil {
		err = b.file.SetRowStyle(sheet, top, top, bold)
	}
	below, cellErr := excelize.CoordinatesToCellName(1, top+1)
	if err == nil {
		err = cellErr
	}
	if err == nil {
		err = b.file.SetPanes(sheet, &excelize.Panes{Freeze: true, YSplit: top, TopLeftCell: below, ActivePane: "bottomLeft"})
	}
	last, cellErr := excelize.CoordinatesToCellName(columns, top+rows)
	if err == nil {
		err = cellErr
	}
	if err == nil && rows > 0 {
		first, _ := excelize.CoordinatesToCellName(1, top)
		err = b.file.AutoFilter(sheet, first+":"+last, nil)
	}
	b.err = err
}
