package ogc

import (
	"context"
	"math"
	"sync"

	"github.com/paulmach/orb"

	"hatang/registry"
)

// Survey is what all rows of a kind span, whatever their dates.
type Survey struct {
	Rows      int
	Unlocated int // rows without geometry
	// Bound holds every geometry; it means nothing when no row has one.
	Bound orb.Bound
	// From is the earliest beginning and To the latest end; zero when some row
	// has none.
	From, To registry.Date
}

func (s *Survey) located() bool { return s.Rows > s.Unlocated }

// surveyor is a Source that knows its Survey without going through the rows.
type surveyor interface {
	Survey(kind registry.Kind) Survey
}

// layered is a Source that numbers the changes of each kind.
type layered interface {
	LayerSeq(kind registry.Kind) int64
}

// layerSeq is the number of the newest change that can concern the kind.
func (r *request) layerSeq(kind registry.Kind) int64 {
	if l, ok := r.source.(layered); ok {
		return l.LayerSeq(kind)
	}
	return r.seq
}

// surveys keeps the survey of each kind until the kind changes. One request
// makes it, others wait.
type surveys struct {
	mu    sync.Mutex
	kinds map[registry.Kind]*keptSurvey
}

type keptSurvey struct {
	mu     sync.Mutex
	made   bool
	seq    int64
	survey Survey
}

func (s *surveys) of(ctx context.Context, r *request, kind registry.Kind) (Survey, error) {
	if own, ok := r.source.(surveyor); ok {
		return own.Survey(kind), nil
	}
	s.mu.Lock()
	if s.kinds == nil {
		s.kinds = map[registry.Kind]*keptSurvey{}
	}
	kept := s.kinds[kind]
	if kept == nil {
		kept = new(keptSurvey)
		s.kinds[kind] = kept
	}
	s.mu.Unlock()

	kept.mu.Lock()
	defer kept.mu.Unlock()
	seq := r.layerSeq(kind)
	if kept.made && kept.seq == seq {
		return kept.survey, nil
	}
	survey, err := takeSurvey(ctx, r.source, kind)
	if err != nil {
		return Survey{}, err
	}
	kept.made, kept.seq, kept.survey = true, seq, survey
	return survey, nil
}

func takeSurvey(ctx context.Context, source registry.Reader, kind registry.Kind) (Survey, error) {
	s := Survey{Bound: orb.Bound{
		Min: orb.Point{math.Inf(1), math.Inf(1)}, Max: orb.Point{math.Inf(-1), math.Inf(-1)},
	}}
	openFrom, openTo := false, false
	err := source.Scan(ctx, registry.Query{Kind: kind, AllRows: true}, func(rec registry.Record) error {
		s.Rows++
		if g := rec.Shape(); g != nil {
			s.extend(g.Bound())
		} else {
			s.Unlocated++
		}
		p := rec.Head().Period()
		openFrom, openTo = openFrom || p.From.IsZero(), openTo || p.To.IsZero()
		if s.From.IsZero() || p.From.Before(s.From) {
			s.From = p.From
		}
		if s.To.Before(p.To) {
			s.To = p.To
		}
		return nil
	})
	if openFrom {
		s.From = registry.Date{}
	}
	if openTo {
		s.To = registry.Date{}
	}
	return s, err
}

func (s *Survey) extend(b orb.Bound) {
	s.Bound.Min = orb.Point{math.Min(s.Bound.Min[0], b.Min[0]), math.Min(s.Bound.Min[1], b.Min[1])}
	s.Bound.Max = orb.Point{math.Max(s.Bound.Max[0], b.Max[0]), math.Max(s.Bound.Max[1], b.Max[1])}
}
