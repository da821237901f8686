// Package siting chooses where points should stand: which of many candidates to
// open so that people are served best, or so that as few as possible serve them
// all. This package is what the solvers below it share: the state of a
// candidate, how long to search, and what a solution says of itself.
//
//	median  p-median, p-center and their capacitated kin: everybody is served, how far do they go
//	cover   maximal, set and backup covering, with and without capacities: who is within reach
//
// A solver returns the best solution it found and a bound that no solution can
// pass. Only where the two meet is the solution called optimal; otherwise the
// gap between them is told. Solvers are deterministic for a seed as long as no
// time limit cuts them short, and end early, with what they have, when their
// context is cancelled.
package siting

import (
	"math"
	"time"
)

// State says what may be done with a candidate.
type State uint8

// The states of a candidate.
const (
	Free   State = iota // the solver decides
	Open                // existing or forced: it is open in every solution
	Closed              // forbidden: it is closed in every solution
)

// NoSite stands for the site of a demand that none serves.
const NoSite = -1

// Options tune a search. The zero value searches until the solution is proven,
// or for as long as the solver's own limits allow.
type Options struct {
	// Limit ends the search with the best solution so far; 0 means none.
	Limit time.Duration
	// Gap ends the search as soon as the solution is proven to be within this share
	// of its value of the best; 0 means that it goes on until it is proven to be the
	// best. A search ended so far does not call its solution optimal.
	Gap float64
	// Seed makes heuristics repeatable.
	Seed uint64
	// Start is a solution to begin with, such as one edited by hand; indices of
	// candidates. A start that breaks the constraints is repaired or ignored.
	Start []int
	// Progress, if set, is told of every improvement and now and then between
	// them, from the goroutine that called the solver.
	Progress func(Progress)
}

// Progress is how far a search is.
type Progress struct {
	Elapsed time.Duration
	// Value of the best solution so far and Bound that none can pass; NaN while
	// there is none.
	Value, Bound float64
	// Stage names what is being done, in English and one or two words.
	Stage string
}

// Solution is what a solver found.
type Solution struct {
	// Open are the indices of the open candidates, ascending, those included
	// that had to be.
	Open []int
	// Site is, for each demand, the candidate that serves it, or NoSite.
	Site []int32
	// Value is the objective of this very solution. Bound is a proven limit of
	// what any solution reaches: at most Value where the objective is to be
	// small, at least Value where it is to be large.
	Value, Bound float64
	// Optimal tells that the search proved that no solution is better.
	Optimal bool
	// Unserved are the demands that no candidate can serve at all, ascending.
	Unserved []int
	Elapsed  time.Duration
	// Nodes of branch and bound that were looked at, and Iterations of
	// heuristics and bounds.
	Nodes, Iterations int64
}

// Gap is how far the solution may be from the best, as a share of its value: 0
// where it is proven, and never negative.
func (s *Solution) Gap() float64 {
	if s.Optimal || s.Value == s.Bound {
		return 0
	}
	return math.Abs(s.Value-s.Bound) / math.Max(math.Abs(s.Value), math.SmallestNonzeroFloat64)
}

// Near tells whether a value and a bound lie close enough together to end the
// search. It holds for no gap of 0 and for nothing that is not a number.
func (o *Options) Near(value, bound float64) bool {
	return o.Gap > 0 && !math.IsInf(value, 0) && math.Abs(value-bound) <= o.Gap*math.Abs(value)
}
