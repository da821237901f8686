// Package exporting writes records as files that other programs read and that
// import again unchanged.
//
// Records are streamed: one is in memory at a time, but for what goes on paper.
// Columns are the kind's
// fields under their own names, in their order, which the import knows; numbers
// are written with the shortest digits that read back the same, dates as
// 2020-12-31, codes as codes.
package exporting

import (
	"bufio"
	"context"
	"errors"
	"io"

	"hatang/registry"
)

// Format names a file format that can be written.
type Format string

// The formats.
const (
	GeoJSON Format = "geojson"
	CSV     Format = "csv"
	// CSVExcel is CSV that Excel opens as it should: with a byte order mark, and
	// with texts that it would take for formulas behind an apostrophe.
	CSVExcel Format = "csv-excel"
	XLSX     Format = "xlsx"
	GPKG     Format = "gpkg"
	KML      Format = "kml"
	// PDF is for paper: a map and a table, not to be imported again.
	PDF Format = "pdf"
)

// Formats lists the formats that can be written.
func Formats() []Format { return []Format{GeoJSON, CSV, CSVExcel, XLSX, GPKG, KML, PDF} }

// Extension is the ending of a file's name in the format.
func (f Format) Extension() string {
	if f == CSVExcel {
		return "csv"
	}
	return string(f)
}

// MediaType is the format's media type.
func (f Format) MediaType() string {
	switch f {
	case "", GeoJSON:
		return "application/geo+json"
	case CSV, CSVExcel:
		return "text/csv; charset=utf-8"
	case XLSX:
		return "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
	}
	switch f {
	case GPKG:
		return "application/geopackage+sqlite3"
	case KML:
		return "application/vnd.google-earth.kml+xml"
	case PDF:
		return "application/pdf"
	}
	return "application/octet-stream"
}

// Options says how to write. The zero value writes GeoJSON with every field.
type Options struct {
	Format Format // empty: GeoJSON
	// Notice is a statement that goes along with the data, such as that positions
	// are schematic; in formats that have a place for it.
	Notice registry.Text
	// Keep chooses the fields that are handed out; nil keeps all.
	Keep func(*registry.Field) bool
	// Print is for PDF alone.
	Print Print
}

// Write writes the records that the query asks for, in its order, and returns
// how many. A format that is not built is Unsupported; the error of w is
// returned as it is.
func Write(ctx context.Context, w io.Writer, r registry.Reader, q registry.Query, options Options) (count int, err error) {
	schema := registry.SchemaOf(q.Kind)
	if schema == nil {
		return 0, registry.Errorf(registry.Unsupported, "không có loại bản ghi %q", "there is no kind of record %q", q.Kind)
	}
	buffered := bufio.NewWriterSize(w, 1<<16)
	out, err := newFormat(ctx, buffered, r, q, options)
	if err != nil {
		return 0, err
	}
	if closer, ok := out.(io.Closer); ok {
		defer func() { err = errors.Join(err, closer.Close()) }()
	}
	if err := out.begin(); err != nil {
		return 0, err
	}
	err = r.Scan(ctx, q, func(rec registry.Record) error {
		count++
		return out.record(rec)
	})
	if err != nil {
		return count, err
	}
	if err := out.end(count); err != nil {
		return count, err
	}
	return count, buffered.Flush()
}

func newFormat(ctx context.Context, out *bufio.Writer, r registry.Reader, q registry.Query, options Options) (format, error) {
	schema := registry.SchemaOf(q.Kind)
	switch options.Format {
	case "", GeoJSON:
		return &geojsonWriter{out: out, options: options}, nil
	case CSV, CSVExcel:
		return newCSVWriter(out, schema, options), nil
	case XLSX:
		return newXLSXWriter(out, schema, options), nil
	case GPKG:
		return newGPKGWriter(ctx, out, schema, options), nil
	case KML:
		return newKMLWriter(out, schema, options), nil
	case PDF:
		return &pdfWriter{ctx: ctx, out: out, reader: r, query: q, schema: schema, options: options}, nil
	}
	return nil, &registry.Error{
		Code:    registry.Unsupported,
		Message: registry.Textf("chưa xuất được định dạng %q", "the format %q cannot be written", options.Format),
		Hint:    registry.Textf("chọn một trong: %v", "choose one of: %v", Formats()),
	}
}

// keptFields are the fields that are handed out.
func keptFields(schema *registry.Schema, options Options) []*registry.Field {
	var fields []*registry.Field
	for i := range schema.Fields {
		if f := &schema.Fields[i]; options.Keep == nil || options.Keep(f) {
			fields = append(fields, f)
		}
	}
	return fields
}

// format writes one file.
type format interface {
	begin() error
	record(registry.Record) error
	end(count int) error
}
