package ogctest

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"github.com/paulmach/orb/geojson"
	"golang.org/x/net/html"
)

func encodings() []Requirement {
	return []Requirement{
		{"conf/geojson/definition", (*Service).geoJSONDefinition},
		{"conf/geojson/content", (*Service).geoJSONContent},
		{"conf/html/definition", (*Service).htmlDefinition},
		{"conf/html/content", (*Service).htmlContent},
	}
}

// geoJSONDefinition: features come as application/geo+json, the rest as
// application/json.
func (s *Service) geoJSONDefinition() error {
	addresses, err := s.resources()
	if err != nil {
		return err
	}
	for _, a := range addresses {
		want := "application/json"
		if a.features {
			want = "application/geo+json"
		}
		r, err := s.ok(a.address, want)
		if err != nil {
			return err
		}
		if r.mediaType != want {
			return fmt.Errorf("%s: media type %s, want %s", a.address, r.mediaType, want)
		}
		if !json.Valid(r.body) {
			return fmt.Errorf("%s: not JSON", a.address)
		}
	}
	return nil
}

type resource struct {
	address  string
	features bool
}

// resources are one address of each kind that part 1 defines.
func (s *Service) resources() ([]resource, error) {
	all := []resource{{s.base + "/", false}, {s.base + "/conformance", false}, {s.base + "/collections", false}}
	err := s.each(func(c *collection) error {
		page, err := s.page(s.items(c, "limit", "1"))
		if err != nil {
			return err
		}
		all = append(all,
			resource{s.base + "/collections/" + c.ID, false},
			resource{s.items(c, "limit", "3"), true},
			resource{s.item(c, page.Features[0].name()), true})
		return nil
	})
	return all, err
}

// geoJSONContent: every feature is one by RFC 7946.
func (s *Service) geoJSONContent() error {
	return s.each(func(c *collection) error {
		r, err := s.ok(s.items(c, "limit", "1000"), "application/geo+json")
		if err != nil {
			return err
		}
		fc, err := geojson.UnmarshalFeatureCollection(r.body)
		if err != nil {
			return fmt.Errorf("%s: %w", r.address, err)
		}
		var members struct {
			Features []map[string]json.RawMessage `json:"features"`
		}
		if err := r.decode(&members); err != nil {
			return err
		}
		if len(fc.Features) == 0 {
			return fmt.Errorf("%s: no features", r.address)
		}
		for _, f := range members.Features {
			for _, member := range []string{"type", "geometry", "properties"} {
				if _, ok := f[member]; !ok {
					return fmt.Errorf("%s: a feature without member %s (RFC 7946, 3.2)", r.address, member)
				}
			}
		}
		return nil
	})
}

func (s *Service) htmlDefinition() error {
	addresses, err := s.resources()
	if err != nil {
		return err
	}
	for _, a := range addresses {
		r, err := s.ok(a.address, acceptHTML)
		if err != nil {
			return err
		}
		if r.mediaType != "text/html" {
			return fmt.Errorf("%s: media type %s, want text/html", a.address, r.mediaType)
		}
	}
	return nil
}

// htmlContent: an HTML 5 document whose body has every link of the JSON answer
// and names what it names.
func (s *Service) htmlContent() error {
	addresses, err := s.resources()
	if err != nil {
		return err
	}
	for _, a := range addresses {
		if err := s.htmlOf(a); err != nil {
			return fmt.Errorf("%s: %w", a.address, err)
		}
	}
	return nil
}

func (s *Service) htmlOf(a resource) error {
	r, err := s.ok(a.address, acceptHTML)
	if err != nil {
		return err
	}
	if !bytes.HasPrefix(bytes.ToLower(bytes.TrimSpace(r.body)), []byte("<!doctype html>")) {
		return errors.New("no HTML 5 document")
	}
	parsed, err := html.Parse(bytes.NewReader(r.body))
	if err != nil {
		return err
	}
	anchors, text := readBody(parsed)
	accept := acceptJSON
	if a.features {
		accept = acceptGeoJSON
	}
	plain, err := s.ok(a.address, accept)
	if err != nil {
		return err
	}
	var document struct {
		Title    string    `json:"title"`
		ID       string    `json:"id"`
		Links    []link    `json:"links"`
		Features []feature `json:"features"`
	}
	if err := plain.decode(&document); err != nil {
		return err
	}
	for _, l := range document.Links {
		switch l.Rel {
		case "self", "alternate", "next", "prev": // of the other format
		default:
			if !anchors[l.Href] {
				return fmt.Errorf("no anchor to %s (%s)", l.Href, l.Rel)
			}
		}
	}
	names := []string{document.Title, document.ID}
	for i := range document.Features {
		names = append(names, document.Features[i].name())
	}
	for _, name := range names {
		if !strings.Contains(text, name) {
			return fmt.Errorf("%q is not in the body", name)
		}
	}
	return nil
}

// readBody is the addresses of the anchors in the body, and its text.
func readBody(root *html.Node) (anchors map[string]bool, text string) {
	anchors = map[string]bool{}
	var out strings.Builder
	var visit func(n *html.Node, inBody bool)
	visit = func(n *html.Node, inBody bool) {
		inBody = inBody || (n.Type == html.ElementNode && n.Data == "body")
		if inBody && n.Type == html.TextNode {
			out.WriteString(n.Data)
			out.WriteByte(' ')
		}
		if inBody && n.Type == html.ElementNode && n.Data == "a" {
			for _, attribute := range n.Attr {
				if attribute.Key == "href" {
					anchors[attribute.Val] = true
				}
			}
		}
		for child := n.FirstChild; child != nil; child = child.NextSibling {
			visit(child, inBody)
		}
	}
	visit(root, false)
	return anchors, out.String()
}
