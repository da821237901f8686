package planning

import (
	"context"
	"sync"
	"time"

	"hatang/registry"
	"hatang/registry/indicators"
)

// Options is what a Planner is made of.
type Options struct {
	Calculator *indicators.Calculator
	Norms      []Norm // that ship; those of the registry's setting go before them
	Roads      *Roads // nil: there are none
	// Rasters holds the cost surface, if there is one, and the registry's settings;
	// nil: there are none.
	Rasters indicators.RasterSource
	Version string // of the program
	Clock   func() time.Time
	// Coverage computes the footprints of mobile sites; nil: only the radii that are
	// declared are known.
	Coverage CoverageEngine
}

// Planner makes plans. It keeps the stages of recent questions, so that an edit of
// a plan is weighed at once. It is safe for concurrent use.
type Planner struct {
	calculator *indicators.Calculator
	norms      []Norm
	roads      *Roads
	rasters    indicators.RasterSource
	version    string
	clock      func() time.Time
	coverage   CoverageEngine

	mutex    sync.Mutex
	stages   []keptStage // newest last
	footings []keptFooting
}

// keptStages is how many are kept: a province's takes some 60 MB, with roads 100.
const keptStages = 3

type keptStage struct {
	key   stageKey
	stage *stage
}

// New is a Planner.
func New(o Options) *Planner {
	if o.Clock == nil {
		o.Clock = time.Now
	}
	if o.Roads == nil {
		o.Roads = &Roads{}
	}
	return &Planner{calculator: o.Calculator, norms: o.Norms, roads: o.Roads, rasters: o.Rasters, version: o.Version, clock: o.Clock, coverage: o.Coverage}
}

// SettingNorms is the province's own edition of the norms, as YAML; empty: those
// that ship.
const SettingNorms = "planning_norms"

// normsKept are the norms in force: the province's own, else those that ship.
func (p *Planner) normsKept(ctx context.Context) ([]Norm, error) {
	if p.rasters == nil {
		return p.norms, nil
	}
	own, err := p.rasters.Setting(ctx, SettingNorms)
	if err != nil || own == "" {
		return p.norms, err
	}
	return ParseNorms([]byte(own))
}

func (p *Planner) kept(key stageKey) *stage {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	for _, k := range p.stages {
		if k.key == key {
			return k.stage
		}
	}
	return nil
}

func (p *Planner) keep(key stageKey, s *stage) {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	if len(p.stages) == keptStages {
		p.stages = append(p.stages[:0], p.stages[1:]...)
	}
	p.stages = append(p.stages, keptStage{key, s})
}

func (p *Planner) provenance(s *stage, model string) indicators.Provenance {
	method := registry.Text{
		VI: "ô dân cư 100 m đến điểm gần nhất, khoảng cách trên ellipsoid WGS 84",
		EN: "100 m populated cells to the nearest point, distances on the WGS 84 ellipsoid",
	}
	if s.metric.Unit() == "s" {
		method = registry.Text{
			VI: "ô dân cư 100 m đến điểm gần nhất theo thời gian đi: đi bộ từ ô sang 16 ô lân cận (sai số tối đa 2,75 %) và theo đường",
			EN: "100 m populated cells to the nearest point by travel time: on foot to 16 neighbouring cells (at most 2.75 % too long) and along roads",
		}
	}
	return indicators.Provenance{Model: model, Version: p.version, Seq: s.seq, Surface: s.ground.Basis, Method: method}
}
