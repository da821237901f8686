package documents

const (
	cellPadMM = 1.2
	lineMM    = 0.15
)

// table sets a table; rows are not split unless they are taller than a page.
func (s *setter) table(t *Table) {
	widths := columnWidths(t.Columns, s.width)
	if t.Caption != "" {
		s.need(20)
		s.lines([]Run{{Text: t.Caption, Italic: true}}, look{size: smallPt + 1}, Centre, 0)
		s.gap(paragraphMM / 2)
	}
	titles := Row{Strong: true}
	heads := make([]Align, len(t.Columns))
	bodies := make([]Align, len(t.Columns))
	for i, c := range t.Columns {
		titles.Cells = append(titles.Cells, c.Title)
		heads[i], bodies[i] = Centre, c.Align
	}
	titleHeight := s.rowHeight(titles, widths)
	s.need(titleHeight + 10)
	s.row(titles, widths, heads, titleHeight)
	s.repeatHeading = func() { s.row(titles, widths, heads, titleHeight) }
	for _, r := range t.Rows {
		height := s.rowHeight(r, widths)
		s.need(height)
		s.row(r, widths, bodies, height)
	}
	s.repeatHeading = nil
	s.gap(2 * paragraphMM)
}

// columnWidths turns shares into millimetres; columns without a share have that
// of an average one.
func columnWidths(columns []Column, width float64) []float64 {
	widths := make([]float64, len(columns))
	sum := 0.0
	for i, c := range columns {
		widths[i] = c.Width
		if c.Width <= 0 {
			widths[i] = 1
		}
		sum += widths[i]
	}
	for i := range widths {
		widths[i] *= width / sum
	}
	return widths
}

func (s *setter) rowHeight(r Row, widths []float64) float64 {
	height := tablePt * mmPerPt * leading
	for i, width := range widths {
		if i < len(r.Cells) {
			height = max(height, s.heightOf(r.Cells[i], look{bold: r.Strong, size: tablePt}, width-2*cellPadMM))
		}
	}
	return height + 2*cellPadMM
}

func (s *setter) row(r Row, widths []float64, aligns []Align, height float64) {
	top, x := s.pdf.GetY(), s.left
	repeat := s.repeatHeading
	s.repeatHeading = nil // a page that is turned within a row does not repeat it
	s.pdf.SetLineWidth(lineMM)
	for i, width := range widths {
		s.pdf.Rect(x, top, width, height, "D")
		if i < len(r.Cells) {
			align := aligns[i]
			if align == Justified {
				align = Left
			}
			s.pdf.SetY(top + cellPadMM)
			s.column(x+cellPadMM, width-2*cellPadMM, func() {
				s.lines([]Run{{Text: r.Cells[i], Bold: r.Strong}}, look{size: tablePt}, align, 0)
			})
		}
		x += width
	}
	s.repeatHeading = repeat
	s.pdf.SetY(top + height)
}
