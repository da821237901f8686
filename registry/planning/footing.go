package planning

import (
	"context"
	"encoding/json"
	"math"
	"slices"
	"sync"

	"github.com/paulmach/orb"

	"hatang/registry"
	"hatang/registry/indicators"
)

// footing is how often each cell is covered by the sites that there are, and by
// which. But for the footprints of new sites that it remembers, it does not change.
type footing struct {
	prints  Footprints
	of      [][]int32 // of each of the stage's points
	count   []int32
	without int

	mutex sync.Mutex
	known map[orb.Point]Print
	cells int // of all that are known
}

// mostPrinted bounds the cells of remembered footprints: 4 bytes each.
const mostPrinted = 12_000_000

// footingKey is everything that a footing is made from.
type footingKey struct {
	stage   stageKey
	ask     string
	settled string
	seq     int64 // of the sectors
}

type keptFooting struct {
	key  footingKey
	foot *footing
}

// keptFootings is how many are kept: a province's takes some 100 MB.
const keptFootings = 2

// footing is the footing of a question, kept from before where it still stands; nil
// where people go to points instead of being covered by them.
func (p *Planner) footing(ctx context.Context, src indicators.Source, s *stage, q *Question, tell Tell) (*footing, error) {
	if q.Network == indicators.PostalNetwork {
		return nil, nil
	}
	key, err := p.footingKey(ctx, src, q)
	if err != nil {
		return nil, err
	}
	if f := p.keptFooting(key); f != nil {
		return f, nil
	}
	tell.at(0.02, "đọc vùng phủ của các điểm hiện có", "reading the footprints of the points that there are")
	prints, err := p.footprintsFor(ctx, src, s, q)
	if err != nil {
		return nil, err
	}
	f, err := s.footing(ctx, prints)
	if err != nil {
		return nil, err
	}
	p.mutex.Lock()
	defer p.mutex.Unlock()
	if len(p.footings) == keptFootings {
		p.footings = append(p.footings[:0], p.footings[1:]...)
	}
	p.footings = append(p.footings, keptFooting{key, f})
	return f, nil
}

func (p *Planner) keptFooting(key footingKey) *footing {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	for _, k := range p.footings {
		if k.key == key {
			return k.foot
		}
	}
	return nil
}

func (s *stage) footing(ctx context.Context, prints Footprints) (*footing, error) {
	f := &footing{prints: prints, of: make([][]int32, len(s.points)), count: make([]int32, s.cells.Len()), known: map[orb.Point]Print{}}
	errs := make([]error, len(s.points))
	is := make([]bool, len(s.points))
	err := each(ctx, len(s.points), func(i int) {
		at := orb.Point{}
		if s.points[i].Located {
			at = s.points[i].Point
		}
		f.of[i], is[i], errs[i] = prints.Existing(ctx, s.points[i].id, at)
	})
	if err != nil {
		return nil, err
	}
	for i := range f.of {
		if errs[i] != nil {
			return nil, errs[i]
		}
		if !is[i] {
			f.without++
		}
		f.add(f.of[i], 1)
	}
	own := make(map[string]bool, len(s.points))
	for i := range s.points {
		own[s.points[i].id] = true
	}
	beyond, err := prints.Beyond(ctx, func(id string) bool { return own[id] })
	for _, cells := range beyond {
		f.add(cells, 1)
	}
	return f, err
}

func (f *footing) add(cells []int32, times int32) {
	for _, cell := range cells {
		f.count[cell] += times
	}
}

// print is the footprint of a new site, remembered.
func (f *footing) print(ctx context.Context, at orb.Point) (Print, error) {
	f.mutex.Lock()
	p, known := f.known[at]
	f.mutex.Unlock()
	if known {
		return p, nil
	}
	p, err := f.prints.New(ctx, at)
	if err != nil {
		return p, err
	}
	f.mutex.Lock()
	defer f.mutex.Unlock()
	if f.cells+len(p.Cells) > mostPrinted {
		f.known, f.cells = map[orb.Point]Print{}, 0
	}
	f.known[at] = p
	f.cells += len(p.Cells)
	return p, nil
}

// laid is how often each cell is covered once a layout is in force.
func (f *footing) laid(t *state, prints []Print) []int32 {
	count := slices.Clone(f.count)
	for i := range prints {
		for _, cell := range prints[i].Cells {
			count[cell]++
		}
	}
	for _, i := range t.closed {
		for _, cell := range f.of[i] {
			count[cell]--
		}
	}
	return count
}

func (f *footing) share(s *stage, count []int32) *CoverageShare {
	c := &CoverageShare{Without: f.without, Method: f.prints.Basis().Method}
	for i, n := range count {
		if n > 0 {
			c.People += s.cells.People[i]
		}
	}
	if s.cells.Total > 0 {
		c.Share = math.Min(1, c.People/s.cells.Total)
	}
	return c
}

// footingKey says what a footing is made from.
func (p *Planner) footingKey(ctx context.Context, src indicators.Source, q *Question) (footingKey, error) {
	stage, err := p.keyOf(ctx, src, q)
	if err != nil {
		return footingKey{}, err
	}
	ask, err := json.Marshal([]any{q.RadiusM, q.Speaker, q.Mast})
	if err != nil {
		return footingKey{}, err
	}
	key := footingKey{stage: stage, ask: string(ask)}
	if l, ok := src.(layered); ok {
		key.seq = l.LayerSeq(registry.Sectors)
	}
	if q.Mast != nil {
		key.settled, err = p.coverage.Settled(ctx)
	}
	return key, err
}
