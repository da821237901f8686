package imports

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"mime"
	"net/http"
	"path"
	"strconv"
	"strings"

	"github.com/gin-gonic/gin"
	"github.com/paulmach/orb/geojson"
	"github.com/xuri/excelize/v2"

	"hatang/handlers"
	"hatang/handlers/auth"
	"hatang/registry"
	"hatang/registry/importing"
)

const (
	typeXLSX    = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
	typeCSV     = "text/csv; charset=utf-8"
	typeGeoJSON = "application/geo+json"

	mostFaults = 500 // of a page
	stdFaults  = 50
)

// FaultPage is a page of what is wrong with a file.
type FaultPage struct {
	Items []Fault `json:"items"`
	// Total is how many there are of the severity that was asked for, Unlisted
	// how many more were only counted.
	Total    int `json:"total"`
	Unlisted int `json:"unlisted"`
	Offset   int `json:"offset"`
}

// errors answers GET /api/v1/imports/:id/errors.
func (s *Service) errors(c *gin.Context) error {
	// arguments
	k, err := s.find(auth.Current(c), c.Param("id"))
	if err != nil {
		return err
	}
	limit, err := number(c, "limit", stdFaults, mostFaults)
	if err != nil {
		return err
	}
	offset, err := number(c, "offset", 0, 1<<30)
	if err != nil {
		return err
	}

	// operation
	report := s.report(k)
	if report == nil {
		return registry.Errorf(registry.Conflict, "chưa đọc xong tệp, hoặc tệp không đọc được", "the file is still being read, or cannot be")
	}
	var chosen []registry.Problem
	for _, p := range report.Problems {
		if severity := c.Query("severity"); severity == "" || severity == string(p.Severity) {
			chosen = append(chosen, p)
		}
	}

	// response
	name := "loi-" + strings.TrimSuffix(k.name, path.Ext(k.name))
	switch c.Query("format") {
	case "csv":
		return download(c, typeCSV, name+".csv", func(out *bytes.Buffer) error { return writeCSV(out, faults(chosen), handlers.Lang(c)) })
	case "xlsx":
		return download(c, typeXLSX, name+".xlsx", func(out *bytes.Buffer) error { return writeXLSX(out, faults(chosen), handlers.Lang(c)) })
	}
	from := min(offset, len(chosen))
	page := chosen[from:min(from+limit, len(chosen))]
	return handlers.SendJSON(c, http.StatusOK, FaultPage{faults(page), len(chosen), report.Unlisted, from})
}

func (s *Service) report(k *kept) *importing.Report {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	if k.state == Reading {
		return nil
	}
	return k.seen.report
}

// number is a parameter that is a count, at most so many.
func number(c *gin.Context, name string, standard, most int) (int, error) {
	given := c.Query(name)
	if given == "" {
		return standard, nil
	}
	n, err := strconv.Atoi(given)
	if err != nil || n < 0 || n > most {
		return 0, invalid(name, given, "range", registry.Textf("phải là số nguyên từ 0 đến %d", "must be an integer from 0 to %d", most))
	}
	return n, nil
}

func download(c *gin.Context, mediaType, name string, write func(*bytes.Buffer) error) error {
	var out bytes.Buffer
	if err := write(&out); err != nil {
		return err
	}
	c.Header("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": name}))
	c.Header("Cache-Control", "no-store")
	c.Data(http.StatusOK, mediaType, out.Bytes())
	return nil
}

// table is the list of faults as rows of texts, the header first.
func table(list []Fault, lang registry.Lang) [][]string {
	rows := [][]string{{
		text("Tệp", "File").In(lang), text("Dòng", "Row").In(lang), text("Cột", "Column").In(lang), text("Giá trị", "Value").In(lang),
		text("Mức", "Severity").In(lang), text("Cần", "Expected").In(lang), text("Phép kiểm tra", "Rule").In(lang),
	}}
	for _, f := range list {
		severity := text("cảnh báo", "warning")
		if f.Severity == registry.Fault {
			severity = text("lỗi", "error")
		}
		row := ""
		if f.Row > 0 {
			row = strconv.Itoa(f.Row)
		}
		rows = append(rows, []string{f.File, row, f.Column, f.Value, severity.In(lang), f.Message.In(lang), f.Rule})
	}
	return rows
}

// writeCSV writes what Excel opens as it should: a byte order mark first, texts
// that it would compute behind an apostrophe.
func writeCSV(out *bytes.Buffer, list []Fault, lang registry.Lang) error {
	out.WriteString("\uFEFF")
	w := csv.NewWriter(out)
	for _, row := range table(list, lang) {
		for i, cell := range row {
			if cell != "" && strings.ContainsRune("=+-@\t\r", rune(cell[0])) {
				row[i] = "'" + cell
			}
		}
		if err := w.Write(row); err != nil {
			return err
		}
	}
	w.Flush()
	return w.Error()
}

func writeXLSX(out *bytes.Buffer, list []Fault, lang registry.Lang) error {
	book := excelize.NewFile()
	defer func() { _ = book.Close() }() // it is in memory
	sheet := text("Lỗi", "Errors").In(lang)
	if err := book.SetSheetName("Sheet1", sheet); err != nil {
		return err
	}
	w, err := book.NewStreamWriter(sheet)
	if err != nil {
		return err
	}
	for i, width := range []float64{20, 8, 22, 28, 10, 70, 16} {
		if err := w.SetColWidth(i+1, i+1, width); err != nil {
			return err
		}
	}
	bold, err := book.NewStyle(&excelize.Style{Font: &excelize.Font{Bold: true}})
	if err != nil {
		return err
	}
	for i, row := range table(list, lang) {
		cells := make([]any, len(row))
		for j, cell := range row {
			cells[j] = cell
			if n, err := strconv.Atoi(cell); j == 1 && err == nil {
				cells[j] = n
			}
			if i == 0 {
				cells[j] = excelize.Cell{StyleID: bold, Value: cell}
			}
		}
		if err := w.SetRow(fmt.Sprintf("A%d", i+1), cells); err != nil {
			return err
		}
	}
	if err := w.Flush(); err != nil {
		return err
	}
	return book.Write(out)
}

// points answers GET /api/v1/imports/:id/points.
func (s *Service) points(c *gin.Context) error {
	k, err := s.find(auth.Current(c), c.Param("id"))
	if err != nil {
		return err
	}
	s.mutex.Lock()
	found := k.seen
	s.mutex.Unlock()
	collection := geojson.NewFeatureCollection()
	for _, p := range found.points {
		feature := geojson.NewFeature(p.at)
		feature.Properties = geojson.Properties{"row": p.row, "name": p.name, "outcome": p.outcome}
		collection.Append(feature)
	}
	collection.ExtraMembers = geojson.Properties{"numberMatched": len(found.points) + found.beyond, "numberReturned": len(found.points)}
	body, err := collection.MarshalJSON()
	if err != nil {
		return err
	}
	c.Header("Cache-Control", "no-store")
	c.Data(http.StatusOK, typeGeoJSON, body)
	return nil
}
