package cover

import (
	"errors"
	"fmt"
	"math"

	"hatang/geo/siting"
)

// Problem is who is to be covered and what may cover them. Solvers do not change
// it, so several may work on one at a time.
type Problem struct {
	// Weights of the demands, such as people; finite and at least 0.
	Weights []float64
	// Covers has one entry per candidate.
	Covers Covers
	// States of the candidates; nil means that all are free.
	States []siting.State
	// Covered marks demands that points outside the candidates cover already:
	// they count as covered once. nil means none.
	Covered []bool
	// Effort bounds the search by counting instead of by the clock, so that the
	// answer is the same on every machine.
	Effort Effort
}

// Effort is how much a search may do; 0 means as much as it takes.
type Effort struct {
	// Nodes of branch and bound, and Iterations of heuristics and bounds.
	Nodes, Iterations int64
}

// Result is a solution and what it covers.
type Result struct {
	siting.Solution
	// CoveredWeight is covered at least once and TwiceWeight at least twice, by
	// open candidates or what covered it before; TotalWeight is all there is and
	// ReachableWeight what can be covered at all.
	CoveredWeight, TwiceWeight   float64
	ReachableWeight, TotalWeight float64
	// Unmet are the groups, of those asked for, that lack candidates to have the
	// points they need; as many as there are were required of them. Ascending.
	Unmet []int
}

// Errors of bad input; what they wrap says which and what was expected.
var (
	ErrInvalid = errors.New("cover: invalid problem")
	// ErrTooFew tells that the points allowed cannot do what is required of them.
	ErrTooFew = errors.New("cover: too few points")
)

func invalid(format string, args ...any) error {
	return fmt.Errorf("%w: %s", ErrInvalid, fmt.Sprintf(format, args...))
}

// check tells what is wrong with the problem.
func (pr *Problem) check() error {
	n, m := pr.Covers.Candidates(), len(pr.Weights)
	if n == 0 {
		return invalid("there are no candidates")
	}
	if pr.States != nil && len(pr.States) != n {
		return invalid("%d states for %d candidates", len(pr.States), n)
	}
	if pr.Covered != nil && len(pr.Covered) != m {
		return invalid("%d marks of covered demands for %d demands", len(pr.Covered), m)
	}
	for i, s := range pr.States {
		if s > siting.Closed {
			return invalid("candidate %d has state %d, want free, open or closed", i, s)
		}
	}
	if err := checkWeights(pr.Weights); err != nil {
		return err
	}
	return pr.Covers.check(m)
}

func checkWeights(weights []float64) error {
	var sum float64
	for j, w := range weights {
		if math.IsNaN(w) || math.IsInf(w, 0) || w < 0 {
			return invalid("demand %d weighs %v, want a finite number of at least 0", j, w)
		}
		sum += w
	}
	if math.IsInf(sum, 0) {
		return invalid("the weights add up to more than a number can hold")
	}
	return nil
}

// checkPeople tells whether there is anybody to cover.
func (pr *Problem) checkPeople() error {
	for _, w := range pr.Weights {
		if w > 0 {
			return nil
		}
	}
	return invalid("nobody to cover: all %d demands weigh 0", len(pr.Weights))
}

func (c *Covers) check(demands int) error {
	if c.Start[0] != 0 || c.Start[len(c.Start)-1] != len(c.Demand) {
		return invalid("covers begin at %d and end at %d, want 0 and %d", c.Start[0], c.Start[len(c.Start)-1], len(c.Demand))
	}
	for i := range c.Candidates() {
		if c.Start[i] > c.Start[i+1] || c.Start[i+1] > len(c.Demand) {
			return invalid("the covers of candidate %d end before they begin", i)
		}
		last := int32(-1)
		for _, j := range c.Of(i) {
			if j <= last {
				return invalid("candidate %d reaches demand %d after %d, want ascending numbers from 0", i, j, last)
			}
			last = j
		}
		if int(last) >= demands {
			return invalid("candidate %d reaches demand %d, but there are %d demands", i, last, demands)
		}
	}
	return nil
}

// checkMost is check and checkCount and checkPeople, for the problems that seek
// the most weight.
func (pr *Problem) checkMost(p int) error {
	if err := pr.check(); err != nil {
		return err
	}
	if err := pr.checkPeople(); err != nil {
		return err
	}
	return pr.checkCount(p)
}

// checkCount tells what is wrong with opening at most p candidates.
func (pr *Problem) checkCount(p int) error {
	open, closed := 0, 0
	for _, s := range pr.States {
		switch s {
		case siting.Open:
			open++
		case siting.Closed:
			closed++
		}
	}
	allowed := pr.Covers.Candidates() - closed
	switch {
	case p < 0:
		return invalid("%d points asked for, want 0 or more", p)
	case p < open:
		return invalid("%d points asked for, but %d candidates are open already", p, open)
	case p > allowed:
		return invalid("%d points asked for, but only %d of %d candidates may be open", p, allowed, pr.Covers.Candidates())
	}
	return nil
}

func (pr *Problem) state(i int) siting.State {
	if pr.States == nil {
		return siting.Free
	}
	return pr.States[i]
}

func (pr *Problem) covered(j int) bool { return pr.Covered != nil && pr.Covered[j] }

// Unreachable are the demands that no candidate that may be open reaches and
// that are not covered already, ascending.
func (pr *Problem) Unreachable() []int {
	reached := make([]bool, len(pr.Weights))
	for i := range pr.Covers.Candidates() {
		if pr.state(i) != siting.Closed {
			for _, j := range pr.Covers.Of(i) {
				reached[j] = true
			}
		}
	}
	var out []int
	for j := range reached {
		if !reached[j] && !pr.covered(j) {
			out = append(out, j)
		}
	}
	return out
}

// result tells what the open candidates cover. Site holds the open candidate of
// the lowest number that covers a demand, for this problem does not tell which is
// nearest.
func (pr *Problem) result(open []int) *Result {
	r := &Result{Solution: siting.Solution{Open: open, Unserved: pr.Unreachable()}}
	r.Site = make([]int32, len(pr.Weights))
	count := make([]uint8, len(pr.Weights))
	for j := range r.Site {
		r.Site[j] = siting.NoSite
		if pr.covered(j) {
			count[j] = 1
		}
	}
	for _, i := range open {
		for _, j := range pr.Covers.Of(i) {
			if r.Site[j] == siting.NoSite {
				r.Site[j] = int32(i)
			}
			count[j] = min(count[j]+1, 2)
		}
	}
	unserved := r.Unserved
	for j, w := range pr.Weights {
		r.TotalWeight += w
		if len(unserved) > 0 && unserved[0] == j {
			unserved = unserved[1:]
			continue
		}
		r.ReachableWeight += w
		if count[j] >= 1 {
			r.CoveredWeight += w
		}
		if count[j] >= 2 {
			r.TwiceWeight += w
		}
	}
	return r
}
