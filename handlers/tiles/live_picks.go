package tiles

import (
	"context"
	"fmt"
	"sync"

	"github.com/maypok86/otter/v2"
	"golang.org/x/sync/singleflight"

	"hatang/geo/tile"
	"hatang/registry"
	"hatang/registry/network"
)

// pick is the records that a question asks for on a day. nil picks all.
type pick struct {
	ids map[string]struct{}
	// borders tells that the answer follows from the border of a unit as well.
	borders bool
}

func (p *pick) has(id string) bool {
	if p == nil {
		return true
	}
	_, ok := p.ids[id]
	return ok
}

// upon is the view of a layer of which some records are picked. A change of a
// record shows where it was and is, whether it is picked or not; a change of a
// unit's border may show anywhere.
func (p *pick) upon(view *network.View, v tile.View) tile.View {
	if p != nil && p.borders {
		v.Revision = max(v.Revision, view.LayerSeq(registry.Units))
		v.ChangedSince = nil
	}
	return v
}

// picks are the answers to questions that were asked lately: every tile of a
// map asks the same one.
type picks struct {
	once   sync.Once
	kept   *otter.Cache[pickKey, *pick]
	err    error
	flight singleflight.Group
}

type pickKey struct {
	kind     registry.Kind
	day      registry.Date
	question string
	seq      int64 // of the kind
	borders  int64 // of the units, where they matter
}

// Memory of answers: an id of 36 letters is shared with its record, so that one
// takes about 32 bytes of the map.
const (
	pickBytes    = 32
	maxPickBytes = 32 << 20
)

func (s *picks) open() error {
	s.once.Do(func() {
		s.kept, s.err = otter.New(&otter.Options[pickKey, *pick]{
			MaximumWeight: maxPickBytes,
			Weigher:       func(k pickKey, p *pick) uint32 { return uint32(200 + len(k.question) + pickBytes*len(p.ids)) },
		})
	})
	return s.err
}

// of is what the question picks, nil for everything.
func (s *picks) of(ctx context.Context, view *network.View, kind registry.Kind, ask Ask) (*pick, error) {
	if ask.Only == nil || !ask.Only.Any() {
		return nil, nil
	}
	if err := s.open(); err != nil {
		return nil, fmt.Errorf("tiles: answers: %w", err)
	}
	k := pickKey{kind: kind, day: ask.Day, question: ask.Only.Key(), seq: view.LayerSeq(kind)}
	if ask.Only.Unit() != "" {
		k.borders = view.LayerSeq(registry.Units)
	}
	if found, ok := s.kept.GetIfPresent(k); ok {
		return found, nil
	}
	// The first who asks may go away while others wait for the answer.
	made, err, _ := s.flight.Do(fmt.Sprintf("%+v", k), func() (any, error) {
		p, err := pickOf(context.WithoutCancel(ctx), view, ask)
		if err == nil {
			s.kept.Set(k, p)
		}
		return p, err
	})
	p, _ := made.(*pick)
	return p, err
}

func pickOf(ctx context.Context, view *network.View, ask Ask) (*pick, error) {
	p := &pick{ids: map[string]struct{}{}, borders: ask.Only.Unit() != ""}
	q, none, err := ask.Only.Query(ctx, view, ask.Day)
	if err != nil || none {
		return p, err
	}
	return p, view.Scan(ctx, q, func(rec registry.Record) error {
		p.ids[rec.Head().ID] = struct{}{}
		return nil
	})
}
