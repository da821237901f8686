package ogctest

import (
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
)

func core() []Requirement {
	return []Requirement{
		{"conf/core/root-op", (*Service).rootOp},
		{"conf/core/root-success", (*Service).rootSuccess},
		{"conf/core/api-definition-op", (*Service).apiOp},
		{"conf/core/api-definition-success", (*Service).apiSuccess},
		{"conf/core/conformance-op", (*Service).conformanceOp},
		{"conf/core/conformance-success", (*Service).conformanceSuccess},
		{"conf/core/http", (*Service).http},
		{"conf/core/query-param-unknown", (*Service).unknownParameters},
		{"conf/core/query-param-invalid", (*Service).invalidParameters},
		{"conf/core/crs84", (*Service).crs84},
	}
}

func (s *Service) rootOp() error {
	r, err := s.get(s.base+"/", acceptJSON)
	if err == nil && r.status == http.StatusNotFound {
		err = fmt.Errorf("%s: there is no landing page", r.address)
	}
	return err
}

// rootSuccess: the landing page links to the API's description, to the
// conformance declaration and to the collections, and they are there.
func (s *Service) rootSuccess() error {
	links, err := s.landingLinks()
	if err != nil {
		return err
	}
	for _, rels := range [][]string{{"service-desc", "service-doc"}, {"conformance"}, {"data"}} {
		i := slices.IndexFunc(links, func(l link) bool { return slices.Contains(rels, l.Rel) })
		if i < 0 {
			return fmt.Errorf("the landing page has no link %s", strings.Join(rels, " or "))
		}
		if _, err := s.ok(s.resolve(links[i].Href), "*/*"); err != nil {
			return err
		}
	}
	return nil
}

func (s *Service) landingLinks() ([]link, error) {
	r, err := s.ok(s.base+"/", acceptJSON)
	if err != nil {
		return nil, err
	}
	var document struct {
		Links []link `json:"links"`
	}
	return document.Links, r.decode(&document)
}

const openAPIType = "application/vnd.oai.openapi+json;version=3.0"

func (s *Service) apiOp() error {
	links, err := s.landingLinks()
	if err != nil {
		return err
	}
	tried := 0
	for _, l := range links {
		if l.Rel == "service-desc" || l.Rel == "service-doc" {
			tried++
			if _, err := s.ok(s.resolve(l.Href), l.Type); err != nil {
				return err
			}
		}
	}
	if tried == 0 {
		return errors.New("the landing page links to no API definition")
	}
	return nil
}

// apiSuccess: the answer has the media type that the link promised, and is an
// API definition.
func (s *Service) apiSuccess() error {
	links, err := s.landingLinks()
	if err != nil {
		return err
	}
	for _, l := range links {
		if l.Rel != "service-desc" && l.Rel != "service-doc" {
			continue
		}
		r, err := s.ok(s.resolve(l.Href), l.Type)
		if err != nil {
			return err
		}
		if promised, _, _ := strings.Cut(l.Type, ";"); r.mediaType != promised {
			return fmt.Errorf("%s: media type %s, the link says %s", r.address, r.mediaType, promised)
		}
	}
	_, err = s.definition()
	return err
}

// definition is the API's description.
func (s *Service) definition() (*openapi3.T, error) {
	if s.doc != nil {
		return s.doc, nil
	}
	links, err := s.landingLinks()
	if err != nil {
		return nil, err
	}
	l, ok := find(links, "service-desc", openAPIType)
	if !ok {
		return nil, fmt.Errorf("the landing page has no service-desc of type %s", openAPIType)
	}
	r, err := s.ok(s.resolve(l.Href), openAPIType)
	if err != nil {
		return nil, err
	}
	loader := openapi3.NewLoader()
	loader.Context = s.ctx
	doc, err := loader.LoadFromData(r.body)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", r.address, err)
	}
	if err := doc.Validate(s.ctx, openapi3.EnableSchemaFormatValidation()); err != nil {
		return nil, fmt.Errorf("%s: %w", r.address, err)
	}
	s.doc = doc
	return doc, nil
}

func (s *Service) conformanceOp() error {
	_, err := s.ok(s.base+"/conformance", acceptJSON)
	return err
}

const part1 = "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/"

func (s *Service) conformanceSuccess() error {
	r, err := s.ok(s.base+"/conformance", acceptJSON)
	if err != nil {
		return err
	}
	var document struct {
		ConformsTo []string `json:"conformsTo"`
	}
	if err := r.decode(&document); err != nil {
		return err
	}
	for _, class := range []string{
		part1 + "core", part1 + "geojson", part1 + "html", part1 + "oas30", "http://www.opengis.net/spec/ogcapi-features-2/1.0/conf/crs",
	} {
		if !slices.Contains(document.ConformsTo, class) {
			return fmt.Errorf("%s does not declare %s", r.address, class)
		}
	}
	return nil
}

// http: HTTP/1.1, with HEAD wherever there is GET, 404 for what is not there and
// 405 with Allow for methods that are not.
func (s *Service) http() error {
	r, err := s.ok(s.base+"/", acceptJSON)
	if err != nil {
		return err
	}
	if r.proto != "HTTP/1.1" && !strings.HasPrefix(r.proto, "HTTP/2") {
		return fmt.Errorf("%s: protocol %s", r.address, r.proto)
	}
	head, err := s.send(http.MethodHead, s.base+"/", acceptJSON)
	if err != nil {
		return err
	}
	if head.status != r.status || head.mediaType != r.mediaType {
		return fmt.Errorf("HEAD %s: %d %s, GET answers %d %s", r.address, head.status, head.mediaType, r.status, r.mediaType)
	}
	if err := s.refused(s.base+"/no-such-resource", http.StatusNotFound); err != nil {
		return err
	}
	post, err := s.send(http.MethodDelete, s.base+"/conformance", acceptJSON)
	if err != nil {
		return err
	}
	if post.status != http.StatusMethodNotAllowed || !strings.Contains(post.header.Get("Allow"), http.MethodGet) {
		return fmt.Errorf("DELETE %s: status %d, Allow %q, want 405 and GET", post.address, post.status, post.header.Get("Allow"))
	}
	return nil
}

func (s *Service) unknownParameters() error {
	list, err := s.list()
	if err != nil {
		return err
	}
	for _, address := range []string{
		s.base + "/", s.base + "/conformance", s.base + "/collections", s.base + "/collections/" + list[0].ID, s.items(&list[0]),
	} {
		for _, name := range []string{"unknown-parameter", "LIMIT", "bbox_crs", "offset"} {
			if err := s.refused(with(address, name, "1"), http.StatusBadRequest); err != nil {
				return err
			}
		}
	}
	return nil
}

func (s *Service) invalidParameters() error {
	list, err := s.list()
	if err != nil {
		return err
	}
	for name, values := range map[string][]string{
		"limit":    {"0", "-1", "1.5", "many", "", " 1"},
		"bbox":     {"", "1", "1,2,3", "1,2,3,4,5", "1,2,3,4,5,6,7", "a,b,c,d", "NaN,1,2,3", "0,10,1,5", "0,-91,1,0", "-181,0,0,1", "1;2;3;4"},
		"datetime": {"", "yesterday", "2020", "2020-13-01", "2020-01-01T25:00:00Z", "2020-01-01/2019-01-01", "../..", "/", "2020-01-01/2020-02-01/2020-03-01"},
		"bbox-crs": {"", "EPSG", "http://www.opengis.net/def/crs/EPSG/0/0"},
		"crs":      {"", "EPSG", "http://www.opengis.net/def/crs/EPSG/0/0"},
	} {
		for _, value := range values {
			if err := s.refused(s.items(&list[0], name, value), http.StatusBadRequest); err != nil {
				return err
			}
		}
	}
	return nil
}

// crs84: without other wishes coordinates are longitude and latitude: they lie
// in the collection's extent, which is so by definition.
func (s *Service) crs84() error {
	return s.each(func(c *collection) error {
		if c.Extent == nil || c.Extent.Spatial == nil {
			return ErrNotApplicable
		}
		features, err := s.whole(c)
		if err != nil {
			return err
		}
		return insideExtent(c, features)
	})
}

func insideExtent(c *collection, features []feature) error {
	box := c.Extent.Spatial.BBox[0]
	if len(box) != 4 {
		return ErrNotApplicable
	}
	for i := range features {
		positions, err := features[i].Geometry.positions()
		if err != nil {
			return err
		}
		for _, p := range positions {
			const rounding = 1e-9
			if p[0] < box[0]-rounding || p[0] > box[2]+rounding || p[1] < box[1]-rounding || p[1] > box[3]+rounding {
				return fmt.Errorf("feature %s lies at %v, outside the extent %v", features[i].name(), p, box)
			}
		}
	}
	return nil
}
