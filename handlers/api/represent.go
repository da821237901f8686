package api

import (
	"strconv"
	"strings"

	"github.com/gin-gonic/gin"

	"hatang/handlers"
	"hatang/registry"
)

// The media types of answers.
const (
	typeJSON    = "application/json"
	typeGeoJSON = "application/geo+json"
)

// shape says how records are written: which fields, with geometry or without.
type shape struct {
	keep     func(*registry.Field) bool // nil: every field
	geometry bool
	whole    bool // nothing is left out: a feature can be taken as the view keeps it
}

func (a *API) shapeFor(c *gin.Context, args *args, schema *registry.Schema) shape {
	keep := a.visible(c)
	s := shape{keep: keep, geometry: args.boolean("geometry", true)}
	s.whole = s.geometry && !hides(schema, keep)
	return s
}

// variant names the representation in an ETag: "" is the full JSON.
func (s shape) variant(format string) string {
	v := ""
	if format == formatGeoJSON {
		v += "g"
	}
	if !s.geometry {
		v += "n"
	}
	if s.keep != nil {
		v += "v"
	}
	return v
}

// appendRecord writes a record as JSON: its stated fields in the schema's order,
// its geometry, its revision, and what warns if there is anything.
func appendRecord(dst []byte, rec registry.Record, s shape) []byte {
	dst = append(dst, '{')
	dst = registry.AppendMembers(dst, rec, s.keep)
	if g := rec.Shape(); g != nil && s.geometry {
		dst = append(dst, `,"geometry":`...)
		dst = registry.AppendGeometry(dst, g)
	}
	dst = append(dst, `,"revision":`...)
	dst = strconv.AppendInt(dst, rec.Head().Revision, 10)
	return append(dst, '}')
}

// appendFeature writes a record as a GeoJSON feature.
func appendFeature(dst []byte, view View, rec registry.Record, s shape) []byte {
	if s.whole {
		return view.AppendFeature(dst, rec)
	}
	dst = append(dst, `{"type":"Feature","id":`...)
	dst = appendText(dst, rec.Head().ID)
	dst = append(dst, `,"geometry":`...)
	if g := rec.Shape(); g != nil && s.geometry {
		dst = registry.AppendGeometry(dst, g)
	} else {
		dst = append(dst, "null"...)
	}
	dst = append(dst, `,"properties":{`...)
	dst = registry.AppendMembers(dst, rec, s.keep)
	return append(dst, '}', '}')
}

// The formats that every list has.
const (
	formatJSON    = "json"
	formatGeoJSON = "geojson"
)

// offered are the formats of a list, each with its media type.
func (a *API) offered(files bool) []Format {
	formats := []Format{{Name: formatJSON, MediaType: typeJSON}, {Name: formatGeoJSON, MediaType: typeGeoJSON, Extension: "geojson"}}
	if !files || a.options.Export == nil {
		return formats
	}
	for _, f := range a.options.Formats {
		if f.Name != formatGeoJSON {
			formats = append(formats, f)
		}
	}
	return formats
}

// format is what the caller wants: ?format=, else the best of Accept.
func (a *API) format(c *gin.Context, args *args, files bool) (Format, error) {
	formats := a.offered(files)
	names := make([]string, len(formats))
	for i, f := range formats {
		names[i] = f.Name
	}
	c.Writer.Header().Add("Vary", "Accept, Accept-Language")
	if args.has("format") {
		name := args.choice("format", formatJSON, names...)
		for _, f := range formats {
			if f.Name == name {
				return f, nil
			}
		}
	}
	accept := c.GetHeader("Accept")
	if accept == "" {
		return formats[0], nil
	}
	if f, ok := negotiate(accept, formats); ok {
		return f, nil
	}
	return Format{}, handlers.Refuse(406, "không có định dạng nào trong %q; có: %s", "none of %q is available; there is: %s",
		clip(accept), strings.Join(names, ", "))
}

// negotiate picks by the caller's order of preference, ours among equals.
func negotiate(accept string, formats []Format) (Format, bool) {
	best, bestQ := Format{}, 0.0
	for _, f := range formats {
		mediaType, _, _ := strings.Cut(f.MediaType, ";")
		if q := quality(accept, mediaType); q > bestQ {
			best, bestQ = f, q
		}
	}
	return best, bestQ > 0
}

// quality is the weight that an Accept header gives a media type; the most
// specific range that covers it decides (RFC 9110, 12.5.1).
func quality(accept, mediaType string) float64 {
	major, _, _ := strings.Cut(mediaType, "/")
	found, q := -1, 0.0
	for part := range strings.SplitSeq(accept, ",") {
		fields := strings.Split(part, ";")
		specific := -1
		switch strings.ToLower(strings.TrimSpace(fields[0])) {
		case mediaType:
			specific = 2
		case major + "/*":
			specific = 1
		case "*/*":
			specific = 0
		}
		if specific > found {
			found, q = specific, weight(fields[1:])
		}
	}
	return q
}

func weight(parameters []string) float64 {
	for _, p := range parameters {
		name, value, _ := strings.Cut(strings.TrimSpace(p), "=")
		if strings.EqualFold(strings.TrimSpace(name), "q") {
			if v, err := parseNumber(strings.TrimSpace(value)); err == nil {
				return v
			}
		}
	}
	return 1
}
