package ogctest

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/paulmach/orb"

	"hatang/geo/crs"
)

const crs84URI = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"

func systems() []Requirement {
	return []Requirement{
		{"conf/crs/crs-uri", (*Service).crsURI},
		{"conf/crs/fc-md-crs-list", (*Service).crsList},
		{"conf/crs/fc-md-storageCrs", (*Service).storageCRS},
		{"conf/crs/fc-md-crs-list-global", (*Service).globalList},
		{"conf/crs/fc-bbox-crs-definition", (*Service).bboxCRSDefinition},
		{"conf/crs/fc-bbox-crs-valid-value", (*Service).bboxCRSValid},
		{"conf/crs/fc-bbox-crs-default-value", (*Service).bboxCRSDefault},
		{"conf/crs/fc-bbox-crs-action", (*Service).bboxCRSAction},
		{"conf/crs/bbox-crs-exception", (*Service).bboxCRSException},
		{"conf/crs/fc-crs-definition", (*Service).crsDefinition},
		{"conf/crs/fc-crs-valid-value", (*Service).crsValid},
		{"conf/crs/fc-crs-default-value", (*Service).crsDefault},
		{"conf/crs/fc-crs-action", (*Service).crsAction},
		{"conf/crs/crs-exception", (*Service).crsException},
		{"conf/crs/geojson", (*Service).crsGeoJSON},
		{"conf/crs/ogc-crs-header", (*Service).crsHeader},
		{"conf/crs/ogc-crs-header-value", (*Service).crsHeaderValue},
	}
}

// known are the systems of a collection that the suite can convert to, by URI.
func known(c *collection) map[string]crs.CRS {
	found := map[string]crs.CRS{}
	for _, uri := range c.CRS {
		if system, err := crs.Parse(uri); err == nil {
			found[uri] = system
		}
	}
	return found
}

// crsURI: every system is named by a URI.
func (s *Service) crsURI() error {
	list, err := s.list()
	if err != nil {
		return err
	}
	for i := range list {
		for _, uri := range append([]string{list[i].StorageCRS}, list[i].CRS...) {
			if uri == "" || uri == "#/crs" {
				continue
			}
			parsed, err := url.Parse(uri)
			if err != nil || !parsed.IsAbs() || parsed.Host == "" {
				return fmt.Errorf("collection %s: %q is not a URI", list[i].ID, uri)
			}
		}
	}
	return nil
}

// crsList: the list is there and has the default.
func (s *Service) crsList() error {
	return s.each(func(c *collection) error {
		if !slices.Contains(c.CRS, crs84URI) && !slices.Contains(c.CRS, "#/crs") {
			return fmt.Errorf("%s is not in %v", crs84URI, c.CRS)
		}
		return nil
	})
}

func (s *Service) storageCRS() error {
	return s.each(func(c *collection) error {
		if c.StorageCRS != "" && !slices.Contains(c.CRS, c.StorageCRS) {
			return fmt.Errorf("storageCrs %s is not in the list", c.StorageCRS)
		}
		return nil
	})
}

// globalList: a reference to the global list needs the list.
func (s *Service) globalList() error {
	r, err := s.ok(s.base+"/collections", acceptJSON)
	if err != nil {
		return err
	}
	var document struct {
		CRS []string `json:"crs"`
	}
	if err := r.decode(&document); err != nil {
		return err
	}
	return s.each(func(c *collection) error {
		if slices.Contains(c.CRS, "#/crs") && len(document.CRS) == 0 {
			return errors.New("it refers to a global list that is not there")
		}
		return nil
	})
}

func isURI(schema *openapi3.Schema) error {
	if schema.Format != "uri" {
		return fmt.Errorf("format %q, want uri", schema.Format)
	}
	return isText(schema)
}

func (s *Service) bboxCRSDefinition() error { return s.defined("bbox-crs", isURI) }
func (s *Service) crsDefinition() error     { return s.defined("crs", isURI) }

// middle is the middle of a collection's features, as a tiny box in a system.
func middle(all []feature, system crs.CRS) (string, error) {
	extent, err := extentOf(all)
	if err != nil {
		return "", err
	}
	x, y, err := system.FromWGS84(orb.Point{(extent[0] + extent[2]) / 2, (extent[1] + extent[3]) / 2})
	if err != nil {
		return "", err
	}
	if system.LatitudeFirst() {
		x, y = y, x
	}
	return fmt.Sprintf("%.9f,%.9f,%.9f,%.9f", x, y, x, y), nil
}

// bboxCRSValid: every system of the list is taken.
func (s *Service) bboxCRSValid() error {
	return s.each(func(c *collection) error {
		all, err := s.whole(c)
		if err != nil {
			return err
		}
		for uri, system := range known(c) {
			box, err := middle(all, system)
			if err != nil {
				return err
			}
			if _, err := s.page(s.items(c, "bbox", box, "bbox-crs", uri, "limit", "1")); err != nil {
				return err
			}
		}
		return nil
	})
}

// bboxCRSDefault: without bbox-crs a box is longitude and latitude.
func (s *Service) bboxCRSDefault() error {
	return s.each(func(c *collection) error {
		all, err := s.whole(c)
		if err != nil {
			return err
		}
		extent, err := extentOf(all)
		if err != nil {
			return err
		}
		for _, box := range boxesOf(extent) {
			want, err := meeting(all, box)
			if err != nil {
				return err
			}
			text := fmt.Sprintf("%v,%v,%v,%v", box[0], box[1], box[2], box[3])
			if err := errors.Join(
				s.expect(s.items(c, "bbox", text, "limit", "2000"), want),
				s.expect(s.items(c, "bbox", text, "bbox-crs", crs84URI, "limit", "2000"), want),
			); err != nil {
				return err
			}
		}
		return nil
	})
}

// bboxCRSAction: a box in another system meets what lies in it there. Boxes are
// made around the features' coordinates in that system.
func (s *Service) bboxCRSAction() error {
	return s.each(func(c *collection) error {
		for uri, system := range known(c) {
			all, err := s.converted(c, system)
			if err != nil {
				return err
			}
			extent, err := extentOf(all)
			if err != nil {
				return err
			}
			// Roundings of the two sides must not decide about the outermost.
			slack := 1e-7 + 1e-6*(extent[2]-extent[0])
			extent = []float64{extent[0] - slack, extent[1] - slack, extent[2] + 3*slack, extent[3] + 3*slack}
			for _, box := range boxesOf(extent)[1:4] {
				want, err := meeting(all, box)
				if err != nil {
					return err
				}
				if system.LatitudeFirst() {
					box = [4]float64{box[1], box[0], box[3], box[2]}
				}
				text := fmt.Sprintf("%.9f,%.9f,%.9f,%.9f", box[0], box[1], box[2], box[3])
				if err := s.expect(s.items(c, "bbox", text, "bbox-crs", uri, "limit", "2000"), want); err != nil {
					return err
				}
			}
		}
		return nil
	})
}

// converted is the collection with its coordinates in another system, x first.
func (s *Service) converted(c *collection, system crs.CRS) ([]feature, error) {
	all, err := s.whole(c)
	if err != nil {
		return nil, err
	}
	out := slices.Clone(all)
	for i := range out {
		if out[i].Geometry == nil {
			continue
		}
		var coordinates any
		if err := json.Unmarshal(out[i].Geometry.Coordinates, &coordinates); err != nil {
			return nil, err
		}
		if err := convert(coordinates, system); err != nil {
			return nil, err
		}
		encoded, err := json.Marshal(coordinates)
		if err != nil {
			return nil, err
		}
		out[i].Geometry = &geometry{Type: out[i].Geometry.Type, Coordinates: encoded}
	}
	return out, nil
}

func convert(v any, system crs.CRS) error {
	list, ok := v.([]any)
	if !ok || len(list) < 2 && !isNested(list) {
		return fmt.Errorf("%v is no position", v)
	}
	if isNested(list) {
		for _, one := range list {
			if err := convert(one, system); err != nil {
				return err
			}
		}
		return nil
	}
	lon, _ := list[0].(float64)
	lat, _ := list[1].(float64)
	x, y, err := system.FromWGS84(orb.Point{lon, lat})
	list[0], list[1] = x, y
	return err
}

func isNested(list []any) bool {
	if len(list) == 0 {
		return false
	}
	_, nested := list[0].([]any)
	return nested
}

func (s *Service) bboxCRSException() error {
	return s.each(func(c *collection) error {
		return s.refused(s.items(c, "bbox", "0,0,1,1", "bbox-crs", "http://www.opengis.net/def/crs/EPSG/0/1"), http.StatusBadRequest)
	})
}

func (s *Service) crsException() error {
	return s.each(func(c *collection) error {
		all, err := s.whole(c)
		if err != nil {
			return err
		}
		const none = "http://www.opengis.net/def/crs/EPSG/0/1"
		return errors.Join(
			s.refused(s.items(c, "crs", none), http.StatusBadRequest),
			s.refused(s.item(c, all[0].name(), "crs", none), http.StatusBadRequest))
	})
}

// crsValid: every system of the list is taken.
func (s *Service) crsValid() error {
	return s.each(func(c *collection) error {
		for _, uri := range c.CRS {
			if _, err := s.page(s.items(c, "crs", uri, "limit", "1")); err != nil {
				return err
			}
		}
		return nil
	})
}

// crsDefault: without crs the answer is as with CRS84.
func (s *Service) crsDefault() error {
	return s.each(func(c *collection) error {
		all, err := s.whole(c)
		if err != nil {
			return err
		}
		named, err := s.all(s.items(c, "crs", crs84URI, "limit", "2000"))
		if err != nil {
			return err
		}
		return sameCoordinates(named, all, 0)
	})
}

// crsAction: the coordinates in another system, axes in the authority's order,
// are those of the default converted, to a millimetre.
func (s *Service) crsAction() error {
	return s.each(func(c *collection) error {
		for uri, system := range known(c) {
			want, err := s.converted(c, system)
			if err != nil {
				return err
			}
			got, err := s.all(s.items(c, "crs", uri, "limit", "2000"))
			if err != nil {
				return err
			}
			if system.LatitudeFirst() {
				if err := flip(got); err != nil {
					return err
				}
			}
			within := 1e-3
			if system.Geographic() {
				within = 1e-8
			}
			if err := sameCoordinates(got, want, within); err != nil {
				return fmt.Errorf("crs=%s: %w", uri, err)
			}
		}
		return nil
	})
}

func flip(features []feature) error {
	for i := range features {
		if features[i].Geometry == nil {
			continue
		}
		var coordinates any
		if err := json.Unmarshal(features[i].Geometry.Coordinates, &coordinates); err != nil {
			return err
		}
		flipPositions(coordinates)
		encoded, err := json.Marshal(coordinates)
		if err != nil {
			return err
		}
		features[i].Geometry = &geometry{features[i].Geometry.Type, encoded}
	}
	return nil
}

func flipPositions(v any) {
	list, ok := v.([]any)
	if !ok {
		return
	}
	if isNested(list) {
		for _, one := range list {
			flipPositions(one)
		}
		return
	}
	if len(list) > 1 {
		list[0], list[1] = list[1], list[0]
	}
}

// sameCoordinates compares feature by feature, in any order.
func sameCoordinates(got, want []feature, within float64) error {
	if err := same(names(got), names(want)); err != nil {
		return err
	}
	byName := map[string]*feature{}
	for i := range want {
		byName[want[i].name()] = &want[i]
	}
	for i := range got {
		one, err := got[i].Geometry.positions()
		other, err2 := byName[got[i].name()].Geometry.positions()
		if err := errors.Join(err, err2); err != nil {
			return err
		}
		if len(one) != len(other) {
			return fmt.Errorf("feature %s has %d positions, want %d", got[i].name(), len(one), len(other))
		}
		for j := range one {
			if math.Abs(one[j][0]-other[j][0]) > within || math.Abs(one[j][1]-other[j][1]) > within {
				return fmt.Errorf("feature %s at %v, want %v", got[i].name(), one[j], other[j])
			}
		}
	}
	return nil
}

// crsGeoJSON: another system is no matter of the media type: by prior
// arrangement GeoJSON carries it (RFC 7946, 4).
func (s *Service) crsGeoJSON() error {
	return s.each(func(c *collection) error {
		for _, uri := range c.CRS {
			r, err := s.ok(s.items(c, "crs", uri, "limit", "1"), "application/geo+json")
			if err != nil {
				return err
			}
			if r.mediaType != "application/geo+json" {
				return fmt.Errorf("crs=%s: media type %s", uri, r.mediaType)
			}
		}
		return nil
	})
}

// crsHeader: the header is on every answer with coordinates.
func (s *Service) crsHeader() error {
	return s.headers(func(value, _ string) error {
		if value == "" {
			return errors.New("no header Content-Crs")
		}
		return nil
	})
}

func (s *Service) crsHeaderValue() error {
	return s.headers(func(value, uri string) error {
		if value != "<"+uri+">" {
			return fmt.Errorf("Content-Crs: %s, want <%s>", strconv.Quote(value), uri)
		}
		return nil
	})
}

// headers checks Content-Crs of collections and features in every system.
func (s *Service) headers(check func(value, uri string) error) error {
	return s.each(func(c *collection) error {
		all, err := s.whole(c)
		if err != nil {
			return err
		}
		for _, uri := range append([]string{""}, c.CRS...) {
			want := uri
			var parameters []string
			if uri == "" {
				want = crs84URI
			} else {
				parameters = []string{"crs", uri}
			}
			for _, address := range []string{s.items(c, append(parameters, "limit", "1")...), s.item(c, all[0].name(), parameters...)} {
				r, err := s.ok(address, acceptGeoJSON)
				if err != nil {
					return err
				}
				if err := check(strings.TrimSpace(r.header.Get("Content-Crs")), want); err != nil {
					return fmt.Errorf("%s: %w", address, err)
				}
			}
		}
		return nil
	})
}
