package importing

import (
	"bufio"
	"bytes"
	"compress/flate"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"hatang/registry"
)

// Format names a file format that can be read.
type Format string

// The formats.
const (
	CSV     Format = "csv"
	GeoJSON Format = "geojson"
	XLSX    Format = "xlsx"
	GPKG    Format = "gpkg"
	KML     Format = "kml"
	KMZ     Format = "kmz"
	// Shapefile is a .zip with .shp, .dbf and .prj, or the .shp beside them.
	Shapefile Format = "shp"
	// OpenCelliD is its raw CSV, which has no header.
	OpenCelliD Format = "opencellid"
)

// Formats lists the formats that can be read.
func Formats() []Format { return []Format{CSV, GeoJSON, XLSX, GPKG, KML, KMZ, Shapefile, OpenCelliD} }

// extensions tells formats of text by the end of the name; an empty one is known
// but not read.
var extensions = map[string]Format{
	".csv": CSV, ".tsv": CSV, ".txt": CSV, ".geojson": GeoJSON, ".json": GeoJSON, ".kml": KML, ".shp": Shapefile,
	".xls": "", ".ods": "", ".doc": "", ".docx": "", ".pdf": "",
}

// formatOf decides the format: as asked for, by what no text begins with, by the
// name, by the first bytes of text.
func formatOf(asked Format, name string, data *bufio.Reader, packed *archive) (Format, error) {
	start, _ := data.Peek(512)
	switch {
	case asked != "" && !slices.Contains(Formats(), asked):
		return "", unsupportedFormat(string(asked))
	case looksLikeOLE(start):
		return "", oldExcel()
	case asked != "":
		return asked, nil
	case packed != nil:
		return packed.format()
	case bytes.HasPrefix(start, []byte{0, 0, 0x27, 0x0a}): // 9994, which begins a .shp
		return Shapefile, nil
	case bytes.HasPrefix(start, []byte("SQLite format 3\x00")):
		return GPKG, nil
	case looksLikeOpenCelliD(start):
		return OpenCelliD, nil
	case bytes.Contains(start, []byte("<kml")):
		return KML, nil
	}
	return formatOfText(name, start)
}

// format is the format that an archive's entries make.
func (a *archive) format() (Format, error) {
	if a.find("xl/workbook.xml") != nil || a.find("[Content_Types].xml") != nil && len(a.withExtension(".xml")) > 0 && a.find("word/document.xml") == nil {
		return XLSX, nil
	}
	if len(a.withExtension(".shp")) > 0 {
		return Shapefile, nil
	}
	if len(a.withExtension(".kml")) > 0 {
		return KMZ, nil
	}
	var names []string
	for _, f := range a.File {
		if len(names) < 5 {
			names = append(names, f.Name)
		}
	}
	return "", broken("format", 0, registry.Textf("tệp nén không chứa định dạng đọc được (bên trong: %s): giải nén rồi nhập từng tệp",
		"the archive holds no format that is read (inside: %s): unpack it and import the files", strings.Join(names, ", ")))
}

func oldExcel() error {
	return broken("format", 0, registry.Text{
		VI: "tệp Excel cũ (.xls) hoặc có mật khẩu: mở bằng Excel, bỏ mật khẩu và lưu thành Excel Workbook (.xlsx)",
		EN: "an old Excel file (.xls) or one with a password: open it in Excel, remove the password and save as Excel Workbook (.xlsx)",
	})
}

func notOfFormat(format Format) error {
	return broken("format", 0, registry.Textf("nội dung tệp không phải %s", "the file's content is not %s", strings.ToUpper(string(format))))
}

func formatOfText(name string, start []byte) (Format, error) {
	extension := strings.ToLower(filepath.Ext(strings.TrimSuffix(strings.ToLower(name), ".gz")))
	format, known := extensions[extension]
	switch {
	case known && format == "":
		return "", unsupportedFormat(strings.ToUpper(extension[1:]))
	case known:
		return format, nil
	}
	if bytes.HasPrefix(bytes.TrimLeft(bytes.TrimPrefix(start, byteOrderMark), " \t\r\n"), []byte("{")) {
		return GeoJSON, nil
	}
	return CSV, nil
}

// byteOrderMark is U+FEFF in UTF-8.
var byteOrderMark = []byte("\uFEFF")

func unsupportedFormat(name string) error {
	return &registry.Error{
		Code:    registry.Unsupported,
		Message: registry.Textf("phiên bản này chưa đọc được tệp %s", "this version does not read %s files", name),
		Hint: registry.Text{
			VI: fmt.Sprintf("đọc được: %v; lưu thành một trong các định dạng đó rồi nhập lại", Formats()),
			EN: fmt.Sprintf("these are read: %v; save it as one of them and import that", Formats()),
		},
	}
}

func isFlateError(err error) bool {
	var corrupt flate.CorruptInputError
	return errors.As(err, &corrupt)
}
