package importing_test

import (
	"archive/zip"
	"bytes"
	"context"
	"errors"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/paulmach/orb"
	"github.com/xuri/excelize/v2"
	"golang.org/x/text/unicode/norm"

	"hatang/registry"
	"hatang/registry/importing"
)

// clumsyFile is a file as offices send it, or as somebody with bad intentions
// does: how it is made, and how it is read.
type clumsyFile struct {
	name string // what it is, and its ending
	kind registry.Kind
	opts importing.Options
	make func(testing.TB) []byte
}

func text(content string) func(testing.TB) []byte {
	return func(testing.TB) []byte { return []byte(content) }
}

// workbook makes an XLSX of one sheet; prepare may change it further.
func workbook(rows [][]any, prepare func(testing.TB, *excelize.File)) func(testing.TB) []byte {
	return func(tb testing.TB) []byte {
		tb.Helper()
		book := excelize.NewFile()
		defer func() { _ = book.Close() }()
		for i, row := range rows {
			if err := book.SetSheetRow("Sheet1", fmt.Sprintf("A%d", i+1), &row); err != nil {
				tb.Fatal(err)
			}
		}
		if prepare != nil {
			prepare(tb, book)
		}
		var out bytes.Buffer
		if err := book.Write(&out); err != nil {
			tb.Fatal(err)
		}
		return out.Bytes()
	}
}

// parts packs named contents.
func parts(names ...string) func(testing.TB) []byte {
	return func(tb testing.TB) []byte {
		tb.Helper()
		var out bytes.Buffer
		w := zip.NewWriter(&out)
		for i := 0; i+1 < len(names); i += 2 {
			f, err := w.Create(names[i])
			if err == nil {
				_, err = f.Write([]byte(names[i+1]))
			}
			if err != nil {
				tb.Fatal(err)
			}
		}
		if err := w.Close(); err != nil {
			tb.Fatal(err)
		}
		return out.Bytes()
	}
}

// sheetParts is the least workbook around a sheet of raw XML.
func sheetParts(sheet string) func(testing.TB) []byte {
	return parts(
		"[Content_Types].xml", "<Types/>",
		"xl/workbook.xml", `<workbook xmlns:r="r"><sheets><sheet name="S" sheetId="1" r:id="rId1"/></sheets></workbook>`,
		"xl/_rels/workbook.xml.rels", `<Relationships><Relationship Id="rId1" Type="x/worksheet" Target="worksheets/sheet1.xml"/></Relationships>`,
		"xl/worksheets/sheet1.xml", sheet)
}

func must(tb testing.TB, errs ...error) {
	tb.Helper()
	if err := errors.Join(errs...); err != nil {
		tb.Fatal(err)
	}
}

// circle is the coordinates of a ring of n vertices.
func circle(n int, parting, closing string) string {
	var out strings.Builder
	for i := 0; i <= n; i++ {
		a := 2 * math.Pi * float64(i%n) / float64(n)
		fmt.Fprintf(&out, "%s%.9f%s%.9f%s", map[bool]string{true: "[", false: ""}[closing != ""], 108+0.1*math.Cos(a), parting, 14.5+0.1*math.Sin(a), closing)
		if i < n && closing != "" {
			out.WriteByte(',')
		} else if i < n {
			out.WriteByte(' ')
		}
	}
	return out.String()
}

var siteHeader = []any{"Mã trạm", "Tên trạm", "Doanh nghiệp", "Kinh độ", "Vĩ độ", "Chiều cao cột (m)", "Ngày cấp phép"}

func clumsyTexts() []clumsyFile {
	const head = "code,name,operator_code,lon,lat,height_m,permit_date\n"
	wide := strings.TrimSuffix(head, "\n") + strings.Repeat(",", 193) + "\nA,x,VIETTEL,107.9,14.3,30,2020-01-02" + strings.Repeat(",", 193) + "\n"
	var named strings.Builder
	for i := range 193 {
		fmt.Fprintf(&named, ",cột lạ %d", i)
	}
	return []clumsyFile{
		{name: "empty.csv", make: text("")},
		{name: "only blank lines.csv", make: text("\n\r\n  \n")},
		{name: "only a header.csv", make: text(head)},
		{name: "byte order mark in the middle.csv", make: text(head + "A,x,VIETTEL,107.9,14.3,30,\n\uFEFFB,y,VIETTEL,107.8,14.3,30,\n")},
		{name: "byte order mark within a header.csv", make: text("\uFEFFcode,\uFEFFname,operator_code\nA,x,VIETTEL\n")},
		{name: "200 columns, empty ones.csv", make: text(wide)},
		{name: "200 columns with unknown names.csv", make: text(strings.TrimSuffix(head, "\n") + named.String() + "\nA,x,VIETTEL,107.9,14.3,30," + strings.Repeat(",z", 193) + "\n")},
		{name: "decimal commas and groups.csv", make: text("code;operator_code;height_m;power_w\nA;VIETTEL;42,5;1.234,5\nB;VIETTEL;30,25;2.000,0\n")},
		{name: "decimal points and groups.csv", make: text("code;operator_code;height_m;power_w\nA;VIETTEL;42.5;1,234.5\nB;VIETTEL;30.25;2,000.0\n")},
		{name: "both ways of numbers in one column.csv", make: text("code;operator_code;power_w\nA;VIETTEL;1.234,5\nB;VIETTEL;1,234.5\n")},
		{name: "a number that may be either.csv", make: text("code;operator_code;power_w\nA;VIETTEL;1.234\n")},
		{name: "emoji and controls.csv", make: text("code,name,operator_code\nA,Trạm 📡 \u200bsố\u00a01,VIETTEL\n")},
		{name: "decomposed names.csv", make: func(testing.TB) []byte {
			return []byte(norm.NFD.String("Mã trạm,Tên trạm,Doanh nghiệp\nA,Đăk Rơ Ông,Viettel\n"))
		}},
		{name: "UTF-16.csv", make: func(testing.TB) []byte {
			out := []byte{0xff, 0xfe}
			for _, r := range "Mã trạm\tTên trạm\tDoanh nghiệp\nA\tĐăk Hà\tViettel\n" {
				out = append(out, byte(r), byte(r>>8))
			}
			return out
		}},
		{name: "TCVN3.csv", make: text("M\xb7 tr\xb9m,T\xaan tr\xb9m,Doanh nghi\xd6p\nA,\xa7\xa8k R\xac \xa4ng,Viettel\n")},
		{name: "not text.csv", make: text("code,name\x00\x01\x02\nA\x00\n")},
		{name: "UTF-8 with a damaged byte.csv", make: text("code,name,operator_code\nA,Đăk Hà,VIETTEL\nB,Ng\xe1k Đăk,VIETTEL\n")},
		{name: "a quote never closed.csv", make: text("code,name,operator_code\nA,\"Đăk Hà,VIETTEL\nB,y,VIETTEL\n")},
		{name: "rows too short and too long.csv", make: text("code,name,operator_code\nA,x\nB,y,VIETTEL,z\nC,y,VIETTEL\n")},
		{name: "the same code twice.csv", make: text("code,name,operator_code\nA,x,VIETTEL\nA,y,VIETTEL\n")},
		{name: "two columns of one field.csv", make: text("code,Mã trạm,operator_code\nA,B,VIETTEL\n")},
		{name: "swapped axes.csv", make: text(head + "A,x,VIETTEL,14.3,107.9,30,\nB,y,VIETTEL,107.8,14.2,30,\n")},
		{name: "metres without a zone.csv", make: text("code,operator_code,x,y\nA,VIETTEL,553194.965,1587081.308\n")},
		{name: "coordinates of nowhere.csv", make: text(head + "A,x,VIETTEL,1079.9,14.3,30,\nB,y,VIETTEL,abc,14.2,30,\n")},
		{name: "formulas behind apostrophes.csv", make: text("code,name,operator_code\nA,'=SUM(1),VIETTEL\nB,'-5 tầng,VIETTEL\n")},
		{name: "days as 45,000.csv", make: text("code,operator_code,permit_date\nA,VIETTEL,\"45,000\"\nB,VIETTEL,30/02/2020\n")},
		{name: "heights out of the usual.csv", make: text("code,operator_code,height_m\nA,VIETTEL,4000\nB,VIETTEL,-3\n")},
		{name: "unknown operator.csv", make: text("code,operator_code\nA,Vietel\n")},
		{name: "cut short.geojson", make: text(`{"type":"FeatureCollection","features":[{"type":"Feature","geometry":null,"properties":{"code":"A","operator_code":"VIETTEL"}},{"type":"Fea`)},
		{name: "one feature alone.geojson", make: text(`{"type":"Feature","geometry":null,"properties":{}}`)},
		{name: "a web page.csv", make: text("<!DOCTYPE html><html><body>Đăng nhập</body></html>")},
		{name: "gzip cut short.csv.gz", make: text("\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03K")},
	}
}

func clumsyBooks() []clumsyFile {
	row := []any{"A", "Đăk Hà", "Viettel", 107.9, 14.3, 30.5, 45000}
	return []clumsyFile{
		{name: "empty sheet.xlsx", make: workbook(nil, nil)},
		{name: "title rows, merged.xlsx", make: workbook([][]any{{"ỦY BAN NHÂN DÂN TỈNH"}, {}, {"DANH SÁCH TRẠM BTS NĂM 2025"}, {"(kèm theo Công văn số 12)"}, siteHeader, row}, func(tb testing.TB, f *excelize.File) {
			must(tb, f.MergeCell("Sheet1", "A1", "G1"), f.MergeCell("Sheet1", "A3", "G3"))
		})},
		{name: "title rows above.csv", make: text("SỞ KHOA HỌC VÀ CÔNG NGHỆ;;;;\nDANH SÁCH TRẠM BTS, ĐẾN 31/12/2020;;;;\n;;;;\nTT;Mã trạm;Doanh nghiệp;Kinh độ;Vĩ độ\n(1);(2);(3);(4);(5)\n1;A;Viettel;107,9;14,3\n2;B;VNPT VinaPhone;107,8;không rõ\n")},
		{name: "one title without separators.csv", make: text("Danh sách trạm, năm 2020\n\nMã trạm;Doanh nghiệp;Kinh độ;Vĩ độ\nA;Viettel;107,9;14,3\n")},
		{name: "titles and two header rows.csv", make: text("BIỂU 3,,,,,\nMã trạm,Doanh nghiệp,Tọa độ,,Chiều cao,\n,,Kinh độ,Vĩ độ,cột (m),công trình (m)\nA,Viettel,107.9,14.3,30.5,0\n")},
		{name: "two header rows and a row of numbers.xlsx", make: workbook([][]any{
			{"TT", "Mã trạm", "Doanh nghiệp", "Tọa độ", nil, "Chiều cao", nil},
			{nil, nil, nil, "Kinh độ", "Vĩ độ", "cột (m)", "công trình (m)"},
			{"(1)", "(2)", "(3)", "(4)", "(5)", "(6)", "(7)"},
			{1, "A", "Viettel", 107.9, 14.3, 30.5, 0},
			{2, "B", "VNPT VinaPhone", "107,8", "14,2", "42,5", 12},
		}, nil)},
		{name: "days as 45,000, as dates and as text.xlsx", make: workbook([][]any{siteHeader, row, {"B", "x", "Viettel", 107.8, 14.3, 30, "15/03/2023"}, {"C", "y", "Viettel", 107.7, 14.3, 30, 45000}}, func(tb testing.TB, f *excelize.File) {
			style, err := f.NewStyle(&excelize.Style{NumFmt: 14})
			must(tb, err, f.SetCellStyle("Sheet1", "G4", "G4", style))
		})},
		{name: "numbers as text with commas.xlsx", make: workbook([][]any{siteHeader, {"A", "x", "Viettel", "107,9", "14,3", "30,5", nil}, {"B", "x", "Viettel", 107.8, 14.3, 41.25, nil}}, nil)},
		{name: "formulas, one not computed, one in error.xlsx", make: workbook([][]any{siteHeader, row, {"B", "x", "Viettel", 107.8, 14.3, nil, nil}, {"C", "y", "Viettel", 107.7, 14.3, nil, nil}}, func(tb testing.TB, f *excelize.File) {
			must(tb, f.SetCellFormula("Sheet1", "F3", "=10+20"))
			must(tb, f.SetCellValue("Sheet1", "F4", "x"))
		})},
		{name: "formula with a value.xlsx", make: sheetParts(`<worksheet><sheetData><row r="1"><c r="A1" t="str"><v>code</v></c><c r="B1" t="str"><v>operator_code</v></c><c r="C1" t="str"><v>height_m</v></c></row>` +
			`<row r="2"><c r="A2" t="str"><f>"A"</f><v>A</v></c><c r="B2" t="str"><v>VIETTEL</v></c><c r="C2"><f>1+2</f><v>3</v></c></row>` +
			`<row r="3"><c r="A3" t="str"><v>B</v></c><c r="B3" t="str"><v>VIETTEL</v></c><c r="C3" t="e"><f>1/0</f><v>#DIV/0!</v></c></row></sheetData></worksheet>`)},
		{name: "a column without a header.xlsx", make: workbook([][]any{{"Mã trạm", nil, "Doanh nghiệp"}, {"A", "ghi chú tay", "Viettel"}}, nil)},
		{name: "notes beside the table.xlsx", make: workbook([][]any{{"Mã trạm", "Doanh nghiệp"}, {"A", "Viettel", nil, "xem lại!"}}, nil)},
		{name: "a total and a signature below.xlsx", make: workbook([][]any{{"Mã trạm", "Doanh nghiệp", "Chiều cao cột (m)"}, {"A", "Viettel", 30}, {"Tổng cộng", nil, 30}}, nil)},
		{name: "codes with leading zeros by format.xlsx", make: workbook([][]any{{"Mã trạm", "Doanh nghiệp", "Mã xã"}, {"A", "Viettel", 123}}, func(tb testing.TB, f *excelize.File) {
			zeros := "00000"
			style, err := f.NewStyle(&excelize.Style{CustomNumFmt: &zeros})
			must(tb, err, f.SetCellStyle("Sheet1", "C2", "C2", style))
		})},
		{name: "the table on the second sheet.xlsx", make: workbook([][]any{{"Hướng dẫn"}, {"Điền trang sau"}}, func(tb testing.TB, f *excelize.File) {
			_, err := f.NewSheet("Dữ liệu")
			must(tb, err, f.SetSheetRow("Dữ liệu", "A1", &siteHeader), f.SetSheetRow("Dữ liệu", "A2", &row))
		})},
		{name: "a sheet that is not there.xlsx", opts: importing.Options{Sheet: "Phụ lục"}, make: workbook([][]any{siteHeader, row}, nil)},
		{name: "truncated.xlsx", make: func(tb testing.TB) []byte {
			data := workbook([][]any{siteHeader, row}, nil)(tb)
			return data[:len(data)/2]
		}},
		{name: "XML cut within the sheet.xlsx", make: sheetParts(`<worksheet><sheetData><row r="1"><c r="A1" t="str"><v>code</v></c>`)},
		{name: "XML entities.xlsx", make: sheetParts(`<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]><worksheet><sheetData><row r="1"><c t="str"><v>&b;</v></c></row></sheetData></worksheet>`)},
		{name: "zip bomb.xlsx", make: sheetParts("<worksheet><sheetData>" + strings.Repeat(" ", 80<<20) + "</sheetData></worksheet>")},
		{name: "column beyond the last.xlsx", make: sheetParts(`<worksheet><sheetData><row r="1"><c r="ZZZZZZZ1" t="str"><v>code</v></c></row></sheetData></worksheet>`)},
		{name: "a shared text that is not there.xlsx", make: sheetParts(`<worksheet><sheetData><row r="1"><c r="A1" t="s"><v>99</v></c></row></sheetData></worksheet>`)},
		{name: "old Excel or a password.xlsx", make: text("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 rest")},
		{name: "a workbook called.csv", make: workbook([][]any{siteHeader, row}, nil)},
		{name: "a Word document.xlsx", make: parts("[Content_Types].xml", "<Types/>", "word/document.xml", "<w/>")},
		{name: "a zip of something else.zip", make: parts("ảnh.jpg", "x", "đọc.txt", "y")},
	}
}

func clumsyMaps() []clumsyFile {
	const kml = `<kml><Document>`
	return []clumsyFile{
		{name: "placemarks of a phone.kml", opts: importing.Options{Ignore: []string{"description"}}, make: text(kml +
			`<Folder><Placemark><name>Đăk Hà &amp; Ngọk</name><description><![CDATA[<b>đẹp</b>]]></description><ExtendedData><Data name="operator_code"><value>Viettel</value></Data></ExtendedData><Point><coordinates> 107.9,14.3,512.0 </coordinates></Point></Placemark></Folder></Document></kml>`)},
		{name: "positions with spaces.kml", make: text(kml + `<Placemark><ExtendedData><Data name="operator_code"><value>Viettel</value></Data></ExtendedData><Point><coordinates>107.9, 14.3</coordinates></Point></Placemark></Document></kml>`)},
		{name: "a line for a point.kml", make: text(kml + `<Placemark><ExtendedData><Data name="operator_code"><value>Viettel</value></Data></ExtendedData><LineString><coordinates>107.9,14.3 108,14</coordinates></LineString></Placemark></Document></kml>`)},
		{name: "entities of its own.kml", make: text(`<?xml version="1.0"?><!DOCTYPE kml [<!ENTITY x SYSTEM "file:///etc/passwd">]><kml><Placemark><name>&x;</name></Placemark></kml>`)},
		{name: "unknown entity.kml", make: text(kml + `<Placemark><name>a&nbsp;b</name></Placemark></Document></kml>`)},
		{name: "cut short.kml", make: text(kml + `<Placemark><name>a</na`)},
		{name: "another encoding.kml", make: text(`<?xml version="1.0" encoding="windows-1258"?><kml/>`)},
		{name: "without a document.kmz", make: parts("readme.txt", "x", "files/a.png", "y")},
		{name: "a polygon of 1,000,000 vertices.geojson", kind: registry.Units, make: func(testing.TB) []byte {
			return []byte(`{"type":"FeatureCollection","features":[{"type":"Feature","geometry":{"type":"Polygon","coordinates":[[` + circle(1_000_000, ",", "]") +
				`]]},"properties":{"code":"00001","name":"Xã Tròn"}}]}`)
		}},
		{name: "a polygon of 100,000 vertices.kml", kind: registry.Units, make: func(testing.TB) []byte {
			return []byte(kml + `<Placemark><name>Xã Tròn</name><ExtendedData><Data name="code"><value>00001</value></Data></ExtendedData><Polygon><outerBoundaryIs><LinearRing><coordinates>` +
				circle(100_000, ",", "") + `</coordinates></LinearRing></outerBoundaryIs></Polygon></Placemark></Document></kml>`)
		}},
		{name: "a shape without its table.zip", make: parts("a.shp", "\x00\x00\x27\x0a"+strings.Repeat("\x00", 96))},
		{name: "a shape that claims gigabytes.zip", opts: importing.Options{CRS: "4326"}, make: parts("a.shp", "\x00\x00\x27\x0a"+strings.Repeat("\x00", 96)+"\x00\x00\x00\x01\x7f\xff\xff\xff\x05\x00\x00\x00",
			"a.dbf", "\x03\x00\x00\x00\x01\x00\x00\x00\x41\x00\x0b\x00"+strings.Repeat("\x00", 20)+"code\x00\x00\x00\x00\x00\x00\x00C"+strings.Repeat("\x00", 4)+"\x0a"+strings.Repeat("\x00", 15)+"\r")},
		{name: "a database of something else.gpkg", make: text("SQLite format 3\x00" + strings.Repeat("x", 200))},
		{name: "cells without the last column.csv", kind: registry.Stations, opts: importing.Options{Format: importing.OpenCelliD, CreateOperators: true}, make: text(
			"LTE,452,4,40218,14329421,0,107.9,14.3,3703,50,1,1362155773,1756934281,0\nLTE,452,4,40218,1,0,107.9,14.3,3703,50,1,1362155773,1756934281\n")},
	}
}

// Every clumsy file is answered by a report that stands in testdata/clumsy: what
// was read, what was refused and why. None of them panics, or fills the memory.
func TestClumsyFiles(t *testing.T) {
	t.Parallel()
	files := slices.Concat(clumsyTexts(), clumsyBooks(), clumsyMaps())
	if len(files) < 40 {
		t.Fatalf("%d files", len(files))
	}
	for _, file := range files {
		t.Run(file.name, func(t *testing.T) {
			t.Parallel()
			if file.kind == "" {
				file.kind = registry.Sites
			}
			store := withOperators(t)
			file.opts.Author, file.opts.Today = registry.Author{Actor: "test"}, date(t, "2025-12-31")
			report, err := importing.Import(context.Background(), store, file.kind, file.name, bytes.NewReader(file.make(t)), file.opts)
			var out strings.Builder
			if report != nil {
				if err := report.WriteText(&out, registry.VI); err != nil {
					t.Fatal(err)
				}
			}
			if err != nil {
				fmt.Fprintln(&out, "→", registry.CodeOf(err))
			}
			err = store.Scan(context.Background(), registry.Query{Kind: file.kind, AllRows: true, Order: []registry.Order{{Field: "code"}}}, func(rec registry.Record) error {
				id := rec.Head().ID
				line := string(registry.AppendMembers(nil, rec, func(f *registry.Field) bool { return f.Name != "id" }))
				if at, located := rec.Shape().(orb.Point); located {
					line += fmt.Sprintf(" at %.6f %.6f", at[0], at[1])
				}
				fmt.Fprintln(&out, strings.ReplaceAll(line, id, "…"))
				return nil
			})
			if err != nil {
				t.Fatal(err)
			}
			clumsyGolden(t, file.name, out.String())
		})
	}
}

func clumsyGolden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", "clumsy", strings.NewReplacer(" ", "-", ",", "").Replace(name)+".txt")
	if *update {
		must(t, os.MkdirAll(filepath.Dir(path), 0o755), os.WriteFile(path, []byte(got), 0o644))
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("got\n%s\nwant (write it anew with -update)\n%s", got, want)
	}
}
