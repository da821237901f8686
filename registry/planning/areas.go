package planning

import (
	"context"

	"github.com/paulmach/orb"

	"hatang/geo/access"
	"hatang/geo/outline"
	"hatang/geo/raster"
	"hatang/registry"
	"hatang/registry/indicators"
)

// AreaQuestion asks who goes to which postal point.
type AreaQuestion struct {
	Unit   string
	AsOf   registry.Date
	Points Filter
	Travel string // Straight unless said otherwise
	// Polygons draws the areas.
	Polygons bool
}

// Areas are the service areas of a network.
type Areas struct {
	Unit       indicators.UnitRef    `json:"unit"`
	AsOf       registry.Date         `json:"as_of"`
	Figures    Figures               `json:"figures"`
	Points     []PointArea           `json:"points"`
	Communes   []CommuneWays         `json:"communes"` // the worst first
	Notes      []registry.Text       `json:"notes"`
	Provenance indicators.Provenance `json:"provenance"`
}

// PointArea is what one point serves.
type PointArea struct {
	ID      string             `json:"id"`
	Code    string             `json:"code"`
	Name    string             `json:"name"`
	Class   string             `json:"class"`
	Lon     float64            `json:"lon"`
	Lat     float64            `json:"lat"`
	Commune indicators.UnitRef `json:"commune"`
	Ways    Ways               `json:"ways"`
	// Area is what is nearer to it than to any other point, people or not.
	Area    orb.MultiPolygon      `json:"-"`
	AreaKM2 registry.Opt[float64] `json:"area_km2"` // known where polygons were asked for
}

func (q *AreaQuestion) question() (Question, error) {
	full := Question{Network: indicators.PostalNetwork, Goal: Add, Count: 1, Unit: q.Unit, AsOf: q.AsOf, Points: q.Points, Travel: q.Travel}
	return full, problemList(full.problems()).err()
}

// Areas sends everybody to the nearest point that the filter takes.
func (p *Planner) Areas(ctx context.Context, src indicators.Source, ask AreaQuestion) (*Areas, error) {
	q, err := ask.question()
	if err != nil {
		return nil, err
	}
	s, err := p.stage(ctx, src, &q)
	if err != nil {
		return nil, err
	}
	a := &Areas{
		Unit: unitRef(s.ground.Unit), AsOf: s.asOf, Figures: s.figures(nil), Points: []PointArea{},
		Communes: s.communeWays(s.before, s.count(nil).inCommune), Notes: append([]registry.Text{}, s.notes...),
		Provenance: p.provenance(s, "service-areas"),
	}
	for i := range s.points {
		pt := &s.points[i]
		if s.number[i] < 0 {
			continue
		}
		serves := s.before.Point(s.number[i])
		a.Points = append(a.Points, PointArea{
			ID: pt.id, Code: pt.code, Name: pt.label(), Class: pt.class, Lon: pt.Point[0], Lat: pt.Point[1],
			Commune: unitRef(s.ground.Communes[pt.commune]), Ways: waysOf(s.metric, &serves),
		})
	}
	if ask.Polygons {
		return a, s.draw(ctx, a)
	}
	return a, nil
}

// draw outlines what each point serves. Cells where nobody lives belong to it too:
// everybody's land, so that areas leave no holes.
func (s *stage) draw(ctx context.Context, a *Areas) error {
	at, _ := places(s.points)
	owner, err := s.owners(ctx, at)
	if err != nil {
		return err
	}
	g := s.ground.Surface.Grid
	areas, err := outline.Areas(g, owner, len(a.Points))
	if err != nil {
		return err
	}
	areaM2 := make([]float64, len(areas))
	for i, k := range owner {
		if k >= 0 {
			areaM2[k] += g.RowAreaM2(i / g.Cols)
		}
	}
	for k := range a.Points {
		a.Points[k].Area, a.Points[k].AreaKM2 = areas[k], registry.Some(areaM2[k]/1e6)
	}
	return nil
}

// owners is which of the points serves each cell of the grid that belongs to a
// unit.
func (s *stage) owners(ctx context.Context, at []orb.Point) ([]int32, error) {
	whole, err := everywhere(s.ground.Surface)
	if err != nil {
		return nil, err
	}
	cells := access.NewCells(whole)
	metric, err := s.remake(ctx, cells)
	if err != nil {
		return nil, err
	}
	field, err := metric.Field(ctx, at)
	if err != nil {
		return nil, err
	}
	owner := make([]int32, whole.Grid.Cells())
	for i := range owner {
		owner[i] = access.NoPoint
	}
	for i, cell := range cells.Index {
		owner[cell] = field.Owner()[i]
	}
	return owner, nil
}

// everywhere is the surface with somebody in each cell of a unit, so that all are
// looked at.
func everywhere(s *raster.Surface) (*raster.Surface, error) {
	people := make([]float64, len(s.People))
	for i := range people {
		if s.Unit[i] != raster.NoUnit || s.People[i] > 0 {
			people[i] = 1
		}
	}
	return raster.NewSurface(s.Grid, s.Units, people, s.Unit, s.Source)
}

// AreaChange compares the service areas of two days.
type AreaChange struct {
	Unit   indicators.UnitRef `json:"unit"`
	From   registry.Date      `json:"from"`
	To     registry.Date      `json:"to"`
	Before Figures            `json:"before"`
	After  Figures            `json:"after"`
	// Opened and Closed are the points that only the later, or earlier, day has.
	Opened   []PointArea     `json:"opened"`
	Closed   []PointArea     `json:"closed"`
	Communes []CommuneChange `json:"communes"` // that are on both days, whose figures differ
	Notes    []registry.Text `json:"notes"`
}

// CompareAreas compares the network of the question's day with that of an earlier
// or later one.
func (p *Planner) CompareAreas(ctx context.Context, src indicators.Source, ask AreaQuestion, with registry.Date) (*AreaChange, error) {
	ask.Polygons = false
	to, err := p.Areas(ctx, src, ask)
	if err != nil {
		return nil, err
	}
	ask.AsOf = with
	from, err := p.Areas(ctx, src, ask)
	if err != nil {
		return nil, err
	}
	c := &AreaChange{
		Unit: to.Unit, From: from.AsOf, To: to.AsOf, Before: from.Figures, After: to.Figures,
		Opened: missing(to.Points, from.Points), Closed: missing(from.Points, to.Points), Communes: []CommuneChange{}, Notes: to.Notes,
	}
	earlier := make(map[string]CommuneWays, len(from.Communes))
	for _, commune := range from.Communes {
		earlier[commune.Unit.Code] = commune
	}
	for _, now := range to.Communes {
		was, both := earlier[now.Unit.Code]
		if !both || (was.Points == now.Points && was.Ways.Mean == now.Ways.Mean) {
			continue
		}
		c.Communes = append(c.Communes, CommuneChange{
			Unit: now.Unit, People: now.Ways.People, Points: [2]int{was.Points, now.Points}, Before: was.Ways.Mean, After: now.Ways.Mean,
		})
	}
	return c, nil
}

// missing is the points of a that are not in b.
func missing(a, b []PointArea) []PointArea {
	has := make(map[string]bool, len(b))
	for i := range b {
		has[b[i].ID] = true
	}
	list := []PointArea{}
	for i := range a {
		if !has[a[i].ID] {
			list = append(list, a[i])
		}
	}
	return list
}

// Forget drops the stages and footprints that are kept.
func (p *Planner) Forget() {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	p.stages, p.footings = nil, nil
}
