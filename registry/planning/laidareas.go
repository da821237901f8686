package planning

import (
	"context"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/geojson"

	"hatang/geo/outline"
	"hatang/registry"
	"hatang/registry/indicators"
)

// LaidAreas are the service areas of the postal network under a layout.
type LaidAreas struct {
	Unit   indicators.UnitRef
	AsOf   registry.Date
	Points []LaidArea // those that stay, then those that the layout adds
}

// LaidArea is what one point serves under a layout.
type LaidArea struct {
	ID, Name string
	Added    bool
	At       orb.Point
	People   float64               // for whom it is the nearest
	Mean     registry.Opt[float64] // their way, in the unit of the metric
	AreaKM2  float64
	// Relieved is the commune that was served worst before among those of whose
	// people an added point is now the nearest to a good part; nil: none.
	Relieved *CommuneChange
	Area     orb.MultiPolygon
}

// goodPart is the share of a commune's people for whom an added point must be the
// nearest to be said to relieve it: a few cells along the border are no relief.
const goodPart = 0.05

// LaidAreas outlines who goes to which point under a layout.
func (p *Planner) LaidAreas(ctx context.Context, src indicators.Source, q Question, l Layout) (*LaidAreas, error) {
	if err := p.check(&q); err != nil {
		return nil, err
	}
	if q.Network != indicators.PostalNetwork {
		return nil, registry.Errorf(registry.Invalid, "chỉ mạng bưu chính có vùng phục vụ; mạng %s có vùng phủ",
			"only the postal network has service areas; network %s has footprints", q.Network)
	}
	s, err := p.stage(ctx, src, &q)
	if err != nil {
		return nil, err
	}
	a := &LaidAreas{Unit: unitRef(s.ground.Unit), AsOf: s.asOf, Points: s.laidPoints(s.lay(l))}
	at := make([]orb.Point, len(a.Points))
	for i := range a.Points {
		at[i] = a.Points[i].At
	}
	owner, err := s.owners(ctx, at)
	if err != nil {
		return nil, err
	}
	grid := s.ground.Surface.Grid
	areas, err := outline.Areas(grid, owner, len(at))
	if err != nil {
		return nil, err
	}
	for i, k := range owner {
		if k >= 0 {
			a.Points[k].AreaKM2 += grid.RowAreaM2(i/grid.Cols) / 1e6
		}
	}
	for k := range areas {
		a.Points[k].Area = areas[k]
	}
	return a, nil
}

// laidPoints is the located points of a state with the people of each.
func (s *stage) laidPoints(t *state) []LaidArea {
	closed := make(map[int]bool, len(t.closed))
	for _, i := range t.closed {
		closed[i] = true
	}
	serve := func(a LaidArea, number int) LaidArea {
		serves := t.picture.Point(number)
		a.People = serves.People
		if serves.People > serves.Unreached {
			a.Mean = known(serves.Mean)
		}
		return a
	}
	var list []LaidArea
	for i := range s.points {
		if p := &s.points[i]; s.number[i] >= 0 && !closed[i] {
			list = append(list, serve(LaidArea{ID: p.id, Name: p.label(), At: p.Point}, s.number[i]))
		}
	}
	relieved := s.relieved(t)
	for k := range t.layout.Added {
		add := &t.layout.Added[k]
		one := serve(LaidArea{ID: add.ID, Name: add.Name, Added: true, At: add.At()}, int(t.added[k]))
		one.Relieved = relieved[t.added[k]]
		list = append(list, one)
	}
	return list
}

// relieved finds for each added point, by its number, the worst served commune to
// a good part of whose people it is now the nearest.
func (s *stage) relieved(t *state) map[int32]*CommuneChange {
	people := make(map[int32][]float64, len(t.added))
	for _, number := range t.added {
		people[number] = make([]float64, len(s.before.Units))
	}
	was := s.field.Owner()
	for i, number := range t.field.Owner() {
		if of := people[number]; of != nil && was[i] != number && s.communeOfUnit(s.cells.Unit[i]) >= 0 {
			of[s.cells.Unit[i]] += s.cells.People[i]
		}
	}
	found := make(map[int32]*CommuneChange, len(people))
	for number, of := range people {
		worst := -1
		for u, n := range of {
			unit := &s.before.Units[u]
			if n > 0 && n >= goodPart*unit.People && (worst < 0 || unit.Mean > s.before.Units[worst].Mean) {
				worst = u
			}
		}
		if worst >= 0 {
			found[number] = &CommuneChange{
				Unit: unitRef(s.ground.Communes[s.communeOf[worst]]), People: of[worst],
				Before: known(s.before.Units[worst].Mean), After: known(t.picture.Units[worst].Mean),
			}
		}
	}
	return found
}

// Map is the areas as GeoJSON polygons.
func (a *LaidAreas) Map() *geojson.FeatureCollection {
	collection := geojson.NewFeatureCollection()
	for i := range a.Points {
		p := &a.Points[i]
		f := geojson.NewFeature(p.Area)
		f.ID = p.ID
		f.Properties = geojson.Properties{
			"id": p.ID, "name": p.Name, "added": p.Added, "lon": p.At[0], "lat": p.At[1], "people": p.People, "area_km2": p.AreaKM2,
		}
		if p.Mean.Known {
			f.Properties["mean"] = p.Mean.Value
		}
		if r := p.Relieved; r != nil {
			f.Properties["relieved"] = r
		}
		collection.Append(f)
	}
	return collection
}
