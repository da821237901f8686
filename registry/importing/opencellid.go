package importing

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"slices"
	"strings"

	"hatang/registry"
)

// openCelliDColumns is how many columns the raw files of OpenCelliD have: radio,
// mcc, net, area, cell, unit, lon, lat, range, samples, changeable, created,
// updated, averageSignal (as its documentation of the database lists them).
const openCelliDColumns = 14

// openCelliDReader reads raw OpenCelliD: one row a cell, no header. The cell's
// global identity becomes the station's code, mcc and net the operator's PLMN.
type openCelliDReader struct {
	csv *csv.Reader
	row Row
}

// openCelliDHeader names the columns that are made of the file's.
var openCelliDHeader = []string{"technology", "operator_code", "code", "lon", "lat", "coverage_radius_m"}

// looksLikeOpenCelliD tells the files by their first row, be it a header or a
// cell.
func looksLikeOpenCelliD(start []byte) bool {
	line, _, _ := bytes.Cut(bytes.TrimPrefix(start, byteOrderMark), []byte{'\n'})
	cells := strings.Split(strings.TrimSpace(string(line)), ",")
	if len(cells) != openCelliDColumns {
		return false
	}
	if cells[0] == "radio" {
		return cells[1] == "mcc" && cells[3] == "area" && cells[4] == "cell"
	}
	return isRadio(cells[0]) && allDigits(cells[1:5])
}

func isRadio(text string) bool {
	return slices.Contains([]string{"GSM", "UMTS", "LTE", "NR", "CDMA", "NBIOT"}, text)
}

func allDigits(cells []string) bool {
	for _, cell := range cells {
		if cell == "" || strings.Trim(cell, "0123456789") != "" {
			return false
		}
	}
	return true
}

func newOpenCelliDReader(data *bufio.Reader) *openCelliDReader {
	r := &openCelliDReader{csv: csv.NewReader(data)}
	r.csv.ReuseRecord, r.csv.FieldsPerRecord = true, -1
	r.row.Cells = make([]Cell, len(openCelliDHeader))
	return r
}

// Header implements Reader.
func (r *openCelliDReader) Header() []string { return openCelliDHeader }

// Notes implements Reader.
func (r *openCelliDReader) Notes() []registry.Text {
	return []registry.Text{{
		VI: "OpenCelliD: mã trạm = radio-mcc-net-area-cell, doanh nghiệp = mcc-net, bán kính = range; không đọc unit, samples, changeable, created, updated, averageSignal",
		EN: "OpenCelliD: code = radio-mcc-net-area-cell, operator = mcc-net, radius = range; unit, samples, changeable, created, updated and averageSignal are not read",
	}}
}

// Next implements Reader.
func (r *openCelliDReader) Next() (*Row, error) {
	for {
		record, err := r.csv.Read()
		line := 0
		if len(record) > 0 {
			line, _ = r.csv.FieldPos(0)
		}
		var syntax *csv.ParseError
		switch {
		case errors.Is(err, io.EOF):
			return nil, io.EOF
		case errors.As(err, &syntax):
			return nil, broken("quotes", syntax.StartLine, quotingText(syntax))
		case err != nil:
			return nil, readError(err)
		case record[0] == "radio":
			continue
		}
		r.row.Number, r.row.Problems = line, r.row.Problems[:0]
		clear(r.row.Cells)
		if len(record) != openCelliDColumns || !allDigits(record[1:5]) {
			r.row.Problems = append(r.row.Problems, registry.Problem{
				Row: line, Rule: "ragged", Severity: registry.Fault, Message: registry.Textf(
					"dòng không có dạng OpenCelliD: cần %d cột, mcc, net, area, cell là số", "the row is not OpenCelliD's: %d columns are expected, mcc, net, area and cell numbers", openCelliDColumns),
			})
			return &r.row, nil
		}
		r.fill(record)
		return &r.row, nil
	}
}

func (r *openCelliDReader) fill(record []string) {
	network := record[2]
	if len(network) < 2 {
		network = "0" + network // PLMN codes write two digits at least
	}
	plmn := record[1] + "-" + network
	r.row.Cells[0] = Cell{record[0], Written}
	r.row.Cells[1] = Cell{plmn, Written}
	r.row.Cells[2] = Cell{record[0] + "-" + plmn + "-" + record[3] + "-" + record[4], Written}
	r.row.Cells[3] = Cell{strings.TrimSpace(record[6]), Number}
	r.row.Cells[4] = Cell{strings.TrimSpace(record[7]), Number}
	if record[8] != "0" && record[8] != "" { // 0 is not known
		r.row.Cells[5] = Cell{record[8], Number}
	}
}
