package importing

import (
	"bufio"
	"bytes"
	"compress/flate"
	"errors"
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
)

// Formats lists the formats that can be read.
func Formats() []Format { return []Format{CSV, GeoJSON} }

// extensions tells formats by the end of the name; an empty one is known but
// not read here.
var extensions = map[string]Format{
	".csv": CSV, ".tsv": CSV, ".txt": CSV, ".geojson": GeoJSON, ".json": GeoJSON,
	".xlsx": "", ".xls": "", ".ods": "", ".gpkg": "", ".shp": "", ".dbf": "", ".kml": "", ".kmz": "", ".zip": "",
}

// formatOf decides the format: as asked for, by the name, by the first bytes.
func formatOf(asked Format, name string, data *bufio.Reader) (Format, error) {
	if asked != "" {
		if !slices.Contains(Formats(), asked) {
			return "", unsupportedFormat(string(asked))
		}
		return asked, nil
	}
	extension := strings.ToLower(filepath.Ext(strings.TrimSuffix(strings.ToLower(name), ".gz")))
	format, known := extensions[extension]
	switch {
	case known && format == "":
		return "", unsupportedFormat(strings.ToUpper(extension[1:]))
	case known:
		return format, nil
	}
	start, _ := data.Peek(512)
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
			VI: "lưu thành CSV UTF-8 hoặc GeoJSON rồi nhập lại",
			EN: "save it as CSV UTF-8 or GeoJSON and import that",
		},
	}
}

func isFlateError(err error) bool {
	var corrupt flate.CorruptInputError
	return errors.As(err, &corrupt)
}
