package indicators

import (
	"context"

	"github.com/paulmach/orb"

	"hatang/registry"
)

// Counted is the records that a counted indicator counts; indicators that count
// none are Unsupported. They are shared and must not be changed.
func (b *Book) Counted(ctx context.Context, code string, ask Ask) ([]registry.Record, error) {
	d, err := b.catalogue.Definition(code)
	if err != nil {
		return nil, err
	}
	if d.Count == nil {
		return nil, registry.Errorf(registry.Unsupported, "chỉ tiêu %q không đếm bản ghi nào", "indicator %q counts no records", code)
	}
	b.mutex.Lock()
	defer b.mutex.Unlock()
	t, err := b.territoryOf(ctx, ask.Unit, ask.boundaries())
	if err != nil {
		return nil, err
	}
	s, err := b.selection(ctx, d)
	if err != nil {
		return nil, err
	}
	c, err := s.tallied(ctx, b, t, ask.Period, true)
	if err != nil {
		return nil, err
	}
	records := make([]registry.Record, len(c.rows))
	for i, row := range c.rows {
		records[i] = s.table.rows[row]
	}
	return records, nil
}

// Holding is the records of a kind that hold on a day, wherever they are. They are
// shared and must not be changed.
func (b *Book) Holding(ctx context.Context, kind registry.Kind, day registry.Date) ([]registry.Record, error) {
	b.mutex.Lock()
	defer b.mutex.Unlock()
	t, err := b.table(ctx, kind)
	if err != nil {
		return nil, err
	}
	var records []registry.Record
	for i, rec := range t.rows {
		if t.periods[i].Holds(day) {
			records = append(records, rec)
		}
	}
	return records, nil
}

// Places is where the things stand that a counted indicator counts, those of
// which the place is known at all. Indicators that count nothing are Unsupported.
func (b *Book) Places(ctx context.Context, code string, ask Ask) ([]orb.Point, error) {
	records, err := b.Counted(ctx, code, ask)
	if err != nil {
		return nil, err
	}
	var places []orb.Point
	for _, rec := range records {
		if at, located := rec.Shape().(orb.Point); located {
			places = append(places, at)
		}
	}
	return places, nil
}

// Outlines are the communes of the unit as they are drawn, those that have a
// boundary.
func (b *Book) Outlines(ctx context.Context, ask Ask) ([]orb.MultiPolygon, error) {
	b.mutex.Lock()
	defer b.mutex.Unlock()
	t, err := b.territoryOf(ctx, ask.Unit, ask.boundaries())
	if err != nil {
		return nil, err
	}
	var outlines []orb.MultiPolygon
	for _, c := range t.communes {
		if len(c.Area) > 0 {
			outlines = append(outlines, c.Area)
		}
	}
	return outlines, nil
}
