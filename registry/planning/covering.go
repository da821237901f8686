package planning

import (
	"cmp"
	"context"
	"math"
	"slices"
	"sync"

	"github.com/paulmach/orb"

	"hatang/geo/siting"
	"hatang/geo/siting/cover"
	"hatang/registry"
	"hatang/registry/indicators"
)

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
	c.problem = &cover.Problem{Weights: s.weigh(q, s.cells, s.field), Covers: cover.FromLists(lists), States: states, Covered: covered}
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
