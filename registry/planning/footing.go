package planning

import (
	"cmp"
	"context"
	"encoding/json"
	"math"
	"slices"
	"sync"

	"github.com/paulmach/orb"

	"hatang/geo/siting"
	"hatang/geo/siting/cover"
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

// Ranked is a candidate by itself: whom a site there would cover.
type Ranked struct {
	ID      string             `json:"id"`
	Name    string             `json:"name"`
	Source  string             `json:"source"`
	Lon     float64            `json:"lon"`
	Lat     float64            `json:"lat"`
	Commune indicators.UnitRef `json:"commune"`
	People  float64            `json:"people"`
	Newly   float64            `json:"newly"` // of them, whom nothing covers now
}

// mostRanked is how many candidates are listed.
const mostRanked = 200

// covering is what each candidate would cover.
type covering struct {
	problem *cover.Problem
	ranking []Ranked
	notes   []registry.Text
	looked  int // candidates whose footprint was needed
}

// covering finds what each candidate would cover of what is not covered yet. A
// candidate with nobody uncovered within reach gains nothing whatever its
// footprint, which is not computed then.
func (f *footing) covering(ctx context.Context, s *stage, q *Question, candidates []candidate, tell Tell) (*covering, error) {
	c := &covering{}
	lists, people := make([][]int32, len(candidates)), make([]float64, len(candidates))
	prints, errs := make([]Print, len(candidates)), make([]error, len(candidates))
	needed := make([]bool, len(candidates))
	done := counter(len(candidates), tell)
	err := each(ctx, len(candidates), func(i int) {
		defer done()
		if needed[i] = f.open(s, candidates[i].at); !needed[i] {
			return
		}
		var p Print
		if p, errs[i] = f.print(ctx, candidates[i].at); errs[i] != nil {
			return
		}
		prints[i] = Print{Refused: p.Refused, Doubts: p.Doubts}
		people[i] = s.peopleOf(p.Cells)
		lists[i] = f.uncovered(p.Cells)
	})
	for _, failed := range errs {
		if err == nil {
			err = failed
		}
	}
	if err != nil {
		return nil, err
	}
	for i := range needed {
		if needed[i] {
			c.looked++
		}
	}
	covered := make([]bool, len(f.count))
	for i, n := range f.count {
		covered[i] = n > 0
	}
	states, err := c.refuse(q, candidates, prints)
	if err != nil {
		return nil, err
	}
	c.rank(s, candidates, lists, people)
	c.problem = &cover.Problem{Weights: s.cells.People, Covers: cover.FromLists(lists), States: states, Covered: covered}
	return c, nil
}

// open tells whether somebody within reach of a place is not covered.
func (f *footing) open(s *stage, at orb.Point) bool {
	const slackM = 300 // footprints are drawn to whole cells
	for _, cell := range s.cells.Within(nil, at, f.prints.ReachM()+slackM) {
		if f.count[cell] == 0 {
			return true
		}
	}
	return false
}

func (f *footing) uncovered(cells []int32) []int32 {
	var open []int32
	for _, cell := range cells {
		if f.count[cell] == 0 {
			open = append(open, cell)
		}
	}
	return open
}

// refuse closes the candidates that have no footprint and says so.
func (c *covering) refuse(q *Question, candidates []candidate, prints []Print) ([]siting.State, error) {
	states := q.states(candidates)
	var l problemList
	var why registry.Text
	refused := 0
	for i := range prints {
		if !prints[i].Refused {
			continue
		}
		if refused++; refused == 1 && len(prints[i].Doubts) > 0 {
			why = prints[i].Doubts[0]
		}
		if states[i] == siting.Open {
			l.add("force", candidates[i].id, "footprint", "vị trí bắt buộc này không tính được vùng phủ", "this forced place has no footprint that can be computed")
		}
		states[i] = siting.Closed
	}
	if refused == len(candidates) {
		l.add("candidates", "", "footprint", "không vị trí ứng viên nào tính được vùng phủ: %[1]s", "no candidate has a footprint that can be computed: %[2]s", why.VI, why.EN)
	}
	if refused > 0 {
		c.notes = append(c.notes, registry.Text{
			VI: registry.VI.Integer(refused) + " vị trí ứng viên bị loại: " + why.VI, EN: registry.EN.Integer(refused) + " candidates are left out: " + why.EN,
		})
	}
	return states, l.err()
}

// rank lists the candidates that cover somebody new, most people first.
func (c *covering) rank(s *stage, candidates []candidate, lists [][]int32, people []float64) {
	for i := range candidates {
		newly := s.peopleOf(lists[i])
		if newly <= 0 {
			continue
		}
		a := &candidates[i]
		r := Ranked{ID: a.id, Name: a.name, Source: a.source, Lon: a.at[0], Lat: a.at[1], People: people[i], Newly: newly}
		if a.commune >= 0 {
			r.Commune = unitRef(s.ground.Communes[a.commune])
		}
		c.ranking = append(c.ranking, r)
	}
	slices.SortStableFunc(c.ranking, func(a, b Ranked) int { return cmp.Compare(b.Newly, a.Newly) })
	c.ranking = c.ranking[:min(len(c.ranking), mostRanked)]
}

// counter tells of each piece of work that is done, from footprintsFrom on.
func counter(total int, tell Tell) func() {
	var mutex sync.Mutex
	done := 0
	return func() {
		mutex.Lock()
		defer mutex.Unlock()
		done++
		share := footprintsFrom + (footprintsTo-footprintsFrom)*float64(done)/float64(max(total, 1))
		tell.at(share, "tính vùng phủ của các vị trí ứng viên", "computing the footprints of the candidates")
	}
}

// The share of a plan's progress in which footprints are computed.
const (
	footprintsFrom = 0.05
	footprintsTo   = 0.6
)

// after tells what comes after a share of the work.
func (t Tell) after(share float64) Tell {
	if t == nil {
		return nil
	}
	return func(of float64, stage registry.Text) { t(share+(0.9-share)*math.Min(1, of), stage) }
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
