package tiles

import (
	"context"
	"math"

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

// sectorLayer draws the sectors of a view on a day.
type sectorLayer struct {
	view *network.View
	day  registry.Date
}

func sectorView(view *network.View, day registry.Date) tile.View {
	sectors, stations := view.Layer(registry.Sectors), view.Layer(registry.Stations)
	return tile.View{
		Layer: &sectorLayer{view, day},
		// Both revisions are numbers of one chain of changes.
		Revision: max(sectors.Seq(), stations.Seq()),
		ChangedSince: func(seq int64) ([]orb.Bound, bool) {
			boxes, known := sectors.ChangedSince(seq)
			more, alsoKnown := stations.ChangedSince(seq)
			boxes = append(boxes, more...)
			for i, b := range boxes {
				boxes[i] = within(b)
			}
			return boxes, known && alsoKnown
		},
	}
}

// within is the box of what a wedge with its apex in b can reach.
func within(b orb.Bound) orb.Bound {
	if b.IsEmpty() || !onEarth(b.Min) || !onEarth(b.Max) {
		return everywhere
	}
	return geodesy.Box(b.Min, longestWedgeM).Union(geodesy.Box(b.Max, longestWedgeM)).
		Union(geodesy.Box(b.LeftTop(), longestWedgeM)).Union(geodesy.Box(b.RightBottom(), longestWedgeM))
}

func sectorFields() []tile.Field {
	return []tile.Field{
		{Name: "operator_code", Type: tile.TextType}, {Name: "technology", Type: tile.TextType},
		{Name: "band", Type: tile.TextType}, {Name: "state", Type: tile.TextType},
		{Name: "azimuth_deg", Type: tile.NumberType}, {Name: "beamwidth_deg", Type: tile.NumberType},
		{Name: "radius_m", Type: tile.NumberType}, {Name: "nominal", Type: tile.BoolType},
		{Name: "approximate", Type: tile.BoolType}, {Name: "code", Type: tile.TextType},
		{Name: "station_id", Type: tile.TextType}, {Name: "id", Type: tile.TextType},
	}
}

// Info implements tile.Layer.
func (l *sectorLayer) Info() tile.Info {
	sectors := l.view.Layer(registry.Sectors)
	rows := sectors.AppendBox(nil, everywhere, l.day)
	bound := orb.MultiPoint(nil).Bound()
	for _, row := range rows {
		if p, ok := place(sectors.Record(row)); ok {
			bound = bound.Extend(p)
		}
	}
	return tile.Info{
		Name: string(registry.Sectors), Geometry: tile.PolygonGeometry,
		Fields: append(sectorFields(), tile.Field{Name: tile.CountField, Type: tile.NumberType}),
		Bound:  bound, MinZoom: tile.WedgeMinZoom, MaxZoom: tile.WedgeMaxZoom, Features: len(rows),
	}
}

// AppendTile implements tile.Layer.
func (l *sectorLayer) AppendTile(dst []byte, e *tile.Encoder, id tile.ID) []byte {
	if id.Z < tile.WedgeMinZoom {
		return dst
	}
	sectors := l.view.Layer(registry.Sectors)
	table := newSectorTable()
	stations := map[string]*registry.Station{}
	for _, row := range sectors.AppendBox(nil, within(id.Bound()), l.day) {
		sector, isSector := sectors.Record(row).(*registry.Sector)
		if !isSector {
			continue
		}
		station, known := stations[sector.StationID]
		if !known {
			station = l.station(sector.StationID)
			stations[sector.StationID] = station
		}
		table.add(sector, station)
	}
	wedges, err := table.wedges()
	if err != nil {
		return dst // not a state that add lets come about
	}
	layer := &tile.WedgeLayer{Name: string(registry.Sectors), Wedges: wedges, Index: rowsOf(len(table.wedge))}
	return layer.AppendTile(dst, e, id)
}

// station is the sector's station, one that says nothing when it is not there.
func (l *sectorLayer) station(id string) *registry.Station {
	// The view is in memory: there is nothing to cancel.
	rec, err := l.view.Get(context.Background(), registry.Stations, id, l.day)
	if station, ok := rec.(*registry.Station); ok && err == nil {
		return station
	}
	return new(registry.Station)
}

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

func (t *sectorTable) add(sector *registry.Sector, station *registry.Station) {
	apex, ok := place(sector)
	if !ok {
		return
	}
	wedge, fullM, nominal := wedgeOf(sector, station)
	t.apexes, t.wedge = append(t.apexes, apex), append(t.wedge, wedge)
	t.ids = append(t.ids, featureID(sector.Head().ID))
	band := sector.Band
	if band == "" {
		band = station.Band
	}
	t.table.Add(
		tile.Text(station.OperatorCode), tile.Text(station.Technology), tile.Text(band), tile.Text(station.State),
		stated(sector.AzimuthDeg), stated(sector.BeamwidthDeg), tile.Real(fullM), trueOnly(nominal),
		trueOnly(sector.Approximate.Known && sector.Approximate.Value), tile.Text(sector.Code),
		tile.Text(sector.StationID), tile.Text(sector.Head().ID),
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
