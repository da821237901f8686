package coverage

import (
	"context"
	"math"
	"slices"

	"hatang/geo/coverage/network"
	"hatang/geo/raster"
	"hatang/registry"
)

// sitePrint is where the footprints of a site's stations come from.
type sitePrint struct {
	computed []claimed
	declared []raster.Disc
	unknown  int // stations
}

// claimed is the levels of a station in a claim.
type claimed struct {
	group  *group
	number int32
}

// gather finds where the footprint of each site comes from.
func (s *Siting) gather(ctx context.Context, src Source, budgets *Budgets, st *state, ask SitingRequest) error {
	imported, err := s.engine.folder.patterns()
	if err != nil {
		return err
	}
	operator, technology := ask.Mast.Operator, s.proposal.technology
	stations, left, err := gather(ctx, src, budgets, imported.names, ask.AsOf, operator, technology)
	if err != nil {
		return err
	}
	said, err := readDeclared(ctx, src, ask.AsOf)
	if err != nil {
		return err
	}
	known := st.footprints(technology)
	for i := range stations {
		if err := s.enter(&stations[i], st, known, said); err != nil {
			return err
		}
	}
	for _, l := range left {
		site := l.ID
		if l.Kind == registry.Stations {
			site = said.siteOf[l.ID]
		}
		s.site(site).unknown++
	}
	for id, site := range said.sites {
		if !said.stocked[id] && onAir(site.State) && site.Technologies == "" && (operator == "" || site.OperatorCode == operator) {
			s.silent[id] = true
		}
	}
	s.count(st)
	return nil
}

// footprints are those of a technology, by station.
func (st *state) footprints(technology string) map[string]*Footprint {
	found := map[string]*Footprint{}
	for _, c := range st.claims.Claims {
		if c.Technology != technology {
			continue
		}
		for _, f := range c.Stations {
			found[c.Operator+" "+f.ID] = f
		}
	}
	return found
}

func (s *Siting) site(id string) *sitePrint {
	if s.sites[id] == nil {
		s.sites[id] = &sitePrint{}
	}
	return s.sites[id]
}

// enter adds a station to its site: by its computed footprint, else by the disc
// that it or its site declares.
func (s *Siting) enter(station *Station, st *state, known map[string]*Footprint, said *declaredRadii) error {
	f := known[station.Operator+" "+station.ID]
	reachM := s.proposal.params.RadiusM
	if f != nil {
		reachM = st.groups[groupKey{station.Operator, station.Technology}].claim.Parameters.RadiusM
	}
	if !reachable(s.grid.Bound(), station, max(reachM, said.radiusM[station.ID])) {
		return nil
	}
	p := s.site(station.SiteID)
	switch {
	case f != nil:
		p.computed = append(p.computed, claimed{st.groups[groupKey{station.Operator, station.Technology}], f.Number})
		is, err := key(station)
		if err != nil {
			return err
		}
		was, err := key(&f.Station)
		if err != nil {
			return err
		}
		s.basis.Outdated += count(is != was)
	case station.Basis == Declared:
		p.declared = append(p.declared, raster.Disc{Centre: station.At, RadiusM: station.RadiusM})
	case said.radiusM[station.ID] > 0:
		p.declared = append(p.declared, raster.Disc{Centre: station.At, RadiusM: said.radiusM[station.ID]})
	default:
		p.unknown++
		return nil
	}
	s.basis.Approximate += count(station.Approximate)
	return nil
}

// count sums the sites up and says what to doubt about them.
func (s *Siting) count(st *state) {
	b := &s.basis
	for _, p := range s.sites {
		b.Computed += count(len(p.computed) > 0)
		b.Declared += count(len(p.computed) == 0 && len(p.declared) > 0)
		b.Unknown += count(len(p.computed) == 0 && len(p.declared) == 0)
	}
	b.Silent = len(s.silent)
	for _, c := range st.claims.Claims {
		if c.Technology == b.Technology && (b.Operator == "" || c.Operator == b.Operator) && (b.ComputedAt.IsZero() || c.ComputedAt.Before(b.ComputedAt)) {
			b.ComputedAt = c.ComputedAt
		}
	}
	doubts := Claim{Warnings: b.Warnings}
	for _, d := range []struct {
		code   string
		number int
		text   registry.Text
	}{
		{"outdated", b.Outdated, registry.Text{VI: "trạm đã đổi từ khi tính vùng phủ: chạy lại hatang coverage compute", EN: "stations changed since their coverage was computed: run hatang coverage compute"}},
		{"approximate", b.Approximate, registry.Text{VI: "trạm có vị trí gần đúng", EN: "stations with approximate positions"}},
	} {
		if d.number > 0 {
			doubts.caution(d.code, d.text, d.number)
		}
	}
	b.Warnings = doubts.Warnings
}

// Sites are those that have a footprint, ascending.
func (s *Siting) Sites() []string {
	var ids []string
	for id, p := range s.sites {
		if len(p.computed) > 0 || len(p.declared) > 0 {
			ids = append(ids, id)
		}
	}
	slices.Sort(ids)
	return ids
}

// Existing is the cells with usable signal from a site of the registry, ascending
// indices in the grid; a site that does not carry the technology has none. known is
// false where it carries it, or may, and nothing says how far.
func (s *Siting) Existing(id string) (cells []int32, known bool, err error) {
	p := s.sites[id]
	if p == nil {
		return nil, !s.silent[id], nil
	}
	for _, c := range p.computed {
		cells = s.appendCells(cells, c.group.network.Layer(c.number), c.group.network.Usable)
	}
	for _, d := range p.declared {
		l, err := network.Disc(s.grid, d, 0)
		if err != nil {
			return nil, false, err
		}
		cells = l.Runs(0).AppendCells(cells, s.grid.Cols)
	}
	slices.Sort(cells)
	return slices.Compact(cells), len(p.computed)+len(p.declared) > 0, nil
}

// appendCells appends the cells of the grid in which a layer of the claims has a
// level.
func (s *Siting) appendCells(cells []int32, l *network.Layer, least int16) []int32 {
	if s.from == s.grid {
		return l.Runs(least).AppendCells(cells, s.grid.Cols)
	}
	for row := range s.grid.Rows {
		y := int(math.Floor((s.from.North - s.grid.CentreLat(row)) / s.from.CellLatDeg))
		if y < l.Row0 || y >= l.Row0+l.Rows {
			continue
		}
		for col := range s.grid.Cols {
			x := int(math.Floor((s.grid.CentreLon(col) - s.from.West) / s.from.CellLonDeg))
			if level := l.At(x, y); level != network.NoLevel && level >= least {
				cells = append(cells, int32(row*s.grid.Cols+col))
			}
		}
	}
	return cells
}

// declaredRadii is what sites and stations declare.
type declaredRadii struct {
	sites   map[string]*registry.Site
	siteOf  map[string]string  // of a station
	stocked map[string]bool    // sites that have stations
	radiusM map[string]float64 // of a station: its own, else its site's
}

func readDeclared(ctx context.Context, r registry.Reader, asOf registry.Date) (*declaredRadii, error) {
	d := &declaredRadii{sites: map[string]*registry.Site{}, siteOf: map[string]string{}, stocked: map[string]bool{}, radiusM: map[string]float64{}}
	sites, err := registry.Find[*registry.Site](ctx, r, registry.Query{Kind: registry.Sites, AsOf: asOf, InService: true})
	if err != nil {
		return nil, err
	}
	for _, s := range sites {
		d.sites[s.Row.ID] = s
	}
	return d, r.Scan(ctx, registry.Query{Kind: registry.Stations, AsOf: asOf, InService: true}, func(rec registry.Record) error {
		s, ok := rec.(*registry.Station)
		if !ok {
			return nil
		}
		d.siteOf[s.Row.ID], d.stocked[s.SiteID] = s.SiteID, true
		radius := s.CoverageRadiusM.Or(0)
		if site := d.sites[s.SiteID]; radius <= 0 && site != nil {
			radius = site.CoverageRadiusM.Or(0)
		}
		d.radiusM[s.Row.ID] = radius
		return nil
	})
}
