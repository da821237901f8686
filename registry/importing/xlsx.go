package importing

import (
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"

	"hatang/registry"
)

// The sheet and the columns in which an export keeps geometries that are too
// long for a cell: rows of the records' sheet, in its order, each with the parts
// of its well-known text.
const (
	geometrySheet  = "Hình học"
	geometryHeader = "wkt"
)

// xlsxReader reads the rows of one sheet of a workbook, below the header it
// finds.
type xlsxReader struct {
	book    *xlsxBook
	sheet   *sheetScanner
	header  []string
	pending []sheetRow // read while the header was looked for
	row     Row
	shapes  *sheetScanner // the sheet with geometries, nil when there is none
	shape   *sheetRow     // its row that waits for the records' sheet to come there
	notes   []registry.Text
	chosen  string // the name of the sheet that is read
}

// newXLSXReader finds the sheet, asked for by name or number or else the one
// with the most known headers, and its header.
func newXLSXReader(a *archive, asked string, known func(string) bool) (*xlsxReader, error) {
	book, err := openBook(a)
	if err != nil {
		return nil, err
	}
	r := &xlsxReader{book: book}
	best, err := r.choose(asked, known)
	if err != nil {
		return nil, err
	}
	if r.sheet, err = book.openSheet(best.sheet.part); err != nil {
		return nil, err
	}
	rows, err := topRows(r.sheet)
	if err != nil {
		return nil, errors.Join(err, r.Close())
	}
	r.pending = rows[best.header.passed:]
	r.takeHeader(best.header.names)
	r.chosen = best.sheet.name
	top := rows[best.header.at].number
	r.notes = append(r.notes, registry.Textf("trang %q, tiêu đề ở dòng %d", "sheet %q, header in row %d", best.sheet.name, top))
	if best.header.rows == 2 {
		r.notes = append(r.notes, registry.Textf("tiêu đề hai dòng (%[1]d–%[2]d) đã được ghép", "the header of two rows (%[1]d–%[2]d) was joined", top, top+1))
	}
	if err := r.openShapes(); err != nil {
		return nil, errors.Join(err, r.Close())
	}
	r.row.Cells = make([]Cell, len(r.header))
	return r, nil
}

// candidate is a sheet with its header.
type candidate struct {
	sheet  *xlsxSheet
	header headerRows
}

// choose picks the sheet.
func (r *xlsxReader) choose(asked string, known func(string) bool) (candidate, error) {
	best := candidate{header: headerRows{at: -1}}
	var others []string
	for i := range r.book.sheets {
		sheet := &r.book.sheets[i]
		if !sheet.eligible(i, asked) {
			continue
		}
		header, err := r.headerOf(sheet, known)
		if err != nil {
			return best, err
		}
		switch {
		case header.at < 0:
		case best.sheet == nil || header.known > best.header.known:
			if best.sheet != nil && best.header.known > 1 {
				others = append(others, best.sheet.name)
			}
			best = candidate{sheet, header}
		case header.known > 1:
			others = append(others, sheet.name)
		}
	}
	if best.sheet == nil {
		return best, r.noSheet(asked)
	}
	if len(others) > 0 {
		r.notes = append(r.notes, registry.Textf("còn trang khác cũng có cột đọc được, không đọc: %[1]s (chọn bằng --sheet)",
			"other sheets have columns that are known too and were not read: %[1]s (choose with --sheet)", strings.Join(others, ", ")))
	}
	return best, nil
}

// eligible tells whether the i-th sheet may be read: the one that was asked for
// by name or number, else any that shows and holds rows.
func (s *xlsxSheet) eligible(i int, asked string) bool {
	if s.part == nil {
		return false
	}
	if asked == "" {
		return !s.hidden && s.name != geometrySheet
	}
	return strings.EqualFold(registry.Normalise(s.name), registry.Normalise(asked)) || asked == strconv.Itoa(i+1)
}

func (r *xlsxReader) noSheet(asked string) error {
	var names []string
	found := false
	for _, s := range r.book.sheets {
		names = append(names, s.name)
		found = found || strings.EqualFold(registry.Normalise(s.name), registry.Normalise(asked))
	}
	if asked == "" || found {
		return emptyFile()
	}
	return broken("sheet", 0, registry.Textf("không có trang tính %[1]q; các trang: %[2]s", "there is no sheet %[1]q; the sheets: %[2]s",
		asked, strings.Join(names, ", ")))
}

func (r *xlsxReader) headerOf(sheet *xlsxSheet, known func(string) bool) (headerRows, error) {
	scanner, err := r.book.openSheet(sheet.part)
	if err != nil {
		return headerRows{}, err
	}
	rows, err := topRows(scanner)
	return findHeader(rows, known), errors.Join(err, scanner.close())
}

// topRows reads the rows in which the header is looked for.
func topRows(s *sheetScanner) ([]sheetRow, error) {
	var rows []sheetRow
	for len(rows) < searchedRows {
		row, err := s.next()
		if errors.Is(err, io.EOF) {
			return rows, nil
		}
		if err != nil {
			return nil, err
		}
		rows = append(rows, copyRow(row))
	}
	return rows, nil
}

// takeHeader names columns without a header by their letter.
func (r *xlsxReader) takeHeader(names []string) {
	for len(names) > 0 && names[len(names)-1] == "" {
		names = names[:len(names)-1]
	}
	for i, name := range names {
		if name == "" {
			name = fmt.Sprintf("(%s)", columnName(i))
		}
		r.header = append(r.header, name)
	}
}

// openShapes finds the sheet with geometries.
func (r *xlsxReader) openShapes() error {
	for _, sheet := range r.book.sheets {
		if sheet.name != geometrySheet || sheet.part == nil {
			continue
		}
		shapes, err := r.book.openSheet(sheet.part)
		if err != nil {
			return err
		}
		r.shapes = shapes
		r.header = append(r.header, geometryHeader)
		if _, err := shapes.next(); err != nil && !errors.Is(err, io.EOF) { // its header
			return err
		}
		return r.nextShape()
	}
	return nil
}

func (r *xlsxReader) nextShape() (err error) {
	r.shape, err = r.shapes.next()
	if errors.Is(err, io.EOF) {
		return nil
	}
	return err
}

// wkt joins the parts of the row's geometry.
func (r *xlsxReader) wkt(number int) (Cell, error) {
	text := ""
	for r.shape != nil && len(r.shape.cells) >= 3 {
		at, numbered := wholeNumber(r.shape.cells[0].Text)
		if !numbered || at > number {
			break // a part that belongs to no row, or to a later one
		}
		if at == number {
			text += r.shape.cells[2].Text
		}
		if len(text) > maxWKTBytes {
			return Cell{}, errBomb
		}
		if err := r.nextShape(); err != nil {
			return Cell{}, err
		}
	}
	return writtenCell(text), nil
}

// Header implements Reader.
func (r *xlsxReader) Header() []string { return r.header }

// Notes implements Reader.
func (r *xlsxReader) Notes() []registry.Text { return r.notes }

// Close releases the sheets.
func (r *xlsxReader) Close() error {
	var errs []error
	for _, s := range []*sheetScanner{r.sheet, r.shapes} {
		if s != nil {
			errs = append(errs, s.close())
		}
	}
	return errors.Join(errs...)
}

// serial reads numbers in date columns as Excel's days.
func (r *xlsxReader) serial(v float64) (registry.Date, bool) {
	day, ok := serialDay(v, r.book.epoch1904)
	return registry.DateOf(day), ok && day.Year() >= 1900 && day.Year() < 2200
}

// Next implements Reader.
func (r *xlsxReader) Next() (*Row, error) {
	var row *sheetRow
	if len(r.pending) > 0 {
		row, r.pending = &r.pending[0], r.pending[1:]
	} else {
		var err error
		if row, err = r.sheet.next(); err != nil {
			return nil, err
		}
	}
	clear(r.row.Cells)
	n := copy(r.row.Cells, row.cells)
	r.row.Number, r.row.Problems = row.number, append(r.row.Problems[:0], row.problems...)
	for i := n; i < len(row.cells); i++ {
		if row.cells[i].Form != Blank {
			r.row.Problems = append(r.row.Problems, registry.Problem{
				Row: row.number, Column: columnName(i), Value: registry.Clip(row.cells[i].Text), Rule: "outside-table", Severity: registry.Warning,
				Message: registry.Text{VI: "ô nằm ngoài các cột có tiêu đề: không đọc", EN: "the cell lies outside the columns with a header: it is not read"},
			})
		}
	}
	if r.shapes != nil {
		cell, err := r.wkt(row.number)
		if err != nil {
			return nil, brokenXML(geometrySheet, err)
		}
		r.row.Cells[len(r.row.Cells)-1] = cell
	}
	r.nameColumns()
	return &r.row, nil
}

// nameColumns lets problems of cells name their column by its header too.
func (r *xlsxReader) nameColumns() {
	for i := range r.row.Problems {
		p := &r.row.Problems[i]
		if at, ok := columnOf([]byte(p.Column)); ok && at < len(r.header) && p.Rule == "formula" {
			p.Column = r.header[at]
		}
	}
}

func wholeNumber(text string) (n int, ok bool) {
	n, err := strconv.Atoi(text)
	return n, err == nil
}

// Parts are the sheets that can be asked for, and the one that is read.
func (r *xlsxReader) Parts() (names []string, chosen string) {
	for i := range r.book.sheets {
		if s := &r.book.sheets[i]; s.eligible(i, "") {
			names = append(names, s.name)
		}
	}
	return names, r.chosen
}
