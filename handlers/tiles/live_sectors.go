package tiles

import (
	"context"
	"math"
	"slices"
	"sync"

	"github.com/paulmach/orb"

	"hatang/geo/geodesy"
	"hatang/geo/tile"
	"hatang/registry"
	"hatang/registry/network"
)

const (
	// A sector without a stated beamwidth, and a station without a stated radius,
	// are drawn as a panel antenna of a small cell; "nominal" says so.
	nominalBeamwidthDeg = 65
	nominalRadiusM      = 300
	// longestWedgeM is where wedges are cut: at zoom 13 it is a tile's width, and
	// longer ones would hide the map. "radius_m" has the full length.
	longestWedgeM = 5000
)

// liveSectors knows which sectors stand where their station does, because no
// place of their own is stated.
type liveSectors struct {
	mutex      sync.Mutex
	generation uint64
	rows       int32
	unplaced   map[string][]int32 // station → rows of its sectors, past ones too
}

// sectorLayer draws the sectors of a view on a day.
type sectorLayer struct {
	view     *network.View
	day      registry.Date
	stations *pick // whose sectors are drawn
	shown    *registry.Disclosure
	unplaced func(station string) []int32
}

func (s *liveSectors) layer(view *network.View, ask Ask, pick *pick) tile.View {
	sectors, stations := view.Layer(registry.Sectors), view.Layer(registry.Stations)
	return tile.View{
		Open: func() (tile.Layer, error) {
			return &sectorLayer{view, ask.Day, pick, ask.Shown, func(station string) []int32 { return s.of(sectors, station) }}, nil
		},
		// Both are numbers in one chain of changes. Where is not known: a change of
		// a sector or a station without a place has none.
		Revision: max(sectors.Seq(), stations.Seq()),
	}
}

// of is the rows of the layer that were a sector of the station without a place.
func (s *liveSectors) of(sectors *network.Layer, station string) []int32 {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	if s.unplaced == nil || s.generation != sectors.Generation() {
		s.generation, s.rows, s.unplaced = sectors.Generation(), 0, map[string][]int32{}
	}
	for ; s.rows < sectors.Rows(); s.rows++ {
		sector, ok := sectors.Record(s.rows).(*registry.Sector)
		if ok && !sector.Located {
			s.unplaced[sector.StationID] = append(s.unplaced[sector.StationID], s.rows)
		}
	}
	return s.unplaced[station]
}

// within is the box of what a wedge with its apex in b can reach.
func within(b orb.Bound) orb.Bound {
	return geodesy.Box(b.Min, longestWedgeM).Union(geodesy.Box(b.Max, longestWedgeM)).
		Union(geodesy.Box(b.LeftTop(), longestWedgeM)).Union(geodesy.Box(b.RightBottom(), longestWedgeM))
}

func sectorFields() []tile.Field {
	return []tile.Field{
		{Name: "operator_code", Type: tile.TextType}, {Name: "technology", Type: tile.TextType},
		{Name: "band", Type: tile.TextType}, {Name: "state", Type: tile.TextType}, {Name: "built", Type: tile.NumberType},
		{Name: "azimuth_deg", Type: tile.NumberType}, {Name: "beamwidth_deg", Type: tile.NumberType},
		{Name: "radius_m", Type: tile.NumberType}, {Name: "nominal", Type: tile.BoolType},
		{Name: "approximate", Type: tile.BoolType}, {Name: "code", Type: tile.TextType},
		{Name: "station_id", Type: tile.TextType}, {Name: "site_id", Type: tile.TextType}, {Name: "id", Type: tile.TextType},
	}
}

// clearing hands on sectors and stations without what not everybody sees.
func (l *sectorLayer) clearing(
	visit func(*registry.Sector, *registry.Station, orb.Point),
) func(*registry.Sector, *registry.Station, orb.Point) {
	ofSectors, ofStations := l.shown.Of(registry.Sectors), l.shown.Of(registry.Stations)
	return func(sector *registry.Sector, station *registry.Station, apex orb.Point) {
		if shown, ok := ofSectors.Clear(sector).(*registry.Sector); ok {
			sector = shown
		}
		if shown, ok := ofStations.Clear(station).(*registry.Station); ok {
			station = shown
		}
		visit(sector, station, apex)
	}
}

// fields are those that tiles have, without the ones of hidden fields' names.
func (l *sectorLayer) fields() []tile.Field {
	return slices.DeleteFunc(sectorFields(), func(f tile.Field) bool { return l.shown.Of(registry.Sectors).Has(f.Name) })
}

// Info implements tile.Layer.
func (l *sectorLayer) Info() tile.Info {
	info := tile.Info{
		Name: string(registry.Sectors), Geometry: tile.PolygonGeometry,
		Fields: append(l.fields(), tile.Field{Name: tile.CountField, Type: tile.NumberType}),
		Bound:  orb.MultiPoint(nil).Bound(), MinZoom: tile.WedgeMinZoom, MaxZoom: tile.WedgeMaxZoom,
	}
	l.each(everywhere, func(_ *registry.Sector, _ *registry.Station, apex orb.Point) {
		info.Bound = info.Bound.Extend(apex)
		info.Features++
	})
	return info
}

// AppendTile implements tile.Layer.
func (l *sectorLayer) AppendTile(dst []byte, e *tile.Encoder, id tile.ID) []byte {
	if id.Z < tile.WedgeMinZoom {
		return dst
	}
	table := newSectorTable()
	l.each(within(id.Bound()), l.clearing(table.add))
	wedges, err := table.wedges()
	if err != nil {
		return dst // add lets nothing in that could be refused
	}
	layer := &tile.WedgeLayer{Name: string(registry.Sectors), Wedges: wedges, Index: rowsOf(len(table.wedge))}
	return layer.AppendTile(dst, e, id)
}

// each visits the sectors that stand in the box: those with a place of their
// own, then those at their station.
func (l *sectorLayer) each(box orb.Bound, visit func(*registry.Sector, *registry.Station, orb.Point)) {
	sectors, stations := l.view.Layer(registry.Sectors), l.view.Layer(registry.Stations)
	known := map[string]*registry.Station{}
	standing := stations.AppendBox(nil, box, l.day)
	for _, row := range standing {
		if station, ok := stations.Record(row).(*registry.Station); ok && l.stations.has(stations.ID(row)) {
			known[stations.ID(row)] = station
		}
	}
	for _, row := range sectors.AppendBox(nil, box, l.day) {
		sector, isSector := sectors.Record(row).(*registry.Sector)
		if !isSector || !l.stations.has(sector.StationID) {
			continue
		}
		station := known[sector.StationID]
		if station == nil {
			station = l.station(sector.StationID)
			known[sector.StationID] = station
		}
		if apex, ok := place(sector); ok {
			visit(sector, station, apex)
		}
	}
	for _, row := range standing {
		station := known[stations.ID(row)]
		if station == nil {
			continue
		}
		if apex, ok := place(station); ok {
			l.atStation(stations.ID(row), func(sector *registry.Sector) { visit(sector, station, apex) })
		}
	}
}

// atStation visits the sectors of the station without a place that hold on the
// day. Rows may have been corrected since: what the view answers with counts.
func (l *sectorLayer) atStation(station string, visit func(*registry.Sector)) {
	sectors := l.view.Layer(registry.Sectors)
	var seen []string
	for _, row := range l.unplaced(station) {
		id := sectors.ID(row)
		if slices.Contains(seen, id) {
			continue
		}
		seen = append(seen, id)
		rec, err := l.view.Get(inMemory(), registry.Sectors, id, l.day)
		if sector, ok := rec.(*registry.Sector); ok && err == nil && !sector.Located && sector.StationID == station {
			visit(sector)
		}
	}
}

// station is the sector's station, one that says nothing when it is not there.
func (l *sectorLayer) station(id string) *registry.Station {
	rec, err := l.view.Get(inMemory(), registry.Stations, id, l.day)
	if station, ok := rec.(*registry.Station); ok && err == nil {
		return station
	}
	return new(registry.Station)
}

// inMemory is the context of questions to a view, which cannot be cancelled:
// there is nothing to wait for.
func inMemory() context.Context { return context.Background() }

// rowsOf finds all of so many rows.
type rowsOf int32

// Box implements tile.Finder.
func (n rowsOf) Box(dst []int32, _ orb.Bound) []int32 {
	for row := range int32(n) {
		dst = append(dst, row)
	}
	return dst
}

// sectorTable is the sectors of a tile.
type sectorTable struct {
	table  *tile.TableBuilder
	apexes []orb.Point
	ids    []uint64
	wedge  []tile.Wedge
}

func newSectorTable() *sectorTable { return &sectorTable{table: tile.NewTable(sectorFields()...)} }

func (t *sectorTable) wedges() (*tile.Wedges, error) {
	table, err := t.table.Table()
	if err != nil {
		return nil, err
	}
	return tile.NewWedges(t.apexes, t.wedge, t.ids, table)
}

func (t *sectorTable) add(sector *registry.Sector, station *registry.Station, apex orb.Point) {
	wedge, fullM, nominal := wedgeOf(sector, station)
	t.apexes, t.wedge = append(t.apexes, apex), append(t.wedge, wedge)
	t.ids = append(t.ids, featureID(sector.Head().ID))
	band := sector.Band
	if band == "" {
		band = station.Band
	}
	t.table.Add(
		tile.Text(station.OperatorCode), tile.Text(station.Technology), tile.Text(band), tile.Text(station.State), year(station.Commissioned),
		stated(sector.AzimuthDeg), stated(sector.BeamwidthDeg), tile.Real(fullM), trueOnly(nominal),
		trueOnly(sector.Approximate.Known && sector.Approximate.Value), tile.Text(sector.Code),
		tile.Text(sector.StationID), tile.Text(station.SiteID), tile.Text(sector.Head().ID),
	)
}

// wedgeOf is how a sector is drawn, its radius in full, and whether some of it
// is assumed. A sector without an azimuth is drawn as a disc.
func wedgeOf(sector *registry.Sector, station *registry.Station) (w tile.Wedge, fullM float64, nominal bool) {
	w.AzimuthDeg, w.BeamwidthDeg, fullM = sector.AzimuthDeg.Value, sector.BeamwidthDeg.Value, station.CoverageRadiusM.Value
	if !station.CoverageRadiusM.Known || !(fullM > 0) || math.IsInf(fullM, 0) {
		fullM, nominal = nominalRadiusM, true
	}
	if !sector.BeamwidthDeg.Known || !(w.BeamwidthDeg > 0) {
		w.BeamwidthDeg, nominal = nominalBeamwidthDeg, true
	}
	if !sector.AzimuthDeg.Known || !(math.Abs(w.AzimuthDeg) <= 360) {
		w.AzimuthDeg, w.BeamwidthDeg = 0, 360
		nominal = nominal || sector.BeamwidthDeg.Value < 360
	}
	w.RadiusM = min(fullM, longestWedgeM)
	return w, fullM, nominal
}

func stated(n registry.Opt[float64]) tile.Value {
	if !n.Known {
		return tile.Value{}
	}
	return tile.Real(n.Value)
}

func trueOnly(b bool) tile.Value {
	if !b {
		return tile.Value{}
	}
	return tile.Bool(true)
}
