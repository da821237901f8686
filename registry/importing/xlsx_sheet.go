package importing

import (
	"archive/zip"
	"bytes"
	"errors"
	"io"
	"math"
	"regexp"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"hatang/registry"
)

// maxSheetColumns is Excel's own limit.
const maxSheetColumns = 16384

// sheetScanner streams the rows of one sheet.
type sheetScanner struct {
	book  *xlsxBook
	part  string
	data  io.ReadCloser
	xml   *xmlScanner
	row   sheetRow
	value []byte // of the cell being read
	cell  cellState
}

// cellState is what is known of the cell being read.
type cellState struct {
	column  int
	kind    string // the attribute t
	style   int
	formula bool
	filled  bool
}

func (b *xlsxBook) openSheet(f *zip.File) (*sheetScanner, error) {
	data, err := b.open(f)
	if err != nil {
		return nil, err
	}
	return &sheetScanner{book: b, part: f.Name, data: data, xml: newXMLScanner(data)}, nil
}

func (s *sheetScanner) close() error { return s.data.Close() }

// next is the next row with something in it, io.EOF after the last. It is valid
// until the next call.
func (s *sheetScanner) next() (*sheetRow, error) {
	for {
		kind, err := s.xml.next()
		if errors.Is(err, io.EOF) {
			return nil, io.EOF
		}
		if err != nil {
			return nil, brokenXML(s.part, err)
		}
		if kind != xmlStart || string(s.xml.name) != "row" {
			continue
		}
		if err := s.readRow(); err != nil {
			return nil, brokenXML(s.part, err)
		}
		if !blankCells(s.row.cells) || len(s.row.problems) > 0 {
			return &s.row, nil
		}
	}
}

func blankCells(cells []Cell) bool {
	for _, c := range cells {
		if c.Form != Blank {
			return false
		}
	}
	return true
}

func (s *sheetScanner) readRow() error {
	number, err := strconv.Atoi(string(s.xml.attr("r")))
	if err != nil {
		number = s.row.number + 1
	}
	s.row = sheetRow{number: number, cells: s.row.cells[:0], problems: s.row.problems[:0]}
	s.cell.column = -1
	for depth := s.xml.depth; ; {
		kind, err := s.xml.next()
		switch {
		case err != nil:
			return unexpected(err)
		case kind == xmlEnd && s.xml.depth < depth:
			return nil
		case kind == xmlStart && string(s.xml.name) == "c":
			if err := s.readCell(); err != nil {
				return err
			}
		}
	}
}

func (s *sheetScanner) readCell() error {
	column := s.cell.column + 1
	if at, ok := columnOf(s.xml.attr("r")); ok {
		column = at
	}
	if column >= maxSheetColumns {
		return errXMLSyntax
	}
	style, _ := strconv.Atoi(string(s.xml.attr("s")))
	s.cell = cellState{column: column, kind: cellKind(s.xml.attr("t")), style: style}
	s.value = s.value[:0]
	for depth := s.xml.depth; ; {
		kind, err := s.xml.next()
		if err != nil {
			return unexpected(err)
		}
		if kind == xmlEnd && s.xml.depth < depth {
			return s.keepCell()
		}
		if kind != xmlStart {
			continue
		}
		switch string(s.xml.name) {
		case "f":
			s.cell.formula = true
			err = s.xml.skip()
		case "v":
			s.cell.filled = true
			s.value, err = s.xml.content(s.value)
		case "is":
			s.cell.filled = true
			s.value, err = richText(s.xml, s.value)
		}
		if err != nil {
			return err
		}
	}
}

// cellKind keeps the attribute t without allocating.
func cellKind(t []byte) string {
	for _, known := range []string{"s", "inlineStr", "str", "b", "e", "d"} {
		if string(t) == known {
			return known
		}
	}
	return "n"
}

// columnOf is the column of a reference such as AB12.
func columnOf(ref []byte) (column int, ok bool) {
	for _, c := range ref {
		if c < 'A' || c > 'Z' {
			break
		}
		column = column*26 + int(c-'A') + 1
		if column > maxSheetColumns {
			return column, true
		}
	}
	return column - 1, column > 0
}

// keepCell puts the cell into the row.
func (s *sheetScanner) keepCell() error {
	for len(s.row.cells) <= s.cell.column {
		s.row.cells = append(s.row.cells, Cell{})
	}
	if !s.cell.filled {
		if s.cell.formula {
			s.fault("formula", "", registry.Text{
				VI: "ô công thức chưa có giá trị: mở tệp bằng Excel, để Excel tính rồi lưu lại",
				EN: "a formula without a computed value: open the file in Excel, let it compute, and save",
			})
		}
		return nil
	}
	text := s.value
	if s.cell.kind == "s" {
		i, err := strconv.Atoi(string(text))
		shared, ok := s.book.strings.at(i)
		if err != nil || !ok {
			return errXMLSyntax
		}
		text = shared
	}
	if !utf8.Valid(text) {
		return notUTF8(s.row.number)
	}
	s.row.cells[s.cell.column] = s.meaning(string(text))
	return nil
}

func (s *sheetScanner) meaning(text string) Cell {
	switch s.cell.kind {
	case "b":
		if text == "1" || strings.EqualFold(text, "true") {
			return Cell{"true", Boolean}
		}
		return Cell{"false", Boolean}
	case "e":
		if text != "#N/A" { // what people put for "not known"
			s.fault("formula", text, registry.Text{VI: "công thức báo lỗi", EN: "the formula reports an error"})
		}
		return Cell{}
	case "d":
		day, _, _ := strings.Cut(strings.TrimSpace(text), "T")
		return Cell{day, Written}
	case "n":
		return s.number(strings.TrimSpace(text))
	}
	return writtenCell(decodeEscapes(text))
}

// number is a numeric cell: a date where its format shows one, with the zeros
// that its format shows before it.
func (s *sheetScanner) number(text string) Cell {
	if text == "" {
		return Cell{}
	}
	v, err := strconv.ParseFloat(text, 64)
	if err != nil {
		return writtenCell(text)
	}
	var format numberFormat
	if s.cell.style >= 0 && s.cell.style < len(s.book.styles) {
		format = s.book.styles[s.cell.style]
	}
	if format.date {
		if day, ok := serialDay(v, s.book.epoch1904); ok {
			return Cell{day.Format(time.DateOnly), Written}
		}
	}
	// Excel writes up to 17 digits and exponents: the shortest that reads back the
	// same is what it shows.
	text = strconv.FormatFloat(v, 'f', -1, 64)
	if format.digits > len(text) && v == math.Trunc(v) && v >= 0 {
		text = strings.Repeat("0", format.digits-len(text)) + text
	}
	return Cell{text, Number}
}

// serialDay is the day of a serial number of Excel: 1 is 1 January 1900, or 0 is
// 1 January 1904. Day 60 of the former is 29 February 1900, which never was.
func serialDay(serial float64, epoch1904 bool) (time.Time, bool) {
	days := int(math.Floor(serial))
	if !(serial >= 1 && serial < 2958466) { // 31 December 9999
		return time.Time{}, false
	}
	if epoch1904 {
		return time.Date(1904, 1, 1, 0, 0, 0, 0, time.UTC).AddDate(0, 0, days), true
	}
	if days > 59 {
		days--
	}
	return time.Date(1899, 12, 31, 0, 0, 0, 0, time.UTC).AddDate(0, 0, days), true
}

// escapeForm is how Office writes characters that XML cannot hold.
var escapeForm = regexp.MustCompile(`_x[0-9A-Fa-f]{4}_`)

func decodeEscapes(text string) string {
	if !strings.Contains(text, "_x") {
		return text
	}
	return escapeForm.ReplaceAllStringFunc(text, func(form string) string {
		n, err := strconv.ParseUint(form[2:6], 16, 32)
		if err != nil {
			return form
		}
		return string(rune(n))
	})
}

func (s *sheetScanner) fault(rule, value string, message registry.Text) {
	s.row.problems = append(s.row.problems, registry.Problem{
		Row: s.row.number, Column: columnName(s.cell.column), Value: value, Rule: rule, Message: message, Severity: registry.Fault,
	})
}

// copyRow keeps a row beyond the next call.
func copyRow(row *sheetRow) sheetRow {
	return sheetRow{row.number, append([]Cell(nil), row.cells...), append([]registry.Problem(nil), row.problems...)}
}

// looksLikeOLE tells the container of old Excel files and of encrypted new ones.
func looksLikeOLE(start []byte) bool {
	return bytes.HasPrefix(start, []byte{0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1})
}
