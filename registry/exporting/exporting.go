// Package exporting writes records as files that other programs read and that
// import again unchanged.
//
// Records are streamed: one is in memory at a time. Columns are the kind's
// fields under their own names, in their order, which the import knows; numbers
// are written with the shortest digits that read back the same, dates as
// 2020-12-31, codes as codes.
package exporting

import (
	"bufio"
	"context"
	"io"

	"hatang/registry"
)

// Format names a file format that can be written.
type Format string

// The formats.
const (
	GeoJSON Format = "geojson"
	CSV     Format = "csv"
)

// Formats lists the formats that can be written.
func Formats() []Format { return []Format{GeoJSON, CSV} }

// Options says how to write. The zero value writes GeoJSON with every field.
type Options struct {
	Format Format // empty: GeoJSON
	// Notice is a statement that goes along with the data, such as that positions
	// are schematic; in formats that have a place for it.
	Notice registry.Text
	// Keep chooses the fields that are handed out; nil keeps all.
	Keep func(*registry.Field) bool
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
	var out format
	switch options.Format {
	case "", GeoJSON:
		out = &geojsonWriter{out: buffered, options: options}
	case CSV:
		out = newCSVWriter(buffered, schema, options)
	default:
		return 0, &registry.Error{
			Code:    registry.Unsupported,
			Message: registry.Textf("chưa xuất được định dạng %q", "the format %q cannot be written", options.Format),
			Hint:    registry.Textf("chọn một trong: %v", "choose one of: %v", Formats()),
		}
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

// format writes one file.
type format interface {
	begin() error
	record(registry.Record) error
	end(count int) error
}
