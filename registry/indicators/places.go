package indicators

import (
	"context"

	"github.com/paulmach/orb"

	"hatang/registry"
)

// Places is where the things stand that a counted indicator counts, those of
// which the place is known at all. Indicators that count nothing with a place are
// Unsupported.
func (b *Book) Places(ctx context.Context, code string, ask Ask) ([]orb.Point, error) {
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
	var places []orb.Point
	for _, row := range c.rows {
		if at, located := s.table.rows[row].Shape().(orb.Point); located {
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
