package planning

import (
	"context"
	"slices"

	"github.com/paulmach/orb"

	"hatang/geo/sound"
	"hatang/registry"
	"hatang/registry/indicators"
)

// point is an existing point of a network.
type point struct {
	registry.Position
	id, code, name, class string
	commune               int  // index in the ground's communes, -1 for none
	counted               bool // N includes it
	staffed, internet     registry.Opt[bool]
	hours                 registry.Opt[float64]
	radiusM               registry.Opt[float64] // of its footprint
	communeCode           string
}

// networkPoints is the points of the network in the unit that worked on the day.
func networkPoints(ctx context.Context, r registry.Reader, network indicators.Network, g *indicators.Ground, asOf registry.Date) ([]point, error) {
	kind := map[indicators.Network]registry.Kind{
		indicators.PostalNetwork: registry.Postal, indicators.BTSNetwork: registry.Sites, indicators.RadioNetwork: registry.Clusters,
	}[network]
	var points []point
	err := r.Scan(ctx, registry.Query{Kind: kind, AsOf: asOf, InService: true}, func(rec registry.Record) error {
		p, works := pointOf(rec)
		if !works {
			return nil
		}
		if p.commune = g.CommuneOf(p.Position, p.communeCode); p.commune >= 0 {
			points = append(points, p)
		}
		return nil
	})
	if err != nil || network != indicators.BTSNetwork {
		return points, err
	}
	declared, err := indicators.DeclaredRadii(ctx, r, asOf)
	for i := range points {
		points[i].radiusM = indicators.Wider(points[i].radiusM, declared[points[i].id])
	}
	return points, err
}

func pointOf(rec registry.Record) (p point, works bool) {
	switch s := rec.(type) {
	case *registry.PostalPoint:
		return point{
			Position: s.Position, id: s.Row.ID, code: s.Code, name: s.Name, class: s.Class, counted: s.Public.Or(true),
			staffed: s.Staffed, internet: s.Internet, hours: s.HoursPerDay, communeCode: s.CommuneCode,
		}, true
	case *registry.Site:
		return point{
			Position: s.Position, id: s.Row.ID, code: s.Code, name: s.Name, class: s.OperatorCode, counted: true,
			radiusM: s.CoverageRadiusM, communeCode: s.CommuneCode,
		}, s.State == registry.StateOnAir || s.State == registry.StateBuilt || s.State == ""
	case *registry.Cluster:
		return point{
			Position: s.Position, id: s.Row.ID, code: s.Code, name: s.Name, class: s.Technology, counted: true,
			radiusM: loudRadius(s), communeCode: s.CommuneCode,
		}, s.State != "broken"
	}
	return point{}, false
}

// loudRadius is a cluster's declared radius, else what its loudspeakers reach in
// the country; unknown when neither is known.
func loudRadius(c *registry.Cluster) registry.Opt[float64] {
	if c.RadiusM.Known || !c.PowerW.Known || !c.SensitivityDB.Known {
		return c.RadiusM
	}
	s := sound.Source{SensitivityDB: c.SensitivityDB.Value, PowerW: c.PowerW.Value}
	if s.Check() != nil {
		return registry.Opt[float64]{}
	}
	return registry.Some(sound.RadiusM(s, sound.Country(), sound.CountryNoiseDB+sound.AboveNoiseDB))
}

// keeps tells whether the filter takes a point; known is false where the registry
// does not say what the filter asks for.
func (f *Filter) keeps(p *point) (kept, known bool) {
	if len(f.Classes) > 0 && !slices.Contains(f.Classes, p.class) {
		return false, true
	}
	switch {
	case f.Staffed && p.staffed.Known && !p.staffed.Value,
		f.Internet && p.internet.Known && !p.internet.Value,
		f.MinHours > 0 && p.hours.Known && p.hours.Value < f.MinHours:
		return false, true
	case f.Staffed && !p.staffed.Known, f.Internet && !p.internet.Known, f.MinHours > 0 && !p.hours.Known:
		return false, false
	}
	return true, true
}

// filtered is the points that the filter takes, and notes on those that it could
// not judge or that cannot be placed.
func (f *Filter) filtered(all []point, approximate bool) (kept []point, notes []registry.Text) {
	var unknown, unplaced, left int
	for i := range all {
		p := all[i]
		takes, known := f.keeps(&p)
		switch {
		case !known:
			unknown++
			continue
		case !takes:
			continue
		case !p.Located:
			unplaced++
		case p.Approximate.Or(false) && !approximate:
			left++
			p.Located = false
		}
		kept = append(kept, p)
	}
	note := func(n int, vi, en string) {
		if n > 0 {
			notes = append(notes, registry.Textf(vi, en, n))
		}
	}
	note(unknown, "%d điểm chưa rõ có người trực, giờ mở cửa hoặc Internet nên không được tính",
		"%d points are not taken: the registry does not say whether they are staffed, open or connected")
	note(unplaced, "%d điểm chưa có tọa độ, không tính khoảng cách", "%d points have no coordinates and take no part in distances")
	note(left, "%d điểm có vị trí gần đúng, không tính khoảng cách", "%d points are known only approximately and take no part in distances")
	return kept, notes
}

// places is where the located ones stand, and which they are.
func places(points []point) (at []orb.Point, which []int) {
	for i := range points {
		if points[i].Located {
			at, which = append(at, points[i].Point), append(which, i)
		}
	}
	return at, which
}

// label is how a point is called in lists.
func (p *point) label() string {
	switch {
	case p.name != "":
		return p.name
	case p.code != "":
		return p.code
	}
	return p.id
}
