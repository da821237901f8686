package appraisal

import (
	"cmp"
	"context"
	"slices"

	"hatang/geo/geodesy"
	"hatang/registry"
)

// Conflict is two positions of one batch that cannot both be built by the rules.
// The one that was filed first keeps its place.
type Conflict struct {
	First      string    `json:"first"`
	FirstRow   int       `json:"first_row,omitempty"`
	Second     string    `json:"second"`
	SecondRow  int       `json:"second_row,omitempty"`
	DistanceM  float64   `json:"distance_m"`
	ThresholdM float64   `json:"threshold_m,omitempty"`
	Relation   string    `json:"relation"`
	Verdict    Verdict   `json:"verdict"`
	Officer    bool      `json:"officer,omitempty"`
	Clause     Reference `json:"clause"`
	// Moot: the first fails for other reasons, so that the second may stand.
	Moot bool `json:"moot,omitempty"`
}

// batchMast is a position of the batch that was filed earlier.
type batchMast struct {
	position *registry.ProposedPosition
	index    int
	verdict  Verdict
}

// counts: a position that fails will not be built.
func (b *batchMast) counts() string {
	if b.verdict == NotMet {
		return "no"
	}
	return "yes"
}

func (b *batchMast) why() registry.Text {
	if b.verdict == NotMet {
		return registry.Text{VI: "nộp trước trong cùng đợt nhưng không đạt", EN: "filed earlier in the same batch, but fails"}
	}
	return registry.Text{VI: "nộp trước trong cùng đợt", EN: "filed earlier in the same batch"}
}

// BatchOptions say what else is looked for.
type BatchOptions struct {
	// Alternatives looks, for positions that fail, for masts to share and for the
	// smallest move that passes.
	Alternatives bool
	// Progress is told how many positions are done.
	Progress func(done, total int)
}

// AppraiseBatch appraises the positions of a dossier in the order of filing: by
// their numbers, then as they come. Each sees those before it, unless they fail.
func (a *Appraiser) AppraiseBatch(ctx context.Context, w World, d Dossier, options BatchOptions) (*Result, error) {
	s, err := a.open(ctx, w, d)
	if err != nil {
		return nil, err
	}
	result, err := s.result()
	if err != nil {
		return nil, err
	}
	result.Positions = make([]Assessment, len(d.Positions))
	var earlier []*batchMast
	for done, i := range filingOrder(d.Positions) {
		assessed, err := s.assess(i, earlier)
		if err != nil {
			return nil, err
		}
		if options.Alternatives && assessed.Verdict == NotMet {
			if assessed.Alternatives, err = s.alternatives(i, earlier, assessed); err != nil {
				return nil, err
			}
		}
		conflicts, err := s.conflicts(i, earlier)
		if err != nil {
			return nil, err
		}
		result.Conflicts = append(result.Conflicts, conflicts...)
		result.Positions[i] = *assessed
		if p := d.Positions[i]; p.Located && onEarth(p.Point) {
			earlier = append(earlier, &batchMast{position: p, index: i, verdict: assessed.Verdict})
		}
		if options.Progress != nil {
			options.Progress(done+1, len(d.Positions))
		}
	}
	return result, nil
}

// filingOrder is the indexes of the positions by number; those without one come
// last, in their order.
func filingOrder(positions []*registry.ProposedPosition) []int {
	order := make([]int, len(positions))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(i, j int) int {
		a, b := positions[i].Number, positions[j].Number
		switch {
		case a.Known && b.Known:
			return cmp.Compare(a.Value, b.Value)
		case a.Known != b.Known && a.Known:
			return -1
		case a.Known != b.Known:
			return 1
		}
		return 0
	})
	return order
}

// conflicts are those of a position with the ones filed before it.
func (s *session) conflicts(i int, earlier []*batchMast) ([]Conflict, error) {
	p := s.dossier.Positions[i]
	if !p.Located || !onEarth(p.Point) {
		return nil, nil
	}
	r, err := s.begin(p, nil)
	if err != nil {
		return nil, err
	}
	var found []Conflict
	box := geodesy.Box(r.at, r.reachM())
	for _, b := range earlier {
		if !box.Contains(b.position.Point) {
			continue
		}
		m := r.positionMast(r.at, b.position)
		m.Counts = "yes"
		pairings, err := r.readings(r.area, &m)
		if err != nil {
			return nil, err
		}
		out := r.rule(&m, pairings)
		if out.verdict == Met {
			continue
		}
		c := Conflict{
			First: b.position.Code, Second: p.Code, FirstRow: s.row(b.index), SecondRow: s.row(i), DistanceM: m.DistanceM,
			ThresholdM: out.thresholdM, Relation: m.Relation, Verdict: out.verdict, Officer: out.officer, Moot: b.verdict == NotMet,
		}
		if len(out.clauses) > 0 {
			c.Clause = out.clauses[0].cite()
		}
		found = append(found, c)
	}
	return found, nil
}

func (s *session) row(i int) int {
	if i < len(s.dossier.Rows) {
		return s.dossier.Rows[i]
	}
	return 0
}
