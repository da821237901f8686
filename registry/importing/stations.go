package importing

import (
	"context"

	"github.com/paulmach/orb"

	"hatang/registry"
)

// stationImport finds the site that a station stands on, and makes it when the
// registry has none at that place: lists of stations are often all that there
// is.
type stationImport struct {
	sites  *nearIndex // of the registry and of this import, whoever's they are
	loaded bool
	byCode map[string]*pendingSite
	// pending are sites of this import by their entry in sites.
	pending map[int32]*pendingSite
	created int
}

// pendingSite is a site that is made for stations. A row without faults that
// waits for one is always written, see merge.
type pendingSite struct {
	site    *registry.Site
	written bool
	entry   int32 // 1 + its entry, by which others at its place find it; 0 for none
}

func newStationImport() *stationImport {
	return &stationImport{
		sites:  newNearIndex(registry.SchemaOf(registry.Sites).NearM),
		byCode: map[string]*pendingSite{}, pending: map[int32]*pendingSite{},
	}
}

// newSite asks for a site of that code, which the registry does not have.
func (s *stationImport) newSite(d *draft, code string) {
	station, ok := d.rec.(*registry.Station)
	if !ok {
		return
	}
	key := code + "\x00" + station.OperatorCode
	p := s.byCode[key]
	if p == nil {
		p = &pendingSite{site: siteOf(station, d)}
		p.site.Code = code
		s.byCode[key] = p
	}
	d.site = p
}

// siteOf is the site that a station's row tells of.
func siteOf(station *registry.Station, d *draft) *registry.Site {
	site := &registry.Site{
		OperatorCode: station.OperatorCode, CommuneCode: station.CommuneCode, State: station.State,
		Position: station.Position,
	}
	site.Row.ValidFrom, site.Row.ValidTo = d.from, d.to
	return site
}

// placeOnSites gives new stations that name no site the one at their place, or
// asks for one.
func (s *stationImport) placeOnSites(ctx context.Context, r registry.Reader, run []*draft) error {
	for _, d := range run {
		station, ok := d.put.(*registry.Station)
		at, located := d.shape.(orb.Point)
		if !ok || d.faulty || d.fromRegistry() || station.SiteID != "" || !located {
			continue
		}
		if err := s.load(ctx, r); err != nil {
			return err
		}
		if d.site == nil {
			s.placeOnSite(d, station, at)
		} else {
			s.index(d, at)
		}
	}
	return s.sites.err
}

// index lets later rows at the place of a site that is to be made find it.
func (s *stationImport) index(d *draft, at orb.Point) {
	if d.site.entry > 0 {
		return
	}
	entry := s.sites.add(0, nearEntry{at: at, row: int32(d.row)})
	d.site.entry = entry + 1
	s.pending[entry] = d.site
}

func (s *stationImport) placeOnSite(d *draft, station *registry.Station, at orb.Point) {
	best, bestM := int32(-1), 0.0
	s.sites.each(0, at, func(i int32, distanceM float64) {
		if best < 0 || distanceM < bestM {
			best, bestM = i, distanceM
		}
	})
	if best < 0 {
		d.site = &pendingSite{site: siteOf(station, d)}
		s.index(d, at)
		return
	}
	if p := s.pending[best]; p != nil {
		d.site = p
		return
	}
	station.SiteID = s.sites.entry(best).id
}

func (s *stationImport) load(ctx context.Context, r registry.Reader) error {
	if s.loaded {
		return nil
	}
	s.loaded = true
	return r.Scan(ctx, registry.Query{Kind: registry.Sites, AllRows: true}, func(rec registry.Record) error {
		if at, located := rec.Shape().(orb.Point); located {
			s.sites.add(0, nearEntry{at: at, id: rec.Head().ID})
		}
		return nil
	})
}

// putSites writes the sites that the run's stations wait for and gives the
// stations their IDs.
func (s *stationImport) putSites(ctx context.Context, w registry.Writer, run []*draft) error {
	var recs []registry.Record
	for _, d := range run {
		if d.site != nil && !d.site.written {
			d.site.written = true
			recs = append(recs, d.site.site)
		}
	}
	s.created += len(recs)
	if len(recs) > 0 {
		if _, err := w.PutAll(ctx, recs); err != nil {
			return err
		}
	}
	for _, d := range run {
		if station, ok := d.put.(*registry.Station); ok && d.site != nil {
			station.SiteID = d.site.site.Row.ID
			s.settle(d.site)
		}
	}
	return s.sites.err
}

// settle notes the ID of a site that was written where others at its place find
// it, so that the site itself need not be kept.
func (s *stationImport) settle(p *pendingSite) {
	if entry := p.entry - 1; entry >= 0 && s.pending[entry] != nil {
		s.sites.name(entry, p.site.Row.ID)
		delete(s.pending, entry)
	}
}

// finish reports the sites that were made.
func (s *stationImport) finish(im *importer) {
	for range s.created {
		im.report.relate(registry.Sites, registry.Text{
			VI: "vị trí lập từ tọa độ của trạm", EN: "sites made from the stations' coordinates",
		})
	}
}
