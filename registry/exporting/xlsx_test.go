package exporting_test

import (
	"bytes"
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"hatang/registry"
	"hatang/registry/exporting"
	"hatang/registry/importing"
)

// sheetText is what another reader of workbooks finds: each sheet, row by row.
func sheetText(tb testing.TB, file []byte) string {
	tb.Helper()
	book := openBook(tb, file)
	var out strings.Builder
	for _, sheet := range book.GetSheetList() {
		fmt.Fprintf(&out, "[%s]\n", sheet)
		rows, err := book.GetRows(sheet)
		if err != nil {
			tb.Fatal(err)
		}
		for _, row := range rows {
			fmt.Fprintln(&out, strings.Join(row, "|"))
		}
	}
	return out.String()
}

func openBook(tb testing.TB, file []byte) *excelize.File {
	tb.Helper()
	book, err := excelize.OpenReader(bytes.NewReader(file))
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { _ = book.Close() })
	return book
}

// The headings of templates are the headers of their columns to the import,
// each of its own field, for every kind.
func TestTemplatesImport(t *testing.T) {
	t.Parallel()
	for _, kind := range registry.EditedKinds() {
		t.Run(string(kind), func(t *testing.T) {
			t.Parallel()
			var out bytes.Buffer
			if err := exporting.Template(&out, kind, exporting.TemplateOptions{Operators: []string{"VIETTEL", "VNPT"}}); err != nil {
				t.Fatal(err)
			}
			report, err := importing.Import(context.Background(), newStore(t), kind, "mẫu.xlsx", bytes.NewReader(out.Bytes()),
				importing.Options{Author: registry.Author{Actor: "test"}})
			if err != nil || report.Rows != 0 {
				t.Fatalf("an empty template: %v, %v", report, err)
			}
			uses := map[string]bool{}
			for _, c := range report.Columns {
				if c.Field == "" || uses[c.Field] {
					t.Errorf("the column %q is read for %q", c.Header, c.Field)
				}
				uses[c.Field] = true
			}
			for _, f := range registry.SchemaOf(kind).Fields {
				if f.Required && !uses[f.Name] && !uses[strings.TrimSuffix(f.Name, "_id")+"_code"] {
					t.Errorf("the required field %s has no column", f.Name)
				}
			}
		})
	}
}

// A template filled in as people do imports with all that was filled in.
func TestFilledTemplate(t *testing.T) {
	t.Parallel()
	store := newStore(t)
	if err := put(context.Background(), store, foundations()[0]...); err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if err := exporting.Template(&out, registry.Sites, exporting.TemplateOptions{Operators: []string{"VIETTEL", "VNPT"}}); err != nil {
		t.Fatal(err)
	}
	book := openBook(t, out.Bytes())
	sheet := book.GetSheetName(0)
	rows, err := book.GetRows(sheet)
	if err != nil {
		t.Fatal(err)
	}
	fill := map[string]any{
		"Mã trạm": "00123", "Tên trạm": "Đăk Hà", "Doanh nghiệp *": "Viettel", "Trạng thái": "đang phát sóng",
		"Kinh độ": 107.995, "Vĩ độ": "14°21'00\"", "Chiều cao cột (m)": 42.5, "Ngày cấp phép": 45000, "Giấy phép xây dựng": "có",
	}
	filled := 0
	for i, header := range rows[0] {
		value, ok := fill[header]
		if !ok {
			continue
		}
		filled++
		at, _ := excelize.CoordinatesToCellName(i+1, 2)
		if err := book.SetCellValue(sheet, at, value); err != nil {
			t.Fatal(err)
		}
	}
	var again bytes.Buffer
	if err := book.Write(&again); err != nil {
		t.Fatal(err)
	}
	report, err := importing.Import(context.Background(), store, registry.Sites, "mẫu.xlsx", bytes.NewReader(again.Bytes()),
		importing.Options{Author: registry.Author{Actor: "test"}})
	if err != nil || report.Created != 1 {
		t.Fatalf("%v, %v", report, err)
	}
	sites, err := registry.Find[*registry.Site](context.Background(), store, registry.Query{Kind: registry.Sites})
	if err != nil {
		t.Fatal(err)
	}
	s := sites[0]
	t.Logf("%d of %d columns of %q", filled, len(fill), rows[0])
	if s.Code != "00123" || s.OperatorCode != "VIETTEL" || s.State != "on_air" || s.HeightM != registry.Some(42.5) || s.Point[1] != 14.35 {
		t.Errorf("the site is %+v", s)
	}
	if filled == len(fill) && s.PermitDate.String() != "2023-03-15" {
		t.Errorf("day 45,000 is read as %s, want 2023-03-15", s.PermitDate)
	}
	if filled != len(fill) {
		t.Errorf("%d of %d headings were found in %q", filled, len(fill), rows[0])
	}
}

// Coded columns have lists, required ones a mark, and every column is explained.
func TestTemplateLists(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	if err := exporting.Template(&out, registry.Postal, exporting.TemplateOptions{}); err != nil {
		t.Fatal(err)
	}
	book := openBook(t, out.Bytes())
	rules, err := book.GetDataValidations(book.GetSheetName(0))
	if err != nil {
		t.Fatal(err)
	}
	lists := 0
	for _, rule := range rules {
		if rule.Type == "list" {
			lists++
		}
	}
	if want := 4; lists != want { // class, public, staffed, internet
		t.Errorf("%d lists, want %d: %+v", lists, want, rules)
	}
	if visible, err := book.GetSheetVisible("Danh mục"); err != nil || visible {
		t.Errorf("the sheet of lists: visible %v, %v", visible, err)
	}
	golden(t, "template-postal.txt", sheetText(t, out.Bytes()))
}
