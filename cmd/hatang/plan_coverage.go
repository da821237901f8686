package main

import (
	"context"
	"slices"
	"sync"
	"time"

	"github.com/paulmach/orb"

	"hatang/geo/terrain"
	"hatang/registry"
	"hatang/registry/coverage"
	"hatang/registry/indicators"
	"hatang/registry/planning"
)

// sitingEngine implements planning.CoverageEngine by what is computed for the
// registry, which is opened when it is first asked for.
type sitingEngine struct {
	open func() (*measured, error)
}

// Settled implements planning.CoverageEngine.
func (e sitingEngine) Settled(ctx context.Context) (string, error) {
	m, err := e.open()
	if err != nil {
		return "", err
	}
	if err := m.engine.Reload(ctx); err != nil {
		return "", err
	}
	return m.engine.Settled(ctx)
}

// Footprints implements planning.CoverageEngine.
func (e sitingEngine) Footprints(ctx context.Context, src indicators.Source, ask planning.FootprintRequest) (planning.Footprints, error) {
	m, err := e.open()
	if err != nil {
		return nil, err
	}
	var ground *terrain.Model
	if !ask.Mast.Flat {
		if ground, err = m.ground(); err != nil {
			return nil, err
		}
	}
	mast := coverage.GainRequest{
		HeightM: ask.Mast.HeightM, Operator: ask.Mast.Operator, Technologies: []string{ask.Mast.Technology}, EIRPDBm: ask.Mast.EIRPDBm,
		AzimuthsDeg: ask.Mast.AzimuthsDeg, RadiusM: ask.Mast.ReachM, Terrain: ground,
	}
	if ask.Mast.Band != "" {
		if _, known := coverage.FrequencyOfBand(ask.Mast.Band); !known {
			return nil, registry.Errorf(registry.Invalid, "băng tần %q không rõ tần số", "band %q names no frequency", ask.Mast.Band)
		}
		mast.Bands = map[string]string{ask.Mast.Technology: ask.Mast.Band}
	}
	grid := ask.Cells.Surface.Grid
	s, err := m.engine.Siting(ctx, src, coverage.SitingRequest{Mast: mast, Grid: grid, AsOf: ask.AsOf})
	if err != nil {
		return nil, err
	}
	p := &sitingPrints{siting: s, place: make([]int32, grid.Cells()), basis: sitingBasis(s)}
	for i := range p.place {
		p.place[i] = -1
	}
	for i, cell := range ask.Cells.Index {
		p.place[cell] = int32(i)
	}
	return p, nil
}

// sitingPrints implements planning.Footprints: from cells of the grid to those that
// people live in.
type sitingPrints struct {
	siting *coverage.Siting
	place  []int32 // of a cell of the grid among those that people live in, -1 where nobody does
	basis  planning.CoverageBasis
}

// peopled turns cells of the grid into cells that people live in, in place.
func (p *sitingPrints) peopled(cells []int32) []int32 {
	kept := cells[:0]
	for _, cell := range cells {
		if at := p.place[cell]; at >= 0 {
			kept = append(kept, at)
		}
	}
	slices.Sort(kept)
	return slices.Clip(kept)
}

// Existing implements planning.Footprints.
func (p *sitingPrints) Existing(_ context.Context, id string, _ orb.Point) (covered []int32, known bool, err error) {
	cells, known, err := p.siting.Existing(id)
	return p.peopled(cells), known, err
}

// New implements planning.Footprints.
func (p *sitingPrints) New(ctx context.Context, at orb.Point) (planning.Print, error) {
	found, err := p.siting.Proposed(ctx, at)
	return planning.Print{Cells: p.peopled(found.Cells), Refused: found.Refused, Doubts: found.Doubts}, err
}

// Beyond implements planning.Footprints.
func (p *sitingPrints) Beyond(ctx context.Context, has func(id string) bool) ([][]int32, error) {
	var lists [][]int32
	for _, id := range p.siting.Sites() {
		if has(id) {
			continue
		}
		cells, _, err := p.siting.Existing(id)
		if err != nil {
			return nil, err
		}
		lists = append(lists, p.peopled(cells))
		if err := ctx.Err(); err != nil {
			return nil, err
		}
	}
	return lists, nil
}

// ReachM implements planning.Footprints.
func (p *sitingPrints) ReachM() float64 { return p.siting.ReachM() }

// Basis implements planning.Footprints.
func (p *sitingPrints) Basis() *planning.CoverageBasis { return &p.basis }

// sitingBasis is on what footprints rest, in the planner's words.
func sitingBasis(s *coverage.Siting) planning.CoverageBasis {
	b := s.Basis()
	out := planning.CoverageBasis{
		Computed: true, RadiusM: s.ReachM(), Operator: b.Operator, Technology: b.Technology, Model: b.Model, HeightM: b.HeightM,
		FrequencyMHz: b.FrequencyMHz, EIRPDBm: b.EIRPDBm, AzimuthsDeg: b.AzimuthsDeg, Assumed: b.Assumed,
		Quantity: b.Quantity, UsableLevel: b.Usable, LevelUnit: b.Unit, LocationPercent: b.LocationPercent, RxHeightM: b.Parameters.RxHeightM,
		StandIn: b.StandIn, SitesComputed: b.Computed, SitesDeclared: b.Declared, SitesUnknown: b.Unknown, SitesSilent: b.Silent,
		Caveats: []registry.Text{},
	}
	if !b.ComputedAt.IsZero() {
		out.ComputedAt = b.ComputedAt.UTC().Format(time.RFC3339)
	}
	for _, tile := range b.Terrain {
		out.Terrain = append(out.Terrain, coverage.TileText(tile))
	}
	for _, w := range b.Warnings {
		text := w.Text
		if w.Stations > 0 {
			text = registry.Text{VI: registry.VI.Integer(w.Stations) + " " + text.VI, EN: registry.EN.Integer(w.Stations) + " " + text.EN}
		}
		out.Caveats = append(out.Caveats, text)
	}
	out.Method = sitingMethod(&out)
	return out
}

// sitingMethod says in a sentence what covers.
func sitingMethod(b *planning.CoverageBasis) registry.Text {
	terrain := registry.Text{VI: "không có địa hình", EN: "without terrain"}
	if len(b.Terrain) > 0 {
		terrain = registry.Text{VI: "trên địa hình đã nạp", EN: "over the terrain that was imported"}
	}
	whose := registry.Text{VI: "của bất kỳ doanh nghiệp nào", EN: "of any operator"}
	if b.Operator != "" {
		whose = registry.Textf("của %s", "of %s", b.Operator)
	}
	return registry.Text{
		VI: "vùng phủ " + b.Technology + " " + whose.VI + ": vị trí mới tính bằng mô hình " + b.Model + " " + terrain.VI +
			"; vị trí hiện có: " + registry.VI.Integer(b.SitesComputed) + " theo vùng phủ đã tính, " + registry.VI.Integer(b.SitesDeclared) + " theo bán kính khai báo",
		EN: b.Technology + " coverage " + whose.EN + ": new sites by the model " + b.Model + " " + terrain.EN +
			"; the sites that there are: " + registry.EN.Integer(b.SitesComputed) + " by computed footprints, " + registry.EN.Integer(b.SitesDeclared) + " by the radius declared",
	}
}

// lazySiting is the engine of a command, which most commands never open.
func (p *program) lazySiting(ctx context.Context, store registry.Store, calculator *indicators.Calculator) sitingEngine {
	return sitingEngine{sync.OnceValues(func() (*measured, error) { return openMeasured(ctx, p.dbPath, store, calculator, nil) })}
}
