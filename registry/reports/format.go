package reports

import (
	"encoding/json"
	"io"

	"hatang/registry"
)

// Format is a form in which a report is written.
type Format string

// The formats.
const (
	FormatText Format = "text"
	FormatJSON Format = "json"
)

// Formats lists the formats.
func Formats() []Format { return []Format{FormatText, FormatJSON} }

// MediaType is the format's media type.
func (f Format) MediaType() string {
	if f == FormatJSON {
		return "application/json"
	}
	return "text/plain; charset=utf-8"
}

// Write writes the report in a format; one that there is not is Invalid. JSON
// has both languages.
func (r *Report) Write(w io.Writer, format Format, lang registry.Lang) error {
	switch format {
	case FormatText:
		return r.WriteText(w, lang)
	case FormatJSON:
		encoder := json.NewEncoder(w)
		encoder.SetEscapeHTML(false)
		encoder.SetIndent("", "  ")
		return encoder.Encode(r)
	}
	return registry.Errorf(registry.Invalid, "không có định dạng %q: chọn %v", "there is no format %q: choose %v", format, Formats())
}
