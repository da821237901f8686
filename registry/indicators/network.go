package indicators

import (
	"context"

	"hatang/registry"
)

// point is one point of a network, whichever its kind.
type point struct {
	registry.Position
	id, code, name, class string
	communeCode           string
	radiusM               registry.Opt[float64]
	counted               bool // N includes it
}

// networkPoints reads the points of a network that served on the day.
func networkPoints(ctx context.Context, r registry.Reader, network Network, asOf registry.Date) ([]point, error) {
	kind, convert, err := network.source()
	if err != nil {
		return nil, err
	}
	var points []point
	err = r.Scan(ctx, registry.Query{Kind: kind, AsOf: asOf, InService: true}, func(rec registry.Record) error {
		if p, serves := convert(rec); serves {
			points = append(points, p)
		}
		return nil
	})
	if err == nil && network == BTSNetwork {
		err = widenByStations(ctx, r, asOf, points)
	}
	return points, err
}

// source is the kind of a network's points and how a record becomes one; the
// second result of convert is false for a record that serves nobody.
func (n Network) source() (registry.Kind, func(registry.Record) (point, bool), error) {
	switch n {
	case PostalNetwork:
		return registry.Postal, func(rec registry.Record) (point, bool) {
			p, ok := rec.(*registry.PostalPoint)
			return postalPoint(p), ok
		}, nil
	case BTSNetwork:
		return registry.Sites, func(rec registry.Record) (point, bool) {
			s, ok := rec.(*registry.Site)
			return sitePoint(s), ok && (s.State == registry.StateOnAir || s.State == "")
		}, nil
	case RadioNetwork:
		return registry.Radio, func(rec registry.Record) (point, bool) {
			s, ok := rec.(*registry.RadioStation)
			return radioPoint(s), ok && s.State != "broken"
		}, nil
	}
	return "", nil, registry.Errorf(registry.Invalid,
		"không có mạng %q: chọn postal, bts hoặc radio", "there is no network %q: choose postal, bts or radio", n)
}

// widenByStations gives a mast the largest radius declared for it or for a
// station on it.
func widenByStations(ctx context.Context, r registry.Reader, asOf registry.Date, sites []point) error {
	index := make(map[string]int, len(sites))
	for i := range sites {
		index[sites[i].id] = i
	}
	return r.Scan(ctx, registry.Query{Kind: registry.Stations, AsOf: asOf, InService: true}, func(rec registry.Record) error {
		s, ok := rec.(*registry.Station)
		if !ok || !s.CoverageRadiusM.Known || (s.State != registry.StateOnAir && s.State != "") {
			return nil
		}
		if i, found := index[s.SiteID]; found && s.CoverageRadiusM.Value > sites[i].radiusM.Or(0) {
			sites[i].radiusM = s.CoverageRadiusM
		}
		return nil
	})
}

func postalPoint(p *registry.PostalPoint) point {
	return point{
		Position: p.Position, id: p.Row.ID, code: p.Code, name: p.Name, class: p.Class,
		communeCode: p.CommuneCode, counted: p.Public.Or(true),
	}
}

func sitePoint(s *registry.Site) point {
	return point{
		Position: s.Position, id: s.Row.ID, code: s.Code, name: s.Name, class: s.OperatorCode,
		communeCode: s.CommuneCode, radiusM: s.CoverageRadiusM, counted: true,
	}
}

func radioPoint(s *registry.RadioStation) point {
	return point{
		Position: s.Position, id: s.Row.ID, code: s.Code, name: s.Name, class: s.Technology,
		communeCode: s.CommuneCode, radiusM: s.CoverageRadiusM, counted: true,
	}
}

// classField is the field whose codes name the classes of a network's points.
func classField(network Network) *registry.Field {
	switch network {
	case PostalNetwork:
		return registry.SchemaOf(registry.Postal).Field("class")
	case RadioNetwork:
		return registry.SchemaOf(registry.Radio).Field("technology")
	}
	return nil
}
