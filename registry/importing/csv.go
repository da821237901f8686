package importing

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"hatang/registry"
)

// maxRecordBytes bounds one record, so that a quote that is never closed does
// not take the whole file into memory.
const maxRecordBytes = 32 << 20

// csvReader reads text with separators, RFC 4180 as people write it: in any of
// Encodings, the separator a comma, semicolon or tab.
type csvReader struct {
	limit  *recordLimit
	csv    *csv.Reader
	header []string
	row    Row
	notes  []registry.Text
}

// newCSVReader reads the header. asked is the encoding, found out when it is
// empty. known tells headers that mean something; the
// separator that shows the most of them is the right one.
func newCSVReader(data *bufio.Reader, asked Encoding, known func(string) bool) (*csvReader, error) {
	data, note, err := decoded(data, asked, known)
	if err != nil {
		return nil, err
	}
	sample, err := data.Peek(data.Size())
	if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, bufio.ErrBufferFull) {
		return nil, readError(err)
	}
	r := &csvReader{notes: []registry.Text{note}}
	text := io.Reader(data)
	firstLine := 0
	if bytes.HasPrefix(sample, byteOrderMark) {
		_, _ = data.Discard(len(byteOrderMark)) // it was peeked at
		sample = sample[len(byteOrderMark):]
	}
	separator, stated := statedSeparator(sample)
	if bytes.IndexByte(sample, '\n') < 0 && bytes.IndexByte(sample, '\r') >= 0 {
		text, stated = carriageReturns{text}, false
		sample = bytes.ReplaceAll(sample, []byte{'\r'}, []byte{'\n'})
	}
	if stated { // Excel's "sep=;" before the header
		if _, err := data.ReadString('\n'); err != nil {
			return nil, emptyFile()
		}
		firstLine = 1
	} else {
		separator = detectSeparator(sample, known)
	}
	r.notes = append(r.notes, separatorNote(separator))
	r.limit = &recordLimit{Reader: text}
	r.csv = csv.NewReader(r.limit)
	r.csv.Comma, r.csv.FieldsPerRecord, r.csv.ReuseRecord = separator, -1, true
	if stated {
		_, rest, _ := bytes.Cut(sample, []byte{'\n'})
		sample = rest
	}
	header := headerOf(sampleRecords(sample, separator, searchedRows), known)
	if header.at > 0 {
		r.notes = append(r.notes, registry.Textf("bỏ qua %d dòng đề mục ở trên dòng tiêu đề", "title rows above the header, passed over: %d", header.at))
	}
	return r, r.readHeader(firstLine, header)
}

// readHeader reads up to the end of the header that was found in the sample;
// names of a header of two rows, or below titles, are the sample's.
func (r *csvReader) readHeader(skippedLines int, found headerRows) error {
	for passed := 0; ; {
		r.limit.allow(r.csv.InputOffset())
		record, err := r.csv.Read()
		var syntax *csv.ParseError
		switch {
		case errors.Is(err, io.EOF):
			return emptyFile()
		case errors.As(err, &syntax) && isQuoting(syntax.Err):
			return broken("quotes", syntax.StartLine+skippedLines, quotingText(syntax))
		case err != nil:
			return r.broken(err)
		}
		if blank(record) {
			continue
		}
		for _, name := range record {
			if !utf8.ValidString(name) {
				return notUTF8(skippedLines + 1)
			}
			if found.at == 0 {
				r.header = append(r.header, registry.Normalise(strings.ReplaceAll(name, "\uFEFF", "")))
			}
		}
		if passed++; passed < found.passed {
			continue
		}
		if found.at > 0 {
			r.header = trimmedNames(found.names)
		}
		r.row.Cells = make([]Cell, len(r.header))
		line, _ := r.csv.FieldPos(0)
		r.row.Number = line + skippedLines
		r.limit.skipped = skippedLines
		return nil
	}
}

// trimmedNames leaves out the columns without a name at the end, which titles
// over wide tables make.
func trimmedNames(names []string) []string {
	for len(names) > 0 && names[len(names)-1] == "" {
		names = names[:len(names)-1]
	}
	return names
}

// Header implements Reader.
func (r *csvReader) Header() []string { return r.header }

// Notes implements Reader.
func (r *csvReader) Notes() []registry.Text { return r.notes }

// Next implements Reader.
func (r *csvReader) Next() (*Row, error) {
	for {
		r.limit.allow(r.csv.InputOffset())
		record, err := r.csv.Read()
		r.row.Problems = r.row.Problems[:0]
		var syntax *csv.ParseError
		switch {
		case errors.Is(err, io.EOF):
			return nil, io.EOF
		case errors.As(err, &syntax) && !errors.Is(err, errRecordTooLong) && isQuoting(syntax.Err):
			r.row.Number = syntax.StartLine + r.limit.skipped
			clear(r.row.Cells)
			r.fault("quotes", quotingText(syntax))
			return &r.row, nil
		case err != nil:
			return nil, r.broken(err)
		}
		if blank(record) {
			continue // Excel writes rows of separators only
		}
		line, _ := r.csv.FieldPos(0)
		r.row.Number = line + r.limit.skipped
		return r.fill(record)
	}
}

func (r *csvReader) fill(record []string) (*Row, error) {
	for i, text := range record {
		if !utf8.ValidString(text) {
			return nil, notUTF8(r.row.Number)
		}
		if i < len(r.header) {
			r.row.Cells[i] = writtenCell(unguarded(text))
		}
	}
	cells := len(record)
	if cells > len(r.header) && blank(record[len(r.header):]) {
		cells = len(r.header)
	}
	if cells != len(r.header) {
		clear(r.row.Cells)
		r.fault("ragged", registry.Textf("dòng có %d ô, dòng tiêu đề có %d cột", "the row has %d cells, the header has %d columns",
			cells, len(r.header)))
	}
	return &r.row, nil
}

// writtenCell is a cell as a person wrote it, without surrounding space and the
// byte order mark that files bring along when they are joined.
func writtenCell(text string) Cell {
	text = strings.TrimSpace(strings.TrimPrefix(text, "\uFEFF"))
	if text == "" {
		return Cell{}
	}
	return Cell{Text: text, Form: Written}
}

// unguarded takes off the apostrophe behind which exports put texts that
// spreadsheet programs would compute.
func unguarded(text string) string {
	bare := strings.TrimLeft(text, "'")
	if len(bare) < len(text) && bare != "" && strings.IndexByte("=+-@\t\r", bare[0]) >= 0 {
		return text[1:]
	}
	return text
}

func (r *csvReader) fault(rule string, message registry.Text) {
	r.row.Problems = append(r.row.Problems, registry.Problem{
		Row: r.row.Number, Rule: rule, Message: message, Severity: registry.Fault,
	})
}

func (r *csvReader) broken(err error) error {
	if errors.Is(err, errRecordTooLong) {
		return broken("quotes", r.row.Number+1, registry.Textf(
			"một dòng dài hơn %d MB: dấu ngoặc kép mở ở đây không được đóng", "a row is longer than %d MB: a quote opened here is never closed",
			maxRecordBytes>>20))
	}
	return readError(err)
}

// readError tells damage of the file from errors of the machine.
func readError(err error) error {
	if isDamage(err) {
		return damaged(err)
	}
	return fmt.Errorf("reading the file: %w", err)
}

func isQuoting(err error) bool {
	return errors.Is(err, csv.ErrBareQuote) || errors.Is(err, csv.ErrQuote)
}

func quotingText(err *csv.ParseError) registry.Text {
	if errors.Is(err, csv.ErrBareQuote) {
		return registry.Textf("dấu ngoặc kép ở vị trí %d trong ô không có ngoặc: viết ô là \"…\" và nhân đôi dấu bên trong",
			"a quote at byte %d of a cell that is not quoted: write the cell as \"…\" and double the quotes inside", err.Column)
	}
	return registry.Textf("dấu ngoặc kép không khớp ở vị trí %d (dòng %d)", "unbalanced quotes at byte %d (line %d)", err.Column, err.Line)
}

func emptyFile() *Broken {
	return broken("empty", 0, registry.Text{
		VI: "tệp trống: cần một dòng tiêu đề và các dòng dữ liệu", EN: "the file is empty: a header row and rows of data are expected",
	})
}

func blank(record []string) bool {
	for _, text := range record {
		if strings.TrimSpace(text) != "" {
			return false
		}
	}
	return true
}

// errRecordTooLong stops the reading of a record without end.
var errRecordTooLong = errors.New("record too long")

// recordLimit gives at most maxRecordBytes beyond the last record.
type recordLimit struct {
	io.Reader
	given, allowed int64
	skipped        int // lines before the ones that are read through it
}

func (l *recordLimit) allow(offset int64) { l.allowed = offset + maxRecordBytes }

func (l *recordLimit) Read(p []byte) (int, error) {
	if l.given >= l.allowed {
		return 0, errRecordTooLong
	}
	n, err := l.Reader.Read(p)
	l.given += int64(n)
	return n, err
}

// carriageReturns reads the line ends of old Macintosh files.
type carriageReturns struct{ io.Reader }

func (c carriageReturns) Read(p []byte) (int, error) {
	n, err := c.Reader.Read(p)
	for i, b := range p[:n] {
		if b == '\r' {
			p[i] = '\n'
		}
	}
	return n, err
}
