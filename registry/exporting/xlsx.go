package exporting

import (
	"errors"
	"io"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/paulmach/orb"
	"github.com/xuri/excelize/v2"

	"hatang/registry"
)

// The limits of a workbook, by Excel's specification.
const (
	maxCellChars  = 32767
	maxSheetRows  = 1_048_576
	maxSheetName  = 31
	wktPartBytes  = 32000 // of a geometry in one cell; well-known text is ASCII
	geometrySheet = "Hình học"
	noticeSheet   = "Ghi chú"
)

// firstSheetDay is the first day that Excel numbers as the calendar does: it
// believes that 1900 was a leap year.
var firstSheetDay = time.Date(1900, 3, 1, 0, 0, 0, 0, time.UTC)

// xlsxWriter writes a workbook: one sheet with the records under Vietnamese
// headings, numbers and dates as such, codes as codes; the positions of points
// in two columns, areas on a sheet of their own, because one is longer than a
// cell may be.
type xlsxWriter struct {
	out     io.Writer
	schema  *registry.Schema
	options Options
	fields  []*registry.Field
	book    *excelize.File
	sheet   *excelize.StreamWriter
	shapes  *excelize.StreamWriter
	day     int // the style of dates
	heading int
	rows    int // rows of the sheet, its header too
	parts   int // rows of the geometries' sheet
	cells   []any
	scratch []byte
}

func newXLSXWriter(out io.Writer, schema *registry.Schema, options Options) *xlsxWriter {
	return &xlsxWriter{out: out, schema: schema, options: options, fields: keptFields(schema, options), book: excelize.NewFile()}
}

// Close removes what was kept on the disk.
func (w *xlsxWriter) Close() error { return w.book.Close() }

func (w *xlsxWriter) begin() (err error) {
	format := "dd/mm/yyyy"
	if w.day, err = w.book.NewStyle(&excelize.Style{CustomNumFmt: &format}); err != nil {
		return err
	}
	if w.heading, err = headingStyle(w.book, headingFill); err != nil {
		return err
	}
	if w.sheet, err = w.newSheet(sheetName(w.schema.Label.VI), true); err != nil {
		return err
	}
	var names []string
	for _, f := range w.fields {
		names = append(names, f.Label.VI)
	}
	if w.schema.Shapes == registry.Points {
		names = append(names, "Kinh độ", "Vĩ độ")
	}
	w.cells = make([]any, 0, len(names))
	if err := w.head(w.sheet, names); err != nil {
		return err
	}
	w.rows = 1
	if w.schema.Shapes != registry.Areas {
		return nil
	}
	if w.shapes, err = w.newSheet(geometrySheet, false); err != nil {
		return err
	}
	w.parts = 1
	return w.head(w.shapes, []string{"Dòng", "Phần", "WKT"})
}

func (w *xlsxWriter) newSheet(name string, first bool) (*excelize.StreamWriter, error) {
	var err error
	if first {
		err = w.book.SetSheetName(w.book.GetSheetName(0), name)
	} else {
		_, err = w.book.NewSheet(name)
	}
	if err != nil {
		return nil, err
	}
	return w.book.NewStreamWriter(name)
}

// head writes the header row, which stays in sight.
func (w *xlsxWriter) head(sheet *excelize.StreamWriter, names []string) error {
	if err := sheet.SetColWidth(1, max(len(names), 1), 18); err != nil {
		return err
	}
	if err := sheet.SetPanes(frozenHeader()); err != nil {
		return err
	}
	cells := make([]any, len(names))
	for i, name := range names {
		cells[i] = excelize.Cell{StyleID: w.heading, Value: name}
	}
	return sheet.SetRow("A1", cells)
}

func frozenHeader() *excelize.Panes {
	return &excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"}
}

// headingFill is the ground of a heading.
const headingFill = "D9E8E3"

func headingStyle(book *excelize.File, fill string) (int, error) {
	return book.NewStyle(&excelize.Style{
		Font: &excelize.Font{Bold: true}, Fill: excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{fill}},
		Alignment: &excelize.Alignment{WrapText: true, Vertical: "center"},
	})
}

// sheetName is a label without what a sheet's name must not hold.
func sheetName(label string) string {
	name := strings.Map(func(r rune) rune {
		if strings.ContainsRune(`[]:*?/\'`, r) {
			return ' '
		}
		return r
	}, label)
	for utf8.RuneCountInString(name) > maxSheetName {
		_, size := utf8.DecodeLastRuneInString(name)
		name = name[:len(name)-size]
	}
	return strings.TrimSpace(name)
}

func (w *xlsxWriter) record(rec registry.Record) error {
	if w.rows++; w.rows > maxSheetRows {
		return registry.Errorf(registry.Unsupported, "một trang Excel chỉ chứa %d dòng: lọc bớt, hoặc xuất CSV", "an Excel sheet holds %d rows: filter, or export CSV", maxSheetRows)
	}
	w.cells = w.cells[:0]
	for _, f := range w.fields {
		cell, err := w.cell(f.Value(rec))
		if err != nil {
			return err
		}
		w.cells = append(w.cells, cell)
	}
	switch shape := rec.Shape().(type) {
	case orb.Point:
		w.cells = append(w.cells, shape[0], shape[1])
	case orb.MultiPolygon:
		if err := w.area(shape); err != nil {
			return err
		}
	}
	return setRow(w.sheet, w.rows, w.cells)
}

func setRow(sheet *excelize.StreamWriter, row int, cells []any) error {
	at, err := excelize.CoordinatesToCellName(1, row)
	if err != nil {
		return err
	}
	return sheet.SetRow(at, cells)
}

func (w *xlsxWriter) cell(value any) (any, error) {
	switch v := value.(type) {
	case string:
		if utf8.RuneCountInString(v) > maxCellChars {
			return nil, registry.Errorf(registry.Unsupported, "có ô dài hơn %d ký tự, Excel không chứa được: xuất CSV", "a cell is longer than the %d characters that Excel holds: export CSV", maxCellChars)
		}
	case registry.Date:
		if day := v.Time(); !day.Before(firstSheetDay) {
			return excelize.Cell{StyleID: w.day, Value: day}, nil
		}
		return v.String(), nil
	}
	return value, nil
}

// area writes the parts of a geometry with the number of the record's row.
func (w *xlsxWriter) area(shape orb.MultiPolygon) error {
	w.scratch = appendWKT(w.scratch[:0], shape)
	for rest, part := w.scratch, 1; len(rest) > 0; part++ {
		n := min(len(rest), wktPartBytes)
		if w.parts++; w.parts > maxSheetRows {
			return registry.Errorf(registry.Unsupported, "ranh giới quá lớn cho một tệp Excel: xuất GeoPackage", "the areas are too large for an Excel file: export a GeoPackage")
		}
		// A space or digit at the edge of a part must not be lost: parts end at a comma.
		if cut := strings.LastIndexByte(string(rest[:n]), ','); n < len(rest) && cut > 0 {
			n = cut + 1
		}
		if err := setRow(w.shapes, w.parts, []any{w.rows, part, string(rest[:n])}); err != nil {
			return err
		}
		rest = rest[n:]
	}
	return nil
}

func (w *xlsxWriter) end(int) error {
	if err := w.sheet.Flush(); err != nil {
		return err
	}
	if w.shapes != nil {
		if err := w.shapes.Flush(); err != nil {
			return err
		}
	}
	if n := w.options.Notice; !n.IsZero() {
		if _, err := w.book.NewSheet(noticeSheet); err != nil {
			return err
		}
		if err := errors.Join(w.book.SetCellStr(noticeSheet, "A1", n.VI), w.book.SetCellStr(noticeSheet, "A2", n.EN)); err != nil {
			return err
		}
	}
	return w.book.Write(w.out)
}
