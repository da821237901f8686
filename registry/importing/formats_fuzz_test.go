package importing

import (
	"archive/zip"
	"bufio"
	"bytes"
	"testing"

	"github.com/xuri/excelize/v2"

	"hatang/registry"
)

// readAll reads a file to its end, as both passes of an import do.
func readAll(r Reader, err error) {
	for err == nil {
		var row *Row
		if row, err = r.Next(); err == nil && row.Number < 0 {
			panic("a row has a negative number")
		}
	}
}

func siteColumns() *columns {
	return newColumns(&Options{}, newDictionary(registry.SchemaOf(registry.Sites)))
}

func fuzzZip(f *testing.F, entries ...string) []byte {
	f.Helper()
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	for i := 0; i+1 < len(entries); i += 2 {
		entry, err := w.Create(entries[i])
		if err == nil {
			_, err = entry.Write([]byte(entries[i+1]))
		}
		if err != nil {
			f.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		f.Fatal(err)
	}
	return out.Bytes()
}

// The sheet is fuzzed within a workbook, so that the packing does not hide it.
func FuzzXLSXSheet(f *testing.F) {
	for _, seed := range []string{
		`<worksheet><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>code</t></is></c></row><row r="2"><c r="A2" s="1"><v>45000</v></c></row></sheetData></worksheet>`,
		`<worksheet><sheetData><row><c t="s"><v>0</v></c><c t="b"><v>1</v></c><c t="e"><v>#N/A</v></c><c><f>A1</f></c></row></sheetData></worksheet>`,
		`<a><row r="-5"><c r="XFD1"><v>1e400</v></c></row>`, `<row><c r="AAAA1"/></row>`, `<!DOCTYPE a>`, `<row><c><v>&#x110000;`, `<x a='>' b=">">`,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(_ *testing.T, sheet []byte) {
		packed := new(bytes.Buffer)
		w := zip.NewWriter(packed)
		for _, part := range []struct {
			name    string
			content []byte
		}{
			{"xl/workbook.xml", []byte(`<workbook xmlns:r="r"><sheets><sheet name="S" r:id="i"/><sheet name="Hình học" r:id="i"/></sheets></workbook>`)},
			{"xl/_rels/workbook.xml.rels", []byte(`<r><Relationship Id="i" Type="/worksheet" Target="s.xml"/><Relationship Id="j" Type="/styles" Target="t.xml"/><Relationship Id="k" Type="/sharedStrings" Target="u.xml"/></r>`)},
			{"xl/t.xml", []byte(`<s><numFmts><numFmt numFmtId="164" formatCode="dd/mm/yyyy"/></numFmts><cellXfs><xf/><xf numFmtId="164"/></cellXfs></s>`)},
			{"xl/u.xml", []byte(`<sst><si><t>code</t></si></sst>`)}, {"xl/s.xml", sheet},
		} {
			entry, err := w.Create(part.name)
			if err == nil {
				_, err = entry.Write(part.content)
			}
			if err != nil {
				return
			}
		}
		if w.Close() != nil {
			return
		}
		a, err := openArchive(bytes.NewReader(packed.Bytes()), int64(packed.Len()))
		if err != nil {
			return
		}
		r, err := newXLSXReader(a, "", siteColumns().known)
		if err == nil {
			defer func() { _ = r.Close() }()
		}
		readAll(r, err)
	})
}

// Whole workbooks, with what packing can do to them.
func FuzzXLSX(f *testing.F) {
	book := excelize.NewFile()
	_ = book.SetSheetRow("Sheet1", "A1", &[]any{"Mã trạm", "Doanh nghiệp", 1.5, true})
	var out bytes.Buffer
	if err := book.Write(&out); err != nil {
		f.Fatal(err)
	}
	f.Add(out.Bytes())
	f.Add(fuzzZip(f, "xl/workbook.xml", "<workbook/>"))
	f.Add([]byte("PK\x03\x04"))
	f.Fuzz(func(_ *testing.T, data []byte) {
		a, err := openArchive(bytes.NewReader(data), int64(len(data)))
		if err != nil {
			return
		}
		r, err := newXLSXReader(a, "", siteColumns().known)
		if err == nil {
			defer func() { _ = r.Close() }()
		}
		readAll(r, err)
	})
}

func FuzzKML(f *testing.F) {
	for _, seed := range []string{
		`<kml><Document><Placemark><name>a</name><ExtendedData><Data name="x"><value>1</value></Data></ExtendedData><Point><coordinates>107,14,5</coordinates></Point></Placemark></Document></kml>`,
		`<kml><Placemark><MultiGeometry><Polygon><innerBoundaryIs><LinearRing><coordinates>1,2 3,4</coordinates></LinearRing></innerBoundaryIs></Polygon><Point/></MultiGeometry></Placemark></kml>`,
		`<kml><Placemark><Polygon><outerBoundaryIs/></Polygon></Placemark></kml>`, `<kml><Placemark><SimpleData name="a">`, `<kml><![CDATA[x]]></kml>`,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(_ *testing.T, data []byte) { readAll(newKMLReader(bytes.NewReader(data), nil)) })
}

func FuzzOpenCelliD(f *testing.F) {
	f.Add([]byte("LTE,452,4,40218,14329421,0,107.9,14.3,3703,50,1,1362155773,1756934281,0\n"))
	f.Add([]byte("radio,mcc,net,area,cell,unit,lon,lat,range,samples,changeable,created,updated,averageSignal\nGSM,1,\"2\n"))
	f.Fuzz(func(_ *testing.T, data []byte) {
		readAll(newOpenCelliDReader(bufio.NewReader(bytes.NewReader(data))), nil)
	})
}

func FuzzShape(f *testing.F) {
	f.Add([]byte("\x05\x00\x00\x00" + string(make([]byte, 32)) + "\x01\x00\x00\x00\x01\x00\x00\x00\x00\x00\x00\x00" + string(make([]byte, 16))))
	f.Add([]byte("\x01\x00\x00\x00" + string(make([]byte, 16))))
	f.Add([]byte("\x08\x00\x00\x00" + string(make([]byte, 32)) + "\x01\x00\x00\x00" + string(make([]byte, 16))))
	f.Fuzz(func(_ *testing.T, content []byte) {
		if len(content) >= 4 {
			_, _, _ = decodeShape(content)
		}
	})
}

func FuzzDBF(f *testing.F) {
	f.Add([]byte("\x03\x00\x00\x00\x01\x00\x00\x00\x41\x00\x0b\x00" + string(make([]byte, 20)) + "code\x00\x00\x00\x00\x00\x00\x00C" + string(make([]byte, 4)) + "\x0a" + string(make([]byte, 15)) + "\r" + " 0123456789"))
	f.Fuzz(func(_ *testing.T, data []byte) {
		r, err := newDBFReader(bytes.NewReader(data), "", siteColumns())
		if err != nil {
			return
		}
		cells := make([]Cell, len(r.header))
		for err == nil {
			_, err = r.next(cells)
		}
	})
}

func FuzzPRJ(f *testing.F) {
	f.Add(`PROJCS["VN-2000_TM-3_107-30",GEOGCS["GCS_VN_2000",DATUM["D_Vietnam_2000"]],PROJECTION["Transverse_Mercator"],PARAMETER["False_Easting",500000.0],PARAMETER["Central_Meridian",107.5],PARAMETER["Scale_Factor",0.9999]]`)
	f.Fuzz(func(_ *testing.T, text string) { systemOfPRJ(text) })
}
