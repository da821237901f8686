package planning

import (
	"context"
	"fmt"
	"strings"

	"hatang/geo/access"
	"hatang/geo/raster"
	"hatang/registry"
	"hatang/registry/indicators"
)

// stage is what plans of one network, unit and day stand on. But for what it
// remembers, it does not change.
type stage struct {
	ground *indicators.Ground
	asOf   registry.Date
	all    []point // of the network, whatever the filter
	points []point // that the filter takes
	// number is a point's number in the field, -1 where it has no place.
	number []int
	cells  *access.Cells
	metric access.Metric
	field  access.Field
	before *access.Picture
	notes  []registry.Text
	seq    int64
	remake func(context.Context, *access.Cells) (access.Metric, error) // the same metric on other cells

	memo      memo
	communeOf []int // of a unit of the surface: index in the ground's communes
}

// stageKey is everything that a stage is made from.
type stageKey struct {
	unit, asOf, filter, travel, network string
	limit                               float64
	seqs                                [7]int64
	roads                               string
}

// layered is a Source that knows the newest change of each kind.
type layered interface {
	LayerSeq(kind registry.Kind) int64
}

// layers are the kinds of record that plans stand on.
func layers() []registry.Kind {
	return []registry.Kind{registry.Units, registry.Settlements, registry.RasterChanges, registry.Postal, registry.Sites, registry.Clusters, registry.Stations}
}

// grounds is the newest change of what plans stand on: a scenario that is kept
// changes the registry, but not the ground of the next.
func grounds(ctx context.Context, src indicators.Source) (int64, error) {
	l, ok := src.(layered)
	if !ok {
		return src.Seq(ctx)
	}
	var newest int64
	for _, kind := range layers() {
		newest = max(newest, l.LayerSeq(kind))
	}
	return newest, nil
}

func (p *Planner) keyOf(ctx context.Context, src indicators.Source, q *Question) (stageKey, error) {
	roads, err := p.roads.stamp()
	if err != nil {
		return stageKey{}, err
	}
	key := stageKey{
		unit: q.Unit, asOf: q.AsOf.String(), travel: q.Travel, network: string(q.Network), roads: roads, limit: q.limit(),
		filter: fmt.Sprintf("%q %v %v %v %v", strings.Join(q.Points.Classes, ","), q.Points.Staffed, q.Points.MinHours, q.Points.Internet, q.Points.Approximate),
	}
	if l, ok := src.(layered); ok {
		for i, kind := range layers() {
			key.seqs[i] = l.LayerSeq(kind)
		}
		return key, nil
	}
	key.seqs[0], err = src.Seq(ctx)
	return key, err
}

// stage is the stage of a question, kept from before where it still stands.
func (p *Planner) stage(ctx context.Context, src indicators.Source, q *Question) (*stage, error) {
	if q.AsOf.IsZero() {
		q.AsOf = p.calculator.Today()
	}
	if q.Travel == "" {
		q.Travel = Straight
	}
	key, err := p.keyOf(ctx, src, q)
	if err != nil {
		return nil, err
	}
	if s := p.kept(key); s != nil {
		return s, nil
	}
	s, err := p.newStage(ctx, src, q)
	if err != nil {
		return nil, err
	}
	p.keep(key, s)
	return s, nil
}

func (p *Planner) newStage(ctx context.Context, src indicators.Source, q *Question) (*stage, error) {
	seq, err := grounds(ctx, src)
	if err != nil {
		return nil, err
	}
	ground, err := p.calculator.Ground(ctx, src, q.Unit, q.AsOf)
	if err != nil {
		return nil, err
	}
	s := &stage{ground: ground, asOf: q.AsOf, seq: seq, notes: append([]registry.Text{}, ground.Notes...)}
	if err := s.checkPeople(); err != nil {
		return nil, err
	}
	if err := p.noteNotice(ctx, s); err != nil {
		return nil, err
	}
	approximate := q.Points.Approximate
	if !approximate {
		if approximate, err = p.calculator.UsesApproximate(ctx); err != nil {
			return nil, err
		}
	}
	if s.all, err = networkPoints(ctx, src, q.Network, ground, q.AsOf); err != nil {
		return nil, err
	}
	kept, notes := q.Points.filtered(s.all, approximate)
	s.points, s.notes = kept, append(s.notes, notes...)
	s.matchCommunes()
	s.cells = access.NewCells(ground.Surface)
	if err := p.setMetric(ctx, s, q); err != nil {
		return nil, err
	}
	return s, s.assign(ctx)
}

// noteNotice passes on what the registry wants said with its data.
func (p *Planner) noteNotice(ctx context.Context, s *stage) error {
	if p.rasters == nil {
		return nil
	}
	vi, err := p.rasters.Setting(ctx, registry.SettingNotice)
	if err != nil || vi == "" {
		return err
	}
	en, err := p.rasters.Setting(ctx, registry.SettingNoticeEN)
	if en == "" {
		en = vi
	}
	s.notes = append(s.notes, registry.Text{VI: vi, EN: en})
	return err
}

// checkPeople refuses a unit in which nobody can be placed.
func (s *stage) checkPeople() error {
	if s.ground.Surface != nil && s.ground.Surface.Total() > 0 {
		return nil
	}
	e := registry.Errorf(registry.Invalid, "%s không có dân trên bản đồ vào ngày %s nên không lập phương án được",
		"%s has nobody on the map on %s, so nothing can be planned", s.ground.Unit.Name, s.asOf)
	e.Hint = registry.Text{
		VI: "nhập ranh giới và số dân của các xã: hatang import units TỆP", EN: "import boundaries and people of the communes: hatang import units FILE",
	}
	for _, note := range s.ground.Notes {
		e.Problems = append(e.Problems, registry.Problem{Rule: "people", Message: note, Severity: registry.Fault})
	}
	return e
}

// setMetric chooses how the way is measured.
func (p *Planner) setMetric(ctx context.Context, s *stage, q *Question) error {
	limit := q.limit()
	s.remake = func(_ context.Context, c *access.Cells) (access.Metric, error) {
		return access.NewStraight(c, limit), nil
	}
	if q.Travel == Road {
		if err := p.setTravel(ctx, s); err != nil {
			return err
		}
	}
	var err error
	s.metric, err = s.remake(ctx, s.cells)
	return err
}

// setTravel measures time over roads, the cost surface or both; one of them must
// be there.
func (p *Planner) setTravel(ctx context.Context, s *stage) error {
	friction, err := frictionOf(ctx, p.rasters)
	if err != nil {
		return err
	}
	roads, err := p.roads.load(ctx)
	if err != nil {
		if friction == nil || registry.CodeOf(err) != registry.Invalid {
			return err
		}
		roads = &RoadSet{}
	}
	if len(roads.Lines) > 0 {
		s.notes = append(s.notes, roads.Note())
	}
	if friction != nil {
		s.notes = append(s.notes, registry.Textf("đi bộ theo bề mặt chi phí %q", "on foot by the cost surface %q", friction.Source))
	}
	s.remake = func(ctx context.Context, c *access.Cells) (access.Metric, error) {
		return access.NewTravel(ctx, c, &access.Ground{Lines: roads.Lines, Slowness: slowness(friction, c.Surface.Grid)})
	}
	return nil
}

// assign sends everybody to the nearest point.
func (s *stage) assign(ctx context.Context) error {
	at, which := places(s.points)
	s.number = make([]int, len(s.points))
	for i := range s.number {
		s.number[i] = -1
	}
	for number, i := range which {
		s.number[i] = number
	}
	var err error
	if s.field, err = s.metric.Field(ctx, at); err != nil {
		return err
	}
	s.before = access.Look(s.metric, s.field)
	return nil
}

// communeOfUnit is the index of the commune that a unit of the surface is, -1 for
// no unit.
func (s *stage) communeOfUnit(unit int32) int {
	if unit == raster.NoUnit {
		return -1
	}
	return s.communeOf[unit]
}

// matchCommunes finds the commune of each unit of the surface.
func (s *stage) matchCommunes() {
	index := map[string]int{}
	for i, c := range s.ground.Communes {
		index[c.Code] = i
	}
	s.communeOf = make([]int, len(s.ground.Surface.Units))
	for u, code := range s.ground.Surface.Units {
		s.communeOf[u] = index[code]
	}
}

// find is the index of the point with the ID, -1 when there is none.
func (s *stage) find(id string) int {
	for i := range s.points {
		if s.points[i].id == id {
			return i
		}
	}
	return -1
}
