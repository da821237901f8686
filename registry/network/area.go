package network

import (
	"slices"

	"github.com/paulmach/orb"

	"hatang/geo/index"
	"hatang/registry"
)

// CommuneAt is the commune in which p lies on the day; of communes that overlap,
// the first by ID. A border belongs to the commune on its east, or on its north.
// The record is shared.
func (v *View) CommuneAt(p orb.Point, asOf registry.Date) (*registry.AdminUnit, bool) {
	unit := v.communes.at(p, v.env.day(asOf))
	return unit, unit != nil
}

// InPolygon is the records that hold on the day whose point lies in the
// polygons, or whose area has a point in common with them, by ID. Of the
// polygons' border the western and the southern side belong to them; for areas
// all of it does. Polygons with a vertex that is not on earth hold nothing.
func (v *View) InPolygon(kind registry.Kind, area orb.MultiPolygon, asOf registry.Date) []registry.Record {
	l := v.layers[kind]
	if l == nil {
		return nil
	}
	rows := l.AppendInPolygon(nil, area, asOf)
	if len(rows) == 0 {
		return nil
	}
	slices.SortFunc(rows, l.compareRows)
	records := make([]registry.Record, len(rows))
	for i, row := range rows {
		records[i] = l.Record(row)
	}
	return records
}

// AppendInPolygon appends the rows that View.InPolygon answers with, in no
// particular order.
func (l *Layer) AppendInPolygon(dst []int32, area orb.MultiPolygon, asOf registry.Date) []int32 {
	if !mappable(area) {
		return dst
	}
	switch day := l.env.day(asOf); l.base.schema.Shapes {
	case registry.Points:
		dst = append(dst, l.pointsIn(area, day)...)
	case registry.Areas:
		dst = append(dst, l.areasMeeting(area, day)...)
	case registry.NoShapes:
	}
	return dst
}

func (l *Layer) pointsIn(area orb.MultiPolygon, day int32) []int32 {
	region, err := index.NewRegion(area)
	if err != nil {
		return nil
	}
	var rows []int32
	parts, all := l.partsOn(day)
	for i := range parts {
		start := len(rows)
		rows = parts[i].over.InRegion(rows, region)
		parts[i].translate(rows[start:])
	}
	return l.keepHolding(rows, 0, day, all)
}

func (l *Layer) areasMeeting(area orb.MultiPolygon, day int32) []int32 {
	bound := area.Bound()
	rows := l.base.boxes.Meeting(nil, bound)
	rows = keepRows(rows, func(row int32) bool { return !l.gone.has(row) })
	for _, i := range l.order {
		rows = append(rows, l.base.len()+i)
	}
	return keepRows(rows, func(row int32) bool {
		shape, _ := l.Record(row).Shape().(orb.MultiPolygon)
		return l.holds(row, day) && len(shape) > 0 && shape.Bound().Intersects(bound) && areasMeet(shape, area)
	})
}
