package ogc

import (
	"hatang/geo/crs"
	"hatang/registry"
)

// systems are the reference systems that features are offered in: CRS84 first,
// as part 2 makes it the default, then WGS 84, VN-2000, Web Mercator, the UTM
// zones and every TM-3 zone, since a province's files can be in several.
type systems struct {
	list  []crs.CRS
	byURI map[string]crs.CRS
	uris  []string
}

func newSystems() (*systems, error) {
	crs84, err := crs.Parse("CRS84")
	if err != nil {
		return nil, err
	}
	s := &systems{list: append([]crs.CRS{crs84}, crs.All()...), byURI: map[string]crs.CRS{}}
	for _, c := range s.list {
		s.uris = append(s.uris, c.URI())
		s.byURI[c.URI()] = c
	}
	return s, nil
}

// standard is CRS84, the default.
func (s *systems) standard() crs.CRS { return s.list[0] }

// parse reads the parameters crs and bbox-crs (/req/crs/fc-crs-valid-value).
func (s *systems) parse(uri string) (crs.CRS, registry.Text) {
	if c, ok := s.byURI[uri]; ok {
		return c, registry.Text{}
	}
	return crs.CRS{}, registry.Textf(
		"không có hệ tọa độ này; dùng một trong danh sách crs của tập dữ liệu, như %s",
		"there is no such reference system; use one of the collection's crs list, such as %s", s.uris[1])
}

// flipped tells whether the authority's order puts y first, as part 2 wants it
// written.
func flipped(c crs.CRS) bool { return c.LatitudeFirst() }
