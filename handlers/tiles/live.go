package tiles

import (
	"context"
	"errors"
	"hash/fnv"
	"sync"

	"github.com/paulmach/orb"

	"hatang/geo/tile"
	"hatang/registry"
	"hatang/registry/network"
)

// Live draws the live view of the registry. Points are kept as columns that
// follow the view's numbering of rows: a change appends to them. Areas are
// simplified when they are first asked for and after a border changed. Sectors
// are put together tile by tile, since each of them also tells of its station.
type Live struct {
	view    func() *network.View
	mutex   sync.Mutex // guards the maps
	points  map[registry.Kind]*livePoints
	areas   map[registry.Kind]*liveAreas
	sectors liveSectors
	picked  picks
}

// NewLive is a Source that asks view for the current state.
func NewLive(view func() *network.View) *Live {
	return &Live{view: view, points: map[registry.Kind]*livePoints{}, areas: map[registry.Kind]*liveAreas{}}
}

// Layer implements Source.
func (s *Live) Layer(ctx context.Context, name string, ask Ask) (tile.View, error) {
	view := s.view()
	d, found := findDefinition(definitions(), name)
	if !found {
		return tile.View{}, registry.Errorf(registry.NotFound, "không có lớp %q", "there is no layer %q", name)
	}
	pick, err := s.picked.of(ctx, view, d.listed(), ask)
	if err != nil {
		return tile.View{}, err
	}
	switch {
	case d.kind == registry.Sectors:
		return pick.upon(view, s.sectors.layer(view, ask, pick)), nil
	case registry.SchemaOf(d.kind).Shapes == registry.Areas:
		layer, err := s.areasOf(d.kind, ask.Shown.Of(d.kind)).layer(ctx, view, ask, pick, d.name == labelLayer)
		return pick.upon(view, layer), err
	}
	return pick.upon(view, s.pointsOf(d.kind, ask.Shown.Of(d.kind)).layer(view.Layer(d.kind), ask, pick)), nil
}

// Total implements Totals.
func (s *Live) Total(ctx context.Context, name string, ask Ask) (int, error) {
	view := s.view()
	d, found := findDefinition(definitions(), name)
	if !found {
		return 0, registry.Errorf(registry.NotFound, "không có lớp %q", "there is no layer %q", name)
	}
	pick, err := s.picked.of(ctx, view, d.listed(), ask)
	if err != nil {
		return 0, err
	}
	if d.kind != registry.Sectors && pick != nil {
		return len(pick.ids), nil
	}
	total := 0
	err = view.Scan(ctx, registry.Query{Kind: d.kind, AsOf: ask.Day}, func(rec registry.Record) error {
		if sector, ok := rec.(*registry.Sector); !ok || pick.has(sector.StationID) {
			total++
		}
		return nil
	})
	return total, err
}

// Prepare makes what the first requests of a day would wait for.
func (s *Live) Prepare(ctx context.Context, day registry.Date) error {
	for _, name := range Names() {
		view, err := s.Layer(ctx, name, Ask{Day: day})
		if err == nil {
			_, err = view.Open()
		}
		if err = errors.Join(err, ctx.Err()); err != nil {
			return err
		}
	}
	return nil
}

// pointsOf are the points of a kind, made anew when the province decides to show
// other fields of it.
func (s *Live) pointsOf(kind registry.Kind, hidden *registry.HiddenFields) *livePoints {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	if held := s.points[kind]; held == nil || held.shown != hidden.Key() {
		s.points[kind] = &livePoints{columns: columnsOf(kind, hidden), shown: hidden.Key()}
	}
	return s.points[kind]
}

// areasOf are the areas of a kind, likewise.
func (s *Live) areasOf(kind registry.Kind, hidden *registry.HiddenFields) *liveAreas {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	if held := s.areas[kind]; held == nil || held.shown != hidden.Key() {
		s.areas[kind] = &liveAreas{kind: kind, columns: columnsOf(kind, hidden), shown: hidden.Key()}
	}
	return s.areas[kind]
}

// featureID is a number for a record's ID: the same everywhere and always, and
// one that browsers read exactly (below 2⁵³).
func featureID(id string) uint64 {
	h := fnv.New64a()
	_, _ = h.Write([]byte(id)) // a hash takes everything
	return max(h.Sum64()>>11, 1)
}

// place is a record's point, if it has one on earth.
func place(rec registry.Record) (p orb.Point, ok bool) {
	p, ok = rec.Shape().(orb.Point)
	return p, ok && onEarth(p)
}

func onEarth(p orb.Point) bool {
	return p[0] >= -180 && p[0] <= 180 && p[1] >= -90 && p[1] <= 90
}
