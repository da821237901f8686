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
	if err != nil || network != BTSNetwork {
		return points, err
	}
	declared, err := DeclaredRadii(ctx, r, asOf)
	for i := range points {
		points[i].radiusM = Wider(points[i].radiusM, declared[points[i].id])
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

// DeclaredRadii are the largest radii that stations on the air declare on a day,
// by the mast they are on. A mast reaches as far as the farthest of them and what
// is declared for itself.
func DeclaredRadii(ctx context.Context, r registry.Reader, asOf registry.Date) (map[string]registry.Opt[float64], error) {
	widest := map[string]registry.Opt[float64]{}
	err := r.Scan(ctx, registry.Query{Kind: registry.Stations, AsOf: asOf, InService: true}, func(rec registry.Record) error {
		s, ok := rec.(*registry.Station)
		if !ok || !s.CoverageRadiusM.Known || (s.State != registry.StateOnAir && s.State != "") {
			return nil
		}
		widest[s.SiteID] = Wider(widest[s.SiteID], s.CoverageRadiusM)
		return nil
	})
	return widest, err
}

// Wider is the larger of two radii, of which either may not be known.
func Wider(a, b registry.Opt[float64]) registry.Opt[float64] {
	if b.Known && b.Value > a.Or(0) {
		return b
	}
	return a
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
