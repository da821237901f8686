package reports

import (
	"encoding/json"
	"io"

	"hatang/registry"
	"hatang/registry/documents"
)

// Format is a form in which a report is written.
type Format string

// The formats.
const (
	FormatText Format = "text"
	FormatJSON Format = "json"
	FormatXLSX Format = "xlsx"
	FormatDOCX Format = "docx"
	FormatPDF  Format = "pdf"
)

// Formats lists the formats.
func Formats() []Format {
	return []Format{FormatText, FormatJSON, FormatXLSX, FormatDOCX, FormatPDF}
}

// MediaType is the format's media type.
func (f Format) MediaType() string {
	switch f {
	case FormatJSON:
		return "application/json"
	case FormatXLSX:
		return "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
	case FormatDOCX:
		return "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
	case FormatPDF:
		return "application/pdf"
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
	case FormatXLSX:
		return r.WriteXLSX(w, lang)
	case FormatDOCX, FormatPDF:
		d, err := r.Document(lang)
		if err != nil {
			return err
		}
		if format == FormatPDF {
			return documents.WritePDF(w, d)
		}
		return documents.WriteDOCX(w, d, nil)
	}
	return registry.Errorf(registry.Invalid, "không có định dạng %q: chọn %v", "there is no format %q: choose %v", format, Formats())
}
