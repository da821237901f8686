package ogc

import (
	"bytes"
	"encoding/json"
	"strings"

	"hatang/registry"
)

// link is a Link as it is written.
type link struct {
	Href     string `json:"href"`
	Rel      string `json:"rel"`
	Type     string `json:"type,omitempty"`
	Hreflang string `json:"hreflang,omitempty"`
	Title    string `json:"title,omitempty"`
}

// The relations of OGC's register.
const (
	relSchema     = "http://www.opengis.net/def/rel/ogc/1.0/schema"
	relQueryables = "http://www.opengis.net/def/rel/ogc/1.0/queryables"
	relSortables  = "http://www.opengis.net/def/rel/ogc/1.0/sortables"
)

// own are the links to this resource in every format: self, then alternate.
func (r *request) own() []link {
	links := []link{{r.here(), "self", r.format.bare(), string(r.lang), r.text("tài liệu này", "this document")}}
	for _, f := range r.formats {
		if f.name != r.format.name {
			links = append(links, link{r.here(paramFormat, f.name), "alternate", f.bare(), string(r.lang), r.text("tài liệu này, dạng ", "this document as ") + strings.ToUpper(f.name)})
		}
	}
	return links
}

// to are links to a resource, one a format.
func (r *request) to(rel, href, title string, formats ...format) []link {
	var links []link
	for _, f := range formats {
		links = append(links, link{href + "?" + paramFormat + "=" + f.name, rel, f.bare(), string(r.lang), title})
	}
	return links
}

// further are the links of other parts of the program.
func (r *request) further(links []Link) []link {
	var out []link
	for _, l := range links {
		href := l.Href
		if strings.HasPrefix(href, "/") {
			href = r.base + href
		}
		out = append(out, link{Href: href, Rel: l.Rel, Type: l.Type, Title: l.Title.In(r.lang)})
	}
	return out
}

// text is the sentence in the reader's language.
func (r *request) text(vi, en string) string { return registry.Text{VI: vi, EN: en}.In(r.lang) }

// linkHeader is the links as RFC 8288 writes them (/rec/core/link-header).
// Titles stay out: a header is ASCII.
func linkHeader(links []link) string {
	parts := make([]string, len(links))
	for i, l := range links {
		parts[i] = "<" + l.Href + `>; rel="` + l.Rel + `"; type="` + l.Type + `"`
	}
	return strings.Join(parts, ", ")
}

// sendDocument answers with a document of metadata: as JSON, or as the page.
func (s *Service) sendDocument(r *request, document any, page string, view any) error {
	return s.send(r, func(dst []byte) ([]byte, error) {
		out := bytes.NewBuffer(dst)
		if r.html() {
			err := s.pages.write(r, out, page, view)
			return out.Bytes(), err
		}
		err := appendJSON(out, document)
		return out.Bytes(), err
	})
}

func appendJSON(out *bytes.Buffer, document any) error {
	encoder := json.NewEncoder(out)
	encoder.SetEscapeHTML(false)
	return encoder.Encode(document)
}
