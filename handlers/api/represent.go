package api

import (
	"bytes"
	"crypto/sha256"
	"strconv"
	"strings"

	"github.com/gin-gonic/gin"

	"hatang/handlers"
	"hatang/handlers/auth"
	"hatang/registry"
)

// The media types of answers.
const (
	typeJSON    = "application/json"
	typeGeoJSON = "application/geo+json"
)

// shape says how records are written: what of them the caller sees, with
// geometry or without.
type shape struct {
	sight    auth.Sight
	who      *auth.Principal // tells the sight of each kind where there are several; nil: sight
	geometry bool
}

func (a *API) shapeFor(c *gin.Context, args *args, schema *registry.Schema) shape {
	return shape{sight: a.who(c).Sight(schema.Kind), geometry: args.boolean("geometry", true)}
}

// plainShape is every visible field with geometry, for answers about several
// kinds.
func (a *API) plainShape(c *gin.Context) shape { return shape{who: a.who(c), geometry: true} }

// sightOf is what the caller sees of a record.
func (s *shape) sightOf(rec registry.Record) auth.Sight {
	if s.who != nil {
		return s.who.Sight(rec.Kind())
	}
	return s.sight
}

// variant names the representation in an ETag: "" is the full JSON.
func (s *shape) variant(format string) string {
	v := ""
	if format == formatGeoJSON {
		v += "g"
	}
	if !s.geometry {
		v += "n"
	}
	return v
}

// tag is the ETag of a record in this shape.
func (s *shape) tag(rec registry.Record, format string) string {
	v := s.variant(format)
	if sight := s.sightOf(rec); sight.Shows(rec) != nil {
		v += "v" + decision(sight.Decided())
	}
	return recordTag(rec, v)
}

// decision is a few letters for what the province decided to show otherwise than
// the schema; "" for nothing. It is letters alone, as revisions are digits.
func decision(key string) string {
	if key == "" {
		return ""
	}
	sum := sha256.Sum256([]byte(key))
	letters := make([]byte, 8)
	for i := range letters {
		letters[i] = 'a' + sum[i]%26
	}
	return string(letters)
}

// appendRecord writes a record as JSON: its stated fields in the schema's order,
// its geometry, its revision, and what warns if there is anything.
func appendRecord(dst []byte, rec registry.Record, s *shape) []byte {
	dst = append(dst, '{')
	dst = registry.AppendMembers(dst, rec, s.sightOf(rec).Shows(rec))
	if g := rec.Shape(); g != nil && s.geometry {
		dst = append(dst, `,"geometry":`...)
		dst = registry.AppendGeometry(dst, g)
	}
	dst = append(dst, `,"revision":`...)
	dst = strconv.AppendInt(dst, rec.Head().Revision, 10)
	return append(dst, '}')
}

// appendView writes what appendRecord does, out of the feature that the view
// keeps rendered: that takes a thirtieth of the time.
func appendView(dst []byte, view View, rec registry.Record, s *shape) []byte {
	if !s.geometry {
		return appendRecord(dst, rec, s)
	}
	start := len(dst)
	dst = appendFeature(dst, view, rec, s)
	end := len(dst)
	geometry, fields, ok := partFeature(dst[start:end])
	if !ok {
		return appendRecord(dst[:start], rec, s)
	}
	dst = append(dst, fields...)
	if string(geometry) != "null" {
		dst = append(dst, `,"geometry":`...)
		dst = append(dst, geometry...)
	}
	dst = append(dst, `,"revision":`...)
	dst = strconv.AppendInt(dst, rec.Head().Revision, 10)
	dst = append(dst, '}')
	return dst[:start+copy(dst[start:], dst[end:])]
}

// partFeature takes the geometry and the properties, without their closing
// brace, out of a feature as View.AppendFeature writes it. The names with their
// quotes cannot occur within a value, where quotes are escaped.
func partFeature(feature []byte) (geometry, fields []byte, ok bool) {
	const geometryMember, propertiesMember = `,"geometry":`, `,"properties":`
	g := bytes.Index(feature, []byte(geometryMember))
	if g < 0 {
		return nil, nil, false
	}
	rest := feature[g+len(geometryMember):]
	p := bytes.Index(rest, []byte(propertiesMember))
	if p < 0 || !bytes.HasSuffix(rest, []byte("}}")) {
		return nil, nil, false
	}
	return rest[:p], rest[p+len(propertiesMember) : len(rest)-2], true
}

// appendFeature writes a record as a GeoJSON feature: with geometry, as the view
// keeps it, less what is hidden.
func appendFeature(dst []byte, view View, rec registry.Record, s *shape) []byte {
	if !s.geometry {
		return appendOwnFeature(dst, rec, s)
	}
	start := len(dst)
	dst = view.AppendFeature(dst, rec)
	if sight := s.sightOf(rec); sight.Hidden(rec) {
		dst = sight.Cut(dst, start)
	}
	return dst
}

// AppendFeature appends a record as a GeoJSON feature with every field.
func AppendFeature(dst []byte, rec registry.Record) []byte {
	return appendOwnFeature(dst, rec, &shape{geometry: true})
}

func appendOwnFeature(dst []byte, rec registry.Record, s *shape) []byte {
	dst = append(dst, `{"type":"Feature","id":`...)
	dst = appendText(dst, rec.Head().ID)
	dst = append(dst, `,"geometry":`...)
	if g := rec.Shape(); g != nil && s.geometry {
		dst = registry.AppendGeometry(dst, g)
	} else {
		dst = append(dst, "null"...)
	}
	dst = append(dst, `,"properties":{`...)
	dst = registry.AppendMembers(dst, rec, s.sightOf(rec).Shows(rec))
	return append(dst, '}', '}')
}

// The formats that every list has.
const (
	formatJSON    = "json"
	formatGeoJSON = "geojson"
	// formatIDs is for programs that hold the records already: ids and distances.
	formatIDs = "ids"
	// formatFIDs is for those who hold the registry's file: feature ids.
	formatFIDs = "fids"
)

// recordFormats are the formats of one record, each with its media type.
func recordFormats() []Format {
	return []Format{{Name: formatJSON, MediaType: typeJSON}, {Name: formatGeoJSON, MediaType: typeGeoJSON, Extension: "geojson"}}
}

// placeFormats are the formats of questions about places.
func placeFormats() []Format {
	return append(recordFormats(), Format{Name: formatIDs}, Format{Name: formatFIDs})
}

// listFormats are the formats of a list.
func (a *API) listFormats() []Format {
	formats := recordFormats()
	if a.options.Export == nil {
		return formats
	}
	for _, f := range a.options.Formats {
		if f.Name != formatGeoJSON {
			formats = append(formats, f)
		}
	}
	return formats
}

// chooseFormat is what the caller wants of the formats: ?format=, else the best
// of Accept.
func chooseFormat(c *gin.Context, args *args, formats []Format) (Format, error) {
	c.Writer.Header().Add("Vary", "Accept, Accept-Language")
	if args.has("format") {
		for _, f := range formats {
			if f.Name == args.given.get("format") {
				return f, nil
			}
		}
		name := args.choice("format", formatJSON, formatNames(formats)...) // tells what there is
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
		clip(accept), strings.Join(formatNames(formats), ", "))
}

func formatNames(formats []Format) []string {
	names := make([]string, len(formats))
	for i, f := range formats {
		names[i] = f.Name
	}
	return names
}

// negotiate picks by the caller's order of preference, ours among equals.
func negotiate(accept string, formats []Format) (Format, bool) {
	best, bestQ := Format{}, 0.0
	for _, f := range formats {
		mediaType, _, _ := strings.Cut(f.MediaType, ";")
		if mediaType == "" {
			continue // to be asked for by name only
		}
		if q := handlers.Quality(accept, mediaType); q > bestQ {
			best, bestQ = f, q
		}
	}
	return best, bestQ > 0
}
