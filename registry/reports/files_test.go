package reports_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"hatang/geo/tooltest"
	"hatang/registry"
	"hatang/registry/demonstration"
	"hatang/registry/indicators"
	"hatang/registry/reports"
)

func written(t *testing.T, r *reports.Report, format reports.Format) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := r.Write(&out, format, registry.VI); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// Every cell of the workbook, one a line.
func TestWorkbookCellByCell(t *testing.T) {
	t.Parallel()
	r := build(t, demonstrationStore(t), reports.Request{Unit: "62", Year: 2020})
	cells := cellsOf(t, written(t, r, reports.FormatXLSX), 0)
	for _, want := range []string{"4.88581", "\t129\n", "\t935\n"} {
		if !strings.Contains(cells, want) {
			t.Errorf("no cell holds %q", want)
		}
	}
	golden(t, "kon_tum_2020.cells.txt", cells)
}

// cellsOf lists the cells of a workbook, one a line; of each sheet no more rows
// than most, 0: all.
func cellsOf(t *testing.T, content []byte, most int) string {
	t.Helper()
	file, err := excelize.OpenReader(bytes.NewReader(content))
	if err != nil {
		t.Fatal(err)
	}
	var cells strings.Builder
	for _, sheet := range file.GetSheetList() {
		rows, err := file.GetRows(sheet, excelize.Options{RawCellValue: true})
		if err != nil {
			t.Fatal(err)
		}
		for i, row := range rows {
			if most > 0 && i >= most {
				break
			}
			for j, cell := range row {
				if cell != "" {
					at, _ := excelize.CoordinatesToCellName(j+1, i+1)
					fmt.Fprintf(&cells, "%s!%s\t%s\n", sheet, at, strings.ReplaceAll(cell, "\n", " ⏎ "))
				}
			}
		}
	}
	return cells.String()
}

// Every form can be filled in; what was not held against the text says so, and the
// list of stations has them all.
func TestFormsCellByCell(t *testing.T) {
	t.Parallel()
	store := demonstrationStore(t)
	book, err := indicators.OpenBook(t.Context(), store, indicators.BookOptions{Settings: store, Version: "test", Today: day(t, "2026-11-22")})
	if err != nil {
		t.Fatal(err)
	}
	forms, err := reports.Forms()
	if err != nil || len(forms) < 3 {
		t.Fatalf("%d forms, %v", len(forms), err)
	}
	for _, form := range forms {
		filled, err := reports.Fill(t.Context(), book, form, reports.Request{Unit: "62", Year: 2020}, demonstration.Notice())
		if err != nil {
			t.Fatal(err)
		}
		var out bytes.Buffer
		if err := filled.WriteXLSX(&out, registry.VI); err != nil {
			t.Fatal(err)
		}
		cells := cellsOf(t, out.Bytes(), 30)
		if !form.Verified && !strings.Contains(cells, "MẪU CHƯA ĐỐI CHIẾU") {
			t.Errorf("%s does not say that it is not verified", form.Code)
		}
		golden(t, "form_"+form.Code+".cells.txt", cells)
		if form.Code == "bts_yearly" {
			if n := len(filled.Sheets[1].Rows); n != 935 {
				t.Errorf("%d stations are listed, want 935", n)
			}
		}
	}
	if _, err := reports.FormOf("nothing"); registry.CodeOf(err) != registry.NotFound {
		t.Errorf("no such form: %v", err)
	}
}

// words is text without its line breaks and runs of blanks, which depend on the
// version of the program that extracted it.
func words(text string) string { return strings.Join(strings.Fields(text), " ") + "\n" }

func TestTextOfThePDF(t *testing.T) {
	t.Parallel()
	r := build(t, demonstrationStore(t), reports.Request{Unit: "62", Year: 2020})
	golden(t, "kon_tum_2020.pdf.txt", words(tooltest.PDFText(t, written(t, r, reports.FormatPDF))))
}

func TestTextOfTheDOCX(t *testing.T) {
	t.Parallel()
	r := build(t, demonstrationStore(t), reports.Request{Unit: "62", Year: 2020})
	text := tooltest.Office(t, written(t, r, reports.FormatDOCX), "docx", "txt:Text (encoded):UTF8")
	golden(t, "kon_tum_2020.docx.txt", words(strings.TrimPrefix(string(text), "\ufeff")))
}

func TestEqualReportsGiveEqualDocuments(t *testing.T) {
	t.Parallel()
	store := demonstrationStore(t)
	for _, format := range []reports.Format{reports.FormatDOCX, reports.FormatPDF, reports.FormatJSON} {
		first := written(t, build(t, store, reports.Request{Year: 2020}), format)
		if again := written(t, build(t, store, reports.Request{Year: 2020}), format); !bytes.Equal(first, again) {
			t.Errorf("%s: two writes differ", format)
		}
	}
	var none bytes.Buffer
	if err := build(t, store, reports.Request{Year: 2020}).Write(&none, "odt", registry.VI); registry.CodeOf(err) != registry.Invalid {
		t.Errorf("a format that there is not: %v", err)
	}
}
