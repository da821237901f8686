package ogc

import (
	"context"
	"errors"
	"math"
	"slices"
	"sync"
	"time"

	"github.com/paulmach/orb"

	"hatang/registry"
)

// Survey is what all rows of a kind span, whatever their dates.
type Survey struct {
	// Some tells whether there are rows, Located whether any has a geometry.
	Some, Located bool
	// Unlocated are the ids of the things that have a row without geometry.
	Unlocated []string
	// Bound holds every geometry. It can be wider than they are, when what was at
	// its edge is gone.
	Bound orb.Bound
	// From is before every beginning and To after every end, or on it; zero when
	// some row has none. They too can be wider.
	From, To registry.Date
}

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

// surveys keeps the survey of each kind. Going through hundreds of thousands of
// rows after each change would cost more than the answer, so a survey follows
// the chain of changes, row by row. That can only widen it, so now and then it
// is taken anew.
type surveys struct {
	mu    sync.Mutex
	kinds map[registry.Kind]*keptSurvey
}

const (
	surveyAge = time.Hour
	// maxFollowed is how many changes are followed; going through all rows is
	// cheaper than more.
	maxFollowed = 2000
)

// keptSurvey is a survey in the making; one request makes it, others wait.
type keptSurvey struct {
	mu      sync.Mutex
	seq     int64 // what it knows of
	takenAt time.Time
	*counted
}

// counted is what a survey is made from.
type counted struct {
	Survey
	openFrom, openTo bool
	without          map[string]bool // things that have a row without geometry
}

// survey is what the kind spans in the request's state of the registry.
func (s *Service) survey(ctx context.Context, r *request, kind registry.Kind) (Survey, error) {
	if own, ok := r.source.(surveyor); ok {
		return own.Survey(kind), nil
	}
	kept := s.surveys.of(kind)
	kept.mu.Lock()
	defer kept.mu.Unlock()
	if kept.counted != nil && r.layerSeq(kind) <= kept.seq {
		return kept.Survey, nil
	}
	followed, err := s.follow(ctx, r, kind, kept)
	if err != nil {
		return Survey{}, err
	}
	if !followed {
		if kept.counted, err = takeSurvey(ctx, r.source, kind); err != nil {
			return Survey{}, err
		}
		kept.takenAt = s.options.Clock()
	}
	kept.seq = r.seq
	kept.finish()
	return kept.Survey, nil
}

func (s *surveys) of(kind registry.Kind) *keptSurvey {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.kinds == nil {
		s.kinds = map[registry.Kind]*keptSurvey{}
	}
	if s.kinds[kind] == nil {
		s.kinds[kind] = new(keptSurvey)
	}
	return s.kinds[kind]
}

func takeSurvey(ctx context.Context, source registry.Reader, kind registry.Kind) (*counted, error) {
	c := &counted{without: map[string]bool{}, Survey: Survey{Bound: orb.Bound{
		Min: orb.Point{math.Inf(1), math.Inf(1)}, Max: orb.Point{math.Inf(-1), math.Inf(-1)},
	}}}
	err := source.Scan(ctx, registry.Query{Kind: kind, AllRows: true}, func(rec registry.Record) error {
		c.add(rec)
		return nil
	})
	return c, err
}

var errTooMany = errors.New("too many changes to follow")

// follow brings the survey up to the request's state by what changed since; it
// is false when the survey must be taken anew.
func (s *Service) follow(ctx context.Context, r *request, kind registry.Kind, kept *keptSurvey) (bool, error) {
	if kept.counted == nil || s.options.Since == nil || s.options.Clock().Sub(kept.takenAt) > surveyAge {
		return false, nil
	}
	changed := map[string]bool{}
	seen := 0
	err := s.options.Since(ctx, kept.seq, func(c registry.Change) error {
		if seen++; seen > maxFollowed {
			return errTooMany
		}
		if c.Kind == kind && c.Seq <= r.seq {
			changed[c.RecordID] = true
		}
		return nil
	})
	if err != nil {
		if errors.Is(err, errTooMany) {
			err = nil
		}
		return false, err
	}
	for id := range changed {
		delete(kept.without, id)
		rows, err := r.source.Rows(ctx, kind, id)
		if err != nil && registry.CodeOf(err) != registry.NotFound {
			return false, err
		}
		for _, rec := range rows {
			kept.add(rec)
		}
	}
	return true, nil
}

// add takes a row in.
func (c *counted) add(rec registry.Record) {
	head := rec.Head()
	if g := rec.Shape(); g != nil {
		c.Located = true
		c.extend(g.Bound())
	} else {
		c.without[head.ID] = true
	}
	c.openFrom, c.openTo = c.openFrom || head.ValidFrom.IsZero(), c.openTo || head.ValidTo.IsZero()
	if !c.Some || head.ValidFrom.Before(c.From) {
		c.From = head.ValidFrom
	}
	if c.To.Before(head.ValidTo) {
		c.To = head.ValidTo
	}
	c.Some = true
}

func (c *counted) extend(b orb.Bound) {
	c.Bound.Min = orb.Point{math.Min(c.Bound.Min[0], b.Min[0]), math.Min(c.Bound.Min[1], b.Min[1])}
	c.Bound.Max = orb.Point{math.Max(c.Bound.Max[0], b.Max[0]), math.Max(c.Bound.Max[1], b.Max[1])}
}

// finish completes the survey from what was counted.
func (c *counted) finish() {
	if c.openFrom {
		c.From = registry.Date{}
	}
	if c.openTo {
		c.To = registry.Date{}
	}
	c.Unlocated = make([]string, 0, len(c.without)) // others may read the old list
	for id := range c.without {
		c.Unlocated = append(c.Unlocated, id)
	}
	slices.Sort(c.Unlocated)
}
