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
}

// NewLive is a Source that asks view for the current state.
func NewLive(view func() *network.View) *Live {
	return &Live{view: view, points: map[registry.Kind]*livePoints{}, areas: map[registry.Kind]*liveAreas{}}
}

// Layer implements Source.
func (s *Live) Layer(ctx context.Context, name string, day registry.Date) (tile.View, error) {
	view := s.view()
	d, found := findDefinition(definitions(), name)
	if !found {
		return tile.View{}, registry.Errorf(registry.NotFound, "không có lớp %q", "there is no layer %q", name)
	}
	switch {
	case d.kind == registry.Sectors:
		return s.sectors.layer(view, day), nil
	case registry.SchemaOf(d.kind).Shapes == registry.Areas:
		return s.areasOf(d.kind).layer(ctx, view, day, d.name == labelLayer)
	}
	return s.pointsOf(d.kind).layer(view.Layer(d.kind), day), nil
}

// Prepare makes what the first requests of a day would wait for.
func (s *Live) Prepare(ctx context.Context, day registry.Date) error {
	for _, name := range Names() {
		view, err := s.Layer(ctx, name, day)
		if err == nil {
			_, err = view.Open()
		}
		if err = errors.Join(err, ctx.Err()); err != nil {
			return err
		}
	}
	return nil
}

func (s *Live) pointsOf(kind registry.Kind) *livePoints {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	if s.points[kind] == nil {
		s.points[kind] = &livePoints{columns: columnsOf(kind)}
	}
	return s.points[kind]
}

func (s *Live) areasOf(kind registry.Kind) *liveAreas {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	if s.areas[kind] == nil {
		s.areas[kind] = &liveAreas{kind: kind, columns: columnsOf(kind)}
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
