package cover

import (
	"context"
	"fmt"
	"math"

	"hatang/geo/siting"
)

// Twice says what being covered is worth where a second point within reach counts
// as backup of the first.
type Twice struct {
	// First and Second are what a unit of weight gains by being covered once, and
	// by being covered twice besides; both at least 0. First = θ and Second = 1-θ
	// is the model BACOP2 of Hogan and ReVelle (1986).
	First, Second float64
	// All requires every demand that can be covered to be covered once: their
	// model BACOP1, usually with First = 0 and Second = 1.
	All bool
}

// Backup opens at most p candidates so that the gains by first and second covers
// are greatest; p counts the candidates that are Open already. A demand marked as
// Covered has its first cover.
//
// It fails with ErrInvalid on a problem, number or gains that make no sense. With
// All set it fails with ErrTooFew where p candidates are proven not to cover all
// that can be covered, and also where the search ended before it was known; the
// error tells which.
func Backup(ctx context.Context, pr *Problem, p int, twice Twice, o siting.Options) (*Result, error) {
	if err := pr.checkMost(p); err != nil {
		return nil, err
	}
	if err := twice.check(); err != nil {
		return nil, err
	}
	r, cancel := newRun(ctx, pr.Effort, o)
	defer cancel()
	m := pr.backupModel(p, &twice, r.cancelled)
	r.open = pr.forced()
	first, second := make([]float64, len(pr.Weights)), make([]float64, len(pr.Weights))
	for j, w := range pr.Weights {
		first[j], second[j] = w*twice.First, w*twice.Second
	}
	r.step, r.scale = unit(first, second), sum(first)+sum(second)
	r.maximise(m, o.Start)
	if !r.found && twice.All {
		return nil, r.tooFew(p)
	}
	res := pr.result(r.candidates())
	res.Value = twice.First*res.CoveredWeight + twice.Second*res.TwiceWeight
	r.conclude(&res.Solution, (twice.First+twice.Second)*res.ReachableWeight)
	return res, nil
}

func (t *Twice) check() error {
	for _, g := range []float64{t.First, t.Second} {
		if math.IsNaN(g) || math.IsInf(g, 0) || g < 0 {
			return invalid("a cover gains %v, want a finite number of at least 0", g)
		}
	}
	if t.First == 0 && t.Second == 0 {
		return invalid("neither the first nor the second cover gains anything")
	}
	return nil
}

func (r *run) tooFew(p int) error {
	if r.done() {
		return fmt.Errorf("%w: %d do not cover all that can be covered", ErrTooFew, p)
	}
	return fmt.Errorf("%w: the search ended before it was known whether %d cover all that can be covered", ErrTooFew, p)
}

// backupModel is the model of backup covering.
func (pr *Problem) backupModel(p int, twice *Twice, stop func() bool) *model {
	m := &model{left: p, stop: stop, rows: makeRows(len(pr.Weights)), col: pr.columns()}
	for j, w := range pr.Weights {
		m.rows.first[j], m.rows.second[j] = w*twice.First, w*twice.Second
		if twice.All {
			m.rows.need[j] = 1
		}
	}
	for _, j := range pr.Unreachable() {
		m.rows.need[j] = 0
	}
	return pr.absorb(m)
}
