package appraisal

import (
	"fmt"
	"io"

	"github.com/xuri/excelize/v2"

	"hatang/registry"
)

// WriteXLSX writes the result as a workbook: the verdicts a row a position, the
// findings, the masts nearby, the conflicts of the batch and the alternatives,
// each on a sheet of its own.
func (r *Result) WriteXLSX(w io.Writer, lang registry.Lang) error {
	book := excelize.NewFile()
	defer func() { _ = book.Close() }() // only temporary files are at stake
	bold, err := book.NewStyle(&excelize.Style{Font: &excelize.Font{Bold: true}})
	if err != nil {
		return err
	}
	for i, sheet := range []sheetOf{r.verdictSheet(lang), r.findingSheet(lang), r.neighbourSheet(lang), r.conflictSheet(lang), r.alternativeSheet(lang)} {
		if i == 0 {
			err = book.SetSheetName("Sheet1", sheet.name)
		} else {
			_, err = book.NewSheet(sheet.name)
		}
		if err != nil {
			return err
		}
		if err := sheet.write(book, bold); err != nil {
			return fmt.Errorf("sheet %s: %w", sheet.name, err)
		}
	}
	return book.Write(w)
}

type sheetOf struct {
	name   string
	head   []string
	widths []float64
	rows   [][]any
}

func (s *sheetOf) write(book *excelize.File, bold int) error {
	stream, err := book.NewStreamWriter(s.name)
	if err != nil {
		return err
	}
	for i, width := range s.widths {
		if err := stream.SetColWidth(i+1, i+1, width); err != nil {
			return err
		}
	}
	if err := stream.SetPanes(&excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"}); err != nil {
		return err
	}
	head := make([]any, len(s.head))
	for i, h := range s.head {
		head[i] = excelize.Cell{StyleID: bold, Value: h}
	}
	if err := stream.SetRow("A1", head); err != nil {
		return err
	}
	for i, row := range s.rows {
		cell, err := excelize.CoordinatesToCellName(1, i+2)
		if err != nil {
			return err
		}
		if err := stream.SetRow(cell, row); err != nil {
			return err
		}
	}
	return stream.Flush()
}

// heads are headings in a language.
func heads(lang registry.Lang, pairs ...registry.Text) []string {
	all := make([]string, len(pairs))
	for i, p := range pairs {
		all[i] = p.In(lang)
	}
	return all
}

func label(vi, en string) registry.Text { return registry.Text{VI: vi, EN: en} }

// verdictWords is a verdict for people, with whether it waits for the officer.
func verdictWords(v Verdict, officer bool, lang registry.Lang) string {
	if v == Undecided && officer {
		return label("cán bộ quyết định", "for the officer").In(lang)
	}
	return v.Label().In(lang)
}

// number is a cell of a number that may not be there.
func number(v *float64) any {
	if v == nil {
		return nil
	}
	return *v
}

func (r *Result) verdictSheet(lang registry.Lang) sheetOf {
	s := sheetOf{name: label("Kết quả", "Verdicts").In(lang), widths: []float64{6, 14, 14, 24, 14, 12, 12, 18}, head: heads(lang,
		label("Dòng", "Row"), label("Mã vị trí", "Position"), label("Doanh nghiệp", "Operator"), label("Xã", "Commune"), label("Khu vực", "Area"),
		label("Kinh độ", "Longitude"), label("Vĩ độ", "Latitude"), label("Kết luận", "Verdict"))}
	for _, c := range Checks() {
		s.head = append(s.head, c.Label().In(lang))
	}
	for i := range r.Positions {
		a := &r.Positions[i]
		row := []any{orBlank(a.Row), a.Code, a.Operator, nil, areaText(a.Area, lang), nil, nil, a.Verdict.Label().In(lang)}
		if a.Commune != nil {
			row[3] = a.Commune.Name
		}
		if a.Point != nil {
			row[5], row[6] = a.Point[0], a.Point[1]
		}
		for j := range a.Checks {
			row = append(row, verdictWords(a.Checks[j].Verdict, a.Checks[j].Officer, lang))
		}
		s.rows = append(s.rows, row)
	}
	return s
}

func orBlank(n int) any {
	if n == 0 {
		return nil
	}
	return n
}

func areaText(area string, lang registry.Lang) string {
	switch area {
	case urbanArea:
		return label("đô thị", "urban").In(lang)
	case outsideArea:
		return label("ngoài đô thị", "outside").In(lang)
	}
	return "–"
}

func (r *Result) findingSheet(lang registry.Lang) sheetOf {
	s := sheetOf{name: label("Từng điểm", "Findings").In(lang), widths: []float64{14, 26, 18, 80, 14, 14, 14, 12, 44, 30}, head: heads(lang,
		label("Mã vị trí", "Position"), label("Nội dung", "Check"), label("Kết luận", "Verdict"), label("Diễn giải", "Finding"), label("Trị số", "Number"),
		label("Ngưỡng", "Threshold"), label("Dư/thiếu", "Margin"), label("Đơn vị", "Unit"), label("Căn cứ", "Clause"), label("Còn thiếu", "Missing"))}
	for i := range r.Positions {
		for j := range r.Positions[i].Checks {
			line := &r.Positions[i].Checks[j]
			for k := range line.Findings {
				f := &line.Findings[k]
				s.rows = append(s.rows, []any{r.Positions[i].Code, line.Label.In(lang), verdictWords(f.Verdict, f.Officer, lang), f.Summary.In(lang),
					number(f.Number), number(f.Threshold), number(f.Margin), f.Unit, f.Clause.words(lang), missingWords(f.Missing, lang)})
			}
		}
	}
	return s
}

// words is the clause for people, marked when it was entered from memory.
func (c Reference) words(lang registry.Lang) string {
	text := c.Cite.In(lang)
	if text != "" && !c.Verified {
		text += label(" (chưa kiểm chứng)", " (not verified)").In(lang)
	}
	return text
}

func (r *Result) neighbourSheet(lang registry.Lang) sheetOf {
	s := sheetOf{name: label("Cột lân cận", "Neighbours").In(lang), widths: []float64{14, 14, 14, 14, 16, 14, 12, 12, 12, 18, 44}, head: heads(lang,
		label("Mã vị trí", "Position"), label("Mã cột", "Mast"), label("Doanh nghiệp", "Operator"), label("Quan hệ", "Relation"), label("Trạng thái", "State"),
		label("Khoảng cách (m)", "Distance (m)"), label("Phương vị (°)", "Bearing (°)"), label("Ngưỡng (m)", "Threshold (m)"), label("Còn chỗ", "Room"),
		label("Kết luận", "Verdict"), label("Ghi chú", "Note"))}
	states := registry.SchemaOf(registry.Sites).Field("state")
	for i := range r.Positions {
		line := r.Positions[i].Find(Spacing)
		for j := range line.Findings {
			for k := range line.Findings[j].Neighbours {
				n := &line.Findings[j].Neighbours[k]
				relation := label("khác mạng", "other operator").In(lang)
				if n.Relation == "same" {
					relation = label("cùng mạng", "same operator").In(lang)
				}
				var room any
				if n.Room != nil {
					room = *n.Room
				}
				s.rows = append(s.rows, []any{r.Positions[i].Code, n.Code, n.Operator, relation, states.CodeLabel(n.State).In(lang), n.DistanceM, n.BearingDeg,
					number(n.ThresholdM), room, verdictWords(n.Verdict, n.Officer, lang), n.Why.In(lang)})
			}
		}
	}
	return s
}

func (r *Result) conflictSheet(lang registry.Lang) sheetOf {
	s := sheetOf{name: label("Xung đột trong đợt", "Conflicts").In(lang), widths: []float64{14, 14, 14, 14, 18, 44}, head: heads(lang,
		label("Nộp trước", "Filed first"), label("Nộp sau", "Filed later"), label("Khoảng cách (m)", "Distance (m)"), label("Ngưỡng (m)", "Threshold (m)"),
		label("Kết luận", "Verdict"), label("Căn cứ", "Clause"))}
	for i := range r.Conflicts {
		c := &r.Conflicts[i]
		s.rows = append(s.rows, []any{c.First, c.Second, c.DistanceM, c.ThresholdM, verdictWords(c.Verdict, c.Officer, lang), c.Clause.words(lang)})
	}
	return s
}

func (r *Result) alternativeSheet(lang registry.Lang) sheetOf {
	s := sheetOf{name: label("Phương án khác", "Alternatives").In(lang), widths: []float64{14, 14, 70, 12, 12, 14, 14}, head: heads(lang,
		label("Mã vị trí", "Position"), label("Cách", "Kind"), label("Phương án", "Alternative"), label("Cách (m)", "Distance (m)"),
		label("Hướng (°)", "Bearing (°)"), label("Kinh độ", "Longitude"), label("Vĩ độ", "Latitude"))}
	for i := range r.Positions {
		for j := range r.Positions[i].Alternatives {
			a := &r.Positions[i].Alternatives[j]
			kind := label("dời vị trí", "move").In(lang)
			if a.Kind == "share" {
				kind = label("dùng chung", "share").In(lang)
			}
			row := []any{r.Positions[i].Code, kind, a.Summary.In(lang), a.DistanceM, a.BearingDeg, nil, nil}
			if a.To != nil {
				row[5], row[6] = a.To[0], a.To[1]
			}
			s.rows = append(s.rows, row)
		}
	}
	return s
}
