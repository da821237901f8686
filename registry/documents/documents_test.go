package documents_test

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"io"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"hatang/geo/tooltest"
	"hatang/registry"
	"hatang/registry/documents"
)

// report is a document with every sort of block, long enough for several pages.
func report(tb testing.TB) *documents.Document {
	tb.Helper()
	day, err := registry.ParseDate("2026-01-05")
	if err != nil {
		tb.Fatal(err)
	}
	neighbours := documents.Table{
		Caption: "Bảng 1. Các cột trong bán kính 1.000 m",
		Columns: []documents.Column{{Title: "TT", Width: 1, Align: documents.Centre}, {Title: "Cột", Width: 3, Align: documents.Left},
			{Title: "Doanh nghiệp", Width: 4, Align: documents.Left}, {Title: "Khoảng cách (m)", Width: 3, Align: documents.Right}},
	}
	for i := range 60 {
		neighbours.Rows = append(neighbours.Rows, documents.Row{Cells: []string{
			fmt.Sprint(i + 1), fmt.Sprintf("KTM%04d", i), "Tập đoàn Công nghiệp – Viễn thông Quân đội", registry.VI.Number(119.5+float64(i)*12.25, 1)}})
	}
	neighbours.Rows = append(neighbours.Rows, documents.Row{Cells: []string{"", "Cộng", "", "60"}, Strong: true})
	return &documents.Document{
		Title: "Báo cáo thẩm định KTM0123", Lang: registry.VI, Made: time.Date(2026, 1, 5, 2, 0, 0, 0, time.UTC),
		Letterhead: &documents.Letterhead{
			Superior: "ỦY BAN NHÂN DÂN TỈNH BẮC NINH", Agency: "SỞ KHOA HỌC VÀ CÔNG NGHỆ", Number: "12/BC-SKHCN", Place: "Bắc Ninh", Date: day,
		},
		Kind: "BÁO CÁO THẨM ĐỊNH", Subject: "Vị trí trạm BTS KTM0123 tại xã Đắk Rơ Wa & phường Võ Cường",
		Body: []documents.Block{
			documents.Text("Căn cứ Luật Viễn thông ngày 24 tháng 11 năm 2023;"),
			documents.Text("Căn cứ Quyết định số 72/2025/QĐ-UBND, **khoản 5 Điều 15**: cột của doanh nghiệp khác cách ít nhất 120 m trong đô thị, 250 m ngoài đô thị; hai khoảng cách này đo trên ellipsoid."),
			documents.Heading{Level: 1, Text: "I. KẾT QUẢ KIỂM TRA"},
			documents.Heading{Level: 2, Text: "1. Khoảng cách"},
			documents.Paragraph{Runs: []documents.Run{{Text: "Cột gần nhất cách 119,5 m", Bold: true, Note: 1}, {Text: ", thiếu 0,5 m so với mức 120 m."}}},
			neighbours,
			documents.Picture{PNG: picture(tb), WidthMM: 120, Caption: "Hình 1. Vị trí và các cột lân cận", Alt: "Bản đồ vị trí"},
			documents.Text("Đề nghị: **không chấp thuận**, hoặc dùng chung cột KTM0000."),
		},
		Notes: []string{"Tính bằng nghịch đảo trắc địa trên WGS 84; tọa độ VN-2000 múi 3°, kinh tuyến trục 105°30′."},
		Closing: &documents.Closing{
			Recipients: []string{"UBND tỉnh (để b/c)", "Tập đoàn Viettel", "Lưu: VT, BCVT"},
			Capacity:   "KT. GIÁM ĐỐC", Post: "PHÓ GIÁM ĐỐC", Name: "Nguyễn Thị Quỳnh Như",
		},
	}
}

func picture(tb testing.TB) []byte {
	tb.Helper()
	img := image.NewRGBA(image.Rect(0, 0, 600, 300))
	for x := range 600 {
		for y := range 300 {
			img.Set(x, y, color.RGBA{uint8(x / 3), uint8(y / 2), 160, 255})
		}
	}
	var out bytes.Buffer
	if err := png.Encode(&out, img); err != nil {
		tb.Fatal(err)
	}
	return out.Bytes()
}

// converted is what stands in the PDF that LibreOffice makes of a DOCX.
func converted(tb testing.TB, docx []byte) string {
	tb.Helper()
	return tooltest.PDFText(tb, tooltest.Office(tb, docx, "docx", "pdf"))
}

func TestBothFormsSayTheSame(t *testing.T) {
	t.Parallel()
	d := report(t)
	var pdf, docx bytes.Buffer
	if err := documents.WritePDF(&pdf, d); err != nil {
		t.Fatal(err)
	}
	if err := documents.WriteDOCX(&docx, d, nil); err != nil {
		t.Fatal(err)
	}
	ours, theirs := tooltest.PDFText(t, pdf.Bytes()), converted(t, docx.Bytes())
	for _, want := range []string{
		"CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc", "Bắc Ninh, ngày 05 tháng 01 năm 2026",
		"Số: 12/BC-SKHCN", "BÁO CÁO THẨM ĐỊNH", "Nguyễn Thị Quỳnh Như", "KTM0059", "Lưu: VT, BCVT.",
	} {
		if !strings.Contains(ours, want) {
			t.Errorf("the PDF does not say %q:\n%s", want, ours)
		}
		if !strings.Contains(theirs, want) {
			t.Errorf("the DOCX does not say %q:\n%s", want, theirs)
		}
	}
	if got, want := letters(ours), letters(theirs); got != want {
		t.Errorf("the PDF and the DOCX have different letters:\n%s\n%s", got, want)
	}
}

// letters counts the letters of a text: columns are read in another order by
// another layout, and pdftotext sees blanks within words where a line is
// stretched. Numbers of pages and the titles of the table stand on as many pages
// as the layout has and are left out.
func letters(text string) string {
	count := map[rune]int{}
	for line := range strings.Lines(strings.ReplaceAll(text, "\f", "\n")) {
		line = strings.TrimSpace(line)
		if len(line) < 2 || strings.HasPrefix(line, "TT ") || strings.Contains(line, "Khoảng cách") && strings.Contains(line, "Doanh nghiệp") {
			continue
		}
		for _, r := range norm.NFC.String(line) {
			if !unicode.IsSpace(r) {
				count[r]++
			}
		}
	}
	var out strings.Builder
	for _, r := range slices.Sorted(maps.Keys(count)) {
		fmt.Fprintf(&out, "%c%d ", r, count[r])
	}
	return out.String()
}

func TestTheSameDocumentIsTheSameBytes(t *testing.T) {
	t.Parallel()
	for name, write := range map[string]func(io.Writer, *documents.Document) error{
		"pdf":  documents.WritePDF,
		"docx": func(w io.Writer, d *documents.Document) error { return documents.WriteDOCX(w, d, nil) },
	} {
		var first, second bytes.Buffer
		if err := errors.Join(write(&first, report(t)), write(&second, report(t))); err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(first.Bytes(), second.Bytes()) {
			t.Errorf("%s: two runs differ", name)
		}
	}
}

// rewrite changes the parts of the built-in template.
func rewrite(tb testing.TB, change func(name, content string) string) []byte {
	tb.Helper()
	var built, out bytes.Buffer
	if err := documents.WriteTemplate(&built); err != nil {
		tb.Fatal(err)
	}
	archive, err := zip.NewReader(bytes.NewReader(built.Bytes()), int64(built.Len()))
	if err != nil {
		tb.Fatal(err)
	}
	writer := zip.NewWriter(&out)
	for _, file := range archive.File {
		in, err := file.Open()
		if err != nil {
			tb.Fatal(err)
		}
		content, err := io.ReadAll(in)
		if err != nil {
			tb.Fatal(err)
		}
		changed := change(file.Name, string(content))
		if changed == "" {
			continue
		}
		part, err := writer.Create(file.Name)
		if err == nil {
			_, err = part.Write([]byte(changed))
		}
		if err != nil {
			tb.Fatal(err)
		}
	}
	if err := writer.Close(); err != nil {
		tb.Fatal(err)
	}
	return out.Bytes()
}

// A province's own template keeps what it has of its own, even where Word cut a
// placeholder into several runs.
func TestOwnTemplate(t *testing.T) {
	t.Parallel()
	template := rewrite(t, func(name, content string) string {
		if name != "word/document.xml" {
			return content
		}
		content = strings.Replace(content, ">{{subject}}<", `>V</w:t></w:r><w:r><w:t>ề việc {{sub</w:t></w:r><w:proofErr w:type="spellStart"/><w:r><w:t>ject}} (mẫu 03)<`, 1)
		return strings.Replace(content, "Nơi nhận:", "Gửi tới:", 1)
	})
	var docx bytes.Buffer
	if err := documents.WriteDOCX(&docx, report(t), template); err != nil {
		t.Fatal(err)
	}
	text := converted(t, docx.Bytes())
	for _, want := range []string{"Về việc Vị trí trạm BTS", "(mẫu 03)", "Gửi tới:", "KTM0059"} {
		if !strings.Contains(text, want) {
			t.Errorf("the text has no %q:\n%s", want, text)
		}
	}
	if strings.Contains(text, "{{") {
		t.Error("a placeholder was left")
	}
}

func TestTemplatesThatCannotBeUsed(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		template []byte
		want     string
	}{
		"no archive":  {[]byte("mẫu"), "it is no DOCX"},
		"cut short":   {rewrite(t, func(_, content string) string { return content })[:900], "it is no DOCX"},
		"no document": {rewrite(t, func(name, content string) string { return keepUnless(name == "word/document.xml", content) }), "word/document.xml is missing"},
		"no body": {rewrite(t, func(_, content string) string { return strings.Replace(content, "{{body}}", "nội dung", 1) }),
			"a paragraph that holds only {{body}}"},
		"body within text": {rewrite(t, func(_, content string) string { return strings.Replace(content, "{{body}}", "nội dung: {{body}}", 1) }),
			"a paragraph that holds only {{body}}"},
		"unknown names": {rewrite(t, func(_, content string) string { return strings.Replace(content, "{{kind}}", "{{loại}} {{số}}", 1) }),
			"{{loại}}, {{số}}"},
		"broken XML": {rewrite(t, func(_, content string) string {
			return strings.Replace(content, "<w:sectPr>", "<w:sectPr", 1)
		}), "is no XML"},
	} {
		var out bytes.Buffer
		err := documents.WriteDOCX(&out, report(t), c.template)
		if registry.CodeOf(err) != registry.Invalid || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %q", name, err, c.want)
		}
		if out.Len() > 0 {
			t.Errorf("%s: something was written", name)
		}
	}
}

func keepUnless(gone bool, content string) string {
	if gone {
		return ""
	}
	return content
}

func FuzzTemplate(f *testing.F) {
	f.Add("{{kind}}", "{{ body }}")
	f.Add(`</w:t></w:r><w:p>`, `<w:p/><w:p >`)
	f.Fuzz(func(t *testing.T, kind, body string) {
		template := rewrite(t, func(_, content string) string {
			return strings.Replace(strings.Replace(content, "{{kind}}", kind, 1), "{{body}}", body, 1)
		})
		var out bytes.Buffer
		d := &documents.Document{Kind: "BÁO CÁO", Body: []documents.Block{documents.Text(kind)}}
		if err := documents.WriteDOCX(&out, d, template); err != nil && registry.CodeOf(err) != registry.Invalid {
			t.Fatal(err)
		}
	})
}

// What people type must not break either form.
func FuzzText(f *testing.F) {
	f.Add("Đắk Rơ Wa & <phường>\x00\n\n", "")
	f.Add(strings.Repeat("a", 500), "\u0301\ufffe🛰")
	f.Fuzz(func(t *testing.T, text, cell string) {
		d := &documents.Document{Body: []documents.Block{
			documents.Text(text),
			documents.Table{Columns: []documents.Column{{Title: text, Width: 1}, {Width: 9}}, Rows: []documents.Row{{Cells: []string{cell, text, cell}}, {}}},
		}}
		var pdf, docx bytes.Buffer
		if err := errors.Join(documents.WritePDF(&pdf, d), documents.WriteDOCX(&docx, d, nil)); err != nil {
			t.Fatal(err)
		}
	})
}
